"""The games behind a repeated negotiation: what is played, and what is left of it once r is known.

In the *truncated game* of r every negotiation ends the game: in state y it pays r(y) for ever. So
what can be agreed on between two negotiations is an ordinary stochastic game.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _check, _exact, errors
from ..partnership.partnership import Partnership
from ..repeated.repeated_game import RepeatedGame, as_repeated, perfectly_monitored
from ..stage.stage_game import StageGame
from ..stochastic.stochastic_game import StochasticGame
from ..stochastic.stochastic_rows import assemble, distinct_labels
from ..types import Array, BoolArray, IntArray

#: The end of a relation that members can leave.
_DISSOLVED = "dissolved"


def as_stochastic(function: str, game: Any, *, clause: bool = False) -> StochasticGame:
    """The stochastic game that a model is; a clause ends a partnership in which some free-ride."""
    kinds = (StageGame, RepeatedGame, StochasticGame, Partnership)
    _check.instance(function, "game", game, kinds)
    if isinstance(game, Partnership):
        return _of_partnership(function, game, clause=clause)
    if clause:
        rule = "only a partnership can have a clause that dissolves it"
        remedy = "Leave it out, or build the states of the game with it"
        raise errors.NotApplicableError(function, "clause", clause, rule, remedy)
    if isinstance(game, StochasticGame):
        return game
    repeated = perfectly_monitored(function, as_repeated(function, game))
    alone = repeated.outside is None
    return StochasticGame.from_stage(repeated.stage) if alone else _with_exit(repeated)


def _with_exit(game: RepeatedGame) -> StochasticGame:
    """A stage game that is repeated until somebody leaves, which ends it from that period on."""
    stage, n = game.stage, game.stage.n_players
    payoffs, outside = _exact.alike(stage.payoffs, np.asarray(game.outside))
    stays = tuple(map(slice, stage.shape))
    paid = np.tile(outside, (*(count + 1 for count in stage.shape), 1))
    gone = np.ones(paid.shape[:-1], dtype=np.int64)
    paid[stays], gone[stays] = payoffs, 0
    labels = [distinct_labels("negotiated", "game", (*own, "leave")) for own in stage.actions]
    choices = tuple(labels), (("out",),) * n
    to = np.append(gone.ravel(), 1)
    rows = np.concatenate([paid.reshape(-1, n), outside[None]])
    moves = np.ones(len(to), dtype=int), to, np.arange(len(to) + 1)
    return StochasticGame(assemble(("always", _DISSOLVED), stage.players, choices, rows, moves))


def _of_partnership(function: str, model: Partnership, *, clause: bool) -> StochasticGame:
    if not isinstance(model.sharing, str) or model.sharing != "voluntary":
        rule = "a negotiation divides what there is: there is no other rule beside it"
        remedy = 'Build the partnership with sharing="voluntary"'
        raise errors.NotApplicableError(function, "game", model, rule, remedy)
    game = model.to_game()
    return _with_clause(game) if clause else game


def contributing(game: StochasticGame) -> BoolArray:
    """Shape (rows, n): who contributes, in the game of a partnership."""
    return np.array([[a == "contribute" for a in game.profile(k)] for k in range(len(game.state))])


def leaving(game: StochasticGame) -> BoolArray:
    """Shape (rows,): whether anybody leaves, or has left."""
    return np.array(
        [{"leave", "out"} & {*game.profile(k)} != set() for k in range(len(game.state))]
    )


def preference(game: StochasticGame) -> IntArray:
    """Of a partnership's profiles worth as much: all contribute, or leave, or some, or all idle."""
    acts = contributing(game)
    kinds = [acts.all(axis=1), leaving(game), acts.any(axis=1)]
    return np.select(kinds, [0, 1, 2], default=3)


def division(joint: Array, punishment: Array, weights: Array) -> Array:
    """What a negotiation pays: v_i, and a share of what there is beyond."""
    surplus = joint - punishment.sum(axis=-1)
    return np.asarray(punishment + weights * surplus[..., None])


def _with_clause(game: StochasticGame) -> StochasticGame:
    """The same partnership, in which it is dissolved where some contribute and others idle."""
    here, gone = contributing(game), len(game.states) - 1
    ends = here.any(axis=1) & ~here.all(axis=1) & ~leaving(game)
    size = np.diff(game.first_successor)
    moves = np.repeat(ends, size)
    first = game.first_successor[:-1]
    chance, to = game.probability.copy(), game.successor.copy()
    chance[moves] = 0
    chance[first[ends]], to[first[ends]] = 1, gone
    parts = chance, to, game.first_successor
    return StochasticGame(assemble(game.states, game.players, game.actions, game.payoffs, parts))


def side_by_side(games: Sequence[StochasticGame]) -> StochasticGame:
    """Games of as many players as one game, whose states are (number of the game, state)."""
    states = np.cumsum([0, *(len(game.states) for game in games)])
    moves = np.cumsum([0, *(len(game.successor) for game in games)])
    parts = [
        (game.probability, game.successor + states[k], game.first_successor[:-1] + moves[k])
        for k, game in enumerate(games)
    ]
    chance, to, first = (np.concatenate(each) for each in zip(*parts, strict=True))
    return StochasticGame(
        assemble(
            tuple((k, x) for k, game in enumerate(games) for x in game.states),
            tuple(map(str, range(1, games[0].n_players + 1))),
            tuple(own for game in games for own in game.actions),
            np.concatenate([game.payoffs for game in games]),
            (chance, to, np.append(first, moves[-1])),
        )
    )


def truncated(game: StochasticGame, turnover: Any, negotiated: Array) -> StochasticGame:
    """The truncated game of r, shape (p, states, n), whose states hold the clock t mod p too.

    States are (clock, state) and ("negotiated", clock, state), in this order.
    """
    period, states, n = negotiated.shape
    exact = game.exact and _exact.is_rational(turnover) and negotiated.dtype == object
    chance = _exact.as_numbers(game.probability, exact)
    turnover = _exact.fraction(turnover) if exact else float(turnover)
    ends = period * states
    later = (np.arange(period) + 1) % period * states
    goes = game.successor + later[:, None]
    both = np.stack([chance * (1 - turnover), chance * turnover], axis=1).ravel()
    to = np.stack([goes, ends + goes], axis=2).ravel()
    # Each of these rows moves twice as often, each end stays where it is.
    sizes = np.tile(2 * np.diff(game.first_successor), period)
    first = np.concatenate([[0], np.cumsum([*sizes, *[1] * ends])])
    sure = _exact.as_numbers(np.ones(ends, dtype=int), exact)
    moves = np.concatenate([np.tile(both, period), sure]), np.append(to, ends + np.arange(ends))
    paid = np.tile(_exact.as_numbers(game.payoffs, exact), (period, 1))
    paid = np.concatenate([paid, negotiated.reshape(-1, n)])
    clock = [(k, x) for k in range(period) for x in game.states]
    labels = (*clock, *(("negotiated", *place) for place in clock))
    choices = game.actions * period + ((("agreed",),) * n,) * len(clock)
    return StochasticGame(assemble(labels, game.players, choices, paid, (*moves, first)))
