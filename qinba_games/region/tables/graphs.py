"""Regions from and to networkx and GraphML, nothing lost on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _check, errors
from ...common.files import path_of, write_errors
from .. import partnerships
from ..settings import BY_NAME, number

if TYPE_CHECKING:
    import networkx

#: Attributes of a graph that hold what is neither at a node nor at an edge.
_TABLES = ("settings", "estimates", "agreements", "columns")


def to_networkx(self: Any) -> networkx.Graph:
    """Return a networkx graph with what the tables say; `from_networkx` is the way back.

    `weight` is what both ends of an edge gain at trust 0, as algorithms of networkx read it.

    Examples
    --------
    >>> import qinba_games as qg
    >>> graph = qg.paper.case().to_networkx()
    >>> graph.number_of_nodes(), graph.number_of_edges(), graph.nodes["Ankang"]["group"]
    (26, 49, 'Shaanxi')
    """
    import networkx

    tables = {
        "governments": _columns(partnerships.governments(self.records)),
        "ties": partnerships.tie_columns(self.records),
        "agreements": _columns(partnerships.agreements(self.records)),
    }
    graph = networkx.Graph(
        settings=dict(self.settings),
        estimates=[one._asdict() for one in self.estimates],
        agreements=_rows(tables["agreements"]),
        columns={name: list(table) for name, table in tables.items()},
    )
    for row in _rows(tables["governments"]):
        graph.add_node(row.pop("name"), **row)
    for k, (row, tie) in enumerate(zip(_rows(tables["ties"]), self.all_ties, strict=True)):
        graph.add_edge(row["a"], row["b"], row=k, **{"weight": sum(tie.gains), **row})
    return graph


def tables_of(function: str, graph: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The three tables that a graph stands for, and its settings."""
    if not (hasattr(graph, "edges") and hasattr(graph, "is_directed")):
        rule = f"must be a networkx graph, not {_check.kind_of(graph)}"
        raise errors.InputTypeError(function, "graph", graph, rule, "Pass a Graph or a DiGraph")
    nodes = [{"name": name, **data} for name, data in graph.nodes(data=True)]
    edges = [
        _edge(function, one, other, dict(data), directed=graph.is_directed())
        for one, other, data in graph.edges(data=True)
    ]
    if all(isinstance(edge.get("row"), int) for edge in edges):
        edges.sort(key=lambda edge: edge["row"])
    # A file does not keep the order of what is at its nodes and edges.
    columns, settings = (
        _check.instance(function, f"graph, attribute {name}", graph.graph.get(name) or {}, dict)
        for name in ("columns", "settings")
    )
    order = {
        name: _check.sequence(function, "graph, attribute columns", columns.get(name, ()), "names")
        for name in ("governments", "ties", "agreements")
    }
    ties = [_tie_row(edge) for edge in edges]
    tables = {
        "governments": _together(nodes, ("name",), order["governments"]),
        "ties": _together(ties, ("a", "b"), order["ties"]),
    }
    where, given = "graph, attribute agreements", graph.graph.get("agreements") or ()
    signed = _check.sequence(function, where, given, "rows")
    if signed:
        rows = [_check.instance(function, where, row, dict) for row in signed]
        tables["agreements"] = _together(rows, ("agreement", "member"), order["agreements"])
    return tables, dict(settings)


def to_graphml(self: Any, path: Any) -> None:
    """Write a GraphML file, for Gephi, igraph or R; `from_graphml` is the way back.

    Parameters
    ----------
    path : str or Path

    Raises
    ------
    NotApplicableError
        If a value of a column that was carried along is neither number nor text, or a fraction.
    """
    import networkx

    graph = self.to_networkx()
    for data in (*graph.nodes.values(), *graph.edges.values()):
        for name, value in data.items():
            if not isinstance(value, str | int | float):
                rule = f"is {_check.kind_of(value)}, which GraphML cannot hold"
                remedy = "Write it as text, or leave the column out"
                place = f"column {name}"
                raise errors.NotApplicableError("Region.to_graphml", place, value, rule, remedy)
    for name in _TABLES:
        graph.graph[name] = json.dumps(graph.graph[name], default=_ratio, ensure_ascii=False)
    target = path_of("Region.to_graphml", "path", path, "region.graphml")
    with write_errors("Region.to_graphml", target):
        networkx.write_graphml(graph, target)


