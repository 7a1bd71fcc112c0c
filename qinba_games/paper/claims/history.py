"""Where cooperation in the area began."""

from __future__ import annotations

from ...common.result import Table
from .. import facts
from .argument import Case, Recorded, World
from .judging import claim
from .parameters import Setting
from .worlds import ties


def _the_case(case: Case) -> Table:
    """Neighbours of the case that work together with the trust of the record."""
    years = sorted({1980.0, *(float(row["year"]) for row in facts.agreements())})
    solved = ties.solved(float(case.p.delta))
    trust = [ties.trust(year) for year in years]
    return {
        "year": [int(year) for year in years],
        "neighbours with an agreement": [sum(k > 0 for k in each) for each in trust],
        "who work together": [int(ties.cooperates(solved, each).sum()) for each in trust],
    }


@claim(
    "C29",
    "4.2",
    "At first governments of the area do not cooperate.",
    kind="record",
    world=World(
        lambda p: Recorded(tuple(ties.recorded(float(p.year)))), "none: the record decides"
    ),
    parameters={"year": 2012, "delta": 0.7},
    turns={
        "year": lambda case: case.among("year", [int(row["year"]) for row in facts.agreements()])
    },
    picture=("year", "agreements so far", "neighbours with one"),
    condition=lambda case: (
        f"holds only before {int(case.edge('year'))}: economic zones across the provincial "
        "borders of the area are recorded since then, by the paper itself"
    ),
    never="holds: no agreement is recorded",
    values=(1980, 2020, 9),
    columns={
        "agreements so far": lambda _, found: len(found.value),
        "neighbours with one": lambda q, _: sum(k > 0 for k in ties.trust(float(q.year))),
    },
    further={
        "recorded agreements": lambda _: _recorded(),
        "what the payoffs of the case say": _the_case,
    },
    others=[{"year": 1980}],
)
def no_cooperation_at_first(_: Setting, found: Recorded) -> bool:
    """Was there no cooperation in the area when the story of the paper begins?

    The record of the paper's own agreements between governments, as of a year: by default that of
    the national plan. Holds exactly when there was none. No equilibrium decides, so that there is
    no certificate. What is not on record is not known: `.further` says how many neighbours of the
    case would work together with as much trust as agreements that both belonged to by then, and
    some of them need no agreement (payoffs are illustrative).

    Examples
    --------
    >>> from qinba_games.paper import claims
    >>> claims.c29().verdict, claims.c29(year=1985).verdict
    ('fails', 'holds')
    """
    return not found.value


def _recorded() -> Table:
    rows = [row for row in facts.agreements() if row["kind"] == "agreement"]
    rows.sort(key=lambda row: row["year"])
    return {
        "year": [int(row["year"]) for row in rows],
        "agreement": [row["name"] for row in rows],
        "who says so": ["the paper" if row["status"] == "paper" else row["status"] for row in rows],
    }
