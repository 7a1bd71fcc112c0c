"""Three or four members that insure each other: weights on a grid.

Today's weights λ are those of yesterday, raised as little as possible for members that would leave,
and λ_i u'(c_i) is equal for all. No finite set of numbers carries the values of such a contract, so
that weights are rounded to a grid: between its points tomorrow's are drawn, with the chances that
keep λ_i/λ_n on average. That is a contract too, and every value of it can be multiplied out; an
average over the draws is better still, as utility is concave.

*How far from the best?* Let weights rise after every history by any rule. In every contract that
members keep each has at least A_i after a history, so that, with c efficient at λ(t),

    Σ λ_i V_i <= E Σ_t δ^t [Σ λ_i(t) u(c_i) - Δλ_i(t) A_i].

The right side is convex in λ: the same draws bound it from above, along the contract's weights.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ... import errors
from ...common.progress import tick
from ...types import FloatArray
from ..risk import Grid, Interpolation, Weights, efficient, place, sides, utility

#: Points of each log ratio, coarse grids first, by number of members.
POINTS = {3: (16, 31, 61), 4: (5, 9, 17)}
#: How much wider the range of ratios is, and how often that is doubled where weights reach its end.
_WIDER, _WIDENED = 0.1, 4
#: The longest step in a log weight, and the most sweeps.
_LONGEST, _SWEEPS = 1.0, 4000
#: So many sweeps are slow, as near the patience at which insurance begins: one grid more has to do.
_SLOW = 400
#: What values may be off, in income per period as part of income: on the last grid, and before.
_CLOSE, _ROUGH = 1e-10, 1e-5
#: Rounding of log weights; and of sums, in parts of them.
_ROUNDING, _SUMMED = 1e-12, 1e-13
#: Sums along weights that come to more than this are taken to have no end.
_ENDLESS = 1e6


class Group(NamedTuple):
    """Three members or more at one patience."""

    total: FloatArray  #: income of all by state, shape (S,)
    probability: FloatArray
    aversion: float
    delta: float
    autarky: FloatArray  #: what each has alone, shape (S, n)
    alone: FloatArray  #: logs of incomes alone, shape (S, n)
    first_best: FloatArray  #: value of all income to one member, shape (S,)
    needs: FloatArray  #: the least shares of first best for which each stays, by state; (S, n)
    start: FloatArray  #: log weights with which the contract starts, shape (n,)


class _WeightedContract(NamedTuple):
    """Weights, and the witness of what members have and of what they could have at most."""

    weights: Weights
    values: FloatArray  #: shape (S, K + 1, n)
    rising: FloatArray | None  #: positive, and less tomorrow, drawn and weighted; (S, K + 1)
    most: FloatArray | None  #: of weighted values, in any contract; (S, K + 1)


class _GridSolution(NamedTuple):
    """Log weights and values, shape (n, S * (K + 1)), on one grid."""

    grid: Grid
    weights: FloatArray
    values: FloatArray
    sweeps: int = 0  #: that it took


def weighted_contract(group: Group) -> _WeightedContract:
    """The contract to which value iteration from first best comes, and its bound.

    Raises
    ------
    NotConvergedError
        If sweeps do not settle; `partial` has the values of the last one.
    """
    wider = _WIDER
    for _ in range(_WIDENED):
        low, high = _range(group, wider)
        coarse, *finer = POINTS[len(group.start)]
        solved = _first_best(group, Grid(low, high, coarse))
        for size in finer:
            rough = _sweep(group, solved, _ROUGH)
            solved = _between(group, Grid(low, high, size), rough)
            if rough.sweeps > _SLOW:
                break
        solved = _sweep(group, solved, _CLOSE)
        ratios = solved.weights[:-1] - solved.weights[-1:]
        if ((ratios - low[:, None] > -_ROUNDING) & (ratios - high[:, None] < _ROUNDING)).all():
            return _contract(group, solved)
        wider = 2 * wider + 0.2
    raise _no_convergence(group, solved.values)


def _no_convergence(group: Group, values: FloatArray) -> errors.NotConvergedError:
    message = (
        f"insure(): weights on a grid did not settle at delta = {group.delta:.6g}. "
        "Ask at another patience, or for dynamic=False."
    )
    return errors.NotConvergedError(message, partial=values)


def _range(group: Group, wider: float) -> tuple[FloatArray, FloatArray]:
    """Log ratios of weights alone and where all stay in first best, and a little more."""
    gamma, needs = group.aversion, group.needs
    most = 1 - (needs.sum(axis=1, keepdims=True) - needs)
    alone = gamma * (group.alone[:, :-1] - group.alone[:, -1:])
    high = np.maximum(gamma * np.log(most[:, :-1] / needs[:, -1:]), alone).max(axis=0)
    low = np.minimum(gamma * np.log(needs[:, :-1] / most[:, -1:]), alone).min(axis=0)
    more = wider * (high - low) + 1e-3
    return low - more, high + more


# -- Value iteration ------------------------------------------------------------------------------


def _before(group: Group, grid: Grid) -> FloatArray:
    """Yesterday's log weights in every state: the points and the start; (n, S * (K + 1))."""
    start = group.start - group.start[-1]
    return np.tile(np.column_stack([grid.points, start]), len(group.total))


