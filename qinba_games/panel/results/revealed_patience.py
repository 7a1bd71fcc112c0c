"""Patience that kept promises do not refuse: the result `RevealedPatience`."""

from __future__ import annotations

import bisect
import functools
import itertools
import math
from typing import Any, ClassVar

import numpy as np

from ... import _check, errors
from ...common.result import FrameColumns, Result, frame_of, show
from ...common.rounded import derived
from ...common.show import many
from ...common.spans import Spans
from ...types import Array, BoolArray, FloatArray, IntArray, Number, Status, frozen
from ..drawing import draw_revealed_patience
from ..limits import lower_limit
from ..promise_counts import Counts, counts_of, pieces_of
from ..promises import Promises
from ..tail_bounds import least_error, tail
from ..uncertain_gains import SHARES, least_errors, p_values

#: What a set of discount factors is to a reader.
LOWER, INTERVAL, NOTHING, REFUSED = "lower bound", "interval", "nothing", "refused"
_WHY = {
    LOWER: "a kept promise needs patience; a broken one says nothing, as breaking is always an "
    "equilibrium",
    INTERVAL: "promises that patient members would have kept were broken more often than `miss`",
    NOTHING: "every patience is consistent with what was kept",
    REFUSED: "no patience makes so many kept promises equilibria: the error rate, the gains or the "
    "selection is wrong",
}
_HOLES = "patience of 0 is consistent with what was kept, and not every one above it"
_TOO_FEW = "no patience above makes so many kept promises equilibria"
_BEST = {
    LOWER: "kept promises need patience; broken ones speak against patience that would keep them",
    REFUSED: "no patience is consistent with what was kept and with what was broken: a rate, the "
    "gains or the selection is wrong",
}


