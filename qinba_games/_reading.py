"""What array-likes hold: entries that count, in the order of their labels.

numpy reads a Series by place, takes what a mask hides, counts True as 1 and gives a set the order
of its hashes. Here labels are matched with names, and the rest is refused.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Set, Sized
from fractions import Fraction
from numbers import Integral
from typing import Any

import numpy as np

from . import errors
from .types import Array

#: Beyond this the product of a number and anything else is no float any more.
LARGEST = 1e300
#: Below this a number loses digits as a float, and one over it is none.
SMALLEST = float(np.finfo(float).tiny)
#: Entries that need no look of their own.
_NUMBERS = {int, float, Fraction, np.float64, np.int64}
_BOOLS = {bool, np.bool_}
_DEEPEST = 16
#: Most entries of what does not say how many it has.
_LONGEST = 10**6


def as_array(function: str, argument: str, values: Any, names: Any = None) -> Array:
    """`values` as an array of numpy, rows and columns of a frame in the order of `names`."""
    entries = _entries(function, argument, values, names, 0)
    try:
        array = np.asarray(entries)
        return array if array is entries else _whole(array, lambda: np.array(entries, object))
    except ValueError as error:
        rule, remedy = "must be a rectangular array of numbers", "Give every row the same length"
        raise errors.ShapeError(function, argument, values, rule, remedy) from error
    except Exception as error:  # (whatever an array-like of others raises)
        raise _unread(function, argument, values, error) from error


def _whole(array: Array, again: Callable[[], Array]) -> Array:
    """`array`; `again` where whole numbers of 64 bits, some with a sign, have become floats."""
    wide = array.dtype.kind == "f" and array.dtype.itemsize >= 8
    return again() if wide and np.any(abs(array) >= 2.0**63) else array


def not_masked(function: str, argument: str, values: Any) -> Any:
    """`values`, in which nothing is masked."""
    if isinstance(values, np.ma.MaskedArray):
        if np.ma.is_masked(values):
            rule, remedy = "has masked entries", "Fill them with numbers, or leave them out"
            raise errors.NotFiniteError(function, argument, values, rule, remedy)
        return values.data
    return values


def _entries(function: str, argument: str, values: Any, names: Any, depth: int) -> Any:
    """`values` without labels and masks; what has no order is refused."""
    values = not_masked(function, argument, values)
    if isinstance(values, (Set, bytes, bytearray, memoryview)):
        raise _wrong(function, argument, values, "must be numbers in an order")
    if has_labels(values):
        return _aligned(function, argument, values, names)
    if not isinstance(values, (list, tuple)):
        return values
    kinds = set(map(type, values))
    if kinds & _BOOLS and not kinds <= _BOOLS:
        raise _wrong(function, argument, values, "all entries must be real numbers, not bools")
    if kinds <= _NUMBERS:
        return values
    if depth > _DEEPEST:
        raise _wrong(function, argument, values, "is nested too deeply")
    return [_entries(function, argument, part, names, depth + 1) for part in values]


def _wrong(function: str, argument: str, values: Any, rule: str) -> errors.InputTypeError:
    remedy = "Pass ints, floats or Fractions in a list or an array"
    return errors.InputTypeError(function, argument, values, rule, remedy)


def _unread(function: str, argument: str, values: Any, error: Exception) -> errors.InputTypeError:
    rule = f"cannot be read as an array ({type(error).__name__}: {error})"
    return _wrong(function, argument, values, rule)


def has_labels(values: Any) -> bool:
    """True for a Series or frame of pandas, and for whatever else has an index like theirs."""
    return hasattr(values, "to_numpy") and not callable(getattr(values, "index", len))


def _aligned(function: str, argument: str, values: Any, names: Any) -> Array:
    """Entries of a Series or frame, in the order of `names` where they are labelled."""
    try:
        array = _whole(np.asarray(values.to_numpy()), lambda: values.astype(object).to_numpy())
    except Exception as error:  # (whatever a table of another library raises)
        raise _unread(function, argument, values, error) from error
    axes = [values.index, *([values.columns] if hasattr(values, "columns") else [])]
    for axis, labels in enumerate(axes):
        known = names.get(axis) if isinstance(names, Mapping) else names
        order = _order(function, argument, list(labels), known)
        array = array if order is None else np.take(array, order, axis=axis)
    return array


def _order(function: str, argument: str, labels: list[Any], names: Any) -> list[int] | None:
    """Where each of `names` stands among the labels; None if those are the places 0, 1, ..."""
    wanted = list(names) if isinstance(names, Collection) else []
    texts, place = [*map(str, wanted)], {str(label): k for k, label in enumerate(labels)}
    if wanted and len(place) == len(labels) and set(place) == set(texts):
        return [place[name] for name in texts]
    # Members whom nobody named are called "1", "2", ...: that is no other order.
    unnamed = wanted == [str(k + 1) for k in range(len(wanted))]
    if _is_range(labels) and (unnamed or place.keys().isdisjoint(texts)):
        return None
    given = ", ".join(map(str, labels[:6])) + (", ..." if len(labels) > 6 else "")
    rule = f"is labelled {given}, which does not match " + (
        f"the names {', '.join(texts[:6])}" if wanted else "the places 0, 1, ..."
    )
    remedy = "Label it by the names of all members, or pass .to_numpy() if the order is right"
    raise errors.UnknownNameError(function, argument, given, rule, remedy)


def _is_range(labels: list[Any]) -> bool:
    """Whether labels are the whole numbers 0, 1, ..., as pandas has them where none are said."""
    whole = all(isinstance(label, Integral) and not isinstance(label, bool) for label in labels)
    return whole and labels == list(range(len(labels)))


def in_order(function: str, argument: str, given: Any, names: Any) -> Any:
    """The entries of a Series in the order of `names`; whatever is none as it is."""
    if not has_labels(given) or hasattr(given, "columns"):
        return given
    return _aligned(function, argument, given, names).tolist()


def by_name(function: str, argument: str, given: Any, names: Collection[Any]) -> Any:
    """The entries of a Series by its labels, of which some may be missing; else what is `given`."""
    if not has_labels(given) or hasattr(given, "columns"):
        return given
    labels, known = list(given.index), {str(name): name for name in names}
    if _is_range(labels) and _order(function, argument, labels, names) is None:
        # Labels here are places.
        return list(given)
    texts = map(str, labels)
    values = dict(zip((known.get(text, text) for text in texts), given, strict=True))
    if len(values) < len(labels):
        rule, remedy = "has two entries of the same label", "Leave one of them out"
        raise errors.ShapeError(function, argument, labels, rule, remedy)
    return values


def same_rows(function: str, argument: str, columns: Iterable[Any]) -> None:
    """Columns that are Series have the same labels in the same order."""
    rows = [list(column.index) for column in columns if has_labels(column)]
    if any(labels != rows[0] for labels in rows):
        rule = "has columns whose rows are labelled in different orders"
        remedy = "Pass one DataFrame, or columns by .to_numpy() if their order is right"
        raise errors.ShapeError(function, argument, rows[0], rule, remedy)


def entries(given: Any) -> tuple[Any, ...] | None:
    """What can be gone through in an order of its own; None where that is not so."""
    if type(given) in (tuple, list):  # as most are, which need no look at anything else
        return tuple(given)
    if isinstance(given, (str, bytes, bytearray, memoryview, Mapping, Set, type)):
        return None
    if not isinstance(given, Iterable) or (isinstance(given, np.ndarray) and given.ndim == 0):
        return None
    if hasattr(given, "columns"):  # a frame would give the names of its columns
        return None
    try:
        if isinstance(given, Sized):
            return tuple(given)
        # What comes one by one without a length has to end some time.
        some = tuple(itertools.islice(given, _LONGEST + 1))
    except Exception:  # noqa: BLE001 (whatever an iterator of others raises)
        return None
    return some if len(some) <= _LONGEST else None
