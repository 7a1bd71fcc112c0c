"""Records: that no equilibrium uses what was eliminated, is worth more, or punishes harder."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_segment, of_games, side_by_side
from ..game.witness import Bounds, PenalCode, Play, Tree
from ..types import Array, BoolArray, IntArray
from .kernel import Gap, Kernel, Values, chosen, code_fits, largest, play_fits, tree_fits

#: What leaves open whether something is better, and refuses nothing.
OPEN = BETTER, HARSHER = ("something better may be left", "a harsher punishment may be left")
#: What is eliminated lacks more than that part of the terms that meet.
_VIOLATION = _tolerance.TIE / 2
#: Steps of one game are read side by side, up to so many numbers at once.
AT_ONCE = 100_000
TWICE = Gap(1, 0, "a row is eliminated twice")
FALLEN = Gap(1, 0, "what is played is eliminated")


# --- values beside what follows from them: of N games, or of one several side by side -----------


class Beside(NamedTuple):
    """By how much what follows from values is above them; what is rounding; the size of both."""

    gap: Array
    rounding: Any
    of: Array


class Account:
    """Values, each with rows that count under them; a single game may have a column for each."""

    def __init__(
        self, kernel: Kernel, bounds: Bounds, there: BoolArray, level: Any = _tolerance.STEP
    ) -> None:
        self.kernel, self.bounds, self.there, self.level = kernel, bounds, there, level
        self.values = kernel.values(*bounds)
        self._last: tuple[IntArray, Beside] | None = None

    @functools.cached_property
    def tops(self) -> tuple[Array, Array]:
        """The most that a row brings in every state, and the size of payoffs that reach it."""
        kernel, table = self.kernel, self.kernel.table
        worth = np.where(self.there[:, None], kernel.worth(self.values), -np.inf)
        top = by_segment(np.maximum, worth, table.first_row)
        if kernel.exact:
            return top, kernel.nothing
        reach = np.where(worth == top.take(table.state, axis=0), kernel.sizes, 0)
        return top, table.largest_ahead(by_segment(np.maximum, reach, table.first_row))

    @functools.cached_property
    def most(self) -> Beside:
        """The most at every node, (nodes, pools, K)."""
        kernel, (top, of) = self.kernel, self.tops
        found, reported = kernel.nodes.expect(top), kernel.in_nodes(self.values.worth)
        of = of if kernel.exact else kernel.table.nodes.largest(of)
        return Beside(found - reported, kernel.rounding(self.level, found, reported, of=of), of)

    @functools.cached_property
    def least(self) -> Beside:
        """The least that best replies bring where punishments begin, (feared nodes, n, K)."""
        return self.least_of(self.there[:, None])

    def least_of(self, there: BoolArray) -> Beside:
        """The same of these rows, (rows, n or 1, K)."""
        kernel, table, fear = self.kernel, self.kernel.table, self.kernel.feared
        best = kernel.best(self.values).take(fear.menu, axis=0)
        best = np.where(there[fear.rows] & fear.has, best, np.inf)
        least = by_segment(np.minimum, best, fear.first)
        found = fear.nodes.expect(least)
        reported = kernel.in_nodes(self.values.punishment[table.feared])
        if kernel.exact:
            return Beside(found - reported, 0, kernel.nothing)
        reach = np.where(best == least.take(fear.state, axis=0), kernel.own[fear.rows], 0)
        of = np.zeros((table.states, *best.shape[1:]))
        of[fear.states] = by_segment(np.maximum, reach, fear.first)
        of = table.nodes.largest(table.largest_ahead(of))[table.feared]
        return Beside(found - reported, kernel.rounding(self.level, found, reported, of=of), of)

    def broken(self, rows: IntArray) -> Beside:
        """Constraints where rows, (states, N), are played; -inf where nobody is tempted."""
        if self._last is None or self._last[0] is not rows:
            self._last = rows, self._broken(rows)
        return self._last[1]

    def _broken(self, rows: IntArray) -> Beside:
        kernel = self.kernel
        found = kernel.constraints(self.values)
        gap = chosen(np.where(found.bound, found.gap, -np.inf), rows)
        if kernel.exact:
            return Beside(gap, 0, kernel.nothing)
        # Searches keep a row at twice the rounding of its own payoffs and of those ahead.
        ahead = kernel.ahead(kernel.sizes, rows)
        of = 4 * ahead[:, : gap.shape[1]]
        rounding = kernel.rounding(_tolerance.CHECK, chosen(found.size, rows), of=of)
        return Beside(gap, rounding, of)

    def column(self, k: int) -> Account:
        """One of the columns, with all that is known of it."""
        some, values, part = slice(k, k + 1), self.values, object.__new__(Account)
        part.kernel, part.there, part.bounds = self.kernel, self.there, self.bounds
        part._last = None
        numbers = values.worth[..., some], values.punishment[..., some]
        known, after = (
            {name: _some(one, some) for name, one in each.items()}
            for each in (values.known, values.after)
        )
        part.values = Values(*numbers, values.scale, known, after)
        for name in ("tops", "most", "least"):
            vars(part)[name] = _some(getattr(self, name), some)
        return part


def _some(parts: Any, columns: slice) -> Any:
    """Some columns of arrays; what is the same under all values has one."""
    if isinstance(parts, np.ndarray):
        return parts if parts.shape[-1] == 1 else parts[..., columns]
    if not isinstance(parts, tuple):
        return parts
    each = [_some(part, columns) for part in parts]
    return type(parts)(*each) if hasattr(parts, "_fields") else tuple(each)


def account_of(kernel: Kernel, play: Play) -> Account:
    """The values of a play, and what is played alone."""
    bounds, there = Bounds(play.worth, play.punishment), only(kernel.table, play.rows)
    return Account(kernel, bounds, there, lasting(kernel))


def lasting(kernel: Kernel) -> Array:
    """The part of a value by which a period may miss it: what every period misses adds up."""
    return np.asarray(_tolerance.STEP + _tolerance.CHECK * (1 - kernel.table.delta))


def only(table: Table, rows: IntArray) -> BoolArray:
    """These rows, (states, N), and no others, (rows, N)."""
    there = np.zeros((len(table.state), rows.shape[1]), dtype=bool)
    there[rows, np.arange(rows.shape[1])] = True
    return there


def off(account: Account, part: Beside, what: str) -> Gap:
    """Where what was found is furthest from what is reported."""
    return _named(account, part._replace(gap=abs(part.gap)), what)


def above(account: Account, part: Beside, what: str, first: int = 0) -> Gap:
    """Where what was found is most above what is reported, in the columns from `first` on."""
    return _named(account, part, what, first)


def under(account: Account, part: Beside, what: str, first: int = 0) -> Gap:
    """Where it is most below."""
    return _named(account, part._replace(gap=-part.gap), what, first)


def _named(account: Account, part: Beside, what: str, first: int = 0) -> Gap:
    kernel, gap, rounding = account.kernel, part.gap, part.rounding
    if first:
        gap, rounding = gap[..., first:], 0 if kernel.exact else rounding[..., first:]
    return largest(kernel, account.values, gap, rounding, what, sure=kernel.sure)


# --- that nothing is better -----------------------------------------------------------------------


def at_most(gap: Gap) -> Any:
    """By how much something may be better; under harsher punishments nobody knows."""
    return np.inf if gap.what == HARSHER else gap.size


def optimality(
    kernel: Kernel, play: Play, tree: Tree, code: PenalCode | None = None
) -> Iterator[Gap]:
    """What speaks against nothing being better, game by game if something may be."""
    table = kernel.table
    if not play_fits(table, play) or not tree_fits(table, tree):
        yield Gap(1, 0, "a witness of another shape")
        return
    rows = play.rows
    if not chosen(remains(table, tree), rows).all():
        yield FALLEN
    known = None if code is None else play.punishment
    of = table.nodes.largest(kernel.ahead(kernel.sizes, rows))[table.start, -1]
    yield from nothing_better(kernel, tree, table.open, play.worth[:, -1], known, of)
    if code is not None and code_fits(kernel.afterwards.table, code):
        yield from no_harsher(kernel.afterwards, code)


def no_harsher(kernel: Kernel, code: PenalCode) -> Iterator[Gap]:
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
    yield from penal_bound(kernel, low, code.punishment)


def places_of(values: Array) -> list[tuple[int, int]]:
    """Every member and node, the node running fastest."""
    nodes, n, _ = values.shape
    return [(i, node) for i in range(n) for node in range(nodes)]


def below(kernel: Kernel, values: Array, shown: Array, of: Any = slice(None)) -> bool:
    """Whether lower bounds are no more than those that were shown, rounding aside."""
    base = kernel.base[of]
    rounding = kernel.rounding(_tolerance.CHECK, values - base, shown - base, of=abs(base))
    return bool((values <= shown + rounding).all())


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
    steps = steps_of(kernel.table, node, remaining)
    if steps is None:
        yield TWICE
        return
    alone = len(kernel.table.delta) == 1
    yield from (_side_by_side if alone else _each)(kernel, steps.every, known)
    yield from last_bounds(kernel, node, steps, reported, known, of)


class Step(NamedTuple):
    """Bounds of what remains, (rows, N), and what falls under them."""

    bounds: Bounds
    remaining: BoolArray
    gone: BoolArray


class Steps(NamedTuple):
    """The rounds of a record and what it ends with."""

    every: list[Step]
    remaining: BoolArray
    lasting: bool  #: whether something remains in every state


def steps_of(table: Table, node: Tree, remaining: BoolArray) -> Steps | None:
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
        steps.append(Step(node.bounds, remaining, np.zeros_like(remaining)))
    return Steps(steps, remaining, lasting)


def _side_by_side(kernel: Kernel, steps: list[Step], known: Array | None) -> Iterator[Gap]:
    """The steps of a single game, which stand where those of many games do."""
    few = max(1, AT_ONCE // kernel.own.size)
    for first in range(0, len(steps), few):
        step = side_by_side(steps[first : first + few])
        account = Account(kernel, step.bounds, step.remaining)
        yield from (gap._replace(game=0) for gap in bounds_hold(account, step.gone, known))


def _each(kernel: Kernel, steps: list[Step], known: Array | None) -> Iterator[Gap]:
    """The steps of many games, each of those in which something falls, or the last."""
    for games, step in _beside(kernel, steps):
        part = kernel if games is None else kernel.take(games)
        shown = known if games is None else of_games(known, games)
        account = Account(part, step.bounds, step.remaining)
        for gap in bounds_hold(account, step.gone, shown):
            yield gap if games is None else gap._replace(game=int(games[gap.game]))


def _beside(kernel: Kernel, steps: list[Step]) -> Iterator[tuple[IntArray | None, Step]]:
    """Steps of some games side by side, up to so many numbers at once; None: of all."""
    count, some, parts = len(kernel.table.delta), list[IntArray](), list[Step]()
    most = AT_ONCE * count // kernel.own.size
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


def bounds_hold(
    account: Account, gone: BoolArray, known: Array | None, first: int = 0
) -> Iterator[Gap]:
    """Whether bounds, from column `first` on, are some, and what falls breaks a constraint."""
    # Nothing that remains is worth more, and no deviator gets less, or what was known before.
    yield above(account, account.most, "bound on values", first)
    if known is not None:
        punishment = account.bounds.punishment
        yield _above(account.kernel, punishment, known, _tolerance.STEP, "bound on punishments")
    elif len(account.kernel.table.feared):
        yield under(account, account.least, "bound on punishments", first)
    if gone.any():
        yield _broken(account, gone)


def last_bounds(
    kernel: Kernel,
    node: Tree,
    steps: Steps,
    reported: Array | None,
    known: Array | None,
    of: Any,
) -> Iterator[Gap]:
    """What is reported reaches the last bounds; in a branch there may be no equilibrium."""
    if steps.lasting and reported is not None:
        yield from _reached(kernel, node, steps.remaining, reported, known, of)
    elif not steps.lasting and len(kernel.table.delta) > 1:
        yield Gap(1, 0, "nothing remains")


def _reached(
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
    middle = kernel.middle[-1]
    rounding = kernel.rounding(_tolerance.CHECK, most - middle, value - middle, of=of)
    gap = most - value
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


def penal_bound(kernel: Kernel, low: Array, punishment: Array) -> Iterator[Gap]:
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


def _broken(account: Account, gone: BoolArray) -> Gap:
    """Whether every row that is eliminated breaks a constraint of some pool."""
    kernel, rows = account.kernel, np.flatnonzero(gone.any(axis=1))
    found = kernel.constraints(account.values, rows)
    ahead, rounding = account.tops[1], 0
    if not kernel.exact:
        count, state = kernel.count, kernel.table.state[rows]
        of = kernel.sizes[rows, :count] + ahead[state, :count]
        rounding = kernel.rounding(_VIOLATION, found.size, of=of)
    upheld = gone[rows] & ~(found.bound & (found.gap > rounding)).any(axis=1)
    row, game = divmod(int(upheld.argmax()), upheld.shape[1])
    return Gap(int(upheld.any()), 0, "an eliminated row is upheld", row=int(rows[row]), game=game)
