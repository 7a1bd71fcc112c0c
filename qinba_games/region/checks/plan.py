"""What every tie of a region is worth under every bundle, read once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ...common.concepts import BASELINES
from ...common.markov_chain import long_run_shares
from ...partnership.checks.agreed import classes_of
from ...partnership.checks.arrays import chain_of
from ...partnership.results.arrays import EvolutionArrays
from ...planning.checks import values_shown
from ...planning.results import Plan
from ...types import FloatArray
from ...verify.door import of_part
from ...verify.findings import Finding, claim
from ..helped_ties import DrawnTies, HelpedTies
from ..uncertain.ranges import by_name
from .study import CAPACITIES, abilities, alike, anew, terms_of

#: How far values may be apart that are computed in two ways.
_ROUNDED = 1e-9


@values_shown.register
def _shown(evidence: HelpedTies, result: Plan) -> Iterator[Finding]:
    region = anew(result.model)
    settings = {**region.settings, "delta": result.delta}
    helpers = [None, *map(abilities, result.bundles.values())]
    programme = result.programme
    yield from _of_region(result, region, evidence.sides)
    worth = []
    for helper, side in zip(helpers, evidence.sides, strict=True):
        expected = terms_of(region.records, settings, helper)
        yield claim(alike(side.terms, expected), "the parameters of a tie")
        known = of_part(side)
        yield Finding(known.largest_gain, known.tolerance, state=known.state)
        yield claim(known.ok, "a better equilibrium of a tie")
        worth.append(_measured(side, result))
    values = np.stack(worth, axis=1)
    reported = np.array([[row[(o,)] for o in range(len(helpers))] for row in programme.values])
    if result.baseline != BASELINES[0]:  # of what governments can do alone a lower bound is known
        alone = reported[:, 0] / np.maximum(np.array(result.weights, dtype=float), 1e-300)
        values = np.maximum(values, alone[:, None])
    expected_values = values * np.array(result.weights, dtype=float)[:, None]
    gap = abs(expected_values - reported.astype(float)).max()
    yield Finding(gap, _ROUNDED * max(1.0, abs(expected_values).max()), action="a value")


@values_shown.register
def _drawn(evidence: DrawnTies, result: Plan) -> Iterator[Finding]:
    """Some draws are equilibria of their settings, and values are means of all draws."""
    region, programme = anew(result.model), result.programme
    few = evidence.shown
    there = by_name(evidence.ranges, evidence.drawn[few])
    settings = {**region.settings, "delta": result.delta, **there}
    helpers = [None, *map(abilities, result.bundles.values())]
    yield from _of_region(result, region, evidence.sides)
    yield claim({one.name for one in evidence.ranges}.isdisjoint(CAPACITIES), "what is drawn")
    for o, (helper, side) in enumerate(zip(helpers, evidence.sides, strict=True)):
        expected = terms_of(region.records, settings, helper, len(few))
        yield claim(alike(side.terms, expected), "the parameters of a tie")
        known = of_part(side)
        yield Finding(known.largest_gain, known.tolerance, state=known.state)
        yield claim(known.ok, "a better equilibrium of a tie")
        gap = abs(_measured(side, result) - evidence.values[few, :, o].ravel()).max()
        yield Finding(gap, _ROUNDED, action="a value of a draw")
    weights = np.array(result.weights, dtype=float)
    count, search = len(evidence.values), result.search
    counts = np.full(count, 1 / count) if search is None or search.share is None else search.weights
    means = np.einsum("s,sko->ko", counts, evidence.values) * weights[:, None]
    reported = np.array([[row[(o,)] for o in range(len(helpers))] for row in programme.values])
    gap = abs(means - reported.astype(float)).max()
    yield Finding(gap, _ROUNDED * max(1.0, abs(means).max()), action="a value")


def _of_region(result: Plan, region: Any, sides: Sequence[EvolutionArrays]) -> Iterator[Finding]:
    """Whether all is said of the ties of this region, and as they were solved."""
    programme = result.programme
    ties = tuple(tie.members for tie in region.all_ties)
    yield claim(tuple(result.bundles) == programme.bundles, "the bundles")
    yield claim(programme.ties == ties, "the ties")
    yield claim(programme.above == (None,) * len(ties) and result.levels is None, "the ties")
    yield claim(result.control_loss == 0, "the control loss")
    concepts = dict.fromkeys(side.concept for side in sides)
    yield claim(result.concept == " or ".join(concepts), "the concept")


def _measured(side: EvolutionArrays, result: Plan) -> FloatArray:
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
    strong, found = classes_of(side.acts == 0, side.acts == 4, never) == "strong", []
    known = dict[Any, FloatArray]()  # many ties of many draws move alike
    for k, chain in enumerate(chains):
        key = chain.tobytes(), int(terms.founding[k])
        if key not in known:
            start = np.eye(len(chain))[terms.founding[k]]
            if result.horizon is None:
                known[key] = long_run_shares(chain, start)
            else:
                known[key] = start @ np.linalg.matrix_power(chain, result.horizon)
        found.append(known[key][:-1] @ strong[k])
    return np.array(found)


def _outlay(side: EvolutionArrays, k: int, chain: FloatArray) -> float:
    """What the subsidy of a tie costs on average, by the discounted visits of its levels."""
    terms = side.terms
    paid = np.append((side.acts[k] == 0) @ terms.chance[:, k], 0) * 2 * terms.subsidy[k]
    visits = np.linalg.inv(np.eye(len(chain)) - terms.delta[k] * chain)[terms.founding[k]]
    return float((1 - terms.delta[k]) * visits @ paid)
