"""How strong a sustained network is, in one row."""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _exact
from ...common.markov_chain import long_run_shares
from ...common.result import FrameColumns, Result, show
from ...common.rounded import derived, verbatim
from ...types import Array, BoolArray, Status, frozen, read_only
from ..components import components, gather
from ..resilience import resiliences
from .cascade import course_of, followers_of
from .sustained import Sustained

#: Up to so many governments all eigenvalues are computed.
_DENSE = 200


@frozen
class Strength(Result):
    """What `network_measures` returns. Without any tie, what cannot be said is nan.

    Attributes
    ----------
    sustained : Sustained
    objecting : tuple
        Names of a group that has more from its ties among themselves than it gets; empty if there
        is none.
    split : array, shape (sustained ties, 2), or None
        What each end is given of what its tie counts for, so that no government is given more than
        it has: no group has more by itself. None if that is not so.
    witness : tuple of Evolution
        What becomes of every sustained tie that is a partnership; the same answer in fractions
        where floats are too far apart.
    """

    _sources = ("yuan2020",)
    _once = ("objecting",)
    _full = Status.COMPUTED

    sustained: Sustained
    objecting: tuple[Any, ...]
    split: Array | None

    @property
    def concept(self) -> str:
        """The solution concept."""
        return self.sustained.concept

    @derived
    def surplus(self) -> Array:
        """What every government has over its outside values, after transfers, shape (n,)."""
        solution = self.sustained
        x, _, w = solution.network.numbers(solution.delta)
        flow = np.stack([solution.transfers, -solution.transfers], axis=1)
        return read_only(_each(solution, x - w - flow) - solution.payments)

    @derived
    def trust(self) -> float:
        """Mean over sustained ties of trust in the long run, as a part of the highest level.

        A dissolved relation counts 0. nan unless the network was made from partnerships.
        """
        return float(np.mean([_long_run_trust(p) for p in self.witness] or math.nan))

    @derived
    def fairness(self) -> Any:
        """1 less half the distance of the parts in the surplus from equal ones.

        Among governments with ties.
        """
        parts = self._parts
        if parts is None:
            return math.nan
        equal = Fraction(1, int(self._busy.sum()))
        return 1 - abs(parts[self._busy] - (equal if self.exact else float(equal))).sum() / 2

    @derived
    def from_shapley(self) -> Any:
        """Half the distance of the parts from those by which each tie is halved (Shapley value)."""
        if self._parts is None:
            return math.nan
        worth = _exact.as_numbers(self.sustained.network.worth, self.exact)
        halves = _each(self.sustained, np.stack([worth, worth], axis=1) / 2)
        return abs(self.surplus - halves).sum() / (2 * self.surplus.sum())

    @property
    def _parts(self) -> Array | None:
        """Parts in the surplus, if there is any."""
        total = self.surplus.sum()
        some = self._busy.any() and total > self.sustained.room
        return self.surplus / total if some else None

    @functools.cached_property
    def _busy(self) -> BoolArray:
        """Who has ties."""
        net, busy = self.sustained.network, np.zeros(len(self.surplus), dtype=bool)
        busy[net.ends[self.sustained.sustained]] = True
        return busy

    @property
    def in_core(self) -> bool | None:
        """Whether no group has more from its ties among themselves than it gets.

        None if a sustained tie counts less than nothing, or none is sustained.
        """
        return None if self.split is None and not self.objecting else not self.objecting

    @property
    def density(self) -> Any:
        """Sustained ties as a part of all pairs of governments."""
        pairs = math.comb(len(self.sustained.network.governments), 2)
        return Fraction(int(self.sustained.sustained.sum()), pairs) if pairs else math.nan

    @functools.cached_property
    def connectivity(self) -> float:
        """Second smallest eigenvalue of the Laplacian among governments with ties.

        0 if these are not connected.
        """
        ends = np.cumsum(self._busy)[self.sustained.network.ends[self.sustained.sustained]] - 1
        return _connectivity(int(self._busy.sum()), ends) if len(ends) else math.nan

    @derived
    def resilience(self) -> Any:
        """Largest rise of outside values under which the same ties are still sustained.

        Of one government, whichever it is.
        """
        return min(self.resiliences[self._busy], default=math.nan)

    @derived
    def resiliences(self) -> Array:
        """The same for each government, shape (n,); nan without ties."""
        return read_only(resiliences(self.sustained))

    @verbatim
    def largest_cascade(self) -> int:
        """Most followers of one exit."""
        solution, most = self.sustained, 0
        for i in np.flatnonzero(self._busy).tolist():
            out = np.arange(len(self._busy)) == i
            course = course_of(solution, solution.slack, out, solution.room)
            most = max(most, int(followers_of(solution, course).sum()))
        return most

    def _table(self) -> FrameColumns:
        return {
            "regime": [self.sustained.regime],
            "delta": [self.sustained.delta],
            "ties": [int(self.sustained.sustained.sum())],
            "value": [self.sustained.value],
            "trust": [self.trust],
            "fairness": [self.fairness],
            "distance from Shapley": [self.from_shapley],
            "in core": [self.in_core],
            "density": [self.density],
            "connectivity": [self.connectivity],
            "resilience": [self.resilience],
            "largest cascade": [self.largest_cascade],
        }

    def __repr__(self) -> str:
        return (
            f"Strength({self.sustained.regime} at {show(self.sustained.delta)}: "
            f"fairness {show(self.fairness)}, density {show(self.density)}, resilience "
            f"{show(self.resilience)}, largest cascade {self.largest_cascade})"
        )


def _each(solution: Sustained, values: Array) -> Array:
    """What each government has of values at the ends of sustained ties."""
    net = solution.network
    return gather(len(net.governments), net.ends, values, solution.sustained)


def _long_run_trust(path: Any) -> float:
    """Where all trust there is has one level only, a relation that lasts has it in full."""
    levels, conditions = path.choice.shape
    shares = long_run_shares(path.chain, path.initial)[:-1].reshape(levels, conditions)
    part = np.arange(levels) / (levels - 1) if levels > 1 else np.ones(1)
    return float(part @ shares.sum(axis=1))


def _connectivity(size: int, ends: Array) -> float:
    if components(size, ends, np.ones(len(ends), dtype=bool)).max() > 0:
        return 0.0
    from scipy.sparse import coo_array, csc_array
    from scipy.sparse.csgraph import laplacian

    ones = np.ones(2 * len(ends))
    places = (np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]]))
    matrix = csc_array(laplacian(csc_array(coo_array((ones, places), shape=(size, size)))))
    if size <= _DENSE:
        return float(np.linalg.eigvalsh(matrix.toarray())[1])
    from scipy.sparse.linalg import eigsh

    start = np.random.default_rng(0).normal(size=size)
    values = eigsh(matrix, k=2, sigma=-1e-3, v0=start, return_eigenvectors=False)
    return float(max(values))
