"""Certificates of insurance: the witness of a contract, multiplied out.

*Inside:* each value is utility today and what is expected of tomorrow's values; nobody is better
off alone; where the ratio is at an edge a member is indifferent. *Outside:* at the contract's
prices δ π(s'|s) max_i u'(c_i')/u'(c_i) the bound, positive everywhere, costs less today than it is.
Then future income is finite at these prices, and nothing better exists (Alvarez and Jermann 2000).
On a grid weights rise, and are drawn so that they stay what they are on average. So `most` bounds
weighted values in every contract if it is at least today's weighted utility, less what rises times
autarky, and what is expected of tomorrow's `most`. Positive numbers that fall show that such sums
end.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ...common.register import checks
from ...repeated.results.patience import CriticalDiscount
from ...types import Certificate, FloatArray, IntArray
from ...verify.findings import Finding, blanks, claim, verdict
from ..insurance import Insurance
from ..results.loss_window import LossWindow
from ..results.risk_sharing import RiskSharing

#: What is accepted, of income alone and per period; in shares; of log weights; and in patience.
_MONEY, _SHARE, _LOG, _PATIENCE = 1e-9, 1e-9, 1e-9, 1e-10
#: From so much patience on nothing is said to begin.
_LAST = 1 - 1e-6


def _consumption(result: RiskSharing) -> tuple[FloatArray, IntArray]:
    """What is consumed by state and last edge, (S, K, n), and which edge is the last one then."""
    if result.intervals is None:
        consumed: Any = result.consumption
        return consumed[:, None], np.zeros((len(consumed), 1), dtype=np.int64)
    ratios, gamma = result.intervals.ravel(), result.insurance.aversion
    edge = np.empty((len(result.intervals), len(ratios)), dtype=np.int64)
    for s, (low, high) in enumerate(result.intervals):
        for k, x in enumerate(ratios):
            edge[s, k] = 2 * s if x < low else 2 * s + 1 if x > high else k
    total = result.insurance.income.sum(axis=1)[:, None]
    weight = np.exp(ratios[edge] / gamma)
    both = np.stack([total * weight, total + 0 * weight], axis=2)
    return both / (1 + weight)[..., None], edge


@checks(
    RiskSharing, "a contract is judged as it is", "Call insure with other shares and verify that"
)
def _certify_risk_sharing(result: RiskSharing) -> Certificate:
    """Whether every member keeps the contract, and nothing better exists."""
    on_grid = result.weights is not None
    shaped = forms(result) if on_grid else _forms(result)
    unfit = [one for one in (*shaped, *_question(result)) if one.gain]
    if unfit:
        return verdict(unfit, exact=False)
    if on_grid:  # how much better another one could be at most
        plan = plan_of(result)
        findings = [*values(result, plan), *bound(result, plan)]
        part = math.inf if result.bound is None else result.bound
        gap = part * float(result.insurance.total.max())
        return dataclasses.replace(verdict(findings, exact=False), gap=gap, proven=False)
    consumed, edge = _consumption(result)
    now, sure = utility(consumed, result.insurance.aversion), np.ones(edge.shape)
    plan = _StateContract(now, [(edge, sure)], alone(result.insurance, result.delta))
    certificate = verdict([*values(result, plan), *_contract(result, consumed)], exact=False)
    if not certificate.inside:
        return certificate
    optimal = bool(result.dynamic and _nothing_better(result, consumed, edge))
    outside, gap = (True, 0) if optimal else (None, math.inf)
    return dataclasses.replace(certificate, outside=outside, gap=gap, proven=optimal)


def _forms(result: RiskSharing) -> Iterator[Finding]:
    """Arrays of the shapes that they have to have, and shares that are some."""
    S, n = result.insurance.income.shape
    columns = 1 if result.intervals is None else 2 * S
    yield claim((result.intervals is None) != (result.consumption is None), "intervals")
    yield claim(result.intervals is None or (n == 2 and result.dynamic), "intervals")
    yield claim(result.intervals is None or result.intervals.shape == (S, 2), "intervals")
    yield claim(result.consumption is None or result.consumption.shape == (S, n), "consumption")
    yield claim(np.shape(result.witness.values) == (S, columns, n), "values")
    bound = result.witness.bound
    yield claim((bound is not None) == result.dynamic, "bound")
    yield claim(bound is None or np.shape(bound) == (S, columns), "bound")


def _question(result: RiskSharing) -> Iterator[Finding]:
    """Shares that are some, and a patience."""
    shares = np.asarray(result.shares)
    yield claim(shares.shape == (result.insurance.n_members,) and (shares > 0).all(), "shares")
    yield claim(abs(shares.sum() - 1) <= _SHARE, "shares")
    yield claim(0 <= result.delta < 1, "delta")


def _contract(result: RiskSharing, consumed: FloatArray) -> Iterator[Finding]:
    """What is consumed is what there is, and divided as the contract says."""
    insurance = result.insurance
    total = insurance.income.sum(axis=1)
    over = abs(consumed.sum(axis=2) - total[:, None]).max(axis=1)
    for s, state in enumerate(insurance.states):
        yield Finding(float(over[s]), _MONEY * total[s], state=state, action="consumption")
    yield claim((consumed > 0).all(), "consumption")
    if result.intervals is not None:
        yield claim((result.intervals[:, 0] <= result.intervals[:, 1]).all(), "intervals")
    elif not result.dynamic:
        yield from _by_floors(result)
    elif not insurance.is_plain or (consumed[:, 0] != insurance.income).any():
        # Autarky, where all are indifferent, or else first best: shares are the same everywhere.
        shares = consumed[:, 0] / total[:, None]
        yield Finding(float(abs(shares - result.shares).max()), _SHARE, action="shares")


def _by_floors(result: RiskSharing) -> Iterator[Finding]:
    """A member gets what keeps it, or its share of what is left, whichever is more."""
    insurance, values, consumed = result.insurance, result.witness.values[:, 0], result.consumption
    assert consumed is not None
    gamma = insurance.aversion
    floor = alone(insurance, result.delta) - result.delta * insurance.probability @ values
    # Above its floor, in utility of this period at what it consumes.
    spare = (utility(consumed, gamma) - floor) * consumed**gamma
    free = spare > 1e-7 * consumed
    each = consumed / result.shares
    for s, state in enumerate(insurance.states):
        if not free[s].any():
            continue
        among = each[s][free[s]]
        allowed = 1e-6 * among.max()
        yield Finding(float(np.ptp(among)), allowed, state=state, action="shares")
        # Nobody at its floor has less, for its share, than those above theirs.
        short = float((among.max() - each[s][~free[s]]).max(initial=0))
        yield Finding(short, allowed, state=state, action="shares")


def _nothing_better(result: RiskSharing, consumed: FloatArray, edge: IntArray) -> bool:
    """Whether the bound costs less today than it is, in every state and at every edge."""
    bound: Any = result.witness.bound
    weight = consumed**result.insurance.aversion
    if not (np.isfinite(bound) & (bound > 0)).all():
        return False
    for s, row in enumerate(result.delta * result.insurance.probability):
        tomorrow = weight[:, edge[s]]
        price = row[:, None] * (weight[s] / tomorrow).max(axis=2)
        if not ((price * bound[:, edge[s]]).sum(axis=0) < bound[s]).all():
            return False
    return True


# -- Thresholds -----------------------------------------------------------------------------------


@checks(
    CriticalDiscount,
    "a threshold is judged as it is",
    "Call insure there and verify that",
    of=Insurance,
)
def _certify_insurance_discount(result: CriticalDiscount) -> Certificate:
    """Whether insurance begins there: it does at the threshold, and does not a little below."""
    low, high = result.witness.low, result.witness.high
    findings = blanks(result, "profile", "binding", "shares", "price_of_fairness", "regimes")
    width = (10 if result.sharing == "static" else 1) * _PATIENCE
    findings.append(claim(result.delta == high and result.tolerance == width, "delta"))
    near = low >= _LAST if high == math.inf else high - low <= width
    findings.append(claim(0 <= low <= high and near, "bracket"))
    judge = {"any": _any, "static": _static, "first best": _first_best}.get(result.sharing)
    findings += [claim(False, "kind")] if judge is None else judge(result, low, high)
    return dataclasses.replace(verdict(findings, exact=False), outside=True, gap=0)


@checks(LossWindow, "a window is judged as it is", "Call loss_window again and verify that")
def _certify_loss_window(result: LossWindow) -> Certificate:
    """Whether both thresholds are those of first best, of one insurance without and with a loss."""
    plain: Insurance = result.alone.game
    losses = np.full(plain.n_members, result.loss)
    findings = [
        claim(plain == result.insurance and plain.is_plain, "alone"),
        claim(result.helped.game == dataclasses.replace(plain, loss=losses), "helped"),
    ]
    both = [result.alone, result.helped]
    findings += [claim(one.sharing == "first best", "kind") for one in both]
    findings += [claim(_certify_insurance_discount(one).ok, "threshold") for one in both]
    return dataclasses.replace(verdict(findings, exact=False), outside=True, gap=0)


def _worth(insurance: Insurance) -> FloatArray:
    """What income of member i in tomorrow's state is worth to it today; shape (S, S, n)."""
    price = insurance.income**-insurance.aversion
    return np.asarray(insurance.probability[:, :, None] * price[None] / price[:, None])


