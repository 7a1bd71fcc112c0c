"""Which governments hang together by ties."""

from __future__ import annotations

import numpy as np

from ..types import BoolArray, IntArray


def components(n: int, ends: IntArray, kept: BoolArray) -> IntArray:
    """Number of the component of every government in the graph of kept ties; shape (n,)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a, b = ends[kept].T
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def gather(n: int, ends: IntArray, values: np.ndarray, kept: BoolArray) -> np.ndarray:
    """Sum, for every government, of `values[e, end]` over the kept ties that it has."""
    if values.dtype == object:
        total = np.full(n, 0, dtype=object)
        np.add.at(total, ends[kept].ravel(), values[kept].ravel())
        return total
    if values.dtype.kind == "i":
        total = np.zeros(n, dtype=np.int64)
        np.add.at(total, ends[kept].ravel(), values[kept].ravel())
        return total
    return np.bincount(ends[kept].ravel(), values[kept].ravel(), minlength=n)
