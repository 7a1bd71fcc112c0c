"""Sets of members as bits: bit i of a mask = member i, and the mask 0 is nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .. import _check, errors
from ..types import Array, IntArray

_REMEDY = "Name members by strings, as in ('A', 'B')"


def coalition_sums(x: Array, add: np.ufunc = np.add) -> Array:
    """Sum of x_i over the members of every coalition, or what else `add` makes of them; (2^n,)."""
    sums = np.empty(1 << len(x), dtype=x.dtype)
    sums[0] = 0 * x.sum()
    for i, own in enumerate(x):
        add(sums[: 1 << i], own, out=sums[1 << i : 2 << i])
    return sums


def coalition_sizes(n: int) -> Array:
    """Number of members of every coalition, as small integers; shape (2^n,)."""
    return coalition_sums(np.ones(n, dtype=np.uint8))


def membership(masks: Any, n: int) -> IntArray:
    """Rows of zeros and ones: who belongs to each coalition; shape (len(masks), n)."""
    return np.asarray(masks, dtype=np.int64)[:, None] >> np.arange(n) & 1


def mask_of(function: str, given: Any, names: tuple[str, ...], argument: str = "coalition") -> int:
    """Bits of a coalition given by names or indices; a single name is a coalition of one."""
    alone = isinstance(given, str) or not isinstance(given, Iterable)
    group = (given,) if alone else _check.several(function, argument, given)
    return sum(1 << place for place in {*_check.positions(function, argument, group, names)})


def members_of(mask: int, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the members of a coalition given by its bits."""
    return tuple(name for i, name in enumerate(names) if mask >> i & 1)


def check_members(function: str, argument: str, n: int, *, most: int, remedy: str) -> None:
    """There is a member, and no more of them than memory allows coalitions of."""
    if n < 1:
        rule, remedy = "needs at least one member", "Pass at least one member"
        raise errors.EmptyGameError(function, argument, n, rule, remedy)
    if n > most:
        rule = f"2^{n} coalitions do not fit the memory; at most {most} members are allowed"
        raise errors.RangeError(function, argument, n, rule, remedy)


def names_in(
    owner: str, given: Mapping[Any, Any], players: Any, *, argument: str = "players"
) -> tuple[str, ...]:
    """`players`, or the names in the keys of a mapping of coalitions as they come."""
    if players is None:
        return tuple(dict.fromkeys(name for key in given for name in _names(owner, "values", key)))
    count = [""] * len(players) if isinstance(players, (tuple, list)) else [""]
    return _check.labels(owner, argument, players, count)


def by_mask(owner: str, what: str, given: Mapping[Any, Any], names: tuple[str, ...]) -> list[Any]:
    """The values of a mapping of coalitions in the order of their bits; None where one is not."""
    values: list[Any] = [None] * (1 << len(names))
    for key, value in given.items():
        group = _names(owner, what, key)
        mask = mask_of(owner, group, names, what)
        if values[mask] is not None:
            complain(owner, what, group, "is given twice", "Give every coalition once")
        values[mask] = value
    return values


def complain(owner: str, argument: str, coalition: tuple[str, ...], rule: str, remedy: str) -> None:
    """Say what is wrong with one coalition of a mapping."""
    raise errors.ShapeError(owner, argument, coalition, f"this coalition {rule}", remedy)


def _names(owner: str, argument: str, key: Any) -> tuple[str, ...]:
    """The names in a key; a single name is a coalition of one."""
    alone = isinstance(key, str) or not isinstance(key, Iterable)
    return tuple(_check.name(owner, argument, name, _REMEDY) for name in ((key,) if alone else key))


def coalition_maxima(values: Array) -> Array:
    """The largest of `values` within every coalition, itself included; shape (2^n,).

    >>> coalition_maxima(np.array([0, 3, 1, 2])).tolist()
    [0, 3, 1, 3]
    """
    maxima = values.copy()
    for i in range(len(values).bit_length() - 1):
        halves = maxima.reshape(-1, 2, 1 << i)
        halves[:, 1] = np.maximum(halves[:, 0], halves[:, 1])
    return maxima
