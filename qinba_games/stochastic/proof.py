"""A stochastic game read once more, and the witness of what is agreed on in it.

With transfers the members are one pool. At every row a member may play anything else, or the same
and refuse to pay; from the next period on it is punished.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _exact
from ..game.table import Choices, Lotteries, Table
from ..game.witness import Bounds, PenalCode, Play, Round, Tree
from ..repeated.results.equilibrium import Equilibrium
from ..types import IntArray
from .stochastic_game import StochasticGame


def table_of(game: StochasticGame, delta: Any, *, exact: bool) -> Table:
    """The game as a table: a row for each state and profile, a menu for each line of profiles."""
    states, count = len(game.states), len(game.payoffs)
    payoffs = _exact.as_numbers(game.payoffs, exact)
    menu, options = np.empty(game.action.shape, dtype=int), []
    owner: list[IntArray] = []
    for i in range(game.n_players):
        line = np.column_stack([game.state, np.delete(game.action, i, axis=1)])
        _, which = np.unique(line, axis=0, return_inverse=True)
        which = which.ravel()
        menu[:, i] = which + sum(len(part) for part in owner)
        owner.append(np.full(which.max() + 1, i))
        options.append(np.argsort(which, kind="stable"))
    reply, whose = np.concatenate(options), np.repeat(np.arange(game.n_players), count)
    sizes = np.bincount(menu.ravel())
    always = np.ones(count, dtype=bool)
    chance = _exact.as_numbers(game.probability, exact)[:, None]
    each, sure = np.arange(states + 1), _exact.as_numbers(np.ones((states, 1), dtype=int), exact)
    return Table(
        delta=_exact.as_numbers([delta], exact),
        state=game.state,
        rows=Choices(payoffs[..., None], always, np.arange(count)),
        nodes=Lotteries(each, each[:-1], sure),
        lotteries=Lotteries(game.first_successor, game.successor, chance),
        menu=menu,
        owner=np.concatenate(owner),
        first=np.concatenate([[0], np.cumsum(sizes)]),
        replies=Choices(payoffs[reply, whose, None], always[reply], reply),
        open=always[:, None],
        pools=np.zeros(game.n_players, dtype=int),
        objective=np.ones(game.n_players, dtype=int),
        feared=each[:-1],
        start=each[:-1],
        prefer=np.zeros(count, dtype=int),
    )


def witness_of(result: Equilibrium) -> tuple[Play, Tree, PenalCode]:
    """What is played, the record of what was eliminated, and what is played against deviators."""
    # Deviations can lead to every state that a reply leads to; there the same record holds.
    game = result.game
    rows, *against = (
        game.rows(policy, function="verify")[:, None]
        for policy in (result.policy, *result.punishments)
    )
    rounds = [
        Round(Bounds(one.joint[:, None, None], one.punishment[..., None]), eliminated[:, None] > 0)
        for one in result.record
        for eliminated in [np.bincount(one.rows, minlength=len(game.state))]
    ]
    tree = Tree(tuple(rounds), rounds[-1].bounds)
    play = Play(rows, result.joint_payoff[:, None, None], result.punishment_payoff[..., None])
    return play, tree, PenalCode(play.punishment, play, tuple(against), (), tree)
