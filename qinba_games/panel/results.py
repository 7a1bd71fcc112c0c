"""What kept promises say of patience: the set of discount factors that they do not refuse."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from .. import _check, errors
from ..common.result import Result, Table, frame_of, show
from ..common.spans import Spans
from ..types import FloatArray, IntArray, Number, Status, frozen
from .drawing import draw_revealed_patience
from .limits import lower_limit
from .promises import Promises

#: What a set of discount factors is to a reader.
STATUSES = LOWER, INTERVAL, NOTHING, REFUSED = "lower bound", "interval", "nothing", "refused"
_WHY = {
    LOWER: "a kept promise needs patience; a broken one says nothing, as breaking is always an "
    "equilibrium",
    INTERVAL: "promises that patient members would have kept were broken more often than `miss`",
    NOTHING: "every patience is consistent with what was kept",
    REFUSED: "no patience makes so many kept promises equilibria: the error rate, the gains or the "
    "selection is wrong",
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
    selection : str
        "any" or "best".
    miss : float or None
        With "best": up to which rate promises are broken though keeping them is an equilibrium.
    edges : tuple of numbers
        Ends of the pieces, 0 first and 1 last.
    rows, hits, units : int array, shape (pieces,)
        Promises that count, those of them that were kept although keeping is no equilibrium there,
        and units with promises that count.
    p : float array, shape (pieces,)
        Bound of the probability of as many such promises.
    p_best : float array, shape (pieces,), or None
        With "best" the same of promises that were broken although keeping is an equilibrium.
    least_errors : float array, shape (pieces,)
        The least error rate at which the piece is not refused; infinite if there is none.
    intervals : Spans
        The confidence set.
    spread : float
        How well gains are known: the standard deviation of the logarithm of their factor. If above
        0, pieces are cells of a grid, and promises that count are those of the largest set.
    chances : float array, shape (pieces, promises), or None
        With `spread`: how likely keeping is an equilibrium where the piece begins.
    """

    _sources: ClassVar[tuple[str, ...]] = ("hoeffding1963", "bentkus2004", "clopper1934")
    _full = Status.COMPUTED

    promises: Promises
    error: float
    level: float
    records: str
    selection: str
    miss: float | None
    edges: tuple[Number, ...]
    rows: IntArray
    hits: IntArray
    units: IntArray
    p: FloatArray
    p_best: FloatArray | None
    least_errors: FloatArray
    intervals: Spans
    spread: float = 0.0
    chances: FloatArray | None = None

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
        what, names = "units", set(self.promises.units)
        if "agreement" in columns:
            what, names = "agreements", set(columns["agreement"])
        years = [int(year) for year in columns.get("year", ()) if year is not None]
        when = f", {min(years)}–{max(years)}" if years else ""
        return f"{len(self.promises)} promises of {len(names)} {what}{when}"

    @property
    def binding(self) -> tuple[int, ...]:
        """Numbers of the kept promises whose support begins at `.least`."""
        if self.refused or self.least == 0:
            return ()
        same = (least == self.least for least in self.promises.least)
        both = zip(same, self.promises.kept.tolist(), strict=True)
        return tuple(row for row, (here, kept) in enumerate(both) if here and kept)

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
        return frame_of({name: [value] for name, value in (row | {"why": _WHY[status]}).items()})

    def _status(self) -> str:
        if self.refused:
            return REFUSED
        if self.intervals[-1][1] < 1:
            return INTERVAL
        return NOTHING if self.least == 0 else LOWER

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
        _check.discount("RevealedPatience.least_error", delta, exact=False)
        piece = int(np.searchsorted([float(edge) for edge in self.edges], float(delta), "right"))
        return float(self.least_errors[piece - 1])

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
        _check.discount("RevealedPatience.share", x, exact=False)
        if self.spread:
            rule, remedy = "needs gains that are known", "Ask without spread"
            raise errors.NotApplicableError("RevealedPatience.share", "x", x, rule, remedy)
        asked: dict[Any, list[tuple[Any, bool]]] = {unit: [] for unit in self.promises.units}
        table = zip(
            self.promises.units, self.promises.least, self.promises.kept.tolist(), strict=True
        )
        for unit, least, kept in table:
            if least >= x:
                asked[unit].append((least, kept))
        shown = 0
        for rows in asked.values():
            easiest = min((least for least, _ in rows), default=None)
            shown += bool(rows) and all(kept for least, kept in rows if least == easiest)
        limit = lower_limit(shown, len(asked), self.level)
        return max(0.0, (limit - self.error) / (1 - self.error))

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw a bar for each promise where keeping it is an equilibrium, and the set.

        Bars of kept promises are full, those of broken ones hollow; the set is shaded. In games of
        two actions each a mark shows where keeping begins to be the less risky equilibrium.

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

    def _table(self) -> Table:
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
        status = self._status()
        said = {
            LOWER: f"delta in {self.intervals.words()}",
            INTERVAL: f"delta in {self.intervals.words()}",
            NOTHING: "nothing learnt of delta",
            REFUSED: "every delta refused",
        }[status]
        size = f"{len(self.promises)} promises of {len(set(self.promises.units))} units"
        return f"RevealedPatience({said}; {size}, error {show(self.error)})"
