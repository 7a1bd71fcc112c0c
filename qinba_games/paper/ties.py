"""One tie of the case: two governments with a common border, and what each gains from the other.

A gravity form: at trust k, i gains from j

    benefit * sqrt(size_j / mean size) * exp(-distance / reach) + learning * k.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..types import frozen
from . import facts

EARTH_RADIUS_KM = 6371


@frozen
class Tie:
    """Two governments with a common border.

    Attributes
    ----------
    members : (str, str)
        Names, in the order of their codes.
    codes, provinces, statuses : (str, str)
        Administrative codes, provinces, and reliability flags of the two.
    cross_border : bool
        True if the border separates two provinces.
    distance : float
        Great-circle distance of the seats in km.
    sizes : (int, int)
        County-level units on the 2012 list, at least 1.
    gains : (float, float)
        What each gains per period from the other's contribution at trust 0.
    agreements : tuple of str
        The paper's agreements both belong to.
    founding : int
        Founding trust: their number, at most the highest level.
    """

    members: tuple[str, str]
    codes: tuple[str, str]
    provinces: tuple[str, str]
    statuses: tuple[str, str]
    cross_border: bool
    distance: float
    sizes: tuple[int, int]
    gains: tuple[float, float]
    agreements: tuple[str, ...]
    founding: int

    @property
    def signed(self) -> bool:
        """True if the two have signed something together."""
        return bool(self.agreements)

    @property
    def name(self) -> str:
        """Both names, short, with a dash."""
        return "–".join(map(facts.short_name, self.members))

    def __repr__(self) -> str:
        return f"Tie({self.name}, trust {self.founding}, {self.distance:.0f} km)"


def build_tie(a: str, b: str, sizes: Mapping[str, int], settings: Mapping[str, Any]) -> Tie:
    """The tie between the governments with codes `a` and `b`; `sizes` of all that have a tie."""
    rows = [facts.governments()[code] for code in (a, b)]
    provinces = (facts.province(a), facts.province(b))
    signed = tuple(name for name, who in facts.counted_agreements() if {a, b} <= who)
    distance = great_circle(*(float(row[key]) for row in rows for key in ("lat", "lon")))
    near = settings["benefit"] * math.exp(-distance / settings["reach"])
    mean = sum(sizes.values()) / len(sizes)
    return Tie(
        members=(rows[0]["name"], rows[1]["name"]),
        codes=(a, b),
        provinces=provinces,
        statuses=(rows[0]["status"], rows[1]["status"]),
        cross_border=provinces[0] != provinces[1],
        distance=distance,
        sizes=(sizes[a], sizes[b]),
        gains=(near * math.sqrt(sizes[b] / mean), near * math.sqrt(sizes[a] / mean)),
        agreements=signed,
        founding=min(len(signed), settings["levels"]),
    )


def great_circle(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Distance in km between two points given in degrees (haversine formula)."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_phi, half_lon = (phi_b - phi_a) / 2, math.radians(lon_b - lon_a) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))
