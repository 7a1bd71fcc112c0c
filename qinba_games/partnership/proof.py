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
from ..game.table import Choices, Lotteries, Table, games_first, games_last, of_games
from ..types import Array, BoolArray
from .trust_game import TrustGame

#: What a member can do at a row: leave, comply and not pay, contribute after all, breach.
_REPLIES = 4


class Terms(NamedTuple):
    """Partnerships of one shape, in floats or all exact, the last axis N over them."""

    delta: Array
    benefit: Array  #: shape (L, n, n, N): of each member from each contribution
    costs: Array  #: shape (T, n, N)
    chance: Array  #: shape (T, N)
    friction: Array  #: shape (L, N)
    outside: Array  #: shape (n, N), as `deposit`
    deposit: Array
    promotion: Array  #: shape (N,), as the others
    detection: Array
    subsidy: Array
    stake: Array
    rule: str
    part: Array | None  #: shape (n, N): fractions, where these are the rule
    drop: int | None
    bound: BoolArray  #: shape (n,): who cannot leave

    def some(self, games: Any) -> Terms:
        """Those of some of the partnerships."""
        return Terms._make([*of_games(tuple(self[:-1]), games), self.bound])


def terms_of(models: Sequence[Any], delta: Any, *, exact: bool) -> Terms:
    """What partnerships of one shape say; `delta` has an entry for each."""

    def numbers(values: Any) -> Array:
        return games_last(_exact.as_numbers(np.asarray(values), exact))

    first = models[0]
    named = isinstance(first.sharing, str)
    each = ("benefit", "friction", "outside", "deposit", "promotion", "detection")
    of = {name: numbers([getattr(m, name) for m in models]) for name in (*each, "subsidy", "stake")}
    cost, times = numbers([m.cost for m in models]), range(len(first.bad_times))
    more = [numbers([m.bad_times[t][1] for m in models]) for t in times]
    drawn = numbers([[p for p, _ in m.bad_times] for m in models]).reshape(-1, len(models))
    return Terms(
        delta=numbers(delta),
        costs=np.stack([cost, *(cost + extra for extra in more)]),
        chance=np.concatenate([np.maximum(1 - drawn.sum(axis=0), 0)[None], drawn]),
        rule=first.sharing if named else "fractions",
        part=None if named else numbers([m.sharing for m in models]),
        drop=first.drop,
        bound=np.array([name in first.mandate for name in first.members]),
        **of,
    )


def table_of(models: Sequence[Any], delta: Any, *, exact: bool) -> Table:
    """Partnerships of one shape as a table; `delta` has an entry for each."""
    return table_from(terms_of(models, delta, exact=exact))


def table_from(terms: Terms) -> Table:
    """The same of what partnerships say."""
    free, outside = ~terms.bound, terms.outside
    levels, n, _, games = terms.benefit.shape
    blocks, times = 1 + bool(terms.bound.any()), len(terms.chance)
    period = period_of(terms)
    count, nodes = len(period.acts), blocks * levels
    choices = count + bool(free.any())
    place = np.arange(nodes * times)
    now, leads = _rows(period, outside, blocks, choices)
    menus = _menus(terms, period, blocks, choices)
    end = (nodes * times, 2 * nodes)  # the last state, and the lottery that leads to it
    menu, owner, first_reply, replies = _with_end(menus, outside, end[1])
    waits = np.tile(np.arange(choices) < count, len(place))
    modes = np.where(period.acts.all(axis=1), 0, np.where(period.acts.any(axis=1), 2, 3))
    leaving = np.full(choices - count, choices)
    rank = np.concatenate([modes * choices + np.arange(count), leaving])
    return Table(
        delta=terms.delta,
        state=np.append(np.repeat(place, choices), end[0]),
        rows=Choices(
            np.concatenate([now, outside[None]]), np.append(waits, False), np.append(leads, end[1])
        ),
        nodes=_lotteries(terms.chance, nodes),
        lotteries=moves_of(terms, blocks),
        menu=menu,
        owner=owner,
        first=first_reply,
        replies=replies,
        open=np.concatenate([_open(terms, period, blocks, choices), np.ones((1, games), bool)]),
        pools=np.zeros(n, dtype=int) if terms.rule == "voluntary" else np.arange(n),
        objective=np.ones(n, dtype=int),
        feared=np.arange(levels if blocks > 1 else nodes, nodes + 1),
        start=np.arange(levels),
        prefer=np.append(np.tile(rank, len(place)), 0),
    )


