r"""The kernel: is what is played an equilibrium, and does its record show that nothing is better?

It reads, and never searches. A row is upheld for pool P if sum_{i in P} best_i <= worth_P. Bounds
need no solving to be bounds: if V >= worth(r; V) for all rows r that remain, no policy made of them
is worth more than V (the map is a contraction), and if v <= best(r; v) for all of them, none
leaves a deviator less than v. So a row that is not upheld even under such V and v is in no
equilibrium, and by induction over rounds neither is any that was eliminated before.

Floats have three levels, each relative to the terms that meet: a bound is one up to `STEP`; a row
is eliminated if it lacks more than half of `TIE`, so that errors of bounds do not add up to a gap;
a row may be played if it lacks at most `CHECK`, and a value may be wrong by as much: what every
period adds to that error counts. Rational tables are judged in whole numbers.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

import numpy as np

from .. import _exact, _tolerance
from ..game.table import Lotteries, Table, after_deviations, by_pool, by_segment, some_games
from ..game.witness import PenalCode, Play, Tree
from ..types import Array, BoolArray, IntArray

T = TypeVar("T")
#: Floats of a witness are smaller; payoffs are so by far.
_LARGEST = 1e305
#: What follows from a table whatever its values are.
_OF_TABLE = ("middle", "feared", "exits", "tempted", "breaches", "lasting")


class Gap(NamedTuple):
    """By how much something fails, and where, by numbers."""

    size: Any
    allowed: Any  #: what is rounding
    what: str
    row: int | None = None
    against: int | None = None  #: who is punished; None on the path
    game: int = 0
    account: Any = None  #: of the play that breaks a constraint


class Values(NamedTuple):
    """V and v counted from a middle payoff; whole numbers, `scale` times as large, if exact."""

    worth: Array  #: shape (nodes, pools, N)
    punishment: Array  #: shape (nodes, n, N)
    scale: int
    known: dict[str, Any]  #: what follows from them, once that was asked
    after: dict[str, Any]  #: what follows from punishments alone

    def of_games(self, games: Any) -> Values:
        """Those of some of the games, and the best replies to them if they are known."""
        best = {name: self.after[name][:, games] for name in {"best"} & self.after.keys()}
        return Values(self.worth[..., games], self.punishment[..., games], self.scale, {}, best)


class _PunishmentStates(NamedTuple):
    """The states in which punishments begin, their rows, and the menus of these."""

    states: IntArray
    rows: IntArray
    state: IntArray  #: shape (rows,): the place of each among the states
    first: IntArray  #: shape (states + 1,): where the rows of each begin
    menu: IntArray  #: shape (rows, n)
    has: BoolArray  #: shape (rows, n, 1): whether there is one
    nodes: Lotteries  #: over these states, where punishments begin


class Exits(NamedTuple):
    """What is left to members where deviations end it all, shape (feared nodes, n, N)."""

    best: Array
    size: Array  #: of the payoffs


class Constraints(NamedTuple):
    """Incentive constraints, shape (rows, pools, N)."""

    gap: Array  #: positive where one is broken
    bound: BoolArray  #: whether anybody of the pool can deviate there
    size: Array  #: of the terms that meet
    best: Array  #: shape (rows, n, N): what each member's best reply is worth


class Kernel:
    """A table ready to be judged; all counts `factor` times, from a middle payoff."""

    # So no constant hides what differs; the factor is 1 for floats.
    def __init__(self, table: Table) -> None:
        _refuse_unreadable(table)
        self.table, self.exact = table, table.rows.now.dtype == object
        self.count, n = int(table.pools.max()) + 1, table.pools.size
        self._own_pools = np.array_equal(table.pools, np.arange(n))
        self.base = table.middle
        now, instead = table.rows.now - self.base, table.replies.now - self.base[table.replier]
        #: Payoffs of which values are sums: their rounding is never more than a part of these.
        self.own = 0 * now if self.exact else abs(now) + abs(self.base)
        delta, chance, drawn = table.delta, table.lotteries.chance, table.nodes.chance
        self.factor, self.sure, whole, sure = 1, 1, 1, 1
        if self.exact:
            delta, whole = _whole(delta)
            (chance, sure), (drawn, self.sure) = _whole(chance), _whole(drawn)
            both, unit = _whole(np.concatenate([now.ravel(), instead.ravel()]))
            now = both[: now.size].reshape(now.shape)
            instead = both[now.size :].reshape(instead.shape)
            chance = chance * unit
            self.factor = whole * sure * unit
        self.lotteries = table.lotteries._replace(chance=chance)
        used, then = np.unique(table.replies.then, return_inverse=True)
        self.after_replies = self.lotteries.some(used)
        #: Where the punishment of whoever replies is found, among those of all members.
        self.reply_then = then * n + table.replier
        self.nodes = table.nodes._replace(chance=drawn)
        self.waits = np.where(table.rows.waits[:, None], delta, 0)
        self.reply_waits = np.where(table.replies.waits[:, None], delta, 0)
        self.alone = (whole - self.waits)[:, None] * now * sure
        self.paid = by_pool(self.alone, table.sums)
        #: No size of anything, where nothing is rounding.
        self.nothing = np.zeros((1, 1, 1), dtype=int)
        #: The size of the payoffs of rows, shape (rows, pools, N).
        self.sizes = by_pool(self.own, abs(table.sums))
        self.instead = (whole - self.reply_waits) * instead * sure
        self._last: Values | None = None  # of floats: nothing that follows from them is found twice

    def anew(self) -> Kernel:
        """The same table, ready for another witness: nothing is known of any values."""
        other = object.__new__(Kernel)
        known = {name: getattr(self, name) for name in _OF_TABLE}
        vars(other).update(vars(self), **known, _last=None)
        if "afterwards" in vars(self):
            vars(other)["afterwards"] = self.afterwards.anew()
        return other

    def take(self, games: Any) -> Kernel:
        """Some of the games."""
        part = object.__new__(Kernel)
        vars(part).update(vars(self), table=self.table.take(games))
        for name in ("afterwards", *_OF_TABLE):
            vars(part).pop(name, None)
        vars(part)["tempted"] = tuple(some_games(who, games) for who in self.tempted)
        if self.exits is not None:
            vars(part)["exits"] = Exits(*(some_games(one, games) for one in self.exits))
        for name in ("base", "own", "waits", "reply_waits", "alone", "paid", "sizes", "instead"):
            setattr(part, name, some_games(getattr(self, name), games))
        part.lotteries, part.nodes = part.table.lotteries, part.table.nodes
        scaled = ("lotteries", "nodes") if self.exact else ()  # floats are those of the table
        for name in (*scaled, "after_replies"):
            draw = getattr(self, name)
            setattr(part, name, draw._replace(chance=some_games(draw.chance, games)))
        part._last = self._last and self._last.of_games(games)
        return part

    @functools.cached_property
    def afterwards(self) -> Kernel:
        """The same of what follows deviations."""
        return Kernel(after_deviations(self.table))

    def values(self, worth: Array, punishment: Array) -> Values:
        """Values as they are reported, in the kernel's numbers."""
        if not self.exact:
            last, claim = self._last, Values(worth - self.middle, punishment - self.base, 1, {}, {})
            if last and _equal(last.punishment, claim.punishment):
                same = _equal(last.worth, claim.worth)
                claim = last if same else claim._replace(after=last.after)
            self._last = claim
            return claim
        both, scale = _whole(np.concatenate([worth, punishment], axis=None))
        worth, punishment = (
            part.reshape(of.shape)
            for part, of in zip(np.split(both, [worth.size]), (worth, punishment), strict=True)
        )
        return Values(worth, punishment, scale, {}, {})

    @functools.cached_property
    def middle(self) -> Array:
        """The payoffs of pools from which values count, shape (pools, N)."""
        return np.asarray(self.table.sums.T @ self.base)

    def worth(self, values: Values) -> Array:
        """What every row is worth to each pool, shape (rows, pools, N)."""
        return _once(values, values.known, "rows", self._worth)

    def _worth(self, values: Values) -> Array:
        worth = self.lotteries.expect(values.worth).take(self.table.rows.then, axis=0)
        worth *= self.waits[:, None]
        worth += self.paid if values.scale == 1 else self.paid * values.scale
        return worth

    def replies(self, values: Values) -> Array:
        """What every reply is worth to whoever replies, shape (replies, N)."""
        return _once(values, values.after, "replies", self._replies)

    def _replies(self, values: Values) -> Array:
        each = self.after_replies.expect(values.punishment)
        later = each.reshape(-1, each.shape[-1]).take(self.reply_then, axis=0)
        return np.asarray(self.instead * values.scale + self.reply_waits * later)

    def best(self, values: Values) -> Array:
        """What the best reply of every menu is worth, shape (menus, N)."""
        return _once(values, values.after, "best", self._best)

    def _best(self, values: Values) -> Array:
        return by_segment(np.maximum, self.replies(values), self.table.first)

    def in_nodes(self, reported: Array) -> Array:
        """Values of nodes, by the same measure as what is expected there."""
        return reported * (self.factor * self.sure) if self.exact else reported

    def pooled(self, of_members: Array) -> Array:
        """Sums of `of_members`, shape (rows, n, N), over the members of each pool."""
        if self._own_pools:
            return of_members
        if self.count == 1:
            return np.asarray(of_members.sum(axis=1, keepdims=True))
        return by_pool(of_members, self.table.sums[:, : self.count])

    @functools.cached_property
    def lasting(self) -> Any:
        """The part of a value by which a period may miss it: what every period misses adds up."""
        return _tolerance.STEP + _tolerance.CHECK * (1 - self.table.delta)

    @functools.cached_property
    def feared(self) -> _PunishmentStates:
        """Where punishments begin."""
        table, states, rows = self.table, self.table.feared_states, self.table.feared_rows
        menu, here = table.menu[rows], table.state[rows]
        first = np.searchsorted(here, [*states, table.states])
        nodes = self.nodes.some(table.feared)
        nodes = nodes._replace(to=np.searchsorted(states, nodes.to))
        place = np.searchsorted(states, here)
        return _PunishmentStates(states, rows, place, first, menu, (menu >= 0)[..., None], nodes)

    @functools.cached_property
    def exits(self) -> Exits | None:
        """What members get where punishments begin; None if anything follows or can be chosen."""
        table, fear = self.table, self.feared
        if len(fear.rows) > len(fear.states) or not fear.has.all():
            return None
        follows = by_segment(np.logical_or, table.replies.waits, table.first)[fear.menu]
        if table.rows.waits[fear.rows].any() or follows.any():
            return None
        best = by_segment(np.maximum, self.instead, table.first)[fear.menu]
        return Exits(fear.nodes.expect(best), fear.nodes.largest(self.own[fear.rows]))

    @functools.cached_property
    def breaches(self) -> BoolArray:
        """Replies after which something follows, where the agreement goes on."""
        table = self.table
        agreed = np.zeros(len(table.owner) + 1, dtype=bool)
        agreed[table.menu[table.rows.waits]] = True  # who has no menu counts for none of them
        return np.asarray(table.replies.waits & np.repeat(agreed[:-1], np.diff(table.first)))

    @functools.cached_property
    def tempted(self) -> tuple[BoolArray, BoolArray]:
        """Who has a reply at every row, (rows, n, N), and in which pools anybody has."""
        menu = self.table.menu
        best = by_segment(np.maximum, self.instead, self.table.first)
        has = (menu >= 0)[..., None] & (best > -np.inf).take(menu, axis=0)
        return has, np.asarray(self.pooled(has) > 0)

    def constraints(self, values: Values, rows: IntArray | None = None) -> Constraints:
        """The incentive constraint of every pool at these rows, or at all."""
        if rows is None:
            return _once(values, values.known, "constraints", self._constraints)
        if "constraints" in values.known:
            return Constraints(*(part[rows] for part in values.known["constraints"]))
        return self._constraints(values, rows)

    def _constraints(self, values: Values, rows: Any = slice(None)) -> Constraints:
        menu, (has, bound) = self.table.menu[rows], (part[rows] for part in self.tempted)
        best = np.where(has, self.best(values).take(menu, axis=0), 0)
        worth, due = self.worth(values)[rows, : self.count], self.pooled(best)
        return Constraints(due - worth, bound, self.pooled(abs(best)) + abs(worth), best)

    def number(self, value: Any, values: Values) -> Any:
        """A number of the kernel as it counts in the table."""
        return Fraction(value, self.factor * values.scale) if self.exact else value

    def rounding(self, level: Any, *terms: Any, of: Any) -> Any:
        """What is rounding where these terms meet, sums of payoffs `of` such sizes; 0 if exact."""
        return 0 if self.exact else _tolerance.slack(level, *terms, floor=of)

    def ahead(self, of_rows: Array, rows: IntArray) -> Array:
        """The largest entry of `of_rows` where `rows`, (states, N), are played from here on."""
        here = pick(of_rows, rows)
        return here if self.exact else self.table.largest_ahead(here)


