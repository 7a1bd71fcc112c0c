"""What a report is about, as plain values: whoever has solved a region hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...types import FloatArray, frozen
from ..study.superiors import Superiors
from .facts import Chosen, Decides, Draws, TieFacts, WhatIf


@frozen
class Material:
    """Everything that the common parts of a report say."""

    place: str  #: What the page is about, above its headline.
    #: Governments, as tables have them and as a map shows them, and the group of each.
    full_names: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    above: tuple[bool, ...]  #: Whether others stand below each government.
    #: In degrees; NaN where unknown.
    latitude: FloatArray
    longitude: FloatArray
    pairs: tuple[tuple[int, int], ...]  #: Members of each tie, by number.
    ties: tuple[TieFacts, ...]
    counts: tuple[Mapping[str, int], Mapping[str, int]]  #: Ties of each class, without and with.
    delta: float
    cost: float
    does: tuple[str, ...]  #: What the coordinator does.
    steps: int  #: Steps of patience that were looked at for windows.
    #: Rows of the table of settings: setting, value, default, meaning.
    settings: tuple[Mapping[str, Any], ...]
    draws: Draws | None = None
    #: The region on its levels, if its table of governments names parents.
    superiors: Superiors | None = None
    #: Which assumption decides when all move together; empty if that was not asked.
    decides: tuple[Decides, ...] = ()
    base: int = 0  #: Points from which that was found.
    what_if: tuple[WhatIf, ...] = ()
    #: Expected ties in each class by period, without and with; strong first.
    paths: tuple[FloatArray, FloatArray] | None = None
    chosen: Chosen | None = None
    concepts: tuple[str, str] = ("", "")  #: Solution concepts without and with.

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
