"""How sure it is what levels of government change: the verb `uncertain_levels`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ... import _check, _sizes
from ...hierarchy.hierarchy import Hierarchy
from ...hierarchy.regimes import REGIMES
from ...hierarchy.stabilise import stabilise
from ...sweep import run
from . import ranges as drawing

if TYPE_CHECKING:
    import pandas


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
    if build is not None:
        _check.function(owner, "build", build)
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


def _built(build: Callable[..., Hierarchy], settings: Any) -> Hierarchy:
    owner = "Region.uncertain_levels"
    return _check.instance(
        owner, "build", _check.answer(owner, "build", build, **settings), Hierarchy
    )


def levels_of(
    region: Any, regimes: tuple[str, ...], build: Callable[..., Hierarchy] | None
) -> list[dict[str, Any]]:
    """Pairs kept and strong, by regime and level, under one choice of settings."""
    tree = region.hierarchy() if build is None else _built(build, region.settings)
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
