"""Linear programmes with rational answers: HiGHS finds the corner, rational arithmetic computes it.

An optimum of min c x subject to A x >= b, x >= 0 lies at a corner: the entries of x and of the
slacks A x - b that are not zero are the only solution of a linear system, and so are those of the
dual variables y and of the reduced costs c - y A. Which ones are not zero is read off the floating
point answer; the systems are then solved in `Fraction`s, and that both corners are feasible and
worth the same proves them optimal. Where floats find none, as numbers are too far apart, and the
programme is small, the simplex method in whole numbers does.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import _exact, _tolerance, errors
from ..types import Array, FloatArray, IntArray
from . import exact_simplex
from .progress import tick

#: What HiGHS may leave of a constraint, at the scale of its coefficients and right-hand sides: as
#: little as it can, and more where it cannot decide.
_FEASIBLE = (1e-10, 1e-9)
#: The status for numerical difficulties.
_UNDECIDED = 4
#: What is below this part of the largest right-hand side is zero.
_ZERO = 1e-9
#: Numbers that are further apart than this may make HiGHS see no point where there is one; and so
#: many entries of a tableau are worked through in some seconds.
_APART, _SMALL = 1e6, 20_000


class Optimum(NamedTuple):
    """A corner that is optimal, and the multipliers of the constraints that prove it."""

    value: Any
    point: Array  #: x
    multipliers: Array  #: y, one for each row of A


def minimise(
    cost: Array,  # shape (columns,)
    matrix: Array,  # shape (rows, columns)
    right: Array,  # shape (rows,)
) -> Optimum | None:
    """Minimise c x subject to A x >= b and x >= 0.

    `Fraction`s if all input is rational; None if no x is feasible.

    Raises
    ------
    NotConvergedError
        If HiGHS finds no optimum, or its corner is none in rational arithmetic.

    References
    ----------
    Q. Huangfu and J. A. J. Hall (2018), "Parallelizing the dual revised simplex method",
    Mathematical Programming Computation 10, 119-142 (HiGHS).

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.common.linear_programme import minimise
    >>> found = minimise(np.array([1, 1]), np.array([[3, 1], [1, 2]]), np.array([1, 1]))
    >>> print(found.value, *found.point)
    3/5 1/5 2/5
    """
    rounded = [part.astype(float) for part in (cost, matrix, right)]
    if all(map(_tolerance.is_exact, (cost, matrix, right))):
        return _rational(cost, matrix, right, rounded)
    solved = _corner(*rounded)
    if solved is None:
        return None
    used, tight, weighed, free = solved
    cost, matrix, right = rounded
    point = _only_solution(matrix, right, used, tight)
    multipliers = _only_solution(matrix.T, cost, weighed, free)
    return Optimum(cost @ point, point, multipliers)


def _rational(
    cost: Array, matrix: Array, right: Array, rounded: list[FloatArray]
) -> Optimum | None:
    """The optimum of a rational programme."""
    small = exact_simplex.entries(matrix) <= _SMALL
    try:
        solved = _corner(*rounded)
        if solved is not None:
            return _at_corner(cost, matrix, right, *solved)
        if not (small and any(map(_far_apart, rounded))):
            return None
    except errors.NotConvergedError:
        if not small:
            raise
    try:
        optimum = exact_simplex.solve(cost, matrix, right)
    except exact_simplex.UnboundedError as error:
        raise errors.NotConvergedError("a linear programme is unbounded") from error
    return None if optimum is None else Optimum(cost @ optimum.point, *optimum)


def _far_apart(numbers: FloatArray) -> bool:
    sizes = abs(numbers[numbers != 0])
    return bool(sizes.size and sizes.max() > _APART * sizes.min())


def _at_corner(cost: Array, matrix: Array, right: Array, *solved: IntArray) -> Optimum:
    """The optimum at a corner that floats have found, if it is one."""
    used, tight, weighed, free = solved
    # Of the matrix only what meets a number that is not zero is looked at.
    cost, right = _exact.fractions(cost), _exact.fractions(right)
    columns = _exact.fractions(matrix[:, used])
    rows = _exact.fractions(matrix[weighed])
    point, multipliers = 0 * cost, 0 * right
    point[used] = _exactly(columns[tight], right[tight])
    multipliers[weighed] = _exactly(rows[:, free].T, cost[free])
    optimum = Optimum(cost @ point, point, multipliers)
    # A x >= b and y A <= c, and both are worth the same: or it is refused.
    primal = (point >= 0).all() and (columns @ point[used] >= right).all()
    dual = (multipliers >= 0).all() and (multipliers[weighed] @ rows <= cost).all()
    if not (primal and dual and optimum.value == multipliers @ right):
        raise errors.NotConvergedError("a linear programme has no rational corner: not optimal")
    return optimum


def _corner(cost: Array, matrix: Array, right: Array) -> tuple[IntArray, ...] | None:
    """Which corner is optimal, in floats: columns in use, tight rows, and those of the dual."""
    from scipy.optimize import linprog

    tick()
    # Faint evidence makes small coefficients: what is small is seen at the scale of each row.
    size = abs(matrix).max(axis=1, initial=0)
    size[size == 0] = 1
    matrix, right = matrix / size[:, None], right / size
    right = right / (abs(right).max() or 1)
    for tolerance in _FEASIBLE:
        tolerances = {f"{side}_feasibility_tolerance": tolerance for side in ("primal", "dual")}
        solved = linprog(cost, A_ub=-matrix, b_ub=-right, method="highs-ds", options=tolerances)
        if solved.status != _UNDECIDED:
            break
    if solved.status == 2:
        return None
    if not solved.success:
        raise errors.NotConvergedError(
            f"a linear programme was not solved: {solved.message} If this is about signals that "
            "hardly depend on actions, leave those out."
        )
    x, y = solved.x, -solved.ineqlin.marginals
    small = _ZERO * float(abs(cost).max())
    used, tight = np.flatnonzero(x > _ZERO), np.flatnonzero(matrix @ x - right <= _ZERO)
    return used, tight, np.flatnonzero(y > small), np.flatnonzero(cost - y @ matrix <= small)


def _only_solution(matrix: Array, right: Array, used: IntArray, tight: IntArray) -> Array:
    """The solution of the `tight` rows of A x = b in which only the columns `used` occur."""
    point = np.zeros(matrix.shape[1])
    point[used] = np.linalg.lstsq(matrix[np.ix_(tight, used)], right[tight])[0]
    return point


def _exactly(system: Array, right: Array) -> Array:
    """The one solution of a consistent system of `Fraction`s."""
    try:
        rows = _exact.reduced(np.column_stack([system, right]), system.shape[1])
    except np.linalg.LinAlgError as error:
        message = "a linear programme has no rational corner: not one point"
        raise errors.NotConvergedError(message) from error
    return np.asarray(rows[: system.shape[1], -1])
