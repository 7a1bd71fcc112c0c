"""Finite strategies of a repeated game: what is played in each state, and where it goes from there.

States are drawn with the public signal before each period. After everybody complied the next state
is drawn from `after`; after one member alone deviated it is the state that punishes it; deviations
of several at once are ignored, as nobody can arrange one alone.
"""

from __future__ import annotations

import functools
from typing import Any, ClassVar

import numpy as np

from .. import _check, _exact, _tolerance, errors
from ..common.markov_chain import total_reward
from ..common.result import FrameColumns, Result, show
from ..common.show import many
from ..repeated.repeated_game import as_repeated, perfectly_monitored
from ..types import Array, Number, Profile, fill, frozen, read_only


@frozen
class Automaton(Result):
    """A strategy of all members with finitely many states, without payments.

    Parameters
    ----------
    game : RepeatedGame or StageGame
        Perfectly monitored; any number of members.
    delta : Number
        Common discount factor in [0, 1).
    profile : sequence of profiles
        What is played in each state, as action names or indices; None: all leave.
    after : array_like, shape (states, states)
        Chances of the next state after everybody complied; rows sum to one.
    punish : array_like of int, shape (states, n)
        The next state after one member alone deviated.
    initial : array_like, shape (states,), optional
        Chances of the first state; the first state by default.

    Raises
    ------
    ShapeError
        If there is not one row for each state.
    ProbabilityError
        If a lottery does not sum to one.
    UnknownNameError
        If there is no such action, or a state that punishes does not exist.

    Examples
    --------
    Tit for tat is no equilibrium of this dilemma; the grim trigger is one from 1/7 on.

    >>> from fractions import Fraction
    >>> import qinba_games as qg
    >>> dilemma = qg.prisoners_dilemma(9, 1, 10, 3)
    >>> grim = qg.Automaton(
    ...     dilemma,
    ...     Fraction(1, 7),
    ...     profile=[("cooperate", "cooperate"), ("defect", "defect")],
    ...     after=[[1, 0], [0, 1]],
    ...     punish=[[1, 1], [1, 1]],
    ... )
    >>> qg.verify(grim).ok
    True
    """

    concept = "finite strategy with public signals"
    _sources: ClassVar[tuple[str, ...]] = ("abreu1988", "abreu2014")
    _alike = (("profile", "after", "punish", "initial"),)

    game: Any
    delta: Number
    profile: tuple[Profile | None, ...]
    after: Array
    punish: Array
    initial: Array

    def __init__(
        self,
        game: Any,
        delta: Number,
        *,
        profile: Any,
        after: Any,
        punish: Any,
        initial: Any = None,
    ) -> None:
        owner = "Automaton"
        repeated = perfectly_monitored(owner, as_repeated(owner, game))
        delta = _check.discount(owner, delta)
        played = _profiles(owner, repeated, profile)
        states = len(played)
        moves = _check.array(owner, "after", after, shape=(states, states))
        if initial is None:
            initial = np.eye(states, dtype=int)[0]
        first = _check.array(owner, "initial", initial, shape=(states,))
        for name, chances in (("after", moves), ("initial", first)):
            _check.distribution(owner, name, chances)
        exact = repeated.exact and not isinstance(delta, float)
        exact = exact and _tolerance.is_exact(moves) and _tolerance.is_exact(first)
        moves, first = (_exact.as_numbers(chances, exact) for chances in (moves, first))
        fill(
            self,
            game=repeated,
            delta=delta,
            profile=played,
            after=moves,
            punish=_next_states(owner, punish, states, repeated.stage.players),
            initial=first,
            exact=exact,
            proven=True,
            certificate=None,
            notes=(),
            witness=None,
        )

    @functools.cached_property
    def values(self) -> Array:
        """What each state is worth to each member, average per period, shape (states, n)."""
        given = self.game, self.delta, self.profile, self.after
        return read_only(_values(*given, exact=self.exact))

    @property
    def payoffs(self) -> Array:
        """What the strategy is worth to each member at the start."""
        return read_only(self.initial @ self.values)

    def _table(self) -> FrameColumns:
        label = self.game.stage.label
        table: FrameColumns = {
            "profile": ["all leave" if a is None else label(a) for a in self.profile],
            "start": list(self.initial),
            "after": [tuple(row) for row in self.after],
        }
        for i, name in enumerate(self.game.stage.players):
            table[f"after {name} deviated"] = self.punish[:, i].tolist()
            table[f"value to {name}"] = list(self.values[:, i])
        return table

    def __repr__(self) -> str:
        return f"Automaton({many(len(self.profile), 'state')}, worth {show(self.payoffs)})"


def _profiles(owner: str, game: Any, given: Any) -> tuple[Profile | None, ...]:
    profiles = []
    for one in _check.sequence(owner, "profile", given, "profiles, one for each state", names=()):
        if one is None and game.outside is None:
            rule = "nobody can leave a game without outside values"
            remedy = "Give a RepeatedGame(stage, outside=...), or a profile in place of None"
            raise errors.NotApplicableError(owner, "profile", given, rule, remedy)
        profiles.append(None if one is None else game.stage.profile(one, function=owner))
    _check.some(owner, "profile", given, len(profiles), "profile", "state")
    return tuple(profiles)


def _next_states(owner: str, given: Any, states: int, players: tuple[str, ...]) -> Array:
    shape = (states, len(players))
    punish = _check.array(owner, "punish", given, shape=shape, names={1: players})
    whole = _tolerance.is_exact(punish) and all(v.denominator == 1 for v in punish.flat)
    if not whole or punish.min() < 0 or punish.max() >= states:
        rule = f"must hold indices of states, whole numbers from 0 to {states - 1}"
        raise errors.UnknownNameError(owner, "punish", punish.tolist(), rule, "Correct the entry")
    return punish.astype(np.int64)


def _values(
    game: Any, delta: Any, profiles: tuple[Profile | None, ...], after: Array, *, exact: bool
) -> Array:
    """V = (1 - delta) g + delta after V; whoever has left stays where it is."""
    patience = _exact.fraction(delta) if exact else float(delta)
    now = [game.outside if a is None else game.stage.payoffs[a] for a in profiles]
    g, moves = np.stack([_exact.as_numbers(row, exact) for row in now]), after.copy()
    for x, a in enumerate(profiles):
        if a is None:
            moves[x] = 0 * moves[x]
            moves[x, x] = moves[x, x] + 1
    if not exact:  # next to a patience of 1 it counts what remains of every row
        return total_reward(patience * moves, np.full(len(moves), 1 - patience), (1 - patience) * g)
    unit = _exact.as_numbers(np.eye(len(moves), dtype=int), exact)
    return _exact.solve(unit - patience * moves, (1 - patience) * g)
