"""Certificate of `RevealedPatience`: every count, tail and end once more, from the definition.

Whether a promise counts is asked of its support in the middle of every piece; tails are summed
term by term; an error rate is the least one if the tail passes the chance there. Where gains are
known up to a factor, chances of sets are convolved, kind by kind; where keeping is an equilibrium
is asked of partnerships that were solved at some factors, and that have a check of their own.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ...common.register import checks
from ...common.spans import Spans
from ...types import Array, BoolArray, Certificate, FloatArray, IntArray
from ...verify.door import of_parts, verify_all
from ...verify.findings import Finding, claim, verdict, without_policy
from ..promises import Promises
from ..results import RevealedPatience

#: By how much a chance may be off, and the quantiles of the factor at which it is looked at.
_OFF, _QUANTILES = 0.004, (0.2, 0.5, 0.8)
_SHARES = (0, 0.25, 0.5, 0.75)
_COOPERATES = ("weak", "strong", "cooperation")


def spread_findings(result: RevealedPatience) -> Iterator[Finding]:
    """Whether counts, bounds and the set follow from the chances, and these from partnerships."""
    promises, chance = result.promises, np.asarray(result.chances)
    edges = np.array([float(edge) for edge in result.edges])
    fits = chance.shape == (len(edges) - 1, len(promises))
    fits = fits and edges[0] == 0 and edges[-1] == 1 and bool((np.diff(edges) > 0).all())
    yield claim(fits and result.spread > 0 and result.p_best is None, "spread")
    yield claim(bool(((chance >= 0) & (chance <= 1)).all()), "chances")
    terms = (result.records, result.selection, result.miss)
    alone = len(set(promises.units)) == len(promises)
    yield claim(terms == ("all", "any", None) and alone, "records")
    if not fits:
        return
    kept, level = np.asarray(promises.kept), 1 - result.level
    inside = chance <= max(_SHARES)
    rows, hits = inside.sum(axis=1), (inside & kept).sum(axis=1)
    yield claim(np.array_equal(rows, result.rows) and np.array_equal(rows, result.units), "rows")
    yield claim(np.array_equal(hits, result.hits), "hits")
    at = np.array([_bound(row, kept, result.error) for row in chance])
    p = np.maximum(at, np.append(at[1:], 0))
    yield Finding(abs(p - result.p).max(), _NEAR, action="p")
    pieces = zip(result.edges[:-1], result.edges[1:], strict=True)
    found = [pair for pair, here in zip(pieces, (p > level).tolist(), strict=True) if here]
    yield claim(Spans.union(found) == result.intervals, "intervals")
    yield from _rates_of_spread(result, chance, kept, level)
    yield from _equilibria(result, chance, edges)


def _bound(chance: FloatArray, kept: BoolArray, error: float) -> float:
    """The bound at one patience."""
    sets = {tuple((chance <= share).tolist()) for share in _SHARES} - {(False,) * len(chance)}
    rate = error + (1 - error) * chance
    return min([1.0, *(len(sets) * _tail(rate[list(one)], kept[list(one)]) for one in sets)])


def _tail(rate: FloatArray, kept: BoolArray) -> float:
    """The probability of at least as many hits as were seen, each with its own rate."""
    least = int(kept.sum())
    below = np.array([1.0])
    for one in rate.tolist():
        below = np.convolve(below, [1 - one, one])[:least]
    return float(1 - below.sum()) if least else 1.0


def _rates_of_spread(
    result: RevealedPatience, chance: FloatArray, kept: BoolArray, level: float
) -> Iterator[Finding]:
    """Whether the bound passes the level at the least error rates, beside the ends of the set."""
    rates = np.asarray(result.least_errors)
    yield claim(rates.shape == np.shape(result.p), "least_errors")
    if rates.shape != np.shape(result.p):
        return
    yield claim(bool(((rates >= 0) & (rates <= 1)).all()), "least_errors")
    for piece in places_looked_at(result):

        def passes(rate: float, piece: int = piece) -> bool:
            both = chance[piece : piece + 2]
            return max(_bound(row, kept, min(max(rate, 0), 1)) for row in both) > level

        rate = float(rates[piece])
        right = rate >= 1 - _NEAR or passes(rate + _NEAR)
        yield claim(right and (rate <= _NEAR or not passes(rate - _NEAR)), "least_errors")


def places_looked_at(result: RevealedPatience) -> list[int]:
    """Pieces beside the ends of the set, the first one, and some in between."""
    inside = np.asarray(result.p) > 1 - result.level
    ends = np.flatnonzero(inside[1:] != inside[:-1])
    some = np.linspace(0, len(inside) - 1, 5).astype(int)
    return sorted({*ends.tolist(), *(ends + 1).tolist(), *some.tolist()})


def _equilibria(
    result: RevealedPatience, chance: FloatArray, edges: FloatArray
) -> Iterator[Finding]:
    """Whether keeping is an equilibrium at some factors as often as is said."""
    promises, batches = result.promises, result.evidence or ()
    for one in verify_all(batches):
        yield claim(one.ok, "evidence")
    deltas = {float(delta) for batch in batches for delta in batch.delta}
    yield claim(len(deltas) == 1 and deltas <= set(edges[:-1].tolist()), "evidence")
    if len(deltas) != 1 or not deltas <= set(edges[:-1].tolist()):
        return
    keeps = {
        (model, int(founding)): str(name) in _COOPERATES
        for batch in batches
        for model, founding, name in zip(
            batch.partnerships, batch.founding, batch.founding_class, strict=True
        )
    }
    (piece,) = np.flatnonzero(edges[:-1] == deltas.pop())
    seen: set[tuple[int, ...]] = set()
    for row, entries in enumerate(promises.sources):
        if entries in seen:
            continue
        answers = [_answers(result, entry, keeps) for entry in entries]
        if None in answers:
            continue
        seen.add(entries)
        for k, quantile in enumerate(_QUANTILES):
            here, most = any(one[k] for one in answers), chance[piece, row]
            # Larger gains support more, so that it holds from some quantile on.
            right = most >= 1 - quantile - _OFF if here else most <= 1 - quantile + _OFF
            yield claim(right or promises.notes, "chances")
    yield claim(seen, "evidence")


def _answers(result: RevealedPatience, entry: int, keeps: dict[Any, bool]) -> Any:
    """Whether one way of a promise is an equilibrium at each quantile; None if not looked at."""
    from scipy.special import ndtri

    found = result.promises.evidence[entry]
    founding = int(found.evidence[0][1].founding)
    models = []
    for quantile in _QUANTILES:
        factor = float(np.exp(result.spread * ndtri(quantile)))
        benefit = found.game.benefit.astype(float)
        benefit = benefit + (factor - 1) * benefit[:1]
        models.append((dataclasses.replace(found.game, benefit=benefit), founding))
    return [keeps[one] for one in models] if all(one in keeps for one in models) else None


#: By how much two sums of the same tail, and two error rates, may differ.
_NEAR = 1e-9
#: Cells of promises and pieces that are looked at together.
_CELLS = 4_000_000


@checks(RevealedPatience)
def certify_revealed_patience(result: RevealedPatience, policy: Any = None) -> Certificate:
    """Whether counts, tails and the set follow from the promises, and these from their games."""
    without_policy(policy, rule="a confidence set has no policy", remedy="Leave it out")
    promises = result.promises
    found = [*_supports(promises), *_terms(result)]
    if result.spread:
        certificate = verdict([*found, *spread_findings(result)], exact=False, tolerance=_NEAR)
        return dataclasses.replace(certificate, unchecked=("chances away from the least patience",))
    found.append(claim(result.chances is None, "chances"))
    ends = {end for spans in promises.support for pair in spans for end in pair}
    found.append(claim(tuple(sorted({0, 1, *ends})) == result.edges, "edges"))
    if not all(one.gain <= one.allowed for one in found):
        return verdict(found, exact=False, tolerance=_NEAR)
    kept = np.asarray(promises.kept)
    chance = (1 - result.level) / (1 if result.miss is None else 2)
    seen = _Seen.of(result, kept, inside=False, every=result.records == "kept")
    low, best = seen.tail(result.error), None
    if result.miss is not None:
        best = _Seen.of(result, ~kept, inside=True).tail(result.miss)
    found += [
        _apart("rows", seen.rows, result.rows),
        _apart("hits", seen.hits, result.hits),
        _apart("units", seen.units, result.units),
        _apart("p", low, result.p),
        claim((best is None) == (result.p_best is None), "p_best"),
    ]
    there, able = low > chance, np.ones(len(low), dtype=bool)
    if best is not None and result.p_best is not None:
        found.append(_apart("p_best", best, result.p_best))
        able = best > chance
    found += _rates(result.least_errors, seen, able, chance)
    pieces = itertools.compress(itertools.pairwise(result.edges), (there & able).tolist())
    found.append(claim(Spans.union(pieces) == result.intervals, "intervals"))
    return verdict(found, exact=False, tolerance=_NEAR)


def _supports(promises: Promises) -> Iterator[Finding]:
    """Where keeping each promise is an equilibrium, by the answers that it was read from."""
    for one in of_parts(promises.evidence):
        yield claim(one.ok, "evidence")
    for spans, places in itertools.zip_longest(promises.support, promises.sources):
        if places:
            parts = [promises.evidence[k].intervals for k in places]
            union = Spans.union(pair for part in parts for pair in part)
            yield claim(union == spans, "support")


def _terms(result: RevealedPatience) -> Iterator[Finding]:
    """What was asked."""
    best, kept = result.selection == "best", np.asarray(result.promises.kept)
    yield claim(result.selection in ("any", "best"), "selection")
    yield claim((result.miss is not None) == best, "miss")
    yield claim(0 <= result.error < 1 and 0 <= (result.miss or 0) < 1, "error")
    yield claim(0 < result.level < 1, "level")
    known = result.records == "all" or (result.records == "kept" and bool(kept.all()))
    yield claim(known, "records")
    yield claim(result.notes == result.promises.notes, "notes")


def _apart(name: str, mine: Array, reported: Array) -> Finding:
    if np.shape(mine) != np.shape(reported):
        return Finding(math.inf, 0, action=name)
    off = np.abs(np.asarray(mine, dtype=float) - np.asarray(reported, dtype=float))
    return Finding(off.max(initial=0), _NEAR, action=name)


def _rates(rates: FloatArray, seen: _Seen, able: BoolArray, chance: float) -> Iterator[Finding]:
    """Whether tails pass the chance at the rates that are reported."""
    yield claim(np.shape(rates) == np.shape(able), "least_errors")
    if np.shape(rates) != np.shape(able):
        return
    yield claim(bool((np.isfinite(rates) == able).all()), "least_errors")
    free = able & (seen.sums <= 0)
    yield claim(bool((rates[free] == 0).all()), "least_errors")
    some = able & ~free
    if some.any():
        at, few = rates[some], seen.some(some)
        above, below = (few.tail(np.clip(at + step, 0, 1)) for step in (_NEAR, -_NEAR))
        right = ((above > chance) | (at >= 1 - _NEAR)) & ((below <= chance) | (at <= _NEAR))
        yield claim(bool(right.all()), "least_errors")


class _Seen(NamedTuple):
    """What counts in the middle of every piece."""

    rows: Array
    hits: Array
    units: Array
    sums: FloatArray
    whole: BoolArray

    @classmethod
    def of(
        cls, result: RevealedPatience, hit: BoolArray, *, inside: bool, every: bool = False
    ) -> _Seen:
        """Promises whose support holds the piece, or does not, and those of them that are hits.

        With `every` all promises count, and these are the hits.
        """
        ends = np.array([float(edge) for edge in result.edges])
        middles, units = (ends[:-1] + ends[1:]) / 2, result.promises.units
        numbers = {unit: k for k, unit in enumerate(dict.fromkeys(units))}
        unit = np.array([numbers[one] for one in units])
        size = np.bincount(unit)
        spans = [(row, *pair) for row, one in enumerate(result.promises.support) for pair in one]
        owner = np.array([row for row, *_ in spans], dtype=int)
        low, high = (
            np.searchsorted(middles, [float(one[side]) for one in spans]) for side in (1, 2)
        )

        def seen(rows: Array, place: Array, count: int) -> tuple[Array, Array]:
            """Promises that count, and hits, at every place of `count`: (places, pieces)."""
            change = np.zeros((2, count, len(middles) + 1), dtype=np.int32)
            at = np.full(len(units), -1)
            at[rows] = place
            for side, step in ((low, 1), (high, -1)):
                mine = at[owner] >= 0
                here = at[owner[mine]], side[mine]
                np.add.at(change[0], here, step)
                np.add.at(change[1], here, step * hit[owner[mine]])
            found = change.cumsum(axis=-1, dtype=np.int32)[..., :-1]
            if not inside:
                every_row = np.bincount(place, minlength=count)
                hits = np.bincount(place, weights=hit[rows], minlength=count).astype(int)
                found = np.stack([every_row, hits])[..., None] - found
            if every:
                found[0] = np.bincount(place, minlength=count)[:, None]
            return found[0], found[1]

        one = np.flatnonzero(size[unit] == 1)
        (rows,), (hits,) = seen(one, np.zeros(len(one), dtype=int), 1)
        counts, sums, whole = rows, hits.astype(float), np.ones(len(middles), dtype=bool)
        several = np.flatnonzero(size > 1)
        step = max(1, _CELLS // len(middles))
        for k in range(0, len(several), step):
            some = several[k : k + step]
            mine = np.flatnonzero(np.isin(unit, some))
            there, wrong = seen(mine, np.searchsorted(some, unit[mine]), len(some))
            rows, hits = rows + there.sum(axis=0), hits + wrong.sum(axis=0)
            counts = counts + (there > 0).sum(axis=0)
            sums = sums + (wrong / np.maximum(there, 1)).sum(axis=0)
            whole = whole & (there <= 1).all(axis=0)
        return cls(rows, hits, counts, sums, whole)

    def some(self, which: BoolArray) -> _Seen:
        """The same of some of the pieces."""
        return _Seen(*(np.asarray(part[which]) for part in self))

    def tail(self, error: Any) -> FloatArray:
        """How likely it is at most that so much goes against what is expected."""
        error = np.broadcast_to(np.asarray(error, dtype=float), self.units.shape)
        units, sums = self.units, self.sums
        binomial = _binomial(units, np.floor(sums + _NEAR).astype(int), error)
        share = sums / np.maximum(units, 1)
        hoeffding = np.where(share > error, np.exp(-units * _entropy(share, error)), 1.0)
        loose = np.minimum(1.0, np.minimum(hoeffding, math.e * binomial))
        return np.where(sums <= 0, 1.0, np.where(self.whole, binomial, loose))


def _entropy(share: FloatArray, error: FloatArray) -> FloatArray:
    """The relative entropy of two coins."""
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(share > 0, share * np.log(share / error), 0.0)
        other = np.where(share < 1, (1 - share) * np.log((1 - share) / (1 - error)), 0.0)
    return np.asarray(one + other)


def _binomial(units: IntArray, least: IntArray, error: FloatArray) -> FloatArray:
    """The probability of at least so many hits among so many, term by term."""
    found = np.where((least <= 0) | (error >= 1), 1.0, 0.0)
    rest = np.flatnonzero((least > 0) & (least <= units) & (error > 0) & (error < 1))
    wide = int(12 * math.sqrt((units * error * (1 - error)).max(initial=0))) + 40
    step = max(1, _CELLS // wide)
    for k in range(0, len(rest), step):
        rows = rest[k : k + step]
        found[rows] = _sums(units[rows], least[rows], error[rows], wide)
    return found


def _sums(units: IntArray, least: IntArray, error: FloatArray, wide: int) -> FloatArray:
    from scipy.special import gammaln

    up = least >= units * error  # the side on which terms fall from the first one on
    k = np.where(up, least, least - wide)[:, None] + np.arange(wide)
    there = (k >= 0) & (k <= units[:, None])
    k, n, e = np.where(there, k, 0), units[:, None], error[:, None]
    factorial = gammaln(np.arange(1, units.max() + 2))  # logs of 0!, 1!, 2!, ...
    ways = factorial[n] - factorial[k] - factorial[n - k]
    terms = np.where(there, np.exp(ways + k * np.log(e) + (n - k) * np.log1p(-e)), 0.0).sum(axis=1)
    return np.asarray(np.clip(np.where(up, terms, 1 - terms), 0.0, 1.0))
