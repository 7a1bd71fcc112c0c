"""Who joined which agreement and when, read from a file of others, and what was dropped of it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from ... import _check, errors
from ...common.result import frame_of
from ...types import fill, frozen
from ..agreements import KINDS, Joint, first_spell

_OWNER = "AgreementRecords"
#: After every year that can stand in a file.
_OPEN = 9998


class Entry(NamedTuple):
    """A member of an agreement, from when to when."""

    agreement: str
    member: str
    year: int
    end: int | None = None  #: None: not known to have ended
    kind: str | None = None  #: "withdrawal", "replaced", "expired" or "ceased"
    lead: bool = False  #: whether it is the lead partner


@frozen
class AgreementRecords:
    """Dated agreements from a file of others, and every row that was dropped, with its reason.

    Attributes
    ----------
    source : str
        Whose file it is.
    entries : tuple of (agreement, member, year, end, kind, lead)
        One for each time that somebody was a member. `end` is None where none is known.
    omissions : tuple of (str, str)
        Rows that were dropped, and why.

    Notes
    -----
    Such files say who agreed with whom, and not what anybody gained: `Panel.from_spells` takes
    `spells` as they are, and `pairs` after columns `gain_a` and `gain_b` are added to it.

    Examples
    --------
    >>> import qinba_games as qg
    >>> from qinba_games import panel
    >>> found = panel.read_urbact(panel.invented_extract("urbact"))
    >>> found
    AgreementRecords(URBACT: 6 agreements, 17 members; 11 rows dropped)
    >>> found.agreements.head(2)
             agreement     member  year   end     kind   lead
    0  Lantern Streets  Aldermoor  2009  2012  expired   True
    1  Lantern Streets  Bruntholm  2009  2012  expired  False
    >>> found.dropped.reason[1]
    'start is empty: it was never a member'
    >>> pairs = found.pairs.assign(gain_a=1, gain_b=1)
    >>> qg.Panel.from_spells(pairs, found.spells, until=2022)
    Panel(136 pairs, 189 years, 99 exits, spells)
    """

    _made_by = "Use panel.read_urbact, read_ieadb, read_huggo, read_tfdd or read_goldfish"

    source: str
    entries: tuple[Entry, ...]
    omissions: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _check.name(_OWNER, "source", self.source, "Name the file")
        entries = _check.sequence(_OWNER, "entries", self.entries, "entries")
        _check.some(_OWNER, "entries", self.entries, len(entries), "entry", "member")
        rows = _check.sequence(_OWNER, "omissions", self.omissions, "(row, reason) pairs")
        for row in rows:
            if not isinstance(row, tuple) or [*map(type, row)] != [str, str]:
                rule, remedy = "must hold (row, reason) pairs", "Pass pairs of texts"
                raise errors.ShapeError(_OWNER, "omissions", row, rule, remedy)
        fill(self, entries=tuple(map(_entry, entries)), omissions=rows)

    @property
    def agreements(self) -> Any:
        """One row for each member of each agreement, as `Region.from_frames` takes them.

        `agreement`, `member`, `year`, `end`, `kind` and `lead`. Of a member that came back the
        first time only, as a region has one row for each; `entries` has both.
        """
        first: dict[tuple[str, str], Entry] = {}
        for entry in self.entries:
            here = entry.agreement, entry.member
            first[here] = min(first.get(here, entry), entry, key=lambda one: one.year)
        return _table(Entry._fields, [*first.values()], "end")

    @property
    def spells(self) -> Any:
        """One row for each pair that shared an agreement, as `Panel.from_spells` takes them.

        `a`, `b`, `start` (the later of the two years of the first agreement that they shared),
        `end` (from when on they shared none; empty where it stands) and `kind`: "withdrawal" where
        one of the two withdrew then, else empty. What they shared again later is no part of it.
        """
        rows = []
        for (a, b), joint in self._joint().items():
            start, lasted, withdrew = first_spell(joint, _OPEN)
            end = int(start or 0) + lasted
            kind = "withdrawal" if withdrew else None
            rows.append((a, b, start, None if end > _OPEN else end, kind))
        return _table(("a", "b", "start", "end", "kind"), rows, "end")

    @property
    def pairs(self) -> Any:
        """Every two members, also those that never agreed: `a`, `b`, `start`.

        `start` is the first year of the file. Replace it where a member did not exist then.
        """
        first = min(entry.year for entry in self.entries)
        both = [*itertools.combinations(self._members(), 2)]
        columns = {"a": [a for a, _ in both], "b": [b for _, b in both]}
        return frame_of({**columns, "start": [first] * len(both)})

    @property
    def dropped(self) -> Any:
        """One row for each row that was dropped: `row`, `reason`."""
        return _table(("row", "reason"), self.omissions)

    def _members(self) -> list[str]:
        return [*dict.fromkeys(entry.member for entry in self.entries)]

    def _joint(self) -> dict[tuple[str, str], list[Joint]]:
        """What every pair shared, pairs in the order of their members."""
        place = {member: k for k, member in enumerate(self._members())}
        groups: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            groups[entry.agreement].append(entry)
        agreements: dict[tuple[str, str], list[Joint]] = defaultdict(list)
        for group in groups.values():
            for one, other in itertools.combinations(group, 2):
                a, b = sorted((one.member, other.member), key=place.__getitem__)
                if a != b and (joint := _overlap(one, other)):
                    agreements[a, b].append(joint)
        return agreements

    def __repr__(self) -> str:
        agreements = {entry.agreement for entry in self.entries}
        counts = (
            (len(agreements), "agreement", ""),
            (len(self._members()), "member", ""),
            (len(self.omissions), "row", " dropped"),
        )
        parts = [f"{n} {word}{'s' if n != 1 else ''}{rest}" for n, word, rest in counts]
        return f"AgreementRecords({self.source}: {parts[0]}, {parts[1]}; {parts[2]})"


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]], *whole: str) -> Any:
    """Rows as a frame; columns of whole numbers stay so where one is missing."""
    columns = {name: [row[k] for row in rows] for k, name in enumerate(names)}
    return frame_of(columns).astype(dict.fromkeys(whole, "Int64"))


def _overlap(one: Entry, other: Entry) -> Joint | None:
    """The agreement of two members, while both were in it; None if they never were together."""
    year = max(one.year, other.year)
    end = min((entry.end for entry in (one, other) if entry.end is not None), default=None)
    if end is not None and end <= year:
        return None
    breach = any(entry.kind == KINDS[0] and entry.end == end for entry in (one, other))
    return Joint(0, one.agreement, year, end, end is not None and breach, None)


def _entry(given: Any) -> Entry:
    """An entry whose names are names, and which ends after it begins."""
    parts = _check.sequence(_OWNER, "entries", given, "parts of an entry")
    if not 3 <= len(parts) <= len(Entry._fields):
        rule = f"an entry has the parts {', '.join(Entry._fields)}, of which three are needed"
        raise errors.ShapeError(_OWNER, "entries", given, rule, "Pass at least the first three")
    agreement, member, year, *rest = parts
    remedy = "Name the agreement and its member"
    agreement = _check.name(_OWNER, "entries", agreement, remedy)
    member = _check.name(_OWNER, "entries", member, remedy)
    year = _check.integer(_OWNER, "entries", year, low=-9999, high=9998)
    entry = Entry(agreement, member, year, *rest)
    if entry.end is not None:
        _check.integer(_OWNER, "entries", entry.end, low=year + 1, high=9998)
    if entry.kind is not None:
        _check.choice(_OWNER, "entries", entry.kind, KINDS)
    _check.flag(_OWNER, "entries", entry.lead)
    return entry
