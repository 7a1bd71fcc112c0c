"""The main job: solve the Qinba case and write the report."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from .. import _check, _sizes, errors
from ..region.settings import SETTINGS
from ..region.tie import Tie
from . import figures, levels, windows
from .capacities import average_tie, effect_words
from .case import Case, case
from .page import headline, page
from .publish import MANIFEST, publication
from .solving import study
from .study import Study
from .tables import as_csv, tables

FIGURES = (
    *("map_without", "map_with", "evolution", "phase", "windows", "attribution"),
    *("levels", "sensitivity"),
)
#: Where the report goes unless a folder is named.
DEFAULT = "report"
TABLES = (
    *("counts", "moves", "ties", "evolution", "phase", "windows", "window_classes"),
    *("attribution", "attribution_averages", "sensitivity", "settings", "claims", "levels"),
    *("agreements", "governments"),
)
FILES = (
    "index.html",
    MANIFEST,
    *(f"{name}.csv" for name in TABLES),
    *(f"{name}.{form}" for name in FIGURES for form in ("png", "svg")),
)


def reproduce(
    out: str | os.PathLike[str] | None = None,
    *,
    tie: tuple[str, str] | None = None,
    jobs: int = 1,
    progress: bool = True,
    **settings: Any,
) -> Study:
    """Solve the Qinba case without and with the coordinator, and write the report about it.

    Parameters
    ----------
    out : path, optional
        Folder for the report: `index.html`, which needs no other file and no network, its tables as
        CSV, its figures as PNG and SVG. It appears complete or not at all; files of an earlier
        report that nobody has changed are replaced, other files are left alone. None: `report` in
        the current folder.
    tie : (str, str), optional
        The tie to look at closely. By default the one across provincial borders whose probability
        of becoming strong the coordinator changes most.
    jobs : int
        Number of processes at work.
    progress : bool
        Show progress bars on standard error.
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
    ...     found = qg.paper.reproduce(f"{folder}/report", progress=False, levels=0)
    >>> found.without
    {'isolated': 23, 'nominal': 15, 'weak': 2, 'strong': 9}
    """
    the_case = case(**settings)
    _check.integer("reproduce", "jobs", jobs, low=1, high=_sizes.JOBS)
    chosen = None if tie is None else _tie(the_case, tie)
    if out is None:
        out = DEFAULT
    figures.ready()
    with publication(_folder(out), list(FILES)) as publish:
        found = study(the_case, chosen, jobs=jobs, progress=progress)
        publish(render(found))
    return found


def _folder(out: Any) -> Path:
    path: Any = os.fspath(_check.instance("reproduce", "out", out, (str, os.PathLike)))
    if not isinstance(path, str) or not path.strip():
        rule, remedy = "must be the path of a folder", "Pass for example 'report'"
        raise errors.InputTypeError("reproduce", "out", path, rule, remedy)
    return Path(path)


def render(found: Study) -> dict[str, bytes]:
    """Every file of the report by name."""
    frames = tables(found)
    files = {f"{name}.csv": as_csv(frames[name]) for name in TABLES}
    drawings: dict[str, str] = {}
    with figures.theme():
        for name, (drawing, description) in _drawn(found).items():
            svg = figures.as_svg(drawing)
            files |= {f"{name}.png": figures.as_png(drawing), f"{name}.svg": svg}
            title = name.replace("_", " ").capitalize()
            drawings[name] = figures.inline(svg, name.replace("_", "-"), title, description)
    files["index.html"] = page(found, frames, drawings).encode("utf-8")
    files[MANIFEST] = _manifest(found)
    return files


def _tie(the_case: Case, pair: Any) -> Tie:
    return the_case.tie(*_check.tuple_of("reproduce", "tie", pair, 2, "members", "governments"))


def _drawn(found: Study) -> dict[str, tuple[Any, str]]:
    """Each figure with a description for those who do not see it."""
    one, the_case = found.chosen, found.case
    without, helped = ([t.classes[side] for t in found.ties] for side in (0, 1))
    without_words, with_words = figures.outlook(one.without), figures.outlook(one.helped)
    told = windows.words(found.ties, the_case.delta)
    by_trust = "; ".join(
        f"trust {k}: {windows.ranges(w.intervals, 2)}" for k, w in enumerate(found.phases)
    )
    return {
        "map_without": (
            figures.map_figure(the_case, [("Without a coordinator", without)]),
            f"Map of the ties without a coordinator: {_spoken(found.without)}.",
        ),
        "map_with": (
            figures.map_figure(the_case, [("With a coordinator", helped)]),
            f"Map of the ties with a coordinator: {_spoken(found.helped)}.",
        ),
        "evolution": (
            figures.evolution_figure(one),
            f"{one.tie.name} without a coordinator: {without_words}; with one: {with_words}.",
        ),
        "phase": (
            figures.phase_figure(found.phases, float(the_case.delta), one.tie.founding),
            f"Pivotal window of the discount factor by founding trust. {by_trust}.",
        ),
        "windows": (
            figures.windows_figure(found),
            f"Pivotal window of the discount factor of every tie. {told}",
        ),
        "attribution": (
            figures.attribution_figure(average_tie(found.ties)),
            f"From without to with a coordinator, capacity by capacity. {effect_words(found.ties)}",
        ),
        "levels": (
            figures.levels_figure(found.levels),
            f"Pairs of three levels of government by class. {levels.words(found.levels)}",
        ),
        "sensitivity": (
            figures.sensitivity_figure(found),
            "Range of the number of kept ties for each setting; the numbers are in the table.",
        ),
    }


def _spoken(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def _attribution(found: Study) -> dict[str, dict[str, float]]:
    """What the average tie owes to each capacity, six digits."""
    return {
        each.of: {name: round(value, 6) for name, value in each.parts.items()}
        for each in average_tie(found.ties)
    }


def _manifest(found: Study) -> bytes:
    """What the report is about, and which files it consists of."""
    content = {
        "headline": headline(found),
        "payoffs": "illustrative",
        "without": found.without,
        "with": found.helped,
        "windows": windows.positions(found.ties, found.case.delta),
        "attribution": _attribution(found),
        "tie": list(found.chosen.tie.members),
        "settings": {s.name: found.case.settings[s.name] for s in SETTINGS},
        "files": sorted(FILES),
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
