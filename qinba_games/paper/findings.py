"""The parts of the page that say what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..partnership.results.evolution import CLASSES
from .markup import ARROW, Raw, change, chip, data_table, escape, figure, paragraph, section
from .reasons import patience, reason
from .study import Study
from .tables import SIDES, ordered
from .tie_study import KEPT, TieStudy
from .windows import ranges

if TYPE_CHECKING:
    import pandas


def map_section(drawings: Mapping[str, str]) -> str:
    """Both maps, and what the classes mean."""
    return section(
        "map",
        "Where the ties hold",
        figure(
            drawings,
            "The 26 governments at the coordinates of their seats (dots prefectures, squares "
            "districts and counties of Chongqing, larger where there are more listed counties) and "
            "the class of each tie at its founding trust.",
            "map_without",
            "map_with",
        ),
        _legend(),
    )


def _legend() -> str:
    meaning = {
        "strong": "all contribute in good and bad times",
        "weak": "all contribute in good times or in bad ones, not in both",
        "nominal": "an agreement stands that is not implemented in full at any time",
        "isolated": "members leave, or never join",
    }
    items = "".join(f"<div><dt>{chip(k)}</dt><dd>{v}</dd></div>" for k, v in meaning.items())
    return f'<dl class="legend">{items}</dl>'


def ties_section(study: Study) -> str:
    """The table of moves between classes, and every tie."""
    matrix = [
        [chip(a), *(study.moves.get((a, b), 0) or "" for b in CLASSES), study.without[a]]
        for a in CLASSES
    ]
    matrix.append(["in all", *(study.helped[b] for b in CLASSES), len(study.ties)])
    return section(
        "by-class",
        "Every tie by class, without and with a coordinator",
        data_table(
            "moves",
            "Number of ties by class without (rows) and with a coordinator (columns)",
            ["without / with", *CLASSES, "in all"],
            matrix,
            numbers=range(1, 6),
        ),
        paragraph(
            "Class and patience are given without → with a coordinator. Patience is the least "
            "discount factor at which the tie is kept (weak or strong) at its founding trust, "
            "rounded up; the reason names who gains least and what it takes."
        ),
        data_table(
            "ties",
            f"The {len(study.ties)} ties",
            ["tie", "trust", "class", "patience", "strong, with", "why"],
            [_tie_cells(study, one) for one in ordered(study)],
            numbers=(1,),
            stacked=True,
        ),
    )


def _tie_cells(study: Study, one: TieStudy) -> list[Any]:
    tie = one.tie
    where = " – ".join(dict.fromkeys(tie.groups))
    name = Raw(f"{escape(tie.name)}<small>{escape(where)}, {tie.distance:.0f}\u00a0km</small>")
    needs = [patience(one.least_patience(side, KEPT)) for side in (0, 1)]
    return [
        name,
        tie.founding,
        change(*one.classes),
        Raw(ARROW.join(needs)),
        _prospect(one),
        reason(study.case, one),
    ]


def _prospect(one: TieStudy) -> str:
    probability, time = one.helped.probability_strong, one.helped.time_to_strong
    if probability <= 0:
        return "never"
    if time <= 0:
        return "at once"
    sure = probability > 1 - 1e-9
    return f"{'surely' if sure else f'{probability:.0%}'}, in {time:.1f} periods"


def evolution_section(
    study: Study, frames: Mapping[str, pandas.DataFrame], drawings: Mapping[str, str]
) -> str:
    """The chosen tie from founding to strong."""
    one = study.chosen
    rows = [
        [
            f"{row.coordinator}, trust {row.trust}",
            chip(row[3]),
            row.good_times,
            row.bad_times,
            *(f"{chance:.3f}" for chance in (row.rises, row.falls, row.ends)),
        ]
        for row in frames["evolution"].itertuples()
    ]
    columns = ["coordinator, trust", "class", "in good times", "in bad times"]
    return section(
        "evolution",
        f"From isolated to weak to strong: {one.tie.name}",
        paragraph(
            f"{escape(reason(study.case, one))} Levels of trust are discs, coloured by class; an "
            "arrow carries the probability of the move in a period."
        ),
        figure(
            drawings,
            f"How {escape(one.tie.name)} evolves from founding trust {one.tie.founding}, and the "
            "probability that it has become strong.",
            "evolution",
        ),
        data_table(
            "levels",
            f"{one.tie.name} at every level of trust",
            [*columns, "trust rises", "falls", "ends"],
            rows,
            numbers=(4, 5, 6),
        ),
    )


def phase_section(study: Study, drawings: Mapping[str, str]) -> str:
    """The chosen tie over patience and founding trust."""
    one = study.chosen
    rows = [[k, ranges(window.intervals)] for k, window in enumerate(study.phases)]
    return section(
        "phase",
        "How patient they must be, and when a coordinator decides",
        paragraph(
            "Below the pivotal window this coordinator does not help, above it none is needed; "
            "inside, it turns no cooperation into cooperation (a weak or strong tie)."
        ),
        figure(
            drawings,
            f"Class of {escape(one.tie.name)} over patience, for every founding trust.",
            "phase",
        ),
        data_table(
            "phases",
            f"Pivotal window of {one.tie.name}",
            ["founding trust", "discount factors"],
            rows,
            numbers=(1,),
        ),
    )


def sensitivity_section(frames: Mapping[str, pandas.DataFrame], drawings: Mapping[str, str]) -> str:
    """The class counts when one setting is moved."""
    rows = [
        [
            row["setting"],
            row["value"],
            *(row[f"{name}_{side}"] for side in SIDES for name in CLASSES),
        ]
        for row in frames["sensitivity"].to_dict("records")
    ]
    return section(
        "sensitivity",
        "What if an assumption is different",
        paragraph(
            "One setting at a time is moved and everything solved again. Read the table before "
            "quoting a count: the counts are answers to assumptions, not measurements."
        ),
        figure(
            drawings,
            "Number of ties that are kept when one setting is moved, the most influential first.",
            "sensitivity",
        ),
        data_table(
            "variants",
            "Ties by class, one setting moved at a time",
            ["setting", "value", *CLASSES, *(f"{name}, with" for name in CLASSES)],
            rows,
            numbers=range(1, 10),
        ),
    )
