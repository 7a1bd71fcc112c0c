"""Whoever is willing joins, again and again: the closure of a set under monotone best replies."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...types import Array, BoolArray


class Numbers(NamedTuple):
    """Influence and thresholds, ints if all is rational; `room` for rounding."""

    influence: Array  #: shape (n, n)
    threshold: Array  #: shape (n,)
    #: shape (n,): small parts of the thresholds: what is felt is a sum of what is not negative
    room: Array
    unit: int  #: how many of these units are one


def numbers(influence: Array, threshold: Array) -> Numbers:
    """Write exact numbers as ints over one denominator; leave others as floats."""
    if _tolerance.is_exact(influence) and _tolerance.is_exact(threshold):
        both = np.concatenate([part.ravel() for part in (influence, threshold)])
        whole, unit = _exact.over_common_denominator(both, len(threshold) + 1)
        table = whole[: influence.size].reshape(influence.shape)
        limit = whole[influence.size :]
        return Numbers(np.asfortranarray(table), limit, 0 * limit, unit)
    b, limit = influence.astype(float), threshold.astype(float)
    room = _tolerance.meeting(_tolerance.TIE, limit, limit)
    return Numbers(np.asfortranarray(b), limit, room, 1)


def willing(given: Numbers, inside: BoolArray) -> BoolArray:
    """Who is willing if these are in."""
    felt = given.influence[:, inside].sum(axis=1)
    return np.asarray(felt >= given.threshold - given.room, dtype=bool)


def ascent(given: Numbers, start: BoolArray) -> tuple[BoolArray, int]:
    """Who is in after all who are willing have joined `start`, who stay, and in how many rounds.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.network.solvers.best_replies import ascent, numbers
    >>> chain = numbers(np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]]), np.array([1, 1, 1]))
    >>> inside, rounds = ascent(chain, np.array([True, False, False]))
    >>> inside.tolist(), rounds
    ([True, True, True], 2)
    """
    inside, rounds = start.copy(), 0
    felt = given.influence[:, inside].sum(axis=1) - (given.threshold - given.room)
    while True:
        new = (felt >= 0) & ~inside
        if not new.any():
            return inside, rounds
        felt = felt + given.influence[:, new].sum(axis=1)
        inside, rounds = inside | new, rounds + 1


def after_exits(given: Numbers) -> tuple[BoolArray, int]:
    """Who is in after all who are not willing have left, from everybody, and in how many rounds."""
    inside, rounds = np.ones(len(given.threshold), dtype=bool), 0
    while True:
        after = inside & willing(given, inside)
        if (after == inside).all():
            return inside, rounds
        inside, rounds = after, rounds + 1
