r"""The linear programme of one profile under public monitoring, for every liquidity at once.

After the signal y member i pays p_i(y). What all members together can be made to pay is the
liquidity L = δ/(1-δ) (U - Σ v), and signal-free payments divide it among them as one likes: i pays
at most λ_i L, Σ λ_i = 1. Write p_i(y) = λ_i L - q_i(y): of what it could be made to pay, i keeps
the *reward* q_i(y). In terms of rewards a profile a can be played exactly when

    q_i(y) >= 0                                                 (payment constraints)
    Σ_i q_i(y) <= L, or = L without a budget breaker            (budget constraints)
    g_i(a) + Σ_y φ(y|a) q_i(y) >= g_i(b, a_-i) + Σ_y φ(y|b, a_-i) q_i(y)     (action constraints)

and is worth U = G(a) - L + E Σ q_i if agreed on, and v_i = g_i(a) + E q_i as a punishment of i.
Both are values of linear programmes in which L stands on the right-hand side only: U is concave and
v_i convex in L, both are piecewise linear, and constant in the end. The multipliers of the action
constraints give the lines, and optimal rewards at the ends of the lines give all others between.

Reference: S. Goldluecke and S. Kranz (2012), "Infinitely repeated games with public monitoring and
monetary transfers", Journal of Economic Theory 147, 1191-1221.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance, errors
from ...common.linear_programme import Optimum, minimise
from ...types import Array, IntArray, Profile, read_only
from ..results import WorthBound

#: Floats: signals are the same evidence if their likelihood ratios agree up to so many digits ...
_DIGITS = 14
#: ... and lines are the same line if their slopes differ by no more than this.
SLOPE = 1e-9


class PhaseCurve(NamedTuple):
    """What a profile is worth in one phase: linear between corners, constant beyond the last."""

    profile: Profile | None  #: None: all leave
    #: Liquidity at the corners, ascending; below the first one the profile cannot be played.
    levels: list[Any]
    values: list[Any]  #: U or v_i there
    rewards: list[Array]  #: shape (n, signals): q_i(y) there
    #: Shape (n,): by how much each member's rewards grow per unit of liquidity beyond the last
    #: corner.
    growth: Array


class _ValueLine(NamedTuple):
    """A bound, slope * L + intercept, on the value of a programme, and its multipliers."""

    slope: Any
    intercept: Any
    multipliers: Array


class _Node(NamedTuple):
    """The value of a programme at one level of liquidity, and rewards that reach it."""

    level: Any
    value: Any
    rewards: Array


class ProfileProgramme:
    """The linear programme of one profile of a game as `monitoring_rows` is given it."""

    def __init__(
        self, payoffs: Array, chance: Array, outside: Array | None, profile: Profile, balanced: bool
    ) -> None:
        self._profile, self._own = profile, payoffs[profile]
        self._exact, self._tie = payoffs.dtype == object, _tolerance.tie(payoffs)
        self._n, self._width = len(self._own), max(payoffs.shape[:-1]) + 1
        self._moves, self._gains, likelihood = _deviations(payoffs, chance, outside, profile)
        pooled, self._pool = _pooled(np.array([chance[profile], *likelihood]))
        self._chance, self._size = pooled[0], pooled.shape[1]
        actions = np.zeros((len(self._moves), self._n, self._size), dtype=pooled.dtype)
        for row, (i, _) in enumerate(self._moves):
            actions[row, i] = pooled[0] - pooled[row + 1]
        if not self._exact:  # fainter evidence than probabilities are good for
            actions[abs(actions) < _tolerance.PROBABILITY] = 0
        total = np.tile(np.eye(self._size, dtype=np.int64), self._n)
        budget = np.concatenate([-total, total]) if balanced else -total
        self._matrix = np.concatenate([actions.reshape(len(actions), total.shape[1]), budget])
        #: What a unit of liquidity does to the constraints, on their left-hand side.
        pot = np.repeat([0, 1, -1], [len(actions), self._size, self._size])
        self._pot = pot[: len(self._matrix), None]

    def limit(self, phase: Any) -> Any:
        """G(a), more than which is not made, or c_i(a), less than which nobody can leave i."""
        if phase == "joint":
            return self._own.sum()
        gains = [gain for gain, (i, _) in zip(self._gains, self._moves, strict=True) if i == phase]
        return self._own[phase] + max([0, *gains])

    def least(self) -> tuple[Any, WorthBound]:
        """Least liquidity with which the profile can be played (None: none), and the proof."""
        nothing = np.zeros(self._matrix.shape[1], dtype=np.int64)
        optimum = self._minimise(np.append(nothing, 1), self._pot)
        if optimum is not None:
            level = optimum.value if optimum.value > self._tie else 0 * optimum.value
            return level, self._bound("least", optimum.multipliers)
        # However much there is, somebody falls short of its incentives; weights that prove it.
        short = (np.arange(len(self._matrix)) < len(self._gains)).astype(np.int64)
        columns = np.column_stack([self._pot, short])
        optimum = _feasible(self._minimise(np.append(nothing, [0, 1]), columns))
        return None, self._bound("least", optimum.multipliers)

    def curve(self, phase: Any, least: Any) -> tuple[PhaseCurve, list[WorthBound]]:
        """What the profile is worth for every liquidity from `least` on, and why not more."""
        joint = phase == "joint"
        weight = [1 if joint else -int(i == phase) for i in range(self._n)]
        reward = np.outer(weight, self._chance).ravel()
        first, line = self._at(reward, least)
        # In the end a unit of liquidity is worth a unit to all, and nothing to whoever is punished.
        far = self._minimise(np.append(-reward, int(joint)), self._pot)
        last = self._line(_feasible(far))
        corners, lines = self._corners(reward, least, line, last)
        nodes = [first]
        for node in corners:
            if node.level > nodes[-1].level + self._slack(node.level):
                nodes.append(node)
        values = [
            self._own.sum() - node.level + node.value if joint else self._own[phase] - node.value
            for node in nodes
        ]
        # What a unit of liquidity adds is for everybody but the punished.
        gets = _exact.as_numbers([int(i != phase) for i in range(self._n)], self._exact)
        levels, rewards = [node.level for node in nodes], [node.rewards for node in nodes]
        curve = PhaseCurve(self._profile, levels, values, rewards, gets / max(gets.sum(), 1))
        # A line that rounding left above what is known anyway proves nothing.
        known = least if joint else self._own[phase] - self.limit(phase)
        most, flat = known + self._slack(least), int(joint) - (0 if self._exact else SLOPE)
        bounds = [
            self._bound(phase, one.multipliers)
            for one in (line, *lines, last)
            if one.slope < flat or one.slope * least + one.intercept <= most
        ]
        once = {tuple(one.multipliers.ravel().tolist()): one for one in bounds}
        return curve, list(once.values())

    def _slack(self, level: Any) -> Any:
        """What is nothing beside payoffs and this liquidity."""
        return 0 if self._exact else self._tie + _tolerance.TIE * level

    def _corners(
        self, reward: Array, least: Any, left: _ValueLine, right: _ValueLine
    ) -> tuple[list[_Node], list[_ValueLine]]:
        """Corners between the lines `left` and `right`, ascending, and the lines found there."""
        turn = left.slope - right.slope
        if turn <= (0 if self._exact else SLOPE):
            return [], []
        level = (right.intercept - left.intercept) / turn
        if level <= least + self._slack(least):
            return [], []
        node, line = self._at(reward, level)
        # What the multipliers prove, so that in floats, too, a line that is kept is a new one.
        proved = line.slope * level + line.intercept
        if proved >= left.slope * level + left.intercept - self._slack(level):
            return [node], []
        before, after = (self._corners(reward, least, *p) for p in ((left, line), (line, right)))
        return before[0] + after[0], [*before[1], line, *after[1]]

    def _at(self, reward: Array, level: Any) -> tuple[_Node, _ValueLine]:
        """The most that `reward` can be worth at one level of liquidity."""
        # In floats the least level can be too low by rounding.
        for level in (level + part * self._slack(level) for part in (0, 1, 100)):
            optimum = self._minimise(-reward, self._pot[:, :0], self._pot[:, 0] * level)
            if optimum is not None:
                break
        optimum = _feasible(optimum)
        line = self._line(optimum)
        rewards = optimum.point.reshape(self._n, self._size)
        # After signals that nobody can bring about alone anything will do.
        spare = np.full((self._n, 1), level / self._n, dtype=rewards.dtype)
        known = np.concatenate([rewards, spare], axis=1)[:, self._pool]
        return _Node(level, -optimum.value, known), line

    def _minimise(self, cost: Array, more: Array, given: Any = 0) -> Optimum | None:
        """Minimise over rewards and the variables that have the columns `more`."""
        right = np.zeros(len(self._matrix), dtype=self._chance.dtype)
        right[: len(self._gains)] = self._gains
        return minimise(cost, np.column_stack([self._matrix, more]), right - given)

    def _line(self, optimum: Optimum) -> _ValueLine:
        slope = optimum.multipliers @ self._pot[:, 0]
        weighed = optimum.multipliers[: len(self._gains)] @ self._gains
        return _ValueLine(slope, -weighed, optimum.multipliers)

    def _bound(self, phase: Any, multipliers: Array) -> WorthBound:
        table = np.zeros((self._n, self._width), dtype=self._chance.dtype)
        for (i, b), weight in zip(self._moves, multipliers[: len(self._moves)], strict=True):
            table[i, b] = max(weight, 0)
        return WorthBound(self._profile, phase, read_only(table))


def _feasible(optimum: Optimum | None) -> Optimum:
    if optimum is None:
        raise errors.NotConvergedError("a linear programme with a solution was found to have none")
    return optimum


def _deviations(
    payoffs: Array, probabilities: Array, outside: Array | None, profile: Profile
) -> tuple[list[tuple[int, int]], Array, list[Array]]:
    """Who can do what else, what that gains it at once, and how likely it makes each signal."""
    moves, gains, likelihood = [], [], []
    for i, taken in enumerate(profile):
        for b in range(payoffs.shape[i]):
            if b != taken:
                other = (*profile[:i], b, *profile[i + 1 :])
                moves.append((i, b))
                gains.append(payoffs[other][i] - payoffs[profile][i])
                likelihood.append(probabilities[other])
        if outside is not None:
            moves.append((i, -1))
            gains.append(outside[i] - payoffs[profile][i])
            likelihood.append(0 * probabilities[profile])
    return moves, np.array(gains, dtype=payoffs.dtype), likelihood


def _pooled(likelihood: Array) -> tuple[Array, IntArray]:
    """Put signals together whose likelihoods are in proportion; -1 for those that nobody meets."""
    exact = likelihood.dtype == object
    places: dict[tuple[Any, ...], int] = {}
    pool: list[int] = []
    columns: list[Array] = []
    for column in likelihood.T:
        total = column.sum()
        if total <= (0 if exact else 10.0**-_DIGITS):
            pool.append(-1)
            continue
        evidence = tuple(column / total if exact else (column / total).round(_DIGITS))
        at = places.setdefault(evidence, len(columns))
        pool.append(at)
        if at == len(columns):
            columns.append(column)
        else:
            columns[at] = columns[at] + column
    return np.array(columns).T, np.array(pool)
