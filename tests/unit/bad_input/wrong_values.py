"""One list of wrong values for every argument, whatever it is: what users pass by mistake.

`REFUSED` means something to no argument of the package and has to be refused by name. `ODD` is
right for some arguments: there it is taken, elsewhere refused by name, nowhere a raw exception.
"""

import collections
import datetime
import decimal
import enum
import itertools
import pathlib
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse
import xarray

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


class Failing:
    """Whatever it is asked, it fails, as an object does whose file or database is gone."""

    def _fail(self, *_: Any) -> Any:
        raise RuntimeError("gone")

    __iter__ = __len__ = __getitem__ = __eq__ = __hash__ = __bool__ = __float__ = _fail
    __repr__ = __str__ = __array__ = __index__ = __call__ = _fail


class Table:
    """Like a frame of another library: it has columns, an index, and cannot be read."""

    columns = index = ("x", "y")
    shape = (2, 2)

    def to_numpy(self) -> Any:
        raise RuntimeError("gone")


class Colour(enum.Enum):
    RED = 1


def endless() -> list[Any]:
    """A list that contains itself."""
    made: list[Any] = []
    made.append(made)
    return made


def endless_dict() -> dict[str, Any]:
    """A mapping that contains itself."""
    made: dict[str, Any] = {}
    made["x"] = made
    return made


def deep() -> list[Any]:
    """Lists in lists, deeper than Python goes."""
    made: list[Any] = [1]
    for _ in range(5000):
        made = [made]
    return made


def breaking() -> Any:
    """What comes one by one, and breaks."""
    yield 1
    raise RuntimeError("gone")


def spent() -> Any:
    """What was read before."""
    made = iter([0, 1])
    list(made)
    return made


def _read_only(values: Any) -> Any:
    values.flags.writeable = False
    return values


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
    "decimal that is no number": lambda: decimal.Decimal("NaN"),
    "complex number of numpy": lambda: np.complex128(1),
    "complex array": lambda: np.array([1, 1j]),
    "date of numpy": lambda: np.datetime64("2024-01-01"),
    "time of pandas": lambda: pd.Timestamp("2024-01-01"),
    "span of time": lambda: np.timedelta64(1, "D"),
    "array of None": lambda: np.array([1, None], dtype=object),
    "array of records": lambda: np.zeros(2, dtype=[("a", int), ("b", float)]),
    "sparse matrix": lambda: scipy.sparse.eye(2),
    "array of infinities": lambda: np.array([[INF, 1.0], [1.0, -INF]]),
    "failing": Failing,
    "list of what fails": lambda: [Failing(), Failing()],
    "frame of others": Table,
    "enumeration": lambda: Colour.RED,
    "dict in itself": endless_dict,
    "very deep list": deep,
    "what breaks while it is read": breaking,
    "view of names": {"x": 1}.keys,
    "view of pairs": {"x": 1}.items,
    "list of missing values": lambda: [pd.NA, 1],
    "list of decimals": lambda: [decimal.Decimal("0.5"), decimal.Decimal(1)],
    "list of bools beside a Fraction": lambda: [Fraction(1, 2), np.bool_(True)],
    "text with NaN": lambda: ["nan", NAN],
    "Series of names and NaN": lambda: pd.Series(["a", NAN]),
    "Series of two levels": lambda: pd.Series(
        [1.0, 2.0], index=pd.MultiIndex.from_tuples([("a", 1), ("a", 2)])
    ),
    "memory": lambda: memoryview(b"ab"),
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
    "minus nothing": lambda: -0.0,
    "digits": lambda: "1",
    "digits of others": lambda: "\u0661",
    "text NaN": lambda: "nan",
    "blank": lambda: " ",
    "list of digits": lambda: ["1", "2"],
    "ints and digits": lambda: [1, "1"],
    "a spent iterator": spent,
    "view of values": {"x": 1, "y": 2}.values,
    "array of Fractions": lambda: np.array([Fraction(1, 2), Fraction(1, 2)], dtype=object),
    "array that is read only": lambda: _read_only(np.array([0.25, 0.75])),
    "array with gaps": lambda: np.array([0.25, 9.0, 0.75, 9.0])[::2],
    "array turned round": lambda: np.array([0, 1])[::-1],
    "small floats": lambda: np.array([0.25, 0.75], dtype=np.float16),
    "long floats": lambda: np.longdouble("0.5"),
    "Series of whole numbers": lambda: pd.Series([1, 2], dtype="Int64"),
    "Series of names": lambda: pd.Series(["a", "b"]),
    "Series of bools": lambda: pd.Series([True, False]),
    "kinds of pandas": lambda: pd.Categorical(["a", "b"]),
    "index": lambda: pd.Index(["a", "b"]),
    "array with names": lambda: xarray.DataArray([1.0, 2.0], dims="x"),
    "path": lambda: pathlib.Path("nowhere"),
    "bool of no dimension": lambda: np.array(True),
    "default dict": lambda: collections.defaultdict(int),
    "counter": lambda: collections.Counter("ab"),
    "named tuple": lambda: collections.namedtuple("Point", "x y")(0, 1),
    "bytes in a dict": lambda: {b"a": 1},
    "dict of nothing": lambda: {"x": None},
    "bound method": lambda: [].append,
    "class of ours": lambda: Opaque,
    "twice the same": lambda: [1, 1],
    "names twice": lambda: ["a", "a"],
    "an empty name": lambda: ["", "a"],
    "a long list of names": lambda: [str(k) for k in range(2000)],
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


def rewritten(proper: Any) -> dict[str, Any]:
    """A proper vector or table as it may also be written: none of it is wrong."""
    try:
        good = np.array(proper)
    except (ValueError, TypeError):  # no rectangle, or a whole Dataset
        return {}
    numbers = good.dtype.kind in "if" and good.ndim in (1, 2) and good.size
    if not numbers or isinstance(proper, (str, dict)):
        return {}
    gaps = np.zeros((*good.shape[:-1], 2 * good.shape[-1]), dtype=good.dtype)
    gaps[..., ::2] = good
    # Places and counts are whole numbers; a payoff may be written as a fraction.
    quotients = {} if good.dtype.kind == "i" and good.ndim == 1 else {"Fractions": _quotients(good)}
    return {
        **quotients,
        "pandas": _frame(good, range),
        "read only": _read_only(good.copy()),
        "with gaps": gaps[..., ::2],
        "columns first": np.asfortranarray(good),
        "bytes in the other order": good.astype(good.dtype.newbyteorder()),
        "tuples": tuple(map(tuple, good.tolist())) if good.ndim == 2 else tuple(good.tolist()),
        "nothing masked": np.ma.masked_array(good, mask=False),
    }


def _quotients(good: np.ndarray) -> np.ndarray:
    return np.array([Fraction(v) for v in good.flat], dtype=object).reshape(good.shape)
