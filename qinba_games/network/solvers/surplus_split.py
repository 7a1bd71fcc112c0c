"""Whether a division of what ties bring is in the core: can every tie pay its two ends?

If ties are worth nothing negative, a division is in the core exactly when each tie can be split
between its ends so that nobody gets more of its ties than the division gives it. Who has too much
passes some on along ties, by shortest augmenting paths; a group that cannot is one that objects.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...types import Array, IntArray


def objecting_group(
    ends: IntArray,  # shape (ties, 2)
    start: Array,  # shape (ties, 2): a first split of what each tie is worth; no part is negative
    due: Array,  # shape (n,): what the division gives each government
    room: Any,  # what may be missing for rounding
) -> tuple[tuple[int, ...] | None, Array | None]:
    """Find governments whose ties among themselves are worth more than they get.

    If there are none, the division is in the core, and the second is a split that shows it: of what
    ties are worth nobody has more than it is due.

    References
    ----------
    X. Deng and C. H. Papadimitriou (1994), "On the complexity of cooperative solution concepts",
    Mathematics of Operations Research 19, 257-266; J. Edmonds and R. M. Karp (1972), "Theoretical
    improvements in algorithmic efficiency for network flow problems", Journal of the ACM 19,
    248-264.

    Examples
    --------
    Two governments share a tie worth 4, and get 3 and 0:

    >>> import numpy as np
    >>> from qinba_games.network.solvers.surplus_split import objecting_group
    >>> tie = np.array([[0, 1]])
    >>> objecting_group(tie, np.array([[2, 2]]), np.array([3, 0]), 0)
    ((0, 1), None)
    >>> objecting_group(tie, np.array([[2, 2]]), np.array([3, 1]), 0)[1].tolist()
    [[3, 1]]
    """
    split = [list(pair) for pair in start.tolist()]
    balance: list[Any] = due.tolist()
    beside: list[list[tuple[int, int]]] = [[] for _ in balance]
    for e, (a, b) in enumerate(ends.tolist()):
        balance[a], balance[b] = balance[a] - split[e][0], balance[b] - split[e][1]
        beside[a].append((e, 0))
        beside[b].append((e, 1))
    for i in np.flatnonzero(np.array(balance, dtype=object) < -room).tolist():
        while balance[i] < -room:
            path, visited = _path(i, ends, split, balance, beside, room)
            if path is None:
                return tuple(sorted(visited)), None
            last = int(ends[path[-1][0], 1 - path[-1][1]])
            amount = min(-balance[i], balance[last], *(split[e][side] for e, side in path))
            for e, side in path:
                split[e][side] -= amount
                split[e][1 - side] += amount
            balance[i] += amount
            balance[last] -= amount
    return None, np.array(split, dtype=start.dtype).reshape(start.shape)


def _path(
    first: int, ends: IntArray, split: Any, balance: Any, beside: Any, room: Any
) -> tuple[list[tuple[int, int]] | None, set[int]]:
    """Shortest way to somebody who is due more, along ties of which something can be passed on."""
    came: dict[int, tuple[int, int]] = {}
    visited, queue = {first}, [first]
    for here in queue:
        for e, side in beside[here]:
            there = int(ends[e, 1 - side])
            if there in visited or split[e][side] <= 0:
                continue
            visited.add(there)
            came[there] = (e, side)
            if balance[there] > room:
                path = [(e, side)]
                while here != first:
                    path.append(came[here])
                    e, side = came[here]
                    here = int(ends[e, side])
                return path[::-1], visited
            queue.append(there)
    return None, visited
