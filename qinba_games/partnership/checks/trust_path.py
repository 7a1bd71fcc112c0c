"""Where an agreement leads, once more: by squaring transition matrices, not by graph and solves.

A chain in which the strong levels and the end are absorbing is squared until it has come to rest,
and so is the chain itself for its long-run averages. Many relations at once: arrays have a leading
axis N.
"""

from __future__ import annotations

import numpy as np

from ...types import Array, ArrayLike, BoolArray

CLASSES = np.array(["isolated", "nominal", "weak", "strong"])
#: Error allowed in chances, long-run shares, and times, of these relative to the time.
PATH = 1e-7
#: The smallest positive number doubles that often to become one.
_SQUARINGS = 1100
#: Chances that are nil, and chances given which a time is known well enough.
_NIL, _SOME = 1e-12, 1e-6


def classes_of(full: BoolArray, left: BoolArray) -> Array:
    """Class of every trust level, from who contributes and leaves in all conditions, (N, L, T)."""
    rank = np.where(left.all(axis=-1), 0, 1)
    rank = np.where(full.any(axis=-1), 2, rank)
    return np.asarray(CLASSES[np.where(full.all(axis=-1), 3, rank)])


def reached(chain: Array, chance: Array, classes: Array) -> tuple[Array, Array]:
    """Chance of becoming strong and periods until then given that, by first level, (N, L).

    Parameters
    ----------
    chain : array, shape (N, states, states + 1)
        Moves over (trust, conditions); the last column is the end.
    chance : array, shape (N, T)
    classes : str array, shape (N, L)
    """
    (count, levels), times = classes.shape, chance.shape[1]
    rows = chain.astype(float).reshape(count, levels, times, -1)
    rows = (chance.astype(float)[:, None, :, None] * rows).sum(axis=2)
    onward = rows[..., :-1].reshape(count, levels, levels, times).sum(axis=-1)
    strong = classes == "strong"
    ended = np.eye(levels + 1)
    move = np.concatenate([onward, rows[..., -1:]], axis=-1)
    move = np.concatenate([move, np.broadcast_to(ended[-1], (count, 1, levels + 1))], axis=1)
    stop = np.concatenate([strong, np.ones((count, 1), dtype=bool)], axis=1)
    rest = _rest(np.where(stop[..., None], ended, move))
    hit = (rest[:, :-1, :-1] * strong[:, None]).sum(axis=-1)
    # The chain given that it becomes strong; elsewhere nothing is asked.
    open_ = (hit > _NIL) & ~strong
    ratio = hit[:, None] / np.where(open_, hit, 1)[..., None]
    inside = np.where(open_[..., None] & open_[:, None], onward * ratio, 0)
    time = np.linalg.solve(np.eye(levels) - inside, open_[..., None].astype(float))[..., 0]
    return hit, np.where(hit > _SOME, time, np.inf)


def time_gap(told: ArrayLike, found: ArrayLike) -> Array:
    """Relative difference of expected times; none where nothing is expected either way."""
    told, found = np.asarray(told, dtype=float), np.asarray(found, dtype=float)
    known = np.isfinite(told) & np.isfinite(found)
    a, b = np.where(known, told, 0), np.where(known, found, 0)
    # Where one is infinite the chance is next to nothing, or the chances differ as well.
    return np.asarray(abs(a - b) / (1 + b))


def long_run(chain: Array, initial: Array) -> Array:
    """Long-run shares of time in the states and the end, of one relation."""
    stays = np.vstack([chain, np.eye(chain.shape[1])[-1]]).astype(float)
    return np.asarray(initial @ _rest(stays))


def _rest(chain: Array) -> Array:
    """Where the chain comes to rest if it stays put half of the time, which changes no chance."""
    chain = (chain + np.eye(chain.shape[-1])) / 2
    for _ in range(_SQUARINGS):
        before, chain = chain, chain @ chain
        chain = chain / chain.sum(axis=-1, keepdims=True)
        # The rarest moves double every time, so that none is too rare to be seen in the end.
        if (abs(chain - before) <= 1e-12 * before).all():
            break
    return chain