def read(models: Sequence[Any], *, exact: bool, rule: str | None = None) -> TrustGame:
    """Partnerships of one shape as arrays; `rule` where the sharing rule is not their own."""
    terms = terms_of(models, [0] * len(models), exact=exact)
    return game_of(models, terms._replace(rule=rule or terms.rule))


def game_of(models: Sequence[Any], terms: Terms) -> TrustGame:
    """The same of what they say."""
    period, levels, n = period_of(terms), len(terms.friction), len(terms.outside)
    move = moves_of(terms).dense(levels + 1)[:-1].reshape(levels, 2, levels + 1, -1)
    called = {model.members for model in models}
    flow, saved, chance, outside, deposit = (
        games_first(part)
        for part in (period.pays, period.saved, terms.chance, terms.outside, terms.deposit)
    )
    return TrustGame(
        # By their numbers if names differ.
        members=called.pop() if len(called) == 1 else tuple(map(str, range(1, n + 1))),
        contributes=period.acts,
        flow=flow,
        temptation=saved,
        move=move.transpose(3, 1, 0, 2),
        chance=chance,
        outside=outside,
        detection=terms.detection,
        deposit=deposit,
        subsidy=terms.subsidy,
        voluntary=terms.rule == "voluntary",
        mandated=terms.bound,
    )


class Period(NamedTuple):
    """A period at every level (L), in all times (T), under every profile (P); last axis N."""

    acts: BoolArray  #: shape (P, n)
    pays: Array  #: shape (L, T, P, n, N): without subsidies
    saved: Array  #: what a contributor saves by idling
    subsidy: Array  #: shape (P, 1, N)


def period_of(terms: Terms) -> Period:
    """What is paid, saved and subsidised in a period."""
    n, games = terms.outside.shape
    acts = np.array([*itertools.product((True, False), repeat=n)])
    if terms.rule != "voluntary":
        acts = acts[[0, -1]]
    hard = terms.costs[None, :, None]  # 1 T 1 n N
    given = (acts[:, j, None, None] * terms.benefit[:, None, :, j] for j in range(n))
    alone = functools.reduce(operator.add, given)[:, None]  # L 1 P n N
    own = alone - acts[..., None].astype(int) * hard
    outside = terms.outside
    full = _shared(terms, own[:, :, 0], np.broadcast_to(alone, own.shape)[:, :, 0])
    over = (full - outside).sum(axis=2, keepdims=True) > 0
    full = full - terms.stake * (full - outside) * over
    own = np.concatenate([full[:, :, None], own[:, :, 1:]], axis=2)
    paid = acts.all(axis=1).astype(int)[:, None, None] * terms.subsidy
    saved = acts[..., None].astype(int) * (alone - own)
    return Period(acts, own, saved, paid.reshape(len(acts), 1, games))


def _shared(terms: Terms, own: Array, alone: Array) -> Array:
    """What members get of what all earn together, (L, T, n, N), each of whom gets `alone` idle."""
    rule, outside = terms.rule, terms.outside
    if rule in ("none", "voluntary"):
        return own
    n, total, ones = own.shape[2], own.sum(axis=2, keepdims=True), 0 * own + 1
    if rule == "surplus":
        return np.asarray((n * outside + total - outside.sum(axis=0)) / (n * ones))
    if rule == "optimal":  # counted from what a breach brings, as what is outside may be huge
        most = np.maximum(alone, outside)
        over = most - outside
        whole = over.sum(axis=2, keepdims=True)
        part = np.where(whole > 0, over / np.where(whole > 0, whole, 1), ones / n)
        return np.asarray(most - (most.sum(axis=2, keepdims=True) - total) * part)
    weights = {"equal": ones, "fractions": terms.part, "proportional": terms.costs[0]}
    weight = weights[rule] * ones
    return np.asarray(total * weight / weight.sum(axis=2, keepdims=True))


