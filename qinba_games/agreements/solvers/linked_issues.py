"""One agreement on several issues: breaking it on one of them is breaking it on all.

Every constraint c of a bundle B of issues has the form
(1 - delta) sum_{k in B} need_kc <= delta sum_{k in B} room_kc: what breaking the bundle brings once
against what it is worth later. With voluntary transfers there is one constraint, with the sums L_k
and S_k over the members; without transfers there is one for each member. In both cases the slack
of a bundle is the sum of the slacks of its issues.

Hence two lemmas, on which everything here rests.

*Patience helps.* If need_kc + room_kc >= 0 for all k and c, which max(d, g, w) - w >= 0 implies,
then the slack rises with delta, so that each bundle is sustained from one threshold on.

*One bundle is enough.* If disjoint bundles are sustained, so is their union, since its slack is the
sum of theirs, constraint by constraint. What can be sustained by some partition into bundles can
thus be sustained by one bundle, with transfers and without. Which issues are in it matters; how
they are divided into bundles matters only for how little has to be linked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...cooperative.coalitions import coalition_sizes, coalition_sums
from ...repeated.solvers.thresholds import least_patience
from ...types import Array, BoolArray, IntArray

#: 2^12 bundles, and 3^11 pairs of disjoint ones.
MAX_ISSUES = 12


def member_thresholds(need: Array, room: Array, tie: Any = 0) -> list[Any]:
    """Least patience of each member for one agreement on all issues, without transfers."""
    least: list[Any] = least_patience(need.sum(axis=0), room.sum(axis=0), tie).tolist()
    return least


def bundle_thresholds(need: Array, room: Array, tie: Any = 0) -> Array:
    """Least patience of every bundle of issues, by mask (bit k = issue k); shape (2^issues,).

    `need` and `room` have one row per issue and one column per constraint.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.agreements.solvers.linked_issues import bundle_thresholds
    >>> print(*bundle_thresholds(np.array([[3], [1]]), np.array([[2], [4]])))
    0 3/5 1/5 2/5

    Two issues that different members bear and that are alike otherwise, so that transfers would
    gain nothing by linking:

    >>> print(*bundle_thresholds(np.array([[4], [4]]), np.array([[4], [4]])))
    0 1/2 1/2 1/2
    >>> print(*bundle_thresholds(np.array([[3, 1], [1, 3]]), np.array([[1, 3], [3, 1]])))
    0 3/4 3/4 1/2
    """
    both = np.concatenate([need, room], axis=1)
    if _tolerance.is_exact(both):
        both, _ = _exact.over_common_denominator(both, 2 * len(both))
    sums = np.stack([coalition_sums(column) for column in both.T], axis=1)
    split = need.shape[1]
    return np.asarray(least_patience(sums[:, :split], sums[:, split:], tie).max(axis=1))


def bundle_values(surplus: Array, objective: str) -> list[tuple[Any, Any]]:
    """What is to be maximised, for every bundle: the first number, and the second among ties.

    The objective is "surplus" (then the number of issues), or "issues" (then the surplus).
    """
    worth = coalition_sums(surplus).tolist()
    sizes = coalition_sizes(len(surplus)).tolist()
    first, second = (worth, sizes) if objective == "surplus" else (sizes, worth)
    return list(zip(first, second, strict=True))


def best_steps(
    thresholds: Array, values: list[tuple[Any, Any]], tie: Any = 0
) -> list[tuple[Any, int]]:
    """Best issues to agree on, as a function of patience: pairs (delta, mask).

    From each delta on, up to the next, no bundle is better than this one; the first delta is 0.
    Of equally good bundles the one that holds first, then the one with the smallest mask. Bundles
    come by mask, from `bundle_thresholds` and `bundle_values`; values within `tie` are the same.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.agreements.solvers.linked_issues import (
    ...     best_steps,
    ...     bundle_thresholds,
    ...     bundle_values,
    ... )
    >>> L, S = np.array([3, 1]), np.array([2, 4])
    >>> found = best_steps(bundle_thresholds(L[:, None], S[:, None]), bundle_values(S, "surplus"))
    >>> [(str(delta), mask) for delta, mask in found]
    [('0', 0), ('1/5', 2), ('2/5', 3)]
    """
    same = 0 if _tolerance.is_exact(thresholds) else _tolerance.DISCOUNT
    least = thresholds.tolist()
    order = sorted((m for m in range(len(least)) if least[m] < math.inf), key=least.__getitem__)
    steps: list[tuple[Any, int]] = [(least[0], 0)]
    for mask in order:
        gap, second = (a - b for a, b in zip(values[mask], values[steps[-1][1]], strict=True))
        if gap < -tie or (gap <= tie and second <= tie):
            continue
        if least[mask] - steps[-1][0] <= same:
            steps.pop()
        steps.append((least[mask], mask))
    return steps


class _FinestDivisions(NamedTuple):
    """Of every set of issues, by mask, the division into most sustained bundles."""

    most: IntArray  #: how many these are; -1 where there is no division
    first: IntArray  #: the bundle that contains the first issue

    def bundles(self, mask: int) -> list[int]:
        """The bundles of a set of issues."""
        first = int(self.first[mask])
        return [first, *self.bundles(mask & ~first)] if mask else []


def finest_divisions(sustained: BoolArray) -> _FinestDivisions:
    """Divide every set of issues into as many sustained bundles as possible.

    Which bundles are `sustained` is given by mask and is closed under disjoint unions. All at once,
    from the last issue to the first: f(T) = max over bundles B of T that contain its first issue of
    1 + f(T without B): 3^(issues - 1) pairs (B, T without B).

    Examples
    --------
    The second of three issues needs help from one of the others; either could give it:

    >>> import numpy as np
    >>> from qinba_games.agreements.solvers.linked_issues import finest_divisions
    >>> sustained = np.array([True, True, False, True, True, True, True, True])
    >>> finest_divisions(sustained).bundles(7)
    [1, 6]
    """
    size = len(sustained)
    # f(T) and the bundle that attains it in one number: the larger f, then the smaller bundle.
    score = np.full(size, -1, dtype=np.int64)
    score[0] = 0
    for k, taken, remainder in _pairs(size.bit_length() - 1):
        bundles = taken | 1 << k
        fits = sustained[bundles] & (score[remainder] >= 0)
        bundles, rest = bundles[fits], remainder[fits]
        candidates = (score[rest] // size + 1) * size + size - 1 - bundles
        np.maximum.at(score, bundles | rest, candidates)
    return _FinestDivisions(score // size, size - 1 - score % size)


def _pairs(issues: int) -> Iterator[tuple[int, IntArray, IntArray]]:
    """Each issue, last first, and all pairs of disjoint sets of the issues that come after it."""
    taken, rest = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    for k in reversed(range(issues)):
        yield k, taken, rest
        taken = np.concatenate([taken, taken | 1 << k, taken])
        rest = np.concatenate([rest, rest, rest | 1 << k])
