"""Certificate of an `Uncertain`: its draws are what its seed draws, and equilibria of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...common.register import checks
from ...partnership.pair_terms import PairTerms
from ...partnership.results.evolution import CLASSES
from ...types import Array, Certificate
from ...verify.door import of_part
from ...verify.findings import Finding, claim, verdict, without_policy
from ..uncertain.results import Uncertain, draw_sample
from .study import abilities, alike, anew, terms_of

#: What is done to a region is kept in floats.
_ROUNDED = 1e-9


@checks(Uncertain)
def certify_uncertain(result: Uncertain, policy: Any = None) -> Certificate:
    """Whether draws are equilibria of their settings, with the classes told."""
    # All draws that were kept are judged; `.unchecked` says of how many they are a sample.
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
        *_draws(result, shown),
    ]
    for side, told in zip(sides, result.founded, strict=True):
        own = of_part(side)
        found.append(Finding(own.largest_gain, own.tolerance, state=own.state))
        found.append(claim(own.ok, "better equilibria of a draw"))
        names = np.array(CLASSES)[told[shown]].ravel()
        found.append(claim(np.array_equal(names, side.founding_class), "classes of a draw"))
    for side, its in zip(sides, _expected(result, shown), strict=True):
        found.append(claim(alike(side.terms, its), "the parameters of a tie"))
    certificate = verdict(found, exact=False, tolerance=max(finding.allowed for finding in found))
    judged, draws = len(shown), len(result.drawn)
    if judged == draws:
        return certificate
    left = f"founded and residual in {draws - judged} of {draws} draws"
    return dataclasses.replace(certificate, unchecked=(left,))


def _draws(result: Uncertain, shown: Array) -> Iterator[Finding]:
    """Draws are allowed values within their ranges, and what the seed draws."""
    values, ties = result.drawn, len(result.region.records.ends)
    shapes = values.shape == (len(values), len(_ends(result, "low"))), result.founded.shape
    yield claim(shapes == (True, (2, len(values), ties)), "drawn")
    yield claim(np.array_equal(shown, draw_sample(len(values), ties)), "the draws that were kept")
    names = [one.name for one in result.ranges]
    yield claim(len({*names}) == len(names), "ranges")
    for ends in (values.min(axis=0), values.max(axis=0)):  # what is not allowed cannot be read
        result.region.replaced(**dict(zip(_settings(result), ends.tolist(), strict=False)))
    low, high = _ends(result, "low"), _ends(result, "high")
    plain = [[one.distribution is None] * np.size(one.low) for one in result.ranges]
    yield claim(np.array_equal(np.isfinite(low + high), np.concatenate(plain)), "ranges")
    drawn = _by_name(result, values)
    yield claim((drawn.get("size", np.ones(1)) > 0).all(), "sizes")
    trust = drawn.get("trust", np.zeros(1))
    whole = np.isin(trust, np.arange(result.region.settings["levels"] + 1)).all()
    yield claim(whole, "founding trust")
    rounded = _ROUNDED * np.where(np.isfinite(low + high), 1 + abs(low) + abs(high), 1)
    yield claim(((low - rounded <= values) & (values <= high + rounded)).all(), "drawn")
    if result.seed is None or isinstance(result.seed, str):
        return
    again = _drawn_again(result.ranges, result.seed, len(values))
    yield claim((abs(again - values) <= _ROUNDED * (1 + abs(values))).all(), "drawn")


def _expected(result: Uncertain, shown: Array) -> list[PairTerms]:
    """What was to be solved in the draws that were kept: without the coordinator, and with it."""
    region = anew(result.region)
    settings = {**region.settings, **_by_name(result, result.drawn[shown])}
    helper = settings if result.coordinator is None else abilities(result.coordinator)
    return [terms_of(region.records, settings, one, len(shown)) for one in (None, helper)]


def _drawn_again(ranges: Any, seed: int, draws: int) -> Array:
    """What a seed draws from ranges."""
    random = np.random.default_rng(seed)
    few = [one for one in ranges if not np.ndim(one.low)]
    names = [one.name for one in few]
    found, left = np.empty((draws, len(names))), np.arange(draws)
    while len(left):
        share = random.random((len(left), len(names)))
        for column, one in enumerate(few):
            found[left, column] = _within(one, share[:, column])
        if not {"outside", "outside_signed"} <= set(names):
            break
        # A draw with two settings in the wrong order is made again, whole, after all others.
        plain, signed = (names.index(name) for name in ("outside", "outside_signed"))
        left = left[found[left, signed] > found[left, plain]]
    many = [one for one in ranges if np.ndim(one.low)]
    return np.hstack([found, *(_within(one, random.random((draws, len(one.low)))) for one in many)])


def _within(one: Any, share: Array) -> Any:
    """The values of a range below which shares of it lie."""
    if one.distribution is not None:
        return one.distribution.ppf(share) * one.factor
    if one.whole:
        return one.low + (share * (one.high - one.low + 1)).astype(int)
    return one.low + (one.high - one.low) * share


def _ends(result: Uncertain, end: str) -> Array:
    """The lower or upper ends of all columns."""
    return np.concatenate([np.atleast_1d(getattr(one, end)) for one in result.ranges])


def _settings(result: Uncertain) -> list[str]:
    """The settings that are drawn, which come first."""
    return [one.name for one in result.ranges if not np.ndim(one.low)]


def _by_name(result: Uncertain, values: Array) -> dict[str, Array]:
    """Drawn values by name."""
    names = _settings(result)
    found = dict(zip(names, values[:, : len(names)].T, strict=True))
    left = values[:, len(names) :]
    for one in result.ranges[len(names) :]:
        found[one.name], left = left[:, : len(one.low)], left[:, len(one.low) :]
    return found
