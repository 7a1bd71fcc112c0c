"""What is said of promises with gains that are known up to a factor, once more.

Chances of sets are convolved, kind by kind; where keeping is an equilibrium is asked of
partnerships that were solved at some factors, and that have a check of their own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...common.spans import Spans
from ...types import BoolArray, FloatArray
from ...verify.door import verify_all
from ...verify.findings import Finding, claim
from ..results import RevealedPatience

_NEAR = 1e-9
#: By how much a chance may be off, and the quantiles of the factor at which it is looked at.
_OFF, _QUANTILES = 0.004, (0.2, 0.5, 0.8)
_SHARES = (0, 0.25, 0.5, 0.75)
_COOPERATES = ("weak", "strong", "cooperation")


def spread_findings(result: RevealedPatience) -> Iterator[Finding]:
    """Whether counts, bounds and the set follow from the chances, and these from partnerships."""
    promises, chance = result.promises, np.asarray(result.chances)
    edges = np.array([float(edge) for edge in result.edges])
    fits = chance.shape == (len(edges) - 1, len(promises))
    fits = fits and edges[0] == 0 and edges[-1] == 1 and bool((np.diff(edges) > 0).all())
    yield claim(fits and result.spread > 0 and result.p_best is None, "spread")
    yield claim(bool(((chance >= 0) & (chance <= 1)).all()), "chances")
    terms = (result.records, result.selection, result.miss)
    alone = len(set(promises.units)) == len(promises)
    yield claim(terms == ("all", "any", None) and alone, "records")
    if not fits:
        return
    kept, level = np.asarray(promises.kept), 1 - result.level
    inside = chance <= max(_SHARES)
    rows, hits = inside.sum(axis=1), (inside & kept).sum(axis=1)
    yield claim(np.array_equal(rows, result.rows) and np.array_equal(rows, result.units), "rows")
    yield claim(np.array_equal(hits, result.hits), "hits")
    at = np.array([_bound(row, kept, result.error) for row in chance])
    p = np.maximum(at, np.append(at[1:], 0))
    yield Finding(abs(p - result.p).max(), _NEAR, action="p")
    pieces = zip(result.edges[:-1], result.edges[1:], strict=True)
    found = [pair for pair, here in zip(pieces, (p > level).tolist(), strict=True) if here]
    yield claim(Spans.union(found) == result.intervals, "intervals")
    yield from _rates(result, chance, kept, level)
    yield from _equilibria(result, chance, edges)


def _bound(chance: FloatArray, kept: BoolArray, error: float) -> float:
    """The bound at one patience."""
    sets = {tuple((chance <= share).tolist()) for share in _SHARES} - {(False,) * len(chance)}
    rate = error + (1 - error) * chance
    return min([1.0, *(len(sets) * _tail(rate[list(one)], kept[list(one)]) for one in sets)])


def _tail(rate: FloatArray, kept: BoolArray) -> float:
    """The probability of at least as many hits as were seen, each with its own rate."""
    least = int(kept.sum())
    below = np.array([1.0])
    for one in rate.tolist():
        below = np.convolve(below, [1 - one, one])[:least]
    return float(1 - below.sum()) if least else 1.0


def _rates(
    result: RevealedPatience, chance: FloatArray, kept: BoolArray, level: float
) -> Iterator[Finding]:
    """Whether the bound passes the level at the least error rates, beside the ends of the set."""
    rates = np.asarray(result.least_errors)
    yield claim(rates.shape == np.shape(result.p), "least_errors")
    if rates.shape != np.shape(result.p):
        return
    yield claim(bool(((rates >= 0) & (rates <= 1)).all()), "least_errors")
    for piece in places_looked_at(result):

        def passes(rate: float, piece: int = piece) -> bool:
            both = chance[piece : piece + 2]
            return max(_bound(row, kept, min(max(rate, 0), 1)) for row in both) > level

        rate = float(rates[piece])
        right = rate >= 1 - _NEAR or passes(rate + _NEAR)
        yield claim(right and (rate <= _NEAR or not passes(rate - _NEAR)), "least_errors")


def places_looked_at(result: RevealedPatience) -> list[int]:
    """Pieces beside the ends of the set, the first one, and some in between."""
    inside = np.asarray(result.p) > 1 - result.level
    ends = np.flatnonzero(inside[1:] != inside[:-1])
    some = np.linspace(0, len(inside) - 1, 5).astype(int)
    return sorted({*ends.tolist(), *(ends + 1).tolist(), *some.tolist()})


def _equilibria(
    result: RevealedPatience, chance: FloatArray, edges: FloatArray
) -> Iterator[Finding]:
    """Whether keeping is an equilibrium at some factors as often as is said."""
    promises, batches = result.promises, result.evidence or ()
    for one in verify_all(batches):
        yield claim(one.ok, "evidence")
    deltas = {float(delta) for batch in batches for delta in batch.delta}
    yield claim(len(deltas) == 1 and deltas <= set(edges[:-1].tolist()), "evidence")
    if len(deltas) != 1 or not deltas <= set(edges[:-1].tolist()):
        return
    keeps = {
        (model, int(founding)): str(name) in _COOPERATES
        for batch in batches
        for model, founding, name in zip(
            batch.partnerships, batch.founding, batch.founding_class, strict=True
        )
    }
    (piece,) = np.flatnonzero(edges[:-1] == deltas.pop())
    seen: set[tuple[int, ...]] = set()
    for row, entries in enumerate(promises.sources):
        if entries in seen:
            continue
        answers = [_answers(result, entry, keeps) for entry in entries]
        if None in answers:
            continue
        seen.add(entries)
        for k, quantile in enumerate(_QUANTILES):
            here, most = any(one[k] for one in answers), chance[piece, row]
            # Larger gains support more, so that it holds from some quantile on.
            right = most >= 1 - quantile - _OFF if here else most <= 1 - quantile + _OFF
            yield claim(right or promises.notes, "chances")
    yield claim(seen, "evidence")


def _answers(result: RevealedPatience, entry: int, keeps: dict[Any, bool]) -> Any:
    """Whether one way of a promise is an equilibrium at each quantile; None if not looked at."""
    from scipy.special import ndtri

    found = result.promises.evidence[entry]
    founding = int(found.evidence[0][1].founding)
    models = []
    for quantile in _QUANTILES:
        factor = float(np.exp(result.spread * ndtri(quantile)))
        benefit = found.game.benefit.astype(float)
        benefit = benefit + (factor - 1) * benefit[:1]
        models.append((dataclasses.replace(found.game, benefit=benefit), founding))
    return [keeps[one] for one in models] if all(one in keeps for one in models) else None
