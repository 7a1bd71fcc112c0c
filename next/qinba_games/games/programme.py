"""The best lottery under linear rules: solved in floats, made exact at its corner, and bounded."""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ..core import numbers
from ..core.errors import NotConvergedError
from ..core.numbers import Numbers

#: Multipliers are read as fractions with denominators up to this.
_DENOMINATOR = 1_000_000


class Programme(NamedTuple):
    """Maximise the least of goals x over x >= 0 with sum 1, rows x >= 0 and equal x = 0."""

    rows: Numbers
    equal: Numbers
    goals: Numbers


class Optimum(NamedTuple):
    """A best point, and what no point exceeds, by duality."""

    point: Numbers
    bound: Any


def maximum(programme: Programme) -> Optimum | None:
    """The best point, in Fractions if the programme is rational; None if there is none."""
    scaled = Programme(*(each / _size(each) for each in programme))
    solution = _in_floats(*(each.astype(float) for each in scaled))
    if solution is None:
        return None
    bound = _bound(scaled, solution) * _size(programme.goals)
    exact = numbers.is_exact(*programme)
    corner = _corner(scaled, solution.x) if exact else None
    return Optimum(_as_lottery(solution.x[:-1]) if corner is None else corner, bound)


def _size(rows: Numbers) -> Any:
    """The largest entry, at least something."""
    return (abs(rows).max() if rows.size else 0) or 1


def _as_lottery(x: Numbers) -> Numbers:
    positive = np.where(x > numbers.ROUNDING, x, 0)
    return positive / positive.sum()


def _in_floats(rows: Numbers, equal: Numbers, goals: Numbers) -> Any:
    """What scipy finds for x and the least goal t; it ends at a corner."""
    from scipy.optimize import linprog

    count = rows.shape[1]
    above = np.concatenate([np.pad(-rows, ((0, 0), (0, 1))), np.pad(-goals, ((0, 0), (0, 1)))])
    above[len(rows) :, -1] = 1
    fixed = np.pad(np.concatenate([np.ones((1, count)), equal]), ((0, 0), (0, 1)))
    solution = linprog(
        -np.eye(count + 1)[-1],
        A_ub=above,
        b_ub=np.zeros(len(above)),
        A_eq=fixed,
        b_eq=np.eye(len(fixed))[0],
        bounds=[(0, None)] * count + [(None, None)],
        method="highs-ds",
    )
    if solution.status not in {0, 2}:
        raise NotConvergedError(f"correlated: {solution.message}", solution)
    return solution if solution.status == 0 else None


def _bound(programme: Programme, solution: Any) -> Any:
    """The most that the goals can be, by the multipliers of the rules."""
    rows, equal, goals = programme
    own = np.maximum(-solution.ineqlin.marginals, 0)
    parts = [own[: len(rows)], solution.eqlin.marginals[1:], own[len(rows) :]]
    u, v, weights = map(_rational, parts) if numbers.is_exact(*programme) else parts
    return (u @ rows + v @ equal + weights @ goals / weights.sum()).max()


def _rational(part: Numbers) -> Numbers:
    each = [Fraction(x).limit_denominator(_DENOMINATOR) for x in part.tolist()]
    return np.array([*each, None], dtype=object)[:-1]


def _corner(programme: Programme, solution: Numbers) -> Numbers | None:
    """The corner at which the same rules bind, in Fractions; None if it is none."""
    x, t = solution[:-1], solution[-1]
    used = np.flatnonzero(x > numbers.TIE)
    rows, equal, goals = (each[:, used] for each in programme)
    loose = [r.astype(float) @ x[used] for r in (rows, goals)]
    least = goals[loose[1] < t + numbers.TIE]
    binding = np.concatenate([rows[loose[0] < numbers.TIE], equal, least[1:] - least[:1]])
    system = np.concatenate([np.full((1, len(used)), Fraction(1)), binding])
    right = np.array([[Fraction(int(k == 0))] for k in range(len(system))], dtype=object)
    try:
        own = numbers.solve((system.T @ system)[None], (system.T @ right)[None])[0]
    except ZeroDivisionError:
        return None
    point = np.full(len(x), Fraction(0), dtype=object)
    point[used] = own[:, 0]
    fits = (system @ own == right).all() and (point >= 0).all()
    return point if fits and (programme.rows @ point >= 0).all() else None
