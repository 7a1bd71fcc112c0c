"""Aliases for the shapes that signatures speak of, and the frozen-value decorator."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any, TypeVar, dataclass_transform

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: A payoff, probability or discount factor; int and Fraction keep finite algorithms exact.
Number = int | float | Fraction
#: A float array, or an object array of `Fraction`s.
Array = NDArray[Any]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
#: One action index per player.
Profile = tuple[int, ...]

__all__ = [
    "Array",
    "ArrayLike",
    "BoolArray",
    "FloatArray",
    "IntArray",
    "Number",
    "Profile",
    "frozen",
    "read_only",
]

T = TypeVar("T")


def read_only(array: Any) -> Array:
    """A private copy that nobody can write to."""
    copy = np.array(array)
    copy.flags.writeable = False
    return copy


def fill(value: Any, **fields: Any) -> None:
    """Set the fields of a frozen value in its constructor; arrays as read-only copies."""
    for name, given in fields.items():
        kept = read_only(given) if isinstance(given, np.ndarray) else given
        object.__setattr__(value, name, kept)


def _set_state(self: Any, state: dict[str, Any]) -> None:
    # numpy forgets the read-only flag when it pickles; a value must not thaw on the way.
    for name, value in state.items():
        _freeze(value)
        object.__setattr__(self, name, value)


def _freeze(value: Any) -> None:
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, tuple):
        for part in value:
            _freeze(part)


def _get_state(self: Any) -> dict[str, Any]:
    return dict(self.__dict__)


@dataclass_transform(frozen_default=True, eq_default=False)
def frozen(cls: type[T]) -> type[T]:
    """Frozen dataclass compared by identity; its arrays stay read-only, also after unpickling."""
    made = dataclasses.dataclass(frozen=True, eq=False, repr=False)(cls)
    made.__setstate__ = _set_state  # type: ignore[attr-defined]
    made.__getstate__ = _get_state  # type: ignore[method-assign]
    return made
