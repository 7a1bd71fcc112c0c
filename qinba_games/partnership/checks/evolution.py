"""Certificate of an `Evolution`: values by linear solves over states, then every deviation.

Unlike the solver, which works on one unknown per trust level, this check builds the full chain over
(trust, conditions) and reads the rules of the relation off its parameters once more.
"""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance, errors
from ...common.certificate import Certificate
from ...common.register import checks
from ...types import Array
from ...verify.findings import Finding, verdict
from ...verify.same import same
from ..results.evolution import Evolution, profile_names
from .mandate import mandate_findings
from .reading import read
from .trust_path import PATH, classes_of, long_run, reached, time_gap
from .trust_play import Play, unroll, values_of

#: Gain, member, state and action of one deviation, or of a number that is off.
Gain = tuple[Any, Any, Any, str]


@checks(Evolution)
def certify_evolution(result: Evolution, policy: Any = None) -> Certificate:
    """Largest gain of any member from one deviation: breach, leave, or refuse to pay.

    Parameters
    ----------
    result : Evolution
    policy : dict, optional
        {(trust, conditions): mode or tuple of actions}, judged in place of the result's policy.
    """
    exact = result.partnership.exact and _exact.is_rational(result.delta)
    game = read([result.partnership], exact=exact)
    if not same(result.game, game):
        return verdict([Finding(1, 0, action="another model")], exact=exact, tolerance=0)
    result = dataclasses.replace(result, game=game)
    delta = Fraction(result.delta) if exact else result.delta
    play = unroll(game, result.profiles if policy is None else _profiles(result, policy))
    values = values_of(play, game.outside[0], delta)
    if result.punishment is not None:
        division = result.division if policy is None else None
        findings = mandate_findings(game, result.punishment, play, values, delta, division)
    elif game.voluntary:
        division = result.division if policy is None else None
        findings = _voluntary_deviations(result, play, values.sum(axis=1), delta, division)
    else:
        findings = fixed_deviations(result, play, values, delta)
    if policy is None:
        findings += _wrong_values(result, play, values)
    paid = [play.payoff, game.outside[0], game.flow]
    tolerance = _tolerance.check(*paid)
    judged = [Finding(gain, tolerance, *where) for gain, *where in findings]
    if policy is None:
        judged += _wrong_path(result, play)
    return verdict(judged, exact=_tolerance.is_exact(play.payoff), tolerance=tolerance)


def _profiles(result: Evolution, policy: Any) -> dict[tuple[int, int], tuple[str, ...]]:
    """Actions of every member in every state, from modes or tuples of actions."""
    everyone = len(result.game.members)
    known = {profile_names(result.game, c) for c in range(len(result.game.contributes) + 1)}
    chosen = {}
    for state in _check.instance("verify", "policy", policy, dict):
        _check.position("verify", "policy", state, list(result.policy))
    for state in result.policy:
        given = policy.get(state)
        if given is None:
            raise errors.UnknownNameError(
                function="verify",
                argument="policy",
                value=policy,
                rule=f"must say what is agreed in state {state}",
                remedy="Pass a dict with an entry for every (trust, conditions)",
            )
        profile = (given,) * everyone if isinstance(given, str) else tuple(given)
        if profile not in known:
            _check.choice("verify", "policy", profile, sorted(known))
        chosen[state] = profile
    return chosen


def fixed_deviations(result: Evolution, play: Play, values: Array, delta: Any) -> list[Gain]:
    """Fixed shares: what each member gains by leaving or by a breach, which ends the relation."""
    game = result.game
    w, q = game.outside[0], game.detection[0]
    future = play.chain[:, :-1] @ values + play.chain[:, -1:] * w
    findings: list[Gain] = []
    for row, state in enumerate(play.states):
        for i, name in enumerate(game.members):
            findings.append((w[i] - values[row, i], name, state, "leave"))
            if play.actions[row][i] != "contribute":
                continue
            k, t = state
            missed = (game.temptation[0, k, t, 0, i] + game.flow[0, k, t, 0, i]) + (
                1 - q
            ) * game.subsidy[0]
            breach = (1 - delta) * (missed - q * game.deposit[0, i])
            breach += delta * (q * w[i] + (1 - q) * future[row, i])
            findings.append((breach - values[row, i], name, state, "idle"))
    return findings


