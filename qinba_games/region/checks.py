"""Certificates of what is said of a region: both sides pair by pair, and every window."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _tolerance
from ..common.register import checks
from ..partnership.checks.arrays import certify_arrays
from ..partnership.pair_terms import PairTerms
from ..types import Array, Certificate
from ..verify.findings import Finding, claim, verdict, without_policy
from .paths import CLASSES
from .results.study import Study
from .results.uncertain import Uncertain

#: About so many ties are built one by one, evenly spaced where there are more.
_MOST = 2000


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


@checks(Uncertain)
def certify_uncertain(result: Uncertain, policy: Any = None) -> Certificate:
    """Whether some of the draws are equilibria of their settings, with the classes told."""
    without_policy(
        policy,
        rule="many draws have no policy of their own to replace",
        remedy="Judge one tie: evolve(region.replaced(...).partnership(a, b), delta)",
    )
    shown, *sides = result.evidence
    found = [Finding(result.residual, sides[0].certificate.tolerance, action="a draw")]
    for side, told in zip(sides, result.founded, strict=True):
        judged = certify_arrays(side)
        found.append(Finding(judged.largest_gain, judged.tolerance, state=judged.state))
        names = np.array(CLASSES)[told[shown]].ravel()
        found.append(claim(np.array_equal(names, side.founding_class), "classes of a draw"))
    found.append(_drawn(result, shown, sides[0].terms))
    return verdict(found, exact=False, tolerance=max(finding.allowed for finding in found))


def _drawn(result: Uncertain, shown: Array, solved: PairTerms) -> Finding:
    """The first and the last of some draws against partnerships built one by one."""
    ties, worst = len(result.region.all_ties), 0.0
    for place in {0, len(shown) - 1}:
        values = result.drawn[shown[place]].tolist()
        names = [one.name for one in result.ranges]
        region = result.region.replaced(**dict(zip(names, values, strict=True)))
        rows = slice(place * ties, (place + 1) * ties)
        worst = max(worst, _gap(region, solved.block(rows)))
    return Finding(worst, 1e-9, action="the parameters of a tie")


def _of_this_region(result: Study) -> Finding:
    """The arrays that were solved against the partnership of each tie, built one by one."""
    solved = result.without.terms
    allowed = _tolerance.check(solved.received, solved.burden, solved.outside)
    return Finding(_gap(result.region, solved), allowed, action="the parameters of a tie")


def _gap(region: Any, solved: PairTerms) -> float:
    """How far the arrays that were solved are from the partnership of each tie."""
    worst = 0.0
    for tie in region.all_ties[:: 1 + len(region.all_ties) // _MOST]:
        one, k = region.model(tie), tie.number
        received = np.stack([one.benefit[:, 0, 1], one.benefit[:, 1, 0]]).astype(float)
        burden = one.cost[:, None] + np.stack([0 * one.cost, *(h for _, h in one.bad_times)], 1)
        gaps = [
            received - solved.received[..., k],
            burden.astype(float) - solved.burden[..., k],
            one.outside.astype(float) - solved.outside[:, k],
            one.friction.astype(float) - solved.friction[:, k],
        ]
        worst = max(worst, *(float(abs(gap).max()) for gap in gaps))
    return worst


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
