"""Sets of equilibrium payoffs beside QuantEcon, certificate included."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

import qinba_games as qg
from benchmarks.comparison import Comparison, alternate, seconds_in_a_fresh_process, turns
from benchmarks.random_games import CALLS, SIZES, cases
from qinba_games.payoff_sets.polygons import excess, hull

PEER = "QuantEcon"
#: Why a bar is missed.
REASON = "the proof from both sides takes some two fifths of our time; the peer's answer has none"

#: A process takes seconds to start.
COLD_RUNS = 3

OURS = """
import numpy as np
import qinba_games as qg
rng = np.random.default_rng(0)
payoffs = np.stack([rng.random((5, 5)), rng.random((5, 5))], axis=-1)
assert qg.payoff_set(qg.StageGame(payoffs), 0.7).certificate.ok
"""

THEIRS = """
import numpy as np
from quantecon.game_theory import NormalFormGame, Player
from quantecon.game_theory.repeated_game import RepeatedGame
rng = np.random.default_rng(0)
A, B = rng.random((5, 5)), rng.random((5, 5))
game = NormalFormGame((Player(A), Player(B.T.copy())))
assert len(RepeatedGame(game, 0.7).equilibrium_payoffs().vertices)
"""


def compare() -> Iterator[Comparison]:
    """The first answer, then one comparison for each number of actions."""
    yield cold()
    yield from warm()


def cold() -> Comparison:
    """From the import to the first set, in fresh processes."""
    measured = alternate(
        partial(seconds_in_a_fresh_process, OURS),
        partial(seconds_in_a_fresh_process, THEIRS),
        repeats=COLD_RUNS,
    )
    task = "payoff set, 5 actions each, from the import on, in a fresh process"
    return Comparison(task, PEER, *measured, bound=0.25, runs=COLD_RUNS, results="the same set")


def warm() -> Iterator[Comparison]:
    """One comparison for each number of actions, on the games that the peer answers."""
    for k in SIZES:
        theirs = peers(k)
        pairs, agree, answered = [], 0, 0
        for (payoffs, delta), told in zip(cases(k), theirs, strict=False):
            taken, corners = solved(payoffs, delta)
            if "corners" in told and corners is not None:
                answered += 1
                pairs.append((taken, told["seconds"]))
                agree += apart(corners, hull(np.array(told["corners"]), 1e-9)) < 1e-6
        results = f"{agree} of {answered} equal; all {len(theirs)} answered here, {answered} there"
        yield Comparison(
            f"payoff sets, {k} actions each",
            PEER,
            *turns(pairs),
            bound=1,
            runs=CALLS,
            aim=0.1 if k >= 20 else 0.5,
            results=results,
            reason=REASON,
        )


def peers(k: int) -> list[dict[str, Any]]:
    """What the peer says of each game, as far as it came."""
    command = [sys.executable, "-m", "benchmarks.quantecon_sets", str(k)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return told + [{"error": "the process ended"}] * (20 - len(told))


def solved(payoffs: Any, delta: float) -> tuple[float, Any]:
    """Processor seconds, and the corners; None if there is no equilibrium."""
    game, taken, corners = qg.StageGame(payoffs), [], None
    for _ in range(CALLS):
        begun = time.process_time()
        try:
            corners = qg.payoff_set(game, delta).vertices
        except qg.errors.NoEquilibriumError:
            corners = None
        taken.append(time.process_time() - begun)
    return min(taken), corners


def apart(one: Any, other: Any) -> float:
    """By how much corners of either violate an edge of the other."""
    return float(max(excess(one, other), excess(other, one)))


if __name__ == "__main__":
    for comparison in compare():
        print(comparison, comparison.results)
