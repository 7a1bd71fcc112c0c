"""Where trust leads: chance and time of reaching a strong level, by linear solves on trust levels.

Works on many partnerships at once. Times are drawn afresh each period, so trust at the start of a
period is a Markov chain by itself; leaving and the end of the relation are its absorbing state.
"""

from __future__ import annotations

import numpy as np

from ...types import Array, BoolArray, FloatArray
from ..trust_game import TrustGame


def level_chain(game: TrustGame, choice: Array) -> FloatArray:
    """Moves between trust levels under the agreed choices, shape (N, L, L + 1); last: dissolved."""
    n, levels, _ = choice.shape
    leave = len(game.contributes)
    kind = game.kind[np.minimum(choice, leave - 1)]
    move = game.move.astype(float)
    rows = move[np.arange(n)[:, None, None], kind, np.arange(levels)[None, :, None]]
    ended = np.eye(levels + 1)[-1]
    rows = np.where((choice < leave)[..., None], rows, ended)
    return np.asarray((game.chance.astype(float)[:, None, :, None] * rows).sum(axis=2))


def reach(chain: FloatArray, strong: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Chance of ever being at a strong level, and expected periods until then given that.

    Parameters
    ----------
    chain : array, shape (N, L, L + 1)
    strong : bool array, shape (N, L)

    Returns
    -------
    probability, time : arrays, shape (N, L)
        By trust level at the start; the time is inf where the probability is 0.
    """
    levels = chain.shape[1]
    inner = np.where(strong[..., None], 0, chain[..., :-1])
    # Levels from which no strong one can be reached would make the system singular: left out.
    linked = (inner > 0) | np.eye(levels, dtype=bool)
    for _ in range(levels.bit_length()):
        linked = np.asarray((linked[..., None] & linked[:, None]).any(axis=2))
    hopeful = np.asarray((linked & strong[:, None, :]).any(axis=-1))
    inner = np.where(hopeful[..., None] & hopeful[:, None, :], inner, 0)
    system = np.eye(levels) - inner
    first = strong.astype(float)
    probability = np.linalg.solve(system, first[..., None])[..., 0]
    steps = np.linalg.solve(system, np.where(strong, 0, probability)[..., None])[..., 0]
    time = np.where(hopeful, steps / np.where(hopeful, probability, 1), np.inf)
    # Rounding must not make certainty more than certain.
    return np.where(hopeful, np.minimum(probability, 1.0), 0.0), time