def read(function: str, path: Any) -> networkx.Graph:
    """Read a graph from GraphML."""
    import networkx

    source = path_of(function, "path", path, "region.graphml")
    try:
        graph = networkx.read_graphml(source)
        for name in _TABLES:
            if isinstance(graph.graph.get(name), str):
                graph.graph[name] = json.loads(graph.graph[name], object_hook=_with_fractions)
    except (OSError, ValueError, RecursionError, networkx.NetworkXError, SyntaxError) as error:
        rule, remedy = f"cannot be read: {error}", "Pass the name of a GraphML file"
        raise errors.InvalidInputError(function, "path", str(path), rule, remedy) from error
    if graph.is_multigraph():
        rule, remedy = "two ties join the same governments", "Leave one of them out"
        raise errors.InvalidInputError(function, "path", str(path), rule, remedy)
    return graph


def _ratio(value: Any) -> Any:
    """A fraction as text, and numbers of numpy as those of Python."""
    return str(value) if isinstance(value, Fraction) else value.item()


def _with_fractions(row: dict[str, Any]) -> dict[str, Any]:
    """The settings of a file, or a row of it, in which text that is a ratio of a setting is one."""
    ratios = {
        name: Fraction(text)
        for name, text in row.items()
        if name in BY_NAME and isinstance(text, str) and re.fullmatch(r"-?\d+/0*[1-9]\d*", text)
    }
    return row | ratios


def _edge(function: str, one: Any, other: Any, data: dict[str, Any], *, directed: bool) -> Any:
    """An edge as a row: an undirected one has to say which end is a, unless both are alike."""
    orientation = directed or "a" in data
    first = data.pop("a", one)
    last = data.pop("b", other if first == one else one)
    if {str(first), str(last)} != {str(one), str(other)}:
        rule, remedy = "'a' and 'b' must be the nodes of their edge", "Correct the attributes"
        raise errors.UnknownNameError(function, "graph", (first, last), rule, remedy)
    for side in ("benefit", "outside"):
        if not orientation and data.get(f"{side}_a") != data.get(f"{side}_b"):
            rule = "an undirected edge does not say which of its ends is a"
            remedy = "Pass a DiGraph, or give every edge the attributes 'a' and 'b'"
            raise errors.NotApplicableError(function, "graph", (one, other), rule, remedy)
    return {"a": first, "b": last, **data}


def _tie_row(edge: dict[str, Any]) -> dict[str, Any]:
    """An edge as a row of ties: a `weight` is half of it to each end where no benefit is given."""
    row = {key: value for key, value in edge.items() if key not in ("row", "weight")}
    # The weight of an edge that was written here follows from what else is there.
    if "weight" not in edge or "row" in edge or {"benefit_a", "benefit_b"} & set(row):
        return row
    weight = number(str(edge["weight"]))
    half = edge["weight"] if isinstance(weight, str) else weight / 2
    return row | {"benefit_a": half, "benefit_b": half}


def _together(
    rows: list[dict[str, Any]], needed: Sequence[str], order: Sequence[str]
) -> dict[str, list[Any]]:
    """Rows as columns, those in `order` first; what no row has is missing in all."""
    present = [name for row in rows for name in row]
    names = dict.fromkeys([*needed, *map(str, order), *present])
    return {name: [row.get(name) for row in rows] for name in names}


def _columns(frame: Any) -> dict[str, list[Any]]:
    return {name: frame[name].tolist() for name in frame.columns}


def _rows(table: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """Columns as rows without what is missing or empty."""
    rows = zip(*table.values(), strict=True)
    return [
        {name: _plain(v) for name, v in zip(table, row, strict=True) if not _missing(v)}
        for row in rows
    ]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _missing(value: Any) -> bool:
    gap = value is None or type(value).__name__ == "NAType" or value == ""
    return gap or (isinstance(value, float) and value != value)
