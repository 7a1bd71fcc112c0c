"""What a plan has to know of a region: what every tie is worth under every bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import _check, _sizes, errors
from ..common.concepts import BASELINES
from ..common.register import finds
from ..common.show import many
from ..partnership.evolve_arrays import evolve_arrays
from ..partnership.results.arrays import EvolutionArrays
from ..planning.arguments import Answer, DrawSetting, Model, Question
from ..planning.of_levels import snapped, strong_shares
from ..planning.results import Plan
from ..types import FloatArray
from . import partnerships
from .helped_ties import DrawnTies, HelpedTies
from .study import paths
from .study.reasons import KEPT
from .uncertain import ranges as ranges_of
from .uncertain.ranges import Range
from .uncertain.results import draw_sample

#: The office of ties between groups, and of all where there are no groups.
ACROSS, ALL = "across", "region"
#: Partnerships of draws that are solved together.
_PART = 100_000


def of_region(region: Any) -> Model:
    """What a plan has to know of a region."""
    ties = region.all_ties
    return Model(
        ties=tuple(tie.members for tie in ties),
        above=(None,) * len(ties),
        offices=tuple((ACROSS if tie.cross_border else tie.groups[0] or ALL,) for tie in ties),
        names=(ACROSS, *dict.fromkeys(group or ALL for tie in ties for group in tie.groups)),
        coordinator=region.coordinator,
        delta=region.delta,
        solve=lambda question: _solve(region, question),
        partnership=lambda k: (region.model(ties[k]), ties[k].founding),
    )


def _solve(region: Any, query: Question) -> Answer:
    if query.control_loss != 0:
        rule, remedy = "has no meaning for a region", "Leave it out, or plan for region.hierarchy()"
        raise errors.NotApplicableError("plan", "control_loss", query.control_loss, rule, remedy)
    if query.draws is not None:
        return _solve_draws(region, query, query.draws)
    settings = {**region.settings, "delta": query.delta}
    helpers = [partnerships.capacities("plan", one) for one in query.bundles.values()]
    sides = _sides(region, settings, helpers)
    values = np.stack([_tie_values(side, query.objective, query.horizon) for side in sides], axis=1)
    notes: tuple[str, ...] = ()
    if query.baseline != BASELINES[0]:
        values = np.maximum(values, _any_equilibrium(region, query)[:, None])
        notes = ("alone: what governments can do in any equilibrium without payments",)
    if query.objective != "kept":
        values = snapped(values)
    rows = values.astype(int) if query.objective == "kept" else values
    return Answer(
        values=tuple({(o,): v for o, v in enumerate(row)} for row in rows.tolist()),
        answers=HelpedTies(sides=sides),
        notes=notes,
        proven=all(bool(np.all(side.proven)) for side in sides),
    )


def _solve_draws(region: Any, query: Question, draws: DrawSetting) -> Answer:
    """The mean of what each tie is worth in many draws, all bundles in the same draws."""
    if query.baseline != BASELINES[0]:
        rule, remedy = "is not known of draws", "Leave draws out, or compare with 'acting together'"
        raise errors.NotApplicableError("plan", "baseline", query.baseline, rule, remedy)
    helpers = [partnerships.capacities("plan", one) for one in query.bundles.values()]
    settings = {**region.settings, "delta": query.delta}
    ranges, drawn = _ranges_and_draws(region, settings, draws)
    few = draw_sample(len(drawn), len(region.all_ties))
    rest = np.setdiff1d(np.arange(len(drawn)), few)
    sides = _sides(region, {**settings, **ranges_of.by_name(ranges, drawn[few])}, helpers)
    sample = _by_draw(sides, len(few), query)
    values = np.empty((len(drawn), *sample.shape[1:]))
    values[few] = sample
    values[rest] = _values(region, settings, helpers, ranges, drawn[rest], query)
    seed = draws.rng
    return Answer(
        values=tuple(
            {(o,): v for o, v in enumerate(row)} for row in snapped(values.mean(axis=0)).tolist()
        ),
        answers=DrawnTies(
            ranges=ranges,
            drawn=drawn,
            values=values,
            shown=few,
            sides=sides,
            seed=seed if seed is None or isinstance(seed, int) else repr(seed),
        ),
        notes=(f"chosen for {many(len(drawn), 'draw')}, counted there: .again has others",),
        proven=all(bool(np.all(side.proven)) for side in sides),
    )


def _ranges_and_draws(
    region: Any, settings: Mapping[str, Any], draws: DrawSetting
) -> tuple[tuple[Range, ...], FloatArray]:
    """What is drawn, and the draws; nothing of the coordinator is."""
    fixed = partnerships.CAPACITIES
    given = "plan", region.records, settings, draws.ranges, fixed, region.estimates
    ranges = ranges_of.of_region(*given)
    generator = _check.generator("plan", "rng", draws.rng)
    return ranges, ranges_of.draw("plan", ranges, draws.number, generator)


def _sides(region: Any, settings: Any, helpers: Any) -> tuple[EvolutionArrays, ...]:
    """Every tie, in every draw if settings are drawn, without help and with each bundle."""
    given = partnerships.arrays(region.records, settings)
    with_help = (partnerships.with_coordinator(given, one) for one in helpers)
    return evolve_arrays(**given), *(evolve_arrays(**one) for one in with_help)


def _values(
    region: Any, settings: Any, helpers: Any, ranges: Any, drawn: FloatArray, aim: Any
) -> FloatArray:
    """What each tie is worth in each draw, (draws, ties, 1 + bundles)."""
    count = len(region.all_ties)
    step, values = max(1, _PART // count), np.empty((len(drawn), count, 1 + len(helpers)))
    for low in range(0, len(drawn), step):
        part = drawn[low : low + step]
        there = {**settings, **ranges_of.by_name(ranges, part)}
        sides = _sides(region, there, helpers)
        values[low : low + step] = _by_draw(sides, len(part), aim)
    return values


def _by_draw(sides: Any, draws: int, aim: Any) -> FloatArray:
    """What each tie is worth in each draw, of ties draw by draw."""
    worth = [_tie_values(side, aim.objective, aim.horizon) for side in sides]
    return np.stack(worth, axis=1).reshape(draws, -1, len(sides))


@finds(Plan, "again")
def _again(plan: Plan, draws: Any, rng: Any) -> FloatArray:
    """What a plan brings in new draws from the same ranges."""
    count = _check.integer("Plan.again", "draws", draws, low=1, high=_sizes.DRAWS)
    generator = _check.generator("Plan.again", "rng", rng)
    region, ranges = plan.model, plan.answers.ranges
    settings = {**region.settings, "delta": plan.delta}
    helpers = [partnerships.capacities("plan", one) for one in plan.bundles.values()]
    drawn = ranges_of.draw("Plan.again", ranges, count, generator)
    values = _values(region, settings, helpers, ranges, drawn, plan)
    own = values[:, np.arange(len(plan.choice)), np.array(plan.choice)]
    return np.asarray(own @ np.array(plan.weights, dtype=float))


def _tie_values(side: EvolutionArrays, objective: str, horizon: int | None) -> FloatArray:
    """What each tie is worth by an objective."""
    if objective == "kept":
        return np.isin(side.founding_class, KEPT).astype(float)
    if objective == "probability":
        return side.probability_strong
    if objective == "value":
        return side.founding_value - _outlay(side)
    strong = paths.strong_levels(side.terms, side.acts)
    chain = paths.moves(side.terms, side.acts)
    return strong_shares(chain, side.terms.founding, strong, horizon)


def _outlay(side: EvolutionArrays) -> FloatArray:
    """What subsidies cost on average, discounted: two in periods in which both contribute."""
    terms, rows = side.terms, np.arange(side.terms.count)
    if not terms.subsidy.any():
        return np.zeros(terms.count)
    paid = ((side.acts == 0) * terms.chance.T[:, None]).sum(axis=-1) * terms.subsidy[:, None] * 2
    paid = np.concatenate([paid, np.zeros((terms.count, 1))], axis=1)
    delta = terms.delta[:, None, None]
    moves = np.eye(paid.shape[1]) - delta * paths.moves(terms, side.acts)
    worth = np.linalg.solve(moves, ((1 - terms.delta)[:, None] * paid)[..., None])[..., 0]
    return np.asarray(worth[rows, terms.founding])


def _any_equilibrium(region: Any, query: Question) -> FloatArray:
    """What each tie is worth without help if governments can play any equilibrium."""
    if query.objective not in ("kept", "value"):
        rule = "no equilibrium is selected among all, which would have a probability"
        remedy = "Set objective='kept' or 'value', or compare with 'acting together'"
        raise errors.NotApplicableError("plan", "baseline", query.baseline, rule, remedy)
    study = region.study(delta=query.delta, progress=False)
    if query.objective == "kept":
        return np.array([alone is True for alone in study.contributes_alone], dtype=float)
    worth: FloatArray = study.value_any
    if np.isnan(worth).any():
        rule = "what any equilibrium brings is not known where breaches may go unnoticed"
        remedy = "Compare with 'acting together'"
        raise errors.NotApplicableError("plan", "baseline", query.baseline, rule, remedy)
    return worth
