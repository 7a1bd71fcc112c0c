r"""That no profile does better than a `MonitoringTable` says: weak duality, level by level.

Multipliers m_ib >= 0 of the action constraints of a profile a, whatever they are, prove for every
liquidity L: if the rewards q weigh w_i(y) in some aim, then with

    π(y) = max(0, max_i [w_i φ(y|a) + Σ_b m_ib (φ(y|a) - φ(y|b, a_-i))])

(without the 0 if the budget must balance) the aim is at most L Σ π(y) - Σ m_ib gain_ib. So what is
carried in `bounds` gives lines above U and below v_i, and a liquidity below which a profile cannot
be played. Between the corners of all these lines U - Σ v is convex, and what a table claims is
linear in L: it is enough to look at the corners.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...types import Array, Profile
from ...verify.findings import Finding, claim
from ..results import MonitoringTable, WorthBound

#: Floats: slopes below this are none.
_FLAT = 1e-9


class _LiquidityLine(NamedTuple):
    """What a bound proves at every liquidity: slope * L + intercept."""

    slope: Any
    intercept: Any


#: Lines of every profile.
_Curves = list[list[_LiquidityLine]]


def better_elsewhere(result: MonitoringTable, case: Signals) -> list[Finding]:
    """By how much some profile, at some liquidity, would beat the table."""
    if not all(_readable(bound, case) for bound in result.bounds):
        return [claim(False, "form of a bound")]
    need, above, below = _lines_of(result.bounds, case)
    first = case.number(result.liquidity[0]) if len(result.liquidity) else math.inf
    findings = []
    # Leaving needs no liquidity.
    if first > case.tie and (case.outside is not None or min(need) <= case.tie):
        findings.append(Finding(math.inf, case.tolerance, None, "row 0", "equilibrium below it"))
    rows = [_RowBound(result, case, r) for r in range(len(result.delta))]
    levels = _levels(rows, need, [above, *below], case)
    left, right = _rooms(levels, need, above, below, case)
    for k, level in enumerate(levels):
        for at, room in ((level, left[k]), (levels[min(k + 1, len(levels) - 1)], right[k])):
            if room > -math.inf:
                gain, where = _excess(rows, level, at, room)
                findings.append(Finding(gain, case.slack(at), None, where, "a better agreement"))
    return findings


class _RowBound:
    """What row r claims: between two levels of liquidity U - Σ v is no more than on its line."""

    def __init__(self, result: MonitoringTable, case: Signals, r: int) -> None:
        self.row, self.delta = r, case.number(result.delta[r])
        self.start = case.number(result.liquidity[r])
        self.room = case.number(result.joint_payoff[r])
        self.room -= case.numbers(result.punishment_payoff[r]).sum()
        self.rise = case.number(result.joint_slope[r])
        self.rise -= case.numbers(result.punishment_slope[r]).sum()
        self.end = math.inf
        if r + 1 < len(result.delta):
            later = case.number(result.delta[r + 1])
            self.end = later * (self.room - self.rise * self.start)
            self.end /= 1 - later * (1 + self.rise)


def _excess(rows: list[_RowBound], level: Any, at: Any, room: Any) -> tuple[Any, str]:
    """What `room` at the liquidity `at` is too much, in the claims that hold from `level` on."""
    reached = [claim for claim in rows if claim.start <= level]
    if reached and level < reached[-1].end:
        claim = reached[-1]
        return room - claim.room - claim.rise * (at - claim.start), f"row {claim.row}"
    if len(reached) == len(rows):
        return room, "no row"
    later = rows[len(reached)]
    return later.delta * room - (1 - later.delta) * at, f"before row {later.row}"


def _lines_of(
    bounds: tuple[WorthBound, ...], case: Signals
) -> tuple[list[Any], _Curves, list[_Curves]]:
    """Least liquidity of every profile, lines above its U, and lines below its v_i for every i."""
    profiles = {profile: k for k, profile in enumerate(np.ndindex(case.shape))}
    best = [
        [max(case.payoffs[b][i] for _, b in case.replies(a, i)) for a in profiles]
        for i in range(case.n)
    ]
    need = [case.number(0)] * len(profiles)
    above = [[_LiquidityLine(case.number(0), case.payoffs[a].sum())] for a in profiles]
    below = [[[_LiquidityLine(case.number(0), c)] for c in own] for own in best]
    for bound in bounds:
        a, at = bound.profile, profiles[bound.profile]
        slope, gain = _dual(case, bound)
        if bound.phase == "least":
            flat = slope <= (0 if case.exact else _FLAT)
            least = gain / slope if not flat else math.inf if gain > case.tie else 0
            need[at] = max(need[at], least)
        elif bound.phase == "joint":
            above[at].append(_LiquidityLine(slope - 1, case.payoffs[a].sum() - gain))
        else:
            own = case.payoffs[a][bound.phase]
            below[bound.phase][at].append(_LiquidityLine(-slope, own + gain))
    return need, above, below


def _dual(case: Signals, bound: WorthBound) -> tuple[Any, Any]:
    """Σ π(y), and what the weighed deviations gain at once."""
    a, multipliers = bound.profile, case.numbers(bound.multipliers)
    chance, gains = case.chances[a], case.number(0)
    worth = []
    for i in range(case.n):
        aim = 1 if bound.phase == "joint" else -int(bound.phase == i)
        weighed = aim * chance
        for b, other in case.replies(a, i):
            weighed = weighed + multipliers[i, b] * (chance - case.chances[other])
            gains += multipliers[i, b] * (case.payoffs[other][i] - case.payoffs[a][i])
        if case.outside is not None:
            weighed = weighed + multipliers[i, -1] * chance
            gains += multipliers[i, -1] * (case.outside[i] - case.payoffs[a][i])
        worth.append(weighed)
    if not case.balanced:
        worth.append(0 * chance)
    return np.max(worth, axis=0).sum(), gains


def _levels(
    rows: list[_RowBound], need: list[Any], curves: list[_Curves], case: Signals
) -> list[Any]:
    """Liquidity at which something turns: rows, least levels, and crossings of lines of a curve."""
    levels = {case.number(0), *(level for level in need if level < math.inf)}
    levels |= {level for row in rows for level in (row.start, row.end) if level < math.inf}
    for lines in (lines for curve in curves for lines in curve):
        for k, one in enumerate(lines):
            for other in lines[:k]:
                turn = one.slope - other.slope
                if abs(turn) > (0 if case.exact else _FLAT):
                    levels.add((other.intercept - one.intercept) / turn)
    return sorted(level for level in levels if level >= 0)


def _rooms(
    levels: list[Any], need: list[Any], above: _Curves, below: list[_Curves], case: Signals
) -> tuple[Array, Array]:
    """U - Σ v by the lines of what can be played from each level on: there, and at the next one."""
    at = case.numbers(levels)
    playable = np.array([[least <= level for level in levels] for least in need])
    joint = np.array([_heights(lines, at).min(axis=0) for lines in above])
    left, right = _best_of(joint, playable, 1)
    if case.outside is not None:
        left, right = (np.maximum(side - case.outside.sum(), 0) for side in (left, right))
        return left, right
    for own in below:
        punishment = np.array([_heights(lines, at).max(axis=0) for lines in own])
        for side, values in zip((left, right), _best_of(punishment, playable, -1), strict=True):
            side -= values
    return left, right


def _heights(lines: list[_LiquidityLine], at: Array) -> Array:
    """What every line says at every liquidity."""
    return np.array([line.slope * at + line.intercept for line in lines])


def _best_of(values: Array, playable: Array, sign: int) -> tuple[Array, Array]:
    """Best value of what is playable, at each level and at the next one (the last: again there)."""
    following = np.concatenate([values[:, 1:], values[:, -1:]], axis=1)
    out = np.full(values.shape, -sign * math.inf, dtype=values.dtype)
    sides = [np.where(playable, side, out) for side in (values, following)]
    left, right = (side.max(axis=0) if sign > 0 else side.min(axis=0) for side in sides)
    return left, right


class Signals:
    """A game with public monitoring as its checks read it: `Fraction`s if exact, else floats."""

    def __init__(self, result: MonitoringTable) -> None:
        game, self.exact = result.game, result.exact
        self.payoffs = self.numbers(game.stage.payoffs)
        self.chances = self.numbers(game.monitoring.probabilities)
        self.outside = None if game.outside is None else self.numbers(game.outside)
        self.n, self.shape = game.n_players, game.stage.shape
        self.balanced = result.budget == "balanced"
        self.tie, self.tolerance = _tolerance.tie_and_check(self.payoffs)

    def number(self, value: Any) -> Any:
        """`value` in the arithmetic of the check."""
        return _exact.fraction(value) if self.exact else float(value)

    def numbers(self, values: Any) -> Array:
        """`values` in the arithmetic of the check."""
        return _exact.as_numbers(values, self.exact)

    def slack(self, amount: Any) -> Any:
        """What is accepted beside amounts of this size."""
        return self.tolerance if self.exact else self.tolerance + _tolerance.CHECK * abs(amount)

    def replies(self, profile: Profile, i: int) -> Iterator[tuple[int, Profile]]:
        """Every action of i, and the profile with it."""
        for b in range(self.shape[i]):
            yield b, (*profile[:i], b, *profile[i + 1 :])


def _readable(bound: WorthBound, case: Signals) -> bool:
    """Whether a bound speaks of a profile and a member that there are, with weights of at least 0.

    Idle bounds do no harm, and weights that nothing reads do none either.
    """
    members = range(case.n) if case.outside is None else ()
    whole = isinstance(bound.phase, (str, int)) and not isinstance(bound.phase, bool)
    if not whole or bound.phase not in ("least", "joint", *members):
        return False
    if bound.profile not in set(np.ndindex(case.shape)):
        return False
    weights = case.numbers(bound.multipliers)
    whole = weights.shape == (case.n, max(case.shape) + 1)
    return whole and bool(((weights >= 0) & (weights < math.inf)).all())


def grows(result: MonitoringTable, case: Signals, r: int) -> bool:
    """Whether liquidity rises with patience in a row: there is some, or something to lose."""
    room = case.number(result.joint_payoff[r]) - case.numbers(result.punishment_payoff[r]).sum()
    return bool(case.number(result.liquidity[r]) > 0 or room > case.tie)
