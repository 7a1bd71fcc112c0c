"""Every pair of a hierarchy where all are helped alike: what shows values of a plan."""

from __future__ import annotations

from ..hierarchy.results import Levels
from ..types import frozen


@frozen
class HelpedPairs:
    """How many games were solved, and the levels if nobody is helped, or all.

    Attributes
    ----------
    games : int
    alike : tuple of (int, Levels)
        None (0), or the last bundle, and every pair if all have it.
    """

    games: int
    alike: tuple[tuple[int, Levels], ...]
