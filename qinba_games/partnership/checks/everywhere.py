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

import itertools
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...common.spans import Spans
from ...types import Array, BoolArray
from ...verify import linear
from ..partnership import Partnership
from ..results.evolution import COOPERATING
from ..trust_game import MODES, TrustGame
from .outside import Bound, Case, bound, case_of, joint_values, kept
from .trust_play import read

#: Changes are located up to this; nearer to an edge nothing is claimed.
NOISE = 1e-8
#: Patience up to which classes are proved.
LAST = 1 - 1e-6
#: A stretch of another class that is longer than this is a mistake and no rounding.
_CLEAR = 1e-7
#: Patiences looked at, and choices of a state times states, beyond which nothing is proved.
_POINTS, _CHOICES = 500, 2000
#: Parts of a stretch on which the bound is not reached.
_CELLS = 64
_CLASSES = np.array(["isolated", "nominal", "weak", "strong"])
#: What a class is called where only cooperation is told apart, and where all classes are.
COOPERATES = {str(name): str(name) in COOPERATING for name in _CLASSES}
BY_NAME = {str(name): str(name) for name in _CLASSES}


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
    if game.mandated.any() or game.flow[..., 0].size > _CHOICES:
        return Strips((), settled=False)
    wanted = {0.0, last}
    for edge in map(float, hints):
        wanted |= {at for at in (edge - NOISE, edge + NOISE) if 0 < at < last}
    known: dict[float, _Point] = {}
    while wanted and len(known) < _POINTS:
        new = sorted(wanted)
        known |= zip(new, _looked_at(game, founding, np.array(new)), strict=True)
        wanted = _between(known) or _within(game, known)
    rows, settled = [], not wanted
    policy: Array | None = None  # the last one that is an equilibrium from some patience on
    for low, high in _runs(known):
        classes = known[low].classes & known[high].classes
        if _reached(known[low], known[high]):
            policy = known[low].policy
        else:
            classes = _plausible(game, founding, policy, low, high)
            settled &= len(classes) == 1
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


def _looked_at(game: TrustGame, founding: int, deltas: Array) -> list[_Point]:
    case = case_of(game.take(np.zeros(len(deltas), dtype=int)), deltas, None)
    most = bound(case)
    values = joint_values(case, most.joint)
    values = np.where(most.left, values, -np.inf)
    top = values.max(axis=-1, keepdims=True)
    order = [c for mode in MODES for c, name in enumerate(game.modes) if name == mode]
    policies = []
    for level in (_tolerance.STEP, 2 * _tolerance.TIE):
        near = _tolerance.meeting(level, top, most.joint[:, :, None, None])
        first = (values >= top - near)[..., order].argmax(axis=-1)
        policies.append(np.array(order)[first])
    held = kept(case, policies[0])
    one, other = (_classes(game, policy[:, founding]) for policy in policies)
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
    _, step = _everything(game)
    some = (left & (game.chance[0] > 0)[:, None]).any(axis=1)
    ways = ((step > 0) & some[..., None]).any(axis=1)
    found = np.arange(len(left)) == founding
    for _ in range(len(left)):
        found = found | ways[found].any(axis=0)
    return np.asarray(found)


def _classes(game: TrustGame, choice: Array) -> list[str]:
    """Classes of a level with these choices, (N, T); conditions that never come decide nothing."""
    never = game.chance[0] == 0
    full, away = choice == 0, choice == len(game.contributes)
    rank = np.where((away | never).all(axis=-1), 0, 1)
    rank = np.where((full & ~never).any(axis=-1), 2, rank)
    rank = np.where((full | never).all(axis=-1), 3, rank)
    return [str(name) for name in _CLASSES[rank]]


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
            at = _better_between(game, known[high], low, high)
            found |= {each for each in at if min(abs(each - old) for old in known) > NOISE / 4}
    return found


def _plausible(
    game: TrustGame, founding: int, policy: Array | None, low: float, high: float
) -> frozenset[str]:
    """Classes that the best equilibrium may have where the bound on it is not reached.

    It is worth at least as much at trust 0, or as much there and at least as much at 1, ..., as an
    equilibrium that is known. So what it does at the founding level is nothing that a bound of its
    own shows to be worth less; leaving beside it keeps such a bound growing with patience, so that
    it holds for a whole cell.
    """
    if policy is None:  # all may leave
        policy = np.full(game.flow.shape[1:3], len(game.contributes))
    ends = np.linspace(low, high, _CELLS + 1)
    case = case_of(game.take(np.zeros(_CELLS, dtype=int)), ends[1:], None)
    most, (now, move) = bound(case), _chosen(game, policy)
    held = np.array([linear.solve(np.eye(len(now)) - d * move, now[:, None])[:, 0] for d in ends])
    ways = []
    for times, chance in enumerate(game.chance[0]):
        fine = [
            choice
            for choice in range(most.left.shape[-1])
            if chance == 0 or _hopeful(case, most, (founding, times, choice), held[:-1])
        ]
        ways.append(fine[:1] if chance == 0 else fine)
    every = list(itertools.islice(itertools.product(*ways), _POINTS))
    return frozenset(_classes(game, np.array(every)) if every else _CLASSES.tolist())


