"""Nothing better exists: an upper bound on the joint value of every equilibrium of a partnership.

Nobody can hope for more than the best of all that could still be agreed on, chosen for itself: its
own decision problem over the choices left. A choice falls in a state where even that breaks a
constraint of a member; the hopes then fall, and more may fall. The best joint value over what is
left bounds every equilibrium in every state. With voluntary sharing only joint values count and the
bound is reached. At fixed shares it nearly always is; where it is not, a state is branched on, and
each branch bounded by itself.

Nothing here knows a solver. Trust alone is a Markov chain, so that values are kept by level; all
arrays have a leading axis N over partnerships.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray
from ...verify.findings import Play
from ..trust_game import TrustGame

#: Branches examined for one partnership before the bound stands as it is.
NODES = 400


class Round(NamedTuple):
    """One round of deletions.

    Attributes
    ----------
    bounds : array, shape (N, agents, L)
        What each member (with voluntary sharing: all together) can hope for at most at the start of
        a period, over the choices that were left before.
    fell : bool array, shape (N, L, T, Q)
        Choices that break a constraint even so.
    """

    bounds: Array
    fell: BoolArray


class Bound(NamedTuple):
    """What no equilibrium exceeds.

    Attributes
    ----------
    joint : array, shape (N, L)
        Joint value at the start of a period at each trust level.
    policy : int array, shape (N, L, T)
        The choices that reach it.
    left : bool array, shape (N, L, T, Q)
    rounds : tuple of Round
        The record of deletions, in order.
    """

    joint: Array
    policy: Array
    left: BoolArray
    rounds: tuple[Round, ...]


class Case(NamedTuple):
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

    def take(self, rows: Array) -> Case:
        """Some partnerships of the batch."""
        return Case(
            self.game.take(rows),
            self.delta[rows],
            self.pay[rows],
            self.broken[:, rows],
            self.leave[rows],
            self.exits[rows],
            self.top[rows],
        )


def case_of(game: TrustGame, delta: Array, held: Array | None) -> Case:
    """What is bounded; who breaks an agreement is held to `held` (N, S, n), or to its w if None."""
    if held is None:
        return case_between(game, delta, None)
    by_state = held.reshape(*game.flow.shape[:3], -1)
    return case_between(game, delta, (by_state * game.chance[:, None, :, None]).sum(axis=2))


def case_between(game: TrustGame, delta: Array, by_level: Array | None) -> Case:
    """The same where what members are held to is known before conditions are drawn, (N, L, n)."""
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


def bound(case: Case, allowed: BoolArray | None = None, guess: Array | None = None) -> Bound:
    """Delete what fails at the most hopeful futures until nothing does; what is then left is best.

    A state in which nothing is left shows that a branch leads nowhere: its values are those of the
    round before. The answer is found sooner from a good `guess` of it, choices (N, L, T).
    """
    game = case.game
    if allowed is None:
        allowed = opened(case)
    members, rounds = _members(case), []
    joint = _joint(*members)
    agents = joint if game.voluntary else members
    active = np.arange(game.n_games)
    start = None if guess is None else np.repeat(guess[:, None], agents[0].shape[1], axis=1)
    while len(active):
        part, (rewards, ends) = case, agents
        if len(active) < game.n_games:
            part, rewards, ends = case.take(active), rewards[active], ends[active]
        hopes, start = _best(part, rewards, ends, allowed[active], start)
        fell = allowed[active] & ~_upheld(part, rewards, hopes)
        whole = np.zeros_like(allowed)
        whole[active] = fell
        bounds = np.zeros((game.n_games, *hopes.shape[1:]), dtype=hopes.dtype)
        bounds[active] = hopes
        hit = np.asarray(fell.any(axis=(1, 2, 3)))
        if hit.any():
            rounds.append(Round(bounds, whole))
        allowed = allowed & ~whole
        filled = np.asarray(allowed[active].any(axis=-1)).all(axis=(1, 2))
        active, start = active[hit & filled], start[hit & filled]
    hopeless = ~allowed.any(axis=-1, keepdims=True)
    last = None if guess is None else guess[:, None]
    most, policy = _best(case, *joint, allowed | hopeless, last)
    return Bound(most[:, 0], policy[:, 0], allowed, tuple(rounds))


def opened(case: Case) -> BoolArray:
    """All choices, (N, L, T, Q), but leaving where it is not open."""
    allowed = np.ones((*case.game.flow.shape[:3], len(case.game.contributes) + 1), dtype=bool)
    allowed[..., -1] = case.leave
    return allowed


def _joint(rewards: Array, ends: Array) -> tuple[Array, Array]:
    return rewards.sum(axis=1, keepdims=True), ends.sum(axis=1, keepdims=True)


def _members(case: Case) -> tuple[Array, Array]:
    """(1 - delta) times the payoffs from every choice, (N, n, L, T, Q), and what the end brings."""
    now = (1 - case.delta)[:, None, None, None, None] * case.pay
    all_choices = np.concatenate([now, case.exits[:, :, :, None]], axis=3)
    return np.moveaxis(all_choices, -1, 1), case.game.outside


def _later(case: Case, starts: Array, ends: Array) -> Array:
    """Discounted value of what follows either kind of period, shape (N, agents, 2, L)."""
    move = case.game.move
    kept = np.moveaxis(move[..., :-1] @ starts.swapaxes(1, 2)[:, None], -1, 1)
    ended = move[:, None, ..., -1] * ends[:, :, None, None]
    return np.asarray(case.delta[:, None, None, None] * (kept + ended))


def _values(case: Case, rewards: Array, later: Array) -> Array:
    """Value of every choice, (N, agents, L, T, Q), from what follows either kind of period."""
    kinds = np.where(case.game.contributes.all(axis=1), 0, 1)
    values = rewards.copy()
    values[..., :-1] += np.moveaxis(later[:, :, kinds], 2, -1)[:, :, :, None, :]  # N m L 1 P
    return values


def _best(
    case: Case, rewards: Array, ends: Array, allowed: BoolArray, guess: Array | None = None
) -> tuple[Array, Array]:
    """Most that each agent could get if it chose for all, by policy iteration; and its choices."""
    shape = (*rewards.shape[:2], *allowed.shape[1:3])
    open_ = np.broadcast_to(allowed[:, None], (*shape, allowed.shape[-1]))
    policy = np.where(open_[..., -1], open_.shape[-1] - 1, open_.argmax(axis=-1))
    if guess is not None:
        held = np.take_along_axis(open_, guess[..., None], axis=-1)[..., 0]
        policy = np.where(held, guess, policy)
    found = np.zeros((*shape[:2], shape[2]), dtype=rewards.dtype)
    rows, here, step = np.arange(len(policy)), policy, 0
    while True:
        starts, here, better = _improved(case, rewards, ends, open_, here, step)
        found[rows] = starts
        moved = np.asarray(better.any(axis=(1, 2, 3)))
        if not moved.any():
            return found, policy
        rows, here, step = rows[moved], here[moved], step + 1
        policy[rows] = here
        if not moved.all():  # the others have settled
            case, rewards, ends = case.take(moved), rewards[moved], ends[moved]
            open_ = open_[moved]


def _improved(
    case: Case, rewards: Array, ends: Array, open_: BoolArray, policy: Array, step: int
) -> tuple[Array, Array, BoolArray]:
    """What policies are worth, (N, agents, L), better ones, and where they differ."""
    starts, reached = _worth(case, rewards, ends, policy)
    values = np.where(open_, _values(case, rewards, _later(case, starts, ends)), -np.inf)
    now = np.take_along_axis(values, policy[..., None], axis=-1)[..., 0]
    top = values.max(axis=-1)
    slack: Any = 0
    if not case.exact:
        largest = abs(starts).max(axis=-1)[..., None, None]
        slack = _tolerance.meeting(_tolerance.STEP, now, top, largest, reached)
        slack = slack * _tolerance.growth(step)
    better = np.asarray(top > now + slack)
    return starts, np.where(better, values.argmax(axis=-1), policy), better


def _worth(case: Case, rewards: Array, ends: Array, policy: Array) -> tuple[Array, Array]:
    """Value of playing a policy for ever, (N, agents, L), and the sizes of what it pays."""
    game = case.game
    leave = len(game.contributes)
    paid = np.take_along_axis(rewards, policy[..., None], axis=-1)[..., 0]
    kinds = np.where(game.contributes.all(axis=1), 0, 1)[np.minimum(policy, leave - 1)]
    stays = policy < leave
    weight = case.delta[:, None, None, None] * game.chance[:, None, None] * stays
    often = [(weight * (kinds == kind)).sum(axis=-1) for kind in (0, 1)]  # N m L
    move = often[0][..., None] * game.move[:, None, 0, :, :-1]
    move += often[1][..., None] * game.move[:, None, 1, :, :-1]
    right = (game.chance[:, None, None] * paid).sum(axis=-1)
    for kind in (0, 1):
        right = right + often[kind] * game.move[:, None, kind, :, -1] * ends[..., None]
    return Play(right[..., None], move).values()[..., 0], abs(paid)


def _near(exact: bool, *terms: Any) -> Any:
    """What may be rounding: much less than what solvers take for a tie."""
    return 0 if exact else _tolerance.meeting(_tolerance.STEP, *terms)


def _upheld(case: Case, rewards: Array, hopes: Array) -> BoolArray:
    """Choices that break no constraint if everybody's most hopeful future follows, (N, L, T, Q)."""
    return _funded(case, rewards, hopes) if case.game.voluntary else _accepted(case, rewards, hopes)


