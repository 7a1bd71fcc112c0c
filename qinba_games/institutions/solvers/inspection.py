"""Equilibria of an inspection game in which several may watch: who watches whom, and how often.

The turn-taker steals with probability s, each of n waiters watches with m, a guard with g. A theft
stays hidden with probability A = (1 - q m)^n (1 - q_g g). Stealing pays while A > A* = p/(b + p); a
waiter gains s q (r + l A/(1 - q m)) - k by watching, the guard s q_g r_g - k_g. Every combination
of rates that are 0, 1 or in between is solved in closed form and kept if nobody gains by changing.
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np

from ... import _tolerance
from ..irrigation import hidden

#: A rate; None: it is to be found.
_Rate = float | None


class Rates(NamedTuple):
    """One equilibrium in which all waiters do the same."""

    #: s, m, g.
    stealing: float
    watching: float
    guarding: float


class TheftGame(NamedTuple):
    """Numbers of an inspection game."""

    n: int
    b: float
    p: float
    k: float
    q: float
    r: float
    harm: float
    k_g: float
    q_g: float
    r_g: float

    def hidden(self, m: float, g: float) -> float:
        """A: the probability that a theft stays hidden."""
        return hidden(self.n, self.q, self.q_g, m, g)

    def gains(self, rates: Rates) -> tuple[float, float, float]:
        """What stealing, watching and guarding bring more than not doing so."""
        s, m, g = rates
        A = self.hidden(m, g)
        others = hidden(self.n - 1, self.q, self.q_g, m, g)
        return (
            A * (self.b + self.p) - self.p,
            s * self.q * (self.r + self.harm * others) - self.k,
            s * self.q_g * self.r_g - self.k_g,
        )


def equilibria(game: TheftGame) -> list[Rates]:
    """All equilibria in which waiters do the same, apart from those that need a coincidence.

    A rate in between needs indifference. Where that would need parameters that happen to be equal,
    as for a guard that is paid exactly its cost, the continuum is left out.

    Examples
    --------
    One waiter, no guard: it watches so often that stealing does not pay, and the turn-taker steals
    so often that watching just does.

    >>> from qinba_games.institutions.solvers.inspection import TheftGame, equilibria
    >>> equilibria(TheftGame(1, 2, 3, 0.5, 0.8, 1, 0.25, 1, 0, 0))
    [Rates(stealing=0.5, watching=0.5, guarding=0.0)]
    """
    answers: list[Rates] = []
    for steal, watch, guard in itertools.product((None, 1.0), (0.0, None, 1.0), (0.0, None, 1.0)):
        rates = _solve(game, steal, watch, guard)
        if rates is not None and _stable(game, rates):
            gaps = [max(abs(a - b) for a, b in zip(rates, f, strict=True)) for f in answers]
            if all(gap > _tolerance.TIE for gap in gaps):
                answers.append(rates)
    return answers


def coincidence(game: TheftGame) -> bool:
    """Whether parameters happen to make somebody indifferent, so that there may be a continuum."""
    target = game.p / (game.b + game.p)
    corners = [game.hidden(m, g) - target for m, g in ((1, 0), (0, 1), (1, 1))]
    waiter, guard = game.q * game.r, game.q_g * game.r_g
    gaps = [guard - game.k_g]
    if game.harm <= 0:
        gaps += [waiter - game.k, (guard * game.k - waiter * game.k_g) / _scale(game)]
    elif game.n == 1:
        gaps += [waiter + game.q * game.harm * game.hidden(0, g) - game.k for g in (0, 1)]
    slack = _slack(game)
    near = min(map(abs, gaps)) <= slack
    return near or min(map(abs, corners)) <= _tolerance.TIE


def _scale(game: TheftGame) -> float:
    return game.b + game.p + game.k + game.r + game.harm + game.k_g + game.r_g


def _slack(game: TheftGame) -> float:
    """What counts as rounding: far less than its check allows."""
    own = [game.b, game.p, game.k, game.r, game.harm, game.k_g, game.r_g, 0]
    return float(_tolerance.tie(np.array(own, dtype=float)))


def _stable(game: TheftGame, rates: Rates) -> bool:
    """Whether nobody gains more than rounding by changing its rate."""
    slack = _slack(game)
    return all(
        gain <= slack if rate <= 0 else gain >= -slack if rate >= 1 else abs(gain) <= slack
        for rate, gain in zip(rates, game.gains(rates), strict=True)
    )


def _solve(game: TheftGame, steal: _Rate, watch: _Rate, guard: _Rate) -> Rates | None:
    """Rates of one combination, those given as None to be found; None if there are none."""
    if steal is None:
        rates = _mixed_stealing(game, game.p / (game.b + game.p), watch, guard)
    else:
        rates = _sure_stealing(game, watch, guard)
    return rates if rates is not None and all(0 <= rate <= 1 for rate in rates) else None


def _mixed_stealing(game: TheftGame, target: float, watch: _Rate, guard: _Rate) -> Rates | None:
    """A = `target`, so that stealing brings as much as taking one's own."""
    if watch is None and game.q > 0:
        if guard is None:
            return _all_mixed(game, target)
        unseen = 1 - game.q_g * guard
        if unseen <= 0:
            return None
        missed = (target / unseen) ** (1 / game.n)
        worth = game.q * (game.r + game.harm * missed ** (game.n - 1) * unseen)
        if worth <= 0:
            return None
        return Rates(game.k / worth, (1 - missed) / game.q, guard)
    if watch is not None and guard is None and game.q_g * game.r_g > 0:
        unseen = (1 - game.q * watch) ** game.n
        if unseen <= 0:
            return None
        return Rates(game.k_g / (game.q_g * game.r_g), watch, (1 - target / unseen) / game.q_g)
    return None


def _all_mixed(game: TheftGame, target: float) -> Rates | None:
    if game.q_g * game.r_g <= 0:
        return None
    s = game.k_g / (game.q_g * game.r_g)
    need = game.k / (s * game.q) - game.r
    if need <= 0 or target <= 0:
        return None
    missed = game.harm * target / need
    if missed > 1 or missed**game.n < target:
        return None
    return Rates(s, (1 - missed) / game.q, (1 - target / missed**game.n) / game.q_g)


def _sure_stealing(game: TheftGame, watch: _Rate, guard: _Rate) -> Rates | None:
    if guard is None:
        return None
    if watch is not None:
        return Rates(1.0, watch, guard)
    loss = game.harm * (1 - game.q_g * guard)
    if game.n == 1 or game.q <= 0 or loss <= 0:
        return None
    need = (game.k / game.q - game.r) / loss
    if need < 0:
        return None
    return Rates(1.0, (1 - math.pow(need, 1 / (game.n - 1))) / game.q, guard)
