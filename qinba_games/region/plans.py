"""What a plan has to know of a region: what every tie is worth under every bundle."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import errors
from ..common.concepts import BASELINES
from ..partnership.evolve_arrays import evolve_arrays
from ..partnership.results.arrays import EvolutionArrays
from ..planning.measures import snapped, strong_shares
from ..planning.question import Answer, Model, Question
from ..types import FloatArray
from . import partnerships
from .helped_ties import HelpedTies
from .study import paths
from .study.reasons import KEPT

#: The office of ties between groups, and of all where there are no groups.
ACROSS, ALL = "across", "region"


def of_region(region: Any) -> Model:
    """What a plan has to know of a region."""
    ties = region.all_ties
    return Model(
        ties=tuple(tie.members for tie in ties),
        above=(None,) * len(ties),
        offices=tuple((ACROSS if tie.cross_border else tie.groups[0] or ALL,) for tie in ties),
        names=(ACROSS, *dict.fromkeys(group or ALL for tie in ties for group in tie.groups)),
        levels=None,
        coordinator=region.coordinator,
        delta=region.delta,
        solve=lambda question: _solve(region, question),
        partnership=lambda k: (region.model(ties[k]), ties[k].founding),
    )


def _solve(region: Any, asked: Question) -> Answer:
    if asked.control_loss != 0:
        rule, remedy = "has no meaning for a region", "Leave it out, or plan for region.hierarchy()"
        raise errors.NotApplicableError("plan", "control_loss", asked.control_loss, rule, remedy)
    settings = {**region.settings, "delta": asked.delta}
    given = partnerships.arrays(region.records, settings)
    helpers = [partnerships.capacities("plan", one) for one in asked.bundles.values()]
    sides = [
        evolve_arrays(**given),
        *(evolve_arrays(**partnerships.with_coordinator(given, one)) for one in helpers),
    ]
    values = np.stack([measured(side, asked.objective, asked.horizon) for side in sides], axis=1)
    notes: tuple[str, ...] = ()
    if asked.baseline != BASELINES[0]:
        values = np.maximum(values, _any_equilibrium(region, asked)[:, None])
        notes = ("alone: what governments can do in any equilibrium without payments",)
    if asked.objective != "kept":
        values = snapped(values)
    rows = values.astype(int) if asked.objective == "kept" else values
    return Answer(
        values=tuple({(o,): v for o, v in enumerate(row)} for row in rows.tolist()),
        concept=" or ".join(dict.fromkeys(side.concept for side in sides)),
        evidence=HelpedTies(sides=tuple(sides)),
        notes=notes,
        proven=all(bool(np.all(side.proven)) for side in sides),
    )


def measured(side: EvolutionArrays, objective: str, horizon: int | None) -> FloatArray:
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


def _any_equilibrium(region: Any, asked: Question) -> FloatArray:
    """What each tie is worth without help if governments can play any equilibrium."""
    if asked.objective not in ("kept", "value"):
        rule = "no equilibrium is selected among all, which would have a probability"
        remedy = "Set objective='kept' or 'value', or compare with 'acting together'"
        raise errors.NotApplicableError("plan", "baseline", asked.baseline, rule, remedy)
    worth: FloatArray = region.study(delta=asked.delta, progress=False).value_any
    if np.isnan(worth).any():
        rule = "what any equilibrium brings is not known where breaches may go unnoticed"
        remedy = "Compare with 'acting together'"
        raise errors.NotApplicableError("plan", "baseline", asked.baseline, rule, remedy)
    return (worth > 0).astype(float) if asked.objective == "kept" else worth
