"""Cooperative games for tests: in the order of printed tables, and at random."""

import itertools
from fractions import Fraction

import numpy as np

from qinba_games.cooperative.tu_game import TUGame

KINDS = ("uniform", "by size", "small integers", "simple", "claims", "assignment", "fractions")


def lexicographic(values):
    """A game from worths in the order {1}, {2}, ..., {1,2}, {1,3}, ..., {1,...,n}."""
    n = (len(values) + 1).bit_length() - 1
    order = [c for size in range(1, n + 1) for c in itertools.combinations(range(n), size)]
    worth = {tuple(str(i + 1) for i in c): v for c, v in zip(order, values, strict=True)}
    return TUGame(worth, players=[str(i + 1) for i in range(n)])


def worths(rng, n, kind):
    """Random worths by mask."""
    masks = np.arange(1 << n)
    members = masks[:, None] >> np.arange(n) & 1
    if kind == "uniform":
        values = rng.random(1 << n)
    elif kind == "by size":
        values = rng.random(1 << n) * members.sum(axis=1)
    elif kind == "small integers":
        values = rng.integers(-3, 4, 1 << n)
    elif kind == "simple":
        values = (rng.random(1 << n) < 0.3).astype(int)
    elif kind == "claims":
        claims = rng.integers(1, 10, n)
        estate = int(rng.integers(0, claims.sum() + 1))
        values = np.maximum(0, estate - claims.sum() + members @ claims)
    elif kind == "assignment":
        values = np.minimum(members @ rng.integers(0, 5, n), members @ rng.integers(0, 5, n))
    else:
        parts = [Fraction(int(rng.integers(-24, 25)), int(rng.integers(1, 9))) for _ in masks]
        values = np.array(parts, dtype=object)
    values[0] = 0 * values[0]
    return values


def random_game(seed, *, kinds=KINDS, low=2, high=7):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(low, high))
    return TUGame(worths(rng, n, kinds[int(rng.integers(len(kinds)))]))
