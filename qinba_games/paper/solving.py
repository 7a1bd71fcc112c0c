"""Solve the case: every tie with every bundle of the coordinator's capacities, and every variant.

Every answer is that of the library's verbs; this file only asks the questions and counts.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .. import _check, _sizes
from ..coordinator import Coordinator
from ..hierarchy.regimes import REGIMES
from ..partnership.critical_discount import Classes, segments_arrays, segments_many, segments_near
from ..partnership.evolve import evolve
from ..partnership.evolve_arrays import evolve_arrays
from ..partnership.evolve_many import evolve_many
from ..partnership.partnership import Partnership
from ..region import partnerships
from ..region.settings import SETTINGS, Setting
from ..region.study.results import Counts, tally
from ..region.tie import Tie
from ..region.uncertain.sensitivity import for_report
from ..sweep import run
from ..third_parties.attribution import attributed, bundles, least_patience, reached
from ..third_parties.results.window import PivotalWindow
from ..third_parties.window import partnership_window
from ..verify.door import certified
from . import levels_drawn
from .case import Case
from .levels import ASSUMED, LevelStudy, dependence, dependences, on_three_levels, solve_levels
from .study import Study, Variant
from .tie_study import TieStudy

#: Of the draws.
_SEED = 2020
_run = functools.partial(run, on_error="raise", caller="reproduce")


def study(
    case: Case, tie: Tie | None = None, *, draws: int = 0, jobs: int = 1, progress: bool = False
) -> Study:
    """Solve every tie of a case, the chosen one at every founding trust, and every variant.

    Every tie is solved with each of the 2^k bundles of the coordinator's k capacities, all ties
    with a bundle as one batch.

    Parameters
    ----------
    case : Case
    tie : Tie, optional
        The tie to look at closely; by default the cross-border tie whose probability of becoming
        strong changes most (then the longest way to strong, then the larger gain in joint value).
    draws : int
        How often all assumptions are drawn at once, with a seed that is fixed.
    jobs : int
        Number of processes.
    progress : bool
        Show progress bars.

    Returns
    -------
    Study
        What `reproduce` writes about; nothing is written here.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.paper.study(qg.paper.case(levels=0)).helped
    {'isolated': 8, 'nominal': 23, 'weak': 8, 'strong': 10}
    """
    case = _check.instance("study", "case", case, Case)
    tie = _check.optional("study", "tie", tie, Tie)
    draws = _check.integer("study", "draws", draws, high=_sizes.DRAWS)
    jobs = _check.integer("study", "jobs", jobs, low=1, high=_sizes.JOBS)
    progress = _check.flag("study", "progress", progress)
    helpers = [{"case": case, "helper": helper} for helper in bundles(case.coordinator)]
    found = zip(*_asked(scan, helpers, "capacities", jobs, progress), strict=True)
    pairs = zip(case.all_ties, found, strict=True)
    tasks = [{"case": case, "tie": one, "found": each} for one, each in pairs]
    ties = tuple(_asked(solve_tie, tasks, "ties", jobs, progress))
    same = (one for one in ties if tie is not None and one.tie.codes == tie.codes)
    chosen = _most_changed(ties) if tie is None else next(same)
    moved = [
        {"case": case, "setting": setting, "value": value}
        for setting in SETTINGS
        for value in setting.alternatives(case.settings[setting.name])
    ]
    levels = on_three_levels(case)
    sure = sensitive = None
    drawn: list[tuple[int, ...]] = []
    if draws:
        sure = case.uncertain(draws=draws, rng=_SEED, jobs=jobs, progress=progress)
        sensitive = for_report(case, draws, rng=_SEED, jobs=jobs, progress=progress)
        again = levels_drawn.tasks(case, sure)
        drawn = _asked(levels_drawn.cities_kept, again, "levels drawn", jobs, progress)
    regimes = [{"case": case, "levels": levels, "regime": regime} for regime in REGIMES]
    return Study(
        case=case,
        ties=ties,
        chosen=chosen,
        phases=windows(case, [(chosen.tie, k) for k in range(case.settings["levels"] + 1)]),
        variants=tuple(_asked(_solve_variant, moved, "what if", jobs, progress)),
        levels=LevelStudy(
            regimes=tuple(_asked(solve_levels, regimes, "levels", jobs, progress)),
            dependence=tuple(dependence(case, assumed) for assumed in ASSUMED),
            across=dependences(case, levels),
            drawn=tuple(drawn),
        ),
        uncertain=sure,
        sensitive=sensitive,
    )


def _most_changed(ties: tuple[TieStudy, ...]) -> TieStudy:
    """The cross-border tie whose probability of becoming strong the coordinator changes most."""

    def rank(one: TieStudy) -> tuple[float, ...]:
        time = one.helped.time_to_strong if one.helped.probability_strong > 0 else 0.0
        value = float(one.helped.founding_value - one.without.founding_value)
        return tuple(round(x, 9) for x in (abs(one.gain_in_probability), time, value))

    return max((one for one in ties if one.tie.cross_border), key=rank)


def scan(case: Case, helper: Coordinator) -> list[Classes]:
    """The class of every tie's founding trust at every patience, with this bundle of capacities."""
    models = [helper.applied_to(model) for model in _alike(case, case.all_ties)]
    given = partnerships.arrays(case.records, case.settings)
    helped = partnerships.with_coordinator(given, partnerships.capacities("reproduce", helper))
    near = segments_arrays(evolve_arrays(**helped).terms)
    return segments_near(models, [tie.founding for tie in case.all_ties], near)


