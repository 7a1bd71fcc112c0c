"""Certificate of an `Uncertain`: its draws are what its seed draws, and equilibria of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...common.register import checks
from ...partnership.checks.arrays import certify_arrays
from ...partnership.results.arrays import CLASSES
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, verdict, without_policy
from ..uncertain.results import Uncertain
from .partnerships import built, gap

#: What is done to a region is kept in floats.
_ROUNDED = 1e-9


@checks(Uncertain)
def certify_uncertain(result: Uncertain, policy: Any = None) -> Certificate:
    """Whether draws are equilibria of their settings, with the classes told.

    All draws that were kept are judged; `.unchecked` says of how many they are a sample.
    """
    without_policy(
        policy,
        rule="many draws have no policy of their own to replace",
        remedy="Judge one tie: evolve(region.replaced(...).partnership(a, b), delta)",
    )
    shown, *sides = result.evidence
    least = max(float(side.residual.max()) for side in sides)
    found = [
        Finding(result.residual, sides[0].certificate.tolerance, action="a draw"),
        claim(result.residual >= max(least, 0), "the largest gain of any draw"),
        claim(result.exact is False, "exact"),
        *_draws(result),
    ]
    for side, told in zip(sides, result.founded, strict=True):
        own = certify_arrays(side)
        found.append(Finding(own.largest_gain, own.tolerance, state=own.state))
        found.append(claim(own.ok, "better equilibria of a draw"))
        names = np.array(CLASSES)[told[shown]].ravel()
        found.append(claim(np.array_equal(names, side.founding_class), "classes of a draw"))
    found.append(_drawn(result, shown, sides))
    certificate = verdict(found, exact=False, tolerance=max(finding.allowed for finding in found))
    judged, draws = len(np.unique(shown % len(result.drawn))), len(result.drawn)
    if judged == draws:
        return certificate
    left = f"founded and residual in {draws - judged} of {draws} draws"
    return dataclasses.replace(certificate, unchecked=(left,))


def _draws(result: Uncertain) -> Iterator[Finding]:
    """Draws are within their ranges, and what the seed draws."""
    values, ties = result.drawn, len(result.region.all_ties)
    shapes = values.shape == (len(values), len(result.ranges)), result.founded.shape
    yield claim(shapes == (True, (2, len(values), ties)), "drawn")
    yield claim(len({one.name for one in result.ranges}) == len(result.ranges), "ranges")
    low, high = (np.array([getattr(one, end) for one in result.ranges]) for end in ("low", "high"))
    rounded = _ROUNDED * np.where(np.isfinite(low + high), 1 + abs(low) + abs(high), 1)
    yield claim(((low - rounded <= values) & (values <= high + rounded)).all(), "drawn")
    if result.seed is None or isinstance(result.seed, str):
        return
    again = _drawn_again(result.ranges, result.seed, len(values))
    yield claim((abs(again - values) <= _ROUNDED * (1 + abs(values))).all(), "drawn")


def _drawn(result: Uncertain, shown: Array, sides: Any) -> Finding:
    """The first and the last of some draws against partnerships built one by one."""
    ties, worst = len(result.region.all_ties), 0.0
    for place in {0, len(shown) - 1}:
        values = result.drawn[shown[place]].tolist()
        names = [one.name for one in result.ranges]
        region = result.region.replaced(**dict(zip(names, values, strict=True)))
        rows, helper = slice(place * ties, (place + 1) * ties), result.coordinator
        helper = region.coordinator if helper is None else helper
        models, helped = built(region), zip(sides, (None, helper), strict=True)
        gaps = (gap(models, side.terms.block(rows), one) for side, one in helped)
        worst = max(worst, *gaps)
    return Finding(worst, _ROUNDED, action="the parameters of a tie")


def _drawn_again(ranges: Any, seed: int, draws: int) -> Array:
    """What a seed draws from ranges.

    Where two settings are in the wrong order the whole draw is made again, after all others.
    """
    random, names = np.random.default_rng(seed), [one.name for one in ranges]
    found, left = np.empty((draws, len(names))), np.arange(draws)
    while len(left):
        share = random.random((len(left), len(names)))
        for column, one in enumerate(ranges):
            if one.distribution is None:
                found[left, column] = one.low + (one.high - one.low) * share[:, column]
            else:
                found[left, column] = one.distribution.ppf(share[:, column])
        if not {"outside", "outside_signed"} <= set(names):
            return found
        plain, signed = (names.index(name) for name in ("outside", "outside_signed"))
        left = left[found[left, signed] > found[left, plain]]
    return found