def largest(
    kernel: Kernel,
    values: Values,
    gap: Array,
    rounding: Any,
    what: str,
    rows: IntArray | None = None,
    *,
    sure: int = 1,
) -> Gap:
    """The entry of `gap`, (places, ..., N), most beyond rounding; what is no number is worst."""
    if np.shape(rounding) != gap.shape:
        rounding = np.broadcast_to(rounding, gap.shape)
    over = gap if kernel.exact else gap - rounding
    most = int(over.argmax())
    game, place = most % gap.shape[-1], most // (gap.size // len(gap))
    row = None if rows is None else int(rows[place, game % rows.shape[1]])
    # A numpy integer cannot be compared with the large integers of a Fraction.
    size, allowed = gap.item(most), rounding.item(most)
    if size == -np.inf:
        size, allowed = 0, 0
    elif kernel.exact:
        size = Fraction(size, kernel.factor * sure * values.scale)
    return Gap(size, allowed, what, row=row, game=game)


def pick(of_rows: Array, rows: IntArray) -> Array:
    """Entries of `of_rows`, shape (rows, ..., N), at `rows`, shape (places, N), game by game."""
    if of_rows.shape[-1] == 1:
        return np.asarray(of_rows.take(rows[:, 0], axis=0))
    places, games = rows.shape
    each = rows.reshape(places, *[1] * (of_rows.ndim - 2), games)
    return np.asarray(np.take_along_axis(of_rows, each, axis=0))


