"""Read the tables in `data/`: governments, borders, agreements; see `data/README.md`."""

from __future__ import annotations

import csv
import functools
import importlib.resources
import math
from pathlib import Path

Fact = dict[str, str]
#: Layers of `adjacency.csv` whose borders are ties of the case.
_TIE_LAYERS = ("prefecture", "prefecture-municipal county")
_LIST_FLAG = "recalled"


def table(name: str) -> tuple[Fact, ...]:
    """Rows of one of the shipped tables, as text."""
    return tuple(csv.DictReader(source(name).read_text(encoding="utf-8").splitlines()))


def source(name: str) -> Path:
    """The file of one of the shipped tables."""
    return Path(str(importlib.resources.files(__package__) / "data" / f"{name}.csv"))


@functools.cache
def governments() -> dict[str, Fact]:
    """Every government by its code."""
    return {row["id"]: row for row in table("governments")}


def name(code: str) -> str:
    """Name of a government."""
    return governments()[code]["name"]


@functools.cache
def code_of(name: str) -> str:
    """The code of a government."""
    return next(code for code, row in governments().items() if row["name"] == name)


@functools.cache
def borders() -> tuple[Fact, ...]:
    """The borders that are ties of the case."""
    return tuple(row for row in table("adjacency") if row["layer"] in _TIE_LAYERS)


@functools.cache
def agreements() -> tuple[Fact, ...]:
    """Every agreement, those of the paper first."""
    return table("agreements")


@functools.cache
def counted_agreements(until: float = math.inf) -> tuple[tuple[str, frozenset[str]], ...]:
    """Name and members of each agreement of the paper that can be founding trust in a year."""
    # Only agreements between governments whose members are named.
    merged: dict[str, tuple[str, frozenset[str]]] = {}
    for row in _of_paper("agreement"):
        if int(row["year"]) > until:
            continue
        # An enlargement is one with what it enlarges.
        root = row["enlarges"] or row["id"]
        name, members = merged.get(root, (row["name"], frozenset()))
        merged[root] = (name, members | frozenset(row["members"].split(";")) - {""})
    return tuple(merged.values())


def entry_years() -> dict[tuple[str, str], int]:
    """When each member joined each of these agreements, an enlargement being part of it."""
    names = {row["id"]: row["name"] for row in _of_paper("agreement")}
    years: dict[tuple[str, str], int] = {}
    for row in _of_paper("agreement"):
        for code in row["members"].split(";"):
            key = names[row["enlarges"] or row["id"]], code
            years[key] = min(int(row["year"]), years.get(key, int(row["year"])))
    return years


def years_of(a: str, b: str) -> list[int]:
    """When the agreements of the paper that both governments belong to were signed."""
    counted: dict[str, int] = {}
    both = {code_of(a), code_of(b)}
    for row in _of_paper("agreement"):
        if both <= {*row["members"].split(";")}:
            counted.setdefault(row["enlarges"] or row["id"], int(row["year"]))
    return sorted(counted.values())


def first_between(a: str, b: str) -> Fact | None:
    """The first agreement of two governments, or of their bureaus, that anybody reports."""
    both = {code_of(a), code_of(b)}
    signed = [
        row
        for row in agreements()
        if row["kind"] != "plan" and both <= {*row["members"].split(";")}
    ]
    return min(signed, key=lambda row: int(row["year"]), default=None)


def _of_paper(kind: str) -> list[Fact]:
    return [row for row in agreements() if row["status"] == "paper" and row["kind"] == kind]


def longest_list_of_topics() -> tuple[str, tuple[str, ...]]:
    """Name and topics of the agreement of the paper that lists the most topics."""
    listed = {row["name"]: tuple(row["topic"].split("; ")) for row in _of_paper("agreement")}
    return max(listed.items(), key=lambda item: len(item[1]))


def plans() -> tuple[str, ...]:
    """Names of the plans for the whole region that the paper describes."""
    return tuple(row["name"] for row in _of_paper("plan"))


def listed_counties(code: str) -> int:
    """County-level units of the 2012 list under a government (recalled, not verified)."""
    return sum(
        row["parent"] == code and row["level"] == "county" and row["in_2012_list"] == "yes"
        for row in governments().values()
    )


def size(code: str) -> int:
    """The size of a prefecture, by its counties on that list, and of a county."""
    return 1 if governments()[code]["level"] == "county" else max(1, listed_counties(code))


def province(code: str) -> str:
    """Name of the province that a government belongs to."""
    return name(code[:2] + "0000")


def size_status(code: str) -> str:
    """How far to trust the size of a government."""
    return _LIST_FLAG if listed_counties(code) else "set to 1"
