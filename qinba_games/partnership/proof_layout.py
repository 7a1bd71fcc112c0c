"""The layout of the table that a check reads of a partnership, from its definition once more.

It has no numbers: rows, menus and lotteries follow from how many levels of trust and times there
are, who can leave, whether members pay each other, how far trust falls, and whether a breach is
ever found out. The solver has a layout of its own, found by other code.
"""

from __future__ import annotations

import functools
import itertools
from typing import NamedTuple

import numpy as np

from ..game.table import Choices, Lotteries, Table
from ..types import BoolArray, IntArray, freeze, sealed

#: What a member can do at a row: leave, comply and not pay, contribute after all, breach.
REPLIES = 4


class Design(NamedTuple):
    """What a layout follows from."""

    levels: int
    times: int
    bound: tuple[bool, ...]  #: who cannot leave
    pooled: bool  #: whether members pay each other
    drop: int | None
    found_out: bool  #: whether a breach ever is, in any of the partnerships


class Scheme(NamedTuple):
    """What all tables of a design have in common."""

    table: Table  #: of no partnerships
    blocks: int  #: 2 where levels stand once more after a breach
    leaving: int  #: 1 where anybody can leave, else 0
    replies: IntArray  #: which of all replies of all members there are, without those at the end


@functools.lru_cache(maxsize=32)
def profiles(n: int, pooled: bool) -> BoolArray:
    """Who contributes: every combination, all first and nobody last; or these two alone."""
    every = np.array([*itertools.product((True, False), repeat=n)])
    return freeze(every if pooled else every[[0, -1]])


@functools.lru_cache(maxsize=32)
def scheme_of(design: Design) -> Scheme:
    """What all tables of a design have in common; the last ones are remembered."""
    n, acts = len(design.bound), profiles(len(design.bound), design.pooled)
    blocks, leaving = 1 + any(design.bound), 1 - all(design.bound)
    count, choices, nodes = len(acts), len(acts) + leaving, blocks * design.levels
    place = np.arange(nodes * design.times)
    there, then, exits = _menus(design, acts, blocks, leaving)
    menu, owner, first = _with_end(there)
    leads = np.append(_leads(design, acts, nodes, leaving), 2 * nodes)
    waits = np.append(np.tile(np.arange(choices) < count, len(place)), False)
    later, none = np.append(then[there], np.full(n, 2 * nodes)), np.empty((0, 0))
    table = Table(
        delta=np.empty(0),
        state=np.append(np.repeat(place, choices), len(place)),
        rows=Choices(np.empty((len(leads), n, 0)), waits, leads),
        nodes=_time_draws(design.times, nodes),
        lotteries=Lotteries(*moves(design.levels, design.drop, blocks), none),
        menu=menu,
        owner=owner,
        first=first,
        replies=Choices(none, np.append(~exits[there], np.zeros(n, dtype=bool)), later),
        open=np.empty((len(leads), 0), dtype=bool),
        pools=np.zeros(n, dtype=int) if design.pooled else np.arange(n),
        objective=np.ones(n, dtype=int),
        feared=np.arange(design.levels, nodes + 1),
        start=np.arange(design.levels),
        prefer=np.append(np.tile(_rank(acts, choices), len(place)), 0),
    )
    return freeze(Scheme(sealed(table), blocks, leaving, np.flatnonzero(there)))


def _rank(acts: BoolArray, choices: int) -> IntArray:
    """Of equally good profiles the lowest is named: all, leaving, some, nobody; each in order."""
    modes = np.where(acts.all(axis=1), 0, np.where(acts.any(axis=1), 2, 3))
    leaving = np.full(choices - len(acts), choices)
    return np.concatenate([modes * choices + np.arange(len(acts)), leaving])


def _leads(design: Design, acts: BoolArray, nodes: int, leaving: int) -> IntArray:
    """The lottery over nodes that follows every row but the end."""
    kind = np.where(acts.all(axis=1), 0, 1)
    kind = np.concatenate([kind, np.zeros(leaving, dtype=int)])
    node = np.arange(nodes)[:, None, None]
    return np.broadcast_to(2 * node + kind, (nodes, design.times, len(kind))).ravel()


def _menus(
    design: Design, acts: BoolArray, blocks: int, leaving: int
) -> tuple[BoolArray, IntArray, BoolArray]:
    """Which replies there are, (rows, n, 4), where they lead, which are exits."""
    levels, (count, n) = design.levels, acts.shape
    free, full = ~np.array(design.bound), acts.all(axis=1)
    shape = (blocks, levels, design.times, count + leaving, n, REPLIES)
    there, then = np.zeros(shape, dtype=bool), np.full(shape, 2 * blocks * levels)
    exits = np.broadcast_to(np.arange(REPLIES) == 0, shape)
    there[..., 0] = free
    there[..., count:, :, 0] = True  # where some leave, all get what is outside
    broken = then[0, :, 0, :count, 0, 0]
    if blocks > 1:
        broken = 2 * (levels + np.arange(levels))[:, None] + np.where(full, 0, 1)
    back = broken[:, -1, None, None, None]
    here, lead = there[..., :count, :, :], then[..., :count, :, :]
    here[..., 1] = design.pooled | (np.arange(blocks) > 0)[:, None, None, None, None]
    lead[..., 1] = broken[:, None, :, None]
    here[..., 2] = design.pooled & ~acts & (acts.sum(axis=1, keepdims=True) == n - 1)
    lead[..., 2] = broken[:, None, :1, None]
    here[..., 3] = acts & design.found_out
    lead[..., 3] = back
    if free.sum() == 1 and leaving:  # who alone may leave may stay with idle partners
        there[..., count, :, 1], then[..., count, :, 1] = free, back[..., 0]
    rows = (-1, n, REPLIES)
    return there.reshape(rows), then.reshape(rows), exits.reshape(rows)


def _with_end(there: BoolArray) -> tuple[IntArray, IntArray, IntArray]:
    """Menus of all rows and of the end, where everybody goes on with what is outside."""
    n, size = there.shape[1], there.sum(axis=2)
    some = size > 0
    menu = np.where(some, np.cumsum(some).reshape(some.shape) - 1, -1)
    last = menu.max() + 1 + np.arange(n)
    owner = np.concatenate([np.broadcast_to(np.arange(n), some.shape)[some], np.arange(n)])
    first = np.concatenate([[0], np.cumsum(np.concatenate([size[some], np.ones(n, dtype=int)]))])
    return np.concatenate([menu, last[None]]), owner, first


@functools.lru_cache(maxsize=32)
def moves(levels: int, drop: int | None, blocks: int) -> tuple[IntArray, IntArray]:
    """Where trust goes when all contribute and when not, for every node, and last to the end."""
    end, to, sizes = blocks * levels, [], []
    for node in range(blocks * levels):
        base, k = node - node % levels, node % levels
        back = end if drop is None else base + max(k - drop, 0)
        to += [back, base + min(k + 1, levels - 1), node, back]
        sizes += [3, 1]
    start = np.concatenate([[0], np.cumsum([*sizes, 1])])
    return freeze((start, np.array([*to, end])))


def _time_draws(times: int, nodes: int) -> Lotteries:
    """Times are drawn at every node; the end is a state of its own."""
    first = np.append(np.arange(0, nodes * times + 1, times), nodes * times + 1)
    return Lotteries(first, np.arange(nodes * times + 1), np.empty((nodes * times + 1, 0)))
