"""The ledger of a reader: entries of a file as they are read, and what is dropped of it."""

from __future__ import annotations

from collections import defaultdict

from ... import errors
from ...region.tables.sheet import Sheet
from .agreement_records import AgreementRecords, Entry


class Ledger:
    """Entries so far, by agreement and member, each with its row; and what was dropped."""

    def __init__(self, table: Sheet) -> None:
        self.table = table
        self.entries: dict[str, dict[str, list[tuple[int, Entry]]]] = {}
        self.named: dict[str, set[str]] = defaultdict(set)  #: with members whose rows are dropped
        self.omissions: list[tuple[int, str]] = []

    def drop(self, row: int, reason: str) -> None:
        """Drop a row."""
        self.omissions.append((row, reason))

    def add(self, row: int, entry: Entry) -> None:
        """Add an entry; of those that overlap the first stays, and leads if another one does."""
        members = self.entries.setdefault(entry.agreement, defaultdict(list))
        known = members[entry.member]
        for k, (first, other) in enumerate(known):
            if _overlap(entry, other):
                same = (entry.year, entry.end) == (other.year, other.end)
                said = "stands in the file twice" if same else "has other dates than another row"
                self.drop(row, f"{entry.member} {said}; first in {self.table.places[first]}")
                known[k] = first, other._replace(lead=other.lead or entry.lead)
                return
        known.append((row, entry))

    def drop_groups(self, bilateral: bool) -> None:
        """Drop agreements of one member, and where asked for those that name more than two."""
        for agreement, members in [*self.entries.items()]:
            count = len(self.named[agreement])
            if len(members) == 1 or (bilateral and count > 2):
                many = f"{agreement} names {count} members, and is not bilateral"
                reason = many if len(members) > 1 else f"{agreement} has no other member left"
                rows = {row for entries in members.values() for row, _ in entries}
                self.omissions += [(row, reason) for row in rows]
                del self.entries[agreement]

    def records(self, source: str) -> AgreementRecords:
        """What was read; an error if that is nothing."""
        found = [
            one
            for members in self.entries.values()
            for entries in members.values()
            for one in entries
        ]
        omissions = [(self.table.places[row], reason) for row, reason in sorted(self.omissions)]
        if not found:
            rule = f"no row can be used; dropped: {len(omissions)}"
            rule += f", the first because {omissions[0][1]}" if omissions else ""
            remedy = "Correct the file, or say by columns which column is which"
            title = self.table.title
            raise errors.EmptyGameError(self.table.function, title, len(self.table), rule, remedy)
        entries = tuple(entry for _, entry in sorted(found, key=lambda one: one[0]))
        return AgreementRecords(source=source, entries=entries, omissions=tuple(omissions))


def _overlap(one: Entry, other: Entry) -> bool:
    """Whether two memberships have a year in common."""
    first, second = sorted((one, other), key=lambda entry: entry.year)
    return first.end is None or second.year < first.end
