"""The witness of classes at every patience: what is selected at both ends and beside every change.

Between two patiences at which different choices are selected, those of the upper one take the place
of those of the lower one where they begin to be an equilibrium, or to be worth more. That is found
by comparing these two alone; then the solver says what is selected on both sides.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
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


def regimes(model: Partnership, edges: Iterable[Any] = (), last: float = LAST) -> Regimes | None:
    """What a partnership selects up to a patience; None where punishments may change with it.

    `edges` are where its class is known to change.
    """
    game = compile_partnerships([model]).as_floats()
    if game.mandated.any() or game.flow.size > _CHOICES or last <= 0:
        return None
    known: dict[float, _Point] = {}
    wanted = {0.0, last, *(at for edge in edges for at in _beside(float(edge)) if 0 < at < last)}
    for _ in range(_ROUNDS):
        if not wanted:
            break
        known |= _selected(game, sorted(wanted))
        wanted = _changes(game, known)
    return _witness(known)


def _beside(edge: float) -> tuple[float, float]:
    return edge - NEAR / 2, edge + NEAR / 2


def _selected(game: TrustGame, deltas: list[float]) -> dict[float, _Point]:
    """What is selected at these patiences."""
    best = best_agreement(game.take(np.zeros(len(deltas), dtype=int)), np.array(deltas))
    return {
        deltas[row]: _Point(best.choice[row], part, place)
        for part in best.witness()
        for place, row in enumerate(part.games.tolist())
    }


def _changes(game: TrustGame, known: dict[float, _Point]) -> set[float]:
    """Beside where the choices of neighbours change that are not near each other."""
    pairs = [
        (low, high)
        for low, high in itertools.pairwise(sorted(known))
        if high - low > 1.25 * NEAR and (known[low].choice != known[high].choice).any()
    ]
    if not pairs:
        return set()

    def upheld(who: Array, deltas: Array, choices: Array) -> tuple[BoolArray, Array]:
        return upheld_choice(game.take(0 * who), deltas, choices)

    low, high = np.array(pairs).T
    old, new = (np.stack([known[pair[k]].choice for pair in pairs]) for k in (0, 1))
    who = np.arange(len(pairs))
    below, above = replaced(upheld, who, low, high, old, new, parts=_PARTS, width=NEAR / 8)
    found: set[float] = set()
    for (first, last), at in zip(pairs, ((below + above) / 2).tolist(), strict=True):
        near = {each for each in _beside(at) if first < each < last}
        found |= near or {(first + last) / 2}
    return found


def _witness(known: dict[float, _Point]) -> Regimes:
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
