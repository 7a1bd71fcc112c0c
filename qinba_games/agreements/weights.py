"""Weights of members on a grid of their log ratios, between whose points they are drawn."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from ..types import FloatArray, IntArray


class Grid(NamedTuple):
    """Points of the log ratios of weights to that of the last member.

    Attributes
    ----------
    low, high : array, shape (n - 1,)
        Least and largest log ratio of each member but the last.
    size : int
        Points of each, at equal distances: K = size^(n-1), the first member's changing last.
    """

    low: FloatArray
    high: FloatArray
    size: int

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
    """Today's weights, by state and yesterday's.

    Attributes
    ----------
    grid : Grid
    raised : array, shape (S, K + 1, n)
        Logs, after yesterday's were those of a point, or at last of the start. Between points
        tomorrow's are drawn, with the chances that keep ratios of weights on average.
    """

    grid: Grid
    raised: FloatArray


class Place(NamedTuple):
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


def place(grid: Grid, logs: FloatArray, states: int = 1) -> Place:
    """Where log weights lie, shape (n, N), of as many states with points of their own."""
    step, n = grid.step[:, None], len(logs)
    x = (logs[:-1] - logs[-1:] - grid.low[:, None]) / step
    cell = np.clip(x.astype(np.int64), 0, grid.size - 2)
    part = np.expm1(np.clip(x - cell, 0, 1) * step) / np.expm1(step)
    stride = grid.size ** np.arange(n - 2, -1, -1)
    own = np.repeat(grid.size ** (n - 1) * np.arange(states), logs.shape[1] // states)
    corners = np.array(list(itertools.product((0, 1), repeat=n - 1)))
    chance = np.stack([np.prod(each, axis=0) for each in sides(part)])
    return Place((corners @ stride)[:, None] + stride @ cell + own, chance, part)


def efficient(total: FloatArray, logs: FloatArray, aversion: float) -> FloatArray:
    """What each consumes at log weights; members on the first axis."""
    part = np.exp((logs - logs.max(axis=0)) / aversion)
    return np.asarray(total * part / part.sum(axis=0))
