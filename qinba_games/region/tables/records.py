"""What is known of a region: governments, ties and agreements as columns of plain values."""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray, FloatArray, IntArray, frozen


@frozen
class Tie:
    """Two governments that can cooperate.

    Attributes
    ----------
    number : int
        Place in the table of ties.
    members : (str, str)
        Names, in the order of the table.
    codes : (str, str)
        What stands in the column `code` of the table of governments, or the names.
    numbers : (int, int)
        Their places in the table of governments.
    groups : (str, str)
        The groups (provinces) that the two belong to.
    cross_border : bool
        True if these differ.
    distance : float
        Great-circle distance in km; nan without coordinates.
    sizes : (float, float)
    gains : (float, float)
        What each gains per period from the other's contribution at trust 0.
    agreements : tuple of str
        The agreements that both have signed.
    founding : int
        Founding trust.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.paper.case().tie("Bazhong", "Hanzhong")
    Tie(Bazhong–Hanzhong, trust 3, 137 km)
    """

    number: int
    members: tuple[str, str]
    codes: tuple[str, str]
    numbers: tuple[int, int]
    groups: tuple[str, str]
    cross_border: bool
    distance: float
    sizes: tuple[float, float]
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
        return "–".join(map(short_name, self.members))

    def __repr__(self) -> str:
        return f"Tie({self.name}, trust {self.founding}, {self.distance:.0f} km)"


def short_name(name: str) -> str:
    """A government's name as a map shows it."""
    return name.removesuffix(" Forestry District").removesuffix(" District")


_EARTH_RADIUS_KM = 6371
#: Columns of each table; those of ties from the third on are built where they are missing.
GOVERNMENTS = ("name", "lat", "lon", "size", "parent", "group")
#: What disasters are; carried along with governments where it is given.
RISKS = ("income", "hazard", "damage", "common")
TIES = ("a", "b", "benefit_a", "benefit_b", "friction", "outside_a", "outside_b", "trust")
AGREEMENTS = ("agreement", "member", "year", "topic", "level", "end")

Extra = tuple[tuple[str, tuple[Any, ...]], ...]


class Signature(NamedTuple):
    """One member's signature under one agreement."""

    agreement: str
    member: int  #: number of the government
    year: int | None = None  #: when it joined
    topic: str | None = None
    level: str | None = None
    end: int | None = None  #: from when on the agreement is no longer in force

    def in_force(self, year: int) -> bool:
        """Whether the member has joined by a year and the agreement has not ended."""
        joined = self.year is None or self.year <= year
        return joined and (self.end is None or year < self.end)


@frozen
class Records:
    """The tables of a region, read and checked."""

    names: tuple[str, ...]  #: governments in the order of their table
    #: shape (governments, 2): latitude and longitude in degrees; nan where there are none
    places: FloatArray
    sizes: FloatArray  #: shape (governments,)
    parents: tuple[str | None, ...]
    groups: tuple[str, ...]
    ends: IntArray  #: shape (ties, 2): numbers of the two governments of each tie
    #: shape (ties, 6): what the table of ties says: benefits, friction, outside values, trust; nan
    #: where it says nothing
    values: FloatArray
    signatures: tuple[Signature, ...] = ()
    #: columns that mean nothing here and are carried along, as the next two
    extra_governments: Extra = ()
    extra_ties: Extra = ()
    extra_agreements: Extra = ()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names of the two governments of each tie."""
        return [(self.names[a], self.names[b]) for a, b in self.ends.tolist()]

    def pairs_of(self, tie: int) -> tuple[str, str]:
        """Names of the two governments of one tie."""
        a, b = self.ends[tie].tolist()
        return self.names[a], self.names[b]

    @functools.cached_property
    def distances(self) -> FloatArray:
        """Great-circle distance of the two governments of each tie in km."""
        lat, lon = self.places[self.ends].transpose(2, 1, 0)
        return great_circle(lat[0], lon[0], lat[1], lon[1])

    @functools.cached_property
    def weights(self) -> FloatArray:
        """Root of the partner's size against the mean of those who have a tie; (ties, 2)."""
        # The mean as a plain sum: the same whatever the order of the table.
        busy = np.unique(self.ends)
        mean = math.fsum(self.sizes[busy]) / len(busy)
        return np.sqrt(self.sizes[self.ends[:, ::-1]] / mean)

    def weights_of(self, sizes: FloatArray) -> FloatArray:
        """The same for other sizes, (draws, governments): (draws, ties, 2)."""
        mean = sizes[:, np.unique(self.ends)].mean(axis=1)
        return np.asarray(np.sqrt(sizes[:, self.ends[:, ::-1]] / mean[:, None, None]))

    @property
    def unverified(self) -> bool:
        """Whether the table of governments has a column that says how sure sizes are."""
        return any(name == "size_status" for name, _ in self.extra_governments)

    @functools.cached_property
    def shared(self) -> tuple[tuple[str, ...], ...]:
        """The agreements that both governments of each tie have signed, ended or not."""
        signed: dict[int, dict[str, None]] = {}
        for entry in self.signatures:
            signed.setdefault(entry.member, {})[entry.agreement] = None
        none: dict[str, None] = {}
        return tuple(
            tuple(name for name in signed.get(a, none) if name in signed.get(b, none))
            for a, b in self.ends.tolist()
        )

    @functools.cached_property
    def joint(self) -> Array:
        """How many agreements both governments of each tie have signed."""
        return np.array([len(names) for names in self.shared], dtype=np.int64)

    @functools.cached_property
    def across(self) -> BoolArray:
        """Whether the two governments of each tie belong to different groups."""
        numbers = {name: k for k, name in enumerate(dict.fromkeys(self.groups))}
        group = np.array([numbers[name] for name in self.groups])[self.ends]
        return np.asarray(group[:, 0] != group[:, 1])

    def founding(self, levels: int) -> Array:
        """Founding trust of each tie, at most the highest level."""
        values = self.values[:, 5]
        trust = np.where(np.isnan(values), self.joint, values)
        return np.minimum(trust, levels).astype(np.int64)


def evenly(count: int, most: int) -> Array:
    """At most so many of some rows, evenly spaced."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(int))


def great_circle(lat_a: Any, lon_a: Any, lat_b: Any, lon_b: Any) -> FloatArray:
    """Distance in km between points given in degrees (haversine formula)."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half_phi, half_lon = (phi_b - phi_a) / 2, np.radians(lon_b - lon_a) / 2
    chord = np.sin(half_phi) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(half_lon) ** 2
    return np.asarray(2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord)))
