"""What upholds a partnership that some members cannot leave: the punishments, checked themselves.

A breach is answered by an equilibrium of the bare game (no deposits, no subsidies) that is claimed
to be bad for whoever broke the agreement. So that equilibrium is checked like the agreement itself:
its values are recomputed, and no member may gain by one deviation from it, a new punishment
following.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...types import Array
from ...verify.findings import Deviation, Finding, worst
from ..results.punishment import Punishment
from ..trust_game import TrustGame
from .transfers import options, together, with_transfers
from .trust_play import unroll, with_fixed_shares

#: What state (trust, conditions) of game number n is called.
Where = Callable[[int, Any], Any]


def behind(
    game: TrustGame, delta: Array, punishments: Sequence[Punishment], where: Where
) -> list[Finding]:
    """What members gain by deviating from the punishments of N games, and values that are off.

    `delta` has shape (N,), and there is one punishment for each game.
    """
    held = np.stack([punishment.values for punishment in punishments])
    policies = np.stack([punishment.policies for punishment in punishments])
    bare = dataclasses.replace(game, deposit=0 * game.deposit, subsidy=0 * game.subsidy)
    check = _one_period if game.voluntary else _for_ever
    return check(bare, delta, held, policies, where)


def _for_ever(
    game: TrustGame, delta: Array, held: Array, policies: Array, where: Where
) -> list[Finding]:
    """Fixed shares: for every member and level of trust what is played from there on."""
    (count, phases), shape = policies.shape[:2], policies.shape[2:]
    row = np.repeat(np.arange(count), phases)
    plays = unroll(game.take(row), delta[row], policies.reshape(-1, *shape))
    gains = with_fixed_shares(plays, held[row])
    i, k = np.arange(len(game.members))[:, None], np.arange(game.levels)
    values = plays.values.reshape(count, len(i), len(k), *shape, -1)[:, i, k, k, :, i]
    told = held.reshape(count, *shape, -1)[:, k, :, i]
    off = abs(values - told).max(axis=-1)  # n K N
    floors = plays.floors.reshape(count, len(i), len(k), -1)[:, i, k, i].transpose(1, 2, 0)
    near = np.broadcast_to(plays.near_of(floors, abs(values).max(axis=-1)), off.shape)
    each = zip(game.members, off, near, strict=True)
    misreports = [Deviation(name, "punishment value", gap.T, own.T) for name, gap, own in each]
    return [
        worst(gains, 0, lambda n, s: where(int(row[n]), divmod(s, shape[1]))),
        worst(misreports, 0, lambda n, level: where(n, (level, None))),
    ]


def _one_period(
    game: TrustGame, delta: Array, held: Array, policies: Array, where: Where
) -> list[Finding]:
    """Voluntary sharing: what is agreed once a punishment is over, and each punishment."""
    count, n, shape = len(held), len(game.members), policies.shape[2:]
    row = np.repeat(np.arange(count), n)
    agreed = unroll(game, delta, policies[:, 0])
    plays = unroll(game.take(row), delta[row], policies[:, 1:].reshape(-1, *shape))
    best = np.max(list(options(plays, held[row]).values()), axis=0)
    joint = agreed.values[row]
    refused = best.sum(axis=-1) - together(plays, joint.sum(axis=-1))
    near = plays.near_together(best, joint, agreed.floors[row] + 0 * joint)
    i = np.tile(np.arange(n), count)[:, None]
    states = np.arange(best.shape[1])
    rows = np.arange(len(row))[:, None]
    off: Any = abs(best[rows, states, i] - held[row[:, None], states, i])
    floors = np.take_along_axis(plays.floors[:, 0], i, axis=-1)
    small = plays.near_of(floors, held[row[:, None], states, i])

    def state(k: int, s: int) -> Any:
        return where(k, divmod(s, shape[1]))

    found = worst(with_transfers(agreed, held, None), 0, state)
    against = [
        Deviation(None, "deviate from a punishment", refused, near),
        Deviation(None, "punishment value", off, small),
    ]
    second = worst(against, 0, lambda k, s: (k, state(int(row[k]), s)))
    k, place = second.state
    member = game.members[k % n] if second.action == "punishment value" else None
    return [found, second._replace(member=member, state=place)]
