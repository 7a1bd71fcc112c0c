"""The stage game: what is played once, by n governments, in one period.

Index order everywhere: `payoffs[a_1, ..., a_n, i]` is what player i gets at the action profile
(a_1, ..., a_n). Ints and Fractions stay exact, one float makes the whole game float.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from .. import _check, _tolerance, errors
from ..common.show import many
from ..types import Array, ArrayLike, Profile, fill, frozen


@frozen
class StageGame:
    """A finite game in normal form with any number of players.

    Parameters
    ----------
    payoffs : array_like, shape (m_1, ..., m_n, n)
        `payoffs[a_1, ..., a_n, i]`: payoff of player i. Ints and `Fraction`s stay exact.
    players : sequence of str, optional
        One name per player; "1", "2", ... by default.
    actions : sequence of sequences of str, optional
        One list of names per player; "0", "1", ... by default.

    Attributes
    ----------
    n_players : int
    shape : tuple of int
        Number of actions of each player.
    exact : bool
        True if all payoffs are rational.

    Raises
    ------
    ShapeError
        If the last axis does not have one entry per player.
    NotFiniteError
        If a payoff is NaN or infinite.
    EmptyGameError
        If there is no player, or a player without an action.

    Examples
    --------
    >>> import qinba_games as qg
    >>> game = qg.StageGame([[[9, 9], [1, 10]], [[10, 1], [3, 3]]], actions=[["C", "D"]] * 2)
    >>> game
    StageGame(2 players, 2 x 2 actions, exact)
    >>> game.payoff(("C", "D"))
    (1, 10)
    """

    #: What makes one of something of another library, by its package.
    _converters: ClassVar[dict[str, str]] = {
        "nashpy": "from_nashpy",
        "quantecon": "from_quantecon",
        "pandas": "StageGame.from_frames",
    }

    payoffs: Array
    players: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]

    def __init__(self, payoffs: ArrayLike, *, players: Any = None, actions: Any = None) -> None:
        tensor = _check.array("StageGame", "payoffs", payoffs)
        check_tensor("StageGame", tensor, tensor.shape)
        *shape, n = tensor.shape
        names = _check.labels("StageGame", "players", players, n)
        fill(self, payoffs=tensor, players=names, actions=_action_names(actions, shape, names))

    @classmethod
    def from_bimatrix(
        cls, A: ArrayLike, B: ArrayLike, *, players: Any = None, actions: Any = None
    ) -> StageGame:
        """Build a two-player game from the row player's and the column player's matrix.

        Parameters
        ----------
        A, B : array_like, shape (m_1, m_2)
            Payoffs of the row and of the column player. Two frames with words as labels are matched
            by them, and name the actions.
        players, actions
            As for `StageGame`.

        Examples
        --------
        >>> import qinba_games as qg
        >>> qg.StageGame.from_bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
        StageGame(2 players, 2 x 2 actions, exact)
        """
        owner = "StageGame.from_bimatrix"
        if actions is None and _in_words(A) and _in_words(B):
            _, actions, payoffs = _payoffs_of_frames(owner, {"A": A, "B": B})
            return cls(payoffs, players=players, actions=actions)
        names = dict(enumerate(actions)) if isinstance(actions, (list, tuple)) else None
        rows = _check.array(owner, "A", A, shape=(None, None), names=names)
        columns = _check.array(owner, "B", B, shape=rows.shape, names=names)
        return cls(np.stack([rows, columns], axis=-1), players=players, actions=actions)

    @classmethod
    def from_frames(cls, frames: Any) -> StageGame:
        """Build a two-player game from one frame of payoffs for each player.

        Rows are the first player's actions and columns the second's; they are matched by their
        labels, never by their place.

        Parameters
        ----------
        frames : mapping of str to DataFrame
            Player -> its payoffs, the row player first. Both frames have the same labels.

        Raises
        ------
        InputTypeError
            If `frames` is no mapping of frames.
        ShapeError
            If there are not two of them, or a label is there twice or in one of them only.

        Examples
        --------
        >>> import pandas as pd, qinba_games as qg
        >>> names = ["help", "idle"]
        >>> sichuan = pd.DataFrame([[2, -1], [3, 0]], index=names, columns=names)
        >>> shaanxi = pd.DataFrame([[0, -1], [3, 2]], index=names[::-1], columns=names[::-1])
        >>> game = qg.StageGame.from_frames({"Sichuan": sichuan, "Shaanxi": shaanxi})
        >>> game.payoff(("help", "idle"))
        (-1, 3)
        """
        players, actions, payoffs = _payoffs_of_frames("StageGame.from_frames", frames)
        return cls(payoffs, players=players, actions=actions)

    @property
    def n_players(self) -> int:
        """Number of players."""
        return int(self.payoffs.shape[-1])

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of actions of each player."""
        return tuple(self.payoffs.shape[:-1])

    @functools.cached_property
    def exact(self) -> bool:
        """True if all payoffs are rational numbers held exactly."""
        return _tolerance.is_exact(self.payoffs)

    def profile(self, given: Any, *, function: str = "StageGame.profile") -> Profile:
        """Action indices of a profile given by names or indices."""
        n, entries = self.n_players, "action names or indices"
        who = self.players
        actions = _check.tuple_of(function, "profile", given, n, "players", entries, who)
        known = zip(actions, self.actions, strict=True)
        return tuple(_check.position(function, "profile", a, names) for a, names in known)

    def payoff(self, profile: Any) -> tuple[Any, ...]:
        """What each player gets at `profile` (action names or indices)."""
        return tuple(self.payoffs[self.profile(profile, function="StageGame.payoff")].tolist())

    def label(self, profile: Any) -> tuple[str, ...]:
        """Action names of `profile` (action names or indices)."""
        indices = self.profile(profile, function="StageGame.label")
        return tuple(names[a] for a, names in zip(indices, self.actions, strict=True))

    def _repr_html_(self) -> str:
        from .html import stage_html

        return stage_html(self)

    def __repr__(self) -> str:
        size = many(" x ".join(str(m) for m in self.shape), "action")
        kind = "exact" if self.exact else "float"
        return f"StageGame({many(self.n_players, 'player')}, {size}, {kind})"


