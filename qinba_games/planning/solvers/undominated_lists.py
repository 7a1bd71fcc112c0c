"""Lists of undominated (cost, value): every budget at once, one tie after another.

Of a tie the list holds its options; of a tree of ties each option of the highest is joined with
the lists of what is below it under that help. The list of all grows by one of these at a time. Ties
that share offices are added once for each set of offices that is open (Nemhauser and Ullmann 1969).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from ...types import BoolArray, IntArray, Number
from ..programme import (
    Block,
    BlockStage,
    Help,
    Item,
    ListStep,
    Opening,
    Points,
    Programme,
    TieOption,
    near,
)


def lists_of(programme: Programme) -> tuple[BlockStage, ...]:
    """The lists of a programme, block after block; the last is the frontier."""
    items, stages = _Items(programme), list[BlockStage]()
    for block in programme.blocks:
        stages.append(items.after(stages[-1].points if stages else _NOTHING, block))
    return tuple(stages)


def lists_by_block(programme: Programme) -> tuple[BlockStage, ...]:
    """The list of each block by itself."""
    items = _Items(programme)
    return tuple(items.after(_NOTHING, block) for block in programme.blocks)


class _Items:
    """Lists of single ties and trees, each made once."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.money, self.gain = programme.money.whole, programme.gain.whole
        self._known: dict[tuple[int, Help, frozenset[str]], Item] = {}
        self._offices: list[frozenset[str]] = [*programme.charged]
        for k in sorted(range(len(programme.ties)), key=self._depth, reverse=True):
            over = programme.above[k]
            if over is not None:
                self._offices[over] |= self._offices[k]

    def _depth(self, k: int) -> int:
        over = self.programme.above[k]
        return 0 if over is None else 1 + self._depth(over)

    def fee(self, offices: frozenset[str]) -> int:
        """What opening these offices costs."""
        return sum(self.money(self.programme.offices[name]) for name in offices)

    def after(self, before: Points, block: Block) -> BlockStage:
        """The list after a block: for each set of its offices its ties are added."""
        openings = []
        for offices in block.openings():
            start = Points(before.cost + self.fee(offices), before.value)
            some = [self.item(k, (), offices) for k in block.roots]
            openings.append(Opening(offices, start, _list_steps(start, some)))
        return BlockStage(tuple(openings), _union([one.points for one in openings]))

    def item(self, k: int, above: Help, offices: frozenset[str]) -> Item:
        """The list of a tie and of all below it, while these offices are open."""
        key = k, above, offices & self._offices[k]
        if key not in self._known:
            self._known[key] = self._made(*key)
        return self._known[key]

    def _made(self, k: int, above: Help, offices: frozenset[str]) -> Item:
        programme, ways = self.programme, []
        for option in programme.options(k, offices):
            help_ = (*above, option)
            cost = self.money(programme.price(k, option))
            start = Points.one(cost, self.gain(programme.values[k][help_]))
            below = [self.item(other, help_, offices) for other in programme.below[k]]
            ways.append(TieOption(option, start, _list_steps(start, below)))
        return Item(k, above, tuple(ways), _union([way.points for way in ways] or [_NO_POINTS]))


_NOTHING = Points.one(0, 0)
_NO_POINTS = Points(_NOTHING.cost[:0], _NOTHING.value[:0])


def _list_steps(start: Points, items: Sequence[Item]) -> tuple[ListStep, ...]:
    lists = itertools.accumulate(items, lambda one, item: sums(one, item.points), initial=start)
    return tuple(ListStep(item, each) for item, each in zip(items, [*lists][1:], strict=True))


def sums(one: Points, other: Points) -> Points:
    """Undominated sums of a point of each list."""
    cost = (one.cost[:, None] + other.cost).T.ravel()
    value = (one.value[:, None] + other.value).T.ravel()
    return _undominated(cost, value)


def _union(lists: Sequence[Points]) -> Points:
    """What is undominated in several lists."""
    if len(lists) == 1:
        return lists[0]
    return _undominated(*(np.concatenate(part) for part in zip(*lists, strict=True)))


def _undominated(cost: IntArray, value: IntArray) -> Points:
    if not len(cost):  # a tie that has to be helped, and cannot be
        return Points(cost, value)
    order = np.argsort(cost, kind="stable")
    cost, best = cost[order], np.maximum.accumulate(value[order])
    last = np.append(cost[1:] > cost[:-1], True)  # of equal costs what is best so far
    cost, best = cost[last], best[last]
    rises = np.append(True, best[1:] > best[:-1])
    return Points(cost[rises], best[rises])