def _detected(game: TrustGame) -> tuple[Array, Array]:
    """Detection, (N, 1 or L, 1), and deposits, (N, 1 or L, n), which can depend on the level."""
    count, n = game.outside.shape
    return game.detection.reshape(count, -1, 1), game.deposit.reshape(count, -1, n)


def _accepted(case: Case, rewards: Array, hopes: Array) -> BoolArray:
    """Fixed shares: no member would rather leave, or break its word."""
    game, d = case.game, case.delta[:, None, None]
    w, (q, deposit) = game.outside, _detected(game)
    later = _later(case, hopes, w)
    values = _values(case, rewards, later)
    fine = np.ones((*game.flow.shape[:3], len(game.contributes) + 1), dtype=bool)
    for i in range(len(game.members)):
        own = values[:, i]
        if not game.mandated[i]:
            near = _near(case.exact, own, rewards[:, i], case.top[:, i, None, None, None])
            fine &= own >= w[:, i, None, None, None] - near
        forfeit = deposit[..., i, None] + game.subsidy[:, None, None]
        after = d * (q * case.broken[1, :, :, i, None]) + (1 - q) * later[:, i, 0, :, None]
        gain = (1 - d) * (case.pay[..., 0, i] + game.temptation[..., 0, i] - q * forfeit)
        near = _near(case.exact, gain, after, own[..., 0], case.top[:, i, None, None])
        fine[..., 0] &= gain + after <= own[..., 0] + near
    fine[..., -1] = case.leave
    return fine


