"""Certificate of a `Schedule`: it can be paid, brings what is said, and prices bound all others.

What ties play while they wait is read period by period beside what is left to them afterwards, as
dates are; where trust goes from there is followed once more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ...common.register import checks
from ...types import Certificate, FloatArray
from ...verify.findings import Finding, claim, same, verdict
from ...verify.thresholds import certify_answers, worst
from ..endings.checks import act_findings
from ..endings.results import HandOver
from .offers import BundleTerms, Offer, prices_of
from .results import ENDS, Schedule

#: By how much what is spent or gained may be beyond what it may be, relative to it beyond 1.
_NEAR = 1e-7


@checks(Schedule, "is judged as it is", "Ask schedule for other budgets")
def _certify_schedule(result: Schedule) -> Certificate:
    """Check the calendar against what is offered, and all that is offered against the model."""
    for fits, action in ((_fits, "another model"), (_sound, "a number")):
        if not fits(result):
            return verdict([claim(False, action)], exact=False, tolerance=0)
    behind = certify_answers(result.hand_overs)
    read = [BundleTerms(result, b, end) for b, end in enumerate(result.hand_overs)]
    findings = [finding for one in read for finding in _waits(result, one)]
    if not all(one.gain <= one.allowed for one in findings):
        return verdict(findings, exact=False)
    offers = [offer for one in read for offer in one.offers()]
    known, money = {offer[:4] for offer in offers}, np.asarray(result.budgets)
    findings += [
        claim({*result.options} <= {None, *known}, "option"),
        claim((result.spending <= money + _NEAR * np.maximum(1, money)).all(), "budget"),
        claim(result.proven == (result.most is None), "proven"),
    ]
    own = worst(verdict(findings, exact=False), behind)
    gap = max(_bound(result, offers, read[0].without(), money) - result.value, 0.0)
    near = gap <= _NEAR * max(1.0, abs(result.value))
    if not own.inside:
        return own
    return dataclasses.replace(own, outside=True if near else None, gap=0 if near else gap)


def _waits(result: Schedule, terms: BundleTerms) -> Iterator[Finding]:
    """While ties wait for any end nobody deviates from what is played, and nothing is better."""
    for ends, at, rests, _ in terms.endings():
        if ends not in result.permitted:
            continue
        before = terms.waiting(ends, at)
        latest = terms.found.periods - (at if ends == "date" else 1)
        if before is None or before.shape != (latest, *terms.play.shape):
            yield claim(False, "witness")
            continue
        for choice in before[::-1]:
            acts = terms.own.acts(rests)
            yield from act_findings(terms.own, acts, choice, at)
            rests = terms.own.before(acts, choice)


def _fits(result: Schedule) -> bool:
    """Whether parts belong together, and all bundles are of the same ties at that patience."""
    answers: Sequence[Any] = result.hand_overs
    first, count = answers[0], len(result.names)
    return bool(
        len(answers) == len(result.bundles)
        and all(isinstance(one, HandOver) and one.names == first.names for one in answers)
        and all(same(one.partnerships, first.partnerships) for one in answers)
        and all(one.delta == result.delta for one in answers)
        and all(one.periods == first.periods and set(one.founding) == {0} for one in answers)
        and len(result.options) == len(result.prices) == len(result.founding) == count
        and all(len(row) == len(result.bundles) for row in result.prices)
        and len(result.budgets) == len(result.duals) == result.horizon
        and result.horizon >= first.periods
        and set(result.permitted) <= set(ENDS)
        and all(len(set(names)) == len(names) for names in (result.bundles, result.permitted))
    )


def _sound(result: Schedule) -> bool:
    """Whether prices, budgets and what they are worth are finite and not negative."""
    prices = [price for row in result.prices for price in row if price is not None]
    numbers = np.array([*prices, *result.budgets, *result.duals], dtype=float)
    return bool(((numbers >= 0) & np.isfinite(numbers)).all() and np.isfinite(result.most or 0))


def _bound(result: Schedule, offers: list[Offer], none: FloatArray, money: FloatArray) -> float:
    """No calendar brings more: each tie at its best when budgets cost their prices."""
    price = prices_of(result)  # nan: not to be had
    surplus = [
        getattr(one, result.objective) - none - price[:, one.bundle] * (one.spending @ result.duals)
        for one in offers
    ]
    return float((none + np.nanmax([0 * none, *surplus], axis=0)).sum() + money @ result.duals)
