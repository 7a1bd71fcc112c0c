"""Random networks, in the form of the oracle and in that of the package."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
from oracles.network import Tie

import qinba_games as qg

DELTA = Fraction(1, 2)
PAIRS = ("02", "12", "13", "14", "25", "34", "35", "45")
X = ((1, 2), (2, 0), (5, 6), (6, 4), (0, 2), (6, 1), (2, 4), (6, 3))
D = ((8, 4), (9, 1), (11, 6), (7, 7), (3, 8), (8, 5), (6, 7), (12, 6))


def random_ties(rng: np.random.Generator, most: int = 12) -> tuple[int, list[Tie]]:
    """Up to `most` ties with small whole payoffs, so that equal values are common."""
    n = int(rng.integers(3, 8))
    pairs = list(itertools.combinations(range(n), 2))
    count = int(rng.integers(2, min(most, len(pairs)) + 1))
    ties = []
    for k in sorted(rng.choice(len(pairs), count, replace=False)):
        a, b = pairs[k] if rng.random() < 0.5 else pairs[k][::-1]
        x = rng.integers(-1, 7, 2)
        d = x + rng.integers(-1, 9, 2)
        w = rng.integers(-1, 3, 2)
        ties.append((a, b, *(tuple(map(Fraction, map(int, v))) for v in (x, d, w))))
    return n, ties


def table(ties: list[Tie], **more: Any) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"a": [t[0] for t in ties], "b": [t[1] for t in ties]}
    for k, name in enumerate(("value", "temptation", "outside"), start=2):
        for side, end in enumerate("ab"):
            columns[f"{name}_{end}"] = [t[k][side] for t in ties]
    return columns | more


def network(n: int, ties: list[Tie], *, exact: bool = True, **more: Any) -> qg.Network:
    columns = table(ties, **more)
    if not exact:
        columns = {k: v if k in "ab" else [float(one) for one in v] for k, v in columns.items()}
    return qg.Network(range(n), columns)


def random_labels(rng: np.random.Generator, n: int) -> list[Any]:
    return [[None, "west", "east"][k] for k in rng.integers(0, 3, n)]


def ladder() -> qg.Network:
    """The six governments of the reference numbers."""
    table = {"a": [int(p[0]) for p in PAIRS], "b": [int(p[1]) for p in PAIRS]}
    for name, pairs in (("value", X), ("temptation", D)):
        table |= {f"{name}_{side}": [pair[k] for pair in pairs] for k, side in enumerate("ab")}
    return qg.Network(range(6), table)
