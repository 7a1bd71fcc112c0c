"""What records say: patience that kept promises do not refuse, and parameters with intervals."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from .. import _check, errors
from ..common import concepts
from ..common.register import LATER
from ..common.result import FrameColumns, Result, frame_of, show
from ..common.spans import Spans
from ..types import Array, BoolArray, FloatArray, IntArray, Number, Status, frozen
from .drawing import draw_calibration, draw_profile, draw_revealed_patience
from .kinds import GainIntervals, Kinds
from .limits import lower_limit
from .panel import Panel
from .parameters import SETTINGS
from .promises import Promises

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
        status = self._status()
        said = {
            LOWER: f"delta in {self.intervals.words()}",
            INTERVAL: f"delta in {self.intervals.words()}",
            NOTHING: "nothing learnt of delta",
            REFUSED: "every delta refused",
        }[status]
        size = f"{len(self.promises)} promises of {len(set(self.promises.units))} units"
        return f"RevealedPatience({said}; {size}, error {show(self.error)})"


#: What an interval says of a parameter.
BOUNDED, ONE_SIDED, NOT, UNKNOWN = "interval", "one-sided", "not", "not computed"
_SAID = {
    BOUNDED: "less likely on both sides",
    ONE_SIDED: "on one side records stay likely to the end of the range",
    NOT: "records stay likely over the whole range",
    UNKNOWN: "the work was interrupted before",
}
LEVEL = 0.95


@frozen
class Calibration(Result):
    """What `calibrate` returns: parameters that make the records of a panel most likely.

    As a table: a row for each free parameter, rounded to what its interval bears.

    Attributes
    ----------
    panel : Panel
    free : tuple of str
        Parameters that were looked for.
    parameters : tuple of (str, value)
        Every parameter, free ones at their estimates.
    observed, sharing : str
    loglik : float
        The log-likelihood there.
    ends : array, shape (free, 2)
        Ends of the intervals at .95; nan where they were not computed.
    open_ends : bool array, shape (free, 2)
        Whether an end is that of the parameter's range.
    at_ends : array, shape (free, 2, free)
        All free parameters at each end, the others as likely as they can be there.
    searches : array, shape (starts, free + 1)
        Where each search ended, and its log-likelihood.
    kinds, cells : Kinds, GainIntervals
        What pairs agree on at the estimate, gain by gain.
    """

    _sources: ClassVar[tuple[str, ...]] = ("rabiner1989", "bhhh1974", "goldluecke2018")
    _full = Status.COMPUTED

    panel: Panel
    free: tuple[str, ...]
    parameters: tuple[tuple[str, Any], ...]
    observed: str
    sharing: str
    loglik: float
    ends: FloatArray
    open_ends: BoolArray
    at_ends: FloatArray
    searches: FloatArray
    kinds: Kinds
    cells: GainIntervals

    @property
    def concept(self) -> str:
        """What is estimated, and which equilibrium pairs are taken to play."""
        return f"maximum likelihood, {concepts.of_modes(self.sharing == 'voluntary')}"

    @property
    def estimate(self) -> dict[str, float]:
        """The free parameters."""
        known = dict(self.parameters)
        return {name: float(known[name]) for name in self.free}

    @property
    def settings(self) -> dict[str, float]:
        """Those of them that are settings of a region."""
        return {name: value for name, value in self.estimate.items() if name in SETTINGS}

    @property
    def level(self) -> float:
        """Confidence of the intervals."""
        return LEVEL

    @property
    def basis(self) -> str:
        """The records in words: how many pairs and exits, and from when to when."""
        size = f"{len(self.panel)} pairs with {self.panel.exits} exits"
        return f"{size}, {int(self.panel.start.min())}–{self.panel.until}"

    @property
    def identified(self) -> Any:
        """One row for each free parameter: `parameter`, `status`, `low`, `high`, `why`.

        "not" (its interval is the whole range), "one-sided" (it reaches one end of it), "ridge with
        X" (between its ends the best X moves by half of the interval of X or more) or "interval".
        """
        rows = [self._row(k) for k in range(len(self.free))]
        names = ("parameter", "status", "low", "high", "why")
        return frame_of(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))

    def _row(self, k: int) -> tuple[str, str, float, float, str]:
        status = self._status(k)
        other = status.removeprefix("ridge with ")
        why = _SAID.get(status) or f"as likely if {other} moves with it"
        low, high = self.ends[k].tolist()
        return self.free[k], status, low, high, why

    def _status(self, k: int) -> str:
        if np.isnan(self.ends[k]).any():
            return UNKNOWN
        reached = int(self.open_ends[k].sum())
        if reached:
            return NOT if reached == 2 else ONE_SIDED
        moves = abs(self.at_ends[k, 1] - self.at_ends[k, 0])
        with np.errstate(invalid="ignore", divide="ignore"):
            share = moves / np.diff(self.ends, axis=1)[:, 0]
        share[k] = 0
        share = np.nan_to_num(share, nan=0.0)
        most = int(share.argmax())
        return f"ridge with {self.free[most]}" if share[most] >= 0.5 else BOUNDED

    @property
    def starts(self) -> Any:
        """One row for each search: where it ended, and its log-likelihood."""
        columns = zip((*self.free, "loglik"), self.searches.T.tolist(), strict=True)
        return frame_of({name: list(values) for name, values in columns})

    def loglik_at(self, **parameters: Any) -> float:
        """The log-likelihood at other parameters.

        Parameters
        ----------
        **parameters
            Any of them; the others are at their estimates, or as they were fixed.

        Returns
        -------
        float
        """
        known = {**dict(self.parameters), **parameters}
        return self.panel.loglik(observed=self.observed, sharing=self.sharing, **known)

    def profile(self, name: str, values: Any) -> Any:
        """The most that the other free parameters make of each value of one.

        Parameters
        ----------
        name : str
            A free parameter.
        values : sequence of float

        Returns
        -------
        DataFrame
            One row for each value: the free parameters, and `loglik`.
        """
        _check.choice("Calibration.profile", "name", name, self.free)
        given = _check.array("Calibration.profile", "values", values, shape=(None,)).astype(float)
        rows = LATER[Calibration, "profile"](self, name, given)
        columns = zip((*self.free, "loglik"), rows.T.tolist(), strict=True)
        return frame_of({column: list(found) for column, found in columns})

    def interval(self, name: str, level: float = LEVEL) -> tuple[tuple[float, float], ...]:
        """The values of a parameter that a likelihood-ratio test does not refuse.

        Parameters
        ----------
        name : str
            A free parameter.
        level : float
            In (0, 1).

        Returns
        -------
        tuple of (float, float)
            The interval around the estimate: 2 (max - profile) is at most the quantile of chi
            squared with one degree of freedom. An end may be that of the range.
        """
        owner = "Calibration.interval"
        _check.choice(owner, "name", name, self.free)
        level = float(_check.number(owner, "level", level, low=0, high=1))
        if not 0 < level < 1:
            rule, remedy = "must lie in (0, 1)", "Choose for example 0.95"
            raise errors.RangeError(owner, "level", level, rule, remedy)
        low, high = self.ends[self.free.index(name)].tolist()
        if level != LEVEL or math.isnan(low) or math.isnan(high):
            low, high = LATER[Calibration, "interval"](self, name, level)
        return ((low, high),)

    def bootstrap(self, draws: int, *, rng: Any = None, jobs: int = 1) -> Any:
        """Draw panels at the estimate, and estimate each again.

        Parameters
        ----------
        draws : int
        rng : None, int or numpy.random.Generator
        jobs : int
            Processes; the numbers do not depend on it.

        Returns
        -------
        DataFrame
            One row for each draw: the free parameters, and `loglik`.
        """
        owner = "Calibration.bootstrap"
        count = _check.integer(owner, "draws", draws, low=1, high=100_000)
        jobs = _check.integer(owner, "jobs", jobs, low=1, high=1000)
        generator = _check.generator(owner, "rng", rng)
        rows: Array = LATER[Calibration, "bootstrap"](self, count, generator, jobs)
        columns = zip((*self.free, "loglik"), rows.T.tolist(), strict=True)
        return frame_of({column: list(found) for column, found in columns})

    def survival(self, a: str, b: str) -> Any:
        """How likely it was at the start that the agreement of a pair stands for so long.

        Parameters
        ----------
        a, b : str
            The two governments, in either order.

        Returns
        -------
        DataFrame
            One row for each year of the panel from the pair's first: `year`, `stands`.
        """
        owner = "Calibration.survival"
        remedy = "Choose a pair of the panel"
        names = [_check.name(owner, "a", a, remedy), _check.name(owner, "b", b, remedy)]
        both = [{*pair} for pair in zip(self.panel.a, self.panel.b, strict=True)]
        if {*names} not in both:
            rule = f"{a} – {b} is no pair of the panel"
            raise errors.UnknownNameError(owner, "b", b, rule, remedy)
        pair = both.index({*names})
        start = int(self.panel.start[pair])
        stands = LATER[Calibration, "survival"](self)[pair, : self.panel.until - start + 1]
        years = range(start, start + len(stands))
        return frame_of({"year": list(years), "stands": stands.tolist()})

    def predict(self, **parameters: Any) -> Any:
        """What follows after the last year of each pair, given that it stands.

        Parameters
        ----------
        **parameters
            Any of them in place of the estimates.

        Returns
        -------
        DataFrame
            One row a pair: `a`, `b`, `stands` (whether nothing is known to have ended it),
            `ends_next` (the chance that the next year ends it), `strong_now` and `strong_ever` (of
            being at a strong level, and of ever being there), `trust_0`, `trust_1` and so on. nan
            for pairs that ended.
        """
        return frame_of(LATER[Calibration, "predict"](self, parameters))

    def plot(self, ax: Any = None, *, of: str | None = None, **style: Any) -> Any:
        """Draw how long agreements stood by their records, and by the estimate, border by border.

        Steps are Kaplan and Meier's, lines are first passage in the estimated model. Of a
        parameter: its profile, computed at nine values between the ends of its interval.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        of : str, optional
            A free parameter.
        **style
            Of the lines, as for `matplotlib.axes.Axes.plot`.

        Returns
        -------
        matplotlib.axes.Axes
        """
        if of is not None:
            _check.choice("Calibration.plot", "of", of, self.free)
            return draw_profile(self, of, ax, **style)
        return draw_calibration(self, LATER[Calibration, "survival"](self), ax, **style)

    def _table(self) -> FrameColumns:
        rows = [self._row(k) for k in range(len(self.free))]
        shown = [_rounded((self.estimate[name], low, high)) for name, _, low, high, _ in rows]
        return {
            "parameter": list(self.free),
            "estimate": [one[0] for one in shown],
            "low": [one[1] for one in shown],
            "high": [one[2] for one in shown],
            "identified": [row[1] for row in rows],
        }

    def __repr__(self) -> str:
        table, said = self._table(), []
        for k, name in enumerate(self.free):
            value, low, high = (f"{table[column][k]:g}" for column in ("estimate", "low", "high"))
            status = table["identified"][k]
            weak = "" if status == BOUNDED else f" ({_WEAK.get(status, status)})"
            said.append(f"{name} {value} in [{low}, {high}]{weak}")
        size = f"{len(self.panel)} pairs, {self.panel.exits} exits"
        return f"Calibration({'; '.join(said)}; {size}, {self.observed})"


_WEAK = {NOT: "not identified", ONE_SIDED: "one-sided"}


def _rounded(numbers: tuple[float, float, float]) -> list[float]:
    """Numbers to two digits of the width of their interval, the last two."""
    width = numbers[2] - numbers[1]
    digits = 1 - math.floor(math.log10(width)) if width > 0 and math.isfinite(width) else 2
    return [round(number, digits) + 0.0 for number in numbers]