def _funded(case: Case, rewards: Array, joint: Array) -> BoolArray:
    """Voluntary sharing: what there is to share covers what members get by their deviations."""
    game = case.game
    w = game.outside.sum(axis=-1)
    total = _values(case, rewards, _later(case, joint, w[:, None]))[:, 0]
    best, size = 0 * total, abs(total)
    for i in range(len(game.members)):
        own = _deviations(case, i)
        best = best + own
        size = size + (0 if case.exact else np.where(np.isfinite(own), abs(own), 0))
    near = _near(case.exact, size, rewards[:, 0], case.top.sum(axis=1)[:, None, None, None])
    fine = np.asarray(best <= total + near, dtype=bool)
    fine[..., -1] = case.leave
    return fine


def _deviations(case: Case, i: int) -> Array:
    """The most that a member can make of every choice after transfers, (N, L, T, Q)."""
    game, d = case.game, case.delta[:, None, None, None]
    kinds = np.where(game.contributes.all(axis=1), 0, 1)
    after = d * np.moveaxis(case.broken[:, :, :, i], 0, -1)[:, :, None]  # N L 1 2
    own, acts = case.pay[..., i], game.contributes[:, i]
    found = (1 - d) * own + after[..., kinds]
    q, deposit = (part[..., None] for part in _detected(game))
    saved = game.temptation[..., i]
    idle = game.flow[..., i] + saved / np.where(q == 0, 1, q) - deposit[:, :, i, None]
    hidden = np.where(saved > 0, np.inf, -np.inf)
    breach = np.where(q == 0, hidden, (1 - d) * idle + after[..., [1]])
    found = np.maximum(found, np.where(acts, breach, -np.inf))
    alone = ~acts & (game.contributes.sum(axis=1) == len(game.members) - 1)
    joins = (1 - d) * own[..., [0]] + after[..., [0]]
    found = np.maximum(found, np.where(alone, joins, -np.inf))
    w = np.broadcast_to(game.outside[:, i, None, None, None], (*found.shape[:-1], 1))
    if not game.mandated[i]:
        found = np.maximum(found, w)
    return np.concatenate([found, w], axis=-1)


def joint_values(case: Case, joint: Array) -> Array:
    """Joint value of every choice if these values (N, L) follow, (N, L, T, Q)."""
    rewards, ends = _joint(*_members(case))
    return _values(case, rewards, _later(case, joint[:, None], ends))[:, 0]


def values_of(case: Case, policy: Array) -> Array:
    """What policies (N, L, T) are worth to every member, by trust level, (N, L, n)."""
    rewards, ends = _members(case)
    values, _ = _worth(case, rewards, ends, np.repeat(policy[:, None], ends.shape[1], 1))
    return values.swapaxes(1, 2)


def kept(case: Case, policy: Array) -> BoolArray:
    """At which trust levels policies (N, L, T) break no constraint, (N, L)."""
    voluntary = case.game.voluntary
    rewards, ends = _members(case)
    if voluntary:
        rewards, ends = _joint(rewards, ends)
    values, _ = _worth(case, rewards, ends, np.repeat(policy[:, None], ends.shape[1], 1))
    fine = _upheld(case, rewards, values)
    return np.asarray(np.take_along_axis(fine, policy[..., None], axis=-1).all(axis=(2, 3)))


