"""One list of wrong values for every argument, whatever it is: what users pass by mistake.

`REFUSED` means something to no argument of the package and has to be refused by name. `ODD` is
right for some arguments: there it is taken, elsewhere refused by name, nowhere a raw exception.
"""

import datetime
import decimal
import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

NAN, INF = float("nan"), float("inf")


class Opaque:
    """Something that is nothing that the package knows."""


class Elementwise:
    """Compared to anything, it gives no bool, as arrays do."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> Any:
        return np.array([True, False])

    def __ne__(self, other: object) -> Any:
        return np.array([True, False])


class Unreadable:
    """An array-like that cannot be read."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise RuntimeError("cannot be read")


def endless() -> list[Any]:
    """A list that contains itself."""
    made: list[Any] = []
    made.append(made)
    return made


def masked(values: Any) -> Any:
    return np.ma.masked_array(
        values, mask=np.arange(np.size(values)).reshape(np.shape(values)) == 0
    )


#: Made anew for every call: what is read once may be spent.
REFUSED: dict[str, Callable[[], Any]] = {
    "object": Opaque,
    "elementwise": Elementwise,
    "unreadable": Unreadable,
    "complex": lambda: 1j,
    "bytes": lambda: b"ab",
    "NaN": lambda: NAN,
    "numpy NaN": lambda: np.float64(NAN),
    "infinity": lambda: INF,
    "a missing value of pandas": lambda: pd.NA,
    "no time": lambda: pd.NaT,
    "date": lambda: datetime.date(2024, 1, 1),
    "decimal": lambda: decimal.Decimal("0.5"),
    "set of numbers": lambda: {0, 1},
    "set of names": lambda: {"a", "b"},
    "frozen set": lambda: frozenset((0, 1)),
    "ellipsis": lambda: ...,
    "list with NaN": lambda: [0.5, NAN],
    "list with infinity": lambda: [0.5, INF],
    "list with None": lambda: [1, None],
    "list with bytes": lambda: ["a", b"b"],
    "list with a bool": lambda: [True, 2],
    "tuple with a bool": lambda: (1, False),
    "table with a bool": lambda: [[1.5, True], [1, 2]],
    "list with an object": lambda: [Opaque(), 1],
    "list with a complex number": lambda: [1j, 1],
    "list of sets": lambda: [{0}, {1}],
    "list in itself": endless,
    "ragged list": lambda: [[1], [1, 2, 3]],
    "table with NaN": lambda: [[1, NAN], [1, 1]],
    "array with NaN": lambda: np.array([1.0, NAN]),
    "array of objects": lambda: np.array([Opaque(), Opaque()], dtype=object),
    "array of dates": lambda: np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[D]"),
    "array of bytes": lambda: np.array([b"a", b"b"]),
    "masked vector": lambda: masked([1.0, 2.0]),
    "masked table": lambda: masked([[1.0, 2.0], [3.0, 4.0]]),
    "masked number": lambda: np.ma.masked,
    "Series with NaN": lambda: pd.Series([1.0, NAN]),
    "Series of foreign labels": lambda: pd.Series([1.0, 2.0], index=["Foreign", "Other"]),
    "Series of labels twice": lambda: pd.Series([1.0, 2.0], index=["Foreign", "Foreign"]),
    "Series of missing values": lambda: pd.Series([1, None], dtype="Int64"),
    "frame of foreign labels": lambda: pd.DataFrame(
        [[1.0, 2.0], [3.0, 4.0]], index=["Foreign", "Other"], columns=["Foreign", "Other"]
    ),
    "frame with NaN": lambda: pd.DataFrame({"x": [1.0, NAN]}),
    "dict of NaN": lambda: {NAN: 1},
    "dict of None": lambda: {None: 1},
    "slice": lambda: slice(2),
    "module": lambda: np,
    "error": lambda: ValueError("x"),
}

