"""The Qinba case on three levels: provinces, prefectures and counties under the nation."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..hierarchy.hierarchy import Hierarchy
from ..partnership.partnership import Partnership
from ..region.settings import complete
from ..region.tables.records import great_circle, short_name
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
        Governments go by their names; their six-digit codes and Chinese names will do wherever
        one is asked for. Every payoff is illustrative.

    Raises
    ------
    UnknownNameError, RangeError, ProbabilityError, DiscountError, InputTypeError

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.paper.hierarchy()
    Hierarchy(119 governments, 241 pairs, trust 0..3)
    >>> qg.paper.hierarchy().key("汉中市", "511900")
    ('Bazhong', 'Hanzhong')
    """
    return of_levels(complete(settings), LEVELS)


def of_levels(
    values: Mapping[str, Any], levels: Iterable[str], *, inside: bool = True
) -> Hierarchy:
    """The same with the pairs of some levels, or those alone that have superiors of their own.

    `values` are all settings.
    """
    usual, top = _mean_distance("prefecture"), values["levels"]
    rows = facts.governments().values()
    partnerships: dict[Any, Partnership] = {}
    founding, names = {}, {}
    for level in levels:
        far = values["reach"] * _mean_distance(level) / usual
        for tie in _ties(level):
            if not (inside or level == "province" or tie.crosses):
                continue
            near = values["benefit"] * math.exp(-tie.distance / far)
            gains = tuple(near * weight for weight in tie.weights)
            pair = facts.name(tie.members[0]), facts.name(tie.members[1])
            partnerships[pair] = _partnership(gains, tie.signed > 0, values, pair)
            founding[pair], names[pair] = min(tie.signed, top), level
    out, least = values["barrier"], values["friction"]
    step = (out - least) / (top + 1)
    return Hierarchy(
        {row["name"]: (row["parent"] and facts.name(row["parent"])) or None for row in rows},
        partnerships,
        inside=least,
        border=[out - step * (m + 1) for m in range(top + 1)] + [out],
        founding=founding,
        levels=names,
        aliases={row["name"]: [row["id"], row["name_zh"], short_name(row["name"])] for row in rows},
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


class _TieRow(NamedTuple):
    """What the tables say of a pair."""

    members: tuple[str, str]
    distance: float
    weights: tuple[float, float]  #: of the gains of each, from the size of the other
    signed: int  #: agreements that count
    crosses: bool  #: whether the two are under different governments


@functools.cache
def _ties(level: str) -> tuple[_TieRow, ...]:
    sizes, rows = _sizes(level), facts.governments()
    mean = sum(sizes.values()) / len(sizes)
    return tuple(
        _TieRow(
            members=(a, b),
            distance=_distance(a, b),
            weights=(math.sqrt(sizes[b] / mean), math.sqrt(sizes[a] / mean)),
            signed=sum({a, b} <= who for _, who in facts.counted_agreements()),
            crosses=rows[a]["parent"] != rows[b]["parent"],
        )
        for a, b in _pairs(level)
    )


def _mean_distance(level: str) -> float:
    distances = [tie.distance for tie in _ties(level)]
    return sum(distances) / len(distances)


def _pairs(level: str) -> list[tuple[str, str]]:
    rows = [row for row in facts.table("adjacency") if row["layer"] in LEVELS[level]]
    return sorted((min(row["a"], row["b"]), max(row["a"], row["b"])) for row in rows)


def _distance(a: str, b: str) -> float:
    rows = [facts.governments()[code] for code in (a, b)]
    return float(great_circle(*(float(row[key]) for row in rows for key in ("lat", "lon"))))


def _sizes(level: str) -> dict[str, float]:
    """Size of every government that has a tie in the level."""
    rows = facts.governments()
    names = {code for pair in _pairs(level) for code in pair}
    if level == "county":
        return dict.fromkeys(names, 1)
    if level == "prefecture":
        return {code: facts.size(code) for code in names}
    counted = dict.fromkeys(names, 0)
    for row in rows.values():
        listed = row["level"] == "county" and row["in_2012_list"] == "yes"
        above = row["parent"]
        while listed and above:
            if above in counted:
                counted[above] += 1
            above = rows[above]["parent"]
    return {code: max(1, count) for code, count in counted.items()}
