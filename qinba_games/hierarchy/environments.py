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
from ..partnership.pair_terms import PairTerms, stacked
from ..partnership.partnership import Partnership
from ..partnership.trust_game import TrustGame, compile_partnerships, trust_moves
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


def surrounded_pairs(
    models: Sequence[Partnership], around: Sequence[Environment], delta: Array, founding: Any
) -> PairTerms:
    """The same for partnerships that can be stacked, as the arrays of pairs, in floats."""
    plain, size = stacked(models, delta, founding), len(around[0].trust)
    friction = np.array([one.friction for one in around], dtype=float).T  # Z N
    terms = dataclasses.replace(plain, friction=np.tile(friction, (len(plain.friction), 1)))
    if size == 1:
        return terms
    share = None if plain.share is None else np.repeat(plain.share, size, axis=1)
    return dataclasses.replace(
        terms,
        received=np.repeat(plain.received, size, axis=1),
        share=share,
        around=np.stack([one.chain for one in around], axis=-1).astype(float),
        **_watched_pairs(plain, around),
    )


def _watched_pairs(plain: PairTerms, around: Sequence[Environment]) -> dict[str, Any]:
    """Detection and deposits by level where some pairs are watched less without superiors."""
    if all(one.apart is None for one in around):
        return {}
    alone = np.array([one.trust < 0 for one in around]).T  # Z N
    found = {}
    for name in ("detection", "deposit"):
        near = getattr(plain, name)
        apart = near.copy()
        for row, one in enumerate(around):
            if one.apart is not None:
                apart[..., row] = getattr(one.apart, name)
        places = np.where(alone, apart[..., None, :], near[..., None, :])
        found[name] = np.concatenate([places] * len(plain.friction), axis=-2)
    return found


def surrounded(models: Sequence[Partnership], around: Sequence[Environment]) -> TrustGame:
    """The trust games on (trust, environment) of partnerships of one shape, as one batch."""
    plain = compile_partnerships(models)
    count, size = len(models), len(around[0].trust)
    kind = plain.flow.dtype
    friction = np.stack([one.friction for one in around]).astype(kind)  # N Z
    chain = np.stack([one.chain for one in around]).astype(kind)  # N Z Z
    levels = plain.levels
    promotion = np.repeat(np.array([model.promotion for model in models]).astype(kind), size)
    alike = np.repeat(friction.reshape(-1, 1), levels, axis=1)
    moves = trust_moves(alike, promotion, models[0].drop)
    moves = moves.reshape(count, size, 2, levels, levels + 1)
    together = np.moveaxis(moves, 1, 3)  # N 2 K Z K+1
    inner = together[..., :-1, None] * chain[:, None, None, :, None, :]  # N 2 K Z K' Z'
    wide = levels * size
    move = np.concatenate(
        [inner.reshape(count, 2, wide, wide), together[..., -1].reshape(count, 2, wide, 1)], axis=-1
    )
    return dataclasses.replace(
        plain,
        flow=np.repeat(plain.flow, size, axis=1),
        temptation=np.repeat(plain.temptation, size, axis=1),
        move=move,
        **_watched(plain, around),
    )


def _watched(plain: TrustGame, around: Sequence[Environment]) -> dict[str, Any]:
    """Detection and deposits by level where some pairs are watched less without superiors."""
    if all(one.apart is None for one in around):
        return {}
    kind, levels = plain.flow.dtype, plain.levels
    trust = np.stack([one.trust for one in around])
    found = {}
    for name in ("detection", "deposit"):
        near = getattr(plain, name)
        apart = np.array(
            [getattr(one.apart, name) if one.apart else near[row] for row, one in enumerate(around)]
        )
        alone = (trust < 0).reshape(*trust.shape, *[1] * (near.ndim - 1))
        values = np.where(alone, apart.astype(kind)[:, None], near[:, None])
        found[name] = np.concatenate([values] * levels, axis=1)
    return found


def choices_of(model: Partnership) -> int:
    """How many choices a pair has in every state, leaving last."""
    rule = model.sharing
    return 5 if isinstance(rule, str) and rule == "voluntary" else 3


def classes_in(model: Partnership, choice: Array) -> Array:
    """Class of every state, from what is agreed on in all conditions, the last axis."""
    # Conditions that are never drawn decide nothing.
    bad = [chance for chance, _ in model.bad_times]
    never = np.array([sum(bad) >= 1, *(chance == 0 for chance in bad)])
    full, left = choice == 0, choice == choices_of(model) - 1
    strong, isolated = ((acts | never).all(axis=-1) for acts in (full, left))
    weak = (full & ~never).any(axis=-1)
    return np.select([strong, weak, isolated], ["strong", "weak", "isolated"], "nominal")


def becoming_strong(chain: Array, classes: Array, first: int) -> tuple[float, float]:
    """Chance of ever being in a strong state, and periods until then given that, from the first."""
    hit, time = reach(chain[None, :-1].astype(float), (classes == "strong")[None])
    return float(hit[0, first]), float(time[0, first])


def environments_of(game: TrustGame, choice: Array) -> Array:
    """How trust and environment of solved pairs move, the end of the relation last and for ever.

    `game` is a batch, and `choice`, shape (N, L, T), what the pairs agreed on.
    """
    leave = len(game.contributes)
    kind = game.kind[np.minimum(choice, leave - 1)]
    n, k = np.ogrid[: len(choice), : game.levels]
    rows = game.move[n[..., None], kind, k[..., None]]  # N L T L+1
    ended = np.zeros(game.levels + 1, dtype=int).astype(rows.dtype)
    ended[-1] = 1 + ended[-1]
    rows = np.where((choice < leave)[..., None], rows, ended)
    chain = (game.chance[:, None, :, None] * rows).sum(axis=2)
    last = np.broadcast_to(ended, (len(chain), 1, len(ended)))
    return np.concatenate([chain, last], axis=1)


def moves_in(model: Partnership, around: Environment, choice: Array) -> Array:
    """The same of one pair; `choice` by trust and environment, and by conditions."""
    game = surrounded([model], [around])
    game = game if around.friction.dtype == object else game.as_floats()
    moves: Array = environments_of(game, choice.reshape(1, game.levels, -1))[0]
    return moves
