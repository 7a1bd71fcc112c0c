"""The Qinba case on three levels: provinces, prefectures and counties under the nation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..hierarchy.hierarchy import Hierarchy
from ..partnership.partnership import Partnership
from ..region.settings import complete
from ..region.tables.records import great_circle
from . import facts

#: Level -> layers of `adjacency.csv`; counties under a municipality tie with prefectures.
LEVELS = {
    "province": ("province",),
    "prefecture": ("prefecture", "prefecture-municipal county"),
    "county": ("county",),
}


def hierarchy(**settings: Any) -> Hierarchy:
    """Set up the Qinba case on three levels: 241 pairs of provinces, prefectures and counties.

    Gains fall with distance, measured against the usual distance of the level, and grow with the
    size of the partner against the usual size. Friction across a provincial border falls with the
    trust of the superior pair, from `barrier` to `friction`.

    Parameters
    ----------
    **settings
        As for `case`.

    Returns
    -------
    Hierarchy
        Governments are named by their six-digit codes; every payoff is illustrative.

    Raises
    ------
    UnknownNameError, RangeError, ProbabilityError, DiscountError, InputTypeError

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.paper.hierarchy()
    Hierarchy(119 governments, 241 pairs, trust 0..3)
    """
    values = complete(settings)
    usual = _mean_distance("prefecture")
    partnerships: dict[Any, Partnership] = {}
    founding, levels = {}, {}
    for level, layers in LEVELS.items():
        sizes = _sizes(level)
        far = values["reach"] * _mean_distance(level) / usual
        for a, b in _pairs(layers):
            near = values["benefit"] * math.exp(-_distance(a, b) / far)
            mean = sum(sizes.values()) / len(sizes)
            gains = tuple(near * math.sqrt(sizes[other] / mean) for other in (b, a))
            signed = sum({a, b} <= who for _, who in facts.counted_agreements())
            partnerships[a, b] = _partnership(gains, signed > 0, values, (a, b))
            founding[a, b], levels[a, b] = min(signed, values["levels"]), level
    top, out, inside = values["levels"], values["barrier"], values["friction"]
    step = (out - inside) / (top + 1)
    return Hierarchy(
        {code: row["parent"] or None for code, row in facts.governments().items()},
        partnerships,
        inside=inside,
        border=[out - step * (m + 1) for m in range(top + 1)] + [out],
        founding=founding,
        levels=levels,
    )


def _partnership(
    gains: tuple[float, ...], signed: bool, values: Mapping[str, Any], members: tuple[str, str]
) -> Partnership:
    hardship = values["hardship"]
    return Partnership(
        [[gain + values["learning"] * k for gain in gains] for k in range(values["levels"] + 1)],
        values["cost"],
        members=members,
        outside=values["outside_signed" if signed else "outside"],
        promotion=values["promotion"],
        friction=values["barrier"],
        drop=values["drop"],
        detection=values["detection"],
        bad_times=[(values["bad_times"], (hardship, hardship))],
    )


def _pairs(layers: tuple[str, ...]) -> list[tuple[str, str]]:
    rows = [row for row in facts.table("adjacency") if row["layer"] in layers]
    return sorted((min(row["a"], row["b"]), max(row["a"], row["b"])) for row in rows)


def _distance(a: str, b: str) -> float:
    rows = [facts.governments()[code] for code in (a, b)]
    return float(great_circle(*(float(row[key]) for row in rows for key in ("lat", "lon"))))


def _mean_distance(level: str) -> float:
    found = [_distance(a, b) for a, b in _pairs(LEVELS[level])]
    return sum(found) / len(found)


def _sizes(level: str) -> dict[str, float]:
    """Size of every government that has a tie in the level."""
    rows = facts.governments()
    names = {code for pair in _pairs(LEVELS[level]) for code in pair}
    if level == "county":
        return dict.fromkeys(names, 1)
    if level == "prefecture":
        return {
            code: 1 if rows[code]["level"] == "county" else max(1, facts.listed_counties(code))
            for code in names
        }
    counted = dict.fromkeys(names, 0)
    for row in rows.values():
        listed = row["level"] == "county" and row["in_2012_list"] == "yes"
        above = row["parent"]
        while listed and above:
            if above in counted:
                counted[above] += 1
            above = rows[above]["parent"]
    return {code: max(1, count) for code, count in counted.items()}
