"""Formulas as a reader writes them, and as functions of numbers."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from sympy.printing.latex import LatexPrinter
from sympy.printing.pycode import PythonCodePrinter
from sympy.printing.str import StrPrinter

from .domain import Domain, Expression
from .signs import ANY, NEGATIVE, possible_signs

#: In operations.
_LONG = 80


class _PositiveFirst:
    """Writes T - R + sigma*(R - P), not -R + T + sigma*(-P + R)."""

    def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
        terms = super()._as_ordered_terms(expr, order)  # type: ignore[misc]
        terms = sorted(terms, key=_is_negative)
        plain = [term for term in terms if not term.has(sympy.Add)]
        if not plain or _is_negative(plain[0]):
            return terms
        return plain + [term for term in terms if term.has(sympy.Add)]


def _is_negative(term: Expression) -> bool:
    return bool(term.as_coeff_Mul()[0] < 0)


class _Latex(_PositiveFirst, LatexPrinter):  # type: ignore[misc]
    pass


class _Text(_PositiveFirst, StrPrinter):  # type: ignore[misc]
    pass


class _Code(PythonCodePrinter):  # type: ignore[misc]
    """Python that keeps `Fraction`s exact."""

    def _print_Rational(self, expr: Any) -> str:
        return f"Fraction({expr.p}, {expr.q})"

    def _print_Max(self, expr: Any) -> str:
        return f"{type(expr).__name__}({', '.join(map(self._print, expr.args))})"

    def _print_Min(self, expr: Any) -> str:
        return self._print_Max(expr)


_EXACT = {"Fraction": Fraction, "Max": max, "Min": min, "exp": math.exp, "log": math.log}
_FLOAT = {
    "Fraction": lambda top, bottom: top / bottom,
    "Max": lambda *values: functools.reduce(np.maximum, values),
    "Min": lambda *values: functools.reduce(np.minimum, values),
    "exp": np.exp,
    "log": np.log,
}


def latex(expression: Expression) -> str:
    """LaTeX, positive terms first."""
    return str(_Latex().doprint(expression))


def text(expression: Expression) -> str:
    """Plain text, positive terms first."""
    return str(_Text().doprint(expression))


@functools.lru_cache(maxsize=1024)
def compiled(
    expression: Expression, symbols: tuple[Expression, ...], *, exact: bool
) -> Callable[..., Any]:
    """Return a function of numbers: of `Fraction`s, exactly, or of float arrays."""
    names = _EXACT if exact else _FLOAT
    printer = _Code({"fully_qualified_modules": False, "user_functions": {}})
    made: Callable[..., Any] = sympy.lambdify(symbols, expression, [names], printer=printer)
    return made


def is_short(expression: Expression) -> bool:
    """Whether factoring an expression takes seconds, not minutes."""
    return bool(sympy.count_ops(expression) <= _LONG)


def tidy(expression: Expression, domain: Domain) -> Expression:
    """Factor an expression, each factor brief and written so that it is positive in the domain."""
    top, bottom = sympy.fraction(sympy.factor(sympy.together(expression)))
    top_odd, top = _flip_signs(top, domain)
    bottom_odd, bottom = _flip_signs(bottom, domain)
    sign = 1
    if top_odd != bottom_odd:
        if top.is_Add and possible_signs(top, domain) == ANY:
            top = _collected(sympy.expand(-top), domain)
        else:
            sign = -1
    product = sympy.Mul(sign, top, 1 / bottom)
    return product.replace(sympy.log, lambda argument: sympy.log(tidy(argument, domain)))


def _flip_signs(product: Expression, domain: Domain) -> tuple[bool, Expression]:
    """Whether an odd number of signs was turned, and the product with these turned."""
    odd, factors = False, []
    for factor in sympy.Mul.make_args(product):
        base, power = factor.as_base_exp()
        if power.is_integer and possible_signs(base, domain) == NEGATIVE:
            odd ^= bool(power % 2)
            base = sympy.expand(-base)
        factors.append(_collected(base, domain) ** power)
    return odd, sympy.Mul(*factors)


def _collected(total: Expression, domain: Domain) -> Expression:
    """Collect the terms of a sum by the symbol that leaves the fewest."""
    if not total.is_Add:
        return total
    ways = [total]
    for symbol in sorted(total.free_symbols, key=str):
        terms = sympy.collect(total, symbol, evaluate=False)
        if any(power != 1 and part.is_Add for power, part in terms.items()):
            parts = [terms.pop(sympy.S.One, sympy.S.Zero)]
            for power, part in terms.items():
                odd, part = _flip_signs(sympy.factor(part), domain)
                parts.append(sympy.Mul(-1 if odd else 1, power, part))
            ways.append(sympy.Add(*parts))
    return min(ways, key=lambda way: (len(sympy.Add.make_args(way)), len(text(way))))
