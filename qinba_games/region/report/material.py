"""What a report is about, as plain values: whoever has solved a region hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...types import FloatArray, frozen
from .stairs import Curve
from .tracks import Moved, Piece

Spans = tuple[tuple[float, float], ...]
#: 5, 50 and 95 per cent of draws.
Range = tuple[float, float, float]


@frozen
class TieFacts:
    """One tie, without and with the coordinator.

    Attributes
    ----------
    members : (str, str)
        Names as tables have them.
    name : str
        Both, short, with a dash.
    across : bool
        Whether the two belong to different groups.
    where : str
        What is said under the name.
    trust : int
        Founding trust.
    classes : (str, str)
    decided : float or None
        Share of draws in which it is kept with the coordinator and not without.
    sure : (float, float) or None
        Share of draws that have the class shown, without and with.
    probability, time : (float, float)
        Of becoming strong: how probable, and expected periods.
    why : str
        What binds, in words.
    window : tuple of (float, float)
        Patience at which the coordinator decides.
    strips : pair of tuples
        Pieces of patience with one class, without and with.
    """

    members: tuple[str, str]
    name: str
    across: bool
    where: str
    trust: int
    classes: tuple[str, str]
    decided: float | None
    sure: tuple[float, float] | None
    probability: tuple[float, float]
    time: tuple[float, float]
    why: str
    window: Spans
    strips: tuple[tuple[Piece, ...], tuple[Piece, ...]]

    @property
    def added(self) -> bool:
        """Whether it is kept with the coordinator and not without."""
        before, after = (each in ("weak", "strong") for each in self.classes)
        return after and not before

    def __repr__(self) -> str:
        return f"TieFacts({self.name}: {self.classes[0]}, {self.classes[1]})"


@frozen
class Draws:
    """What is found when assumptions move together.

    Attributes
    ----------
    count : int
        How many draws.
    settings : tuple of str
        What was moved.
    without, helped, added : (float, float, float)
        Ties kept: 5, 50 and 95 per cent of draws.
    helps, hurts : float
        Share of draws in which the coordinator adds ties; in which it loses some.
    """

    count: int
    settings: tuple[str, ...]
    without: Range
    helped: Range
    added: Range
    helps: float
    hurts: float

    def __repr__(self) -> str:
        return f"Draws({self.count}, {len(self.settings)} settings)"


@frozen
class WhatIf:
    """Ties kept while one assumption moves alone."""

    setting: str
    tried: str
    without: Moved
    helped: Moved
    added: Moved

    def __repr__(self) -> str:
        return f"WhatIf({self.setting}: {self.added.low} to {self.added.high} added)"


@frozen
class Chosen:
    """The tie that is looked at closely.

    Attributes
    ----------
    name : str
    outlooks : (str, str)
        How it goes without and with the coordinator, in words.
    classes : pair of tuples of str
        Of each level of trust.
    moves : pair of FloatArray
        Chance per period from level to level, and to the end.
    curves : tuple of Curve
    reading : tuple of str
        What to read from them, in sentences.
    """

    name: str
    outlooks: tuple[str, str]
    classes: tuple[tuple[str, ...], tuple[str, ...]]
    moves: tuple[FloatArray, FloatArray]
    curves: tuple[Curve, ...]
    reading: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Chosen({self.name})"


@frozen
class Material:
    """Everything that the common parts of a report say.

    Attributes
    ----------
    place : str
        What the page is about, above its headline.
    names, groups : tuple of str
        Governments, as a map shows them, and the group of each.
    latitude, longitude : FloatArray
        In degrees; NaN where unknown.
    pairs : tuple of (int, int)
        Members of each tie, by number.
    ties : tuple of TieFacts
    counts : (dict, dict)
        Ties of each class, without and with.
    delta, cost : float
    does : tuple of str
        What the coordinator does.
    settings : tuple of dict
        Rows of the table of settings: setting, value, default, meaning.
    draws : Draws or None
    what_if : tuple of WhatIf
    paths : (FloatArray, FloatArray) or None
        Expected ties in each class by period, without and with; strong first.
    chosen : Chosen or None
    concepts : (str, str)
        Solution concepts without and with.
    """

    place: str
    names: tuple[str, ...]
    groups: tuple[str, ...]
    latitude: FloatArray
    longitude: FloatArray
    pairs: tuple[tuple[int, int], ...]
    ties: tuple[TieFacts, ...]
    counts: tuple[Mapping[str, int], Mapping[str, int]]
    delta: float
    cost: float
    does: tuple[str, ...]
    settings: tuple[Mapping[str, Any], ...]
    draws: Draws | None = None
    what_if: tuple[WhatIf, ...] = ()
    paths: tuple[FloatArray, FloatArray] | None = None
    chosen: Chosen | None = None
    concepts: tuple[str, str] = ("", "")

    @property
    def kept(self) -> tuple[int, int]:
        """Ties kept without and with the coordinator."""
        without, helped = (each["weak"] + each["strong"] for each in self.counts)
        return without, helped

    def __repr__(self) -> str:
        return f"Material({len(self.ties)} ties, kept {self.kept[0]}, {self.kept[1]})"
