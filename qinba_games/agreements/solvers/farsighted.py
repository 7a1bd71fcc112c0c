r"""The largest consistent set: agreements that last among members who look ahead.

States are the sets S of signatories, with those of fewer than two as one state, no agreement. A
group D moves from S to T: those who leave and those who join ("open" membership), and, if somebody
joins, also the signatories who stay ("exclusive": they have to agree). All of S but one are enough
to end it: the last would be alone. So there are as many ways from S to no agreement as members.

T dominates S indirectly if moves lead from S to T at each of which every member of the moving group
gets strictly more in T than where it is. A set Y of states is consistent if S in Y exactly when
whatever group D moves from S to whatever T, some V in Y, which is T or dominates T indirectly,
gives a member of D no more than S. There is a largest one, and it is not empty.

References
----------
M. S.-Y. Chwe (1994), "Farsighted coalitional stability", Journal of Economic Theory 63, 299-325.
"""

from __future__ import annotations

import numpy as np

from ... import _tolerance
from ...cooperative.coalitions import coalition_sizes, membership
from ...types import Array, BoolArray, FloatArray, IntArray
from ..results.agreement import Foresight

#: Most members; the certificate looks at every pair of states and every state it may lead to.
MAX_MEMBERS = 6


def _largest_consistent_set(
    payoffs: Array,  # shape (2^n, n): at most 6 members
    *,
    exclusive: bool = False,  # whether signatories who stay have to agree to new ones
) -> IntArray:
    """Find the largest consistent set, as masks; 0 is no agreement.

    Examples
    --------
    >>> from qinba_games.agreements import linear_quadratic
    >>> from qinba_games.cooperative.coalitions import coalition_sizes
    >>> from qinba_games.agreements.solvers.farsighted import _largest_consistent_set
    >>> masks = _largest_consistent_set(linear_quadratic(5).expand().payoffs)
    >>> sorted(set(coalition_sizes(5)[masks].tolist()))
    [3, 4, 5]
    """
    return consistent_set(payoffs, exclusive=exclusive)[0]


def consistent_set(payoffs: Array, *, exclusive: bool = False) -> tuple[IntArray, Foresight]:
    """The same, and what shows it."""
    n = payoffs.shape[1]
    states = np.flatnonzero(coalition_sizes(n) != 1)
    start, end, movers = _moves(states, n, exclusive)
    # happy[move, v]: all who move get more in v than where they are.
    # Numbers of one member meet, without a constant in which differences would drown.
    worth = _tolerance.centred(payoffs)[0][states]
    near = _tolerance.meeting(_tolerance.TIE, worth[None], worth[:, None])
    better = np.asarray(worth[None] - worth[:, None] > near, dtype=bool)[start]
    happy: BoolArray = np.all(better | ~movers[:, None, :], axis=-1)
    steps = _steps(start, end, happy)
    falls, rounds = np.full(len(states), -1), 0
    while True:
        # A move is deterred if some v that may follow its end leaves a mover no better off.
        inside = falls < 0
        deterred = np.any(np.isfinite(steps)[end] & inside & ~happy, axis=-1)
        gone = np.unique(start[~deterred & inside[start]])
        if not gone.size:
            falls[inside] = rounds
            return states[inside], Foresight(steps, falls)
        falls[gone] = rounds
        rounds += 1


def _moves(states: IntArray, n: int, exclusive: bool) -> tuple[IntArray, IntArray, BoolArray]:
    """Where each move starts and ends, as positions in `states`, and who makes it, `[move, i]`."""
    start, end = np.nonzero(~np.eye(len(states), dtype=bool))
    old, new = states[start], states[end]
    group = old ^ new
    if exclusive:
        group = np.where(new & ~old != 0, old | new, group)
    # An agreement of one is none: all but one, whoever it is, are enough to end it.
    last = (new == 0)[:, None] & membership(old, n).astype(bool)
    move, spared = np.nonzero(last)
    rest = np.flatnonzero(new != 0)
    group = np.concatenate([group[rest], group[move] & ~(1 << spared)])
    move = np.concatenate([rest, move])
    return start[move], end[move], membership(group, n).astype(bool)


def _steps(start: IntArray, end: IntArray, happy: BoolArray) -> FloatArray:
    """`[t, v]`: the least number of moves by which v dominates t indirectly; infinite if none."""
    steps = np.where(np.eye(happy.shape[1]) > 0, 0, np.inf)
    for v, far in enumerate(steps.T):
        wanted, number = happy[:, v], 1
        while True:
            reached = start[wanted & np.isfinite(far[end])]
            further = reached[np.isinf(far[reached])]
            if not further.size:
                break
            far[further] = number
            number += 1
    return steps
