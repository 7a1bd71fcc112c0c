"""Nash equilibria of a two-player stage game, by nashpy, each one solved again and verified.

The equilibria of a bimatrix game (A, B) are the pairs of points of the best-response polytopes
P = {x >= 0: B'x <= 1} and Q = {y >= 0: Ay <= 1} (payoffs made positive) that together carry every
label; the pairs of vertices among them generate all others (von Stengel 2007, section 3.6).

1. *Vertex enumeration* on nashpy's polytopes. Where both are simple (the game is nondegenerate) the
   list of vertices proves itself: every edge has both its ends in the list, and the graph of a
   polytope is connected.
2. *Support enumeration* by nashpy, where 1 could not prove that it found everything. It is not
   enough alone: a component of -1e-17 or a tie of best replies makes it lose equilibria.
3. *Lemke-Howson* on nashpy's tableaux, where the game is too large for 1 and 2, or they found
   nothing. nashpy's own loop may never end, so the loop is written out here.

What a step proposes is only a guess, settled by `support_system`. No clock and no subprocess is
needed to bound the time: before a step begins its work is known, from the upper bound theorem for
the vertices of a polytope, the number of supports, and the number of pivots allowed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from itertools import combinations, cycle, product
from math import comb
from typing import Any, NamedTuple

import numpy as np

from ... import _exact
from ...common.progress import tick
from ...types import Array, BoolArray, FloatArray, IntArray
from .minmax import pure_equilibria
from .support_system import MixedPair, scaled, settle

#: Most vertices that a polytope may have to be enumerated: up to 12 x 12 actions.
_VERTICES = 25_000
#: Most operations for all of them, each solved out of as many numbers as it has: up to 2 x 50.
_WORK = 10**8
#: Most pairs of supports to enumerate: up to 6 x 6 actions.
_SUPPORTS = 4_096
#: So many vertices are compared with all others at a time.
_AT_ONCE = 512
#: Pivots of one Lemke-Howson path per action, and of all paths together. In a nondegenerate game a
#: path never returns to a vertex and is typically shorter than the number of actions.
PIVOTS_PER_ACTION, PIVOTS = 4, 5_000
#: A constraint with less slack is tight; the polytopes lie in the unit cube.
_TIGHT = 1e-9
_CONTINUUM = (
    "equilibria form at least one continuum: two of the list share a strategy, and every mixture "
    "of their other strategies is an equilibrium too"
)


class EquilibriumList(NamedTuple):
    """Equilibria, whether there are no others, what found them, and what was noticed."""

    equilibria: list[Any]
    complete: bool
    method: str
    notes: list[str]
    vertices: tuple[IntArray, IntArray] | None = None  #: what shows that there are no others


class Proposal(NamedTuple):
    """What one method proposes, and whether nothing can be missing from it."""

    guesses: list[MixedPair]
    complete: bool
    notes: list[str]
    #: Where nothing can be missing, on which facets each vertex of the polytopes of x and of y is.
    vertices: tuple[IntArray, IntArray] | None = None


def bimatrix_equilibria(A: Array, B: Array, *, exact: bool) -> EquilibriumList:
    """Equilibria (x, y) of the bimatrix game (A, B), both of shape (m_1, m_2).

    If `exact`, A and B are integers of any size, and strategies are `Fraction`s; else all are
    floats.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.stage.solvers.stage_nash import bimatrix_equilibria
    >>> found = bimatrix_equilibria(np.array([[1, 0], [0, 2]]), np.eye(2, dtype=int), exact=True)
    >>> found.complete, len(found.equilibria)
    (True, 3)
    >>> [str(p) for p in found.equilibria[2][1]]
    ['2/3', '1/3']
    """
    rows, columns = (_exact.as_numbers(np.eye(m), exact) for m in A.shape)
    pure = pure_equilibria(np.stack([A, B], axis=-1))
    pairs = {_key(pair): pair for pair in [(rows[i], columns[j]) for i, j in pure]}
    used, notes, complete, vertices = ["pure enumeration"], [], False, None
    for name, step in _STEPS.items():
        if complete or not is_worthwhile(name, A.shape, found_some=bool(pairs)):
            continue
        proposed = _quietly(step, scaled(A), scaled(B))
        settled = [settle(A, B, guess, exact=exact) for guess in proposed.guesses]
        points = {_key(pair): pair for pair in settled if pair is not None}
        lost = sum(pair is None for pair in settled)
        pairs |= points
        # A nondegenerate game has an odd number of equilibria (Lemke & Howson 1964).
        odd = len(points) == len(pairs) and len(pairs) % 2 == 1
        complete = proposed.complete and not lost and odd
        vertices = proposed.vertices if complete else None
        notes += [f"{name}: {note}" for note in proposed.notes]
        notes += [f"{name}: dropped {lost} candidates that fail"] if lost else []
        used.append(name)
    if exact and not pairs and 2 ** sum(A.shape) <= _SUPPORTS:  # floats were of no use
        settled = [settle(A, B, guess, exact=True) for guess in _every_support(*A.shape)]
        pairs = {_key(pair): pair for pair in settled if pair is not None}
        used.append("support enumeration in fractions")
    ordered = [pairs[key] for key in sorted(pairs)]
    method = used[-1] if complete else ", ".join(used)
    return EquilibriumList(ordered, complete, method, notes + _missing(ordered, complete), vertices)


def _key(pair: MixedPair) -> tuple[Any, ...]:
    """Pure equilibria first, and one key for what differs by rounding only."""
    supports = [tuple(int(a) for a in np.flatnonzero(vector)) for vector in pair]
    numbers = [tuple(vector if vector.dtype == object else vector.round(7)) for vector in pair]
    return sum(map(len, supports)), supports[0], supports[1], *numbers


def _missing(pairs: list[MixedPair], complete: bool) -> list[str]:
    """What an incomplete list does not show."""
    if complete:
        return []
    if any(len({tuple(pair[side]) for pair in pairs}) < len(pairs) for side in (0, 1)):
        return [_CONTINUUM]
    return ["it is not proven that these are all equilibria"]


def _quietly(
    step: Callable[[FloatArray, FloatArray], Proposal], a: FloatArray, b: FloatArray
) -> Proposal:
    """Run a step; what nashpy warns about becomes a note."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        proposed = step(a, b)
    messages = sorted({" ".join(str(warning.message).split()) for warning in caught})
    return proposed._replace(notes=proposed.notes + [f"nashpy warned: {text}" for text in messages])


