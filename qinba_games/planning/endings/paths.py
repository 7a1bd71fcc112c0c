"""Where trust goes until a mark is reached, and how long what is kept lasts afterwards."""

from __future__ import annotations

import numpy as np

from ...common.markov_chain import expected_hitting_time, hitting_probability
from ...types import Array, FloatArray


def path(
    chain: FloatArray, leaves: Array, chance: Array, mark: int, start: int
) -> tuple[float, float]:
    """The probability that trust reaches a mark, and the expected helped periods."""
    times = len(chance)
    drawn = np.zeros(len(chain))
    drawn[start * times : (start + 1) * times] = chance.astype(float)
    place = np.arange(len(chain) - 1)
    there = np.append(place >= mark * times, False)
    over = np.append(leaves.ravel() & ~there[:-1], True)
    hit = hitting_probability(chain, there, before=over)[drawn > 0]
    ends = there | over
    sure = (hitting_probability(chain, ends)[drawn > 0] == 1).all()
    weights = drawn[drawn > 0]
    time = weights @ expected_hitting_time(chain, ends)[drawn > 0] if sure else np.inf
    return 1.0 if (hit == 1).all() else float(weights @ hit), float(time)


def lasting(moves: FloatArray, cooperates: Array, mark: int) -> float:
    """Expected periods from a level on until the first that is not weak or strong, alone."""
    chain = np.vstack([moves, np.eye(len(moves) + 1)[-1]])
    lost = np.append(~cooperates, True)
    if hitting_probability(chain, lost)[mark] < 1:
        return float("inf")
    return float(expected_hitting_time(chain, lost)[mark])
