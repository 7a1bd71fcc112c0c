"""The Qinba case: 26 governments, 49 ties across their borders, and a partnership for each.

It is a region, built from the tables in `data/`. The paper gives no payoffs. All settings are
illustrative, not estimates.
"""

from __future__ import annotations

import functools
from typing import Any

from ..region.region import Region
from ..region.settings import complete
from ..region.tables.read import read_records
from ..region.tables.records import Records
from . import facts

Case = Region


@functools.cache
def qinba() -> dict[str, dict[str, list[Any]]]:
    """The tables of the case as `Region.from_frames` takes them, by column."""
    # A size is the number of county-level units on the 2012 list, at least 1; codes, Chinese names
    # and flags of reliability are carried along.
    pairs = sorted(tuple(sorted((border["a"], border["b"]))) for border in facts.borders())
    years = facts.entry_years()
    rows = {code: facts.governments()[code] for code in sorted({c for pair in pairs for c in pair})}
    return {
        "governments": _columns([_government(code, row) for code, row in rows.items()]),
        "ties": _columns(
            [
                {
                    **{end: rows[code]["name"] for end, code in zip("ab", pair, strict=True)},
                    **{f"status_{e}": rows[c]["status"] for e, c in zip("ab", pair, strict=True)},
                    "size_status": " / ".join(map(facts.size_status, pair)),
                }
                for pair in pairs
            ]
        ),
        "agreements": _columns(
            [
                {"agreement": name, "member": rows[code]["name"], "year": years[name, code]}
                for name, members in facts.counted_agreements()
                for code in sorted(members)
                if code in rows
            ]
        ),
    }


def _government(code: str, row: facts.Fact) -> dict[str, Any]:
    return {
        "name": row["name"],
        "lat": float(row["lat"]),
        "lon": float(row["lon"]),
        "size": facts.size(code),
        "group": facts.province(code),
        "code": code,
        "name_zh": row["name_zh"],
        "level": row["level"],
        "status": row["status"],
        "size_status": facts.size_status(code),
    }


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


@functools.cache
def _records() -> Records:
    return read_records("case", **qinba())


def case(**settings: Any) -> Region:
    """Set up the Qinba case: 49 ties between 26 governments, each an illustrative partnership.

    A tie joins two prefectures with a common border, or a prefecture and an adjacent district or
    county of Chongqing. At trust k a member gains
    ``benefit * sqrt(size of the other / mean size) * exp(-distance / reach) + learning * k`` from
    the other's contribution, which costs it `cost`, and `hardship` more in bad times. A size is
    the number of county-level units on the 2012 list of poverty counties, at least 1 (recalled, not
    verified). Founding trust is the number of the paper's agreements that both belong to, at most
    `levels`. Who walks out of something signed gets `outside_signed`, else `outside`.

    Parameters
    ----------
    **settings
        Any of the names in `case().settings`; each is checked, and an unknown one is an error that
        names the nearest. What they mean and their defaults: ``qinba-games reproduce --help``.

    Returns
    -------
    Region
        `.ties` and `.governments` as data frames, `.partnership(a, b)`, `.study()`, `.delta`.

    Raises
    ------
    UnknownNameError, RangeError, ProbabilityError, DiscountError, InputTypeError

    Notes
    -----
    The paper gives no payoffs: every number is illustrative, not an estimate. What can be robust is
    the sign of a comparison and the existence of a threshold, not its level.

    References
    ----------
    Yuan, Wen and Zhang (2020), Strategic Study of CAE 22(1), doi 10.15302/J-SSCAE-2020.01.005.

    Examples
    --------
    >>> import qinba_games as qg
    >>> case = qg.paper.case()
    >>> len(case.ties), int(case.ties["cross_border"].sum()), len(case.governments)
    (49, 23, 26)
    >>> pair = case.partnership("Bazhong", "Hanzhong")
    >>> qg.evolve(pair, case.delta, founding=3).classes
    ('strong', 'strong', 'strong', 'strong')
    >>> case.study().counts["without"]
    {'isolated': 22, 'nominal': 12, 'weak': 3, 'strong': 12}
    """
    return Region(records=_records(), choices=tuple(complete(settings).items()))
