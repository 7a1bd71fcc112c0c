"""What a partnership's founding level is at every discount factor at once.

Classes are piecewise constant in the discount factor, but need not change only once: a patient
member may wait where an impatient one contributes. So the whole interval is scanned, in one batch,
and every change found is refined by bisection. Mostly it is where one choice takes the place of
another; that is found by comparing these two alone, and then asked of the solver.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import _sizes
from ..algorithms.elimination import Upheld, switching_points
from ..algorithms.solution import solve
from ..common.spans import Spans
from ..common.status import LAST
from ..game.witness import Regimes
from ..types import Array
from .compile import table_of
from .pair_terms import PairTerms, game_of
from .partnership import Partnership
from .results.evolution import COOPERATING
from .selection import GRID, TOLERANCE, ChoicesOverPatience, Selection, selection
from .trust_game import (
    TrustGame,
    choices_of,
    classes_where,
    classify,
    compile_partnerships,
    games_at_once,
)

#: Two ways to compute agree on an edge up to this.
_NEAR = 1e-8
#: Into so many parts a bracket is cut in which only the solver is asked.
_PARTS = 8
#: Questions asked at once: as many whole scans as fit.
_TOGETHER = 4096

#: For each founding class the discount factors at which it is that.
Classes = dict[str, Spans]


def segments(model: Partnership, founding: int) -> Classes:
    """The discount factors at which each founding class is found."""
    return segments_many([model], [founding])[0]


def everywhere(model: Partnership, founding: int) -> tuple[Classes, Regimes | None]:
    """The classes of one partnership, and what is selected at every patience, which shows them."""
    return everywhere_many([model], [founding])[0]


def _few_levels(models: Sequence[Partnership]) -> None:
    levels = max((len(model.benefit) for model in models), default=0)
    most, remedy = _sizes.SCANNED_LEVELS, "Use fewer levels, or evolve at some discount factors"
    _sizes.fits("critical_discount", "model", levels, levels, most, "levels of trust", remedy)


def segments_many(models: Sequence[Partnership], founding: Sequence[int]) -> list[Classes]:
    """The same for many partnerships of one shape, each from its own founding trust."""
    return [classes for classes, _ in everywhere_many(models, founding)]


def everywhere_many(
    models: Sequence[Partnership], founding: Sequence[int]
) -> list[tuple[Classes, Regimes | None]]:
    """The same, and what is selected at every patience, which shows it."""
    _few_levels(models)
    equilibria = selection(models, [LAST] * len(models))
    if equilibria is None:
        return [(one, None) for one in _classes_by_scan(_scan_of(models, founding), len(models))]
    rows = enumerate(zip(models, founding, strict=True))
    return [(_classes(equilibria, k, *one), equilibria.witness(k)) for k, one in rows]


def _classes(equilibria: Selection, k: int, model: Partnership, start: int) -> Classes:
    """Where each class is, from what is selected in one of the models."""
    game = equilibria.game.take(np.array([k]))

    def names(choices: Sequence[Array]) -> list[str]:
        return list(classify(game, np.stack(choices))[:, start].tolist())

    points = sorted(equilibria.points[k].items())
    rows = [*zip(points, names([point.choice for _, point in points]), strict=True)]
    edges = [(0.0, rows[0][1])]
    for ((low, _), old), ((high, _), new) in itertools.pairwise(rows):
        if old == new:
            continue
        inside = (one for one in equilibria.edges[k] if low <= one.below and one.above <= high)
        above = next((one.above for one in inside if names(one.choices) == [old, new]), None)
        if above is not None:
            edges.append((above, new))
            continue
        scan = _scan_of([model], [start])._replace(upheld=None)
        bracket = (np.array([end]) for end in (0, low, high, old, new))
        edges += [(edge, label) for _, edge, label in _changes_in(scan, *bracket)]
    return _between(edges)


class _PatienceScan(NamedTuple):
    """What is asked of some of the partnerships, each at a patience of its own."""

    choices: Callable[[Array, Array], Array]  #: what they agree on, the partnerships first
    classes: Callable[[Array, Array], Array]  #: of whom, and choices: the founding class
    #: Of whom, and choices: which are equilibria; None where what follows a breach has to be found
    #: first.
    upheld: Callable[[Array, Array], Upheld] | None

    def ask(self, who: Array, deltas: Array) -> Array:
        """The founding class of partnership `who[r]` at `deltas[r]`, for every r."""
        return self.classes(who, self.choices(who, deltas))


def _scan_of(models: Sequence[Partnership], founding: Sequence[int]) -> _PatienceScan:
    _few_levels(models)
    return _scan(compile_partnerships(models).as_floats(), np.asarray(founding))


def _scan(game: TrustGame, start: Array) -> _PatienceScan:
    over = None if game.mandated.any() else ChoicesOverPatience(game)
    table = over.table if over else table_of(game, np.zeros(game.n_games))
    never, leave = np.asarray(game.chance == 0), len(game.contributes)
    most = games_at_once(game.levels, game.conditions, leave + 1)

    def choices(who: Array, deltas: Array) -> Array:
        parts = (slice(low, low + most) for low in range(0, len(who), most))
        answers = [solve(table.take(who[part]).at(deltas[part])).found.rows for part in parts]
        return np.concatenate([choices_of(game, rows) for rows in answers])

    def classes(who: Array, chosen: Array) -> Array:
        here = chosen[np.arange(len(who)), start[who]]
        return classes_where(here == 0, here == leave, never[who])

    return _PatienceScan(choices, classes, over.upheld if over else None)


def segments_near(
    models: Sequence[Partnership], founding: Sequence[int], guesses: Sequence[Classes]
) -> list[Classes]:
    """The same as `segments_many`, given what `segments_arrays` found of the same pairs."""
    # Every edge is looked for again where it was found; a partnership of which one edge is not
    # there is scanned whole.
    scan = _scan_of(models, founding)
    rows = [
        sorted((low, label) for label, spans in guess.items() for low, _ in spans)
        for guess in guesses
    ]
    starts = np.array([row[0][1] for row in rows])
    lost = set(
        np.flatnonzero(scan.ask(np.arange(len(rows)), np.zeros(len(rows))) != starts).tolist()
    )
    brackets = [
        (k, max(edge - _NEAR, 0.0), edge + _NEAR, row[j][1], label)
        for k, row in enumerate(rows)
        for j, (edge, label) in enumerate(row[1:])
    ]
    edges = {k: [(0.0, row[0][1])] for k, row in enumerate(rows)}
    if brackets:
        who, low, high, old, new = map(np.array, zip(*brackets, strict=True))
        lost.update(who[~_there(scan, who, low, high, old, new)].tolist())
        rest = np.flatnonzero(~np.isin(who, sorted(lost)))
        if len(rest):
            few = (part[rest] for part in (who, low, high, old, new))
            first, label = _first_change(scan, *few)
            for j, edge, name in zip(rest.tolist(), first.tolist(), label.tolist(), strict=True):
                edges[int(who[j])].append((edge, name))
    again = sorted(lost)
    scans = segments_many([models[k] for k in again], [founding[k] for k in again]) if again else []
    whole = dict(zip(again, scans, strict=True))
    return [whole[k] if k in whole else _between(edges[k]) for k in range(len(models))]


def _there(
    scan: _PatienceScan, who: Array, low: Array, high: Array, old: Array, new: Array
) -> Array:
    """Whether the class changes in each bracket, and once; brackets that overlap do not tell."""
    jumps = high < 1
    if jumps.any():
        some = who[jumps]
        before, after = scan.ask(some, low[jumps]), scan.ask(some, high[jumps])
        jumps[jumps] = (before == old[jumps]) & (after == new[jumps])
    disjoint = (who[1:] != who[:-1]) | (low[1:] > high[:-1])
    jumps[1:] &= disjoint
    jumps[:-1] &= disjoint
    return np.asarray(jumps)


def cooperates_at(model: Partnership, founding: int, deltas: Array) -> Array:
    """Whether there is cooperation at each of some discount factors; one batch and no search."""
    return np.isin(
        _scan_of([model], [founding]).ask(np.zeros_like(deltas, int), deltas), COOPERATING
    )


def classes_arrays(terms: PairTerms, deltas: Array) -> Array:
    """The founding class of pairs whose parameters are arrays, at each of some discount factors."""
    scans = ((_scan(game_of(part), part.founding), part.count) for _, part in terms.blocks())
    return np.concatenate([_labels(scan, count, deltas) for scan, count in scans])


def segments_arrays(terms: PairTerms, grid: Array = GRID) -> list[Classes]:
    """The same for pairs whose parameters are arrays; their own patience is left out of account."""
    scans = ((_scan(game_of(part), part.founding), part.count) for _, part in terms.blocks())
    return [one for scan, count in scans for one in _classes_by_scan(scan, count, grid)]


def _classes_by_scan(scan: _PatienceScan, count: int, grid: Array = GRID) -> list[Classes]:
    """Where each of `count` partnerships has which class: a scan, and a search for every change."""
    labels = _labels(scan, count, grid)
    edges = [[(0.0, str(row[0]))] for row in labels]
    who, jumps = np.nonzero(labels[:, 1:] != labels[:, :-1])
    ends = grid[jumps], grid[jumps + 1], labels[who, jumps], labels[who, jumps + 1]
    for k, edge, label in _changes_in(scan, who, *ends):
        edges[k].append((edge, label))
    return [_between(sorted(steps)) for steps in edges]


def _labels(scan: _PatienceScan, count: int, deltas: Array) -> Array:
    """The founding class of each of `count` partnerships at each of some patiences."""
    parts = np.array_split(np.arange(count), max(1, count * len(deltas) // _TOGETHER))
    points = ((np.repeat(few, len(deltas)), np.tile(deltas, len(few))) for few in parts)
    return np.concatenate([scan.ask(*each) for each in points]).reshape(count, -1)


def _changes_in(
    scan: _PatienceScan, who: Array, low: Array, high: Array, old: Array, new: Array
) -> Iterator[tuple[int, float, str]]:
    """Who has another class from where on, and which, between two patiences of each."""
    while len(who):
        first, label = _first_change(scan, who, low, high, old, new)
        yield from zip(who.tolist(), first.tolist(), label.tolist(), strict=True)
        # There may be several changes: go on from the one just found.
        more = label != new
        who, low, high, old, new = who[more], first[more], high[more], label[more], new[more]


def _first_change(
    scan: _PatienceScan, who: Array, low: Array, high: Array, old: Array, new: Array
) -> tuple[Array, Array]:
    """Narrow every bracket to where the class stops being `old`; the class just there."""
    low, high, new = low.copy(), high.copy(), new.astype(object)  # of names of any length
    if scan.upheld:
        # First to where the choice above takes the place of that below: mostly that is it.
        both = np.tile(who, 2)
        upheld = scan.upheld(both, scan.choices(both, np.concatenate([low, high])))
        ends = switching_points(upheld, low, high, TOLERANCE)
        below, above = np.split(scan.ask(both, np.concatenate(ends)), 2)
        there = (below == old) & (above != old)
        low[there], high[there], new[there] = ends[0][there], ends[1][there], above[there]
    parts = np.arange(1, _PARTS) / _PARTS
    while len(wide := np.flatnonzero(high - low > TOLERANCE)):
        inside = low[wide, None] + (high - low)[wide, None] * parts
        labels = scan.ask(np.repeat(who[wide], len(parts)), inside.ravel())
        labels = np.column_stack([labels.reshape(inside.shape), new[wide]])
        places = np.column_stack([low[wide], inside, high[wide]])
        each, first = np.arange(len(wide)), (labels != old[wide, None]).argmax(axis=1)
        low[wide], high[wide] = places[each, first], places[each, first + 1]
        new[wide] = labels[each, first]
    return high, new


def _between(edges: list[tuple[float, str]]) -> Classes:
    """Where each class is, if each begins at an edge and lasts until the next one, or 1."""
    intervals: dict[str, list[tuple[float, float]]] = {}
    ends = [low for low, _ in edges[1:]] + [1.0]
    for (low, label), high in zip(edges, ends, strict=True):
        intervals.setdefault(label, []).append((low, high))
    return {label: Spans(pairs) for label, pairs in intervals.items()}


def cooperating(classes: Classes) -> Spans:
    """Where there is cooperation."""
    return Spans.union(span for label in COOPERATING for span in classes.get(label, ()))


def changes(classes: Classes) -> set[float]:
    """Where the class changes."""
    return {edge for spans in classes.values() for edge in spans.edges}


def probes(spans: Iterable[tuple[Any, Any]], tolerance: float = TOLERANCE) -> list[float]:
    """Discount factors just inside both ends of every span; in the middle of one without ends."""
    points = []
    for low, high in spans:
        step = min(8 * tolerance, (high - low) / 4)
        ends = [low + step] * (low > 0) + [high - step] * (high < 1)
        points += ends or [(low + high) / 2]
    return points


def beside(least: Any) -> list[float]:
    """Where to show a least patience, known up to a tolerance: just above it and just below."""
    if least >= 1:
        return [1 - 1e-6]
    return [least + 8 * TOLERANCE] + [least - 8 * TOLERANCE] * (least > 0)
