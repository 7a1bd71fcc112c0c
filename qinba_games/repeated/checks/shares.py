"""What each member receives under a sharing rule, as checks compute it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...types import Array


def shares(
    rule: Any, merit: Array, best: Array, outside: Array, *, cost: Any = None, tie: Any = 0
) -> Array:
    """Shares of what an agreement yields; members along the last axis.

    Parameters
    ----------
    rule : str or array
        Fractions, or the name of a rule; "none" and "voluntary" leave what each member earns.
    merit : array
        What each member earns while the agreement is kept.
    best : array
        d: the best that each member can get by breaking it.
    outside : array
        w: what each member gets without it.
    cost : array, optional
        What contributing costs each member; for "proportional" only.
    tie : Number
        Temptations that sum to no more than this are none: all are then tempted alike.
    """
    joint = merit.sum(axis=-1, keepdims=True)
    surplus = joint - outside.sum(axis=-1, keepdims=True)
    alike = outside + surplus / merit.shape[-1]
    if not isinstance(rule, str):
        return np.asarray(rule * joint)
    if rule == "equal":
        return np.asarray(joint / merit.shape[-1] + 0 * merit)
    if rule == "surplus":
        return np.asarray(alike)
    if rule == "proportional":
        return np.asarray(joint * cost / cost.sum(axis=-1, keepdims=True))
    if rule == "optimal":
        above = best - outside
        whole = above.sum(axis=-1, keepdims=True)
        tempted = np.asarray(whole > tie, dtype=bool)
        parts = surplus * above / np.where(tempted, whole, 1 + 0 * whole)
        return np.asarray(np.where(tempted, outside + parts, alike))
    return merit
