"""Are the levels of a nucleolus what they say: one excess each, balanced, and enough of them?"""

from __future__ import annotations

import numpy as np

from ... import _tolerance
from ...types import FloatArray
from ...verify.findings import Finding
from ..coalitions import membership
from ..results import Allocation, Level
from .kohlberg import extended, residual


def levels_findings(result: Allocation, per_capita: bool, imputations: bool) -> list[Finding]:
    """Excesses, positive weights, and weighted sums in the span of everybody and earlier levels.

    Together the levels span all payoffs, so that they leave one division only.
    """
    n = result.game.n_players
    span = np.full((n, 1), 1 / np.sqrt(n))
    found: list[Finding] = []
    for level in result.levels:
        found += _excesses(result, level, per_capita)
        masks = [result.game.mask(c) for c in (*level.coalitions, *((i,) for i in level.floor))]
        weights = np.array([*level.weights, *level.floor_weights], dtype=float)
        rows = membership(masks, n).astype(float)
        if not (len(weights) and (weights > 0).all()):
            return [Finding(1, 0, state=level.coalitions, action="weights")]
        found.append(Finding(_outside(weights @ rows / weights.sum(), span), 0, action="balance"))
        span = extended(span, residual(rows, span))
    found.append(Finding(n - span.shape[1], 0, action="levels"))
    if not imputations:
        found.append(Finding(sum(len(level.floor) for level in result.levels), 0, action="floor"))
    return found


def _excesses(result: Allocation, level: Level, per_capita: bool) -> list[Finding]:
    game, x = result.game, result.payoffs
    allowed = _tolerance.meeting(_tolerance.CHECK, abs(x).max(), game.values[-1])
    found = []
    for coalition in level.coalitions:
        mask = game.mask(coalition)
        excess = game.values[mask] - (x * membership([mask], game.n_players)[0]).sum()
        gap = abs(excess - level.excess * (len(coalition) if per_capita else 1))
        found.append(Finding(gap, len(coalition) * allowed, state=coalition, action="excess"))
    for name in level.floor:
        i = game.players.index(name)
        gap = abs(x[i] - game.values[1 << i])
        found.append(Finding(gap, allowed, member=name, action="floor"))
    return found


def _outside(total: FloatArray, span: FloatArray) -> float:
    return float(abs(residual(total[None], span)).max())
