"""Voluntary sharing: choices of many pairs by policy elimination."""

from __future__ import annotations

import numpy as np

from ...types import Array, BoolArray, FloatArray
from .pair_blocks import Pairs
from .pair_choices import Choices, Fall, Found, allowed_still, optimise, picked, preferred
from .pair_values import after

#: Who contributes under each choice but the last, which is leaving.
_ACTS = np.array([[True, True], [True, False], [False, True], [False, False]])


def voluntary_modes(pairs: Pairs) -> Found:
    """Choices by policy elimination: what no future funds is deleted, until all is."""
    paid = paid_in(pairs)
    choices = voluntary_choices(pairs, paid)
    required = (1 - pairs.delta) * needs_of(pairs, paid)
    allowed, rows = np.ones(choices.now.shape[1:], dtype=bool), np.arange(len(pairs.delta))
    bounds, worths = np.empty((1, *allowed.shape[1::2])), np.empty((1, *allowed.shape))
    part, few, rounds = pairs, choices, list[Fall]()
    policy: Array | None = None
    while True:
        policy, start, here = optimise(part, few, allowed, policy)
        bounds[..., rows], worths[..., rows] = start, here
        fails = allowed[:4] & _unfunded(part, required, start, few.end)
        again = np.flatnonzero(fails.any(axis=(0, 1, 2)))
        if not len(again):
            break
        rows = rows[again]
        rounds.append(Fall(rows, start[..., again], fails[..., again]))
        allowed = np.concatenate([allowed[:4] & ~fails, allowed[4:]])[..., again]
        part, few, required = part.take(again), few.take(again), required[..., again]
        policy = allowed_still(policy[..., again], here[..., again], allowed)
    acts = preferred(pairs, worths, [0, 4, 1, 2, 3])[0]
    joint = (worths[0].max(axis=0) * pairs.chance).sum(axis=1)
    # Leaving is always an equilibrium, so that one is selected.
    return Found(acts, joint, np.ones(len(pairs.delta), dtype=bool), tuple(rounds), bounds)


def _unfunded(pairs: Pairs, required: FloatArray, start: FloatArray, end: FloatArray) -> BoolArray:
    """What needs more than the surplus that follows, (4, L, T, n)."""
    ready = [pairs.delta * (worth - end[0]) + pairs.near for worth in after(pairs, start, end)]
    fails = [required[:1] > ready[0][:, :, None], required[1:] > ready[1][:, :, None]]
    return np.concatenate(fails)


def funded(pairs: Pairs, acts: Array, start: FloatArray) -> BoolArray:
    """Whether what follows funds acts (L, T, n) whose joint value is `start`, (n,)."""
    required = (1 - pairs.delta) * needs_of(pairs, paid_in(pairs))
    fails = _unfunded(pairs, required, start, pairs.outside.sum(axis=0)[None])
    fails = np.concatenate([fails, np.zeros_like(fails[:1])])
    return ~np.asarray(picked(fails[None], acts[None])[0].any(axis=(0, 1)))


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


def needs_of(pairs: Pairs, paid: FloatArray) -> FloatArray:
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
