"""Every tie of a region in many draws, alone and under each bundle: what shows a plan for draws."""

from __future__ import annotations

from typing import Any

from ..partnership.results.arrays import EvolutionArrays
from ..types import FloatArray, IntArray, frozen
from .uncertain.ranges import Range


@frozen
class DrawnTies:
    """Values of all draws, and some of the draws as they were solved.

    Attributes
    ----------
    ranges : tuple of Range
        What was drawn.
    drawn : array, shape (draws, columns)
    values : array, shape (draws, ties, 1 + bundles)
        What each tie is worth without help, and under each bundle.
    shown : int array, shape (m,)
        Which draws are kept as they were solved.
    sides : tuple of EvolutionArrays
        These draws without help, and with each bundle on all ties, draw by draw.
    seed : object
        What the draws came from.
    """

    ranges: tuple[Range, ...]
    drawn: FloatArray
    values: FloatArray
    shown: IntArray
    sides: tuple[EvolutionArrays, ...]
    seed: Any
