"""Certificate of `StatePayoffSets`: inequalities between tables, and corners that are generated.

Outside: the tables of the solver show levels that no equilibrium payoff is above, and the last one
is what the outer sets say. Inside: every corner of the inner sets is what some profile brings today
with a promise out of them that keeps both players.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _tolerance, errors
from ...common.register import checks
from ...partnership.partnership import Partnership
from ...stochastic.stochastic_game import StochasticGame
from ...types import Array, FloatArray
from ...verify.findings import Finding, claim, verdict
from ..by_state import StatePayoffSets
from ..levels import lowest, profiles
from ..moves import Moves, floor_of, moves_of
from ..polygons import axes_normals, distance, edges, excess
from ..results import PayoffSet, SetCertificate, certificate_of
from .state_levels import gaps_of, levels_between

#: Corners that stand out by less are not shown, and no violation above this is rounding.
_SHOWN = 1e-8


def _shape(own: PayoffSet) -> dict[str, bool]:
    """The set of one state says nothing of a single period, and each corner once."""
    alone = own.inner_play is None and own.witness is None and own.play == ()
    sets = [part.tolist() for part in (own.vertices, own.inner, own.outer)]
    return {
        "a single period": alone and own.exact is False and own.tolerance == 0,
        "a corner twice": all(len({*map(tuple, part)}) == len(part) for part in sets),
    }


def _words(
    result: StatePayoffSets, game: StochasticGame, surely: Array, perhaps: Array
) -> Iterator[Finding]:
    """What the inner sets let be played is told, and no more."""
    # Between the inner and the outer sets a profile may be told or not.
    least, most = profiles(game, surely), profiles(game, perhaps)
    for own, a, b in zip(result.playable, least, most, strict=True):
        yield claim({*a} <= {*own} <= {*b} and len({*own}) == len(own), "playable")


@checks(PayoffSet, of=StochasticGame)
@checks(PayoffSet, of=Partnership)
def _certify_one_state(result: PayoffSet, policy: Any = None) -> SetCertificate:  # noqa: ARG001
    """One state's set generates nothing without those of the others."""
    rule = "is the set of one state, and no set without those that follow"
    remedy = "Pass the StatePayoffSets that payoff_set returned; its check covers all states"
    raise errors.NotApplicableError("verify", "result", result, rule, remedy)


@checks(StatePayoffSets, "sets of payoffs are no policy", "Leave it out")
def _certify_state_sets(result: StatePayoffSets) -> SetCertificate:
    """How far inner corners are from being generated, and whether tables show the outer sets."""
    model = result.game
    game = model.to_game() if isinstance(model, Partnership) else model
    moves = moves_of(game, float(result.delta))
    digits = _tolerance.LOST * (abs(moves.low) + moves.unit) / moves.unit
    near = min(_tolerance.PAYOFF_SET + float(digits.max()), _SHOWN)
    inner, outer, vertices = (
        [(getattr(own, name) - moves.low) / moves.unit for own in result.sets]
        for name in ("inner", "outer", "vertices")
    )
    proof, last = gaps_of(moves, result.witness), result.witness[-1]
    over = -np.inf
    for own, levels in zip(outer, last.levels, strict=True):
        normals, most = edges(own)
        over = max(over, float((levels_between(last.directions, levels, normals) - most).max()))
    fan = np.concatenate([axes_normals(inner[0]), *(edges(own)[0] for own in inner)])
    fan = np.unique(np.concatenate([fan, -fan]), axis=0)
    levels = np.array([(own @ fan.T).max(axis=0) for own in inner])
    least = np.array([own.min(axis=0) for own in inner])
    missed = _distances(moves, inner, fan, levels, moves.needed(least), near)
    surely = moves.spare(fan, levels, least) >= 0
    perhaps = moves.spare(last.directions, last.levels, floor_of(last)) >= -near
    findings = [
        claim(result.states == game.states and len(result.sets) == len(game.states), "states"),
        Finding(max(proof.over, 0.0), 0, action="levels do not follow"),
        claim(not proof.empty, "there is no equilibrium"),
        Finding(max(over, 0.0), near, action="more payoffs are not excluded"),
        *(
            Finding(own, near, state=x, action="not had today")
            for x, own in zip(result.states, missed, strict=True)
        ),
        *_consistent(result, float(moves.unit.min()), inner, outer, vertices, near),
        *_words(result, game, surely, perhaps),
    ]
    judged = verdict(findings, exact=False, tolerance=near)
    outside = proof.over <= 0 and not proof.empty and over <= near
    method, rounds = "rounds" if result.delta else "definition", len(result.witness) - 1
    return certificate_of(result, judged, max(missed) <= near, method, rounds, proved=outside)


def _distances(
    moves: Moves,
    sets: list[FloatArray],
    fan: FloatArray,
    levels: FloatArray,
    need: FloatArray,
    near: float,
) -> list[float]:
    """How far the farthest corner of each set is from what rows of its state bring."""
    rows, distances = lowest(moves.same, need), []
    most, need = moves.today[rows] @ fan.T + moves.later[rows] @ levels, need[rows]
    for x, points in enumerate(sets):
        own, far = moves.state[rows] == x, 0.0
        for point in points:
            some = own & (need <= point + near).all(axis=1)
            short = (fan @ point - most[some]).max(axis=1)
            short = np.maximum(short, (need[some] - point).max(axis=1))
            far = max(far, float(short.min(initial=np.inf)))
        distances.append(far)
    return distances


def _consistent(
    result: StatePayoffSets, unit: float, inner: Any, outer: Any, vertices: Any, near: float
) -> Iterator[Finding]:
    """What the result says of its own sets."""
    sets = zip(result.states, result.sets, outer, inner, vertices, strict=True)
    for x, own, big, small, drawn in sets:
        gap, slack = distance(own.inner, own.outer), own.gap * (1 + 1e-9)
        claims = {
            "gap": abs(gap - own.gap) <= 1e-9 * gap,
            "vertices": distance(drawn, big) <= slack / unit + _SHOWN,
            **_shape(own),
            "game": own.game == result.game and own.delta == result.delta,
        }
        yield from (claim(holds, name, state=x) for name, holds in claims.items())
        yield Finding(excess(big, small), near, state=x, action="inner set not in the outer")
        yield Finding(excess(big, drawn), near, state=x, action="vertices not in the outer")
