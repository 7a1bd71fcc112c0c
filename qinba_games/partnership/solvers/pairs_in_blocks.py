"""Pairs by the million: the selected equilibrium of many two-member partnerships, in floats.

The same definitions as the solvers of trust games, laid out for speed: the batch is the last axis,
so that every operation runs over contiguous memory; a block fits the processor's cache; and the
linear systems are eliminated without pivoting, which is safe because I - delta P is an M-matrix
(strictly diagonally dominant, off the diagonal non-positive), and which touches the band only: in
one period trust rises by one level at the most and falls by `drop`.

Where friction follows surroundings that move by themselves, a level is (trust, surroundings), and
the systems are solved as they are.

Axes: member i, level k, condition t, pair n.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray, FloatArray
from ..pair_terms import PairTerms

CONTRIBUTE, IDLE, LEAVE, MIXED = range(4)


class Pairs(NamedTuple):
    """One block of pairs.

    Attributes
    ----------
    received : array, shape (2, L, n)
        What each member gets from the other's contribution.
    burden : array, shape (2, T, n)
        What contributing costs each member.
    share : array, shape (2, L, T, n), or None
        What each member gets if both contribute, under a rule; None: what it earns.
    chance : array, shape (T, n)
    rise, back : arrays, shape (L, n)
        Chance that trust rises, and that friction throws it back, after a kept period.
    delta, subsidy : arrays, shape (n,)
    detection : array, shape (1, n) or (L, n)
    outside : array, shape (2, n)
    deposit : array, shape (2, 1, n) or (2, L, n)
    near : array, shape (n,)
        Differences up to this are ties.
    drop : int or None
    around : array, shape (n, Z, Z), or None
        How surroundings move; levels are (trust, surroundings), trust first.
    """

    received: FloatArray
    burden: FloatArray
    share: FloatArray | None
    chance: FloatArray
    rise: FloatArray
    back: FloatArray
    delta: FloatArray
    detection: FloatArray
    subsidy: FloatArray
    outside: FloatArray
    deposit: FloatArray
    near: FloatArray
    drop: int | None
    around: FloatArray | None = None

    def take(self, rows: Array | BoolArray) -> Pairs:
        """Some pairs of the block."""
        parts: list[Any] = [v[..., rows] if isinstance(v, np.ndarray) else v for v in self[:-1]]
        parts.append(None if self.around is None else self.around[rows])
        return Pairs(*parts)

    @property
    def levels(self) -> int:
        """Number of levels."""
        return int(self.received.shape[1])

    @property
    def places(self) -> int:
        """Number of surroundings."""
        return 1 if self.around is None else int(self.around.shape[1])

    def below(self) -> Array:
        """The level after a fall from every level, if surroundings stay."""
        assert self.drop is not None
        k, fall = np.arange(self.levels), self.drop * self.places
        return np.where(k >= fall, k - fall, k % self.places)

    def earned(self) -> FloatArray:
        """What each member gets if both contribute, subsidy left out, (2, L, T, n)."""
        if self.share is not None:
            return self.share
        return np.asarray(self.received[:, :, None] - self.burden[:, None])

    def fallen(self, k: int) -> int:
        """Trust after a fall from trust k; the number of levels is the end."""
        return self.levels if self.drop is None else max(0, k - self.drop)

    def mixed(self, values: FloatArray) -> FloatArray:
        """Expected values (..., L, n) once the surroundings have moved."""
        if self.around is None:
            return values
        columns = values.reshape(-1, self.places, values.shape[-1]).transpose(2, 1, 0)
        moved = self.around @ np.ascontiguousarray(columns)
        return np.ascontiguousarray(moved.transpose(2, 1, 0)).reshape(values.shape)


def pairs_of(terms: PairTerms) -> Pairs:
    """What the solver works on."""
    around = terms.around
    return Pairs(
        received=terms.received,
        burden=terms.burden,
        share=terms.share,
        chance=terms.chance,
        rise=(1 - terms.friction) * terms.promotion,
        back=terms.friction,
        delta=terms.delta,
        detection=np.atleast_2d(terms.detection),
        subsidy=terms.subsidy,
        outside=terms.outside,
        deposit=terms.deposit.reshape(2, -1, terms.count),
        # Less than all that can meet ever meets in one constraint.
        near=np.asarray(_tolerance.meeting(0.1 * _tolerance.TIE, terms.scale())),
        drop=terms.drop,
        around=None if around is None else np.ascontiguousarray(np.moveaxis(around, -1, 0)),
    )


def _after(pairs: Pairs, values: FloatArray, end: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Expected value next period after a kept period and after a fall; `values` is (..., L, n)."""
    size, values = pairs.places, pairs.mixed(values)
    up = np.concatenate([values[..., size:, :], values[..., -size:, :]], axis=-2)
    if pairs.drop is None:
        down = np.broadcast_to(end[..., None, :], values.shape)
    else:
        down = values[..., pairs.below(), :]
    stay = 1 - pairs.rise - pairs.back
    return pairs.rise * up + stay * values + pairs.back * down, down


