"""Values beside what follows from them: of N games, or of a single game several side by side."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..game.table import Table, by_segment
from ..game.witness import Bounds, Play
from ..types import Array, BoolArray, IntArray
from .kernel import Gap, Kernel, Values, chosen, largest


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
