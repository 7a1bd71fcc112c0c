"""Every tie as numbers: what the tables say, and where they say nothing what settings build.

At trust k a government gains from the other's contribution

    benefit * sqrt(size of the other / mean size) * exp(-distance / reach) + learning * k.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from ..core.numbers import Numbers
from ..core.value import Value, value
from ..partnership import Partnership
from .tables import Tables

#: Radius of the Earth in km.
EARTH = 6371.0

Settings = Mapping[str, Any]


@value
class Ties(Value):
    """The ties of some tables, as arrays; settings say what the tables leave open."""

    tables: Tables

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """Names of both, tie by tie."""
        ties = self.tables.ties
        return list(zip(ties["a"].tolist(), ties["b"].tolist(), strict=True))

    @cached_property
    def ends(self) -> Numbers:
        """Places of both in the table of governments, (ties, 2)."""
        place = {name: k for k, name in enumerate(self.tables.governments["name"])}
        return np.array([[place[a], place[b]] for a, b in self.pairs])

    @cached_property
    def across(self) -> Numbers:
        """Whether the two belong to different groups."""
        group = self.tables.governments["group"][self.ends]
        return np.asarray(group[:, 0] != group[:, 1])

    @cached_property
    def distance(self) -> Numbers:
        """Great-circle km; NaN without coordinates."""
        governments = self.tables.governments
        lat, lon = (np.radians(governments[name])[self.ends] for name in ("lat", "lon"))
        half = np.sin(np.diff(lat)[:, 0] / 2) ** 2
        half = half + np.cos(lat).prod(axis=1) * np.sin(np.diff(lon)[:, 0] / 2) ** 2
        return 2 * EARTH * np.arcsin(np.sqrt(half.clip(0, 1)))

    @cached_property
    def shared(self) -> list[tuple[str, ...]]:
        """The agreements that both belong to, ended or not, in the order of the table."""
        table, signed = self.tables.agreements, dict[str, dict[str, None]]()
        for name, member in zip(table["agreement"], table["member"], strict=True):
            signed.setdefault(member, {})[name] = None
        return [
            tuple(name for name in signed.get(a, ()) if name in signed.get(b, ()))
            for a, b in self.pairs
        ]

    def founding(self, settings: Settings) -> Numbers:
        """Founding trust, at most the highest: as given, else the number of shared agreements."""
        joint, trust = [len(names) for names in self.shared], self.tables.ties["trust"]
        return np.minimum(np.where(np.isnan(trust), joint, trust), settings["levels"]).astype(int)

    def gains(self, settings: Settings) -> Numbers:
        """What each gains at trust 0, (ties, 2)."""
        sizes = self.tables.governments["size"]
        weights = np.sqrt(sizes[self.ends[:, ::-1]] / sizes[np.unique(self.ends)].mean())
        near = settings["benefit"] * np.exp(-self.distance / settings["reach"])
        return self._given("benefit", near[:, None] * weights)

    def friction(self, settings: Settings) -> Numbers:
        """Probability of a misfire."""
        own = self.tables.ties["friction"]
        built = np.where(self.across, settings["barrier"], settings["friction"])
        return np.where(np.isnan(own), built, own)

    def outside(self, settings: Settings) -> Numbers:
        """What each has per period after leaving, (ties, 2)."""
        signed = [int(len(names) > 0) for names in self.shared]
        values = np.array([settings["outside"], settings["outside_signed"]], dtype=float)
        return self._given("outside", values[signed][:, None])

    def _given(self, column: str, built: Numbers) -> Numbers:
        own = np.stack([self.tables.ties[f"{column}_{side}"] for side in "ab"], axis=1)
        return np.where(np.isnan(own), built, own)

    def models(self, settings: Settings) -> list[Partnership]:
        """The partnership of every tie, without a coordinator."""
        rise = settings["learning"] * np.arange(settings["levels"] + 1)[:, None]
        common = {name: settings[name] for name in ("cost", "promotion", "drop", "detection")}
        common["bad_times"] = [(settings["bad_times"], settings["hardship"])]
        parts = self.gains(settings), self.outside(settings), self.friction(settings)
        rows = zip(self.pairs, *parts, self.founding(settings).tolist(), strict=True)
        return [
            Partnership(
                gain + rise,
                members=pair,
                outside=outside,
                friction=friction,
                founding=trust,
                **common,
            )
            for pair, gain, outside, friction, trust in rows
        ]
