"""The ladder of enforcement: the best ties under each regime."""

from __future__ import annotations

import numpy as np

from ...common.aside import aside
from ...common.progress import tick
from ...types import Array, BoolArray, FloatArray, IntArray
from ..components import by_label, components, gather
from ..slacks import in_blocks, masked_sum
from .binary_programme import IncumbentTies
from .first_optimum import best_in_time
from .grim_network import NetworkNumbers, TieSet, grim_network, together
from .knapsack import pooled_knapsack, split_price
from .shared_network import shared_network

#: Up to so many ties the first best set is looked for, and a second one.
FIRST = 200
#: Ties times changes of one that are tried where a search was cut off.
_WORK = 10**6
#: Higher prices are left out.
_DEAREST = 1e150


def separate(ties: NetworkNumbers, *, sharing: bool) -> TieSet:
    """Keep every tie that carries itself; with `sharing` its ends pay each other."""

    def some(slack: Array, worth: Array) -> BoolArray:
        one, other = slack[:, 0], slack[:, 1]
        carried = one + other if sharing else np.minimum(one, other)
        return np.asarray((carried >= -ties.room) & (worth >= 0))

    chosen = in_blocks(some, ties.slack, ties.worth)
    alone = not (chosen & (ties.worth <= 0)).any()
    return TieSet(chosen, masked_sum(ties.worth, chosen), True, alone)


def multilateral(ties: NetworkNumbers, *, sharing: bool, deadline: float | None = None) -> TieSet:
    """Keep the best set of ties when a breach ends all; with `sharing` money moves along ties."""
    solve = shared_network if sharing else grim_network
    solution = solve(ties, first=len(ties.worth) <= FIRST, deadline=deadline)
    return solution if solution.proven else _local_search(ties, solution, sharing=sharing)


def _local_search(ties: NetworkNumbers, solution: TieSet, *, sharing: bool) -> TieSet:
    """What a search had when it was cut off, changed tie by tie as long as that is worth more."""
    chosen, many = solution.chosen.copy(), max(_WORK // max(len(ties.worth), 1), 1)

    def holds() -> bool:
        label = components(ties.n, ties.ends, chosen) if sharing else np.arange(ties.n)
        sums = gather(ties.n, label[ties.ends], ties.slack, chosen)
        return bool((sums >= -ties.room).all())

    more = True
    while more:
        tick()
        gain, more = np.where(chosen, -ties.worth, ties.worth), False
        for e in np.argsort(-gain.astype(float), kind="stable")[:many].tolist():
            if gain[e] <= 0:
                break
            chosen[e] ^= True
            if holds():
                more = True
            else:
                chosen[e] ^= True
    return solution._replace(chosen=chosen)


def by_jurisdiction(ties: NetworkNumbers, inside: BoolArray, code: IntArray) -> TieSet:
    """Pool the slacks within every jurisdiction, `code` of shape (n,); others carry themselves."""
    alone = separate(ties, sharing=False)
    chosen = alone.chosen & ~inside
    unique = not (chosen & (ties.worth <= 0)).any()
    pooled = ties.slack[:, 0] + ties.slack[:, 1]
    first = len(ties.worth) <= FIRST
    solved = (
        (group, *_knapsack(ties.worth[group], pooled[group], ties, first))
        for group in by_label(np.flatnonzero(inside), code[ties.ends[inside, 0]])
    )
    return together(ties, chosen, solved, unique=unique, first=first)


def _knapsack(
    worth: Array, slack: Array, ties: NetworkNumbers, first: bool
) -> tuple[IncumbentTies, bool | None]:
    def solve(fixed: Array) -> IncumbentTies | None:
        return pooled_knapsack(worth, slack, ties.room, fixed)

    return best_in_time(solve, worth, ties.same, first=first, timed=False)


def prices(ties: NetworkNumbers, regime: str, inside: BoolArray, code: IntArray) -> FloatArray:
    """What a unit of slack is worth to each government, for a bound that needs no search.

    Multipliers, shape (n,), of the linear relaxation of a pooled regime: whatever they are, the sum
    over ties of max(0, W + their values of the slacks) is no less than the best set is worth.
    """
    if regime == "multilateral":
        return _dual_prices(ties)
    multipliers = np.zeros(ties.n)
    if regime == "coordinator":
        label, pool = code, inside
    else:
        pool = np.ones(len(ties.worth), dtype=bool)
        label = components(ties.n, ties.ends, pool)
    pooled = ties.slack[:, 0] + ties.slack[:, 1]
    prices_of = np.zeros(label.max(initial=-1) + 1)
    for group in by_label(np.flatnonzero(pool), label[ties.ends[pool, 0]]):
        place = label[ties.ends[group[0], 0]]
        prices_of[place] = split_price(ties.worth[group], pooled[group], ties.room)
    some = label >= 0
    multipliers[some] = prices_of[label[some]]
    return multipliers


def _dual_prices(ties: NetworkNumbers) -> FloatArray:
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    size = len(ties.worth)
    if not size:
        return np.zeros(ties.n)
    slack = ties.slack.astype(float)
    unit = float(abs(slack).max()) or 1
    columns = np.repeat(np.arange(size), 2)
    matrix = csr_array((-slack.ravel() / unit, (ties.ends.ravel(), columns)), (ties.n, size))
    worth = ties.worth.astype(float)
    gain = float(abs(worth).max()) or 1
    solved = aside(
        linprog, -worth / gain, A_ub=matrix, b_ub=np.zeros(ties.n), bounds=(0, 1), method="highs"
    )
    if solved.x is None:
        return np.zeros(ties.n)
    with np.errstate(over="ignore"):  # along a chain prices grow with every tie
        duals = np.maximum(-solved.ineqlin.marginals, 0) * gain / unit
    return np.where(duals < _DEAREST, duals, 0)  # any prices give a bound
