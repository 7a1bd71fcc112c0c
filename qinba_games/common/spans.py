"""A set of numbers made of intervals: where there is cooperation, where a third party matters."""

from __future__ import annotations

import dataclasses
import decimal
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .. import _check, _reading, _sizes, errors
from ..types import frozen, make
from .result import show

Endpoints = tuple[Any, Any]


@frozen
class Spans(Sequence[Endpoints]):
    """Finitely many half-open intervals [low, high) within a domain, by default [0, 1).

    A sequence of pairs (low, high) in ascending order, equal to a list or tuple of the same pairs;
    `numpy.asarray` makes an array of shape (k, 2) of it. Only `in` asks about a number. Ends are
    kept as they were given: ints and Fractions stay exact.

    Parameters
    ----------
    pairs : iterable of (low, high)
        Ascending and apart; one may begin where the one before it ends.
    domain : (low, high)
        What all intervals lie in.
    closed : bool
        Whether the upper end of the domain belongs to it, and so to an interval that ends there.

    Raises
    ------
    ShapeError, InputTypeError
        If something is no pair of numbers.
    RangeError
        If an interval is empty, out of order, or leaves the domain.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.common.spans import Spans
    >>> window = Spans([(Fraction(1, 3), Fraction(1, 2)), (0.75, 1)])
    >>> window
    Spans([1/3, 1/2) and [0.75, 1))
    >>> 0.4 in window, 0.5 in window, window == [(Fraction(1, 3), 0.5), (0.75, 1)]
    (True, False, True)
    >>> window.complement()
    Spans([0, 1/3) and [1/2, 0.75))
    >>> window.words()
    '[0.33, 0.50) and [0.75, 1.00)'
    """

    pairs: Sequence[Endpoints] = dataclasses.field(default=(), kw_only=False)
    domain: Endpoints = dataclasses.field(default=(0, 1), kw_only=False)
    closed: bool = False

    def __post_init__(self) -> None:
        given: Any = self.pairs
        pairs = _pairs("pairs", given if isinstance(given, Iterable) else [given])
        domain = _pair("domain", self.domain)
        ends = [domain[0], *(end for pair in pairs for end in pair), domain[1]]
        object.__setattr__(self, "domain", domain)
        if not all(low < high for low, high in self._opened(pairs)):
            raise _out_of_order(pairs, "every interval [low, high) must hold some number")
        if any(a > b for a, b in itertools.pairwise(ends)):
            rule = f"intervals must ascend, apart from each other, within {show(domain)}"
            raise _out_of_order(pairs, rule)
        object.__setattr__(self, "pairs", pairs)

    @classmethod
    def union(cls, pairs: Iterable[Any], domain: Any = (0, 1)) -> Spans:
        """All that lies in at least one of some intervals, whatever their order.

        >>> Spans.union([(0.5, 1), (0, 0.25), (0.25, 0.5)])
        Spans([0, 1))
        """
        given = _pairs("pairs", pairs)
        return cls(_joined((low, high) for low, high in given if low < high), domain)

    @classmethod
    def upward(cls, least: Any) -> Spans:
        """All discount factors from the least one on; none if that is 1 or infinite."""
        if isinstance(least, float) and least >= 1:  # infinity too
            return cls()
        clean = _check.number("Spans", "least", least, low=0)
        if clean >= 1:
            return cls()
        # One interval needs no comparison of any others.
        return make(cls, pairs=((clean, 1),), domain=(0, 1), closed=False)

    @classmethod
    def scanned(
        cls,
        points: Sequence[Any],
        holds: Sequence[bool],
        edge: Callable[[Any, Any, bool], Any],
        domain: Any,
        *,
        closed: bool = False,
        ignore: Any = 0,
    ) -> Spans:
        """Where something holds that was looked at on ascending points.

        Between two points, on one of which it holds, it begins or ceases to hold at
        `edge(low, high, begins)`. Intervals no longer than `ignore` are left out.
        """
        pairs = zip(itertools.pairwise(points), itertools.pairwise(holds), strict=True)
        ends = [edge(low, high, after) for (low, high), (before, after) in pairs if before != after]
        ends = [*([domain[0]] if holds[0] else []), *ends, *([domain[1]] if holds[-1] else [])]
        spans = zip(ends[::2], ends[1::2], strict=True)
        intervals = [(low, high) for low, high in spans if closed or high - low > ignore]
        return cls(intervals, domain, closed=closed)

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, index: Any) -> Any:
        return self.pairs[index]

    def __contains__(self, number: Any) -> bool:
        spans = self._opened(self)
        return any(low <= number < high for low, high in spans) and number <= self.domain[1]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Spans):
            mine, its = (self.domain, self.closed), (other.domain, other.closed)
            return mine == its and self.pairs == other.pairs
        return self.pairs == tuple(other) if isinstance(other, (list, tuple)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.pairs)

    @property
    def edges(self) -> tuple[Any, ...]:
        """Every end of an interval but those of the domain, ascending, each once."""
        ends = dict.fromkeys(end for pair in self for end in pair)
        return tuple(end for end in ends if end not in self.domain)

    @property
    def least(self) -> Any:
        """The smallest number in it; infinite if there is none."""
        return self[0][0] if self else math.inf

    @property
    def threshold(self) -> Any:
        """The number from which on everything is in it; infinite unless it is one such interval.

        >>> Spans([(0.4, 1)]).threshold, Spans([(0.4, 0.6)]).threshold
        (0.4, inf)
        """
        return self.least if len(self) == 1 and self[0][1] >= self.domain[1] else math.inf

    def merged(self) -> Spans:
        """The same numbers, intervals that touch made one."""
        return self._made(_joined(self))

    def intersection(self, other: Iterable[Any]) -> Spans:
        """What lies in both.

        >>> Spans([(0, 0.5), (0.7, 1)]).intersection([(0.4, 0.8)])
        Spans([0.4, 0.5) and [0.7, 0.8))
        """
        mine, its = self._opened(self), self._opened(_pairs("other", other))
        return self._of((max(low, a), min(high, b)) for low, high in mine for a, b in its)

    def minus(self, other: Iterable[Any], *, ignore: Any = 0) -> Spans:
        """What lies in it and not in the other; pieces no longer than `ignore` are left out.

        >>> Spans([(0, 1)]).minus([(0.4, 0.8)])
        Spans([0, 0.4) and [0.8, 1))
        """
        rest = self._opened(self)
        _check.number("Spans.minus", "ignore", ignore, low=0)
        for a, b in self._opened(_pairs("other", other)):
            pieces = [((low, min(high, a)), (max(low, b), high)) for low, high in rest]
            rest = [piece for both in pieces for piece in both if piece[1] - piece[0] > ignore]
        return self._of(rest)

    def complement(self) -> Spans:
        """The rest of the domain."""
        return self._made((self.domain,)).minus(self)

    def snapped(self, edges: Iterable[Any], error: Any) -> Spans:
        """With every end that is no further from one of `edges` than an error moved onto it.

        >>> Spans([(0.25 + 1e-12, 0.5)]).snapped([0.25], 1e-9)
        Spans([0.25, 0.5))
        """
        known = [*edges, *self.domain]

        def snap(end: Any) -> Any:
            close = min(known, key=lambda edge: abs(edge - end))
            return close if abs(close - end) <= error else end

        return self._of((snap(low), snap(high)) for low, high in self).merged()

    def words(self, digits: int | None = 2) -> str:
        """Say which numbers these are, with so many digits; None: as exactly as they are known.

        >>> Spans([(0.5, 0.625)]).words(), Spans().words(), Spans([(0, 1)]).words()
        ('[0.50, 0.63)', 'nowhere', 'everywhere')
        """
        if digits is not None:
            digits = _check.integer("Spans.words", "digits", digits, high=_sizes.DIGITS)
        if not self:
            return "nowhere"
        if self.merged().pairs == (self.domain,):
            return "everywhere"
        return self._brackets(digits)

    def _brackets(self, digits: int | None) -> str:
        def end(number: Any) -> str:
            return show(number) if digits is None else _rounded(float(number), digits)

        last = self.domain[1]
        return " and ".join(
            f"[{end(low)}, {end(high)}{']' if self.closed and high == last else ')'}"
            for low, high in self
        )

    def _opened(self, pairs: Iterable[Any]) -> list[Endpoints]:
        """Half-open intervals: one that holds the last number of the domain goes on for ever."""
        if not self.closed:
            return list(pairs)
        return [(low, math.inf if high == self.domain[1] else high) for low, high in pairs]

    def _made(self, pairs: tuple[Endpoints, ...]) -> Spans:
        """Intervals that are known to be in order, in this domain."""
        return make(type(self), pairs=pairs, domain=self.domain, closed=self.closed)

    def _of(self, pairs: Iterable[Endpoints]) -> Spans:
        """Half-open intervals that are not empty, in order, in this domain."""
        last = self.domain[1]
        intervals = sorted((low, min(high, last)) for low, high in pairs if low < high)
        return dataclasses.replace(self, pairs=tuple(intervals))

    def __str__(self) -> str:
        return self._brackets(None) or "nowhere"

    def __repr__(self) -> str:
        return f"Spans({self})"


