"""All pairs of the case between their levels, beside each pair as a plain stochastic game."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import qinba_games as qg
from benchmarks.comparison import Comparison, alternate, seconds
from qinba_games.hierarchy.results import Levels

DELTA, PART, TURNS = 0.7, 20, 5
#: Why the bar is missed.
WHY = (
    "the records by which nothing better exists are read for all pairs of a shape together, and "
    "still take more than half of our time, in some fifty steps on small arrays a wave"
)
REGIMES = ("none", "provinces", "national", "three-level", "bottom-up")


def compare() -> Iterator[Comparison]:
    """Every regime, certificates of both sides included."""
    for regime in REGIMES:
        yield _kind(qg.paper.hierarchy(), regime)


def _kind(case: qg.Hierarchy, regime: str) -> Comparison:
    levels: Levels = qg.stabilise(case, DELTA, regime)
    rng = np.random.default_rng(0)

    def loop() -> float:
        """Other pairs in every turn, with their time scaled up to all."""
        part = [case.pairs[k] for k in rng.choice(len(case.pairs), PART, replace=False)]
        taken = seconds(lambda: [qg.solve(levels.flat(*pair), DELTA) for pair in part])
        return taken * len(case.pairs) / PART

    measured = alternate(lambda: seconds(lambda: qg.stabilise(case, DELTA, regime)), loop, TURNS)
    return Comparison(
        f"{len(case.pairs)} pairs between levels, {regime!r}",
        f"our own solve, pair by pair; {TURNS * PART} measured, scaled up",
        *measured,
        bound=1 / 8,
        aim=1 / 30,
        runs=TURNS,
        results="values equal in the tests",
        reason=WHY,
    )


if __name__ == "__main__":
    for result in compare():
        print(result, flush=True)
