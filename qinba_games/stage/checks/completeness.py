"""Whether a list of the Nash equilibria of a game lacks none, without the solver.

Where every equilibrium that is listed is regular (supports of one size, no other action as good,
and what makes each player indifferent determined), their indices sum to one if and only if those
that are missing sum to zero (Shapley 1974). That is cheap in any game. It shows that one is
missing, but not that two of opposite signs are; in small games all supports of one size are tried
as well. Where an equilibrium is not regular nothing says that the list is whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from math import comb

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray, FloatArray, IntArray

#: Most pairs of supports that are tried: up to 7 x 7 actions.
_PAIRS = 4000
#: What is clearly not zero, of probabilities and of payoffs scaled to a range of one; and how far
#: two probabilities of one equilibrium may be apart.
_CLEAR, _SAME = 1e-9, 1e-6
#: Smallest margin of an equilibrium that is listed, and least precision of what determines it.
_LEAST, _CONDITION = 1e-12, 1e9

_MixedProfile = tuple[Array, ...]


def none_missing(payoffs: Array, listed: Sequence[_MixedProfile]) -> bool | None:
    """Whether it is certain that there are no other equilibria."""
    # None in games that are too large to try all supports, if only the indices say so.
    kept = _undominated(payoffs)
    active = [i for i, actions in enumerate(kept) if len(actions) > 1]
    if any(
        vector[k]
        for s in listed
        for vector, own in zip(s, kept, strict=True)
        for k in _out(vector, own)
    ):
        return False
    if len(active) > 2 or not listed:
        return False
    if not active:
        return len(listed) == 1
    left = payoffs[np.ix_(*kept, np.arange(payoffs.shape[-1]))]
    shape = [*(left.shape[i] for i in active), 1][:2]
    a, b = (_scaled(left[..., i].reshape(shape)) for i in [*active, active[0]][:2])
    if len(active) == 1:
        b = np.ones(shape)
    pairs = [(*(s[i][kept[i]].astype(float) for i in active), np.ones(1))[:2] for s in listed]
    signs = [_index(a, b, *pair) for pair in pairs]
    if 0 in signs or sum(signs) != 1:
        return False
    if comb(sum(shape), shape[0]) > _PAIRS:
        return None
    return all(_among(found, pairs) for found in _regular(a, b))


def _out(vector: Array, own: IntArray) -> IntArray:
    return np.setdiff1d(np.arange(len(vector)), own)


def _undominated(payoffs: Array) -> list[IntArray]:
    """Actions of each player that are left when no other one is better against all that is left."""
    kept = [np.arange(m) for m in payoffs.shape[:-1]]
    near = [_tolerance.tie(payoffs[..., i]) for i in range(len(kept))]
    while True:
        before = [len(actions) for actions in kept]
        for i in range(len(kept)):
            own = np.moveaxis(payoffs[..., i][np.ix_(*kept)], i, 0).reshape(len(kept[i]), -1)
            worse = [any((row + near[i] < other).all() for other in own) for row in own]
            kept[i] = kept[i][~np.array(worse)]
        if before == [len(actions) for actions in kept]:
            return kept


def _scaled(own: Array) -> FloatArray:
    """Payoffs between one and two, their differences taken before they become floats."""
    above = own - own.min()
    return np.asarray(1 + (above / above.max()).astype(float) if above.any() else 1 + above * 0.0)


def _index(a: FloatArray, b: FloatArray, x: FloatArray, y: FloatArray) -> int:
    """Index of an equilibrium; 0 if it is not regular."""
    rows, columns = np.flatnonzero(x > _LEAST), np.flatnonzero(y > _LEAST)
    if len(rows) != len(columns):
        return 0
    if not (_others_worse(a @ y, rows) and _others_worse(x @ b, columns)):
        return 0
    blocks = np.stack([side[np.ix_(rows, columns)] for side in (a, b)])
    if not np.linalg.cond(blocks).max() < 1 / _LEAST:
        return 0
    sign = int(np.linalg.slogdet(blocks)[0].prod())
    return sign if len(rows) % 2 else -sign


def _others_worse(replies: FloatArray, support: IntArray) -> bool:
    others = np.delete(replies, support)
    return bool((others < replies[support].min() - _LEAST).all())


def _among(found: tuple[FloatArray, FloatArray], pairs: Sequence[_MixedProfile]) -> bool:
    return any(
        abs(found[0] - x).max() <= _SAME and abs(found[1] - y).max() <= _SAME for x, y in pairs
    )


def _regular(a: FloatArray, b: FloatArray) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Equilibria that are found on supports of one size and hold by a clear margin."""
    for size in range(1, min(a.shape) + 1):
        rows, columns = (np.array(list(itertools.combinations(range(m), size))) for m in a.shape)
        rows, columns = np.repeat(rows, len(columns), axis=0), np.tile(columns, (len(rows), 1))
        y, fine = _mixed(a, rows, columns)
        x, clear = _mixed(b.T, columns, rows)
        fine &= clear
        yield from zip(x[fine], y[fine], strict=True)


def _mixed(own: FloatArray, rows: IntArray, columns: IntArray) -> tuple[FloatArray, BoolArray]:
    """Mixtures of the columns that make a player indifferent among its rows, and where it is so."""
    blocks = own[rows[:, :, None], columns[:, None, :]]
    sound = np.linalg.cond(blocks) < _CONDITION
    blocks = np.where(sound[:, None, None], blocks, np.eye(rows.shape[1]))
    weights = np.linalg.solve(blocks, np.ones((*rows.shape, 1)))[..., 0]
    total = weights.sum(axis=1, keepdims=True)
    sound &= abs(total[:, 0]) > _CLEAR
    weights = weights / np.where(sound[:, None], total, 1)
    mixture = np.zeros((len(rows), own.shape[1]))
    np.put_along_axis(mixture, columns, weights, axis=1)
    replies = mixture @ own.T
    value = np.take_along_axis(replies, rows, axis=1).min(axis=1)
    np.put_along_axis(replies, rows, -np.inf, axis=1)
    sound &= (weights > _CLEAR).all(axis=1) & (replies.max(axis=1) < value - _CLEAR)
    return mixture, sound
