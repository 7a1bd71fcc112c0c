"""The report about a region: its page, its tables and drawings, and the list of them all."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ... import _check, _sizes
from ...common import files
from ...common.progress import stage, stages
from ...common.result import frame_of
from ..settings import options_of, rows_of
from ..study.attributions import of_study
from ..study.results import MANY, SIDES, Study
from ..study.superiors import Superiors, rows
from ..tables.records import Tie
from ..uncertain import sensitivity
from ..uncertain.sensitivity import Sensitivity
from . import assumptions, budget, evolution, headline, read, superiors, ties
from .capacities import Owing, averages_table, capacities_part, table
from .facts import Facts
from .files import Imprint, browser, imprint, report_files
from .page import document
from .publish import publication
from .svg import Drawing

if TYPE_CHECKING:
    import pandas


#: Every table by the name of its file, with its caption.
TITLES = {
    "counts": "Ties by class, without and with a coordinator",
    "ties": "Every tie: trust, classes, window of patience, and reason",
    "windows": "Class of every tie over patience",
    "priorities": "Single actions of the coordinator, by what they bring",
    "path": "Expected number of ties in each class by period",
    "settings": "Settings; all are illustrative",
    "governments": "Governments",
    "payoffs": "Ties: what was given and what was built",
    "agreements": "Agreements",
}
#: Those of a report that says how sure it is.
SURE = {
    "quantiles": "Ties kept when all assumptions move at once, with bootstrap intervals",
    "uncertain_ties": "Every tie: share of draws by class, and in which the coordinator decides it",
}
#: Those of a region with levels.
_LEVELS = {"levels": "Pairs by class, for every regime, level and side of the top's border"}
#: Those of a report that says which capacity does it.
_OWED = {
    "attribution": "What each tie owes to each capacity",
    "attribution_averages": "What the average tie owes to each capacity",
}
#: Those of a report that says what records say.
_ESTIMATED = {"settings": "Settings; what is not estimated is illustrative"}
#: Those of a report that says which assumption decides.
_DECIDES = {"indices": "Part of each assumption in the spread of ties kept, with intervals"}


def render(
    study: Any,
    uncertain: Any,
    sensitive: Sensitivity | None = None,
    tie: Tie | None = None,
    about: Imprint = Imprint(),  # noqa: B008 (a frozen value)
    program: str | None = None,
) -> dict[str, bytes]:
    """Every file of the report by its name."""
    facts = read.material(study, uncertain, sensitive, tie=tie)
    owing = of_study(study) if len(facts.ties) <= MANY else ()
    titles = {
        **TITLES,
        **({} if uncertain is None else SURE),
        **({} if sensitive is None else _DECIDES),
        **({} if facts.superiors is None else _LEVELS),
        **(_OWED if owing else {}),
        **(_ESTIMATED if facts.estimated else {}),
    }
    drawn = {
        **ties.map_drawings(facts),
        **superiors.superiors_drawings(facts),
        **evolution.evolution_drawings(facts),
        **budget.budget_drawings(facts),
    }
    content = {
        **about.content(),
        "headline": headline.headline(facts),
        "payoffs": "illustrative" if facts.illustrative else "estimated",
        **_estimates(facts),
        "without": study.counts["without"],
        "with": study.counts["with"],
        "draws": None if uncertain is None else len(uncertain.drawn),
        "points": None if sensitive is None else sensitive.draws,
        "seed": None if uncertain is None else uncertain.seed,
        "settings": {name: _json_value(value) for name, value in study.region.settings.items()},
    }
    text = page(study, facts, drawn, titles, about, owing)
    frames = tables(study, uncertain, sensitive, facts.superiors, owing)
    return report_files(text, frames, titles, drawn, program, content)


def _estimates(facts: Facts) -> dict[str, Any]:
    """What records say, if they say something."""
    estimates = {one.setting: one._asdict() for one in facts.estimated}
    return {"estimated": estimates} if estimates else {}


def _json_value(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int)) else float(value)


def page(
    study: Any,
    facts: Facts,
    drawn: Mapping[str, Drawing],
    titles: Mapping[str, str],
    about: Imprint,
    owing: Sequence[Owing] = (),
) -> str:
    """The page, from what is said and its drawings."""
    parts = [
        budget.budget_part(facts, drawn),
        ties.map_part(facts, drawn),
        superiors.superiors_part(facts, drawn),
        evolution.evolution_part(facts, drawn),
        ties.windows_part(facts),
        capacities_part(owing, float(study.delta)),
        assumptions.sure_part(facts),
        ties.ties_part(facts),
        assumptions.settings_part(facts),
        assumptions.again_part(facts, command(study, about), titles, drawn, about),
    ]
    advice = [headline.appoint(facts), headline.start_with(facts), headline.find_out(facts)]
    known = [part for part in parts if part is not None]
    return document(facts, known, advice, imprint=about)


def command(study: Any, about: Imprint) -> str:
    """What makes this page again, from the tables."""
    tables = {"governments": "governments.csv", "ties": "ties.csv"}
    tables |= {"agreements": "agreements.csv"} if study.region.records.signatures else {}
    tables |= {what: name for what, name, _ in about.inputs if what in tables}
    flags = " ".join(f"--{what} {shlex.quote(name)}" for what, name in tables.items())
    return f"qinba-games report {flags}{options_of(study.region.settings)}{about.options}"


def tables(
    study: Any,
    uncertain: Any,
    sensitive: Sensitivity | None = None,
    levels: Superiors | None = None,
    owing: Sequence[Owing] = (),
) -> dict[str, pandas.DataFrame]:
    """Every table by the name of its file."""
    region, counts = study.region, study.counts
    frames = {
        "counts": frame_of({side: counts[side] for side in SIDES})
        .rename_axis("class")
        .reset_index(),
        "ties": study.to_frame(),
        "windows": study.windows(),
        "priorities": study.priorities(sure=uncertain),
        "path": study.path(read.PERIODS),
        "settings": frame_of(rows_of(region.settings, "meaning")),
        "governments": region.governments,
        "payoffs": region.ties,
        "agreements": region.agreements,
    }
    if uncertain is not None:
        frames["quantiles"] = uncertain.quantile_intervals()
        frames["uncertain_ties"] = read.sure_ties(uncertain)
    if sensitive is not None:
        frames["indices"] = sensitive.table()
    if levels is not None:
        frames["levels"] = frame_of(rows(levels.regimes))
    if owing:
        frames |= {"attribution": table(owing), "attribution_averages": averages_table(owing)}
    return frames


def report(
    self: Any,
    folder: Any,
    *,
    study: Study | None = None,
    draws: int = 1000,
    rng: Any = 0,
    tie: tuple[str, str] | None = None,
    jobs: int = 1,
    progress: bool | None = None,
    title: str | None = None,
    author: str | None = None,
    source: str | None = None,
    date: str | None = None,
    inputs: Mapping[str, Any] | None = None,
    pdf: bool = False,
) -> Study:
    """Write a report: one page that needs nothing else, its tables and its drawings.

    Parameters
    ----------
    folder : path
        Gets `index.html`, tables as CSV and LaTeX, drawings as SVG, and `report.json`. The
        report appears complete or not at all. An earlier report that nobody has changed is
        replaced; a folder that holds anything else is refused.
    study : Study, optional
        What `study` has found; None: it is asked.
    draws : int
        How many draws say how sure it is; 0: none.
    rng : None, int or numpy.random.Generator
    tie : (str, str), optional
        The tie to look at closely; None: the one across groups whose probability of becoming
        strong the coordinator changes most.
    jobs, progress
        As for `uncertain`.
    title, author, source, date : str, optional
        What the report says of itself; nothing by default, so that the same input gives the same
        bytes.
    inputs : mapping of str to path, optional
        The files that the input came from, by what they hold: the report lists their names,
        without folders, and their checksums.
    pdf : bool
        Whether there is a `report.pdf` as well, which takes a Chromium.

    Returns
    -------
    Study

    Raises
    ------
    OutputError
        If the report cannot be written, before anything is computed where that is known; the
        folder is then as it was.
    InvalidInputError

    Examples
    --------
    >>> import pathlib, tempfile, pandas as pd, qinba_games as qg
    >>> gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    >>> region = qg.Region.from_matrix(gains, cost=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = region.report(f"{folder}/report", draws=20)
    ...     pathlib.Path(folder, "report", "index.html").exists()
    True
    """
    owner = "Region.report"
    target = files.folder(owner, "folder", folder)
    draws = _check.integer(owner, "draws", draws, high=_sizes.DRAWS)
    _check.generator(owner, "rng", rng)
    chosen = None
    if tie is not None:
        pair = _check.tuple_of(owner, "tie", tie, 2, "members", "governments")
        chosen = self.tie(*pair)
    answer = _check.optional(owner, "study", study, Study)
    about = imprint(owner, inputs, title=title, author=author, source=source, date=date)
    if progress is not None:
        _check.flag(owner, "progress", progress)
    program = browser(owner) if _check.flag(owner, "pdf", pdf) else None
    usual = {"draws": 1.0, "assumptions": 4.0} if draws else {}
    usual = {"ties": 1.0, **usual, "page": 1.0}
    with publication(target, caller=owner) as publish, stages(usual, progress):
        stage("ties")
        answer = self.study(progress=progress, jobs=jobs) if answer is None else answer
        sure = sensitive = None
        if draws:
            other = None if answer.coordinator == self.coordinator else answer.coordinator
            options = {"rng": rng, "jobs": jobs, "coordinator": other, "progress": progress}
            region = answer.region
            if answer.delta != region.delta:
                region = region.replaced(delta=answer.delta)
            stage("draws")
            sure = region.uncertain(draws=draws, **options)
            stage("assumptions")
            sensitive = sensitivity.for_report(region, draws, **options)
        stage("page")
        publish(render(answer, sure, sensitive, chosen, about, program))
    return answer
