"""How strong a sustained network is, in one row."""

from __future__ import annotations

from typing import Any

from ...common.result import FrameColumns, Result, show
from ...types import Array, Status, frozen
from .sustained import Sustained


@frozen
class Strength(Result):
    """What `network_measures` returns. Without any tie, what cannot be said is nan.

    Attributes
    ----------
    sustained : Sustained
    surplus : array, shape (n,)
        What every government has over its outside values, after transfers.
    trust : float
        Mean over sustained ties of trust in the long run, as a part of the highest level; a
        dissolved relation counts 0. nan unless the network was made from partnerships.
    fairness : Number
        1 less half the distance of the parts in the surplus from equal ones, among those with ties.
    from_shapley : Number
        Half the distance of these parts from those by which each tie is halved (Shapley value).
    in_core : bool or None
        Whether no group has more from its ties among themselves than it gets. None if a sustained
        tie counts less than nothing.
    objecting : tuple
        Names of a group that has more; empty if there is none.
    split : array, shape (sustained ties, 2), or None
        What each end is given of what its tie counts for, so that no government is given more than
        it has: no group has more by itself. None if that is not so.
    density : Number
        Sustained ties as a part of all pairs of governments.
    connectivity : float
        Second smallest eigenvalue of the Laplacian among governments with ties; 0 if these are not
        connected.
    resilience : Number
        Largest rise of the outside values of a government, whichever it is, under which the same
        ties are still sustained.
    resiliences : array, shape (n,)
        The same for each; nan without ties.
    largest_cascade : int
        Most followers of one exit.
    """

    _sources = ("yuan2020",)
    #: Where a gap says that there is nothing to measure.
    _gaps = frozenset(
        (
            *("connectivity", "density", "fairness", "from_shapley"),
            *("resilience", "resiliences", "trust"),
        )
    )
    _full = Status.COMPUTED

    sustained: Sustained
    surplus: Array
    trust: float
    fairness: Any
    from_shapley: Any
    in_core: bool | None
    objecting: tuple[Any, ...]
    split: Array | None
    density: Any
    connectivity: float
    resilience: Any
    resiliences: Array
    largest_cascade: int

    @property
    def concept(self) -> str:
        """The solution concept."""
        return self.sustained.concept

    def _table(self) -> FrameColumns:
        return {
            "regime": [self.sustained.regime],
            "delta": [self.sustained.delta],
            "ties": [int(self.sustained.sustained.sum())],
            "value": [self.sustained.value],
            "trust": [self.trust],
            "fairness": [self.fairness],
            "distance from Shapley": [self.from_shapley],
            "in core": [self.in_core],
            "density": [self.density],
            "connectivity": [self.connectivity],
            "resilience": [self.resilience],
            "largest cascade": [self.largest_cascade],
        }

    def __repr__(self) -> str:
        return (
            f"Strength({self.sustained.regime} at {show(self.sustained.delta)}: "
            f"fairness {show(self.fairness)}, density {show(self.density)}, resilience "
            f"{show(self.resilience)}, largest cascade {self.largest_cascade})"
        )