#: Who is traced, and where it is: cost and value.
_ItemPlace = tuple[int, int, int]
#: The code of the first plan that reaches each place.
_Trace = dict[_ItemPlace, int]


class Plans:
    """Which plans reach points of the last list.

    A plan is a whole number with a digit for each tie, the first tie first: 0, 1, ... for its
    bundles in their order, the last digit for none. So the first plan is the smallest number, and
    the numbers of parts of a plan add up.
    """

    def __init__(self, programme: Programme, stages: Sequence[BlockStage]) -> None:
        self.stages = stages
        self._base = len(programme.bundles) + 1
        self._count = len(programme.ties)
        self._fee = _Items(programme).fee
        self._known: dict[tuple[int, int], int] = {}

    def first(self, points: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
        """The options of the first plan that reaches each point."""
        trace = {(who, *point): 0 for who, point in enumerate(points)}
        for stage in reversed(self.stages):
            before: _Trace = {}
            for opening in stage.openings:
                there = _on(opening.points, trace)
                fee = self._fee(opening.offices)
                for (who, cost, value), code in self._back(opening, there).items():
                    _merge(before, (who, cost - fee, value), code)
            trace = before
        return [self._options(trace[who, 0, 0]) for who in range(len(points))]

    def _options(self, code: int) -> tuple[int, ...]:
        options = list[int]()
        for _ in range(self._count):
            code, digit = divmod(code, self._base)
            options.append((digit + 1) % self._base)
        return tuple(reversed(options))

    def _back(self, way: Opening | TieOption, trace: _Trace) -> _Trace:
        """From points after the last step to those before the first."""
        for place in reversed(range(len(way.steps))):
            if trace:
                before = way.steps[place - 1].points if place else way.start
                trace = self._before(before, way.steps[place].item, trace)
        return trace

    def _before(self, points: Points, item: Item, trace: _Trace) -> _Trace:
        ends = np.array([*trace], dtype=np.int64)
        cost = ends[:, 1:2] - item.points.cost
        value = ends[:, 2:] - item.points.value
        rows, columns = np.nonzero(_at(points, cost, value))
        moved = zip(cost[rows, columns].tolist(), value[rows, columns].tolist(), strict=True)
        both, before = [*trace.items()], _Trace()
        for row, column, point in zip(rows.tolist(), columns.tolist(), moved, strict=True):
            (who, *_), after = both[row]
            _merge(before, (who, *point), after + self._of(item, column))
        return before

    def _of(self, item: Item, place: int) -> int:
        """What reaches a point of the list of a tie and all below it."""
        key = id(item), place
        if key not in self._known:
            end = 0, int(item.points.cost[place]), int(item.points.value[place])
            trace: _Trace = {}
            power = self._base ** (self._count - 1 - item.tie)
            for way in item.ways:
                digit = (way.option - 1) % self._base
                for own in self._back(way, _on(way.points, {end: 0})).values():
                    _merge(trace, end, own + digit * power)
            self._known[key] = trace[end]
        return self._known[key]


def best_of(programme: Programme, lists: Sequence[BlockStage], budget: Number) -> tuple[int, ...]:
    """The first of the cheapest of the best plans that a budget pays."""
    last = lists[-1].points
    affordable = int((last.cost <= programme.payable(budget)).sum())
    best = last.value[affordable - 1]
    place = int((last.value < best - near(programme, best)).sum())
    (choice,) = Plans(programme, lists).first([(int(last.cost[place]), int(last.value[place]))])
    return choice


def _merge(trace: _Trace, place: _ItemPlace, code: int) -> None:
    trace[place] = min(code, trace.get(place, code))


def _on(points: Points, trace: _Trace) -> _Trace:
    """What of a trace lies on a list."""
    if not trace:
        return trace
    _, cost, value = np.array([*trace], dtype=np.int64).T
    return dict(itertools.compress(trace.items(), _at(points, cost, value).tolist()))


def _at(points: Points, cost: IntArray, value: IntArray) -> BoolArray:
    """Which of some points are on a list."""
    if not len(points.cost):
        return np.zeros(cost.shape, dtype=bool)
    at = np.minimum(np.searchsorted(points.cost, cost), len(points.cost) - 1)
    return np.asarray((points.cost[at] == cost) & (points.value[at] == value))