ODD: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "True": lambda: True,
    "False": lambda: False,
    "minus one": lambda: -1,
    "zero": lambda: 0,
    "two": lambda: 2,
    "a half": lambda: 0.5,
    "a third": lambda: Fraction(1, 3),
    "a huge float": lambda: 1e308,
    "a tiny float": lambda: 5e-324,
    "2^63": lambda: 2**63,
    "10^19": lambda: 10**19,
    "-10^19": lambda: -(10**19),
    "10^400": lambda: 10**400,
    "10^400 over 3": lambda: Fraction(10**400, 3),
    "1 over 10^400": lambda: Fraction(1, 10**400),
    "10^400 in a list": lambda: [1, 10**400],
    "10^400 beside a float": lambda: [0.5, 10**400],
    "10^400 in a table": lambda: [[1, 10**400], [0.5, 1]],
    "numpy int": lambda: np.int64(1),
    "numpy bool": lambda: np.bool_(True),
    "empty text": lambda: "",
    "text": lambda: "nonsense",
    "numpy text": lambda: np.str_("nonsense"),
    "dollars": lambda: "$x_{",
    "a surrogate": lambda: "\ud800",
    "a zero byte": lambda: "\0",
    "long text": lambda: "é" * 100_000,
    "empty list": list,
    "empty tuple": tuple,
    "empty dict": dict,
    "empty array": lambda: np.zeros(0),
    "empty table": lambda: np.zeros((0, 3)),
    "list of an empty list": lambda: [[]],
    "array of no dimension": lambda: np.array(2),
    "text of no dimension": lambda: np.array("x"),
    "array of five dimensions": lambda: np.ones((1, 1, 1, 1, 2)),
    "vector": lambda: np.array([0, 1]),
    "table": lambda: np.array([[1.5, 2], [3, 4]]),
    "array of bools": lambda: np.array([True, False]),
    "array of text": lambda: np.array(["a", "b"]),
    "list of text": lambda: ["a", "b"],
    "list of numbers": lambda: [0, 1],
    "list of pairs": lambda: [("a", "b")],
    "pairs of numbers": lambda: [(0, 1), (1, 0)],
    "dict": lambda: {"x": 1},
    "dict of lists": lambda: {"x": [1, 2]},
    "dict of tuples": lambda: {(0, 1): 2},
    "iterator": lambda: iter([0, 1]),
    "endless iterator": itertools.count,
    "range": lambda: range(2),
    "function": lambda: lambda: None,
    "function of anything": lambda: lambda *_, **__: None,
    "class": lambda: int,
    "Series": lambda: pd.Series([1.0, 2.0]),
    "frame": lambda: pd.DataFrame([[1.0, 2.0], [3.0, 4.0]]),
    "empty Series": lambda: pd.Series([], dtype=float),
    "empty frame": pd.DataFrame,
    "2^63 in an array": lambda: np.array([2**63, 1], dtype=np.uint64),
    "a million numbers": lambda: np.zeros(10**6),
}


def _frame(values: Any, labels: Any) -> Any:
    """A Series or frame of pandas with `labels` along every axis that is told."""
    if values.ndim == 1:
        return pd.Series(values, index=labels(len(values)))
    rows, columns = values.shape
    return pd.DataFrame(values, index=labels(rows), columns=labels(columns))


def spoilt(proper: Any) -> dict[str, Any]:
    """What a proper list or table of numbers turns into by a slip; all of it has to be refused."""
    try:
        good = np.array(proper, dtype=float)
    except (TypeError, ValueError):
        return {}
    if isinstance(proper, (str, dict)) or not good.ndim or not good.size:
        return {}
    found: dict[str, Any] = {}
    for name, wrong in {"NaN": NAN, "a bool": True, "None": None, "bytes": b"x"}.items():
        cells = good.astype(object)
        cells.flat[-1] = wrong
        found[f"{name} in it"] = cells.tolist()
    hidden = np.zeros(good.shape, dtype=bool)
    hidden.flat[0] = True
    found["a masked entry"] = np.ma.masked_array(good, mask=hidden)
    if good.ndim == 1:
        found["a set"] = set(good.tolist()) if len(set(good.tolist())) == len(good) else {1.0, 2.0}
    if good.ndim < 3:
        found["foreign labels"] = _frame(good, lambda size: [f"x{k}" for k in range(size)])
    return found


def labelled(proper: Any) -> Any:
    """A proper vector or table as pandas writes it, or None if it is no such thing."""
    try:
        good = np.array(proper)
    except (ValueError, TypeError):  # no rectangle, or a whole Dataset
        return None
    numbers = good.dtype.kind in "if" and good.ndim in (1, 2) and good.size
    return _frame(good, range) if numbers and not isinstance(proper, (str, dict)) else None
