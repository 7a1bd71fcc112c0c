"""Arguments are read by these functions, one call a parameter; each names who asked for what."""

import difflib
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from . import numbers
from .errors import (
    DiscountError,
    InputTypeError,
    NotFiniteError,
    ProbabilityError,
    RangeError,
    ShapeError,
    UnknownNameError,
)
from .numbers import Numbers


def array(
    function: str,
    argument: str,
    given: Any,
    shape: tuple[int, ...] | None = None,
    low: float | None = None,
    high: float | None = None,
) -> Numbers:
    """Numbers of a shape (broadcast to it if they are fewer), between bounds; read-only."""
    if isinstance(given, (str, bytes, dict, set, frozenset)) or given is None:
        raise InputTypeError(function, argument, given, "must be numbers in an order")
    try:
        values = numbers.as_numbers(given)
    except (TypeError, ValueError):
        raise InputTypeError(function, argument, given, "must be numbers") from None
    if values.dtype != object and not np.isfinite(values).all():
        raise NotFiniteError(function, argument, given, "must be finite")
    if shape is not None:
        values = _spread(function, argument, values, shape)
    if low is not None and (values < low).any():
        raise RangeError(function, argument, given, f"must be at least {low}")
    if high is not None and (values > high).any():
        raise RangeError(function, argument, given, f"must be at most {high}")
    values.flags.writeable = False
    return values


def _spread(function: str, argument: str, values: Numbers, shape: tuple[int, ...]) -> Numbers:
    try:
        return np.broadcast_to(values, shape).copy()
    except ValueError:
        rule = f"must have shape {shape}" if shape else "must be one number"
        raise ShapeError(function, argument, values.shape, rule) from None


def number(
    function: str, argument: str, given: Any, low: float | None = None, high: float | None = None
) -> Any:
    """One number between bounds."""
    return array(function, argument, given, (), low, high)[()]


def probability(function: str, argument: str, given: Any, shape: tuple[int, ...] = ()) -> Any:
    """One probability, or several."""
    values = array(function, argument, given, shape)
    if (values < 0).any() or (values > 1).any():
        raise ProbabilityError(function, argument, given, "must be in [0, 1]")
    return values[()]


def distribution(function: str, argument: str, given: Any, shape: tuple[int, ...]) -> Numbers:
    """Probabilities that sum to one along the last axis."""
    values = array(function, argument, given, shape, 0)
    if np.any(abs(values.sum(axis=-1) - 1) > numbers.TIE):
        raise ProbabilityError(function, argument, given, "must sum to one")
    return values


def patience(function: str, given: Any, shape: tuple[int, ...] = ()) -> Any:
    """One discount factor in [0, 1), or several; floats up to 1 - 1e-7."""
    delta = array(function, "delta", given, shape)
    if (delta < 0).any() or (delta >= 1).any():
        raise DiscountError(function, "delta", given, "must be in [0, 1)")
    if delta.dtype != object and (delta > numbers.PATIENT).any():
        rule = "must be at most 1 - 1e-7 as a float"
        raise DiscountError(function, "delta", given, rule, "Give a Fraction.")
    return delta[()]


def integer(function: str, argument: str, given: Any, low: int = 0, high: int | None = None) -> int:
    """One whole number between bounds."""
    span = f"from {low} on" if high is None else f"from {low} to {high}"
    if not isinstance(given, (int, np.integer)) or isinstance(given, bool):
        raise InputTypeError(function, argument, given, f"must be a whole number {span}")
    if given < low or (high is not None and given > high):
        raise RangeError(function, argument, given, f"must be a whole number {span}")
    return int(given)


def choice(function: str, argument: str, given: Any, known: Collection[Any]) -> Any:
    """One of some words; the nearest is suggested."""
    if isinstance(given, (list, dict, np.ndarray)) or given not in known:
        rule = f"must be one of {', '.join(map(repr, known))}"
        raise UnknownNameError(function, argument, given, rule, nearest(given, known))
    return given


def nearest(given: Any, known: Iterable[Any], cutoff: float = 0.6) -> str:
    """The known name that a misspelt one is most like, as a question; empty if none is."""
    close = difflib.get_close_matches(str(given), [str(each) for each in known], 1, cutoff)
    return "".join(f"Is it {name}?" for name in close)


def names(function: str, argument: str, given: Iterable[Any] | None, count: int) -> tuple[Any, ...]:
    """Distinct names; "1", "2", ... by default."""
    labels = tuple(map(str, range(1, count + 1))) if given is None else tuple(given)
    if isinstance(given, (str, set, frozenset)):
        raise InputTypeError(function, argument, given, "must be names in an order")
    if len(labels) != count or len(set(labels)) != count:
        raise ShapeError(function, argument, given, f"must be {count} distinct names")
    return labels


def subset(function: str, argument: str, given: Any, known: Sequence[Any]) -> tuple[Any, ...]:
    """Some of the names, given by name or place, or "all"; in their own order."""
    single = isinstance(given, (str, int)) and not isinstance(given, bool)
    wanted = known if isinstance(given, str) and given == "all" else [given] if single else given
    if not isinstance(wanted, Iterable):
        raise InputTypeError(function, argument, given, 'must be names, or "all"')
    picks = {_member(function, argument, each, known) for each in wanted}
    return tuple(name for name in known if name in picks)


def _member(function: str, argument: str, given: Any, known: Sequence[Any]) -> Any:
    place = isinstance(given, (int, np.integer)) and given not in known
    return (
        known[given]
        if place and 0 <= given < len(known)
        else choice(function, argument, given, known)
    )


def kind(function: str, argument: str, given: Any, known: type) -> Any:
    """An instance of a class."""
    if not isinstance(given, known):
        raise InputTypeError(function, argument, given, f"must be a {known.__name__}")
    return given
