"""Tables of regions that several files of tests use."""

from typing import Any

import pandas as pd

from qinba_games.paper import facts


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
