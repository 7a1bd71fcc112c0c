"""A repeated game with transfers, read once more: what is upheld at every discount factor.

A row is a profile or, where members can leave, that all do. It needs what its members together gain
by their best deviations. With the rows that need at most l members reach U(l) together, and can
hold each other to v(l); these rows uphold each other exactly if

    (1 - delta) l <= delta (U(l) - sum v(l)),

which is so from a threshold on. At delta the last level whose threshold is not above it is upheld
and nothing beyond: the rows above are eliminated, one level after the other, by what remains.
"""

from __future__ import annotations

import bisect
import itertools
import math
import operator
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _exact, _tolerance
from ..types import Array, IntArray, Profile

#: All rows are put in order where there are so few.
_SMALL = 64


class NeedLevels:
    """The levels of need at which rows bring more together, or a harsher punishment."""

    # Payoffs have shape (m_1, ..., m_n, n); who is `free` can leave. Numbers are integers over
    # `unit` if `exact`, else floats, which count from `base`, the least that each member can be
    # held to.
    def __init__(self, payoffs: Array, outside: Any, free: Any = True, *, exact: bool) -> None:
        n = payoffs.shape[-1]
        self.exact, self.unit, flat = exact, 1, payoffs.ravel()
        if outside is not None:
            flat = np.concatenate([flat, outside])
        if exact:
            flat, self.unit = _exact.in_integers(flat, 4 * n)
        g, w = flat[: payoffs.size].reshape(payoffs.shape), flat[payoffs.size :]
        leaves = np.full(n, fill_value=bool(w.size)) & free
        joint, best = _rows(g, w, leaves)
        self.shape, self.together = payoffs.shape[:-1], joint
        self.base = np.where(leaves, w, best.min(axis=1)) if w.size else best.min(axis=1)
        rows = _exact.sum_of(list(best)) - joint
        order = rows.argsort() if rows.size <= _SMALL else _few(rows, joint, best[~leaves])
        need, joint = rows[order], joint[order]
        if not exact:  # what only rounding keeps from nothing
            need[need <= self.rounding(joint + need, joint)] = 0
        # What is the most is the least of its negative.
        ends = np.minimum.accumulate(np.vstack([-joint, best[:, order]]), axis=1)
        if leaves.any():
            ends[1:][leaves] = self.base[leaves, None]
        improves = (ends[:, 1:] != ends[:, :-1]).any(axis=0)
        at = [0, *(1 + improves.nonzero()[0])]
        ends = ends[:, at]
        self.rows = rows  #: shape (rows,): what each needs, that all leave last
        self.need, self.joint, self.least = need[at], -ends[0], ends[1:].T
        self._thresholds()

    def _thresholds(self) -> None:
        """From where on a level or one above it is upheld, for certain and perhaps."""
        loss = self.joint - self.least.sum(axis=1)
        self.start = self.thresholds(self.need, loss)
        if self.exact:
            self.surely = self.perhaps = _from_then_on(self.start)
            return
        rounding = self.rounding(self.base.sum() + self.need + abs(loss)) + self._lost()
        # What is worth no more than it leaves is upheld at no patience, unless it needs none.
        given = np.array(self.start)
        sound = (loss > rounding) | (given == 0)
        start = np.where(sound, given, math.inf)
        total = self.need + np.maximum(loss, 0)
        error = _tolerance.CHECK + rounding / np.where(total > 0, total, 1)
        self.surely = _from_then_on((start + error).tolist())
        self.perhaps = _from_then_on((start - error).tolist())

    def rounding(self, *sums: Any) -> Any:
        """What may be rounding of sums over members."""
        if self.exact:
            return 0
        terms = (value - self.base.sum() for value in sums)
        return _tolerance.meeting(_tolerance.TIE, *terms, floor=abs(self.base).sum())

    def _lost(self) -> Any:
        """What each level may lose when what members have is taken from what they have together."""
        return _tolerance.meeting(0.0, floor=abs(self.joint) + abs(self.least).sum(axis=1))

    def thresholds(self, need: Any, loss: Array) -> list[Any]:
        """Least patience at which losing `room` ever after outweighs gaining `need` once."""
        pairs = [*zip((need + 0 * loss).tolist(), loss.tolist(), strict=True)]
        if self.exact:
            return [_least(*one, 0, ratio=Fraction) for one in pairs]
        rounding = self.rounding(self.base.sum() + need + abs(loss)) + self._lost()
        three = zip(pairs, rounding.tolist(), strict=True)
        return [_least(*one, tolerance, ratio=operator.truediv) for one, tolerance in three]

    def last(self, delta: Any, *, at: bool = True, surely: bool = True) -> int:
        """The last level that is upheld at `delta`, or else below it; -1 if there is none."""
        starts = self.surely if surely else self.perhaps
        side = bisect.bisect_right if at and self.exact else bisect.bisect_left
        return side(starts, delta) - 1

    def better(self, level: int, joint: Any, least: Any) -> tuple[bool, Any]:
        """Whether a level brings more than these values; how much more members have together."""
        if level < 0:
            return False, 0
        rounding: Any = 0
        if not self.exact:
            floor = abs(self.base)
            rounding = _tolerance.meeting(_tolerance.TIE, least - self.base, floor=floor)
        gain = self.joint.item(level) - joint
        more = bool(gain > self.rounding(joint))
        return more or bool((self.least[level] < least - rounding).any()), gain if more else 0

    def amounts(self, profile: Profile) -> tuple[int, int]:
        """What members together gain by breaking it, and have while they keep it, if exact."""
        row = np.ravel_multi_index(profile, self.shape)
        return self.rows.item(row), self.together.item(row)

    def patience(self, need: Any, joint: Any) -> tuple[Any, int]:
        """Least patience at which a profile is played for ever, and the level that upholds it."""
        own = self.thresholds(need, joint - self.least.sum(axis=1))
        each = [*map(max, self.start, own)]
        least = min(each)
        return least, each.index(least)

    def gain(self, need: Any, joint: Any, delta: Any) -> Any:
        """What members together gain at `delta` by breaking an agreement; endless where all is."""
        upheld = [k for k, start in enumerate(self.start) if start <= delta]
        if not upheld:
            return math.inf
        least = self.least[upheld[-1]].sum()
        if isinstance(least, np.generic):  # beside Fractions it is slow, and may overflow
            least = least.item()
        return (1 - delta) * need - delta * (joint - least)


