"""The flat rows of a stochastic game, from functions or from tensors, and the checks on the way."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .. import _check, _exact, _reading, _sizes, _tolerance, errors
from ..common.show import many
from ..stage.stage_game import check_tensor
from ..types import Array, IntArray

_ARRAYS, _CALLS = "StochasticGame.from_arrays", "StochasticGame.from_functions"
#: Labels of one state's actions, player by player.
_ActionLists = tuple[tuple[Any, ...], ...]


class GameRows(dict[str, Any]):
    """The checked parts of a stochastic game, by its attributes."""


def assemble(
    labels: tuple[Any, ...],
    players: tuple[str, ...],
    choices: tuple[_ActionLists, ...],
    payoffs: Array,
    moves: tuple[Array, IntArray, IntArray],
) -> GameRows:
    """Put the checked parts together, all exact or all float, without impossible moves."""
    # `moves` are (probability, successor, first_successor).
    probability, successor, first = moves
    shapes = [tuple(len(own) for own in c) for c in choices]
    sizes = np.array([int(np.prod(shape)) for shape in shapes])
    exact = _tolerance.is_exact(payoffs) and _tolerance.is_exact(probability)
    filled = np.asarray(probability > 0)
    before = np.concatenate([[0], np.cumsum(filled)])
    return GameRows(
        states=labels,
        players=players,
        actions=choices,
        payoffs=payoffs if exact else payoffs.astype(float),
        state=np.repeat(np.arange(len(labels)), sizes),
        action=np.concatenate([np.indices(s).reshape(len(s), -1).T for s in shapes]),
        first_row=np.concatenate([[0], np.cumsum(sizes)]),
        probability=_exact.as_numbers(probability[filled], exact),
        successor=successor[filled],
        first_successor=before[first],
    )


def distinct_labels(owner: str, argument: str, given: Any) -> tuple[Any, ...]:
    """Distinct hashable labels, at least one."""
    labels = _check.sequence(owner, argument, given, "names or numbers")
    if not labels:
        rule = "a game needs at least one state, one player and one action for each"
        remedy = f"Give at least one entry of '{argument}'"
        raise errors.EmptyGameError(owner, argument, given, rule, remedy)
    remedy = "Use strings, numbers or tuples of them"
    try:
        different = set(labels)
    except Exception as error:
        rule = f"labels must be hashable ({error})"
        raise errors.InputTypeError(owner, argument, labels, rule, remedy) from error
    for label in labels:
        _check.visible(owner, argument, label)
        if label is None or isinstance(label, (bool, bytes, np.bool_)) or not _is_itself(label):
            rule = f"a label must tell states or actions apart, and {label!r} does not"
            raise errors.InputTypeError(owner, argument, label, rule, remedy)
    if len(different) != len(labels):
        rule = "labels must be distinct, this one comes twice"
        remedy = "Give every state, and every action of a player, a name of its own"
        twice = next(label for label in labels if labels.count(label) > 1)
        raise errors.ShapeError(owner, argument, twice, rule, remedy)
    return labels


def _is_itself(label: Any) -> bool:
    """Whether a label equals itself, which NaN does not and a missing value does not say."""
    try:
        return bool(label == label)
    except (TypeError, ValueError):
        return False


def _action_choices(owner: str, x: Any, given: Any) -> _ActionLists:
    """Action labels of every player in one state."""
    lists = _reading.entries(given)
    if lists is None:
        rule = f"must be one list of actions per player, not {_check.kind_of(given)}"
        remedy = "Return for example [['C', 'D'], ['C', 'D']]"
        raise errors.InputTypeError(owner, "actions", {x: given}, rule, remedy)
    sets = tuple(distinct_labels(owner, "actions", own) for own in lists)
    return sets or distinct_labels(owner, "actions", sets)


def _count_players(owner: str, labels: tuple[Any, ...], choices: tuple[_ActionLists, ...]) -> int:
    """Number of players, the same in every state."""
    n = len(choices[0])
    for x, own in zip(labels, choices, strict=True):
        if len(own) != n:
            rule = f"the first state has {many(n, 'player')}, this one has {len(own)}"
            remedy = "Give a player without a choice a single action"
            raise errors.ShapeError(owner, "actions", {x: own}, rule, remedy)
    return n


def _check_distributions(
    owner: str, chances: Array, first: IntArray, name: Callable[[int], Any]
) -> None:
    """Probabilities are non-negative and sum to one in every row; `name` says which row it is."""
    slack = 0 if _tolerance.is_exact(chances) else _tolerance.PROBABILITY
    empty = first[1:] == first[:-1]
    bad = empty.copy()
    if not empty.any():
        bad |= np.asarray(abs(np.add.reduceat(chances, first[:-1]) - 1) > slack)
        bad |= np.asarray(np.minimum.reduceat(chances, first[:-1]) < -slack)
    if bad.any():
        row = int(bad.argmax())
        weights = [float(p) for p in chances[first[row] : first[row + 1]]]
        rule = "probabilities are non-negative and sum to one at every state and profile"
        remedy = "Divide the weights by their sum, or correct the entry"
        raise errors.ProbabilityError(owner, "transitions", {name(row): weights}, rule, remedy)


def from_functions(
    states: Any, actions: Any, payoffs: Any, transitions: Any, players: Any
) -> GameRows:
    """Call the functions once per state and profile."""
    given = {"actions": actions, "payoffs": payoffs, "transitions": transitions}
    for argument, function in given.items():
        _check.function(_CALLS, argument, function)
    labels = distinct_labels(_CALLS, "states", states)
    choices = tuple(
        _action_choices(_CALLS, x, _check.answer(_CALLS, "actions", actions, x)) for x in labels
    )
    n = _count_players(_CALLS, labels, choices)
    pairs = [
        (x, a) for x, own in zip(labels, choices, strict=True) for a in itertools.product(*own)
    ]
    gains = [_gain(n, pair, _check.answer(_CALLS, "payoffs", payoffs, *pair)) for pair in pairs]
    index = {x: number for number, x in enumerate(labels)}
    moves = [
        _move(index, pair, _check.answer(_CALLS, "transitions", transitions, *pair))
        for pair in pairs
    ]
    first = np.cumsum([0, *(len(move) for move in moves)])
    chances = _numbers("transitions", pairs, [p for move in moves for p in move.values()], moves)
    _check_distributions(_CALLS, chances, first, pairs.__getitem__)
    names = _check.labels(_CALLS, "players", players, n)
    successor = np.array([index[y] for move in moves for y in move], dtype=np.int64)
    table = _numbers("payoffs", pairs, gains, gains)
    return assemble(labels, names, choices, table, (chances, successor, first))


def _gain(n: int, pair: Any, row: Any) -> Any:
    if isinstance(row, str) or not isinstance(row, (Sequence, np.ndarray)) or not np.ndim(row):
        rule = f"must be a sequence of {n} numbers, not {_check.kind_of(row)}"
        remedy = "Return one payoff per player"
        raise errors.InputTypeError(_CALLS, "payoffs", {pair: row}, rule, remedy)
    _check.as_many(_CALLS, "payoffs", {pair: row}, len(row), n, "players", f"Return {n} numbers")
    return tuple(row)


def _move(index: dict[Any, int], pair: Any, row: Any) -> dict[Any, Any]:
    if not isinstance(row, Mapping):
        rule = f"must be a dict of next states and probabilities, not {_check.kind_of(row)}"
        remedy = "Return for example {'rich': 0.5, 'poor': 0.5}"
        raise errors.InputTypeError(_CALLS, "transitions", {pair: row}, rule, remedy)
    for y in row:
        if y not in index:
            rule = "leads to a state that does not exist"
            remedy = _check.nearest(y, index)
            raise errors.UnknownNameError(_CALLS, "transitions", {pair: y}, rule, remedy)
    return dict(row)


def _numbers(argument: str, pairs: Sequence[Any], values: Any, rows: Sequence[Any]) -> Array:
    """All numbers in one go; if one is bad, say at which state and profile."""
    try:
        return _check.array(_CALLS, argument, values)
    except errors.InvalidInputError as error:
        for pair, row in zip(pairs, rows, strict=True):
            given = list(row.values()) if isinstance(row, Mapping) else row
            try:
                _check.array(_CALLS, argument, given)
            except errors.InvalidInputError as here:
                raise type(here)(_CALLS, argument, {pair: row}, here.rule, here.remedy) from error
        raise


def from_arrays(
    payoffs: Any, transitions: Any, states: Any, players: Any, actions: Any
) -> GameRows:
    """Lay the tensors of all states below each other."""
    payoffs, transitions = (
        _sequence(argument, given, states)
        for argument, given in (("payoffs", payoffs), ("transitions", transitions))
    )
    gains = [_check.array(_ARRAYS, "payoffs", g) for g in payoffs]
    moves = [_check.array(_ARRAYS, "transitions", t) for t in transitions]
    count = len(gains)
    _count("transitions", len(moves), count)
    labels = distinct_labels(_ARRAYS, "states", range(count) if states is None else states)
    _count("states", len(labels), count)
    for x, tensor in zip(labels, gains, strict=True):
        check_tensor(_ARRAYS, tensor, {x: tensor.shape})
    shapes = [tuple(tensor.shape[:-1]) for tensor in gains]
    choices = _given_choices(labels, shapes, actions)
    n = _count_players(_ARRAYS, labels, choices)
    for shape, move in zip(shapes, moves, strict=True):
        _check.array(_ARRAYS, "transitions", move, shape=(*shape, count))
    # One table of one kind of number.
    table = _check.array(_ARRAYS, "payoffs", np.concatenate([g.reshape(-1, n) for g in gains]))
    flat = [t.reshape(-1, count) for t in moves]
    dense = _check.array(_ARRAYS, "transitions", np.concatenate(flat))
    filled = np.asarray(dense != 0)
    first = np.concatenate([[0], np.cumsum(filled.sum(axis=1))])

    def name(row: int) -> Any:
        pairs = ((x, a) for x, s in zip(labels, shapes, strict=True) for a in np.ndindex(*s))
        return next(itertools.islice(pairs, row, None))

    _check_distributions(_ARRAYS, dense[filled], first, name)
    successor = np.nonzero(filled)[1].astype(np.int64)
    names = _check.labels(_ARRAYS, "players", players, n)
    return assemble(labels, names, choices, table, (dense[filled], successor, first))


def _sequence(argument: str, given: Any, states: Any) -> tuple[Any, ...]:
    names = () if states is None else states
    tensors = _check.sequence(_ARRAYS, argument, given, "arrays, one per state", names=names)
    _check.some(_ARRAYS, argument, given, len(tensors), "array", "state")
    count, remedy = len(tensors), "Use StochasticGame.from_functions, which lists successors"
    _sizes.fits(_ARRAYS, argument, count, count, _sizes.DENSE_STATES, "states", remedy)
    return tensors


def _count(argument: str, given: int, count: int) -> None:
    remedy = f"Pass {count} entries, in the order of 'payoffs'"
    _check.as_many(_ARRAYS, argument, given, given, count, "states", remedy)


def _given_choices(
    labels: tuple[Any, ...], shapes: Sequence[tuple[int, ...]], given: Any
) -> tuple[_ActionLists, ...]:
    if given is None:
        return tuple(tuple(tuple(range(m)) for m in shape) for shape in shapes)
    states = _sequence("actions", given, labels)
    _count("actions", len(states), len(labels))
    pairs = zip(labels, states, strict=True)
    choices = tuple(_action_choices(_ARRAYS, x, own) for x, own in pairs)
    for x, own, shape in zip(labels, choices, shapes, strict=True):
        if tuple(len(names) for names in own) != shape:
            rule = f"must name {shape} actions, as many as the payoffs have"
            remedy = "Give one list of labels per player, as long as the axis of 'payoffs'"
            raise errors.ShapeError(_ARRAYS, "actions", {x: own}, rule, remedy)
    return choices
