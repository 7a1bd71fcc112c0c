"""How much of what a coordinator changes is owed to each of its capacities."""

from __future__ import annotations

from typing import Any

from ... import _check
from ...common.register import LATER
from ...common.result import FrameColumns, Result, show
from ...common.rounded import derived
from ...cooperative.coalitions import members_of
from ...types import Array, Status, frozen, read_only
from ..drawing import draw_attribution
from .window import ACTING_TOGETHER

CapacityNames = tuple[str, ...]


@frozen
class Attribution(Result):
    """The effect of a coordinator, divided among its capacities.

    Measures are known up to `tolerance`; `witness` has (bundle, results...) for each bundle.

    Attributes
    ----------
    model, coordinator
        What was asked about.
    of : str
        "delta", "probability_strong" or "speed": which measure m is divided.
    delta : Number or None
        Discount factor at which it was taken; None for `of="delta"`.
    founding : int
        Trust at the start (partnerships only).
    baseline : str
        What members of a partnership do where nobody settles shares.
    measures : array, shape (2^k,)
        m with the capacities of each bundle alone; bit j = capacity j. For "delta", m is minus the
        least patience, so that more is better.
    regimes : tuple
        Of a partnership with each bundle at less patience, as in `CriticalDiscount`.
    """

    _sources = ("shapley1953value",)
    _full = Status.COMPUTED

    model: Any
    coordinator: Any
    of: str
    delta: Any
    founding: int
    baseline: str
    measures: Array
    regimes: tuple[Any, ...] = ()
    tolerance: Any = 0

    @property
    def concept(self) -> str:
        """The solution concept."""
        concepts = sorted({one.concept for row in self.witness for one in row[1:]})
        return f"Shapley value over equilibria: {' or '.join(concepts)}"

    @property
    def capacities(self) -> CapacityNames:
        """Names of those that are switched on."""
        names: CapacityNames = self.coordinator.capacities
        return names

    @derived
    def values(self) -> Array:
        """Shapley value of every capacity, shape (k,); they add up to `effect`."""
        return read_only(LATER[Attribution, "values"](self))

    @derived
    def dividends(self) -> dict[CapacityNames, Any]:
        """What a bundle adds to all that its parts have added, by bundle of some capacities.

        Positive where capacities need each other, negative where they replace each other.
        """
        parts: dict[CapacityNames, Any] = LATER[Attribution, "dividends"](self)
        return parts

    @property
    def effect(self) -> Any:
        """What all capacities change together."""
        return self.measures.tolist()[-1] - self.measures.tolist()[0]

    def bundle(self, mask: int) -> CapacityNames:
        """Names of the capacities of a bundle given by its bits."""
        last = (1 << len(self.capacities)) - 1
        bits = _check.integer("Attribution.bundle", "mask", mask, high=last)
        return members_of(bits, self.capacities)

    def __getitem__(self, capacity: str) -> Any:
        known = dict(zip(self.capacities, self.values.tolist(), strict=True))
        return known[_check.choice("Attribution", "capacity", capacity, self.capacities)]

    plot = draw_attribution

    def _table(self) -> FrameColumns:
        alone = [self.measures.tolist()[1 << j] for j in range(len(self.capacities))]
        without = [self.measures.tolist()[~(1 << j)] for j in range(len(self.capacities))]
        first, last = self.measures.tolist()[0], self.measures.tolist()[-1]
        return {
            "capacity": list(self.capacities),
            "share of the effect": self.values.tolist(),
            "alone": [m - first for m in alone],
            "last": [last - m for m in without],
        }

    def __repr__(self) -> str:
        pairs = zip(self.capacities, self.values.tolist(), strict=True)
        parts = ", ".join(f"{name} {show(value)}" for name, value in pairs)
        beside = "" if self.baseline == ACTING_TOGETHER else f"; alone: {self.baseline}"
        return f"Attribution({self.of}: {show(self.effect)} = {parts or 'nothing'}{beside})"
