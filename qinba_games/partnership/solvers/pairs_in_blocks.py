"""The selected equilibrium of many two-member partnerships, in floats.

The same definitions as the solvers of trust games, laid out for speed: see `pair_blocks` for the
arrays, `pair_values` for the linear systems, `pair_joint_modes` and `pair_voluntary_modes` for what
is agreed on, `pair_record` for what shows it, and `pair_paths` for what follows from it.
"""

from __future__ import annotations

import numpy as np

from ...game.witness import Part
from ...types import Array, BoolArray, FloatArray
from .pair_blocks import CONTRIBUTE, IDLE, LEAVE, MIXED, Pairs
from .pair_choices import value_of
from .pair_joint_modes import accepted, joint_modes, own_choices
from .pair_record import Found, part_of
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
