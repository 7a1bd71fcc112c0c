"""A stage game as a table: two players as a bimatrix, with best replies underlined."""

from html import escape
from itertools import product
from typing import TYPE_CHECKING

from ..core.answer import show

if TYPE_CHECKING:
    from .stage_game import StageGame

#: Columns that fit beside each other, and rows that fit below each other.
_WIDEST, _LONGEST = 12, 200


def game_html(game: "StageGame") -> str:
    """Return the payoffs as an HTML table; a best reply is underlined."""
    import pandas

    beside = game.n_players == 2 and game.shape[1] <= _WIDEST
    frame = pandas.DataFrame(_bimatrix(game) if beside else _profiles(game))
    table = frame.to_html(index=False, border=0, escape=False, max_rows=_LONGEST)
    return f"<p>{escape(repr(game))}; best replies are underlined</p>{table}"


def _marked(game: "StageGame") -> dict[tuple[int, ...], list[str]]:
    """What each player gets at every profile."""
    places = list(product(*map(range, game.shape)))
    replies, n = game.replies, game.n_players
    texts = {a: [escape(show(x)) for x in game.payoffs[a]] for a in places}
    return {
        a: [f"<u>{texts[a][i]}</u>" if replies[a][i] else texts[a][i] for i in range(n)]
        for a in places
    }


def _bimatrix(game: "StageGame") -> dict[str, list[str]]:
    cells, (rows, columns) = _marked(game), game.actions
    corner = " \\ ".join(escape(str(name)) for name in game.players)
    table = {corner: [escape(str(name)) for name in rows]}
    for b, name in enumerate(columns):
        table[escape(str(name))] = [", ".join(cells[a, b]) for a in range(len(rows))]
    return table


def _profiles(game: "StageGame") -> dict[str, list[str]]:
    cells, names = _marked(game), [escape(str(name)) for name in game.players]
    table = dict[str, list[str]]()
    for i, name in enumerate(names):
        table[f"{name} plays"] = [escape(str(game.actions[i][a[i]])) for a in cells]
    for i, name in enumerate(names):
        table[f"{name} gets"] = [texts[i] for texts in cells.values()]
    return table
