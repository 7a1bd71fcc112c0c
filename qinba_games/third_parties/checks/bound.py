"""Nothing better exists: an upper bound on the joint value of every equilibrium of a partnership.

Nobody can hope for more than the best of all that could still be agreed on, chosen for itself: its
own decision problem over the choices left. A choice falls in a state where even that breaks a
constraint of a member; the hopes then fall, and more may fall. The best joint value over what is
left bounds every equilibrium in every state. What is cheapest is so because even such bounds reach
its goal at no lower levels; everything else is shown by a record that a kernel reads.

Nothing here knows a solver. Trust alone is a Markov chain, so that values are kept by level; all
arrays that others see have a leading axis N over partnerships.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...partnership.trust_game import TrustGame
from ...types import Array, BoolArray
from ...verify.findings import Play

#: Periods that members look ahead before their best policies are searched for.
_PERIODS = 6


class Bound(NamedTuple):
    """What no equilibrium exceeds.

    Attributes
    ----------
    joint : array, shape (N, L)
        Joint value at the start of a period at each trust level.
    policy : int array, shape (N, L, T)
        The choices that reach it.
    left : bool array, shape (N, L, T, Q)
    bounds : tuple of arrays, shape (N, agents, L)
        What each member (with voluntary sharing: all together) could hope for at most at the start
        of a period before choices fell, round by round; 0 where none did.
    """

    joint: Array
    policy: Array
    left: BoolArray
    bounds: tuple[Array, ...]


@dataclasses.dataclass(frozen=True, eq=False)
class Case:
    """A batch as decision problems: of each member, and of all together.

    Attributes
    ----------
    game : TrustGame
    delta : array, shape (N,)
    pay : array, shape (N, L, T, P, n)
        Payoffs of a period, subsidies included.
    broken : array, shape (2, N, L, n)
        What follows a deviation after which trust moves as when all contribute, and as when not.
    leave : bool array, shape (N, L, T)
        Where leaving is open.
    exits : array, shape (N, L, T, n)
        What leaving brings.
    top : array, shape (N, n)
        A little of the largest payoff that members could be paid: their values are sums of such.
    """

    game: TrustGame
    delta: Array
    pay: Array
    broken: Array
    leave: BoolArray
    exits: Array
    top: Array

    @property
    def exact(self) -> bool:
        """Whether everything is rational."""
        return self.pay.dtype == object

    @functools.cached_property
    def members(self) -> _Agents:
        """Every member, as if it chose for all."""
        return _members(self)

    @functools.cached_property
    def together(self) -> _Agents:
        """All together, as one agent."""
        return self.members.together()

    @property
    def content(self) -> _Agents:
        """Those who have to be content with what is agreed on."""
        return self.together if self.game.voluntary else self.members

    @functools.cached_property
    def need(self) -> Array:
        """What has to follow a choice for it to break no constraint, (Q, T, N, agents, L).

        Leaving needs nothing where it is open.
        """
        return _needed(self, self.content)


def case_between(game: TrustGame, delta: Array, by_level: Array | None) -> Case:
    """What is bounded.

    Who breaks an agreement is held to `by_level` (N, L, n), before conditions are drawn, or to its
    w if None.
    """
    paid = (
        np.asarray(game.contributes.all(axis=1))[:, None] * game.subsidy[:, None, None, None, None]
    )
    n, shape = len(game.members), game.flow.shape[:3]
    w = game.outside[:, None, :]
    broken = np.stack([np.broadcast_to(w, (shape[0], shape[1], n))] * 2)
    open_ = np.full(shape, not game.mandated.all())
    if by_level is not None:
        later = [
            game.move[:, kind, :, :-1] @ by_level + game.move[:, kind, :, -1:] * w
            for kind in (0, 1)
        ]
        broken = np.stack(later)
        if (~game.mandated).sum() == 1:  # a single one stays if the others idling is better
            i = int((~game.mandated).argmax())
            stay = delta[:, None] * broken[1, :, :, i]
            near = _near(game.flow.dtype == object, 100 * stay, w[..., i])
            open_ = np.repeat((stay <= w[..., i] + near)[..., None], shape[2], axis=2)
    pay = np.asarray(game.flow + paid)
    top = np.zeros((len(pay), n), dtype=int)
    if pay.dtype != object:
        top = 0.01 * np.maximum(pay.max(axis=(1, 2, 3)), 0.0)
    exits = np.broadcast_to(w[:, :, None], (*shape, n))
    return Case(game, delta, pay, broken, open_, exits, top)


def bound(case: Case) -> Bound:
    """Delete what fails at the most hopeful futures until nothing does; what is then left is best.

    In a state in which nothing is left values are those of the round before.
    """
    open_ = opened(case).transpose(_INWARD)
    agents, need = case.content, case.need
    if case.game.voluntary:
        policy = _first(open_)[:, :, None]
    else:  # what all agreed on says little of what each would like
        policy = _hopeful(case, open_)
    found = _Hopes(np.zeros(policy.shape[1:], dtype=agents.pays.dtype), policy, [])
    active = np.arange(len(found.most))
    while len(active):
        best = _best(agents.take(active), open_[:, :, active], policy[:, active])
        found.most[active], policy[:, active] = best
        open_, active = _deleted(agents, need, open_, active, found)
    left, rounds = open_.transpose(_OUTWARD), tuple(found.rounds)
    hopeless = ~open_.any(axis=0)
    if case.game.voluntary and not hopeless.any():
        return Bound(found.most[:, 0], _outward(policy), left, rounds)
    open_ = open_ | hopeless
    most, policy = _best(case.together, open_, _first(open_)[:, :, None])
    return Bound(most[:, 0], _outward(policy), left, rounds)


#: Inside, choices and conditions come first: the most over a last axis of a few entries is slow.
_INWARD, _OUTWARD = (3, 2, 0, 1), (2, 3, 1, 0)


def _outward(policy: Array) -> Array:
    """Policies (T, N, 1, L) as (N, L, T)."""
    return np.asarray(policy[:, :, 0].transpose(1, 2, 0))


class _Hopes(NamedTuple):
    """What agents can hope for at most and would choose, ([T,] N, agents, L); hopes so far."""

    most: Array
    policy: Array
    rounds: list[Array]


def _deleted(
    agents: _Agents, need: Array, allowed: BoolArray, rows: Array, found: _Hopes
) -> tuple[BoolArray, Array]:
    """Delete what fails, and what fails then; what is left, and whose hopes are now too high.

    After each round hopes are those of two periods ahead: they are too high still, but found soon.
    """
    fallen: Array | None = None
    part, here = agents.take(rows), need[:, :, rows]
    while len(rows):
        left = allowed[:, :, rows]
        follows = _follows(part, found.most[rows])
        failing = left & ~_upheld(here, follows)
        if failing.any():
            found.rounds.append(np.zeros_like(found.most))
            found.rounds[-1][rows] = found.most[rows]
            allowed, left = allowed.copy(), left & ~failing
            allowed[:, :, rows] = left
        go = np.asarray(failing.any(axis=(0, 1, 3)) & _filled(left))
        if fallen is None:  # whoever keeps all that it would choose hopes for as much as before
            go &= ~_chosen(left, found.policy[:, rows]).all(axis=(0, 2, 3))
            fallen = rows[go]
        if not go.all():
            rows, part, here, left = rows[go], part.take(go), here[:, :, go], left[:, :, go]
            follows = follows[:, :, go]
        if len(rows):
            nearer, _ = _ahead(part, left, follows)
            found.most[rows], values = _ahead(part, left, _follows(part, nearer))
            found.policy[:, rows] = values.argmax(axis=0)
    if fallen is None:
        return allowed, rows
    return allowed, fallen[_filled(allowed[:, :, fallen])]


def _filled(open_: BoolArray) -> BoolArray:
    """Where something is open in every state, (N,)."""
    some = np.asarray(open_.any(axis=0))
    return np.asarray(some.all(axis=(0, 2)))


def opened(case: Case) -> BoolArray:
    """All choices, (N, L, T, Q), but leaving where it is not open."""
    allowed = np.ones((*case.game.flow.shape[:3], len(case.game.contributes) + 1), dtype=bool)
    allowed[..., -1] = case.leave
    return allowed


def _hopeful(case: Case, open_: BoolArray) -> Array:
    """What each would choose if it got the most that anybody pays it, a few periods from now."""
    starts = _highest(case)
    for _ in range(_PERIODS):
        starts, values = _ahead(case.members, open_, _follows(case.members, starts))
    return np.asarray(values.argmax(axis=0))


def _highest(case: Case) -> Array:
    """The most that anything pays each member on average, as if trust promised it, (N, n, L)."""
    most = np.maximum(_exact.highest(case.pay, 3)[:, :, :, 0], case.exits)  # N L T n
    drawn = (part[:, None, None] * most[:, :, t] for t, part in enumerate(case.game.chance.T))
    most = _exact.highest(functools.reduce(np.add, drawn), 1)[:, 0]
    most = np.maximum(most, case.game.outside)
    return np.repeat(most[..., None], case.game.levels, axis=-1)


class _Agents(NamedTuple):
    """Decision problems of agents who would choose for all.

    Attributes
    ----------
    pays : array, shape (Q, T, N, agents, L)
        What every choice brings in average payoff; what comes after the end is part of it.
    move : array, shape (N, 2, L, L)
        Discounted chance of every trust level after either kind of period.
    chance : array, shape (T, N, 1, 1)
    kinds : array, shape (Q,)
        The kind of period that a choice makes; 2 for leaving.
    """

    pays: Array
    move: Array
    chance: Array
    kinds: Array

    def take(self, rows: Array) -> _Agents:
        """Some rows; as they are if these are all."""
        if rows.dtype != bool and len(rows) == len(self.move):
            return self
        return _Agents(self.pays[:, :, rows], self.move[rows], self.chance[:, rows], self.kinds)

    def together(self) -> _Agents:
        """All of them, as one agent."""
        return self._replace(pays=self.pays.sum(axis=3, keepdims=True))


#: Where moves lead to levels, and where to the end.
_INNER_LAST = slice(-1), slice(-1, None)


def _members(case: Case) -> _Agents:
    game, delta = case.game, case.delta
    kinds = np.append(np.where(game.contributes.all(axis=1), 0, 1), 2)
    move, ends = (delta[:, None, None, None] * game.move[..., part] for part in _INNER_LAST)
    now = (1 - delta)[:, None, None, None, None] * case.pay
    end = ends[..., 0][:, kinds[:-1]].swapaxes(1, 2)[:, :, None, :, None]  # N L 1 P 1
    now = now + end * game.outside[:, None, None, None]
    pays = np.concatenate([now, case.exits[:, :, :, None]], axis=3).transpose(3, 2, 0, 4, 1)
    chance = game.chance.T[..., None, None]
    return _Agents(np.ascontiguousarray(pays), move, chance, kinds)


def _follows(agents: _Agents, starts: Array) -> Array:
    """Discounted value of what follows every choice but leaving, (P, 1, N, agents, L)."""
    count, kinds, size, _ = agents.move.shape
    # Both kinds of period in one product: of small matrices, few products are quicker than many.
    later = agents.move.reshape(count, kinds * size, size) @ starts.swapaxes(1, 2)
    later = later.reshape(count, kinds, size, -1).transpose(1, 0, 3, 2)  # kind N agents L
    # At fixed shares all contribute or nobody does, and each is a kind of its own.
    return later[:, None] if agents.kinds.tolist() == [0, 1, 2] else later[agents.kinds[:-1], None]


def _values(agents: _Agents, follows: Array) -> Array:
    """Value of every choice, (Q, T, N, agents, L), from what follows all but leaving."""
    values = agents.pays.copy()
    values[:-1] += follows
    return values


def _best(agents: _Agents, allowed: BoolArray, policy: Array) -> tuple[Array, Array]:
    """Most that each agent could get if it chose for all, by policy iteration; and its choices."""
    policy = np.where(_chosen(allowed, policy), policy, _first(allowed)[:, :, None])
    found = np.zeros(policy.shape[1:], dtype=agents.pays.dtype)
    rows, here, step = np.arange(len(found)), policy, 0
    while True:
        starts, here, better = _improved(agents, allowed, here, step)
        found[rows] = starts
        moved = np.asarray(better.any(axis=(0, 2, 3)))
        if not moved.any():
            return found, policy
        rows, here, step = rows[moved], here[:, moved], step + 1
        policy[:, rows] = here
        if not moved.all():  # the others have settled
            agents, allowed = agents.take(moved), allowed[:, :, moved]


def _improved(
    agents: _Agents, open_: BoolArray, policy: Array, step: int
) -> tuple[Array, Array, BoolArray]:
    """What policies are worth, (N, agents, L), better ones, and where they differ."""
    starts, paid = _worth(agents, policy)
    return starts, *_better(agents, open_, policy, starts, paid, step)


def _better(
    agents: _Agents, open_: BoolArray, policy: Array, starts: Array, paid: Array, step: int = 0
) -> tuple[Array, BoolArray]:
    """Better policies than some that are worth `starts` and pay `paid`, and where they differ."""
    values = _values(agents, _follows(agents, starts))
    values = np.where(open_[:, :, :, None], values, -np.inf)
    now = _picked(values, policy)
    top = values.max(axis=0)
    slack: Any = 0
    if starts.dtype != object:
        size = abs(starts).max(axis=-1, keepdims=True) + abs(top) + abs(paid)
        size = size + np.where(np.isfinite(now), abs(now), 0)  # what is closed is near nothing
        slack = _tolerance.STEP * _tolerance.growth(step) * size
    better = np.asarray(top > now + slack)
    return np.where(better, values.argmax(axis=0), policy), better


def _worth(agents: _Agents, policy: Array) -> tuple[Array, Array]:
    """Value of playing a policy for ever, (N, agents, L), and what it pays in every state."""
    paid = _picked(agents.pays, policy)
    kinds, chance = agents.kinds[policy], agents.chance
    good, bad = ((chance * (kinds == kind)).sum(axis=0)[..., None] for kind in (0, 1))
    move = good * agents.move[:, None, 0]  # N agents L L
    move += bad * agents.move[:, None, 1]
    right = (chance * paid).sum(axis=0)[..., None]
    return Play(right, move).values()[..., 0], paid


def _first(open_: BoolArray) -> Array:
    """Leaving, or what is open first, (T, N, L)."""
    return np.where(open_[-1], len(open_) - 1, open_.argmax(axis=0))


def _chosen(open_: BoolArray, policy: Array) -> BoolArray:
    """Whether what policies (T, N, agents, L) choose is open."""
    return np.asarray(np.take_along_axis(open_[:, :, :, None], policy[None], axis=0)[0])


def _picked(values: Array, policy: Array) -> Array:
    """What policies (T, N, agents, L) pick from values of every choice; take_along_axis is slow."""
    flat = values.reshape(len(values), -1)[policy.reshape(-1), np.arange(policy.size)]
    return np.asarray(flat.reshape(policy.shape))


def _ahead(agents: _Agents, open_: BoolArray, follows: Array) -> tuple[Array, Array]:
    """What the best choices are worth if this follows, (N, agents, L), and what all are worth."""
    values = np.where(open_[:, :, :, None], agents.pays, -np.inf)
    values[:-1] += follows
    return (agents.chance * values.max(axis=0)).sum(axis=0), values


def _near(exact: bool, *terms: Any) -> Any:
    """What may be rounding: much less than what solvers take for a tie."""
    return 0 if exact else _tolerance.meeting(_tolerance.STEP, *terms)


def _upheld(need: Array, follows: Array) -> BoolArray:
    """Choices that break no constraint if this follows, (Q, T, N, L)."""
    fine = (follows >= need[:-1]).all(axis=3)
    return np.concatenate([fine, need[-1:, :, :, 0] <= 0])


def _needed(case: Case, agents: _Agents) -> Array:
    need = np.zeros(agents.pays.shape, dtype=agents.pays.dtype if case.exact else float)
    pays = agents.pays[:-1].transpose(2, 3, 4, 1, 0)
    found = _funded(case, pays) if case.game.voluntary else _accepted(case, pays)
    need[:-1] = found.transpose(4, 3, 0, 1, 2)
    need[-1] = np.where(case.leave, 0, 1).transpose(2, 0, 1)[:, :, None]
    return need


def _detected(game: TrustGame) -> tuple[Array, Array]:
    """Detection, (N, 1 or L, 1), and deposits, (N, 1 or L, n), which can depend on the level."""
    count, n = game.outside.shape
    return game.detection.reshape(count, -1, 1), game.deposit.reshape(count, -1, n)


def _accepted(case: Case, pays: Array) -> Array:
    """Fixed shares: no member would rather leave, or break its word."""
    game, d = case.game, case.delta[:, None, None]
    q, deposit = _detected(game)
    need = np.full(pays.shape, -np.inf, dtype=pays.dtype)
    for i in range(len(game.members)):
        own, w = pays[:, i], game.outside[:, i, None, None]
        if not game.mandated[i]:
            near = _near(case.exact, own, w[..., None], case.top[:, i, None, None, None])
            need[:, i] = w[..., None] - own - near
        forfeit = deposit[..., i, None] + game.subsidy[:, None, None]
        gain = (1 - d) * (case.pay[..., 0, i] + game.temptation[..., 0, i] - q * forfeit)
        # Not found out it goes on like all others; the end that may then come is in `own` too.
        gain = gain + d * (
            q * case.broken[1, :, :, i, None] + (1 - q) * game.move[:, 0, :, -1:] * w
        )
        lacks = gain - own[..., 0]
        lacks = lacks - _near(case.exact, gain, own[..., 0], case.top[:, i, None, None])
        never = np.where(lacks <= 0, -np.inf, np.inf)
        word = np.where(q == 0, never, lacks / np.where(q == 0, 1, q))
        need[:, i, ..., 0] = np.maximum(need[:, i, ..., 0], word)
    return need


def _funded(case: Case, pays: Array) -> Array:
    """Voluntary sharing: what there is to share covers what members get by their deviations."""
    best: Any = 0
    size: Any = 0
    for i in range(len(case.game.members)):
        own = _deviations(case, i)
        best = best + own
        size = size + (0 if case.exact else np.where(np.isfinite(own), abs(own), 0))
    near = _near(case.exact, size, pays[:, 0], case.top.sum(axis=1)[:, None, None, None])
    return np.asarray(best - pays[:, 0] - near)[:, None]


def _deviations(case: Case, i: int) -> Array:
    """The most that a member can make of every profile after transfers, (N, L, T, P)."""
    game, d = case.game, case.delta[:, None, None, None]
    kinds = np.where(game.contributes.all(axis=1), 0, 1)
    after = d * np.moveaxis(case.broken[:, :, :, i], 0, -1)[:, :, None]  # N L 1 2
    own, acts = case.pay[..., i], game.contributes[:, i]
    found = (1 - d) * own + after.take(kinds, axis=-1)
    q, deposit = (part[..., None] for part in _detected(game))
    saved = game.temptation[..., i]
    idle = game.flow[..., i] + saved / np.where(q == 0, 1, q) - deposit[:, :, i, None]
    hidden = np.where(saved > 0, np.inf, -np.inf)
    breach = np.where(q == 0, hidden, (1 - d) * idle + after[..., [1]])
    found = np.maximum(found, np.where(acts, breach, -np.inf))
    alone = ~acts & (game.contributes.sum(axis=1) == len(game.members) - 1)
    joins = (1 - d) * own[..., [0]] + after[..., [0]]
    found = np.maximum(found, np.where(alone, joins, -np.inf))
    if not game.mandated[i]:
        found = np.maximum(found, game.outside[:, i, None, None, None])
    return np.asarray(found)


def cooperating(case: Case, policy: Array) -> BoolArray:
    """At which trust levels policies (N, L, T) break no constraint, (N, L)."""
    agents = case.content
    values, _ = _worth(agents, _of_all(agents, policy))
    fine = _upheld(case.need, _follows(agents, values))
    return np.asarray(
        np.take_along_axis(fine, policy.transpose(2, 0, 1)[None], axis=0)[0].all(axis=0)
    )


def _of_all(agents: _Agents, policy: Array) -> Array:
    """Policies (N, L, T) of every agent, (T, N, agents, L)."""
    return np.repeat(policy.transpose(2, 0, 1)[:, :, None], agents.pays.shape[3], axis=2)