def _evaluate(
    pairs: Pairs, reward: FloatArray, kept: FloatArray, idle: FloatArray, end: FloatArray
) -> FloatArray:
    """Value at the start of a period, (R, L, n), by elimination, inside the band if there is one.

    `reward` (R, L, n) is what the chosen modes bring on average, leaving included; `kept` and
    `idle` (L, n) or (R, L, n) are the chances of a period of either kind; `end` (R, n).
    """
    delta, top = pairs.delta, pairs.levels - 1
    low = delta * (kept * pairs.back + idle)
    up = delta * kept * pairs.rise
    same = delta * kept * (1 - pairs.rise - pairs.back)
    right = reward.copy()
    if pairs.drop is None:
        right += low * end[..., None, :]
    if pairs.around is not None:
        matrix = spread(pairs, -up, -same, -low)
        matrix[..., range(pairs.levels), range(pairs.levels)] += 1
        return _solved(matrix, right)
    size = pairs.levels
    shape = np.broadcast_shapes(low.shape, right.shape[:-2] + low.shape[-2:])
    diagonal = np.broadcast_to(1 - same, shape).copy()
    upper = np.broadcast_to(-up, shape).copy()
    diagonal[..., top, :] += upper[..., top, :]
    lower: dict[tuple[int, int], FloatArray] = {}
    if pairs.drop is not None:
        for k in range(size):
            target = pairs.fallen(k)
            weight = np.broadcast_to(low, shape)[..., k, :]
            if target == k:
                diagonal[..., k, :] -= weight
            else:
                lower[k, target] = -weight
    for k in range(top):
        for r in range(k + 1, size):
            if (r, k) in lower:
                factor = lower.pop((r, k)) / diagonal[..., k, :]
                fill = factor * upper[..., k, :]
                if r == k + 1:
                    diagonal[..., r, :] -= fill
                elif (r, k + 1) in lower:
                    lower[r, k + 1] = lower[r, k + 1] - fill
                else:
                    lower[r, k + 1] = -fill
                right[..., r, :] -= factor * right[..., k, :]
    right[..., top, :] /= diagonal[..., top, :]
    for k in range(top - 1, -1, -1):
        right[..., k, :] -= upper[..., k, :] * right[..., k + 1, :]
        right[..., k, :] /= diagonal[..., k, :]
    return right


def spread(pairs: Pairs, up: FloatArray, same: FloatArray, low: FloatArray) -> FloatArray:
    """Moves between levels, (R, n, L, L), from the weights (R, L, n) of rising, staying, falling.

    A fall that ends the relation is left out.
    """
    around = np.ones((len(pairs.delta), 1, 1)) if pairs.around is None else pairs.around
    size, count = around.shape[1], pairs.levels // around.shape[1]
    rows = [
        np.ascontiguousarray(np.moveaxis(weight.reshape(-1, count, size, len(around)), -1, 1))
        for weight in (up, same, low)
    ]
    found = np.zeros((len(rows[0]), len(around), count, size, count, size))
    for k in range(count):
        fallen = count if pairs.drop is None else pairs.fallen(k)
        into = dict[int, FloatArray]()
        for weight, target in zip(rows, (min(k + 1, count - 1), k, fallen), strict=True):
            into[target] = into.get(target, 0) + weight[:, :, k, :, None]
        into.pop(count, None)
        for target, whole in into.items():
            np.multiply(whole, around, out=found[:, :, k, :, target])
    return found.reshape(-1, len(around), pairs.levels, pairs.levels)


