"""From the import to the first answer about a prisoner's dilemma, in a fresh process."""

from collections.abc import Iterator
from functools import partial

from benchmarks.comparison import Comparison, alternate, seconds_in_a_fresh_process

#: A process takes seconds to start.
RUNS = 3

OURS = """
import qinba_games as qg
game = qg.RepeatedGame(qg.StageGame.from_bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]]))
assert float(qg.critical_discount(game).delta) > 0
"""

QUANTECON = """
import numpy as np
from quantecon.game_theory import NormalFormGame, Player
from quantecon.game_theory.repeated_game import RepeatedGame
player = Player(np.array([[9.0, 1.0], [10.0, 3.0]]))
game = RepeatedGame(NormalFormGame((player, player)), 0.3)
assert len(game.equilibrium_payoffs(options={"u_init": np.zeros(2)}).vertices)
"""


def compare() -> Iterator[Comparison]:
    """Critical discount factor against the payoff set's hull."""
    measured = alternate(
        partial(seconds_in_a_fresh_process, OURS),
        partial(seconds_in_a_fresh_process, QUANTECON),
        repeats=RUNS,
    )
    yield Comparison(
        "from the import to the first critical δ, in a fresh process",
        "QuantEcon's first payoff set",
        *measured,
        bound=0.25,
        runs=RUNS,
        results="not the same question",
    )
