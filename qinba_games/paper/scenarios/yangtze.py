"""The eleven provinces of the Yangtze, with the national office and without."""

from __future__ import annotations

from typing import Any

from ...common.result import Table
from ...coordinator import Coordinator
from ...region.region import Region
from .scenario import Scenario, backed, recorded

#: Seats of government in degrees, and who borders whom: public geography.
_SEATS = {
    "Shanghai": (31.23, 121.47),
    "Jiangsu": (32.06, 118.76),
    "Zhejiang": (30.27, 120.15),
    "Anhui": (31.86, 117.28),
    "Jiangxi": (28.68, 115.86),
    "Hubei": (30.59, 114.30),
    "Hunan": (28.23, 112.94),
    "Chongqing": (29.56, 106.55),
    "Sichuan": (30.66, 104.07),
    "Guizhou": (26.65, 106.63),
    "Yunnan": (25.04, 102.71),
}
_BORDERS = (
    ("Shanghai", "Jiangsu"),
    ("Shanghai", "Zhejiang"),
    ("Jiangsu", "Zhejiang"),
    ("Jiangsu", "Anhui"),
    ("Zhejiang", "Anhui"),
    ("Zhejiang", "Jiangxi"),
    ("Anhui", "Jiangxi"),
    ("Anhui", "Hubei"),
    ("Jiangxi", "Hubei"),
    ("Jiangxi", "Hunan"),
    ("Hubei", "Hunan"),
    ("Hubei", "Chongqing"),
    ("Hunan", "Chongqing"),
    ("Hunan", "Guizhou"),
    ("Chongqing", "Sichuan"),
    ("Chongqing", "Guizhou"),
    ("Sichuan", "Guizhou"),
    ("Sichuan", "Yunnan"),
    ("Guizhou", "Yunnan"),
)


def yangtze_region(**settings: Any) -> Region:
    """Read the eleven provinces as a region; benefits are built from the settings of `paper.case`.

    >>> len(yangtze_region().ties)
    19
    """
    seats = list(_SEATS.values())
    governments = {
        "name": list(_SEATS),
        "lat": [lat for lat, _ in seats],
        "lon": [lon for _, lon in seats],
        "group": list(_SEATS),
    }
    ties = {"a": [a for a, _ in _BORDERS], "b": [b for _, b in _BORDERS]}
    # Provinces lie further apart than cities: 800 km unless another reach is given.
    return Region.from_frames(governments, ties, **{"reach": 800, **settings})


def yangtze(*, office: Coordinator | None = None, **settings: Any) -> Scenario:
    """Ask which ties of the eleven Yangtze provinces hold, with the national office and without.

    Parameters
    ----------
    office : Coordinator, optional
        What the office can do; by default the capacities of the settings.
    **settings
        As for `yangtze_region`.

    Returns
    -------
    Scenario
        One row for each class, with the number of ties without the office and with it.

    Raises
    ------
    InvalidInputError

    Examples
    --------
    >>> from qinba_games.paper import scenarios
    >>> sum(scenarios.yangtze().rows["with"])
    19
    """
    region = yangtze_region(**settings)
    study = region.study(coordinator=office)
    names = ("strong", "weak", "nominal", "isolated")
    rows: Table = {
        "class": list(names),
        "without": [study.counts["without"][name] for name in names],
        "with": [study.counts["with"][name] for name in names],
    }
    kept = {side: rows[side][0] + rows[side][1] for side in ("without", "with")}
    return Scenario(
        name="yangtze",
        question="What does the national office change on the Yangtze?",
        finding=(
            f"Of {len(_BORDERS)} ties between neighbours {kept['without']} are kept without the "
            f"office and {kept['with']} with it, {rows['with'][0]} of them in bad times as well."
        ),
        rows=rows,
        assumed={
            "payoffs": "built from distance as in the case; every one is illustrative",
            "reach": f"{region.settings['reach']:g} km, over which benefits fall to 1/e",
            "patience": f"{region.settings['delta']:g}",
            "office": repr(study.coordinator),
        },
        facts=recorded("yangtze"),
        picture=("class", "without", "with"),
        **backed([study]),
    )
