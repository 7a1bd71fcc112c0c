"""Where pairs get: into a strong state from the first, and in the long run; many at once.

A quick look by linear systems. Where moves are so rare that rounding could show, a caller who sees
a difference looks again by `partnership.checks.evolution`, which squares the chain instead.
"""

from __future__ import annotations

import numpy as np

from ...types import Array, BoolArray

#: Part of its way that a look into the distance leaves open, and looks until all agree.
_NEAR, _LOOKS = 2.0**-16, 40


def becoming_strong(chain: Array, strong: BoolArray, first: Array) -> tuple[Array, Array]:
    """Chance of ever being in a strong state, and periods until then given that, (N,).

    Parameters
    ----------
    chain : array, shape (N, S, S)
    strong : bool array, shape (N, S)
    first : int array, shape (N,)
    """
    hit = strong[np.arange(len(first)), first].astype(float)
    time = np.zeros(len(first))
    rows = np.flatnonzero(hit == 0)
    if len(rows):
        hit[rows], time[rows] = _becoming(chain[rows], strong[rows], first[rows])
    return hit, time


def _becoming(chain: Array, strong: BoolArray, first: Array) -> tuple[Array, Array]:
    """The same where the first state is not strong.

    Both follow from how often each state is visited before, and from the chance there of becoming
    strong; periods in which that is lost do not count.
    """
    rows = np.arange(len(first))
    leads = strong.copy()
    while True:
        more = leads | ((chain @ leads[..., None].astype(float))[..., 0] > 0)
        if (more == leads).all():
            break
        leads = more
    waits = leads & ~strong
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


def in_the_long_run(chain: Array, kinds: BoolArray, first: Array) -> Array:
    """Long-run shares of the periods in states of each kind, (N, kinds).

    Where a walk is that stops at random after long, from there again, and so on until that changes
    nothing.

    Parameters
    ----------
    chain : array, shape (N, S, S)
    kinds : bool array, shape (N, S, kinds)
    first : int array, shape (N,)
    """
    shares = np.zeros((len(first), kinds.shape[-1]))
    met = np.zeros(chain.shape[:2])
    met[np.arange(len(first)), first] = 1
    now = met
    while True:
        more = ((met + (met[:, None] @ chain)[:, 0]) > 0).astype(float)
        if (more == met).all():
            break
        met = more
    shares[:] = ((met > 0)[..., None] & kinds).any(axis=1)
    open_ = np.flatnonzero(shares.sum(axis=1) > 1)
    if len(open_):
        size = chain.shape[1]
        now, kinds = now[open_, None], kinds[open_]
        far = _NEAR * np.linalg.inv(np.eye(size) - (1 - _NEAR) * chain[open_])
        for _ in range(_LOOKS):
            before, now = now, now @ far
            now = now / now.sum(axis=-1, keepdims=True)
            if abs(now - before).max() < 1e-13:
                break
        shares[open_] = (now[:, 0, :, None] * kinds).sum(axis=1)
    return shares