def _joined(pairs: Iterable[Endpoints]) -> tuple[Endpoints, ...]:
    """Pairs in order, those that touch or overlap made one."""
    joined: list[Endpoints] = []
    for low, high in sorted(pairs):
        if joined and low <= joined[-1][1]:
            first, reached = joined.pop()
            joined.append((first, max(reached, high)))
        else:
            joined.append((low, high))
    return tuple(joined)


def _pairs(argument: str, given: Any) -> tuple[Endpoints, ...]:
    if isinstance(given, Spans):
        return tuple(given.pairs)
    remedy = "Pass for example [(0.25, 0.5)]"
    pairs = _check.sequence("Spans", argument, given, "intervals (low, high)", remedy)
    return tuple(_pair(argument, pair) for pair in pairs)


def _pair(argument: str, pair: Any) -> Endpoints:
    ends = _reading.entries(pair)
    if ends is None or len(ends) != 2:
        rule, remedy = "an interval is a pair (low, high)", "Pass for example (0.25, 0.5)"
        raise errors.ShapeError("Spans", argument, pair, rule, remedy)
    low, high = (_check.number("Spans", argument, end) for end in ends)
    return low, high


def _out_of_order(pairs: tuple[Endpoints, ...], rule: str) -> errors.RangeError:
    remedy = "Sort the intervals and leave empty ones out, or use Spans.union"
    return errors.RangeError("Spans", "pairs", pairs, rule, remedy)


def _rounded(number: float, digits: int) -> str:
    """`number` with so many digits, a half upwards: 0.625 is 0.63, as by hand; a year is whole."""
    if not math.isfinite(number) or (abs(number) >= 100 and number.is_integer()):
        return show(int(number) if math.isfinite(number) else number)
    step = decimal.Decimal(1).scaleb(-digits)
    return str(decimal.Decimal(repr(number)).quantize(step, decimal.ROUND_HALF_UP))
