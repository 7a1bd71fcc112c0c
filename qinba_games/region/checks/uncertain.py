"""Certificates of an `Uncertain`, and of the ties of a `Plan`: what is drawn are equilibria."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.concepts import BASELINES
from ...common.markov_chain import long_run_shares
from ...common.register import checks
from ...partnership.checks.arrays import chain_of
from ...partnership.pair_terms import PairTerms
from ...partnership.proof import classes_of
from ...partnership.results.arrays import EvolutionArrays
from ...partnership.results.evolution import CLASSES
from ...planning.checks import values_shown
from ...planning.results import Plan
from ...types import Array, Certificate, FloatArray
from ...verify.door import of_part
from ...verify.findings import Finding, claim, verdict
from ..helped_ties import DrawnTies, HelpedTies
from ..uncertain.ranges import by_name
from ..uncertain.results import Uncertain, draw_sample
from .study import CAPACITIES, abilities, alike, anew, terms_of

#: What is done to a region is kept in floats.
_ROUNDED = 1e-9


@checks(
    Uncertain,
    "many draws have no policy of their own to replace",
    "Judge one tie: evolve(region.replaced(...).partnership(a, b), delta)",
)
def _certify_uncertain(result: Uncertain) -> Certificate:
    """Whether draws are equilibria of their settings, with the classes told."""
    # All draws that were kept are judged; the sentence says of how many they are a sample.
    sample, *sides = result.witness
    least = max(float(side.residual.max()) for side in sides)
    near = [_tolerance.meeting(_tolerance.CHECK, side.terms.scale()).max() for side in sides]
    findings = [
        Finding(result.residual, max(near), action="a draw"),
        claim(result.residual >= max(least, 0), "the largest gain of any draw"),
        claim(result.exact is False, "exact"),
        *_draws(result, sample),
    ]
    for side, classes in zip(sides, result.founded, strict=True):
        own = of_part(side)
        findings.append(Finding(own.largest_gain, own.tolerance, state=own.state))
        findings.append(claim(own.ok, "better equilibria of a draw"))
        names = np.array(CLASSES)[classes[sample]].ravel()
        findings.append(claim(np.array_equal(names, side.founding_class), "classes of a draw"))
    for side, its in zip(sides, _expected_terms(result, sample), strict=True):
        findings.append(claim(alike(side.terms, its), "the parameters of a tie"))
    return verdict(findings, exact=False, tolerance=max(finding.allowed for finding in findings))


def _draws(result: Uncertain, sample: Array) -> Iterator[Finding]:
    """Draws are allowed values within their ranges, and what the seed draws."""
    values, ties = result.drawn, len(result.region.records.ends)
    shapes = values.shape == (len(values), len(_ends(result, "low"))), result.founded.shape
    yield claim(shapes == (True, (2, len(values), ties)), "drawn")
    yield claim(np.array_equal(sample, draw_sample(len(values), ties)), "the draws that were kept")
    names = [one.name for one in result.ranges]
    yield claim(len({*names}) == len(names), "ranges")
    for ends in (values.min(axis=0), values.max(axis=0)):  # what is not allowed cannot be read
        result.region.replaced(**dict(zip(_settings(result), ends.tolist(), strict=False)))
    low, high = _ends(result, "low"), _ends(result, "high")
    plain = [[one.distribution is None] * np.size(one.low) for one in result.ranges]
    yield claim(np.array_equal(np.isfinite(low + high), np.concatenate(plain)), "ranges")
    drawn = _by_name(result, values)
    yield claim((drawn.get("size", np.ones(1)) > 0).all(), "sizes")
    yield claim((drawn.get("gain", np.zeros(1)) >= 0).all(), "gains")
    trust = drawn.get("trust", np.zeros(1))
    whole = np.isin(trust, np.arange(result.region.settings["levels"] + 1)).all()
    yield claim(whole, "founding trust")
    rounded = _ROUNDED * np.where(np.isfinite(low + high), 1 + abs(low) + abs(high), 1)
    yield claim(((low - rounded <= values) & (values <= high + rounded)).all(), "drawn")
    if result.seed is None or isinstance(result.seed, str):
        return
    again = _drawn_again(result.ranges, result.seed, len(values))
    yield claim((abs(again - values) <= _ROUNDED * (1 + abs(values))).all(), "drawn")


def _expected_terms(result: Uncertain, sample: Array) -> list[PairTerms]:
    """What was to be solved in the draws that were kept: without the coordinator, and with it."""
    region = anew(result.region)
    settings = {**region.settings, **_by_name(result, result.drawn[sample])}
    helper = settings if result.coordinator is None else abilities(result.coordinator)
    return [terms_of(region.records, settings, one, len(sample)) for one in (None, helper)]


def _drawn_again(ranges: Any, seed: int, draws: int) -> Array:
    """What a seed draws from ranges."""
    random = np.random.default_rng(seed)
    few = [one for one in ranges if not np.ndim(one.low)]
    names = [one.name for one in few]
    table, rows = np.empty((draws, len(names))), np.arange(draws)
    while len(rows):
        share = random.random((len(rows), len(names)))
        for column, one in enumerate(few):
            table[rows, column] = _within(one, share[:, column])
        if not {"outside", "outside_signed"} <= set(names):
            break
        # A draw with two settings in the wrong order is made again, whole, after all others.
        plain, signed = (names.index(name) for name in ("outside", "outside_signed"))
        rows = rows[table[rows, signed] > table[rows, plain]]
    many = [one for one in ranges if np.ndim(one.low)]
    return np.hstack([table, *(_within(one, random.random((draws, len(one.low)))) for one in many)])


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
    columns = dict(zip(names, values[:, : len(names)].T, strict=True))
    rest = values[:, len(names) :]
    for one in result.ranges[len(names) :]:
        columns[one.name], rest = rest[:, : len(one.low)], rest[:, len(one.low) :]
    return columns


@values_shown.register
def _tie_findings(answers: HelpedTies, result: Plan) -> Iterator[Finding]:
    region = anew(result.model)
    settings = {**region.settings, "delta": result.delta}
    helpers = [None, *map(abilities, result.bundles.values())]
    programme = result.programme
    yield from _of_region(result, region)
    worth = []
    for helper, side in zip(helpers, answers.sides, strict=True):
        yield from _of_side(side, terms_of(region.records, settings, helper))
        worth.append(_tie_values(side, result))
    values = np.stack(worth, axis=1)
    reported = np.array([[row[(o,)] for o in range(len(helpers))] for row in programme.values])
    if result.baseline != BASELINES[0]:  # of what governments can do alone a lower bound is known
        alone = reported[:, 0] / np.maximum(np.array(result.weights, dtype=float), 1e-300)
        values = np.maximum(values, alone[:, None])
    expected_values = values * np.array(result.weights, dtype=float)[:, None]
    gap = abs(expected_values - reported.astype(float)).max()
    yield Finding(gap, _ROUNDED * max(1.0, abs(expected_values).max()), action="a value")


@values_shown.register
def _draw_findings(answers: DrawnTies, result: Plan) -> Iterator[Finding]:
    """Some draws are equilibria of their settings, and values are means of all draws."""
    region, programme = anew(result.model), result.programme
    few = answers.shown
    there = by_name(answers.ranges, answers.drawn[few])
    settings = {**region.settings, "delta": result.delta, **there}
    helpers = [None, *map(abilities, result.bundles.values())]
    yield from _of_region(result, region)
    yield claim({one.name for one in answers.ranges}.isdisjoint(CAPACITIES), "what is drawn")
    for o, (helper, side) in enumerate(zip(helpers, answers.sides, strict=True)):
        yield from _of_side(side, terms_of(region.records, settings, helper, len(few)))
        gap = abs(_tie_values(side, result) - answers.values[few, :, o].ravel()).max()
        yield Finding(gap, _ROUNDED, action="a value of a draw")
    weights = np.array(result.weights, dtype=float)
    count, search = len(answers.values), result.search
    counts = np.full(count, 1 / count) if search is None or search.share is None else search.weights
    means = np.einsum("s,sko->ko", counts, answers.values) * weights[:, None]
    reported = np.array([[row[(o,)] for o in range(len(helpers))] for row in programme.values])
    gap = abs(means - reported.astype(float)).max()
    yield Finding(gap, _ROUNDED * max(1.0, abs(means).max()), action="a value")


def _of_side(side: EvolutionArrays, expected: PairTerms) -> Iterator[Finding]:
    """Whether these are the ties that were to be solved, and equilibria."""
    yield claim(alike(side.terms, expected), "the parameters of a tie")
    known = of_part(side)
    yield Finding(known.largest_gain, known.tolerance, state=known.state)
    yield claim(known.ok, "a better equilibrium of a tie")


def _of_region(result: Plan, region: Any) -> Iterator[Finding]:
    """Whether all is said of the ties of this region, and as they were solved."""
    programme = result.programme
    ties = tuple(tie.members for tie in region.all_ties)
    yield claim(tuple(result.bundles) == programme.bundles, "the bundles")
    yield claim(programme.ties == ties, "the ties")
    yield claim(programme.above == (None,) * len(ties), "the ties")
    yield claim(result.control_loss == 0, "the control loss")


def _tie_values(side: EvolutionArrays, result: Plan) -> FloatArray:
    """What each tie is worth by the objective."""
    if result.objective == "kept":
        return np.isin(side.founding_class, ("weak", "strong")).astype(float)
    if result.objective == "probability":
        return side.probability_strong
    terms, chains = side.terms, chain_of(side.terms, side.acts)
    over = np.zeros((terms.count, 1, chains.shape[2]))
    over[:, :, -1] = 1
    chains = np.concatenate([chains, over], axis=1)
    if result.objective == "value":
        return np.array(
            [
                worth - _outlay(side, k, chain) if terms.subsidy[k] else worth
                for k, (worth, chain) in enumerate(zip(side.founding_value, chains, strict=True))
            ]
        )
    never = (terms.chance == 0).T[:, None]
    strong, shares = classes_of(side.acts == 0, side.acts == 4, never) == "strong", []
    known = dict[Any, FloatArray]()  # many ties of many draws move alike
    for k, chain in enumerate(chains):
        key = chain.tobytes(), int(terms.founding[k])
        if key not in known:
            start = np.eye(len(chain))[terms.founding[k]]
            if result.horizon is None:
                known[key] = long_run_shares(chain, start)
            else:
                known[key] = start @ np.linalg.matrix_power(chain, result.horizon)
        shares.append(known[key][:-1] @ strong[k])
    return np.array(shares)


def _outlay(side: EvolutionArrays, k: int, chain: FloatArray) -> float:
    """What the subsidy of a tie costs on average, by the discounted visits of its levels."""
    terms = side.terms
    paid = np.append((side.acts[k] == 0) @ terms.chance[:, k], 0) * 2 * terms.subsidy[k]
    visits = np.linalg.inv(np.eye(len(chain)) - terms.delta[k] * chain)[terms.founding[k]]
    return float((1 - terms.delta[k]) * visits @ paid)
