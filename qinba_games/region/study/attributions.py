"""How much of what a coordinator changes in each tie is owed to each of its capacities."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...cooperative.coalitions import members_of
from ...cooperative.solvers.dividends import harsanyi_dividends
from ...cooperative.solvers.marginal_values import shapley
from ...coordinator import Coordinator
from ...partnership.critical_discount import Classes, cooperating, segments_arrays, segments_near
from ...partnership.evolve_arrays import evolve_arrays
from ...third_parties.attribution import bundles
from ...types import Array, FloatArray, frozen
from .. import partnerships
from ..tables.records import Tie

#: More bundles of capacities than this are not tried in a report.
MOST = 16


@frozen
class EffectDivision:
    """An effect divided among capacities, as `Attribution` has it, without what proves it."""

    capacities: tuple[str, ...]
    measures: Array  #: With the capacities of each bundle alone.
    values: Array  #: The Shapley value of each capacity.
    dividends: Mapping[tuple[str, ...], Any]  #: Of every bundle of at least one capacity.


@frozen
class TieOwes:
    """A tie, and what is owed to each capacity: by measure, "delta" and "probability_strong"."""

    tie: Tie
    attributions: Mapping[str, EffectDivision]


def scan(region: Any, helper: Coordinator) -> list[Classes]:
    """The class of every tie's founding trust at every patience, with this bundle of capacities."""
    alike = [dataclasses.replace(region.model(tie), members=("a", "b")) for tie in region.all_ties]
    near = segments_arrays(evolve_arrays(**_arguments(region, helper)).terms)
    models = [helper.applied_to(model) for model in alike]
    return segments_near(models, [tie.founding for tie in region.all_ties], near)


def of_study(study: Any) -> tuple[TieOwes, ...]:
    """What each tie of a solved region owes; nothing where bundles are too many, or none."""
    region, helpers = study.region.replaced(delta=study.delta), bundles(study.coordinator)
    if not 1 < len(helpers) <= MOST:
        return ()
    # With no capacity and with all, the windows of the study say it.
    sides = [[window.side(k) for window in study.pivotal] for k in (0, 1)]
    classes = [sides[0], *(scan(region, helper) for helper in helpers[1:-1]), sides[1]]
    solved = [evolve_arrays(**_arguments(region, helper)) for helper in helpers]
    strong = np.array([one.probability_strong for one in solved], dtype=float)
    least = np.array([[min(cooperating(one).least, 1.0) for one in row] for row in classes])
    names = study.coordinator.capacities
    return tuple(
        TieOwes(
            tie=tie,
            attributions={
                "delta": _division(names, -least[:, k].astype(float)),
                "probability_strong": _division(names, strong[:, k]),
            },
        )
        for k, tie in enumerate(region.all_ties)
    )


def _arguments(region: Any, helper: Coordinator) -> dict[str, Any]:
    given = partnerships.arrays(region.records, region.settings)
    return partnerships.with_coordinator(given, partnerships.capacities("report", helper))


def _division(names: tuple[str, ...], measures: FloatArray) -> EffectDivision:
    worths = measures - measures[0]
    dividends = harsanyi_dividends(worths).tolist()
    return EffectDivision(
        capacities=names,
        measures=measures,
        values=shapley(worths),
        dividends={members_of(k, names): d for k, d in enumerate(dividends) if k},
    )
