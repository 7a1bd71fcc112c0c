"""Nash equilibria of a stage game: all of them for two players, the pure ones for more.

Two players. The equilibria of a bimatrix game (A, B) are the pairs of points of the best-response
polytopes P = {x >= 0: B'x <= 1} and Q = {y >= 0: Ay <= 1} (payoffs made positive) that together
carry every label; those at vertices generate all others (von Stengel 2007, section 3.5).

1. *Vertex enumeration*, with nashpy's polytopes. It proves that the list is complete where both
   polytopes are simple, that is, where the game is nondegenerate.
2. *Support enumeration*, by nashpy, where 1 could not prove that. Alone it is not enough: a
   component of -1e-17 or a tie of best replies makes it lose equilibria.
3. *Lemke-Howson* on nashpy's tableaux, where 1 and 2 found nothing or the game is too large for
   them. nashpy's own loop may never end, so the loop is written out here with a bound on pivots.

Every candidate is only a guess of the supports: it is solved again on them, in Fractions where the
payoffs are rational, and kept if no player can gain. The work of 1 is bounded by the upper bound
theorem, that of 2 by the number of supports, that of 3 by the number of pivots; all three are
known before a step begins, so that no clock or subprocess is needed.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import cycle
from math import comb
from typing import Any, NamedTuple

import numpy as np

from .. import _exact, _tolerance
from ..types import Array, BoolArray, FloatArray
from .pure_nash import pure_equilibria, surviving_actions
from .support_system import solve_support

#: Largest number of vertices that a polytope may have to be enumerated (12 x 12 actions).
VERTICES = 25_000
#: Largest number of pairs of supports to enumerate (6 x 6 actions: half a second).
SUPPORTS = 4_096
#: Pivots of one Lemke-Howson path per action, and of all paths. A path in a nondegenerate game
#: never returns to a vertex and is about as long as the game has actions.
PIVOTS_PER_ACTION, PIVOTS = 20, 1_000
#: A constraint with less slack than this is tight; polytopes are scaled to the unit cube.
TIGHT = 1e-9

Strategies = tuple[Array, ...]


class Found(NamedTuple):
    """Equilibria (one mixed vector per player), whether they are all, and how they were found."""

    equilibria: list[Strategies]
    complete: bool
    method: str
    notes: list[str]


class _Step(NamedTuple):
    candidates: list[tuple[FloatArray, FloatArray]]
    complete: bool
    notes: list[str]


def stage_equilibria(payoffs: Array, *, pure: bool) -> Found:
    """Nash equilibria of `payoffs[a_1, ..., a_n, i]`.

    Strictly dominated actions go first; if at most two players still have a choice, all
    equilibria of what remains are sought, otherwise (or with `pure`) the pure ones.
    """
    exact = _tolerance.is_exact(payoffs)
    values = _exact.over_common_denominator(payoffs, 2)[0] if exact else payoffs
    kept = surviving_actions(values)
    reduced = values[np.ix_(*kept, range(values.shape[-1]))]
    active = [i for i, actions in enumerate(kept) if len(actions) > 1]
    if not active:
        found = Found(_as_vectors(reduced, exact), True, "iterated strict dominance", [])
    elif pure or len(active) > 2:
        notes = ["only pure equilibria were sought; there may be mixed ones as well"]
        found = Found(_as_vectors(reduced, exact), False, "pure enumeration", notes)
    else:
        found = _reduced_to_two(reduced, active, exact)
    equilibria = [
        tuple(
            _embed(vector, actions, m)
            for vector, actions, m in zip(strategies, kept, values.shape[:-1], strict=True)
        )
        for strategies in found.equilibria
    ]
    return found._replace(equilibria=sorted(equilibria, key=_order))


def _as_vectors(payoffs: Array, exact: bool) -> list[Strategies]:
    return [
        tuple(_unit_vector(m, a, exact) for m, a in zip(payoffs.shape[:-1], profile, strict=True))
        for profile in pure_equilibria(payoffs)
    ]


def _unit_vector(length: int, position: int, exact: bool) -> Array:
    vector = np.zeros(length)
    vector[position] = 1
    return _exact.fractions(vector) if exact else vector


def _embed(vector: Array, actions: Array, length: int) -> Array:
    full = np.zeros(length, dtype=vector.dtype)
    full = _exact.fractions(full) if vector.dtype == object else full
    full[actions] = vector
    return full


def _order(strategies: Strategies) -> tuple[Any, ...]:
    supports = [tuple(np.flatnonzero(vector)) for vector in strategies]
    return sum(len(s) for s in supports), supports, [list(-vector) for vector in strategies]


def _reduced_to_two(payoffs: Array, active: list[int], exact: bool) -> Found:
    """Solve for the one or two players who still have a choice; the others have one action."""
    sizes = [payoffs.shape[i] for i in active] + [1] * (2 - len(active))
    constant = np.zeros(sizes, dtype=np.int64)
    A, B = ([payoffs[..., i].reshape(sizes) for i in active] + [constant])[:2]
    found = bimatrix_equilibria(A, B, exact=exact)
    one = _unit_vector(1, 0, exact)
    return found._replace(
        equilibria=[
            tuple(
                pair[active.index(i)] if i in active else one for i in range(payoffs.shape[-1])
            )
            for pair in found.equilibria
        ]
    )


def bimatrix_equilibria(A: Array, B: Array, *, exact: bool) -> Found:
    """Equilibria (x, y) of the bimatrix game (A, B), each verified."""
    a, b = _scaled(A), _scaled(B)
    pairs = dict(_settle(A, B, a, b, _pure_step(A, B), exact).items())
    methods, notes = ["pure enumeration"], []
    complete = False
    for name, step in _STEPS.items():
        if complete or not _applies(name, a.shape, bool(pairs) and methods[-1] in _STEPS):
            continue
        result = _quietly(step, a, b)
        settled = _settle(A, B, a, b, result.candidates, exact)
        lost = len(result.candidates) - len(settled)
        # A nondegenerate game has an odd number of equilibria (Lemke & Howson 1964).
        complete = result.complete and not lost and len(settled) % 2 == 1
        pairs, notes = pairs | settled, notes + [f"{name}: {note}" for note in result.notes]
        if lost:
            notes.append(f"{name}: {lost} candidates are no equilibria and were dropped")
        methods.append(name)
    if not complete:
        notes += _what_may_be_missing(pairs)
    used = methods[1:] if complete else methods
    return Found(list(pairs.values()), complete, ", ".join(used), notes)
