r"""Imperfect public monitoring with transfers: every discount factor at once.

For a level of liquidity L let U(L) be the largest joint payoff of a profile that can be agreed on,
and v_i(L) the lowest payoff to which a profile holds player i. L supports itself at the discount
factor δ(L) = L / (L + U(L) - Σ v_i(L)), and the best equilibrium at δ is that of the largest L
with δ(L) <= δ. Under perfect monitoring U and v are staircases; here they are piecewise linear,
since more liquidity saves money from being burned, and a row of the table is a line.

Reference: S. Goldluecke and S. Kranz (2012), "Infinitely repeated games with public monitoring and
monetary transfers", Journal of Economic Theory 147, 1191-1221.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...repeated.solvers.thresholds import least_patience
from ...types import Array, Profile
from ..results import WorthBound
from .incentive_programme import SLOPE, PhaseCurve, ProfileProgramme


class LiquidityRow(NamedTuple):
    """What holds from `delta` on, up to the next row.

    Liquidity and everything else rise with the discount factor along a line: payoffs and rewards
    are their value at `liquidity` plus their slope times what there is more of it.
    """

    delta: Any
    liquidity: Any
    joint_payoff: Any
    joint_slope: Any
    #: Shape (n,).
    punishment_payoff: Array
    punishment_slope: Array
    profile: Profile | None  #: None: all leave
    punishment_profile: tuple[Profile, ...]  #: Empty where members can leave
    rewards: Array  #: shape (phases, n, signals): q_i(y) in agreement and in each punishment
    rewards_slope: Array


class _Segment(NamedTuple):
    """From `start` on the curve `curve` is the best one, on the line after its corner `corner`."""

    start: Any
    value: Any
    slope: Any
    curve: PhaseCurve
    corner: int


def monitoring_rows(
    payoffs: Array,  # shape (m_1, ..., m_n, n)
    probabilities: Array,  # shape (m_1, ..., m_n, signals): both `Fraction`s, or both floats
    # shape (n,): where members can leave, that is the punishment, and "all leave" a path
    outside: Array | None = None,
    *,
    balanced: bool = False,  # whether payments must add up to zero; False: money can be burned
) -> tuple[list[LiquidityRow], list[WorthBound]]:
    """Find every discount factor at which a better agreement becomes self-enforcing.

    Rows ascend in `delta`; there are none if there is no equilibrium in pure strategies at any. The
    bounds prove that no profile is worth more in any phase.

    Raises
    ------
    NotConvergedError
        If a linear programme is not solved, or has no rational solution that can be proved.

    Examples
    --------
    A dilemma in which one signal tells whether both cooperated, with some error:

    >>> import numpy as np
    >>> from qinba_games.monitoring.solvers.public_monitoring import monitoring_rows
    >>> payoffs = np.array([[[2.0, 2.0], [-1.0, 3.0]], [[3.0, -1.0], [0.0, 0.0]]])
    >>> good = np.array([[0.9, 0.2], [0.2, 0.1]])
    >>> rows, _ = monitoring_rows(payoffs, np.stack([good, 1 - good], axis=-1))
    >>> [(round(row.delta, 6), round(float(row.joint_payoff), 6), row.profile) for row in rows]
    [(0.0, 0.0, (1, 1)), (0.434783, 3.714286, (0, 0))]
    """
    joint, punishments, bounds = _curves(payoffs, probabilities, outside, balanced=balanced)
    tie = _tolerance.tie(payoffs)
    stairs = [_envelope(joint, 1, tie), *(_envelope(curves, -1, tie) for curves in punishments)]
    if not all(stairs):
        return [], bounds
    starts = sorted({line.start for lines in stairs for line in lines})
    pieces = [
        (level, [[line for line in lines if line.start <= level][-1] for lines in stairs])
        for level in starts
    ]
    return [_row(*piece, tie) for piece in _useful(pieces, tie)], bounds


def _curves(
    payoffs: Array, probabilities: Array, outside: Array | None, *, balanced: bool
) -> tuple[list[PhaseCurve], list[list[PhaseCurve]], list[WorthBound]]:
    """What every profile that matters is worth in every phase, for every liquidity; the proof."""
    playable, bounds = [], []
    for profile in np.ndindex(payoffs.shape[:-1]):
        one = ProfileProgramme(payoffs, probabilities, outside, profile, balanced)
        least, proof = one.least()
        bounds.append(proof)
        if least is not None:
            playable.append((one, least))
    joint = _worthwhile(playable, "joint", bounds)
    if outside is None:
        n = payoffs.shape[-1]
        return joint, [_worthwhile(playable, i, bounds) for i in range(n)], bounds
    nothing = 0 * np.outer(outside, probabilities[(0,) * len(outside)])
    away = [
        PhaseCurve(None, [0 * w], [w], [nothing], nothing[:, 0]) for w in (outside.sum(), *outside)
    ]
    # Where staying is as good, members stay.
    return [*joint, away[0]], [[curve] for curve in away[1:]], bounds


def _worthwhile(
    known: list[tuple[ProfileProgramme, Any]], phase: Any, bounds: list[WorthBound]
) -> list[PhaseCurve]:
    """Curves of one phase, in index order, without those that another one makes superfluous."""
    sign = 1 if phase == "joint" else -1
    most = [sign * one.limit(phase) for one, _ in known]
    best: list[PhaseCurve] = []
    for k in sorted(range(len(known)), key=lambda k: (-most[k], known[k][1], k)):
        one, least = known[k]
        if not any(c.levels[-1] <= least and sign * c.values[-1] >= most[k] for c in best):
            curve, proof = one.curve(phase, least)
            best.append(curve)
            bounds += proof
    return sorted(best, key=lambda curve: curve.profile or ())


def _envelope(curves: list[PhaseCurve], sign: int, tie: Any) -> list[_Segment]:
    """The best curve for every liquidity: the highest for sign 1, the lowest for sign -1."""
    levels = sorted({level for curve in curves for level in curve.levels})
    parts: list[_Segment] = []
    for start, end in zip(levels, [*levels[1:], math.inf], strict=False):
        lines = [_line(curve, start) for curve in curves if curve.levels[0] <= start]
        before = parts[-1].curve if parts else None
        here: _Segment | None = _best(lines, sign, tie, before)
        while here is not None:
            if not parts or parts[-1].curve is not here.curve or parts[-1].corner != here.corner:
                parts.append(here)
            here = _after(lines, here, sign, end, tie)
    return parts


def _line(curve: PhaseCurve, level: Any) -> _Segment:
    corner = sum(one <= level for one in curve.levels) - 1
    start, value, slope = curve.levels[corner], curve.values[corner], 0 * level
    if corner + 1 < len(curve.levels):
        slope = (curve.values[corner + 1] - value) / (curve.levels[corner + 1] - start)
    return _Segment(level, value + slope * (level - start), slope, curve, corner)


def _best(lines: list[_Segment], sign: int, tie: Any, before: PhaseCurve | None) -> _Segment:
    """Of the lines that are best where they start the one that stays so; rather no new one."""
    top = max(sign * line.value for line in lines)
    lines = [line for line in lines if sign * line.value >= top - tie]
    steepest = max(sign * line.slope for line in lines)
    lines = [line for line in lines if sign * line.slope >= steepest - (SLOPE if tie else 0)]
    return next((line for line in lines if line.curve is before), lines[0])


def _after(lines: list[_Segment], here: _Segment, sign: int, end: Any, tie: Any) -> _Segment | None:
    """The line that crosses `here` first, from the crossing on; None if none does before `end`."""
    crossing = []
    for line in lines:
        gain = sign * (line.slope - here.slope)
        if gain > (SLOPE if tie else 0):
            behind = sign * (here.value + here.slope * (line.start - here.start) - line.value)
            crossing.append((line.start + behind / gain, -gain, line))
    at, _, line = min(crossing, key=lambda entry: entry[:2], default=(end, 0, here))
    if at >= end:
        return None
    at = max(at, here.start)
    return line._replace(start=at, value=line.value + line.slope * (at - line.start))


def _useful(
    pieces: list[tuple[Any, list[_Segment]]], tie: Any
) -> list[tuple[Any, Any, list[_Segment]]]:
    """Pieces that begin at a discount factor below 1 and below that of all higher liquidity."""
    slack = _tolerance.DISCOUNT if tie else 0
    survivors: list[tuple[Any, Any, list[_Segment]]] = []
    bound: Any = 1
    for level, segments in reversed(pieces):
        room, *punishments = (line.value + line.slope * (level - line.start) for line in segments)
        delta = least_patience(level, room - sum(punishments), tie)
        if delta < bound:
            bound = delta - slack if slack else delta
            survivors.append((delta, level, segments))
    return survivors[::-1]


def _row(delta: Any, level: Any, segments: list[_Segment], tie: Any) -> LiquidityRow:
    values = [line.value + line.slope * (level - line.start) for line in segments]
    phases = [line for line in segments if line.curve.profile is not None] or segments[:1]
    rewards = [_rewards(line, level) for line in phases]
    # Nothing to lose, nothing to pay: there is no more liquidity for anything to grow with.
    grows = int(level > 0 or values[0] - sum(values[1:]) > tie)
    return LiquidityRow(
        delta,
        level,
        values[0],
        grows * segments[0].slope,
        np.array(values[1:]),
        np.array([grows * line.slope for line in segments[1:]]),
        segments[0].curve.profile,
        tuple(p for line in segments[1:] if (p := line.curve.profile) is not None),
        np.array([reward for reward, _ in rewards]),
        np.array([grows * slope for _, slope in rewards]),
    )


def _rewards(line: _Segment, level: Any) -> tuple[Array, Array]:
    """Rewards at a level of liquidity, and by how much they grow per unit of it."""
    curve, k = line.curve, line.corner
    slope = np.outer(curve.growth, np.ones(curve.rewards[k].shape[1], dtype=np.int64))
    if k + 1 < len(curve.levels):
        slope = (curve.rewards[k + 1] - curve.rewards[k]) / (curve.levels[k + 1] - curve.levels[k])
    return curve.rewards[k] + slope * (level - curve.levels[k]), slope