def _solved(matrix: FloatArray, right: FloatArray) -> FloatArray:
    """Solutions (R, L, n) of systems (R or 1, n, L, L)."""
    if len(matrix) == 1:
        return np.ascontiguousarray(np.linalg.solve(matrix[0], right.transpose(2, 1, 0)).T)
    solved = np.linalg.solve(matrix, right.swapaxes(1, 2)[..., None])[..., 0]
    return np.ascontiguousarray(solved.swapaxes(1, 2))


class Choices(NamedTuple):
    """A batch of decision problems: what every choice brings now, and which kind of period it is.

    Attributes
    ----------
    now : array, shape (R, Q, L, T, n)
        (1 - delta) times the payoff; the last choice, leaving, brings `end`.
    end : array, shape (R, n)
    breach : array, shape (R, L, T, n), or None
        Under fixed shares: what idling while the other contributes brings at once.
    """

    now: FloatArray
    end: FloatArray
    breach: FloatArray | None = None

    def take(self, rows: Array) -> Choices:
        """The problems of some pairs."""
        breach = None if self.breach is None else self.breach[..., rows]
        return Choices(self.now[..., rows], self.end[..., rows], breach)


def _worths(pairs: Pairs, choices: Choices, start: FloatArray) -> FloatArray:
    """Value of every choice, (R, Q, L, T, n); the first is kept, the last leaves."""
    return _with_future(pairs, choices, *_after(pairs, start, choices.end))


def _with_future(
    pairs: Pairs, choices: Choices, kept: FloatArray, fallen: FloatArray
) -> FloatArray:
    """The same, if what follows a kept period and a fall is known."""
    worths = choices.now.copy()
    worths[:, 0] += (pairs.delta * kept)[:, :, None]
    if worths.shape[1] > 2:
        worths[:, 1:-1] += (pairs.delta * fallen)[:, None, :, None]
    return worths


def _value_of(pairs: Pairs, choices: Choices, policy: Array) -> FloatArray:
    """Value of playing `policy` (R or 1, L, T, n) for ever, (R, L, n)."""
    last = choices.now.shape[1] - 1
    chance = pairs.chance
    index = np.broadcast_to(policy, (len(choices.now), *policy.shape[1:]))[:, None]
    now = np.take_along_axis(choices.now, index, axis=1)[:, 0]
    kept = ((policy == 0) * chance).sum(axis=-2)
    idle = ((policy > 0) & (policy < last)) * chance
    return _evaluate(pairs, (now * chance).sum(axis=-2), kept, idle.sum(axis=-2), choices.end)


def _optimise(
    pairs: Pairs, choices: Choices, allowed: BoolArray, before: Array | None = None
) -> tuple[Array, FloatArray, FloatArray]:
    """Policy iteration (Howard 1960): policy, start, and the value of every allowed choice.

    `before` (R, L, T, n), which is allowed, is where it begins.
    """
    last = choices.now.shape[1] - 1
    hopeful = np.where(allowed[0], 0, last)  # most who can cooperate should
    policy = hopeful[None] if before is None else before
    while True:
        start = _value_of(pairs, choices, policy)
        policy = np.broadcast_to(policy, (len(start), *hopeful.shape))
        worths = np.where(allowed, _worths(pairs, choices, start), -np.inf)
        now = np.take_along_axis(worths, policy[:, None], axis=1)[:, 0]
        better = worths.max(axis=1) > now + pairs.near
        if not better.any():
            return policy, start, worths
        policy = np.where(better, worths.argmax(axis=1), policy)
        few = np.flatnonzero(better.any(axis=(0, 1, 2)))
        if 2 * len(few) < better.shape[-1]:
            mine = choices.take(few)
            found = _optimise(pairs.take(few), mine, allowed[..., few], policy[..., few])
            policy[..., few], start[..., few], worths[..., few] = found
            return policy, start, worths


def _allowed_still(policy: Array, worths: FloatArray, allowed: BoolArray) -> Array:
    """A policy, and the best of what is still allowed where that is forbidden now."""
    able = np.take_along_axis(allowed[None], policy[:, None], axis=1)[:, 0]
    return np.where(able, policy, np.where(allowed, worths, -np.inf).argmax(axis=1))


