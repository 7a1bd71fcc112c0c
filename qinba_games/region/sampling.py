"""All assumptions at once, in many draws: the verbs `uncertain` and `sensitivity`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check, _sizes
from ..coordinator import Coordinator
from ..hierarchy.hierarchy import Hierarchy
from ..hierarchy.regimes import REGIMES
from ..hierarchy.stabilise import stabilise
from ..partnership.evolve_arrays import evolve_arrays
from ..partnership.results.arrays import EvolutionArrays
from ..sweep import run
from ..types import Array, FloatArray
from ..verify.door import certified
from . import ranges as drawing
from . import terms
from .paths import CLASSES
from .ranges import Range
from .records import Records
from .results.uncertain import COUNTED, Uncertain
from .sobol import indices, points

if TYPE_CHECKING:
    import pandas

#: Partnerships solved between two steps of the progress bar; also what a process is handed.
_PART = 20_000
#: More of them than this show their progress unless told otherwise.
_LONG = 200_000
#: Draws whose solution is kept for the check.
_KEPT = 20
_ORDER = {name: k for k, name in enumerate(CLASSES)}


def uncertain(
    region: Any,
    ranges: Any = None,
    *,
    draws: int = 1000,
    rng: Any = None,
    jobs: int = 1,
    coordinator: Coordinator | None = None,
    progress: bool | None = None,
) -> Uncertain:
    """What becomes of every tie when all settings are drawn at once; see `Region.uncertain`."""
    owner = "Region.uncertain"
    draws = _check.integer(owner, "draws", draws, low=1, high=_sizes.DRAWS)
    fixed = _fixed(owner, coordinator)
    asked = drawing.of_settings(owner, region.settings, ranges, tuple(fixed))
    generator = _check.generator(owner, "rng", rng)
    values = drawing.draw(owner, asked, draws, generator)
    settings = {**region.settings, **fixed}
    found, worst = _founded(owner, region.records, settings, asked, values, jobs, progress)
    shown = np.unique(np.linspace(0, draws - 1, min(draws, _KEPT)).astype(int))
    sides = solved(region.records, settings, asked, values[shown])
    return certified(
        Uncertain(
            region=region,
            coordinator=coordinator,
            ranges=asked,
            drawn=values,
            founded=found,
            residual=worst,
            seed=rng if rng is None or isinstance(rng, int) else repr(rng),
            concept=f"without: {sides[0].concept}; with: {sides[1].concept}",
            exact=False,
            proven=True,
            notes=(f"{draws} draws; every one was judged by the largest gain of any deviation",),
            evidence=(shown, *sides),
        )
    )


def _fixed(function: str, coordinator: Coordinator | None) -> dict[str, Any]:
    """The settings that a coordinator stands for, and that are then not drawn."""
    helper = _check.optional(function, "coordinator", coordinator, Coordinator)
    return {} if helper is None else terms.capacities(function, helper)


def _founded(
    function: str,
    records: Records,
    settings: Mapping[str, Any],
    asked: tuple[Range, ...],
    values: FloatArray,
    jobs: int,
    progress: bool | None,
) -> tuple[Array, float]:
    """Classes (2, draws, ties) and the largest gain of any deviation."""
    ties = len(records.ends)
    step = max(1, _PART // ties)
    tasks = [
        {"records": records, "settings": settings, "asked": asked, "values": values[k : k + step]}
        for k in range(0, len(values), step)
    ]
    long = 2 * len(values) * ties > _LONG
    outcomes = run(
        classes_of,
        tasks,
        n_jobs=_check.integer(function, "jobs", jobs, low=-1),
        progress=long if progress is None else _check.flag(function, "progress", progress),
        description="draws",
        on_error="raise",
        caller=function,
    )
    parts = [outcome.value for outcome in sorted(outcomes)]
    worst = max(residual for _, residual in parts)
    return np.concatenate([classes for classes, _ in parts], axis=1), worst


def classes_of(
    records: Records, settings: Mapping[str, Any], asked: tuple[Range, ...], values: FloatArray
) -> tuple[Array, float]:
    """Classes (2, draws, ties) in some draws, and the largest gain of any deviation."""
    sides = solved(records, settings, asked, values)
    shape = (len(values), len(records.ends))
    found = [np.searchsorted(_NAMES, side.founding_class)[...].reshape(shape) for side in sides]
    worst = max(float(side.residual.max()) for side in sides)
    return np.stack([_PLACE[one] for one in found]), worst


_NAMES = np.array(sorted(CLASSES))
_PLACE = np.array([_ORDER[name] for name in sorted(CLASSES)], dtype=np.int8)


def solved(
    records: Records, settings: Mapping[str, Any], asked: tuple[Range, ...], values: FloatArray
) -> tuple[EvolutionArrays, EvolutionArrays]:
    """Every tie in every draw, without and with the coordinator, draw by draw."""
    drawn = {**settings, **{one.name: values[:, k] for k, one in enumerate(asked)}}
    given = terms.arrays(records, drawn)
    helper = {name: _by_row(drawn[name], len(records.ends)) for name in terms.CAPACITIES}
    return evolve_arrays(**given), evolve_arrays(**terms.helped(given, helper))


def _by_row(value: Any, ties: int) -> Any:
    """A setting of the coordinator for each draw and tie, if it was drawn."""
    drawn = isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind == "f"
    return np.repeat(value, ties) if drawn else value


def sensitivity(
    region: Any,
    ranges: Any = None,
    *,
    draws: int = 1024,
    rng: Any = None,
    jobs: int = 1,
    progress: bool | None = None,
) -> pandas.DataFrame:
    """Which setting decides how many ties are kept; see `Region.sensitivity`."""
    import pandas

    owner = "Region.sensitivity"
    draws = _check.integer(owner, "draws", draws, low=2, high=_sizes.DRAWS)
    asked = drawing.of_settings(owner, region.settings, ranges)
    generator = _check.generator(owner, "rng", rng)
    sets = [
        drawing.mended(owner, asked, drawing.at(asked, part), generator)
        for part in points(len(asked), draws, generator)
    ]
    groups = _groups(asked)

    def counted(values: FloatArray) -> FloatArray:
        found, _ = _founded(owner, region.records, region.settings, asked, values, jobs, progress)
        before, after = (found >= 2).sum(axis=2)
        return np.column_stack([before, after, after - before]).astype(float)

    found = indices(counted, sets[0], sets[1], list(groups.values()), generator, owner)
    return pandas.DataFrame(
        [
            {"setting": name, "of": of, **{key: rows[k, j] for key, rows in found.items()}}
            for k, name in enumerate(groups)
            for j, of in enumerate(COUNTED)
        ]
    )


def levels_over_draws(
    region: Any,
    regimes: Any,
    ranges: Any,
    *,
    build: Callable[..., Hierarchy] | None,
    draws: int,
    rng: Any,
    jobs: int,
    progress: bool | None,
) -> pandas.DataFrame:
    """What becomes of every level when all settings are drawn; see `Region.uncertain_levels`."""
    import pandas

    owner = "Region.uncertain_levels"
    draws = _check.integer(owner, "draws", draws, low=1, high=_sizes.DRAWS)
    names = _check.sequence(owner, "regimes", regimes, "regimes", "Pass for example ['national']")
    for name in names:
        _check.choice(owner, "regimes", name, REGIMES)
    asked = drawing.of_settings(owner, region.settings, ranges)
    values = drawing.draw(owner, asked, draws, _check.generator(owner, "rng", rng))
    tasks = [
        {
            "region": region.replaced(**dict(zip([r.name for r in asked], row, strict=True))),
            "regimes": names,
            "build": build,
        }
        for row in values.tolist()
    ]
    outcomes = run(
        levels_of,
        tasks,
        n_jobs=_check.integer(owner, "jobs", jobs, low=-1),
        progress=draws > 10 if progress is None else _check.flag(owner, "progress", progress),
        description="draws",
        on_error="raise",
        caller=owner,
    )
    return pandas.DataFrame(
        [
            {"draw": outcome.task, **row}
            for outcome in sorted(outcomes, key=lambda one: one.task)
            for row in outcome.value
        ]
    )


def levels_of(
    region: Any, regimes: tuple[str, ...], build: Callable[..., Hierarchy] | None
) -> list[dict[str, Any]]:
    """Pairs kept and strong, by regime and level, under one choice of settings."""
    tree = region.hierarchy() if build is None else build(**region.settings)
    rows = []
    for regime in regimes:
        found = stabilise(tree, region.delta, regime, coordinator=region.coordinator).pairs
        for level in dict.fromkeys(pair.level for pair in found):
            classes = [pair.founding_class for pair in found if pair.level == level]
            strong = classes.count("strong")
            rows.append(
                {
                    "regime": regime,
                    "level": level,
                    "pairs": len(classes),
                    "kept": strong + classes.count("weak"),
                    "strong": strong,
                }
            )
    return rows


def _groups(asked: tuple[Range, ...]) -> dict[str, list[int]]:
    """Columns by name; settings under a constraint move together."""
    bound = drawing.constrained(asked)
    free = {one.name: [k] for k, one in enumerate(asked) if k not in bound}
    together = {", ".join(asked[k].name for k in bound): bound} if bound else {}
    return {**free, **together}
