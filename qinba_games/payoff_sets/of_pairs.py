"""In which of many partnerships of two somebody contributes by itself in some equilibrium."""

from __future__ import annotations

import numpy as np

from ..common.progress import tick
from ..partnership.pair_terms import PairTerms
from ..types import Array
from .checks.pair_sets import CornerTable, corners_hold, excludes
from .pair_payoffs import payoffs_of
from .solvers.pair_sets import around, fan, inside, rounds, slack_of

#: Games that are solved together.
BLOCK = 256
#: Directions, rounds from outside and rounds from inside, until a game is settled.
_STAGES = ((16, 24, 80), (16, 150, 200), (32, 150, 200), (48, 150, 200))
#: Games of which it is shown round by round that nobody contributes.
_SAMPLE = 4


def contributions(terms: PairTerms) -> Array:
    """Say of each pair whether somebody contributes in some equilibrium; -1: not settled."""
    # All profiles, lotteries that all see, and punishments, without payments; a breach is found out
    # with the chance `detection`. Somebody contributes where the two have more together, from the
    # founding level on, than leaving and idling bring. Sets show it that generate themselves, or
    # sets around all equilibrium payoffs; `checks.pair_sets` judges both, the second of a sample.
    answer = np.full(terms.count, -1, dtype=np.int8)
    for stage, (count, *most) in enumerate(_STAGES):
        rest = np.flatnonzero(answer < 0)
        for low in range(0, len(rest), BLOCK):
            rows = rest[low : low + BLOCK]
            answer[rows] = _answers(terms.block(rows), count, *most)
            tick()
        if not stage:
            answer[_without_proof(terms, np.flatnonzero(answer == 0))] = -1
    return answer


def _answers(terms: PairTerms, count: int, outside: int, within: int) -> Array:
    game, used = payoffs_of(terms), fan(count)
    none, levels = around(game, used, outside)
    answer = np.where(none, 0, -1)
    rows = np.flatnonzero(~none)
    if not len(rows):
        return answer
    some = game.take(rows)
    corners = inside(some, used, levels[..., rows], within)
    slack = slack_of(some)
    more = some.founded(corners.points.sum(axis=1)).max(axis=0) > some.idle + some.near
    good = rows[more & (corners.change <= slack)]
    places = np.searchsorted(rows, good)
    lines = CornerTable(*(part[..., places] for part in corners[:-1]))
    answer[good[corners_hold(terms.block(good), lines)]] = 1
    return answer


def _without_proof(terms: PairTerms, nobody: Array) -> Array:
    """Of a sample of those where nobody contributes, the ones whose rounds do not show it."""
    if not len(nobody):
        return nobody
    few = nobody[np.unique(np.linspace(0, len(nobody) - 1, _SAMPLE).astype(int))]
    count, most, _ = _STAGES[0]
    part, used = terms.block(few), fan(count)
    levels = rounds(payoffs_of(part), used, most)
    return np.asarray(few[~excludes(part, used.directions, levels)])
