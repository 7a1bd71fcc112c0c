"""The classes of a partnership where punishments change with patience, cell by cell.

In a cell of patience everything is bounded from both sides. For given values of what follows, what
a choice is worth is linear in patience, so that it lies between its values at both ends. With the
larger one, hopes are bounded from above and choices fall for the whole cell, as they do at one
patience; with the smaller one what is left surely is upheld all along. In between is what members
can be held to, and what is best. A cell in which several classes may be best is cut in two.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...common.spans import Spans
from ...types import Array, BoolArray
from ...verify import linear
from ..trust_game import TrustGame
from .crossings import NOISE, best_either_way, better_between
from .evolution import CLASSES
from .floors import bare_of, options_of
from .outside import Case, case_between
from .stretches import classes_of

#: Steps of the search for a bound, and rounds of deletions; cells that are looked at.
_STEPS, _ROUNDS, _CELLS = 40, 60, 1500
#: Cells that are looked at together; how long one is at most, of what is left of patience.
_TOGETHER, _LONG = 256, 0.1
#: Policies that are compared, and of how many cells at once; how far bounds are apart before that.
_POLICIES, _ROWS, _APART = 256, 20_000, 10

#: How narrow a cell gets, of what is left of patience; what floats still tell.
_NARROW, _FLOATS = NOISE / 16, 1e-13

_Cell = tuple[float, float]
_Row = tuple[float, float, frozenset[str]]
_Classes = frozenset[str] | None


class Ends(NamedTuple):
    """Cells of patience: their ends, shape (C,)."""

    low: Array
    high: Array

    @property
    def looked_at(self) -> Array:
        """The low ends, the middles and the high ends, (3, C)."""
        return np.stack([self.low, (self.low + self.high) / 2, self.high])

    def take(self, rows: Array) -> Ends:
        """Some of them."""
        return Ends(self.low[rows], self.high[rows])


class _Stage(NamedTuple):
    """A decision problem in every cell, at both ends of it.

    Attributes
    ----------
    reward : array, shape (2, C, L, T, Q, options)
        What is got at once, and after the end; minus infinity where an option is none.
    kind : int array, shape (Q, options)
        How trust moves then; 2: not at all.
    move : array, shape (2, C, 3, L, L)
        Discounted.
    chance : array, shape (T,)
    high : array, shape (C,)
    """

    reward: Array
    kind: Array
    move: Array
    chance: Array
    high: Array


class _Bounds(NamedTuple):
    """What is left in every cell at most, or at least.

    Attributes
    ----------
    left : bool array, shape (C, L, T, Q)
    held : array, shape (C, L, n)
        What members are held to, before conditions are known.
    joint : array, shape (C, L)
        What all together have.
    policy : int array, shape (C, L, T)
    sound : bool array, shape (C,)
        Whether something is left everywhere.
    """

    left: BoolArray
    held: Array
    joint: Array
    policy: Array
    sound: BoolArray

    def take(self, rows: Array) -> _Bounds:
        """Some cells."""
        return _Bounds(*(part[rows] for part in self))


def rows_of(game: TrustGame, founding: int, last: float) -> tuple[tuple[_Row, ...], bool]:
    """Classes of the founding level by rising patience, and whether they are proved.

    Parameters
    ----------
    game : TrustGame
        Of one partnership in floats.
    founding : int
    last : float
    """
    edges = [0.0]
    while edges[-1] < last:
        edges.append(min(last, edges[-1] + _LONG * (1 - edges[-1])))
    left, rows, looked = list(itertools.pairwise(edges)), [], 0
    dark: list[_Cell] = []
    while left and looked < _CELLS:
        now, left, looked = left[:_TOGETHER], left[_TOGETHER:], looked + len(left[:_TOGETHER])
        for (low, high), classes in zip(now, _classes(game, founding, now), strict=True):
            if classes is not None:
                rows.append((low, high, classes))
            elif high - low > max(_NARROW * (1 - high), _FLOATS):
                left += itertools.pairwise((low, (low + high) / 2, high))
            else:
                dark.append((low, high))
    gaps = list(Spans.union(dark))
    rows += [(low, high, frozenset(CLASSES.tolist())) for low, high in gaps]
    return tuple(sorted(rows)), not left and all(high - low <= 2 * NOISE for low, high in gaps)


def _classes(game: TrustGame, founding: int, cells: Sequence[_Cell]) -> list[_Classes]:
    """What is best in every cell: more than one class where they are worth the same."""
    ends = Ends(*np.array(cells).T)
    judged = (_voluntary if game.voluntary else _joint_modes)(game, ends)
    found: list[_Classes] = []
    for left, one, other, fine, low, high in zip(*judged, *ends, strict=True):
        # What is upheld all along is best all along unless something that may be left is better.
        fine = fine and not better_between(game, one, left, low, high)
        every = np.stack([one[founding], other[founding]])
        found.append(frozenset(classes_of(game, every)) if fine else None)
    return found


#: What may be left in cells, what is best of it in the middle, with ties resolved in either way,
#: and whether that surely is an equilibrium.
_Judged = tuple[BoolArray, Array, Array, BoolArray]


def _voluntary(game: TrustGame, ends: Ends) -> _Judged:
    bare = bare_of(game)
    most = _at_most(game, ends, _at_most(bare, ends, None).held)
    punished = _at_least(bare, ends, None)
    least = _at_least(game, ends, punished.held)
    one, other = _best(game, ends, most.left)
    fine = (_only(one, most.left.shape[-1]) <= least.left).all(axis=(1, 2, 3))
    return most.left, one, other, most.sound & punished.sound & least.sound & fine


def _joint_modes(game: TrustGame, ends: Ends) -> _Judged:
    bare = bare_of(game)
    harsh = _at_most(bare, ends, None)
    least, held, sound = _punished(bare, ends, harsh)
    most = _at_most(game, ends, least)
    one, other = _best(game, ends, most.left)
    only = _only(one, most.left.shape[-1])
    each = [_solved(stage, only, high=False, most=True)[0] for stage in _members(game, ends)]
    fine = _fine(game, ends, only, held, np.stack(each, axis=-1))
    return most.left, one, other, sound & harsh.sound & most.sound & fine


def _best(game: TrustGame, ends: Ends, left: BoolArray) -> tuple[Array, Array]:
    """What is best of what may be left in the middle of every cell, ties resolved in either way."""
    middle = ends.looked_at[1]
    stage = _together(game, Ends(middle, middle))
    worth, _ = _solved(stage, left, high=True, most=True)
    later = (stage.move[0] @ worth[:, None, :, None])[..., 0].swapaxes(1, 2)  # C L 3
    values = stage.reward[0, ..., 0] + later[..., stage.kind[:, 0]][:, :, None]
    values = np.where(left, values, -np.inf)
    return best_either_way(game, values, abs(worth).max(axis=1))


def _at_most(game: TrustGame, ends: Ends, held: Array | None) -> _Bounds:
    """What may be left, and the most that it is worth, if members are held to so much at least.

    `held`, shape (C, L, n), is found as well if it is None: of the bare game.
    """
    alone, left = _punishing(game, ends, held), _everything(game, ends)
    sound = np.ones(len(left), dtype=bool)
    agents = [_together(game, ends)] if game.voluntary else _members(game, ends)
    least = held
    for _ in range(_ROUNDS):
        if held is None:
            each = [_solved(one, left, high=False, most=False)[0] for one in alone]
            least = np.stack(each, axis=-1)
        assert least is not None
        hopes = np.stack([_hopes(one, ends, left) for one in agents], axis=-1)
        fallen, leave = _falls(game, ends, least, hopes)
        less = left.copy()
        less[..., -1] &= leave
        less[..., :-1] &= ~fallen
        sound &= _filled(less) & np.isfinite(least).all(axis=(1, 2))
        less[~sound] = left[~sound]
        if (less == left).all():
            break
        left = less
    joint, policy = _solved(_together(game, ends), left, high=True, most=True)
    assert least is not None
    return _Bounds(left, least, joint, policy, sound)


def _hopes(stage: _Stage, ends: Ends, left: BoolArray) -> Array:
    """The most that an agent can hope for at each patience that is looked at, (3, C, L).

    With leaving beside every choice, what is got above that grows with patience if it is summed.
    """
    most, _ = _solved(stage, left, high=True, most=True)
    later, free = ends.looked_at[..., None], left.copy()
    free[..., -1] = True
    last = stage._replace(reward=stage.reward[[1, 1]], move=stage.move[[1, 1]])
    gone = stage.reward[1, :, :, 0, -1, 0]
    above = (_solved(last, free, high=True, most=True)[0] - gone) / (1 - later[-1])
    return np.asarray(np.minimum(most, gone + (1 - later) * np.maximum(above, 0)))


def _at_least(game: TrustGame, ends: Ends, held: Array | None) -> _Bounds:
    """What is left for sure, and the least that the best of it is worth; voluntary sharing."""
    alone, left = _punishing(game, ends, held), _everything(game, ends)
    together, most = _together(game, ends), held
    outer = ends.looked_at[::2]
    for _ in range(_ROUNDS):
        if held is None:
            each = [_solved(one, left, high=True, most=False)[0] for one in alone]
            most = np.stack(each, axis=-1)
        assert most is not None
        joint, policy = _solved(together, left, high=False, most=True)
        case = _at(game, outer, np.where(np.isfinite(most), most, _HUGE))
        less = left.copy()
        less[..., -1] &= case.leave.reshape(2, *left.shape[:3]).all(axis=0)
        less[..., :-1] &= (_lacks(case, outer, joint[..., None]) <= 0).all(axis=(0, -1))
        if (less == left).all():
            break
        left = less
    assert most is not None
    sound = np.isfinite(joint).all(axis=1) & np.isfinite(most).all(axis=(1, 2))
    return _Bounds(left, most, joint, policy, np.asarray(_filled(left) & sound))


def _punished(bare: TrustGame, ends: Ends, harsh: _Bounds) -> tuple[Array, Array, BoolArray]:
    """To what members can be held at fixed shares at least and at most, and where that is known.

    The bound need not be reached; then all policies that are left are compared.
    """
    alone, count = _punishing(bare, ends, None), harsh.left.shape[-1]
    few = [_solved(one, harsh.left, high=False, most=False)[1] for one in alone]
    few += [np.full_like(few[0], choice) for choice in range(count)]
    _, most, sound = _compared(bare, ends, harsh, np.array(few))
    least = harsh.held.copy()
    open_ = (most - least).max(axis=(1, 2)) > _APART * (ends.high - ends.low) / (1 - ends.high)
    options = [np.flatnonzero(here.any(axis=0)) for here in _by_state(harsh.left)]
    ways = math.prod(map(len, options))
    rows = np.flatnonzero(open_ | ~sound)
    step = max(_ROWS // ways, 1)
    for part in (rows[k : k + step] for k in range(0, len(rows), step) if ways <= _POLICIES):
        every = np.array(list(itertools.product(*options))).reshape(-1, 1, *few[0].shape[1:])
        every = np.repeat(every, len(part), axis=1)
        found = _compared(bare, ends.take(part), harsh.take(part), every)
        least[part] = np.maximum(least[part], found[0])
        most[part], sound[part] = np.minimum(most[part], found[1]), sound[part] | found[2]
    return least, most, sound


def _by_state(left: BoolArray) -> Array:
    return left.transpose(1, 2, 0, 3).reshape(-1, len(left), left.shape[-1])


def _compared(
    bare: TrustGame, ends: Ends, harsh: _Bounds, policies: Array
) -> tuple[Array, Array, BoolArray]:
    """The same by some policies (M, C, L, T): the least if these are all that there are."""
    shape, count = policies.shape[:2], harsh.left.shape[-1]
    rows = np.tile(np.arange(shape[1]), shape[0])
    many, flat = ends.take(rows), policies.reshape(-1, *policies.shape[2:])
    only, members = _only(flat, count), _members(bare, many)
    low, high = (
        np.stack([_solved(one, only, high=top, most=True)[0] for one in members], axis=-1)
        for top in (False, True)
    )

    def held(alive: BoolArray, worth: Array) -> Array:
        each = np.where(alive[:, None, None], worth, _HUGE)
        return np.asarray(each.reshape(*shape, *worth.shape[1:]).min(axis=0))

    alive = np.asarray((only <= harsh.left[rows]).all(axis=(1, 2, 3)))
    least = harsh.held
    while alive.any():
        least = np.maximum(least, held(alive, low))
        fallen, leave = _falls(bare, many, least[rows], high)
        fine = (only[..., :-1] & fallen).any(axis=(1, 2, 3)) | (only[..., -1] & ~leave).any((1, 2))
        if not (alive & fine).any():
            break
        alive &= ~fine
    sure = np.ones(len(rows), dtype=bool)
    while True:
        most = held(sure, high)
        fine = _fine(bare, many, only, most[rows], low)
        if not (sure & ~fine).any():
            return np.minimum(least, most), most, np.asarray(sure.reshape(shape).any(axis=0))
        sure &= fine


#: More than any member gets: nobody is held to it.
_HUGE = 1e150


def _falls(game: TrustGame, ends: Ends, held: Array, hopes: Array) -> tuple[BoolArray, BoolArray]:
    """What fails all along a cell, (C, L, T, P), and where leaving may be open, (C, L, T).

    `hopes`, shape (C, L, agents), or (3, C, L, agents) where they are concave in patience, are the
    most that can follow.
    """
    case = _at(game, ends.looked_at, held)
    low, middle, high = _lacks(case, ends.looked_at, hopes)
    # What lacks is convex in patience: in each half it is above the line through the other.
    falls = (middle > 0) & (2 * middle > low) & (2 * middle > high)
    falls |= np.isposinf(low) & np.isposinf(high)
    leave = case.leave.reshape(3, len(held), *case.leave.shape[1:])
    return np.asarray(falls.any(axis=-1)), np.asarray(leave.any(axis=0))


def _fine(game: TrustGame, ends: Ends, only: BoolArray, held: Array, follows: Array) -> BoolArray:
    """In which cells choices break no constraint at any patience, (C,).

    `follows`, shape (C, L, agents), is the least that does.
    """
    outer = ends.looked_at[::2]
    case = _at(game, outer, held)
    fine = only.copy()
    fine[..., -1] &= case.leave.reshape(2, *only.shape[:3]).all(axis=0)
    fine[..., :-1] &= (_lacks(case, outer, follows) <= 0).all(axis=(0, -1))
    return np.asarray((fine == only).all(axis=(1, 2, 3)))


def _everything(game: TrustGame, ends: Ends) -> BoolArray:
    shape = (len(ends.low), *game.flow.shape[1:3], len(game.contributes) + 1)
    left = np.ones(shape, dtype=bool)
    left[..., -1] = not game.mandated.all()
    return left


def _filled(left: BoolArray) -> BoolArray:
    """Where something is left in every state, (C,)."""
    return np.asarray(np.asarray(left.any(axis=-1)).all(axis=(1, 2)))


def _only(policy: Array, count: int) -> BoolArray:
    return np.asarray(np.arange(count) == policy[..., None])


def _at(game: TrustGame, deltas: Array, held: Array) -> Case:
    """The same decision problems at several patiences of each cell, one after another."""
    rows = np.zeros(deltas.size, dtype=int)
    return case_between(game.take(rows), deltas.ravel(), np.tile(held, (len(deltas), 1, 1)))


def _lacks(case: Case, deltas: Array, hopes: Array) -> Array:
    """By how much what follows falls short of what is needed, (deltas, C, L, T, P, agents).

    `hopes` has shape (C, L, agents), or one more axis for every patience.
    """
    kind = np.where(case.game.contributes.all(axis=1), 0, 1)
    later = case.game.move[0, :, :, :-1] @ hopes[..., None, :, :]  # C 2 L agents
    follows = deltas[:, :, None, None, None] * later
    need = case.need[:-1].reshape(len(kind), -1, *deltas.shape, *case.need.shape[3:])
    need = need.transpose(2, 3, 5, 1, 0, 4)
    return np.asarray(need - follows[:, :, kind].transpose(0, 1, 3, 2, 4)[:, :, :, None])


def _stage(game: TrustGame, ends: Ends, reward: Array, kind: Array) -> _Stage:
    outer = np.stack(ends)
    moves = np.concatenate([game.move[0, ..., :-1], np.zeros((1, game.levels, game.levels))])
    move = outer[:, :, None, None, None] * moves
    return _Stage(reward, kind, move, game.chance[0], ends.high)


def _members(game: TrustGame, ends: Ends) -> list[_Stage]:
    """The problem of each member, as if it chose for all."""
    outer, n = np.stack(ends), len(game.members)
    pays = _at(game, outer, np.zeros((len(ends.low), game.levels, n))).members
    shape = (*pays.pays.shape[:2], *outer.shape, n, game.levels)
    reward = pays.pays.reshape(shape).transpose(4, 2, 3, 5, 1, 0)[..., None]
    return [_stage(game, ends, own, pays.kinds[:, None]) for own in reward]


def _together(game: TrustGame, ends: Ends) -> _Stage:
    each = _members(game, ends)
    return each[0]._replace(reward=np.sum([one.reward for one in each], axis=0))


def _punishing(game: TrustGame, ends: Ends, held: Array | None) -> list[_Stage]:
    """What each member makes of every choice by itself."""
    if held is not None:
        return []
    outer, found = np.stack(ends), []
    many = game.take(np.zeros(outer.size, dtype=int))
    for i in range(len(game.members)):
        option = options_of(many, outer.ravel(), i)
        kind = option.kind[0, 0, 0]
        end = np.append(game.move[0, ..., -1], np.zeros((1, game.levels)), axis=0)[kind]
        ended = outer[..., None, None, None, None] * end.transpose(2, 0, 1)[:, None]
        reward = option.reward.reshape(*outer.shape, *option.reward.shape[1:])
        found.append(_stage(game, ends, reward + ended * game.outside[0, i], kind))
    return found


def _solved(stage: _Stage, left: BoolArray, *, high: bool, most: bool) -> tuple[Array, Array]:
    """A bound, (C, L), on what is got if these choices are left, and the choices, (C, L, T).

    The best option counts of every choice, of the choices the best (`most`) or the worst, and of
    both ends of the cell the one that makes it larger (`high`) or smaller. A guess becomes a bound
    by its error.
    """
    worth, before = np.zeros(left.shape[:2]), None
    cell, level, times = np.ogrid[tuple(map(slice, left.shape[:3]))]
    for _ in range(_STEPS):
        top, end, choice, option = _picked(stage, left, worth, high, most)
        chosen = (end * left.shape[-1] + choice) * stage.reward.shape[-1] + option
        if before is not None and np.array_equal(chosen, before):
            break
        before = chosen
        paid = stage.reward[end, cell, level, times, choice, option]
        move = stage.move[end, cell, stage.kind[choice, option], level]  # C L T L
        right = (stage.chance * paid).sum(axis=-1)
        system = np.eye(left.shape[1]) - (stage.chance[:, None] * move).sum(axis=2)
        worth = linear.solve(system, right[..., None])[..., 0]
        worth = np.where(np.isfinite(worth), worth, _HUGE)
    top, _, choice, _ = _picked(stage, left, worth, high, most)
    error = (stage.chance * top).sum(axis=-1) - worth
    off = np.maximum(error.max(axis=1), 0) if high else np.minimum(error.min(axis=1), 0)
    return worth + (off / (1 - stage.high))[:, None], choice


def _picked(
    stage: _Stage, left: BoolArray, worth: Array, high: bool, most: bool
) -> tuple[Array, Array, Array, Array]:
    """What choices bring if this follows, (C, L, T); end of the cell, choice and option."""
    later = (stage.move @ worth[:, None, :, None])[..., 0].swapaxes(2, 3)  # 2 C L 3
    values = stage.reward + later[..., stage.kind][:, :, :, None]
    end = values.argmax(axis=0) if high else values.argmin(axis=0)
    each = np.take_along_axis(values, end[None], axis=0)[0]
    best = each.max(axis=-1)
    if most:
        choice = np.where(left, best, -np.inf).argmax(axis=-1)
    else:
        choice = np.where(left, best, np.inf).argmin(axis=-1)
    at = choice[..., None]
    option = np.take_along_axis(each.argmax(axis=-1), at, axis=-1)[..., 0]
    top = np.take_along_axis(best, at, axis=-1)[..., 0]
    end = np.take_along_axis(end, at[..., None], axis=3)[..., 0, :]
    return top, np.take_along_axis(end, option[..., None], axis=-1)[..., 0], choice, option
