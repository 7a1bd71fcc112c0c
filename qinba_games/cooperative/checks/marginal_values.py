"""What the values should be, from a definition that their solvers do not use.

Shapley and Banzhaf: marginal contributions folded one member at a time. Weighted Shapley and Owen:
by dividends. Myerson: components grown link by link. Tau: its bounds, coalition by coalition.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ..coalitions import coalition_sizes, coalition_sums


def shapley_value(values: Array) -> Array:
    """Average marginal contribution over all orders."""
    n = len(values).bit_length() - 1
    return _marginal(values, [Fraction(1, n * math.comb(n - 1, s)) for s in range(n)])


def banzhaf_value(values: Array) -> Array:
    """Average marginal contribution over all coalitions of the others."""
    n = len(values).bit_length() - 1
    return _marginal(values, [Fraction(1, 2 ** (n - 1))] * n)


def _marginal(values: Array, joins: Sequence[Fraction]) -> Array:
    """Σ joins(s) (v(S+i) - v(S)) over the coalitions S without i, s their size."""
    n = len(values).bit_length() - 1
    sizes = coalition_sizes(n)
    unit: Any = 1
    weights = np.array([0, *joins, 0], dtype=object)
    if _tolerance.is_exact(values):
        scale = math.lcm(*(w.denominator for w in joins))
        total = sum(2 * w * scale * math.comb(n, s) for s, w in enumerate(joins))
        values, denominator = _exact.over_common_denominator(values, int(total))
        weights, unit = (weights * scale).astype(values.dtype), Fraction(1, scale * denominator)
    else:
        weights = weights.astype(float)
    absent = (weights[1:][sizes] * values).sum()
    both = (weights[:-1] + weights[1:])[sizes]
    both *= values
    payoffs = np.empty(n, dtype=object if isinstance(unit, Fraction) else float)
    for i in reversed(range(n)):
        half = 1 << i
        payoffs[i] = both[half:].sum() - absent
        both[:half] += both[half:]
        both = both[:half]
    return payoffs * unit if isinstance(unit, Fraction) else payoffs


def dividends(values: Array) -> Array:
    """What each coalition adds to its parts."""
    left = _exact.fractions(values) if _tolerance.is_exact(values) else values.astype(float)
    for i in range(len(values).bit_length() - 1):
        halves = left.reshape(-1, 2, 1 << i)
        left = np.stack([halves[:, 0], halves[:, 1] - halves[:, 0]], axis=1).reshape(-1)
    return left


def weighted_value(values: Array, weights: Array) -> Array:
    """Dividends divided in proportion to weights."""
    if _tolerance.is_exact(weights):
        weights = _exact.fractions(weights)
    whole = coalition_sums(weights)
    whole[0] = 1
    return _collected(dividends(values) / whole, len(weights)) * weights


def owen_value(values: Array, unions: Sequence[Sequence[int]]) -> Array:
    """Dividends divided equally among unions, then equally among their members."""
    n = len(values).bit_length() - 1
    masks, shared = np.arange(1 << n), dividends(values)
    present = np.zeros(1 << n, dtype=np.int64)
    for union in unions:
        present += masks & sum(1 << i for i in union) != 0
    payoffs = np.zeros(n, dtype=shared.dtype)
    for union in unions:
        inside = coalition_sizes(n)[masks & sum(1 << i for i in union)].astype(np.int64)
        collected = _collected(shared / np.maximum(present * inside, 1), n)
        payoffs[list(union)] = collected[list(union)]
    return payoffs


def _collected(parts: Array, n: int) -> Array:
    return np.array([parts.reshape(-1, 2, 1 << i)[:, 1].sum() for i in range(n)])


def myerson_value(values: Array, links: Sequence[tuple[int, int]]) -> Array:
    """Shapley value of the game in which coalitions fall apart into their components."""
    rest, total = np.arange(len(values)), 0 * values
    while rest.any():
        component = rest & -rest
        grown = 0 * component
        while (grown != component).any():
            grown = component
            for i, j in [*links, *((j, i) for i, j in links)]:
                component = component | (component >> i & rest >> j & 1) << j
        total = total + values[component]
        rest = rest ^ component
    return shapley_value(total)


def tau_value(values: Array) -> Array:
    """The efficient point between least rights and utopia payoffs."""
    n = len(values).bit_length() - 1
    exact = _tolerance.is_exact(values)
    worth = _exact.as_numbers(values, exact)
    best = np.array([worth[-1] - worth[-1 - (1 << i)] for i in range(n)])
    remainder = worth - coalition_sums(best)
    masks = np.arange(1 << n)
    least = np.array([best[i] + max(remainder[masks >> i & 1 == 1]) for i in range(n)])
    span = best.sum() - least.sum()
    if span <= _tolerance.tie(values):
        return least
    return np.asarray(least + (best - least) * (worth[-1] - least.sum()) / span)
