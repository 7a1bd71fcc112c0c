"""Ties as tables: frames, mappings of columns, files, and graphs of networkx."""

from __future__ import annotations

import csv
import functools
import io
import numbers
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _check, _exact, _reading, _tolerance, errors
from ..common.files import path_of, text_of
from ..partnership.partnership import Partnership
from ..types import Array, IntArray

Name = str | int

#: Columns that every table of ties has, and those that it may have.
NEEDED = ("a", "b", "value_a", "value_b", "temptation_a", "temptation_b")
_OPTIONAL = ("outside_a", "outside_b", "weight", "friction")
#: What is said of another name.
NO_GOVERNMENT = "is not one of the governments"


def names(function: str, argument: str, given: Any) -> tuple[Name, ...]:
    """Distinct names, each a string or a whole number; at least one."""
    if not isinstance(given, np.ndarray) or given.dtype.kind not in "iu":
        remedy = "Pass a list of strings or whole numbers"
        given = _check.sequence(function, argument, given, "names", remedy)
    entries = _plain_names(function, argument, given)
    _check.some(function, argument, given, len(entries), "name", "government")
    if len(set(entries)) != len(entries):
        twice = next(name for name, count in Counter(entries).items() if count > 1)
        rule, remedy = "every government must be named once", "Leave out the second one"
        raise errors.ShapeError(function, argument, twice, rule, remedy)
    return tuple(entries)


def _plain_names(function: str, argument: str, given: Any) -> list[Name]:
    """Names as they are: strings stay strings, whole numbers ints."""
    values = np.asarray(given) if hasattr(given, "dtype") else None
    if values is not None and values.dtype.kind in "iu":
        whole: list[Name] = values.ravel().tolist()
        return whole
    return [_name(function, argument, value) for value in given]


def _name(function: str, argument: str, value: Any) -> Name:
    if isinstance(value, str):
        return str(_check.visible(function, argument, value))
    if isinstance(value, numbers.Integral) and not isinstance(value, (bool, np.bool_)):
        return int(value)
    rule = f"a name must be a string or a whole number, not {_check.kind_of(value)}"
    raise errors.InputTypeError(function, argument, value, rule, "Turn names into strings")


def columns(function: str, ties: Any) -> dict[str, Any]:
    """The columns of a frame or a mapping, by name; unknown ones and gaps are refused."""
    if not (hasattr(ties, "keys") or hasattr(ties, "columns")) or isinstance(ties, str):
        rule = f"must be a frame or a mapping of columns, not {_check.kind_of(ties)}"
        remedy = f"Pass the columns {', '.join(NEEDED)}"
        raise errors.InputTypeError(function, "ties", ties, rule, remedy)
    given = list(ties.columns) if hasattr(ties, "columns") else list(ties.keys())
    if not given:  # no tie at all
        return {name: [] for name in NEEDED}
    for name in given:
        _check.choice(function, "ties", name, NEEDED + _OPTIONAL)
    for name in NEEDED:
        if name not in given:
            rule, remedy = f"the column '{name}' is missing", f"Add the column '{name}'"
            raise errors.ShapeError(function, "ties", tuple(given), rule, remedy)
    table = {name: ties[name] for name in given}
    if not hasattr(ties, "columns"):
        _reading.same_rows(function, "ties", table.values())
    return table


def ends(function: str, table: Mapping[str, Any], governments: tuple[Name, ...]) -> IntArray:
    """Number of the government at each end of each tie; shape (ties, 2)."""
    sides = [_positions(function, side, table[side], governments) for side in ("a", "b")]
    if len(sides[0]) != len(sides[1]):
        sizes = tuple(map(len, sides))
        rule, remedy = "all columns must have the same length", "Give every tie one row"
        raise errors.ShapeError(function, "b", sizes, rule, remedy)
    both = np.stack(sides, axis=1)
    own = np.flatnonzero(both[:, 0] == both[:, 1])
    if own.size:
        rule, remedy = "a government has no tie with itself", "Leave the row out"
        raise errors.RangeError(function, "b", governments[both[own[0], 1]], rule, remedy)
    low, high = both.min(axis=1), both.max(axis=1)
    key = np.sort(low * len(governments) + high)
    again = np.flatnonzero(key[1:] == key[:-1])
    if again.size:
        pair = tuple(governments[i] for i in divmod(int(key[again[0]]), len(governments)))
        rule, remedy = "a tie is listed once, in either order", "Add the two rows up"
        raise errors.ShapeError(function, "ties", pair, rule, remedy)
    return both


