"""The selected equilibrium of many two-member partnerships, in floats.

The same definitions as the solvers of trust games, laid out for speed: see `pair_blocks` for the
arrays, `pair_values` for the linear systems, `pair_joint_modes` and `pair_voluntary_modes` for what
is agreed on, and `pair_choices` for what shows it.
"""

from __future__ import annotations

import numpy as np

from ...common.markov_chain import reach
from ...game.witness import Part
from ...types import Array, BoolArray, FloatArray
from .pair_blocks import CONTRIBUTE, IDLE, LEAVE, MIXED, Pairs
from .pair_choices import Found, part_of, value_of
from .pair_joint_modes import accepted, joint_modes, own_choices
from .pair_values import spread
from .pair_voluntary_modes import funded, paid_in, voluntary_choices, voluntary_modes

#: The mode of all acts; their choice under a fixed rule.
CHOICE = np.array([0, 1, 1, 1, 2])
MODE = np.array([CONTRIBUTE, MIXED, MIXED, IDLE, LEAVE], dtype=np.int8)


def agreed_acts(pairs: Pairs, *, voluntary: bool, far: bool = False) -> Found:
    """What pairs agree on; some are settled only if it is looked `far` ahead, or by tables."""
    return voluntary_modes(pairs) if voluntary else joint_modes(pairs, far=far)


def witness_of(pairs: Pairs, found: Found, *, voluntary: bool) -> Part:
    """The witness of those that are settled."""
    start = starts(pairs, found.acts, voluntary=voluntary)
    policy = found.acts if voluntary else CHOICE[found.acts]
    return part_of(pairs, policy, start, found)


def upheld_acts(pairs: Pairs, acts: Array, *, voluntary: bool) -> tuple[BoolArray, FloatArray]:
    """Whether acts (L, T, n) are equilibria, (n,), and their joint value at the start, (L, n)."""
    start = starts(pairs, acts, voluntary=voluntary)
    if voluntary:
        fine = funded(pairs, acts, start)
    else:
        fine = accepted(pairs, own_choices(pairs), CHOICE[acts], start)
    return fine, start.sum(axis=0)


def starts(pairs: Pairs, acts: Array, *, voluntary: bool) -> FloatArray:
    """Values at the start of a period: joint (1, L, n), or of each member (2, L, n)."""
    if voluntary:
        return value_of(pairs, voluntary_choices(pairs, paid_in(pairs)), acts[None])
    return value_of(pairs, own_choices(pairs), CHOICE[acts][None])


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
