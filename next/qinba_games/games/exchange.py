"""Stage games from and to nashpy, QuantEcon, and the strategic form of Gambit (.nfg)."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from ..core import read
from ..core.errors import InvalidInputError, NotApplicableError
from ..core.numbers import Numbers
from .stage_game import StageGame

#: A quoted name, a brace, or a number.
_WORD = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([{}])|,|([^\s{},"]+))')


def from_nashpy(game: Any, *, players: Any = None, actions: Any = None) -> StageGame:
    """Read a game of nashpy.

    Parameters
    ----------
    game : nashpy.Game
    players, actions
        Names, as for `StageGame`.

    Examples
    --------
    >>> import nashpy
    >>> from_nashpy(nashpy.Game([[9, 1], [10, 3]], [[9, 10], [1, 3]]))
    StageGame(2 players, 2 x 2 actions, exact)
    """
    matrices = getattr(game, "payoff_matrices", None)
    if matrices is None:
        rule = "must be a nashpy.Game"
        raise InvalidInputError("from_nashpy", "game", game, rule)
    return StageGame.from_bimatrix(*matrices, players=players, actions=actions)


def to_nashpy(stage: StageGame) -> Any:
    """Give a game of two players to nashpy, in floats.

    Raises
    ------
    NotApplicableError
        For other numbers of players.

    Examples
    --------
    >>> from qinba_games.games import prisoners_dilemma
    >>> len(list(to_nashpy(prisoners_dilemma(9, 1, 10, 3)).support_enumeration()))
    1
    """
    import nashpy

    read.kind("to_nashpy", "stage", stage, StageGame)
    if stage.n_players != 2:
        rule = "must have two players, as every game of nashpy"
        raise NotApplicableError("to_nashpy", "stage", stage, rule, "Take `to_nfg`.")
    return nashpy.Game(*np.moveaxis(stage.payoffs.astype(float), -1, 0))


def from_quantecon(game: Any, *, players: Any = None, actions: Any = None) -> StageGame:
    """Read a game of QuantEcon.

    Parameters
    ----------
    game : quantecon.game_theory.NormalFormGame
    players, actions
        Names, as for `StageGame`.
    """
    own = getattr(game, "players", None)
    if own is None or not all(hasattr(each, "payoff_array") for each in own):
        rule = "must be a NormalFormGame of QuantEcon"
        raise InvalidInputError("from_quantecon", "game", game, rule)
    # Each player's array begins with its own action; the others follow in turn.
    tables = [
        np.moveaxis(each.payoff_array, range(len(own)), _turn(i, len(own)))
        for i, each in enumerate(own)
    ]
    return StageGame(np.stack(tables, axis=-1), players, actions)


def to_quantecon(stage: StageGame) -> Any:
    """Give a game to QuantEcon, in floats; quantecon has to be installed.

    Returns
    -------
    quantecon.game_theory.NormalFormGame
    """
    from quantecon.game_theory import NormalFormGame, Player

    read.kind("to_quantecon", "stage", stage, StageGame)
    n = stage.n_players
    tables = np.moveaxis(stage.payoffs.astype(float), -1, 0)
    turned = [np.transpose(table, _turn(i, n)) for i, table in enumerate(tables)]
    return NormalFormGame([Player(np.ascontiguousarray(each)) for each in turned])


def _turn(i: int, n: int) -> list[int]:
    return [(i + k) % n for k in range(n)]


def from_nfg(source: str | Path) -> StageGame:
    r"""Read the strategic form of Gambit, in the form of payoffs or that of outcomes.

    Parameters
    ----------
    source : str or Path
        A text that begins with NFG, or the path of a file. Whole numbers, p/q and decimals are
        exact.

    Raises
    ------
    InvalidInputError
        Where the text breaks the format.

    Examples
    --------
    >>> text = 'NFG 1 R "Aid" { "Hu" "Yu" } { 2 2 }\n\n9 9 10 1 1 10 3 3'
    >>> from_nfg(text)
    StageGame(2 players, 2 x 2 actions, exact)
    """
    whole = isinstance(source, str) and source.lstrip().startswith("NFG")
    words = _Words(source if isinstance(source, str) and whole else Path(source).read_text("utf-8"))
    if words.rest[:2] != [("", "NFG"), ("", "1")] or words.rest[2:3] not in [
        [("", "R")],
        [("", "D")],
    ]:
        words.refuse("must begin with NFG 1 R or NFG 1 D")
    del words.rest[:3]
    words.name()  # the title
    players = words.braces(words.name)
    actions = _menus(words)
    if words.rest[:1] and words.rest[0][0] == "name":
        words.name()  # a comment
    listed = _outcomes(words, len(players)) if words.rest[:1] == [("", "{")] else None
    rows = _rows(words, listed, len(players))
    shape = [len(menu) for menu in actions]
    if len(rows) != np.prod(shape, dtype=object) or len(shape) != len(players):
        words.refuse(f"must have payoffs for {shape} actions of {len(players)} players")
    return StageGame(rows.reshape(*shape, len(players), order="F"), players, actions)


def to_nfg(stage: StageGame, *, title: str = "") -> str:
    """Write the strategic form of Gambit; Fractions as p/q, floats to the last digit.

    Examples
    --------
    >>> from qinba_games.games import prisoners_dilemma
    >>> text = to_nfg(prisoners_dilemma(9, 1, 10, 3))
    >>> from_nfg(text) == prisoners_dilemma(9, 1, 10, 3)
    True
    """
    read.kind("to_nfg", "stage", stage, StageGame)
    menus = " ".join(map(_quoted_names, stage.actions))
    header = f"NFG 1 R {_quoted(title)} {_quoted_names(stage.players)}\n{{ {menus} }}"
    rows = stage.payoffs.reshape(-1, stage.n_players, order="F")
    return "\n".join([header, '""', "", *(" ".join(map(str, row)) for row in rows.tolist()), ""])


def _quoted(name: Any) -> str:
    text = str(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _quoted_names(names: tuple[Any, ...]) -> str:
    return f"{{ {' '.join(map(_quoted, names))} }}"


class _Words:
    """What is not yet read of a text: pairs of kind and word."""

    def __init__(self, text: str) -> None:
        self.rest: list[tuple[str, str]] = []
        at, text = 0, text.strip()
        while at < len(text):
            match = _WORD.match(text, at)
            if match is None:
                self.refuse(f"must close its quotation marks: {text[at : at + 20]}")
            name, mark, word = match.groups()
            if name is not None:
                self.rest.append(("name", re.sub(r"\\(.)", r"\1", name)))
            elif mark or word:
                self.rest.append(("", mark or word))
            at = match.end()

    def refuse(self, rule: str) -> NoReturn:
        """Say what breaks the format, and what is there instead."""
        raise InvalidInputError("from_nfg", "source", " ".join(w for _, w in self.rest[:5]), rule)

    def take(self, kind: str, rule: str) -> str:
        """The next word, of a kind."""
        if not self.rest or self.rest[0][0] != kind:
            self.refuse(rule)
        return self.rest.pop(0)[1]

    def name(self) -> str:
        """The next name."""
        return self.take("name", "must have a name in quotation marks here")

    def number(self) -> Any:
        """The next number, exact."""
        word = self.take("", "must have a number here")
        try:
            return Fraction(word)
        except (ValueError, ZeroDivisionError):
            self.refuse(f"must have a number where it has {word}")

    def braces(self, each: Any) -> list[Any]:
        """What stands between two braces."""
        if self.take("", "must have a brace here") != "{":
            self.refuse("must have an opening brace here")
        inside = []
        while self.rest[:1] != [("", "}")]:
            inside.append(each())
        self.rest.pop(0)
        return inside


def _menus(words: _Words) -> list[list[str]]:
    """Names of the actions of each player, or numbers of them."""

    def menu() -> list[str]:
        if words.rest[:1] == [("", "{")]:
            return words.braces(words.name)
        count = words.number()
        if count.denominator != 1 or not 0 < count < 10**6:
            words.refuse(f"must have whole numbers of actions, and has {count}")
        return [str(k + 1) for k in range(int(count))]

    return words.braces(menu)


def _outcomes(words: _Words, n: int) -> list[list[Any]]:
    """Payoffs of outcomes by number; number 0 is nothing for everybody."""

    def outcome() -> list[Any]:
        inside = words.braces(lambda: words.name() if words.rest[0][0] else words.number())
        if len(inside) != n + 1:
            words.refuse(f"must have outcomes with a name and {n} payoffs")
        return inside[1:]

    return [[Fraction(0)] * n, *words.braces(outcome)]


def _rows(words: _Words, listed: list[list[Any]] | None, n: int) -> Numbers:
    """Payoffs of all players, profile by profile, the first player's action fastest."""
    given = [words.number() for _ in range(len(words.rest))]
    if listed is not None:
        if not all(each in range(len(listed)) for each in given):
            words.refuse(f"must have outcomes from 0 to {len(listed) - 1}")
        given = [payoff for each in given for payoff in listed[int(each)]]
    if len(given) % n:
        words.refuse(f"must have {n} payoffs for every profile")
    return np.array([*given, None], dtype=object)[:-1].reshape(-1, n)