def solve_tie(case: Case, tie: Tie, found: tuple[Classes, ...]) -> TieStudy:
    """One tie, given its segments with each bundle of capacities, the empty one first."""
    model, helpers, founding = case.model(tie), bundles(case.coordinator), tie.founding
    shown = [evolve(model, case.delta, founding=founding, coordinator=each) for each in helpers]
    pairs = zip(helpers, found, strict=True)
    needed = [least_patience(each.applied_to(model), pieces, founding) for each, pieces in pairs]
    strong = [reached(each, "probability_strong") for each in shown]
    measured = {"delta": needed, "probability_strong": strong}
    window = partnership_window(model, case.coordinator, founding, found[0], found[-1])
    at = {"delta": None, "probability_strong": case.delta}
    return TieStudy(
        tie=tie,
        without=shown[0],
        helped=shown[-1],
        window=certified(window),
        attributions={
            of: attributed(model, case.coordinator, of, at[of], founding, each)
            for of, each in measured.items()
        },
    )


def _solve_variant(case: Case, setting: Setting, value: Any) -> Variant:
    """The class counts with one setting moved."""
    without, helped = count_classes(case.replaced(**{setting.name: value}))
    return Variant(setting=setting, value=value, without=without, helped=helped)


def windows(case: Case, asked: Sequence[tuple[Tie, int]]) -> tuple[PivotalWindow, ...]:
    """The pivotal windows of ties with a founding trust, all scanned as one batch."""
    ties, founding = zip(*asked, strict=True)
    alike = _alike(case, ties)
    helped = [case.coordinator.applied_to(model) for model in alike]
    sides = [segments_many(each, founding) for each in (alike, helped)]
    return tuple(
        certified(partnership_window(case.model(tie), case.coordinator, trust, *pieces))
        for (tie, trust), *pieces in zip(asked, *sides, strict=True)
    )


def count_classes(case: Case) -> tuple[Counts, Counts]:
    """Ties of each class without and with the coordinator, all solved as one batch."""
    models = _alike(case, case.all_ties)
    helped = [case.coordinator.applied_to(model) for model in models]
    batches = [evolve_many(side, float(case.delta)).classes for side in (models, helped)]
    founding = [tie.founding for tie in case.all_ties]
    without, with_it = (tally(batch[range(len(founding)), founding]) for batch in batches)
    return without, with_it


def _asked(
    function: Callable[..., Any], tasks: list[dict[str, Any]], what: str, jobs: int, progress: bool
) -> list[Any]:
    """The answer to every task, in order."""
    outcomes = _run(function, tasks, n_jobs=jobs, progress=progress, description=what)
    return [outcome.value for outcome in sorted(outcomes)]


def _alike(case: Case, ties: Iterable[Tie]) -> list[Partnership]:
    """The partnerships of ties under the same names: a batch has one set of names."""
    return [dataclasses.replace(case.model(tie), members=("a", "b")) for tie in ties]
