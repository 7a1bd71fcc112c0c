r"""Payoffs without transfers, three and more players: the operator R on polytopes, kept sound.

A set W around the equilibrium payoffs and a threat u below them bound every equilibrium payoff in
any direction l by

    max over a with Q(a) not empty of min(l.g(a), (1 - delta) l.g(a) + delta max l.Q(a)),

Q(a) being what of W keeps everybody at a. The directions are those of the facets of R(W, u): where
R is valid the bounds are its own facets, and where rounding has spoilt that, the set is blown up
until it holds them.

References
----------
D. Abreu and Y. Sannikov (2014), "An algorithm for two-player repeated games with perfect
monitoring", Theoretical Economics 9, 313-338: the operator for two players.
K. Judd, S. Yeltekin and J. Conklin (2003), "Computing supergame equilibria", Econometrica 71,
1239-1254: inner and outer bounds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ...common.progress import tick
from ...types import Array, BoolArray
from .polytopes import THIN, Polytope, clip, hull

#: Promises may fall short of what keeps a player by this much; payoffs have range one.
_SLACK = 1e-12


class FlatGame(NamedTuple):
    """A stage game as flat arrays, each player's payoffs scaled to range one."""

    payoff: Array  #: shape (profiles, n)
    tempted: Array  #: shape (profiles, n): what the best deviation brings beyond that
    delta: float
    #: shape (n,): what players get who leave, for ever; None: nobody can
    leaving: Array | None = None

    def promised(self, threat: Array) -> Array:
        """The least that has to follow each profile."""
        return threat + (1 - self.delta) / self.delta * self.tempted


class OuterSet(NamedTuple):
    """A set around all equilibrium payoffs."""

    polytope: Polytope | None  #: None: there is no equilibrium
    threat: Array  #: shape (n,)
    alive: BoolArray  #: shape (profiles,)
    rounds: int
    settled: bool


def outer_set(
    stage: FlatGame,
    admissible: BoolArray,  # shape (profiles,): what can be played with transfers
    threat: Array,  # shape (n,): what each player can be held to with transfers
    *,
    change: float,
    rounds: int,
    seconds: float,  # after that time what has been reached is returned
    report: Callable[[int], None],  # told the number of every round
) -> OuterSet:
    """Bounds of the equilibrium payoffs, until they move by less than `change`."""
    end = time.monotonic() + seconds
    count, alive = 0, admissible.copy()
    now = hull(with_leaving(stage, stage.payoff[alive]))
    for count in range(1, rounds + 1):
        report(count)
        points, reached, alive = _images(stage, now, alive, threat)
        if not len(points):
            return OuterSet(None, threat, alive, count, True)
        candidate = _hull_or_none(points)
        if candidate is None:
            break
        directions = _directions(candidate)
        levels = bounds(stage, reached, directions)
        k = len(candidate.normals)
        after = candidate.grown(levels[:k] + _SLACK)
        if stage.leaving is None:
            threat = np.maximum(threat, -levels[k : k + len(threat)] - _SLACK)
        moved = after.excess(now.corners)
        now = after
        if moved <= max(change, now.grain):
            return OuterSet(now, threat, alive, count, True)
        if time.monotonic() > end:
            break
    return OuterSet(now, threat, alive, count, False)


def _hull_or_none(points: Array) -> Polytope | None:
    """The hull, or None where the hull library gives up: what was known before still holds."""
    from scipy.spatial import QhullError

    try:
        return hull(points)
    except QhullError:
        return None


def _directions(candidate: Polytope) -> Array:
    """Those of facets first, then of least payoffs, then across a flat set."""
    least = -np.eye(candidate.corners.shape[1])
    return np.concatenate([candidate.normals, least, candidate.across, -candidate.across])


def with_leaving(stage: FlatGame, points: Array) -> Array:
    """Points, and what members get who leave."""
    return points if stage.leaving is None else np.concatenate([points, stage.leaving[None]])


def _images(
    stage: FlatGame, around: Polytope, alive: BoolArray, threat: Array
) -> tuple[Array, list[tuple[int, Array]], BoolArray]:
    """The points of R, and for every profile that can be played what can follow it."""
    least = stage.promised(threat) - _SLACK
    static = np.asarray((stage.payoff >= least).all(axis=1))
    points: list[Array] = []
    reached: list[tuple[int, Array]] = []
    alive = alive.copy()
    for a in np.flatnonzero(alive):
        tick()
        follows, binding = clip(around, least[a])
        if not len(follows):
            alive[a] = False
            continue
        reached.append((int(a), follows))
        g = stage.payoff[a]
        if static[a]:
            points.append(g[None])
        elif binding.any():
            points.append((1 - stage.delta) * g + stage.delta * follows[binding])
    whole = np.concatenate(points) if points else stage.payoff[:0]
    return with_leaving(stage, whole), reached, alive


def bounds(stage: FlatGame, reached: list[tuple[int, Array]], directions: Array) -> Array:
    """The most that an equilibrium payoff is worth in each direction."""
    support = np.full(len(directions), -np.inf)
    for a, follows in reached:
        today = directions @ stage.payoff[a]
        later = (follows @ directions.T).max(axis=0)
        mixed = (1 - stage.delta) * today + stage.delta * later
        support = np.maximum(support, np.minimum(today, mixed))
    return support if stage.leaving is None else np.maximum(support, directions @ stage.leaving)


def inner_set(
    stage: FlatGame, outer: Polytope, alive: BoolArray, *, margin: float, rounds: int, end: float
) -> Polytope | None:
    """A set that generates itself with some margin, near the outer one; None if none was found.

    It is looked for until `time.monotonic` is at the end.
    """
    now = outer
    for _ in range(rounds):
        if time.monotonic() > end:
            break
        now = now.scaled(1 - margin)
        points, alive = _generate(stage, now, alive)
        if not len(points):
            return None
        after = _hull_or_none(points)
        if after is None:
            return None
        if after.excess(now.corners) <= THIN / 10:
            return now
        now = after
    return None


def _generate(stage: FlatGame, own: Polytope, alive: BoolArray) -> tuple[Array, BoolArray]:
    """Points whose hull is B(W)."""
    threat = own.corners.min(axis=0) if stage.leaving is None else stage.leaving
    least = stage.promised(threat) - _SLACK
    points = []
    alive = alive.copy()
    for a in np.flatnonzero(alive):
        tick()
        follows, _ = clip(own, least[a])
        alive[a] = len(follows) > 0
        points.append((1 - stage.delta) * stage.payoff[a] + stage.delta * follows)
    whole = np.concatenate(points) if points else stage.payoff[:0]
    return with_leaving(stage, whole), alive
