"""Every tie of a region as numbers: what the tables say, and where they say nothing what is built.

At trust k a government gains from the other's contribution

    benefit * sqrt(size of the other / mean size) * exp(-distance / reach) + learning * k.

And the tables written out again: what was given, what was built, what follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check, errors
from ..common.result import frame_of
from ..coordinator import Coordinator
from ..partnership.partnership import Partnership
from ..types import Array, FloatArray
from .tables.records import TIES, Records, Tie, short_name

if TYPE_CHECKING:
    import pandas


#: The settings of a coordinator; the others are about governments.
CAPACITIES = ("sharing", "monitoring", "mediation", "deposit", "subsidy", "credibility")
_ALL = slice(None)
#: What a coordinator can be and many partnerships at once cannot know.
_ALONE = ("recommendation", "mandate", "stake")


def coordinator_of(settings: Mapping[str, Any]) -> Coordinator:
    """The coordinator that settings describe."""
    return Coordinator(**{name: settings[name] for name in CAPACITIES})


def gains(records: Records, settings: Mapping[str, Any], ties: Any = _ALL) -> FloatArray:
    """What each government of each tie gains at trust 0, (..., ties, 2); settings may be arrays."""
    benefit, reach = (_column(settings[name]) for name in ("benefit", "reach"))
    near = benefit * np.exp(-records.distances[ties] / reach)
    sizes, values = settings.get("size"), records.values[ties, :2]
    weights = records.weights[ties] if sizes is None else records.weights_of(sizes)[:, ties]
    each = np.where(np.isnan(values), near[..., None] * weights, values)
    factor = settings.get("gain")
    if factor is not None:
        each = each * factor.reshape(len(factor), -1, 2)[:, ties]
    return each


def _frictions(records: Records, settings: Mapping[str, Any], ties: Any = _ALL) -> FloatArray:
    """Friction of each tie, (..., ties)."""
    inside, border = (_column(settings[name]) for name in ("friction", "barrier"))
    values = records.values[ties, 2]
    return np.where(np.isnan(values), np.where(records.across[ties], border, inside), values)


def _outsides(records: Records, settings: Mapping[str, Any], ties: Any = _ALL) -> FloatArray:
    """What each government gets after leaving, (..., ties, 2)."""
    plain, signed = (_column(settings[name]) for name in ("outside", "outside_signed"))
    built = np.where(records.joint[ties] > 0, signed, plain)[..., None]
    values = records.values[ties, 3:5]
    return np.where(np.isnan(values), built, values)


def given(records: Records) -> tuple[tuple[str, int], ...]:
    """What the table of ties gives itself, but for trust, and for how many ties."""
    values = ~np.isnan(records.values)
    parts = {"gains": values[:, :2], "friction": values[:, 2:3], "outside values": values[:, 3:5]}
    counts = {name: int(part.any(axis=1).sum()) for name, part in parts.items()}
    return tuple((name, count) for name, count in counts.items() if count)


def unused(records: Records) -> tuple[str, ...]:
    """What no tie uses: the tables give the number, or no tie is of that kind."""
    built, across, signed = np.isnan(records.values), records.across, records.joint > 0
    gain, friction, outside = built[:, :2].any(axis=1), built[:, 2], built[:, 3:5].any(axis=1)
    users = {
        "size": gain,
        "benefit": gain,
        "reach": gain,
        "friction": friction & ~across,
        "barrier": friction & across,
        "outside": outside & ~signed,
        "outside_signed": outside & signed,
    }
    return tuple(name for name, ties in users.items() if not ties.any())


def _column(value: Any) -> FloatArray:
    """A setting beside the ties: one number, or one for each draw."""
    return np.asarray(value, dtype=float)[..., None]


def partnership(records: Records, settings: Mapping[str, Any], tie: int) -> Partnership:
    """The partnership of one tie, without a coordinator; settings keep their kind of number."""
    one = gains(records, settings, [tie])[0].tolist()
    values, hardship = records.values[tie], settings["hardship"]
    built = settings["outside_signed" if records.joint[tie] else "outside"]
    outside = [built if np.isnan(value) else float(value) for value in values[3:5]]
    friction = settings["barrier" if records.across[tie] else "friction"]
    return Partnership(
        [[gain + settings["learning"] * k for gain in one] for k in range(settings["levels"] + 1)],
        settings["cost"],
        members=records.pairs_of(tie),
        outside=outside,
        promotion=settings["promotion"],
        friction=friction if np.isnan(values[2]) else float(values[2]),
        drop=settings["drop"],
        detection=settings["detection"],
        bad_times=[(settings["bad_times"], (hardship, hardship))],
        founding=int(records.founding(settings["levels"])[tie]),
    )


def arrays(records: Records, settings: Mapping[str, Any], ties: Any = _ALL) -> dict[str, Any]:
    """The arguments of `evolve_arrays` for ties, draw by draw, without a coordinator."""
    # Settings are numbers, or arrays with one number for each draw, but for `levels`, `drop` and
    # `sharing`; with them there may be sizes, (draws, governments), founding trust, (draws, ties),
    # and factors of gains, (draws, 2 * ties).
    drawn = [np.asarray(settings[name]) for name in settings if name not in ("drop", "sharing")]
    draws = max((len(values) for values in drawn if values.ndim), default=1)
    few = gains(records, settings, ties)
    shape = (draws, few.shape[-2])
    rise = _column(settings["learning"])[..., None] * np.arange(settings["levels"] + 1.0)
    benefit = few[..., None, :] + rise[..., None]
    given: dict[str, Any] = {
        "benefit": _flat(benefit, (*shape, *benefit.shape[-2:])),
        "outside": _flat(_outsides(records, settings, ties), (*shape, 2)),
        "friction": _flat(_frictions(records, settings, ties), shape),
        "founding": _flat(_founding(records, settings)[..., ties], shape),
        "drop": settings["drop"],
        "sharing": "none",
    }
    for name in ("cost", "promotion", "delta", "detection"):
        given[name] = _flat(_column(settings[name]), shape)
    hardship = _flat(_column(settings["hardship"]), shape)
    chance = _flat(_column(settings["bad_times"]), shape)
    given["bad_times"] = [(chance, np.column_stack([hardship, hardship]))]
    return given


def _founding(records: Records, settings: Mapping[str, Any]) -> Array:
    """Founding trust of each tie, as drawn if it was."""
    drawn = settings.get("trust")
    return records.founding(settings["levels"]) if drawn is None else drawn.astype(np.int64)


def _flat(values: Array, shape: tuple[int, ...]) -> Array:
    """One row for each draw and tie."""
    return np.broadcast_to(values, shape).reshape(-1, *shape[2:])


def with_coordinator(given: dict[str, Any], helper: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as `Coordinator.applied_to` changes those of one partnership."""
    # Numbers of the coordinator may be arrays by row.
    kappa = np.asarray(helper["credibility"], dtype=float)
    terms = dict(given)
    if helper["sharing"]:
        terms["sharing"] = "voluntary"
    remainder = 1 - kappa * np.asarray(helper["monitoring"], dtype=float)
    terms["detection"] = 1 - (1 - given["detection"]) * remainder
    terms["friction"] = given["friction"] * (1 - kappa * np.asarray(helper["mediation"], float))
    count = len(given["friction"])
    deposit = np.asarray(helper["deposit"], dtype=float)
    each = deposit if deposit.ndim == 2 else deposit[..., None]
    terms["deposit"] = np.broadcast_to(kappa[..., None] * each, (count, 2))
    terms["subsidy"] = np.broadcast_to(np.asarray(helper["subsidy"], dtype=float), (count,))
    return terms