def _any(result: CriticalDiscount, low: float, high: float) -> Iterator[Finding]:
    """At `low` every price falls; at `high` gains, each promised to whom it is worth most, grow."""
    worth = _worth(result.game).max(axis=2)
    prices, gains = np.asarray(result.witness.prices), np.asarray(result.witness.gains)
    yield from _positive(result, prices, gains, worth.shape[:1])
    yield claim((low * worth @ prices <= (1 + 1e-12) * prices).all(), "prices")
    if high < math.inf:
        yield claim((high * worth @ gains >= (1 - 1e-12) * gains).all(), "gains")


def _static(result: CriticalDiscount, low: float, high: float) -> Iterator[Finding]:
    """At `low` every gain costs more than it is worth; at `high` all are worth what they cost."""
    worth = _worth(result.game)
    prices, gains = np.asarray(result.witness.prices), np.asarray(result.witness.gains)
    shape = worth.shape[1:] if high < math.inf else np.shape(gains)
    yield claim(gains.shape == shape, "gains")
    yield from _positive(result, prices, gains, worth.shape[:1])
    paid = np.einsum("s,sti->ti", prices, worth)
    yield claim((low * paid <= (1 + 1e-12) * prices[:, None]).all(), "prices")
    if high < math.inf:
        brought = np.einsum("sti,ti->s", worth, gains)
        yield claim((gains.sum(axis=1) <= (1 + 1e-12) * high * brought).all(), "gains")


