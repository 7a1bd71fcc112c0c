"""Parameters that make records most likely, with intervals: the result `Calibration`."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from ... import _check, errors
from ...common import concepts
from ...common.register import LATER
from ...common.result import FrameColumns, Result, frame_of
from ...common.rounded import derived
from ...common.show import many
from ...types import Array, BoolArray, FloatArray, Status, frozen
from ..drawing import draw_calibration, draw_profile
from ..kinds import GainIntervals, Kinds, kinds_of
from ..panel import Panel
from ..parameters import SETTINGS

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
    open_ends : bool array, shape (free, 2)
        Whether an end is that of the parameter's range.
    at_ends : array, shape (free, 2, free)
        All free parameters at each end of their intervals at .95, the others as likely as they can
        be there; nan where they were not computed.
    searches : array, shape (starts, free + 1)
        Where each search ended, and its log-likelihood.
    cells : GainIntervals
        What pairs of each kind agree on at the estimate, gain by gain.
    """

    _sources: ClassVar[tuple[str, ...]] = ("rabiner1989", "bhhh1974", "goldluecke2018")
    _full = Status.COMPUTED

    panel: Panel
    free: tuple[str, ...]
    parameters: tuple[tuple[str, Any], ...]
    observed: str
    sharing: str
    loglik: float
    open_ends: BoolArray
    at_ends: FloatArray
    searches: FloatArray
    cells: GainIntervals

    @derived
    def ends(self) -> FloatArray:
        """Ends of the intervals at .95, (free, 2)."""
        own = np.arange(len(self.free))
        return np.asarray(self.at_ends[own, :, own])

    @derived
    def kinds(self) -> Kinds:
        """The kinds of pairs that the panel has."""
        return kinds_of(self.panel)[0]

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
        size = f"{many(len(self.panel), 'pair')} with {many(self.panel.exits, 'exit')}"
        ends = dict.fromkeys((int(self.panel.start.min()), self.panel.until))
        return f"{size}, {'–'.join(map(str, ends))}"

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

        Raises
        ------
        UnknownNameError
            For a name that is not free.
        InvalidInputError
            For values that the parameter cannot have.
        """
        _check.choice("Calibration.profile", "name", name, self.free)
        given = _check.array("Calibration.profile", "values", values, shape=(None,)).astype(float)
        rows = LATER[Calibration, "profile"](self, name, given)
        columns = zip((*self.free, "loglik"), rows.T.tolist(), strict=True)
        return frame_of({column: list(numbers) for column, numbers in columns})

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
        return frame_of({column: list(numbers) for column, numbers in columns})

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
        numbers = [_rounded((self.estimate[name], low, high)) for name, _, low, high, _ in rows]
        return {
            "parameter": list(self.free),
            "estimate": [one[0] for one in numbers],
            "low": [one[1] for one in numbers],
            "high": [one[2] for one in numbers],
            "identified": [row[1] for row in rows],
        }

    def __repr__(self) -> str:
        table, estimates = self._table(), []
        for k, name in enumerate(self.free):
            value, low, high = (f"{table[column][k]:g}" for column in ("estimate", "low", "high"))
            status = table["identified"][k]
            weak = "" if status == BOUNDED else f" ({_WEAK.get(status, status)})"
            estimates.append(f"{name} {value} in [{low}, {high}]{weak}")
        size = f"{many(len(self.panel), 'pair')}, {many(self.panel.exits, 'exit')}"
        return f"Calibration({'; '.join(estimates)}; {size}, {self.observed})"


_WEAK = {NOT: "not identified", ONE_SIDED: "one-sided"}


def _rounded(numbers: tuple[float, float, float]) -> list[float]:
    """Numbers to two digits of the width of their interval, the last two."""
    width = numbers[2] - numbers[1]
    digits = 1 - math.floor(math.log10(width)) if width > 0 and math.isfinite(width) else 2
    return [round(number, digits) + 0.0 for number in numbers]
