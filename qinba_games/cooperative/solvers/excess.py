r"""The least largest excess, again and again: what the least core and the nucleolus rest on.

The excess of a coalition S at payoffs x is v(S) - x(S), or that per member. One step minimises the
largest excess e over the coalitions that are still open:

    min e   subject to   x(S) + q(S) e >= v(S) for open S,  x_i >= floor_i,  what is settled.

By duality the optimum is carried by a balanced collection: coalitions with positive weights whose
weighted sum lies in the span of what is settled. Those are tight at *every* optimum, and they are
settled; to settle all that happen to be tight at the one vertex found would be wrong. Coalitions
in the span of what is settled drop out, and the next step starts, until x is unique.

The programs have 2^n rows and n + 1 unknowns. They are solved by the simplex method on the dual,
whose basis is n + 1 coalitions: the most violated coalition enters, sought first among those seen
before, then among all (`open_coalitions`). A library call per program would take longer than most
of them do, and could not start from the last basis; what comes out is judged by Kohlberg's
criterion in `verify`, which calls the library.

References
----------
M. Maschler, B. Peleg and L. S. Shapley (1979), "Geometric properties of the kernel, nucleolus, and
related solution concepts", Mathematics of Operations Research 4, 303-338 (lexicographic center).
T. Nguyen and L. Thomas (2016), "Finding the nucleoli of large cooperative games", European Journal
of Operational Research 248, 1078-1092 (settle what the dual makes tight).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from ... import _exact, _tolerance, errors
from ...common.progress import tick
from ...types import Array, FloatArray, IntArray
from .open_coalitions import ExactExcess, OpenCoalitions

#: Entries of an inverse basis are quotients of small integers: what is below this is zero.
_ZERO = 1e-9
_PIVOTS = 20_000


class ExcessRow(NamedTuple):
    """One working row: a coalition's excess, or the floor of the member that is its only bit."""

    mask: int
    floor: bool


class ExcessOptimum(NamedTuple):
    """One program solved, and what its optimum settles."""

    excess: float  #: The least largest excess of the open coalitions
    payoffs: FloatArray  #: shape (n,): one optimum; the only feasible point after the last step
    settled: tuple[ExcessRow, ...]  #: Rows with a positive weight: tight at every optimum
    weights: tuple[Fraction, ...]  #: Their weights; over coalitions Σ weight q(S) = 1
    #: The whole working part of the final basis, after the rows settled before.
    working: tuple[ExcessRow, ...]


def steps(
    values: Array, *, per_capita: bool = False, floor: Array | None = None
) -> Iterator[ExcessOptimum]:
    """Minimise the largest excess, settle, and repeat until the payoffs are unique.

    `values` have shape (2^n,), n at least 2. With `per_capita` an excess counts per member of the
    coalition, q(S) being its size in place of 1. `floor` is the least payoff of each member;
    together no more than v(N).
    """
    exact = ExactExcess(values, per_capita, floor) if _tolerance.is_exact(values) else None
    search = _ExcessState(values.astype(float), per_capita, floor, exact)
    while (before := len(search.settled)) < search.n:
        yield search.step()
        if len(search.settled) == before:
            raise errors.NotConvergedError("nucleolus(): rounding errors left nothing to settle.")


def _dual(basis: IntArray) -> list[Fraction]:
    """Weights of the basis rows that add up to (0, ..., 0, 1), exactly."""
    unit = np.zeros(len(basis), dtype=np.int64)
    unit[-1] = 1
    scale = np.rint(abs(np.linalg.det(basis)))
    weights = np.rint(np.linalg.solve(basis.T, scale * unit))
    if abs(weights).max() * abs(basis).max() * len(basis) < 2**52:
        whole = weights.astype(np.int64)
        if (whole @ basis == int(scale) * unit).all():
            return [Fraction(weight, int(scale)) for weight in whole.tolist()]
    return list(_exact.solve_whole(basis.T, unit))


