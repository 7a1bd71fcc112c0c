"""Is a division of an estate, or a bargain, what its rule asks for? Judged by its properties."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _tolerance
from ...types import Array, FloatArray
from ...verify.findings import Finding, by_member
from ..bargaining import BargainingProblem
from ..claims import ClaimsProblem


def claims_findings(problem: ClaimsProblem, rule: str, awards: Array) -> list[Finding]:
    """All between nothing and their claims, the estate used up, and the rule's own property."""
    claims, names = problem.claims, problem.players
    allowed = _tolerance.check(claims, [problem.estate], awards)
    losses = claims - awards
    found = [Finding(abs(awards.sum() - problem.estate), allowed, state="sum")]
    found += by_member(names, np.maximum(-awards, -losses), allowed)
    if rule == "proportional":
        off = abs(awards * claims.sum() - claims * problem.estate) / max(claims.sum(), 1)
    elif rule == "constrained equal awards":
        off = abs(awards - np.minimum(claims, awards.max()))
    elif rule == "constrained equal losses":
        off = abs(losses - np.minimum(claims, losses.max()))
    elif rule != "talmud":
        return [Finding(np.inf, 0, action=f"divide by '{rule}'")]
    else:
        return [*found, *_pairwise(claims, awards, names, allowed)]
    return found + by_member(names, off, allowed)


def _pairwise(claims: Array, awards: Array, names: Any, allowed: Any) -> Iterator[Finding]:
    """Every two claimants divide what they have together like the contested garment.

    R. J. Aumann and M. Maschler (1985), Theorem A: exactly one division does.
    """
    for i, j in itertools.combinations(range(len(claims)), 2):
        both = awards[i] + awards[j]
        first, second = max(both - claims[j], 0 * both), max(both - claims[i], 0 * both)
        gap = abs(awards[i] - (first + (both - first - second) / 2))
        yield Finding(gap, allowed, member=names[i], state=names[j])


def bargaining_findings(problem: BargainingProblem, rule: str, payoffs: Array) -> list[Finding]:
    """The bargain is feasible and optimal in the sense of its rule."""
    gains = problem.agreements - problem.disagreement
    own = payoffs - problem.disagreement
    numbers = (problem.agreements, problem.disagreement)
    allowed = float(_tolerance.check(*(given.astype(float) for given in numbers)))
    found = by_member(problem.players, np.where(own > 0, 0, 1 - own), 0)
    if max(finding.gain for finding in found) > 0:
        return found
    if rule == "nash":
        return found + _nash(problem, gains, own, allowed)
    if rule != "kalai-smorodinsky":
        return [Finding(np.inf, 0, action=f"divide by '{rule}'")]
    return found + _kalai_smorodinsky(gains.astype(float), own.astype(float), allowed)


def _nash(problem: BargainingProblem, gains: Array, own: Array, allowed: float) -> list[Finding]:
    if not problem.lotteries:
        missed = abs(gains - own).max(axis=1).min()
        better = max((row.prod() for row in gains if (row > 0).all()), default=own.prod())
        loss = (better - own.prod()) / max(own) ** (len(own) - 1)
        feasible = Finding(missed, 0 if problem.exact else allowed, state="feasible")
        return [feasible, Finding(loss, allowed)]
    # The bargain supports itself: no agreement is worth more at the prices 1 / gain.
    worth = gains @ (1 / own) / len(own)
    distance = _distance_from_hull(gains.astype(float), own.astype(float))
    most = Finding((worth.max() - 1) * max(own), allowed, action=int(worth.argmax()))
    return [Finding(distance, allowed, state="feasible"), most]


def _distance_from_hull(gains: FloatArray, point: FloatArray) -> float:
    from scipy.optimize import nnls

    unit = _unit(gains)
    lifted = np.vstack([gains.T / unit, np.ones(len(gains))])
    return float(nnls(lifted, np.append(point / unit, 1.0))[1] * unit)


def _unit(gains: FloatArray) -> float:
    return max(float(abs(gains).max()), 1e-300)


def _kalai_smorodinsky(gains: FloatArray, own: FloatArray, allowed: float) -> list[Finding]:
    # A linear programme takes numbers below its own tolerances for nothing.
    n, unit = gains.shape[1], _unit(gains)
    gains, own = gains / unit, own / unit
    hopes = np.array([_best(gains, np.eye(n)[i], np.zeros(n)) for i in range(n)])
    part = (own / hopes).min()
    most = _best(gains / hopes, np.zeros(n), np.ones(n))
    fair = Finding(abs(own - part * hopes).max() * unit, allowed, state="proportional")
    return [fair, Finding(abs(most - part) * hopes.max() * unit, allowed, state="largest")]


def _best(gains: FloatArray, direction: FloatArray, common: FloatArray) -> float:
    """The most of `direction`, and of a gain common to all, at lotteries without a loss."""
    from scipy.optimize import linprog

    m = len(gains)
    objective = np.append(-gains @ direction, -float(common.any()))
    losses, chances = np.column_stack([-gains.T, common]), np.append(np.ones(m), 0.0)[None]
    bounds = [(0, None)] * m + [(0, None if common.any() else 0)]
    solved = linprog(objective, losses, np.zeros(len(losses)), chances, [1.0], bounds=bounds)
    return float(-solved.fun) if solved.success else np.nan
