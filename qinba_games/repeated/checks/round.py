"""One-round deviations of a stage game, read off the payoffs line by line, and sharing rules."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common.spans import Spans
from ...types import Array, BoolArray, Profile
from ...verify.findings import Finding, claim
from ..proof import NeedLevels
from ..repeated_game import RepeatedGame, without_constant


class RepeatedPayoffs:
    """A repeated game as its checks read it: `Fraction`s if `exact`, else floats."""

    # Tolerances come from what meets at `profiles`, the ones that the result speaks of: payoffs,
    # best deviations and outside values. Without profiles they come from all payoffs.
    def __init__(
        self,
        game: RepeatedGame,
        *,
        exact: bool,
        profiles: Iterable[Profile | None] = (),
        centred: Any = None,
    ) -> None:
        self.stage, self.exact = game.stage, exact
        self.payoffs = game.stage.payoffs if exact else game.stage.payoffs.astype(float, copy=False)
        self.outside: Any = None if game.outside is None else self.numbers(game.outside)
        self.n = self.payoffs.shape[-1]
        self.constant: Any = 0
        if centred is not None and not exact:
            terms = without_constant(centred, self.payoffs, self.outside)
            self.payoffs, self.outside, self.constant = terms
        self._meet(self._payoffs_at(profiles))

    def _meet(self, payoffs: list[Array]) -> None:
        self.met = payoffs
        self.tie, self.tolerance = _tolerance.tie_and_check(*payoffs)

    def widen(self, *numbers: Array) -> None:
        """Let these numbers count as well among those that meet in the result."""
        if not self.exact:
            self._meet([*self.met, *numbers])

    def _payoffs_at(self, profiles: Iterable[Profile | None]) -> list[Array]:
        if self.exact:
            return [self.payoffs]
        played = list(dict.fromkeys(profile for profile in profiles if profile is not None))
        payoffs = list(self.lines(np.array(played))) if played else []
        if self.outside is not None:
            payoffs.append(self.outside)
        return payoffs or [self.payoffs]

    def levels(self, free: Any = True) -> NeedLevels:
        """What is upheld with transfers at every discount factor, where who is `free` can leave."""
        return NeedLevels(self.payoffs, self.outside, free, exact=self.exact)

    def numbers(self, values: Any) -> Array:
        """`values` in the arithmetic of the check."""
        return _exact.as_numbers(values, self.exact)

    def number(self, value: Any) -> Any:
        """`value` in the arithmetic of the check."""
        return _exact.fraction(value) if self.exact else float(value)

    def at(self, profile: Profile) -> Array:
        """g(a)."""
        return np.asarray(self.lines(np.array([profile]))[0][0])

    def replies(self, profile: Profile, i: int) -> Array:
        """What i gets from each of its actions while the others play `profile`."""
        line = tuple(slice(None) if j == i else a for j, a in enumerate(profile))
        return self.numbers(self.payoffs[line][:, i])

    def deviations(self, profile: Profile) -> Array:
        """c(a): what each member gets from its best action."""
        return np.asarray(self.lines(np.array([profile]))[1][0])

    def lines(self, profiles: Array) -> tuple[Array, Array]:
        """Payoffs g and best deviations c of many profiles, one a row: all actions are tried."""
        flat, shape = self.payoffs.reshape(-1, self.n), self.payoffs.shape[:-1]
        here = np.ravel_multi_index(tuple(profiles.T), shape)
        best = []
        for i, actions in enumerate(shape):
            step = math.prod(shape[i + 1 :])
            line = here[:, None] + (np.arange(actions) - profiles[:, i : i + 1]) * step
            best.append(flat[line, i].max(axis=1))
        return self.numbers(flat[here]), self.numbers(np.stack(best, axis=1))

    def temptations(self, profile: Profile, w: Array | None) -> Array:
        """max(c(a), w), or c(a) where nobody can leave."""
        best = self.deviations(profile)
        return best if w is None else np.maximum(best, w)

    @functools.cached_property
    def minmax(self) -> Array:
        """The least that each member gets by its best actions, against pure ones of the others."""
        return np.array([np.min(self.payoffs[..., i].max(axis=i)) for i in range(self.n)])

    def reversion(self) -> Any:
        """w: outside values, or the worst payoff of each member in a pure stage equilibrium."""
        if self.outside is not None:
            return self.outside
        ends = self.payoffs[self.stable]
        return self.numbers(ends.min(axis=0)) if len(ends) else None

    @functools.cached_property
    def stable(self) -> BoolArray:
        """Profiles in which nobody gains by another action."""
        stable = np.ones(self.payoffs.shape[:-1], dtype=bool)
        for i in range(self.n):
            own = self.payoffs[..., i]
            # Each member's payoffs have a unit of their own, and so has what counts as equal.
            best, near = _exact.highest(own, i), 0
            if not self.exact:
                low = best.min()
                near = _tolerance.meeting(_tolerance.TIE, best - low, own - low, floor=abs(low))
            stable &= np.asarray(best - own <= near, dtype=bool)
        return stable

    def lost(self, over: Any = np.max) -> Any:
        """What payoffs that are told with the constant lose of their digits by it."""
        return 0 if self.exact else _tolerance.meeting(0.0, floor=over(abs(self.constant)))

    def slack(self, need: Any, total: Any, error: Any) -> Any:
        """How far off a threshold need / total may be if payoffs are known up to `error`."""
        if self.exact:
            return Fraction(0)
        if min(need, total) <= self.tie:
            return _tolerance.CHECK
        return min(_tolerance.CHECK + self.n * error / total, 0.5)


def from_then_on(intervals: Spans) -> Finding:
    """Where patience always helps: from the least discount factor up to 1, or nowhere."""
    return claim(intervals == Spans.upward(intervals.threshold), "intervals")


def shares(
    rule: Any, merit: Array, best: Array, outside: Array, *, cost: Any = None, tie: Any = 0
) -> Array:
    """Shares of what an agreement yields, by fractions or a rule; members on the last axis."""
    # `merit` is what each earns while it is kept, `best` d, `outside` w, `cost` for "proportional"
    # only. Temptations that sum to no more than `tie` are none: all are then tempted alike.
    joint, n = merit.sum(axis=-1, keepdims=True), merit.shape[-1]
    if not isinstance(rule, str):
        return np.asarray(rule * joint)
    if rule == "equal":
        return np.asarray(joint / n + 0 * merit)
    if rule == "proportional":
        return np.asarray(joint * cost / cost.sum(axis=-1, keepdims=True))
    if rule == "none":
        return merit
    surplus = joint - outside.sum(axis=-1, keepdims=True)
    alike = np.asarray(outside + surplus / n)
    if rule == "surplus":
        return alike
    if rule != "optimal":
        raise ValueError(f"there is no rule {rule}")
    above = best - outside
    whole = above.sum(axis=-1, keepdims=True)
    tempted = np.asarray(whole > tie, dtype=bool)
    # The surplus in proportion to temptation, or what is missing: the outside value may be huge.
    missing = best.sum(axis=-1, keepdims=True) - joint
    parts = missing * above / np.where(tempted, whole, 1 + 0 * whole)
    return np.asarray(np.where(tempted, best - parts, alike))