def _voluntary_deviations(
    result: Evolution, play: Play, joint: Array, delta: Any, division: Array | None
) -> list[Gain]:
    """Deviations after transfers were paid, and the refusal to pay them.

    The surplus of the next period over the outside values is promised to members in the parts
    `division[row]`; None takes the parts in which it reaches furthest.
    """
    game = result.game
    w = game.outside[0]
    future = play.chain[:, :-1] @ joint + play.chain[:, -1] * w.sum()
    findings: list[Gain] = []
    for row, state in enumerate(play.states):
        findings.append((w.sum() - joint[row], None, state, "refuse to pay"))
        if "leave" in play.actions[row]:
            continue
        now = [_temptations(result, play, row, i) for i in range(len(w))]
        surplus = future[row] - w.sum()
        if division is None:
            need = sum(max(0, *(gain for _, gain in options)) for options in now)
            findings.append((_weighted(need, surplus, delta), None, state, "any"))
            continue
        for i, options in enumerate(now):
            for action, gain in options:
                excess = _weighted(gain, division[row, i] * surplus, delta)
                findings.append((excess, game.members[i], state, action))
    return findings


def _weighted(now: Any, later: Any, delta: Any) -> Any:
    if now == np.inf:
        return np.inf
    return (1 - delta) * now - delta * later


def _temptations(result: Evolution, play: Play, row: int, i: int) -> list[tuple[str, Any]]:
    """What member i gains now, per unit of expected loss of its future, by each deviation.

    A breach costs it the future with probability q only, so its gain is divided by q.
    """
    game, (k, t) = result.game, play.states[row]
    options: list[tuple[str, Any]] = [("leave", game.outside[0, i] - play.payoff[row, i])]
    if play.actions[row][i] == "contribute":
        q = game.detection[0]
        column = int(
            np.flatnonzero([(c == _who(play.actions[row])).all() for c in game.contributes])[0]
        )
        saved = game.temptation[0, k, t, column, i]
        everyone = set(play.actions[row]) == {"contribute"}
        forfeited = game.deposit[0, i] + (game.subsidy[0] if everyone else 0)
        if q > 0:
            options.append(("idle", saved / q - forfeited))
        elif saved > 0:
            options.append(("idle", np.inf))
    elif play.actions[row].count("contribute") == len(game.members) - 1:
        # To contribute would make it full contribution, which is subsidised.
        options.append(("contribute", game.subsidy[0] - game.temptation[0, k, t, 0, i]))
    return options


def _who(actions: tuple[str, ...]) -> Array:
    return np.array([a == "contribute" for a in actions])


def _wrong_values(result: Evolution, play: Play, values: Array) -> list[Gain]:
    """Differences between what is reported and what the policy yields."""
    n, expected = len(result.game.members), values
    if result.game.voluntary:
        punished = result.punishment
        w = result.game.outside if punished is None else punished.values
        expected = w + ((values.sum(axis=1) - w.sum(axis=-1)) / n)[:, None]
    off = abs(result.values - expected)
    row, i = np.unravel_index(int(np.argmax(off)), off.shape)
    findings: list[Gain] = [
        (off[row, i], result.game.members[i], play.states[row], "reported value")
    ]
    founding = _at_founding(result, values)
    findings.append((abs(result.founding_value - founding), None, None, "founding value"))
    full = np.array([set(actions) == {"contribute"} for actions in play.actions])
    unpaid = play._replace(payoff=play.payoff - full[:, None] * result.game.subsidy[0])
    net = _at_founding(result, values_of(unpaid, result.game.outside[0], result.delta))
    findings.append((abs(result.founding_value_net - net), None, None, "founding value"))
    return findings


def _at_founding(result: Evolution, values: Array) -> Any:
    """Joint value at the founding trust before conditions are known."""
    times = result.game.times
    rows = slice(result.founding * times, (result.founding + 1) * times)
    return (result.game.chance[0] * values.sum(axis=1)[rows]).sum()


def _wrong_path(result: Evolution, play: Play) -> list[Finding]:
    """Differences between the path that is reported and the one to which the policy leads."""
    game, k = result.game, result.founding
    size, times = len(play.states), game.times
    full = [set(actions) == {"contribute"} for actions in play.actions]
    left = ["leave" in actions for actions in play.actions]
    shape = (1, game.levels, times)
    classes = classes_of(np.reshape(full, shape), np.reshape(left, shape))
    hit, time = reached(play.chain[None], game.chance, classes)
    initial = np.zeros(size + 1)
    initial[k * times : (k + 1) * times] = game.chance[0].astype(float)
    shares = long_run(play.chain, initial)
    labels = np.append(np.repeat(classes[0], times), "dissolved")
    gaps = {
        "classes": float(tuple(classes[0].tolist()) != tuple(result.classes)),
        "chain": abs(result.chain[:-1] - play.chain.astype(float)).max(),
        "initial": abs(result.initial - initial).max(),
        "probability strong": abs(result.probability_strong - hit[0, k]),
        "time to strong": time_gap(result.time_to_strong, time[0, k]),
        "long run": max(
            abs(share - shares[labels == name].sum()) for name, share in result.long_run.items()
        ),
    }
    return [Finding(float(gap), PATH, action=name) for name, gap in gaps.items()]
