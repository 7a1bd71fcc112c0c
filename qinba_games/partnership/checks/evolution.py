"""Certificate of an `Evolution`: the kernel reads its play, its punishments and its record.

Everything else that is reported follows from what is agreed on, and is worked out once more. Many
evolutions of one shape are read in one table.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance, errors
from ..._sizes import is_far
from ...certify.play import punishments
from ...common.register import checks, checks_together
from ...game.table import side_by_side
from ...game.witness import Round
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, recomputed, same, verdict
from ..partnership import Partnership
from ..proof import game_of, terms_of
from ..results.evolution import Evolution, EvolutionBatch, profile_names
from ..results.punishment import Punishment
from ..trust_game import TrustGame, shape_of
from .agreed import CLASSES, Agreed, long_run, reached, time_gap

FOREIGN = "another model"
#: Error allowed in chances, long-run shares, and times, of these relative to the time.
PATH = 1e-7
#: By how much parts of a whole may miss it.
_DIVIDED = 1e-9


@checks(Evolution)
def certify_evolution(
    result: Evolution, policy: Any = None, *, known: Agreed | None = None
) -> Certificate:
    """Largest gain of any member from one deviation: breach, leave, or refuse to pay.

    `policy`, {(trust, conditions): mode or tuple of actions}, is judged in place of its own;
    `known`: the kernel has read it beside others, and nothing is better.
    """
    model, own = result.partnership, policy is None
    exact = model.exact and _exact.is_rational(result.delta)
    terms = known.terms if known else terms_of([model], [result.delta], exact=exact)
    game = game_of([model], terms)
    bound = result.punishment is not None
    if not same(result.game, game) or bound != game.mandated.any():
        what = "punishment" if same(result.game, game) else FOREIGN
        return verdict([claim(False, what)], exact=exact, tolerance=0)
    choice = result.choice if own else _choice(result, game, policy)
    agreed = known or Agreed(terms, model.members, choice[None], result.witness, own=own)
    found = [agreed.named(gap) for gap in agreed.against()] if not known else [agreed.largest()]
    if result.punishment is not None:
        found.append(wrong_punishment([result.punishment], agreed))
    if not own:
        return verdict(found, exact=exact)
    found += [claim(True, FOREIGN), claim(result.exact == exact, "exact"), *_words(result)]
    found += _wrong_values(result, agreed)
    certificate = verdict(found, exact=exact, besides=_wrong_path(result, agreed))
    if not certificate.inside:
        return certificate
    refused, left = ([], [0]) if known else agreed.better()
    if any(not gap.size <= gap.allowed for gap in refused):
        return verdict([*found, *map(agreed.named, refused)], exact=exact)
    outside = True if not left[0] > 0 else False if result.proven else None
    return dataclasses.replace(certificate, outside=outside, gap=left[0], proven=not left[0] > 0)


# --- several at once -----------------------------------------------------------------------------


@checks_together(Evolution)
def single_checks(results: Sequence[Evolution]) -> list[Callable[..., Certificate]]:
    """The check of each, without what the kernel shows of many; what it does not, alone."""
    found: list[Callable[..., Certificate]] = [certify_evolution] * len(results)
    shapes: dict[Any, list[int]] = {}
    for k, one in enumerate(results):
        tree, code = one.witness[1:]
        # Floats tell, all can leave, and the record has no branches.
        if not one.exact and not is_far(one.partnership) and code is None and tree.at is None:
            shapes.setdefault(shape_of(one.partnership), []).append(k)
    for few in shapes.values():
        agreed = read_together([results[k] for k in few])
        gaps = agreed.against()
        refused, left = agreed.better()
        if all(gap.size <= gap.allowed for gap in (*gaps, *refused)) and not left.any():
            for place, k in enumerate(few):
                found[k] = functools.partial(certify_evolution, known=agreed.take(place))
    return found


def read_together(results: Sequence[Evolution]) -> Agreed:
    """What is agreed on in all of them, in one table."""
    plays, trees = zip(*(one.witness[:2] for one in results), strict=True)
    # Records get equally many rounds: the last ones of the shorter eliminate nothing.
    longest = max((tree.rounds for tree in trees), key=len)
    gone = [np.zeros_like(one.eliminated) for one in longest]
    same = [
        tree._replace(
            rounds=(*tree.rounds, *(Round(tree.bounds, no) for no in gone[len(tree.rounds) :]))
        )
        for tree in trees
    ]
    models = [one.partnership for one in results]
    terms = terms_of(models, [float(one.delta) for one in results], exact=False)
    choice = np.stack([one.choice for one in results])
    return Agreed(terms, models[0].members, choice, (side_by_side(plays), side_by_side(same), None))


# --- what is reported beside the choices ----------------------------------------------------------


def wrong_punishment(reported: Sequence[Punishment], agreed: Agreed) -> Finding:
    """Values in states, and policies, that are not those of the penal codes, game by game."""
    code, behind, size = agreed.code, agreed.kernel.afterwards, agreed.size
    plays = [one.rows for one in code.against if one.begins < agreed.choice.shape[1]]
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
    near = behind.rounding(_tolerance.CHECK, values, given, of=behind.own.max(axis=(0, 1)))
    return Finding(np.max(abs(values - given) - near), 0, action="punishment")


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


def _words(result: Evolution) -> list[Finding]:
    """What is reported beside the numbers."""
    parts = result.division
    alone = result.coordinator is None and result.evidence is None
    whole = parts is None or bool((abs(parts.sum(axis=-1) - 1) <= _DIVIDED).all())
    return [
        claim(alone or helped_by(result), "coordinator"),
        claim(whole and (parts is not None) == result.game.voluntary, "division"),
        claim(set(result.long_run) == {*CLASSES.tolist(), "dissolved"}, "long run"),
        claim(isinstance(result.founding, int), "founding"),
    ]


def _wrong_values(result: Evolution, agreed: Agreed) -> list[Finding]:
    """Differences between what is reported and what the choices yield."""
    game, expected = result.game, agreed.in_states()
    near = agreed.near(expected)
    if game.voluntary:  # all of the surplus is shared by equal parts
        least = game.outside if result.punishment is None else result.punishment.values
        whole, n = expected[:, 0], len(game.members)
        expected = least[..., None] + ((whole - least.sum(axis=-1, keepdims=True)) / n)[:, None]
        near = near + agreed.near(whole[:, None] + 0 * expected)
    off = abs(result.values[..., None] - expected)
    near = np.broadcast_to(near, off.shape)
    at = np.unravel_index(int(np.argmax(off - near)), off.shape)
    state, member = divmod(int(at[0]), game.conditions), game.members[int(at[1])]
    found = [Finding(off[at], np.asarray(near[at]).item(), member, state, "reported value")]
    start = result.founding
    net = agreed.without_subsidy(start)
    for gap, allowed in (
        agreed.founded(start, result.founding_value),
        agreed.off(net, start, result.founding_value_net),
    ):
        found.append(Finding(gap[0], np.asarray(allowed[0]).item(), action="founding value"))
    if result.division is not None:
        found.append(agreed.underpaid(result.division))
    return found


def _wrong_path(result: Evolution, agreed: Agreed) -> list[Finding]:
    chain, times = agreed.chain()[0], result.choice.shape[1]
    initial = np.zeros(len(chain))
    start = slice(result.founding * times, (result.founding + 1) * times)
    initial[start] = agreed.terms.chance[:, 0].astype(float)
    if result.chain.shape != chain.shape or result.initial.shape != initial.shape:
        return [Finding(np.inf, 0, action="chain")]
    shares = long_run(chain[:-1], initial)
    labels = np.append(np.repeat(agreed.classes[0], times), "dissolved")
    gaps: dict[str, Any] = {
        name: (gap[0], 0) for name, gap in path_gaps(result, agreed.moves, agreed.classes).items()
    }
    gaps["chain"] = result.chain, chain
    gaps["initial"] = result.initial, initial
    long = np.array([shares[labels == name].sum() for name in result.long_run])
    gaps["long run"] = np.array(list(result.long_run.values())), long
    return recomputed(gaps, PATH)


def path_gaps(result: Any, moves: Array, classes: Array) -> dict[str, Array]:
    """Differences between the path that is reported and the one to which the choices lead."""
    here = np.arange(len(classes)), result.founding
    hit, time = (each[here] for each in reached(moves, classes))
    told = np.asarray(result.classes).reshape(len(classes), -1)
    wrong = (classes != told).any(axis=1) if told.shape == classes.shape else np.ones(len(classes))
    gaps = {"classes": wrong.astype(float)}
    if isinstance(result, EvolutionBatch):
        gaps["founding class"] = (classes[here] != result.founding_class).astype(float)
    gaps["probability strong"] = abs(result.probability_strong - hit)
    gaps["time to strong"] = time_gap(result.time_to_strong, time)
    never = np.isfinite(result.time_to_strong) & (np.asarray(result.probability_strong) == 0)
    gaps["never strong"] = never + 0 * hit
    return gaps


def helped_by(result: Any) -> bool:
    """Whether the coordinator of a result makes its partnership of the one that is its evidence."""
    helper, before = result.coordinator, result.evidence
    if helper is None or not isinstance(before, Partnership):
        return helper is before is None
    return same(helper.applied_to(before), result.partnership)