@frozen
class RevealedPatience(Result):
    """What `revealed_patience` returns: a confidence set for the discount factor.

    As a table: a row for each piece of [0, 1) on which the same promises are equilibria.

    Attributes
    ----------
    promises : Promises
    error : float
        Up to which rate promises are kept though keeping them is no equilibrium.
    level : float
        Confidence.
    records : str
        "all" or "kept".
    miss : float or None
        With `selection="best"`: up to which rate promises are broken though keeping them is an
        equilibrium.
    spread : float
        How well gains are known: the standard deviation of the logarithm of their factor. If above
        0, pieces are cells of a grid, and promises that count are those of the largest set.
    grid : tuple of numbers, or None
        With `spread`: the ends of the cells, 0 first and 1 last.
    chances : float array, shape (pieces, promises), or None
        With `spread`: how likely keeping is an equilibrium where the piece begins.
    """

    _sources: ClassVar[tuple[str, ...]] = ("hoeffding1963", "bentkus2004", "clopper1934")
    _full = Status.COMPUTED

    promises: Promises
    error: float
    level: float
    records: str
    miss: float | None
    spread: float = 0.0
    grid: tuple[Number, ...] | None = None
    chances: FloatArray | None = None

    @property
    def selection(self) -> str:
        """Which equilibrium is played: "any" or "best"."""
        return "any" if self.miss is None else "best"

    @derived
    def edges(self) -> tuple[Number, ...]:
        """Ends of the pieces, 0 first and 1 last."""
        return self.grid or tuple(pieces_of(self._support))

    @property
    def open(self) -> tuple[str, ...]:
        """Chances that the check does not find once more."""
        return ("chances away from the least patience",) if self.spread else ()

    @property
    def _support(self) -> list[Any]:
        return [spans.pairs for spans in self.promises.support]

    @functools.cached_property
    def _counts(self) -> Counts:
        """What counts in every piece if gains are known."""
        outcomes, units, every = (
            self.promises.kept.tolist(),
            self.promises.units,
            self.records == "kept",
        )
        return counts_of(self._support, outcomes, units, self.edges, inside=False, every=every)

    @functools.cached_property
    def _broken(self) -> Counts:
        """What counts against the best equilibrium."""
        broken, units = (~self.promises.kept).tolist(), self.promises.units
        return counts_of(self._support, broken, units, self.edges, inside=True)

    @derived
    def rows(self) -> IntArray:
        """Promises that count in each piece, (pieces,)."""
        return self._counts.rows if self.chances is None else self._sets.sum(axis=1)

    @derived
    def hits(self) -> IntArray:
        """Those of them that were kept although keeping is no equilibrium there, (pieces,)."""
        if self.chances is None:
            return self._counts.hits
        return np.asarray((self._sets & self.promises.kept).sum(axis=1))

    @derived
    def units(self) -> IntArray:
        """Units with promises that count, (pieces,)."""
        return self._counts.units if self.chances is None else self._sets.sum(axis=1)

    @property
    def _sets(self) -> BoolArray:
        """Promises of the largest set, (pieces, promises)."""
        return np.asarray(np.asarray(self.chances) <= SHARES[-1])

    @property
    def _kinds(self) -> tuple[Array, Array, Array]:
        """Chances that differ, how many promises have them, and how many of these were kept."""
        chance, kind = np.unique(np.asarray(self.chances), axis=1, return_inverse=True)
        size = chance.shape[1]
        successes = np.bincount(kind.ravel()[self.promises.kept], minlength=size)
        return chance, np.bincount(kind.ravel(), minlength=size), successes

    @derived
    def p(self) -> FloatArray:
        """Bound of the probability of as many such promises, (pieces,)."""
        if self.chances is None:
            counts = self._counts
            return tail(counts.units, counts.sums, counts.whole, np.array(self.error))
        at = p_values(*self._kinds, np.array(self.error))
        return np.asarray(np.maximum(at, np.append(at[1:], 0)))

    @derived
    def p_best(self) -> FloatArray | None:
        """The same of promises that were broken although keeping is an equilibrium, or None."""
        if self.miss is None:
            return None
        counts = self._broken
        return tail(counts.units, counts.sums, counts.whole, np.array(self.miss))

    @property
    def _chance(self) -> float:
        """Of which a piece has to have more not to be refused, by each of its bounds."""
        return (1 - self.level) / (1 if self.miss is None else 2)

    @derived
    def least_errors(self) -> FloatArray:
        """The least error rate at which a piece is not refused; infinite if there is none."""
        if self.chances is not None:
            rates = least_errors(*self._kinds, self._chance)
            return np.asarray(np.minimum(rates, np.append(rates[1:], 1.0)))
        counts = self._counts
        rates = least_error(counts.units, counts.sums, counts.whole, self._chance)
        return rates if self.p_best is None else np.where(self.p_best > self._chance, rates, np.inf)

    @derived
    def intervals(self) -> Spans:
        """The confidence set."""
        inside = self.p > self._chance
        if self.p_best is not None:
            inside = inside & (self.p_best > self._chance)
        return Spans.union(itertools.compress(itertools.pairwise(self.edges), inside.tolist()))

    @property
    def concept(self) -> str:
        """What the set is, and under which selection of equilibria it is valid."""
        return "confidence set, best SPE" if self.selection == "best" else "confidence set, any SPE"

    @property
    def _rests_on(self) -> tuple[str, ...]:
        return ("ciliberto2009",) if self.spread else self._sources

    @property
    def least(self) -> Number:
        """The least discount factor of the set; infinite if the set is empty."""
        return self.intervals.least  # type: ignore[no-any-return]

    @property
    def refused(self) -> bool:
        """Whether no discount factor is consistent with the promises."""
        return not self.intervals

    @property
    def settings(self) -> dict[str, Number]:
        """What a region can be built with: the least patience that is not refused."""
        return {"delta": self.least}

    @property
    def basis(self) -> str:
        """The records in words: how many promises of what, and from when to when."""
        columns = dict(self.promises.columns)
        what, names = "unit", set(self.promises.units)
        if "agreement" in columns:
            what, names = "agreement", set(columns["agreement"])
        years = [int(year) for year in columns.get("year", ()) if year is not None]
        ends = dict.fromkeys((min(years), max(years)) if years else ())
        when = f", {'–'.join(map(str, ends))}" if ends else ""
        return f"{many(len(self.promises), 'promise')} of {many(len(names), what)}{when}"

    @property
    def binding(self) -> tuple[int, ...]:
        """Numbers of the kept promises whose support begins at `.least`."""
        if self.refused or self.least == 0:
            return ()
        same = (least == self.least for least in self.promises.least)
        both = zip(same, self.promises.kept.tolist(), strict=True)
        return tuple(row for row, (here, success) in enumerate(both) if here and success)

    @property
    def identified(self) -> Any:
        """One row: `parameter`, `status`, `low`, `high` and `why`.

        "lower bound", "interval" (with `selection="best"`), "nothing" (the set begins at 0) or
        "refused" (it is empty).
        """
        status = self._status()
        ends = (self.intervals[0][0], self.intervals[-1][1]) if self.intervals else (math.nan,) * 2
        low, high = map(float, ends)
        row = {"parameter": "delta", "status": status, "low": low, "high": high}
        return frame_of({name: [value] for name, value in (row | {"why": self._why}).items()})

    def _status(self) -> str:
        if self.refused:
            return REFUSED
        if self.intervals[-1][1] < 1:
            return INTERVAL
        return NOTHING if self.least == 0 else LOWER

    @property
    def _whole(self) -> bool:
        return not self.intervals.complement()

    @property
    def _why(self) -> str:
        status = self._status()
        if status == NOTHING and not self._whole:
            return _HOLES
        if status == INTERVAL and self.p[-1] <= self._chance:
            return _TOO_FEW
        return (_WHY if self.miss is None else _WHY | _BEST)[status]

    def least_error(self, delta: Number) -> float:
        """The least error rate at which a discount factor is not refused.

        Parameters
        ----------
        delta : Number
            In [0, 1).

        Returns
        -------
        float
            Up to 1e-9. Infinite where broken promises refuse it whatever the rate.

        Examples
        --------
        >>> import qinba_games as qg
        >>> one = qg.Promises.from_frame({"threshold": [0.5], "kept": [True]})
        >>> round(qg.revealed_patience(one).least_error(0.2), 6)
        0.05
        """
        delta = _check.discount("RevealedPatience.least_error", delta, exact=False)
        return float(self.least_errors[bisect.bisect_right(self.edges, delta) - 1])

    def share(self, x: Number) -> float:
        """A lower limit for the share of units that are at least so patient.

        A unit shows it if it kept the least demanding of its promises among those that ask for a
        patience of x or more. Valid for each x by itself, at `.level`; patience may differ between
        units.

        Parameters
        ----------
        x : Number
            In [0, 1).

        Returns
        -------
        float

        Examples
        --------
        >>> import qinba_games as qg
        >>> some = qg.Promises.from_frame({"threshold": [0.5] * 20, "kept": [True] * 20})
        >>> round(qg.revealed_patience(some).share(0.4), 3)
        0.854
        """
        x = _check.discount("RevealedPatience.share", x, "x", exact=False)
        if self.spread:
            rule, remedy = "needs gains that are known", "Ask without spread"
            raise errors.NotApplicableError("RevealedPatience.share", "x", x, rule, remedy)
        units: dict[Any, list[tuple[Any, bool]]] = {unit: [] for unit in self.promises.units}
        table = zip(
            self.promises.units, self.promises.least, self.promises.kept.tolist(), strict=True
        )
        for unit, least, success in table:
            if least >= x:
                units[unit].append((least, success))
        successes = 0
        for rows in units.values():
            easiest = min((least for least, _ in rows), default=None)
            successes += bool(rows) and all(success for least, success in rows if least == easiest)
        limit = lower_limit(successes, len(units), self.level)
        return max(0.0, (limit - self.error) / (1 - self.error))

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw a bar for each promise where keeping it is an equilibrium, and the set.

        Bars of kept promises are full, those of broken ones hollow; the set is shaded. In games of
        two actions each a mark shows where keeping begins to be the less risky equilibrium. Below
        is the least error rate at which a patience is not refused, and the one that is assumed.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        **style
            Of the bars, as for `matplotlib.axes.Axes.barh`.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return draw_revealed_patience(self, ax, **style)

    def _table(self) -> FrameColumns:
        p = {"p": self.p.tolist()}
        if self.p_best is not None:
            p["p_best"] = self.p_best.tolist()
        return {
            "low": list(self.edges[:-1]),
            "high": list(self.edges[1:]),
            "promises": self.rows.tolist(),
            "kept": self.hits.tolist(),
            "units": self.units.tolist(),
            **p,
            "least_error": self.least_errors.tolist(),
            "in_set": [low in self.intervals for low in self.edges[:-1]],
        }

    def __repr__(self) -> str:
        status, words = self._status(), self.intervals.words()
        text = {
            LOWER: f"delta in {words}",
            INTERVAL: f"delta in {words}",
            NOTHING: "nothing learnt of delta" if self._whole else f"delta in {words}",
            REFUSED: "every delta refused",
        }[status]
        units = len(set(self.promises.units))
        size = f"{many(len(self.promises), 'promise')} of {many(units, 'unit')}"
        return f"RevealedPatience({text}; {size}, error {show(self.error)})"
