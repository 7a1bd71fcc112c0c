"""Stochastic games: what is played, and what it pays, depends on a state that play moves."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from ..core import numbers, read
from ..core.errors import EmptyGameError, ProbabilityError, ShapeError
from ..core.numbers import Numbers
from ..core.value import Value, become, value
from .table import Table

_OWNER = "StochasticGame"


@value
class StochasticGame(Value):
    """A finite game with states, any number of players, and moves that all of them see.

    Built with `from_functions`, `from_arrays` (tensors by state) or `from_stage` (one state). Rows
    are the profiles of all states, states in order, the last player's action first.

    Attributes
    ----------
    states, players : tuple of names
    actions : tuple
        `actions[x][i]`: what player i can do in the state number x.
    payoffs : array, shape (rows, n)
    probability, successor : array, shape (moves,)
        Of the rows' moves one after the other.
    first_move : array, shape (rows + 1,)
        Where the moves of each row begin.

    Examples
    --------
    >>> pays = [[[2, 2], [0, 3]], [[3, 0], [1, 1]]]
    >>> StochasticGame.from_arrays([pays], [[[[1], [1]], [[1], [1]]]])
    StochasticGame(2 players, 1 state, 4 profiles, exact)
    """

    states: tuple[Any, ...]
    players: tuple[Any, ...]
    actions: tuple[tuple[tuple[Any, ...], ...], ...]
    payoffs: Any
    probability: Any
    successor: Any
    first_move: Any

    def __post_init__(self) -> None:
        if not self.actions or not all(menu and all(menu) for menu in self.actions):
            rule = "must have an action for one player or more in every state"
            raise EmptyGameError(_OWNER, "actions", self.actions, rule)
        states = read.names(_OWNER, "states", self.states, len(self.actions))
        players = read.names(_OWNER, "players", self.players, len(self.actions[0]))
        if {len(menu) for menu in self.actions} != {len(players)}:
            rule = "must be of as many players in every state"
            raise ShapeError(_OWNER, "actions", self.actions, rule)
        for own in {own for menu in self.actions for own in menu}:
            read.names(_OWNER, "actions", own, len(own))
        shape = len(self.first_move) - 1, len(players)
        payoffs = read.array(_OWNER, "payoffs", self.payoffs, shape)
        chances = read.array(_OWNER, "transitions", self.probability, low=0)
        payoffs, chances = numbers.alike(payoffs, chances)
        become(self, states=states, players=players, payoffs=payoffs, probability=chances)
        begins, some = self.first_move[:-1], np.diff(self.first_move) > 0
        sums = np.add.reduceat(chances, begins) if some.all() else some
        bad = np.flatnonzero(~some | (abs(sums - 1) > numbers.TIE))
        if len(bad):
            rule = "must sum to one at every state and profile"
            raise ProbabilityError(_OWNER, "transitions", self._pairs[bad[0]], rule)

    @classmethod
    def from_functions(
        cls,
        states: Iterable[Any],
        actions: Callable[[Any], Any],
        payoffs: Callable[[Any, tuple[Any, ...]], Any],
        transitions: Callable[[Any, tuple[Any, ...]], Mapping[Any, Any]],
        *,
        players: Any = None,
    ) -> "StochasticGame":
        """Build a game from functions of the state x and the profile a, a tuple of actions.

        Parameters
        ----------
        states : names
        actions : x -> one list of actions for each player; they may differ between states
        payoffs : x, a -> one number for each player
        transitions : x, a -> dict of next states and chances
        players : names, by default "1", "2", ...

        Raises
        ------
        EmptyGameError, ShapeError, ProbabilityError, UnknownNameError

        Examples
        --------
        A fishing ground that recovers only while nobody takes too much.

        >>> import qinba_games as qg
        >>> def stock(x, a):
        ...     return {"rich": 0.75, "poor": 0.25} if a == ("spare", "spare") else {"poor": 1}
        >>> pay = lambda x, a: [(4 if x == "rich" else 1) * (1 + (own == "take")) for own in a]
        >>> menu = lambda x: [["spare", "take"]] * 2
        >>> qg.StochasticGame.from_functions(["rich", "poor"], menu, pay, stock)
        StochasticGame(2 players, 2 states, 8 profiles, float)
        """
        labels = tuple(states)
        menus = tuple(tuple(map(tuple, actions(x))) for x in labels)
        pairs = [(x, a) for x, menu in zip(labels, menus, strict=True) for a in product(*menu)]
        moves = [transitions(x, a) for x, a in pairs]
        number = {x: k for k, x in enumerate(labels)}
        for y in {y for move in moves for y in move} - {*labels}:
            read.choice("StochasticGame.from_functions", "transitions", y, labels)
        gains = [tuple(payoffs(x, a)) for x, a in pairs]
        chances = [chance for move in moves for chance in move.values()]
        successor = np.array([number[y] for move in moves for y in move], dtype=int)
        first = np.cumsum([0, *map(len, moves)])
        return cls(labels, players, menus, gains, chances, successor, first)

    @classmethod
    def from_arrays(
        cls,
        payoffs: Iterable[Any],
        transitions: Iterable[Any],
        *,
        states: Any = None,
        players: Any = None,
        actions: Any = None,
    ) -> "StochasticGame":
        """Build a game from tensors, one of payoffs and one of moves for each state.

        Parameters
        ----------
        payoffs : for each state an array (m_1, ..., m_n, n); numbers of actions may differ
        transitions : for each state an array (m_1, ..., m_n, states)
        states, actions : names; 0, 1, ... by default
        players : names, by default "1", "2", ...

        Examples
        --------
        One government alone decides whether to repair a dam that may break.

        >>> import qinba_games as qg
        >>> pays, moves = [[[2.0], [3.0]], [[0.0]]], [[[1, 0], [0.5, 0.5]], [[0, 1]]]
        >>> qg.StochasticGame.from_arrays(pays, moves, states=["whole", "broken"])
        StochasticGame(1 player, 2 states, 3 profiles, float)
        """
        owner = "StochasticGame.from_arrays"
        gains = [read.array(owner, "payoffs", each) for each in payoffs]
        shapes, given, count = [each.shape[:-1] for each in gains], list(transitions), len(gains)
        if any(each.shape[-1:] != (each.ndim - 1,) for each in gains) or len(given) != count:
            rule = "must have shape (m_1, ..., m_n, n) in every state, as many as transitions"
            raise ShapeError(owner, "payoffs", [each.shape for each in gains], rule)
        moves = [
            read.array(owner, "transitions", each, (*shape, count), 0).reshape(-1, count)
            for each, shape in zip(given, shapes, strict=True)
        ]
        own = [[range(m) for m in shape] for shape in shapes] if actions is None else actions
        menus = tuple(tuple(map(tuple, menu)) for menu in own)
        if [tuple(map(len, menu)) for menu in menus] != shapes:
            raise ShapeError(owner, "actions", menus, f"must name {shapes} actions")
        flat = np.concatenate([np.zeros((0, count), dtype=int), *moves])
        pays = [tuple(row) for each in gains for row in each.reshape(-1, each.shape[-1]).tolist()]
        first = np.cumsum([0, *(flat > 0).sum(axis=1)])
        labels = tuple(range(count)) if states is None else states
        return cls(labels, players, menus, pays, flat[flat > 0], np.nonzero(flat > 0)[1], first)

    @classmethod
    def from_stage(cls, stage: Any) -> "StochasticGame":
        """Build the game with one state, "always": a stage game that is repeated."""
        stay = np.ones((*stage.payoffs.shape[:-1], 1), dtype=int)
        named = {"players": stage.players, "actions": [stage.actions]}
        return cls.from_arrays([stage.payoffs], [stay], states=["always"], **named)

    @property
    def exact(self) -> bool:
        """Whether all payoffs and chances are rational."""
        return numbers.is_exact(self.payoffs, self.probability)

    @cached_property
    def _pairs(self) -> tuple[tuple[Any, tuple[Any, ...]], ...]:
        """(state, profile) of every row."""
        menus = zip(self.states, self.actions, strict=True)
        return tuple((x, a) for x, menu in menus for a in product(*menu))

    @cached_property
    def _most(self) -> tuple[int, ...]:
        """The most actions of each player: rows of the table are profiles by these."""
        return tuple(max(len(menu[i]) for menu in self.actions) for i in range(len(self.players)))

    @cached_property
    def there(self) -> Numbers:
        """Which rows of the table each state has, (states, R)."""
        sizes = np.array([[len(own) for own in menu] for menu in self.actions])
        profiles = np.indices(self._most).reshape(len(self._most), -1)
        return np.asarray((profiles < sizes[..., None]).all(axis=1))

    def rows(self, policy: Any) -> Numbers:
        """Rows of the table that a policy {state: profile} plays, (states,)."""
        owner = "StochasticGame.rows"
        given = read.kind(owner, "policy", policy, dict)
        for x in given:
            read.choice(owner, "policy", x, self.states)
        if len(given) < len(self.states):
            raise ShapeError(owner, "policy", policy, "must name a profile in every state")
        place = dict(zip(self._pairs, np.nonzero(self.there)[1].tolist(), strict=True))
        alone = len(self.players) == 1
        pairs = ((x, given[x]) for x in self.states)
        each = [(x, (a,) if alone and not isinstance(a, tuple) else tuple(a)) for x, a in pairs]
        return np.array([place[read.choice(owner, "policy", pair, place)] for pair in each])

    def policy(self, rows: Numbers) -> dict[Any, tuple[Any, ...]]:
        """The profile in every state, from rows of the table, (states,)."""
        taken = np.stack(np.unravel_index(rows, self._most), axis=-1).tolist()
        each = zip(self.states, self.actions, taken, strict=True)
        return {x: tuple(own[a] for own, a in zip(menu, at, strict=True)) for x, menu, at in each}

    def table(self, delta: Numbers, voluntary: bool = True) -> Table:
        """The game at N discount factors; `voluntary`: players pay each other as they like."""
        payoffs, chances, delta = numbers.alike(self.payoffs, self.probability, delta)
        own, at, count = np.arange(len(self.players)), np.nonzero(self.there), len(self.states)
        moves = np.diff(self.first_move)
        row = np.repeat(np.arange(len(payoffs)), moves)
        where = at[0][row], at[1][row], np.arange(len(row)) - self.first_move[row]
        lotteries = (*self.there.shape, moves.max())
        pays = _spread(payoffs, at, (*self.there.shape, len(own)))
        leads = _deviations(self._most)
        able = self.there[:, leads] & (np.arange(leads.shape[2]) < np.array(self._most)[:, None])
        reply = np.where(able, pays[:, leads, own[:, None]], -np.inf)

        def games(part: Numbers) -> Numbers:
            return np.broadcast_to(part[..., None], (*part.shape, len(delta)))

        return Table(
            delta=delta,
            chance=np.broadcast_to(1 + 0 * delta, (count, 1, len(delta))),
            to=_spread(self.successor, where, lotteries),
            odds=games(_spread(chances, where, lotteries)),
            pays=games(pays[:, None]),
            kind=np.arange(lotteries[1]),
            reply=games(reply[:, None]),
            leads=leads,
            open=games(self.there[:, None]),
            pools=own * (not voluntary),
            feared=0,
            starts=count,
            size=abs(payoffs).max() + 0 * delta,
        )

    def __repr__(self) -> str:
        counts = {"player": len(self.players), "state": len(self.states)}
        counts["profile"] = len(self.payoffs)
        size = ", ".join(f"{count} {name}{'s' * (count != 1)}" for name, count in counts.items())
        return f"StochasticGame({size}, {'exact' if self.exact else 'float'})"


def _spread(parts: Numbers, at: tuple[Numbers, ...], shape: tuple[int, ...]) -> Numbers:
    """Parts at their places, and 0 elsewhere."""
    whole = np.zeros(shape, dtype=int).astype(parts.dtype)
    whole[at] = parts
    return whole


def _deviations(most: tuple[int, ...]) -> Numbers:
    """The profile after i takes action d instead, (R, n, D); the first one where it has none."""
    rows = np.indices(most).reshape(len(most), -1)
    leads = np.zeros((rows.shape[1], len(most), max(most)), dtype=int)
    for i, m in enumerate(most):
        for d in range(m):
            moved = rows.copy()
            moved[i] = d
            leads[:, i, d] = np.ravel_multi_index(moved, most)
    return leads
