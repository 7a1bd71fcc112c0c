"""A stage game as a table: two players as a bimatrix with best replies underlined.

A game shows itself by this file, which therefore knows no class of games.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ..common.html import Markup, table
from ..common.show import show

#: Columns of a bimatrix that fit beside each other.
_WIDEST = 12


def stage_html(game: Any) -> str:
    """Return a table of the payoffs; a best reply is underlined."""
    wide = game.n_players != 2 or game.shape[1] > _WIDEST
    return _profiles(game) if wide else _bimatrix(game)


def _best(game: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether an action is a best reply, at every profile for every player."""
    best = [
        game.payoffs[..., i] == game.payoffs[..., i].max(axis=i, keepdims=True)
        for i in range(game.n_players)
    ]
    return np.stack(best, axis=-1)


def _payoffs(game: Any, best: Any, profile: tuple[int, ...]) -> list[Markup]:
    values = game.payoffs[profile].tolist()
    return [
        Markup(f"<u>{show(value)}</u>" if reply else show(value))
        for value, reply in zip(values, best[profile], strict=True)
    ]


def _bimatrix(game: Any) -> str:
    best, (rows, columns) = _best(game), game.shape
    row, column = game.players
    cells: dict[str, list[Any]] = {
        f"{row} \\ {column}": list(game.actions[0]),
        **{
            name: [Markup(", ".join(_payoffs(game, best, (a, b)))) for a in range(rows)]
            for b, name in zip(range(columns), game.actions[1], strict=True)
        },
    }
    return table(f"{game!r}; best replies underlined", cells)


def _profiles(game: Any) -> str:
    best = _best(game)
    profiles = list(itertools.product(*map(range, game.shape)))
    played: dict[str, list[Any]] = {
        f"{player} plays": [game.actions[i][a[i]] for a in profiles]
        for i, player in enumerate(game.players)
    }
    paid: dict[str, list[Any]] = {
        f"{player} gets": [_payoffs(game, best, a)[i] for a in profiles]
        for i, player in enumerate(game.players)
    }
    return table(f"{game!r}; best replies underlined", played | paid)