def _once(values: Values, known: dict[str, Any], name: str, find: Callable[[Values], T]) -> T:
    """What follows from values, found once."""
    if name not in known:
        known[name] = find(values)
    answer: T = known[name]
    return answer


def _equal(one: Array, other: Array) -> bool:
    """Whether floats are the same: `numpy.array_equal` takes several times as long."""
    return one.shape == other.shape and bool((one == other).all())


def _whole(numbers: Array) -> tuple[Array, int]:
    """Rational numbers as whole ones over their common denominator, Python's own."""
    whole, denominator = _exact.over_common_denominator(_exact.fractions(numbers), 1)
    return whole.astype(object), denominator


def _refuse_unreadable(table: Table) -> None:
    """Refuse a table whose parts are no numbers, chances or patience."""
    for part in (table.rows.now, table.lotteries.chance, table.nodes.chance, table.delta):
        if part.dtype != object and not np.isfinite(part).all():
            raise ValueError("a number of the table is none")
    if table.replies.now.dtype != object and not (table.replies.now < np.inf).all():
        raise ValueError("a number of the table is none")
    for draw in (table.lotteries, table.nodes):
        total = np.add.reduceat(draw.chance, draw.first[:-1])
        rounding = 0 if draw.chance.dtype == object else _tolerance.PROBABILITY
        if (draw.chance < 0).any() or (abs(total - 1) > rounding).any():
            raise ValueError("chances do not add up to one")
    feared = np.zeros(len(table.nodes.first) - 1, dtype=bool)
    feared[table.feared] = True
    if not feared[table.lotteries.reach(table.replies.then[table.replies.waits])].all():
        raise ValueError("a deviation leads to where no punishment begins")
    if (table.delta < 0).any() or (table.delta >= 1).any():
        raise ValueError("a discount factor is outside [0, 1)")


