"""Wrong values: one, by what is wrong with it, and all that can be wrong with an argument."""

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from qinba_games import errors

from .defects import INF, NAN, Defect

# Which error one value has to raise.
kind = partial(Defect, errors.InputTypeError)
shape = partial(Defect, errors.ShapeError)
empty = partial(Defect, errors.EmptyGameError)
bounds = partial(Defect, errors.RangeError)
chance = partial(Defect, errors.ProbabilityError)
delta = partial(Defect, errors.DiscountError)
infinite = partial(Defect, errors.NotFiniteError)
name = partial(Defect, errors.UnknownNameError)
use = partial(Defect, errors.NotApplicableError)

# What can be wrong with an argument of a kind.


def number(low: Any = None, high: Any = None) -> list[Defect]:
    found = [
        kind("1", "Pass an int, a float or a Fraction"),
        kind(True, "Pass an int, a float or a Fraction"),
        kind(None, "Pass an int, a float or a Fraction"),
        infinite(NAN, "Replace NaN or infinity"),
        infinite(-INF, "Replace NaN or infinity"),
    ]
    if low is not None:
        found.append(bounds(low - 1, "Choose a number in"))
    if high is not None:
        found.append(bounds(high + 1, "Choose a number in"))
    return found


def probability() -> list[Defect]:
    return [
        *number(),
        chance(1.5, "Choose a value between 0 and 1"),
        chance(Fraction(-1, 9), "Choose a value between 0 and 1"),
    ]


def discount() -> list[Defect]:
    return [
        *number(),
        *(delta(value, "at least 0 and below 1") for value in (1, 1.0, Fraction(7, 5), -0.1)),
    ]


def integer(low: int = 0, high: int | None = None) -> list[Defect]:
    found = [
        kind(1.0, "Pass an int"),
        kind(True, "Pass an int"),
        kind("2", "Pass an int"),
        bounds(low - 1, "Choose a number in"),
    ]
    if high is not None:
        found.append(bounds(high + 1, "Choose a number in"))
    return found


def flag() -> list[Defect]:
    return [kind(value, "Pass a bool") for value in (1, "yes", None)]


def instance(name: str, *others: Any) -> list[Defect]:
    wrong = (None, 3, [[1, 2], [3, 4]], *others)
    return [kind(value, f"Build an? {name} first") for value in wrong]


def array(proper: Any) -> list[Defect]:
    """Numbers of the shape of `proper`: one that is not a number, not finite, or no rectangle."""
    good = np.array(proper, dtype=float)
    found = []
    for bad in (NAN, INF):
        broken = good.copy()
        broken.flat[-1] = bad
        found.append(infinite(broken, "Replace NaN and infinities", seen=bad))
    words = np.full(good.shape, "x").tolist()
    found.append(kind(words, "Pass ints, floats or Fractions"))
    if good.ndim > 1:
        ragged = [*good.tolist(), [1]]
        found.append(shape(ragged, "Give every row the same length"))
    return found


def per_member(low: Any = None) -> list[Defect]:
    """One number, or one for each of two members."""
    found = [
        *array([1, 1]),
        infinite(NAN, "Replace NaN"),
        shape([1, 2, 3], "correct the number of members", seen=(3,)),
    ]
    if low is not None:
        found.append(bounds([1, low - 1], "number in", seen=low - 1))
    return found


def names(n: int = 2) -> list[Defect]:
    return [
        *(kind(v, f"Pass a list of {n} strings") for v in ("ab", 3)),
        *(shape(("a",) * k, f"Pass {n} names, each once") for k in (n, n + 1) if k > 1),
        shape(tuple("abcdefgh"[: n + 1]), f"Pass {n} names, each once"),
    ]


def choice(near: str, right: str, **more: Any) -> list[Defect]:
    return [name(near, f"Did you mean '{right}'", **more), name("zzzz", "Choose one of: ", **more)]
