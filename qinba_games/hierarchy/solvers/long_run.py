"""Where many Markov chains spend their time in the long run, from one state each."""

from __future__ import annotations

import numpy as np

from ...types import Array, BoolArray, FloatArray


def reachable_from(chain: FloatArray, first: Array) -> BoolArray:
    """States (N, S) that chains (N, S, S) meet from their first states (N,)."""
    moves = (chain > 0).astype(np.float32)
    reach = np.zeros(chain.shape[:2], dtype=bool)
    reach[np.arange(len(first)), first] = True
    while True:
        more = reach | ((reach[:, None].astype(np.float32) @ moves)[:, 0] > 0)
        if (more == reach).all():
            return reach
        reach = more


def long_run_from(chain: FloatArray, first: Array, reach: BoolArray) -> FloatArray:
    """Share of periods in each state in the long run, (N, S): the Cesàro limit.

    One state stands for each recurrent class. What counts is which of them is met first, and how
    often other states are visited until it is met again (Norris 1997, Theorem 1.7.6). States that
    are not met from `first`, shape (N,), are left out. `chain` has shape (N, S, S), `reach` (N, S).
    """
    rows, most = np.arange(len(first)), reach.sum(axis=1).max()
    states = np.argsort(~reach, axis=1, kind="stable")[:, :most]
    some = np.take_along_axis(reach, states, axis=1)
    chain = chain[rows[:, None, None], states[:, :, None], states[:, None]] * some[..., None]
    stands = _one_of_each_class(chain)
    away = np.where(stands[:, None], 0, chain)
    visits = np.linalg.inv(np.eye(most) - away)
    before = visits[rows, (states == first[:, None]).argmax(axis=1)]
    ends_at = np.where(stands, (before[:, None] @ chain)[:, 0], 0)
    cycles = visits.sum(axis=-1)
    part = ((ends_at / cycles)[:, None] @ visits)[:, 0]
    shares = np.zeros(reach.shape)
    np.put_along_axis(shares, states, part / part.sum(axis=-1, keepdims=True), axis=1)
    return shares


def _one_of_each_class(chain: FloatArray) -> BoolArray:
    """The first state of every recurrent class, (N, S)."""
    size = chain.shape[1]
    linked = _closure(chain)
    back = linked & linked.swapaxes(1, 2)
    recurrent = (back == linked).all(axis=-1)
    return np.asarray(recurrent & (back.argmax(axis=-1) == np.arange(size)))


def _closure(chain: FloatArray) -> BoolArray:
    """Which states lead to which, (N, S, S), by Warshall's (1962) steps on rows of bits."""
    # Not by products of matrices: a library that uses threads for them makes a busy machine wait.
    size = chain.shape[1]
    linked = (chain > 0) | np.eye(size, dtype=bool)
    bits = np.packbits(linked, axis=-1)
    for k in range(size):
        leads = (bits[:, :, k >> 3] >> (7 - (k & 7))) & 1
        bits |= leads[..., None] * bits[:, k, None]
    return np.unpackbits(bits, axis=-1, count=size).astype(bool)
