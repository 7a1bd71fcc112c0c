"""Capacities that have levels: what a unit of each costs, and how near to a level is as good."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ..coordinator import Coordinator
from ..types import FloatArray
from .results.cheapest import Bundle

#: Capacities that have levels, and those whose level is a chance.
GRADED = ("monitoring", "mediation", "deposit", "subsidy")
CHANCES = ("monitoring", "mediation")
#: Levels at which a goal is just reached are so far from those at which that can be told.
EDGE = 1e-7
#: What may still be saved, as a part of the cost.
_SAVED = 1e-6


def cost_margin(cost: Any) -> float:
    """How much less than this other levels may cost without being noticed."""
    return _SAVED * max(1.0, float(cost) if cost < math.inf else 1.0)


class Capacities(NamedTuple):
    """Graded capacities, beside which members share or not, and what a unit of each costs."""

    sharing: bool
    names: tuple[str, ...]
    unit: FloatArray

    @classmethod
    def of(cls, bundle: Bundle, prices: Mapping[str, tuple[Any, Any]]) -> Capacities:
        """Those of a bundle."""
        names = tuple(name for name in GRADED if name in bundle.capacities)
        unit = np.array([float(prices[name][1]) for name in names])
        return cls("sharing" in bundle.capacities, names, unit)

    @property
    def most(self) -> FloatArray:
        """The largest levels that there are."""
        return np.array([1.0 if name in CHANCES else math.inf for name in self.names])

    def levels(self, known: Mapping[str, Any]) -> FloatArray:
        """Levels in this order, by name; 0 where none is said."""
        return np.array([float(known.get(name, 0)) for name in self.names])

    def coordinators(self, levels: FloatArray, credibility: Any) -> list[Coordinator]:
        """Those with each of these levels, shape (N, capacities)."""
        whole: dict[str, Any] = {"sharing": self.sharing, "credibility": credibility}
        rows = (dict(zip(self.names, row, strict=True)) for row in levels.tolist())
        return [Coordinator(**whole, **row) for row in rows]
