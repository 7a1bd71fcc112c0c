"""Certificates of contracts on a grid of weights, multiplied out.

*Inside:* each value is utility today, at the weights of today, and what is expected of tomorrow's
values, over states and over the points that are drawn; nobody is better off alone. *Outside:*
weights rise, and are drawn so that they stay what they are on average. So `most` bounds weighted
values in every contract if it is at least today's weighted utility, less what rises times autarky,
and what is expected of tomorrow's `most`. Positive numbers that fall show that such sums end.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ...types import FloatArray, IntArray
from ...verify.findings import Finding, claim
from ..insurance import Insurance
from ..results.risk_sharing import RiskSharing

#: What is accepted, of a member's income alone and per period; and of log weights.
_MONEY, _LOG = 1e-9, 1e-9
_ROUNDING = 1e-15


class Plan(NamedTuple):
    """A contract, by state and what was before (columns): yesterday's weights, or the last edge."""

    utility: FloatArray  #: shape (S, K, n)
    drawn: list[tuple[IntArray, FloatArray]]  #: columns of tomorrow and their chances, each (S, K)
    apart: FloatArray  #: what each has alone, shape (S, n)
    before: Any = None  #: yesterday's log weights, shape (K, n)

    def tomorrow(self, insurance: Insurance, delta: float, found: FloatArray) -> FloatArray:
        """What is expected of tomorrow's `found`, shape (S, K, ...), today."""
        expected = delta * np.tensordot(insurance.probability, found, axes=1)
        rows = np.arange(insurance.n_states)[:, None]
        chances = (np.expand_dims(chance, tuple(range(2, found.ndim))) for _, chance in self.drawn)
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


def plan_of(result: RiskSharing) -> Plan:
    """What weights say: consumption equates weighted marginal utilities, and ratios are drawn."""
    weights: Any = result.weights
    insurance, gamma, raised = result.insurance, result.insurance.aversion, weights.raised
    low, high, size = weights.grid
    axes = [np.linspace(low[i], high[i], size) for i in range(len(low))]
    points = np.array([(*point, 0.0) for point in itertools.product(*axes)])
    start = gamma * np.log(result.shares / result.shares[-1])
    odds = np.exp(raised / gamma)
    consumed = insurance.income.sum(axis=1)[:, None, None] * odds / odds.sum(axis=2, keepdims=True)
    apart, before = alone(insurance, result.delta), np.vstack([points, start])
    return Plan(utility(consumed, gamma), list(_drawn(axes, raised)), apart, before)


def _drawn(axes: list[FloatArray], raised: FloatArray) -> Iterator[tuple[IntArray, FloatArray]]:
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
    grid, found = weights.grid, result.witness
    columns = grid.size ** (n - 1) + 1
    yield claim(result.dynamic and n > 2, "weights")
    yield claim(result.intervals is None and result.consumption is None, "weights")
    yield claim(np.shape(grid.low) == np.shape(grid.high) == (n - 1,) and grid.size > 1, "grid")
    yield claim((np.asarray(grid.low) < grid.high).all(), "grid")
    yield claim(np.shape(weights.raised) == (S, columns, n), "weights")
    yield claim(np.isfinite(weights.raised).all(), "weights")
    yield claim(np.shape(found.values) == (S, columns, n), "values")
    yield claim((found.most is None) == (found.bound is None), "bound")
    for one in (found.most, found.bound):
        yield claim(one is None or np.shape(one) == (S, columns), "bound")
    yield claim(not result.proven, "proven")


def values(result: RiskSharing, plan: Plan) -> Iterator[Finding]:
    """Values are what they are said to be, and nobody would rather be alone."""
    insurance, found = result.insurance, result.witness.values
    expected = plan.tomorrow(insurance, result.delta, found)
    # In money: what a period's utility is worth to a member that is alone.
    price = insurance.alone**insurance.aversion
    off = abs(found - plan.utility - expected).max(axis=1) * price
    missing = (plan.apart[:, None] - found) * ((1 - result.delta) * price)[:, None]
    # Long sums are rounded as well.
    allowed = _MONEY * insurance.alone + _ROUNDING * abs(found).max(axis=1) * price
    for (s, i), near in np.ndenumerate(allowed):
        member, state = insurance.members[i], insurance.states[s]
        yield Finding(float(off[s, i]), near, member, state, "values")
        yield Finding(float(missing[s, :, i].max()), near, member, state, "leave")
        if result.intervals is not None:
            slack = float(abs(missing[s, 2 * s + i, i]))
            yield Finding(slack, near, member, state, "not indifferent at its edge")


def bound(result: RiskSharing, plan: Plan) -> Iterator[Finding]:
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
