"""What the command prints: tables of a region, as text, CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..common.result import frame_of, storable
from ..hierarchy.results import LevelPair
from ..hierarchy.stabilise import stabilise
from ..hierarchy.worlds import REGIMES
from ..partnership.results.evolution import CLASSES
from ..region.region import Region
from ..region.tables.records import Tie
from ..third_parties.results.window import PivotalWindow
from .case import case
from .hierarchy import hierarchy
from .tie_study import position

if TYPE_CHECKING:
    import pandas


def region_of(tables: dict[str, Any], settings: dict[str, Any]) -> Region:
    """The region of some tables, or the Qinba case if there are none."""
    return Region.from_frames(**tables, **settings) if tables else case(**settings)


def as_text(frame: pandas.DataFrame, form: str | None) -> str:
    """A table as JSON (a list of rows), as CSV, or in columns, with - for what is missing."""
    if form == "json":
        rows = storable(frame.astype(object).where(frame.notna(), None).to_dict("records"))
        return json.dumps(rows, ensure_ascii=False, indent=1)
    if form == "csv":
        text: str = frame.to_csv(index=False, float_format="%.10g", lineterminator="\n")
        return text.rstrip("\n")
    table = frame.round(4)
    for name in table.columns[table.isna().any()]:  # beside what is missing 1 is 1.0
        there = table[name].notna()
        table[name] = table[name].convert_dtypes().astype(object).where(there, "-")
    lines: str = table.to_string(index=False)
    return lines


def windows_table(
    region: Region, starts: Sequence[tuple[Tie, int]], windows: Sequence[PivotalWindow]
) -> pandas.DataFrame:
    """One row for each tie and founding trust: where the coordinator decides."""
    rows = []
    for (tie, trust), window in zip(starts, windows, strict=True):
        before, after = window.at(region.delta)
        rows.append(
            {
                "a": tie.members[0],
                "b": tie.members[1],
                "trust": trust,
                "window": window.intervals.words(),
                "window_from": float(window.intervals.least) if window.intervals else None,
                "window_to": float(window.intervals[-1][1]) if window.intervals else None,
                "position": position(window, region.delta),
                "class_without": before,
                "class_with": after,
            }
        )
    return frame_of(rows)


def counts_table(without: Mapping[str, int], with_one: Mapping[str, int]) -> pandas.DataFrame:
    """One row a class: how many ties without and with the coordinator."""
    rows = [{"class": name, "without": without[name], "with": with_one[name]} for name in CLASSES]
    return frame_of(rows)


def levels_table(
    tables: dict[str, Any],
    settings: dict[str, Any],
    regime: str | None,
    pair: tuple[str, str] | None = None,
) -> pandas.DataFrame:
    """Pairs of each class by regime and level; under one regime every pair, or one pair alone."""
    region = region_of(tables, settings)
    tree = region.hierarchy() if tables else hierarchy(**settings)
    regimes = REGIMES if regime is None else (regime,)
    only = None if pair is None else tree.key(*pair)
    rows = []
    for name in regimes:
        levels = stabilise(tree, region.delta, name, coordinator=region.coordinator)
        if only is not None or regime is not None:
            rows += [_pair(name, one) for one in levels.pairs if only in (None, one.pair)]
            continue
        for level in dict.fromkeys(pair.level for pair in levels.pairs):
            counts = levels.counts(level)
            rows.append({"regime": name, "level": level, "pairs": sum(counts.values()), **counts})
    return frame_of(rows)


def _pair(regime: str, one: LevelPair) -> dict[str, Any]:
    return {
        "regime": regime,
        "a": one.pair[0],
        "b": one.pair[1],
        "level": one.level,
        "coordinated": one.coordinated,
        "founding_class": one.founding_class,
        "probability_strong": one.probability_strong,
        "needs_superiors": one.needs,
        "superiors_matter": one.matters,
    }
