"""Certificate of the strength of a network: its ties, and whether a group has more by itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from ... import _exact
from ...common.register import checks
from ...partnership.checks.thresholds import belongs
from ...types import Certificate
from ...verify.door import of_part
from ...verify.findings import Finding, claim, verdict
from ...verify.thresholds import worst
from ..components import sums
from ..results.strength import Strength
from .sustained import TieSlacks, certify_sustained


@checks(Strength, "a measure has no policy", "Check the ties: verify(x.sustained)")
def _certify_strength(result: Strength) -> Certificate:
    """Check the ties, the core, and what becomes of partnerships."""
    book = TieSlacks(result.sustained)
    findings = [*_core(result, book), *_paths(result)]
    own = verdict(findings, exact=result.exact, tolerance=book.allowed)
    return worst(own, certify_sustained(result.sustained))


def _paths(result: Strength) -> Iterator[Finding]:
    """What becomes of the relation of every sustained tie."""
    solution, net = result.sustained, result.sustained.network
    ties, paths = np.flatnonzero(solution.sustained).tolist(), result.witness
    if net.partnerships is None or net.trust is None:
        yield claim(not paths, state="trust")
        return
    rule = "none" if solution.regime in ("bilateral", "multilateral") else "voluntary"
    for e, path in zip(ties, paths, strict=True):
        pair = dataclasses.replace(net.partnerships[e], sharing=rule)
        yield from belongs(path, pair, solution.delta, net.trust)
        yield claim(of_part(path).ok, "evolve", state="trust")


def _core(result: Strength, book: TieSlacks) -> Iterator[Finding]:
    """A group that has more by itself than it gets; or a split that shows that there is none."""
    ties, own = result.sustained.sustained, result.surplus
    if not ties.any() or (ties & result.sustained.costly).any():
        yield claim(result.in_core is None, state="in core")
        return
    ends, worth = book.ends[ties], book.worth[ties]
    group = {book.names.index(name) for name in result.objecting}
    if group:
        # What they have from their ties among themselves is more than they get.
        inside = [set(pair) <= group for pair in ends.tolist()]
        lead = worth[inside].sum() - sum(own[i] for i in group)
        yield claim(lead > 0 and result.split is None, result.objecting, state="objecting")
        return
    if result.split is None or result.split.shape != ends.shape:
        yield claim(False, state="in core")
        return
    # Parts of what ties are worth, of which no government has more than it gets: nor has a group.
    split = _exact.as_numbers(result.split, result.exact)
    given = sums(len(book.names), ends.ravel(), split.ravel())
    for off in (abs(split.sum(axis=1) - worth).max(), -split.min(), max(given - own)):
        yield Finding(off, book.worth_room, state="in core")
