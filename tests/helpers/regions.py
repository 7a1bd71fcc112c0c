"""Tables of regions that several files of tests use."""

import dataclasses
from typing import Any

import numpy as np
import pandas as pd

from qinba_games.paper import facts
from qinba_games.partnership.evolve_arrays import evolve_terms

#: Whatever can differ from tie to tie, and what a breach costs in trust.
PARAMETERS = (
    *("received", "burden", "chance", "outside", "deposit", "friction", "promotion", "delta"),
    *("detection", "subsidy", "founding", "drop"),
)


def altered(side: Any, name: str, rows: Any) -> Any:
    """The same pairs with one parameter of some a little different, and solved for it."""
    if name == "drop":
        return _solved(side, drop=side.terms.drop + 1)
    values = getattr(side.terms, name).copy()
    few = values[..., rows]
    values[..., rows] = few == 0 if name == "founding" else np.where(few, 0.999 * few, 1e-3)
    if name == "burden":
        return _solved(side, burden=values, cost=values[:, 0])
    if name == "chance":
        values[0] = 1 - values[1]
    return _solved(side, **{name: values})


def _solved(side: Any, **changed: Any) -> Any:
    return evolve_terms(dataclasses.replace(side.terms, **changed))


def qinba_tables() -> dict[str, pd.DataFrame]:
    """The Qinba case as somebody else would write it down, from the shipped data."""
    ties = sorted(tuple(sorted((row["a"], row["b"]))) for row in facts.borders())
    codes = sorted({code for tie in ties for code in tie})
    rows = {code: facts.governments()[code] for code in codes}
    governments = [
        {
            "name": row["name"],
            "lat": float(row["lat"]),
            "lon": float(row["lon"]),
            "size": 1 if row["level"] == "county" else max(1, facts.listed_counties(code)),
            "group": facts.province(code),
        }
        for code, row in rows.items()
    ]
    signed = [
        {"agreement": name, "member": rows[code]["name"]}
        for name, members in facts.counted_agreements()
        for code in sorted(members)
        if code in rows
    ]
    return {
        "governments": pd.DataFrame(governments),
        "ties": pd.DataFrame([{"a": rows[a]["name"], "b": rows[b]["name"]} for a, b in ties]),
        "agreements": pd.DataFrame(signed),
    }


def six_provinces() -> dict[str, pd.DataFrame]:
    """Six provinces along the Yangtze, with agreements that ended and that did not."""
    governments: dict[str, Any] = {
        "name": ["Sichuan", "Chongqing", "Hubei", "Hunan", "Jiangxi", "Anhui"],
        "lat": [30.7, 29.6, 30.6, 28.2, 28.7, 31.8],
        "lon": [104.1, 106.5, 114.3, 112.9, 115.9, 117.3],
        "size": [8.4, 3.2, 5.8, 6.6, 4.5, 6.1],
        "group": ["upper", "upper", "middle", "middle", "middle", "lower"],
    }
    ties = [
        ("Sichuan", "Chongqing"),
        ("Chongqing", "Hubei"),
        ("Hubei", "Hunan"),
        ("Hubei", "Jiangxi"),
        ("Hunan", "Jiangxi"),
        ("Jiangxi", "Anhui"),
        ("Hubei", "Anhui"),
    ]
    signed = [
        ("upper reach", "Sichuan", 2011, 2018),
        ("upper reach", "Chongqing", 2011, 2018),
        ("city cluster", "Hubei", 2012, None),
        ("city cluster", "Hunan", 2012, None),
        ("city cluster", "Jiangxi", 2015, None),
        ("twin cities", "Sichuan", 2020, None),
        ("twin cities", "Chongqing", 2020, None),
    ]
    return {
        "governments": pd.DataFrame(governments),
        "ties": pd.DataFrame(ties, columns=["a", "b"]),
        "agreements": pd.DataFrame(signed, columns=["agreement", "member", "year", "end"]),
    }


def two_levels() -> dict[str, pd.DataFrame]:
    """Provinces and prefectures under a nation that has no tie, with agreements on both levels."""
    provinces = ["Sichuan", "Shaanxi", "Chongqing", "Hubei"]
    governments: list[tuple[Any, ...]] = [
        ("China", 39.9, 116.4, 1, None, None),
        ("Sichuan", 30.67, 104.07, 8.4, "China", "Sichuan"),
        ("Shaanxi", 34.27, 108.95, 4, "China", "Shaanxi"),
        ("Chongqing", 29.56, 106.55, 3.2, "China", "Chongqing"),
        ("Hubei", 30.58, 114.29, 5.8, "China", "Hubei"),
        ("Hanzhong", 33.07, 107.02, 3, "Shaanxi", "Shaanxi"),
        ("Ankang", 32.69, 109.03, 3, "Shaanxi", "Shaanxi"),
        ("Bazhong", 31.86, 106.75, 3, "Sichuan", "Sichuan"),
        ("Guangyuan", 32.44, 105.84, 2, "Sichuan", "Sichuan"),
        ("Dazhou", 31.21, 107.47, 5, "Sichuan", "Sichuan"),
        ("Wanzhou", 30.81, 108.41, 2, "Chongqing", "Chongqing"),
        ("Shiyan", 32.63, 110.80, 3, "Hubei", "Hubei"),
    ]
    ties = [(a, b) for k, a in enumerate(provinces) for b in provinces[k + 1 :]][:5]
    ties += [
        ("Hanzhong", "Ankang"),
        ("Bazhong", "Guangyuan"),
        ("Hanzhong", "Bazhong"),
        ("Hanzhong", "Guangyuan"),
        ("Ankang", "Dazhou"),
        ("Ankang", "Shiyan"),
        ("Dazhou", "Wanzhou"),
    ]
    signed = [("tourism", name) for name in ("Bazhong", "Hanzhong", "Guangyuan")]
    signed += [("plan", name) for name in ("Sichuan", "Shaanxi", "Hubei")]
    columns = ["name", "lat", "lon", "size", "parent", "group"]
    return {
        "governments": pd.DataFrame(governments, columns=columns),
        "ties": pd.DataFrame(ties, columns=["a", "b"]),
        "agreements": pd.DataFrame(signed, columns=["agreement", "member"]),
    }
