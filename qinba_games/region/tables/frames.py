"""The tables of a region written out again: what was given, what was built, what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import partnerships
from .records import TIES, Records, Tie, short_name

if TYPE_CHECKING:
    import pandas


def ties_of(records: Records, settings: Mapping[str, Any]) -> tuple[Tie, ...]:
    """Every tie as a value."""
    gains = partnerships.gains(records, settings).tolist()
    founding = records.founding(settings["levels"]).tolist()
    distances, across = records.distances.tolist(), records.across.tolist()
    codes = dict(records.extra_governments).get("code", records.names)
    found = []
    for k, (a, b) in enumerate(records.ends.tolist()):
        found.append(
            Tie(
                number=k,
                members=(records.names[a], records.names[b]),
                codes=(str(codes[a]), str(codes[b])),
                numbers=(a, b),
                groups=(records.groups[a], records.groups[b]),
                cross_border=across[k],
                distance=distances[k],
                sizes=(float(records.sizes[a]), float(records.sizes[b])),
                gains=tuple(gains[k]),
                agreements=records.shared[k],
                founding=founding[k],
            )
        )
    return tuple(found)


def governments(records: Records) -> pandas.DataFrame:
    """One row a government."""
    import pandas

    lat, lon = records.places.T
    columns = {
        "name": records.names,
        "lat": lat,
        "lon": lon,
        "size": records.sizes,
        "parent": [parent or "" for parent in records.parents],
        "group": records.groups,
        **_extra(records.extra_governments),
    }
    return pandas.DataFrame(columns)


def ties(records: Records, settings: Mapping[str, Any]) -> pandas.DataFrame:
    """One row a tie: the columns that make it again, filled in, and what follows from them."""
    import pandas

    return pandas.DataFrame(
        {
            **plain_ties(records, settings),
            "cross_border": records.across,
            "distance_km": records.distances,
            "agreements": ["; ".join(names) for names in records.shared],
            **_extra(records.extra_ties),
        }
    )


def plain_ties(records: Records, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The columns from which the ties can be made again, nothing left out."""
    gains, outside = partnerships.gains(records, settings), partnerships.outsides(records, settings)
    return {
        "a": [records.names[k] for k in records.ends[:, 0].tolist()],
        "b": [records.names[k] for k in records.ends[:, 1].tolist()],
        "benefit_a": gains[:, 0],
        "benefit_b": gains[:, 1],
        "friction": partnerships.frictions(records, settings),
        "outside_a": outside[:, 0],
        "outside_b": outside[:, 1],
        "trust": records.founding(settings["levels"]),
    }


def tie_columns(records: Records) -> dict[str, list[Any]]:
    """The table of ties as it was given; nan where something is built."""
    ends = [[records.names[k] for k in column] for column in records.ends.T.tolist()]
    values = {
        name: column.tolist()
        for name, column in zip(TIES[2:], records.values.T, strict=True)
        if not np.isnan(column).all()
    }
    return {"a": ends[0], "b": ends[1], **values, **_extra(records.extra_ties)}


def agreements(records: Records) -> pandas.DataFrame:
    """One row for each member of each agreement."""
    import pandas

    rows = records.signatures
    return pandas.DataFrame(
        {
            "agreement": [row.agreement for row in rows],
            "member": [records.names[row.member] for row in rows],
            "year": pandas.array([row.year for row in rows], dtype="Int64"),
            "topic": [row.topic or "" for row in rows],
            "level": [row.level or "" for row in rows],
            "end": pandas.array([row.end for row in rows], dtype="Int64"),
            **_extra(records.extra_agreements),
        }
    )


def _extra(columns: tuple[tuple[str, tuple[Any, ...]], ...]) -> dict[str, list[Any]]:
    """Carried along; a gap is empty."""
    return {
        name: [np.nan if value is None else value for value in values] for name, values in columns
    }


def keys(records: Records) -> Iterator[list[str]]:
    """What governments can be called by: names, short ones, and codes and Chinese names if any."""
    yield [key(name) for name in records.names]
    yield [key(short_name(name)) for name in records.names]
    for name, values in records.extra_governments:
        if name in ("code", "name_zh"):
            yield [key(str(value)) for value in values]


def aliases(records: Records) -> dict[str, list[str]]:
    """What else each government is called, and no other one."""
    called = list(zip(*keys(records), strict=True))
    times = Counter(other for names in called for other in {*names})
    return {
        name: [other for other in names if times[other] == 1]
        for name, names in zip(records.names, called, strict=True)
    }


def key(name: str) -> str:
    """A name without upper and lower case."""
    return name.strip().casefold()