def _positive(
    result: CriticalDiscount, prices: FloatArray, gains: FloatArray, shape: tuple[int, ...]
) -> Iterator[Finding]:
    yield claim(prices.shape == shape and (prices > 0).all(), "prices")
    if result.delta < math.inf:
        yield claim(gains.shape[:1] == shape and (gains >= 0).all() and gains.any(), "gains")


def _first_best(result: CriticalDiscount, low: float, high: float) -> Iterator[Finding]:
    """The least shares with which members stay add up to 1 at `high`, and to more at `low`."""
    yield claim(low == high == 0 or _least_shares(result.game, low) > 1, "low")
    if high < math.inf:
        yield Finding(_least_shares(result.game, high) - 1, 1e-12, action="shares")


#: Aversions this near to that of log utility.
_NEAR_LOG = 0.01


def _least_shares(insurance: Insurance, delta: float) -> float:
    """The sum of the least shares of total income with which each member stays."""
    gamma, income = insurance.aversion, insurance.income.sum(axis=1)
    whole = np.linalg.solve(
        np.eye(len(income)) - delta * insurance.probability, utility(income, gamma)
    )
    autarky = alone(insurance, delta)
    if gamma == 1:
        each = np.exp((1 - delta) * (autarky - whole[:, None]))
    elif abs(gamma - 1) < _NEAR_LOG:  # what both have in common would hide the rest
        both = np.column_stack([insurance.alone, income])
        beyond = np.expm1((1 - gamma) * np.log(both))
        means = (1 - delta) * np.linalg.solve(
            np.eye(len(income)) - delta * insurance.probability, beyond
        )
        logs = np.log1p(means) / (1 - gamma)
        each = np.exp(logs[:, :-1] - logs[:, -1:])
    else:
        each = (autarky / whole[:, None]) ** (1 / (1 - gamma))
    return float(each.max(axis=0).sum())


