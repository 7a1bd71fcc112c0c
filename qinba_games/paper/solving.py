"""Solve the case: every tie with every bundle of the coordinator's capacities, and every variant.

Every answer is that of the library's verbs; this file only asks the questions and counts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

from .. import _check, _sizes
from ..common.progress import stage
from ..coordinator import Coordinator
from ..game.witness import Regimes
from ..hierarchy.worlds import REGIMES
from ..partnership.critical_discount import Classes, cooperating, everywhere_many
from ..partnership.evolve import evolve
from ..partnership.partnership import Partnership
from ..partnership.selection import regimes_many
from ..region.settings import SETTINGS, Setting
from ..region.study.attributions import scan
from ..region.study.results import ClassCounts, tally
from ..region.tables.records import Tie
from ..region.uncertain.draws import solve_sides
from ..region.uncertain.sensitivity import for_report
from ..sweep import answers
from ..third_parties.attribution import attribution_of, bundles, least_patience, strength, up_to
from ..third_parties.results.window import PivotalWindow
from ..third_parties.window import partnership_window
from ..verify.door import certified
from .case import Case
from .levels import (
    ASSUMED,
    LevelStudy,
    count_city_ties,
    dependence,
    dependences,
    in_batches,
    on_levels,
    sample,
    solve_levels,
)
from .study import Study, Variant
from .tie_study import TieStudy

T = TypeVar("T")

#: Of the draws.
_SEED = 2020


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
    stage("capacities")
    helpers = [partial(scan_all, case, helper) for helper in bundles(case.coordinator)]
    scans = zip(*answers_to({"": helpers}, "capacities", jobs, progress)[""], strict=True)
    pairs = zip(case.all_ties, scans, strict=True)
    stage("ties")
    calls = [partial(solve_tie, case, one, each) for one, each in pairs]
    ties = tuple(answers_to({"": calls}, "ties", jobs, progress)[""])
    same = (one for one in ties if tie is not None and one.tie.codes == tie.codes)
    chosen = _most_changed(ties) if tie is None else next(same)
    levels, sure, sensitive = on_levels(case), None, None
    again: list[dict[str, Any]] = []
    if draws:
        stage("draws")
        sure = case.uncertain(draws=draws, rng=_SEED, jobs=jobs, progress=progress)
        stage("assumptions")
        sensitive = for_report(case, draws, rng=_SEED, jobs=jobs, progress=progress)
        again = sample(sure)
    trust = range(case.settings["levels"] + 1)
    rest: dict[str, list[Callable[[], Any]]] = {
        "sure": [partial(with_attribute, "strict", sure)] if sure else [],
        "phases": [partial(windows, case, [(chosen.tie, k)]) for k in trust],
        "across": [partial(dependences, case, levels)],
        "dependence": [partial(dependence, case, assumed) for assumed in ASSUMED],
        "regimes": [partial(solve_levels, case, levels, regime) for regime in REGIMES],
        "variants": [
            partial(_solve_variant, case, setting, value)
            for setting in SETTINGS
            for value in setting.alternatives(case.settings[setting.name])
        ],
        "drawn": [partial(count_city_ties, case, rows) for rows in in_batches(again)],
    }
    stage("what if")
    by_name = answers_to(rest, "what if", jobs, progress)
    return Study(
        case=case,
        ties=ties,
        chosen=chosen,
        phases=tuple(window for (window,) in by_name["phases"]),
        variants=tuple(by_name["variants"]),
        levels=LevelStudy(
            regimes=tuple(by_name["regimes"]),
            dependence=tuple(by_name["dependence"]),
            across=by_name["across"][0],
            drawn=tuple(row for rows in by_name["drawn"] for row in rows),
        ),
        uncertain=next(iter(by_name["sure"]), None),
        sensitive=sensitive,
    )


def with_attribute(name: str, answer: T) -> T:
    """The same, which keeps what it has found when it was asked for an attribute."""
    getattr(answer, name)
    return answer


def _most_changed(ties: tuple[TieStudy, ...]) -> TieStudy:
    """The cross-border tie whose probability of becoming strong the coordinator changes most."""

    def rank(one: TieStudy) -> tuple[float, ...]:
        time = one.helped.time_to_strong if one.helped.probability_strong > 0 else 0.0
        value = float(one.helped.founding_value - one.without.founding_value)
        return tuple(round(x, 9) for x in (abs(one.gain_in_probability), time, value))

    return max((one for one in ties if one.tie.cross_border), key=rank)


class _TieQuestion(NamedTuple):
    """A tie with one bundle of capacities."""

    classes: Classes  #: at every patience
    regimes: Regimes | None  #: what is selected there


def scan_all(case: Case, helper: Coordinator) -> list[_TieQuestion]:
    """Every tie with one bundle, all as one batch."""
    classes = scan(case, helper)
    models = [helper.applied_to(model) for model in _alike(case, case.all_ties)]
    if helper.capacities in ((), case.coordinator.capacities):  # of these there is a window
        witnesses = regimes_many(models)
    else:
        least = [up_to(-min(cooperating(each).least, 1.0)) for each in classes]
        witnesses = regimes_many(models, least)
    return [*map(_TieQuestion, classes, witnesses)]


def solve_tie(case: Case, tie: Tie, scans: tuple[_TieQuestion, ...]) -> TieStudy:
    """One tie, given what it is with each bundle of capacities, the empty one first."""
    model, helpers, founding = case.model(tie), bundles(case.coordinator), tie.founding
    classes, witnesses = zip(*scans, strict=True)
    solutions = [evolve(model, case.delta, founding=founding, coordinator=each) for each in helpers]
    pairs = zip(helpers, classes, strict=True)
    needed = [least_patience(each.applied_to(model), pieces, founding) for each, pieces in pairs]
    strong = [strength(each, "probability_strong") for each in solutions]
    measured = {"delta": needed, "probability_strong": strong}
    ends = witnesses[0], witnesses[-1]
    window = partnership_window(model, case.coordinator, founding, classes[0], classes[-1], ends)
    at = {"delta": None, "probability_strong": case.delta}
    known = dict(enumerate(witnesses))
    return TieStudy(
        tie=tie,
        without=solutions[0],
        helped=solutions[-1],
        window=certified(window),
        attributions={
            of: attribution_of(model, case.coordinator, of, at[of], founding, each, known=known)
            for of, each in measured.items()
        },
    )


def _solve_variant(case: Case, setting: Setting, value: Any) -> Variant:
    """The class counts with one setting moved."""
    without, with_coordinator = count_classes(case.replaced(**{setting.name: value}))
    return Variant(setting=setting, value=value, without=without, helped=with_coordinator)


def windows(case: Case, starts: Sequence[tuple[Tie, int]]) -> tuple[PivotalWindow, ...]:
    """The pivotal windows of ties with a founding trust, all scan_all as one batch."""
    ties, founding = zip(*starts, strict=True)
    alike = _alike(case, ties)
    with_coordinator = [case.coordinator.applied_to(model) for model in alike]
    sides = [everywhere_many(each, founding) for each in (alike, with_coordinator)]
    solutions = []
    for (tie, trust), *both in zip(starts, *sides, strict=True):
        (without, helped_classes), known = zip(*both, strict=True)
        model = case.model(tie)
        solutions.append(
            partnership_window(model, case.coordinator, trust, without, helped_classes, known)
        )
    return tuple(map(certified, solutions))


def count_classes(case: Case) -> tuple[ClassCounts, ClassCounts]:
    """Ties of each class without and with the coordinator, all solved as one batch."""
    sides = solve_sides(case.records, case.settings)
    without, with_coordinator = (tally(side.founding_class.tolist()) for side in sides)
    return without, with_coordinator


def answers_to(
    calls: Mapping[str, Sequence[Callable[[], Any]]], what: str, jobs: int, progress: bool
) -> dict[str, list[Any]]:
    """The answers to calls, by name and in order; all are one list of work for all processes."""
    tasks = [{"call": call} for some in calls.values() for call in some]
    options: dict[str, Any] = {"jobs": jobs, "progress": progress, "what": what}
    values = iter(answers(_call, tasks, **options, caller="reproduce"))
    return {name: [next(values) for _ in some] for name, some in calls.items()}


def _call(call: Callable[[], Any]) -> Any:
    return call()


def _alike(case: Case, ties: Iterable[Tie]) -> list[Partnership]:
    """The partnerships of ties under the same names: a batch has one set of names."""
    return [dataclasses.replace(case.model(tie), members=("a", "b")) for tie in ties]
