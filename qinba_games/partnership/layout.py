"""The layout of the table of a trust game: rows, menus and lotteries, without numbers.

It follows from a form: how many levels, times and profiles there are, who can leave, at which
levels breaches are found out, and where trust can go. It is made once for all games of a form.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from ..game.table import Choices, Lotteries, Table
from ..types import BoolArray, IntArray, freeze, sealed
from .trust_game import MODES, modes_of

#: What a member can do: leave, comply but not pay, contribute unasked, breach.
LEAVE, REFUSE, JOIN, BREACH = range(4)
OPTIONS = 4


class Form(NamedTuple):
    """What a layout follows from; of arrays their bytes."""

    members: int
    levels: int
    times: int
    voluntary: bool
    contributes: bytes  #: shape (P, n)
    mandated: bytes  #: shape (n,)
    seen: bytes  #: shape (L,) or (1,): where breaches are found out in any game
    possible: bytes  #: shape (2, L, L + 1): where trust can go after either kind of period


class Outline(NamedTuple):
    """All that a table has in common with those of other games of its form."""

    table: Table  #: of no games
    blocks: int  #: 2 if levels stand once more after a breach
    size: int  #: rows of every state but the end
    replies: IntArray  #: which of all options of all members at all rows there are
    moves: tuple[IntArray, ...]  #: kind of period, level and next level of every branch


class _Replies(NamedTuple):
    """Before a breach, or after one; shapes begin with (L, T, choices)."""

    leads: IntArray  #: (): the lottery that follows a row
    there: BoolArray  #: (n, options): which replies there are
    then: IntArray  #: (n, options): what follows them


@functools.lru_cache(maxsize=32)
def layout_of(form: Form) -> Outline:
    """The layout of all tables of a form; the last ones are remembered."""
    n, free = form.members, ~_truths(form.mandated, form.members)
    modes = modes_of(_truths(form.contributes, -1, n))
    size, blocks = len(modes) - (not free.any()), 1 + (not free.all())
    states, end = blocks * form.levels * form.times, 2 * blocks * form.levels
    parts = [_block(form, size, b, blocks) for b in range(blocks)]
    leads, there, then = (
        np.concatenate([part.reshape(-1, *part.shape[3:]) for part in each])
        for each in zip(*parts, strict=True)
    )
    menu, owner, first, which = _menus(there)
    then = np.append(then, np.full(n * OPTIONS, end))[which]
    stays = np.append(np.tile(np.arange(size) < len(modes) - 1, states), False)
    rank = np.array([MODES.index(mode) for mode in modes])[:size] * size + np.arange(size)
    moves, lotteries = _moves(form, blocks)
    none = np.empty((len(stays), n, 0))
    table = Table(
        delta=none[0, 0],
        state=np.append(np.repeat(np.arange(states), size), states),
        rows=Choices(none, stays, np.append(leads, end)),
        nodes=_times(form, blocks * form.levels),
        lotteries=lotteries,
        menu=menu,
        owner=owner,
        first=first,
        replies=Choices(none[:0, 0], which % OPTIONS != LEAVE, then),
        open=np.empty((len(stays), 0), dtype=bool),
        pools=np.zeros(n, dtype=int) if form.voluntary else np.arange(n),
        objective=np.ones(n, dtype=int),
        feared=np.arange(form.levels, blocks * form.levels + 1),
        start=np.arange(form.levels),
        prefer=np.append(np.tile(rank, states), 0),
    )
    return freeze(Outline(sealed(table), blocks, size, which, moves))


def _truths(given: bytes, *shape: int) -> BoolArray:
    return np.frombuffer(given, dtype=bool).reshape(shape)


def _block(form: Form, size: int, b: int, blocks: int) -> _Replies:
    n, levels = form.members, form.levels
    contributes, free = _truths(form.contributes, -1, n), ~_truths(form.mandated, n)
    leave, shape = len(contributes), (levels, form.times, size, n, OPTIONS)
    there, then = np.zeros(shape, dtype=bool), np.full(shape, 2 * blocks * levels)
    level, kind = np.arange(levels)[:, None, None], np.append(~contributes.all(axis=1), 0)[:size]
    leads = np.broadcast_to(2 * (b * levels + level) + kind, shape[:3])
    if blocks > 1:  # after a breach trust goes on
        then[...] = (2 * (levels + level) + kind)[..., None, None]
        then[..., BREACH] = (2 * (levels + level) + 1)[..., None]
    then[..., JOIN] = then[:, :, :1, :, REFUSE]
    here = there[:, :, :leave]
    there[..., LEAVE] = free
    there[:, :, leave:, :, LEAVE] = True  # where some leave, all get what is outside
    here[..., REFUSE] = form.voluntary or b > 0
    others = contributes.sum(axis=1, keepdims=True) == n - 1
    here[..., JOIN] = form.voluntary & others & ~contributes
    here[..., BREACH] = contributes & _truths(form.seen, -1, 1, 1, 1)
    if free.sum() == 1:  # whoever alone may leave may stay with partners who idle
        there[:, :, leave:, :, BREACH] = free
    return _Replies(leads, there, then)


def _menus(there: BoolArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Replies by row and member, and last those at the end, where everybody goes on alone."""
    last = np.zeros((1, *there.shape[1:]), dtype=bool)
    last[..., LEAVE] = True
    there = np.concatenate([there, last])
    size = there.sum(axis=2)
    some = size > 0
    menu = np.where(some, np.cumsum(some).reshape(some.shape) - 1, -1)
    first = np.concatenate([[0], np.cumsum(size[some])])
    return menu, np.nonzero(some)[1], first, np.flatnonzero(there)


def _times(form: Form, count: int) -> Lotteries:
    """Times drawn at every node, and at the end none."""
    first = np.append(np.arange(count + 1) * form.times, count * form.times + 1)
    to = np.arange(count * form.times + 1)
    return Lotteries(first, to, np.empty((len(to), 0)))


def _moves(form: Form, blocks: int) -> tuple[tuple[IntArray, ...], Lotteries]:
    """Where trust goes from every node after either kind of period, and last to the end."""
    levels = form.levels
    possible = _truths(form.possible, 2, levels, levels + 1).swapaxes(0, 1)  # level kind next
    level, kind, after = np.nonzero(possible)
    to = np.where(after == levels, blocks * levels, after + np.arange(blocks)[:, None] * levels)
    to = np.append(to.ravel(), blocks * levels)
    first = np.concatenate([[0], np.cumsum(np.tile(possible.sum(axis=2).ravel(), blocks))])
    first = np.append(first, first[-1] + 1)
    return (kind, level, after), Lotteries(first, to, np.empty((len(to), 0)))
