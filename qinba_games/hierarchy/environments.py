"""Pairs whose friction follows the trust of another pair: the game on (trust, environment).

A pair at trust k in environment z plays the trust game of its partnership; after the period its
trust moves with the friction of z, and the environment moves by a chain of its own. Level k Z + z
of the larger trust game stands for (k, z), so that every solver of trust games can be used.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _exact
from ..common.markov_chain import reach
from ..partnership.partnership import Partnership
from ..partnership.trust_game import TrustGame, classes_where, compile_partnerships, trust_moves
from ..types import Array, IntArray, Number


class Environment(NamedTuple):
    """What surrounds a pair."""

    #: shape (Z,): trust of the superior pair in each environment; -1 where the superiors are not
    #: together
    trust: IntArray
    friction: Array  #: shape (Z,): of the pair in each environment, mediation included
    chain: Array  #: shape (Z, Z): how the environment moves from period to period
    #: the pair where its superiors are not together, if it is watched less there
    apart: Partnership | None = None


def constant(friction: Number, *, exact: bool) -> Environment:
    """One environment for ever."""
    effective = _exact.as_numbers([friction], exact)
    return Environment(np.array([-1]), effective, np.array([[1]]).astype(effective.dtype))


def environment_games(models: Sequence[Partnership], around: Sequence[Environment]) -> TrustGame:
    """The trust games on (trust, environment) of partnerships of one shape, as one batch."""
    plain = compile_partnerships(models)
    size = len(around[0].trust)
    return dataclasses.replace(
        plain,
        flow=np.repeat(plain.flow, size, axis=1),
        temptation=np.repeat(plain.temptation, size, axis=1),
        move=_moves(models, around, plain.flow.dtype),
        **_monitoring(plain, around),
    )


def _moves(models: Sequence[Partnership], around: Sequence[Environment], kind: Any) -> Array:
    """Chance of every next (trust, environment), (N, 2, L, L + 1), as `trust_moves` orders them."""
    friction = np.stack([one.friction for one in around]).astype(kind)  # N Z
    chain = np.stack([one.chain for one in around]).astype(kind)  # N Z Z
    (count, size), levels = friction.shape, len(models[0].benefit)
    promotion = np.repeat(np.array([model.promotion for model in models]).astype(kind), size)
    alike = np.repeat(friction.reshape(-1, 1), levels, axis=1)
    moves = trust_moves(alike, promotion, models[0].drop)
    moves = moves.reshape(count, size, 2, levels, levels + 1)
    together = np.moveaxis(moves, 1, 3)  # N 2 K Z K+1
    wide, ahead = levels * size, (levels, size)
    chances = np.empty((count, 2, *ahead, wide + 1), dtype=kind)
    for after in range(levels):  # N 2 K Z Z'
        there = chances[..., after * size : (after + 1) * size]
        np.multiply(together[..., after, None], chain[:, None, None], out=there)
    chances[..., -1] = together[..., -1]
    return chances.reshape(count, 2, wide, wide + 1)


def _monitoring(plain: TrustGame, around: Sequence[Environment]) -> dict[str, Any]:
    """Detection and deposits by level where some pairs are watched less without superiors."""
    if all(one.apart is None for one in around):
        return {}
    kind, levels = plain.flow.dtype, plain.levels
    trust = np.stack([one.trust for one in around])
    terms = {}
    for name in ("detection", "deposit"):
        near = getattr(plain, name)
        solo = np.array(
            [getattr(one.apart, name) if one.apart else near[row] for row, one in enumerate(around)]
        )
        alone = (trust < 0).reshape(*trust.shape, *[1] * (near.ndim - 1))
        values = np.where(alone, solo.astype(kind)[:, None], near[:, None])
        terms[name] = np.concatenate([values] * levels, axis=1)
    return terms


def choices_of(model: Partnership) -> int:
    """How many choices a pair has in every state, leaving last."""
    rule = model.sharing
    return 5 if isinstance(rule, str) and rule == "voluntary" else 3


def _chances_of(model: Partnership) -> list[Any]:
    """How likely each of the conditions is, good ones first."""
    bad = [chance for chance, _ in model.bad_times]
    return [max(1 - sum(bad), 0), *bad]


def classes_in(model: Partnership, choice: Array) -> Array:
    """Class of every state, from what is agreed on in all conditions, the last axis."""
    never = np.array([chance <= 0 for chance in _chances_of(model)])
    return classes_where(choice == 0, choice == choices_of(model) - 1, never).astype(object)


def becoming_strong(chain: Array, classes: Array, first: int) -> tuple[float, float]:
    """Chance of ever being in a strong state, and periods until then given that, from the first."""
    hit, time = reach(chain[None, :-1].astype(float), (classes == "strong")[None])
    return float(hit[0, first]), float(time[0, first])


def environments_of(game: TrustGame, choice: Array) -> Array:
    """How trust and environment of solved pairs move, the end of the relation last and for ever.

    `game` is a batch, and `choice`, shape (N, L, T), what the pairs agreed on.
    """
    return _chains(game.move, game.chance, len(game.contributes), choice)


def _chains(move: Array, chance: Array, leave: int, choice: Array) -> Array:
    n, k = np.ogrid[: len(choice), : choice.shape[1]]
    rows = move[n[..., None], np.minimum(choice, 1), k[..., None]]  # N L T L+1
    ended = np.zeros(rows.shape[-1], dtype=int).astype(rows.dtype)
    ended[-1] = 1 + ended[-1]
    rows = np.where((choice < leave)[..., None], rows, ended)
    chain = (chance[:, None, :, None] * rows).sum(axis=2)
    last = np.broadcast_to(ended, (len(chain), 1, len(ended)))
    return np.concatenate([chain, last], axis=1)


def moves_in(model: Partnership, around: Environment, choice: Array) -> Array:
    """The same of one pair; `choice` by trust and environment, and by conditions."""
    kind, chance = around.friction.dtype, np.array([_chances_of(model)])
    acts = choice.reshape(1, -1, chance.shape[1])
    move = _moves([model], [around], kind)
    moves: Array = _chains(move, chance.astype(kind), choices_of(model) - 1, acts)[0]
    return moves
