"""What rounds on sets by state leave as their proof, and the words for rows of a game."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..stochastic.stochastic_game import StochasticGame
from ..types import Array, BoolArray, FloatArray, IntArray


class LevelTable(NamedTuple):
    """One round: levels of directions that no equilibrium payoff is above, given those before."""

    directions: Array  #: shape (D, 2): of length one, ascending by angle
    reached: Array  #: shape (states, D): the most that rows reach
    facets: BoolArray  #: shape (states, D): the half-planes that bound the set of each state
    levels: Array  #: shape (states, D): levels of these sets in all directions
    threats: Array  #: shape (states, 2): what each player gets at least
    #: A state, and three directions whose half-planes there have no point in common, if there are.
    void: tuple[int, ...] = ()


def alike(rows: FloatArray) -> IntArray:
    """A number for each row of a matrix, the same for rows that differ by rounding only."""
    looks = np.round(rows, 14)
    order = np.lexsort(looks.T)
    other = (np.diff(looks[order], axis=0) != 0).any(axis=1)
    groups = np.zeros(len(rows), dtype=int)
    groups[order[1:]] = np.cumsum(other)
    return groups


def lowest(alike: IntArray, need: FloatArray) -> IntArray:
    """Of rows that are alike the one that needs least of both, where there is one; else all."""
    if len(alike) == len(set(alike.tolist())):
        return np.arange(len(alike))
    least = np.full((alike.max() + 1, 2), np.inf)
    np.minimum.at(least, alike, need)
    low = np.flatnonzero((need <= least[alike]).all(axis=1))[::-1]
    first = np.full(len(least), -1)
    first[alike[low]] = low
    return np.flatnonzero((first[alike] == np.arange(len(alike))) | (first[alike] < 0))


def profiles(game: StochasticGame, some: BoolArray) -> tuple[tuple[Any, ...], ...]:
    """For each state the profiles of some rows, by the names of their actions."""
    return tuple(
        tuple(
            tuple(own[a] for own, a in zip(names, row, strict=True))
            for row in game.action[some & (game.state == x)].tolist()
        )
        for x, names in enumerate(game.actions)
    )
