"""Repeated games with voluntary transfers: every discount factor at once, and the payments.

A profile is enforceable with joint payoff U and punishment payoffs v exactly when
(1 - delta) L <= delta (U - sum v). What counts of a profile is thus its liquidity requirement L,
and for a level l of it U(l) = max{G(a): L(a) <= l}, v_i(l) = min{c_i(a): L(a) <= l} and
delta(l) = l / (l + U(l) - sum v(l)).
U and v are staircases in l; the table keeps the steps that no higher level makes superfluous.

Reference: S. Goldluecke and S. Kranz (2012), "Infinitely repeated games with public monitoring and
monetary transfers", Journal of Economic Theory 147, 1191-1221 (section on perfect monitoring).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...stage.solvers.minmax import StageQuantities
from ...types import Array, IntArray, Profile
from .thresholds import least_patience

#: So many points are sorted as they are; of more the dominated ones are left out before.
_FEW = 1000


class _TransferRow(NamedTuple):
    """One row: what holds from `delta` on, in units of 1/denominator except `delta`."""

    delta: Any
    joint: Any
    punishment: list[Any]
    liquidity: Any
    profile: Any
    punishments: Any


class _LossStep(NamedTuple):
    """From `level` on the smallest loss, of -G or c_i, is `loss`, reached at index `at`."""

    level: Any
    loss: Any
    at: int


def discount_rows(
    # with outside values the punishment is that all leave, and "all leave" is also a path
    stage: StageQuantities,
) -> list[_TransferRow]:
    """Find every discount factor at which a better agreement becomes self-enforcing.

    Ascending in `delta`; empty if there is no pure equilibrium at any discount factor.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.stage.solvers.minmax import stage_quantities
    >>> from qinba_games.repeated.solvers.voluntary_transfers import discount_rows
    >>> dilemma = np.array([[[9, 9], [1, 10]], [[10, 1], [3, 3]]])
    >>> [(str(row.delta), int(row.joint)) for row in discount_rows(stage_quantities(dilemma))]
    [('0', 6), ('1/7', 18)]
    """
    least = _least(stage)
    levels = _useful_levels(stage, least)
    punished = [
        _punishments(stage, i, set(steps), least[i])
        for i, steps in enumerate(zip(*(steps for *_, steps in levels), strict=True))
    ]
    rows = []
    for delta, liquidity, agreed, steps in levels:
        punishment = _punishment_payoffs(stage, steps)
        profile = _profile(agreed.at, stage) if agreed.at >= 0 else None
        against = tuple(known[step] for known, step in zip(punished, steps, strict=True))
        rows.append(_TransferRow(delta, -agreed.loss, punishment, liquidity, profile, against))
    return rows


def critical_delta(stage: StageQuantities, joint: Any, liquidity: Any) -> Any:
    """Least discount factor at which a profile is played for ever; infinite if there is none.

    `joint` is G of the profile, `liquidity` is L.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.stage.solvers.minmax import stage_quantities
    >>> from qinba_games.repeated.solvers.voluntary_transfers import critical_delta
    >>> dilemma = np.array([[[9, 9], [1, 10]], [[10, 1], [3, 3]]])
    >>> print(critical_delta(stage_quantities(dilemma), 18, 2))
    1/7
    """
    levels = _useful_levels(stage, _least(stage))
    ends = [start for start, *_ in levels[1:]] + [1]
    pairs = zip(levels, ends, strict=False)  # without levels there is nothing to try
    for (start, _, _, punished), end in pairs:
        punishment = sum(_punishment_payoffs(stage, punished))
        least = least_patience(liquidity, joint - punishment, stage.near(joint, punishment))
        if least < end:
            return max(least, start)
    return math.inf


def _least(stage: StageQuantities) -> list[Array]:
    """The least L over what each player does; its axis is kept, with length 1."""
    if all(stage.leaving):
        return [stage.liquidity] * len(stage.best)
    return [_exact.lowest(stage.liquidity, i) for i in range(len(stage.best))]


def _useful_levels(
    stage: StageQuantities, least: list[Array]
) -> list[tuple[Any, Any, _LossStep, tuple[_LossStep, ...]]]:
    """Levels whose discount factor, first here, is below 1 and below that of every higher level."""
    slack = 0 if stage.exact else _tolerance.DISCOUNT
    levels = []
    bound: Any = 1
    for liquidity, agreed, *punished in reversed(_levels(stage, least)):
        joint, punishment = -agreed.loss, sum(_punishment_payoffs(stage, punished))
        delta = least_patience(liquidity, joint - punishment, stage.near(joint, punishment))
        if delta < bound:
            bound = delta - slack if slack else delta
            levels.append((delta, liquidity, agreed, tuple(punished)))
    return levels[::-1]


def _levels(stage: StageQuantities, least: list[Array]) -> list[tuple[Any, ...]]:
    """Every level at which a staircase has a step, and the steps that are reached there."""
    stairs = [_joint_steps(stage)]
    stairs += [_worst_steps(stage, i, least[i]) for i, free in enumerate(stage.leaving) if not free]
    at = [{step.level: step for step in steps} for steps in stairs]
    reached = [steps[0] for steps in stairs]  # all begin at the smallest L
    levels = []
    for level in sorted(set().union(*at)):
        reached = [steps.get(level, last) for steps, last in zip(at, reached, strict=True)]
        levels.append((level, *reached))
    return levels


def _punishment_payoffs(stage: StageQuantities, steps: Iterable[_LossStep]) -> list[Any]:
    if all(stage.leaving):
        return list(stage.outside.tolist())
    queue = iter(steps)
    return [
        stage.outside[i].item() if free else next(queue).loss
        for i, free in enumerate(stage.leaving)
    ]


def _joint_steps(stage: StageQuantities) -> list[_LossStep]:
    level, loss = stage.liquidity.ravel(), -stage.joint.ravel()
    if not any(stage.leaving):
        return _descend(stage, level, loss)
    leaving = -stage.outside.sum()
    free = loss[level <= 0]
    # Leaving is a path of its own; where staying is as good and needs nothing, members stay.
    if free.size and free.min() <= leaving + stage.near(-free.min(), -leaving):
        return _descend(stage, level, loss)
    steps = _descend(stage, np.append(level, 0 * leaving), np.append(loss, leaving))
    return [step._replace(at=-1) if step.at == level.size else step for step in steps]


def _worst_steps(stage: StageQuantities, i: int, least: Array) -> list[_LossStep]:
    # c_i does not depend on what i does: of its actions only the one with the least L matters.
    level, loss = least.ravel(), stage.best[i].ravel()
    if any(stage.leaving):  # the others leave
        level, loss = np.append(level, 0 * level[:1]), np.append(loss, stage.outside[i])
    return _descend(stage, level, loss, i)


def _descend(stage: StageQuantities, level: Array, loss: Array, i: Any = None) -> list[_LossStep]:
    """Steps at which the smallest loss so far, of i or of all together, falls, by rising level."""
    few = range(level.size) if level.size < _FEW else _undominated(level, loss).tolist()
    if level.size >= _FEW:
        level, loss = level[few], loss[few]
    steps: list[_LossStep] = []
    sign = -1 if i is None else 1  # losses of all are payoffs with the other sign
    # Of equal levels the smallest loss comes first, of equal losses the first profile.
    for need, lost, at in sorted(zip(level.tolist(), loss.tolist(), few, strict=True)):
        last = steps[-1].loss if steps else None
        if last is not None and lost < last:
            last = None if last - lost > stage.near(sign * lost, sign * last, of=i) else last
        if last is None:
            steps.append(_LossStep(need, lost, at))
    return steps


def _undominated(level: Array, loss: Array) -> IntArray:
    """Indices that survive a comparison with a few good points: far fewer to sort than all."""
    alive = np.arange(level.size)
    for gain, need in ((1, 1), (1, 4), (4, 1)):
        pivot = np.argmin(gain * loss + need * level)
        survivors = (level < level[pivot]) | (loss < loss[pivot])
        survivors[pivot] = True
        alive, level, loss = alive[survivors], level[survivors], loss[survivors]
    # A step can only be where the running minimum falls.
    order = np.lexsort((loss, level))
    return alive[order][loss[order] <= np.minimum.accumulate(loss[order])]


def _punishments(
    stage: StageQuantities, i: int, steps: set[_LossStep], least: Array
) -> dict[_LossStep, Profile]:
    """For each step the profile that punishes i: smallest L, then first in index order."""
    top = max((step.level for step in steps), default=0)
    few = np.flatnonzero(least <= top + stage.near(top + stage.origin()[0]))
    level, loss = least.ravel()[few], stage.best[i].ravel()[few]
    lines = np.moveaxis(stage.liquidity, i, -1)
    profiles = {}
    for step in steps:
        near = stage.near(step.loss, of=i), stage.near(step.level + stage.origin()[0])
        low = (loss <= step.loss + near[0]) & (level <= step.level + near[1])
        options = list(np.unravel_index(few[low], least.shape))
        own = lines[(*options[:i], *options[i + 1 :])].reshape(-1, lines.shape[-1])
        options[i] = own.argmin(axis=1)
        first = np.ravel_multi_index(tuple(options), stage.joint.shape).min()
        profiles[step] = _profile(first, stage)
    return profiles


def _profile(at: Any, stage: StageQuantities) -> Profile:
    return tuple(int(a) for a in np.unravel_index(int(at), stage.joint.shape))


def payments(
    # shape (phases, n): g(a) of the agreed profile and, where there are punishment phases, of
    # each of them
    payoffs: Array,
    # shape (phases, n): c(a) - g(a), or max(c(a), w) - g(a) where members can leave: forfeited
    # after a deviation. What only rounding keeps from 0 is 0: of two members one may have far
    # more than the other
    temptation: Array,
    v: Array,  # shape (n,): punishment payoffs
    delta: Any,
    tie: Any,  # the group can enforce nothing if what it can is worth no more
) -> tuple[Array, Array]:
    """Payments after play that carry an agreement and the punishments behind it.

    The group can enforce payments worth L* = delta / (1 - delta) (G - sum v) in total. In every
    phase each member keeps a part of L* that covers its temptation and pays what remains of the
    most that it would ever pay.

    What each member pays after everybody complied, and after its own deviation.
    """
    total = delta / (1 - delta) * (payoffs[0].sum() - v.sum())
    if total <= tie:
        return 0 * payoffs, 0 * payoffs
    parts = np.stack([_parts(temptation[0], total)] * len(payoffs))
    for k in range(1, len(payoffs)):
        own, others = k - 1, np.arange(len(v)) != k - 1
        parts[k, own] = temptation[k, own]
        parts[k, others] = _parts(temptation[k, others], total - parts[k, own])
    most = delta * (parts[0] + payoffs[0] - v)
    return most - parts, most - parts + temptation


def _parts(temptation: Array, total: Any) -> Array:
    """`total` in proportion to temptation, in equal parts where nobody is tempted."""
    if temptation.sum() <= 0:
        temptation = 0 * temptation + 1
    return np.asarray(total * temptation / temptation.sum())
