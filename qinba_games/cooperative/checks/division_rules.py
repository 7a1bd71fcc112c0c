"""Is a division of an estate, or a bargain, what its rule asks for? Judged by its properties."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common import exact_simplex
from ...types import Array, FloatArray, IntArray
from ...verify.findings import Finding, by_member
from ..bargaining import BargainingProblem
from ..claims import ClaimsProblem

#: How many times its gain an agreement may cost or bring a member and still get a chance in floats.
_AWFUL = 1e6


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
    """Every two claimants divide what they have together like the contested garment."""
    # R. J. Aumann and M. Maschler (1985), Theorem A: exactly one division does.
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
    if problem.exact and _tolerance.is_exact(payoffs):
        return found + _kalai_smorodinsky(gains, own, 0, _most)
    # A linear programme takes numbers below its own tolerances for nothing.
    units = abs(gains.astype(float)).max(axis=0)  # nobody has nothing but zeros, as all gain
    return found + _kalai_smorodinsky(gains / units, own / units, allowed, _best, units)


def _nash(problem: BargainingProblem, gains: Array, own: Array, allowed: float) -> list[Finding]:
    if not problem.lotteries:
        missed = abs(gains - own).max(axis=1).min()
        better = max((row.prod() for row in gains if (row > 0).all()), default=own.prod())
        loss = (better - own.prod()) / max(own) ** (len(own) - 1)
        feasible = Finding(missed, 0 if problem.exact else allowed, state="feasible")
        return [feasible, Finding(loss, allowed)]
    # The bargain supports itself: no agreement is worth more at the prices 1 / gain.
    worth, size = gains @ (1 / own) / len(own), float(max(own))
    # In units of what each gains; what is awful for somebody gets no chance.
    rows = gains.astype(float) / own.astype(float)
    likely = (abs(rows) < _AWFUL).all(axis=1)
    rows, told = rows[likely], abs(problem.agreements[likely].astype(float) / own.astype(float))
    most = max(abs(rows).max(initial=0), told.max(initial=0))
    near = size * float(_tolerance.meeting(_tolerance.CHECK, 1.0, floor=most))
    distance = size * _distance_from_hull(rows, np.ones(len(own))) if len(rows) else np.inf
    best = Finding((worth.max() - 1) * size, near, action=int(worth.argmax()))
    return [Finding(distance, near, state="feasible"), best]


def _distance_from_hull(gains: FloatArray, point: FloatArray) -> float:
    from scipy.optimize import nnls

    unit = _unit(gains)
    lifted = np.vstack([gains.T / unit, np.ones(len(gains))])
    return float(nnls(lifted, np.append(point / unit, 1.0))[1] * unit)


def _unit(gains: FloatArray) -> float:
    return max(float(abs(gains).max()), 1e-300)


def _kalai_smorodinsky(
    gains: Array, own: Array, allowed: Any, most: Callable[..., Any], units: Any = 1
) -> list[Finding]:
    """Gains are in proportion to hopes, and as large as the `most` that a lottery brings so."""
    n = len(own)
    nobody, everybody = np.zeros(n, dtype=int), np.ones(n, dtype=int)
    hopes = np.array([most(gains, row, nobody) for row in np.eye(n, dtype=int)])
    if not (hopes > 0).all():
        return [Finding(1, 0, state="proportional")]
    part = (own / hopes).min()
    fair = Finding((abs(own - part * hopes) * units).max(), allowed, state="proportional")
    off = abs(most(gains / hopes, nobody, everybody) - part) * hopes * units
    return [fair, Finding(off.max(), allowed, state="largest")]


def _most(gains: Array, direction: IntArray, common: IntArray) -> Fraction:
    """As `_best`, in fractions: a lottery, and prices that prove that none is better; else -1."""
    gains, m = _exact.fractions(gains), len(gains)
    objective = np.append(-gains @ direction, -int(common.any()))
    chances = np.array([[1] * m + [0], [-1] * m + [0]])
    rows = np.vstack([np.column_stack([gains.T, -common]), chances])
    right = np.array([0] * len(common) + [1, -1])
    solved = exact_simplex.solve(objective, rows, right)
    if solved is None:
        return Fraction(-1)
    x, y = solved
    feasible = (x >= 0).all() and (rows @ x >= right).all()
    proven = (y >= 0).all() and (y @ rows <= objective).all() and y @ right == objective @ x
    return -sum(objective * x, Fraction(0)) if feasible and proven else Fraction(-1)


def _best(gains: FloatArray, direction: IntArray, common: IntArray) -> float:
    """The most of `direction`, and of a gain common to all, at lotteries without a loss."""
    from scipy.optimize import linprog

    m = len(gains)
    objective = np.append(-gains @ direction, -float(common.any()))
    losses, chances = np.column_stack([-gains.T, common]), np.append(np.ones(m), 0.0)[None]
    bounds = [(0, None)] * m + [(0, None if common.any() else 0)]
    solved = linprog(objective, losses, np.zeros(len(losses)), chances, [1.0], bounds=bounds)
    return float(-solved.fun) if solved.success else np.nan
