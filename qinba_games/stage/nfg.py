"""The text format of Gambit for games in strategic form (`.nfg`), read and written.

A header names the title, the players and their actions; then come the payoffs of all players,
profile after profile, the first player's action running fastest. In the older form of outcomes the
payoffs are listed once and profiles refer to them by number, 0 being nothing for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _sizes, errors
from ..common.show import show
from .stage_game import StageGame

_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([{},])|([^\s{},"]+))')


def read_nfg(function: str, text: str) -> StageGame:
    """A stage game from the text of a `.nfg` file, in the form of payoffs or of outcomes."""
    tokens = _Tokens(function, text)
    for word in ("NFG", "1"):
        tokens.expect(word)
    tokens.expect("R", "D")
    tokens.text()  # the title
    players = tokens.braces(tokens.text)
    actions = _actions(tokens, len(players))
    if tokens.peek_text():
        tokens.text()  # a comment
    counts = [len(names) for names in actions]
    listed = _outcomes(tokens, len(players)) if tokens.next_is("{") else None
    numbers = [tokens.number() for _ in range(tokens.rest())]
    rows = _rows(tokens, numbers, listed, counts)
    payoffs = np.empty((*counts, len(players)), dtype=object)
    for k, row in enumerate(rows):
        profile = np.unravel_index(k, counts, order="F")
        payoffs[profile] = row
    return StageGame(payoffs.tolist(), players=players, actions=actions)


def write_nfg(stage: StageGame, title: str) -> str:
    """The text of a `.nfg` file: names quoted, Fractions as p/q, floats to the last digit."""
    header = f"NFG 1 R {_quoted(title)} {_name_list(stage.players)}"
    actions = " ".join(_name_list(names) for names in stage.actions)
    profiles = stage.payoffs.reshape(-1, stage.n_players, order="F")
    lines = [" ".join(map(_number, row)) for row in profiles.tolist()]
    return "\n".join([header, f"{{ {actions} }}", '""', "", *lines]) + "\n"


def _actions(tokens: _Tokens, n: int) -> list[list[str]]:
    """Names of the actions, or their numbers, from which names are made."""
    tokens.expect("{")
    names: list[list[str]] = []
    while not tokens.next_is("}"):
        if tokens.next_is("{"):
            names.append(tokens.braces(tokens.text))
        else:
            count = tokens.number()
            if count not in range(_sizes.PAYOFFS + 1):
                tokens.refuse(
                    count, f"a number of actions is whole, and at most {_sizes.PAYOFFS:,}"
                )
            names.append([str(a + 1) for a in range(int(count))])
    tokens.expect("}")
    if len(names) != n:
        tokens.refuse(f"{len(names)} lists of actions", f"there are {n} players")
    return names


def _outcomes(tokens: _Tokens, n: int) -> list[list[Any]]:
    """Payoffs of the numbered outcomes, after that of number 0."""
    tokens.expect("{")
    listed: list[list[Any]] = [[0] * n]
    while not tokens.next_is("}"):
        tokens.expect("{")
        tokens.text()
        listed.append([tokens.number() for _ in range(n)])
        tokens.expect("}")
    tokens.expect("}")
    return listed


def _rows(
    tokens: _Tokens, numbers: list[Any], listed: list[list[Any]] | None, counts: list[int]
) -> list[list[Any]]:
    """Payoffs of one profile after the other."""
    n, profiles = len(counts), int(np.prod(counts, dtype=object))
    size = profiles if listed is not None else profiles * n
    if len(numbers) != size:
        tokens.refuse(f"{len(numbers)} numbers", f"{profiles} profiles need {size}")
    if listed is None:
        return [numbers[n * k : n * k + n] for k in range(profiles)]
    for number in numbers:
        if number not in range(len(listed)):
            tokens.refuse(number, f"there are the outcomes 0 to {len(listed) - 1}")
    return [listed[int(number)] for number in numbers]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _name_list(names: tuple[str, ...]) -> str:
    return "{ " + " ".join(map(_quoted, names)) + " }"


def _number(value: Any) -> str:
    return repr(value) if isinstance(value, float) else show(value)


class _Tokens:
    """The words of a file, one after the other; what does not fit is refused by its place."""

    def __init__(self, function: str, text: str) -> None:
        self._function = function
        self._words = list(_words(function, text))
        self._at = 0

    def _take(self) -> tuple[str, str]:
        if self._at >= len(self._words):
            self.refuse("the end of the text", "more is needed")
        self._at += 1
        return self._words[self._at - 1]

    def rest(self) -> int:
        return sum(kind != "mark" or word != "," for kind, word in self._words[self._at :])

    def next_is(self, mark: str) -> bool:
        return self._words[self._at : self._at + 1] == [("mark", mark)]

    def peek_text(self) -> bool:
        return any(kind == "text" for kind, _ in self._words[self._at : self._at + 1])

    def expect(self, *words: str) -> None:
        kind, word = self._take()
        if kind == "text" or word not in words:
            self.refuse(word, f"here must be {' or '.join(words)}")

    def text(self) -> str:
        kind, word = self._take()
        if kind != "text":
            self.refuse(word, "here must be a name in quotation marks")
        return word

    def number(self) -> Any:
        kind, word = self._take()
        if (kind, word) == ("mark", ","):
            return self.number()
        try:
            if kind != "word":
                raise ValueError
            return int(word) if re.fullmatch(r"[+-]?\d+", word) else _rational(word)
        except (ValueError, ZeroDivisionError):
            self.refuse(word, "here must be a number")

    def braces(self, each: Any) -> list[Any]:
        self.expect("{")
        items = []
        while not self.next_is("}"):
            items.append(each())
        self.expect("}")
        return items

    def refuse(self, value: Any, rule: str) -> Any:
        where = f"{rule} (word {self._at} of {len(self._words)})"
        remedy = "Write the file with to_nfg, or with Gambit"
        raise errors.InvalidInputError(self._function, "text", value, where, remedy)


def _rational(word: str) -> Fraction | float:
    return Fraction(word) if "/" in word else float(word)


def _words(function: str, text: str) -> Iterator[tuple[str, str]]:
    at, whole = 0, text.rstrip()
    while at < len(whole):
        match = _TOKEN.match(whole, at)
        if match is None:
            rule, remedy = "a quotation mark is not closed", "Close it, or write the file anew"
            raise errors.InvalidInputError(function, "text", whole[at : at + 20], rule, remedy)
        at = match.end()
        name, mark, word = match.groups()
        if name is not None:
            yield "text", re.sub(r"\\(.)", r"\1", name)
        else:
            yield ("mark", mark) if mark else ("word", word)