def _few(rows: Array, joint: Array, best: Array) -> IntArray:
    """Rows in ascending order of what they need; whatever needs more than these is no better."""
    ends = [(joint, joint.max()), *((own, own.min()) for own in best)]
    most = max(rows[values == end].min() for values, end in ends)
    few = np.flatnonzero(rows <= most)
    return np.asarray(few[np.argsort(rows[few])])


def _least(need: Any, loss: Any, rounding: Any, ratio: Any) -> Any:
    if need <= rounding:
        return ratio(0, 1) if loss >= -rounding else math.inf
    return ratio(need, need + loss) if loss > rounding else math.inf


def _rows(g: Array, w: Array, leaves: Any) -> tuple[Array, Array]:
    """What members reach together, (rows,), and the best that each can do instead, (n, rows)."""
    own = _exact.by_member(g)
    best: Array = np.empty(own.shape, dtype=own.dtype)
    for i, one in enumerate(own):
        best[i] = _exact.highest(one, i)
    best = best.reshape(len(own), -1)
    joint = _exact.sum_of(list(own)).ravel()
    if not leaves.any():
        return joint, best
    best[leaves] = np.maximum(best[leaves], w[leaves, None])
    return np.append(joint, w.sum()), np.column_stack([best, w])


def _from_then_on(starts: list[Any]) -> list[Any]:
    return [*itertools.accumulate(starts[::-1], min)][::-1]
