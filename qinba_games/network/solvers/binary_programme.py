"""Best yes-or-no decisions under linear constraints, by a solver that is never believed.

HiGHS searches, with no gap allowed. Every set that it returns is checked by the caller in its own
arithmetic, exact for rational numbers. If the solver's tolerance has let a violated constraint
through, the caller names cuts that the set breaks and no permitted set does, and the search goes
on. Constraints are only ever relaxed, never tightened, so that the bound stays a bound.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ...common.aside import mixed_integer
from ...types import Array, BoolArray, FloatArray

#: What rows and objective are scaled to, so that the solver's absolute tolerances are small.
_SCALE = 1e3
#: So many times as much as all others together a weight decides before the solver looks at them.
_DECISIVE = 100
#: Statuses of scipy's `milp`: optimal, out of time, infeasible.
_OPTIMAL, _INFEASIBLE = 0, 2


class IncumbentTies(NamedTuple):
    """A permitted set, and how far from the best it can be."""

    chosen: BoolArray
    value: Any  #: what the set is worth, by the caller's numbers
    bound: Any  #: no permitted set is worth more
    proven: bool  #: true if the search was finished: then the bound is the value
    nodes: int = 0  #: how many branches were looked at


class BinaryProgramme(NamedTuple):
    """Maximise weight @ y over y in {0, 1} subject to matrix @ (y, z) >= lower, z free in a box."""

    weight: Array  #: shape (k,): ints or floats
    matrix: Any  #: shape (rows, k + free)
    lower: FloatArray  #: shape (rows,)
    box: float  #: absolute bound of each free variable z
    #: from a set to the cuts that it breaks, pairs (coefficients of y, least sum): none if it is
    #: permitted
    breaks: Callable[[BoolArray], list[tuple[Array, float]]]


def maximise(
    programme: BinaryProgramme,
    fixed: Array,  # shape (k,): 1 or 0 for decisions that are made, -1 for those that are open
    # when to stop, as `time.monotonic` counts; then the set may not be the best
    deadline: float | None = None,
    nodes: int | None = None,  # after how many branches to stop, which is the same every time
) -> IncumbentTies | None:
    """Find the best set that is permitted.

    None if no set is permitted, or none was found in time.

    References
    ----------
    Q. Huangfu and J. A. J. Hall (2018), "Parallelizing the dual revised simplex method",
    Mathematical Programming Computation 10, 119-142 (HiGHS).
    """
    incumbent = None
    while (decisive := _decisive(programme.weight, fixed)) is not None:
        place, wanted = decisive
        fixed = fixed.copy()
        fixed[place] = wanted
        incumbent = _cutting_planes(programme, fixed, deadline, nodes)
        if incumbent is None:
            if deadline is not None and time.monotonic() > deadline:
                return None
            fixed[place] = 1 - wanted
    return incumbent or _cutting_planes(programme, fixed, deadline, nodes)


def _decisive(weight: Array, fixed: Array) -> tuple[int, int] | None:
    """The open decision beside which no other counts, if there is one, and how it is to be made."""
    # Beside one weight that is huge the solver would take what differs little for the same.
    size = abs(_open(weight, fixed)).astype(float)
    place = int(np.argmax(size)) if len(size) else 0
    if not len(size) or size[place] <= _DECISIVE * (size.sum() - size[place]):
        return None
    return place, int(weight[place] > 0)


def _cutting_planes(
    programme: BinaryProgramme, fixed: Array, deadline: float | None, nodes: int | None
) -> IncumbentTies | None:
    weight, count = programme.weight, 0
    cuts: list[tuple[Array, float]] = []
    while True:
        solved = _search(programme, fixed, cuts, deadline, None if nodes is None else nodes - count)
        count += max(solved.mip_node_count or 0, 1)
        if solved.status == _INFEASIBLE:
            return None
        bound = _bound(solved, weight, fixed)
        chosen = None if solved.x is None else solved.x[: len(weight)] > 0.5
        more = [] if chosen is None else programme.breaks(chosen)
        best = solved.status == _OPTIMAL
        late = not best or (deadline is not None and time.monotonic() > deadline)
        late = late or (nodes is not None and count >= nodes)
        if chosen is None or (more and late):
            return None
        if not more:
            value = weight[chosen].sum()
            proven = best or bool(bound <= value)
            return IncumbentTies(chosen, value, value if proven else bound, proven, count)
        cuts += more


def _search(
    programme: BinaryProgramme,
    fixed: Array,
    cuts: list[Any],
    deadline: float | None,
    nodes: int | None,
) -> Any:
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import coo_array, csr_array, vstack

    k, columns = len(programme.weight), programme.matrix.shape[1]
    matrix, lower = programme.matrix, programme.lower
    if cuts:
        added = csr_array(np.array([row for row, _ in cuts], dtype=float))
        wider = coo_array(added)
        wider = csr_array((wider.data, wider.coords), shape=(len(cuts), columns))
        matrix = vstack([matrix, wider], format="csr")
        lower = np.concatenate([lower, [least for _, least in cuts]])
    cost = np.zeros(columns)
    cost[:k] = -_scaled(_open(programme.weight, fixed))
    low, high = np.full(columns, -programme.box), np.full(columns, programme.box)
    low[:k], high[:k] = np.where(fixed == 1, 1, 0), np.where(fixed == 0, 0, 1)
    return mixed_integer(
        cost,
        deadline=deadline,
        nodes=nodes,
        integrality=np.arange(columns) < k,
        bounds=Bounds(low, high),
        constraints=LinearConstraint(matrix, lower, np.inf) if len(lower) else None,
    )


def _scaled(weight: Array) -> FloatArray:
    floats = weight.astype(float)
    return np.asarray(floats * (_SCALE / (abs(floats).max() or 1)))


def _open(weight: Array, fixed: Array) -> Array:
    """Weights of the decisions that are open, 0 for the others."""
    return np.where(fixed < 0, weight, 0 * weight)


def _bound(solved: Any, weight: Array, fixed: Array) -> Any:
    rest, made = _open(weight, fixed), weight[fixed == 1].sum()
    most = rest[rest > 0].sum()
    dual = getattr(solved, "mip_dual_bound", None)
    if dual is None or not np.isfinite(dual):
        return made + most
    return made + min(most, -dual * (float(abs(rest.astype(float)).max()) or 1) / _SCALE)


def row_scale(rows: Array) -> FloatArray:
    """Factor for each row that makes its largest coefficient the common scale."""
    largest = abs(rows.astype(float)).max(axis=1, initial=0)
    return np.asarray(_SCALE / np.where(largest > 0, largest, 1))
