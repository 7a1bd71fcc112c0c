"""The form of every check of a threshold: the agreement holds there, and fails just below.

Where more patience need not help there are several thresholds, the edges of sets of patience: every
edge lies between two answers that show it. What is claimed further away from all that was solved
rests on the scan.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .. import _tolerance, errors
from ..common.spans import Spans
from ..types import Certificate
from .door import verify_all
from .findings import ASKED, Finding, claim, verdict

#: Where an agreement that no patience can save is looked at.
NEVER = (Fraction(999, 1000), Fraction(1, 2), Fraction(9, 10))
#: How far from an edge, in tolerances, an answer may lie that shows it, and how near it may be of
#: either class.
FAR, NEAR = 16, 4


def patience_for(need: Any, room: Any, tie: Any) -> Any:
    """Least patience at which losing `room` ever after outweighs gaining `need` once."""
    # Amounts up to `tie` are none.
    if need <= tie:
        return 0 * need if room >= -tie else math.inf
    return need / (need + room) if room > tie else math.inf


def indifferent(pairs: Sequence[tuple[Any, Any]], delta: Any, allowed: Any) -> Any:
    """How far `delta` is from the least with (1 - delta) need <= delta room, as an amount."""
    # `pairs` are what breaking the agreement brings once, and what keeping it is worth in every
    # later period. At a least patience above 0 gain and loss are equal for whoever gains most.
    if not delta < 1:
        # No patience suffices: somebody gains and loses nothing, or has less than nothing.
        never = any(room < 0 or (room <= allowed and need > 0) for need, room in pairs)
        return 0 if never and delta >= 1 else math.inf
    # Where what is lost is huge, a patience of nearly 0 is one of 0.
    at = _tolerance.patient(0) if allowed and delta == 0 else delta
    gap = max((1 - at) * need - at * room for need, room in pairs)
    # Nobody keeps what is worse than no agreement, however little there is to gain at once.
    return max(abs(gap) if delta > 0 else gap, -delta, *(-room for _, room in pairs))


def holds_and_fails(
    flaw: Callable[[Any], Finding],
    threshold: Any,
    below: Iterable[Any],
    noise: Any,
    failed: Finding,
) -> list[Finding]:
    """An agreement holds at its threshold, if there is one, and fails at every patience `below`."""
    # `flaw` is the most that breaking it brings. Gains up to `noise` may be rounding and show
    # nothing; `failed`, with an infinite gain, is what is said where nobody gains below.
    findings = [] if threshold is None else [flaw(threshold)]
    never = failed._replace(gain=math.inf)
    return findings + [never for delta in below if not flaw(delta).gain > noise]


def class_gaps(
    rows: Sequence[tuple[Any, Any]], claimed: Mapping[Any, Spans], tolerance: Any
) -> list[Finding]:
    """Whether rows (patience, class) are as claimed there, on both sides of every edge."""
    far, deltas = FAR * tolerance, [delta for delta, _ in rows]
    edges = {edge for spans in claimed.values() for edge in spans.edges}
    findings = []
    for edge in edges:
        below = any(edge - far <= delta < edge for delta in deltas)
        above = any(edge <= delta <= edge + far for delta in deltas)
        findings.append(Finding(float(not (below and above)), 0, state=float(edge), action="edge"))
    for delta, label in rows:
        if all(abs(delta - edge) > NEAR * tolerance for edge in edges):
            here = [name for name, spans in claimed.items() if delta in spans]
            findings.append(Finding(float(here != [label]), 0, state=float(delta), action="class"))
    return findings


def cells(sets: Iterable[Spans], tolerance: Any) -> list[Any]:
    """The middle of whatever lies between neighbouring edges, unless it is an error of theirs."""
    ends = sorted({0, 1, *(edge for spans in sets for edge in spans.edges)})
    narrow = 2 * NEAR * tolerance
    return [(a + b) / 2 for a, b in itertools.pairwise(ends) if b - a > narrow]


def readable(*pairs: Any) -> list[Spans] | None:
    """Reported intervals as sets of discount factors; None if some are none."""
    try:
        return [Spans(tuple(given)) for given in pairs]
    except errors.InvalidInputError:
        return None


# --- answers that rest on equilibria --------------------------------------------------------------


def certify_rows(rows: Iterable[Sequence[Any]]) -> Certificate:
    """Check every equilibrium in rows of (delta, results...)."""
    return certify_answers([each for row in rows for each in row[1:]])


def certify_answers(answers: Sequence[Any]) -> Certificate:
    """Check every equilibrium that a result rests on."""
    if ASKED.get() or any(each.certificate is None for each in answers):
        verdicts = verify_all(answers)
    else:
        verdicts = [each.certificate for each in answers]
    if not verdicts:
        return verdict([claim(True)], exact=False, tolerance=0)
    least = max(verdicts, key=lambda certificate: (not certificate.ok, certificate.largest_gain))
    return dataclasses.replace(least, **_outside_of(verdicts))


def _outside_of(certificates: Sequence[Certificate]) -> dict[str, Any]:
    """What certificates together say about whether something better exists."""
    sides = {certificate.outside for certificate in certificates}
    gaps = [certificate.gap for certificate in certificates if certificate.gap is not None]
    outside = False if False in sides else None if None in sides else True
    return {"outside": outside, "gap": max(gaps, default=None)}


def worst(own: Certificate, behind: Certificate) -> Certificate:
    """The verdict on a result, unless what it rests on fails."""
    return own if not own.ok or behind.ok else behind
