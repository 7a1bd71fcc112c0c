"""Help that ends, read once more from its definition, in surplus over what members have outside.

With a = g + s_A - w, what a member can be promised afterwards is at least l and all together U
(both 0 once the relation is over), and

    r_i = max(0, (c_i + h_i)/q - s_A - B_i if i contributes, -a_i, what joining the others brings),
    need_i = max(delta E l_i, (1 - delta) r_i);   carried: sum_i need_i <= delta E U,

and then U = (1 - delta) sum_i a_i + delta E U, and l_i = (1 - delta) a_i + need_i, or 0 where
members pay each other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ...game.table import Lotteries, Table
from ...partnership.proof import classes_of, moves_of, period_of, table_from, terms_of
from ...types import Array, BoolArray, IntArray
from ...verify.findings import FiniteStrategy


class Rests(NamedTuple):
    """What is left to members from every level on, and last at the end; the last axis over N."""

    joint: Array  #: shape (L + 1, N): U
    least: Array  #: shape (L + 1, n, N): l


class Acts(NamedTuple):
    """What every act, and last leaving, comes to if members can get certain rests afterwards."""

    joint: Array  #: shape (L, T, P + 1, N)
    least: Array  #: shape (L, T, P + 1, n, N)
    shortfall: Array  #: shape (L, T, P + 1, N): by how much an act is not carried
    terms: Array  #: the same: the size of what meets in it


class Reading(NamedTuple):
    """Partnerships of one shape as they are in every period."""

    surplus: Array  #: shape (L, T, P, n, N): a
    due: Array  #: the same: r
    hidden: BoolArray  #: shape (L, T, P, N): where a breach would pay and is never found out
    full: BoolArray  #: shape (P,): where all contribute
    some: BoolArray  #: shape (P,): where anybody does
    moves: Lotteries
    chance: Array  #: shape (T, N)
    outside: Array  #: shape (n, N)
    delta: Array  #: shape (N,)
    shared: bool
    size: Array  #: shape (L, T, P, N): of what is paid

    def acts(self, after: Rests) -> Acts:
        """What the acts of a period come to."""
        both = np.concatenate([after.least, after.joint[:, None]], axis=1)
        ahead = self.delta * self.moves.expect(both)[:-1]
        kind = np.where(self.full, 0, 1)
        ahead = ahead.reshape(-1, 2, *ahead.shape[1:])[:, kind][:, None]  # L 1 P n+1 N
        now, rest = 1 - self.delta, ahead[..., -1, :]
        need = np.maximum(ahead[..., :-1, :], now * self.due)
        joint = now * self.surplus.sum(axis=3) + rest
        shortfall = need.sum(axis=3) - rest
        if self.hidden.any():
            shortfall = np.where(self.hidden, abs(shortfall) + abs(need).max() + 1, shortfall)
        least = 0 * need if self.shared else now * self.surplus + need
        return Acts(*(_with_leaving(part) for part in (joint, least, shortfall, need.sum(axis=3))))

    def before(self, acts: Acts, choice: IntArray) -> Rests:
        """What members can get if these acts, (L, T, N), are played in the period."""
        at = choice[:, :, None]
        joint = np.take_along_axis(acts.joint, at, axis=2)[:, :, 0]
        least = np.take_along_axis(acts.least, at[..., None, :], axis=2)[:, :, 0]
        means = (self.chance * joint).sum(axis=1), (self.chance[:, None] * least).sum(axis=1)
        return Rests(*(np.concatenate([part, 0 * part[:1]]) for part in means))

    def for_ever(self, choice: IntArray) -> Rests:
        """What members can get if these acts, (L, T, N), are played in every period."""
        levels, leaving = len(self.surplus), len(self.full)
        stays = choice < leaving
        at = np.minimum(choice, leaving - 1)
        paid = np.take_along_axis(self.surplus, at[:, :, None, None], axis=2)[:, :, 0]
        paid = np.where(stays[:, :, None], paid, 0 * paid)
        kind = np.where(self.full, 0, 1)[at]
        every = np.eye(levels + 1, dtype=int)[:, :, None] * (0 * self.delta + 1)
        moves = self.moves.expect(every)[:-1].reshape(levels, 2, levels + 1, -1)
        moves = np.take_along_axis(moves[:, None], kind[:, :, None, None], axis=2)[:, :, 0]
        moves = np.where(stays[:, :, None], self.delta * moves, 0 * moves)
        over = np.where(stays, 1 - self.delta + moves[:, :, -1], 0 * self.delta + 1)
        drawn = self.chance[:, None]
        play = FiniteStrategy(
            reward=np.moveaxis((drawn * (1 - self.delta) * paid).sum(axis=1), -1, 0),
            move=np.moveaxis((drawn * moves).sum(axis=1)[:, :-1], -1, 0),
            over=(self.chance * over).sum(axis=1).T,
        )
        values = np.moveaxis(play.values(), 0, -1)
        values = np.concatenate([values, 0 * values[:1]])
        return Rests(values.sum(axis=1), 0 * values if self.shared else values)

    @property
    def prefer(self) -> IntArray:
        """Of equally good acts the lowest: contribute, leave, mixed, idle, then in their order."""
        modes = np.append(np.where(self.full, 0, np.where(self.some, 2, 3)), 1)
        return np.argsort(np.argsort(modes, kind="stable"))


def _reading_of(models: Sequence[Any], delta: Any, *, exact: bool) -> Reading:
    """Partnerships with their coordinator, as they are in every period."""
    terms = terms_of(models, delta, exact=exact)
    period, shared = period_of(terms), terms.rule == "voluntary"
    acts, paid = period.acts, period.pays + period.subsidy
    surplus, visible = paid - terms.outside, terms.detection > 0
    caught = period.saved / np.where(visible, terms.detection, 1) - period.subsidy - terms.deposit
    contributes = acts[:, :, None]
    due = np.maximum(0 * surplus, -surplus)
    due = np.where(contributes & visible, np.maximum(due, caught), due)
    if shared:  # all others contribute: who joins them gets the subsidy and bears its cost
        alone = ~acts & (acts.sum(axis=1, keepdims=True) == acts.shape[1] - 1)
        due = np.where(alone[..., None], np.maximum(due, paid[:, :, :1] - paid), due)
    return Reading(
        surplus=surplus,
        due=due,
        hidden=np.asarray((contributes & ~visible & (period.saved > 0)).any(axis=3)),
        full=np.asarray(acts.all(axis=1)),
        some=np.asarray(acts.any(axis=1)),
        moves=moves_of(terms),
        chance=terms.chance,
        outside=terms.outside,
        delta=terms.delta,
        shared=shared,
        size=(abs(paid) + abs(terms.outside)).sum(axis=3),
    )


def readings_of(result: Any) -> tuple[Reading, Reading]:
    """A period alone, and one with the coordinator."""
    models, deltas = result.partnerships, [result.delta] * len(result.partnerships)
    treated = [result.coordinator.applied_to(model) for model in models]
    alone, good = (_reading_of(each, deltas, exact=result.exact) for each in (models, treated))
    return alone, good


def choice_of(side: Any) -> IntArray:
    """What is agreed on for ever, shape (L, T, N)."""
    choice = np.asarray(side.choice)
    return np.moveaxis(choice if choice.ndim == 3 else choice[None], 0, -1)


def helpless(alone: Reading, treated: Reading) -> Array:
    """Of which partnerships help changes nothing, (N,)."""
    if alone.shared != treated.shared:
        return np.zeros(len(alone.delta), dtype=bool)
    names = ("surplus", "due", "hidden")
    parts = [(getattr(alone, name), getattr(treated, name)) for name in names]
    parts.append((alone.moves.chance, treated.moves.chance))
    each = [(a == b).reshape(-1, len(alone.delta)).all(axis=0) for a, b in parts]
    return np.asarray(np.logical_and.reduce(each))


def classes_at(period: Reading, choice: IntArray) -> Array:
    """The class of every level, (N, L), where partnerships play these acts, (L, T, N)."""
    full = np.append(period.full, False)[choice]
    never = np.asarray(period.chance == 0).T[:, None]
    full, exits = (np.moveaxis(part, -1, 0) for part in (full, choice == len(period.full)))
    return classes_of(full, exits, never)


def _with_leaving(part: Array) -> Array:
    """Acts, and last leaving, which brings nothing over what is outside and needs nothing."""
    return np.concatenate([part, 0 * part[:, :, :1]], axis=2)


def with_mark(
    models: Sequence[Any], delta: Any, marks: IntArray, rests: Rests, paid: Array, *, exact: bool
) -> Table:
    """Partnerships with their coordinator as a table in which trust at a mark is an end.

    `paid`, (L, n, N), is what members get for ever if it ends at a level, sums of it counting.
    """
    table = table_from(terms_of(models, delta, exact=exact))
    outside, top = table.rows.now[-1], len(rests.joint) - 1
    reached = np.append(np.arange(top)[:, None] >= marks, np.zeros((1, len(marks)), bool), axis=0)
    promised = np.where(reached[:, None], rests.least, 0 * rests.least)
    now, instead, permitted = table.rows.now.copy(), table.replies.now.copy(), table.open.copy()
    times = (table.states - 1) // top
    for row, state in enumerate(table.state[:-1].tolist()):
        level = state // times
        there = reached[level]
        if not table.rows.waits[row]:  # where trust has reached the mark, this is how it ends
            now[row] = np.where(there, paid[level], now[row])
            continue
        permitted[row] &= ~there
        branches = slice(*table.lotteries.first[table.rows.then[row] + np.arange(2)])
        to, chance = table.lotteries.to[branches], table.lotteries.chance[branches]
        later = (chance[:, None] * promised[to]).sum(axis=0)
        least = (1 - table.delta) * (now[row] - outside) + table.delta * later
        for i, menu in enumerate(table.menu[row].tolist()):
            leave = table.first[menu]
            instead[leave] = np.maximum(outside[i], outside[i] + least[i])
    return dataclasses.replace(
        table,
        rows=table.rows._replace(now=now),
        replies=table.replies._replace(now=instead),
        open=permitted,
    )
