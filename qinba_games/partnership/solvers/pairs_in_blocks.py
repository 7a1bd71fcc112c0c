"""The selected equilibrium of many two-member partnerships, in floats.

The same definitions as the solvers of trust games, laid out for speed: see `pair_blocks` for the
arrays and linear systems, `pair_choices` for decision problems and for what shows an answer. Under
fixed shares modes are found by deleting what fails under the most hopeful futures, with voluntary
sharing choices by policy elimination.
"""

from __future__ import annotations

import functools

import numpy as np

from ...common.markov_chain import reach
from ...game.witness import Part
from ...types import Array, BoolArray, FloatArray
from .pair_blocks import CONTRIBUTE, IDLE, LEAVE, MIXED, PairBlock, after, spread
from .pair_choices import (
    Fall,
    PairAgreements,
    PairDecisions,
    allowed_still,
    optimise,
    part_of,
    picked,
    preferred,
    value_of,
    with_future,
)

#: The mode of all acts; their choice under a fixed rule.
CHOICE = np.array([0, 1, 1, 1, 2])
MODE = np.array([CONTRIBUTE, MIXED, MIXED, IDLE, LEAVE], dtype=np.int8)


def agreed_acts(pairs: PairBlock, *, voluntary: bool, far: bool = False) -> PairAgreements:
    """What pairs agree on; some are settled only if it is looked `far` ahead, or by tables."""
    return voluntary_modes(pairs) if voluntary else joint_modes(pairs, far=far)


def witness_of(pairs: PairBlock, found: PairAgreements, *, voluntary: bool) -> Part:
    """The witness of those that are settled."""
    start = starts(pairs, found.acts, voluntary=voluntary)
    policy = found.acts if voluntary else CHOICE[found.acts]
    return part_of(pairs, policy, start, found)


def upheld_acts(pairs: PairBlock, acts: Array, *, voluntary: bool) -> tuple[BoolArray, FloatArray]:
    """Whether acts (L, T, n) are equilibria, (n,), and their joint value at the start, (L, n)."""
    start = starts(pairs, acts, voluntary=voluntary)
    if voluntary:
        fine = funded(pairs, acts, start)
    else:
        fine = accepted(pairs, own_choices(pairs), CHOICE[acts], start)
    return fine, start.sum(axis=0)


def starts(pairs: PairBlock, acts: Array, *, voluntary: bool) -> FloatArray:
    """Values at the start of a period: joint (1, L, n), or of each member (2, L, n)."""
    if voluntary:
        return value_of(pairs, voluntary_choices(pairs, paid_in(pairs)), acts[None])
    return value_of(pairs, own_choices(pairs), CHOICE[acts][None])


def strong_path(pairs: PairBlock, modes: Array, founding: Array) -> tuple[FloatArray, FloatArray]:
    """Chance of ever being at a strong level, and the time until then, from the founding level."""
    strong = ((modes == CONTRIBUTE) | (pairs.chance == 0)).all(axis=1)  # L n
    chance = strong[founding, np.arange(modes.shape[-1])].astype(float)
    time = np.where(chance == 0, np.inf, 0.0)
    rows = np.flatnonzero((chance == 0) & strong.any(axis=0))
    if len(rows):
        found = reach(_moves(pairs.take(rows), modes[..., rows]), strong[:, rows].T)
        chance[rows], time[rows] = (each[np.arange(len(rows)), founding[rows]] for each in found)
    return chance, time


def moves(pairs: PairBlock, acts: Array) -> FloatArray:
    """How levels move under what is agreed, (n, L + 1, L + 1); the end is last, and for ever."""
    found = np.zeros((acts.shape[-1], pairs.levels + 1, pairs.levels + 1))
    found[:, :-1], found[:, -1, -1] = _moves(pairs, MODE[acts]), 1
    return found


