"""The classes of a stretch of patience on which the bound at fixed shares is not reached.

The best equilibrium is worth at least as much at trust 0, or as much there and at least as much at
1, and so on, as one that is known. A class at the founding level is out where a bound of its own is
worth less, cell by cell; where that is not enough, states are branched on, as far as it goes. Where
more than one class is left the stretch is cut in two, and something better is looked for in the
middle: whatever is an equilibrium there is one at every greater patience.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray
from ...verify import linear
from ..trust_game import TrustGame
from .crossings import NOISE, chosen
from .evolution import CLASSES
from .evolution import classes_of as classes_by_times
from .outside import NODES, Bound, Case, bound, case_between, kept, values_of

#: Parts of a stretch, choices at the founding level, and stretches that are looked at.
_CELLS, _WAYS, _CUTS = 16, 500, 80

_Row = tuple[float, float, frozenset[str]]


class OnePartnership(NamedTuple):
    """One partnership as it is proved: whoever breaks an agreement gets the same for ever after.

    Attributes
    ----------
    game : TrustGame
        With that as outside values, and leaving as a choice that brings them.
    given : TrustGame
    stays : bool
        Whether nobody leaves; then all idling for ever is meant by leaving.
    """

    game: TrustGame
    given: TrustGame
    stays: bool

    def hopes(self, deltas: Array) -> Case:
        """What is bounded at some patiences."""
        rows = np.zeros(len(deltas), dtype=int)
        case = case_between(self.game.take(rows), deltas, self._held(deltas))
        return dataclasses.replace(case, leave=np.ones_like(case.leave)) if self.stays else case

    def kept(self, deltas: Array, policy: Array) -> BoolArray:
        """At which trust levels policies break no constraint and uphold the same at more patience.

        They do that where nobody gets less than what follows a breach.
        """
        case = case_between(
            self.given.take(np.zeros(len(deltas), dtype=int)), deltas, self._held(deltas)
        )
        fine, held = kept(case, policy), self.game.outside[0]
        if not self.game.voluntary and self.given.mandated.any():
            values = values_of(case, policy)
            largest = abs(values).max(axis=1, keepdims=True)
            near = _tolerance.meeting(_tolerance.STEP, largest, held)
            fine &= (values >= held - near).all(axis=-1)
        return fine

    def _held(self, deltas: Array) -> Array | None:
        """What members are held to, (N, L, n); None if dissolution follows."""
        if not self.given.mandated.any():
            return None
        shape = len(deltas), self.game.levels, len(self.game.members)
        return np.broadcast_to(self.game.outside[0], shape)


def classes_of(game: TrustGame, choice: Array) -> list[str]:
    """Classes of a level with these choices, (N, T); conditions that never come decide nothing."""
    full, away = choice == 0, choice == len(game.contributes)
    found: list[str] = classes_by_times(full, away, game.chance[0] == 0).tolist()
    return found


def stretch(
    relation: OnePartnership, founding: int, policy: Array | None, low: float, high: float
) -> list[_Row]:
    """Classes of the founding level between two patiences, in parts of one class each if possible.

    Parameters
    ----------
    relation : OnePartnership
    founding : int
    policy : int array, shape (L, T), or None
        An equilibrium at `low`.
    low, high : float
    """
    if policy is None:  # all may leave, or idle for ever
        game = relation.game
        policy = np.full(game.flow.shape[1:3], len(game.contributes))
    rows, left, cuts = [], [(low, high, policy)], 0
    while left:
        low, high, policy = left.pop()
        classes = _plausible(relation, founding, policy, low, high)
        if len(classes) == 1 or high - low <= NOISE or cuts >= _CUTS:
            rows.append((low, high, classes))
            continue
        cuts, middle = cuts + 1, (low + high) / 2
        left.append((middle, high, _better(relation, policy, middle)))
        left.append((low, middle, policy))
    return sorted(rows)


def _plausible(
    relation: OnePartnership, founding: int, policy: Array, low: float, high: float
) -> frozenset[str]:
    """Classes that the best equilibrium may have if this one is known.

    Leaving beside every choice keeps a bound growing with patience, so that it holds for a whole
    cell.
    """
    game, ends = relation.game, np.linspace(low, high, _CELLS + 1)
    case, held = relation.hopes(ends[1:]), _worth(game, policy, ends[:-1])
    most = bound(case)
    ways = []
    for times, chance in enumerate(game.chance[0]):
        some = range(most.left.shape[-1] - relation.stays)
        fine = [
            choice
            for choice in some
            if chance == 0 or _hopeful(case, most.left, founding, {times: choice}, held).any()
        ]
        ways.append(fine[:1] if chance == 0 else fine)
    if not 0 < math.prod(map(len, ways)) <= _WAYS:  # of some of many ways nothing would follow
        return frozenset(CLASSES.tolist())
    every = np.array([*itertools.product(*ways)])
    told = np.array(classes_of(game, every))
    if (told == told[0]).all():
        return frozenset(told[:1].tolist())
    return frozenset(
        name
        for name in set(told.tolist())
        if _branched(case, most, founding, every[told == name], held)
    )


def _worth(game: TrustGame, policy: Array, deltas: Array) -> Array:
    """Joint value of a policy above the outside values, summed over periods, (deltas, L)."""
    now, move = chosen(game, policy)
    return np.array([linear.solve(np.eye(len(now)) - d * move, now[:, None])[:, 0] for d in deltas])


def _restricted(
    left: BoolArray, level: int, ways: Mapping[int, int]
) -> tuple[BoolArray, BoolArray]:
    """What is left if these are chosen at a level, or leaving; and in which cells they are left."""
    allowed, open_ = left.copy(), np.ones(len(left), dtype=bool)
    for times, choice in ways.items():
        allowed[:, level, times, :-1] &= np.arange(allowed.shape[-1] - 1) == choice
        open_ &= allowed[:, level, times, choice]
    return allowed, open_


def _hopeful(
    case: Case, left: BoolArray, level: int, ways: Mapping[int, int], held: Array
) -> BoolArray:
    """In which cells choices may be part of an equilibrium that is not worth less, (cells,).

    Parameters
    ----------
    case : Case
        One for each cell, at its upper end.
    left : bool array, shape (cells, L, T, Q)
    level : int
    ways : mapping of conditions to a choice
    held : array, shape (cells, L)
        What is known to be reached at the lower ends.
    """
    allowed, open_ = _restricted(left, level, ways)
    if open_.any():
        open_ &= _not_less(case, bound(case, allowed), held)
    return open_


def _not_less(case: Case, most: Bound, held: Array) -> BoolArray:
    """Where what is bounded may be worth more at the first trust at which it is not the same."""
    hopes = _surplus(case, most.joint)
    near = _tolerance.meeting(_tolerance.CHECK, hopes, held)
    decided = np.asarray(abs(hopes - held) > near)
    first = np.take_along_axis(hopes > held, decided.argmax(axis=1)[:, None], axis=1)[:, 0]
    return np.asarray(first | ~decided.any(axis=1))


def _branched(case: Case, most: Bound, founding: int, every: Array, held: Array) -> bool:
    """Whether some of these choices (ways, T) may be in a cell: branching on state after state."""
    often = np.flatnonzero(case.game.chance[0] > 0)
    cells, count = np.arange(len(case.delta)), most.left.shape[-1]
    rows, ways = np.tile(cells, len(every)), np.repeat(every, len(cells), axis=0)
    left = most.left[rows]
    for t in often:
        left[:, founding, t] &= _only(ways[:, t], count)
    nodes = np.zeros(len(cells), dtype=int)
    for state in [None, *((k, t) for k in range(left.shape[1]) for t in often if k != founding)]:
        if state is not None:
            some = left[(slice(None), *state)].copy()
            several = some[:, :-1].sum(axis=1)
            if (several < 2).all():
                continue
            some[:, -1] = several == 0  # leaving is beside every other choice
            row, choice = np.nonzero(some)
            rows, ways, left = rows[row], ways[row], left[row]
            left[(slice(None), *state)] &= _only(choice, count)
        part = case.take(rows)
        found = bound(part, left)
        nodes += np.bincount(rows, minlength=len(nodes))
        still = np.take_along_axis(found.left[:, founding], ways[..., None], axis=-1)[:, often, 0]
        go = still.all(axis=1) & _not_less(part, found, held[rows])
        rows, ways, left = rows[go], ways[go], found.left[go]
        if not len(rows) or (nodes > NODES * len(every)).any():
            break
    return bool(len(rows))


def _only(choice: Array, count: int) -> BoolArray:
    """One choice each, or leaving."""
    places = np.arange(count)
    return np.asarray((places == choice[:, None]) | (places == count - 1))


def _better(relation: OnePartnership, policy: Array, delta: float) -> Array:
    """An equilibrium at a patience that is not worse than this one: whatever a search finds."""
    case = relation.hopes(np.array([delta]))
    best, worth = policy, _worth(relation.game, policy, case.delta)[0]
    stack, nodes = [bound(case).left], 0
    while stack and nodes < NODES:
        found, nodes = bound(case, stack.pop()), nodes + 1
        if not found.left.any(axis=-1).all() or not _not_less(case, found, worth[None]).all():
            continue
        if relation.kept(case.delta, found.policy).all():
            told = _worth(relation.game, found.policy[0], case.delta)[0]
            over = abs(told - worth) > _tolerance.meeting(_tolerance.CHECK, told, worth)
            if over.any() and told[over.argmax()] > worth[over.argmax()]:
                best, worth = found.policy[0], told
        several = np.argwhere(found.left[0].sum(axis=-1) > 1)
        if len(several):
            state = (0, *several[0])
            for choice in np.flatnonzero(found.left[state])[::-1]:
                less = found.left.copy()
                less[state] = np.arange(less.shape[-1]) == choice
                stack.append(less)
    return best


def _surplus(case: Case, joint: Array) -> Array:
    """Joint values above the outside values, summed over the periods."""
    above = joint - case.game.outside.sum(axis=-1)[:, None]
    return np.asarray(above / (1 - case.delta[:, None]))
