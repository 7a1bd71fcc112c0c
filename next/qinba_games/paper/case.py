"""The Qinba case as a region: 26 governments, 49 ties, and the agreements of the paper."""

import csv
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..region import Region

if TYPE_CHECKING:
    import pandas

#: Borders across which there can be a tie; provinces and counties are other levels.
LAYERS = ("prefecture", "prefecture-municipal county")
#: Issued from above: nobody signed it.
PLAN = "national plan"

Row = dict[str, str]


def case(**settings: Any) -> Region:
    """Set up the Qinba case; the paper gives no payoffs, so every number is illustrative.

    Governments are prefectures, and districts and counties of Chongqing, that border each other.
    The size of a prefecture is the number of its counties on the 2012 list of poverty counties, as
    recalled and not verified (`size_status`), and 1 at least. Founding trust is the number of
    agreements of the paper that both have signed; an agreement and its enlargement are one.

    Parameters
    ----------
    **settings
        Names, defaults and bounds are in `Region.all_settings()`.

    Returns
    -------
    Region

    Raises
    ------
    InvalidInputError
        For settings that do not exist or are not allowed.

    Examples
    --------
    >>> from qinba_games import paper
    >>> case = paper.case(delta=0.75)
    >>> case
    Region(26 governments, 49 ties)
    >>> case.partnership("Hanzhong", "Bazhong").founding
    3

    Source: Yuan, Wen and Zhang (2020), Strategic Study of CAE 22(1),
    doi 10.15302/J-SSCAE-2020.01.005.
    """
    return Region.from_frames(*frames(), **settings)


def frames() -> "tuple[pandas.DataFrame, pandas.DataFrame, pandas.DataFrame]":
    """Governments, ties and agreements of the case, by the columns of `Region.from_frames`."""
    import pandas

    units = {row["id"]: row for row in table("governments")}
    borders = [row for row in table("adjacency") if row["layer"] in LAYERS]
    pairs = sorted(tuple(sorted((row["a"], row["b"]))) for row in borders)
    codes = sorted({code for pair in pairs for code in pair})
    ties = [{"a": units[a]["name"], "b": units[b]["name"]} for a, b in pairs]
    governments = [_government(units, code) for code in codes]
    signed = [
        {"agreement": name, "member": units[code]["name"], "year": year}
        for (name, code), year in _signatures(table("agreements")).items()
        if code in codes
    ]
    return pandas.DataFrame(governments), pandas.DataFrame(ties), pandas.DataFrame(signed)


def table(name: str) -> list[Row]:
    """The rows of a table of the case; `data/README.md` says what is in it and where from."""
    with (files(__package__) / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _government(units: dict[str, Row], code: str) -> dict[str, Any]:
    """One row; a district or county of Chongqing counts as 1, whether it is on the list or not."""
    row, province = units[code], units[f"{code[:2]}0000"]
    below = sum(unit["parent"] == code and unit["in_2012_list"] == "yes" for unit in units.values())
    own = {name: row[name] for name in ("name", "lat", "lon", "name_zh", "status")}
    sure = "recalled" if below else "set to 1"
    size = {"size": max(1, below), "size_status": sure}
    return {**own, **size, "group": province["name"], "code": code}


def _signatures(rows: list[Row]) -> dict[tuple[str, str], int]:
    """(agreement, code of a member) -> first year, of the agreements of the paper."""
    years: dict[tuple[str, str], int] = {}
    for row in rows:
        if row["status"] == "paper" and row["level"] != PLAN:
            for code in filter(None, row["members"].split(";")):
                key = row["enlarges"] or row["name"], code
                years[key] = min(int(row["year"]), years.get(key, int(row["year"])))
    return years
