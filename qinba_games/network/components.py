"""Which governments hang together by ties."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..types import BoolArray, IntArray


def components(n: int, ends: IntArray, ties: BoolArray) -> IntArray:
    """Number of the component of every government in the graph of kept ties; shape (n,)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a, b = ends[ties].T
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def sums(size: int, place: IntArray, values: np.ndarray) -> np.ndarray:
    """Add up values by place."""
    if values.dtype.kind == "f":
        return np.bincount(place, values, minlength=size).astype(float)  # of nothing it is of ints
    total = np.zeros(size, dtype=values.dtype)
    np.add.at(total, place, values)
    return total


def names_of(names: tuple[Any, ...], who: BoolArray) -> tuple[Any, ...]:
    """The names of some governments, in their order."""
    return tuple(names[i] for i in np.flatnonzero(who).tolist())


def gather(n: int, ends: IntArray, values: np.ndarray, ties: BoolArray) -> np.ndarray:
    """Sum, for every government, of `values[e, end]` over the kept ties that it has."""
    return sums(n, ends[ties].ravel(), values[ties].ravel())


def by_label(index: IntArray, label: IntArray) -> list[IntArray]:
    """Parts of an index that have one label each, none below 0."""
    # Short numbers are sorted digit by digit, ten times faster.
    label = label.astype(np.min_scalar_type(label.max(initial=0)))
    order = np.argsort(label, kind="stable")
    edges = np.flatnonzero(np.diff(label[order])) + 1
    return [part for part in np.split(index[order], edges) if part.size]
