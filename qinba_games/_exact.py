"""Exact arithmetic at array speed: rational arrays over one common denominator, and extremes."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .types import Array, IntArray, Number

_SAFE = 2**60
#: Sums of integers up to here are within floats.
_LONGEST = 2**900
#: Lines so short, of blocks so small, of so many values are reduced slice by slice.
_SHORT, _SMALL, _MANY = 16, 32, 4096


def over_common_denominator(values: Array, terms: int) -> tuple[Array, int]:
    """Write rational `values` as integers, of which `terms` can be added, over one denominator."""
    integers, denominator = in_integers(values, terms)
    # Too long for a float: `Fraction`s over 1, which can still be looked at in floats.
    if integers.dtype == object and max(denominator, abs(integers).max()) > _LONGEST:
        return fractions(values), 1
    return integers, denominator


def in_integers(values: Array, terms: int) -> tuple[Array, int]:
    """The same in integers of any length."""
    if values.dtype.kind == "i":
        integers, denominator = values, 1
    else:
        ratios = [v.as_integer_ratio() for v in values.ravel().tolist()]
        denominator = math.lcm(*{bottom for _, bottom in ratios})
        whole = [top * (denominator // bottom) for top, bottom in ratios]
        integers = np.array(whole, dtype=object).reshape(values.shape)
    largest = max(int(integers.max()), -int(integers.min()))
    if largest * 4 * terms < _SAFE:
        return integers.astype(np.int64), denominator
    return integers.astype(object), denominator


def fraction(value: Any) -> Fraction:
    """`value` as a `Fraction`, floats by their exact binary value."""
    if type(value) is Fraction:
        return value
    return Fraction(value) if isinstance(value, (float, Fraction)) else Fraction(int(value))


def fractions(values: Any) -> Array:
    """Object array of `Fraction`s."""
    given = np.asarray(values, dtype=object)
    flat = np.array([fraction(v) for v in given.ravel()], dtype=object)
    return flat.reshape(given.shape)


def as_numbers(values: Any, exact: bool) -> Array:
    """A copy of `values` as `Fraction`s if the answer is to be exact, else as floats."""
    return fractions(values) if exact else np.array(values, dtype=float)


def rational(values: Array) -> Array:
    """`values` with ints as `Fraction`s, so that they can be divided exactly; floats stay."""
    return values if values.dtype.kind == "f" else fractions(values)


def alike(*arrays: Array, exact: bool = True) -> list[Array]:
    """All arrays as `Fraction`s if all are exact and so is the rest, else all as floats."""
    exact = exact and all(values.dtype.kind != "f" for values in arrays)
    return [fractions(values) if exact else values.astype(float) for values in arrays]


def summable(values: Array, terms: int) -> Array:
    """`values`, ints as `Fraction`s where sums and differences of `terms` ones could overflow."""
    if values.dtype.kind == "i" and abs(values.astype(float)).max() * 4 * terms >= _SAFE:
        return fractions(values)
    return values


def same_kind(*values: Number) -> list[Any]:
    """All numbers as `Fraction`s if all are rational, else all as floats."""
    kind = Fraction if all(map(is_rational, values)) else float
    return [kind(value) for value in values]


def is_rational(value: Number) -> bool:
    """True for int and Fraction."""
    return isinstance(value, (int, Fraction))


def solve_whole(matrix: IntArray, right: Array) -> Array:
    """Solve a square system with small integer coefficients and rational `right` exactly."""
    # The inverse times the determinant is integer: rounding finds it, a product proves it.
    size = len(matrix)
    scale = np.rint(abs(np.linalg.det(matrix)))
    adjugate = np.rint(np.linalg.inv(matrix) * scale)
    if scale * abs(adjugate).max() * abs(matrix).max() * size < 2**62:
        whole = adjugate.astype(np.int64)
        if (matrix @ whole == int(scale) * np.eye(size, dtype=np.int64)).all():
            numerators, denominator = over_common_denominator(fractions(right), 1)
            solved = whole.astype(object) @ numerators.astype(object)
            return np.array([Fraction(s, int(scale) * denominator) for s in solved], dtype=object)
    return solve(fractions(matrix)[None], fractions(right)[None, :, None])[0, :, 0]


def solve(matrix: Array, right: Array, callback: Callable[[], None] | None = None) -> Array:
    """Solve square systems (..., m, m) with (..., m, k), exactly when the entries are rational."""
    # `callback` is called for every unknown that is found in fractions.
    if matrix.dtype.kind == "f" and right.dtype.kind == "f":
        return np.asarray(np.linalg.solve(matrix, right))
    size, columns = right.shape[-2:]
    systems = np.concatenate([matrix, right], axis=-1).reshape(-1, size, size + columns)
    solved = np.stack([reduced(system, size, callback) for system in fractions(systems)])
    return solved[..., size:].reshape(right.shape)


def reduced(rows: Array, unknowns: int, callback: Callable[[], None] | None = None) -> Array:
    """Gauss-Jordan elimination of one augmented system of `Fraction`s, or LinAlgError."""
    rows = rows.copy()
    for k in range(unknowns):
        if callback is not None:
            callback()
        pivot = next((r for r in range(k, len(rows)) if rows[r, k] != 0), None)
        if pivot is None:
            raise np.linalg.LinAlgError("a system has not just one solution")
        rows[[k, pivot]] = rows[[pivot, k]]
        rows[k] = rows[k] / rows[k, k]
        for r in range(len(rows)):
            if r != k and rows[r, k] != 0:
                rows[r] = rows[r] - rows[r, k] * rows[k]
    return rows


def decimals(value: Any) -> Any:
    """The shortest decimals that floats stand for, as fractions; what is rational stays as it is.

    >>> decimals((0.1, 2))
    (Fraction(1, 10), 2)
    """
    if isinstance(value, tuple):
        return tuple(map(decimals, value))
    if isinstance(value, np.ndarray):
        entries = np.empty(value.shape, dtype=object)
        entries.ravel()[:] = [decimals(number) for number in value.ravel().tolist()]
        return entries
    if dataclasses.is_dataclass(value):
        fields = [field.name for field in dataclasses.fields(value) if field.init]
        make: Any = type(value)
        return make(**{name: decimals(getattr(value, name)) for name in fields})
    return Fraction(repr(float(value))) if isinstance(value, (float, np.floating)) else value


def by_member(payoffs: Array) -> Array:
    """The last axis first, in one piece: maxima along strided axes are slow."""
    flat = payoffs.reshape(-1, payoffs.shape[-1])
    own = np.empty(flat.shape[::-1], dtype=flat.dtype)
    for k in range(0, len(flat), _MANY):  # each block is fetched once
        own[:, k : k + _MANY] = flat[k : k + _MANY].T
    return own.reshape(-1, *payoffs.shape[:-1])


def sum_of(terms: Sequence[Array]) -> Array:
    """The sum of a few arrays: much faster than along a short last axis."""
    total = sum(terms[1:2], terms[0])
    for term in terms[2:]:
        total += term
    return total


def highest(values: Array, axis: int) -> Array:
    """The largest values along an axis, which is kept with length 1.

    >>> highest(np.array([[1, 4], [3, 2]]), 1).tolist()
    [[4], [3]]
    """
    return _extreme(np.maximum, values, axis)


def best_replies(payoffs: Array) -> Array:
    """What each player gets by its best action against those of all others, at every profile."""
    each = (highest(payoffs[..., i], i) for i in range(payoffs.shape[-1]))
    return np.stack([np.broadcast_to(own, payoffs.shape[:-1]) for own in each], axis=-1)


def lowest(values: Array, axis: int) -> Array:
    """The smallest values along an axis, which is kept with length 1."""
    return _extreme(np.minimum, values, axis)


def _extreme(of_two: Any, values: Array, axis: int) -> Array:
    # numpy walks along each short line of its own: several times slower than over whole slices.
    few = values.size < _MANY or not 1 < values.shape[axis] <= _SHORT
    if few or math.prod(values.shape[axis + 1 :]) > _SMALL:
        return np.asarray(of_two.reduce(values, axis, keepdims=True))
    slices = np.moveaxis(values, axis, 0)[..., None]
    return np.moveaxis(functools.reduce(of_two, slices), -1, axis)
