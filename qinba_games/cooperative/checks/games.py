"""Certificates of cores, dividends and properties of cooperative games."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...types import Array, Certificate, FloatArray
from ...verify.findings import Finding, claim, verdict
from ..coalitions import coalition_maxima, coalition_sums, membership
from ..results import CoreResult, Dividends, GameProperties
from ..tu_game import TUGame
from .divisions import judged

_PAIRS = 1 << 20
_SEED = 20200105
#: Directions in which the set itself may reach no further than its corners.
_DIRECTIONS = 40
#: What a linear programme may be off, relative to the range of worths.
_PROGRAMME = 1e-6


@checks(CoreResult)
def _certify_core(result: CoreResult, policy: Any = None) -> Certificate:
    """Check a core: a division in it, or the balanced collection that proves it empty."""
    game = result.game
    # A `policy` is a division.
    payoffs = judged(result.payoffs, policy)
    terms: list[Any] = [abs(payoffs).max(), game.values[-1]]
    terms += [result.least_excess] if game.n_players > 1 else []
    allowed = _tolerance.meeting(_tolerance.CHECK, *terms)
    gaps = [Finding(abs(payoffs.sum() - game.values[-1]), game.n_players * allowed, state="sum")]
    target = result.least_excess if policy is None else result.slack
    gaps.append(claim(result.concept in ("core", "least core", "gamma-core"), "concept"))
    if game.n_players > 1:
        excess = (game.values - coalition_sums(payoffs))[1:-1]
        mask = 1 + int(excess.argmax())
        gaps.append(Finding(excess[mask - 1] - target, allowed, state=game.coalition(mask)))
        gaps += _collection(result, allowed)
    if result.vertices is not None:
        if game.exact or result.concept == "least core":  # which is empty at no level of its own
            none = result.empty == (len(result.vertices) == 0)
            gaps.append(Finding(int(not none), 0, state="corners"))
        wrong = result.empty == (len(result.vertices) > 0)
        off = abs(result.least_excess) if wrong else 0
        gaps.append(Finding(off, game.n_players * allowed, state="corners"))
        gaps += _corners_findings(game, result.vertices, result.slack, allowed)
    exact = game.exact and _tolerance.is_exact(payoffs)
    certificate = verdict(gaps, exact=exact, tolerance=allowed)
    if policy is not None or not certificate.inside:
        return certificate
    # The balanced collection is the proof that no largest excess is smaller.
    return dataclasses.replace(certificate, outside=True, gap=0)


def _collection(result: CoreResult, allowed: Any) -> list[Finding]:
    """Weights are positive, cover everybody once, and no smaller largest excess is possible."""
    off, weights, spare = _balance(result.game, result.collection)
    findings = [Finding(off, 0, state="cover"), Finding(-weights.min(), 0, state="weights")]
    # Over any division Σ weight excess(S) = Σ weight v(S) - v(N): a bound on the largest excess.
    bound = spare / weights.sum()
    return [*findings, Finding(abs(result.least_excess - bound), allowed, state="bound")]


@checks(Dividends)
def _certify_dividends(result: Dividends, policy: Any = None) -> Certificate:
    """Check that the dividends within every coalition add up to its worth."""
    added = judged(result.values, policy)
    for i in range(result.game.n_players):
        halves = added.reshape(-1, 2, 1 << i)
        added = np.stack([halves[:, 0], halves.sum(axis=1)], axis=1).reshape(-1)
    gaps = abs(added - result.game.values)
    near = _tolerance.meeting(_tolerance.CHECK, coalition_maxima(abs(result.game.values)))
    worst = int((gaps - near if np.any(near != 0) else gaps).argmax())
    allowed = near[worst] if isinstance(near, np.ndarray) else near
    finding = Finding(gaps[worst], allowed, state=result.game.coalition(worst))
    return verdict([finding], exact=result.exact, tolerance=allowed)


@checks(GameProperties)
def _certify_properties(result: GameProperties, policy: Any = None) -> Certificate:
    """Check the witnesses of what fails, and the definition of what holds."""
    del policy
    game, values = result.game, result.game.values
    allowed = 0 if game.exact else _tolerance.meeting(_tolerance.CHECK, values[-1])
    # All pairs of coalitions up to ten members, about a million drawn at random beyond.
    first, second = _pairs(game.n_players)
    pairs = ("monotone", "superadditive", "convex")
    findings = [claim({*result.witness} <= {*pairs, "balanced"}, "witness")]
    for name in pairs:
        if name in result.witness:
            one, other = (game.mask(coalition) for coalition in result.witness[name])
            loss = _loss(name, values, np.array([one]), np.array([other]))
            findings.append(Finding(0 if loss[0] > 0 else 1, 0, action=name))
        else:
            loss = _loss(name, values, first, second)
            worths = [values[k] for k in (first, second, first | second, first & second)]
            near = 0 * loss if game.exact else _tolerance.meeting(_tolerance.CHECK, *worths)
            over = int((loss - near).argmax())
            findings.append(Finding(loss[over], near[over], action=name))
    if "balanced" in result.witness:
        findings.append(_imbalance(game, result.witness["balanced"]))
    elif result.division is None:
        findings.append(Finding(1, 0, action="balanced"))
    else:
        off = abs(result.division.sum() - values[-1])
        findings.append(Finding(off, game.n_players * allowed, action="balanced", state="sum"))
        excess = (values - coalition_sums(result.division))[:-1].max()
        most = _tolerance.meeting(_tolerance.CHECK, abs(result.division).max(), values[-1])
        findings.append(Finding(excess, most, action="balanced"))
    return verdict(findings, exact=game.exact, tolerance=allowed)


def _pairs(n: int) -> tuple[Array, Array]:
    if n <= 10:
        masks = np.arange(1 << n)
        return np.repeat(masks, len(masks)), np.tile(masks, len(masks))
    drawn = np.random.default_rng(_SEED).integers(0, 1 << n, (2, _PAIRS))
    return drawn[0], drawn[1]


def _loss(name: str, values: Array, first: Array, second: Array) -> Array:
    """By how much each pair of coalitions breaks a property (negative: it does not)."""
    if name == "monotone":
        return np.asarray(values[first & second] - values[second])
    if name == "superadditive":
        first = first & ~second
        return np.asarray(values[first] + values[second] - values[first | second])
    both, common = values[first | second], values[first & second]
    return np.asarray(values[first] + values[second] - both - common)


def _imbalance(game: TUGame, collection: dict[Any, Any]) -> Finding:
    off, weights, spare = _balance(game, collection)
    return claim(weights.min() > 0 and off == 0 and spare > 0, "balanced")


def _balance(game: TUGame, collection: dict[Any, Any]) -> tuple[Any, Array, Any]:
    """How far weights are from covering everybody once; these; what they are worth beyond all."""
    masks, weights = [game.mask(coalition) for coalition in collection], [*collection.values()]
    cover = abs(np.array(weights) @ membership(masks, game.n_players) - 1)
    return cover.max(), np.array(weights), weights @ game.values[masks] - game.values[-1]


def _corners_findings(game: TUGame, corners: Array, slack: Any, allowed: Any) -> Iterator[Finding]:
    """Every corner is one, they differ, and the set has no points beyond them."""
    for corner in corners:
        yield from _corner(game, corner, slack, allowed)
    for one, other in itertools.combinations(corners, 2):
        yield Finding(0 if abs(one - other).max() > allowed else 1, 0, state="twice")
    # By programmes in directions drawn at random: a corner left out shows unless it is hardly one.
    if game.n_players > 1 and len(corners):
        yield from _beyond(game, corners, slack)


def _corner(game: TUGame, corner: Array, slack: Any, allowed: Any) -> Iterator[Finding]:
    excess = game.values - coalition_sums(corner) - slack
    off, excess[[0, -1]] = abs(game.values[-1] - corner.sum()), 0
    near = np.flatnonzero(excess >= -allowed)
    fixed = np.linalg.matrix_rank(membership(near, game.n_players).astype(float))
    yield Finding(off, game.n_players * allowed, state="corner", action="sum")
    yield Finding(excess.max(), allowed, state=game.coalition(int(excess.argmax())))
    yield Finding(int(game.n_players - fixed), 0, state="corner")


def _beyond(game: TUGame, corners: Array, slack: Any) -> Iterator[Finding]:
    """How far the set reaches beyond its corners, relative to the range of worths."""
    n = game.n_players
    values, points = game.values.astype(float), corners.astype(float)
    unit = max(np.ptp(values), 1e-300)
    coalitions = membership(np.arange(1, len(values) - 1), n).astype(float)
    least = (values[1:-1] - float(slack)) / unit
    for direction in np.random.default_rng(_SEED).normal(size=(_DIRECTIONS, n)):
        # What all get together is fixed, so that only the rest of a direction counts.
        along = direction - direction.mean()
        reach = _reach(coalitions, least, values[-1] / unit, along)
        missed = reach - (points @ along).max() / unit
        yield Finding(missed, _PROGRAMME, state="corner", action="left out")


def _reach(coalitions: FloatArray, least: FloatArray, total: float, direction: FloatArray) -> float:
    """The most of `direction` in the set; minus infinity if rounding makes it seem empty."""
    from scipy.optimize import linprog

    n = coalitions.shape[1]
    everybody, free = np.ones((1, n)), [(None, None)] * n
    solved = linprog(-direction, -coalitions, -least, everybody, [total], bounds=free)
    return -float(solved.fun) if solved.success else -np.inf
