"""Divisions beside coopgame-py (Rust): Shapley values and nucleoli, seconds per call.

Both sides are given the game in their own form beforehand; ours include the certificate.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import coopgame  # type: ignore[import-untyped]
import numpy as np

from benchmarks.comparison import Comparison, in_turns, seconds
from qinba_games.cooperative import nucleolus, shapley
from qinba_games.cooperative.coalitions import coalition_sizes, coalition_sums
from qinba_games.cooperative.tu_game import TUGame
from qinba_games.types import FloatArray

PEER = "coopgame-py"
#: The nucleolus of 20 members is promised in this time, whatever the peer takes.
SECONDS_FOR_TWENTY = 2.0
#: Memory of the Shapley value of 22 members, in arrays of 2^22 floats.
ARRAYS_FOR_TWENTY_TWO = 4.0


def random_worths(n: int) -> FloatArray:
    """Uniform numbers times the size of the coalition; members alone have little."""
    rng = np.random.default_rng(n)
    values: FloatArray = rng.random(1 << n) * coalition_sizes(n)
    values[1 << np.arange(n)] *= 0.3
    values[-1] = n
    return values


def claims_worths(n: int) -> FloatArray:
    """Claims of 1 to 99 on three fifths of their sum."""
    claims = np.random.default_rng(n).integers(1, 100, n).astype(float)
    estate = np.floor(0.6 * claims.sum())
    return np.asarray(np.maximum(0, estate - claims.sum() + coalition_sums(claims)))


def beside(task: str, ours: Callable[[], Any], peers: Callable[[], Any]) -> Comparison:
    """Medians of both in turns, after one call each that shows that they agree."""
    theirs = peers()
    theirs = theirs["allocation"] if isinstance(theirs, dict) else theirs
    assert np.abs(ours().payoffs - np.array(theirs)).max() < 1e-6
    return Comparison(task, PEER, *in_turns(ours, peers), bound=1)


def compare_shapley() -> Iterator[Comparison]:
    for n in (16, 20):
        values = random_worths(n)
        game, peer = TUGame(values), coopgame.Game(values[1:].tolist())
        yield beside(
            f"Shapley value, n = {n}", partial(shapley, game), partial(coopgame.shapley, peer)
        )


def compare_nucleolus() -> Iterator[Comparison]:
    for n in (12, 16, 18):
        for kind, worths in (("random", random_worths), ("claims", claims_worths)):
            values = worths(n)
            game, peer = TUGame(values), coopgame.Game(values[1:].tolist())
            yield beside(
                f"nucleolus, n = {n}, {kind}",
                partial(nucleolus, game),
                partial(coopgame.nucleolus, peer),
            )


def nucleolus_of_twenty() -> Iterator[tuple[str, float]]:
    """Seconds for 20 members; the promise is `SECONDS_FOR_TWENTY`."""
    for kind, worths in (("random", random_worths), ("claims", claims_worths)):
        game = TUGame(worths(20))
        yield kind, seconds(partial(nucleolus, game))


def memory_of_twenty_two() -> float:
    """Peak of the Shapley value, certificate and the worths included, in arrays of 2^22 floats."""
    n = 22
    values = random_worths(n)
    game = TUGame(values)
    del values
    tracemalloc.start()
    shapley(game)
    peak: int = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return 1 + peak / (8 << n)


def compare() -> Iterator[Comparison]:
    """Every comparison beside the peer."""
    yield from compare_shapley()
    yield from compare_nucleolus()


if __name__ == "__main__":
    print(*compare(), sep="\n")
    for kind, taken in nucleolus_of_twenty():
        print(f"nucleolus, n = 20, {kind}: {taken:.3g} s (at most {SECONDS_FOR_TWENTY:g} s)")
    print(
        f"memory of the Shapley value, n = 22: {memory_of_twenty_two():.2f} arrays of 2^n floats "
        f"(at most {ARRAYS_FOR_TWENTY_TWO:g})"
    )