# -- Contracts, and those on a grid of weights ----------------------------------------------------

_ROUNDING = 1e-15


class _StateContract(NamedTuple):
    """A contract, by state and what was before (columns): yesterday's weights, or the last edge."""

    utility: FloatArray  #: shape (S, K, n)
    drawn: list[tuple[IntArray, FloatArray]]  #: columns of tomorrow and their chances, each (S, K)
    apart: FloatArray  #: what each has alone, shape (S, n)
    before: Any = None  #: yesterday's log weights, shape (K, n)

    def tomorrow(self, insurance: Insurance, delta: float, worth: FloatArray) -> FloatArray:
        """What is expected of tomorrow's `worth`, shape (S, K, ...), today."""
        expected = delta * np.tensordot(insurance.probability, worth, axes=1)
        rows = np.arange(insurance.n_states)[:, None]
        chances = (np.expand_dims(chance, tuple(range(2, worth.ndim))) for _, chance in self.drawn)
        points = (expected[rows, point] for point, _ in self.drawn)
        return np.asarray(sum(chance * at for chance, at in zip(chances, points, strict=True)))


def utility(consumed: FloatArray, aversion: float) -> FloatArray:
    """What consumption is worth in a period."""
    return np.asarray(
        np.log(consumed) if aversion == 1 else consumed ** (1 - aversion) / (1 - aversion)
    )


def alone(insurance: Insurance, delta: float) -> FloatArray:
    """What each has that is alone for ever, by state."""
    now = utility(insurance.alone, insurance.aversion)
    return np.asarray(np.linalg.solve(np.eye(len(now)) - delta * insurance.probability, now))


def plan_of(result: RiskSharing) -> _StateContract:
    """What weights say: consumption equates weighted marginal utilities, and ratios are drawn."""
    weights: Any = result.weights
    insurance, gamma, raised = result.insurance, result.insurance.aversion, weights.raised
    low, high, size = weights.grid
    axes = [np.linspace(low[i], high[i], size) for i in range(len(low))]
    points = np.array([(*point, 0.0) for point in itertools.product(*axes)])
    start = gamma * np.log(result.shares / result.shares[-1])
    odds = np.exp(raised / gamma)
    consumed = insurance.income.sum(axis=1)[:, None, None] * odds / odds.sum(axis=2, keepdims=True)
    autarky, before = alone(insurance, result.delta), np.vstack([points, start])
    return _StateContract(utility(consumed, gamma), list(_draws(axes, raised)), autarky, before)


