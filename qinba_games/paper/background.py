"""The parts of the page about the arguments, the assumptions, the data, and how to do it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..region.settings import BY_NAME, show
from . import facts
from .claims.catalogue import having
from .claims.parameters import PARAMETERS, explained
from .markup import data_table, escape, paragraph, section
from .study import Study
from .tie_study import TieStudy

if TYPE_CHECKING:
    import pandas


def assumptions_section(study: Study) -> str:
    """Every setting and every payoff, called illustrative."""
    values = study.case.settings
    rows = [
        [name, show(value), BY_NAME[name].meaning, BY_NAME[name].group]
        for name, value in values.items()
    ]
    return section(
        "assumptions",
        "Every payoff, and that all are illustrative",
        paragraph(
            "The source gives no payoffs. What follows is <strong>illustrative</strong>: at trust "
            "<i>k</i> a member gains <i>benefit</i> × √(size of the other / mean size) × "
            "exp(−distance / <i>reach</i>) + <i>learning</i> × <i>k</i> per period from the "
            "other's contribution, and pays <i>cost</i> for its own, <i>hardship</i> more in bad "
            "times."
        ),
        data_table(
            "settings",
            "Settings: illustrative, each can be changed with --set name=value",
            ["setting", "value", "meaning", "group"],
            rows,
            numbers=(1,),
        ),
        data_table(
            "payoffs",
            "Illustrative payoffs per period of every tie (add learning × trust)",
            ["tie", "sizes", "km", "first gains", "second gains", "outside value", "friction"],
            [_payoff_cells(study, one) for one in study.ties],
            numbers=range(1, 7),
        ),
        paragraph(
            "† The size counts counties of the 2012 poverty list as recalled, not verified against "
            "the list.",
            "note",
        ),
    )


def _payoff_cells(study: Study, one: TieStudy) -> list[Any]:
    tie, values = one.tie, study.case.settings
    sizes = [
        f"{size:g}{'†' if facts.listed_counties(code) else ''}"
        for size, code in zip(tie.sizes, tie.codes, strict=True)
    ]
    return [
        tie.name,
        ", ".join(sizes),
        f"{tie.distance:.0f}",
        f"{tie.gains[0]:.3f}",
        f"{tie.gains[1]:.3f}",
        f"{values['outside_signed' if tie.signed else 'outside']:g}",
        f"{values['barrier' if tie.cross_border else 'friction']:g}",
    ]


def data_section(frames: Mapping[str, pandas.DataFrame]) -> str:
    """Agreements and governments with their flags."""
    names = {code: row["name"] for code, row in facts.governments().items()}
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
    return section(
        "data",
        "The data, and how far to trust them",
        paragraph(
            "Founding trust is the number of the paper's agreements that both members belong to. "
            "An enlargement counts once with what it enlarges, the agreement without named members "
            "and the national plan not at all."
        ),
        data_table(
            "agreements",
            "Agreements of the paper",
            ["agreement", "named members", "note", "status"],
            agreements,
        ),
        data_table(
            "governments",
            "Governments",
            ["government", "Chinese name", "province", "size", "status", "status of the size"],
            governments,
            numbers=(3,),
        ),
    )


def claims_section(frames: Mapping[str, pandas.DataFrame]) -> str:
    """The paper's arguments with their verdicts, and where the documentation derives them."""
    rows = [
        [
            row.id,
            row.section,
            row.claim,
            row.holds_for,
            row.verdict,
            row.condition,
            row.theory_page,
        ]
        for row in frames["claims"].itertuples(index=False)
    ]
    return section(
        "claims",
        "The paper's arguments, judged",
        paragraph(
            "Each argument is a small game of its own, with <strong>illustrative</strong> payoffs "
            "that are not those of the ties above. The verdict was computed for these payoffs; "
            "what counts is where it holds, and on what that depends. The last column names the "
            "part of the documentation that has the game, the formula and the evidence."
        ),
        data_table(
            "arguments",
            "Arguments of the paper, in our words",
            ["claim", "section", "argument", "holds for", "verdict", "condition", "theory page"],
            rows,
            stacked=True,
        ),
        data_table(
            "parameters",
            "Parameters of these games; a name means the same in all",
            ["parameter", "meaning", "claims"],
            [[name, explained(name), ", ".join(having(name))] for name in PARAMETERS],
            stacked=True,
        ),
    )


def again_section(study: Study, frames: Mapping[str, pandas.DataFrame]) -> str:
    """The command that makes this page, its files, and the solution concepts."""
    changed = {k: v for k, v in study.case.settings.items() if v != BY_NAME[k].default}
    tie = ",".join(study.chosen.tie.members)
    options = " ".join(f"{name}={show(value)}" for name, value in changed.items())
    code = f'qinba-games reproduce {f"--set {options} " if changed else ""}--tie "{tie}"'
    files = ", ".join(f'<a href="{name}.csv">{name}.csv</a>' for name in frames)
    return section(
        "again",
        "Do it again",
        f"<pre><code>{escape(code)}</code></pre>",
        paragraph(f"The tables of this page as CSV: {files}."),
        paragraph(
            "Solution concept: the equilibrium that is greatest in joint value, with withdrawal as "
            f"the punishment; without a coordinator {escape(study.chosen.without.concept)}, with "
            f"one {escape(study.chosen.helped.concept)}. Each one was checked by code that shares "
            "nothing with the solver: no single deviation pays."
        ),
    )
