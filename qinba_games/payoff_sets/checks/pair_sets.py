"""Whether sets show that somebody, or nobody, contributes: many partnerships of two, batch last.

Read from the parameters once more: who contributes (both, the first, the second, nobody) is paid
what its contributions bring; all comply, or the relation ends, with what is outside for everybody.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ... import _tolerance
from ...partnership.pair_terms import PairTerms
from ...types import Array, BoolArray, FloatArray

#: Who contributes, in the order of rows; then all leave.
_WHO = ((True, True), (True, False), (False, True), (False, False))
#: The least chance that a breach is seen: below it only what costs nothing is contributed.
_LEAST = 1e-100


class CornerTable(NamedTuple):
    """Corners by which sets are given, and how each is reached; (K, L, T, N) but for points."""

    points: FloatArray  #: (K, 2, L, T, N), beyond what is outside
    row: Array  #: who contributes; 4: all leave
    between: Array  #: what follows lies between this corner and the next one
    share: FloatArray  #: of the way from the first to the second


def corners_hold(terms: PairTerms, table: CornerTable) -> BoolArray:
    """Whether all corners are reached, and founding is worth more than idling."""
    count = len(table.points)
    first = table.points[:-1]
    rest = np.diff(table.points, axis=0)
    near = _near(terms)
    holds = (table.row == len(_WHO)) & (abs(table.points) <= near).all(axis=1)
    for row, who in enumerate(_WHO):
        now, least = _payoffs(terms, who)
        for k in range(count - 1):
            here = (table.row == row) & (table.between == k)
            if not here.any():
                continue
            for corner in np.flatnonzero(here.any(axis=(1, 2, 3))):
                mine, share = here[corner], table.share[corner]
                ends = (_after(terms, first[k], all(who)), _after(terms, rest[k], all(who)))
                worth = now + ends[0] + share * ends[1]
                gap = abs(worth - table.points[corner]).max(axis=0)
                fits = (gap <= near) & (worth >= least - near).all(axis=0)
                holds[corner] |= mine & fits & (share >= 0) & (share <= 1)
    joint = _mean(terms, table.points.sum(axis=1))
    start = joint[:, terms.founding, np.arange(terms.count)].max(axis=0)
    return np.asarray(
        holds.all(axis=(0, 1, 2)) & (start > np.maximum(-terms.outside.sum(axis=0), 0) + near)
    )


def excludes(terms: PairTerms, directions: FloatArray, levels: Sequence[FloatArray]) -> BoolArray:
    """Whether levels (M, L, T, N), round by round, leave nobody who contributes."""
    near = _near(terms)
    rows = [_payoffs(terms, who) for who in _WHO]
    each = [_along(directions, now).max(axis=(1, 2)) for now, _ in rows]
    most = np.asarray(np.max(each, axis=0))
    fine = (levels[0] >= (most / (1 - terms.delta))[:, None, None] - near).all(axis=(0, 1, 2))
    fine &= (levels[0] >= -near).all(axis=(0, 1, 2))
    some = np.ones(levels[0][0].shape, dtype=bool)
    for before, after in itertools.pairwise(levels):
        some[:] = False
        for who, (now, least) in zip(_WHO, rows, strict=True):
            after_it = np.stack([_after(terms, one[None], all(who))[0] for one in before])
            support, there = _support(directions, _along(directions, now) + after_it, least, near)
            fine &= (np.where(there, support, 0) <= after + near).all(axis=(0, 1, 2))
            some |= there & any(who)
        fine &= (after >= -near).all(axis=(0, 1, 2))
    place = np.arange(len(some))[:, None] <= terms.founding
    begins = (some & place[:, None] & (terms.chance > 0)).any(axis=(0, 1))
    joint = int(np.argmax(directions.sum(axis=1)))
    top = _mean(terms, levels[-1][joint])[terms.founding, np.arange(terms.count)] * np.sqrt(2)
    return np.asarray(fine & (~begins | (top <= np.maximum(-terms.outside.sum(axis=0), 0) + near)))


def _near(terms: PairTerms) -> FloatArray:
    return np.asarray(_tolerance.meeting(_tolerance.CHECK, terms.scale()))


def _payoffs(terms: PairTerms, who: tuple[bool, bool]) -> tuple[FloatArray, FloatArray]:
    """What is paid now, (2, L, T, N), and what each has if it does something else."""
    part, outside = 1 - terms.delta, terms.outside[:, None, None]
    got = np.stack([who[1 - i] * terms.received[i][:, None] + 0 * terms.burden[i] for i in (0, 1)])
    cost = np.broadcast_to(terms.burden[:, None], got.shape)
    does = np.array(who)[:, None, None, None]
    now = part * (got - does * cost - outside)
    # Whoever breaches goes on until it is found out, and whoever joins unasked pays for it once.
    chance = np.maximum(terms.detection, _LEAST)
    instead = np.where(does, got - cost + cost / chance, got - cost) - outside
    return now, np.maximum(part * instead, 0)


def _along(directions: FloatArray, values: FloatArray) -> FloatArray:
    return np.asarray(np.tensordot(directions, values, axes=1))


def _mean(terms: PairTerms, values: FloatArray) -> FloatArray:
    """Expectation before conditions are known, of (..., T, N)."""
    return np.asarray((values * terms.chance).sum(axis=-2))


def _after(terms: PairTerms, values: FloatArray, all_: bool) -> FloatArray:
    """Discounted expectation of (m, L, T, N) after a period, (m, L, 1, N)."""
    at = _mean(terms, values)
    levels = at.shape[1]
    lower = np.zeros_like(at)
    if terms.drop is not None:
        lower = at[:, [max(k - terms.drop, 0) for k in range(levels)]]
    if not all_:
        return np.asarray((terms.delta * lower)[:, :, None])
    higher = at[:, [min(k + 1, levels - 1) for k in range(levels)]]
    calm = terms.promotion * higher + (1 - terms.promotion) * at
    moved = terms.friction * lower + (1 - terms.friction) * calm
    return np.asarray((terms.delta * moved)[:, :, None])


def _support(
    directions: FloatArray, levels: FloatArray, least: FloatArray, near: FloatArray
) -> tuple[FloatArray, BoolArray]:
    """How far a set reaches whose members have enough; and whether there is one."""
    # Where two of its edges meet, and no other edge cuts the corner off.
    normals = np.concatenate([directions, -np.eye(2)])
    bounds = np.concatenate([levels + np.zeros_like(least[:1]), -least])
    support = np.full(levels.shape[:1] + bounds.shape[1:], -np.inf)
    for a in range(len(normals)):
        for b in range(a):
            pair = normals[[a, b]]
            if abs(np.linalg.det(pair)) < 1e-9:
                continue
            corner = np.einsum("ij,j...->i...", np.linalg.inv(pair), bounds[[a, b]])
            inside = (np.tensordot(normals, corner, axes=1) <= bounds + near).all(axis=0)
            reach = np.where(inside, np.tensordot(directions, corner, axes=1), -np.inf)
            np.maximum(support, reach, out=support)
    return support, np.isfinite(support[0])
