"""The stage game: what is played once, by n governments, in one period."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from ..core import numbers, read
from ..core.errors import EmptyGameError, InputTypeError, ShapeError
from ..core.numbers import Numbers
from ..core.value import Value, become, value

_OWNER = "StageGame"
_BIMATRIX, _FRAMES = "StageGame.from_bimatrix", "StageGame.from_frames"


@value
class StageGame(Value):
    """A finite game in normal form with any number of players.

    Parameters
    ----------
    payoffs : array, shape (m_1, ..., m_n, n)
        `payoffs[a_1, ..., a_n, i]`: what player i gets. Rational payoffs stay exact; one float
        makes the whole game float.
    players : sequence of n names, by default "1", "2", ...
    actions : for each player a sequence of names, by default "0", "1", ...

    Raises
    ------
    ShapeError
        If the last axis does not have one entry for each player, or names do not fit.
    NotFiniteError
    EmptyGameError
        Without players, or with a player without actions.

    Examples
    --------
    >>> game = StageGame([[[9, 9], [1, 10]], [[10, 1], [3, 3]]], actions=[["C", "D"]] * 2)
    >>> game
    StageGame(2 players, 2 x 2 actions, exact)
    >>> print(*game.payoff(("C", "D")))
    1 10
    >>> print(game.liquidity[0, 0], *game.minmax)
    2 3 3
    """

    payoffs: Any
    players: Any = None
    actions: Any = None

    def __post_init__(self) -> None:
        payoffs = read.array(_OWNER, "payoffs", self.payoffs)
        if not payoffs.size:
            rule = "must have a player, and an action for each"
            raise EmptyGameError(_OWNER, "payoffs", self.payoffs, rule)
        *shape, n = payoffs.shape
        if len(shape) != n:
            rule = "must have shape (m_1, ..., m_n, n): one axis for each player, then the players"
            raise ShapeError(_OWNER, "payoffs", payoffs.shape, rule)
        players = read.names(_OWNER, "players", self.players, n)
        become(self, payoffs=payoffs, players=players, actions=_menus(self.actions, shape))

    @classmethod
    def from_bimatrix(
        cls, A: Any, B: Any, *, players: Any = None, actions: Any = None
    ) -> "StageGame":
        """Build a game of two from the matrix of the row player and that of the column player.

        Parameters
        ----------
        A, B : arrays, shape (m_1, m_2)
            Two frames with words as labels are matched by these, which name the actions.
        players, actions
            As for `StageGame`.

        Examples
        --------
        >>> StageGame.from_bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
        StageGame(2 players, 2 x 2 actions, exact)
        """
        if actions is None and _in_words(A) and _in_words(B):
            payoffs, actions = _matched(_BIMATRIX, A, B)
            return cls(payoffs, players, actions)
        rows = read.array(_BIMATRIX, "A", A)
        if rows.ndim != 2:
            raise ShapeError(_BIMATRIX, "A", rows.shape, "must have shape (m_1, m_2)")
        columns = read.array(_BIMATRIX, "B", B)
        if columns.shape != rows.shape:
            raise ShapeError(_BIMATRIX, "B", columns.shape, f"must have shape {rows.shape}")
        return cls(np.stack([rows, columns], axis=-1), players, actions)

    @classmethod
    def from_frames(cls, frames: Mapping[Any, Any]) -> "StageGame":
        """Build a game of two from a frame of payoffs for each player.

        Rows are actions of the first player and columns those of the second; both are matched by
        their labels, never by their place.

        Parameters
        ----------
        frames : mapping of players to DataFrames, the row player first

        Raises
        ------
        InputTypeError
            If `frames` maps no players to frames.
        ShapeError
            If there are not two, or a label stands twice, or in one of them only.

        Examples
        --------
        >>> import pandas as pd
        >>> names = ["help", "idle"]
        >>> sichuan = pd.DataFrame([[2, -1], [3, 0]], index=names, columns=names)
        >>> shaanxi = pd.DataFrame([[0, -1], [3, 2]], index=names[::-1], columns=names[::-1])
        >>> game = StageGame.from_frames({"Sichuan": sichuan, "Shaanxi": shaanxi})
        >>> print(*game.payoff(("help", "idle")))
        -1 3
        """
        read.kind(_FRAMES, "frames", frames, Mapping)
        if len(frames) != 2:
            raise ShapeError(_FRAMES, "frames", tuple(frames), "must be two: one for each player")
        payoffs, actions = _matched(_FRAMES, *frames.values())
        return cls(payoffs, list(map(str, frames)), actions)

    @property
    def n_players(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of actions of each player."""
        return tuple(map(len, self.actions))

    @property
    def exact(self) -> bool:
        """Whether all payoffs are rational."""
        return numbers.is_exact(self.payoffs)

    @cached_property
    def best_deviation(self) -> Numbers:
        """c_i(a) = max over b_i of g_i(b_i, a_-i), (m_1, ..., m_n, n)."""
        own = np.moveaxis(self.payoffs, -1, 0)
        most = [
            np.broadcast_to(g.max(axis=i, keepdims=True), self.shape) for i, g in enumerate(own)
        ]
        best = np.stack(most, axis=-1)
        best.flags.writeable = False
        return best

    @property
    def joint(self) -> Numbers:
        """G(a): the sum of payoffs, (m_1, ..., m_n)."""
        return self.payoffs.sum(axis=-1)

    @property
    def liquidity(self) -> Numbers:
        """L(a) = sum of c_i(a) - g_i(a): 0 where nobody gains by deviating, (m_1, ..., m_n)."""
        return (self.best_deviation - self.payoffs).sum(axis=-1)

    @property
    def minmax(self) -> Numbers:
        """The least that others can hold each player to by pure actions, (n,)."""
        return self.best_deviation.reshape(-1, self.n_players).min(axis=0)

    @property
    def replies(self) -> Numbers:
        """Whether each player's own action is a best reply, (m_1, ..., m_n, n)."""
        best = self.best_deviation
        return ~numbers.positive(best - self.payoffs, np.maximum(abs(best), abs(self.payoffs)))

    def profile(self, given: Any) -> tuple[int, ...]:
        """Places of the actions of a profile; they are given by name or place."""
        return self._profile("StageGame.profile", given)

    def payoff(self, profile: Any) -> tuple[Any, ...]:
        """What each player gets at a profile."""
        return tuple(self.payoffs[self._profile("StageGame.payoff", profile)].tolist())

    def label(self, profile: Any) -> tuple[Any, ...]:
        """Names of the actions of a profile."""
        places = self._profile("StageGame.label", profile)
        return tuple(menu[a] for a, menu in zip(places, self.actions, strict=True))

    def _profile(self, function: str, given: Any) -> tuple[int, ...]:
        if not isinstance(given, (tuple, list, np.ndarray)) or len(given) != self.n_players:
            rule = f"must have {self.n_players} actions, one for each player"
            raise ShapeError(function, "profile", given, rule)
        pairs = zip(given, self.actions, strict=True)
        return tuple(_place(function, action, menu) for action, menu in pairs)

    def _repr_html_(self) -> str:
        from .html import game_html

        return game_html(self)

    def __repr__(self) -> str:
        n, kind = self.n_players, "exact" if self.exact else "float"
        size = " x ".join(map(str, self.shape))
        many = "s" * (size != "1")
        return f"StageGame({n} player{'s' * (n > 1)}, {size} action{many}, {kind})"


