"""Voluntary sharing: choices of many pairs by policy elimination."""

from __future__ import annotations

import numpy as np

from ...types import Array, FloatArray
from .pair_blocks import Pairs
from .pair_choices import (
    Choices,
    allowed_still,
    optimise,
    preferred,
    worths_of,
)
from .pair_values import after

#: Who contributes under each choice but the last, which is leaving.
_ACTS = np.array([[True, True], [True, False], [False, True], [False, False]])


def voluntary_modes(pairs: Pairs) -> Array:
    """Choices (L, T, n) by policy elimination: 0 both, 1 and 2 one alone, 3 nobody, 4 leave."""
    paid = paid_in(pairs)
    choices = voluntary_choices(pairs, paid)
    end = choices.end[0]
    required = (1 - pairs.delta) * _needs(pairs, paid)
    allowed = np.ones(choices.now.shape[1:], dtype=bool)
    start = np.empty((1, pairs.levels, len(end)))
    active = np.arange(len(end))
    policy: Array | None = None
    while len(active):
        part = pairs.take(active)
        mine = choices.take(active)
        policy, start[..., active], worths = optimise(part, mine, allowed[..., active], policy)
        kept, fallen = after(part, start[..., active], mine.end)
        funds = part.delta * (np.concatenate([kept, *[fallen] * 3]) - mine.end[0])
        fails = allowed[:4][..., active] & (required[..., active] > funds[:, :, None] + part.near)
        hit = fails.any(axis=(0, 1, 2))
        allowed[:4][..., active] &= ~fails
        active = active[hit]
        policy = allowed_still(policy[..., hit], worths[..., hit], allowed[..., active])
    worths = np.where(allowed, worths_of(pairs, choices, start), -np.inf)
    return np.asarray(preferred(pairs, worths, [0, 4, 1, 2, 3])[0])


def voluntary_choices(pairs: Pairs, paid: FloatArray) -> Choices:
    """The members' joint payoffs from every choice."""
    end = pairs.outside.sum(axis=0)
    now = (1 - pairs.delta) * paid.sum(axis=0)
    left = np.broadcast_to(end, (1, *now.shape[1:]))
    return Choices(np.concatenate([now, left])[None], end[None])


def paid_in(pairs: Pairs) -> FloatArray:
    """Payoffs of a period with the subsidy, (2, 4, L, T, n)."""
    received = pairs.received[:, :, None] * np.ones((len(pairs.chance), 1))
    spent = np.broadcast_to(pairs.burden[:, None], received.shape)
    flows = []
    for one, other in _ACTS.tolist():
        acts = (one, other)
        flows.append(np.stack([acts[1 - i] * received[i] - acts[i] * spent[i] for i in (0, 1)]))
    paid = np.stack(flows, axis=1)
    paid[:, 0] += pairs.subsidy
    return paid


def _needs(pairs: Pairs, paid: FloatArray) -> FloatArray:
    """Surplus that members must expect so as to comply, in payoff units, (4, L, T, n)."""
    q, burden = pairs.detection[:, None], pairs.burden[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        saved = np.where((q == 0) & (burden > 0), np.inf, burden / np.where(q == 0, 1, q))
    total = np.zeros(paid.shape[1:])
    for choice, acts in enumerate(_ACTS.tolist()):
        for i in (0, 1):
            need = np.maximum(0, pairs.outside[i] - paid[i, choice])
            if acts[i]:
                forfeit = pairs.deposit[i][:, None] + (pairs.subsidy if all(acts) else 0)
                need = np.maximum(need, saved[i] - forfeit)
            elif acts[1 - i]:
                need = np.maximum(need, pairs.subsidy - burden[i])
            total[choice] += need
    return total
