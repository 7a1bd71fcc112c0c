"""The game with transferable utility: what every coalition of members can reach together.

Index order everywhere: `values[mask]` is the worth of the coalition whose members are the bits of
`mask` (bit i is member i), so `values[0]` is the empty coalition and `values[-1]` all members.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from ..core import read
from ..core.errors import (
    EmptyGameError,
    InputTypeError,
    InvalidInputError,
    NotApplicableError,
    RangeError,
    ShapeError,
)
from ..core.numbers import Numbers, is_exact, plain
from ..core.value import Value, become, value

#: Members of a game whose worths are all in a table.
MOST = 20
#: Up to so many members the worths of a function are put into a table at once.
_FEW = 16
_OWNER = "TUGame"


@value
class TUGame(Value):
    """A cooperative game with transferable utility.

    Parameters
    ----------
    values : array_like, shape (2^n,), or mapping of coalitions to worths
        `values[mask]`, bit i is member i, `values[0] = 0`, up to 20 members; or a mapping such as
        ``{"A": 0, "B": 0, ("A", "B"): 3}`` with every coalition but the empty one.
    players : sequence of names
        "1", "2", ... by default, or the names in a mapping as they come.
    worth : callable
        In place of `values`: takes the names of a coalition's members, a tuple in the order of
        `players`, and returns its worth. It is asked when a worth is needed, and for all of up to
        16 members at once; never for the empty coalition.
    members : int
        How many there are, where `worth` is given and `players` is not.

    Raises
    ------
    ShapeError
        If the length is no power of two, or a coalition is missing or given twice.
    RangeError
        If the empty coalition has a worth, or there are too many members for a table.
    UnknownNameError, NotFiniteError, EmptyGameError, InputTypeError, InvalidInputError

    Examples
    --------
    >>> from qinba_games.cooperative import TUGame
    >>> game = TUGame({"A": 0, "B": 0, ("A", "B"): 4}, players=["A", "B"])
    >>> game, int(game.worth(["A", "B"]))
    (TUGame(2 players, exact), 4)
    >>> many = TUGame(worth=lambda members: len(members) ** 2, members=30)
    >>> many, int(many.worth(["1", "30"]))
    (TUGame(30 players, exact, worths by a function), 4)

    References
    ----------
    J. von Neumann and O. Morgenstern (1944), Theory of Games and Economic Behavior, section 25.
    """

    values: Any
    players: tuple[Any, ...]
    #: What returns the worth of a coalition where `values` is None; else None.
    function: Any = dataclasses.field(init=False)

    def __init__(
        self,
        values: Any = None,
        *,
        players: Iterable[Any] | None = None,
        worth: Callable[[tuple[Any, ...]], Any] | None = None,
        members: int | None = None,
    ) -> None:
        if (values is None) == (worth is None):
            rule = "must be given in place of values: one of the two"
            raise InputTypeError(_OWNER, "worth", worth, rule)
        if worth is not None:
            self._ask(worth, players, members)
        elif isinstance(values, Mapping):
            _no_members(members)
            self._fill(*_from_mapping(values, players))
        else:
            _no_members(members)
            count = _count(values)
            self._fill(values, read.names(_OWNER, "players", players, count))

    def _fill(self, values: Any, players: tuple[Any, ...]) -> None:
        worths = read.array(_OWNER, "values", values, (1 << len(players),))
        if worths[0] != 0:
            rule = "must begin with 0, the worth of the empty coalition"
            raise RangeError(_OWNER, "values", plain(worths[0]), rule)
        become(self, values=worths, players=players, function=None)

    def _ask(self, worth: Any, players: Any, members: Any) -> None:
        if not callable(worth):
            raise InputTypeError(_OWNER, "worth", worth, "must be a function of members")
        labels = None if players is None else tuple(players)
        if members is None and labels is None:
            raise InputTypeError(_OWNER, "members", members, "must be said, or players")
        count = len(labels or ()) if members is None else read.integer(_OWNER, "members", members)
        _some(count)
        become(self, values=None, players=read.names(_OWNER, "players", labels, count))
        become(self, function=worth)
        whole = 1 << count
        if count > _FEW:
            self.worths([whole - 1])  # is a number
        else:
            self._fill(self.worths(range(whole)), self.players)

    def replace(self, **changes: Any) -> Self:
        """A copy with other values, players or worth, read again."""
        own = {"values": self.values} if self.function is None else {"worth": self.function}
        given = {} if {"values", "worth"} & set(changes) else own
        return type(self)(**{"players": self.players, **given, **changes})

    @property
    def n_players(self) -> int:
        """Number of members."""
        return len(self.players)

    @property
    def exact(self) -> bool:
        """Whether all worths are rational; of a function of many, that of all of them."""
        return is_exact(self.worths([-1]) if self.function is None else self.worths([self._all]))

    @property
    def _all(self) -> int:
        return (1 << self.n_players) - 1

    def mask(self, coalition: Any) -> int:
        """The bits of a coalition given by names or places; one name is a coalition of one."""
        return _mask("TUGame.mask", coalition, self.players)

    def coalition(self, mask: int) -> tuple[Any, ...]:
        """The names of the members of a coalition given by its bits."""
        bits = read.integer("TUGame.coalition", "mask", mask, 0, self._all)
        return tuple(name for i, name in enumerate(self.players) if bits >> i & 1)

    def worth(self, coalition: Any) -> Any:
        """What a coalition, given by names or places, is worth."""
        return plain(self.worths([_mask("TUGame.worth", coalition, self.players)])[0])

    def worths(self, masks: Sequence[int]) -> Numbers:
        """What coalitions given by their bits are worth."""
        if self.function is None:
            return np.asarray(self.values[np.asarray(masks, dtype=int)])
        return read.array(_OWNER, "worth", [self._call(mask) for mask in masks], (len(masks),))

    def _call(self, mask: int) -> Any:
        group = self.coalition(mask)
        try:
            return self.function(group) if mask else 0
        except Exception as error:
            rule = f"must return the worth of {group}"
            raise InvalidInputError(_OWNER, "worth", repr(error), rule) from error

    def __repr__(self) -> str:
        kind = "exact" if self.exact else "float"
        how = ", worths by a function" if self.function else ""
        return f"TUGame({self.n_players} player{'s' * (self.n_players != 1)}, {kind}{how})"


def with_table(function: str, game: Any) -> TUGame:
    """A game with a table of all its worths."""
    given: TUGame = read.kind(function, "game", game, TUGame)
    if given.function is not None:
        rule = f"must have a table of all worths, at most {MOST} members"
        raise NotApplicableError(function, "game", given, rule, "Give TUGame the values.")
    return given


def _no_members(members: Any) -> None:
    if members is not None:
        raise InputTypeError(_OWNER, "members", members, "is for games with worth")


def _some(count: int) -> None:
    if count < 1:
        raise EmptyGameError(_OWNER, "players", count, "must be one at least")


def _count(values: Any) -> int:
    """The number of members of a table; before it is copied."""
    shape = np.shape(values) if isinstance(values, (list, tuple, np.ndarray)) else ()
    length = shape[0] if len(shape) == 1 else 0
    if length == 0 or length & (length - 1):
        rule = "must be one worth for each of the 2^n coalitions, the empty one first"
        error = ShapeError if shape else InputTypeError
        raise error(_OWNER, "values", shape or values, rule)
    _some(length.bit_length() - 1)
    _few(length.bit_length() - 1)
    return length.bit_length() - 1


def _few(count: int) -> None:
    if count > MOST:
        rule = f"must be those of at most {MOST} members"
        raise RangeError(_OWNER, "values", f"those of {count}", rule, "Give worth, a function.")


def _mask(function: str, coalition: Any, players: tuple[Any, ...]) -> int:
    names = set(read.subset(function, "coalition", coalition, players))
    return sum(1 << i for i, name in enumerate(players) if name in names)


def _from_mapping(given: Mapping[Any, Any], players: Any) -> tuple[list[Any], tuple[Any, ...]]:
    """The table in the order of bits, and the names."""
    groups = [(_group(key), each) for key, each in given.items()]
    listed = tuple(dict.fromkeys(name for group, _ in groups for name in group))
    labels = listed if players is None else tuple(players)
    names = read.names(_OWNER, "players", labels, len(labels))
    _some(len(names))
    _few(len(names))
    values: list[Any] = [None] * (1 << len(names))
    for group, each in groups:
        mask = _mask(_OWNER, group, names)
        if values[mask] is not None:
            raise ShapeError(_OWNER, "values", group, "must give every coalition once")
        values[mask] = each
    values[0] = 0 if values[0] is None else values[0]
    if None in values:
        gap = values.index(None)
        missing = tuple(name for i, name in enumerate(names) if gap >> i & 1)
        rule = f"must give every coalition a worth; {missing} has none"
        raise ShapeError(_OWNER, "values", f"{len(given)} worths", rule)
    return values, names


def _group(key: Any) -> tuple[Any, ...]:
    """The names in a key; sets have no order of their own."""
    if isinstance(key, (set, frozenset)):
        return tuple(sorted(key, key=str))
    return tuple(key) if isinstance(key, tuple) else (key,)
