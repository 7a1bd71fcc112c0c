"""Large networks of ties, beside sorting the slacks of a million ties once.

`python -m benchmarks.networks picture.svg` also draws how the time grows with the number of ties.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

import numpy as np

import qinba_games as qg
from benchmarks.comparison import Comparison, in_turns, seconds

DELTA = 0.6
#: Times that of `numpy.argsort` of a million slacks, as a bar; half as much again is promised.
BOUNDS = {
    "bilateral": 3,
    "bilateral+sharing": 3,
    "coordinator": 25,
    "multilateral": 100,
    "multilateral+sharing": 100,
}


def neighbours(n: int, ties: int) -> qg.Network:
    """Ties between i and i + 1, ..., i + 40, with payoffs drawn independently."""
    rng = np.random.default_rng(1)
    key = rng.choice(n * 40, ties, replace=False)
    x, w = rng.normal(0.6, 1, (ties, 2)), rng.normal(0, 0.3, (ties, 2))
    d = x + rng.exponential(1 / 2.5, (ties, 2))
    table = {"a": key // 40, "b": (key // 40 + 1 + key % 40) % n}
    for name, pairs in (("value", x), ("temptation", d), ("outside", w)):
        table |= {f"{name}_a": pairs[:, 0], f"{name}_b": pairs[:, 1]}
    return qg.Network(np.arange(n), table)


def compare() -> Iterator[Comparison]:
    """A million ties for the regimes in which ties are apart, 30,000 for the others."""
    large, small = neighbours(100_000, 1_000_000), neighbours(10_000, 30_000)
    slacks = large.slack(DELTA)[:, 0].copy()
    for regime, bound in BOUNDS.items():
        net = small if regime.startswith("multilateral") else large
        blocks = np.arange(len(net.governments)) // 100 if regime == "coordinator" else None
        ask = partial(qg.sustain, net, DELTA, regime, jurisdictions=blocks)
        found = ask()
        measured = in_turns(ask, partial(np.argsort, slacks), repeats=5)
        yield Comparison(
            f"{len(net.ends):,} ties, {regime}",
            "`numpy.argsort` of a million slacks",
            *measured,
            bound=1.5 * bound,
            aim=bound,
            runs=5,
            results=f"gap {found.gap:.3g}",
            reason="a sort reads so many numbers a few times, and solves nothing",
        )


def growth() -> dict[str, list[tuple[int, float]]]:
    """Seconds by number of ties, ten for each government."""
    sizes = [50_000, 100_000, 200_000, 400_000, 800_000]
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in list(BOUNDS)[:3]}
    for size in sizes:
        net = neighbours(size // 10, size)
        blocks = np.arange(len(net.governments)) // 100
        for regime, times in found.items():
            ask = partial(qg.sustain, net, DELTA, regime, jurisdictions=blocks)
            times.append((size, min(seconds(ask) for _ in range(3))))
    return found


def draw(path: str) -> None:
    """Seconds over ties, one line for each regime."""
    from matplotlib import pyplot

    ax = pyplot.subplots(layout="constrained")[1]
    for regime, times in growth().items():
        ax.plot(*zip(*times, strict=True), marker="o", label=regime)
    ax.set_xlabel("ties")
    ax.set_ylabel("seconds")
    ax.legend(frameon=False)
    ax.figure.savefig(path)


if __name__ == "__main__":
    for result in compare():
        print(result)
    for file in sys.argv[1:]:
        draw(file)
