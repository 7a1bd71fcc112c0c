"""Two kinds of number: Fractions in arrays of objects, exact; and floats, with one tolerance.

The same numpy code works on both. An array is exact if its dtype is object.
"""

from collections.abc import Sequence
from fractions import Fraction
from numbers import Rational, Real
from typing import Any

import numpy as np
import numpy.typing as npt

#: Numbers of any shape: floats, or Fractions in an array of objects.
Numbers = npt.NDArray[Any]

#: Gains per period below this part of the largest payoff are ties.
TIE = 1e-9
#: What rounding adds, as a part of the largest payoff.
ROUNDING = 1e-13
#: Patience above this is read as a Fraction only: floats cannot tell it from 1.
PATIENT = 1 - 1e-7
#: Edges that are looked for are known up to this; just beside them is this far away.
EDGE, BESIDE = 1e-10, 1e-9
#: Where two ends look alike, what lies between is looked for down to this width.
HIDDEN = 1e-6
#: What holds on a shorter interval holds by a tie at one point; errors of two edges are shorter.
POINT, NOISE = 1e-7, 1e-8


def as_numbers(given: Any) -> Numbers:
    """An array of Fractions if all is rational, else of floats; always a copy.

    Raises
    ------
    TypeError
        For anything that is no real number; True is none.
    """
    array = given if isinstance(given, np.ndarray) else np.array(given, dtype=object)
    if array.dtype.kind == "f":
        return array.astype(float)
    entries = array.ravel().tolist()
    if not all(isinstance(x, Real) and not isinstance(x, bool) for x in entries):
        raise TypeError("not numbers")
    if all(isinstance(x, Rational) for x in entries):
        exact = np.empty(len(entries), dtype=object)
        exact[:] = [Fraction(int(x.numerator), int(x.denominator)) for x in entries]
        return exact.reshape(array.shape)
    return np.array([float(x) for x in entries]).reshape(array.shape)


def is_exact(*arrays: Any) -> bool:
    """Whether all arrays, or numbers, are rational."""
    return all(np.asarray(each).dtype.kind in "iuO" for each in arrays)


def alike(*arrays: Numbers) -> list[Numbers]:
    """The same arrays, as floats unless all are exact."""
    return list(arrays) if is_exact(*arrays) else [each.astype(float) for each in arrays]


def tolerance(delta: Any, size: Any) -> Any:
    """Differences of values that count as none, at some patience and size of payoffs."""
    if is_exact(delta):
        return 0 * delta
    return size * (TIE * (1 - delta) + ROUNDING)


def positive(sums: Numbers, size: Numbers) -> Numbers:
    """Whether sums are above 0, and above what rounding leaves of parts of such a size."""
    return np.asarray(sums > (0 if is_exact(sums) else ROUNDING * size))


def solve(matrices: Numbers, rights: Numbers) -> Numbers:
    """X with A x = b, for stacks A (N, k, k) and b (N, k, c); elimination for Fractions."""
    if matrices.dtype != object:
        return np.linalg.solve(matrices, rights)
    systems = np.concatenate([matrices, rights], axis=-1)
    return np.stack([_eliminate(each) for each in systems])


def _eliminate(rows: Numbers) -> Numbers:
    """Gauss and Jordan, without fear of small pivots: Fractions do not round."""
    for c in range(len(rows)):
        pivot = c + int(np.argmax(rows[c:, c] != 0))
        rows[[c, pivot]] = rows[[pivot, c]]
        rows[c] = rows[c] / rows[c, c]
        for r in np.flatnonzero(rows[:, c] != 0):
            if r != c:
                rows[r] = rows[r] - rows[r, c] * rows[c]
    return rows[:, len(rows) :]


def largest(parts: Sequence[Numbers] | Numbers) -> Numbers:
    """The largest along a short first axis: ten times as fast as numpy's own reduction."""
    most = parts[0]
    for part in parts[1:]:
        most = np.maximum(most, part)
    return most


def total(parts: Sequence[Numbers] | Numbers) -> Numbers:
    """The sum along a short first axis, from left to right."""
    together = parts[0]
    for part in parts[1:]:
        together = together + part
    return together


def plain(number: Any) -> Any:
    """A number of Python's own; everything else as it is."""
    return number.item() if isinstance(number, np.generic) else number
