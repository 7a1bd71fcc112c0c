"""A region under sliders: its map alone and with a coordinator, and ties kept by patience."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from ..coordinator import Coordinator
from ..partnership.critical_discount import classes_arrays
from ..partnership.evolve_arrays import evolve_terms, pair_terms
from ..partnership.pair_terms import PairTerms
from ..region import partnerships
from ..region.region import Region
from ..region.report.maps import small_map
from ..region.report.templating import render
from ..types import Array
from .controls import GRID, Control, Settings, coordinator_of, of_coordinator, slider

_SIDES = ("without the coordinator", "with the coordinator")
#: Width and height of the curve below a map.
_CURVE = (360, 90)
#: Every second discount factor, so that a map follows the slider.
_FEW = GRID[::2]


def controls(model: Region, coordinator: Coordinator) -> list[Control]:
    """Friction within groups and across them, and the coordinator."""
    return [
        slider("friction", "friction inside a group", float(model.settings["friction"]), 1),
        slider("barrier", "friction across groups", float(model.settings["barrier"]), 1),
        *of_coordinator(coordinator),
    ]


def page(model: Region, settings: Settings) -> str:
    """Two maps, how many ties are kept on each, and the same at every patience."""
    friction, barrier, delta = (settings[name] for name in ("friction", "barrier", "delta"))
    sides = []
    for label, helper in ((_SIDES[0], None), (_SIDES[1], coordinator_of(settings))):
        classes = _classes(model, friction, barrier, helper, delta)
        count = int(_cooperates(classes).sum())
        by_patience = _number_by_patience(model, friction, barrier, helper)
        drawn = small_map(model.records, f"map with {count} ties kept", classes)
        sides.append((label, count, drawn, _curve(by_patience, len(classes)), max(by_patience)))
    return render("region.html", __package__, delta=delta, size=_CURVE, sides=sides)


# What patience does takes most of the time, and stays the same while the slider of patience moves;
# what nobody coordinates stays the same while those of the coordinator do.
@functools.lru_cache(maxsize=64)
def _classes(
    model: Region, friction: float, barrier: float, helper: Coordinator | None, delta: float
) -> Array:
    """Class of every tie at founding."""
    return evolve_terms(_terms(model, friction, barrier, helper, delta)).founding_class


@functools.lru_cache(maxsize=64)
def _number_by_patience(
    model: Region, friction: float, barrier: float, helper: Coordinator | None
) -> tuple[int, ...]:
    """How many ties are kept at each of a few discount factors; only the maps are checked."""
    terms = _terms(model, friction, barrier, helper, float(_FEW[0]))
    return tuple(_cooperates(classes_arrays(terms, _FEW)).sum(axis=0).tolist())


def _terms(
    model: Region, friction: float, barrier: float, helper: Coordinator | None, delta: float
) -> PairTerms:
    """All ties at one discount factor."""
    moved = {"friction": friction, "barrier": barrier, "delta": delta}
    given = partnerships.arrays(model.records, {**model.settings, **moved})
    if helper is not None:
        given = partnerships.with_coordinator(given, partnerships.capacities("explore", helper))
    return pair_terms({"deposit": 0, "subsidy": 0, **given})


def _cooperates(classes: Array) -> Array:
    return np.isin(classes, ("strong", "weak"))


def _curve(counts: Sequence[int], many: int) -> list[tuple[float, float]]:
    """How many ties are kept at each patience, as points."""
    width, height = _CURVE
    return [
        (d * width, height - 5 - n / many * (height - 10))
        for d, n in zip(_FEW.tolist(), counts, strict=True)
    ]
