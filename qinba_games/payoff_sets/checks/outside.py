r"""That no equilibrium payoff lies outside a set: one system of inequalities, no iteration.

For any direction l and any set W that holds all equilibrium payoffs, with threats u,

    max l.V*  <=  max over profiles a of  min(l.g(a), (1 - delta) l.g(a) + delta max l.Q(a)),

Q(a) = {w in W: delta w_i >= delta u_i + (1 - delta) h_i(a)}. Writing l = alpha n - beta with a
normal n of W bounds the right side by a number that is linear in the level of n and in the threats.
So let the set grow: W_t = {n_e.x <= b_e + t s_e}. If at t = 0 each bound is at most b_e, and if it
grows more slowly than s_e, then no t > 0 can be the least one at which W_t holds all equilibrium
payoffs; hence W_0 does.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from . import suggested
from .bases import GRAIN
from .exact_rounds import beyond, exact_rounds, settling
from .growing_family import Outside, system
from .half_planes import Outer, Sides, start, supports, tighten, turned
from .scaled import Scaled, playable

#: What a set that rounds alone came down to is made larger by, to be proved again.
MARGIN = 8 * GRAIN
#: What rounding may hide from rounds in floats; above, rounds in fractions do no better.
_HIDDEN = 2.5e-11
_ROUNDS = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256)


def outside(case: Scaled, sides: Sides) -> Outside:
    """Whether the half-planes `sides` hold all equilibrium payoffs."""
    outer = start(case, sides)
    history: list[Outer] = [outer]
    area = np.inf
    for rounds in _ROUNDS:
        while len(history) <= rounds:
            # Fixed directions are quick, and mostly enough.
            outer = tighten(case, turned(case, outer) if len(history) > 2 else outer)
            history.append(outer)
        found = system(case, sides, outer, rounds)
        if found.holds:
            break
        if _reached(case, sides, outer):
            found = found._replace(holds=True, excess=case.tolerance)
            break
        if rounds >= 4:
            before, area = area, suggested.area(outer.normals, outer.levels)
            if area > before - 1e-13:
                break
    if case.exact and not found.holds and _over(sides, outer) <= _HIDDEN:
        further = _recording(history, exact_rounds(case, outer))
        if settling(further, lambda after: beyond(after, sides), 0) is not None:
            rounds = len(history) - 1
            found = found._replace(holds=True, excess=Fraction(0), rounds=rounds)
    return found._replace(levels=tuple(history))


def _recording(history: list[Outer], rounds: Iterator[Outer]) -> Iterator[Outer]:
    """The same rounds, written down as they come."""
    for outer in rounds:
        history.append(outer)
        yield outer


def _over(sides: Sides, outer: Outer) -> float:
    """How far half-planes, by floats, reach over those that are claimed."""
    normals = sides.normals.astype(float)
    support = supports(normals, outer.normals, outer.levels)
    return float((support - sides.levels.astype(float)).max())


def _reached(case: Scaled, sides: Sides, outer: Outer) -> bool:
    """Whether the rounds alone came down to the half-planes."""
    return _over(sides, outer) <= (-2 * GRAIN if case.exact else case.tolerance)


def narrowed(case: Scaled, most: int = 2000) -> Outer:
    """What rounds leave over: half-planes, and profiles that could still be played, if any."""
    outer = start(case, Sides(case.g[:0], case.g[:0, 0]))
    outer = outer._replace(live=outer.live & playable(case))
    for rounds in range(most):
        if not outer.live.any():
            break
        outer = tighten(case, turned(case, outer) if rounds > 2 else outer)
    return outer
