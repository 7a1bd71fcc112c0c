"""Arithmetic shared by the oracles: exact when the input is exact, float otherwise."""

from fractions import Fraction

import numpy as np

FLOAT_TOLERANCE = 1e-9


class Record:
    """A bag of named values that prints itself."""

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def __repr__(self):
        return "Record(" + ", ".join(f"{k}={v!r}" for k, v in self.__dict__.items()) + ")"


def is_exact(*values):
    """True if every number in the given (nested) values is an integer or a Fraction."""
    for value in values:
        array = np.asarray(value)
        if array.dtype.kind in "iub":
            continue
        if array.dtype.kind != "O":
            return False
        if not all(isinstance(x, (int, np.integer, Fraction)) for x in array.flat):
            return False
    return True


def as_numbers(value, exact):
    """Array of Fractions (object dtype) if `exact`, of floats otherwise."""
    array = np.asarray(value)
    if not exact:
        return array.astype(float)
    result = np.empty(array.shape, dtype=object)
    for index, x in np.ndenumerate(array):
        result[index] = x if isinstance(x, Fraction) else Fraction(int(x))
    return result


def tolerance(exact, *arrays):
    """0 for exact numbers, else FLOAT_TOLERANCE times the largest absolute value (at least 1)."""
    if exact:
        return 0
    return FLOAT_TOLERANCE * max([1.0] + [float(np.max(np.abs(a))) for a in arrays if np.size(a)])


def solve_linear(matrix, right):
    """Solve matrix · x = right (right a vector or a matrix); Gauss-Jordan when exact."""
    if np.asarray(matrix).dtype != object:
        return np.linalg.solve(matrix, right)
    size, vector = len(matrix), np.ndim(right) == 1
    rows = [list(matrix[r]) + ([right[r]] if vector else list(right[r])) for r in range(size)]
    for col in range(size):
        pivot = next(r for r in range(col, size) if rows[r][col] != 0)
        rows[col], rows[pivot] = rows[pivot], rows[col]
        head = rows[col][col]
        rows[col] = [x / head for x in rows[col]]
        for r in range(size):
            if r != col and rows[r][col] != 0:
                factor = rows[r][col]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[col], strict=True)]
    answer = np.empty((size, len(rows[0]) - size), dtype=object)
    for r in range(size):
        answer[r] = rows[r][size:]
    return answer[:, 0] if vector else answer
