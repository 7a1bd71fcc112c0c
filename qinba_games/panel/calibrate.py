"""Which parameters make records most likely? The verb `calibrate`."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .. import _check, _sizes, errors
from ..common.progress import silent, telling
from ..common.register import finds
from ..common.show import many
from ..sweep import answers
from ..types import FloatArray, read_only
from ..verify.door import certified
from .likelihood import First, PanelRecords, cells_for, first_promises, loglik_of
from .panel import Panel
from .parameters import complete, fits, refuse_what_is_not_identified
from .results.calibration import LEVEL, Calibration
from .simulate_panel import simulate_panel
from .stakes import RULES
from .surface import WORST, End, ProfileLikelihood, Surface

_OWNER = "calibrate"
#: Points of which a search begins at the best, and how much of the range they leave out.
_POINTS, _MARGIN = 12, 0.05
#: The first step towards an end of an interval.
_STEP = 0.03
#: Searches that end so far below the best are noted; a profile higher by this is a better estimate.
_APART, _HIGHER = 0.1, 0.02
_FEW = 30


def calibrate(
    panel: Panel,
    free: Any,
    *,
    observed: str = "modes",
    sharing: str = "none",
    starts: int = 2,
    rng: Any = None,
    progress: bool | None = None,
    jobs: int = 1,
    **fixed: Any,
) -> Calibration:
    r"""Estimate parameters by maximum likelihood, with trust and gains hidden.

    Every pair plays the equilibrium that `evolve` selects at its gains; the likelihood is that of
    `Panel.loglik`. The interval of a parameter holds the values x with
    2 (max - max over the others at x) at most the quantile of chi squared.

    Parameters
    ----------
    panel : Panel
    free : sequence of str
        Parameters to be estimated: settings of a region, `spread`, `noise`, `outside_end`.
    observed : {"modes", "spells"}
        "spells": whether agreements stood, and not whether they were implemented.
    sharing : {"none", "voluntary"}
        Whether members can pay each other.
    starts : int
        Searches; the first begins at the defaults, the others at points that are drawn.
    rng : None, int or numpy.random.Generator
        Draws them; None: the seed 0.
    progress : bool, optional
        False: never show how far it is.
    jobs : int
        Processes for the ends of intervals; the numbers do not depend on it.
    **fixed
        Parameters that are known, as for `simulate_panel`.

    Returns
    -------
    Calibration
        `.identified` says of each parameter what records say of it.

    Raises
    ------
    NotIdentifiedError
        For parameters of which no records say anything: all payoffs at once (their unit),
        `detection` (nobody breaches in equilibrium), `friction` without a pair inside groups,
        `barrier` without one across, and others that meet nothing in the panel.
    NotApplicableError
        For `levels` and `drop`, which are whole numbers; if records of some pair have no chance at
        any parameters that were tried.
    NotConvergedError
        If it was interrupted: `.partial` is what is known until then.

    Notes
    -----
    That the best equilibrium is played is assumed; `revealed_patience` holds for any.

    Examples
    --------
    >>> import numpy as np, qinba_games as qg
    >>> gain = np.linspace(0.2, 0.9, 60)
    >>> pairs = {"a": range(60), "b": ["hub"] * 60, "gain_a": gain, "gain_b": gain}
    >>> panel = qg.simulate_panel({**pairs, "start": [0] * 60}, 8, rng=1, delta=0.7)
    >>> qg.calibrate(panel, ["delta"], starts=1)
    Calibration(delta 0.71 in [0.669, 0.745]; 60 pairs, 34 exits, modes)
    """
    _check.instance(_OWNER, "panel", panel, Panel)
    names = _names(free)
    records = PanelRecords.of(_OWNER, panel, observed)
    _check.choice(_OWNER, "sharing", sharing, RULES)
    starts = _check.integer(_OWNER, "starts", starts, low=1, high=1000)
    jobs = _check.integer(_OWNER, "jobs", jobs, low=1, high=_sizes.JOBS)
    if progress is not None:
        _check.flag(_OWNER, "progress", progress)
    generator = _check.generator(_OWNER, "rng", 0 if rng is None else rng)
    for name in names:
        if name in fixed:
            rule, remedy = "is free and fixed at once", "Leave it out of one of the two"
            raise errors.NotApplicableError(_OWNER, name, fixed[name], rule, remedy)
    known = complete(_OWNER, {**dict(panel.settings), **fixed})
    fits(_OWNER, known["levels"], panel.founding)
    refuse_what_is_not_identified(_OWNER, names, known, panel, observed)
    surface = Surface(records, names, known, sharing)
    fit = _Fit(panel, surface, observed, starts)
    with silent() if progress is False else telling(_OWNER):
        with _interruptible(fit):
            fit.search(generator)
            fit.refuse_what_cannot_be()
            fit.find_ends(jobs)
        return certified(fit.result())


def _names(free: Any) -> tuple[str, ...]:
    given = _check.sequence(_OWNER, "free", free, "names of parameters", sets=False)
    _check.some(_OWNER, "free", free, len(given), "name", "free parameter")
    for name in given:
        _check.choice(_OWNER, "free", name, (*complete(_OWNER, {}),))
        if given.count(name) > 1:
            rule, remedy = "is named twice", "Name each parameter once"
            raise errors.ShapeError(_OWNER, "free", name, rule, remedy)
    return given


@contextlib.contextmanager
def _interruptible(fit: _Fit) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as stop:
        if not len(fit.searches):
            fit.top, fit.height = fit.surface.highest
        text = "calibrate(): interrupted. The best parameters until then, and the intervals that"
        message = f"{text} were found, are in error.partial."
        raise errors.NotConvergedError(message, fit.result()) from stop


class _Fit:
    """An estimate in the making."""

    def __init__(self, panel: Panel, surface: Surface, observed: str, starts: int) -> None:
        self.panel, self.surface, self.observed, self.starts = panel, surface, observed, starts
        self.searches = list[tuple[FloatArray, float]]()
        self.top, self.height = surface.point(surface.known), -np.inf
        self.ends: dict[tuple[int, int], End] = {}

    def search(self, generator: np.random.Generator) -> None:
        """The highest point that some searches reach, and a last one nearby."""
        surface, everything = self.surface, list(range(len(self.top)))
        lows, highs = np.array([scale.ends for scale in surface.scales]).T
        room = _MARGIN * (highs - lows)
        for k in range(self.starts):
            start = np.clip(self.top if not k else lows, lows + room, highs - room)
            if k:
                points = (
                    lows + room + generator.random((_POINTS, len(lows))) * (highs - lows - 2 * room)
                )
                start = points[int(np.argmax([surface.height(point) for point in points]))]
            self.searches.append(surface.climb(start, everything))
        top, _ = max(self.searches, key=lambda one: one[1])
        self.top, self.height = surface.polish(top)

    def refuse_what_cannot_be(self) -> None:
        """Name a pair whose records cannot be at any parameters that were tried."""
        if self.height > WORST:
            return
        surface, panel = self.surface, self.panel
        logliks = loglik_of(surface.records, surface.parameters(self.top), surface.sharing)
        pair = int(logliks.argmin())
        rule = (
            f"cannot be at any parameters that were tried: {panel.a[pair]} – {panel.b[pair]} has "
            "records that have no chance"
        )
        remedy = "Free more parameters, or fix others, such as more patience or noise"
        raise errors.NotApplicableError(_OWNER, "panel", panel, rule, remedy)

    def find_ends(self, jobs: int) -> None:
        """Both ends of every interval; where a profile is higher than the top, from there."""
        limit = _quantile(LEVEL)
        while True:
            tasks = [(k, side) for k in range(len(self.top)) for side in (-1, 1)]
            tasks = [task for task in tasks if task not in self.ends]
            if not tasks:
                return
            for task, end in _ends(self.surface, self.top, self.height, limit, tasks, jobs):
                self.ends[task] = end
                if end.highest[1] > self.height + _HIGHER:
                    self.top, self.height = self.surface.polish(end.highest[0])
                    self.ends.clear()
                    break

    def result(self) -> Calibration:
        """What is known now."""
        surface, size = self.surface, len(self.top)
        ends = np.full((size, 2, size), np.nan)
        is_open = np.zeros((size, 2), dtype=bool)
        for (k, side), end in self.ends.items():
            ends[k, int(side > 0)] = surface.values(end.point)
            is_open[k, int(side > 0)] = end.is_open
        rows = [[*surface.values(point), height] for point, height in self.searches]
        known = surface.parameters(self.top)
        cells = cells_for(surface.records, known, surface.sharing)
        first = first_promises(self.panel, surface.records, cells, known)
        return Calibration(
            panel=self.panel,
            free=surface.names,
            parameters=tuple(known.items()),
            observed=self.observed,
            sharing=surface.sharing,
            loglik=surface.height(self.top),
            open_ends=read_only(is_open),
            at_ends=read_only(ends),
            searches=read_only(np.array(rows).reshape(-1, size + 1)),
            cells=cells,
            exact=False,
            notes=tuple(self._notes(first)),
        )

    def _notes(self, first: First | None) -> Iterator[str]:
        heights = [height for _, height in self.searches]
        if heights and max(heights) - min(heights) > _APART:
            yield "searches ended at different heights: more starts may find a higher one"
        if self.panel.exits < _FEW:
            exits = self.panel.exits
            yield f"there {'is' if exits == 1 else 'are'} {many(exits, 'exit')} only"
        if first and first.p <= 1 - LEVEL:
            yield (
                f"revealed patience refuses it: {first.kept} of {many(first.pairs, 'pair')} "
                "implemented what they agreed on in their first year, which is more than any "
                f"equilibrium with sharing {self.surface.sharing!r} explains, if no promise is "
                "kept at a joint loss "
                f"(p {'below 1e-12' if first.p < 1e-12 else f'{first.p:.2g}'})"
            )


def _ends(
    surface: Surface,
    top: FloatArray,
    height: float,
    limit: float,
    tasks: list[tuple[int, int]],
    jobs: int,
) -> Iterator[tuple[tuple[int, int], End]]:
    """The ends of intervals, in the order of their tasks."""
    given: list[dict[str, Any]] = [
        {"surface": surface, "top": top, "height": height, "limit": limit, "k": k, "side": side}
        for k, side in tasks
    ]
    if jobs == 1:
        yield from ((task, _end(**one)) for task, one in zip(tasks, given, strict=True))
        return
    ends = answers(_end, given, jobs=jobs, progress=False, caller=_OWNER)
    yield from zip(tasks, ends, strict=True)


def _end(surface: Surface, top: FloatArray, height: float, limit: float, k: int, side: int) -> End:
    return ProfileLikelihood(surface, k, top, height).end(side, limit, _STEP)


def _quantile(level: float) -> float:
    from scipy.special import chdtri

    return float(chdtri(1, 1 - level))


def _surface(calibration: Calibration) -> tuple[Surface, FloatArray]:
    """The likelihood of an answer once more, and its highest point."""
    records = PanelRecords.of(_OWNER, calibration.panel, calibration.observed)
    surface = Surface(records, calibration.free, dict(calibration.parameters), calibration.sharing)
    return surface, surface.point(calibration.estimate)


@finds(Calibration, "interval")
def _interval(calibration: Calibration, name: str, level: float) -> tuple[float, float]:
    """Both ends of the interval of a parameter."""
    surface, top = _surface(calibration)
    k = calibration.free.index(name)
    tasks = [(k, -1), (k, 1)]
    ends = _ends(surface, top, calibration.loglik, _quantile(level), tasks, 1)
    low, high = (float(surface.values(end.point)[k]) for _, end in ends)
    return low, high


@finds(Calibration, "profile")
def _profile(calibration: Calibration, name: str, values: FloatArray) -> FloatArray:
    """Free parameters and log-likelihood for each value of one, (values, free + 1)."""
    surface, top = _surface(calibration)
    k = calibration.free.index(name)
    one, rows = ProfileLikelihood(surface, k, top, calibration.loglik), {}
    differ, which = np.unique(values, return_inverse=True)
    places = np.array([_place(surface, k, value) for value in differ.tolist()])
    for side in (-1, 1):
        last = None
        for row in np.argsort(side * places):
            if side * (places[row] - top[k]) >= 0 and row not in rows:
                last = one.follow(places[row], last)
                rows[row] = [*surface.values(last[0]), last[1]]
    heights = np.array([rows[row] for row in range(len(differ))])
    return heights.reshape(-1, len(calibration.free) + 1)[which]


def _place(surface: Surface, k: int, value: float) -> float:
    complete("Calibration.profile", {surface.names[k]: value})
    return float(surface.scales[k].place(value))


@finds(Calibration, "bootstrap")
def _bootstrap(
    calibration: Calibration, draws: int, generator: np.random.Generator, jobs: int
) -> FloatArray:
    """Free parameters and log-likelihood of panels drawn at the estimate, (draws, free + 1)."""
    seeds = generator.integers(0, 2**62, draws).tolist()
    tasks = [{"calibration": calibration, "seed": seed} for seed in seeds]
    if jobs == 1:
        return np.array([_again(**task) for task in tasks])
    return np.array(answers(_again, tasks, jobs=jobs, progress=False, caller=_OWNER))


def _again(calibration: Calibration, seed: int) -> list[float]:
    """Draw a panel at the estimate, and estimate from there."""
    panel, known = calibration.panel, dict(calibration.parameters)
    years = panel.until - int(panel.start.min()) + 1
    drawn = simulate_panel(panel.pairs, years, sharing=calibration.sharing, rng=seed, **known)
    again: Mapping[str, Any] = {"panel": dataclasses.replace(drawn, hidden=())}
    surface, top = _surface(dataclasses.replace(calibration, **again, certificate=None))
    point, _ = surface.climb(top, list(range(len(top))))
    point, height = surface.polish(point)
    return [*surface.values(point), height]
