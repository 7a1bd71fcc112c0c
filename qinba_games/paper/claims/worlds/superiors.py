"""Five governments on three levels, and the pairs that a border does or does not separate."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from ....common.spans import Spans
from ....coordinator import Coordinator
from ....hierarchy.hierarchy import Hierarchy
from ....hierarchy.results import LevelPair, Levels
from ....hierarchy.stabilise import stabilise
from ....hierarchy.thresholds import pair_thresholds
from ....partnership.partnership import Partnership
from ....partnership.results.evolution import COOPERATING
from ..argument import trusted
from ..parameters import ParameterSetting

PARENTS = {"nation": None, "A": "nation", "B": "nation", "a": "A", "c": "A", "b": "B"}
#: Across the border between two provinces, under one province, and the provinces themselves.
ACROSS, INSIDE, PROVINCES = ("a", "b"), ("a", "c"), ("A", "B")
PAIRS = (PROVINCES, ACROSS, INSIDE)
REGIMES = ("none", "provinces", "national", "three-level", "bottom-up")


#: What the pairs are made of.
_NAMES = ("benefit", "cost", "spread", "barrier", "friction", "mediation", "control_loss")


def tree(p: ParameterSetting, *pairs: tuple[str, str], alone: bool = False) -> Hierarchy:
    """Some of the pairs; friction or a breach ends what is between prefectures for good."""
    # Across the border friction is `barrier`, unless A and B are together, not `alone`. The first
    # of two prefectures gains b (1 + spread), the other b (1 - spread); provinces, who forgive, b.
    gains = [[p.benefit * (1 + p.spread), p.benefit * (1 - p.spread)]]
    below = Partnership(gains, p.cost, promotion=0, friction=0, drop=None)
    above = Partnership([[p.benefit] * 2], p.cost, promotion=0, friction=0)
    best = p.barrier if alone else min(p.friction, p.barrier)
    return Hierarchy(
        PARENTS,
        {pair: above if pair == PROVINCES else below for pair in pairs or PAIRS},
        inside=p.friction,
        border=[best, p.barrier],
    )


def stable(p: ParameterSetting, regime: str, *, alone: bool = False) -> Levels:
    """What all pairs agree on under a regime, certified."""
    # Nothing but a bridge has levels between itself and its coordinator, whose control is lost.
    loss = p.get("control_loss", 0) if regime == "three-level" else 0
    return _stable(p.delta, regime, alone, *_values({**p, "control_loss": loss}))


@functools.lru_cache(maxsize=512, typed=True)
def _stable(delta: Any, regime: str, alone: bool, *values: Any) -> Levels:
    p = ParameterSetting(zip(_NAMES, values, strict=True))
    levels, who = tree(p, alone=alone), Coordinator(sharing=True, mediation=p.mediation)
    return trusted(stabilise(levels, delta, regime, coordinator=who, control_loss=p.control_loss))


def spans(
    p: ParameterSetting,
    pair: tuple[str, str],
    regime: str,
    of: str = "delta",
    *,
    alone: bool = False,
) -> Spans:
    """Where a pair works together, as patience, control loss, or its own friction moves."""
    return _spans(0 if of == "delta" else p.delta, pair, regime, of, alone, *_values(p))


@functools.lru_cache(maxsize=512, typed=True)
def _spans(
    delta: Any, pair: tuple[str, str], regime: str, of: str, alone: bool, *values: Any
) -> Spans:
    p = ParameterSetting(zip(_NAMES, values, strict=True))
    return pair_thresholds(
        tree(p, *dict.fromkeys([PROVINCES, pair]), alone=alone),
        *pair,
        delta,
        regime,
        of,
        coordinator=Coordinator(sharing=True, mediation=p.mediation),
        control_loss=p.control_loss,
    )


def _values(p: Mapping[str, Any]) -> list[Any]:
    return [p.get(name, 0) for name in _NAMES]


def forget() -> None:
    """Solve everything anew that is asked from now on."""
    _stable.cache_clear()
    _spans.cache_clear()


def together(levels: Levels, pair: tuple[str, str]) -> bool:
    """Whether a pair works together from its founding on."""
    return one(levels, pair).founding_class in COOPERATING


def one(levels: Levels, pair: tuple[str, str]) -> LevelPair:
    """What holds for one pair."""
    return levels.pair(*pair)
