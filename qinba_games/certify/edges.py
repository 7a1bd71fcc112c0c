r"""Every patience: what is selected at one of them is selected at all others up to an edge.

Count payoffs above w, what all get for ever once somebody deviates, and not per period. Where
everybody can have w at any time, z = (V - w) / (1 - delta) is never below 0, and solves
z = (g - w) + delta E z: it grows with patience, while what a deviation brings does not change. So

* a play that is upheld at some patience is upheld at every greater one,
* a row that a record eliminates at some patience is in no equilibrium at any smaller one, and
* between two patiences the play of the lower one is selected if no row that the record of the upper
  one leaves gains over it anywhere. What a row gains is a ratio of polynomials in patience, whose
  roots are eigenvalues: it has one sign between two of them. Where bounds are not reached, each
  branch of the tree has to end so, or in a best play that is worth no more.

Roots are found in floats, so that this is a statement in floats, of rational models too.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from .. import _tolerance
from ..common.status import NEAR
from ..game.table import Table, by_segment
from ..game.witness import Regimes, Tree
from ..types import Array, BoolArray, IntArray
from .kernel import Kernel, tree_fits
from .play import equilibrium
from .record import nothing_better

#: Roots are located up to this; nearer to an end nothing is looked at.
_NOISE = NEAR / 2


class Cell(NamedTuple):
    """From one patience to another the same is selected all along."""

    low: float
    high: float
    rows: IntArray  #: shape (states,)


def subintervals(table: Table, given: Regimes) -> Iterator[Cell]:
    """The intervals between neighbouring patiences of one table on which one play is selected.

    `table` has the same game at each of them. There are none if a witness is false.
    """
    delta, count = given.delta, len(given.delta)
    games = np.concatenate([part.games for part in given.parts])
    surplus, kernel = Surplus(table), Kernel(table)
    if (np.diff(delta) <= 0).any() or not np.array_equal(np.sort(games), np.arange(count)):
        return
    if not surplus.grows or any(_gaps(kernel, given)):
        return
    place = {int(game): (part, k) for part in given.parts for k, game in enumerate(part.games)}
    for game in range(count - 1):
        (lower, j), (upper, k) = place[game], place[game + 1]
        low, high, rows = float(delta[game]), float(delta[game + 1]), lower.play.rows[:, j]
        if high - low <= 1.25 * NEAR and (rows != upper.play.rows[:, k]).any():
            continue  # an edge
        here = _Between(surplus, kernel.take([game + 1]), rows, low, high)
        if here.closed(upper.tree, k):
            yield Cell(low, high, rows)


def _gaps(kernel: Kernel, given: Regimes) -> Iterator[bool]:
    """Whether what is played is no equilibrium, or a record none."""
    for part in given.parts:
        few = kernel.take(part.games)
        yield not tree_fits(few.table, part.tree)
        for gap in equilibrium(few, part.play, part.code):
            yield not gap.size <= gap.allowed
        for gap in nothing_better(few, part.tree, few.table.open, None, None):
            yield not gap.size <= gap.allowed


class Surplus:
    """What rows of a table bring above w, summed over periods, the same at every patience."""

    def __init__(self, table: Table) -> None:
        rows, nodes = table.rows, len(table.nodes.first) - 1
        self.table, self.w = table, rows.now[table.first_row[table.feared_states], :, 0][0]
        self.step = np.where(rows.waits[:, None], table.lotteries.dense(nodes)[rows.then, :, 0], 0)
        self.pay = np.where(rows.waits, (rows.now[..., 0] - self.w) @ table.objective, 0)
        self.drawn = table.nodes.dense(table.states)[..., 0]

    @functools.cached_property
    def grows(self) -> bool:
        """Whether whoever deviates gets w for ever, and everybody can have it at any time."""
        table, rows, replies = self.table, self.table.rows, self.table.replies
        ends = np.isin(table.state, table.feared_states)
        exits = ~replies.waits & (replies.now == self.w[table.replier][:, None]).all(axis=1)
        there = by_segment(np.logical_or, exits, table.first)
        gone = (rows.now == self.w[:, None]).all(axis=(1, 2))
        return bool(
            (table.objective >= 0).all()
            and (table.menu[~ends] >= 0).all()
            and there[table.menu[~ends]].all()
            and not rows.waits[ends].any()
            and gone[~rows.waits].all()
            and (replies.waits | exits).all()
            and (np.diff(rows.now, axis=2) == 0).all()
        )

    def of(self, policy: IntArray) -> tuple[Array, Array]:
        """What a policy pays in a period at every node, and where it leads."""
        return self.drawn @ self.pay[policy], self.drawn @ self.step[policy]

    def gains(self, policy: IntArray, some: BoolArray, low: float, high: float) -> bool:
        """Whether some of the rows gain over a policy at any patience between two."""
        rows = np.flatnonzero(some & (policy[self.table.state] != np.arange(len(some))))
        own = policy[self.table.state[rows]]
        more, turn = self.pay[rows] - self.pay[own], self.step[rows] - self.step[own]
        return bool(_positive(*self.of(policy), more, turn, low, high).any())

    def best(self, bounds: Array, delta: float, some: BoolArray) -> IntArray:
        """Of some rows the best in every state, if what follows is worth `bounds`, (nodes,)."""
        base = self.w @ self.table.objective
        worth = (1 - delta) * self.pay + delta * (self.step @ (bounds - base))
        top = by_segment(np.maximum, np.where(some, worth, -np.inf), self.table.first_row)
        chosen = np.flatnonzero(some & (worth >= top[self.table.state]))
        return np.asarray(chosen[np.unique(self.table.state[chosen], return_index=True)[1]])

    def no_more(self, one: IntArray, other: IntArray, low: float, high: float) -> bool:
        """Whether a policy is nowhere worth more than another at the first start that differs."""
        (now, move), (own, back) = self.of(one), self.of(other)
        zero = np.zeros_like(move)
        both = np.concatenate([now, own]), np.block([[move, zero], [zero, back]])
        for node in self.table.start:
            more, turn = now[node] - own[node], np.concatenate([move[node], -back[node]])
            sides = np.array([more, -more]), np.stack([turn, -turn])
            larger, less = _positive(*both, *sides, low, high).T
            if larger.any():
                return False
            if less.all():
                break
        return True


class _Between(NamedTuple):
    """Two patiences, and what is played at the lower one."""

    surplus: Surplus
    kernel: Kernel  #: at the upper one
    rows: IntArray
    low: float
    high: float

    def closed(self, tree: Tree, k: int) -> bool:
        """Whether nothing better is left in between, by game `k` of the tree of the upper one."""
        remaining = self.kernel.table.open[:, 0]
        for step in tree.rounds:
            remaining = remaining & ~step.eliminated[:, k]
        return self._ends(tree, remaining, k)

    def _ends(self, node: Tree, remaining: BoolArray, k: int = 0) -> bool:
        surplus, table = self.surplus, self.surplus.table
        if not by_segment(np.logical_or, remaining, table.first_row).all():
            return True  # no equilibrium in this branch
        if not surplus.gains(self.rows, remaining, self.low, self.high):
            return True
        if node.at is None:
            bound = node.bounds.worth[:, -1, k]
            if self._less(bound):
                return True
            best = surplus.best(bound, self.high, remaining)
            fine = not surplus.gains(best, remaining, self.low, self.high)
            return fine and surplus.no_more(best, self.rows, self.low, self.high)
        here = np.flatnonzero(remaining & (table.state == node.at)).tolist()
        return all(row in node.branches for row in here) and all(
            self._branch(node.branches[row], remaining & (table.state != node.at), row)
            for row in here
        )

    def _less(self, bound: Array) -> bool:
        """Whether no equilibrium up to the upper patience is worth as much as what is played."""
        # What equilibria are worth above w, in all periods, grows with patience.
        surplus, start = self.surplus, self.surplus.table.start[0]
        (now, move), base = surplus.of(self.rows), surplus.w @ surplus.table.objective
        least = np.linalg.solve(np.eye(len(now)) - self.low * move, now)[start]
        most, least = bound[start] - base, (1 - self.high) * least
        rounding = _tolerance.meeting(_tolerance.CHECK, most, least, floor=abs(base))
        return bool(most < least - rounding)

    def _branch(self, node: Tree, remaining: BoolArray, row: int) -> bool:
        remaining[row] = True
        gaps = nothing_better(self.kernel, node, remaining[:, None], None, None)
        if any(not gap.size <= gap.allowed for gap in gaps):
            return False
        for step in node.rounds:
            remaining = remaining & ~step.eliminated[:, 0]
        return self._ends(node, remaining)


def _positive(
    now: Array, move: Array, more: Array, turn: Array, low: float, high: float
) -> BoolArray:
    """Where `more + delta turn z` is above 0, z that of a policy, (parts between roots, rows)."""
    if not len(more):
        return np.zeros((1, 0), dtype=bool)
    roots = _roots(now, move, more, turn, low, high)
    ends = np.unique(np.concatenate([[low], roots, [high]]))
    gains, rounding = _gains(now, move, more, turn, (ends[1:] + ends[:-1]) / 2)
    return np.asarray(gains > rounding)


def _roots(now: Array, move: Array, more: Array, turn: Array, low: float, high: float) -> Array:
    """Where gains over a policy may change their sign.

    Roots of the determinant of

        [ 1 - delta P   r ]
        [  - delta p    m ],

    which is that of 1 - delta P times the gain m + delta p (1 - delta P)^-1 r.
    """
    size, middle = len(now), (low + high) / 2
    first, second = np.zeros((2, len(more), size + 1, size + 1))
    first[:, :size, :size], first[:, :size, size] = np.eye(size), now
    first[:, size, size] = more
    second[:, :size, :size], second[:, size, :size] = move, turn
    gains, rounding = _gains(now, move, more, turn, np.array([middle]))
    # What gains nothing in the middle mostly gains nothing anywhere; other points see to it.
    shifted = np.where(abs(gains[0]) > rounding[0], middle, low + 0.61803398875 * (high - low))
    matrix = first - shifted[:, None, None] * second
    scale = abs(matrix).max(axis=2, keepdims=True)
    matrix, second = (part / np.where(scale > 0, scale, 1) for part in (matrix, second))
    # Where a choice gains nothing at any patience the system has no solution, and no root matters.
    system = np.linalg.solve(matrix + 1e-13 * np.eye(size + 1), second)
    eigenvalues = np.linalg.eigvals(system[np.isfinite(system).all(axis=(1, 2))])
    shifted = shifted[np.isfinite(system).all(axis=(1, 2))]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        roots = (shifted[:, None] + 1 / eigenvalues).ravel()
    real = roots.real[abs(roots.imag) <= 1e-6]
    return np.unique(np.round(real[(real > low + _NOISE) & (real < high - _NOISE)], 9))


def _gains(now: Array, move: Array, more: Array, turn: Array, deltas: Array) -> tuple[Array, Array]:
    """What each choice gains over a policy at some patiences, (deltas, choices); and rounding."""
    d = deltas[:, None, None]
    system = np.eye(len(now)) - d * move
    right = np.broadcast_to(now[:, None], (len(deltas), len(now), 1))
    worth = np.linalg.solve(system, right)[..., 0]
    rounding = _tolerance.meeting(_tolerance.TIE, abs(worth).max(axis=-1)[:, None], abs(more))
    return more + deltas[:, None] * (worth @ turn.T), rounding
