"""What a report is about, as plain values: whoever has solved a region hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...types import FloatArray, frozen
from ..superiors import Superiors
from .facts import Chosen, Decides, Draws, TieFacts, WhatIf


@frozen
class Material:
    """Everything that the common parts of a report say.

    Attributes
    ----------
    place : str
        What the page is about, above its headline.
    full_names, names, groups : tuple of str
        Governments, as tables have them and as a map shows them, and the group of each.
    above : tuple of bool
        Whether others stand below each government.
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
    superiors : Superiors or None
        The region on its levels, if its table of governments names parents.
    decides : tuple of Decides
        Which assumption decides when all move together; empty if that was not asked.
    base : int
        Points from which that was found.
    steps : int
        Steps of patience that were looked at for windows.
    what_if : tuple of WhatIf
    paths : (FloatArray, FloatArray) or None
        Expected ties in each class by period, without and with; strong first.
    chosen : Chosen or None
    concepts : (str, str)
        Solution concepts without and with.
    """

    place: str
    full_names: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    above: tuple[bool, ...]
    latitude: FloatArray
    longitude: FloatArray
    pairs: tuple[tuple[int, int], ...]
    ties: tuple[TieFacts, ...]
    counts: tuple[Mapping[str, int], Mapping[str, int]]
    delta: float
    cost: float
    does: tuple[str, ...]
    steps: int
    settings: tuple[Mapping[str, Any], ...]
    draws: Draws | None = None
    superiors: Superiors | None = None
    decides: tuple[Decides, ...] = ()
    base: int = 0
    what_if: tuple[WhatIf, ...] = ()
    paths: tuple[FloatArray, FloatArray] | None = None
    chosen: Chosen | None = None
    concepts: tuple[str, str] = ("", "")

    @property
    def kept(self) -> tuple[int, int]:
        """Ties kept without and with the coordinator."""
        without, helped = (each["weak"] + each["strong"] for each in self.counts)
        return without, helped

    def range(self, side: int) -> tuple[float, float, float] | None:
        """Ties kept in nine draws of ten, and between as assumed; None: not drawn."""
        if self.draws is None:
            return None
        low, _, high = (self.draws.without, self.draws.helped)[side]
        return low, self.kept[side], high

    def __repr__(self) -> str:
        return f"Material({len(self.ties)} ties, kept {self.kept[0]}, {self.kept[1]})"
