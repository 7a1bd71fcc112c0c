"""One payoff and one transition tensor per state -> rows of a stochastic game."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _check, _sizes, errors
from ..stage.stage_game import check_tensor
from . import stochastic_rows as rows

_OWNER = "StochasticGame.from_arrays"


def from_arrays(
    payoffs: Any, transitions: Any, states: Any, players: Any, actions: Any
) -> rows.Rows:
    """Lay the tensors of all states below each other."""
    payoffs, transitions = (
        _sequence(argument, given, states)
        for argument, given in (("payoffs", payoffs), ("transitions", transitions))
    )
    gains = [_check.array(_OWNER, "payoffs", g) for g in payoffs]
    moves = [_check.array(_OWNER, "transitions", t) for t in transitions]
    count = len(gains)
    _count("transitions", len(moves), count)
    labels = rows.distinct_labels(_OWNER, "states", range(count) if states is None else states)
    _count("states", len(labels), count)
    for x, tensor in zip(labels, gains, strict=True):
        check_tensor(_OWNER, tensor, {x: tensor.shape})
    shapes = [tuple(tensor.shape[:-1]) for tensor in gains]
    choices = _given_choices(labels, shapes, actions)
    n = rows.count_players(_OWNER, labels, choices)
    for shape, move in zip(shapes, moves, strict=True):
        _check.array(_OWNER, "transitions", move, shape=(*shape, count))
    # One table of one kind of number.
    table = _check.array(_OWNER, "payoffs", np.concatenate([g.reshape(-1, n) for g in gains]))
    flat = [t.reshape(-1, count) for t in moves]
    dense = _check.array(_OWNER, "transitions", np.concatenate(flat))
    filled = np.asarray(dense != 0)
    first = np.concatenate([[0], np.cumsum(filled.sum(axis=1))])

    def name(row: int) -> Any:
        pairs = ((x, a) for x, s in zip(labels, shapes, strict=True) for a in np.ndindex(*s))
        return next(itertools.islice(pairs, row, None))

    rows.check_distributions(_OWNER, dense[filled], first, name)
    successor = np.nonzero(filled)[1].astype(np.int64)
    names = _check.labels(_OWNER, "players", players, n)
    return rows.assemble(labels, names, choices, table, (dense[filled], successor, first))


def _sequence(argument: str, given: Any, states: Any) -> tuple[Any, ...]:
    names = () if states is None else states
    tensors = _check.sequence(_OWNER, argument, given, "arrays, one per state", names=names)
    _check.some(_OWNER, argument, given, len(tensors), "array", "state")
    count, remedy = len(tensors), "Use StochasticGame.from_functions, which lists successors"
    _sizes.fits(_OWNER, argument, count, count, _sizes.DENSE_STATES, "states", remedy)
    return tensors


def _count(argument: str, given: int, count: int) -> None:
    remedy = f"Pass {count} entries, in the order of 'payoffs'"
    _check.as_many(_OWNER, argument, given, given, count, "states", remedy)


def _given_choices(
    labels: tuple[Any, ...], shapes: Sequence[tuple[int, ...]], given: Any
) -> tuple[rows.Choices, ...]:
    if given is None:
        return tuple(tuple(tuple(range(m)) for m in shape) for shape in shapes)
    states = _sequence("actions", given, labels)
    _count("actions", len(states), len(labels))
    pairs = zip(labels, states, strict=True)
    choices = tuple(rows.action_choices(_OWNER, x, own) for x, own in pairs)
    for x, own, shape in zip(labels, choices, shapes, strict=True):
        if tuple(len(names) for names in own) != shape:
            rule = f"must name {shape} actions, as many as the payoffs have"
            remedy = "Give one list of labels per player, as long as the axis of 'payoffs'"
            raise errors.ShapeError(_OWNER, "actions", {x: own}, rule, remedy)
    return choices