def check_tensor(function: str, tensor: Array, value: Any) -> None:
    """The payoffs of all players at every profile of a game, `value` as the value received."""
    if tensor.size == 0:
        rule = "there must be at least one player and one action for each"
        remedy = "Pass payoffs of shape (m_1, ..., m_n, n) with every m_i at least 1"
        raise errors.EmptyGameError(function, "payoffs", value, rule, remedy)
    if tensor.ndim < 2 or tensor.shape[-1] != tensor.ndim - 1:
        rule = "the shape must be (m_1, ..., m_n, n): one axis per player, then the players"
        remedy = "Put the players on the last axis"
        raise errors.ShapeError(function, "payoffs", value, rule, remedy)


def _action_names(given: Any, shape: list[int], players: Any) -> tuple[tuple[str, ...], ...]:
    if given is None:
        return tuple(tuple(str(a) for a in range(m)) for m in shape)
    n, entries = len(shape), "lists of names"
    lists = _check.tuple_of("StageGame", "actions", given, n, "players", entries, players)
    pairs = zip(lists, shape, strict=True)
    return tuple(_check.labels("StageGame", "actions", names, m) for names, m in pairs)


def _in_words(frame: Any) -> bool:
    """Whether rows and columns of a frame have words as labels."""
    if not (hasattr(frame, "loc") and hasattr(frame, "columns")):
        return False
    return all(isinstance(label, str) for label in [*frame.index, *frame.columns])


def _payoffs_of_frames(
    function: str, frames: Any
) -> tuple[list[str], tuple[list[str], list[str]], Array]:
    """Players, the actions of both, and payoffs of shape (rows, columns, 2)."""
    _check.instance(function, "frames", frames, Mapping)
    if len(frames) != 2:
        rule, remedy = "a bimatrix has two players", "Pass StageGame a tensor for more of them"
        raise errors.ShapeError(function, "frames", tuple(frames), rule, remedy)
    first, second = frames.values()
    for frame in (first, second):
        if not hasattr(frame, "loc") or not hasattr(frame, "columns"):
            rule = f"must map players to frames, not to {_check.kind_of(frame)}"
            remedy = "Pass a DataFrame for each, or StageGame.from_bimatrix two matrices"
            raise errors.InputTypeError(function, "frames", frame, rule, remedy)
    rows = _same(function, "index", list(first.index), list(second.index))
    columns = _same(function, "columns", list(first.columns), list(second.columns))
    # Each frame has every label once, so that `loc` puts both into one order.
    both = [
        _check.array(function, "frames", f.loc[rows, columns].to_numpy()) for f in (first, second)
    ]
    names = ([str(name) for name in rows], [str(name) for name in columns])
    return [str(player) for player in frames], names, np.stack(both, axis=-1)


def _same(function: str, what: str, one: list[Any], other: list[Any]) -> list[Any]:
    """The labels of the first frame, if the second has the same, and each once."""
    if len(set(one)) == len(one) == len(other) and set(one) == set(other):
        return one
    rule = f"both frames must have the same {what}, every label once"
    remedy = f"Give both the same {what}"
    raise errors.ShapeError(function, "frames", (tuple(one), tuple(other)), rule, remedy)