def _rows(period: Period, outside: Array, blocks: int, choices: int) -> tuple[Array, Array]:
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
    terms: Terms, period: Period, blocks: int, choices: int
) -> tuple[BoolArray, Array, Array, BoolArray]:
    """Which replies there are, (rows, n, 4), what they pay, where they lead, which are exits."""
    levels, times, count, n, games = period.pays.shape
    acts, pooled, free = period.acts, terms.rule == "voluntary", ~terms.bound
    full, outside = acts.all(axis=1), terms.outside
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
        caught = _per(period.saved, terms.detection)
        here[..., 3] = acts & bool((terms.detection > 0).any())
        pay[..., 3, :] = period.pays + caught - terms.deposit * (b == 0)
        lead[..., 3] = back[:, None, None, None]
    if free.sum() == 1 and choices > count:  # whoever alone may leave may stay with idle partners
        there[..., count, :, 1], then[..., count, :, 1] = free, back[:, None, None]
    rows = (-1, n, _REPLIES)
    return there.reshape(rows), now.reshape(*rows, games), then.reshape(rows), exits.reshape(rows)


def _per(saved: Array, detection: Array) -> Array:
    """What is saved over the chance to be found out; no such reply where that is 0."""
    if saved.dtype == object:
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


def _open(terms: Terms, period: Period, blocks: int, choices: int) -> BoolArray:
    """Rows that can be agreed on: where a breach is never found out, nobody may want one."""
    calm = (period.saved <= 0).all(axis=3)
    possible = np.asarray((terms.detection > 0) | calm, dtype=bool)
    levels, times, count, games = possible.shape
    leave = np.ones((levels, times, choices - count, games), dtype=bool)
    rows = np.concatenate([possible, leave], axis=2).reshape(-1, games)
    return np.concatenate([rows] * blocks)


def moves_of(terms: Terms, blocks: int = 1) -> Lotteries:
    """Where trust goes when all contribute and when not, for every node, and last to the end."""
    friction, rise, drop = terms.friction, terms.promotion, terms.drop
    levels = len(friction)
    sure = 0 * rise + 1
    end, to, chance, sizes = blocks * levels, [], [], []
    for node in range(blocks * levels):
        base, k = node - node % levels, node % levels
        back = end if drop is None else base + max(k - drop, 0)
        calm = 1 - friction[k]
        to += [back, base + min(k + 1, levels - 1), node, back]
        chance += [friction[k], calm * rise, calm * (1 - rise), sure]
        sizes += [3, 1]
    start = np.concatenate([[0], np.cumsum([*sizes, 1])])
    return Lotteries(start, np.array([*to, end]), np.stack([*chance, sure]))


def _lotteries(drawn: Array, nodes: int) -> Lotteries:
    """Times are drawn at every node; the end is a state of its own."""
    times = len(drawn)
    first = np.append(np.arange(0, nodes * times + 1, times), nodes * times + 1)
    sure = 0 * drawn[:1] + 1
    chance = np.concatenate([np.tile(drawn, (nodes, 1)), sure])
    return Lotteries(first, np.arange(nodes * times + 1), chance)


# --- classes of trust levels ----------------------------------------------------------------------

CLASSES = np.array(["isolated", "nominal", "weak", "strong"])


def classes_of(full: BoolArray, exits: BoolArray, never: BoolArray) -> Array:
    """Class of every trust level, from who contributes and leaves in all conditions, (N, L, T).

    Conditions that are `never` drawn decide nothing.
    """
    rank = np.where((exits | never).all(axis=-1), 0, 1)
    rank = np.where((full & ~never).any(axis=-1), 2, rank)
    return np.asarray(CLASSES[np.where((full | never).all(axis=-1), 3, rank)])
