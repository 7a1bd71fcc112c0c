"""How far what many pairs do is from an equilibrium: a kernel on plain arrays.

Shared by the answer and its check, and written from the definition: values by one linear system for
each pair, then every deviation. Axes: member i, trust k, condition t, pair n.
"""

from __future__ import annotations

import numpy as np

from ..types import Array, FloatArray
from .pair_terms import PairTerms


def residual(terms: PairTerms, acts: Array) -> tuple[FloatArray, FloatArray]:
    """Largest gain of any one-shot deviation, or error of a value, of each pair, and its values."""
    # `acts`, (K + 1, T, n): 0 both contribute, 1 and 2 the first or the second alone, 3 nobody, 4
    # they leave. Values, (2, K + 1, n), or joint ones, (1, K + 1, n), are before conditions are
    # known.
    end = terms.outside.sum(axis=0)[None] if terms.voluntary else terms.outside
    start = _start(terms, acts, end)
    worst, again = np.full(terms.count, -np.inf), np.zeros_like(start)
    for k, t in np.ndindex(*acts.shape[:2]):
        full, exits = acts[k, t] == 0, acts[k, t] == 4
        earned = _earnings(terms, acts[k, t], k, t)
        later = np.where(full, *_next(terms, start, end, k))
        flow = earned.sum(axis=0)[None] if terms.voluntary else earned
        value = np.where(exits, end, (1 - terms.delta) * flow + terms.delta * later)
        again[:, k] += terms.chance[t] * value
        worst = np.maximum(worst, (end - value).max(axis=0))
        if terms.voluntary:
            need = _need(terms, acts[k, t], t, earned)
            gain = (1 - terms.delta) * need - terms.delta * (later - end)[0]
            worst = np.maximum(worst, np.where(exits, -np.inf, gain))
        else:
            q = terms.detection
            idle = terms.received[:, k] + (1 - q) * terms.subsidy - q * terms.deposit
            after = q * terms.outside + (1 - q) * later
            breach = (1 - terms.delta) * idle + terms.delta * after - value
            worst = np.maximum(worst, np.where(full, breach.max(axis=0), -np.inf))
    return np.maximum(worst, abs(again - start).max(axis=(0, 1))), start


def _who(acts: Array) -> Array:
    """Which member contributes."""
    return np.stack([(acts == 0) | (acts == 1), (acts == 0) | (acts == 2)])


def _earnings(terms: PairTerms, acts: Array, k: int, t: int) -> FloatArray:
    """What each member gets in the period, subsidy and shares included."""
    who, full = _who(acts), acts == 0
    own = who[::-1] * terms.received[:, k] - who * terms.burden[:, t]
    if terms.share is not None:
        own = np.where(full, terms.share[:, k, t], own)
    return np.asarray(own + full * terms.subsidy)


def _next(
    terms: PairTerms, start: FloatArray, end: FloatArray, k: int
) -> tuple[FloatArray, FloatArray]:
    """What follows a period in which both contributed, and any other."""
    top = start.shape[1] - 1
    fallen = end if terms.drop is None else start[:, max(0, k - terms.drop)]
    friction, rise = terms.friction[k], terms.promotion
    smooth = rise * start[:, min(k + 1, top)] + (1 - rise) * start[:, k]
    return friction * fallen + (1 - friction) * smooth, fallen


def _need(terms: PairTerms, acts: Array, t: int, earned: FloatArray) -> FloatArray:
    """What members must expect above their outside values so as to comply."""
    who, full, burden = _who(acts), acts == 0, terms.burden[:, t]
    with np.errstate(divide="ignore", invalid="ignore"):
        never = np.where(burden > 0, np.inf, 0.0)
        saved = np.where(terms.detection == 0, never, burden / terms.detection)
    need = np.maximum(0, terms.outside - earned)
    forfeit = terms.deposit + full * terms.subsidy
    need = np.maximum(need, np.where(who, saved - forfeit, -np.inf))
    idler = ~who & who[::-1]
    need = np.maximum(need, np.where(idler, terms.subsidy - burden, -np.inf))
    return np.asarray(need.sum(axis=0))


def _start(terms: PairTerms, acts: Array, end: FloatArray) -> FloatArray:
    """Values before conditions are known, by one linear system for each pair."""
    levels, count = acts.shape[0], terms.count
    matrix = np.zeros((count, levels, levels))
    right = np.zeros((count, levels, len(end)))
    for k, t in np.ndindex(*acts.shape[:2]):
        full, exits = acts[k, t] == 0, acts[k, t] == 4
        earned = _earnings(terms, acts[k, t], k, t)
        flow = earned.sum(axis=0)[None] if terms.voluntary else earned
        chance = terms.chance[t]
        right[:, k] += (chance * np.where(exits, end, (1 - terms.delta) * flow)).T
        back = np.where(full, terms.friction[k], 1.0) * ~exits
        smooth = np.where(full, 1 - terms.friction[k], 0.0)
        weight = terms.delta * chance
        matrix[:, k, min(k + 1, levels - 1)] -= weight * smooth * terms.promotion
        matrix[:, k, k] -= weight * smooth * (1 - terms.promotion)
        if terms.drop is None:
            right[:, k] += (weight * back * end).T
        else:
            matrix[:, k, max(0, k - terms.drop)] -= weight * back
    matrix[:, range(levels), range(levels)] += 1
    return np.ascontiguousarray(np.moveaxis(np.linalg.solve(matrix, right), 0, -1).swapaxes(0, 1))