def _menus(given: Any, shape: list[int]) -> tuple[tuple[Any, ...], ...]:
    """Names of actions of each player."""
    if given is None:
        return tuple(tuple(map(str, range(m))) for m in shape)
    if isinstance(given, (str, bytes)) or not hasattr(given, "__len__"):
        raise InputTypeError(_OWNER, "actions", given, "must be names for each player")
    if len(given) != len(shape):
        raise ShapeError(_OWNER, "actions", given, f"must be {len(shape)} lists of names")
    return tuple(read.names(_OWNER, "actions", own, m) for own, m in zip(given, shape, strict=True))


def _place(function: str, given: Any, menu: tuple[Any, ...]) -> int:
    """The place of an action that is given by name, or by place if that is no name."""
    whole = isinstance(given, (int, np.integer)) and not isinstance(given, bool)
    if whole and given not in menu and 0 <= given < len(menu):
        return int(given)
    return menu.index(read.choice(function, "profile", given, menu))


def _is_frame(given: Any) -> bool:
    return hasattr(given, "loc") and hasattr(given, "columns")


def _in_words(given: Any) -> bool:
    """Whether rows and columns of a frame have words as labels."""
    return _is_frame(given) and all(isinstance(x, str) for x in [*given.index, *given.columns])


def _matched(function: str, first: Any, second: Any) -> tuple[Numbers, list[list[str]]]:
    """Payoffs of two frames in the order of the first, and what rows and columns are called."""
    for frame in (first, second):
        if not _is_frame(frame):
            raise InputTypeError(function, "frames", frame, "must map players to frames")
    rows = _same(function, "rows", list(first.index), list(second.index))
    columns = _same(function, "columns", list(first.columns), list(second.columns))
    parts = [frame.loc[rows, columns].to_numpy() for frame in (first, second)]
    both = [read.array(function, "frames", part) for part in parts]
    return np.stack(both, axis=-1), [list(map(str, rows)), list(map(str, columns))]


def _same(function: str, what: str, first: list[Any], second: list[Any]) -> list[Any]:
    """The labels of the first frame, if the second has the same, and each once."""
    if len(first) == len(second) == len(set(first)) and set(first) == set(second):
        return first
    rule = f"must have the same {what} for both players, each once"
    raise ShapeError(function, "frames", (tuple(first), tuple(second)), rule)
