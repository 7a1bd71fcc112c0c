"""Certificates of law merchant, guild and inspection: strategies written out, deviations tried."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _check, _exact, _tolerance
from ...common.register import checks
from ...types import Array, Certificate
from ...verify.findings import Finding, FiniteStrategy, claim, verdict
from ...verify.thresholds import indifferent
from ..results import HonestTrade, Inspection, ProtectedTrade


@checks(HonestTrade)
def _certify_trade(result: HonestTrade, policy: Any = None) -> Certificate:
    """Check a law merchant's equilibrium, or that of the judgment given as `policy`."""
    model, delta = result.model, result.delta
    numbers = [model.temptation, model.loss, model.query, model.appeal, result.judgment, 1]
    allowed = Fraction(0) if result.exact else _tolerance.check(np.array(numbers, dtype=float))
    if policy is not None:
        judgment = _check.number("verify", "policy", policy, low=0)
        findings = _regrets(law_merchant(model, judgment), delta, allowed)
        return verdict(findings, exact=result.exact, tolerance=allowed)
    traders = law_merchant(model, result.judgment)
    judge = merchant(model.income, _largest_bribe(result))
    findings = _claim(_regrets(traders, delta, allowed), holds=result.sustained)
    findings += _spans(result, allowed)
    findings += _claim(
        _regrets(judge, result.merchant_delta, allowed), holds=result.honest_merchant
    )
    low = law_merchant(model, result.judgments[0])
    for name, automaton, nodes in (
        ("threshold", low, ("judged",)),
        ("informed_threshold", _informed_traders(model), ("in good standing", "making up")),
        ("merchant_threshold", judge, ("asked",)),
    ):
        least = getattr(result, name)
        if least < 1:
            edge = _regrets(automaton, least, allowed)
            findings += [*edge, _indifferent(edge, nodes, allowed, name.replace("_", " "))]
    return verdict([*findings, *_never(result)], exact=result.exact, tolerance=allowed)


def _largest_bribe(result: HonestTrade) -> Any:
    """A false verdict is worth what paying would cost, silence what unpaid trade brings."""
    model = result.model
    return max((1 + model.collection) * result.judgment, model.temptation - model.query, 0)


def _spans(result: HonestTrade, allowed: Any) -> Iterator[Finding]:
    """At the ends of the judgments somebody is indifferent."""
    model = result.model
    ends = (("both clean", "cheated"), ("judged",))
    for judgment, nodes in zip(result.judgments, ends, strict=True):
        if judgment < 0:  # a query costs more than trade brings, so that nothing is ever paid
            rest = model.query - 1
            off = (1 - result.delta) * (1 + model.collection) * judgment + result.delta * rest
            yield Finding(abs(off) if rest > 0 else math.inf, allowed, state=nodes)
        elif judgment < math.inf:
            edge = _regrets(law_merchant(model, judgment), result.delta, allowed)
            yield _indifferent(edge, nodes, allowed, "judgments")
        else:
            yield claim(False, "judgments", state=nodes)


def _never(result: HonestTrade) -> list[Finding]:
    """Thresholds that are infinite although what is lost later is worth something."""
    model = result.model
    worth = {
        "threshold": model.query < 1,
        "informed_threshold": model.temptation - 1 < 1 + model.loss,
        "merchant_threshold": model.income > 0 or _largest_bribe(result) <= 0,
    }
    answers = {name: not lost or getattr(result, name) < 1 for name, lost in worth.items()}
    return [claim(holds, name.replace("_", " ")) for name, holds in answers.items()]


def _claim(deviations: list[Finding], *, holds: bool) -> list[Finding]:
    """No deviation gains; or, if it is said not to hold, one does."""
    most = max(deviations, key=lambda finding: finding.gain)
    return deviations if holds else [most._replace(gain=-most.gain)]


def _indifferent(gains: list[Finding], nodes: tuple[str, ...], allowed: Any, what: str) -> Finding:
    """At an edge somebody is indifferent at one of these nodes."""
    most = max(one.gain for one in gains if one.state in nodes)
    return Finding(abs(most), allowed, state=nodes, action=what)


#: By which part more or fewer traders are looked at beside those of the answer.
_NEXT = 1e-7


