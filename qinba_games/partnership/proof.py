"""A partnership read once more, from its definition, and the witness of what is agreed on in it.

Nodes are levels of trust, where somebody cannot leave the same once more after a breach (then
without deposits and subsidies), and last the end. A state is a node with the times of the period.
Its rows are the profiles of who contributes, all first and nobody last, and then leaving.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _exact
from ..game.table import Lotteries, Table, games_first, games_last, of_games
from ..types import Array, BoolArray
from .proof_layout import REPLIES, Design, Scheme, moves, profiles, scheme_of
from .trust_game import TrustGame

#: What tables of more rows before a breach have in common is found anew every time.
_SMALL = 4096


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
    scheme = _scheme(terms)
    period, outside, sure = period_of(terms), terms.outside, 0 * terms.chance[:1] + 1
    instead = _replies(period, terms, scheme).reshape(-1, len(terms.delta))
    nodes, every = len(scheme.table.nodes.first) - 2, _open(terms, period, scheme.leaving)
    return scheme.table.with_numbers(
        terms.delta,
        rows=np.concatenate([_rows(period, outside, scheme), outside[None]]),
        nodes=np.concatenate([np.tile(terms.chance, (nodes, 1)), sure]),
        lotteries=_chances(terms, scheme.blocks),
        replies=np.concatenate([instead[scheme.replies], outside]),
        agreeable=np.concatenate([*[every] * scheme.blocks, np.ones((1, len(terms.delta)), bool)]),
    )


def _scheme(terms: Terms) -> Scheme:
    """What their table has in common with others of the same design."""
    levels, times, bound = len(terms.friction), len(terms.chance), tuple(terms.bound.tolist())
    pooled, found_out = terms.rule == "voluntary", bool((terms.detection > 0).any())
    design = Design(levels, times, bound, pooled, terms.drop, found_out)
    small = levels * times * 2 ** (len(bound) * pooled) <= _SMALL
    return (scheme_of if small else scheme_of.__wrapped__)(design)


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


class _Period(NamedTuple):
    """A period at every level (L), in all times (T), under every profile (P); last axis N."""

    acts: BoolArray  #: shape (P, n)
    pays: Array  #: shape (L, T, P, n, N): without subsidies
    saved: Array  #: what a contributor saves by idling
    subsidy: Array  #: shape (P, 1, N)


def period_of(terms: Terms) -> _Period:
    """What is paid, saved and subsidised in a period."""
    n, games = terms.outside.shape
    acts = profiles(n, terms.rule == "voluntary")
    hard = terms.costs[None, :, None]  # 1 T 1 n N
    given = (acts[:, j, None, None] * terms.benefit[:, None, :, j] for j in range(n))
    alone = functools.reduce(operator.add, given)[:, None]  # L 1 P n N
    own = alone - acts[..., None].astype(int) * hard
    outside = terms.outside
    full = _shares(terms, own[:, :, 0], np.broadcast_to(alone, own.shape)[:, :, 0])
    over = (full - outside).sum(axis=2, keepdims=True) > 0
    full = full - terms.stake * (full - outside) * over
    own = np.concatenate([full[:, :, None], own[:, :, 1:]], axis=2)
    paid = acts.all(axis=1).astype(int)[:, None, None] * terms.subsidy
    saved = acts[..., None].astype(int) * (alone - own)
    return _Period(acts, own, saved, paid.reshape(len(acts), 1, games))


def _shares(terms: Terms, own: Array, alone: Array) -> Array:
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


def _rows(period: _Period, outside: Array, scheme: Scheme) -> Array:
    """What the rows of all states pay, (rows, n, N)."""
    levels, times, _, n, games = period.pays.shape
    paid, more = period.pays + period.subsidy, scheme.blocks - 1
    each = np.concatenate([paid[None], *([period.pays[None]] * more)])
    leave = np.broadcast_to(outside, (more + 1, levels, times, scheme.leaving, n, games))
    return np.concatenate([each, leave], axis=3).reshape(-1, n, games)


def _replies(period: _Period, terms: Terms, scheme: Scheme) -> Array:
    """What they would pay whoever replies in each of the ways, (rows, n, 4, N)."""
    levels, times, count, n, games = period.pays.shape
    shape = (scheme.blocks, levels, times, count + scheme.leaving, n, REPLIES, games)
    now = np.zeros(shape, dtype=terms.outside.dtype)
    now[..., 0, :] = terms.outside
    caught = _per(period.saved, terms.detection)
    for b in range(scheme.blocks):
        pay, whole = now[b, :, :, :count], period.pays + period.subsidy * (b == 0)
        pay[..., 1, :] = whole
        pay[..., 2, :] = whole[:, :, :1]
        pay[..., 3, :] = period.pays + caught - terms.deposit * (b == 0)
    return now


def _per(saved: Array, detection: Array) -> Array:
    """What is saved over the chance to be found out; no such reply where that is 0."""
    if saved.dtype == object:
        return saved / detection if (detection > 0).all() else saved
    safe = np.where(detection > 0, detection, 1)
    return np.where(detection > 0, saved / safe, -np.inf)


def _open(terms: Terms, period: _Period, leaving: int) -> BoolArray:
    """Rows that can be agreed on: where a breach is never found out, nobody may want one."""
    calm = (period.saved <= 0).all(axis=3)
    possible = np.asarray((terms.detection > 0) | calm, dtype=bool)
    levels, times, _, games = possible.shape
    leave = np.ones((levels, times, leaving, games), dtype=bool)
    return np.concatenate([possible, leave], axis=2).reshape(-1, games)


def moves_of(terms: Terms) -> Lotteries:
    """Where trust goes when all contribute and when not, at every level, and last to the end."""
    return Lotteries(*moves(len(terms.friction), terms.drop, 1), _chances(terms, 1))


def _chances(terms: Terms, blocks: int) -> Array:
    """How likely it goes there, at every node."""
    friction, rise = terms.friction, terms.promotion
    calm, sure = 1 - friction, 0 * friction + 1
    each = np.empty((len(friction), 4, len(rise)), dtype=friction.dtype)
    for k, part in enumerate((friction, calm * rise, calm * (1 - rise), sure)):
        each[:, k] = part
    return np.concatenate([*[each.reshape(-1, len(rise))] * blocks, sure[:1]])


# --- classes of trust levels ----------------------------------------------------------------------

CLASSES = np.array(["isolated", "nominal", "weak", "strong"])


def classes_of(full: BoolArray, exits: BoolArray, never: BoolArray) -> Array:
    """Class of every trust level, from who contributes and leaves in all conditions, (N, L, T).

    Conditions that are `never` drawn decide nothing.
    """
    rank = np.where((exits | never).all(axis=-1), 0, 1)
    rank = np.where((full & ~never).any(axis=-1), 2, rank)
    return np.asarray(CLASSES[np.where((full | never).all(axis=-1), 3, rank)])
