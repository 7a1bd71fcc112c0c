"""The random games of two members on which sets of equilibrium payoffs are compared."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qinba_games.types import FloatArray

SIZES = (2, 5, 10, 20, 40)
DELTAS = (0.3, 0.5, 0.7, 0.9)
#: The fastest of so many calls counts.
CALLS = 3


def cases(k: int) -> Iterator[tuple[FloatArray, float]]:
    """Twenty games of k actions each with their discount factors."""
    for seed in range(5):
        rng = np.random.default_rng(seed)
        A, B = rng.random((k, k)), rng.random((k, k))
        for delta in DELTAS:
            yield np.stack([A, B], axis=-1), delta
