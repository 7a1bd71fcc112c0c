"""The report as one HTML page: the common parts of every region, and those of the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..region.report import assumptions, budget, evolution, headline, ties
from ..region.report.capacities import capacities_part
from ..region.report.facts import Facts
from ..region.report.files import Imprint
from ..region.report.page import Part, document, part
from ..region.report.svg import Drawing
from ..region.report.words import plain, two
from ..region.settings import BY_NAME, show
from . import facts
from .claims.claim import Claim
from .claims_page import appendix_part, claims_part, disagreements_part
from .levels_page import level_drawings, levels_part, link_agencies
from .study import Study
from .tables import TITLES
from .tie_study import TieStudy, ordered

if TYPE_CHECKING:
    import pandas


#: Who wrote the paper, and where it can be read.
SOURCE = (
    "Yuan, Wen and Zhang (2020), Construction of Cross-Regional Cooperative Governance System in "
    "Qinba Mountain Area, Strategic Study of CAE 22(1)"
)
DOI = "10.15302/J-SSCAE-2020.01.005"


def payoffs(study: Study) -> list[list[str]]:
    """What every tie is assumed to bring."""
    return [_payoff_cells(study, one) for one in study.ties]


def _payoff_cells(study: Study, one: TieStudy) -> list[str]:
    tie, values = one.tie, study.case.settings
    pairs = zip(tie.sizes, tie.codes, strict=True)
    sizes = [f"{size:g}{'†' if facts.listed_counties(code) else ''}" for size, code in pairs]
    return [
        *(tie.name, ", ".join(sizes), f"{tie.distance:.0f}", *map(two, tie.gains)),
        plain(values["outside_signed" if tie.signed else "outside"]),
        plain(values["barrier" if tie.cross_border else "friction"]),
    ]


def data_part(frames: Mapping[str, pandas.DataFrame], reveals: str) -> Part:
    """Agreements and governments with their flags, and what kept promises reveal."""
    return part(
        "data",
        "Data",
        "The data, and how far to trust them",
        package=__package__,
        reveals=reveals,
        names={each: row["name"] for each, row in facts.governments().items()},
        agreements=[row for row in facts.agreements() if row["status"] == "paper"],
        governments=list(frames["governments"].itertuples(index=False)),
    )


def drawings(study: Study, facts: Facts) -> dict[str, Drawing]:
    """Every drawing by its name."""
    return {
        **ties.map_drawings(facts),
        **level_drawings(study),
        **evolution.evolution_drawings(facts),
        **budget.budget_drawings(facts),
    }


def page(
    study: Study,
    facts: Facts,
    frames: Mapping[str, pandas.DataFrame],
    drawn: Mapping[str, Drawing],
    judged: Sequence[Claim],
    about: Imprint,
    reveals: str,
) -> str:
    """The page, from the study, its tables, its drawings and what its agreements reveal."""
    found = [
        budget.budget_part(facts, drawn),
        ties.map_part(facts, drawn),
        levels_part(study, drawn),
        evolution.evolution_part(facts, drawn, opening="The paper’s first figure, computed."),
        ties.windows_part(facts),
        capacities_part(ordered(study.ties), float(study.case.delta)),
        assumptions.sure_part(facts),
        claims_part(judged),
        disagreements_part(judged),
        ties.ties_part(facts),
        assumptions.settings_part(
            facts, package=__package__, more="payoffs.html", payoffs=payoffs(study)
        ),
        data_part(frames, reveals),
        assumptions.again_part(facts, command(study) + about.options, TITLES, drawn, about),
        appendix_part(judged),
    ]
    third = link_agencies(study) or headline.find_out(facts)
    advice = [headline.appoint(facts), headline.start_with(facts), third]
    known = [part for part in found if part is not None]
    return document(facts, known, advice, __package__, imprint=about, source=SOURCE, doi=DOI)


def command(study: Study) -> str:
    """What makes this page again."""
    changed = {k: v for k, v in study.case.settings.items() if v != BY_NAME[k].default}
    options = " ".join(f"{name}={show(value)}" for name, value in changed.items())
    tie = ",".join(study.chosen.tie.members)
    return f'qinba-games reproduce {f"--set {options} " if changed else ""}--tie "{tie}"'