def capacities(function: str, coordinator: Coordinator) -> dict[str, Any]:
    """What a coordinator can do, by name; a named error if it can do what is not known here."""
    for name in _ALONE:
        if name in coordinator.capacities:
            rule = f"many ties at once know no {name}"
            remedy = f"Drop {name}, or ask evolve(region.partnership(a, b), ..., coordinator=...)"
            raise errors.NotApplicableError(function, "coordinator", coordinator, rule, remedy)
    values = {name: getattr(coordinator, name) for name in CAPACITIES}
    if np.ndim(values["deposit"]):
        # Deposits of two members that differ are a row.
        values["deposit"] = _check.each(function, "deposit", values["deposit"], 2)[None]
    return values


def ties_of(records: Records, settings: Mapping[str, Any]) -> tuple[Tie, ...]:
    """Every tie as a value."""
    received = gains(records, settings).tolist()
    founding = records.founding(settings["levels"]).tolist()
    distances, across = records.distances.tolist(), records.across.tolist()
    codes = dict(records.extra_governments).get("code", records.names)
    values = []
    for k, (a, b) in enumerate(records.ends.tolist()):
        values.append(
            Tie(
                number=k,
                members=(records.names[a], records.names[b]),
                codes=(str(codes[a]), str(codes[b])),
                numbers=(a, b),
                groups=(records.groups[a], records.groups[b]),
                cross_border=across[k],
                distance=distances[k],
                sizes=(float(records.sizes[a]), float(records.sizes[b])),
                gains=tuple(received[k]),
                agreements=records.shared[k],
                founding=founding[k],
            )
        )
    return tuple(values)


def governments(records: Records) -> pandas.DataFrame:
    """One row a government."""
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
    return frame_of(columns)


def ties(records: Records, settings: Mapping[str, Any]) -> pandas.DataFrame:
    """One row a tie: the columns that make it again, filled in, and what follows from them."""
    return frame_of(
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
    received = gains(records, settings)
    outside = _outsides(records, settings)
    return {
        "a": [records.names[k] for k in records.ends[:, 0].tolist()],
        "b": [records.names[k] for k in records.ends[:, 1].tolist()],
        "benefit_a": received[:, 0],
        "benefit_b": received[:, 1],
        "friction": _frictions(records, settings),
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
