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

    kind: type[errors.InvalidInputError]
    value: Any
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
        Defect(errors.InputTypeError, "1", "Pass an int, a float or a Fraction"),
        Defect(errors.InputTypeError, True, "Pass an int, a float or a Fraction"),
        Defect(errors.InputTypeError, None, "Pass an int, a float or a Fraction"),
        Defect(errors.NotFiniteError, NAN, "Replace NaN or infinity"),
        Defect(errors.NotFiniteError, -INF, "Replace NaN or infinity"),
    ]
    if low is not None:
        found.append(Defect(errors.RangeError, low - 1, "Choose a number in"))
    if high is not None:
        found.append(Defect(errors.RangeError, high + 1, "Choose a number in"))
    return found


def probability() -> list[Defect]:
    return [
        *number(),
        Defect(errors.ProbabilityError, 1.5, "Choose a value between 0 and 1"),
        Defect(errors.ProbabilityError, Fraction(-1, 9), "Choose a value between 0 and 1"),
    ]


def discount() -> list[Defect]:
    return [
        *number(),
        *(
            Defect(errors.DiscountError, value, "at least 0 and below 1")
            for value in (1, 1.0, Fraction(7, 5), -0.1)
        ),
    ]


def integer(low: int = 0, high: int | None = None) -> list[Defect]:
    found = [
        Defect(errors.InputTypeError, 1.0, "Pass an int"),
        Defect(errors.InputTypeError, True, "Pass an int"),
        Defect(errors.InputTypeError, "2", "Pass an int"),
        Defect(errors.RangeError, low - 1, "Choose a number in"),
    ]
    if high is not None:
        found.append(Defect(errors.RangeError, high + 1, "Choose a number in"))
    return found


def flag() -> list[Defect]:
    return [Defect(errors.InputTypeError, value, "Pass a bool") for value in (1, "yes", None)]


def instance(name: str, *others: Any) -> list[Defect]:
    wrong = (None, 3, [[1, 2], [3, 4]], *others)
    return [Defect(errors.InputTypeError, value, f"Build an? {name} first") for value in wrong]


def array(proper: Any) -> list[Defect]:
    """Numbers of the shape of `proper`: one that is not a number, not finite, or no rectangle."""
    good = np.array(proper, dtype=float)
    found = []
    for bad in (NAN, INF):
        broken = good.copy()
        broken.flat[-1] = bad
        found.append(Defect(errors.NotFiniteError, broken, "Replace NaN and infinities", seen=bad))
    words = np.full(good.shape, "x").tolist()
    found.append(Defect(errors.InputTypeError, words, "Pass ints, floats or Fractions"))
    if good.ndim > 1:
        ragged = [*good.tolist(), [1]]
        found.append(Defect(errors.ShapeError, ragged, "Give every row the same length"))
    return found


def per_member(low: Any = None) -> list[Defect]:
    """One number, or one for each of two members."""
    found = [
        *array([1, 1]),
        Defect(errors.NotFiniteError, NAN, "Replace NaN"),
        Defect(errors.ShapeError, [1, 2, 3], "correct the number of members", seen=(3,)),
    ]
    if low is not None:
        found.append(Defect(errors.RangeError, [1, low - 1], "number in", seen=low - 1))
    return found


def names(n: int = 2) -> list[Defect]:
    return [
        *(Defect(errors.InputTypeError, v, f"Pass a list of {n} strings") for v in ("ab", 3)),
        *(
            Defect(errors.ShapeError, ("a",) * k, f"Pass {n} names, each once")
            for k in (n, n + 1)
            if k > 1
        ),
    ]


def choice(near: str, right: str, **more: Any) -> list[Defect]:
    return [
        Defect(errors.UnknownNameError, near, f"Did you mean '{right}'", **more),
        Defect(errors.UnknownNameError, "zzzz", "Choose one of: ", **more),
    ]
