"""That no equilibrium payoff lies outside a set: the rounds and the growth of its witness, read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact
from ...types import Array
from ..growing_sides import GrowingSides, bounded, needs, rounded, slopes
from ..half_planes import GRAIN, Outer, Sides, everything, next_round, over, start
from ..scaled import Scaled


class Outside(NamedTuple):
    """What is shown: whether it is proved, by how many rounds, and the numbers of the proof."""

    holds: bool
    rounds: int
    #: how far equilibrium payoffs can lie outside for all that was shown; 0 in exact arithmetic
    excess: Any
    sides: Sides
    growth: Any = None  #: shape (k,): s
    chosen: Any = None  #: from (side, profile) to the multipliers (f, alpha, beta) of each bound
    #: after each round: (normals, levels, live profiles) of the half-planes
    levels: tuple[Outer, ...] = ()
    #: each of shape (2,): what counts as 0 and as 1 of each member's payoffs, once it is known
    units: tuple[Array, ...] = ()


def outside(case: Scaled, sides: Sides, shown: Any) -> Outside:
    """Whether a witness shows that the half-planes `sides` hold all equilibrium payoffs."""
    if not isinstance(shown, GrowingSides):
        return Outside(False, 0, np.inf, sides)
    history = _replayed(case, start(case, sides), shown)
    rounds, outer = len(shown.rounds), history[-1]
    if shown.growth is not None:
        return _grown(case, sides, outer, shown)._replace(levels=tuple(history))
    # Floats show no more than rounding lets be seen.
    slack = -2 * GRAIN if case.exact and not shown.exact else case.tolerance
    holds = over(sides, outer) <= slack
    return Outside(holds, rounds, case.tolerance if holds else np.inf, sides, levels=tuple(history))


def nothing_left(case: Scaled, shown: GrowingSides) -> bool:
    """Whether rounds leave no profile that an equilibrium could play."""
    return not _replayed(case, everything(case), shown)[-1].live.any()


def _replayed(case: Scaled, outer: Outer, shown: GrowingSides) -> list[Outer]:
    """Half-planes at first, and after each round in the directions of a witness."""
    history = [outer]
    for count, wished in enumerate(shown.rounds):
        if len(shown.rounds) - count == shown.exact:
            outer = outer._replace(levels=_exact.fractions(outer.levels))
        outer = next_round(case, outer, wished)
        history.append(outer)
    return history


def _grown(case: Scaled, sides: Sides, outer: Outer, shown: GrowingSides) -> Outside:
    """Whether every bound that is needed is low enough, and grows more slowly than its side."""
    rounds, s, picks = len(shown.rounds), np.asarray(shown.growth), np.asarray(shown.picks)
    asked, failed = needs(case, sides, outer, rounds), Outside(False, rounds, np.inf, sides)
    if s.shape != sides.levels.shape or not (np.isfinite(s) & (s > 0)).all():
        return failed
    pick = np.full(asked.needed.shape, -1)
    place = {a: r for r, a in enumerate(asked.rows.tolist())}
    for e, a, k in picks.T.tolist():
        if a in place and e in range(len(s)) and k in range(len(asked.bases.of)):
            pick[place[a], e] = k
    r, e = asked.needed.nonzero()
    k = pick[r, e]
    if (k < 0).any() or (asked.bases.of[k] != e).any():
        return failed
    if case.exact:
        found = bounded(case, sides, asked, s, np.array([e, asked.rows[r], k]))
        if None in found:
            return failed
        at = zip(e.tolist(), asked.rows[r].tolist(), strict=True)
        chosen = dict(zip(at, found, strict=True))
        return Outside(True, rounds, Fraction(0), sides, rounded(s), chosen)
    if not (asked.valid[r, k] & (slopes(case, asked.bases, s)[k] < s[e])).all():
        return failed
    excess = (asked.bound[r, k] - sides.levels[e]).max(initial=0.0)
    return Outside(True, rounds, excess * s.max(initial=1.0), sides, s)
