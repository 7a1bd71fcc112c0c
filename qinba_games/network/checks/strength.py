"""Certificate of the strength of a network: every measure again, from the definition."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common.register import checks
from ...partnership.checks.evolution import PATH
from ...partnership.checks.thresholds import belongs
from ...types import Array, Certificate
from ...verify.door import of_part
from ...verify.findings import Finding, claim, long_run, verdict, without_policy
from ...verify.thresholds import worst
from ..results.strength import Strength
from .cascade import follow
from .sustained import TieSlacks, certify_sustained, sums


@checks(Strength)
def certify_strength(result: Strength, policy: Any = None) -> Certificate:
    """Check surplus, fairness, core, closeness, resilience and cascades."""
    # Resilience is checked by the slacks at the rise that is claimed, and just beyond it.
    without_policy(
        policy, rule="a measure has no policy", remedy="Check the ties: verify(x.sustained)"
    )
    book = TieSlacks(result.sustained)
    found = [*_shares(result, book), *_core(result, book), *_closeness(result, book)]
    found += [*_resilience(result, book), *_cascades(result, book), *_trust(result)]
    own = verdict(found, exact=result.exact, tolerance=book.allowed)
    return worst(own, certify_sustained(result.sustained))


def _surplus(result: Strength, book: TieSlacks) -> list[Any]:
    held = result.sustained
    x, _, w = held.network.numbers(held.delta)
    own = [-paid for paid in held.payments]
    for e in np.flatnonzero(held.sustained).tolist():
        for side, sign in ((0, -1), (1, 1)):
            own[book.ends[e, side]] += x[e, side] - w[e, side] + sign * held.transfers[e]
    return own


def _shares(result: Strength, book: TieSlacks) -> Iterator[Finding]:
    own = _surplus(result, book)
    off = max(abs(a - b) for a, b in zip(own, result.surplus, strict=True))
    yield Finding(off, book.allowed, state="surplus")
    busy = sorted(set(book.ends[result.sustained.sustained].ravel().tolist()))
    total = sum(own)
    if not busy or not total > result.sustained.room:
        undefined = math.isnan(result.fairness) and math.isnan(result.from_shapley)
        yield claim(undefined, state="fairness")
        return
    fair = 1 - sum(abs(own[i] / total - Fraction(1, len(busy))) for i in busy) / 2
    halves = [0 * total] * len(own)
    for e in np.flatnonzero(result.sustained.sustained).tolist():
        for i in book.ends[e]:
            halves[i] = halves[i] + _number(book.worth[e], result) / 2
    far = sum(abs(a - b) for a, b in zip(own, halves, strict=True)) / (2 * total)
    allowed = 0 if result.exact else _tolerance.CHECK
    yield Finding(abs(result.fairness - fair), allowed, state="fairness")
    yield Finding(abs(result.from_shapley - far), allowed, state="distance from Shapley")


def _trust(result: Strength) -> Iterator[Finding]:
    """Where the relation of every sustained tie ends in the long run, on average."""
    held, net = result.sustained, result.sustained.network
    ties, paths = np.flatnonzero(held.sustained).tolist(), result.evidence
    if net.partnerships is None or net.trust is None or not ties:
        yield claim(math.isnan(result.trust) and not paths, state="trust")
        return
    rule, total = "voluntary", 0.0
    if held.regime in ("bilateral", "multilateral"):
        rule = "none"
    for e, path in zip(ties, paths, strict=True):
        pair = dataclasses.replace(net.partnerships[e], sharing=rule)
        yield from belongs(path, pair, held.delta, net.trust)
        yield claim(of_part(path).ok, "evolve", state="trust")
        shares, (levels, conditions) = long_run(path.chain[:-1], path.initial), path.choice.shape
        for k in range(levels):
            lasting = shares[k * conditions : (k + 1) * conditions].sum()
            total += lasting * (k / (levels - 1) if levels > 1 else 1)
    yield Finding(abs(result.trust - total / len(ties)), PATH, state="trust")


def _number(value: Any, result: Strength) -> Any:
    return _exact.fraction(value) if result.exact else float(value)


def _core(result: Strength, book: TieSlacks) -> Iterator[Finding]:
    held = result.sustained.sustained
    if not held.any() or (held & result.sustained.costly).any():
        yield claim(result.in_core is None and result.split is None, state="in core")
        return
    index = {name: i for i, name in enumerate(book.names)}
    group = {index[name] for name in result.objecting}
    yield claim(result.in_core == (not group), state="in core")
    own = _surplus(result, book)
    if group:
        # What they have from their ties among themselves is more than they get.
        inside = [set(pair) <= group for pair in book.ends[held].tolist()]
        lead = book.worth[held][inside].sum() - sum(own[i] for i in group)
        yield claim(lead > 0 and result.split is None, result.objecting, state="objecting")
        return
    if result.split is None or result.split.shape != book.ends[held].shape:
        yield claim(False, state="in core")
        return
    # Parts of what ties are worth, of which no government has more than it gets: nor has a group.
    split = _exact.as_numbers(result.split, result.exact)
    given = sums(len(book.names), book.ends[held].ravel(), split.ravel())
    for off in (abs(split.sum(axis=1) - book.worth[held]).max(), -split.min(), max(given - own)):
        yield Finding(off, book.worth_room, state="in core")


def _closeness(result: Strength, book: TieSlacks) -> Iterator[Finding]:
    n, held = len(book.names), result.sustained.sustained
    if n > 1:
        part = Fraction(int(held.sum()), n * (n - 1) // 2)
        yield claim(result.density == part, state="density")
    busy = sorted(set(book.ends[held].ravel().tolist()))
    if not busy:
        yield claim(math.isnan(result.connectivity), state="connectivity")
    elif len(busy) <= 200:
        matrix = np.zeros((n, n))
        for a, b in book.ends[held].tolist():
            matrix[a, b] = matrix[b, a] = -1
        matrix -= np.diag(matrix.sum(axis=1))
        second = float(np.linalg.eigvalsh(matrix[np.ix_(busy, busy)])[1])
        yield Finding(abs(result.connectivity - second), 1e-8 * len(busy), state="connectivity")


def _resilience(result: Strength, book: TieSlacks) -> Iterator[Finding]:
    """The ties hold when outside values have risen so far, and do not a little beyond."""
    held = result.sustained.sustained
    rises = [rise for rise in result.resiliences if not math.isnan(rise)]
    least = min(rises, default=math.nan)
    same = (math.isnan(least) and math.isnan(result.resilience)) or least == result.resilience
    yield claim(same, state="resilience")
    pools = _pools(book, held)
    for i, rise in enumerate(result.resiliences):
        rows, sides = np.nonzero((book.ends == i) & held[:, None])
        if not len(rows) or math.isnan(rise):
            right = not len(rows) and math.isnan(rise)
            yield claim(right, member=book.names[i], state="resilience")
            continue
        # Something has just enough there, and too little a bit beyond.
        slack = partial(_after, result, book, rows, sides)
        least = _least(book, pools, rows, sides, slack(rise))
        yield Finding(abs(least), book.allowed, member=book.names[i], state="resilience")
        more = Fraction(1, 1000) if result.exact else 1e-3
        least = _least(book, pools, rows, sides, slack(rise + more))
        yield claim(least < 0, member=book.names[i], state="resilience")


def _after(result: Strength, book: TieSlacks, rows: Array, sides: Array, rise: Any) -> Array:
    """Slacks at some ends of ties when outside values there have risen."""
    held = result.sustained
    x, d, w = (part[rows, sides] for part in book.payoffs)
    lasts = np.broadcast_to(np.asarray(held.network.patience(held.delta)), book.slack.shape)
    lasts, w = lasts[rows, sides], w + rise
    best = np.maximum(np.maximum(d, x), w)
    return np.asarray(lasts * (x - w) - (1 - lasts) * (best - x))


def _pools(book: TieSlacks, kept: Array) -> tuple[Array, Array]:
    """Number of the sum in which each end of a tie counts, -1 where it is alone; and the sums."""
    if book.regime.startswith("bilateral"):
        return np.full(book.ends.shape, -1), np.zeros(0)
    if book.regime == "coordinator":
        return np.where(book.inside[:, None], book.code[book.ends], -1), book.deficits(kept)
    shared = book.regime == "multilateral+sharing"
    return book.joined(kept)[book.ends] if shared else book.ends, book.deficits(kept)


def _least(
    book: TieSlacks, pools: tuple[Array, Array], rows: Array, sides: Array, slack: Array
) -> Any:
    """The least of what must not be negative where ends of one government have another slack."""
    place, before = pools[0][rows, sides], pools[1]
    alone = place < 0
    left = slack[alone]
    if book.regime == "bilateral+sharing":
        left = left + book.slack[rows, 1 - sides][alone]
    together = np.unique(place[~alone])  # one, for all that its government pools
    more = (slack - book.slack[rows, sides])[~alone].sum()
    return min([*left, *(before[together] + more)])


def _cascades(result: Strength, book: TieSlacks) -> Iterator[Finding]:
    """The exit of each government in turn."""
    kept, most, book = result.sustained.sustained, 0, book.in_whole_numbers()
    for i in np.unique(book.ends[kept]).tolist():
        out = np.arange(len(book.names)) == i
        most = max(most, int(follow(kept, book, out).followers.sum()))
    yield claim(most == result.largest_cascade, state="largest cascade")
