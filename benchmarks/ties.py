"""The ties of the Qinba case, without and with the coordinator, beside trying every policy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import qinba_games as qg
from benchmarks.comparison import Comparison, seconds, turns
from qinba_games import paper
from tests.oracles import partnership as oracle

#: What the oracle calls a parameter is what we call it.
PARAMETERS = (
    "benefit",
    "cost",
    "outside",
    "promotion",
    "friction",
    "drop",
    "detection",
    "deposit",
    "subsidy",
    "bad_times",
    "sharing",
)


def enumerated(model: qg.Partnership, delta: float) -> Any:
    """The best equilibrium among all policies."""
    best: Any = oracle.best_equilibrium
    return best({name: getattr(model, name) for name in PARAMETERS}, delta)


def compare() -> Iterator[Comparison]:
    """Every tie once without the coordinator; with it 20 of them, whose policies are many."""
    case = paper.case()
    delta = float(case.delta)
    alone = [case.model(tie) for tie in case.all_ties]
    helped = [case.coordinator.applied_to(model) for model in alone]
    yield _regime("without the coordinator", alone, delta, modes=3, measured=len(alone))
    yield _regime("with the coordinator", helped, delta, modes=5, measured=20)


def _regime(
    name: str, models: list[qg.Partnership], delta: float, *, modes: int, measured: int
) -> Comparison:
    count = len(models)
    chosen = [models[round(k * (count - 1) / (measured - 1))] for k in range(measured)]
    one = turns(_turn(model, delta) for model in chosen)
    states = models[0].levels * (1 + len(models[0].bad_times))
    sample = "" if measured == count else f"; {measured} ties measured"
    return Comparison(
        f"{count} ties {name}",
        f"enumeration of the {modes**states:,} policies of each{sample}",
        count * one.ours,
        count * one.peers,
        one.worst,
        bound=1,
        runs=measured,
        results="same classes and values",
    )


def _turn(model: qg.Partnership, delta: float) -> tuple[float, float]:
    """Seconds of both for one tie."""
    found, expected = qg.evolve(model, delta), enumerated(model, delta)
    assert found.classes == tuple(expected.classes)
    assert abs(found.founding_value - expected.founding_values[model.founding]) < 1e-9
    return seconds(partial(qg.evolve, model, delta), 5), seconds(partial(enumerated, model, delta))
