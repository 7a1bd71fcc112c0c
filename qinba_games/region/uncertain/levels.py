"""How sure it is what levels of government change: the verb `uncertain_levels`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ... import _check, _sizes
from ...hierarchy.hierarchy import Hierarchy
from ...hierarchy.regimes import REGIMES
from ...hierarchy.stabilise import stabilise
from ...sweep import run
from . import ranges as ranges_of

if TYPE_CHECKING:
    import pandas


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
        As for `uncertain`.
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
    import pandas

    owner = "Region.uncertain_levels"
    draws = _check.integer(owner, "draws", draws, low=1, high=_sizes.DRAWS)
    names = _check.sequence(owner, "regimes", regimes, "regimes", "Pass for example ['national']")
    for name in names:
        _check.choice(owner, "regimes", name, REGIMES)
    if build is not None:
        _check.function(owner, "build", build)
    asked = ranges_of.of_settings(owner, self.settings, ranges, (), self.estimates)
    values = ranges_of.draw(owner, asked, draws, _check.generator(owner, "rng", rng))
    tasks = [
        {
            "region": self.replaced(**dict(zip([r.name for r in asked], row, strict=True))),
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