class _ExcessState:
    """The state between two steps: what is settled, and the basis to start from."""

    def __init__(
        self, values: FloatArray, per_capita: bool, floor: Array | None, exact: ExactExcess | None
    ) -> None:
        self.n = n = len(values).bit_length() - 1
        self.members = np.arange(n)
        self.values, self.per_capita = values, per_capita
        self.floor = np.full(n, -np.inf) if floor is None else floor.astype(float)
        self.settled = [np.ones(n, dtype=np.int64)]
        self.right = [float(values[-1])]
        # Singletons are a partition, so that they carry a first balanced collection.
        self.working = [ExcessRow(1 << i, False) for i in range(n)]
        #: Columns span all x that what is settled leaves free; integers, so that span is exact.
        self.free = np.vstack([np.eye(n - 1, dtype=np.int64), -np.ones(n - 1, dtype=np.int64)])
        self.open = OpenCoalitions(values, per_capita)
        self.exact = exact

    def step(self) -> ExcessOptimum:
        basis, point = self._optimise()
        weights = _dual(basis)[len(self.settled) :]
        tight = [k for k, weight in enumerate(weights) if weight > 0]
        tight.sort(key=lambda k: self.working[k])
        optimum = ExcessOptimum(
            excess=float(point[-1]),
            payoffs=point[:-1],
            settled=tuple(self.working[k] for k in tight),
            weights=tuple(weights[k] for k in tight),
            working=tuple(self.working),
        )
        slack = [row for k, row in enumerate(self.working) if k not in tight]
        excess = None if self.exact is None else self.exact.point(basis, self.working)[-1]
        self._settle(optimum, excess)
        if len(self.settled) < self.n:
            self.open.close(self.free)
            self.working = self._first_basis(slack)
        return optimum

    def _vector(self, row: ExcessRow) -> tuple[FloatArray, float]:
        """A row's coefficients over (x, e), and its right-hand side."""
        vector = np.empty(self.n + 1)
        vector[:-1] = row.mask >> self.members & 1
        if row.floor:
            vector[-1] = 0
            return vector, float(self.floor[row.mask.bit_length() - 1])
        vector[-1] = row.mask.bit_count() if self.per_capita else 1
        return vector, float(self.values[row.mask])

    def _optimise(self) -> tuple[IntArray, FloatArray]:
        """Simplex on the dual; the final basis, whose rows are integers, and its point (x, e)."""
        rows = [self._vector(row) for row in self.working]
        known = [np.append(vector, 0.0) for vector in self.settled]
        basis = np.array([*known, *(vector for vector, _ in rows)])
        right = np.array([*self.right, *(value for _, value in rows)])
        first = basis[len(known) :].copy()
        for _ in range(_PIVOTS):
            tick()
            inverse = np.linalg.inv(basis)
            point = inverse @ right
            entering = self._violated(point) or self._missed(basis, self._tie(point))
            if entering is None:
                return np.rint(basis).astype(np.int64), np.linalg.solve(basis, right)
            vector, value = self._vector(entering)
            k = _leaving(inverse[:, len(known) :], vector, first)
            basis[len(known) + k], right[len(known) + k] = vector, value
            self.working[k] = entering
        raise errors.NotConvergedError(
            f"nucleolus(): the simplex method took more than {_PIVOTS} pivots for one program.",
            point[:-1],
        )

    def _violated(self, point: FloatArray) -> ExcessRow | None:
        """The most violated row, None if there is none."""
        x, excess = point[:-1], point[-1]
        short, tie = self.floor - x, self._tie(point)
        worst = int(short.argmax())
        mask, above = self.open.largest(x, excess + tie)
        if max(above, short[worst] - tie) <= 0:
            return None
        return (
            ExcessRow(mask, False) if above >= short[worst] - tie else ExcessRow(1 << worst, True)
        )

    def _tie(self, point: FloatArray) -> float:
        """What no coalition is short by: relative to payoffs, not to worths nobody comes near."""
        return float(_tolerance.meeting(_tolerance.TIE, abs(point).max(), self.values[-1]))

    def _missed(self, basis: FloatArray, tie: float) -> ExcessRow | None:
        """A row that is violated by less than floats can tell."""
        if self.exact is None:
            return None
        whole = np.rint(basis).astype(np.int64)
        row = self.exact.violated(whole, self.working, self.open.values > -np.inf, tie)
        return None if row is None else ExcessRow(*row)

    def _settle(self, optimum: ExcessOptimum, excess: Fraction | None) -> None:
        """Fix the payoffs of what is tight at every optimum (one of the coalitions follows)."""
        spare = next(row for row in optimum.settled if not row.floor)
        for row in optimum.settled:
            if row is not spare:
                vector, value = self._vector(row)
                self.settled.append(vector[:-1].astype(np.int64))
                self.right.append(value - vector[-1] * optimum.excess)
                if self.exact is not None:
                    self.exact.settle(*row, excess)
                self.free = _orthogonal(self.free, self.settled[-1])

    def _first_basis(self, slack: list[ExcessRow]) -> list[ExcessRow]:
        """A coalition and its complement carry a balanced collection; the other rows weigh 0."""
        whole = len(self.values) - 1
        coalitions = [row for row in slack if not row.floor]
        if coalitions:
            start = max(coalitions, key=lambda r: self.values[r.mask] + self.values[whole ^ r.mask])
            return [*slack, ExcessRow(whole ^ start.mask, False)]
        mask = slack[0].mask
        return [*slack[1:], ExcessRow(mask, False), ExcessRow(whole ^ mask, False)]


def _leaving(inverse: FloatArray, vector: FloatArray, first: FloatArray) -> int:
    """Which working row leaves: least ratio of weight to change, ties in lexicographic order."""
    change = vector @ inverse
    weight = np.maximum(inverse[-1], 0)
    falls = np.flatnonzero(change > _ZERO)
    if not len(falls):
        raise errors.NotConvergedError("nucleolus(): rounding errors left no division to choose.")
    ratio = weight[falls] / change[falls]
    tied = falls[ratio <= ratio.min() + _ZERO]
    # The order of the perturbed program in which the rows of the `first` basis have small positive
    # weights of their own; it rules out cycles.
    for row in first:
        if len(tied) == 1:
            break
        ratio = row @ inverse[:, tied] / change[tied]
        tied = tied[ratio <= ratio.min() + _ZERO]
    return int(tied[0])


def _orthogonal(free: IntArray, vector: IntArray) -> IntArray:
    """Integer columns that span the part of `free` orthogonal to `vector`."""
    along = vector @ free
    moving = np.flatnonzero(along)
    pivot = moving[abs(along[moving]).argmin()]
    rest = np.delete(np.arange(len(along)), pivot)
    columns = free[:, rest] * along[pivot] - np.outer(free[:, pivot], along[rest])
    return np.asarray(columns // np.maximum(np.gcd.reduce(columns, axis=0), 1))
