"""The flat rows of a stochastic game: how they are put together, and the checks on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _check, _exact, _reading, _tolerance, errors
from ..types import Array, IntArray

#: Labels of one state's actions, player by player.
Choices = tuple[tuple[Any, ...], ...]


class Rows(dict[str, Any]):
    """The checked parts of a stochastic game, by its attributes."""


def assemble(
    labels: tuple[Any, ...],
    players: tuple[str, ...],
    choices: tuple[Choices, ...],
    payoffs: Array,
    moves: tuple[Array, IntArray, IntArray],
) -> Rows:
    """Put the checked parts together, all exact or all float, without impossible moves."""
    # `moves` are (probability, successor, first_successor).
    probability, successor, first = moves
    shapes = [tuple(len(own) for own in c) for c in choices]
    sizes = np.array([int(np.prod(shape)) for shape in shapes])
    exact = _tolerance.is_exact(payoffs) and _tolerance.is_exact(probability)
    filled = np.asarray(probability > 0)
    before = np.concatenate([[0], np.cumsum(filled)])
    return Rows(
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
        _check.seen(owner, argument, label)
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


def action_choices(owner: str, x: Any, given: Any) -> Choices:
    """Action labels of every player in one state."""
    found = _reading.entries(given)
    if found is None:
        rule = f"must be one list of actions per player, not {_check.kind_of(given)}"
        remedy = "Return for example [['C', 'D'], ['C', 'D']]"
        raise errors.InputTypeError(owner, "actions", {x: given}, rule, remedy)
    sets = tuple(distinct_labels(owner, "actions", own) for own in found)
    return sets or distinct_labels(owner, "actions", sets)


def count_players(owner: str, labels: tuple[Any, ...], choices: tuple[Choices, ...]) -> int:
    """Number of players, the same in every state."""
    n = len(choices[0])
    for x, own in zip(labels, choices, strict=True):
        if len(own) != n:
            rule = f"every state has the same {n} players, this one has {len(own)}"
            remedy = "Give a player without a choice a single action"
            raise errors.ShapeError(owner, "actions", {x: own}, rule, remedy)
    return n


def check_distributions(
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
        shown = [float(p) for p in chances[first[row] : first[row + 1]]]
        rule = "probabilities are non-negative and sum to one at every state and profile"
        remedy = "Divide the weights by their sum, or correct the entry"
        raise errors.ProbabilityError(owner, "transitions", {name(row): shown}, rule, remedy)
