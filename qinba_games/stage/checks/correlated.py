"""Certificate of a correlated equilibrium: everybody obeys, and nothing better can be recommended.

Obedience is checked one recommendation and one other action at a time. That nothing is better
follows from weak duality: if at every profile the weighted payoff plus what the profile adds to the
constraints of obedience, times their multipliers, is at most V, no correlated equilibrium is worth
more than V.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance
from ...common.register import checks
from ...types import Array, Certificate
from ...verify.findings import Deviation, Finding, claim, verdict, with_outside, worst
from ..results import CorrelatedEquilibrium


@checks(CorrelatedEquilibrium)
def _certify_correlated(result: CorrelatedEquilibrium, policy: Any = None) -> Certificate:
    """Largest gain from disobedience, or error of a number; `policy`: another distribution."""
    stage, exact = result.game, result.exact
    chances = result.distribution
    if policy is not None:
        chances = _check.array("verify", "policy", policy, shape=stage.shape)
        _check.distribution("verify", "policy", chances.ravel())
        exact = stage.exact and _tolerance.is_exact(chances)
    g = _exact.as_numbers(stage.payoffs, exact)
    tolerance = 0 if exact else _tolerance.check(g) or _tolerance.CHECK
    findings = [Finding(0 * g.flat[0], tolerance)]
    size = g.max() - g.min()
    findings.append(Finding(abs(chances.sum() - 1) * size, tolerance, action="probabilities"))
    findings.append(Finding(-chances.min() * size, tolerance, action="probabilities"))
    for i, name in enumerate(stage.players):
        lost = _losses(g[..., i], chances, i)
        lost = lost.sum(axis=0, keepdims=True) if result.coarse else lost
        others = zip(stage.actions[i], lost.T, strict=True)
        advice = (None,) if result.coarse else stage.actions[i]
        disobey = [Deviation(name, action, -column) for action, column in others]
        findings.append(worst(disobey, tolerance, advice.__getitem__))
    if policy is not None:
        return verdict(findings, exact=exact, tolerance=tolerance)
    findings += _optimal(result, g, tolerance)
    # That nothing is better is among the findings.
    return with_outside(verdict(findings, exact=exact, tolerance=tolerance), [True])


def _losses(own: Array, chances: Array, i: int) -> Array:
    """What i loses by playing b when told a, weighted with the probability; [a, b]."""
    columns = [own - own.take([b], axis=i) for b in range(own.shape[i])]
    weighed = [np.moveaxis(chances * gained, i, 0).reshape(len(columns), -1) for gained in columns]
    return np.stack([rows.sum(axis=1) for rows in weighed], axis=1).astype(own.dtype)


def _optimal(result: CorrelatedEquilibrium, g: Array, tolerance: Any) -> list[Finding]:
    n, weights = g.shape[-1], result.weights
    payoffs = np.array([(result.distribution * g[..., i]).sum() for i in range(n)], dtype=g.dtype)
    bound = sum(weights[i] * g[..., i] for i in range(n))
    for i in range(n):
        bound = bound + _dual_terms(g[..., i], result.multipliers[i], i, coarse=result.coarse)
    least = min((y.min() for y in result.multipliers), default=0)
    worth = (weights * payoffs).sum()
    scale = max(1, abs(weights).sum())
    findings = [
        Finding(bound.max() - worth, n * scale * tolerance, action="recommend something better"),
        Finding(-least, tolerance, action="multipliers"),
        claim(all(np.isfinite(y.astype(float)).all() for y in result.multipliers), "multipliers"),
    ]
    off = _wrong_weights(result, payoffs)
    return [*findings, Finding(off, n * scale * tolerance, action="weights")]


def _dual_terms(own: Array, y: Array, i: int, *, coarse: bool) -> Array:
    """What every profile adds to i's constraints, times their multipliers."""
    size = own.shape[i]
    total = 0 * own
    for b in range(size):
        difference = own - own.take([b], axis=i)
        shape = [size if j == i else 1 for j in range(own.ndim)]
        total = total + difference * (y[b] if coarse else y[:, b].reshape(shape))
    return np.asarray(total)


def _wrong_weights(result: CorrelatedEquilibrium, payoffs: Array) -> Any:
    """How far the weights are from proving what was asked for."""
    weights, n = result.weights, len(payoffs)
    if not isinstance(result.objective, str):
        return abs(weights - np.array(result.objective)).max()
    if result.objective == "sum":
        return abs(weights - 1).max()
    if result.objective == "symmetric":
        return max(abs(weights.sum() - n), payoffs.max() - payoffs.min())
    unfair = abs((weights * payoffs).sum() - payoffs.min())
    return max(abs(weights.sum() - 1), -weights.min(), unfair)
