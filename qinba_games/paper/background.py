"""The parts of the page about the paper itself: its arguments, and the data with their flags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..region.report.markup import Raw, code, escape, fold, paragraph, section
from ..region.report.numbers import plain, two
from ..region.report.page import Part
from . import facts
from .claims.catalogue import having
from .claims.parameters import PARAMETERS, explained
from .study import Study
from .tie_study import TieStudy

if TYPE_CHECKING:
    import pandas

#: Who wrote the paper, and where it can be read.
SOURCE = (
    "Yuan, Wen and Zhang (2020), Construction of Cross-Regional Cooperative Governance System in "
    "Qinba Mountain Area, Strategic Study of CAE 22(1)"
)
DOI = "10.15302/J-SSCAE-2020.01.005"


def source() -> Raw:
    """The paper with a link that leads to it."""
    return Raw(f'{escape(SOURCE)}, <a href="https://doi.org/{DOI}">doi {DOI}</a>')


def payoffs_table(study: Study) -> str:
    """What every tie is assumed to bring."""
    rows = [_payoff_cells(study, one) for one in study.ties]
    return (
        "<h3>What each tie brings</h3>"
        + fold(
            "payoffs",
            "Illustrative payoffs per period of every tie (add learning × trust)",
            ["tie", "sizes", "km", "first gains", "second gains", "outside value", "friction"],
            rows,
            summary=f"Show all {len(rows)} ties",
            numbers=range(1, 7),
            optional=(1, 5),
        )
        + paragraph(
            "† The size counts counties of the 2012 poverty list as recalled, not verified against "
            "the list."
        )
    )


def _payoff_cells(study: Study, one: TieStudy) -> list[Any]:
    tie, values = one.tie, study.case.settings
    pairs = zip(tie.sizes, tie.codes, strict=True)
    sizes = [f"{size:g}{'†' if facts.listed_counties(code) else ''}" for size, code in pairs]
    return [
        *(tie.name, ", ".join(sizes), f"{tie.distance:.0f}", *map(two, tie.gains)),
        plain(values["outside_signed" if tie.signed else "outside"]),
        plain(values["barrier" if tie.cross_border else "friction"]),
    ]


def data_part(frames: Mapping[str, pandas.DataFrame]) -> Part:
    """Agreements and governments with their flags."""
    names = {each: row["name"] for each, row in facts.governments().items()}
    agreements = [
        [
            f"{row['name']} ({row['year']})",
            ", ".join(names[code] for code in row["members"].split(";") if code) or "not named",
            row["note"],
            row["status"],
        ]
        for row in facts.agreements()
        if row["status"] == "paper"
    ]
    governments = [
        [row.name, row.name_zh, row.group, f"{row.size:g}", row.status, row.size_status]
        for row in frames["governments"].itertuples(index=False)
    ]
    body = section(
        "data",
        "The data, and how far to trust them",
        paragraph(
            "Founding trust is the number of the paper's agreements that both members belong to. "
            "An enlargement counts once with what it enlarges, the agreement without named members "
            "and the national plan not at all."
        ),
        fold(
            "agreements",
            "Agreements of the paper",
            ["agreement", "named members", "note", "status"],
            agreements,
            summary=f"Show all {len(agreements)} agreements",
            optional=(2,),
        ),
        fold(
            "governments",
            "Governments",
            ["government", "Chinese name", "province", "size", "status", "status of the size"],
            governments,
            summary=f"Show all {len(governments)} governments",
            numbers=(3,),
            optional=(1, 4),
        ),
    )
    return Part(name="data", link="Data", body=body)


def parameters_table() -> str:
    """What the parameters of the claims mean."""
    rows = [[code(name), explained(name), ", ".join(having(name))] for name in PARAMETERS]
    return fold(
        "parameters",
        "Parameters of these games; a name means the same in all",
        ["parameter", "meaning", "claims"],
        rows,
        summary=f"Show all {len(rows)} parameters",
        optional=(2,),
        shown=True,
    )
