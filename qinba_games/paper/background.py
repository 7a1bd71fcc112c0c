"""The parts of the page about the paper itself: its arguments, and the data with their flags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..region.report.page import Part, part
from ..region.report.words import plain, two
from . import facts
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
