"""The first of several best sets, in the order in which decisions are listed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import errors
from ...types import Array, BoolArray
from .binary_programme import IncumbentTies

Solve = Callable[[Array], "IncumbentTies | None"]


def first_optimum(
    # from fixed decisions (1, 0, or -1 for open) to the best set, or None if there is none
    solve: Solve,
    size: int,  # number of decisions
    same: Any,  # values that differ by no more are the same
) -> tuple[IncumbentTies, bool | None]:
    """Find the lexicographically first best set, chosen before left out, and whether it is alone.

    Decisions are made one by one: each is tried the other way, those before it as they are. If
    that is worth as much, there is a second best set; if it chooses something instead of leaving
    it out, it is an earlier one.

    Whether it is alone is None if the search was cut off.

    Examples
    --------
    Any two of three things:

    >>> import numpy as np
    >>> from qinba_games.network.solvers.first_optimum import first_optimum
    >>> from qinba_games.network.solvers.binary_programme import IncumbentTies
    >>> sets = np.array([[0, 1, 1], [1, 0, 1], [1, 1, 0]], dtype=bool)
    >>> def solve(fixed):
    ...     fits = [s for s in sets if all((fixed < 0) | (fixed == s))]
    ...     return IncumbentTies(fits[0], 2, 2, True) if fits else None
    >>> found, unique = first_optimum(solve, 3, 0)
    >>> found.chosen.tolist(), unique
    ([True, True, False], False)
    """
    fixed = np.full(size, -1)
    best = solve(fixed)
    if best is None:
        raise errors.NotConvergedError("HiGHS found no set of ties, although the empty one holds")
    unique = True
    for e in range(size):
        if not best.proven:
            return best, None
        if unique or not best.chosen[e]:
            fixed[e] = not best.chosen[e]
            other = solve(fixed)
            if other is not None and other.value > best.value + same:
                # The solver had missed it: begin again from the better set.
                return first_optimum(functools.partial(_at_least, solve, other), size, same)
            if other is not None and other.value >= best.value - same:
                unique = False
                best = other if other.chosen[e] else best
        fixed[e] = best.chosen[e]
    return best, unique


def _at_least(solve: Solve, known: IncumbentTies, fixed: Array) -> IncumbentTies | None:
    best = solve(fixed)
    fits = bool(np.all((fixed < 0) | (fixed == known.chosen)))
    return known if fits and (best is None or best.value < known.value) else best


def _first_among(values: Array, same: Any) -> tuple[int, bool]:
    """Row of the first best set among all that are permitted, and whether it is alone.

    Sets are in lexicographic order, chosen before left out; values within `same` are the same.
    """
    best = np.flatnonzero(values >= values.max() - same)
    return int(best[0]), len(best) == 1


def best_among(sets: BoolArray, worth: Array, same: Any) -> tuple[IncumbentTies, bool]:
    """The first best of some permitted sets, and whether it is alone."""
    values = sets.astype(worth.dtype) @ worth
    row, alone = _first_among(values, same)
    return IncumbentTies(sets[row], values[row], values[row], True), alone


def best_in_time(
    solve: Solve, worth: Array, same: Any, *, first: bool, timed: bool
) -> tuple[IncumbentTies, bool | None]:
    """The best set that a search finds, and the first of several where there is time for that."""
    size = len(worth)
    if first and not timed:
        return first_optimum(solve, size, same)
    best = solve(np.full(size, -1))
    if best is None:
        return IncumbentTies(np.zeros(size, dtype=bool), 0, worth[worth > 0].sum(), False), None
    return first_optimum(solve, size, same) if first and best.proven else (best, None)


@functools.lru_cache(maxsize=16)
def all_sets(size: int) -> BoolArray:
    """All 2^size sets in lexicographic order, chosen before left out; shape (2^size, size)."""
    masks = np.arange(2**size - 1, -1, -1)
    return np.asarray((masks[:, None] >> np.arange(size - 1, -1, -1)) & 1 == 1)
