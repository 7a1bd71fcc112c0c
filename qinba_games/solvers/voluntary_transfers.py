"""Repeated games with voluntary transfers: every discount factor at once, and the payments.

A profile is enforceable with joint payoff U and punishment payoffs v iff
(1 - delta) L <= delta (U - sum v). What counts of a profile is thus its liquidity requirement L,
and for a level l of it U(l) = max{G(a): L(a) <= l}, v_i(l) = min{c_i(a): L(a) <= l} and
delta(l) = l / (l + U(l) - sum v(l)).
U and v are staircases in l; the table keeps the steps that no higher level makes superfluous.

Reference: S. Goldluecke and S. Kranz (2012), "Infinitely repeated games with public monitoring and
monetary transfers", Journal of Economic Theory 147, 1191-1221 (section on perfect monitoring).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from .. import _tolerance
from ..types import Array, IntArray, Profile
from .incentives import least_patience
from .minmax import StageQuantities


class Row(NamedTuple):
    """One row: what holds from `delta` on, in units of 1/denominator except `delta`."""

    delta: Any
    joint: Any
    punishment: list[Any]
    liquidity: Any
    profile: Any
    punishments: Any


class _Steps(NamedTuple):
    """A staircase: at `level[k]` the best value becomes `value[k]`, reached at position `at[k]`.

    `least` holds the levels of all candidates, those that are no step included.
    """

    level: Array
    value: Array
    at: IntArray
    least: Array

    def reached(self, levels: Array) -> IntArray:
        """Index of the last step at or below each level."""
        return np.asarray(np.searchsorted(self.level, levels, side="right")) - 1


def discount_rows(stage: StageQuantities) -> list[Row]:
    """Find every discount factor at which a better agreement becomes self-enforcing.

    Parameters
    ----------
    stage : StageQuantities
        With outside values the punishment is that all leave, and "all leave" is also a path.

    Returns
    -------
    list of Row
        Ascending in `delta`; empty if there is no pure equilibrium at any discount factor.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.solvers.minmax import stage_quantities
    >>> from qinba_games.solvers.voluntary_transfers import discount_rows
    >>> dilemma = np.array([[[9, 9], [1, 10]], [[10, 1], [3, 3]]])
    >>> [(str(row.delta), int(row.joint)) for row in discount_rows(stage_quantities(dilemma))]
    [('0', 6), ('1/7', 18)]
    """
    joint = _joint_steps(stage)
    n = stage.payoffs.shape[-1]
    worst = [] if stage.outside is not None else [_worst_steps(stage, i) for i in range(n)]
    levels = np.unique(np.concatenate([steps.level for steps in (joint, *worst)]))
    agreed, punished = joint.reached(levels), [steps.reached(levels) for steps in worst]
    U, v = joint.value[agreed], [s.value[k] for s, k in zip(worst, punished, strict=True)]
    if stage.outside is not None:
        v = [np.full_like(U, w) for w in stage.outside]
    deltas = _threshold(stage, levels, U - sum(v))
    kept = [
        Row(deltas[r], U[r], [vi[r] for vi in v], levels[r], agreed[r], [k[r] for k in punished])
        for r in _useful(deltas, 0 if stage.exact else _tolerance.DISCOUNT)
    ]
    return _resolved(stage, kept, joint, worst)


def _useful(deltas: Array, slack: Any) -> list[int]:
    """Levels whose discount factor is below 1 and below that of every higher level, ascending."""
    kept: list[int] = []
    least: Any = 1
    for r in range(len(deltas) - 1, -1, -1):
        if deltas[r] < least - slack:
            least = deltas[r]
            kept.append(r)
    return kept[::-1]


def critical_delta(stage: StageQuantities, rows: list[Row], joint: Any, liquidity: Any) -> Any:
    """Least discount factor at which a profile is played for ever; infinite if there is none.

    Parameters
    ----------
    stage : StageQuantities
    rows : list of Row
        From `discount_rows`.
    joint, liquidity : Number
        G and L of the profile.
    """
    ends = [row.delta for row in rows[1:]] + [1]
    for row, end in zip(rows, ends, strict=False):  # without rows there is nothing to try
        own = _threshold(stage, liquidity, joint - sum(row.punishment))
        if max(own, row.delta) < end:
            return max(own, row.delta)
    return math.inf


def _threshold(stage: StageQuantities, liquidity: Any, room: Any) -> Any:
    return least_patience(stage.numbers(liquidity), stage.numbers(room), stage.tie)


def _joint_steps(stage: StageQuantities) -> _Steps:
    level, value = stage.liquidity.ravel(), stage.joint.ravel()
    at = np.arange(level.size)
    if stage.outside is not None:
        leaving = stage.outside.sum()
        free = value[level <= stage.tie]
        # Leaving is a path of its own; where staying is as good and needs nothing, members stay.
        if not free.size or free.max() < leaving - stage.tie:
            level, value = np.append(level, 0 * leaving), np.append(value, leaving)
            at = np.append(at, -1)
    order = _climb(level, value, stage.tie)
    return _Steps(level[order], value[order], at[order], level)


def _worst_steps(stage: StageQuantities, i: int) -> _Steps:
    # c_i does not depend on what i does: of his actions only the one with the least L matters.
    least = stage.liquidity.min(axis=i, keepdims=True)
    level, value = least.ravel(), stage.best[i].ravel()
    order = _climb(level, -value, stage.tie)
    return _Steps(level[order], value[order], order, least)


def _climb(level: Array, value: Array, tie: Any) -> IntArray:
    """Indices at which the running maximum of `value` rises by more than `tie`, by rising level."""
    candidates = _undominated(level, value)
    ascending = candidates[np.argsort(-value[candidates], kind="stable")]
    ascending = ascending[np.argsort(level[ascending], kind="stable")]
    heights = value[ascending]
    steps: list[int] = []
    for k in np.flatnonzero(heights >= np.maximum.accumulate(heights)):
        if not steps or heights[k] > heights[steps[-1]] + tie:
            steps.append(int(k))
    return ascending[steps]


def _undominated(level: Array, value: Array) -> IntArray:
    """Indices that survive a comparison with a few good points: far fewer to sort than all."""
    alive = np.arange(level.size)
    for gain, need in ((1, 1), (1, 4), (4, 1)):
        if alive.size < 1000:
            break
        pivot = alive[np.argmax(gain * value[alive] - need * level[alive])]
        better = (level[alive] < level[pivot]) | (value[alive] > value[pivot])
        alive = alive[better | (alive == pivot)]
    return alive


def _resolved(
    stage: StageQuantities, rows: list[Row], joint: _Steps, worst: list[_Steps]
) -> list[Row]:
    """The rows with profiles in place of indices of steps."""
    places = {row.profile: joint.at[row.profile] for row in rows}
    agreed = {k: _profile(at, stage) if at >= 0 else None for k, at in places.items()}
    punished = [
        _punishments(stage, i, steps, {row.punishments[i] for row in rows})
        for i, steps in enumerate(worst)
    ]
    return [
        row._replace(
            profile=agreed[row.profile],
            punishments=tuple(p[k] for p, k in zip(punished, row.punishments, strict=True)),
        )
        for row in rows
    ]


def _punishments(
    stage: StageQuantities, i: int, steps: _Steps, used: set[int]
) -> dict[int, Profile]:
    """For each used step the profile that punishes i: smallest L, then first in index order."""
    lines = np.moveaxis(stage.liquidity, i, -1)
    found = {}
    for k in used:
        low_enough = stage.best[i] <= steps.value[k] + stage.tie
        options = np.argwhere(low_enough & (steps.least <= steps.level[k] + stage.tie)).T
        own = lines[tuple(np.delete(options, i, axis=0))].reshape(-1, lines.shape[-1])
        options[i] = own.argmin(axis=1)
        found[k] = _profile(np.ravel_multi_index(tuple(options), stage.joint.shape).min(), stage)
    return found


def _profile(at: Any, stage: StageQuantities) -> Profile:
    return tuple(int(a) for a in np.unravel_index(int(at), stage.joint.shape))


def payments(
    payoffs: Array, temptation: Array, v: Array, delta: Any, tie: Any
) -> tuple[Array, Array]:
    """Payments after play that carry an agreement and the punishments behind it.

    The group can enforce payments worth L* = delta / (1 - delta) (G - sum v) in total. In every
    phase each member keeps a part of L* that covers his temptation and pays what remains of the
    most that he would ever pay.

    Parameters
    ----------
    payoffs : array, shape (phases, n)
        g(a) of the agreed profile and, where there are punishment phases, of each of them.
    temptation : array, shape (phases, n)
        c(a) - g(a), or max(c(a), w) - g(a) where members can leave: forfeited after a deviation.
    v : array, shape (n,)
        Punishment payoffs.
    delta, tie : Number

    Returns
    -------
    compliance, deviation : arrays, shape (phases, n)
        What each member pays after everybody complied, and after his own deviation.
    """
    total = delta / (1 - delta) * (payoffs[0].sum() - v.sum())
    if total <= tie:
        return 0 * payoffs, 0 * payoffs
    kept = np.stack([_parts(temptation[0], total, tie)] * len(payoffs))
    for k in range(1, len(payoffs)):
        own, others = k - 1, np.arange(len(v)) != k - 1
        kept[k, own] = temptation[k, own]
        kept[k, others] = _parts(temptation[k, others], total - kept[k, own], tie)
    most = delta * (kept[0] + payoffs[0] - v)
    return most - kept, most - kept + temptation


def _parts(temptation: Array, total: Any, tie: Any) -> Array:
    """`total` in proportion to temptation, in equal parts where nobody is tempted."""
    if temptation.sum() <= tie:
        temptation = 0 * temptation + 1
    return np.asarray(total * temptation / temptation.sum())
