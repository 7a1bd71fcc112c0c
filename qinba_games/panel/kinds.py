"""Pairs that play alike at the same gains, and intervals of gains in which they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ..partnership.pair_terms import PairTerms
from ..types import FloatArray, IntArray


class Kinds(NamedTuple):
    """Kinds of pairs that play alike at the same gain."""

    ratio: tuple[float, ...]  #: of the two gains, at least 1
    across: tuple[bool, ...]
    signed: tuple[bool, ...]


def kinds_of(panel: Any) -> tuple[Kinds, IntArray]:
    """The kinds of pairs that a panel has, and of which each pair is."""
    ratio = np.exp(abs(np.diff(np.log(panel.gains), axis=1)[:, 0]).round(12))
    table = np.column_stack([ratio, panel.across, panel.founding > 0])
    kinds, kind = np.unique(table, axis=0, return_inverse=True)
    modes = (kinds[:, 1:] > 0).T.tolist()
    return Kinds(tuple(kinds[:, 0].tolist()), *map(tuple, modes)), kind.ravel()


class GainIntervals(NamedTuple):
    """Intervals of log geometric mean gains at trust 0 in which a kind of pair plays alike."""

    kind: IntArray  #: (cells,), ascending
    low: FloatArray  #: (cells,); the first of a kind begins at minus infinity
    high: FloatArray
    acts: IntArray  #: (cells, K + 1, conditions), as in `evolve_arrays`
    at: FloatArray  #: (cells,): a gain at which that was solved


def payoff_scale(parameters: Mapping[str, Any]) -> float:
    """How large payoffs are: what contributing costs in bad times, or 1 if nothing."""
    return float(parameters["cost"] + parameters["hardship"]) or 1.0


def conditions(parameters: Mapping[str, Any]) -> int:
    """How many conditions are drawn: good times, bad ones, or both."""
    return int(parameters["bad_times"] < 1) + int(parameters["bad_times"] > 0)


def terms_at(
    kinds: Kinds, kind: IntArray, at: FloatArray, parameters: Mapping[str, Any], sharing: str
) -> PairTerms:
    """Pairs of some kinds at some log gains, as the batched solver takes them."""
    half = np.log(np.array(kinds.ratio))[kind] / 2
    friction = np.where(kinds.across, parameters["barrier"], parameters["friction"])[kind]
    outside = np.where(kinds.signed, parameters["outside_signed"], parameters["outside"])[kind]
    return pair_terms_of(np.exp([at + half, at - half]), friction, outside, parameters, sharing)


def pair_terms_of(
    gains: FloatArray,
    friction: FloatArray,
    outside: FloatArray,
    parameters: Mapping[str, Any],
    sharing: str,
) -> PairTerms:
    """Pairs whose members gain so much at trust 0, (2, n)."""
    count, levels = gains.shape[1], parameters["levels"] + 1
    rise = parameters["learning"] * np.arange(levels)[:, None]
    cost, one = np.full((2, count), float(parameters["cost"])), np.ones(count)
    bad = parameters["bad_times"]
    # Conditions that are never drawn decide nothing.
    drawn = [(1 - bad, 0), (bad, parameters["hardship"])]
    drawn = [(chance, extra) for chance, extra in drawn if chance > 0]
    return PairTerms(
        received=np.ascontiguousarray(gains[:, None] + rise),
        burden=np.stack([cost + extra for _, extra in drawn], axis=1),
        share=None,
        chance=np.stack([chance * one for chance, _ in drawn]),
        cost=cost,
        outside=np.stack([outside, outside]).astype(float),
        deposit=np.zeros((2, count)),
        friction=np.ascontiguousarray(np.broadcast_to(friction, (levels, count)).astype(float)),
        promotion=parameters["promotion"] * one,
        delta=float(parameters["delta"]) * one,
        detection=float(parameters["detection"]) * one,
        subsidy=0 * one,
        founding=np.zeros(count, dtype=np.int64),
        drop=parameters["drop"],
        sharing=sharing,
    )
