"""The normal form of play: nodes, times, rows, lotteries, replies; N games of one shape at once.

A *node* is what is met before times are drawn, a *state* a node with its times. In a state members
agree on a *row*. If all comply with row r, member i gets (1 - delta) pays + delta E[value of the
next node], drawn by lottery `kind[r]` of this node. If i deviates by reply d it gets (1 - delta)
reply + delta E[punishment from the next node], drawn by lottery `leads[r, i, d]`. Members of one
*pool* pay each other as they like before they play; others keep what they get.

The axis of games is the last one, where numpy is fastest. Letters of shapes: Y nodes, T times,
R rows, J lotteries of a node, S successors of a lottery, n members, D replies, C pools, N games.
"""

from functools import cached_property
from typing import Any

import numpy as np

from ..core import numbers
from ..core.numbers import Numbers, largest, total
from ..core.value import Value, value

#: Systems of one game with so many nodes, and so few of their entries, are solved as sparse ones.
SPARSE_NODES, SPARSE_PART = 200, 0.02


@value
class Table(Value):
    """N games of one shape.

    Attributes
    ----------
    delta : (N,)
    chance : (Y, T, N), of times at a node
    to : (Y, J, S) int, the successors of a lottery
    odds : (Y, J, S, N), their chances
    pays : (Y, T, R, n, N)
    kind : (R,) int, the lottery that follows a row
    reply : (Y, T, R, n, D, N), what a deviation pays; -inf: there is none
    leads : (R, n, D) int, the lottery that follows a reply
    open : (Y, T, R, N) bool, what can be agreed on; ties are resolved in the order of rows
    pools : (n,) int, whose transfers meet
    feared : int, the first of the nodes to which replies lead; whatever follows at these is
        one of them again, up to the last
    starts : int, the values of the first so many nodes are compared, in this order
    size : (N,), of payoffs per period, what the tolerance is a part of
    """

    delta: Numbers
    chance: Numbers
    to: Numbers
    odds: Numbers
    pays: Numbers
    kind: Numbers
    reply: Numbers
    leads: Numbers
    open: Numbers
    pools: Numbers
    feared: int
    starts: int
    size: Numbers

    @property
    def games(self) -> int:
        """How many games."""
        return len(self.delta)

    @property
    def exact(self) -> bool:
        """Whether all numbers are Fractions."""
        return self.delta.dtype == object

    @cached_property
    def near(self) -> Numbers:
        """Differences of values that count as none, (N,)."""
        return np.asarray(numbers.tolerance(self.delta, self.size))

    @cached_property
    def pooled(self) -> Numbers:
        """What pools get, (Y, T, R, C, N)."""
        return self._by_pool(np.moveaxis(self.pays, 3, 0))

    @cached_property
    def joint(self) -> Numbers:
        """What all get together, (Y, T, R, N)."""
        return total(np.moveaxis(self.pays, 3, 0))

    @cached_property
    def alone(self) -> bool:
        """Whether there are several pools."""
        return len(np.unique(self.pools)) > 1

    def _by_pool(self, parts: Numbers) -> Numbers:
        each = [total(parts[self.pools == pool]) for pool in np.unique(self.pools)]
        return np.stack(each, axis=-2)

    def take(self, games: Numbers) -> "Table":
        """Some of the games."""
        if len(games) == self.games and (np.diff(games) == 1).all():
            return self
        names = ("delta", "chance", "odds", "pays", "reply", "open", "size")
        return self.replace(**{name: getattr(self, name)[..., games] for name in names})

    @cached_property
    def after(self) -> "Table":
        """The nodes to which deviations lead, as a table of their own."""
        names = ("chance", "odds", "pays", "reply", "open")
        parts: dict[str, Any] = {name: getattr(self, name)[self.feared :] for name in names}
        return self.replace(to=self.to[self.feared :] - self.feared, feared=0, **parts)

    def expect(self, values: Numbers) -> Numbers:
        """What values (Y, C, N) are expected to be after every lottery, (Y, J, C, N)."""
        parts = np.moveaxis(self.odds, 2, 0)[..., None, :]
        return total(
            [odds * values[to] for odds, to in zip(parts, np.moveaxis(self.to, 2, 0), strict=True)]
        )

    def worth(self, pays: Numbers, values: Numbers, kind: Numbers | None = None) -> Numbers:
        """Rows that pay (Y, T, R, C, N), if values (Y, C, N) follow."""
        later = self.expect(values)
        if kind is None:
            later = later[:, None, self.kind]
        else:
            later = np.take_along_axis(later[:, None], kind[..., None, :], axis=2)
        return (1 - self.delta) * pays + self.delta * later

    def best_replies(self, low: Numbers) -> Numbers:
        """What the best reply is worth to each member, (Y, T, R, n, N); low (Y, n, N) follows."""
        later, each = self.expect(low), np.arange(low.shape[1])
        options = [
            (1 - self.delta) * self.reply[..., d, :]
            + self.delta * later[:, self.leads[..., d], each][:, None]
            for d in range(self.leads.shape[-1])
        ]
        return largest(options)

    def due(self, low: Numbers) -> Numbers:
        """What pools need together so that nobody deviates, (Y, T, R, C, N)."""
        return self._by_pool(np.moveaxis(self.best_replies(low), 3, 0))

    def moves(self, rows: Numbers, kind: Numbers | None = None) -> Numbers:
        """Chances of the next node under one row in every state, (N, Y, Y)."""
        weights, at, nodes = self._entries(rows, kind)
        size = self.games * nodes * nodes
        if self.exact:
            dense = np.zeros(size, dtype=object)
            np.add.at(dense, at.ravel(), weights.ravel())
        else:
            dense = np.bincount(at.ravel(), weights.ravel(), size)
        return dense.reshape(self.games, nodes, nodes)

    def _entries(self, rows: Numbers, kind: Numbers | None) -> tuple[Numbers, Numbers, int]:
        """Chances of moves and where they stand in a stack of flat matrices."""
        kinds = self.kind[rows] if kind is None else pick(kind, rows)
        nodes, games = len(rows), np.arange(self.games)
        node = np.arange(nodes)[:, None, None]
        odds = np.moveaxis(self.odds[node, kinds, :, games], -1, 2)  # Y T S N
        to = np.moveaxis(self.to[node, kinds], -1, 2)
        at = (games * nodes + node[..., None]) * nodes + to
        return odds * self.chance[:, :, None], at, nodes

    def evaluate(self, rows: Numbers, pays: Numbers, kind: Numbers | None = None) -> Numbers:
        """Values at nodes, (Y, C, N), of one row in every state, (Y, T, N)."""
        now = total(np.moveaxis(self.chance[:, :, None] * pick(pays, rows), 1, 0))
        now = (1 - self.delta) * now
        if self.games == 1 and not self.exact and len(rows) >= SPARSE_NODES:
            weights, at, nodes = self._entries(rows, kind)
            if np.count_nonzero(weights) <= SPARSE_PART * nodes**2:
                return _solve_sparse(self.delta[0] * weights.ravel(), at.ravel(), now[..., 0])
        moves = self.delta[:, None, None] * self.moves(rows, kind)
        own = np.eye(len(rows), dtype=int) - moves
        return np.moveaxis(numbers.solve(own, np.moveaxis(now, -1, 0)), 0, -1)


def _solve_sparse(weights: Numbers, at: Numbers, now: Numbers) -> Numbers:
    """(I - moves) x = now for one game with many nodes, (Y, C, 1)."""
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import splu

    nodes = len(now)
    moves = csc_array((weights, np.divmod(at, nodes)), shape=(nodes, nodes))
    factors = splu((eye_array(nodes) - moves).T.tocsc(), relax=1, panel_size=1)
    return np.asarray(factors.solve(np.ascontiguousarray(now), trans="T"))[..., None]


def pick(parts: Numbers, rows: Numbers) -> Numbers:
    """Parts (Y, T, R, ..., N) at rows (Y, T, N), without the axis of rows."""
    at = np.expand_dims(rows, tuple(range(2, parts.ndim - 1)))
    return np.take_along_axis(parts, at, axis=2).squeeze(2)
