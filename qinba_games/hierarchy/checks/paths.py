"""Where pairs get: into a strong state from the first, and in the long run; many at once.

A quick look by linear systems. Where moves are so rare that rounding could show, a caller who sees
a difference looks again by `partnership.proof`, which squares the chain instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...types import Array, BoolArray

#: Part of its way that a look into the distance leaves open, and looks until all agree.
_NEAR, _LOOKS = 2.0**-16, 40


class Walks(NamedTuple):
    """Walks through what they can meet at all; what others fill up is never left and never met."""

    chain: Array  #: shape (N, M, M)
    kinds: Array  #: shape (N, M)
    met: BoolArray  #: shape (N, M)
    first: Array  #: shape (N,)


def walks(chain: Array, kinds: Array, first: Array) -> Walks:
    """Walks through states (N, S) of these kinds, from the first."""
    rows = np.arange(len(first))
    met = ahead(chain, np.arange(kinds.shape[1]) == first[:, None]).astype(float)
    size = int(met.sum(axis=1).max())
    at = np.argsort(-met, axis=1, kind="stable")[:, :size]
    own = np.take_along_axis(met, at, axis=1)[..., None]
    part = chain[rows[:, None, None], at[:, :, None], at[:, None]] * own + np.eye(size) * (1 - own)
    begins = (at == first[:, None]).argmax(axis=1)
    return Walks(part, np.take_along_axis(kinds, at, axis=1), own[..., 0] > 0, begins)


def ahead(chain: Array, states: BoolArray) -> BoolArray:
    """These states, (N, S), and all that chains lead to from there."""
    while True:
        more = states | ((states[:, None].astype(float) @ chain)[:, 0] > 0)
        if (more == states).all():
            return more
        states = more


def becoming_strong(through: Walks) -> tuple[Array, Array]:
    """Chance of ever being in a strong state, and periods until then given that, (N,)."""
    strong = through.kinds == "strong"
    hit = strong[np.arange(len(strong)), through.first].astype(float)
    time = np.zeros(len(strong))
    rows = np.flatnonzero(hit == 0)
    if len(rows):
        hit[rows], time[rows] = _becoming(through.chain[rows], strong[rows], through.first[rows])
    return hit, time


def _becoming(chain: Array, strong: BoolArray, first: Array) -> tuple[Array, Array]:
    """The same where the first state is not strong."""
    # From how often each state is visited before, and the chance there of becoming strong; periods
    # in which that is lost do not count.
    rows = np.arange(len(first))
    waits = ahead(chain.swapaxes(1, 2), strong) & ~strong
    inner = np.where(waits[..., None] & waits[:, None], chain, 0)
    lucky = (chain * strong[:, None]).sum(axis=-1)
    system = np.eye(chain.shape[1]) - inner
    hopes = np.linalg.solve(system, np.where(waits, lucky, 0)[..., None])[..., 0]
    begins = np.zeros(strong.shape)
    begins[rows, first] = waits[rows, first]
    visits = np.linalg.solve(system.swapaxes(1, 2), begins[..., None])[..., 0]
    visits = np.where(waits, visits, 0)
    hit = (visits * lucky).sum(axis=-1)
    spent = (visits * hopes).sum(axis=-1)
    return hit, np.where(hit > 0, spent / np.where(hit > 0, hit, 1), np.inf)


def in_the_long_run(through: Walks, names: Sequence[str]) -> Array:
    """Long-run shares of the periods in states of each kind, (N, names)."""
    kinds = through.kinds[..., None] == np.array(names)
    shares: Array = (through.met[..., None] & kinds).any(axis=1).astype(float)
    open_ = np.flatnonzero(shares.sum(axis=1) > 1)
    if len(open_):
        chain, kinds = through.chain[open_], kinds[open_]
        unit = np.eye(chain.shape[1])
        now = unit[through.first[open_]][:, None]
        far = _NEAR * np.linalg.inv(unit - (1 - _NEAR) * chain)
        # Where a walk is that stops at random after long, and from there again, until all settles.
        for _ in range(_LOOKS):
            before, now = now, now @ far
            now = now / now.sum(axis=-1, keepdims=True)
            if abs(now - before).max() < 1e-13:
                break
        shares[open_] = (now[:, 0, :, None] * kinds).sum(axis=1)
    return shares
