"""Divisions that need few worths: separable costs, and Shapley values that have a formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ...verify.findings import Finding, by_member
from ..tu_game import TUGame
from ..worths import Pairs, Tree

SEPARABLE = ("scrb", "alternate cost avoided")


def few_findings(
    game: TUGame, rule: str, payoffs: Array, given: Mapping[str, Any]
) -> Iterator[Finding]:
    """Whether payoffs add up to the worth of all, and are what the rule gives."""
    n, everybody = game.n_players, (1 << game.n_players) - 1
    masks = [everybody, *(everybody ^ 1 << i for i in range(n)), *(1 << i for i in range(n))]
    worths = _exact.rational(game.worths(masks))
    allowed = _tolerance.check(worths, payoffs)
    yield Finding(abs(payoffs.sum() - worths[0]), n * allowed, state="sum")
    if rule in SEPARABLE:
        off = _off(worths, payoffs, given.get("benefits"), allowed)
    elif rule == "shapley" and isinstance(game.function, Pairs):
        both = _exact.rational(game.function.benefits + game.function.benefits.T)
        off = payoffs - np.array([sum(row) for row in both.tolist()]) / 2
    elif rule == "shapley" and isinstance(game.function, Tree):
        off = payoffs - np.array(_paid(game.function))
    else:
        off = np.full(n, np.inf)  # of worths without a table no other rule gives anything
    yield from by_member(game.players, abs(off), allowed)


def _off(worths: Array, payoffs: Array, benefits: Any, allowed: Any) -> Array:
    """By how much what each gets beyond what it adds is not in proportion to what remains to it."""
    n = len(payoffs)
    adds, alone = worths[0] - worths[1 : n + 1], worths[n + 1 :]
    if benefits is not None:
        alone = np.maximum(alone, -_exact.rational(benefits))
    remaining = adds - alone
    if min(remaining) < -allowed:
        return np.full(n, np.inf)
    whole = sum(remaining)
    if whole <= n * allowed:
        return np.asarray(payoffs - adds)
    return np.asarray(payoffs - adds - (worths[0] - sum(adds)) * remaining / whole)


def _paid(tree: Tree) -> list[Any]:
    """From the ends of the tree inwards, who is beyond each link; from the source on, the fees."""
    n, costs = len(tree.names), _exact.rational(tree.costs).tolist()
    beyond, below = [1] * n, [list[int]() for _ in range(n)]
    order = [i for i in range(n) if i not in tree.above]
    for i, end in tree.above.items():
        below[end].append(i)
    for i in order:  # grows while it is read
        order += below[i]
    for i in reversed(order):
        beyond[i] += sum(beyond[j] for j in below[i])
    fees = [0 * costs[0]] * n
    for i in order:
        before = fees[tree.above[i]] if i in tree.above else 0
        fees[i] = before - costs[i] / beyond[i]
    return fees
