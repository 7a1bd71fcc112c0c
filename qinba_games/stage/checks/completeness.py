"""Whether a list of the Nash equilibria of a game lacks none, read from the vertices of polytopes.

What is left without dominated actions are the best-response polytopes P = {x >= 0: B'x <= 1} and
Q = {y >= 0: Ay <= 1} of two players. Where each vertex is on as many facets as dimensions, clearly
inside of all others, and each of its edges leads to another vertex of the list, the list is whole:
the graph of a polytope is connected (Balinski 1961). Equilibria are the pairs of vertices, but both
zeros, at which every action is not used or a best reply (von Stengel 2007, section 3.6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import _tolerance
from ...types import Array, FloatArray, IntArray

#: What is clearly not on a facet; the polytopes lie in the unit cube.
_CLEAR = 5e-10
#: Least probability of an action that is used.
_LEAST = 1e-12

_MixedProfile = tuple[Array, ...]


def none_missing(payoffs: Array, listed: Sequence[_MixedProfile], vertices: Any) -> bool:
    """Whether it is certain that there are no other equilibria."""
    menus = _undominated(payoffs)
    active = [i for i, actions in enumerate(menus) if len(actions) > 1]
    if any(
        np.delete(vector, own).any() for s in listed for vector, own in zip(s, menus, strict=True)
    ):
        return False
    if not active:
        return len(listed) == 1
    if len(active) > 2 or vertices is None:
        return False
    table = payoffs[np.ix_(*menus, np.arange(payoffs.shape[-1]))]
    shape = [*(table.shape[i] for i in active), 1][:2]
    a, b = (_scaled(table[..., i].reshape(shape)) for i in [*active, active[0]][:2])
    if len(active) == 1:
        b = np.ones(shape)
    pairs = [(*(s[i][menus[i]] for i in active), np.ones(1))[:2] for s in listed]
    labels = [np.flatnonzero(np.concatenate([x <= _LEAST, y > _LEAST])).tolist() for x, y in pairs]
    used = {*_masks(labels)}
    return len(used) == len(listed) and used == _equilibria(a, b, *vertices)


def _undominated(payoffs: Array) -> list[IntArray]:
    """Actions of each player that are left when no other one is better against all that is left."""
    menus = [np.arange(m) for m in payoffs.shape[:-1]]
    near = [_tolerance.tie(payoffs[..., i]) for i in range(len(menus))]
    while True:
        before = [len(actions) for actions in menus]
        for i in range(len(menus)):
            own = np.moveaxis(payoffs[..., i][np.ix_(*menus)], i, 0).reshape(len(menus[i]), -1)
            worse = [any((row + near[i] < other).all() for other in own) for row in own]
            menus[i] = menus[i][~np.array(worse)]
        if before == [len(actions) for actions in menus]:
            return menus


def _scaled(own: Array) -> FloatArray:
    """Payoffs between one and two, their differences taken before they become floats."""
    above = own - own.min()
    return np.asarray(1 + (above / above.max()).astype(float) if above.any() else 1 + above * 0.0)


def _equilibria(a: FloatArray, b: FloatArray, x: IntArray, y: IntArray) -> set[int] | None:
    """For each equilibrium rows that are not used, and columns that are; None: some may lack."""
    if not (_are_all_vertices(b.T, x) and _are_all_vertices(a, y)):
        return None
    # Labels are rows, then columns: what is not used, or a best reply. Bits of a mask are labels.
    rows, count = a.shape[0], sum(a.shape)
    at_x, at_y = (_masks(on.tolist()) for on in ((x + rows) % count, y))
    nothing, all_ = (1 << rows) - 1, (1 << count) - 1
    return {*at_x} & {all_ ^ mask for mask in at_y} - {nothing}


def _masks(places: list[list[int]]) -> list[int]:
    return [sum(1 << k for k in some) for some in places]


def _are_all_vertices(own: FloatArray, facets: IntArray) -> bool:
    """Whether these are the facets of all vertices of {z >= 0: own z <= 1}, own facets first."""
    size = own.shape[1]
    normals = np.concatenate([own, -np.eye(size)])
    bounds = np.concatenate([np.ones(len(own)), np.zeros(size)])
    inverse = np.linalg.inv(normals[facets])
    points = (inverse @ bounds[facets][..., None])[..., 0]
    slack = bounds - points @ normals.T
    np.put_along_axis(slack, facets, np.inf, axis=1)
    on = facets.tolist()
    vertices = dict(zip(_masks(on), on, strict=True))  # one listed twice is no neighbour of itself
    edges = Counter(m ^ 1 << k for m, some in vertices.items() for k in some)
    error = _CLEAR + 2 * size * np.finfo(float).eps * abs(inverse).max(axis=(1, 2))
    return bool((slack.min(axis=1) > error).all() and {*edges.values()} == {2})
