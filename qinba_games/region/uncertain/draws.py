"""All assumptions at once, in many draws: the verb `uncertain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _check, _sizes
from ...common.result import frame_of
from ...coordinator import Coordinator
from ...hierarchy.hierarchy import Hierarchy
from ...hierarchy.stabilise import stabilise
from ...hierarchy.worlds import REGIMES
from ...partnership.evolve_arrays import evolve_arrays
from ...partnership.results.arrays import EvolutionArrays
from ...partnership.results.evolution import CLASSES
from ...sweep import answers
from ...types import Array, FloatArray
from ...verify.door import certified
from .. import partnerships
from ..tables.records import Records
from . import ranges as ranges_of
from .ranges import Range
from .results import Uncertain, draw_sample

if TYPE_CHECKING:
    import pandas


#: At most so many partnerships are solved between two steps of the progress bar, by one process.
_PART = 20_000
#: More of them than this show their progress unless told otherwise.
_LONG = 200_000


def uncertain(
    self: Any,
    ranges: Any = None,
    *,
    draws: int = 1000,
    rng: Any = None,
    jobs: int = 1,
    coordinator: Coordinator | None = None,
    progress: bool | None = None,
) -> Uncertain:
    """Find how sure an answer is: every tie when all assumptions are drawn at once.

    Parameters
    ----------
    ranges : mapping of str to (low, high) or distribution, optional
        By setting: uniform on a range, or a frozen distribution of `scipy.stats`; the rest at
        its value. None: every continuous setting but `monitoring`, `deposit`, `subsidy` and
        `credibility`, uniform within one step of its value, cut at the allowed values; what is
        estimated from records within its interval, `delta` up to 0.99.
        "size" is a factor of each government's size, "trust" by how many levels the founding
        trust of each tie moves down and up, as (-1, 1), within what there is; each is drawn on
        its own. They are drawn where they are named, and with None where the table of governments
        has a column `size_status`, as that of the Qinba case: then a size is a whole number of
        units at most 2 away, and at least 1. "gain" is a factor of what each government of each
        tie gains at trust 0, drawn for each by itself and only where it is named.
    draws : int
    rng : None, int or numpy.random.Generator
        All draws are made first, so that one seed gives the same numbers on any number of jobs.
    jobs : int
        Processes at work at once; -1 for one on each core.
    coordinator : Coordinator, optional
        Another coordinator than that of the settings, the same in all draws.
    progress : bool, optional
        Show a progress bar; None: where it takes long.

    Returns
    -------
    Uncertain
        `.kept` and `.quantiles()` of the number of ties founded weak or strong, `.ties` with
        the share of draws in which the coordinator decides.

    Raises
    ------
    InputTypeError, ShapeError, RangeError, UnknownNameError, NotApplicableError

    Notes
    -----
    Where both `outside` and `outside_signed` are drawn, a draw in which the second is larger is
    drawn again, whole. What the table of ties gives itself is not drawn, but for trust, and for
    gains by "gain". Sizes, trust and gains are drawn last.

    Examples
    --------
    >>> import pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> region.uncertain({"delta": (0.5, 0.9)}, draws=100, rng=1)
    Uncertain(100 draws of 1 setting; the coordinator adds 0 to 1 of 1 tie)
    """
    owner = "Region.uncertain"
    draws = _check.integer(owner, "draws", draws, low=1, high=_sizes.DRAWS)
    fixed = fixed_settings(owner, coordinator)
    given = owner, self.records, self.settings, ranges, tuple(fixed), self.estimates
    priors = ranges_of.of_region(*given)
    generator = _check.generator(owner, "rng", rng)
    values = ranges_of.draw(owner, priors, draws, generator)
    settings = {**self.settings, **fixed}
    classes, worst = founding_classes(owner, self.records, settings, priors, values, jobs, progress)
    sample = draw_sample(draws, len(self.records.ends))
    sides = solve_draws(self.records, settings, priors, values[sample])
    return certified(
        Uncertain(
            region=self,
            coordinator=coordinator,
            ranges=priors,
            drawn=values,
            founded=classes,
            residual=worst,
            seed=rng if rng is None or isinstance(rng, int) else repr(rng),
            exact=False,
            proven=True,
            notes=(f"{draws} draws; every one was judged by the largest gain of any deviation",),
            witness=(sample, *sides),
        )
    )


def fixed_settings(function: str, coordinator: Coordinator | None) -> dict[str, Any]:
    """The settings that a coordinator stands for, and that are then not drawn."""
    helper = _check.optional(function, "coordinator", coordinator, Coordinator)
    return {} if helper is None else partnerships.capacities(function, helper)


def founding_classes(
    function: str,
    records: Records,
    settings: Mapping[str, Any],
    ranges: tuple[Range, ...],
    values: FloatArray,
    jobs: int,
    progress: bool | None,
) -> tuple[Array, float]:
    """Classes (2, draws, ties) and the largest gain of any deviation."""
    ties = len(records.ends)
    # Equally large, and an even number of them, so that two processes end together.
    steps = -(-len(values) * ties // _PART)
    step = -(-len(values) // (steps + steps % 2 * (steps > 1)))
    tasks = [
        {"records": records, "settings": settings, "ranges": ranges, "values": values[k : k + step]}
        for k in range(0, len(values), step)
    ]
    long = 2 * len(values) * ties > _LONG
    parts = answers(
        _classes_of,
        tasks,
        jobs=_check.integer(function, "jobs", jobs, low=-1),
        progress=long if progress is None else _check.flag(function, "progress", progress),
        what="draws",
        caller=function,
    )
    worst = max(residual for _, residual in parts)
    return np.concatenate([classes for classes, _ in parts], axis=1), worst


def _classes_of(
    records: Records, settings: Mapping[str, Any], ranges: tuple[Range, ...], values: FloatArray
) -> tuple[Array, float]:
    """Classes (2, draws, ties) in some draws, and the largest gain of any deviation."""
    sides = solve_draws(records, settings, ranges, values)
    shape = (len(values), len(records.ends))
    classes = [_numbers(side.founding_class).reshape(shape) for side in sides]
    worst = max(float(side.residual.max()) for side in sides)
    return np.stack(classes), worst


def _numbers(classes: Array) -> Array:
    """The place of each class among all, from isolated to strong."""
    return np.select([classes == name for name in CLASSES], range(len(CLASSES))).astype(np.int8)


def solve_draws(
    records: Records, settings: Mapping[str, Any], ranges: tuple[Range, ...], values: FloatArray
) -> tuple[EvolutionArrays, EvolutionArrays]:
    """Every tie in every draw, without and with the coordinator, draw by draw."""
    return solve_sides(records, {**settings, **ranges_of.by_name(ranges, values)})


def solve_sides(
    records: Records, settings: Mapping[str, Any]
) -> tuple[EvolutionArrays, EvolutionArrays]:
    """Every tie without and with the coordinator of the settings, which may have been drawn."""
    given = partnerships.arrays(records, settings)
    helper = {name: by_row(settings[name], len(records.ends)) for name in partnerships.CAPACITIES}
    return evolve_arrays(**given), evolve_arrays(**partnerships.with_coordinator(given, helper))


def by_row(value: Any, ties: int) -> Any:
    """A setting of the coordinator for each draw and tie, if it was drawn."""
    drawn = isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind == "f"
    return np.repeat(value, ties) if drawn else value


def uncertain_levels(
    self: Any,
    regimes: Sequence[str] = REGIMES,
    ranges: Any = None,
    *,
    build: Callable[..., Hierarchy] | None = None,
    draws: int = 100,
    rng: Any = None,
    jobs: int = 1,
    progress: bool | None = None,
) -> pandas.DataFrame:
    """Find how sure it is what levels of government change: `stabilise` in many draws.

    Parameters
    ----------
    regimes : sequence of str
        As for `stabilise`.
    ranges, rng, jobs, progress
        As for `uncertain`, but "size", "trust" and "gain" are not drawn.
    build : callable, optional
        Makes a hierarchy of settings, as `paper.hierarchy` does; None: `Region.hierarchy`.
    draws : int
        The same in all regimes.

    Returns
    -------
    DataFrame
        One row for each draw, regime and level: `pairs`, and how many of them are `kept`
        (founded weak or strong) and `strong`.

    Raises
    ------
    NotApplicableError
        If the table of governments names no parents.

    Examples
    --------
    >>> import qinba_games as qg
    >>> case = qg.paper.case(levels=1)
    >>> found = case.uncertain_levels(["national"], build=qg.paper.hierarchy, draws=2, rng=1)
    >>> found.groupby("level", sort=False)["pairs"].first().to_dict()
    {'province': 9, 'prefecture': 49, 'county': 183}
    """
    owner = "Region.uncertain_levels"
    draws = _check.integer(owner, "draws", draws, low=1, high=_sizes.DRAWS)
    names = _check.sequence(owner, "regimes", regimes, "regimes", "Pass for example ['national']")
    for name in names:
        _check.choice(owner, "regimes", name, REGIMES)
    if build is not None:
        _check.function(owner, "build", build)
    priors = ranges_of.of_settings(owner, self.settings, ranges, (), self.estimates)
    values = ranges_of.draw(owner, priors, draws, _check.generator(owner, "rng", rng))
    tasks = [
        {
            "region": self.replaced(**dict(zip([r.name for r in priors], row, strict=True))),
            "regimes": names,
            "build": build,
        }
        for row in values.tolist()
    ]
    parts = answers(
        _levels_of,
        tasks,
        jobs=_check.integer(owner, "jobs", jobs, low=-1),
        progress=draws > 10 if progress is None else _check.flag(owner, "progress", progress),
        what="draws",
        caller=owner,
    )
    return frame_of([{"draw": k, **row} for k, rows in enumerate(parts) for row in rows])


def _hierarchy_of(build: Callable[..., Hierarchy], settings: Any) -> Hierarchy:
    owner = "Region.uncertain_levels"
    return _check.instance(
        owner, "build", _check.answer(owner, "build", build, **settings), Hierarchy
    )


def _levels_of(
    region: Any, regimes: tuple[str, ...], build: Callable[..., Hierarchy] | None
) -> list[dict[str, Any]]:
    """Pairs kept and strong, by regime and level, under one choice of settings."""
    tree = region.hierarchy() if build is None else _hierarchy_of(build, region.settings)
    rows = []
    for regime in regimes:
        levels = stabilise(tree, region.delta, regime, coordinator=region.coordinator)
        for level in dict.fromkeys(pair.level for pair in levels.pairs):
            counts = levels.counts(level)
            strong, pairs = counts["strong"], sum(counts.values())
            row = {"pairs": pairs, "kept": strong + counts["weak"], "strong": strong}
            rows.append({"regime": regime, "level": level, **row})
    return rows
