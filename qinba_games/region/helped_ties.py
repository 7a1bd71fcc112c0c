"""Every tie of a region alone and under each bundle, as it is and in draws: what shows a plan."""

from __future__ import annotations

from typing import Any

from ..partnership.results.arrays import EvolutionArrays
from ..types import FloatArray, IntArray, frozen
from .uncertain.ranges import Range


@frozen
class HelpedTies:
    """Ties solved alone, and with each bundle on all of them."""

    sides: tuple[EvolutionArrays, ...]  #: Without help first, then a side for each bundle.


@frozen
class DrawnTies:
    """Values of all draws, and some of the draws as they were solved."""

    ranges: tuple[Range, ...]  #: What was drawn.
    drawn: FloatArray  #: shape (draws, columns)
    #: shape (draws, ties, 1 + bundles): What each tie is worth without help, and under each
    #: bundle.
    values: FloatArray
    shown: IntArray  #: shape (m,): Which draws are kept as they were solved.
    #: These draws without help, and with each bundle on all ties, draw by draw.
    sides: tuple[EvolutionArrays, ...]
    seed: Any  #: What the draws came from.