def _draws(axes: list[FloatArray], raised: FloatArray) -> Iterator[tuple[IntArray, FloatArray]]:
    """Points around weights, with chances that keep each ratio to the last weight on average."""
    cells, parts = [], []
    for i, axis in enumerate(axes):
        log = np.clip(raised[..., i] - raised[..., -1], axis[0], axis[-1])
        cell = np.clip(np.searchsorted(axis, log, side="right") - 1, 0, len(axis) - 2)
        low, high = np.exp(axis[cell]), np.exp(axis[cell + 1])
        cells.append(cell)
        parts.append(np.clip((np.exp(log) - low) / (high - low), 0, 1))
    for corner in itertools.product((0, 1), repeat=len(axes)):
        point, chance = np.zeros_like(cells[0]), np.ones_like(parts[0])
        for axis, cell, part, up in zip(axes, cells, parts, corner, strict=True):
            point = point * len(axis) + cell + up
            chance = chance * (part if up else 1 - part)
        yield point, chance


def forms(result: RiskSharing) -> Iterator[Finding]:
    """Arrays of the shapes that they have to have."""
    weights: Any = result.weights
    S, n = result.insurance.income.shape
    grid, witness = weights.grid, result.witness
    columns = grid.size ** (n - 1) + 1
    yield claim(result.dynamic and n > 2, "weights")
    yield claim(result.intervals is None and result.consumption is None, "weights")
    yield claim(np.shape(grid.low) == np.shape(grid.high) == (n - 1,) and grid.size > 1, "grid")
    yield claim((np.asarray(grid.low) < grid.high).all(), "grid")
    yield claim(np.shape(weights.raised) == (S, columns, n), "weights")
    yield claim(np.isfinite(weights.raised).all(), "weights")
    yield claim(np.shape(witness.values) == (S, columns, n), "values")
    yield claim((witness.most is None) == (witness.bound is None), "bound")
    for one in (witness.most, witness.bound):
        yield claim(one is None or np.shape(one) == (S, columns), "bound")
    yield claim(not result.proven, "proven")


def values(result: RiskSharing, plan: _StateContract) -> Iterator[Finding]:
    """Values are what they are said to be, and nobody would rather be alone."""
    insurance, worth = result.insurance, result.witness.values
    expected = plan.tomorrow(insurance, result.delta, worth)
    # In money: what a period's utility is worth to a member that is alone.
    price = insurance.alone**insurance.aversion
    off = abs(worth - plan.utility - expected).max(axis=1) * price
    missing = (plan.apart[:, None] - worth) * ((1 - result.delta) * price)[:, None]
    # Long sums are rounded as well.
    allowed = _MONEY * insurance.alone + _ROUNDING * abs(worth).max(axis=1) * price
    for (s, i), near in np.ndenumerate(allowed):
        member, state = insurance.members[i], insurance.states[s]
        yield Finding(float(off[s, i]), near, member, state, "values")
        yield Finding(float(missing[s, :, i].max()), near, member, state, "leave")
        if result.intervals is not None:
            slack = float(abs(missing[s, 2 * s + i, i]))
            yield Finding(slack, near, member, state, "not indifferent at its edge")


def bound(result: RiskSharing, plan: _StateContract) -> Iterator[Finding]:
    """Weights rise and stay on the grid, so that weighted values are at most so much."""
    weights, insurance = result.weights, result.insurance
    assert weights is not None
    raised = weights.raised
    ratio = raised[..., :-1] - raised[..., -1:]
    beyond = np.maximum(weights.grid.low - ratio, ratio - weights.grid.high).max()
    yield Finding(float(beyond), _LOG, action="weights")
    yield Finding(float((plan.before - raised).max()), _LOG, action="weights")
    most, falling = result.witness.most, result.witness.bound
    if most is None or falling is None:
        return
    last = np.exp(raised[..., -1])
    later = last * plan.tomorrow(insurance, result.delta, falling)
    yield claim((falling > 0).all() and (later < falling).all(), "bound")
    rise = np.exp(raised) - np.exp(plan.before)
    now = (np.exp(raised) * plan.utility - rise * plan.apart[:, None]).sum(axis=2)
    least = now + last * plan.tomorrow(insurance, result.delta, most)
    yield claim((least <= most).all(), "bound")
