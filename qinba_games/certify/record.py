"""Records: that no equilibrium uses what was eliminated, is worth more, or punishes harder."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_segment, of_games, side_by_side
from ..game.witness import Bounds, Part, PenalCode, Play, Tree
from ..types import Array, BoolArray, IntArray
from .kernel import Gap, Kernel, largest, pick, tree_fits
from .play import (
    MISSHAPEN,
    Account,
    below,
    beside_exits,
    equilibrium,
    fits,
    misfit,
    places_of,
    stands,
)

#: What leaves open whether something is better, and refuses nothing.
OPEN = BETTER, HARSHER = ("something better may be left", "a harsher punishment may be left")
#: What is eliminated lacks more than that part of the terms that meet.
_VIOLATION = _tolerance.TIE / 2
#: Steps of one game are read side by side, up to so many numbers at once.
_AT_ONCE = 100_000
_TWICE = Gap(1, 0, "a row is eliminated twice")
_FALLEN = Gap(1, 0, "what is played is eliminated")


def both_sides(
    kernel: Kernel, play: Play, tree: Tree, code: PenalCode | None
) -> tuple[Account | None, list[Gap], list[Gap]]:
    """What speaks against a play, and against nothing being better; and the account of the play."""
    if misfit(kernel, play, code) or not tree_fits(kernel.table, tree):
        incentives = [*equilibrium(kernel, play, code)]
        return None, incentives, [*optimality(kernel, play, tree, code)]
    account = Account(kernel, play)
    return account, [*stands(account, code)], [*_optimal(account, tree, code)]


def optimality(
    kernel: Kernel, play: Play, tree: Tree, code: PenalCode | None = None
) -> Iterator[Gap]:
    """What speaks against nothing being better, game by game if something may be."""
    if fits(kernel, play, code) and tree_fits(kernel.table, tree):
        yield from _optimal(Account(kernel, play), tree, code)
    else:
        yield MISSHAPEN


def _optimal(account: Account, tree: Tree, code: PenalCode | None) -> Iterator[Gap]:
    """The same of a play whose witness fits its table."""
    kernel, table, play = account.kernel, account.kernel.table, account.play
    steps = _steps_of(table, tree, table.open)
    if steps is not None and not pick(steps.remaining, play.rows).all():
        yield _FALLEN
    known = None if code is None else play.punishment
    of = 0 if kernel.exact else account.drawn[table.start, -1]
    yield from _rounds(kernel, tree, steps, play.worth[:, -1], known, of)
    if code is not None:
        yield from _no_harsher(kernel.afterwards, code)


def at_most(gap: Gap) -> Any:
    """By how much something may be better; under harsher punishments nobody knows."""
    return np.inf if gap.what == HARSHER else gap.size


# --- rounds, and what remains after them ----------------------------------------------------------


def nothing_better(
    kernel: Kernel,
    node: Tree,
    remaining: BoolArray,
    reported: Array | None,
    known: Array | None,
    of: Any = 0.0,
) -> Iterator[Gap]:
    """Rounds eliminate what no equilibrium uses; the last bounds are reached, or branched on."""
    # `remaining`, (rows, N); `reported`, (nodes, N): values of the objective, sums of payoffs of
    # the size `of`, None where only bounds are asked about; `known`, (nodes, n, N): shown before.
    # Gaps beyond rounding refuse the record. A single game may be branched on.
    steps = _steps_of(kernel.table, node, remaining)
    yield from _rounds(kernel, node, steps, reported, known, of)


def _rounds(
    kernel: Kernel,
    node: Tree,
    steps: _Steps | None,
    reported: Array | None,
    known: Array | None,
    of: Any,
) -> Iterator[Gap]:
    """The same of the steps of a record."""
    if steps is None:
        yield _TWICE
        return
    alone = len(kernel.table.delta) == 1
    yield from (_side_by_side if alone else _each)(kernel, steps.every, known)
    # In a branch there may be no equilibrium.
    if steps.lasting and reported is not None:
        yield from _branch_gaps(kernel, node, steps.remaining, reported, known, of)
    elif not steps.lasting and not alone:
        yield Gap(1, 0, "nothing remains")


class Step(NamedTuple):
    """Bounds of what remains, (rows, N), and what falls under them."""

    bounds: Bounds
    remaining: BoolArray
    gone: BoolArray


class _Steps(NamedTuple):
    """The rounds of a record and what it ends with."""

    every: list[Step]
    remaining: BoolArray
    lasting: bool  #: whether something remains in every state


def _steps_of(table: Table, node: Tree, remaining: BoolArray) -> _Steps | None:
    """The steps in which rows fall, and the last one; None if a row falls twice."""
    steps = list[Step]()
    for one in node.rounds:
        if (one.eliminated & ~remaining).any():
            return None
        if one.eliminated.any():
            steps.append(Step(one.bounds, remaining, one.eliminated))
            remaining = remaining & ~one.eliminated
    lasting = bool(by_segment(np.logical_or, remaining, table.first_row).all())
    if lasting:
        steps.append(Step(node.bounds, remaining, np.zeros(remaining.shape, dtype=bool)))
    return _Steps(steps, remaining, lasting)


def _side_by_side(kernel: Kernel, steps: list[Step], known: Array | None) -> Iterator[Gap]:
    """The steps of a single game, which stand where those of many games do."""
    few = max(1, _AT_ONCE // kernel.own.size)
    for first in range(0, len(steps), few):
        part = steps[first : first + few]
        step = _joined(part)
        for gap in _bounds_hold(kernel, step, known):
            yield gap._replace(game=0) if gap.game else gap


def _joined(steps: Sequence[Step]) -> Step:
    """Steps of a single game as one; mostly punishments are those of all."""
    if len(steps) == 1:
        return steps[0]
    step: Step = side_by_side(steps)
    known = steps[0].bounds.punishment
    if (step.bounds.punishment == known).all():
        step = step._replace(bounds=step.bounds._replace(punishment=known))
    return step


def _each(kernel: Kernel, steps: list[Step], known: Array | None) -> Iterator[Gap]:
    """The steps of many games, each of those in which something falls, or the last."""
    for games, step in _beside(kernel, steps):
        part = kernel if games is None else kernel.take(games)
        punishment = known if games is None else of_games(known, games)
        for gap in _bounds_hold(part, step, punishment):
            yield gap if games is None else gap._replace(game=int(games[gap.game]))


def _beside(kernel: Kernel, steps: list[Step]) -> Iterator[tuple[IntArray | None, Step]]:
    """Steps of some games side by side, up to so many numbers at once; None: of all."""
    count, some, parts = len(kernel.table.delta), list[IntArray](), list[Step]()
    most = _AT_ONCE * count // kernel.own.size
    for step in steps:
        games = np.flatnonzero(step.gone.any(axis=0))
        if not 0 < len(games) < count:
            yield None, step
            continue
        if sum(map(len, some)) + len(games) > max(most, len(games)):
            yield np.concatenate(some), side_by_side(parts)
            some, parts = [], []
        some.append(games)
        parts.append(of_games(step, games))
    if some:
        yield np.concatenate(some), side_by_side(parts)


def _bounds_hold(kernel: Kernel, step: Step, known: Array | None) -> Iterator[Gap]:
    """Whether bounds are some, and what falls under them breaks a constraint."""
    rest = _Rest(kernel, step)
    yield rest.most()
    if known is not None:
        punishment = step.bounds.punishment
        yield _above(kernel, punishment, known, _tolerance.STEP, "bound on punishments")
    elif (exits := kernel.exits) is None:
        yield rest.least()
    elif len(kernel.table.feared):
        part = beside_exits(kernel, exits, rest.values, _tolerance.STEP)
        yield largest(kernel, rest.values, -part.gap, part.rounding, "bound on punishments")
    if step.gone.any():
        yield rest.broken()


class _Rest:
    """What remains under some bounds; those of a single game may have a column for each step."""

    def __init__(self, kernel: Kernel, step: Step) -> None:
        self.kernel, self.step = kernel, step
        self.values = kernel.values(*step.bounds)
        worth = kernel.worth(self.values)
        self.worth = np.where(step.remaining[:, None], worth, -np.inf)
        self.top = by_segment(np.maximum, self.worth, kernel.table.first_row)

    @functools.cached_property
    def sizes(self) -> Array:
        """The largest payoff from every state on, where rows are played that bring the most."""
        table = self.kernel.table
        reach = np.where(self.worth == self.top.take(table.state, axis=0), self.kernel.sizes, 0)
        return table.largest_ahead(by_segment(np.maximum, reach, table.first_row))

    def most(self) -> Gap:
        """Where what remains is worth most above the bound."""
        worth, reported = self.kernel.nodes.expect(self.top), self.values.worth
        return self._over(worth, self.kernel.in_nodes(reported), self._drawn, "bound on values")

    def _drawn(self) -> Array:
        return self.kernel.table.nodes.largest(self.sizes)

    def least(self) -> Gap:
        """Where best replies leave whoever is punished furthest below the bound."""
        kernel, table, fear = self.kernel, self.kernel.table, self.kernel.feared
        best = kernel.best(self.values).take(fear.menu, axis=0)
        there = self.step.remaining[fear.rows][:, None] & fear.has
        best = np.where(there, best, np.inf)
        least = by_segment(np.minimum, best, fear.first)
        payoffs, reported = fear.nodes.expect(least), self.values.punishment[table.feared]
        sizes = functools.partial(self._feared, best, least)
        return self._over(kernel.in_nodes(reported), payoffs, sizes, "bound on punishments")

    def _feared(self, best: Array, least: Array) -> Array:
        """The largest payoff from where punishments begin, if best replies bring the least."""
        kernel, table, fear = self.kernel, self.kernel.table, self.kernel.feared
        reach = np.where(best == least.take(fear.state, axis=0), kernel.own[fear.rows], 0)
        of = np.zeros((table.states, *best.shape[1:]))
        of[fear.states] = by_segment(np.maximum, reach, fear.first)
        return table.nodes.largest(table.largest_ahead(of))[table.feared]

    def _over(self, more: Array, less: Array, sizes: Callable[[], Array], what: str) -> Gap:
        """Where one is most above the other."""
        kernel, over = self.kernel, more - less
        rounding = kernel.rounding(_tolerance.STEP, more, less, of=0)
        # How large payoffs are counts only where values alone do not settle it.
        if not kernel.exact and (over > rounding).any():
            rounding = kernel.rounding(_tolerance.STEP, more, less, of=sizes())
        return largest(kernel, self.values, over, rounding, what, sure=kernel.sure)

    def broken(self) -> Gap:
        """Whether every row that falls breaks a constraint of some pool."""
        kernel, gone = self.kernel, self.step.gone
        rows = np.flatnonzero(gone.any(axis=1))
        limits = kernel.constraints(self.values, rows)

        def upheld_beside(ahead: Any) -> BoolArray:
            """Rows that break nothing beyond the rounding of payoffs of such sizes from then on."""
            of = (kernel.sizes[rows] + ahead)[:, : kernel.count]
            rounding = kernel.rounding(_VIOLATION, limits.size, of=of)
            return np.asarray(gone[rows] & ~(limits.bound & (limits.gap > rounding)).any(axis=1))

        upheld = upheld_beside(kernel.sizes.max(axis=0))
        # Which payoffs can follow counts only where the largest of all do not settle it.
        if not kernel.exact and upheld.any():
            upheld = upheld_beside(self.sizes[kernel.table.state[rows]])
        row, game = divmod(int(upheld.argmax()), upheld.shape[1])
        size = int(upheld.any())
        return Gap(size, 0, "an eliminated row is upheld", row=int(rows[row]), game=game)


def _branch_gaps(
    kernel: Kernel,
    node: Tree,
    remaining: BoolArray,
    reported: Array,
    known: Array | None,
    of: Any,
) -> Iterator[Gap]:
    """No game can be worth more at the first of the ranks that differs, or each row has a tree."""
    table = kernel.table
    most, value = (values[table.start] for values in (node.bounds.worth[:, -1], reported))
    middle, gap = kernel.middle[-1], most - value
    if (gap <= 0).all():
        return
    rounding = kernel.rounding(_tolerance.CHECK, most - middle, value - middle, of=of)
    if not (gap > rounding).any():
        return
    rounding = np.broadcast_to(rounding, most.shape)
    rank, games = np.argmax(abs(gap) > rounding, axis=0), np.arange(len(table.delta))
    for game in np.flatnonzero((gap > rounding)[rank, games]).tolist():
        here = np.flatnonzero(remaining[:, 0] & (table.state == node.at))
        if len(games) > 1 or not len(here) or not {*here.tolist()} <= {*node.branches}:
            where = rank[game], game
            yield Gap(gap[where], rounding[where].item(), BETTER, game=game)
            continue
        for row in here.tolist():
            alone = remaining & (table.state != node.at)[:, None]
            alone[row] = True
            yield from nothing_better(kernel, node.branches[row], alone, reported, known, of)


def remains(table: Table, node: Tree) -> BoolArray:
    """The rows that no round of this node eliminates, shape (rows, N)."""
    return functools.reduce(lambda rows, step: rows & ~step.eliminated, node.rounds, table.open)


def _no_harsher(kernel: Kernel, code: PenalCode) -> Iterator[Gap]:
    """What speaks against no equilibrium leaving a deviator less than its punishment."""
    table, low = kernel.table, code.record.bounds.punishment
    yield from nothing_better(kernel, code.record, table.open, None, None)
    remaining = remains(table, code.record)
    for rise in code.rises:
        places = places_of(rise.known)
        if len(rise.trees) != len(places) or not below(kernel, rise.known, low):
            yield Gap(1, 0, "punishments that were not shown before")
            return
        for tree, (i, node) in zip(rise.trees, places, strict=True):
            if tree is None:
                if not below(kernel, rise.values[node, i], rise.known[node, i], i):
                    yield Gap(1, 0, "a tree is missing")
                continue
            unit = -np.eye(table.pools.size, dtype=int)[i]
            aim = dataclasses.replace(table, objective=unit, start=np.array([node]))
            least = -rise.values[:, i]
            size = 0 if kernel.exact else abs(rise.values).max(axis=(0, 1))
            yield from nothing_better(Kernel(aim), tree, remaining, least, rise.known, size)
        low = np.maximum(rise.values, rise.known)
    yield from _penal_bound(kernel, low, code.punishment)


def _penal_bound(kernel: Kernel, low: Array, punishment: Array) -> Iterator[Gap]:
    """No equilibrium leaves a deviator less than what is reported; both (nodes, n, N)."""
    base = kernel.base
    rounding = kernel.rounding(_tolerance.CHECK, punishment - base, low - base, of=abs(base))
    for game in np.flatnonzero((punishment > low + rounding).any(axis=(0, 1))).tolist():
        one = kernel.take([game]), punishment[..., [game]], low[..., [game]]
        yield _above(*one, _tolerance.CHECK, HARSHER)._replace(game=game)


def _above(kernel: Kernel, values: Array, most: Array, level: float, what: str) -> Gap:
    """The value of a member, (nodes, n, N), that is most above what it may be."""
    over = (values - most).ravel()
    rounding = kernel.rounding(level, values - kernel.base, most - kernel.base, of=abs(kernel.base))
    rounding = np.broadcast_to(rounding, values.shape).ravel()
    # Numpy integers cannot be taken from the large integers of a Fraction.
    at = int(np.argmax(over if kernel.exact else over - rounding))
    return Gap(over[at], rounding[at].item(), what, game=at % values.shape[-1])


# --- whether something better exists, game by game ------------------------------------------------

#: So many false games of a part are named; of the others nothing is shown then.
_NAMED = 8


class Side(NamedTuple):
    """What is shown of better equilibria of N games."""

    better: BoolArray  #: where a witness is false, or what is played is not what it says
    gap: Array  #: by how much something may be better

    @classmethod
    def unknown(cls, count: int) -> Side:
        """Nothing is shown of any game."""
        return cls(np.zeros(count, dtype=bool), np.full(count, np.inf))

    def against(self, proven: Array) -> Side:
        """The same beside what is said to be proven: that something may be better refutes it."""
        return self._replace(better=self.better | (proven & (self.gap > 0)))

    @property
    def outside(self) -> bool | None:
        """What is shown of all."""
        return False if self.better.any() else None if self.gap.max(initial=0) > 0 else True


def look(kernel: Kernel, part: Part, choice: Array) -> Side:
    """What a witness of all games of a kernel shows of choices in states, shape (N, states)."""
    table, count = kernel.table, len(choice)
    rows, played = part.play.rows.copy(), choice.T
    if len(played) > len(rows) or rows.shape[1] != count:
        return Side(np.ones(count, dtype=bool), np.full(count, np.inf))
    rows[: len(played)] = table.first_row[: len(played), None] + played
    # What cannot be agreed on in the first place need not fall.
    rounds = (one._replace(eliminated=one.eliminated & table.open) for one in part.tree.rounds)
    tree = part.tree._replace(rounds=tuple(rounds))
    part = part._replace(play=part.play._replace(rows=rows), tree=tree)
    side, games = Side.unknown(count), np.arange(count)
    for _ in range(_NAMED):
        few, witness = kernel, (part.play, part.tree, part.code)
        if len(games) < count:
            few, witness = kernel.take(games), of_games(witness, games)
        answer = _side(few, *witness)
        side.better[games] = answer.better
        if not answer.better.any():
            side.gap[games] = answer.gap
            break
        # A kernel names the worst of the false games: the others are read without it.
        games = games[~answer.better]
        if not games.size:
            break
    return side


def _side(kernel: Kernel, play: Play, tree: Tree, code: PenalCode | None) -> Side:
    count = len(kernel.table.delta)
    side = Side(np.zeros(count, dtype=bool), np.zeros(count))
    _, incentives, bounds = both_sides(kernel, play, tree, code)
    for one in (*incentives, *bounds):
        if not one.size <= one.allowed:
            side.better[one.game] |= one.what not in OPEN
            side.gap[one.game] = max(side.gap[one.game], float(at_most(one)))
    return side
