"""To how little members can be held who cannot leave: a bound on every punishment.

Once an agreement is broken the relation goes on without deposits and subsidies. Whatever is played
then, a member gets at least what it makes of it alone, as if it were punished as hard as can be
ever after: in each state the least of that over the choices that are left. A choice falls where
even the best future does not make up for the most tempting deviation into such a punishment; then
what is left is less harsh, and more may fall. No equilibrium holds anybody to less. At fixed shares
this need not be reached.

A guess becomes a bound by its error: what is below what follows from it, by so much in every state,
stays so for ever.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ...types import Array, BoolArray
from ...verify import linear
from ..trust_game import TrustGame
from .outside import Bound, bound, case_between

#: Rounds of deletions, and steps of the search for what a member can be held to.
_ROUNDS, _STEPS = 20, 40


class _Options(NamedTuple):
    """What a member can do about every choice: (N, L, T, Q, options).

    Attributes
    ----------
    reward : array
        What it brings at once, in average payoff; minus infinity where it is not open.
    kind : int array
        How trust moves then (0 or 1); 2: the relation ends.
    """

    reward: Array
    kind: Array


def constant(game: TrustGame) -> Array | None:
    """What each member can be held to at every patience and trust, (n,); None if it may change.

    Of one partnership. Nobody gets less than by idling for ever: nothing, unless somebody leaves.
    Somebody does if it can without loss, or if another does as well. Then all get their outside
    values, and that is the worst for whoever is not better off outside; else all idle for ever.
    """
    free, w = ~game.mandated, game.outside[0]
    received, idle = game.flow + game.temptation, game.flow[..., -1, :]
    saved = game.temptation if game.voluntary else 0 * idle
    if free.all():
        return np.asarray(w)
    if min(received.min(), saved.min()) < 0 or idle.any() or game.move[..., -1].any():
        return None
    if free.sum() > 1 or (w[free] >= 0).any():
        return np.asarray(w) if (w[~free] <= 0).all() else None
    return np.asarray(0 * w)


def floors(game: TrustGame, delta: Array) -> tuple[Array, BoolArray]:
    """What each member gets at least once an agreement is broken, by trust level, (N, L, n).

    With the choices that may be part of a punishment, (N, L, T, Q).

    Parameters
    ----------
    game : TrustGame
    delta : array, shape (N,)
    """
    *_, last = deletions(game, delta)
    return last.held, last.left


class Deletion(NamedTuple):
    """One round of the search for the harshest punishments.

    Attributes
    ----------
    held : array, shape (N, L, n)
        What each member gets at least if only the choices that are left may be played.
    left : bool array, shape (N, L, T, Q)
        Those choices.
    open : bool array, shape (N, L, T, Q)
        The same but leaving where somebody would rather stay.
    bound : Bound or None
        What falls of these with such punishments, round by round; None: nothing more.
    """

    held: Array
    left: BoolArray
    open: BoolArray
    bound: Bound | None


def deletions(game: TrustGame, delta: Array) -> Iterator[Deletion]:
    """Delete what no punishment can hold, round by round."""
    bare = bare_of(game)
    left = np.ones((*game.flow.shape[:3], len(game.contributes) + 1), dtype=bool)
    left[..., -1] = not game.mandated.all()
    levels = game.levels
    options = [options_of(bare, delta, i) for i in range(len(game.members))]
    held = np.stack([np.broadcast_to(w, (levels, len(w))) for w in game.outside])
    for _ in range(_ROUNDS):
        each = [
            _least(bare, delta, i, option, left, held[..., i]) for i, option in enumerate(options)
        ]
        held = np.stack(each, axis=-1)
        case = case_between(bare, delta, held)
        open_ = left.copy()
        open_[..., -1] &= case.leave
        found = bound(case, open_)
        filled = np.asarray(found.left.any(axis=-1).reshape(len(left), -1).all(axis=1))
        less = np.where(filled[:, None, None, None], found.left, left)
        if (less == left).all():
            break
        yield Deletion(held, left, open_, found)
        left = less
    yield Deletion(held, left, left, None)


def by_state(game: TrustGame, delta: Array, found: Deletion) -> Array:
    """What each member gets at least in every state if it is held to that later, (N, S, n)."""
    bare, members = bare_of(game), range(len(game.members))
    each = [
        _reached(bare, delta, i, options_of(bare, delta, i), found.left, found.held[..., i])[0]
        for i in members
    ]
    return np.stack(each, axis=-1).reshape(len(delta), -1, len(members))


def bare_of(game: TrustGame) -> TrustGame:
    """What is left of a relation whose agreement is broken."""
    return dataclasses.replace(game, deposit=0 * game.deposit, subsidy=0 * game.subsidy)


def options_of(game: TrustGame, delta: Array, i: int) -> _Options:
    """Comply, breach, join the others, leave."""
    d = delta[:, None, None, None]
    flow, acts = game.flow[..., i], game.contributes[:, i]
    full = np.asarray(game.contributes.all(axis=1))
    q = np.broadcast_to(game.detection.reshape(len(delta), -1), game.flow.shape[:2])[
        ..., None, None
    ]
    saved, w = game.temptation[..., i], game.outside[:, i, None, None, None]
    # Whoever complies gets as much as a breach brings that would be found out, counted 1/q times.
    never = np.where(saved > 0, np.inf, -np.inf)
    breach = np.where(q == 0, never, (1 - d) * (flow + saved / np.where(q == 0, 1, q)))
    breach = np.where(acts, breach, -np.inf)
    alone = ~acts & (game.contributes.sum(axis=1) == len(game.members) - 1)
    joins = np.where(alone, (1 - d) * flow[..., [0]], -np.inf)
    leaves = np.full(flow.shape, -np.inf) if game.mandated[i] else w + 0 * flow
    reward = np.stack([(1 - d) * flow, breach, joins, leaves], axis=-1)
    kind = np.empty(reward.shape, dtype=int)
    kind[..., 0], kind[..., 1], kind[..., 2], kind[..., 3] = np.where(full, 0, 1), 1, 0, 2
    gone = np.stack([w + 0 * flow[..., :1], *[np.full(flow[..., :1].shape, -np.inf)] * 3], axis=-1)
    return _Options(
        np.concatenate([reward, gone], axis=3),
        np.concatenate([kind, np.full(gone.shape, 2)], axis=3),
    )


def _least(
    game: TrustGame, delta: Array, i: int, option: _Options, left: BoolArray, guess: Array
) -> Array:
    """A bound on what one member can be held to if only these choices are left, (N, L)."""
    exact, held, before = game.flow.dtype == object, guess, None
    for _ in range(_STEPS):
        _, choice, action = _made(game, delta, i, option, left, held)
        chosen = choice * option.reward.shape[-1] + action
        if before is not None and np.array_equal(chosen, before):
            break
        held, before = _for_ever(game, delta, i, option, choice, action), chosen
    error = _made(game, delta, i, option, left, held)[0] - held
    short = np.minimum(error.min(axis=1), 0)
    if exact and not np.any(short < 0):
        return held
    return np.asarray(held + (short / (1 - delta))[:, None])


def _made(
    game: TrustGame, delta: Array, i: int, option: _Options, left: BoolArray, held: Array
) -> tuple[Array, Array, Array]:
    """What the member makes of the harshest choice if punished so later, (N, L); choice, action."""
    least, choice, action = _reached(game, delta, i, option, left, held)
    return (game.chance[:, None] * least).sum(axis=-1), choice, action


def _reached(
    game: TrustGame, delta: Array, i: int, option: _Options, left: BoolArray, held: Array
) -> tuple[Array, Array, Array]:
    """The same once conditions are known, (N, L, T)."""
    later = [
        delta[:, None] * ((game.move[:, kind, :, :-1] @ held[..., None])[..., 0] + end)
        for kind in (0, 1)
        for end in [game.move[:, kind, :, -1] * game.outside[:, i, None]]
    ]
    after = np.stack([*later, 0 * later[0]], axis=-1)  # N L kinds
    worth = option.reward + np.take_along_axis(after[:, :, None, None], option.kind, axis=-1)
    best = worth.max(axis=-1)
    choice = np.where(left, best, np.inf).argmin(axis=-1)
    least = np.take_along_axis(best, choice[..., None], axis=-1)[..., 0]
    action = np.take_along_axis(worth.argmax(axis=-1), choice[..., None], axis=-1)[..., 0]
    return least, choice, action


def _for_ever(
    game: TrustGame, delta: Array, i: int, option: _Options, choice: Array, action: Array
) -> Array:
    """What the member gets if these choices and actions are played for ever, (N, L)."""
    at = choice[..., None, None]
    reward = np.take_along_axis(option.reward, at, axis=3)[..., 0, :]
    kind = np.take_along_axis(option.kind, at, axis=3)[..., 0, :]
    reward = np.take_along_axis(reward, action[..., None], axis=-1)[..., 0]
    kind = np.take_along_axis(kind, action[..., None], axis=-1)[..., 0]
    right = (game.chance[:, None] * reward).sum(axis=-1)
    levels = np.arange(game.levels)
    system: Any = np.zeros((*right.shape, game.levels), dtype=game.flow.dtype)
    for k in (0, 1):
        often = delta[:, None] * (game.chance[:, None] * (kind == k)).sum(axis=-1)
        system = system - often[..., None] * game.move[:, k, :, :-1]
        right = right + often * game.move[:, k, :, -1] * game.outside[:, i, None]
    system[..., levels, levels] += 1
    return linear.solve(system, right[..., None])[..., 0]
