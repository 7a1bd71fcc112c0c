"""The witness of classes at every patience: what is selected at both ends and beside every change.

Between two patiences at which different choices are selected, those of the upper one take the place
of those of the lower one where they begin to be an equilibrium, or to be worth more. That is found
by comparing these two alone; then the solver says what is selected on both sides.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..common.status import LAST, NEAR
from ..game.table import of_games
from ..game.witness import Part, Regimes
from ..types import Array, BoolArray, IntArray
from .best_agreement import best_agreement, upheld_choice
from .critical_discount import replaced
from .partnership import Partnership
from .trust_game import TrustGame, compile_partnerships

#: Rounds of the search, and choices of all states beyond which nothing is searched.
_ROUNDS, _CHOICES = 24, 4000
#: Into so many parts a bracket is cut: many patiences of one model are asked about together.
_PARTS = 32


class _Point(NamedTuple):
    choice: IntArray  #: shape (L, T)
    part: Part
    place: int  #: in the part


#: What is selected at each patience that was looked at.
_Known = dict[float, _Point]


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
    known: list[_Known] = [{} for _ in models]
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


def _select(game: TrustGame, known: list[_Known], wanted: list[set[float]]) -> None:
    """Add what is selected by each at these patiences."""
    asked = [(k, delta) for k, some in enumerate(wanted) for delta in sorted(some)]
    best = best_agreement(
        game.take(np.array([k for k, _ in asked])), np.array([delta for _, delta in asked])
    )
    for part in best.witness():
        for place, row in enumerate(part.games.tolist()):
            k, delta = asked[row]
            known[k][delta] = _Point(best.choice[row], part, place)


def _changes(game: TrustGame, known: list[_Known]) -> list[set[float]]:
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


def _witness(known: _Known) -> Regimes:
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
