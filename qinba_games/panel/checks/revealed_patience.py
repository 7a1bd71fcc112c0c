"""Certificate of `RevealedPatience`: supports by the answers that they were read from.

Where gains are known up to a factor, whether keeping is an equilibrium is asked of partnerships
that were solved at some factors, and that have a check of their own. All else follows from what the
answer holds.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...common.register import checks
from ...common.spans import Spans
from ...types import Certificate, FloatArray
from ...verify.door import of_parts, verify_all
from ...verify.findings import Finding, claim, verdict
from ..promises import Promises
from ..results.revealed_patience import RevealedPatience

#: By how much a chance may be off, and the quantiles of the factor at which it is looked at.
_OFF, _QUANTILES = 0.004, (0.2, 0.5, 0.8)
_COOPERATES = ("weak", "strong", "cooperation")


@checks(RevealedPatience, "a confidence set has no policy", "Leave it out")
def _certify_revealed_patience(result: RevealedPatience) -> Certificate:
    """Whether what was asked has an answer, and supports or chances are those of the promises."""
    findings = [*_supports(result.promises), *_terms(result)]
    if not result.spread:
        findings.append(claim((result.chances, result.grid) == (None, None), "chances"))
        return verdict(findings, exact=False, tolerance=0)
    return verdict([*findings, *_spread(result)], exact=False, tolerance=0)


def _supports(promises: Promises) -> Iterator[Finding]:
    """Where keeping each promise is an equilibrium, by the answers that it was read from."""
    for one in of_parts(promises.thresholds):
        yield claim(one.ok, "witness")
    for spans, places in itertools.zip_longest(promises.support, promises.sources):
        if places:
            parts = [promises.thresholds[k].intervals for k in places]
            union = Spans.union(pair for part in parts for pair in part)
            yield claim(union == spans, "support")


def _terms(result: RevealedPatience) -> Iterator[Finding]:
    """What was asked."""
    yield claim(0 <= result.error < 1 and 0 <= (result.miss or 0) < 1, "error")
    yield claim(0 < result.level < 1, "level")
    known = ("all", "kept") if result.promises.kept.all() else ("all",)
    yield claim(result.records in known, "records")
    yield claim(result.notes == result.promises.notes, "notes")


def _spread(result: RevealedPatience) -> Iterator[Finding]:
    """Whether chances have a place in the grid, and follow from partnerships."""
    promises, chance = result.promises, np.asarray(result.chances)
    edges = np.array([float(edge) for edge in result.edges])
    fits = chance.shape == (len(edges) - 1, len(promises)) and result.spread > 0
    fits = fits and edges[0] == 0 and edges[-1] == 1 and bool((np.diff(edges) > 0).all())
    yield claim(fits and bool(((chance >= 0) & (chance <= 1)).all()), "chances")
    alone = len(set(promises.units)) == len(promises)
    yield claim((result.records, result.miss) == ("all", None) and alone, "records")
    if fits:
        yield from _equilibria(result, chance, edges)


def _equilibria(
    result: RevealedPatience, chance: FloatArray, edges: FloatArray
) -> Iterator[Finding]:
    """Whether keeping is an equilibrium at some factors as often as is said."""
    promises, batches = result.promises, result.witness or ()
    for one in verify_all(batches):
        yield claim(one.ok, "witness")
    deltas = {float(delta) for batch in batches for delta in batch.delta}
    yield claim(len(deltas) == 1 and deltas <= set(edges[:-1].tolist()), "witness")
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
    visited: set[tuple[int, ...]] = set()
    for row, entries in enumerate(promises.sources):
        if entries in visited:
            continue
        answers = [_answers(result, entry, keeps) for entry in entries]
        if None in answers:
            continue
        visited.add(entries)
        for k, quantile in enumerate(_QUANTILES):
            here, most = any(one[k] for one in answers), chance[piece, row]
            # Larger gains support more, so that it holds from some quantile on.
            right = most >= 1 - quantile - _OFF if here else most <= 1 - quantile + _OFF
            yield claim(right or promises.notes, "chances")
    yield claim(visited, "witness")


def _answers(result: RevealedPatience, entry: int, keeps: dict[Any, bool]) -> Any:
    """Whether one way of a promise is an equilibrium at each quantile; None if not looked at."""
    from scipy.special import ndtri

    threshold = result.promises.thresholds[entry]
    founding = int(threshold.witness[0][1].founding)
    models = []
    for quantile in _QUANTILES:
        factor = float(np.exp(result.spread * ndtri(quantile)))
        benefit = threshold.game.benefit.astype(float)
        benefit = benefit + (factor - 1) * benefit[:1]
        models.append((dataclasses.replace(threshold.game, benefit=benefit), founding))
    return [keeps[one] for one in models] if all(one in keeps for one in models) else None
