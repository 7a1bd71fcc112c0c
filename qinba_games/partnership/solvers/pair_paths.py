"""What follows from what pairs agreed on: how levels move, and the way to a strong one."""

from __future__ import annotations

import numpy as np

from ...common.markov_chain import reach
from ...types import Array, FloatArray
from .pair_blocks import CONTRIBUTE, IDLE, LEAVE, MIXED, Pairs
from .pair_values import spread
from .pairs_in_blocks import MODE


def strong_path(pairs: Pairs, modes: Array, founding: Array) -> tuple[FloatArray, FloatArray]:
    """Chance of ever being at a strong level, and the time until then, from the founding level."""
    strong = ((modes == CONTRIBUTE) | (pairs.chance == 0)).all(axis=1)  # L n
    chance = strong[founding, np.arange(modes.shape[-1])].astype(float)
    time = np.where(chance == 0, np.inf, 0.0)
    rows = np.flatnonzero((chance == 0) & strong.any(axis=0))
    if len(rows):
        found = reach(_moves(pairs.take(rows), modes[..., rows]), strong[:, rows].T)
        chance[rows], time[rows] = (each[np.arange(len(rows)), founding[rows]] for each in found)
    return chance, time


def moves(pairs: Pairs, acts: Array) -> FloatArray:
    """How levels move under what is agreed, (n, L + 1, L + 1); the end is last, and for ever."""
    found = np.zeros((acts.shape[-1], pairs.levels + 1, pairs.levels + 1))
    found[:, :-1], found[:, -1, -1] = _moves(pairs, MODE[acts]), 1
    return found


def _moves(pairs: Pairs, modes: Array) -> FloatArray:
    """The same without the row of the end, (n, L, L + 1)."""
    contribute, idle, leave = (
        (np.isin(modes, kind) * pairs.chance).sum(axis=1)
        for kind in (CONTRIBUTE, (IDLE, MIXED), LEAVE)
    )
    down = contribute * pairs.back + idle
    inner = spread(pairs, contribute * pairs.rise, contribute * pairs.stay, down)[0]
    end = leave if pairs.drop is not None else leave + down
    return np.concatenate([inner, end.T[..., None]], axis=-1)
