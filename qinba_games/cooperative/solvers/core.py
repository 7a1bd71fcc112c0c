"""The core: divisions that no coalition can improve upon; whether it is empty, and its corners."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ..coalitions import membership
from .excess import steps

Collection = tuple[tuple[int, Fraction], ...]

#: Most members for whom corners are listed: tight coalitions are the bits of one 64-bit word.
MAX_MEMBERS = 6
_BIT = np.uint64(1) << np.arange(64, dtype=np.uint64)


def least_core(values: Array) -> tuple[Any, Array, Collection]:
    r"""Find the least e such that some division leaves no coalition short by more than e.

    Parameters
    ----------
    values : array, shape (2^n,)
        n at least 2.

    Returns
    -------
    excess : Number
        The core is empty exactly when it is positive.
    payoffs : array, shape (n,)
        A division whose largest excess it is; `Fraction`s for rational worths.
    collection : tuple of (mask, weight)
        Balanced: every member's weights add up to one, and Σ weight v(S) <= v(N) is what the core
        needs of this collection. The inequality that binds first.

    References
    ----------
    M. Maschler, B. Peleg and L. S. Shapley (1979), Mathematics of Operations Research 4, 303-338
    (least core); O. N. Bondareva (1963), Problemy Kibernetiki 10, 119-139, and L. S. Shapley
    (1967), Naval Research Logistics Quarterly 14, 453-460 (balanced collections).
    """
    step = next(steps(values))
    masks = [row.mask for row in step.settled]
    first = membership(masks, len(step.payoffs))[:, 0]
    cover = sum(weight for weight, own in zip(step.weights, first, strict=True) if own)
    collection = tuple((m, w / cover) for m, w in zip(masks, step.weights, strict=True))
    if not _tolerance.is_exact(values):
        return step.excess, step.payoffs, collection
    # Payoffs and excess from the basis of the step, in rational arithmetic.
    n = len(step.payoffs)
    basis = [len(values) - 1, *(row.mask for row in step.working)]
    rows = np.column_stack([membership(basis, n), [0] + [1] * n])
    solved = _exact.solve_whole(rows, values[basis])
    return solved[-1], solved[:-1], collection


def core_vertices(
    values: Array,  # shape (2^n,)
    excess: Any = 0,
) -> Array:
    r"""Corners of {x: x(N) = v(N), x(S) >= v(S) - excess for all other S}.

    Double description: start from the simplex x_i >= v({i}) - excess and cut with one coalition
    after the other; a new corner lies on every edge that the cut crosses, and two corners share an
    edge exactly when no third one has all the tight constraints that they have in common. They come
    in lexicographic order, none if the set is empty; of at most `MAX_MEMBERS` members.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.cooperative.solvers.core import core_vertices
    >>> core_vertices(np.array([0, 0, 0, 1, 0, 1, 0, 1])).astype(int).tolist()
    [[1, 0, 0]]

    References
    ----------
    T. S. Motzkin, H. Raiffa, G. L. Thompson and R. M. Thrall (1953), "The double description
    method", Contributions to the Theory of Games II, Princeton University Press, 51-73.
    """
    n = len(values).bit_length() - 1
    values = _exact.rational(values)
    singles = 1 << np.arange(n)
    floor = values[singles] - (excess if n > 1 else 0)
    spare = values[-1] - floor.sum()
    tie = _tolerance.meeting(_tolerance.TIE, values[-1], abs(floor).sum())
    if spare < -tie:
        return np.zeros((0, n), dtype=values.dtype)
    corners = np.array([floor + spare * (np.arange(n) == i) for i in range(n)])
    tight = np.bitwise_or.reduce(_BIT[singles]) ^ _BIT[singles]
    if spare <= tie:
        corners, tight = corners[:1], np.bitwise_or.reduce(_BIT[singles])[None]
    for mask in range(1, len(values) - 1):
        if mask.bit_count() > 1 and len(corners):
            coalition = membership([mask], n)[0]
            slack = corners @ coalition - (values[mask] - excess)
            terms = abs(corners) @ coalition, values[mask], excess
            slack[abs(slack) <= _tolerance.meeting(_tolerance.TIE, *terms)] = 0
            corners, tight = _cut(corners, tight, slack, mask)
    return corners[np.lexsort(corners.astype(float).T[::-1])]


def _cut(corners: Array, tight: Array, slack: Array, mask: int) -> tuple[Array, Array]:
    """Keep what has `slack` >= 0, and add a corner on every edge that is cut."""
    inside, outside = np.flatnonzero(slack > 0), np.flatnonzero(slack < 0)
    fresh, marks = [], []
    for p in inside:
        common = tight[p] & tight[outside]
        # An edge has n - 2 independent tight constraints besides efficiency.
        likely = np.bitwise_count(common) >= corners.shape[1] - 2
        shared = common[likely]
        edge = ((tight & shared[:, None]) == shared[:, None]).sum(axis=1) == 2
        for q, code in zip(outside[likely][edge], shared[edge], strict=True):
            part = slack[p] / (slack[p] - slack[q])
            fresh.append(corners[p] + part * (corners[q] - corners[p]))
            marks.append(code | _BIT[mask])
    stay = slack >= 0
    old_marks = np.where(slack[stay] <= 0, tight[stay] | _BIT[mask], tight[stay])
    if not fresh:
        return corners[stay], old_marks
    return np.concatenate([corners[stay], fresh]), np.append(old_marks, np.array(marks))
