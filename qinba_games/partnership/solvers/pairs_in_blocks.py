"""The selected equilibrium of many two-member partnerships, in floats.

The same definitions as the solvers of trust games, laid out for speed: see `pair_blocks` for the
arrays, `pair_values` for the linear systems, `pair_joint_modes`, `pair_branching` and
`pair_voluntary_modes` for what is agreed on, and `pair_paths` for what follows from it.
"""

from __future__ import annotations

import numpy as np

from ...types import Array, BoolArray, FloatArray
from .pair_blocks import CONTRIBUTE, IDLE, LEAVE, MIXED, Pairs
from .pair_branching import branched
from .pair_choices import value_of
from .pair_joint_modes import accepted, joint_modes, own_choices
from .pair_voluntary_modes import funded, paid_in, voluntary_choices, voluntary_modes

#: What both do in each joint mode; the mode of all acts; their choice under a fixed rule.
_JOINT = np.array([0, 3, 4])
CHOICE = np.array([0, 1, 1, 1, 2])
MODE = np.array([CONTRIBUTE, MIXED, MIXED, IDLE, LEAVE], dtype=np.int8)


def agreed_acts(pairs: Pairs, *, voluntary: bool) -> tuple[Array, FloatArray, BoolArray]:
    """Acts (L, T, n) of the selected equilibria, and where they are settled without branching.

    0 both contribute, 1 and 2 the first or the second alone, 3 nobody, 4 they leave. In between,
    their joint values at the start of a period, (L, n).
    """
    if voluntary:
        return voluntary_modes(pairs)
    policy, joint, settled = joint_modes(pairs)
    return _JOINT[policy], joint, settled


def settled_acts(pairs: Pairs, *, voluntary: bool) -> tuple[Array, FloatArray, BoolArray]:
    """The same after branching, and where the search was not cut off."""
    acts, joint, proven = agreed_acts(pairs, voluntary=voluntary)
    hard = np.flatnonzero(~proven)
    if len(hard):
        few = pairs.take(hard)
        acts[..., hard], proven[hard] = branched_acts(few)
        joint[:, hard] = starts(few, acts[..., hard], voluntary=False).sum(axis=0)
    return acts, joint, proven


def branched_acts(pairs: Pairs) -> tuple[Array, BoolArray]:
    """Acts (L, T, n) of the selected equilibrium, and where the search was not cut off."""
    own = own_choices(pairs)
    policy, proven = branched(pairs, own, np.ones((3, *own.now.shape[2:]), dtype=bool))
    return _JOINT[policy], proven


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
