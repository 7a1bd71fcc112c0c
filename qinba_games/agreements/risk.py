"""What income is worth to members that are averse to risk, and how weights divide it."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np

from ..types import FloatArray, IntArray
from .insurance import Insurance

#: Nearer to log than this, utilities differ by little beside the 1/(1-γ) that all have in common.
_NEAR_LOG = 0.01


def utility(consumption: Any, aversion: float) -> FloatArray:
    """Utility of a period, c^(1-γ)/(1-γ) or log c."""
    if aversion == 1:
        return np.asarray(np.log(consumption))
    return np.asarray(consumption ** (1 - aversion) / (1 - aversion))


def certain(utilities: Any, aversion: float) -> FloatArray:
    """What has such a utility if it is consumed for sure: the inverse of `utility`."""
    if aversion == 1:
        return np.asarray(np.exp(utilities))
    return np.asarray(((1 - aversion) * np.asarray(utilities)) ** (1 / (1 - aversion)))


def discounted(insurance: Insurance, delta: float, now: FloatArray) -> FloatArray:
    """Expected discounted sum of what depends on the state alone, by first state."""
    P = insurance.probability
    return np.asarray(np.linalg.solve(np.eye(len(P)) - delta * P, now))


def autarky(insurance: Insurance, delta: float) -> FloatArray:
    """What each member has when it is alone for ever; shape (S, n)."""
    return discounted(insurance, delta, utility(insurance.alone, insurance.aversion))


def needed_shares(insurance: Insurance, delta: float) -> FloatArray:
    """The share of total income with which each member stays, by state; shape (S, n)."""
    whole = _for_sure(insurance, delta, insurance.total)
    return _for_sure(insurance, delta, insurance.alone) / whole[:, None]


def _for_sure(insurance: Insurance, delta: float, income: FloatArray) -> FloatArray:
    """What is as good as an income by state, if it is consumed for certain."""
    gamma = insurance.aversion
    if not 0 < abs(gamma - 1) < _NEAR_LOG:
        whole = discounted(insurance, delta, utility(income, gamma))
        return certain((1 - delta) * whole, gamma)
    beyond = discounted(insurance, delta, np.expm1((1 - gamma) * np.log(income)))
    return np.asarray(np.exp(np.log1p((1 - delta) * beyond) / (1 - gamma)))


def least_shares(insurance: Insurance, delta: float) -> FloatArray:
    """The share of total income with which each member stays in every state; shape (n,)."""
    return np.asarray(needed_shares(insurance, delta).max(axis=0))


def consumption_pair(total: FloatArray, ratio: Any, aversion: float) -> FloatArray:
    """Consumption of two members at a log ratio of marginal utilities, on a last axis."""
    odds = np.exp(np.asarray(ratio) / aversion)
    return np.stack([total / (1 + 1 / odds), total / (1 + odds)], axis=-1)


def ratio_of(consumed: FloatArray, aversion: float) -> FloatArray:
    """The log ratio of marginal utilities of two members, on the last axis."""
    return np.asarray(aversion * np.log(consumed[..., 0] / consumed[..., 1]))


# -- Weights on a grid ----------------------------------------------------------------------------


class Grid(NamedTuple):
    """Points of the log ratios of weights to that of the last member."""

    low: FloatArray  #: least log ratio of each member but the last, shape (n - 1,)
    high: FloatArray  #: and the largest
    size: int  #: points of each, at equal distances: K = size^(n-1), the first's changing last

    @property
    def step(self) -> FloatArray:
        """Between points, by member."""
        return np.asarray((self.high - self.low) / (self.size - 1))

    @property
    def points(self) -> FloatArray:
        """Log weights of all points, shape (n, K)."""
        axes = [np.linspace(*ends, self.size) for ends in zip(self.low, self.high, strict=True)]
        mesh = np.meshgrid(*axes, indexing="ij")
        return np.stack([*(one.ravel() for one in mesh), np.zeros(mesh[0].size)])


class Weights(NamedTuple):
    """Today's weights, by state and yesterday's."""

    grid: Grid
    #: (S, K + 1, n): logs, after those of yesterday were a point, or at last the start. Between
    #: points tomorrow's are drawn, with the chances that keep ratios of weights on average.
    raised: FloatArray


class Interpolation(NamedTuple):
    """Where weights lie: the corners around them and their chances, both (2^(n-1), N)."""

    corner: IntArray
    chance: FloatArray
    part: FloatArray  #: how far between the two points of each axis, in ratios; shape (n - 1, N)


def sides(part: FloatArray) -> list[list[FloatArray]]:
    """For each corner the part of every axis that belongs to it."""
    return [
        [one if upper else 1 - one for one, upper in zip(part, corner, strict=True)]
        for corner in itertools.product((False, True), repeat=len(part))
    ]


def place(grid: Grid, logs: FloatArray, states: int = 1) -> Interpolation:
    """Where log weights lie, shape (n, N), of as many states with points of their own."""
    step, n = grid.step[:, None], len(logs)
    x = (logs[:-1] - logs[-1:] - grid.low[:, None]) / step
    cell = np.clip(x.astype(np.int64), 0, grid.size - 2)
    part = np.expm1(np.clip(x - cell, 0, 1) * step) / np.expm1(step)
    stride = grid.size ** np.arange(n - 2, -1, -1)
    own = np.repeat(grid.size ** (n - 1) * np.arange(states), logs.shape[1] // states)
    corners = np.array(list(itertools.product((0, 1), repeat=n - 1)))
    chance = np.stack([np.prod(each, axis=0) for each in sides(part)])
    return Interpolation((corners @ stride)[:, None] + stride @ cell + own, chance, part)


def efficient(total: FloatArray, logs: FloatArray, aversion: float) -> FloatArray:
    """What each consumes at log weights; members on the first axis."""
    part = np.exp((logs - logs.max(axis=0)) / aversion)
    return np.asarray(total * part / part.sum(axis=0))