def _hopeful(case: Case, most: Bound, at: tuple[int, int, int], held: Array) -> bool:
    """Whether a choice may be part of an equilibrium that is not worth less, in some cell.

    Parameters
    ----------
    case : Case
        One for each cell, at its upper end.
    most : Bound
    at : tuple of level, conditions and choice
    held : array, shape (cells, L)
        What is known to be reached at the lower ends.
    """
    level, times, choice = at
    allowed = most.left.copy()
    allowed[:, level, times, :-1] &= np.arange(allowed.shape[-1] - 1) == choice
    open_ = allowed[:, level, times, choice]
    if not open_.any():
        return False
    hopes, best = (_surplus(case, each.joint) for each in (bound(case, allowed), most))
    near = _tolerance.meeting(_tolerance.CHECK, hopes, held)
    # At the first trust at which more could be reached, or where this would be less, it is decided.
    decided = (best > held + near) | (hopes < held - near)
    first = np.take_along_axis(hopes >= held - near, decided.argmax(axis=1)[:, None], axis=1)
    return bool((open_ & (first[:, 0] | ~decided.any(axis=1))).any())


def _surplus(case: Case, joint: Array) -> Array:
    """Joint values above the outside values, summed over the periods."""
    above = joint - case.game.outside.sum(axis=-1)[:, None]
    return np.asarray(above / (1 - case.delta[:, None]))


def _better_between(game: TrustGame, upper: _Point, low: float, high: float) -> list[float]:
    """Patiences between two at which some choice that is left would be better than the policy."""
    now, move = _chosen(game, upper.policy)
    others = np.arange(upper.left.shape[-1]) != upper.policy[..., None]
    rows = np.argwhere(upper.left & others & upper.levels[:, None, None])
    if not len(rows):
        return []
    level, times, choice = rows.T
    pay, step = _everything(game)
    own = upper.policy[level, times]
    more = pay[level, times, choice] - pay[level, times, own]
    turn = step[level, choice] - step[level, own]
    at = _roots(now, move, more, turn, low, high)
    ends = np.unique(np.concatenate([[low], at, [high]]))
    middle = (ends[1:] + ends[:-1]) / 2
    gains, near = _gains(now, move, more, turn, middle)
    return [float(delta) for delta in middle[(gains > near).any(axis=-1)]]


def _everything(game: TrustGame) -> tuple[Array, Array]:
    """Joint payoff of every choice above the outside values, (L, T, Q), and its moves (L, Q, L)."""
    n, leave = len(game.members), np.zeros((*game.flow.shape[1:3], 1))
    full = np.asarray(game.contributes.all(axis=1))
    paid = (game.flow[0] - game.outside[0]).sum(axis=-1) + n * game.subsidy[0] * full
    step = game.move[0, np.where(full, 0, 1)][..., :-1].swapaxes(0, 1)
    gone = np.zeros((len(step), 1, len(step)))
    return np.concatenate([paid, leave], axis=-1), np.concatenate([step, gone], axis=1)


def _chosen(game: TrustGame, policy: Array) -> tuple[Array, Array]:
    """What a policy pays in a period and where it leads, by trust level."""
    pay, step = _everything(game)
    levels, times = np.indices(policy.shape)
    now = (game.chance[0] * pay[levels, times, policy]).sum(axis=-1)
    move = (game.chance[0][:, None] * step[levels, policy]).sum(axis=1)
    return now, move


def _roots(now: Array, move: Array, more: Array, turn: Array, low: float, high: float) -> Array:
    """Where gains over a policy may change their sign.

    Roots of the determinant of

        [ 1 - delta P   r ]
        [  - delta p    m ],

    which is that of 1 - delta P times the gain m + delta p (1 - delta P)^-1 r.
    """
    size, middle = len(now), (low + high) / 2
    first, second = np.zeros((2, len(more), size + 1, size + 1))
    first[:, :size, :size], first[:, :size, size] = np.eye(size), now
    first[:, size, size] = more
    second[:, :size, :size], second[:, size, :size] = move, turn
    gains, near = _gains(now, move, more, turn, np.array([middle]))
    # What gains nothing in the middle mostly gains nothing anywhere; other points see to it.
    shifted = np.where(abs(gains[0]) > near[0], middle, low + 0.61803398875 * (high - low))
    matrix = first - shifted[:, None, None] * second
    scale = abs(matrix).max(axis=2, keepdims=True)
    matrix, second = (part / np.where(scale > 0, scale, 1) for part in (matrix, second))
    # Where a choice gains nothing at any patience the system has no solution, and no root matters.
    system = np.linalg.solve(matrix + 1e-13 * np.eye(size + 1), second)
    found = np.linalg.eigvals(system[np.isfinite(system).all(axis=(1, 2))])
    shifted = shifted[np.isfinite(system).all(axis=(1, 2))]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        roots = (shifted[:, None] + 1 / found).ravel()
    real = roots.real[abs(roots.imag) <= 1e-6]
    return np.unique(np.round(real[(real > low + NOISE) & (real < high - NOISE)], 9))


def _gains(now: Array, move: Array, more: Array, turn: Array, deltas: Array) -> tuple[Array, Array]:
    """What each choice gains over a policy at some patiences, (deltas, choices); and rounding."""
    d = deltas[:, None, None]
    system = np.eye(len(now)) - d * move
    right = np.broadcast_to(now[:, None], (len(deltas), len(now), 1))
    worth = linear.solve(system, right)[..., 0]
    near = _tolerance.meeting(_tolerance.TIE, abs(worth).max(axis=-1)[:, None], abs(more))
    return more + deltas[:, None] * (worth @ turn.T), near