def _moves(pairs: PairBlock, modes: Array) -> FloatArray:
    """The same without the row of the end, (n, L, L + 1)."""
    contribute, idle, leave = (
        (np.isin(modes, kind) * pairs.chance).sum(axis=1)
        for kind in (CONTRIBUTE, (IDLE, MIXED), LEAVE)
    )
    down = contribute * pairs.back + idle
    inner = spread(pairs, contribute * pairs.rise, contribute * pairs.stay, down)[0]
    end = leave if pairs.drop is not None else leave + down
    return np.concatenate([inner, end.T[..., None]], axis=-1)


# --- fixed shares ---------------------------------------------------------------------------------

#: Modes in the order in which equal values are resolved.
ORDER = [CONTRIBUTE, LEAVE, IDLE]
#: What both do in each of them.
JOINT = np.array([0, 3, 4])
#: Periods that many pairs look ahead, and few; and where linear systems have no band and take long.
_NEAR, _FAR, _FARTHEST = 12, 28, 40
#: After so many of them it is looked at what fails, and after the last.
_LOOKS = frozenset((1, 2, 3, 5, 7, 9, 12, 15, 19, 24, 30))
#: So many pairs are many. Whatever comes so late that it counts for this part decides little.
_MANY, _LITTLE = 512, 1e-7


def joint_modes(pairs: PairBlock, *, far: bool = False) -> PairAgreements:
    """Modes of the selected equilibrium, where what is foreseen settles them.

    What fails even if the most that anything brings comes after some periods is deleted; the joint
    optimum of the rest is the equilibrium that is greatest in every state, where it is one.
    """
    own = own_choices(pairs)
    allowed, most, together, rounds = _foreseen(pairs, own, _periods(pairs, far=far))
    policy, joint, fine, best = candidate(pairs, own, allowed, together)
    bounds = np.concatenate([most, best[None]])
    return PairAgreements(JOINT[policy], joint, fine, tuple(rounds), bounds)


def _periods(pairs: PairBlock, *, far: bool) -> int:
    """How many periods to look ahead: few where linear systems are quick, or nobody is patient."""
    many = _FARTHEST
    if pairs.around is None and not far:
        many = _NEAR if len(pairs.delta) >= _MANY else _FAR
    with np.errstate(divide="ignore"):
        late = np.log(_LITTLE) / np.log(pairs.delta.max())
    return 1 + min(many - 1, int(late))


def _foreseen(
    pairs: PairBlock, own: PairDecisions, periods: int
) -> tuple[BoolArray, FloatArray, Array, list[Fall]]:
    """Delete what fails even if the most that anything brings comes after so many periods."""
    # With the most that members can hope for then, what both together would choose, and what fell.
    # An equilibrium that is best among all that is left is best, whether or not more could be
    # deleted. Inside, conditions come first, as what follows does not depend on them.
    shape = (2, pairs.levels, pairs.chance.shape[1])
    least, word = _floors(pairs, own)
    least, end = _wide(least[:, :, 0], shape), _wide(own.end[:, None], shape)
    now, word = (np.ascontiguousarray(part.transpose(_FIRST)) for part in (own.now[:, 0], word))
    chance = _wide(pairs.chance[:, None], (len(now), *shape[1:]))
    delta = _wide(pairs.delta, shape[1:])
    paid = np.maximum(own.now[:, :LEAVE].max(axis=1) / (1 - pairs.delta), own.end[:, None, None])
    most = pairs.expected(paid).max(axis=1)
    start = np.repeat(most[:, None], pairs.levels, axis=1)
    weights, both = pairs.discounted, np.ones(chance.shape, dtype=bool)
    none, rounds = both[0].copy(), list[Fall]()
    for period in range(1, periods + 1):
        kept, fallen = after(pairs, start, own.end, weights)
        idle = delta * fallen
        if period in _LOOKS or period == periods:
            fine, calm = kept >= word, idle >= least
            fine, calm = fine[:, 0] & fine[:, 1], calm[0] & calm[1]
            gone = np.stack([both & ~fine, np.broadcast_to(none & ~calm, both.shape)])
            rounds.append(Fall(np.arange(len(pairs.delta)), start, gone.swapaxes(1, 2)))
            both, none = both & fine, none & calm
        best = np.maximum(np.where(both[:, None], now + kept, end), np.where(none, idle, end))
        best = np.maximum(best, end)
        start = functools.reduce(np.add, map(np.multiply, chance, best))
    allowed = np.ones((3, *own.now.shape[2:]), dtype=bool)
    allowed[CONTRIBUTE], allowed[IDLE] = both.swapaxes(0, 1), none[:, None]
    worths = own.now.copy()
    worths[:, CONTRIBUTE] += kept[:, :, None]
    worths[:, IDLE] += idle[:, :, None]
    worths = np.where(allowed, worths, -np.inf)
    # By half of that hopes may still be too high.
    loose = pairs._replace(near=2 * pairs.delta**periods * (most - pairs.outside).sum(axis=0))
    together = preferred(loose, worths.sum(axis=0, keepdims=True), ORDER)
    return allowed, start, together, rounds