def _vertex_enumeration(a: FloatArray, b: FloatArray) -> Proposal:
    from scipy.spatial import QhullError

    try:
        (x, tight_x, simple_x), (y, tight_y, simple_y) = _vertices(b.T), _vertices(a)
    except QhullError as error:
        return Proposal([], False, [f"failed ({str(error).splitlines()[0]})"])
    # One order of labels for both: rows (not used, or a best reply), then columns.
    pairs = _fully_labelled(np.roll(tight_x, a.shape[0], axis=1), tight_y)
    guesses = [(x[i] / x[i].sum(), y[j] / y[j].sum()) for i, j in pairs if x[i].any()]
    if not (simple_x and simple_y):
        return Proposal(guesses, False, ["the game is degenerate or nearly so"])
    return Proposal(guesses, True, [], (_facets(tight_x), _facets(tight_y)))


def _vertices(M: FloatArray) -> tuple[FloatArray, BoolArray, bool]:
    """Vertices of {x >= 0: Mx <= 1}, the constraints (M first) tight there, and if it is simple."""
    from nashpy.polytope import build_halfspaces, non_trivial_vertices

    size = M.shape[1]
    halfspaces = build_halfspaces(M)
    if size == 1:
        corners = [np.array([1 / M.max()])]  # Qhull needs two dimensions
    else:
        corners = [vertex for vertex, _ in non_trivial_vertices(halfspaces)]
    points = np.vstack([np.zeros(size), *corners])
    tight = points @ halfspaces[:, :-1].T + halfspaces[:, -1] > -_TIGHT
    tight, first = np.unique(tight, axis=0, return_index=True)
    points = np.where(tight[:, len(M) :], 0, points[first])
    return points, tight, _is_simple(halfspaces[:, :-1], tight)


def _facets(tight: BoolArray) -> IntArray:
    """The numbers of the facets on which each vertex of a simple polytope is."""
    return np.nonzero(tight)[1].reshape(len(tight), -1)


