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
    states, queue, entries = {first: 0}, [first], [(-1, -1, 1.0)]
    for x, (mask, level) in enumerate(queue):  # grows while it is gone through
        for t, p in enumerate(chance):
            stay = int(staying[mask, level, t])
            if p <= 0:  # leads nowhere; a rest that only rounding leaves may be below 0
                continue
            if not stay:
                entries.append((x, -1, p))
                continue
            moves = move[0 if acting[stay, level, t] == stay else 1, level]
            entries.append((x, -1, p * moves[-1]))
            for k in np.flatnonzero(moves[:-1]).tolist():
                y = states.setdefault((stay, k), len(states))
                queue += [(stay, k)] if y == len(queue) else []
                entries.append((x, y, p * moves[k]))
    chain = np.zeros((len(queue) + 1, len(queue) + 1))
    for x, y, p in entries:
        chain[x, y] += p
    return tuple(queue), read_only(chain)


def chances(model: Partnership) -> Array:
    """Of good times, and of each kind of bad ones."""
    bad = [probability for probability, _ in model.bad_times]
    return np.array([1 - sum(bad), *bad])
