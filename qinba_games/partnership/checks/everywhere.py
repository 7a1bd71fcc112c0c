"""The classes of a partnership at every patience at once, without a grid and without a solver.

Count payoffs above the outside values, and not per period. Where everybody can leave, the most that
anybody can hope for is then at least 0 and grows with patience, while what a breach brings at
once does not change. So

* a choice that falls at some patience has fallen at every smaller one, and
* a policy that is an equilibrium at some patience is one at every greater one.

If one policy is the best of all that is left at two patiences, it can only fail in between where a
choice that is left at the upper one would be better. By how much is a ratio of polynomials in
patience whose roots are eigenvalues; where there are none, the policy is the best all along. Where
the best policies at two patiences differ, the change is sought by halving.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ...common.spans import Spans
from ...types import Array, BoolArray
from ..partnership import Partnership
from ..results.evolution import COOPERATING
from ..trust_game import TrustGame
from .cells import rows_of
from .crossings import NOISE, best_either_way, better_between, everything
from .evolution import CLASSES
from .floors import constant
from .outside import bound, joint_values
from .stretches import OnePartnership, classes_of, stretch
from .trust_play import read

#: Patience up to which classes are proved.
LAST = 1 - 1e-6
#: A stretch of another class that is longer than this is a mistake and no rounding.
_CLEAR = 1e-7
#: Patiences looked at, and choices of a state times states, beyond which nothing is proved.
_POINTS, _CHOICES = 500, 2000
#: The same where punishments change with patience, which takes longer.
_CHANGING = 400
#: What a class is called where only cooperation is told apart, and where all classes are.
COOPERATES = {str(name): str(name) in COOPERATING for name in CLASSES}
BY_NAME = {str(name): str(name) for name in CLASSES}


class Strips(NamedTuple):
    """Classes of the founding level, by rising patience.

    Attributes
    ----------
    rows : tuple of (low, high, set of classes, or of pairs of them)
        More than one class where they are worth the same all along.
    settled : bool
        Whether it is proved that there is no other class in between.
    """

    rows: tuple[tuple[float, float, frozenset[Any]], ...]
    settled: bool


class _Point(NamedTuple):
    """What is best at one patience.

    Attributes
    ----------
    policy : int array, shape (L, T)
    classes : set of str
        Of the founding level, ties resolved in either way.
    left : bool array, shape (L, T, Q)
    levels : bool array, shape (L,)
        Levels to which choices that are left can lead from the founding one.
    reached : bool array, shape (L,)
        Where the policy breaks no constraint.
    """

    policy: Array
    classes: frozenset[str]
    left: BoolArray
    levels: BoolArray
    reached: BoolArray


def strips(
    game: TrustGame, founding: int, hints: Iterable[Any] = (), *, last: float = LAST
) -> Strips:
    """The classes of the founding level of one partnership up to some patience.

    Parameters
    ----------
    game : TrustGame
        A batch of one in floats, as read by a check.
    founding : int
    hints : iterable of Number
        Where changes are expected; saves time and nothing else.
    last : float
    """
    found = _relation(game)
    if game.flow[..., 0].size > (_CHOICES if found else _CHANGING):
        return Strips((), settled=False)
    if found is None:
        return Strips(*rows_of(game, founding, last))
    wanted = {0.0, last}
    for edge in map(float, hints):
        wanted |= {at for at in (edge - NOISE, edge + NOISE) if 0 < at < last}
    known: dict[float, _Point] = {}
    while wanted and len(known) < _POINTS:
        new = sorted(wanted)
        known |= zip(new, _looked_at(found, founding, np.array(new)), strict=True)
        wanted = _between(known) or _within(found.game, known)
    rows, settled = [], not wanted
    policy: Array | None = None  # the last one that is an equilibrium from some patience on
    for low, high in _runs(known):
        classes = known[low].classes & known[high].classes
        if _reached(known[low], known[high]):
            policy = known[low].policy
        else:
            parts = stretch(found, founding, policy, low, high)
            settled &= all(len(part[2]) == 1 or part[1] - part[0] <= NOISE for part in parts)
            rows += parts
            continue
        rows.append((low, high, classes))
    return Strips(tuple(rows), settled=settled)


def none_below(model: Partnership, founding: int, least: Any) -> bool | None:
    """Whether there is no cooperation at any patience below this; None where it is not proved."""
    last = min(float(least), 1.0) - NOISE
    if last <= 0:
        return True
    found = strips(read([model], exact=False), founding, last=min(last, LAST))
    return agree(found, {False: Spans([(0, last)])}, COOPERATES)


def proved(
    model: Partnership, founding: int, claimed: Mapping[Any, Spans], words: Mapping[Any, Any]
) -> bool | None:
    """Whether classes are claimed where they are; None where that is not proved.

    Parameters
    ----------
    model : Partnership
    founding : int
    claimed : mapping of what is claimed to Spans
        Nothing is claimed elsewhere.
    words : mapping of class to what it is called in `claimed`
    """
    hints = {edge for spans in claimed.values() for edge in spans.edges}
    found = strips(read([model], exact=False), founding, hints)
    return agree(found, claimed, words)


def agree(found: Strips, claimed: Mapping[Any, Spans], words: Mapping[Any, Any]) -> bool | None:
    """The same where the classes are known."""
    for told, spans in claimed.items():
        for low, high in spans:
            for first, last, classes in found.rows:
                overlap = min(last, float(high)) - max(first, float(low))
                if overlap > _CLEAR and told not in {words[name] for name in classes}:
                    return False if found.settled else None
    return True if found.settled else None


def _relation(game: TrustGame) -> OnePartnership | None:
    """How one partnership is proved; None if punishments may change with patience."""
    held = constant(game)
    if held is None:
        return None
    free = ~game.mandated
    stays = not free.any() or bool(free.sum() == 1 and (game.outside[0, free] < 0).all())
    if not stays:
        return OnePartnership(game, game, stays)
    staying = dataclasses.replace(game, outside=held[None], mandated=np.ones_like(game.mandated))
    return OnePartnership(staying, game, stays)


def _looked_at(relation: OnePartnership, founding: int, deltas: Array) -> list[_Point]:
    case, game = relation.hopes(deltas), relation.game
    most = bound(case)
    values = joint_values(case, most.joint)
    values = np.where(most.left, values, -np.inf)
    if relation.stays:
        values[..., -1] = -np.inf
    policies = best_either_way(game, values, abs(most.joint).max(axis=1))
    held = relation.kept(deltas, policies[0])
    one, other = (classes_of(game, policy[:, founding]) for policy in policies)
    return [
        _Point(
            policies[0][k],
            frozenset((one[k], other[k])),
            most.left[k],
            _levels(game, founding, most.left[k]),
            held[k],
        )
        for k in range(len(deltas))
    ]


def _levels(game: TrustGame, founding: int, left: BoolArray) -> BoolArray:
    """Levels to which choices that are left can lead."""
    _, step = everything(game)
    some = (left & (game.chance[0] > 0)[:, None]).any(axis=1)
    ways = ((step > 0) & some[..., None]).any(axis=1)
    found = np.arange(len(left)) == founding
    for _ in range(len(left)):
        found = found | ways[found].any(axis=0)
    return np.asarray(found)


def _alike(lower: _Point, upper: _Point) -> bool:
    """Whether the same is best at both wherever that matters, and holds at both or at neither."""
    same = np.array_equal(lower.policy[upper.levels], upper.policy[upper.levels])
    return same and _reached(lower, upper) == _reached(upper, upper)


def _reached(lower: _Point, upper: _Point) -> bool:
    """Whether what is best at both is an equilibrium."""
    return bool(lower.reached[upper.levels].all())


def _between(known: dict[float, _Point]) -> set[float]:
    """The middle of every gap in which the best policy changes, unless it is narrow."""
    return {
        (low + high) / 2
        for low, high in itertools.pairwise(sorted(known))
        if high - low > NOISE and not _alike(known[low], known[high])
    }


def _runs(known: dict[float, _Point]) -> list[tuple[float, float]]:
    """Ends of the stretches on which one policy is best at every patience that was looked at."""
    points, runs = sorted(known), []
    while points:
        high = low = points.pop()
        while points and _alike(known[points[-1]], known[high]):
            low = points.pop()
        runs.append((low, high))
        if points and low - points[-1] > NOISE:  # alike only below: fewer levels matter there
            runs.append((points[-1], low))
    return sorted(runs)


def _within(game: TrustGame, known: dict[float, _Point]) -> set[float]:
    """Where another choice would be better than the policy that is best on both sides."""
    found: set[float] = set()
    for low, high in _runs(known):
        if high - low > NOISE:
            upper = known[high]
            some = upper.left & upper.levels[:, None, None]
            at = better_between(game, upper.policy, some, low, high)
            found |= {each for each in at if min(abs(each - old) for old in known) > NOISE / 4}
    return found
