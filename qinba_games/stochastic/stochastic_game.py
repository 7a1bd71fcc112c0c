"""The stochastic game: what is played, and what it pays, depends on a state that play moves.

Everything is kept in flat rows, one for every (state, action profile), ordered by state and within
a state with the last player's action running fastest. `payoffs[row, i]` is what player i gets; the
next state of a row is `successor[k]` with `probability[k]`, k from `first_successor[row]` up to
`first_successor[row + 1]`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

import numpy as np

from .. import _check, _tolerance, errors
from ..common import concepts, html
from ..common.show import many, show
from ..stage.stage_game import StageGame
from ..types import Array, ArrayLike, IntArray, fill, frozen
from .stochastic_rows import GameRows, from_arrays, from_functions


@frozen
class StochasticGame:
    """A finite game with states, any number of players, and moves that all of them can see.

    Built with `from_functions` (small functions of state and profile), `from_arrays` (one payoff
    and one transition tensor per state) or `from_stage` (one state only).

    Attributes
    ----------
    states : tuple
        Labels of the states.
    players : tuple of str
    actions : tuple
        `actions[x][i]`: labels of what player i can do in the state number x.
    exact : bool
        True if all payoffs and probabilities are rational.
    payoffs : array, shape (rows, n)
        One row per state and action profile.
    state : array, shape (rows,)
        Number of the state of each row.
    action : array, shape (rows, n)
        Number of each player's action in each row.
    first_row : array, shape (states + 1,)
        Where the rows of each state begin.
    probability, successor : array, shape (moves,)
        Positive transition probabilities, and the number of the state each leads to.
    first_successor : array, shape (rows + 1,)
        Where the moves of each row begin.

    Examples
    --------
    >>> import qinba_games as qg
    >>> game = qg.StochasticGame.from_arrays(
    ...     payoffs=[[[[2, 2], [0, 3]], [[3, 0], [1, 1]]], [[[0, 0]]]],
    ...     transitions=[[[[1, 0], [0, 1]], [[0, 1], [0, 1]]], [[[0, 1]]]],
    ...     states=["together", "apart"],
    ... )
    >>> game
    StochasticGame(2 players, 2 states, 5 profiles, exact)
    """

    _unshared = concepts.REVERSION

    states: tuple[Any, ...]
    players: tuple[str, ...]
    actions: tuple[tuple[tuple[Any, ...], ...], ...]
    payoffs: Array
    state: IntArray
    action: IntArray
    first_row: IntArray
    probability: Array
    successor: IntArray
    first_successor: IntArray

    def __init__(self, rows: GameRows) -> None:
        if not isinstance(rows, GameRows):
            rule = "a stochastic game is not built from its bare parts"
            remedy = "Use StochasticGame.from_functions, .from_arrays or .from_stage"
            raise errors.InputTypeError("StochasticGame", "rows", rows, rule, remedy)
        fill(self, **rows)

    @classmethod
    def from_functions(
        cls,
        states: Iterable[Hashable],
        actions: Callable[[Any], Any],
        payoffs: Callable[[Any, tuple[Any, ...]], Any],
        transitions: Callable[[Any, tuple[Any, ...]], Mapping[Any, Any]],
        *,
        players: Any = None,
    ) -> StochasticGame:
        """Build a stochastic game from functions of the state x and the action profile a.

        Parameters
        ----------
        states : iterable of hashable
            Distinct labels.
        actions : callable
            `actions(x)`: one list of action labels per player; they may differ between states.
        payoffs : callable
            `payoffs(x, a)`: one number per player, a being a tuple of action labels.
        transitions : callable
            `transitions(x, a)`: a dict from next states to their probabilities.
        players : sequence of str, optional
            One name per player; "1", "2", ... by default.

        Raises
        ------
        EmptyGameError
            If there is no state, no player, or a player without an action.
        ShapeError, NotFiniteError, InputTypeError
            If payoffs are not n finite numbers, or labels are not distinct.
        ProbabilityError, UnknownNameError
            If probabilities do not sum to one, or lead to an unknown state.
        InvalidInputError
            If one of the functions raises; its exception is the cause.

        Examples
        --------
        A fishing ground that recovers only while nobody overfishes.

        >>> from fractions import Fraction
        >>> import qinba_games as qg
        >>> def actions(x):
        ...     return [["spare", "overfish"]] * 2
        >>> def payoffs(x, a):
        ...     stock = {"rich": 4, "poor": 1}[x]
        ...     return [stock * (1 if own == "spare" else 2) for own in a]
        >>> def transitions(x, a):
        ...     if a == ("spare", "spare"):
        ...         return {"rich": Fraction(3, 4), "poor": Fraction(1, 4)}
        ...     return {"poor": 1}
        >>> qg.StochasticGame.from_functions(["rich", "poor"], actions, payoffs, transitions)
        StochasticGame(2 players, 2 states, 8 profiles, exact)
        """
        return cls(from_functions(states, actions, payoffs, transitions, players))

    @classmethod
    def from_arrays(
        cls,
        payoffs: Iterable[ArrayLike],
        transitions: Iterable[ArrayLike],
        *,
        states: Any = None,
        players: Any = None,
        actions: Any = None,
    ) -> StochasticGame:
        """Build a stochastic game from one payoff and one transition tensor per state.

        Parameters
        ----------
        payoffs : iterable of array_like
            For each state a tensor of shape (m_1, ..., m_n, n): `[a_1, ..., a_n, i]` is the payoff
            of player i. The numbers of actions may differ between states.
        transitions : iterable of array_like
            For each state a tensor of shape (m_1, ..., m_n, states): the distribution of the next
            state at each profile.
        states : sequence of hashable, optional
            Labels; 0, 1, ... by default.
        players : sequence of str, optional
            One name per player; "1", "2", ... by default.
        actions : sequence, optional
            `actions[x][i]`: action labels of player i in the state number x; 0, 1, ... by default.

        Raises
        ------
        EmptyGameError, ShapeError, NotFiniteError, InputTypeError, ProbabilityError
            As for `from_functions`.

        Examples
        --------
        One government alone decides whether to repair a dam that may break.

        >>> import qinba_games as qg
        >>> qg.StochasticGame.from_arrays(
        ...     payoffs=[[[2.0], [3.0]], [[0.0]]],
        ...     transitions=[[[1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0]]],
        ...     states=["whole", "broken"],
        ...     actions=[[["repair", "wait"]], [["suffer"]]],
        ... )
        StochasticGame(1 player, 2 states, 3 profiles, float)
        """
        return cls(from_arrays(payoffs, transitions, states, players, actions))

    @classmethod
    def from_stage(cls, stage: StageGame) -> StochasticGame:
        """Build the game with a single state, "always": a stage game that is repeated.

        Parameters
        ----------
        stage : StageGame

        Examples
        --------
        >>> import qinba_games as qg
        >>> dilemma = qg.StageGame.from_bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
        >>> qg.StochasticGame.from_stage(dilemma)
        StochasticGame(2 players, 1 state, 4 profiles, exact)
        """
        _check.instance("StochasticGame.from_stage", "stage", stage, StageGame)
        stay = np.ones((*stage.shape, 1), dtype=int)
        named: dict[str, Any] = {"players": stage.players, "actions": [stage.actions]}
        return cls.from_arrays([stage.payoffs], [stay], states=["always"], **named)

    @property
    def n_players(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def exact(self) -> bool:
        """True if all payoffs and probabilities are rational numbers held exactly."""
        return _tolerance.is_exact(self.payoffs)

    def shape(self, x: int) -> tuple[int, ...]:
        """Number of actions of each player in the state number `x`."""
        x = _check.integer("StochasticGame.shape", "x", x, high=len(self.states) - 1)
        return tuple(len(names) for names in self.actions[x])

    def profile(self, row: int) -> tuple[Any, ...]:
        """Action labels of a row."""
        row = _check.integer("StochasticGame.profile", "row", row, high=len(self.state) - 1)
        names = self.actions[self.state[row]]
        return tuple(own[a] for own, a in zip(names, self.action[row], strict=True))

    def policy(self, rows: IntArray) -> dict[Any, tuple[Any, ...]]:
        """Write one row per state as {state: profile of action labels}."""
        count, entries = len(self.states), "numbers of rows"
        function, names = "StochasticGame.policy", self.states
        given = _check.tuple_of(function, "rows", rows, count, "states", entries, names)
        return {x: self.profile(row) for x, row in zip(self.states, given, strict=True)}

    def rows(self, policy: Any, *, function: str = "StochasticGame.rows") -> IntArray:
        """Row of every state under a policy {state: profile of action labels}.

        Raises
        ------
        InputTypeError, ShapeError, UnknownNameError
            If `policy` is no dict, leaves a state out, or names a state or an action that does not
            exist.

        Examples
        --------
        >>> import qinba_games as qg
        >>> dilemma = qg.StageGame.from_bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
        >>> qg.StochasticGame.from_stage(dilemma).rows({"always": ("1", "0")}).tolist()
        [2]
        """
        _check.instance(function, "policy", policy, Mapping)
        places = {x: k for k, x in enumerate(self.states)}
        for x in policy:
            if x not in places:
                raise _unknown(function, x, self.states)
        missing = [x for x in self.states if x not in policy]
        if missing:
            rule = "every state needs a profile, this one has none"
            remedy = f"Give a tuple of {self.n_players} actions for each state"
            raise errors.ShapeError(function, "policy", missing[0], rule, remedy)
        numbers = [self._row(function, x, policy[label]) for x, label in enumerate(self.states)]
        return np.array(numbers, dtype=np.int64)

    def _row(self, function: str, x: int, profile: Any) -> int:
        if isinstance(profile, str) or not np.iterable(profile):
            profile = (profile,)
        entries = f"actions for state {self.states[x]!r}"
        n, names = self.n_players, self.players
        given = _check.tuple_of(function, "policy", profile, n, "players", entries, names)
        row = 0
        for action, own in zip(given, self.actions[x], strict=True):
            row = row * len(own) + _index(function, action, own)
        return int(self.first_row[x]) + row

    def _repr_html_(self) -> str:
        rows = range(min(len(self.payoffs), html.SHOWN))
        states = [int(self.state[row]) for row in rows]
        played = [
            tuple(self.actions[x][i][a] for i, a in enumerate(self.action[row].tolist()))
            for row, x in zip(rows, states, strict=True)
        ]
        columns: dict[str, list[Any]] = {
            "state": [str(self.states[x]) for x in states],
            "profile": [", ".join(map(str, profile)) for profile in played],
            "payoffs": [tuple(self.payoffs[row].tolist()) for row in rows],
            "next": [self._next(row) for row in rows],
        }
        return html.table(repr(self), columns, size=len(self.payoffs))

    def _next(self, row: int) -> str:
        """Where a row leads, with the probabilities in words."""
        moves = range(self.first_successor[row], self.first_successor[row + 1])
        parts = [
            (str(self.states[self.successor[k]]), show(self.probability[k : k + 1].tolist()[0]))
            for k in moves
        ]
        return ", ".join(name if chance == "1" else f"{name}: {chance}" for name, chance in parts)

    def __repr__(self) -> str:
        kind = "exact" if self.exact else "float"
        counts = {"player": self.n_players, "state": len(self.states), "profile": len(self.payoffs)}
        size = ", ".join(many(number, noun) for noun, number in counts.items())
        return f"StochasticGame({size}, {kind})"


def _index(function: str, label: Any, names: tuple[Any, ...]) -> int:
    try:
        return names.index(label)
    except ValueError as error:  # also where a comparison gives no bool
        raise _unknown(function, label, names) from error


def _unknown(function: str, label: Any, names: tuple[Any, ...]) -> errors.UnknownNameError:
    return _check.unknown(function, "policy", label, names, "no such state or action")