class Verdict(NamedTuple):
    """Whether something better exists than policies that are equilibria, row by row.

    Attributes
    ----------
    better : bool array, shape (N,)
        Something better was found.
    gap : array, shape (N,)
        By how much something could still be better in joint value; 0 where nothing can.
    """

    better: BoolArray
    gap: Array


def judged(case: Case, choice: Array) -> Verdict:
    """Compare equilibria, given by their choices (N, L, T), with all that could be.

    At fixed shares the one that is best at trust 0, then 1, ..., is asked for. Where all together
    would choose the same if nothing were forbidden, nothing has to be deleted.
    """
    rewards, ends = _joint(*_members(case))
    open_ = opened(case)[:, None]
    starts, _, more = _improved(case, rewards, ends, open_, choice[:, None], 0)
    better, left = np.zeros(len(choice), dtype=bool), 0 * starts[:, 0, 0]
    rows = np.flatnonzero(more.any(axis=(1, 2, 3)))
    if len(rows):
        part = case if len(rows) == len(choice) else case.take(rows)
        better[rows], left[rows] = _compared(part, choice[rows], starts[rows, 0])
    return Verdict(better, left)


def _compared(case: Case, choice: Array, told: Array) -> tuple[BoolArray, Array]:
    """Whether something better was found, and by how much something could still be better."""
    most = bound(case, guess=choice)
    gap = np.asarray((most.joint - told - _far(case, most.joint, told)).max(axis=1))
    rows = np.flatnonzero(gap > 0)
    better, left = np.zeros(len(gap), dtype=bool), 0 * gap
    if case.game.voluntary:  # what is left when nothing fails is itself an equilibrium
        better[rows] = True
    elif len(rows):
        found, complete = _searched(case.take(rows), told[rows], most.left[rows])
        better[rows], left[rows] = found, np.where(complete, 0 * gap[rows], gap[rows])
    return better, left


def overshoot(case: Case, choice: Array) -> Array:
    """By how much what cannot be exceeded exceeds equilibria, given by their choices; (N,)."""
    most, told = bound(case).joint, _start(case, choice)
    over = most - told
    return np.asarray(np.where(over > _far(case, most, told), over, 0 * over).max(axis=1))


def _start(case: Case, choice: Array) -> Array:
    rewards, ends = _joint(*_members(case))
    return _worth(case, rewards, ends, choice[:, None])[0][:, 0]


def _far(case: Case, *values: Array) -> Any:
    """What a certificate takes for a difference between joint values."""
    if case.exact:
        return 0
    # Solvers take terms nearer than `TIE` of what can be paid for equal; values are sums of them.
    return _tolerance.meeting(_tolerance.CHECK, *values, 10 * case.top.sum(axis=1)[:, None])


def _searched(case: Case, told: Array, left: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Branch on states until each is bounded by what is claimed, or holds something better.

    Returns
    -------
    found, complete : bool array, shape (N,)
        Whether something better was found, and whether nothing was left open.
    """
    found, nodes = np.zeros(len(told), dtype=bool), np.zeros(len(told), dtype=int)
    complete, rows, guess = ~found, np.arange(len(told)), None
    while len(rows):
        part = case.take(rows)
        most = bound(part, left, guess)
        nodes += np.bincount(rows, minlength=len(told))
        open_ = np.asarray(most.left.any(axis=-1)).all(axis=(1, 2))
        open_ &= _above(part, most.joint, told[rows])
        found[rows[open_ & kept(part, most.policy).all(axis=1)]] = True
        complete &= found | (nodes < NODES)
        go = open_ & ~found[rows] & complete[rows]
        rows, left, guess = _branches(rows[go], most.left[go], most.policy[go])
    return found, complete


def _branches(rows: Array, left: BoolArray, policy: Array) -> tuple[Array, BoolArray, Array]:
    """For every choice in the first state that has several, all that is left with it alone."""
    _, levels, conditions, count = left.shape
    states = left.reshape(-1, levels * conditions, count)
    several = states.sum(axis=-1) > 1
    row, choice = np.nonzero(
        states[np.arange(len(rows)), several.argmax(axis=1)] & several.any(axis=1)[:, None]
    )
    chosen = states[row].copy()
    chosen[np.arange(len(row)), several.argmax(axis=1)[row]] = np.eye(count, dtype=bool)[choice]
    return rows[row], chosen.reshape(-1, levels, conditions, count), policy[row]


def _above(case: Case, joint: Array, told: Array) -> BoolArray:
    """Whether it is larger at the first trust level at which it differs."""
    over = joint - told
    differs = np.asarray(abs(over) > _far(case, joint, told))
    first = np.take_along_axis(over, differs.argmax(axis=1)[:, None], axis=1)[:, 0]
    return np.asarray(differs.any(axis=1) & (first > 0))
