"""A partnership read once more, from its definition, and the witness of what is agreed on in it.

Nodes are levels of trust, where somebody cannot leave the same once more after a breach (then
without deposits and subsidies), and last the end. A state is a node with the times of the period.
Its rows are the profiles of who contributes, all first and nobody last, and then leaving.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _exact
from ..game.table import Choices, Lotteries, Table
from ..types import Array, BoolArray

#: What a member can do at a row: leave, comply and not pay, contribute after all, breach.
_REPLIES = 4


class _Period(NamedTuple):
    """A period at every level (L), in all times (T), under every profile (P); last axis N."""

    acts: BoolArray  #: shape (P, n)
    pays: Array  #: shape (L, T, P, n, N): without subsidies
    saved: Array  #: what a contributor saves by idling
    subsidy: Array  #: shape (P, 1, N)


def table_of(models: Sequence[Any], delta: Any, *, exact: bool) -> Table:
    """Partnerships of one shape as a table; `delta` has an entry for each."""
    first = models[0]
    blocks, levels, n = 1 + bool(first.mandate), len(first.benefit), len(first.members)
    period = _period(models, exact)
    drawn = _numbers([[p for p, _ in m.bad_times] for m in models], exact).T
    drawn = drawn.reshape(-1, len(models))
    drawn = np.concatenate([np.maximum(1 - drawn.sum(axis=0), 0)[None], drawn])
    times, (count, _) = len(drawn), period.acts.shape
    nodes = blocks * levels
    free = np.array([name not in first.mandate for name in first.members])
    choices = count + bool(free.any())
    place = np.arange(nodes * times)
    outside = _numbers([m.outside for m in models], exact).T
    now, leads = _rows(period, outside, blocks, choices)
    menus = _menus(models, period, outside, free, blocks, choices, exact)
    end = (nodes * times, 2 * nodes)  # the last state, and the lottery that leads to it
    menu, owner, first_reply, replies = _with_end(menus, outside, end[1])
    waits = np.tile(np.arange(choices) < count, len(place))
    modes = np.where(period.acts.all(axis=1), 0, np.where(period.acts.any(axis=1), 2, 3))
    leaving = np.full(choices - count, choices)
    rank = np.concatenate([modes * choices + np.arange(count), leaving])
    return Table(
        delta=_numbers(delta, exact),
        state=np.append(np.repeat(place, choices), end[0]),
        rows=Choices(
            np.concatenate([now, outside[None]]), np.append(waits, False), np.append(leads, end[1])
        ),
        nodes=_drawn(drawn, nodes),
        lotteries=_moves(models, blocks, exact),
        menu=menu,
        owner=owner,
        first=first_reply,
        replies=replies,
        open=np.concatenate(
            [_open(models, period, blocks, choices, exact), np.ones((1, len(models)), bool)]
        ),
        pools=np.zeros(n, dtype=int) if _voluntary(first) else np.arange(n),
        objective=np.ones(n, dtype=int),
        feared=np.arange(levels if blocks > 1 else nodes, nodes + 1),
        start=np.arange(levels),
        prefer=np.append(np.tile(rank, len(place)), 0),
    )


def _period(models: Sequence[Any], exact: bool) -> _Period:
    first, count = models[0], len(models)
    n = len(first.members)
    acts = np.array([*itertools.product((True, False), repeat=n)])
    if not _voluntary(first):
        acts = acts[[0, -1]]
    benefit = np.moveaxis(_numbers([m.benefit for m in models], exact), 0, -1)  # L n n N
    cost = _numbers([m.cost for m in models], exact).T
    more = [
        _numbers([m.bad_times[t][1] for m in models], exact).T for t in range(len(first.bad_times))
    ]
    hard = np.stack([cost, *(cost + extra for extra in more)])[None, :, None]  # 1 T 1 n N
    given = (acts[:, j, None, None] * benefit[:, None, :, j] for j in range(n))
    alone = functools.reduce(operator.add, given)[:, None]  # L 1 P n N
    own = alone - acts[..., None].astype(int) * hard
    outside = _numbers([m.outside for m in models], exact).T
    full = _shared(
        models, own[:, :, 0], np.broadcast_to(alone, own.shape)[:, :, 0], outside, cost, exact
    )
    stake = _numbers([m.stake for m in models], exact)
    over = (full - outside).sum(axis=2, keepdims=True) > 0
    full = full - stake * (full - outside) * over
    own = np.concatenate([full[:, :, None], own[:, :, 1:]], axis=2)
    subsidy = _numbers([m.subsidy for m in models], exact)
    paid = acts.all(axis=1).astype(int)[:, None, None] * subsidy
    saved = acts[..., None].astype(int) * (alone - own)
    return _Period(acts, own, saved, paid.reshape(len(acts), 1, count))


def _shared(
    models: Sequence[Any], own: Array, alone: Array, outside: Array, cost: Array, exact: bool
) -> Array:
    """What members get of what all earn together, (L, T, n, N), each of whom gets `alone` idle."""
    rule = models[0].sharing
    named = rule if isinstance(rule, str) else "fractions"
    if named in ("none", "voluntary"):
        return own
    n, total, ones = own.shape[2], own.sum(axis=2, keepdims=True), 0 * own + 1
    if named == "surplus":
        return np.asarray((n * outside + total - outside.sum(axis=0)) / (n * ones))
    if named == "optimal":  # counted from what a breach brings, as what is outside may be huge
        most = np.maximum(alone, outside)
        over = most - outside
        whole = over.sum(axis=2, keepdims=True)
        part = np.where(whole > 0, over / np.where(whole > 0, whole, 1), ones / n)
        return np.asarray(most - (most.sum(axis=2, keepdims=True) - total) * part)
    weight = cost * ones
    if named == "equal":
        weight = ones
    if named == "fractions":
        weight = _numbers([m.sharing for m in models], exact).T * ones
    return np.asarray(total * weight / weight.sum(axis=2, keepdims=True))


def _rows(period: _Period, outside: Array, blocks: int, choices: int) -> tuple[Array, Array]:
    """What the rows of all states pay, and the lottery over nodes that follows."""
    levels, times, count, n, games = period.pays.shape
    paid = period.pays + period.subsidy
    each = np.concatenate([paid[None], *([period.pays[None]] * (blocks - 1))])
    leave = np.broadcast_to(outside, (blocks, levels, times, choices - count, n, games))
    now = np.concatenate([each, leave], axis=3).reshape(-1, n, games)
    kind = np.where(period.acts.all(axis=1), 0, 1)
    kind = np.concatenate([kind, np.zeros(choices - count, dtype=int)])
    node = np.arange(blocks * levels)[:, None, None]
    leads = np.broadcast_to(2 * node + kind, (blocks * levels, times, choices))
    return now, leads.ravel()


def _menus(
    models: Sequence[Any],
    period: _Period,
    outside: Array,
    free: BoolArray,
    blocks: int,
    choices: int,
    exact: bool,
) -> tuple[BoolArray, Array, Array, BoolArray]:
    """Which replies there are, (rows, n, 4), what they pay, where they lead, which are exits."""
    levels, times, count, n, games = period.pays.shape
    pooled, acts = _voluntary(models[0]), period.acts
    full = acts.all(axis=1)
    detection = _numbers([m.detection for m in models], exact)
    deposit = _numbers([m.deposit for m in models], exact).T
    shape = (blocks, levels, times, choices, n, _REPLIES)
    there, now = np.zeros(shape, dtype=bool), np.zeros((*shape, games), dtype=outside.dtype)
    then = np.full(shape, 2 * blocks * levels)
    exits = np.broadcast_to(np.arange(_REPLIES) == 0, shape)
    there[..., 0], now[..., 0, :] = free, outside
    there[..., count:, :, 0] = True  # where some leave, all get what is outside
    after = (1 if blocks > 1 else 0) * levels + np.arange(levels)
    broken = (
        2 * after[:, None] + np.where(full, 0, 1) if blocks > 1 else then[0, :, 0, :count, 0, 0]
    )
    back = broken[:, -1]
    for b in range(blocks):
        here, subsidy = there[b, :, :, :count], period.subsidy * (b == 0)
        pay, lead = now[b, :, :, :count], then[b, :, :, :count]
        here[..., 1] = pooled or b > 0
        pay[..., 1, :] = period.pays + subsidy
        lead[..., 1] = broken[:, None, :, None]
        here[..., 2] = pooled & ~acts & (acts.sum(axis=1, keepdims=True) == n - 1)
        pay[..., 2, :] = (period.pays + subsidy)[:, :, :1]
        lead[..., 2] = broken[:, None, :1, None]
        caught = _per(period.saved, detection, exact)
        here[..., 3] = acts & bool((detection > 0).any())
        pay[..., 3, :] = period.pays + caught - deposit * (b == 0)
        lead[..., 3] = back[:, None, None, None]
    if free.sum() == 1 and choices > count:  # whoever alone may leave may stay with idle partners
        there[..., count, :, 1], then[..., count, :, 1] = free, back[:, None, None]
    rows = (-1, n, _REPLIES)
    return there.reshape(rows), now.reshape(*rows, games), then.reshape(rows), exits.reshape(rows)


def _per(saved: Array, detection: Array, exact: bool) -> Array:
    """What is saved over the chance to be found out; no such reply where that is 0."""
    if exact:
        return saved / detection if (detection > 0).all() else saved
    safe = np.where(detection > 0, detection, 1)
    return np.where(detection > 0, saved / safe, -np.inf)


def _with_end(
    menus: tuple[BoolArray, Array, Array, BoolArray], outside: Array, end: int
) -> tuple[Array, Array, Array, Choices]:
    """Menus of all rows and of the end, where everybody goes on with what is outside."""
    there, now, then, exits = menus
    n = there.shape[1]
    size = there.sum(axis=2)
    some = size > 0
    menu = np.where(some, np.cumsum(some).reshape(some.shape) - 1, -1)
    last = menu.max() + 1 + np.arange(n)
    owner = np.concatenate([np.broadcast_to(np.arange(n), some.shape)[some], np.arange(n)])
    first = np.concatenate([[0], np.cumsum(np.concatenate([size[some], np.ones(n, dtype=int)]))])
    replies = Choices(
        np.concatenate([now[there], outside]),
        np.concatenate([~exits[there], np.zeros(n, dtype=bool)]),
        np.concatenate([then[there], np.full(n, end)]),
    )
    return np.concatenate([menu, last[None]]), owner, first, replies


def _open(
    models: Sequence[Any], period: _Period, blocks: int, choices: int, exact: bool
) -> BoolArray:
    """Rows that can be agreed on: where a breach is never found out, nobody may want one."""
    seen = _numbers([m.detection for m in models], exact) > 0
    calm = (period.saved <= 0).all(axis=3)
    kept = np.asarray(seen | calm, dtype=bool)
    levels, times, count, games = kept.shape
    leave = np.ones((levels, times, choices - count, games), dtype=bool)
    rows = np.concatenate([kept, leave], axis=2).reshape(-1, games)
    return np.concatenate([rows] * blocks)


def _moves(models: Sequence[Any], blocks: int, exact: bool) -> Lotteries:
    """Where trust goes when all contribute and when not, for every node, and last to the end."""
    first, levels = models[0], len(models[0].benefit)
    friction = _numbers([m.friction for m in models], exact).T
    rise = _numbers([m.promotion for m in models], exact)
    sure = 0 * rise + 1
    end, to, chance, sizes = blocks * levels, [], [], []
    for node in range(blocks * levels):
        base, k = node - node % levels, node % levels
        back = end if first.drop is None else base + max(k - first.drop, 0)
        calm = 1 - friction[k]
        to += [back, base + min(k + 1, levels - 1), node, back]
        chance += [friction[k], calm * rise, calm * (1 - rise), sure]
        sizes += [3, 1]
    start = np.concatenate([[0], np.cumsum([*sizes, 1])])
    return Lotteries(start, np.array([*to, end]), np.stack([*chance, sure]))


def _drawn(drawn: Array, nodes: int) -> Lotteries:
    """Times are drawn at every node; the end is a state of its own."""
    times = len(drawn)
    first = np.append(np.arange(0, nodes * times + 1, times), nodes * times + 1)
    sure = 0 * drawn[:1] + 1
    chance = np.concatenate([np.tile(drawn, (nodes, 1)), sure])
    return Lotteries(first, np.arange(nodes * times + 1), chance)


def _voluntary(model: Any) -> bool:
    return isinstance(model.sharing, str) and model.sharing == "voluntary"


def _numbers(values: Any, exact: bool) -> Array:
    return _exact.as_numbers(np.asarray(values), exact)
