"""The best choice of one option a tie under a budget for every period, by mixed integer programme.

HiGHS proposes; whether a choice can be paid is seen here. Of the best the cheapest is sought next.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...network.solvers.binary_programme import Found, Programme, maximise, row_scale
from ...types import Array, BoolArray, FloatArray, IntArray

#: By how much a value or a sum of money may differ and be the same, relative to it beyond 1.
NEAR = 1e-9
#: Branches after which a choice is taken for a good one.
_NODES = 20
#: Branches times candidates after which a choice is taken for the cheapest known.
_CHEAPER = 600_000


class Candidates(NamedTuple):
    """Options of all ties that gain something and that no other one of the same tie beats."""

    tie: IntArray  #: shape (K,)
    option: IntArray  #: shape (K,): number of the option
    gain: FloatArray  #: shape (K,): over no help
    spending: FloatArray  #: shape (K, horizon)


class Choice(NamedTuple):
    """A choice of candidates, and how far from the best it can be."""

    chosen: BoolArray
    bound: float
    proven: bool
    cheapest: bool  #: whether nothing as good costs less
    duals: FloatArray  #: shape (horizon,): prices of the budgets, by linear programme


def candidates(gain: FloatArray, spending: FloatArray) -> Candidates:
    """Of all options, (options, N) and (options, N, horizon), those worth a look."""
    found = []
    for tie in range(gain.shape[1]):
        own = np.flatnonzero(gain[:, tie] > NEAR)
        # The most gain first, of equal ones the cheapest, then in their order.
        order = np.lexsort((own, spending[own, tie].sum(axis=1), -gain[own, tie]))
        left = list[int]()
        for o in own[order].tolist():
            beaten = (spending[left, tie] <= spending[o, tie]).all(axis=1)
            if not beaten.any():
                left.append(o)
        found += [(tie, o) for o in sorted(left)]
    which, option = np.array(found, dtype=int).reshape(-1, 2).T
    return Candidates(which, option, gain[option, which], spending[option, which])


def best(given: Candidates, budgets: FloatArray, time_limit: float | None) -> Choice:
    """The greatest gain that the budgets pay; of these the least spending."""
    none = np.zeros(len(given.gain), dtype=bool)
    if not len(none):
        return Choice(none, 0.0, True, True, np.zeros(len(budgets)))
    deadline = None if time_limit is None else time.monotonic() + time_limit
    duals, most = _relaxed(given, budgets)
    # A good choice first: what cannot be part of a better one is then left out.
    good = _solved(given, budgets, given.gain, None, deadline, nodes=_NODES)
    few = None if good is None else _within_reach(given, duals, most, good.value)
    found = _solved(given, budgets, given.gain, None, deadline, few) or good
    if found is None:
        return Choice(none, most, False, False, duals)
    if not found.proven:
        return Choice(found.chosen, min(found.bound, most), False, False, duals)
    total = -given.spending.sum(axis=1)
    least = found.value - NEAR * max(1.0, abs(found.value))
    few = _within_reach(given, duals, most, least)
    nodes = 1 + _CHEAPER // max(1, int(few.sum()))
    cheap = _solved(given, budgets, total, least, deadline, few, nodes)
    if cheap is None or given.gain[cheap.chosen].sum() < least - NEAR:
        return Choice(found.chosen, found.value, True, False, duals)
    return Choice(cheap.chosen, found.value, True, cheap.proven, duals)


def _within_reach(given: Candidates, duals: FloatArray, most: float, least: float) -> BoolArray:
    """Candidates with which at least so much can be gained, by the prices of the budgets."""
    surplus = given.gain - given.spending @ duals
    top = np.zeros(int(given.tie.max()) + 1)
    np.maximum.at(top, given.tie, surplus)
    return np.asarray(most - (top[given.tie] - surplus) >= least)


def over(spending: Array, budgets: Array) -> BoolArray:
    """In which periods more is spent than there is, beyond rounding."""
    return np.asarray(spending > budgets + NEAR * np.maximum(1, budgets))


def _solved(
    given: Candidates,
    budgets: FloatArray,
    weight: FloatArray,
    least: float | None,
    deadline: float | None,
    among: BoolArray | None = None,
    nodes: int | None = None,
) -> Found | None:
    from scipy.sparse import csr_array

    rows, lower = _constraints(given, budgets)
    if least is not None:
        rows, lower = np.vstack([rows, given.gain]), np.append(lower, least)
    scale = row_scale(rows)

    def breaks(chosen: BoolArray) -> list[tuple[Array, float]]:
        late = np.flatnonzero(over(given.spending[chosen].sum(axis=0), budgets)).tolist()
        paid = [chosen & (given.spending[:, s] > 0) for s in late]
        return [(-one.astype(float), 1.0 - one.sum()) for one in paid]

    programme = Programme(weight, csr_array(rows * scale[:, None]), lower * scale, 0.0, breaks)
    fixed = np.full(len(weight), -1)
    if among is not None:
        fixed[~among] = 0
    return maximise(programme, fixed, deadline, nodes)


def _constraints(given: Candidates, budgets: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Rows and what they are at least: budgets, and one option a tie."""
    single = -(given.tie == np.unique(given.tie)[:, None]).astype(float)
    lower = np.concatenate([-budgets, np.full(len(single), -1.0)])
    return np.vstack([-given.spending.T, single]), lower


def _relaxed(given: Candidates, budgets: FloatArray) -> tuple[FloatArray, float]:
    """Prices of budgets at which parts of options would be bought, and the bound they show."""
    from scipy.optimize import linprog

    rows, lower = _constraints(given, budgets)
    found: Any = linprog(-given.gain, A_ub=-rows, b_ub=-lower, bounds=(0, 1))
    duals = np.maximum(-found.ineqlin.marginals[: len(budgets)], 0)
    return duals, bound_of(given, budgets, duals)


def bound_of(given: Candidates, budgets: FloatArray, duals: FloatArray) -> float:
    """No choice gains more: each tie at its best when budgets cost these prices."""
    surplus = given.gain - given.spending @ duals
    best = np.zeros(int(given.tie.max(initial=-1)) + 1)
    np.maximum.at(best, given.tie, surplus)
    bound = float(best.sum() + budgets @ duals)
    return bound + _tolerance.STEP * max(1.0, abs(bound))
