"""Points in the domain of a closed form, and values there, by none of the package's own code."""

from fractions import Fraction
from typing import Any

import numpy as np
import sympy

DRAWS = 500


def number(expression: Any, values: dict[str, Any]) -> Any:
    """An expression at numbers or arrays, without the package's own code for that."""
    expression = sympy.sympify(expression)
    symbols = sorted(expression.free_symbols, key=str)
    function = sympy.lambdify(symbols, expression, "numpy")
    return function(*(values[s.name] for s in symbols))


def draw(bounds: Any, rng: np.random.Generator, n: int = DRAWS) -> dict[str, Any]:
    """Random floats inside the bounds, kept a little away from their ends."""
    values: dict[str, Any] = {}
    for bound in bounds:
        low, high = (None if e is None else number(e, values) for e in (bound.low, bound.high))
        if low is not None and high is not None:
            value = low + (high - low) * rng.uniform(0.02, 0.98, n)
        elif low is None and high is None:
            value = rng.uniform(-2, 2, n)
        else:
            step = rng.uniform(0.05, 3, n)
            value = low + step if high is None else high - step
        values[bound.symbol.name] = value
    return values


def exact_point(form: Any) -> dict[str, Fraction]:
    """A rational point of the branch."""
    point: dict[Any, Any] = {}
    for k, bound in enumerate(form.branch):
        part = sympy.Rational(k + 2, 2 * k + 7)
        ends = (bound.low, bound.high)
        low, high = (None if e is None else sympy.sympify(e).subs(point) for e in ends)
        if low is not None and high is not None:
            point[bound.symbol] = low + (high - low) * part
        elif low is None and high is None:
            point[bound.symbol] = part
        else:
            point[bound.symbol] = low + part if high is None else high - part
    return {s.name: Fraction(int(v.p), int(v.q)) for s, v in point.items()}
