"""What a report says of one tie, of all draws, and of one assumption, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...types import FloatArray, frozen

Spans = tuple[tuple[float, float], ...]
#: A piece of the scale of patience with one class.
Piece = tuple[float, float, str]
#: 5, 50 and 95 per cent of draws.
Range = tuple[float, float, float]


class Curve(NamedTuple):
    """A probability by period, with its name, and "with", "without" or with "other" before it."""

    name: str
    kind: str
    values: Sequence[float]


class Moved(NamedTuple):
    """Counts while one assumption moves: the least, at the assumed value, and the most."""

    low: int
    here: int
    high: int


@frozen
class TieFacts:
    """One tie, without and with the coordinator."""

    members: tuple[str, str]  #: Names as tables have them.
    name: str  #: Both, short, with a dash.
    across: bool  #: Whether the two belong to different groups.
    where: str  #: What is said under the name.
    trust: int  #: Founding trust.
    classes: tuple[str, str]
    #: Share of draws in which it is kept with the coordinator and not without.
    decided: float | None
    sure: tuple[float, float] | None  #: Share of draws that have the class shown, without and with.
    #: Of becoming strong: how probable, and expected periods.
    probability: tuple[float, float]
    time: tuple[float, float]
    why: str  #: What binds, in words.
    window: Spans  #: Patience at which the coordinator decides.
    #: Pieces of patience with one class, without and with.
    strips: tuple[tuple[Piece, ...], tuple[Piece, ...]]

    @property
    def added(self) -> bool:
        """Whether it is kept with the coordinator and not without."""
        before, after = (each in ("weak", "strong") for each in self.classes)
        return after and not before

    def __repr__(self) -> str:
        return f"TieFacts({self.name}: {self.classes[0]}, {self.classes[1]})"


class Known(NamedTuple):
    """A quantile of a count ("without", "with", "added"), and an interval around it."""

    of: str
    level: float
    quantile: float
    low: float
    high: float


class Part(NamedTuple):
    """A total-order index, and an interval around it."""

    total: float
    low: float
    high: float


@frozen
class Decides:
    """How much of the spread of each count one assumption has a part in.

    Attributes
    ----------
    settings : tuple of str
        One, or those that are bound to each other.
    without, helped, added : Part
    """

    settings: tuple[str, ...]
    without: Part
    helped: Part
    added: Part

    def __repr__(self) -> str:
        return f"Decides({', '.join(self.settings)}: {self.added.total:.2f} of ties added)"


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
    known : tuple of Known
        How far each of these quantiles may be off because draws are few.
    """

    count: int
    settings: tuple[str, ...]
    without: Range
    helped: Range
    added: Range
    helps: float
    hurts: float
    known: tuple[Known, ...] = ()

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
