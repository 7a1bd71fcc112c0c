"""The numbers of every tie once more, from the tables and the settings."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...coordinator import Coordinator
from ...partnership.pair_terms import PairTerms
from ...types import Array, FloatArray
from ..tables.records import Records

#: How far apart numbers may be that are computed twice: as a part of each, or of a chance of 1.
_ROUNDED = 1e-12
#: What a coordinator of many ties can do, or be.
CAPACITIES = ("sharing", "monitoring", "mediation", "deposit", "subsidy", "credibility")
_CHANCES = ("chance", "friction", "detection", "promotion")
#: Below it floats have fewer digits.
_LEAST = 1e-290


def terms_of(
    records: Records, settings: Mapping[str, Any], helper: Any = None, draws: int = 1
) -> PairTerms:
    """The parameters of every tie in every draw, draw by draw, with a coordinator or none."""
    # A setting, and each of the `abilities` of a coordinator, is one number or has one for each
    # draw; sizes have one for each draw and government, trust for each draw and tie.
    ties, top, drop = len(records.ends), settings["levels"], settings["drop"]
    table, joint = np.tile(records.values.T, draws), np.tile(records.joint, draws)
    names = [name for name in settings if name not in ("drop", "size", "trust")]
    own = {name: _by_row(settings[name], draws, ties) for name in names}

    def built(columns: Any, otherwise: Any) -> Array:
        return np.asarray(np.where(np.isnan(table[columns]), otherwise, table[columns]))

    near = own["benefit"] * np.exp(-np.tile(records.distances, draws) / own["reach"])
    gains = built([0, 1], near * _weights(records, settings.get("size"), draws))
    cost = np.stack([own["cost"]] * 2)
    across = np.tile(records.across, draws)
    found = {
        "received": gains[:, None] + own["learning"] * np.arange(top + 1.0)[:, None],
        "burden": np.stack([cost, cost + own["hardship"]], axis=1),
        "chance": np.stack([1 - own["bad_times"], own["bad_times"]]),
        "cost": cost,
        "outside": built([3, 4], np.where(joint > 0, own["outside_signed"], own["outside"])),
        "deposit": np.zeros_like(cost),
        "friction": np.stack(
            [built(2, np.where(across, own["barrier"], own["friction"]))] * (top + 1)
        ),
        "promotion": own["promotion"],
        "delta": own["delta"],
        "detection": own["detection"],
        "subsidy": np.zeros_like(own["cost"]),
        "founding": np.minimum(built(5, joint), top)
        if settings.get("trust") is None
        else settings["trust"].ravel(),
        "drop": drop if drop is None else min(drop, top + 1),
    }
    if helper is not None:
        found |= _helped(found, {name: _by_row(helper[name], draws, ties) for name in CAPACITIES})
    shares = helper is not None and helper["sharing"]
    return PairTerms(**found, share=None, sharing="voluntary" if shares else "none")


def _weights(records: Records, sizes: Any, draws: int) -> Array:
    """The root of how large each partner is beside the mean of all that have a tie, (2, rows)."""
    if sizes is None:
        return np.tile(records.weights.T, draws)
    with_ties = sorted({*records.ends.ravel().tolist()})
    part = sizes / (sizes[:, with_ties].sum(axis=1) / len(with_ties))[:, None]
    return np.sqrt([part[:, records.ends[:, other]].ravel() for other in (1, 0)])


def _helped(found: Mapping[str, Any], helper: Mapping[str, Array]) -> dict[str, Array]:
    """What a coordinator changes."""
    kappa = helper["credibility"]
    return {
        "friction": found["friction"] * (1 - kappa * helper["mediation"]),
        "detection": 1 - (1 - found["detection"]) * (1 - kappa * helper["monitoring"]),
        "deposit": kappa * helper["deposit"] + found["deposit"],
        "subsidy": helper["subsidy"],
    }


def anew(region: Any) -> Any:
    """The region without what was derived from it before."""
    return dataclasses.replace(region, records=dataclasses.replace(region.records))


def _by_row(value: Any, draws: int, ties: int) -> FloatArray:
    """A number for each draw and tie."""
    given = np.asarray(value, dtype=float)
    return np.repeat(given, ties) if given.ndim == 1 else given + np.zeros(draws * ties)


def abilities(coordinator: Coordinator) -> dict[str, Any]:
    """What a coordinator does, by name; a deposit for each member stands above another."""
    if not {*coordinator.capacities} <= {*CAPACITIES}:
        raise ValueError("many ties know nothing else of a coordinator")
    found = {name: getattr(coordinator, name) for name in CAPACITIES}
    return {**found, "deposit": np.reshape(coordinator.deposit, (-1, 1))}


def alike(reported: PairTerms, expected: PairTerms) -> bool:
    """Whether reported parameters are the expected ones, but for rounding."""
    for name, own in vars(expected).items():
        other = getattr(reported, name)
        if not isinstance(own, np.ndarray):
            if own != other:
                return False
            continue
        size = 1.0 if name in _CHANCES else np.maximum(np.maximum(abs(own), abs(other)), _LEAST)
        if own.shape != other.shape or not (abs(own - other) < _ROUNDED * size).all():
            return False
    return True
