r"""The form of every check of an equilibrium: a finite strategy, and what else could be done.

A strategy is unrolled into nodes. In each the members get something and the play goes on to others,
so that their values solve a linear system,

    V = reward + move V.

Nobody may gain by one deviation, whatever it is that follows it; by the one-shot deviation
principle (Blackwell 1965) nobody then gains by any other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..types import Array
from . import linear
from .findings import Finding


class Play(NamedTuple):
    """A strategy of one game, or of many of one shape on leading axes.

    Attributes
    ----------
    reward : array, shape (..., nodes, members)
        What each member gets in a period, times 1 - delta.
    move : array, shape (..., nodes, nodes)
        Chances of the next node, times delta (times 1 if it is reached within the period).
    """

    reward: Array
    move: Array

    def values(self) -> Array:
        """What playing on from each node is worth to each member."""
        if self.move.dtype == object:
            return linear.solve(np.eye(self.move.shape[-1], dtype=int) - self.move, self.reward)
        return np.asarray(np.linalg.solve(np.eye(self.move.shape[-1]) - self.move, self.reward))


class Deviation(NamedTuple):
    """One thing that can be done instead, in every node.

    Attributes
    ----------
    member : str or None
        Whose it is; None if all have a part in it.
    action : str
    gain : array, shape (..., nodes)
        What it adds to the value of the node; -inf where it cannot be done.
    allowed : Number, array of the shape of `gain`, or None
        Gains up to this are rounding; None: what is allowed for all.
    """

    member: Any
    action: str
    gain: Array
    allowed: Any = None


def worst(deviations: Sequence[Deviation], allowed: Any, where: Callable[..., Any]) -> Finding:
    """The deviation that exceeds most what is allowed; of equal ones the first of the first node.

    Parameters
    ----------
    deviations : sequence of Deviation
    allowed : Number, or array of the shape of the leading axes
    where : callable
        What a node is called, from its indices.
    """
    gains = np.stack([deviation.gain for deviation in deviations], axis=-1)
    general, shape = np.asarray(allowed)[..., None], gains.shape[:-1]
    each = [general if deviation.allowed is None else deviation.allowed for deviation in deviations]
    accepted = np.stack([np.broadcast_to(own, shape) for own in each], axis=-1)
    over = gains - accepted if np.any(accepted != 0) else gains
    # What is no number is no proof either, and nothing is worse.
    index = np.unravel_index(
        int(np.argmax(np.where(over >= -math.inf, over, math.inf))), over.shape
    )
    *node, kind = (int(k) for k in index)
    chosen = deviations[kind]
    # A numpy integer cannot be compared with the large integers of a Fraction.
    slack = np.asarray(accepted[index]).item()
    return Finding(gains[index], slack, chosen.member, where(*node), chosen.action)
