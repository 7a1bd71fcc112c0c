"""One tie, solved without and with the coordinator, and what is counted in many of them."""

from __future__ import annotations

from ..partnership.results.evolution import Evolution
from ..region.study.reasons import KEPT
from ..region.study.results import Counts
from ..region.tables.records import Tie
from ..third_parties.results.attribution import Attribution
from ..third_parties.results.window import PivotalWindow
from ..types import frozen


@frozen
class TieStudy:
    """One tie without and with the coordinator.

    Attributes
    ----------
    tie : Tie
    without, helped : Evolution
    window : PivotalWindow
        The same for every patience, at the tie's founding trust.
    attributions : dict of str to Attribution
        How much of the change in least patience ("delta") and in the probability of becoming strong
        at the case's patience ("probability_strong") is owed to each capacity.
    """

    tie: Tie
    without: Evolution
    helped: Evolution
    window: PivotalWindow
    attributions: dict[str, Attribution]

    @property
    def classes(self) -> tuple[str, str]:
        """Class of the founding level without and with the coordinator."""
        founding = self.tie.founding
        return self.without.classes[founding], self.helped.classes[founding]

    @property
    def gain_in_probability(self) -> float:
        """How much more probable it becomes that the tie gets strong."""
        return self.helped.probability_strong - self.without.probability_strong

    def __repr__(self) -> str:
        return f"TieStudy({self.tie.name}: {self.classes[0]} -> {self.classes[1]})"


def kept(counts: Counts) -> int:
    """Number of ties in which something is implemented: weak or strong."""
    return sum(counts[name] for name in KEPT)
