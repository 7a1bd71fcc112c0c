"""Where a network of members leads from its founding on."""

from __future__ import annotations

import numpy as np

from ...partnership.partnership import Partnership
from ...types import Array, FloatArray, IntArray, read_only

#: (set, trust)
State = tuple[int, int]


def path(
    model: Partnership, staying: IntArray, acting: IntArray, founding: int
) -> tuple[tuple[State, ...], FloatArray]:
    """States met from the founding on and the chain over them, the end last."""
    first = (len(staying) - 1, founding)
    move = model.to_trust_game().move[0].astype(float)
    chance = chances(model).astype(float)
    states, rows = {first: 0}, []
    queue = [first]
    for mask, level in queue:  # grows while it is gone through
        row: dict[State | None, float] = {}
        for t, p in enumerate(chance):
            if p <= 0:  # leads nowhere; a rest that only rounding leaves may be below 0
                continue
            stay = int(staying[mask, level, t])
            if not stay:
                row[None] = row.get(None, 0.0) + p
                continue
            moves = move[0 if acting[stay, level, t] == stay else 1, level]
            row[None] = row.get(None, 0.0) + p * moves[-1]
            for k in np.flatnonzero(moves[:-1]):
                row[stay, int(k)] = row.get((stay, int(k)), 0.0) + p * moves[k]
        for state in row:
            if state is not None and state not in states:
                states[state] = len(queue)
                queue.append(state)
        rows.append(row)
    chain = np.zeros((len(queue) + 1, len(queue) + 1))
    chain[-1, -1] = 1
    for x, row in enumerate(rows):
        for state, p in row.items():
            chain[x, -1 if state is None else states[state]] += p
    return tuple(queue), read_only(chain)


def chances(model: Partnership) -> Array:
    """Of good times, and of each kind of bad ones."""
    bad = [probability for probability, _ in model.bad_times]
    return np.array([1 - sum(bad), *bad])
