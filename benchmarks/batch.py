"""Ten thousand partnerships at once beside a loop over `evolve`, 40,000 beside linear systems."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

import qinba_games as qg
from benchmarks.comparison import RUNS, Comparison, alternate, in_turns, seconds
from qinba_games.partnership.results.evolution import Evolution

SIZE, PART = 10_000, 100


def random_partnerships(sharing: str) -> list[qg.Partnership]:
    """Pairs with four levels of trust and bad times, unequal in what they gain."""
    rng = np.random.default_rng(0)
    trust = 0.35 * np.arange(4)[:, None]
    return [
        qg.Partnership(
            rng.uniform(0.6, 1.6, size=2) + trust,
            1,
            promotion=float(rng.uniform(0.2, 0.8)),
            friction=float(rng.uniform(0, 0.2)),
            bad_times=[(0.2, (0.6, 0.6))],
            sharing=sharing,
        )
        for _ in range(SIZE)
    ]


_NAMES = {"none": "without sharing", "voluntary": "with voluntary sharing"}
#: Times that of `numpy.linalg.solve`, at the most.
BOUNDS = {"none": 20, "voluntary": 25}


def compare() -> Iterator[Comparison]:
    """Both kinds of sharing."""
    for sharing, name in _NAMES.items():
        yield _kind(random_partnerships(sharing), name)
    for sharing in _NAMES:
        yield _arrays(sharing)


def _arrays(sharing: str, count: int = 40_000) -> Comparison:
    """Five trust levels and two conditions: eleven states with the end, and two members."""
    rng = np.random.default_rng(0)
    terms: dict[str, Any] = {
        "benefit": rng.uniform(0.6, 1.6, (count, 1, 2)) + 0.35 * np.arange(5)[:, None],
        "promotion": rng.uniform(0.2, 0.8, count),
        "friction": rng.uniform(0, 0.2, count),
        "delta": rng.uniform(0.3, 0.95, count),
    }
    systems = np.eye(11) - 0.9 * rng.dirichlet(np.ones(11), (count, 11))
    rewards = rng.normal(size=(count, 11, 2))
    ask = partial(qg.evolve_arrays, cost=1, bad_times=[(0.2, 0.6)], sharing=sharing, **terms)
    worst = float(ask().residual.max())
    measured = in_turns(ask, partial(np.linalg.solve, systems, rewards), repeats=5)
    return Comparison(
        f"{count:,} partnerships as arrays, {_NAMES[sharing]}",
        f"one `numpy.linalg.solve` of {count:,} systems of 11",
        *measured,
        bound=BOUNDS[sharing],
        runs=5,
        results=f"residuals up to {worst:.1g}",
        reason="the systems value one policy; equilibria take several, and a residual each",
    )


def _kind(pairs: list[qg.Partnership], name: str) -> Comparison:
    deltas = np.random.default_rng(1).uniform(0.3, 0.95, size=SIZE)
    batch = qg.evolve_many(pairs, deltas)
    parts = iter(range(0, SIZE, PART))

    def loop() -> float:
        """A part that is new in every turn, with its time scaled up to all."""
        start = next(parts)
        found: list[Evolution] = []
        part = slice(start, start + PART)
        each = list(zip(pairs[part], deltas[part], strict=True))
        taken = seconds(lambda: found.extend(qg.evolve(pair, delta) for pair, delta in each))
        assert [one.classes[0] for one in found] == batch.founding_class[part].tolist()
        values = np.array([one.founding_value for one in found])
        assert np.abs(values - batch.founding_value[part]).max() < 1e-9
        return taken * SIZE / PART

    measured = alternate(lambda: seconds(lambda: qg.evolve_many(pairs, deltas)), loop)
    return Comparison(
        f"{SIZE:,} partnerships {name} in one batch",
        f"our own loop over evolve; {RUNS * PART:,} measured, scaled up",
        *measured,
        bound=1 / 20,
        results="same classes and values",
    )
