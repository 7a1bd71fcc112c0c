"""Cooperative games whose worths are too far apart for floats, in the decimals they stand for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from .. import _exact, _sizes
from ..common.rounded import rounded
from ..verify.door import certified
from .results import NUMBERS, Allocation, Level
from .tu_game import TUGame

R = TypeVar("R")

#: Up to so many members fractions take less than a few seconds.
_MOST = 16


def in_decimals(game: TUGame) -> TUGame:
    """The same game in fractions if worths are far apart; itself where floats will do."""
    if game.exact or game.n_players > _MOST or not _sizes.is_far(game):
        return game
    twin: TUGame = _exact.decimals(game)
    return twin


def in_both(game: TUGame, find: Callable[[TUGame], R]) -> R:
    """What is found about a game; in fractions, and rounded, if its worths are far apart."""
    return in_floats(find(in_decimals(game)), game)


def in_floats(answer: R, game: Any) -> R:
    """The answer about `game` in floats that one about the same in fractions gives."""
    known: Any = answer
    if known.game is game:
        return answer
    about: dict[str, Any] = {"game": game}
    if isinstance(known, Allocation):
        about["levels"] = tuple(map(_in_floats, known.levels))
    return certified(rounded(answer, NUMBERS[type(known)], **about))


def _in_floats(level: Level) -> Level:
    return dataclasses.replace(level, excess=float(level.excess))
