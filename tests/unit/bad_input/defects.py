"""What can be wrong with an argument of a kind, and what the error says about it.

A defect names the error's class, the argument and the value it blames, and (a pattern for) the
remedy it offers.
"""

import dataclasses
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from qinba_games import errors

NAN, INF = math.nan, math.inf
SAME: Any = object()


@dataclasses.dataclass
class Defect:
    """A wrong value, the error it has to raise, and what the error says about it."""

    value: Any
    kind: type[errors.InvalidInputError]
    remedy: str
    seen: Any = SAME
    argument: str | None = None
    function: str | None = None


class Public:
    """A public callable, a proper call of it, and what can be wrong with each argument.

    Errors name `function`, which is what the table calls it unless said otherwise.
    """

    def __init__(
        self,
        call: Callable[..., Any],
        proper: dict[str, Any],
        function: str = "",
        /,
        **defects: list[Defect],
    ) -> None:
        self.call, self.proper, self.function, self.defects = call, proper, function, defects


# What can be wrong with an argument of a kind.


def number(low: Any = None, high: Any = None) -> list[Defect]:
    found = [
        Defect("1", errors.InputTypeError, "Pass an int, a float or a Fraction"),
        Defect(True, errors.InputTypeError, "Pass an int, a float or a Fraction"),
        Defect(None, errors.InputTypeError, "Pass an int, a float or a Fraction"),
        Defect(NAN, errors.NotFiniteError, "Replace NaN or infinity"),
        Defect(-INF, errors.NotFiniteError, "Replace NaN or infinity"),
    ]
    if low is not None:
        found.append(Defect(low - 1, errors.RangeError, "Choose a number in"))
    if high is not None:
        found.append(Defect(high + 1, errors.RangeError, "Choose a number in"))
    return found


def probability() -> list[Defect]:
    return [
        *number(),
        Defect(1.5, errors.ProbabilityError, "Choose a value between 0 and 1"),
        Defect(Fraction(-1, 9), errors.ProbabilityError, "Choose a value between 0 and 1"),
    ]


def discount() -> list[Defect]:
    return [
        *number(),
        *(
            Defect(value, errors.DiscountError, "at least 0 and below 1")
            for value in (1, 1.0, Fraction(7, 5), -0.1)
        ),
    ]


def integer(low: int = 0, high: int | None = None) -> list[Defect]:
    found = [
        Defect(1.0, errors.InputTypeError, "Pass an int"),
        Defect(True, errors.InputTypeError, "Pass an int"),
        Defect("2", errors.InputTypeError, "Pass an int"),
        Defect(low - 1, errors.RangeError, "Choose a number in"),
    ]
    if high is not None:
        found.append(Defect(high + 1, errors.RangeError, "Choose a number in"))
    return found


def flag() -> list[Defect]:
    return [Defect(value, errors.InputTypeError, "Pass a bool") for value in (1, "yes", None)]


def instance(name: str, *others: Any) -> list[Defect]:
    wrong = (None, 3, [[1, 2], [3, 4]], *others)
    return [Defect(value, errors.InputTypeError, f"Build an? {name} first") for value in wrong]


def array(proper: Any) -> list[Defect]:
    """Numbers of the shape of `proper`: one that is not a number, not finite, or no rectangle."""
    good = np.array(proper, dtype=float)
    found = []
    for bad in (NAN, INF):
        broken = good.copy()
        broken.flat[-1] = bad
        found.append(Defect(broken, errors.NotFiniteError, "Replace NaN and infinities", seen=bad))
    words = np.full(good.shape, "x").tolist()
    found.append(Defect(words, errors.InputTypeError, "Pass ints, floats or Fractions"))
    if good.ndim > 1:
        ragged = [*good.tolist(), [1]]
        found.append(Defect(ragged, errors.ShapeError, "Give every row the same length"))
    return found


def per_member(low: Any = None) -> list[Defect]:
    """One number, or one for each of two members."""
    found = [
        *array([1, 1]),
        Defect(NAN, errors.NotFiniteError, "Replace NaN"),
        Defect([1, 2, 3], errors.ShapeError, "correct the number of members", seen=(3,)),
    ]
    if low is not None:
        found.append(Defect([1, low - 1], errors.RangeError, "number in", seen=low - 1))
    return found


def names(n: int = 2) -> list[Defect]:
    return [
        *(Defect(v, errors.InputTypeError, f"Pass a list of {n} strings") for v in ("ab", 3)),
        *(
            Defect(("a",) * k, errors.ShapeError, f"Pass {n} names, each once")
            for k in (n, n + 1)
            if k > 1
        ),
    ]


def choice(near: str, right: str, **more: Any) -> list[Defect]:
    return [
        Defect(near, errors.UnknownNameError, f"Did you mean '{right}'", **more),
        Defect("zzzz", errors.UnknownNameError, "Choose one of: ", **more),
    ]
