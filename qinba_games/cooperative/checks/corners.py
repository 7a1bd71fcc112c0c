"""Are these the corners of a core? Each is one, none is missing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...types import Array, FloatArray
from ...verify.findings import Finding
from ..coalitions import coalition_sums, membership
from ..tu_game import TUGame

#: Directions in which the set itself may reach no further than its corners.
_DIRECTIONS = 40
_SEED = 20200105
#: What a linear programme may be off, relative to the range of worths.
_PROGRAMME = 1e-6


def corners_findings(game: TUGame, corners: Array, slack: Any, allowed: Any) -> Iterator[Finding]:
    """Every corner is one, they differ, and the set has no points beyond them."""
    for corner in corners:
        yield from _corner(game, corner, slack, allowed)
    for one, other in itertools.combinations(corners, 2):
        yield Finding(0 if abs(one - other).max() > allowed else 1, 0, state="twice")
    # By programmes in directions drawn at random: a corner left out shows unless it is hardly one.
    if game.n_players > 1 and len(corners):
        yield from _beyond(game, corners, slack)


def _corner(game: TUGame, corner: Array, slack: Any, allowed: Any) -> Iterator[Finding]:
    excess = game.values - coalition_sums(corner) - slack
    off, excess[[0, -1]] = abs(game.values[-1] - corner.sum()), 0
    near = np.flatnonzero(excess >= -allowed)
    fixed = np.linalg.matrix_rank(membership(near, game.n_players).astype(float))
    yield Finding(off, game.n_players * allowed, state="corner", action="sum")
    yield Finding(excess.max(), allowed, state=game.coalition(int(excess.argmax())))
    yield Finding(int(game.n_players - fixed), 0, state="corner")


def _beyond(game: TUGame, corners: Array, slack: Any) -> Iterator[Finding]:
    """How far the set reaches beyond its corners, relative to the range of worths."""
    n = game.n_players
    values, points = game.values.astype(float), corners.astype(float)
    unit = max(np.ptp(values), 1e-300)
    coalitions = membership(np.arange(1, len(values) - 1), n).astype(float)
    least = (values[1:-1] - float(slack)) / unit
    for direction in np.random.default_rng(_SEED).normal(size=(_DIRECTIONS, n)):
        # What all get together is fixed, so that only the rest of a direction counts.
        along = direction - direction.mean()
        reach = _reach(coalitions, least, values[-1] / unit, along)
        missed = reach - (points @ along).max() / unit
        yield Finding(missed, _PROGRAMME, state="corner", action="left out")


def _reach(coalitions: FloatArray, least: FloatArray, total: float, direction: FloatArray) -> float:
    """The most of `direction` in the set; minus infinity if rounding makes it seem empty."""
    from scipy.optimize import linprog

    n = coalitions.shape[1]
    everybody, free = np.ones((1, n)), [(None, None)] * n
    solved = linprog(-direction, -coalitions, -least, everybody, [total], bounds=free)
    return -float(solved.fun) if solved.success else -np.inf
