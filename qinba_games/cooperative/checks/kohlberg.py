r"""Kohlberg's criterion, read from the levels of a division: is it the nucleolus?

An efficient x is the prenucleolus exactly when for every level the coalitions with at least that
excess are balanced: positive weights make them add up to a multiple of everybody. Then a change of
payoffs that harms none of them helps none. For the nucleolus the floors x_i >= v({i}) that bind may
take part with weights that are not negative.

A level lists coalitions whose excess is the largest of all that earlier levels have not settled,
with weights that balance them up to the span of these. Another division without larger excesses
gives them the same, and with them all that they span; once the span is everything, there is no
other division. Coalitions are rows of zeros and ones, so that a residual is either zero or far from
it, and floating-point linear algebra decides it safely; excesses are compared exactly where they
are rational.

References
----------
E. Kohlberg (1971), "On the nucleolus of a characteristic function game", SIAM Journal on Applied
Mathematics 20, 62-66; A. I. Sobolev (1975) for the prenucleolus.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...types import Array, FloatArray, IntArray
from ...verify.findings import Finding
from ..coalitions import coalition_sizes, coalition_sums, membership
from ..results import LEXICOGRAPHIC, Level
from ..tu_game import TUGame

_ZERO = 1e-9


def allowance(values: Array, payoffs: Array) -> Any:
    """How far payoffs may be off: 0 for rational numbers."""
    # What is worth most has the largest excess, and payoffs may be the small rest of it.
    most = abs(float(values[1:-1].max())) if len(values) > 2 else 0.0
    return _tolerance.meeting(_tolerance.CHECK, abs(payoffs).max(), values[-1], floor=most)


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


def _residual(rows: FloatArray, span: FloatArray) -> FloatArray:
    """What of `rows` is orthogonal to an orthonormal basis, numerical zeros cleared."""
    rest = rows - (rows @ span) @ span.T
    rest[abs(rest) < _ZERO] = 0
    return rest


def _basis_of(span: FloatArray, rows: FloatArray) -> FloatArray:
    """Orthonormal basis of `span` and `rows`, which are orthogonal to it."""
    if len(rows) > rows.shape[1]:
        _, sizes, directions = np.linalg.svd(rows.T @ rows)
        sizes = np.sqrt(sizes)
    else:
        _, sizes, directions = np.linalg.svd(rows, full_matrices=False)
    return np.column_stack([span, directions[sizes > 1e-6].T])


def levels_findings(
    game: TUGame, rule: str, payoffs: Array, levels: Sequence[Level], allowed: Any
) -> list[Finding]:
    """Excesses, positive weights, and weighted sums in the span of everybody and earlier levels."""
    # Together the levels span all payoffs, so that they leave one division only.
    (per_capita, imputations), n = LEXICOGRAPHIC[rule], game.n_players
    span = np.full((n, 1), 1 / np.sqrt(n))
    several = [level for level in levels if level.coalitions]
    pairs = itertools.pairwise(several)
    gaps = [Finding(b.excess - a.excess, allowed, None, b.coalitions, "levels") for a, b in pairs]
    excess, unit = _excesses(game.values, payoffs, per_capita)
    rest = np.arange(1, len(excess) - 1)
    for level in levels:
        if any(len({*c}) < len(c) for c in level.coalitions):
            return [Finding(1, 0, state=level.coalitions, action="a member twice")]
        masks = [game.mask(c) for c in (*level.coalitions, *((i,) for i in level.floor))]
        gaps += _of_level(game, payoffs, level, np.array(masks, np.int64), per_capita, allowed)
        weights = np.array([*level.weights, *level.floor_weights], dtype=float)
        rows = membership(masks, n).astype(float)
        if not (len(weights) and (weights > 0).all()):
            return [Finding(1, 0, state=level.coalitions, action="weights")]
        if level.coalitions:
            # Whatever has more excess is settled by the levels before.
            more = np.asarray(excess[rest] > (level.excess + allowed) * unit, dtype=bool)
            above, rest = rest[more], rest[~more]
            free = (_residual(membership(above, n).astype(float), span) != 0).any(axis=1)
            for mask in above[free][:1].tolist():
                off = excess[mask] / unit - level.excess
                gaps.append(Finding(off, allowed, state=game.coalition(mask)))
        beyond = abs(_residual((weights @ rows / weights.sum())[None], span)).max()
        gaps.append(Finding(float(beyond), 0, action="balance"))
        span = _basis_of(span, _residual(rows, span))
    gaps.append(Finding(n - span.shape[1], 0, action="levels"))
    if not imputations:
        gaps.append(Finding(sum(len(level.floor) for level in levels), 0, action="floor"))
    return gaps


def _of_level(
    game: TUGame, x: Array, level: Level, masks: IntArray, per_capita: bool, allowed: Any
) -> Iterator[Finding]:
    """What coalitions and single members at one level are said to have, and what they have."""
    excess = game.values[masks] - membership(masks, game.n_players) @ x
    many = len(level.coalitions)
    for coalition, has in zip(level.coalitions, excess[:many].tolist(), strict=True):
        gap = abs(has - level.excess * (len(coalition) if per_capita else 1))
        yield Finding(gap, len(coalition) * allowed, state=coalition, action="excess")
    for name, has in zip(level.floor, excess[many:].tolist(), strict=True):
        yield Finding(abs(has), allowed, member=name, action="floor")
