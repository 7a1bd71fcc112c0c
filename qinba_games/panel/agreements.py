"""Promises in the dated agreements of a region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from .. import _check, errors
from ..common.register import finds
from ..coordinator import Coordinator
from ..region.region import Region
from ..region.tables.records import Records, Signature
from ..types import read_only
from .promises import Promises
from .stakes import RULES, TRUTHS, PromiseAssumptions, fields_of, supports_of

_OWNER = "Promises.from_region"
#: How an agreement can end, in the column `kind`; only the first is a breach.
KINDS = ("withdrawal", "replaced", "expired", "ceased")


class Joint(NamedTuple):
    """An agreement that both governments of a tie signed."""

    tie: int
    agreement: str
    year: int  #: when the later of the two joined
    end: int | None  #: when the first of them left, None: not up to the last year that is known
    breach: bool
    third_party: bool | None


@finds(Promises, "from_region")
def from_region(
    region: Region,
    until: int,
    lasting: int,
    sharing: str | None,
    coordinator: Coordinator | None,
) -> dict[str, Any]:
    """The fields of `Promises`, read from a region."""
    _check.instance(_OWNER, "region", region, Region)
    until = _check.integer(_OWNER, "until", until, low=-9999)
    lasting = _check.integer(_OWNER, "lasting", lasting, low=1)
    if sharing is not None:
        _check.choice(_OWNER, "sharing", sharing, RULES)
    if coordinator is not None:
        _check.instance(_OWNER, "coordinator", coordinator, Coordinator)
    joint = [*joint_agreements(_OWNER, region.records, until)]
    if coordinator is None and (with_third_party := [one for one in joint if one.third_party]):
        place = f"agreements, {with_third_party[0].agreement}, column third_party"
        rule, remedy = "a third party helped, and it is not said what it can do", "Pass coordinator"
        raise errors.NotApplicableError(_OWNER, place, True, rule, remedy)
    rows, short = _rows(joint, until, lasting)
    if not rows:
        rule = f"no tie has a joint agreement of which it is known by {until} whether it was kept"
        remedy = "Choose a later year, a shorter time, or give agreements a year"
        raise errors.EmptyGameError(_OWNER, "region", region, rule, remedy)
    most = region.settings["levels"]
    trusts = [
        min(sum(other.tie == one.tie and other.year < year for other in joint), most)
        for one, year, _ in rows
    ]
    questions = [
        (one.tie, one.third_party, trust) for (one, *_), trust in zip(rows, trusts, strict=True)
    ]
    different = list(dict.fromkeys(questions))
    ties, thirds, at = zip(*different, strict=True)
    models = [region.partnership(*region.records.pairs_of(tie)) for tie in ties]
    solved = supports_of(models, PromiseAssumptions(sharing, coordinator), thirds, at)
    known = dict(zip(different, solved, strict=True))
    pairs = [region.records.pairs_of(one.tie) for one, *_ in rows]
    table: dict[str, list[Any]] = {
        "a": [a for a, _ in pairs],
        "b": [b for _, b in pairs],
        "agreement": [one.agreement for one, *_ in rows],
        "year": [year for _, year, _ in rows],
        "trust": trusts,
    }
    fields = fields_of([known[one] for one in questions])
    if short:
        reason = "joint agreements ended otherwise, or are too young to tell, and give no row"
        fields["notes"] += (f"{short} {reason}",)
    return {
        "kept": read_only(np.array([outcome for *_, outcome in rows])),
        "units": tuple(f"{a} – {b}" for a, b in pairs),
        "columns": tuple((name, tuple(values)) for name, values in table.items()),
        **fields,
    }


def _rows(
    joint: list[Joint], until: int, lasting: int
) -> tuple[list[tuple[Joint, int, bool]], int]:
    """Agreement, year and whether it was kept, row by row; and how many are too short to tell."""
    rows, short = [], 0
    for one in joint:
        lasted = min(until + 1 if one.end is None else one.end, until + 1) - one.year
        if lasted >= lasting:
            rows.append((one, one.year, True))
            if one.breach and one.end is not None:
                rows.append((one, one.end, False))
        elif one.breach:
            rows.append((one, one.year, False))
        else:
            short += 1
    return rows, short


def first_spell(joint: list[Joint], until: int) -> tuple[int | None, int, bool]:
    """The first joint year, for how many years an agreement stood, and whether one withdrew then.

    A tie that never agreed has no year, and ends at once.
    """
    if not joint:
        return None, 0, True
    first = over = min(one.year for one in joint)
    last: list[Joint] = []
    for one in sorted(joint, key=lambda one: one.year):
        end = until + 1 if one.end is None else max(one.end, one.year + (not one.breach))
        if one.year <= over and end >= over:
            last = [*last, one] if end == over else [one]
            over = end
    return first, over - first, over <= until and any(one.breach for one in last)


def joint_agreements(owner: str, records: Records, until: int) -> Iterator[Joint]:
    """What both governments of every tie signed, in the order of ties and agreements."""
    extra = dict(records.extra_agreements)
    signed: dict[tuple[int, str], int] = {}
    for row, one in enumerate(records.signatures):
        signed.setdefault((one.member, one.agreement), row)
    for tie, names in enumerate(records.shared):
        for name in names:
            rows = [signed[int(end), name] for end in records.ends[tie]]
            both = [records.signatures[row] for row in rows]
            years = [_year(owner, one) for one in both]
            ends = [one.end if one.end is not None and one.end <= until else None for one in both]
            over = [end for end in ends if end is not None]
            first = min(over, default=None)
            kinds = {
                _kind(owner, extra, row)
                for row, end in zip(rows, ends, strict=True)
                if end == first
            }
            answers = {_third_party(owner, extra, row) for row in rows} - {None}
            if max(years) <= until and _together(years, ends):
                yield Joint(
                    tie,
                    name,
                    max(years),
                    first,
                    first is not None and "withdrawal" in kinds,
                    answers.pop() if len(answers) == 1 else None,
                )


def _together(years: list[int], ends: list[int | None]) -> bool:
    """Whether both were members at once: nobody left before, or when, the other one joined.

    Who joined last may leave in the same year: it has signed.
    """
    begin = max(years)
    return all(
        end is None or end > begin or end == begin == year
        for year, end in zip(years, ends, strict=True)
    )


def _year(owner: str, one: Signature) -> int:
    if one.year is not None:
        return one.year
    rule, remedy = "a joint agreement has no year", "Fill in when each member joined"
    raise errors.NotFiniteError(owner, f"agreements, {one.agreement}", None, rule, remedy)


def _kind(owner: str, extra: dict[str, Any], row: int) -> str | None:
    kind: str | None = extra.get("kind", {row: None})[row]
    if kind is None or kind in KINDS:
        return kind
    place, remedy = f"agreements, row {row + 1}, column kind", _check.nearest(kind, KINDS)
    rule = f"must be one of {', '.join(KINDS)}"
    raise errors.UnknownNameError(owner, place, kind, rule, remedy)


def _third_party(owner: str, extra: dict[str, Any], row: int) -> bool | None:
    value = extra.get("third_party", {row: None})[row]
    if value is None:
        return None
    plain = str(value).casefold().removesuffix(".0")  # a whole number beside a gap
    if plain in TRUTHS:
        return TRUTHS[plain]
    place = f"agreements, row {row + 1}, column third_party"
    remedy = "Say true or false, or leave it empty"
    raise errors.InputTypeError(owner, place, value, "must be true or false", remedy)