# --- whether the parts of a witness fit its table --------------------------------------------


def play_fits(table: Table, play: Play) -> bool:
    """One row in every state, and finite values of every node."""
    return _rows_fit(table, play.rows) and _values_fit(table, [play[1:]])


def _rows_fit(table: Table, rows: IntArray) -> bool:
    there = rows.shape == (table.states, len(table.delta)) and rows.dtype.kind == "i"
    return there and bool(0 <= rows.min() <= rows.max() < len(table.state))


def tree_fits(table: Table, tree: Tree) -> bool:
    """Bounds of every node in every round, and whether each row falls."""
    nodes = [*_nodes(tree)]
    rounds = [one for node in nodes for one in node.rounds]
    bounds = [node.bounds for node in nodes] + [one.bounds for one in rounds]
    return _values_fit(table, bounds) and all(
        one.eliminated.dtype == bool and one.eliminated.shape == table.open.shape for one in rounds
    )


def code_fits(table: Table, code: PenalCode) -> bool:
    """The same of punishments, in the table of what follows deviations."""
    n, plays = table.pools.size, () if code.agreed is None else (code.agreed,)
    bounds = [part for rise in code.rises for part in (rise.known, rise.values)]
    worth = [one.worth for one in code.against]
    return (
        _numbers(table, [code.punishment, *bounds], n)
        and _numbers(table, worth, table.sums.shape[1])
        and (len(code.rows) == n if plays else len(worth) > 0)
        # With transfers members are one pool; where nobody pays, each is one of its own.
        and bool((table.pools == (0 if plays else np.arange(n))).all())
        and all(play_fits(table, play) for play in plays)
        and all(_rows_fit(table, rows) for rows in (*code.rows, *(c.rows for c in code.against)))
        and tree_fits(table, code.record)
        and all(tree_fits(table, one) for rise in code.rises for one in rise.trees if one)
    )


