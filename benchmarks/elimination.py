"""A large stochastic game beside the same algorithm in plain loops."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

import qinba_games as qg
from benchmarks.comparison import Comparison, in_turns, seconds, seconds_shown
from benchmarks.plain_elimination import Found, Plain, prepare
from qinba_games.stochastic.solvers.policy_elimination import policy_elimination

STATES, ACTIONS, SUCCESSORS, DELTA = 441, 11, 3, 0.7
#: The loops take long.
RUNS = 3


def random_game() -> qg.StochasticGame:
    """Two players with normal payoffs; every profile leads to a few random states."""
    rng = np.random.default_rng(0)
    shape = (STATES, ACTIONS, ACTIONS)
    payoffs = rng.normal(size=(*shape, 2))
    states = rng.integers(0, STATES, size=(*shape, SUCCESSORS)).tolist()
    chances = rng.dirichlet(np.ones(SUCCESSORS), size=shape).tolist()

    def transitions(x: int, a: tuple[int, ...]) -> dict[int, float]:
        first, second = a
        moves: dict[int, float] = {}
        for y, p in zip(states[x][first][second], chances[x][first][second], strict=True):
            moves[y] = moves.get(y, 0.0) + p
        return moves

    def gains(x: int, a: tuple[int, ...]) -> Any:
        return payoffs[(x, *a)]

    return qg.StochasticGame.from_functions(
        range(STATES), lambda _: [range(ACTIONS)] * 2, gains, transitions
    )


def compare() -> Iterator[Comparison]:
    """Both from a prepared game to all values."""
    game = random_game()
    lists = prepare(game, DELTA)
    ready = policy_elimination(game, DELTA)
    results: list[Found] = []
    shares: list[float] = []

    def plain() -> None:
        run = Plain(lists)
        taken = seconds(lambda: results.append(run.run()))
        shares.append(run.solving / taken)

    measured = in_turns(partial(policy_elimination, game, DELTA), plain, repeats=RUNS)
    found = results[0]
    assert np.abs(np.array(found.joint) - ready.joint).max() < 1e-9
    assert np.abs(np.array(found.punishment).T - ready.punishment).max() < 1e-9
    assert found.left == ready.admissible.sum()
    whole = seconds_shown(seconds(partial(qg.solve, game, DELTA)))
    yield Comparison(
        f"policy elimination in {STATES} states with {len(game.payoffs):,} profiles",
        f"the same {found.sweeps} sweeps and {found.systems} linear systems in plain loops "
        f"({shares[0]:.0%} of the time for the latter)",
        *measured,
        bound=1 / 40,
        aim=1 / 100,
        runs=RUNS,
        results=f"same values; {whole} with labels and certificate",
        reason="most of our time goes to sparse linear systems",
    )