def _is_simple(normals: FloatArray, tight: BoolArray) -> bool:
    """Whether each vertex is on as many facets as dimensions, and all are there (Balinski 1961)."""
    size = normals.shape[1]
    if (tight.sum(axis=1) != size).any():
        return False
    facets = _facets(tight)
    bounds = np.r_[np.ones(len(normals) - size), np.zeros(size)]
    condition = np.linalg.cond(normals[facets])
    if not condition.max() < 1 / _TIGHT:
        return False
    points = np.linalg.solve(normals[facets], bounds[facets][..., None])[..., 0]
    slack = np.where(tight, np.inf, bounds - points @ normals.T).min(axis=1)
    error = _TIGHT + 4 * size * np.finfo(float).eps * condition
    edges = np.concatenate([np.delete(facets, k, axis=1) for k in range(size)])
    ends = np.unique(edges, axis=0, return_counts=True)[1] if size > 1 else np.array([len(edges)])
    return bool((slack > error).all() and (ends == 2).all())


def _fully_labelled(p: BoolArray, q: BoolArray) -> list[tuple[int, int]]:
    """Pairs of vertices that miss no label together."""
    missing = (~q).T.astype(np.float32)
    pairs = []
    for start in range(0, len(p), _AT_ONCE):
        both = (~p[start : start + _AT_ONCE]).astype(np.float32) @ missing
        pairs += [(int(i) + start, int(j)) for i, j in np.argwhere(both == 0)]
    return pairs


def _support_enumeration(a: FloatArray, b: FloatArray) -> Proposal:
    import nashpy

    # With the default of 1e-16, what rounding leaves off the support rejects an equilibrium.
    return Proposal(list(nashpy.Game(a, b).support_enumeration(tol=_TIGHT)), False, [])


def _every_support(rows: int, columns: int) -> Iterator[MixedPair]:
    """Mixtures that are even on supports of one size: two after the other."""
    for size in range(1, min(rows, columns) + 1):
        sides = (combinations(range(count), size) for count in (rows, columns))
        for one, other in product(*map(list, sides)):
            x, y = np.zeros(rows), np.zeros(columns)
            x[list(one)] = y[list(other)] = 1 / size
            yield x, y


def _lemke_howson(a: FloatArray, b: FloatArray) -> Proposal:
    guesses, failed, budget = [], 0, PIVOTS
    for label in range(sum(a.shape)):
        pair, pivots = _path(a, b, label, min(budget, PIVOTS_PER_ACTION * sum(a.shape)))
        budget -= pivots
        failed += pair is None
        guesses += [] if pair is None else [pair]
        if not budget:
            break
    notes = [f"{failed} paths did not end at an equilibrium"] if failed else []
    notes += [] if budget else [f"stopped after {PIVOTS} pivots"]
    return Proposal(guesses, False, notes)


def _path(a: FloatArray, b: FloatArray, label: int, limit: int) -> tuple[MixedPair | None, int]:
    """Follow one Lemke-Howson path for at most `limit` pivots."""
    from nashpy.linalg import create_col_tableau, create_row_tableau

    rows, columns = create_row_tableau(b, True), create_col_tableau(a, True)
    order = (rows, columns) if label in rows.non_basic_variables else (columns, rows)
    for pivot, tableau in zip(range(1, limit + 1), cycle(order)):
        tick()
        try:
            with np.errstate(over="raise"):  # nashpy never divides, so that entries grow and grow
                label = tableau.pivot_and_drop_label(label)
        except (FloatingPointError, ValueError, KeyError):
            return None, pivot
        if rows.non_basic_variables | columns.non_basic_variables == columns.labels:
            x = rows.to_strategy(columns.non_basic_variables)
            y = columns.to_strategy(rows.non_basic_variables)
            shapes = x.shape + y.shape
            good = shapes == a.shape and np.isfinite(x).all() and np.isfinite(y).all()
            return ((x, y) if good else None), pivot
    return None, limit


def is_worthwhile(name: str, shape: tuple[int, ...], *, found_some: bool) -> bool:
    """Whether a step is of use for a game of that shape, and its work not too much."""
    facets = sum(shape)
    # Upper bound theorem (McMullen 1970), for both polytopes.
    most = {
        d: comb(facets - (d + 1) // 2, facets - d) + comb(facets - d // 2 - 1, facets - d)
        for d in shape
    }
    few_vertices = all(n <= min(_VERTICES, _WORK // d**3) for d, n in most.items())
    if name == "Lemke-Howson":
        return not (few_vertices and found_some)
    return few_vertices if name == "vertex enumeration" else 2**facets <= _SUPPORTS


_STEPS: dict[str, Callable[[FloatArray, FloatArray], Proposal]] = {
    "vertex enumeration": _vertex_enumeration,
    "support enumeration": _support_enumeration,
    "Lemke-Howson": _lemke_howson,
}
