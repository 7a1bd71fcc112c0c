"""Where cooperation in the area began."""

from __future__ import annotations

from ...common.result import Table
from ...partnership.results.evolution import EvolutionBatch
from .. import facts
from .argument import World
from .judging import claim
from .parameters import Setting
from .worlds import relations, ties


@claim(
    "C29",
    "4.2",
    "At first governments of the area do not cooperate.",
    kind="record",
    world=World(lambda p: ties.solved(float(p.delta)), relations.JOINT_MODES, fixed=("year",)),
    parameters={"year": 2012, "delta": 0.7},
    turns={
        "year": lambda case: case.among("year", [int(row["year"]) for row in facts.agreements()])
    },
    picture=("year", "agreements so far", "neighbours who work together"),
    condition=lambda case: (
        f"holds only before {int(case.edge('year'))}: economic zones across the provincial "
        "borders of the area are recorded since then, by the paper itself"
    ),
    never="holds: no agreement is recorded",
    values=(1980, 2020, 9),
    columns={
        "agreements so far": lambda q, _: len(ties.recorded(float(q.year))),
        "neighbours with one": lambda q, _: sum(k > 0 for k in ties.trust(float(q.year))),
        "neighbours who work together": lambda q, found: int(
            ties.cooperates(found, ties.trust(float(q.year))).sum()
        ),
    },
    further={"recorded agreements": lambda _: _recorded()},
    others=[{"year": 1980}],
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


def _recorded() -> Table:
    rows = [row for row in facts.agreements() if row["kind"] == "agreement"]
    rows.sort(key=lambda row: row["year"])
    return {
        "year": [int(row["year"]) for row in rows],
        "agreement": [row["name"] for row in rows],
        "who says so": ["the paper" if row["status"] == "paper" else row["status"] for row in rows],
    }
