"""Every tie of a region as it is alone and under each bundle: what shows the values of a plan."""

from __future__ import annotations

from ..partnership.results.arrays import EvolutionArrays
from ..types import frozen


@frozen
class HelpedTies:
    """Ties solved alone, and with each bundle on all of them.

    Attributes
    ----------
    sides : tuple of EvolutionArrays
        Without help first, then a side for each bundle.
    """

    sides: tuple[EvolutionArrays, ...]