#: Arrays (2, L, T, n) with conditions first.
_FIRST = (2, 0, 1, 3)


def _wide(values: Array, shape: tuple[int, ...]) -> Array:
    """Values in full: of few pairs, operations over long rows are quicker."""
    return np.ascontiguousarray(np.broadcast_to(values, shape))


def _floors(pairs: PairBlock, own: PairDecisions) -> tuple[FloatArray, FloatArray]:
    """What has to follow, discounted, for members to stay when they idle; and to contribute."""
    # As in `_holds`.
    assert own.breach is not None
    least = (own.end - pairs.near)[:, None, None]
    lacks, q = own.breach - pairs.near, pairs.detection[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = np.where(q > 0, lacks / q, np.where(lacks > 0, np.inf, -np.inf))
    word = seen + (pairs.delta * pairs.outside)[:, None, None]
    return least, np.maximum(least - own.now[:, CONTRIBUTE], word)


def own_choices(pairs: PairBlock) -> PairDecisions:
    """Each member's payoffs from contribute, idle, leave."""
    weight = 1 - pairs.delta
    both = weight * (pairs.earned() + pairs.subsidy)
    left = np.broadcast_to(pairs.outside[:, None, None], both.shape)
    forfeit = (pairs.detection * (pairs.subsidy + pairs.deposit))[:, :, None]
    # What a breach leaves, without a share, less what it forgoes.
    breach = weight * (pairs.received[:, :, None] - pairs.earned() - forfeit)
    return PairDecisions(np.stack([both, np.zeros_like(both), left], axis=1), pairs.outside, breach)


def _holds(pairs: PairBlock, own: PairDecisions, start: FloatArray) -> tuple[BoolArray, FloatArray]:
    """Whether both accept each mode, (3, L, T, n), if `start` follows, and its worth to each."""
    kept, fallen = after(pairs, start, own.end)
    worths = with_future(pairs, own, kept, fallen)
    fine = np.asarray(worths >= (own.end - pairs.near)[:, None, None, None])
    assert own.breach is not None
    future = pairs.delta * pairs.detection * (kept - pairs.outside[:, None])
    fine[:, 0] &= own.breach <= (future + pairs.near)[:, :, None]
    both = np.asarray(fine.all(axis=0))
    both[2] = True
    return both, worths


def candidate(
    pairs: PairBlock, own: PairDecisions, allowed: BoolArray, guess: Array | None = None
) -> tuple[Array, FloatArray, BoolArray, FloatArray]:
    """The jointly best modes (L, T, n), their joint value (L, n), whether both accept them, (n,).

    And the most that is left, (L, n): of equally good modes those in the order of preference may be
    worth less by rounding. `guess` (1, L, T, n) of the best modes is allowed.
    """
    best, start, worths = optimise(pairs, own._replace(shared=True), allowed, guess)
    policy, most = preferred(pairs, worths, ORDER), start.sum(axis=0)
    moved = np.flatnonzero((policy != best).any(axis=(0, 1, 2)))
    if 2 * len(moved) > best.shape[-1]:
        start = value_of(pairs, own, policy)
    elif len(moved):
        start[..., moved] = value_of(pairs.take(moved), own.take(moved), policy[..., moved])
    joint = start.sum(axis=0)
    return policy[0], joint, accepted(pairs, own, policy[0], start), np.maximum(most, joint)


def accepted(pairs: PairBlock, own: PairDecisions, policy: Array, start: FloatArray) -> BoolArray:
    """Whether both accept modes (L, T, n) that are worth `start` to them, (n,)."""
    fine = picked(_holds(pairs, own, start)[0][None], policy[None])[0]
    return np.asarray(fine.all(axis=(0, 1)))


# --- voluntary sharing ----------------------------------------------------------------------------

#: Who contributes under each choice but the last, which is leaving.
_ACTS = np.array([[True, True], [True, False], [False, True], [False, False]])


def voluntary_modes(pairs: PairBlock) -> PairAgreements:
    """Choices by policy elimination: what no future funds is deleted, until all is."""
    paid = paid_in(pairs)
    choices = voluntary_choices(pairs, paid)
    required = (1 - pairs.delta) * needs_of(pairs, paid)
    allowed, rows = np.ones(choices.now.shape[1:], dtype=bool), np.arange(len(pairs.delta))
    bounds, worths = np.empty((1, *allowed.shape[1::2])), np.empty((1, *allowed.shape))
    part, few, rounds = pairs, choices, list[Fall]()
    policy: Array | None = None
    while True:
        policy, start, here = optimise(part, few, allowed, policy)
        bounds[..., rows], worths[..., rows] = start, here
        fails = allowed[:4] & _unfunded(part, required, start, few.end)
        again = np.flatnonzero(fails.any(axis=(0, 1, 2)))
        if not len(again):
            break
        rows = rows[again]
        rounds.append(Fall(rows, start[..., again], fails[..., again]))
        allowed = np.concatenate([allowed[:4] & ~fails, allowed[4:]])[..., again]
        part, few, required = part.take(again), few.take(again), required[..., again]
        policy = allowed_still(policy[..., again], here[..., again], allowed)
    acts = preferred(pairs, worths, [0, 4, 1, 2, 3])[0]
    joint = (worths[0].max(axis=0) * pairs.chance).sum(axis=1)
    # Leaving is always an equilibrium, so that one is selected.
    return PairAgreements(acts, joint, np.ones(len(pairs.delta), dtype=bool), tuple(rounds), bounds)


def _unfunded(
    pairs: PairBlock, required: FloatArray, start: FloatArray, end: FloatArray
) -> BoolArray:
    """What needs more than the surplus that follows, (4, L, T, n)."""
    ready = [pairs.delta * (worth - end[0]) + pairs.near for worth in after(pairs, start, end)]
    fails = [required[:1] > ready[0][:, :, None], required[1:] > ready[1][:, :, None]]
    return np.concatenate(fails)


def funded(pairs: PairBlock, acts: Array, start: FloatArray) -> BoolArray:
    """Whether what follows funds acts (L, T, n) whose joint value is `start`, (n,)."""
    required = (1 - pairs.delta) * needs_of(pairs, paid_in(pairs))
    fails = _unfunded(pairs, required, start, pairs.outside.sum(axis=0)[None])
    fails = np.concatenate([fails, np.zeros_like(fails[:1])])
    return ~np.asarray(picked(fails[None], acts[None])[0].any(axis=(0, 1)))


def voluntary_choices(pairs: PairBlock, paid: FloatArray) -> PairDecisions:
    """The members' joint payoffs from every choice."""
    end = pairs.outside.sum(axis=0)
    now = (1 - pairs.delta) * paid.sum(axis=0)
    left = np.broadcast_to(end, (1, *now.shape[1:]))
    return PairDecisions(np.concatenate([now, left])[None], end[None])


def paid_in(pairs: PairBlock) -> FloatArray:
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


def needs_of(pairs: PairBlock, paid: FloatArray) -> FloatArray:
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
