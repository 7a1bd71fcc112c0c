"""Is a division of an estate, or a bargain, what its rule asks for? Judged by its properties."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ...verify.findings import Finding, by_member, claim
from ..bargaining import BargainingProblem
from ..claims import ClaimsProblem


def claims_findings(problem: ClaimsProblem, rule: str, awards: Array) -> list[Finding]:
    """All between nothing and their claims, the estate used up, and the rule's own property."""
    claims, names = _exact.rational(problem.claims), problem.players
    allowed = _tolerance.check(claims, [problem.estate], awards)
    losses = claims - awards
    findings = [Finding(abs(awards.sum() - problem.estate), allowed, state="sum")]
    findings += by_member(names, np.maximum(-awards, -losses), allowed)
    if rule == "proportional":
        off = abs(awards * claims.sum() - claims * problem.estate) / max(claims.sum(), 1)
    elif rule == "constrained equal awards":
        off = abs(awards - np.minimum(claims, awards.max()))
    elif rule == "constrained equal losses":
        off = abs(losses - np.minimum(claims, losses.max()))
    elif rule != "talmud":
        return [Finding(np.inf, 0, action=f"divide by '{rule}'")]
    else:
        return [*findings, *_pairwise(claims, awards, names, allowed)]
    return findings + by_member(names, off, allowed)


def _pairwise(claims: Array, awards: Array, names: Any, allowed: Any) -> Iterator[Finding]:
    """Every two claimants divide what they have together like the contested garment."""
    # R. J. Aumann and M. Maschler (1985), Theorem A: exactly one division does.
    for i, j in itertools.combinations(range(len(claims)), 2):
        both = awards[i] + awards[j]
        first, second = max(both - claims[j], 0 * both), max(both - claims[i], 0 * both)
        gap = abs(awards[i] - (first + (both - first - second) / 2))
        yield Finding(gap, allowed, member=names[i], state=names[j])


def bargaining_findings(
    problem: BargainingProblem, rule: str, payoffs: Array, witness: Any
) -> list[Finding]:
    """The bargain is feasible and optimal in the sense of its rule."""
    gains = problem.agreements - problem.disagreement
    own = payoffs - problem.disagreement
    findings = by_member(problem.players, np.where(own > 0, 0, 1 - own), 0)
    if max(finding.gain for finding in findings) > 0:
        return findings
    if rule not in ("nash", "kalai-smorodinsky"):
        return [Finding(np.inf, 0, action=f"divide by '{rule}'")]
    if problem.lotteries:
        return [*findings, *_over_lotteries(problem, rule, own, *witness)]
    numbers = (problem.agreements, problem.disagreement)
    allowed = _tolerance.check(*(given.astype(float) for given in numbers))
    missed = abs(gains - own).max(axis=1).min()
    better = max((row.prod() for row in gains if (row > 0).all()), default=own.prod())
    loss = (better - own.prod()) / max(own) ** (len(own) - 1)
    feasible = Finding(missed, 0 if problem.exact else allowed, state="feasible")
    return [*findings, claim(rule == "nash", rule), feasible, Finding(loss, allowed)]


def _over_lotteries(
    problem: BargainingProblem, rule: str, own: Array, lotteries: Array, prices: Any
) -> Iterator[Finding]:
    """Lotteries bring what they have to, and at their prices no agreement is worth more.

    All is in units of what each member gains, so that a bargain in proportion to what members hope
    for makes their hopes equal, and Nash's supports itself at equal prices.
    """
    n = len(own)
    # Whose gain a lottery is for: one member's for each hope, and that of everybody in the last.
    whose = np.vstack([np.eye(n, dtype=int), np.ones(n, dtype=int)])
    if rule == "nash":
        whose, prices = whose[-1:], 1 / own[None]
    given = (problem.agreements, problem.disagreement, own, lotteries, prices)
    agreements, disagreement, own, lotteries, prices = _exact.alike(*given)
    signs = (lotteries >= 0).all() and (prices >= 0).all()
    yield claim(signs and len(lotteries) == len(whose) == len(prices), "lotteries")
    one, size, prices = own / own, max(own), prices * own
    rows, scale = (agreements - disagreement) / own, (abs(agreements) + abs(disagreement)) / own
    lotteries = lotteries / lotteries.sum(axis=1)[:, None]
    prices = prices / (prices * whose).sum(axis=1)[:, None]
    got = lotteries @ rows
    near = _tolerance.meeting(_tolerance.CHECK, one, got, floor=lotteries @ scale)
    least = 0 * got
    least[-1] = one
    yield _furthest(least - got, near, size, "feasible")
    ideal = got[:-1].diagonal()
    if len(ideal):
        near = np.broadcast_to(near, got.shape)[:-1].diagonal()
        yield _furthest(ideal - min(ideal), near, size, "proportional")
    most = np.append(ideal, one[0])
    near = _tolerance.meeting(_tolerance.CHECK, most, floor=scale @ prices.T)
    yield _furthest(rows @ prices.T - most, near, size, "best")


def _furthest(off: Array, allowed: Any, size: Any, state: str) -> Finding:
    """What is furthest beyond what is allowed, in payoffs; and at which agreement, or for whom."""
    allowed = np.broadcast_to(allowed, off.shape)
    place = np.unravel_index((off - allowed).argmax(), off.shape)
    return Finding(off[place] * size, allowed[place] * size, state=state, action=int(place[0]))