@checks(ProtectedTrade)
def _certify_guild(result: ProtectedTrade, policy: Any = None) -> Certificate:
    """Check what the city gains by robbing any part of its traders, under each threat."""
    model, delta = result.model, float(result.delta)
    tau, c = float(model.toll), float(model.service)
    kappa = (1 - delta) * c / (delta * (tau - c)) if tau > c and delta > 0 else math.inf
    scale = abs(tau) * float(model.trade(result.efficient))
    allowed = _tolerance.CHECK * scale
    if policy is not None:
        # A number of traders that bilateral threats are claimed to protect.
        x = float(_check.number("verify", "policy", policy, low=0))
        finding = Finding(_bilateral(result, x).max(), allowed, "city", action="rob some")
        return verdict([finding], exact=False, tolerance=allowed)
    efficient, leak = result.efficient, result.leak
    others = max(float(model.trade(x)) for x in np.linspace(0, model.most, 997)[1:])
    faults = [Finding(others - float(model.trade(efficient)), allowed, action="efficient")]
    for regime, rest in (("leaky embargo", leak), ("boycott", 0.0)):
        # If all come in spite of an embargo, whom the city has robbed still stays away.
        gain = _robbing(result, efficient, np.ones(1), np.array([rest * (rest < efficient)]))[0]
        faults.append(Finding(gain if result.sustained[regime] else -gain, allowed, "city", regime))
    if leak > 0:
        faults.append(Finding(_bilateral(result, leak).max(), allowed, "city", "bilateral"))
    if leak < efficient * (1 - 2e-3) and kappa < math.inf:
        more = [leak + (efficient - leak) * part for part in (0.05, 0.3, 0.7, 1.0)]
        worst = min(_bilateral(result, x).max() for x in more)
        faults.append(Finding(-worst, 0.0, "city", "bilateral", "rob some beyond the leak"))
    faults.append(claim(leak <= efficient, "leak"))
    if 0 < leak < efficient:  # where one trader more begins to add too little
        below, above = (_elasticity(model, leak * by) for by in (1 - _NEXT, 1 + _NEXT))
        off = max(kappa - below, above - kappa)
        faults.append(Finding(off, _tolerance.CHECK, action="leak"))
    off = indifferent([(c, tau - c)], float(result.threshold), 0)
    faults.append(Finding(off, _tolerance.CHECK * tau, action="threshold"))
    return verdict(faults, exact=False, tolerance=allowed)


def _elasticity(model: Any, x: float) -> float:
    return x * float(model.slope(x)) / float(model.trade(x))


def _worth(model: Any, x: float) -> float:
    return float(model.trade(x)) if x > 0 else 0.0


def _robbing(result: ProtectedTrade, x: float, parts: Array, rest: Array) -> Array:
    """What the city gains by robbing parts of x traders once, if so many come ever after."""
    model, delta = result.model, float(result.delta)
    tau, c = float(model.toll), float(model.service)
    now, after = _worth(model, x), np.array([_worth(model, some) for some in rest])
    robbed = (1 - delta) * ((tau - c) + c * parts) * now + delta * (tau - c) * after
    return np.asarray(robbed - (tau - c) * now)


def _bilateral(result: ProtectedTrade, x: float) -> Array:
    """The same for parts of x traders, if only those robbed stay away."""
    parts = np.concatenate([np.logspace(-5, -1, 30), np.linspace(0.1, 1, 91)])
    return _robbing(result, x, parts, x * (1 - parts))


@checks(Inspection)
def _certify_inspection(result: Inspection, policy: Any = None) -> Certificate:
    """Check that nobody gains by another rate, counting how many others watch."""
    model = result.model
    given = np.stack([result.stealing, result.watching, result.guarding], axis=1)
    if policy is not None:
        # One other triple of rates: stealing, watching, guarding.
        given = _check.array("verify", "policy", policy, shape=(3,))[None, :].astype(float)
    numbers = ("benefit", "penalty", "cost", "reward", "harm", "guard_cost", "guard_reward")
    allowed = _tolerance.check(np.array([float(getattr(model, name)) for name in numbers] + [0.0]))
    findings = [Finding(0.0, allowed)]
    for k, (s, m, g) in enumerate(given):
        error = max(0.0, -min(s, m, g), max(s, m, g) - 1)
        findings.append(Finding(error, 0.0, state=k, action="rate"))
        for rate, (member, gain) in zip((s, m, g), _changes(model, s, m, g), strict=True):
            regret = max(gain * (1 - rate), -gain * rate)
            findings.append(Finding(regret, allowed, member, k, "change the rate"))
    return verdict(findings, exact=False, tolerance=allowed)


def _chances(count: int, m: float) -> Array:
    """How likely it is that 0, 1, ..., `count` waiters watch, each with chance m."""
    from scipy.special import gammaln, xlog1py, xlogy

    j = np.arange(count + 1)
    ways = gammaln(count + 1) - gammaln(j + 1) - gammaln(count - j + 1)
    return np.asarray(np.exp(ways + xlogy(j, m) + xlog1py(count - j, -m)))


