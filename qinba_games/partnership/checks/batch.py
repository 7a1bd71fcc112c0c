"""Certificate of an `EvolutionBatch`: the deviations of every partnership of the batch at once.

Values are recomputed state by state (trust and conditions), not by trust level as the solver does,
and every one-shot deviation is priced anew from the rules of the relation.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...common.certificate import Certificate
from ...common.register import checks
from ...types import Array, BoolArray
from ...verify.findings import Finding, verdict
from ...verify.same import same
from ..results.evolution import EvolutionBatch, profile_names
from ..trust_game import TrustGame
from .mandate import mandate_findings
from .reading import alike, read
from .trust_path import PATH, classes_of, reached, time_gap
from .trust_play import unroll, values_of


class _Play(NamedTuple):
    """The agreed choices over states, S = levels x conditions; `who[N, S, n]` contributes."""

    kept: Array
    stays: BoolArray
    who: BoolArray
    everyone: BoolArray
    payoff: Array
    chain: Array


@checks(EvolutionBatch)
def certify_batch(result: EvolutionBatch, policy: Any = None) -> Certificate:
    """Largest gain of any member of any partnership from one deviation.

    Parameters
    ----------
    result : EvolutionBatch
    policy : int array, shape (N, K + 1, conditions), optional
        Choices to judge in place of the result's own.
    """
    models = result.partnerships
    foreign = Finding(1, 0, action="another model")
    if len(models) != len(result.delta) or not alike(models):
        return verdict([foreign], exact=False, tolerance=0)
    game, delta = read(models, exact=False), np.asarray(result.delta, dtype=float)
    if not same(result.game, game):
        return verdict([foreign], exact=False, tolerance=0)
    result = dataclasses.replace(result, game=game)
    choice = result.choice if policy is None else np.asarray(policy)
    play = _unroll(game, choice)
    path = _wrong_path(result, play) if policy is None else []
    if result.punishment:
        return _one_by_one(result, choice, path, own=policy is None)
    values = _values(game, play, delta)
    excess = _voluntary if game.voluntary else _fixed
    gains = excess(game, play, values, delta)
    if policy is None:
        gains["reported value"] = _misreport(result, values)
    spread = np.asarray(
        _tolerance.CHECK / _tolerance.TIE * _tolerance.tie_rows(game.flow, game.outside)
    )
    worst = _worst(game, gains, spread)
    return verdict([*worst, *path], exact=False, tolerance=float(spread.max()))


def _one_by_one(
    result: EvolutionBatch, choice: Array, path: list[Finding], *, own: bool
) -> Certificate:
    """Partnerships that somebody cannot leave: there is a punishment to check behind each."""
    findings, largest = list(path), 0.0
    for n, punishment in enumerate(result.punishment):
        game = result.game.take(np.array([n]))
        profiles = {(k, t): profile_names(game, int(c)) for (k, t), c in np.ndenumerate(choice[n])}
        play = unroll(game, profiles)
        values = values_of(play, game.outside[0], result.delta[n])
        gains = mandate_findings(game, punishment, play, values, result.delta[n], None)
        allowed = _tolerance.check(play.payoff, game.outside, game.flow)
        largest = max(largest, allowed)
        findings += [
            Finding(gain, allowed, member, (n, state), action)
            for gain, member, state, action in gains
        ]
        if own:
            joint = values.sum(axis=1).reshape(game.levels, -1)[result.founding]
            off = abs(result.founding_value[n] - (game.chance[0] * joint).sum())
            findings.append(Finding(off, allowed, None, (n, None), "reported value"))
    return verdict(findings, exact=False, tolerance=largest)


def _unroll(game: TrustGame, choice: Array) -> _Play:
    count, levels, times = choice.shape
    size, leave = levels * times, len(game.contributes)
    index = choice.reshape(count, size)
    stays = index < leave
    kept = np.minimum(index, leave - 1)
    who = game.contributes[kept] & stays[..., None]
    everyone = np.asarray(who.all(axis=-1))
    flow = game.flow.reshape(count, size, leave, -1)
    payoff = np.take_along_axis(flow, kept[..., None, None], axis=2)[:, :, 0]
    payoff = payoff + (everyone * game.subsidy[:, None])[..., None]
    payoff = np.where(stays[..., None], payoff, game.outside[:, None, :])
    level = np.repeat(np.arange(levels), times)
    move = game.move[np.arange(count)[:, None], np.where(everyone, 0, 1), level]
    onward = (move[..., :-1, None] * game.chance[:, None, None, :]).reshape(count, size, size)
    over = np.where(stays, move[..., -1], 1.0)[..., None]
    chain = np.concatenate([np.where(stays[..., None], onward, 0.0), over], axis=-1)
    return _Play(kept, stays, who, everyone, payoff, chain)


def _values(game: TrustGame, play: _Play, delta: Array) -> Array:
    """Value of each member in each state when the agreement is kept, shape (N, S, n)."""
    d = delta[:, None, None]
    right = (1 - d) * play.payoff + d * play.chain[..., -1:] * game.outside[:, None, :]
    return np.linalg.solve(np.eye(play.payoff.shape[1]) - d * play.chain[..., :-1], right)


def _future(game: TrustGame, play: _Play, values: Array) -> Array:
    return np.asarray(
        play.chain[..., :-1] @ values + play.chain[..., -1:] * game.outside[:, None, :]
    )


def _saved(game: TrustGame, play: _Play) -> Array:
    """What a contributor saves by idling in the agreed profile, shape (N, S, n)."""
    flat = game.temptation.reshape(*play.kept.shape, len(game.contributes), -1)
    return np.take_along_axis(flat, play.kept[..., None, None], axis=2)[:, :, 0]


def _fixed(game: TrustGame, play: _Play, values: Array, delta: Array) -> dict[str, Array]:
    w, d, q = game.outside[:, None, :], delta[:, None, None], game.detection[:, None, None]
    lost = game.deposit[:, None, :] + (play.everyone * game.subsidy[:, None])[..., None]
    now = play.payoff + _saved(game, play) - q * lost
    later = q * w + (1 - q) * _future(game, play, values)
    breach = np.where(play.who, (1 - d) * now + d * later - values, -np.inf)
    return {"leave": w - values, "idle": breach}


def _voluntary(game: TrustGame, play: _Play, values: Array, delta: Array) -> dict[str, Array]:
    w, q = game.outside[:, None, :], game.detection[:, None, None]
    joint, total = values.sum(axis=-1), game.outside.sum(axis=-1)[:, None]
    surplus = _future(game, play, values).sum(axis=-1) - total
    paid = (play.everyone * game.subsidy[:, None])[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        breach = np.where(play.who, _saved(game, play) / q - game.deposit[:, None, :] - paid, 0)
    breach = np.nan_to_num(breach, nan=0.0, posinf=np.inf)
    cost = game.temptation[:, :, :, 0].reshape(breach.shape)
    alone = ~play.who & (play.who.sum(axis=-1) == w.shape[-1] - 1)[..., None]
    unasked = np.where(alone, game.subsidy[:, None, None] - cost, 0)
    leave = w - play.payoff
    need = np.maximum(np.maximum(breach, unasked), np.maximum(leave, 0)).sum(axis=-1)
    with np.errstate(invalid="ignore"):
        short = (1 - delta)[:, None] * need - delta[:, None] * surplus
    short = np.where(play.stays, short, -np.inf)
    return {"any": short[..., None], "refuse to pay": (total - joint)[..., None]}


def _misreport(result: EvolutionBatch, values: Array) -> Array:
    levels, times = result.choice.shape[1:]
    joint = values.sum(axis=-1).reshape(-1, levels, times)[:, result.founding]
    founding = (result.game.chance * joint).sum(axis=-1)
    return np.asarray(abs(result.founding_value - founding)[:, None, None])


def _wrong_path(result: EvolutionBatch, play: _Play) -> list[Finding]:
    """Differences between the path that is reported and the one to which the choices lead."""
    game, k, shape = result.game, result.founding, result.choice.shape
    classes = classes_of(play.everyone.reshape(shape), ~play.stays.reshape(shape))
    hit, time = reached(play.chain, game.chance, classes)
    gaps = {
        "classes": (classes != result.classes).any(axis=1),
        "founding class": classes[:, k] != result.founding_class,
        "probability strong": abs(result.probability_strong - hit[:, k]),
        "time to strong": time_gap(result.time_to_strong, time[:, k]),
    }
    rows = {action: int(gap.argmax()) for action, gap in gaps.items()}
    return [
        Finding(float(gaps[action][n]), PATH, None, (n, None), action) for action, n in rows.items()
    ]


def _worst(game: TrustGame, gains: dict[str, Array], allowed: Array) -> list[Finding]:
    """The worst case of each kind of deviation."""
    findings = []
    for action, gain in gains.items():
        over = gain - allowed[:, None, None]
        n, row, i = np.unravel_index(int(np.argmax(over)), over.shape)
        member = game.members[i] if gain.shape[-1] > 1 else None
        state = (int(n), divmod(int(row), game.times)) if gain.shape[1] > 1 else (int(n), None)
        findings.append(Finding(float(gain[n, row, i]), float(allowed[n]), member, state, action))
    return findings
