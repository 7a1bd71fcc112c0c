"""Networks of ties by trying all sets: slow, plain, and independent of the package.

A network is a list of ties (a, b, x, d, w), the last three pairs of Fractions, and maybe weights.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

Tie = tuple[int, int, tuple[Any, Any], tuple[Any, Any], tuple[Any, Any]]


def slack(tie: Tie, delta: Any, side: int) -> Any:
    x, d, w = (tie[k][side] for k in (2, 3, 4))
    return delta * (x - w) - (1 - delta) * (max(d, x, w) - x)


def worth(tie: Tie) -> Any:
    return sum(tie[2]) - sum(tie[4])


def parts(n: int, ties: list[Tie], kept: set[int]) -> list[set[int]]:
    """Governments that hang together by the ties in a set."""
    groups = [{i} for i in range(n)]
    for e in kept:
        joined = [g for g in groups if ties[e][0] in g or ties[e][1] in g]
        groups = [g for g in groups if g not in joined] + [set().union(*joined)]
    return groups


def holds(
    n: int, ties: list[Tie], delta: Any, regime: str, kept: set[int], label: list[Any]
) -> bool:
    """Whether a set of ties is an equilibrium of its regime."""
    m = {e: (slack(ties[e], delta, 0), slack(ties[e], delta, 1)) for e in kept}
    if regime == "bilateral":
        return all(min(pair) >= 0 for pair in m.values())
    if regime == "bilateral+sharing":
        return all(sum(pair) >= 0 for pair in m.values())
    if regime == "multilateral":
        own = [Fraction(0)] * n
        for e, pair in m.items():
            for side in (0, 1):
                own[ties[e][side]] += pair[side]
        return min(own) >= 0
    if regime == "multilateral+sharing":
        return all(
            sum((sum(m[e]) for e in kept if ties[e][0] in group), Fraction(0)) >= 0
            for group in parts(n, ties, kept)
        )
    pooled: dict[Any, Any] = {}
    for e, pair in m.items():
        a, b = ties[e][:2]
        if label[a] is not None and label[a] == label[b]:
            pooled[label[a]] = pooled.get(label[a], 0) + sum(pair)
        elif min(pair) < 0:
            return False
    return all(total >= 0 for total in pooled.values())


def best(
    n: int,
    ties: list[Tie],
    delta: Any,
    regime: str,
    *,
    label: list[Any] | None = None,
    weights: list[Any] | None = None,
    among: set[int] | None = None,
) -> tuple[Any, list[bool], bool]:
    """Value, first best set (kept before left out), and whether it is the only one."""
    label = [0] * n if label is None else label
    weights = [worth(tie) for tie in ties] if weights is None else weights
    top: Any = None
    first: list[bool] = []
    alone = True
    for choice in itertools.product((True, False), repeat=len(ties)):
        kept = {e for e, there in enumerate(choice) if there}
        if among is not None and not kept <= among:
            continue
        value = sum((weights[e] for e in kept), Fraction(0))
        if (top is not None and value < top) or not holds(n, ties, delta, regime, kept, label):
            continue
        if top is None or value > top:
            top, first, alone = value, list(choice), True
        else:
            alone = False
    return top, first, alone


def cascade(
    n: int,
    ties: list[Tie],
    delta: Any,
    regime: str,
    kept: set[int],
    exits: set[int],
    label: list[Any],
) -> tuple[list[Any], set[int], set[int], set[int]]:
    """Rounds, followers, stranded governments, and the ties that remain, one round at a time."""
    had = {i for e in kept for i in ties[e][:2]}
    left = {e for e in kept if not set(ties[e][:2]) & exits}
    rounds: list[Any] = []
    followers: set[int] = set()
    while True:
        before = {i for e in left for i in ties[e][:2]}
        if regime == "multilateral":
            gone: Any = [
                i
                for i in range(n)
                if sum(
                    (slack(ties[e], delta, ties[e][:2].index(i)) for e in left if i in ties[e][:2]),
                    Fraction(0),
                )
                < 0
            ]
            after = {e for e in left if not set(ties[e][:2]) & set(gone)}
            followers |= set(gone)
        else:
            ended = broken(n, ties, delta, regime, left, label)
            gone = [ties[e][:2] for e in sorted(ended)]
            after = left - ended
            followers |= before - {i for e in after for i in ties[e][:2]}
        if not gone:
            break
        rounds.append(tuple(gone))
        left = after
    stay = {i for e in left for i in ties[e][:2]}
    return rounds, followers, had - stay - followers - exits, left


def broken(
    n: int, ties: list[Tie], delta: Any, regime: str, left: set[int], label: list[Any]
) -> set[int]:
    """Ties that end because they, their component or their jurisdiction are in deficit."""
    if regime == "multilateral+sharing":
        groups = parts(n, ties, left)
        bundles = [{e for e in left if ties[e][0] in group} for group in groups]
    elif regime == "coordinator":
        inside: dict[Any, set[int]] = {}
        for e in left:
            a, b = ties[e][:2]
            same = label[a] is not None and label[a] == label[b]
            inside.setdefault(("in", label[a]) if same else ("out", e), set()).add(e)
        bundles = list(inside.values())
    else:
        bundles = [{e} for e in left]
    gone: set[int] = set()
    for bundle in bundles:
        if not holds(n, ties, delta, regime, bundle, label):
            gone |= bundle
    return gone
