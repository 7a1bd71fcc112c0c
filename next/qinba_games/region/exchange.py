"""Regions as matrices and graphs: what a frame or a graph says, as the three tables."""

import json
from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import read
from ..core.answer import plain
from ..core.errors import InputTypeError, ShapeError

if TYPE_CHECKING:
    import networkx
    import pandas

    from .region import Region

#: Columns of ties that belong to one of the two ends.
_SIDED = ("benefit_a", "benefit_b", "outside_a", "outside_b")
_SETTINGS, _SIGNED = "region_settings", "region_agreements"

Row = dict[str, Any]


def matrix_frames(
    function: str, gains: Any, coordinates: Any
) -> "tuple[pandas.DataFrame, pandas.DataFrame]":
    """Governments and ties of a square frame: who gains how much (row) from whom (column)."""
    import pandas

    frame = pandas.DataFrame(gains)
    names = [str(name) for name in frame.index]
    if names != [str(name) for name in frame.columns] or len({*names}) < len(names):
        rule = "must have the same distinct names as rows and as columns, in one order"
        raise ShapeError(function, "gains", list(frame.columns), rule)
    own = frame.to_numpy(dtype=object, copy=True)
    np.fill_diagonal(own, 0.0)
    own = read.array(function, "gains", own.tolist(), own.shape, 0).astype(float)
    a, b = np.nonzero(np.triu((own > 0) | (own.T > 0), 1))
    ends = {"a": np.take(names, a), "b": np.take(names, b)}
    ties = pandas.DataFrame({**ends, "benefit_a": own[a, b], "benefit_b": own[b, a]})
    return pandas.DataFrame({"name": names}) if coordinates is None else coordinates, ties


def graph_frames(function: str, graph: Any) -> tuple[tuple[Any, Any, Any], dict[str, Any]]:
    """The frames of a graph, and the settings it carries."""
    import networkx
    import pandas

    read.kind(function, "graph", graph, networkx.Graph)
    nodes = [{**more, "name": str(name)} for name, more in graph.nodes(data=True)]
    ties = [_tie(function, str(a), str(b), more) for a, b, more in graph.edges(data=True)]
    signed = graph.graph.get(_SIGNED)
    agreements = None if signed is None else pandas.DataFrame(json.loads(signed))
    frames = _frame(nodes, ["name"]), _frame(ties, ["a", "b"])
    return (*frames, agreements), json.loads(graph.graph.get(_SETTINGS, "{}"))


def _frame(rows: list[Row], first: list[str]) -> "pandas.DataFrame":
    import pandas

    return pandas.DataFrame(rows, columns=list(dict.fromkeys([*first, *chain(*rows)])))


def _tie(function: str, one: str, other: str, more: Mapping[str, Any]) -> Row:
    """A row of ties; a graph may hand out an edge either way round, so attribute a decides."""
    if "a" not in more and any(name in more for name in _SIDED):
        rule = "must say in an attribute a which end is meant by benefit_a and the like"
        raise InputTypeError(function, f"edge {one} - {other}", sorted(more), rule)
    a = read.choice(function, f"edge {one} - {other}, a", str(more.get("a", one)), (one, other))
    return {**more, "a": a, "b": other if a == one else one}


def graph_of(region: "Region") -> "networkx.Graph":
    """The graph of a region; what is missing in a table is no attribute."""
    import networkx

    tables = region.tables
    parts = {_SETTINGS: region.settings, _SIGNED: tables.agreements}
    graph = networkx.Graph(**{name: json.dumps(plain(part)) for name, part in parts.items()})
    for row in _rows(tables.governments):
        graph.add_node(row.pop("name"), **row)
    for row in _rows(tables.ties):
        graph.add_edge(row["a"], row.pop("b"), **row)
    return graph


def _rows(columns: Mapping[str, Any]) -> list[Row]:
    """Rows of a table without its empty cells."""
    cells = zip(*(each.tolist() for each in columns.values()), strict=True)
    rows = (zip(columns, row, strict=True) for row in cells)
    return [{name: x for name, x in row if x == x} for row in rows]
