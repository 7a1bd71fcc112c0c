"""The main job: solve the Qinba case and write the report."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from .. import _check, _sizes, errors
from ..common.files import folder
from ..common.progress import silent, stage, stages
from ..common.result import show
from ..panel.promises import Promises
from ..panel.results.revealed_patience import LOWER, NOTHING, REFUSED
from ..panel.revealed_patience import revealed_patience
from ..region.report import read
from ..region.report.capacities import average_tie
from ..region.report.facts import Facts
from ..region.report.files import PAGE, Imprint, browser, imprint, report_files
from ..region.report.headline import headline
from ..region.settings import SETTINGS
from . import tie_study
from .case import Case, case
from .claims.claim import Claim
from .claims.judging import CLAIMS
from .page import drawings, page
from .publish import MANIFEST, publication
from .solving import answers_to, study, with_attribute
from .study import Study
from .tables import TITLES, tables

_PLACE = "Cooperation in the Qinba Mountains"


def material(study: Study, solved: Any) -> Facts:
    """Everything that the common parts of the page say; `solved` is the case as a region."""
    return read.material(
        solved, study.uncertain, study.sensitive, place=_PLACE, tie=study.chosen.tie
    )


#: The year in which the paper appeared: until then agreements are known.
_UNTIL = 2020


@functools.lru_cache(maxsize=8)
def _what_records_reveal(case: Case) -> str:
    """The promises of the case, and the set of discount factors that they leave, in words."""
    try:
        promises = Promises.from_region(case, until=_UNTIL, coordinator=case.coordinator)
    except errors.EmptyGameError:
        return "No dated agreement says whether a promise was kept, so that none reveals patience."
    bound = revealed_patience(promises)
    (status,) = bound.identified["status"]
    count = int(promises.kept.sum())
    reading = {
        LOWER: f"patience of {show(bound.least, digits=2)} and more",
        NOTHING: "nothing: every patience is consistent with them",
        REFUSED: "a contradiction: no patience makes so many of them equilibria",
    }.get(status)
    if status != REFUSED and (len(bound.intervals) > 1 or bound.intervals[-1][1] < 1):
        reading = f"patience {bound.intervals.words(2)}"
    return (
        f"The agreements hold {bound.basis}, of which {count} were kept. If at most "
        f"{show(bound.error)} of promises are kept although that is no equilibrium, and gains are "
        f"as assumed, they reveal {reading} (confidence {bound.level:.0%}, whatever equilibrium "
        "is played). Payoffs are illustrative, and so is this bound."
    )


FIGURES = (
    *("map_without", "map_with", "levels_apart", "levels_together"),
    *("stairs_without", "stairs_with", "curves", "path_without", "path_with"),
    *("budget_1", "budget_2", "budget_3", "frontier"),
)
#: How often all assumptions are drawn unless a number is given.
DRAWS = 1000
#: Where the report goes unless a folder is named.
DEFAULT = "report"
TABLES = tuple(TITLES)
FILES = (
    PAGE,
    MANIFEST,
    *(f"{name}.{form}" for name in TABLES for form in ("csv", "tex")),
    *(f"{name}.svg" for name in FIGURES),
)


def reproduce(
    out: str | os.PathLike[str] | None = None,
    *,
    tie: tuple[str, str] | None = None,
    draws: int = DRAWS,
    jobs: int = 1,
    progress: bool = True,
    title: str | None = None,
    author: str | None = None,
    source: str | None = None,
    date: str | None = None,
    pdf: bool = False,
    **settings: Any,
) -> Study:
    """Solve the Qinba case without and with the coordinator, and write the report about it.

    Parameters
    ----------
    out : path, optional
        Folder for the report: `index.html`, which needs no other file and no network, its tables as
        CSV and LaTeX, its drawings as SVG. It appears complete or not at all. An earlier report
        that nobody has changed is replaced; a folder that holds anything else is refused. None:
        `report` in the current folder.
    tie : (str, str), optional
        The tie to look at closely. By default the one across provincial borders whose probability
        of becoming strong the coordinator changes most.
    draws : int
        How often all assumptions are drawn at once, for how sure the answers are; 0: not at all.
    jobs : int
        Number of processes at work.
    progress : bool
        Say on standard error which stages are done and how long it still takes.
    title, author, source, date : str, optional
        What the report says of itself; nothing by default, so that the same input gives the same
        bytes.
    pdf : bool
        Whether there is a `report.pdf` as well, which takes a Chromium.
    **settings
        Settings of the case, as for `case`.

    Returns
    -------
    Study
        `.ties`, `.without` and `.helped` (ties of each class), `.windows` and `.attribution` (what
        the coordinator decides, and by which capacity), `.chosen`, `.variants`.

    Raises
    ------
    UnknownNameError
        If a setting or a government does not exist; the nearest name is suggested.
    InvalidInputError
        If a setting has a value that it cannot have.
    OutputError
        If the report cannot be written; `out` is then as it was.

    Notes
    -----
    Solution concepts: "Markov SPE, joint modes" without a coordinator who settles shares,
    "voluntary-transfers SPE" with one. The same input gives the same bytes.

    Examples
    --------
    >>> import tempfile, qinba_games as qg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = qg.paper.reproduce(f"{folder}/report", progress=False, draws=0, levels=0)
    >>> found.without
    {'isolated': 23, 'nominal': 15, 'weak': 2, 'strong': 9}
    """
    the_case = case(**settings)
    _check.integer("reproduce", "jobs", jobs, low=1, high=_sizes.JOBS)
    _check.integer("reproduce", "draws", draws)
    _check.flag("reproduce", "progress", progress)
    about = imprint("reproduce", None, title=title, author=author, source=source, date=date)
    program = browser("reproduce") if _check.flag("reproduce", "pdf", pdf) else None
    chosen = None
    if tie is not None:
        pair = _check.tuple_of("reproduce", "tie", tie, 2, "members", "governments")
        chosen = the_case.tie(*pair)
    into = folder("reproduce", "out", DEFAULT if out is None else out)
    hushed = contextlib.nullcontext() if progress else silent()
    with hushed, publication(into) as publish, stages(_usual(draws), progress):
        solution = study(the_case, chosen, draws=draws, jobs=jobs, progress=progress)
        publish(render(solution, jobs=jobs, progress=progress, about=about, program=program))
    return solution


def _usual(draws: int) -> dict[str, float]:
    """What every stage usually takes, in seconds of one process."""
    sure = {"draws": 0.01 * draws, "assumptions": 20} if draws else {}
    return {"capacities": 10, "ties": 40, **sure, "what if": 60, "claims": 80, "page": 15}


def _claim(name: str) -> Claim:
    """A claim of which it is known, too, where it holds."""
    return with_attribute("region", CLAIMS[name]())


def _solve(solution: Study) -> tuple[Any, Any, Any]:
    """The case as a region, of which it is known what needs the coordinator; facts; drawings."""
    solved = with_attribute("needs_coordinator", solution.case.study())
    facts = material(solution, solved)
    return solved, facts, drawings(solution, facts)


def render(
    solution: Study,
    *,
    jobs: int = 1,
    progress: bool = False,
    about: Imprint = Imprint(),  # noqa: B008 (a frozen value)
    program: str | None = None,
) -> dict[str, bytes]:
    """Every file of the report by name."""
    calls: dict[str, list[Callable[[], Any]]] = {
        "solved": [partial(_solve, solution)],
        "reveals": [partial(_what_records_reveal, solution.case)],
        "claims": [partial(_claim, name) for name in CLAIMS],
    }
    stage("claims")
    answers = answers_to(calls, "claims", jobs, progress)
    stage("page")
    ((solved, facts, drawn),), judged = answers["solved"], tuple(answers["claims"])
    frames, (reveals,) = tables(solution, judged, solved), answers["reveals"]
    text = page(solution, facts, frames, drawn, judged, about, reveals)
    content = {
        **about.content(),
        "headline": headline(facts),
        "payoffs": "illustrative",
        "without": solution.without,
        "with": solution.helped,
        "windows": tie_study.positions(solution.ties, solution.case.delta),
        "attribution": {
            each.of: {name: round(value, 6) for name, value in each.parts.items()}
            for each in average_tie(solution.ties)
        },
        "tie": list(solution.chosen.tie.members),
        "draws": None if solution.uncertain is None else len(solution.uncertain.drawn),
        "seed": None if solution.uncertain is None else solution.uncertain.seed,
        "settings": {s.name: solution.case.settings[s.name] for s in SETTINGS},
    }
    return report_files(text, frames, TITLES, drawn, program, content)
