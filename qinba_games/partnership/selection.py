"""What a partnership selects at every patience, found where one choice takes another's place.

Mostly a few choices are selected, each from one patience to another. Between two patiences at
which different ones are selected, that of the upper one takes the place of that of the lower one
where it begins to be an equilibrium, or to be worth more. That is found by comparing these two
alone; then the solver says what is selected on both sides. Where the same is selected at both, it
is asked about in between wherever a row that is left at the upper one is worth more.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..algorithms.elimination import Upheld, switching_points
from ..algorithms.values import PresentValues
from ..common.status import LAST, NEAR
from ..game.table import of_games
from ..game.witness import Part, Regimes
from ..types import Array, BoolArray, IntArray
from .compile import best_agreement, rows_of, table_of
from .partnership import Partnership
from .trust_game import TrustGame, compile_partnerships

#: Where it is looked whether anything is better; narrower windows may be missed.
GRID = np.concatenate([np.linspace(0, 1, 401)[:-1], 1 - np.logspace(-3, -6, 4)])
#: Where the solver is asked first.
_FIRST = np.linspace(0, 1, 17)[:-1]
#: Edges are located up to this.
TOLERANCE = 1e-10
#: Rounds of the search, and choices of all states beyond which nothing is searched.
_ROUNDS, _CHOICES = 24, 4000
#: Into so many parts a bracket is cut: many patiences of one model are asked about together.
_PARTS = 32
#: Points of the grid that are looked at together.
_TOGETHER = 4096


class _Point(NamedTuple):
    choice: IntArray  #: shape (L, T)
    remains: BoolArray  #: shape (L, T, choices): what no round eliminates
    part: Part
    place: int  #: in the part


class _Edge(NamedTuple):
    """Where one choice takes the place of another, (L, T) each, and what is selected there."""

    below: float
    above: float
    choices: tuple[IntArray, IntArray]


class ChoicesOverPatience:
    """Choices of partnerships that all can leave, (P, L, T), each at a patience of its own."""

    def __init__(self, game: TrustGame) -> None:
        self.table = table_of(game, np.zeros(game.n_games))
        self.present = PresentValues(self.table)

    def upheld(self, who: Array, choices: Array) -> Upheld:
        """Which of these are equilibria, and joint values at all levels, where that is asked."""
        return self.present.of(who, rows_of(self.table, choices)).upheld

    def are_beaten(
        self, who: Array, deltas: Array, choices: Array, remains: BoolArray
    ) -> BoolArray:
        """Whether some other choice that remains, (P, L, T, choices), brings all together more."""
        others = np.zeros((len(self.table.state), len(who)), dtype=bool)
        others[:-1] = remains.reshape(len(who), -1).T
        return self.present.is_beaten(who, deltas, rows_of(self.table, choices), others)


class Selection:
    """What partnerships of one shape select up to some patience, where that was looked at."""

    def __init__(self, game: TrustGame, last: Sequence[float]) -> None:
        self.game, self.choices = game, ChoicesOverPatience(game)
        #: By model: what is selected at a patience; edges between neighbours; what is left to ask.
        self.points: list[dict[float, _Point]] = [{} for _ in last]
        self.edges: list[list[_Edge]] = [[] for _ in last]
        self.open = [{*_FIRST[end > _FIRST].tolist(), end} if end > 0 else set() for end in last]
        self._alike: set[tuple[int, float, float]] = set()
        brackets: list[tuple[int, float, float]] = []
        for _ in range(_ROUNDS):
            if not any(self.open):
                break
            self._select(brackets)
            brackets = self._changes()
            self._between()

    def _select(self, brackets: Sequence[tuple[int, float, float]]) -> None:
        """Ask what is selected where it is open, and at the ends of some brackets."""
        cases = [(k, delta) for k, some in enumerate(self.open) for delta in sorted(some)]
        cases += [(k, delta) for k, *ends in brackets for delta in ends]
        game = self.game.take(np.array([k for k, _ in cases]))
        best = best_agreement(game, np.array([delta for _, delta in cases]))
        for j, (k, below, above) in enumerate(brackets, start=-len(brackets)):
            self.edges[k].append(_Edge(below, above, tuple(best.choice[[2 * j, 2 * j + 1]])))
        for part in best.witness():
            for place, row in enumerate(part.games.tolist()):
                k, delta = cases[row]
                if delta in self.open[k]:
                    point = _Point(best.choice[row], best.possible[row], part, place)
                    self.points[k][delta] = point
        self.open = [set() for _ in self.open]

    def _changes(self) -> list[tuple[int, float, float]]:
        """Where choices of neighbours change that are not near each other; ask beside that."""
        pairs = [
            (k, low, high)
            for k, one in enumerate(self.points)
            for low, high in itertools.pairwise(sorted(one))
            if high - low > 1.25 * NEAR and (one[low].choice != one[high].choice).any()
        ]
        if not pairs:
            return []
        who, low, high = (np.array(part) for part in zip(*pairs, strict=True))
        old, new = (
            np.stack([self.points[k][ends[side]].choice for k, *ends in pairs]) for side in (0, 1)
        )
        upheld = self.choices.upheld(np.tile(who, 2), np.concatenate([old, new]))
        below, above = switching_points(upheld, low, high, TOLERANCE, parts=_PARTS)
        brackets = [*zip(who.tolist(), below.tolist(), above.tolist(), strict=True)]
        for (k, first, end), (_, least, most) in zip(pairs, brackets, strict=True):
            near = {each for each in beside((least + most) / 2) if first < each < end}
            # Next to an end nothing was told apart: both may be upheld and worth the same.
            self.open[k] |= near if len(near) > 1 else {*near, (first + end) / 2}
        return brackets

    def _between(self) -> None:
        """Ask where a row is worth more in between that is left at the upper of two alike."""
        cells = [
            (k, low, high)
            for k, one in enumerate(self.points)
            for low, high in itertools.pairwise(sorted(one))
            if (one[low].choice == one[high].choice).all() and (k, low, high) not in self._alike
        ]
        self._alike.update(cells)
        inside = [GRID[(GRID > low) & (GRID < high)] for _, low, high in cells]
        place = np.repeat(np.arange(len(cells)), [len(some) for some in inside])
        if not len(place):
            return
        who, deltas = np.array([k for k, *_ in cells])[place], np.concatenate(inside)
        upper = [self.points[k][high] for k, _, high in cells]
        choices, remains = (
            np.stack(part) for part in zip(*[one[:2] for one in upper], strict=True)
        )
        for first in range(0, len(place), _TOGETHER):
            some = slice(first, first + _TOGETHER)
            of = choices[place[some]], remains[place[some]]
            beaten = some.start + np.flatnonzero(
                self.choices.are_beaten(who[some], deltas[some], *of)
            )
            for k, delta in zip(who[beaten].tolist(), deltas[beaten].tolist(), strict=True):
                self.open[k].add(delta)

    def witness(self, k: int) -> Regimes:
        """What proves it of one model: points in order, those of one part together."""
        deltas = self._ends(k)
        points = [self.points[k][delta] for delta in deltas]
        parts: dict[int, list[int]] = {}
        for game, point in enumerate(points):
            parts.setdefault(id(point.part), []).append(game)
        pieces = []
        for games in parts.values():
            play, tree, code = points[games[0]].part[1:]
            places = [points[game].place for game in games]
            pieces.append(Part(np.array(games), *of_games((play, tree, code), places)))
        return Regimes(np.array(deltas), tuple(pieces))

    def _ends(self, k: int) -> list[float]:
        """Patiences at which the same is not selected as at both neighbours."""
        points = sorted(self.points[k].items())
        change = [(a.choice != b.choice).any() for (_, a), (_, b) in itertools.pairwise(points)]
        beside_change = zip([True, *change], [*change, True], strict=True)
        return [delta for (delta, _), near in zip(points, beside_change, strict=True) if any(near)]


def beside(edge: float) -> tuple[float, float]:
    """Just below an edge, and just above it."""
    return edge - NEAR / 2, edge + NEAR / 2


def selection(models: Sequence[Partnership], last: Sequence[float]) -> Selection | None:
    """What partnerships of one shape select; None where punishments may change with patience."""
    game = compile_partnerships(models).as_floats()
    if game.mandated.any() or game.flow.size > _CHOICES * len(models):
        return None
    return Selection(game, last)


def regimes(model: Partnership, last: float = LAST) -> Regimes | None:
    """What a partnership selects up to a patience; None where punishments may change with it."""
    return regimes_many([model], [last])[0]


def regimes_many(
    models: Sequence[Partnership], last: Sequence[float] | None = None
) -> list[Regimes | None]:
    """The same of partnerships of one shape, each round of all together."""
    equilibria = selection(models, last or [LAST] * len(models))
    if equilibria is None:
        return [None] * len(models)
    return [equilibria.witness(k) if some else None for k, some in enumerate(equilibria.points)]
