"""Where cooperation in the area began."""

from __future__ import annotations

from typing import Any

from ...common.result import Table
from ...partnership.results.evolution import EvolutionBatch
from .. import facts
from .argument import Case, Told, World
from .judging import claim
from .parameters import Setting
from .search import Turning
from .worlds import relations, ties


def _neighbours(p: Setting) -> EvolutionBatch:
    return ties.solved(float(p.delta))


def _years(case: Case) -> Turning:
    """The years of the recorded agreements."""
    return case.among("year", [int(row["year"]) for row in facts.agreements()])


@claim(
    "C29",
    "4.2",
    "At first governments of the area do not cooperate.",
    world=World(_neighbours, relations.JOINT_MODES, fixed=("year",)),
    parameters={"year": 2012, "delta": 0.7},
    turns={"year": _years},
    picture=("year", "agreements so far", "neighbours who work together"),
)
def no_cooperation_at_first(p: Setting, _: EvolutionBatch) -> bool:
    """Was there no cooperation in the area when the story of the paper begins?

    The record of the paper's own agreements between governments, as of a year: by default that of
    the national plan. Holds exactly when there was none. Beside it, what the record would mean: the
    neighbours of the case with as much trust as agreements that both belonged to by then, and how
    many of them work together (payoffs are illustrative).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c29().verdict, claims.c29(year=1985).verdict
    ('fails', 'holds')
    """
    return not ties.recorded(float(p.year))


@no_cooperation_at_first.tells
def _on_record(case: Case) -> Told:
    edge = case.edge("year")
    condition = "holds: no agreement is recorded"
    if edge is not None:
        condition = (
            f"holds only before {int(edge)}: economic zones across the provincial borders of the "
            "area are recorded since then, by the paper itself"
        )

    def working(q: Setting, found: Any) -> int:
        return int(ties.cooperates(found, ties.trust(float(q.year))).sum())

    columns = {
        "agreements so far": lambda q, _: len(ties.recorded(float(q.year))),
        "neighbours with one": lambda q, _: sum(k > 0 for k in ties.trust(float(q.year))),
        "neighbours who work together": working,
    }
    evidence = case.along((1980, 2020, 9), columns)
    return Told(condition, evidence, {"recorded agreements": _recorded()}, [{"year": 1980}])


def _recorded() -> Table:
    rows = [row for row in facts.agreements() if row["kind"] == "agreement"]
    rows.sort(key=lambda row: row["year"])
    return {
        "year": [int(row["year"]) for row in rows],
        "agreement": [row["name"] for row in rows],
        "who says so": ["the paper" if row["status"] == "paper" else row["status"] for row in rows],
    }
