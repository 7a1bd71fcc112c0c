"""Certificates of games whose worths are far apart: those of the same ones in decimals."""

from __future__ import annotations

import dataclasses
from typing import Any

from ...types import Certificate
from ...verify.findings import claim, verdict
from ...verify.rounded import as_in_fractions
from ..bargaining import BargainingProblem
from ..results import NUMBERS, Allocation, CoreResult, Dividends, GameProperties
from ..tu_game import TUGame

_GIVEN: dict[type, tuple[str, ...]] = {
    BargainingProblem: ("agreements", "disagreement", "lotteries", "players"),
    TUGame: ("values", "players"),
}
_WORDS: dict[type, tuple[str, ...]] = {
    Allocation: ("rule", "parameters", "concept", "proven"),
    CoreResult: ("collection", "concept", "proven"),
    Dividends: ("concept", "proven"),
    GameProperties: (
        *("monotone", "superadditive", "convex", "balanced", "witness"),
        *("concept", "proven"),
    ),
}


def certify_rounded(result: Any, policy: Any) -> Certificate:
    """Whether an answer is what fractions say.

    Parameters
    ----------
    result : Allocation, CoreResult, Dividends or GameProperties
    policy : array, optional
    """
    kind, one, other = type(result), result.game, result.evidence.game
    assert type(one) is type(other)
    if kind is Allocation and not _same_levels(result):
        return verdict([claim(False, "levels")], exact=False)
    about = [(name, getattr(one, name), getattr(other, name)) for name in _GIVEN[type(one)]]
    return as_in_fractions(result, policy, given=about, words=_WORDS[kind], numbers=NUMBERS[kind])


def _same_levels(result: Allocation) -> bool:
    known = result.evidence.levels
    told = tuple(dataclasses.replace(level, excess=float(level.excess)) for level in known)
    return bool(told == result.levels)
