"""Least patience at which the founding level of a partnership cooperates, and who binds it."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _check, _tolerance
from ..algorithms.elimination import replies, valued
from ..algorithms.values import Problem
from ..common.spans import Spans
from ..common.status import LAST, NEAR
from ..game.table import Table, by_segment, of_games
from ..game.witness import Part, Play, Regimes
from ..repeated.results.patience import CriticalDiscount
from ..types import Array, BoolArray, IntArray
from ..verify.door import certified, certified_all
from .compile import best_agreement, table_of, upheld_choice
from .critical_discount import (
    TOLERANCE,
    Classes,
    changes,
    cooperating,
    probes,
    replaced,
    segments_many,
)
from .evolve import evolve_each
from .partnership import RULES, Partnership
from .results.evolution import Evolution
from .trust_game import TrustGame, compile_partnerships, shape_of

#: How much less patience shows whose constraint binds.
_LESS = 1e-6


def critical_discount_partnership(
    model: Partnership, sharing: Any, *, founding: int | None = None
) -> CriticalDiscount:
    """Least patience at which the founding level of a partnership is weak or strong."""
    if isinstance(sharing, str):
        _check.choice("critical_discount", "sharing", sharing, RULES)
    if sharing is not None:
        model = dataclasses.replace(model, sharing=sharing)
    founding = _check.founding_trust("critical_discount", model, founding)
    return certified(_answers([model], [founding])[0])


def critical_discounts(
    models: Sequence[Partnership], founding: Sequence[int]
) -> list[CriticalDiscount]:
    """The same of many partnerships under their own rules; those of one shape together."""
    shapes: dict[Any, list[int]] = {}
    for k, model in enumerate(models):
        shapes.setdefault(shape_of(model), []).append(k)
    found: dict[int, CriticalDiscount] = {}
    for rows in shapes.values():
        answers = _answers([models[k] for k in rows], [founding[k] for k in rows])
        found |= dict(zip(rows, certified_all(answers), strict=True))
    return [found[k] for k in range(len(models))]


def _answers(models: Sequence[Partnership], founding: Sequence[int]) -> list[CriticalDiscount]:
    """Partnerships of one shape, not checked yet."""
    classes = segments_many(models, founding)
    selected = regimes_many(models, [changes(one) for one in classes])
    edges = [_edges(cooperating(one)) for one in classes]
    rows = zip(models, edges, founding, strict=True)
    shown = iter(evolve_each([(model, at, trust) for model, some, trust in rows for at in some]))
    evidence = [[(at, next(shown)) for at in some] for some in edges]
    return [_answer(*one) for one in zip(models, classes, selected, evidence, strict=True)]


def _edges(intervals: Spans) -> list[float]:
    """Where a partnership is shown: where it begins to cooperate, and beside every change."""
    first = intervals.least if intervals else 0.0
    return [first, *probes([*intervals, *intervals.complement()])]


def _answer(
    model: Partnership,
    classes: Classes,
    selected: Regimes | None,
    evidence: list[tuple[float, Evolution]],
) -> CriticalDiscount:
    intervals, shown = cooperating(classes), evidence[0][1]
    return CriticalDiscount(
        game=model,
        sharing=model.sharing,
        profile=shown.profiles if intervals else None,
        binding=_binding(shown) if intervals and not shown.game.voluntary else None,
        intervals=intervals,
        exact=False,
        proven=False,
        tolerance=TOLERANCE,
        notes=("scanned on a grid of 1/400, every change refined by bisection",),
        evidence=tuple(evidence),
        regimes=selected,
    )


def _binding(shown: Evolution) -> tuple[str, ...] | None:
    """The member whose constraint binds: who gains most by a breach if all are less patient."""
    game, delta = shown.game.as_floats(), np.array([float(shown.delta) - _LESS])
    if delta[0] < 0:
        return None
    most = _largest_gains(
        table_of(game, delta), shown.witness[0], shown.choice.size, game.detection
    )
    near = float(_tolerance.tie(shown.values.astype(float), game.outside))
    if max(most) <= near:
        return None
    # Members who are equally tempted are told apart by their order, not by rounding.
    first = next(i for i, gain in enumerate(most) if gain >= max(most) - near)
    return (game.members[first],)


def _largest_gains(table: Table, play: Play, size: int, found_out: Array) -> list[float]:
    """What each member gains most in any state by breaking what is agreed, (n,)."""
    rows, n = play.rows[:size, 0], table.pools.size
    problem, known = Problem(table, table.sums), play.punishment.astype(float)
    worth = problem.worth(valued(problem, play.rows).starts)[rows, :n, 0]
    each, breach = replies(table, known)[:, 0], table.replies.waits
    best = [
        by_segment(np.maximum, np.where(some, each, -np.inf), table.first)[table.menu[rows]]
        for some in (~breach, breach)
    ]
    leave, idle = (np.where(table.menu[rows] >= 0, one - worth, -np.inf) for one in best)
    stays = table.rows.waits[rows, None]
    # The table counts a breach as if it were always found out, its gain so much larger.
    idle = np.where(stays & (idle > -np.inf), found_out * np.maximum(idle, -1e300), -np.inf)
    return [*np.maximum(leave, idle).max(axis=0).tolist()]


# --- the witness of classes at every patience -----------------------------------------------------

# Between two patiences at which different choices are selected, those of the upper one take the
# place of those of the lower one where they begin to be an equilibrium, or to be worth more. That
# is found by comparing these two alone; then the solver says what is selected on both sides.

#: Rounds of the search, and choices of all states beyond which nothing is searched.
_ROUNDS, _CHOICES = 24, 4000
#: Into so many parts a bracket is cut: many patiences of one model are asked about together.
_PARTS = 32


class _Point(NamedTuple):
    choice: IntArray  #: shape (L, T)
    part: Part
    place: int  #: in the part


#: What is selected at each patience that was looked at.
_PointsByPatience = dict[float, _Point]


def regimes(model: Partnership, edges: Iterable[Any] = (), last: float = LAST) -> Regimes | None:
    """What a partnership selects up to a patience; None where punishments may change with it.

    `edges` are where its class is known to change.
    """
    return regimes_many([model], [edges], [last])[0]


def regimes_many(
    models: Sequence[Partnership],
    edges: Sequence[Iterable[Any]],
    last: Sequence[float] | None = None,
) -> list[Regimes | None]:
    """The same of partnerships of one shape, each round of all together."""
    game = compile_partnerships(models).as_floats()
    if game.mandated.any() or game.flow.size > _CHOICES * len(models):
        return [None] * len(models)
    known: list[_PointsByPatience] = [{} for _ in models]
    wanted = [
        {0.0, end, *(at for edge in some for at in _beside(float(edge)) if 0 < at < end)}
        if end > 0
        else set()
        for some, end in zip(edges, last or [LAST] * len(models), strict=True)
    ]
    for _ in range(_ROUNDS):
        if not any(wanted):
            break
        _select(game, known, wanted)
        wanted = _changes(game, known)
    return [_witness(one) if one else None for one in known]


def _beside(edge: float) -> tuple[float, float]:
    return edge - NEAR / 2, edge + NEAR / 2


def _select(game: TrustGame, known: list[_PointsByPatience], wanted: list[set[float]]) -> None:
    """Add what is selected by each at these patiences."""
    asked = [(k, delta) for k, some in enumerate(wanted) for delta in sorted(some)]
    best = best_agreement(
        game.take(np.array([k for k, _ in asked])), np.array([delta for _, delta in asked])
    )
    for part in best.witness():
        for place, row in enumerate(part.games.tolist()):
            k, delta = asked[row]
            known[k][delta] = _Point(best.choice[row], part, place)


def _changes(game: TrustGame, known: list[_PointsByPatience]) -> list[set[float]]:
    """Beside where the choices of neighbours change that are not near each other."""
    found: list[set[float]] = [set() for _ in known]
    pairs = [
        (k, low, high)
        for k, one in enumerate(known)
        for low, high in itertools.pairwise(sorted(one))
        if high - low > 1.25 * NEAR and (one[low].choice != one[high].choice).any()
    ]
    if not pairs:
        return found
    models = np.array([k for k, *_ in pairs])

    def upheld(who: Array, deltas: Array, choices: Array) -> tuple[BoolArray, Array]:
        return upheld_choice(game.take(models[who]), deltas, choices)

    low, high = np.array([ends for _, *ends in pairs]).T
    old, new = (np.stack([known[k][ends[side]].choice for k, *ends in pairs]) for side in (0, 1))
    who = np.arange(len(pairs))
    below, above = replaced(upheld, who, low, high, old, new, parts=_PARTS, width=NEAR / 8)
    for (k, first, end), at in zip(pairs, ((below + above) / 2).tolist(), strict=True):
        near = {each for each in _beside(at) if first < each < end}
        found[k] |= near or {(first + end) / 2}
    return found


def _witness(known: _PointsByPatience) -> Regimes:
    """The points in order, those of one part together."""
    points = [known[delta] for delta in sorted(known)]
    parts: dict[int, list[int]] = {}
    for game, point in enumerate(points):
        parts.setdefault(id(point.part), []).append(game)
    found = []
    for games in parts.values():
        play, tree, code = points[games[0]].part[1:]
        places = [points[game].place for game in games]
        found.append(Part(np.array(games), *of_games((play, tree, code), places)))
    return Regimes(np.array(sorted(known)), tuple(found))
