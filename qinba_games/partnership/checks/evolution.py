"""Certificates of an `Evolution` and an `EvolutionBatch`: linear solves, then every deviation.

Unlike the solvers, which work on one unknown per trust level, these checks build the full chain
over (trust, conditions); and they read the rules of the relation off its parameters once more.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance, errors
from ...common.certificate import Certificate
from ...common.register import checks
from ...types import Array
from ...verify.findings import Finding, claim, recomputed, same, verdict
from ...verify.play import Deviation, worst
from ..results.evolution import Evolution, EvolutionBatch, profile_names
from ..trust_game import TrustGame
from .mandate import behind
from .reading import alike, read
from .trust_path import PATH, classes_of, long_run, reached, time_gap
from .trust_play import Agreed, deviations, unroll

_FOREIGN = "another model"


@checks(Evolution)
def certify_evolution(result: Evolution, policy: Any = None) -> Certificate:
    """Largest gain of any member from one deviation: breach, leave, or refuse to pay.

    Parameters
    ----------
    result : Evolution
    policy : dict, optional
        {(trust, conditions): mode or tuple of actions}, judged in place of the result's policy.
    """
    own, exact = policy is None, result.partnership.exact and _exact.is_rational(result.delta)
    game = read([result.partnership], exact=exact)
    if not same(result.game, game):
        return verdict([claim(False, _FOREIGN)], exact=exact, tolerance=0)
    delta = np.array([Fraction(result.delta) if exact else float(result.delta)])
    agreed = unroll(game, delta, (result.choice if own else _choice(result, game, policy))[None])
    allowed = _tolerance.check(agreed.payoff, game.outside, game.flow)
    punished = result.punishment
    held = None if punished is None else punished.values[None]
    parts = result.division[None] if own and result.division is not None else None

    def where(_: int, state: Any) -> Any:
        return state

    found = [_worst(agreed, held, parts, allowed, where)]
    if punished is not None:
        found += behind(game, delta, [punished], allowed, where)
    if own:
        found += _wrong_values(result, agreed, allowed)
        found += [claim(True, _FOREIGN), *_wrong_path(result, agreed)]
        found.append(claim((punished is None) != game.mandated.any(), "punishment"))
    return verdict(found, exact=_tolerance.is_exact(agreed.payoff), tolerance=allowed)


@checks(EvolutionBatch)
def certify_batch(result: EvolutionBatch, policy: Any = None) -> Certificate:
    """Largest gain of any member of any partnership from one deviation.

    Parameters
    ----------
    result : EvolutionBatch
    policy : int array, shape (N, K + 1, conditions), optional
        Choices to judge in place of the result's own.
    """
    models, own = result.partnerships, policy is None
    game = read(models, exact=False) if alike(models) else None
    if game is None or len(models) != len(result.delta) or not same(result.game, game):
        return verdict([claim(False, _FOREIGN)], exact=False, tolerance=0)
    delta = np.asarray(result.delta, dtype=float)
    agreed = unroll(game, delta, result.choice if own else np.asarray(policy))
    spread = _tolerance.tie_rows(game.flow, game.outside)
    allowed = np.asarray(_tolerance.CHECK / _tolerance.TIE * spread)
    held = np.stack([p.values for p in result.punishment]) if result.punishment else None

    def where(n: int, state: Any) -> Any:
        return int(n), state

    found = [_worst(agreed, held, None, allowed, where)]
    if result.punishment:
        found += behind(game, delta, result.punishment, allowed, where)
    if own:
        founding = _founding(result.founding, agreed, agreed.values)
        off = {"reported value": abs(result.founding_value - founding)}
        found += [_rows(off, allowed), _rows(_path_gaps(result, agreed), PATH)]
        found.append(claim(bool(result.punishment) == game.mandated.any(), "punishment"))
    return verdict(found, exact=False, tolerance=float(allowed.max()))


def _worst(agreed: Agreed, held: Any, parts: Any, allowed: Any, where: Any) -> Finding:
    times = agreed.game.times
    gains = deviations(agreed, held, parts)
    return worst(gains, allowed, lambda n, row: where(n, divmod(row, times)))


def _rows(gaps: dict[str, Array], allowed: Any) -> Finding:
    """The worst of numbers that are reported for every partnership, shape (N,)."""
    off = [Deviation(None, action, gap[:, None]) for action, gap in gaps.items()]
    return worst(off, allowed, lambda n, _: (n, None))


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
    times = agreed.game.times
    rows = values[:, founding * times : (founding + 1) * times].sum(axis=-1)
    return np.asarray((agreed.game.chance * rows).sum(axis=-1))


def _wrong_values(result: Evolution, agreed: Agreed, allowed: Any) -> list[Finding]:
    """Differences between what is reported and what the policy yields."""
    game, expected = agreed.game, agreed.values[0]
    if game.voluntary:
        least = game.outside if result.punishment is None else result.punishment.values
        surplus = expected.sum(axis=1) - least.sum(axis=-1)
        expected = least + (surplus / len(game.members))[:, None]
    off = abs(result.values - expected)[None]
    gaps = [Deviation(m, "reported value", off[..., i]) for i, m in enumerate(game.members)]
    unpaid = agreed.payoff - (agreed.everyone * game.subsidy[:, None])[..., None]
    told = result.founding_value, result.founding_value_net
    founding = [_founding(result.founding, agreed, agreed.values)[0]]
    founding.append(_founding(result.founding, agreed, agreed.worth(unpaid))[0])
    pairs = zip(told, founding, strict=True)
    return [
        worst(gaps, allowed, lambda _, row: divmod(row, game.times)),
        *(Finding(abs(a - b), allowed, action="founding value") for a, b in pairs),
    ]


def _path_gaps(result: Any, agreed: Agreed) -> dict[str, Array]:
    """Differences between the path that is reported and the one to which the choices lead."""
    k, classes = result.founding, _classes(agreed)
    hit, time = reached(agreed.chain, agreed.game.chance, classes)
    told = np.asarray(result.classes).reshape(len(classes), -1)
    wrong = (classes != told).any(axis=1) if told.shape == classes.shape else np.ones(len(classes))
    gaps = {"classes": wrong.astype(float)}
    if isinstance(result, EvolutionBatch):
        gaps["founding class"] = (classes[:, k] != result.founding_class).astype(float)
    gaps["probability strong"] = abs(result.probability_strong - hit[:, k])
    gaps["time to strong"] = time_gap(result.time_to_strong, time[:, k])
    return gaps


def _classes(agreed: Agreed) -> Array:
    shape = agreed.game.flow.shape[:3]
    return classes_of(agreed.everyone.reshape(shape), ~agreed.stays.reshape(shape))


def _wrong_path(result: Evolution, agreed: Agreed) -> list[Finding]:
    chain, times = agreed.chain[0].astype(float), agreed.game.times
    initial = np.zeros(chain.shape[1])
    start = slice(result.founding * times, (result.founding + 1) * times)
    initial[start] = agreed.game.chance[0].astype(float)
    shares = long_run(chain, initial)
    labels = np.append(np.repeat(_classes(agreed)[0], times), "dissolved")
    gaps: dict[str, Any] = {name: (gap[0], 0) for name, gap in _path_gaps(result, agreed).items()}
    long = np.array([shares[labels == name].sum() for name in result.long_run])
    gaps["chain"] = result.chain[:-1], chain
    gaps["initial"] = result.initial, initial
    gaps["long run"] = np.array(list(result.long_run.values())), long
    return recomputed(gaps, PATH)
