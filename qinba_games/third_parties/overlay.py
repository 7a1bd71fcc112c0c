"""A pivotal window from what is found on both sides: cooperation with a third party, none without.

Every kind of model says where there is which class without and with the third party; the two are
laid over each other here.
"""

from __future__ import annotations

from typing import Any

from ..common.spans import Spans
from ..partnership.critical_discount import Classes
from ..partnership.results.evolution import COOPERATING
from .results.window import PivotalWindow

_ACHIEVED, _NOT = "cooperation", "no cooperation"


def two_classes(kept: Spans) -> Classes:
    """Where there is cooperation and where not, for models that know no other classes."""
    found = {_NOT: kept.complement(), _ACHIEVED: kept}
    return {label: spans for label, spans in found.items() if spans}


def overlaid(without: Classes, helped: Classes, *, tolerance: Any, **fields: Any) -> PivotalWindow:
    """The window between two sides; its other fields are passed on. Not certified yet."""
    edges = [edge for spans in without.values() for edge in spans.edges]
    # What differs from an edge without the third party by no more than errors is that one.
    snapped = {label: spans.snapped(edges, 4 * tolerance) for label, spans in helped.items()}
    found = {
        (a, b): both
        for a, one in without.items()
        for b, other in snapped.items()
        if (both := one.intersection(other).merged())
    }
    pivotal = [
        span
        for (a, b), spans in found.items()
        for span in spans
        if b in COOPERATING and a not in COOPERATING
    ]
    return PivotalWindow(
        intervals=Spans.union(pivotal),
        by_class=dict(sorted(found.items(), key=lambda item: item[1].least)),
        tolerance=tolerance,
        **fields,
    )