def _preferred(pairs: Pairs, worths: FloatArray, order: list[int]) -> Array:
    """Of the best choices the first in the order of preference, (1, L, T, n)."""
    tied = worths >= worths.max(axis=1, keepdims=True) - pairs.near
    return np.asarray(np.array(order)[tied[:, order].argmax(axis=1)])


# --- fixed shares --------------------------------------------------------------------------------


def _own_choices(pairs: Pairs) -> Choices:
    """Each member's payoffs from contribute, idle, leave."""
    weight = 1 - pairs.delta
    both = weight * (pairs.earned() + pairs.subsidy)
    left = np.broadcast_to(pairs.outside[:, None, None], both.shape)
    forfeit = (pairs.detection * (pairs.subsidy + pairs.deposit))[:, :, None]
    # What a breach leaves, without a share, less what it forgoes.
    breach = weight * (pairs.received[:, :, None] - pairs.earned() - forfeit)
    return Choices(np.stack([both, np.zeros_like(both), left], axis=1), pairs.outside, breach)


def _joint_choices(own: Choices) -> Choices:
    return Choices(own.now.sum(axis=0, keepdims=True), own.end.sum(axis=0, keepdims=True))


def _holds(pairs: Pairs, own: Choices, start: FloatArray) -> tuple[BoolArray, FloatArray]:
    """Whether both members accept each mode, (3, L, T, n), if their futures are `start`.

    And what each mode is worth to them then, (2, 3, L, T, n).
    """
    kept, fallen = _after(pairs, start, own.end)
    worths = _with_future(pairs, own, kept, fallen)
    fine = np.asarray(worths >= (own.end - pairs.near)[:, None, None, None])
    assert own.breach is not None
    future = pairs.delta * pairs.detection * (kept - pairs.outside[:, None])
    fine[:, 0] &= own.breach <= (future + pairs.near)[:, :, None]
    both = np.asarray(fine.all(axis=0))
    both[2] = True
    return both, worths


def _pruned(pairs: Pairs, own: Choices, allowed: BoolArray) -> BoolArray:
    """Delete modes that fail even under each member's most hopeful future; (3, L, T, n)."""
    allowed = allowed.copy()
    active = np.arange(allowed.shape[-1])
    policy: Array | None = None
    while len(active):
        part, mine = pairs.take(active), own.take(active)
        policy, hopes, worths = _optimise(part, mine, allowed[..., active], policy)
        left = allowed[..., active] & _holds(part, mine, hopes)[0]
        changed = (left != allowed[..., active]).any(axis=(0, 1, 2))
        allowed[..., active] = left
        # A state without any mode shows that a branch leads nowhere.
        again = changed & np.asarray(left.any(axis=0)).all(axis=(0, 1))
        active = active[again]
        policy, worths, left = policy[..., again], worths[..., again], left[..., again]
        if len(active):
            part, mine = pairs.take(active), own.take(active)
            left, worths = _swept(part, mine, worths, left)
            allowed[..., active] = left
            policy = _allowed_still(policy, worths, left)
    return allowed


def _swept(
    pairs: Pairs, own: Choices, worths: FloatArray, allowed: BoolArray
) -> tuple[BoolArray, FloatArray]:
    """Delete what fails even under futures that are too hopeful; that takes no linear system."""
    while True:
        best = np.where(allowed, worths, -np.inf).max(axis=1)
        start = (best * pairs.chance).sum(axis=-2)
        held, hoped = _holds(pairs, own, start)
        left = allowed & held
        # A state without any mode is left to whoever counts branches.
        alive = np.asarray(left.any(axis=0)).all(axis=(0, 1))
        changed = (left != allowed).any(axis=(0, 1, 2)) & alive
        few = np.flatnonzero(changed)
        if not len(few):
            return allowed, worths
        worths, allowed = hoped, np.where(changed, left, allowed)
        if 2 * len(few) < len(changed):
            part = worths[..., few], allowed[..., few]
            found = _swept(pairs.take(few), own.take(few), *part)
            allowed[..., few], worths[..., few] = found
            return allowed, worths


def _candidate(
    pairs: Pairs, own: Choices, allowed: BoolArray
) -> tuple[Array, FloatArray, BoolArray]:
    """The jointly best modes (L, T, n), their joint value (L, n), and whether both accept them."""
    worths = _optimise(pairs, _joint_choices(own), allowed)[2]
    policy = _preferred(pairs, worths, _ORDER)
    start = _value_of(pairs, own, policy)
    fine = np.take_along_axis(_holds(pairs, own, start)[0], policy, axis=0)[0]
    return policy[0], start.sum(axis=0), fine.all(axis=(0, 1))


