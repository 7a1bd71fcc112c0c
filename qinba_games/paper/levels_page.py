"""The part of the page that says which level of government decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..hierarchy.results import CLASSES
from .levels import TOP_TRUST, assumption, name, verdict, words
from .markup import chip, data_table, escape, figure, paragraph, section, strong
from .study import Study

if TYPE_CHECKING:
    import pandas


def _capped(study: Study) -> str:
    """Say so where trust is counted less far than in the rest of the report."""
    if study.case.settings["levels"] <= TOP_TRUST:
        return ""
    return f" Trust is counted from 0 to {TOP_TRUST} here, less far than in the rest of the report."


def levels_section(
    study: Study, frames: Mapping[str, pandas.DataFrame], drawings: Mapping[str, str]
) -> str:
    """Classes by regime and level, the pairs that need their superiors, and the paper's pair."""
    solved = study.levels
    counted = [
        [f"{row['regime']}: {row['level']}, {row['border']}", row["pairs"]]
        + [row[each] for each in CLASSES]
        for row in frames["levels"].to_dict("records")
    ]
    return section(
        "hierarchy",
        "Which level decides",
        paragraph(f"{strong(words(solved))} {escape(verdict(solved))}"),
        paragraph(
            "Provinces, prefectures and counties under the nation, every payoff illustrative. "
            "Nobody coordinates (none); provinces coordinate what lies in them; the nation also "
            "the provinces (national); agencies of two provinces that cooperate also pairs across "
            "their border (three-level); from below, provinces follow their most valuable pair."
            f"{_capped(study)}"
        ),
        figure(
            drawings,
            "Pairs by founding class, prefectures and counties above provinces: nobody "
            "coordinating, and all three levels.",
            "levels",
        ),
        data_table(
            "levels-classes",
            "Pairs by class, for every regime, level and side of a provincial border",
            ["regime and level", "pairs", *CLASSES],
            counted,
            numbers=range(1, 6),
        ),
        data_table(
            "needing",
            "Pairs that need their superiors (nobody coordinating)",
            ["pair", "superiors", "level", "class at founding"],
            [
                [name(one.pair), name(one.superior), one.level, chip(one.founding_class)]
                for one in solved.border
                if one.needs and one.superior
            ],
        ),
        data_table(
            "dependence",
            "Bazhong–Hanzhong at its founding trust, nobody coordinating",
            ["assumed", "provinces apart", "provinces together", "needs them"],
            [
                [assumption(one), chip(one.absent), chip(one.strong), "yes" if one.needs else "no"]
                for one in solved.dependence
            ],
        ),
    )