def _positions(function: str, side: str, column: Any, governments: tuple[Name, ...]) -> IntArray:
    values = np.asarray(_reading.not_masked(function, side, column))
    if values.ndim != 1:
        rule, remedy = "must be one column of names", "Give every tie one row"
        raise errors.ShapeError(function, side, values.shape, rule, remedy)
    if values.dtype.kind in "iu" and all(isinstance(name, int) for name in governments):
        known = np.array(governments)
        order = np.argsort(known, kind="stable")
        place = np.searchsorted(known, values, sorter=order).clip(max=len(known) - 1)
        positions = order[place]
        wrong = np.flatnonzero(known[positions] != values)
        if wrong.size:
            raise _check.unknown(function, side, int(values[wrong[0]]), governments, NO_GOVERNMENT)
        return np.asarray(positions, dtype=np.int64)
    number = {name: k for k, name in enumerate(governments)}
    given = _plain_names(function, side, column)
    for name in given:
        if name not in number:
            raise _check.unknown(function, side, name, governments, NO_GOVERNMENT)
    return np.array([number[name] for name in given], dtype=np.int64)


def numbers_of(function: str, table: Mapping[str, Any], name: str, size: int) -> Array:
    """One column of finite numbers, one per tie."""
    column = table[name]
    given = _reading.not_masked(function, name, column)
    given = given if isinstance(given, list) else np.asarray(given)
    if not len(given) and size == 0:
        return np.zeros(0, dtype=np.int64)
    return _check.array(function, name, given, shape=(size,))


def side_by_side(one: Array, other: Array) -> Array:
    """Two columns as one array, exact if both are."""
    if _tolerance.is_exact(one) != _tolerance.is_exact(other):
        return np.stack([one.astype(float), other.astype(float)], axis=1)
    if one.dtype != other.dtype:
        one, other = _exact.fractions(one), _exact.fractions(other)
    return np.stack([one, other], axis=1)