#: Modes in the order in which equal values are resolved, and the place of each in it.
_ORDER = [CONTRIBUTE, LEAVE, IDLE]
_RANK = np.array([0, 2, 1])
#: Branches examined for one pair before the best modes found so far are returned as such.
NODES = 20_000
#: Nodes that are looked at together.
_AT_ONCE = 64


def _joint_modes(pairs: Pairs) -> tuple[Array, BoolArray]:
    """Modes (L, T, n) of the selected equilibrium, and where that is settled.

    What fails under each member's most hopeful future is deleted until nothing fails; the joint
    optimum of the rest is the equilibrium that is greatest in every state, where it is one. Where
    it is none, `branched_acts` finds the selected one.
    """
    own = _own_choices(pairs)
    allowed = _pruned(pairs, own, np.ones((3, *own.now.shape[2:]), dtype=bool))
    policy, _, fine = _candidate(pairs, own, allowed)
    return policy, fine


def _branch(pairs: Pairs, own: Choices, allowed: BoolArray) -> tuple[Array, BoolArray]:
    """Branch and bound, depth first, for all pairs at once; of few pairs several nodes."""
    count = allowed.shape[-1]
    best = np.full((*allowed.shape[1:3], count), LEAVE)
    value = _value_of(pairs, own, best[None]).sum(axis=0)
    stacks = [[allowed[..., n]] for n in range(count)]
    nodes = 0
    while nodes < NODES and (rows := [n for n in range(count) if stacks[n]]):
        turns = max(1, _AT_ONCE // len(rows))
        popped = [(k, n, stacks[n].pop()) for k in range(turns) for n in rows if stacks[n]]
        turn, who = (np.array(part) for part in list(zip(*popped, strict=True))[:2])
        nodes += 1 + int(turn.max())
        node = np.stack([node for _, _, node in popped], axis=-1)
        open_ = _pruned(pairs.take(who), own.take(who), node)
        alive = np.asarray(open_.any(axis=0)).all(axis=(0, 1))
        turn, who, open_ = turn[alive], who[alive], open_[..., alive]
        if not len(who):
            continue
        policy, start, fine = _candidate(pairs.take(who), own.take(who), open_)
        for k in np.unique(turn).tolist():
            here = np.flatnonzero(turn == k)
            mine = who[here]
            now = policy[..., here], start[..., here], best[..., mine], value[..., mine]
            better = _improves(pairs.near[mine], *now)
            won = here[better & fine[here]]
            best[..., who[won]], value[..., who[won]] = policy[..., won], start[..., won]
            for place in here[better & ~fine[here]].tolist():
                stacks[who[place]] += _branches(open_[..., place])
    return best, np.array([not stack for stack in stacks])


def _branches(open_: BoolArray) -> Iterator[BoolArray]:
    """One node for each mode of the first state that has several, the preferred one last."""
    several = np.argwhere(open_.sum(axis=0) > 1)
    for mode in reversed(_ORDER) if len(several) else ():
        level, time = several[0]
        if open_[mode, level, time]:
            branch = open_.copy()
            branch[:, level, time] = np.arange(3) == mode
            yield branch


def _improves(
    near: FloatArray, policy: Array, start: FloatArray, best: Array, value: FloatArray
) -> BoolArray:
    """Larger at the first trust level that differs, or tied with a preferred policy."""
    gap = start - value
    differs = abs(gap) > near
    first = differs.argmax(axis=0)
    larger = np.take_along_axis(gap, first[None], axis=0)[0] > 0
    ranks = (_RANK[best] - _RANK[policy]).reshape(-1, gap.shape[-1])
    place = (ranks != 0).argmax(axis=0)
    preferred = np.take_along_axis(ranks, place[None], axis=0)[0] > 0
    return np.asarray(np.where(differs.any(axis=0), larger, preferred))


# --- voluntary sharing ---------------------------------------------------------------------------

#: Who contributes under each choice but the last, which is leaving.
_ACTS = np.array([[True, True], [True, False], [False, True], [False, False]])


def _paid(pairs: Pairs) -> FloatArray:
    """Payoffs of a period with the subsidy, (2, 4, L, T, n)."""
    received = pairs.received[:, :, None] * np.ones((len(pairs.chance), 1))
    spent = np.broadcast_to(pairs.burden[:, None], received.shape)
    flows = []
    for one, other in _ACTS.tolist():
        acts = (one, other)
        flows.append(np.stack([acts[1 - i] * received[i] - acts[i] * spent[i] for i in (0, 1)]))
    paid = np.stack(flows, axis=1)
    paid[:, 0] += pairs.subsidy
    return paid


def _needs(pairs: Pairs, paid: FloatArray) -> FloatArray:
    """Surplus that members must expect so as to comply, in payoff units, (4, L, T, n)."""
    q, burden = pairs.detection[:, None], pairs.burden[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        saved = np.where((q == 0) & (burden > 0), np.inf, burden / np.where(q == 0, 1, q))
    total = np.zeros(paid.shape[1:])
    for choice, acts in enumerate(_ACTS.tolist()):
        for i in (0, 1):
            need = np.maximum(0, pairs.outside[i] - paid[i, choice])
            if acts[i]:
                forfeit = pairs.deposit[i][:, None] + (pairs.subsidy if all(acts) else 0)
                need = np.maximum(need, saved[i] - forfeit)
            elif acts[1 - i]:
                need = np.maximum(need, pairs.subsidy - burden[i])
            total[choice] += need
    return total


def _voluntary_choices(pairs: Pairs, paid: FloatArray) -> Choices:
    """The members' joint payoffs from every choice."""
    end = pairs.outside.sum(axis=0)
    now = (1 - pairs.delta) * paid.sum(axis=0)
    left = np.broadcast_to(end, (1, *now.shape[1:]))
    return Choices(np.concatenate([now, left])[None], end[None])


def _voluntary_modes(pairs: Pairs) -> Array:
    """Choices (L, T, n) by policy elimination: 0 both, 1 and 2 one alone, 3 nobody, 4 leave."""
    paid = _paid(pairs)
    choices = _voluntary_choices(pairs, paid)
    end = choices.end[0]
    required = (1 - pairs.delta) * _needs(pairs, paid)
    allowed = np.ones(choices.now.shape[1:], dtype=bool)
    start = np.empty((1, pairs.levels, len(end)))
    active = np.arange(len(end))
    policy: Array | None = None
    while len(active):
        part = pairs.take(active)
        mine = choices.take(active)
        policy, start[..., active], worths = _optimise(part, mine, allowed[..., active], policy)
        kept, fallen = _after(part, start[..., active], mine.end)
        funds = part.delta * (np.concatenate([kept, *[fallen] * 3]) - mine.end[0])
        fails = allowed[:4][..., active] & (required[..., active] > funds[:, :, None] + part.near)
        hit = fails.any(axis=(0, 1, 2))
        allowed[:4][..., active] &= ~fails
        active = active[hit]
        policy = _allowed_still(policy[..., hit], worths[..., hit], allowed[..., active])
    worths = np.where(allowed, _worths(pairs, choices, start), -np.inf)
    return np.asarray(_preferred(pairs, worths, [0, 4, 1, 2, 3])[0])


# --- what is agreed on, and what follows from it -------------------------------------------------

#: What both do in each joint mode; the mode of all acts; their choice under a fixed rule.
_JOINT = np.array([0, 3, 4])
CHOICE = np.array([0, 1, 1, 1, 2])
MODE = np.array([CONTRIBUTE, MIXED, MIXED, IDLE, LEAVE], dtype=np.int8)


def agreed_acts(pairs: Pairs, *, voluntary: bool) -> tuple[Array, BoolArray]:
    """Acts (L, T, n) of the selected equilibria, and where they are settled without branching.

    0 both contribute, 1 and 2 the first or the second alone, 3 nobody, 4 they leave.
    """
    if voluntary:
        return _voluntary_modes(pairs), np.ones(len(pairs.delta), dtype=bool)
    policy, settled = _joint_modes(pairs)
    return _JOINT[policy], settled


def branched_acts(pairs: Pairs) -> tuple[Array, BoolArray]:
    """Acts (L, T, n) of the selected equilibrium, and where the search was not cut off."""
    own = _own_choices(pairs)
    policy, proven = _branch(pairs, own, np.ones((3, *own.now.shape[2:]), dtype=bool))
    return _JOINT[policy], proven


def starts(pairs: Pairs, acts: Array, *, voluntary: bool) -> FloatArray:
    """Values at the start of a period: joint (1, L, n), or of each member (2, L, n)."""
    if voluntary:
        return _value_of(pairs, _voluntary_choices(pairs, _paid(pairs)), acts[None])
    modes = np.array([0, 1, 1, 1, 2])[acts]
    return _value_of(pairs, _own_choices(pairs), modes[None])


def strong_path(pairs: Pairs, modes: Array, founding: Array) -> tuple[FloatArray, FloatArray]:
    """Chance of ever being at a strong level, and the time until then, from the founding level."""
    strong = (modes == CONTRIBUTE).all(axis=1)  # L n
    chance = strong[founding, np.arange(modes.shape[-1])].astype(float)
    time = np.zeros(modes.shape[-1])
    rows = np.flatnonzero(chance == 0)
    if len(rows):
        part = pairs.take(rows)
        chance[rows], time[rows] = _path_from(part, modes[..., rows], founding[rows])
    return chance, time


def _path_from(pairs: Pairs, modes: Array, founding: Array) -> tuple[FloatArray, FloatArray]:
    """The same where the founding level is not strong.

    A strong level is absorbing here, so that its row drops out; what cannot reach one has weight
    zero in every row that matters, and stays away from the diagonal's zero.
    """
    strong = ((modes == CONTRIBUTE) | (pairs.chance == 0)).all(axis=1)  # L n
    kept = ((modes == CONTRIBUTE) * pairs.chance).sum(axis=1)
    idle = (((modes == IDLE) | (modes == MIXED)) * pairs.chance).sum(axis=1)
    hopeful = _hopeful(pairs, strong, kept, idle)
    open_ = hopeful & ~strong
    undiscounted = pairs._replace(delta=np.ones_like(pairs.delta))
    # Moves into hopeless levels are dropped: there the value is zero, as it is at the end.
    end = np.zeros((1, modes.shape[-1]))
    weight = np.where(open_, kept, 0), np.where(open_, idle, 0)
    first = _evaluate(undiscounted, strong.astype(float)[None], *weight, end)[0]
    first = np.where(hopeful, np.minimum(first, 1), 0)
    steps = _evaluate(undiscounted, np.where(open_, first, 0)[None], *weight, end)[0]
    rows = np.arange(modes.shape[-1])
    chance = first[founding, rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        time = np.where(chance > 0, steps[founding, rows] / chance, np.inf)
    return chance, time


def moves(pairs: Pairs, acts: Array) -> FloatArray:
    """How levels move under what is agreed, (n, L + 1, L + 1); the end is last, and for ever."""
    kept = ((acts == 0) * pairs.chance).sum(axis=1)
    idle = (((acts > 0) & (acts < 4)) * pairs.chance).sum(axis=1)
    stay = kept * (1 - pairs.rise - pairs.back)
    inner = spread(pairs, kept * pairs.rise, stay, kept * pairs.back + idle)[0]
    found = np.zeros((len(inner), pairs.levels + 1, pairs.levels + 1))
    found[:, :-1, :-1], found[:, -1, -1] = inner, 1
    ended = ((acts == 4) * pairs.chance).sum(axis=1)
    if pairs.drop is None:
        ended = ended + kept * pairs.back + idle
    found[:, :-1, -1] = ended.T
    return found


def _hopeful(pairs: Pairs, strong: BoolArray, kept: FloatArray, idle: FloatArray) -> BoolArray:
    """Levels from which a strong one can be reached."""
    found = strong.copy()
    up, back = kept * pairs.rise > 0, kept * pairs.back + idle > 0
    stay, size = kept * (1 - pairs.rise - pairs.back) > 0, pairs.places
    for _ in range(pairs.levels):
        near = found if pairs.around is None else pairs.mixed(found.astype(float)) > 0
        higher = np.concatenate([near[size:], near[-size:]])
        lower = np.zeros_like(found) if pairs.drop is None else near[pairs.below()]
        more = found | (up & higher) | (back & lower) | (stay & near)
        if (more == found).all():
            break
        found = more
    return found