def _changes(model: Any, s: float, m: float, g: float) -> list[tuple[str, float]]:
    """What each one's act brings more than its omission, summed over how many others watch."""
    n, q, q_g = model.waiters, float(model.detection), float(model.guard_detection)

    def hidden(watching: Array, guard: int) -> Array:
        return np.asarray((1 - q) ** watching * (1 - q_g) ** guard)

    def mean(count: int, worth: Any) -> float:
        j = np.arange(count + 1)
        return float(_chances(count, m) @ (g * worth(j, 1) + (1 - g) * worth(j, 0)))

    b, p, harm = float(model.benefit), float(model.penalty), float(model.harm)
    taker = mean(n, lambda j, a: hidden(j, a) * b - (1 - hidden(j, a)) * p)
    saved = mean(n - 1, lambda j, a: (hidden(j, a) - hidden(j + 1, a)) * harm)
    waiter = s * (q * float(model.reward) + saved) - float(model.cost)
    guard = s * q_g * float(model.guard_reward) - float(model.guard_cost)
    return [("turn-taker", taker), ("waiter", waiter), ("guard", guard)]


# -- Strategies written out, and every single deviation -------------------------------------------


class _Move(NamedTuple):
    """What one choice brings now, and where it leads."""

    payoff: Any
    after: bool  #: Whether the next node belongs to the next period
    node: str


#: Node -> the prescribed move first, then the others, each by name.
_StateMoves = dict[str, dict[str, _Move]]


def law_merchant(model: Any, judgment: Any) -> _StateMoves:
    """One trader's choices if all others follow the law merchant's strategy."""
    alpha, beta, Q = model.temptation, model.loss, model.query
    pay, won = model.cost_of_paying(judgment), judgment - model.appeal
    marked, trading = "on record", "on record, trading"
    wary = {"cheat": _Move(0, True, "clean"), "honest": _Move(-beta, True, "clean")}
    return {
        "clean": {"ask": _Move(-Q, False, "both clean"), "not ask": _Move(0, False, "unasked")},
        "both clean": {"honest": _Move(1, True, "clean"), "cheat": _Move(alpha, False, "judged")},
        "unasked": wary,
        "partner has not paid": wary,
        "cheated": {"appeal": _Move(won, True, "clean"), "not appeal": _Move(0, True, "clean")},
        "judged": {"pay": _Move(-pay, True, "clean"), "not pay": _Move(0, True, "on record")},
        marked: {"not ask": _Move(0, False, trading), "ask": _Move(-Q, False, trading)},
        trading: {"cheat": _Move(0, True, marked), "honest": _Move(-beta, True, marked)},
        "on record, judged again": {
            "not pay": _Move(0, True, marked),
            "pay": _Move(-pay, True, marked),
        },
    }


def _informed_traders(model: Any) -> _StateMoves:
    """One trader's choices if everybody knows who has cheated last and is to make up for it."""
    # A cheater meets a partner that cheats it once while it is honest; then it is as before.
    alpha, beta = model.temptation, model.loss
    good, bad = "in good standing", "making up"
    return {
        good: {"honest": _Move(1, True, good), "cheat": _Move(alpha, True, bad)},
        bad: {"honest": _Move(-beta, True, good), "cheat": _Move(0, True, bad)},
        "punishing": {"cheat": _Move(alpha, True, good), "honest": _Move(1, True, bad)},
        "both making up": {"honest": _Move(1, True, good), "cheat": _Move(alpha, True, bad)},
    }


def merchant(income: Any, bribe: Any) -> _StateMoves:
    """The judge's choice, if nobody asks it once it has judged falsely."""
    bribed = _Move(income + bribe, True, "never asked")
    return {
        "asked": {"judge": _Move(income, True, "asked"), "take the bribe": bribed},
        "never asked": {"wait": _Move(0, True, "never asked")},
    }


def _regrets(automaton: _StateMoves, delta: Any, allowed: Any) -> list[Finding]:
    """What every single deviation would bring per period."""
    nodes = list(automaton)
    index = {name: k for k, name in enumerate(nodes)}
    plans = [next(iter(moves.values())) for moves in automaton.values()]
    exact = _exact.is_rational(delta) and all(_exact.is_rational(move.payoff) for move in plans)
    leads = _exact.as_numbers(np.zeros((len(nodes), len(nodes)), dtype=int), exact)
    for k, move in enumerate(plans):
        leads[k, index[move.node]] = delta if move.after else 1
    now = _exact.as_numbers([[(1 - delta) * move.payoff] for move in plans], exact)
    values = FiniteStrategy(now, leads).values()[:, 0]
    findings = []
    for k, (node, moves) in enumerate(automaton.items()):
        for name, move in list(moves.items())[1:]:
            then = (delta if move.after else 1) * values[index[move.node]]
            gain = (1 - delta) * move.payoff + then - values[k]
            findings.append(Finding(gain, allowed, "trader", node, name))
    return findings
