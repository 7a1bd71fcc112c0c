"""The report about a region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ... import _check, _sizes
from ...common import files
from ...common.progress import stage, stages
from ..study.results import Study
from ..uncertain import sensitivity
from .imprint import imprint
from .pdf import browser
from .publish import publication
from .render import render


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
    ...     found = region.report(f"{folder}/report", draws=50)
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
    found = _check.optional(owner, "study", study, Study)
    about = imprint(owner, inputs, title=title, author=author, source=source, date=date)
    program = browser(owner) if _check.flag(owner, "pdf", pdf) else None
    usual = {"draws": 1.0, "assumptions": 4.0} if draws else {}
    usual = {"ties": 1.0, **usual, "page": 1.0}
    with publication(target, caller=owner) as publish, stages(usual, progress):
        stage("ties")
        found = self.study(progress=progress, jobs=jobs) if found is None else found
        sure = sensitive = None
        if draws:
            other = None if found.coordinator == self.coordinator else found.coordinator
            options = {"rng": rng, "jobs": jobs, "coordinator": other, "progress": progress}
            region = found.region
            if found.delta != region.delta:
                region = region.replaced(delta=found.delta)
            stage("draws")
            sure = region.uncertain(draws=draws, **options)
            stage("assumptions")
            sensitive = sensitivity.for_report(region, draws, **options)
        stage("page")
        publish(render(found, sure, sensitive, chosen, about, program))
    return found
