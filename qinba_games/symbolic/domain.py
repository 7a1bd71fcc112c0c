"""Where a closed form is meant to hold: one bound after another, and what they make of a sign.

A domain is a sequence of bounds, each on one symbol by expressions in the symbols before it. So the
interior has a parametrisation by free positive numbers y, one per bounded symbol:

    x > low: x = low + y;  x < high: x = high - y;  low < x < high: x = low + (high - low) y/(1 + y)

and what is positive for all y > 0 is positive in the whole interior.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from ..types import frozen

#: A sympy expression, symbol or relation; sympy has no types of its own.
Expression = Any


@frozen
class Bound:
    """One symbol, what it stands for, and where it may lie.

    Attributes
    ----------
    symbol : sympy.Symbol
        Its name does not begin with "y" and an underscore: slack is named like that.
    meaning : str
    low, high : sympy.Expr or None
        In symbols of earlier bounds; None where there is no limit.
    closed : tuple of bool
        Whether the lower and the upper end belong to the domain.
    """

    symbol: Expression
    meaning: str
    low: Expression = None
    high: Expression = None
    closed: tuple[bool, bool] = (False, False)

    @property
    def relations(self) -> tuple[Expression, ...]:
        """The bound as inequalities."""
        import sympy

        inequalities = []
        if self.low is not None:
            kind = sympy.GreaterThan if self.closed[0] else sympy.StrictGreaterThan
            inequalities.append(kind(self.symbol, self.low, evaluate=False))
        if self.high is not None:
            kind = sympy.LessThan if self.closed[1] else sympy.StrictLessThan
            inequalities.append(kind(self.symbol, self.high, evaluate=False))
        return tuple(inequalities)

    def __repr__(self) -> str:
        return f"Bound({', '.join(map(str, self.relations)) or f'{self.symbol} any number'})"


Domain = tuple[Bound, ...]


def anything(symbol: Expression, meaning: str) -> Bound:
    """Any real number."""
    return Bound(symbol=symbol, meaning=meaning)


def above(symbol: Expression, low: Expression, meaning: str = "", *, closed: bool = False) -> Bound:
    """More than `low`, or with `closed` at least that."""
    return Bound(symbol=symbol, meaning=meaning, low=low, closed=(closed, False))


def below(symbol: Expression, high: Expression, meaning: str = "") -> Bound:
    """Less than `high`."""
    return Bound(symbol=symbol, meaning=meaning, high=high)


def between(
    symbol: Expression,
    low: Expression,
    high: Expression,
    meaning: str = "",
    *,
    closed: tuple[bool, bool] = (False, False),
) -> Bound:
    """Between `low` and `high`; `closed` says which ends belong to it."""
    return Bound(symbol=symbol, meaning=meaning, low=low, high=high, closed=closed)


def narrowed(domain: Domain, bounds: Iterable[Bound]) -> Domain:
    """Return the domain with some bounds replaced; the new ones come last."""
    new = tuple(bounds)
    replaced = {bound.symbol for bound in new}
    return tuple(bound for bound in domain if bound.symbol not in replaced) + new


@functools.lru_cache(maxsize=256)
def slack(domain: Domain) -> dict[Expression, Expression]:
    """Each bounded symbol in terms of free positive numbers; unbounded ones are left out."""
    import sympy

    terms: dict[Expression, Expression] = {}
    for bound in domain:
        y = sympy.Symbol(f"y_{bound.symbol.name}", positive=True)
        low, high = (
            None if end is None else sympy.sympify(end).subs(terms, simultaneous=True)
            for end in (bound.low, bound.high)
        )
        if low is not None and high is not None:
            terms[bound.symbol] = sympy.cancel(low + (high - low) * y / (1 + y))
        elif low is not None:
            terms[bound.symbol] = low + y
        elif high is not None:
            terms[bound.symbol] = high - y
    return terms
