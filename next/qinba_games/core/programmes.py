"""Linear and mixed-integer programmes: solved by scipy, then checked, in Fractions if rational."""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from . import numbers
from .errors import NotConvergedError
from .numbers import Numbers


class Programme(NamedTuple):
    """Maximise goal @ x under rows @ x <= most and equal @ x == level, x >= 0 unless free."""

    goal: Numbers
    rows: Numbers
    most: Numbers
    equal: Numbers
    level: Numbers
    free: Any = False
    whole: Any = False  #: which x are integers

    @property
    def exact(self) -> bool:
        """Whether all that is given is rational."""
        return numbers.is_exact(*self[:5])


class Optimum(NamedTuple):
    """A best point, its value, and what no point exceeds.

    `exact`: the point is rational and keeps the rules; without integers the bound is proved too.
    """

    point: Numbers
    value: Any
    bound: Any
    exact: bool


def maximum(programme: Programme, name: str) -> Optimum | None:
    """A best point; None if no point keeps the rules. `name` asks, and is named in errors.

    Raises
    ------
    NotConvergedError
        If the goal has no maximum, or scipy ends without one.
    """
    if np.any(programme.whole):
        return _with_integers(programme, name)
    solution = _in_floats(programme, name)
    if solution is None:
        return None
    point = _corner(programme, solution) if programme.exact else None
    prices = _prices(programme, solution) if programme.exact else None
    if point is not None and prices is not None:
        return Optimum(point, programme.goal @ point, prices, True)
    value = programme.goal.astype(float) @ solution.x
    return Optimum(solution.x, value, -solution.fun, False)


def _floats(programme: Programme) -> Programme:
    goal, rows, most, equal, level = (each.astype(float) for each in programme[:5])
    return Programme(goal, rows, most, equal, level)


def _lower(programme: Programme) -> Numbers:
    return np.where(np.broadcast_to(programme.free, programme.goal.shape), -np.inf, 0.0)


def _in_floats(programme: Programme, name: str) -> Any:
    """What scipy finds; it ends at a corner."""
    from scipy.optimize import linprog

    goal, rows, most, equal, level = _floats(programme)[:5]
    bounds = [(low, None) for low in _lower(programme)]
    solution = linprog(-goal, rows, most, equal, level, bounds=bounds, method="highs-ds")
    if solution.status not in {0, 2}:
        raise NotConvergedError(f"{name}: {solution.message}", solution)
    return solution if solution.status == 0 else None


def _with_integers(programme: Programme, name: str) -> Optimum | None:
    """Integers by branch and bound without a gap; what is left, as a programme without them."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    goal, rows, most, equal, level = _floats(programme)[:5]
    whole = np.broadcast_to(programme.whole, goal.shape)
    solution = milp(
        -goal,
        integrality=whole,
        bounds=Bounds(_lower(programme), np.inf),
        constraints=[LinearConstraint(rows, ub=most), LinearConstraint(equal, level, level)],
        options={"mip_rel_gap": 0},
    )
    if solution.status not in {0, 2}:
        raise NotConvergedError(f"{name}: {solution.message}", solution)
    return None if solution.status == 2 else _at_integers(programme, whole, solution, name)


def _at_integers(programme: Programme, whole: Numbers, solution: Any, name: str) -> Optimum:
    """The best of the other variables beside the integers of scipy."""
    point = programme.goal * 0
    point[whole] = point[whole] + np.round(solution.x[whole]).astype(int)
    goal, rows, most, equal, level = programme[:5]
    rest = ~whole
    most, level = most - rows @ point, level - equal @ point
    free = np.broadcast_to(programme.free, whole.shape)[rest]
    part = Programme(goal[rest], rows[:, rest], most, equal[:, rest], level, free)
    best = maximum(part, name) if rest.any() else None
    allowed = 0 if programme.exact else numbers.TIE
    broken = (most < -allowed).any() or (abs(level) > allowed).any()
    if best is None and (rest.any() or broken):
        raise NotConvergedError(f"{name}: the integers of scipy break a rule", solution)
    point[rest] = point[:0] if best is None else best.point
    value, bound = goal @ point, -solution.mip_dual_bound
    return Optimum(point, value, max(bound, value), programme.exact and (not best or best.exact))


def _corner(programme: Programme, solution: Any) -> Numbers | None:
    """The corner at which the same rules bind, in Fractions; None if it is none."""
    goal, rows, most, equal, level = programme[:5]
    free = np.broadcast_to(programme.free, goal.shape)
    used, binds = free | (solution.x > numbers.TIE), solution.slack < numbers.TIE
    point = _solution(
        np.concatenate([rows[binds], equal])[:, used], np.concatenate([most[binds], level]), used
    )
    if point is None or (point[~free] < 0).any() or (rows @ point > most).any():
        return None
    return point


def _prices(programme: Programme, solution: Any) -> Any:
    """The least bound that multipliers of the rules give, in Fractions; None if they give none."""
    goal, rows, most, equal, level = programme[:5]
    free = np.broadcast_to(programme.free, goal.shape)
    used = np.append(solution.ineqlin.marginals < -numbers.TIE, np.ones(len(equal), dtype=bool))
    tight = free | (solution.lower.marginals < numbers.TIE)
    every = np.concatenate([rows, equal])
    prices = _solution(every[used][:, tight].T, goal[tight], used)
    if prices is None or (prices[: len(rows)] < 0).any():
        return None
    dear = prices @ every - goal
    if (dear < 0).any() or (dear[free] != 0).any():
        return None
    return prices @ np.concatenate([most, level])


def _solution(system: Numbers, right: Numbers, used: Numbers) -> Numbers | None:
    """A solution of a system in the used unknowns, the others 0; None if there is none."""
    table = np.column_stack([system, right]).astype(object) + Fraction(0)
    row, pivots = 0, []
    for c in range(table.shape[1] - 1):
        below = row + np.flatnonzero(table[row:, c] != 0)
        if below.size:
            table[[row, below[0]]] = table[[below[0], row]]
            table[row] = table[row] / table[row, c]
            for r in np.flatnonzero(table[:, c] != 0):
                if r != row:
                    table[r] = table[r] - table[r, c] * table[row]
            pivots.append(c)
            row += 1
    if (table[row:, -1] != 0).any():
        return None
    point = np.full(len(used), Fraction(0), dtype=object)
    point[np.flatnonzero(used)[pivots]] = table[:row, -1]
    return point
