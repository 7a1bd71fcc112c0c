"""Check Nash equilibria by regret: nobody gains by any other action."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np

from ... import _check, _tolerance, errors
from ...common.register import checks
from ...types import Array, Certificate
from ...verify.findings import Finding, claim, verdict
from ..results import NashResult
from .completeness import none_missing


@checks(NashResult)
def _certify_nash(result: NashResult, policy: Any = None) -> Certificate:
    """Judge every equilibrium of `result`, or instead one other list of mixed strategies."""
    # `state` of the certificate is the number of the equilibrium. A strategy that is no probability
    # vector counts by its error times the range of the payoffs.
    game = result.game
    given = result.equilibria if policy is None else (_strategies(game, policy),)
    findings = [f for i in range(game.n_players) for f in _faults(game, given, i)]
    exact = game.exact and all(_tolerance.is_exact(v) for strategies in given for v in strategies)
    if policy is None and not _all_there(result):
        return verdict([claim(False, "equilibria")], exact=result.exact, tolerance=0)
    worst = max(findings, key=_rank, default=Finding(0, _tolerance.check(game.payoffs)))
    certificate = verdict([worst], exact=exact, tolerance=worst.allowed)
    if policy is not None or not certificate.inside or not (result.complete or result.proven):
        return certificate
    whole = result.complete and none_missing(game.payoffs, result.equilibria, result.witness)
    return dataclasses.replace(certificate, outside=whole)


def _all_there(result: NashResult) -> bool:
    """Whether no equilibrium is missing that can be seen at once."""
    # Those in which nobody mixes and everybody would lose by any other action.
    game = result.game
    strict = np.ones(game.payoffs.shape[:-1], dtype=bool)
    for i in range(game.n_players):
        own = game.payoffs[..., i]
        if own.shape[i] > 1:
            second, best = np.moveaxis(np.sort(own, axis=i), i, 0)[-2:]
            clear = np.asarray(best > second + _tolerance.check(own), dtype=bool)
            strict &= np.expand_dims(clear, i) & (own == np.expand_dims(best, i))
    return {tuple(profile) for profile in np.argwhere(strict).tolist()} <= set(result.pure)


def _rank(finding: Finding) -> tuple[bool, float]:
    """What is not allowed comes before what is, and then the larger one."""
    return not finding.gain <= finding.allowed, float(finding.gain)


def _faults(game: Any, given: tuple[tuple[Array, ...], ...], player: int) -> Iterator[Finding]:
    """Gains of one player's best deviations, and errors of its strategies."""
    own = game.payoffs[..., player]
    exact = all(_tolerance.is_exact(numbers) for numbers in (own, *chain(*given)))
    tolerance = 0 if exact else _tolerance.check(own.astype(float)) or _tolerance.CHECK
    size = max(own.max() - own.min(), abs(own).max()) or 1
    name, actions = game.players[player], game.actions[player]
    for number, strategies in enumerate(given):
        vector, replies = strategies[player], _replies(own, strategies, player)
        value, best = vector @ replies, int(np.argmax(replies))
        yield Finding(replies[best] - value, tolerance, name, number, actions[best])
        error = max(abs(vector.sum() - 1), -vector.min()) * size
        yield Finding(error, tolerance, name, number, None)


def _replies(own: Array, strategies: tuple[Array, ...], player: int) -> Array:
    """Expected payoff of each own action against the others' mixtures."""
    values = np.moveaxis(own, player, 0)
    others = [vector for j, vector in enumerate(strategies) if j != player]
    for vector in reversed(others):
        used = np.flatnonzero(vector)
        values = values[..., used] @ vector[used]
    return np.asarray(values)


def _strategies(game: Any, policy: Any) -> tuple[Array, ...]:
    if not isinstance(policy, (tuple, list)) or len(policy) != game.n_players:
        rule = f"must be one mixed strategy for each of the {game.n_players} players"
        remedy = "Pass a tuple of probability vectors, like an entry of NashResult.equilibria"
        raise errors.ShapeError("verify", "policy", policy, rule, remedy)
    return tuple(
        _check.distribution("verify", "policy", _check.array("verify", "policy", v, shape=(m,)))
        for v, m in zip(policy, game.shape, strict=True)
    )
