"""Certificates of what is said of a region: both sides pair by pair, and every window."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _tolerance
from ..common.certificate import Certificate
from ..common.register import checks
from ..partnership.checks.arrays import certify_arrays
from ..partnership.pair_terms import PairTerms
from ..types import Array
from ..verify.findings import Finding, claim, verdict, without_policy
from .study import Study


@checks(Study)
def certify_study(result: Study, policy: Any = None) -> Certificate:
    """Whether both sides are equilibria of this region, and windows say what was solved."""
    without_policy(
        policy,
        rule="many ties have no policy of their own to replace",
        remedy="Judge one tie: evolve(region.partnership(a, b), delta)",
    )
    who, *shown = result.evidence
    found = []
    for side in (result.without, result.helped, *shown):
        judged = certify_arrays(side)
        found.append(
            Finding(judged.largest_gain, judged.tolerance, state=judged.state, action=judged.action)
        )
    found.append(_of_this_region(result))
    found += [_windows(result, who, *shown), _here(result)]
    return verdict(found, exact=False, tolerance=max(finding.allowed for finding in found))


def _of_this_region(result: Study) -> Finding:
    """The arrays that were solved against the partnership of each tie, built one by one."""
    solved, worst = result.without.terms, 0.0
    for tie in result.region.all_ties:
        one, k = result.region.model(tie), tie.number
        received = np.stack([one.benefit[:, 0, 1], one.benefit[:, 1, 0]]).astype(float)
        burden = one.cost[:, None] + np.stack([0 * one.cost, *(h for _, h in one.bad_times)], 1)
        gaps = [
            received - solved.received[..., k],
            burden.astype(float) - solved.burden[..., k],
            one.outside.astype(float) - solved.outside[:, k],
            one.friction.astype(float) - solved.friction[:, k],
        ]
        worst = max(worst, *(float(abs(gap).max()) for gap in gaps))
    allowed = _tolerance.check(solved.received, solved.burden, solved.outside)
    return Finding(worst, allowed, action="the parameters of a tie")


def _windows(result: Study, who: Array, without: Any, helped: Any) -> Finding:
    """Both sides of every interval have the classes that the window says."""
    deltas = without.terms.delta.tolist()
    shown = zip(without.founding_class.tolist(), helped.founding_class.tolist(), strict=True)
    for k, delta, pair in zip(who.tolist(), deltas, shown, strict=True):
        if result.pivotal[k].at(delta) != pair:
            return claim(False, "a window", state=k)
    return claim(_same(without.terms, helped.terms), "a window of other ties")


def _same(without: PairTerms, helped: PairTerms) -> bool:
    """Whether the coordinator has left alone what it cannot change."""
    same = ("received", "burden", "outside", "promotion", "delta", "founding")
    return all(np.array_equal(getattr(without, name), getattr(helped, name)) for name in same)


def _here(result: Study) -> Finding:
    """The classes at the patience asked about are those of the windows, up to their edges."""
    delta = float(result.delta)
    for window, pair in zip(result.pivotal, result.classes, strict=True):
        around = (delta, delta - result.tolerance, delta + result.tolerance)
        if pair not in [window.at(d) for d in around if 0 <= d < 1]:
            return claim(False, "the classes at this patience")
    return claim(True, "the classes at this patience")
