"""What pairs agree on at every gain: the modes of the selected equilibrium are constant in cells.

A policy's values are linear in the gain, so where it stops being an equilibrium, or another one
becomes better, is found by interpolation; the batched solver of partnerships then says on which
side of it what is played.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..partnership.evolve_arrays import best_acts
from ..types import Array, FloatArray, IntArray, read_only
from .kinds import Cells, Kinds, payoff_scale, terms_at
from .solvers.policy_edges import edge_between

#: Neighbouring gains that are looked at differ by this factor, in logs: 80 steps from .3 to 9.
STEP = float(np.log(30)) / 80
#: Steps that are added together, so that a small move of a parameter asks for nothing new.
_BLOCK = 8
#: Cells are divided up to this; inside, an edge is where a constraint binds or worths are equal.
_NARROW = STEP / 2**8
_ROUNDS = 14
#: Where edges of cells are looked for if parameters move by little.
_REACH = 1e-3
#: What is played at a gain depends on these, and on the kind of pair.
_DECISIVE = (
    *("learning", "cost", "hardship", "bad_times", "outside", "outside_signed", "levels"),
    *("promotion", "friction", "barrier", "drop", "detection", "delta"),
)


def cells_of(
    kinds: Kinds, parameters: Mapping[str, Any], sharing: str, low: float, high: float
) -> Cells:
    """The cells between two log gains; beyond these the first and the last go on."""
    decisive = tuple((name, parameters[name]) for name in _DECISIVE)
    base = float(np.log(payoff_scale(parameters)))
    first = int(np.floor((low - base) / STEP / _BLOCK)) * _BLOCK
    last = int(np.ceil((high - base) / STEP / _BLOCK)) * _BLOCK
    return _cells(kinds, decisive, sharing, first, max(last, first + _BLOCK))


@functools.lru_cache(maxsize=64)
def _cells(
    kinds: Kinds, decisive: tuple[tuple[str, Any], ...], sharing: str, first: int, last: int
) -> Cells:
    parameters = dict(decisive)
    grid = np.log(payoff_scale(parameters)) + STEP * np.arange(first, last + 1)
    kind = np.repeat(np.arange(len(kinds.ratio)), len(grid))
    at = np.tile(grid, len(kinds.ratio))
    acts = acts_at(kinds, kind, at, parameters, sharing)
    edge = np.empty(0)
    for _ in range(_ROUNDS):
        here = np.flatnonzero(_differ(kind, acts))
        if not len(here):
            break
        ends = here, here + 1
        low, high = (terms_at(kinds, kind[end], at[end], parameters, sharing) for end in ends)
        way = edge_between(low, high, *(acts[end] for end in ends))
        wide = np.diff(at)[here]
        edge = at[here] + np.log1p(way * np.expm1(wide))
        if (wide <= _NARROW).all():
            break
        new = _points(at[here], at[here + 1], edge)
        rows, places = np.nonzero(~np.isnan(new))
        more, kind_of = new[rows, places], kind[here][rows]
        kind, at = np.concatenate([kind, kind_of]), np.concatenate([at, more])
        acts = np.concatenate([acts, acts_at(kinds, kind_of, more, parameters, sharing)])
        order = np.lexsort((at, kind))
        kind, at, acts = kind[order], at[order], acts[order]
    return _as_cells(kind, at, acts, edge)


def shift_cells(cells: Cells, kinds: Kinds, parameters: Mapping[str, Any], sharing: str) -> Cells:
    """The same cells at parameters that differ by little: policies stay, their edges move."""
    here = np.flatnonzero(np.isfinite(cells.high))
    kind, edge = cells.kind[here], cells.high[here]
    ends = (edge - _REACH, edge + _REACH)
    low, high = (terms_at(kinds, kind, end, parameters, sharing) for end in ends)
    if not len(here):
        return cells
    way = edge_between(low, high, cells.acts[here], cells.acts[here + 1])
    edge = ends[0] + np.log1p(way * np.expm1(2 * _REACH))
    lows, highs = cells.low.copy(), cells.high.copy()
    highs[here], lows[here + 1] = edge, edge
    return cells._replace(low=lows, high=highs)


def _points(low: FloatArray, high: FloatArray, edge: FloatArray) -> FloatArray:
    """Where wide cells are divided: on both sides of the edge, or in the middle if it is outside.

    Shape (cells, 3); nan where there is no point.
    """
    near = 0.4 * _NARROW
    points = np.stack([edge - near, edge + near, (low + high) / 2], axis=1)
    inside = (points[:, :2] > low[:, None]) & (points[:, :2] < high[:, None])
    points[:, :2][~inside] = np.nan
    points[inside.any(axis=1), 2] = np.nan
    points[high - low <= _NARROW] = np.nan
    return points


def _as_cells(kind: IntArray, at: FloatArray, acts: IntArray, edge: FloatArray) -> Cells:
    cut, new = _differ(kind, acts), np.diff(kind) > 0
    between = np.full(len(cut), np.inf)
    between[cut] = edge
    start = np.flatnonzero(np.concatenate([[True], cut | new]))
    end = np.append(start[1:], len(kind)) - 1
    high = np.append(between, np.inf)[end]
    low = np.where(np.append(True, new)[start], -np.inf, np.append(-np.inf, between)[start])
    middle = (start + end) // 2
    parts = kind[start], low, high, acts[middle], at[middle]
    return Cells(*map(read_only, parts))


def _differ(kind: IntArray, acts: IntArray) -> Array:
    """Whether neighbours of one kind play differently; who idles alone does not matter."""
    modes = np.array([0, 1, 1, 1, 2])[acts].reshape(len(acts), -1)
    return np.asarray((modes[1:] != modes[:-1]).any(axis=1) & (kind[1:] == kind[:-1]))


def acts_at(
    kinds: Kinds, kind: IntArray, at: FloatArray, parameters: Mapping[str, Any], sharing: str
) -> IntArray:
    """What pairs of some kinds agree on at some log gains, (pairs, K + 1, conditions)."""
    return best_acts(terms_at(kinds, kind, at, parameters, sharing))[0]
