r"""Kohlberg's criterion: is this division the nucleolus? Judged from the division alone.

An efficient x is the prenucleolus exactly when for every level the coalitions with at least that
excess are balanced: positive weights make them add up to a multiple of everybody. Then a change of
payoffs that harms none of them helps none. For the nucleolus the floors x_i >= v({i}) that bind may
take part with weights that are not negative.

From the highest level down, what is in the span of the levels above is settled; the rest of the
level has to be balanced up to that span, and its span is added. Once the span is everything, no
lower level can fail. Coalitions are rows of zeros and ones, so that a residual or a distance from a
cone is either zero or far from it, and floating-point linear algebra decides it safely; excesses
are compared exactly where they are rational.

References
----------
E. Kohlberg (1971), "On the nucleolus of a characteristic function game", SIAM Journal on Applied
Mathematics 20, 62-66; A. I. Sobolev (1975) for the prenucleolus.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...types import Array, FloatArray, IntArray
from ...verify.findings import Finding
from ..coalitions import coalition_sizes, coalition_sums, membership
from ..results import Allocation, Level

_ZERO = 1e-9
#: How many of the largest excesses are looked at first, and how many times more if need be.
_FIRST, _MORE = 256, 16


def allowance(values: Array, payoffs: Array) -> Any:
    """How far payoffs may be off: 0 for rational numbers."""
    # What is worth most has the largest excess, and payoffs may be the small rest of it.
    terms, most = (abs(payoffs).max(), values[-1]), max(0.0, float(values.max()))
    return _tolerance.meeting(_tolerance.CHECK, *terms, floor=most)


def kohlberg(
    values: Array, payoffs: Array, per_capita: bool, imputations: bool, allowed: Any
) -> list[Finding]:
    """Findings of the criterion: the gap below the first level that is not balanced, if any."""
    # The payoffs are efficient, and for `imputations` no member is below its own worth. Excesses
    # that differ by no more than is `allowed` are one level.
    n = len(payoffs)
    if n == 1:
        return []
    excess, unit = _excesses(values, payoffs, per_capita)
    own = values[1 << np.arange(n)]
    floors = np.eye(n)[(payoffs - own <= allowed) if imputations else np.zeros(n, dtype=bool)]
    proper = excess[1:-1]
    slack = 0 if excess.dtype.kind in "iO" else float(allowed)
    count = min(_FIRST, len(proper))
    while True:
        bottom = np.partition(proper, -count)[-count] - slack
        masks = 1 + np.flatnonzero(proper >= bottom)
        failed = _first_unbalanced(excess[masks], membership(masks, n), floors, slack)
        if failed is not None or count == len(proper):
            break
        count = min(count * _MORE, len(proper))
    if failed is None or failed[1] <= 0:
        return []
    where, gap = failed
    return [Finding(gap / unit, allowed, state=int(masks[where]))]


def _excesses(values: Array, payoffs: Array, per_capita: bool) -> tuple[Array, Any]:
    """Excess of every coalition in integers times a unit where it is rational."""
    sizes = coalition_sizes(len(payoffs)).astype(np.int64)
    if not (_tolerance.is_exact(values) and _tolerance.is_exact(payoffs)):
        excess = values.astype(float) - coalition_sums(payoffs.astype(float))
        return excess / np.maximum(sizes, 1) if per_capita else excess, 1
    unit = math.lcm(*(_exact.fraction(x).denominator for x in payoffs))
    if per_capita:
        unit *= math.lcm(*range(1, len(payoffs) + 1))
    worths, denominator = _exact.in_integers(values, terms=8 * len(payoffs) * unit)
    shares = _exact.fractions(payoffs) * denominator
    paid = [int(x * unit) for x in shares]
    kind = worths.dtype if max(unit, *map(abs, paid)) < 2**52 else object
    excess = worths.astype(kind) * unit - coalition_sums(np.array(paid, dtype=kind))
    if per_capita:
        excess = excess // np.maximum(sizes, 1)
    return excess, denominator * unit


def _first_unbalanced(
    excess: Array, rows: Array, floors: FloatArray, allowed: Any
) -> tuple[int, Any] | None:
    """Position and gap of a level that fails; gap 0 if all hold; None if more levels are needed."""
    n = rows.shape[1]
    at, rest = np.arange(len(rows)), rows.astype(float)
    span = np.full((n, 1), 1 / np.sqrt(n))
    while span.shape[1] < n:
        rest, floors = residual(rest, span), residual(floors, span)
        open_ = (rest != 0).any(axis=1)
        at, rest = at[open_], rest[open_]
        if not len(at):
            return None
        top = excess[at].max()
        now = excess[at] >= top - allowed
        needed = _balancing_floors(rest[now], floors)
        if needed is None:
            below = excess[at[~now]]
            return int(at[now][0]), top - (below.max() if len(below) else excess.min() - 1)
        span = extended(span, np.concatenate([rest[now], floors[needed]]))
    return 0, 0


def residual(rows: FloatArray, span: FloatArray) -> FloatArray:
    """What of `rows` is orthogonal to an orthonormal basis, numerical zeros cleared."""
    left = rows - (rows @ span) @ span.T
    left[abs(left) < _ZERO] = 0
    return left


def _balancing_floors(rows: FloatArray, floors: FloatArray) -> Array | None:
    """Which floors are needed to balance `rows`; None if nothing balances them."""
    if (abs(rows.sum(axis=0)) <= _ZERO * len(rows)).all():
        return np.zeros(len(floors), dtype=bool)
    different = rows[np.unique(rows.round(9), axis=0, return_index=True)[1]]
    count = len(different)
    cone = np.concatenate([different, floors]).T
    # Of all weights that cancel out, those nearest to equal ones and no floors.
    equal = np.append(np.ones(count), np.zeros(len(floors)))
    weights = equal - np.linalg.lstsq(cone, cone @ equal, rcond=1e-10)[0]
    if weights[:count].min() <= _ZERO or weights[count:].min(initial=0) < -_ZERO:
        found = _by_program(cone, count)
        if found is None:
            return None
        weights = found
    return np.asarray(weights[count:] > _ZERO)


def _by_program(cone: FloatArray, count: int) -> FloatArray | None:
    """Weights that cancel out, at least 1 for coalitions and 0 for floors, by a linear program."""
    # As weights may be scaled, at least 1 asks no more than positive.
    from scipy.optimize import linprog

    size = cone.shape[1]
    bounds = [(1, None)] * count + [(0, None)] * (size - count)
    solved = linprog(np.ones(size), A_eq=cone, b_eq=np.zeros(len(cone)), bounds=bounds)
    return np.asarray(solved.x) if solved.success else None


def extended(span: FloatArray, rows: FloatArray) -> FloatArray:
    """Orthonormal basis of `span` and `rows`, which are orthogonal to it."""
    if len(rows) > rows.shape[1]:
        _, sizes, directions = np.linalg.svd(rows.T @ rows)
        sizes = np.sqrt(sizes)
    else:
        _, sizes, directions = np.linalg.svd(rows, full_matrices=False)
    return np.column_stack([span, directions[sizes > 1e-6].T])


def levels_findings(result: Allocation, per_capita: bool, imputations: bool) -> list[Finding]:
    """Excesses, positive weights, and weighted sums in the span of everybody and earlier levels."""
    # Together the levels span all payoffs, so that they leave one division only.
    n = result.game.n_players
    span = np.full((n, 1), 1 / np.sqrt(n))
    told = [level for level in result.levels if level.coalitions]
    near = allowance(result.game.values, result.payoffs)
    pairs = itertools.pairwise(told)
    found = [Finding(b.excess - a.excess, near, None, b.coalitions, "levels") for a, b in pairs]
    for level in result.levels:
        if any(len({*c}) < len(c) for c in level.coalitions):
            return [Finding(1, 0, state=level.coalitions, action="a member twice")]
        masks = [result.game.mask(c) for c in (*level.coalitions, *((i,) for i in level.floor))]
        found += _of_level(result, level, np.array(masks, dtype=np.int64), per_capita)
        weights = np.array([*level.weights, *level.floor_weights], dtype=float)
        rows = membership(masks, n).astype(float)
        if not (len(weights) and (weights > 0).all()):
            return [Finding(1, 0, state=level.coalitions, action="weights")]
        beyond = abs(residual((weights @ rows / weights.sum())[None], span)).max()
        found.append(Finding(float(beyond), 0, action="balance"))
        span = extended(span, residual(rows, span))
    found.append(Finding(n - span.shape[1], 0, action="levels"))
    if not imputations:
        found.append(Finding(sum(len(level.floor) for level in result.levels), 0, action="floor"))
    return found


def _of_level(
    result: Allocation, level: Level, masks: IntArray, per_capita: bool
) -> Iterator[Finding]:
    """What coalitions and single members at one level are said to have, and what they have."""
    game, x = result.game, result.payoffs
    allowed = allowance(game.values, x)
    excess = game.values[masks] - membership(masks, game.n_players) @ x
    many = len(level.coalitions)
    for coalition, has in zip(level.coalitions, excess[:many].tolist(), strict=True):
        gap = abs(has - level.excess * (len(coalition) if per_capita else 1))
        yield Finding(gap, len(coalition) * allowed, state=coalition, action="excess")
    for name, has in zip(level.floor, excess[many:].tolist(), strict=True):
        yield Finding(abs(has), allowed, member=name, action="floor")