def in_order(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Everybody who is named, in the order of first appearance."""
    return list(dict.fromkeys(name for pair in pairs for name in pair))


def read_file(function: str, path: Any) -> dict[str, list[Any]]:
    """The columns of a CSV file with one line per tie; names stay text, without blanks around."""
    text = text_of(function, "path", path_of(function, "path", path, "ties.csv"), "a CSV file")
    head, rows = _lines(function, path, text)
    table = {name: [row[k] for _, row in rows] for k, name in enumerate(head)}
    columns(function, table)
    _check.some(function, "path", str(path), len(rows), "line", "tie")
    for number, row in rows:
        if not (row[head.index("a")] and row[head.index("b")]):
            rule = f"line {number} does not name both ends of its tie"
            raise errors.ShapeError(function, "path", str(path), rule, "Correct the line")
    return {
        name: entries if name in ("a", "b") else [_number(function, name, v) for v in entries]
        for name, entries in table.items()
    }


def _lines(function: str, path: Any, text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Names of the columns, and the other lines that are not blank, each with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    try:
        lines = [(reader.line_num, [entry.strip() for entry in row]) for row in reader if row]
    except csv.Error as error:
        rule, remedy = f"is no CSV file: {error}", "Separate entries by commas"
        raise errors.InvalidInputError(function, "path", str(path), rule, remedy) from error
    if not lines:
        remedy = f"Begin with a line that names the columns: {', '.join(NEEDED)}"
        raise errors.EmptyGameError(function, "path", str(path), "has nothing in it", remedy)
    head = lines[0][1]
    for name, count in Counter(head).items():
        if count > 1 and name in NEEDED + _OPTIONAL:
            rule, remedy = f"there are {count} columns '{name}'", "Leave out all but one"
            raise errors.ShapeError(function, "path", str(path), rule, remedy)
    for number, row in lines[1:]:
        if len(row) != len(head):
            rule = f"line {number} has not as many entries as there are columns"
            raise errors.ShapeError(function, "path", str(path), rule, "Correct the line")
    return head, lines[1:]


def _number(function: str, name: str, text: str) -> Any:
    for kind in (int, Fraction if "/" in text else float):
        try:
            return kind(text)
        except (ValueError, ZeroDivisionError):
            continue
    rule, remedy = "all entries must be real numbers", "Write 2, 0.5 or 1/2"
    raise errors.InputTypeError(function, name, text, rule, remedy)


def from_graph(function: str, graph: Any) -> tuple[list[Any], dict[str, list[Any]]]:
    """Nodes and columns of a networkx graph whose edges carry them, and which end is "a"."""
    if not (hasattr(graph, "edges") and hasattr(graph, "is_directed")):
        rule = f"must be a networkx graph, not {_check.kind_of(graph)}"
        raise errors.InputTypeError(function, "graph", graph, rule, "Pass a Graph or a DiGraph")
    rows = [
        _edge(function, one, other, dict(data), graph.is_directed())
        for one, other, data in graph.edges(data=True)
    ]
    keys = [name for name in NEEDED + _OPTIONAL if name in NEEDED or any(name in r for r in rows)]
    for row in rows:
        for name in row:
            _check.choice(function, "graph", name, NEEDED + _OPTIONAL)
        missing = next((name for name in keys if name not in row), None)
        if missing:
            rule = f"an edge has no '{missing}'"
            pair = (row["a"], row["b"])
            remedy = f"Give every edge the attribute '{missing}'"
            raise errors.ShapeError(function, "graph", pair, rule, remedy)
    return list(graph.nodes), {name: [row[name] for row in rows] for name in keys}


def _edge(function: str, one: Any, other: Any, data: dict[str, Any], directed: bool) -> Any:
    direction = directed or "a" in data or "b" in data
    last = data.pop("b", None)
    first = data.pop("a", other if last == one else one)
    if first not in (one, other) or (last is not None and {first, last} != {one, other}):
        rule, remedy = "'a' and 'b' must be the nodes of their edge", "Correct the attribute"
        raise errors.UnknownNameError(function, "graph", (first, last), rule, remedy)
    sides = {name[:-2] for name in data if name.endswith(("_a", "_b"))}
    if not direction and any(data.get(f"{s}_a", 0) != data.get(f"{s}_b", 0) for s in sides):
        rule = "an undirected edge does not say which of its ends is a"
        remedy = "Pass a DiGraph, or give every edge the attributes 'a' and 'b'"
        raise errors.NotApplicableError(function, "graph", (one, other), rule, remedy)
    return {"a": first, "b": other if first == one else one, **data}


# -- Partnerships as ties: what their members get at one level of trust that stays ----------------


def fits(owner: str, pair: Any, model: Partnership, trust: int) -> None:
    """Refuse a partnership that has at home what is a matter of the regime in a network."""
    if trust >= model.levels:
        rule = f"the partnership {pair} has trust 0 to {model.levels - 1}"
        raise errors.RangeError(owner, "trust", trust, rule, "Choose a level that all have")
    own = {
        "more than two members": model.n_members != 2,
        "shares of its own": not isinstance(model.sharing, str)
        or model.sharing not in ("none", "voluntary"),
        "imperfect detection": model.detection != 1,
        "a deposit": bool(np.any(model.deposit != 0)),
        "a subsidy": model.subsidy != 0,
        "a mandate": bool(model.mandate),
        "a stake": model.stake != 0,
    }
    for what, there in own.items():
        if there:
            rule, remedy = f"a tie must not have {what}", "Leave that to the regime of the network"
            raise errors.NotApplicableError(owner, "pairs", pair, rule, remedy)


def stakes(model: Partnership, trust: int) -> list[Any]:
    """x, d, w of both members, and friction, at one level of trust."""
    number = functools.partial(_exact.as_numbers, exact=model.exact)
    gains = number([model.benefit[trust, 0, 1], model.benefit[trust, 1, 0]])
    good = 1 - sum(p for p, _ in model.bad_times), 0 * model.cost
    drawn = [(p, extra) for p, extra in (good, *model.bad_times) if p > 0]
    costs, outside = (
        [number(model.cost) + number(extra) for _, extra in drawn],
        number(model.outside),
    )
    mean = sum(number([p]) * (gains - cost) for (p, _), cost in zip(drawn, costs, strict=True))
    most = np.maximum.reduce([np.maximum(cost, outside - (gains - cost)) for cost in costs])
    ends = model.friction[trust] if model.drop is None else 0
    numbers = [*mean, *(mean + most), *outside, ends]
    return [_check.number("Network", "ties", value) for value in numbers]
