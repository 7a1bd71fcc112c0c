r"""A table: what can be agreed on in every state, what it pays, and what anybody can do instead.

A row is a state with one profile of actions. If all comply with row r, pool c of the members gets

    worth_c(r; V) = (1 - lambda_r) sum_{i in c} g_i(r) + lambda_r E[V_c | r],

and member i, if it alone deviates and is punished from the next period on,

    best_i(r; v) = max over its replies of (1 - lambda) now + lambda E[v_i | reply].

lambda is the discount factor, or 0 for what is paid for ever (an exit). Members of one pool pay
each other before play, so that only their sums count. A play moves to a *node*, from which a state
is drawn before anybody acts: trust is a node, trust with the times of the period a state.

All numbers have a last axis N over games that differ in numbers only; they are floats, or
`Fraction`s in arrays of objects, and nothing here knows which.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import operator
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from ..types import Array, BoolArray, IntArray, freeze, make

T = TypeVar("T")


def by_segment(reduce: np.ufunc, values: Array, first: IntArray) -> Array:
    """Reduce the first axis of `values` from `first[k]` to `first[k + 1]`, for every k."""
    # `reduceat` is slow in short segments. Those of equal length are taken together here; otherwise
    # the entries one after the other, each for all games, where there are many.
    adds = reduce is np.add  # rounding depends on the order
    narrow = adds or values.size < _NARROW * len(values)
    if values.size < (4 * _SMALL if narrow else _SMALL):
        return np.asarray(reduce.reduceat(values, first[:-1], axis=0))
    if runs := _of_segments(_runs, first):
        parts = [_of_equal(reduce, values[entries], length) for entries, length in runs]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)
    if values.ndim > 1 and values.shape[-1] >= MANY:
        return _entry_by_entry(reduce, values, first)
    if adds or not (lengths := _of_segments(_lengths, first)):
        return np.asarray(reduce.reduceat(values, first[:-1], axis=0))
    parts = [_of_equal(reduce, values.take(every, axis=0), length) for _, every, length in lengths]
    reduction = np.empty((len(first) - 1, *values.shape[1:]), dtype=parts[0].dtype)
    for (which, *_), part in zip(lengths, parts, strict=True):
        reduction[which] = part
    return reduction


def _of_equal(reduce: np.ufunc, values: Array, length: int) -> Array:
    """The same of segments that are as long as each other."""
    return np.asarray(reduce.reduce(values.reshape(-1, length, *values.shape[1:]), axis=1))


def _of_segments(find: Any, first: IntArray) -> Any:
    """What follows from where segments begin, found once."""
    places = first.astype(int, copy=False).tobytes()
    return find(places) if len(first) <= _SHARED else find.__wrapped__(places)


@functools.lru_cache(maxsize=64)
def _runs(places: bytes) -> list[tuple[slice, int]]:
    """Segments as long as each other that are next to each other; none where lengths change often.

    Of each run its entries, and how many a segment has.
    """
    first = np.frombuffer(places, dtype=int)
    size = np.diff(first)
    ends = [0, *(np.flatnonzero(np.diff(size)) + 1).tolist(), len(size)]
    if len(ends) > _RUNS + 1:
        return []
    some = itertools.pairwise(ends)
    return [(slice(int(first[begin]), int(first[end])), int(size[begin])) for begin, end in some]


@functools.lru_cache(maxsize=64)
def _lengths(places: bytes) -> list[tuple[IntArray, IntArray, int]]:
    """All segments of a length: which they are, their entries, and how many each has.

    None where there are many lengths.
    """
    first = np.frombuffer(places, dtype=int)
    size, groups = np.diff(first), []
    lengths = np.unique(size).tolist()
    for length in lengths if len(lengths) <= _RUNS else ():
        which = np.flatnonzero(size == length)
        every = first[which][:, None] + np.arange(length)
        groups.append((which, every.ravel(), length))
    return groups


def _entry_by_entry(reduce: np.ufunc, values: Array, first: IntArray) -> Array:
    """The same, in one step for every entry of a segment."""
    reduction = values[first[:-1]]
    for k, (begin, end) in enumerate(itertools.pairwise(first.tolist())):
        for one in range(begin + 1, end):
            reduce(reduction[k], values[one], out=reduction[k])
    return reduction


def by_pool(of_members: Array, sums: IntArray) -> Array:
    """Sums of `of_members`, shape (rows, n, N), over the members of each pool."""
    return np.asarray(sums.T @ of_members)


def _side_by_side(places: IntArray) -> Any:
    """Places as a slice, where they follow each other."""
    first, last = int(places[0]), int(places[-1])
    return slice(first, last + 1) if last - first + 1 == len(places) else places


#: So many games are looked at choice by choice, and so many lottery by lottery.
MANY, _LOTTERIES = 64, 256
#: Up to so many choices in a state.
_CHOICES = 16
#: Where there are more states, each counts as leading to all.
_STATES = 256
#: Up to so many runs, or lengths, of segments are reduced one by one, of arrays from that size on;
#: and from four times that size on where an entry has few numbers, or is added.
_RUNS, _SMALL, _NARROW = 8, 1024, 8
#: Up to so many numbers are looked at as often as there are states that lead to them.
_FEW = 32_768


class Lotteries(NamedTuple):
    """Lotteries, none of them empty: that of number k is `first[k]` to `first[k + 1]`."""

    first: IntArray
    to: IntArray
    chance: Array  #: shape (branches, N)

    def expect(self, values: Array) -> Array:
        """Expectation of `values`, shape (places, ..., N), under every lottery."""
        return self._mean(values, self.to)

    def drawn(self, values: Array) -> Array:
        """Expectation of what branches bring, shape (branches, ..., N), under every lottery."""
        return self._mean(values, np.arange(len(values)))

    def _mean(self, values: Array, at: IntArray) -> Array:
        if values.shape[-1] < _LOTTERIES:
            one = self.chance.reshape(len(at), *[1] * (values.ndim - 2), -1)
            each = values.take(at, axis=0)
            # In place where it can be: a new large array takes longer than the product.
            fits = each.dtype == one.dtype and each.shape[-1] >= one.shape[-1]
            each = np.multiply(one, each, out=each if fits else None)
            return by_segment(np.add, each, self.first)
        dtype = np.result_type(self.chance, values)
        means, places = np.zeros((len(self.first) - 1, *values.shape[1:]), dtype), at.tolist()
        for k, (begin, end) in enumerate(itertools.pairwise(self.first.tolist())):
            for branch in range(begin, end):
                means[k] += self.chance[branch] * values[places[branch]]
        return means

    def largest(self, values: Array) -> Array:
        """The largest of `values`, shape (places, ...), to which every lottery can lead."""
        return by_segment(np.maximum, values.take(self.to, axis=0), self.first)

    def dense(self, places: int) -> Array:
        """Chances of all places under every lottery, shape (lotteries, places, N)."""
        count = len(self.first) - 1
        chances = np.zeros((count, places, self.chance.shape[-1]), dtype=self.chance.dtype)
        np.add.at(chances, (np.repeat(np.arange(count), np.diff(self.first)), self.to), self.chance)
        return chances

    def possible(self) -> Lotteries:
        """The same without what happens in none of the games."""
        there = (self.chance != 0).any(axis=-1)
        first = np.concatenate([[0], np.cumsum(there)])[self.first]
        return Lotteries(first, self.to[there], self.chance[there])

    def some(self, which: IntArray) -> Lotteries:
        """Some of the lotteries."""
        size = np.diff(self.first)[which]
        first = np.concatenate([[0], np.cumsum(size)])
        begins = np.repeat(self.first[which] - first[:-1], size)
        branches = begins + np.arange(len(begins))
        return Lotteries(first, self.to[branches], self.chance[branches])

    def of_games(self, games: Any) -> Lotteries:
        """The same of some of the games."""
        return self._replace(chance=some_games(self.chance, games))

    def reach(self, which: IntArray) -> IntArray:
        """Where these lotteries can lead."""
        here, there = np.zeros(len(self.first) - 1, bool), np.zeros(self.to.max() + 1, bool)
        here[which] = True
        there[self.to[np.repeat(here, np.diff(self.first))]] = True
        return np.flatnonzero(there)


class Alike(NamedTuple):
    """States that have as many rows, preferred in the same order."""

    first: int  #: their first row
    states: int
    size: int  #: rows of each
    order: list[int]


class _Leads(NamedTuple):
    """Entries of (lotteries x nodes) that branches of lotteries fill."""

    place: IntArray  #: shape (branches,)
    once: bool  #: whether no two branches of a lottery lead to one node


class Choices(NamedTuple):
    """What is paid now, whether something follows, and the lottery over the nodes that do."""

    now: Array
    waits: BoolArray
    then: IntArray


#: Tables of more rows share nothing with others that are made later.
_SHARED = 4096


@functools.lru_cache(maxsize=64)
def _known_of(_: tuple[bytes, ...]) -> dict[str, Any]:
    """What follows from a shape, once that was asked."""
    return {}


def _of_shape(find: Callable[[Table], T]) -> functools.cached_property[T]:
    """What follows from the shape of a table alone: found once for all tables that have it."""

    @functools.wraps(find)
    def once(table: Table) -> T:
        if find.__name__ not in table.known:
            table.known[find.__name__] = freeze(find(table))
        value: T = table.known[find.__name__]
        return value

    return functools.cached_property(once)


@dataclasses.dataclass(frozen=True, eq=False)
class Table:
    """Rows and replies of N games of one shape; see above for the symbols."""

    delta: Array  #: shape (N,)
    state: IntArray  #: shape (rows,), ascending; every state has a row
    rows: Choices  #: `now` has shape (rows, n, N)
    nodes: Lotteries  #: over states, one for every node
    lotteries: Lotteries  #: over nodes
    menu: IntArray  #: shape (rows, n): the replies of each member at each row; -1 for none
    owner: IntArray  #: shape (menus,): whose they are
    first: IntArray  #: shape (menus + 1,): where the replies of each menu begin
    replies: Choices  #: `now` has shape (replies, N); -inf where there is none in a game
    open: BoolArray  #: shape (rows, N): rows that can be agreed on
    pools: IntArray  #: shape (n,): number of the pool of each member
    objective: IntArray  #: shape (n,): whose payoffs are counted in what is to be largest
    feared: IntArray  #: nodes at which punishments begin: all to which a deviation can lead
    start: IntArray  #: nodes at which values are compared, in this order
    prefer: IntArray  #: shape (rows,): of equally good rows the lowest is named

    @_of_shape
    def first_row(self) -> IntArray:
        """Shape (states + 1,): where the rows of each state begin."""
        return np.asarray(np.searchsorted(self.state, np.arange(self.states + 1)))

    @property
    def states(self) -> int:
        """Number of states."""
        return int(self.state[-1]) + 1

    @_of_shape
    def sums(self) -> IntArray:
        """Shape (n, pools + 1): who belongs to each pool, and last the objective; or one column."""
        count = int(self.pools.max()) + 1
        each = (self.pools[:, None] == np.arange(count)).astype(int)
        if count == 1 and (self.objective == 1).all():
            return np.asarray(each)
        return np.concatenate([each, self.objective[:, None]], axis=1)

    @_of_shape
    def replier(self) -> IntArray:
        """Shape (replies,): whose each reply is."""
        return np.repeat(self.owner, np.diff(self.first))

    @_of_shape
    def order(self) -> IntArray:
        """The rows state by state, in the order of preference."""
        return np.lexsort((self.prefer, self.state))

    @_of_shape
    def alike(self) -> list[Alike]:
        """States next to each other that are alike; empty where few are."""
        runs = list[Alike]()
        for begin, end in itertools.pairwise(self.first_row.tolist()):
            order = (self.order[begin:end] - begin).tolist()
            if runs and runs[-1].order == order:
                runs[-1] = runs[-1]._replace(states=runs[-1].states + 1)
            else:
                runs.append(Alike(begin, 1, end - begin, order))
        few = max(each.size for each in runs) <= _CHOICES
        return runs if few and len(runs) <= _RUNS else []

    @_of_shape
    def leads(self) -> _Leads:
        """Which moves from node to node lotteries make possible."""
        count, nodes = len(self.lotteries.first) - 1, len(self.nodes.first) - 1
        place = np.repeat(np.arange(count) * nodes, np.diff(self.lotteries.first))
        place = place + self.lotteries.to
        return _Leads(place, len(np.unique(place)) == len(place))

    @_of_shape
    def turns(self) -> list[tuple[Any, IntArray]]:
        """The first branches of all nodes, then the second of those that have one, and so on."""
        first, size = self.nodes.first[:-1], np.diff(self.nodes.first)
        every = [np.flatnonzero(size > k) for k in range(size.max())]
        return [(_side_by_side(which), first[which] + k) for k, which in enumerate(every)]

    @_of_shape
    def feared_states(self) -> IntArray:
        """The states in which punishments begin."""
        return self.nodes.reach(self.feared)

    @_of_shape
    def feared_rows(self) -> IntArray:
        """The rows of these states."""
        there = np.zeros(self.states, dtype=bool)
        there[self.feared_states] = True
        return np.flatnonzero(there[self.state])

    @functools.cached_property
    def middle(self) -> Array:
        """A payoff in the middle for each member, (n, N): from there sizes count; 0 if exact."""
        # So no constant makes the terms of a comparison large, and its slack with them.
        now, half = self.rows.now, len(self.state) // 2
        if now.dtype == object:
            return np.zeros(now.shape[1:], dtype=int)
        return np.asarray(np.partition(now, half, axis=0)[half])

    def largest_ahead(self, values: Array) -> Array:
        """For each state the largest of `values`, (states, ...), there and where it can lead."""
        # What is listed and cannot be reached is no term of a state's value.
        if self.states > _STATES:
            return np.broadcast_to(values.max(axis=0), values.shape)
        to, first = self._ahead
        if len(to) * values[0].size <= _FEW:
            return by_segment(np.maximum, values.take(to, axis=0), first)
        parts, which = self._nested
        most = np.empty((len(parts), *values.shape[1:]), dtype=values.dtype)
        for k, (own, further) in enumerate(parts):
            most[k] = np.concatenate([values[own], most[further]]).max(axis=0)
        return np.asarray(most[which])

    @_of_shape
    def _leads(self) -> Array:
        """The states to which each leads, itself included, as packed bits, a row for each state."""
        alone = np.packbits(np.eye(self.states, dtype=bool), axis=1)
        drawn = by_segment(np.bitwise_or, alone[self.nodes.to], self.nodes.first)
        lead = by_segment(np.bitwise_or, drawn[self.lotteries.to], self.lotteries.first)
        later = np.where(self.rows.waits[:, None], lead[self.rows.then], 0)
        sets = alone | by_segment(np.bitwise_or, later, self.first_row)
        width = sets.shape[1]
        whole = [int.from_bytes(one.tobytes()) for one in sets]
        for state in range(self.states):  # Warshall: whatever leads there leads on from there
            bit, further = 1 << 8 * width - 1 - state, whole[state]
            whole = [one | further if one & bit else one for one in whole]
        digits = b"".join(one.to_bytes(width) for one in whole)
        return np.frombuffer(digits, dtype=np.uint8).reshape(-1, width)

    @_of_shape
    def _ahead(self) -> tuple[IntArray, IntArray]:
        """The states that each leads to, one after the other, and where those of each begin."""
        one = np.unpackbits(self._leads, axis=1)
        return np.nonzero(one)[1], np.concatenate([[0], np.cumsum(one.sum(axis=1, dtype=int))])

    @_of_shape
    def _nested(self) -> tuple[list[tuple[IntArray, IntArray]], IntArray]:
        """The same sets of states, small first; which of them each state has."""
        # With each set: the states that have it, and the sets that are next below it.
        packed, which = np.unique(self._leads, axis=0, return_inverse=True)
        one = np.unpackbits(packed, axis=1).astype(int)
        size = one.sum(axis=1)
        order = np.argsort(size, kind="stable")
        sets, which = one[order], np.argsort(order)[which.reshape(-1)]
        subset = (sets @ sets.T == size[order]) - np.eye(len(sets), dtype=int)
        below = (subset > 0) & (subset @ subset == 0)
        parts = [(np.flatnonzero(which == k), np.flatnonzero(row)) for k, row in enumerate(below)]
        return parts, which

    def take(self, games: Any) -> Table:
        """Some of the games, whose shape is known already."""
        return self._alike(
            delta=self.delta[games],
            nodes=self.nodes.of_games(games),
            lotteries=self.lotteries.of_games(games),
            rows=self.rows._replace(now=some_games(self.rows.now, games)),
            replies=self.replies._replace(now=some_games(self.replies.now, games)),
            open=some_games(self.open, games),
        )

    def at(self, delta: Array) -> Table:
        """The same games at other discount factors."""
        return self._alike(delta=delta)

    def drawn_in(self, games: Any) -> Table:
        """Some of the games; what is paid and open, and what follows, stays that of all."""
        return self._alike(delta=self.delta[games], nodes=self.nodes.of_games(games))

    @functools.cached_property
    def shape(self) -> tuple[bytes, ...]:
        """All but the numbers: games of tables that are equal in it can be judged together."""
        parts: tuple[Array, ...] = (self.state, self.menu, self.owner, self.first, self.prefer)
        parts += (self.pools, self.objective, self.feared, self.start)
        parts += (*self.nodes[:2], *self.lotteries[:2], *self.rows[1:], *self.replies[1:])
        return tuple(part.tobytes() for part in parts)

    @functools.cached_property
    def known(self) -> dict[str, Any]:
        """What was found out about the shape, which other tables may have too."""
        return _known_of(self.shape) if len(self.state) <= _SHARED else {}

    def beside(self, others: Sequence[Table]) -> Table:
        """These games, and after them those of other tables of the same shape."""
        if not others:
            return self

        def games(of: str) -> Array:
            each = map(operator.attrgetter(of), (self, *others))
            return np.concatenate([*each], axis=-1)

        return self.with_numbers(
            games("delta"),
            rows=games("rows.now"),
            nodes=games("nodes.chance"),
            lotteries=games("lotteries.chance"),
            replies=games("replies.now"),
            agreeable=games("open"),
        )

    def with_numbers(
        self,
        delta: Array,
        *,
        rows: Array,
        nodes: Array,
        lotteries: Array,
        replies: Array,
        agreeable: Array,
    ) -> Table:
        """Other games of this shape: what is paid, by chance, and open."""
        return self._alike(
            delta=delta,
            rows=self.rows._replace(now=rows),
            nodes=self.nodes._replace(chance=nodes),
            lotteries=self.lotteries._replace(chance=lotteries),
            replies=self.replies._replace(now=replies),
            open=agreeable,
        )

    def _alike(self, **numbers: Any) -> Table:
        """A table of the same shape, which is known already."""
        same = {name: getattr(self, name) for name in _FIELDS}
        return make(Table, **{**same, **numbers}, known=self.known)


_FIELDS = tuple(field.name for field in dataclasses.fields(Table))


def games_last(values: Array) -> Array:
    """An array whose first axis is over games, with that axis as the last one."""
    # As `numpy.moveaxis`, which takes longer than most of what is done with so few numbers.
    return values.transpose(*range(1, values.ndim), 0)


def games_first(values: Array) -> Array:
    """The same the other way round."""
    return values.transpose(-1, *range(values.ndim - 1))


def some_games(of_all: Array, games: Any) -> Array:
    """Entries of some of the games, the last axis, side by side in memory."""
    if isinstance(games, slice):
        return of_all[..., games]
    where = np.flatnonzero(games) if np.asarray(games).dtype == bool else games
    return np.take(of_all, where, axis=-1)


def of_games(parts: Any, games: Any) -> Any:
    """The same of some of the games; arrays in tuples, the last axis of each over games."""
    if isinstance(parts, np.ndarray):
        return some_games(parts, games)
    if not isinstance(parts, tuple):
        return parts
    fields = [of_games(part, games) for part in parts]
    return type(parts)(*fields) if hasattr(parts, "_fields") else tuple(fields)


def side_by_side(parts: Sequence[Any]) -> Any:
    """The same of all games of some; arrays in tuples, the last axis over games."""
    first = parts[0]
    if isinstance(first, np.ndarray):
        return np.concatenate(parts, axis=-1)
    if not isinstance(first, tuple):
        return first
    fields = [side_by_side(each) for each in zip(*parts, strict=True)]
    return type(first)(*fields) if hasattr(first, "_fields") else tuple(fields)


def after_deviations(table: Table) -> Table:
    """The table of the nodes to which a deviation can lead, numbered anew in their order."""
    nodes, states = table.feared, table.feared_states
    rows = table.feared_rows
    menus = np.unique(table.menu[rows][table.menu[rows] >= 0])
    replies = np.flatnonzero(
        np.isin(np.repeat(np.arange(len(table.owner)), np.diff(table.first)), menus)
    )
    waiting = (
        part.then[which][part.waits[which]]
        for part, which in ((table.rows, rows), (table.replies, replies))
    )
    used = np.unique(np.concatenate([*waiting]))
    node, state, menu, then = (_number(part) for part in (nodes, states, menus, used))
    size = np.diff(table.first)[menus]
    return dataclasses.replace(
        table,
        state=state(table.state[rows]),
        rows=_some(table.rows, rows, then),
        nodes=_some_lotteries(table.nodes, nodes, state),
        lotteries=_some_lotteries(table.lotteries, used, node),
        menu=np.where(table.menu[rows] >= 0, menu(table.menu[rows]), -1),
        owner=table.owner[menus],
        first=np.concatenate([[0], np.cumsum(size)]),
        replies=_some(table.replies, replies, then),
        open=table.open[rows],
        feared=np.arange(len(nodes)),
        start=np.arange(len(nodes)),
        prefer=table.prefer[rows],
    )


def _number(chosen: IntArray) -> Any:
    return lambda old: np.searchsorted(chosen, old)


def _some(part: Choices, which: IntArray, then: Any) -> Choices:
    waits = part.waits[which]  # nothing follows an exit
    return Choices(part.now[which], waits, np.where(waits, then(part.then[which]), 0))


def _some_lotteries(lotteries: Lotteries, which: IntArray, number: Any) -> Lotteries:
    """Some of the lotteries, over places that are numbered anew."""
    some = lotteries.some(which)
    return some._replace(to=number(some.to))
