"""The table of all discount factors of a large game beside one pass over its payoffs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

import qinba_games as qg
from benchmarks.comparison import Comparison, in_turns
from qinba_games.types import Array

PLAYERS, ACTIONS = 5, 10


def one_pass(payoffs: Array) -> tuple[Array, list[Array]]:
    """Joint payoff of every profile, and what each player's best deviation from it brings."""
    own = [payoffs[..., i] for i in range(payoffs.shape[-1])]
    return payoffs.sum(axis=-1), [gains.max(axis=i) for i, gains in enumerate(own)]


def compare() -> Iterator[Comparison]:
    """The highest row of the table can only be as good as the best profile of the pass."""
    shape = (ACTIONS,) * PLAYERS
    game = qg.StageGame(np.random.default_rng(0).normal(size=(*shape, PLAYERS)))
    joint, best = one_pass(game.payoffs)
    table = qg.discount_table(game)
    for profile, payoff in zip(table.profile, table.joint_payoff, strict=True):
        assert profile is not None
        assert abs(joint[profile] - payoff) < 1e-9
        others = [profile[:i] + profile[i + 1 :] for i in range(PLAYERS)]
        need = sum(b[a] for b, a in zip(best, others, strict=True)) - joint[profile]
        assert need <= table.at(table.delta[-1]).liquidity + 1e-9
    measured = in_turns(partial(qg.discount_table, game), partial(one_pass, game.payoffs))
    yield Comparison(
        f"discount_table of {PLAYERS} players with {ACTIONS} actions ({joint.size:,} profiles)",
        "one numpy pass: sums and maxima along every axis",
        *measured,
        bound=8,
        aim=5,
        results=f"same joint payoffs in {len(table.delta)} rows",
        reason="one pass finds no threshold, no punishment and no certificate",
    )
