"""Functions of state and profile -> rows of a stochastic game."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .. import _check, errors
from ..types import Array
from . import stochastic_rows as rows

_OWNER = "StochasticGame.from_functions"


def from_functions(
    states: Any, actions: Any, payoffs: Any, transitions: Any, players: Any
) -> rows.Rows:
    """Call the functions once per state and profile."""
    given = {"actions": actions, "payoffs": payoffs, "transitions": transitions}
    for argument, function in given.items():
        _check.function(_OWNER, argument, function)
    labels = rows.distinct_labels(_OWNER, "states", states)
    choices = tuple(
        rows.action_choices(_OWNER, x, _check.answer(_OWNER, "actions", actions, x)) for x in labels
    )
    n = rows.count_players(_OWNER, labels, choices)
    pairs = [
        (x, a) for x, own in zip(labels, choices, strict=True) for a in itertools.product(*own)
    ]
    gains = [_gain(n, pair, _check.answer(_OWNER, "payoffs", payoffs, *pair)) for pair in pairs]
    index = {x: number for number, x in enumerate(labels)}
    moves = [
        _move(index, pair, _check.answer(_OWNER, "transitions", transitions, *pair))
        for pair in pairs
    ]
    first = np.cumsum([0, *(len(move) for move in moves)])
    chances = _numbers("transitions", pairs, [p for move in moves for p in move.values()], moves)
    rows.check_distributions(_OWNER, chances, first, pairs.__getitem__)
    names = _check.labels(_OWNER, "players", players, n)
    successor = np.array([index[y] for move in moves for y in move], dtype=np.int64)
    table = _numbers("payoffs", pairs, gains, gains)
    return rows.assemble(labels, names, choices, table, (chances, successor, first))


def _gain(n: int, pair: Any, row: Any) -> Any:
    if isinstance(row, str) or not isinstance(row, (Sequence, np.ndarray)):
        rule = f"must be a sequence of {n} numbers, not {_check.kind_of(row)}"
        remedy = "Return one payoff per player"
        raise errors.InputTypeError(_OWNER, "payoffs", {pair: row}, rule, remedy)
    _check.as_many(_OWNER, "payoffs", {pair: row}, len(row), n, "players", f"Return {n} numbers")
    return tuple(row)


def _move(index: dict[Any, int], pair: Any, row: Any) -> dict[Any, Any]:
    if not isinstance(row, Mapping):
        rule = f"must be a dict of next states and probabilities, not {_check.kind_of(row)}"
        remedy = "Return for example {'rich': 0.5, 'poor': 0.5}"
        raise errors.InputTypeError(_OWNER, "transitions", {pair: row}, rule, remedy)
    for y in row:
        if y not in index:
            rule = "leads to a state that does not exist"
            remedy = _check.nearest(y, index)
            raise errors.UnknownNameError(_OWNER, "transitions", {pair: y}, rule, remedy)
    return dict(row)


def _numbers(argument: str, pairs: Sequence[Any], values: Any, rows: Sequence[Any]) -> Array:
    """All numbers in one go; if one is bad, say at which state and profile."""
    try:
        return _check.array(_OWNER, argument, values)
    except errors.InvalidInputError as error:
        for pair, row in zip(pairs, rows, strict=True):
            given = list(row.values()) if isinstance(row, Mapping) else row
            try:
                _check.array(_OWNER, argument, given)
            except errors.InvalidInputError as here:
                raise type(here)(_OWNER, argument, {pair: row}, here.rule, here.remedy) from error
        raise
