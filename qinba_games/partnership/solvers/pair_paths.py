"""What follows from what pairs agreed on: how levels move, and the way to a strong one."""

from __future__ import annotations

import numpy as np

from ...types import Array, BoolArray, FloatArray
from .pair_blocks import CONTRIBUTE, IDLE, MIXED, Pairs
from .pair_values import evaluate, spread


def strong_path(pairs: Pairs, modes: Array, founding: Array) -> tuple[FloatArray, FloatArray]:
    """Chance of ever being at a strong level, and the time until then, from the founding level."""
    strong = (modes == CONTRIBUTE).all(axis=1)  # L n
    chance = strong[founding, np.arange(modes.shape[-1])].astype(float)
    time = np.zeros(modes.shape[-1])
    rows = np.flatnonzero(chance == 0)
    if len(rows):
        part = pairs.take(rows)
        chance[rows], time[rows] = _path_from(part, modes[..., rows], founding[rows])
    return chance, time


def _path_from(pairs: Pairs, modes: Array, founding: Array) -> tuple[FloatArray, FloatArray]:
    """The same where the founding level is not strong.

    A strong level is absorbing here, so that its row drops out; what cannot reach one has weight
    zero in every row that matters, and stays away from the diagonal's zero.
    """
    strong = ((modes == CONTRIBUTE) | (pairs.chance == 0)).all(axis=1)  # L n
    kept = ((modes == CONTRIBUTE) * pairs.chance).sum(axis=1)
    idle = (((modes == IDLE) | (modes == MIXED)) * pairs.chance).sum(axis=1)
    hopeful = _hopeful(pairs, strong, kept, idle)
    open_ = hopeful & ~strong
    undiscounted = pairs._replace(delta=np.ones_like(pairs.delta))
    # Moves into hopeless levels are dropped: there the value is zero, as it is at the end.
    end = np.zeros((1, modes.shape[-1]))
    weight = np.where(open_, kept, 0), np.where(open_, idle, 0)
    first = evaluate(undiscounted, strong.astype(float)[None], *weight, end)[0]
    first = np.where(hopeful, np.minimum(first, 1), 0)
    steps = evaluate(undiscounted, np.where(open_, first, 0)[None], *weight, end)[0]
    rows = np.arange(modes.shape[-1])
    chance = first[founding, rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        time = np.where(chance > 0, steps[founding, rows] / chance, np.inf)
    return chance, time


def _hopeful(pairs: Pairs, strong: BoolArray, kept: FloatArray, idle: FloatArray) -> BoolArray:
    """Levels from which a strong one can be reached."""
    found = strong.copy()
    up, back = kept * pairs.rise > 0, kept * pairs.back + idle > 0
    stay, size = kept * pairs.stay > 0, pairs.places
    for _ in range(pairs.levels):
        near = found if pairs.around is None else pairs.mixed(found.astype(float)) > 0
        higher = np.concatenate([near[size:], near[-size:]])
        lower = np.zeros_like(found) if pairs.drop is None else near[pairs.below()]
        more = found | (up & higher) | (back & lower) | (stay & near)
        if (more == found).all():
            break
        found = more
    return found


def moves(pairs: Pairs, acts: Array) -> FloatArray:
    """How levels move under what is agreed, (n, L + 1, L + 1); the end is last, and for ever."""
    kept = ((acts == 0) * pairs.chance).sum(axis=1)
    idle = (((acts > 0) & (acts < 4)) * pairs.chance).sum(axis=1)
    stay = kept * pairs.stay
    inner = spread(pairs, kept * pairs.rise, stay, kept * pairs.back + idle)[0]
    found = np.zeros((len(inner), pairs.levels + 1, pairs.levels + 1))
    found[:, :-1, :-1], found[:, -1, -1] = inner, 1
    ended = ((acts == 4) * pairs.chance).sum(axis=1)
    if pairs.drop is None:
        ended = ended + kept * pairs.back + idle
    found[:, :-1, -1] = ended.T
    return found
