"""Sets of members that shrink: what was found for each, and the best exit of a larger one."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from ... import _exact
from ...game.witness import Tree
from ...partnership.partnership import Partnership
from ...partnership.trust_game import TrustGame
from ...types import Array, IntArray


class Shrinking(NamedTuple):
    """What every set of members does; sets are bit masks, bit i for member i."""

    stay: IntArray  #: shape (2^n, K + 1, T): the set that goes on; 0 if nobody does
    #: shape (2^n, K + 1, T): who contributes if the set goes on as it is; -1 where it does not
    acts: IntArray
    #: shape (2^n, K + 1, T): joint value of the set above the outside values of its members
    surplus: Array
    #: shape (2^n, K + 1, T, n): of each member without transfers; None with voluntary sharing
    values: Array | None
    proven: bool  #: false where a search was cut off
    #: Some sets of one size, their values at the nodes of their table, and what shows that nothing
    #: is better for them; every set once.
    witness: tuple[tuple[IntArray, Array, Tree], ...]


def part(model: Partnership, who: IntArray) -> Partnership:
    """The partnership of some of the members alone."""
    rule = model.sharing
    if not isinstance(rule, str):
        own = _exact.rational(rule[who])
        own = own if own.sum() > 0 else own * 0 + 1  # all alike where nobody has a part
        rule = own / own.sum()
    return dataclasses.replace(
        model,
        benefit=model.benefit[:, who][:, :, who],
        cost=model.cost[who],
        members=tuple(str(k + 1) for k in range(len(who))),
        outside=model.outside[who],
        bad_times=tuple((p, h[who]) for p, h in model.bad_times),
        sharing=rule,
        deposit=model.deposit[who],
    )


def masks_of(groups: IntArray) -> IntArray:
    """Sets as bit masks, one for each row of members."""
    return np.asarray((1 << groups).sum(axis=1))


def below(groups: IntArray, state: Shrinking, near: Array) -> tuple[Array, IntArray]:
    """Best surplus after an exit, and who then goes on: the largest set, then the smallest mask."""
    masks = masks_of(groups)
    smaller = masks[:, None] ^ (1 << groups)  # N s: one member less
    worth = state.surplus[smaller]  # N s L T
    best = worth.max(axis=1)
    target = state.stay[smaller]
    margin = near[:, None, None, None]
    tied = (worth >= best[:, None] - margin) & (best[:, None] > margin)
    sizes = np.vectorize(int.bit_count, otypes=[np.int64])(target)
    rank = np.where(tied, sizes * (1 << 40) - target, -1)
    chosen = rank.argmax(axis=1)[:, None]
    successor = np.take_along_axis(target, chosen, axis=1)[:, 0]
    return best, np.where(tied.any(axis=1), successor, 0)


def note(
    game: TrustGame,
    groups: IntArray,
    choice: IntArray,
    target: IntArray,
    surplus: Array,
    state: Shrinking,
) -> None:
    """Write down what sets of one size do, and what that brings."""
    masks, leaves = masks_of(groups), choice == len(game.contributes)
    who = (game.contributes[:, None, :] * (1 << groups)).sum(axis=-1)  # P N
    chosen = np.minimum(choice, len(game.contributes) - 1)
    acting = who[chosen, np.arange(len(groups))[:, None, None]]
    state.stay[masks] = np.where(leaves, target, masks[:, None, None])
    state.acts[masks] = np.where(leaves, -1, acting)
    state.surplus[masks] = surplus
