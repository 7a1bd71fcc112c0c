"""Every tie of a region alone and under each bundle, as it is and in draws: what shows a plan."""

from __future__ import annotations

from typing import Any

from ..partnership.results.arrays import EvolutionArrays
from ..types import FloatArray, IntArray, frozen
from .uncertain.ranges import Range


@frozen
class HelpedTies:
    """Ties solved alone, and with each bundle on all of them.

    Attributes
    ----------
    sides : tuple of EvolutionArrays
        Without help first, then a side for each bundle.
    """

    sides: tuple[EvolutionArrays, ...]


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