def _nodes(tree: Tree) -> Iterator[Tree]:
    yield tree
    for branch in tree.branches.values():
        yield from _nodes(branch)


def _values_fit(table: Table, every: Sequence[tuple[Array, Array]]) -> bool:
    """Values of pools, and of members, as numbers at every node."""
    worth, punishment = zip(*every, strict=True)
    columns, n = table.sums.shape[1], table.pools.size
    there = _shapes_fit(table, worth, columns) and _shapes_fit(table, punishment, n)
    return there and _finite(table, [*worth, *punishment])


def _numbers(table: Table, every: Sequence[Any], columns: int) -> bool:
    """Numbers of nodes by columns."""
    return _shapes_fit(table, every, columns) and _finite(table, every)


def _shapes_fit(table: Table, every: Sequence[Any], columns: int) -> bool:
    """Arrays of nodes by columns; where not all is exact, of floats."""
    exact = table.delta.dtype == object
    shape = len(table.nodes.first) - 1, columns, len(table.delta)
    for values in every:
        if not isinstance(values, np.ndarray) or values.shape != shape:
            return False
        if not exact and values.dtype.kind != "f":
            return False
    return True


def _finite(table: Table, every: Sequence[Array]) -> bool:
    """Numbers; floats whose sums have an end, as no size may be endless."""
    exact = table.delta.dtype == object
    flat = np.concatenate([np.zeros(0, dtype=table.delta.dtype), *every], axis=None)
    if not exact:
        return bool(np.maximum.reduce(abs(flat), initial=0) < _LARGEST)
    if {*map(type, flat.tolist())} <= {int, Fraction}:
        return True
    with np.errstate(invalid="ignore"):
        return bool((abs(flat) < np.inf).all())
