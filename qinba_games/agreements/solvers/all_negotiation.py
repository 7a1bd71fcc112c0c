r"""All stationary equilibria of a repeated negotiation: every choice of what is active, in floats.

In an equilibrium, U(x) is the value of one row of state x, and v_i(x) that of another one for each
member. So U, and v given U, solve linear systems; there are (rows)^(n + 1) of them a state. Blocks
of states that can lead to each other are looked at one after the other, those first that lead
nowhere else. What is left are those whose one-step map can lead to them again: a profile that
rounding could admit, or not, counts as either, so that no equilibrium is lost.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance, errors
from ...common.progress import tick
from ...types import Array, IntArray
from .negotiation import Active, TurnoverGame

#: So many systems are solved at most, and so many at once.
SYSTEMS, _AT_ONCE = 1_000_000, 4_096
#: What is nearer than that part of what may be rounding is the same, found by other rows.
_SAME = 1e-4


class _Partial(NamedTuple):
    """Values and rows of the states that were looked at; what is not known yet is 0."""

    joint: Array
    held: Array  #: shape (states, n)
    path: IntArray
    reply: IntArray  #: shape (n, states)


class _Dense(NamedTuple):
    """A game in floats, with a chance for every row and state."""

    terms: TurnoverGame
    reward: Array  #: shape (rows, n), weighted by 1 - delta
    moves: Array  #: shape (rows, states), discounted
    near: float

    @property
    def n(self) -> int:
        """Number of members."""
        return len(self.terms.weights)


def candidates(terms: TurnoverGame, model: Any) -> Iterator[Active]:
    """Rows that may be those of an equilibrium; every equilibrium has some among them."""
    # `model` is what the user calls the game.
    game = terms.game
    moves = np.zeros((len(game.state), len(game.states)))
    row = np.repeat(np.arange(len(moves)), np.diff(game.first_successor))
    np.add.at(moves, (row, game.successor), game.probability.astype(float))
    near = _tolerance.check(game.payoffs.astype(float))
    dense = _Dense(terms, terms.problem.reward, terms.problem.delta * moves, near)
    states, n = len(game.states), dense.n
    path, reply = np.zeros(states, dtype=int), np.zeros((n, states), dtype=int)
    known = [_Partial(np.zeros(states), np.zeros((states, n)), path, reply)]
    solved = 0
    for block in _blocks(game.state, moves):
        solved += len(known) * _count(dense, block)
        if solved > SYSTEMS:
            rule = f"has {solved:,} choices of what is active, at most {SYSTEMS:,} are looked at"
            remedy = "Ask negotiated(...) for the one to which the last negotiation leads"
            raise errors.NotApplicableError("all_negotiated", "game", model, rule, remedy)
        known = [more for one in known for more in _extensions(dense, one, block)]
    for one in known:
        yield Active(one.path, one.reply, one.reply)


def _blocks(state: IntArray, moves: Array) -> list[IntArray]:
    """States that can lead to each other, those first that lead to no other block."""
    states = moves.shape[1]
    leads = np.eye(states, dtype=bool)
    np.logical_or.at(leads, state, moves > 0)
    for x in range(states):  # Warshall
        leads |= leads[:, [x]] & leads[x]
    both = leads & leads.T
    order = sorted(range(states), key=lambda x: (int(leads[x].sum()), int(both[x].argmax()), x))
    groups = itertools.groupby(order, key=lambda x: (int(leads[x].sum()), int(both[x].argmax())))
    return [np.array([*group]) for _, group in groups]


def _rows_of(dense: _Dense, block: IntArray) -> list[IntArray]:
    first = dense.terms.game.first_row
    return [np.arange(first[x], first[x + 1]) for x in block]


def _count(dense: _Dense, block: IntArray) -> int:
    """How many choices there are of what is active in a block."""
    choices = math.prod(len(rows) for rows in _rows_of(dense, block))
    return int(choices ** (dense.n + 1))


def _extensions(dense: _Dense, known: _Partial, block: IntArray) -> Iterator[_Partial]:
    """What is known together with everything that may be active in a block."""
    rows = _rows_of(dense, block)
    pairs: list[tuple[Array, IntArray]] = []
    choices = itertools.product(*(rows[k] for _ in range(dense.n + 1) for k in range(len(block))))
    while part := [*itertools.islice(choices, _AT_ONCE)]:
        tick()
        active = np.array(part).reshape(len(part), dense.n + 1, len(block))
        joint, threat = _values(dense, known, block, active)
        for k in np.flatnonzero(_may_last(dense, known, block, joint, threat)):
            value = np.concatenate([joint[k][:, None], threat[k]], axis=1)
            if any((abs(value - old) <= _SAME * dense.near).all() for old, _ in pairs):
                continue
            pairs.append((value, active[k]))
    for value, active in pairs:
        one = _Partial(*(part.copy() for part in known))
        one.joint[block], one.held[block] = value[:, 0], value[:, 1:]
        one.path[block], one.reply[:, block] = active[0], active[1:]
        yield one


def _values(
    dense: _Dense, known: _Partial, block: IntArray, active: IntArray
) -> tuple[Array, Array]:
    """U, shape (choices, block), and v, shape (choices, block, n), of what is active."""
    size, n, beta, rho = len(block), dense.n, dense.terms.weights, dense.terms.turnover
    path, reply = active[:, 0], active[:, 1:]
    ahead = dense.moves @ known.joint
    system = np.eye(size) - dense.moves[path][..., block]
    right = dense.reward.sum(axis=1)[path] + ahead[path]
    joint = np.linalg.solve(system, right[..., None])[..., 0]
    # v_i = now + E[v_i + rho beta_i (U - sum_j v_j)]; unknown number i size + x.
    moves = dense.moves[reply][..., block]  # (choices, n, block, block)
    share = (np.eye(n) - rho * beta[:, None])[None, :, None, :, None]
    system = (share * moves[:, :, :, None, :]).reshape(len(active), n * size, n * size)
    divided = known.joint - known.held.sum(axis=1)
    later = known.held + rho * beta * divided[:, None]
    right = np.empty((len(active), n, size))
    for i in range(n):
        now = dense.reward[:, i] + dense.moves @ later[:, i]
        gain = np.einsum("cxy,cy->cx", moves[:, i], joint)
        right[:, i] = now[reply[:, i]] + rho * beta[i] * gain
    try:
        solved = np.linalg.solve(np.eye(n * size) - system, right.reshape(len(active), n * size, 1))
    except np.linalg.LinAlgError as error:
        rule = "has a choice of what is active that leaves punishments open"
        remedy = "Change the weights or the turnover a little"
        game = dense.terms.game
        raise errors.NotApplicableError("all_negotiated", "game", game, rule, remedy) from error
    return joint, np.swapaxes(solved.reshape(len(active), n, size), 1, 2)


def _may_last(dense: _Dense, known: _Partial, block: IntArray, joint: Array, v: Array) -> Array:
    """Whether one step can lead from these values to them again, rounding aside."""
    terms, count = dense.terms, len(joint)
    worth, punished = (np.repeat(part[None], count, axis=0) for part in (known.joint, known.held))
    worth[:, block], punished[:, block] = joint, v
    surplus = worth - punished.sum(axis=2)
    after = punished + terms.turnover * terms.weights * surplus[..., None]
    here = np.concatenate(_rows_of(dense, block))
    place = np.searchsorted(np.sort(block), terms.game.state[here])
    place = np.argsort(block)[place]
    ahead = np.swapaxes(dense.moves @ np.swapaxes(worth[:, None], 1, 2), 1, 2)[:, 0]
    value = dense.reward.sum(axis=1) + ahead
    cost = np.empty((count, len(dense.reward), dense.n))
    for i, replies in enumerate(terms.problem.replies):
        own = dense.reward[:, i] + after[..., i] @ dense.moves.T
        most = np.maximum.reduceat(own[:, replies.order], replies.first, axis=1)
        cost[..., i] = most[:, replies.group]
    value, cost = value[:, here], cost[:, here]
    lead = value - cost.sum(axis=2)
    near, holds = dense.near, np.ones(count, dtype=bool)
    for at in range(len(block)):
        rows = place == at
        sure, may = lead[:, rows] > near, lead[:, rows] >= -near
        of, costs = value[:, rows], cost[:, rows]
        reach = np.where(may, of, -np.inf).max(axis=1)
        holds &= (reach >= joint[:, at] - near) & (
            np.where(sure, of, -np.inf).max(axis=1) <= joint[:, at] + near
        )
        least = np.where(may[..., None], costs, np.inf).min(axis=1)
        most = np.where(sure[..., None], costs, np.inf).min(axis=1)
        holds &= ((least <= v[:, at] + near) & (most >= v[:, at] - near)).all(axis=1)
    return holds