def _first_best(group: Group, grid: Grid) -> _GridSolution:
    """Where weights stay as they are."""
    before = _before(group, grid)
    share = efficient(np.ones(1), before, group.aversion)
    whole = np.repeat(group.first_best, before.shape[1] // len(group.total))
    if group.aversion == 1:
        return _GridSolution(grid, before, whole + np.log(share) / (1 - group.delta))
    return _GridSolution(grid, before, np.asarray(whole * share ** (1 - group.aversion)))


def _between(group: Group, grid: Grid, rough: _GridSolution) -> _GridSolution:
    """What a coarser grid has between its points."""
    before, states = _before(group, grid), len(group.total)
    where = place(rough.grid, before, states)
    rises = rough.weights - _before(group, rough.grid)
    values, rise = (_average(_tomorrow(one, states), where) for one in (rough.values, rises))
    return _GridSolution(grid, before + rise, values)


def _tomorrow(values: FloatArray, states: int) -> FloatArray:
    """Without the column of the start, to which no weights lead; shape (n, S * K)."""
    by_state = values.reshape(len(values), states, -1)
    return by_state[:, :, :-1].reshape(len(values), -1)


def _average(values: FloatArray, where: Interpolation) -> FloatArray:
    """The average over what is drawn; shape (n, N)."""
    average = where.chance[0] * values[:, where.corner[0]]
    for chance, corner in zip(where.chance[1:], where.corner[1:], strict=True):
        average += chance * values[:, corner]
    return np.asarray(average)


def _slopes(grid: Grid, values: FloatArray, where: Interpolation) -> FloatArray:
    """How much each member's average rises in its own log weight; shape (n, N)."""
    slope = np.zeros((len(values), where.part.shape[1]))
    for axis, (part, step) in enumerate(zip(where.part, grid.step, strict=True)):
        by_log = part + 1 / np.expm1(step)
        up = -by_log, by_log
        for k, (factors, corner) in enumerate(zip(sides(where.part), where.corner, strict=True)):
            upper = k >> (len(grid.step) - 1 - axis) & 1
            others = factors[:axis] + factors[axis + 1 :]
            change = np.prod(others, axis=0) * up[upper]
            slope[axis] += change * values[axis, corner]
            slope[-1] -= change * values[-1, corner]
    return slope


@np.errstate(all="ignore")  # where it does not settle, which is said
def _sweep(group: Group, begin: _GridSolution, close: float) -> _GridSolution:
    """Sweep until neither values change nor a member misses more than so much.

    In a sweep each member that would leave, or has more than it needs to stay, is moved by a step
    of Newton's method towards what it needs; a step that went too far is halved.
    """
    grid, weights, values, _ = begin
    states, gamma = len(group.total), group.aversion
    each = weights.shape[1] // states
    before = _before(group, grid)
    floor, alone, total = (
        np.repeat(one.T, each, axis=-1) for one in (group.autarky, group.alone, group.total)
    )
    today = np.exp((gamma - 1) * alone)  # parts of income for a unit of utility
    move = group.delta * group.probability
    size, last = np.ones_like(weights), np.zeros_like(weights)
    for sweep in range(_SWEEPS):
        tick()
        later = _tomorrow(values, states).reshape(len(weights), states, -1)
        ahead = (move @ later).reshape(len(weights), -1)
        where, consumed = place(grid, weights, states), efficient(total, weights, gamma)
        now = utility(consumed, gamma) + _average(ahead, where)
        off, missing = abs(now - values) * today, (floor - now) * today * (1 - group.delta)
        values = now
        if max(off.max(), missing.max()) <= close:
            return _GridSolution(grid, weights, values, sweep)
        if not np.isfinite(values).all():
            break
        slope = consumed ** (1 - gamma) * (1 - consumed / total) / gamma
        slope += np.maximum(_slopes(grid, ahead, where), 0)
        step = np.clip((floor - now) / slope, -_LONGEST, _LONGEST)
        size = np.where(step * last < 0, 0.7 * size, np.minimum(1, 1.05 * size))
        weights, last = np.maximum(before, weights + size * step), step
    raise _no_convergence(group, values)


# -- Bound ----------------------------------------------------------------------------------------


def _contract(group: Group, solved: _GridSolution) -> _WeightedContract:
    """The contract, and what no other one is worth more than."""
    states, n = group.autarky.shape
    each = solved.weights.shape[1] // states
    floor, total = (np.repeat(one.T, each, axis=-1) for one in (group.autarky, group.total))
    where, weight = place(solved.grid, solved.weights, states), np.exp(solved.weights)
    consumed = efficient(total, solved.weights, group.aversion)
    rise = weight - np.exp(_before(group, solved.grid))
    now = (weight * utility(consumed, group.aversion) - rise * floor).sum(axis=0)
    move = group.delta * group.probability

    def tomorrow(numbers: FloatArray) -> FloatArray:
        drawn = move @ _tomorrow(numbers[None], states).reshape(states, -1)
        return np.asarray(weight[-1] * _average(drawn.reshape(1, -1), where)[0])

    rising, most = np.ones_like(now), now
    for _ in range(_SWEEPS):
        tick()
        before, rising, most = most, 1 + tomorrow(rising), now + tomorrow(most)
        settled = abs(most - before).max() <= _SUMMED * abs(most).max()
        if settled or rising.max() > _ENDLESS:
            break
    numbers = (
        one.reshape(n, states, each).transpose(1, 2, 0) for one in (solved.weights, solved.values)
    )
    raised, values = (np.ascontiguousarray(one) for one in numbers)
    weights = Weights(solved.grid, raised)
    if not (settled and (tomorrow(rising) < rising).all()):
        return _WeightedContract(weights, values, None, None)
    # Rounding, and what the last sweep left, several times over.
    off = abs(now + tomorrow(most) - most).max() + _SUMMED * abs(most).max()
    most = most + rising * 4 * off
    shape = states, each
    return _WeightedContract(weights, values, rising.reshape(shape), most.reshape(shape))
