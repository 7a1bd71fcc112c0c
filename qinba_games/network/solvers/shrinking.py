"""Networks that shrink: what every set of members agrees on at every trust, by size of the set.

A set goes on as it is, or settles on a smaller one that goes on from this very period. Whoever is
out never returns, so that smaller sets are solved first and enter larger ones only through the
value of an exit: each set is the table of its partnership, in which leaving brings that value.
"""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np

from ...algorithms.solution import solve
from ...algorithms.values import Problem
from ...game.table import Table
from ...partnership.compile import table_of
from ...partnership.partnership import Partnership
from ...partnership.trust_game import TrustGame, compile_partnerships, slack
from ...types import Array, IntArray
from .shrinking_sets import Shrinking, below, masks_of, note, part

#: Rows of a table times members and games that are solved at once.
_AT_ONCE = 400_000


def shrink(model: Partnership, delta: Array) -> Shrinking:
    """Solve every set of members, small ones first; `delta`, shape (1,), can be exact."""
    n, shape = model.n_members, (1 << model.n_members, model.levels, 1 + len(model.bad_times))
    exact, values = delta.dtype == object, None
    if not (isinstance(model.sharing, str) and model.sharing == "voluntary"):
        outside = model.outside if exact else model.outside.astype(float)
        values = np.broadcast_to(outside, (*shape, n)).astype(delta.dtype)
    state = Shrinking(
        stay=np.zeros(shape, dtype=np.int64),
        acts=np.full(shape, -1, dtype=np.int64),
        surplus=np.full(shape, delta[0] * 0, dtype=delta.dtype),
        values=values,
        proven=True,
        witness=(),
    )
    for size in range(2, n + 1):
        groups = np.array([*itertools.combinations(range(n), size)])
        game = compile_partnerships([part(model, who) for who in groups])
        game = game if exact else game.as_floats()
        rows = shape[1] * shape[2] * (len(game.contributes) + 1)
        block = max(1, _AT_ONCE // (rows * size))
        for first in range(0, len(groups), block):
            here = np.arange(first, min(first + block, len(groups)))
            state = _with(game.take(here), delta, groups[here], state)
    return state


def _with(game: TrustGame, delta: Array, groups: IntArray, state: Shrinking) -> Shrinking:
    """The same with some sets of one size."""
    best, target = below(groups, state, slack(game))
    exits = _exits(game, groups, best, target, state.values)
    table = _leaving(table_of(game, np.repeat(delta, len(groups))), exits)
    solution, masks = solve(table), masks_of(groups)
    rows = solution.found.rows[: exits[0, ..., 0].size]
    choice = (rows - table.first_row[: len(rows), None]).T.reshape(target.shape)
    every = Problem(table, table.sums).worth(solution.found.starts)
    worth = np.take_along_axis(every, rows[:, None], axis=0)
    worth = np.moveaxis(worth, -1, 0).reshape(*target.shape, -1)  # N L T columns
    surplus = worth[..., -1] - game.outside.sum(axis=1)[:, None, None]
    if state.values is not None:
        for mask, who, own in zip(masks, groups, worth, strict=True):
            state.values[mask][..., who] = own[..., : len(who)]
    note(game, groups, choice, target, surplus, state)
    witness = [(masks[each.games], each.play.worth, each.tree) for each in solution.parts()]
    return state._replace(
        proven=bool(state.proven and solution.complete.all()),
        witness=(*state.witness, *witness),
    )


def _exits(
    game: TrustGame, groups: IntArray, best: Array, target: IntArray, values: Array | None
) -> Array:
    """What every member of a set has if it settles on a smaller one, (N, L, T, n)."""
    if values is None:  # only sums count
        exits = np.repeat(game.outside[:, None, None], game.levels, axis=1)
        exits = np.repeat(exits, game.conditions, axis=2)
        exits[..., 0] += np.maximum(best, 0 * best)
        return exits
    level, conditions = np.ogrid[: game.levels, : game.conditions]
    return np.take_along_axis(values[target, level, conditions], groups[:, None, None], axis=-1)


def _leaving(table: Table, exits: Array) -> Table:
    """The table in which leaving, the last row of every state, brings this."""
    now = table.rows.now.copy()
    last = table.first_row[1 : exits[0, ..., 0].size + 1] - 1
    now[last] = np.moveaxis(exits.reshape(len(exits), len(last), -1), 0, -1)
    return dataclasses.replace(table, rows=table.rows._replace(now=now))
