"""Certificate of an `Evolution`: linear solves, then every deviation.

Unlike the solvers, which work on one unknown per trust level, these checks build the full chain
over (trust, conditions); and they read the rules of the relation off its parameters once more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance, errors
from ...certify.kernel import Gap, Kernel
from ...certify.play import equilibrium, punishments
from ...certify.record import OPEN, at_most, optimality
from ...common.register import checks
from ...game.table import Table
from ...game.witness import PenalCode, Play
from ...types import Array, ArrayLike, BoolArray, Certificate
from ...verify.findings import Deviation, Finding, claim, recomputed, same, verdict, worst
from ..proof import table_of
from ..results.evolution import Evolution, EvolutionBatch, profile_names
from ..results.punishment import Punishment
from ..trust_game import TrustGame
from .helped import helped_by
from .transfers import with_transfers
from .trust_play import Agreed, read, unroll, with_fixed_shares

FOREIGN = "another model"
CLASSES = np.array(["isolated", "nominal", "weak", "strong"])
#: Error allowed in chances, long-run shares, and times, of these relative to the time.
PATH = 1e-7
#: By how much parts of a whole may miss it.
_DIVIDED = 1e-9
#: The smallest positive number doubles that often to become one.
_SQUARINGS = 1100
#: Chances given which a time is known well enough.
_SOME = 1e-6


@checks(Evolution)
def certify_evolution(
    result: Evolution, policy: Any = None, *, by_kernel: bool = False
) -> Certificate:
    """Largest gain of any member from one deviation: breach, leave, or refuse to pay.

    `policy`, {(trust, conditions): mode or tuple of actions}, is judged in place of its own;
    `by_kernel`: what is played was already, and nothing is better.
    """
    own, exact = policy is None, result.partnership.exact and _exact.is_rational(result.delta)
    game = read([result.partnership], exact=exact)
    if not same(result.game, game):
        return verdict([claim(False, FOREIGN)], exact=exact, tolerance=0)
    delta = np.array([Fraction(result.delta) if exact else float(result.delta)])
    agreed = unroll(game, delta, (result.choice if own else _choice(result, game, policy))[None])
    punished = result.punishment
    if (punished is None) == game.mandated.any():
        return verdict([claim(False, "punishment")], exact=exact, tolerance=0)
    held = None if punished is None else punished.values[None]
    parts = result.division[None] if own and result.division is not None else None
    deviations = _deviations(agreed, held, parts)
    found = [worst(deviations, 0, lambda _, row: divmod(row, game.conditions))]
    if own:
        found += _wrong_values(result, agreed)
        found += [claim(True, FOREIGN), claim(result.exact == exact, "exact"), *_words(result)]
    besides = _wrong_path(result, agreed) if own else []
    named = verdict(found, exact=exact, besides=besides)
    if not named.inside:
        return named
    if by_kernel:
        return dataclasses.replace(named, outside=True, gap=0, proven=True)
    kernel = Kernel(table_of([result.partnership], [result.delta], exact=exact))
    reported, tree, code = result.witness
    play = as_played(agreed, kernel.table, reported, held)
    found += [_unnamed(gap) for gap in equilibrium(kernel, play, code)]
    if punished is not None:
        found.append(wrong_punishment([punished], game, kernel.behind, code))
    certificate = verdict(found, exact=exact, besides=besides)
    if not own or not certificate.inside:
        return certificate
    gaps = [gap for gap in optimality(kernel, play, tree, code) if not gap.size <= gap.allowed]
    if any(gap.what not in OPEN for gap in gaps):
        return verdict([*found, *map(_unnamed, gaps)], exact=exact)
    gap = max(map(at_most, gaps), default=0)
    outside = True if not gaps else False if result.proven else None
    return dataclasses.replace(certificate, outside=outside, gap=gap, proven=not gaps)


def wrong_punishment(
    reported: Sequence[Punishment], game: TrustGame, behind: Kernel, code: PenalCode
) -> Finding:
    """Values in states, and policies, that are not those of the penal codes, game by game."""
    size = game.levels * game.conditions
    plays = [one.rows for one in code.against if one.begins < game.levels]
    if code.agreed is not None:
        plays = [code.agreed.rows, *code.rows]
    policies = np.array([rows[:size] - behind.table.first_row[:size, None] for rows in plays])
    values = punishments(behind, code)[:size]
    if any(one.values.shape != values.shape[:2] for one in reported):
        return claim(False, "punishment")
    if any(one.policies.size != policies[..., 0].size for one in reported):
        return claim(False, "punishment")
    given = np.stack([one.policies.reshape(len(plays), size) for one in reported], axis=-1)
    if (given != policies).any():
        return claim(False, "punishment")
    given = np.stack([one.values for one in reported], axis=-1)
    near = behind.near(_tolerance.CHECK, values, given, of=behind.own.max(axis=(0, 1)))
    return Finding(np.max(abs(values - given) - near), 0, action="punishment")


def _unnamed(gap: Gap) -> Finding:
    return Finding(gap.size, gap.allowed, action=gap.what)


def as_played(agreed: Agreed, table: Table, play: Play, punished: Array | None = None) -> Play:
    """The choices as rows of the table, with their values and what follows a breach of them.

    What is played after a breach is as the witness says.
    """
    game, (levels, times) = agreed.game, agreed.game.flow.shape[1:3]
    rows, worth, fears = play.rows.copy(), play.worth.copy(), play.punishment.copy()
    size = levels * times
    rows[:size] = table.first_row[:size, None] + agreed.choice.T
    total = agreed.values.sum(axis=-1, keepdims=True)
    columns = total if game.voluntary else np.concatenate([agreed.values, total], axis=-1)
    worth[:levels] = _by_level(game, columns)
    if punished is not None:
        fears[levels : 2 * levels] = _by_level(game, punished)
    return Play(rows, worth, fears)


def _by_level(game: TrustGame, values: Array) -> Array:
    """What values of states, (N, S, columns), are before times are drawn, (L, columns, N)."""
    parts = values.reshape(*game.flow.shape[:3], -1) * game.chance[:, None, :, None]
    return np.moveaxis(parts.sum(axis=2), 0, -1)


def _deviations(agreed: Agreed, held: Any, parts: Any) -> list[Deviation]:
    if agreed.game.voluntary:
        return with_transfers(agreed, held, parts)
    return with_fixed_shares(agreed, held)


def _choice(result: Evolution, game: TrustGame, policy: Any) -> Array:
    """Index of the profile in every state, from modes or tuples of actions."""
    names = [profile_names(game, c) for c in range(len(game.contributes) + 1)]
    for state in _check.instance("verify", "policy", policy, dict):
        _check.position("verify", "policy", state, list(result.policy))
    choice = np.empty_like(result.choice)
    for state in result.policy:
        given = policy.get(state)
        if given is None:
            rule = f"must say what is agreed in state {state}"
            remedy = "Pass a dict with an entry for every (trust, conditions)"
            raise errors.UnknownNameError("verify", "policy", policy, rule, remedy)
        profile = (given,) * len(game.members) if isinstance(given, str) else tuple(given)
        if profile not in names:
            _check.choice("verify", "policy", profile, sorted(names))
        choice[state] = names.index(profile)
    return choice


def _founding(founding: int, agreed: Agreed, values: Array) -> Array:
    """Joint value at the founding trust before conditions are known, shape (N,)."""
    conditions = agreed.game.conditions
    rows = values[:, founding * conditions : (founding + 1) * conditions].sum(axis=-1)
    return np.asarray((agreed.game.chance * rows).sum(axis=-1))


def _wrong_values(result: Evolution, agreed: Agreed) -> list[Finding]:
    """Differences between what is reported and what the policy yields."""
    game, expected = agreed.game, agreed.values[0]
    if game.voluntary:
        least = game.outside if result.punishment is None else result.punishment.values
        surplus = expected.sum(axis=1) - least.sum(axis=-1)
        expected = least + (surplus / len(game.members))[:, None]
    off, whole = abs(result.values - expected)[None], agreed.values
    if game.voluntary:
        whole = whole + abs(agreed.values).sum(axis=-1, keepdims=True)
    near = np.broadcast_to(agreed.near(whole, expected[None]), off.shape)
    members = enumerate(game.members)
    gaps = [Deviation(m, "reported value", off[..., i], near[..., i]) for i, m in members]
    allowed = np.max(agreed.near_together(agreed.values))
    unpaid = agreed.payoff - (agreed.everyone * game.subsidy[:, None])[..., None]
    told = result.founding_value, result.founding_value_net
    founding = [_founding(result.founding, agreed, agreed.values)[0]]
    founding.append(_founding(result.founding, agreed, agreed.worth(unpaid))[0])
    pairs = zip(told, founding, strict=True)
    return [
        worst(gaps, 0, lambda _, row: divmod(row, game.conditions)),
        *(Finding(abs(a - b), allowed, action="founding value") for a, b in pairs),
    ]


def path_gaps(result: Any, agreed: Agreed) -> dict[str, Array]:
    """Differences between the path that is reported and the one to which the choices lead."""
    classes = _classes(agreed)
    k = np.arange(len(classes)), result.founding
    hit, time = reached(agreed.chain, agreed.game.chance, classes)
    told = np.asarray(result.classes).reshape(len(classes), -1)
    wrong = (classes != told).any(axis=1) if told.shape == classes.shape else np.ones(len(classes))
    gaps = {"classes": wrong.astype(float)}
    if isinstance(result, EvolutionBatch):
        gaps["founding class"] = (classes[k] != result.founding_class).astype(float)
    gaps["probability strong"] = abs(result.probability_strong - hit[k])
    gaps["time to strong"] = time_gap(result.time_to_strong, time[k])
    never = np.isfinite(result.time_to_strong) & (np.asarray(result.probability_strong) == 0)
    gaps["never strong"] = never + 0 * hit[k]
    return gaps


def _classes(agreed: Agreed) -> Array:
    shape = agreed.game.flow.shape[:3]
    never = (agreed.game.chance == 0)[:, None]
    full, left = agreed.everyone.reshape(shape), ~agreed.stays.reshape(shape)
    return classes_of(full, left, never)


def _words(result: Evolution) -> list[Finding]:
    """What is reported beside the numbers."""
    parts, game = result.division, result.game
    alone = result.coordinator is None and result.evidence is None
    whole = parts is None or bool((abs(parts.sum(axis=-1) - 1) <= _DIVIDED).all())
    return [
        claim(alone or helped_by(result), "coordinator"),
        claim(whole and (parts is not None) == game.voluntary, "division"),
        claim(set(result.long_run) == {*CLASSES.tolist(), "dissolved"}, "long run"),
        claim(isinstance(result.founding, int), "founding"),
    ]


def _wrong_path(result: Evolution, agreed: Agreed) -> list[Finding]:
    chain, conditions = agreed.chain[0].astype(float), agreed.game.conditions
    initial = np.zeros(chain.shape[1])
    start = slice(result.founding * conditions, (result.founding + 1) * conditions)
    initial[start] = agreed.game.chance[0].astype(float)
    shares = long_run(chain, initial)
    labels = np.append(np.repeat(_classes(agreed)[0], conditions), "dissolved")
    gaps: dict[str, Any] = {name: (gap[0], 0) for name, gap in path_gaps(result, agreed).items()}
    long = np.array([shares[labels == name].sum() for name in result.long_run])
    ended = np.vstack([chain, np.eye(chain.shape[1])[-1]])
    if result.chain.shape != ended.shape or result.initial.shape != initial.shape:
        return [Finding(np.inf, 0, action="chain")]
    gaps["chain"] = result.chain, ended
    gaps["initial"] = result.initial, initial
    gaps["long run"] = np.array(list(result.long_run.values())), long
    return recomputed(gaps, PATH)


def classes_of(full: BoolArray, left: BoolArray, never: BoolArray) -> Array:
    """Class of every trust level, from who contributes and leaves in all conditions, (N, L, T).

    Conditions that are `never` drawn decide nothing.
    """
    rank = np.where((left | never).all(axis=-1), 0, 1)
    rank = np.where((full & ~never).any(axis=-1), 2, rank)
    return np.asarray(CLASSES[np.where((full | never).all(axis=-1), 3, rank)])


def reached(chain: Array, chance: Array, classes: Array) -> tuple[Array, Array]:
    """Chance of becoming strong and periods until then given that, by first level, (N, L).

    `chain`, shape (N, states, states + 1), are moves over (trust, conditions), the last column
    being the end; `chance` has shape (N, T), `classes` (N, L).
    """
    (count, levels), conditions = classes.shape, chance.shape[1]
    rows = chain.astype(float).reshape(count, levels, conditions, -1)
    rows = (chance.astype(float)[:, None, :, None] * rows).sum(axis=2)
    onward = rows[..., :-1].reshape(count, levels, levels, conditions).sum(axis=-1)
    strong = classes == "strong"
    rising = np.where(strong, 1, (onward * strong[:, None]).sum(axis=-1))
    onward = np.where(strong[..., None] | strong[:, None], 0, onward)
    ends = np.stack([rising, np.where(strong, 0, rows[..., -1])], axis=-1)
    hit = _rest(ending(onward, ends))[:, :-2, -2]
    # The chain given that it becomes strong; elsewhere nothing is asked.
    open_ = (hit > 0) & ~strong
    ratio = hit[:, None] / np.where(open_, hit, 1)[..., None]
    inside = np.where(open_[..., None] & open_[:, None], onward * ratio, 0)
    done = np.where(open_, rising / np.where(open_, hit, 1), 1)[..., None]
    passing = np.append(open_, np.zeros((count, 1)), axis=1)
    time = settled(ending(inside, done), passing)[1][:, :-1]
    return hit, np.where(strong, 0, np.where(hit > _SOME, time, np.inf))


def ending(moves: Array, ends: Array) -> Array:
    """A chain of all states, the last of which are ends and never left."""
    rows, size = np.concatenate([moves, ends], axis=-1), moves.shape[1]
    stays = np.broadcast_to(
        np.eye(rows.shape[-1])[size:], (len(rows), ends.shape[-1], rows.shape[-1])
    )
    return np.concatenate([rows, stays], axis=1)


def time_gap(told: ArrayLike, found: ArrayLike) -> Array:
    """Relative difference of expected times; none where nothing is expected either way."""
    told, found = np.asarray(told, dtype=float), np.asarray(found, dtype=float)
    known = np.isfinite(told) & np.isfinite(found)
    a, b = np.where(known, told, 0), np.where(known, found, 0)
    # Where what is found is infinite the chance is next to nothing, or the chances differ as well.
    never = np.isinf(told) & np.isfinite(found)
    return np.where(never, np.inf, abs(a - b) / (1 + b))


def long_run(chain: Array, initial: Array) -> Array:
    """Long-run shares of time in the states and the end, of one relation."""
    stays = np.vstack([chain, np.eye(chain.shape[1])[-1]]).astype(float)
    return np.asarray(initial @ _rest(stays))


def _rest(chain: Array) -> Array:
    """Where the chain comes to rest."""
    return settled(chain, np.zeros(chain.shape[:-1]))[0]


def settled(chain: Array, passing: Array) -> tuple[Array, Array]:
    """Where a chain comes to rest, and periods until then in states `passing`, (..., states).

    It stays put half of the time, which changes no chance; so each period takes two.
    """
    chain, periods = (chain + np.eye(chain.shape[-1])) / 2, passing / 2
    for _ in range(_SQUARINGS):
        periods = periods + (chain @ periods[..., None])[..., 0]
        before, chain = chain, chain @ chain
        chain = chain / chain.sum(axis=-1, keepdims=True)
        # The rarest moves double every time, so that none is too rare to be seen in the end.
        if (abs(chain - before) <= 1e-12 * before).all():
            break
    return chain, periods
