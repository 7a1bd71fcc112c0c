"""Random two-player games whose state moves, of six kinds."""

from typing import Any

import numpy as np

import qinba_games as qg

KINDS = ("plain", "absorbing", "constant sum", "ties", "flat", "without chance")


def drawn(seed: int) -> tuple[qg.StochasticGame, float]:
    """A game of two to five states, and a patience between .2 and .95."""
    rng = np.random.default_rng(seed)
    kind, states = KINDS[seed % len(KINDS)], int(rng.integers(2, 6))
    payoffs: list[Any] = []
    moves: list[Any] = []
    for x in range(states):
        shape = tuple(rng.integers(2, 4, 2))
        own = rng.random((*shape, 2))
        if kind == "ties":
            own = rng.integers(0, 4, (*shape, 2)).astype(float)
        elif kind == "constant sum":
            own[..., 1] = 1 - own[..., 0]
        elif kind == "flat":  # to one player nothing matters, or in one state
            own[..., rng.integers(2)] = 1
            own = own[:1] if x else own
        payoffs.append(own)
        then = rng.dirichlet(np.full(states, 0.7), own.shape[:2])
        if kind == "without chance":
            then = np.eye(states)[then.argmax(axis=-1)]
        elif kind == "absorbing" and not x:
            then = np.broadcast_to(np.eye(states)[0], then.shape)
        moves.append(then)
    return qg.StochasticGame.from_arrays(payoffs, moves), float(rng.uniform(0.2, 0.95))
