"""What is asked of the case, of claims and scenarios, and what is refused."""

from __future__ import annotations

import contextlib
import functools
import html
import importlib
import inspect
import json
import os
import re
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas
from draw import Draw
from questions import Questions
from stored import refusal

import qinba_games as qg
from qinba_games import errors, paper, symbolic
from qinba_games.paper import claims, scenarios

REGIMES = ("none", "provinces", "national", "three-level", "bottom-up")
#: Random parameters of each claim; of wrong values, one of so many is tried.
DRAWS, SHARE = 20, 40
DAY = r"\d{4}-\d\d-\d\d"


def case(part: int) -> Questions:
    """The case: its study, its levels, its report; a part each."""
    yield from (_study, _levels, _uncertain, _report)[part]()


def _study() -> Questions:
    made = paper.case()
    yield "tables", lambda: [made.governments, made.ties, made.agreements, made.settings]
    yield "lists", lambda: [made.to_edge_list(), made.to_incidence(), made.to_networkx()]
    yield "waves", lambda: made.to_siena([2010, 2014])
    yield "agreements", lambda: qg.region.agreements_from_incidence(made.to_incidence())
    found = functools.cache(lambda: made.study(progress=False))
    yield "study", found
    for by in ("probability", "value"):
        yield f"priorities {by}", lambda b=by: found().priorities(b)
    yield "network", made.network


def _levels() -> Questions:
    tree, delta = paper.hierarchy(), paper.case().delta
    for regime in REGIMES:
        yield regime, lambda r=regime: qg.stabilise(tree, delta, r)
    yield "waiting", lambda: qg.hierarchy.waiting(qg.stabilise(tree, delta, "three-level"))


def _uncertain() -> Questions:
    made = paper.case()
    yield "uncertain", lambda: made.uncertain(draws=6, rng=1, progress=False)
    yield (
        "uncertain_levels",
        lambda: made.uncertain_levels(build=paper.hierarchy, draws=2, rng=1, progress=False),
    )


def _report() -> Questions:
    with tempfile.TemporaryDirectory() as folder:
        paper.reproduce(Path(folder, "report"), draws=20, progress=False)
        for path in sorted(Path(folder, "report").rglob("*.*")):
            yield path.name, lambda p=path: _read(p)


def _read(path: Path) -> Any:
    """A table as its columns; a text as its lines, each with how often it is there."""
    if path.suffix == ".csv":
        return pandas.read_csv(path)
    if path.suffix not in (".md", ".html", ".tex", ".txt", ".bib", ".json"):
        return "a file"
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(re.sub(DAY, "a day", text))
    if path.suffix == ".html":
        text = re.sub(
            r"(?s)<(script|style|svg).*?</\1>|<(?!/?(p|tr|li|h\d|div)\b)[^>]*>", " ", text
        )
        text = html.unescape(re.sub(r"<[^>]*>", "\n", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return dict(Counter(re.sub(DAY, "a day", line) for line in lines if line))


def claim(number: int) -> Questions:
    """A claim as it stands, and at random parameters."""
    name, judge = sorted(claims.CLAIMS.items())[number]
    yield f"{name} region", lambda: judge().region
    yield f"{name} extent", lambda: judge().extent
    yield f"{name} 0", judge
    parameters = inspect.signature(judge).parameters.values()
    for k in range(1, DRAWS):
        d = Draw(name, k)
        moved = {p.name: _moved(d, p.default) for p in parameters if d.chance(0.4)}
        yield f"{name} {k}", lambda given=moved: judge(**given)


def _moved(d: Draw, value: Any) -> Any:
    """A value near another one, of its kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return max(0, value + d.integer(-1, 1))
    if isinstance(value, float):
        near = value * d.rng.uniform(0.7, 1.3)
        return round(min(near, 0.99) if 0 <= value < 1 else near, 3)
    if isinstance(value, Fraction):
        near = value * Fraction(d.integer(7, 13), 10)
        return min(near, Fraction(99, 100)) if 0 <= value < 1 else near
    if isinstance(value, tuple):
        return tuple(_moved(d, entry) for entry in value)
    return value


def scenario(number: int) -> Questions:
    """A scenario, told and in numbers; the last one is the catalogue of closed forms."""
    names = sorted(scenarios.SCENARIOS)
    if number < len(names):
        found = functools.cache(scenarios.SCENARIOS[names[number]])
        yield names[number], found
        yield f"{names[number]} told", lambda: found().tell()
        return
    for form in symbolic.catalogue():
        yield form.name, lambda name=form.name: symbolic.form(name)


def refusals(part: int, parts: int) -> Questions:
    """The tables of wrong values that come with the package's tests, in several parts."""
    tests = Path(qg.__file__).resolve().parents[1] / "tests"
    sys.path[:0] = [str(tests), str(tests / "unit")]
    os.environ["MPLBACKEND"] = "Agg"
    table = importlib.import_module("bad_input.table")
    names = sorted(name for name in table.CALLABLES if name != "paper.study")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name in names[part::parts]:
            public = table.CALLABLES[name]
            for argument, label, make in _wrong(table, name, public):
                asked = functools.partial(_refused, public, argument, make)
                yield f"{name} | {argument} | {label}", asked


def _wrong(table: Any, name: str, public: Any) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """(argument, what is wrong with it, what makes the value): all defects, some wrong values."""
    for argument, defects in public.defects.items():
        for k, defect in enumerate(defects):
            kind = defect.kind.__name__
            yield argument, f"{k} {kind}", functools.partial(lambda found: found.value, defect)
    for argument in table.arguments(name, public):
        for label, must, make in table.wrong_values(public, argument):
            if must and zlib.crc32(f"{name}{argument}{label}".encode()) % SHARE == 0:
                yield argument, label, make


def _refused(public: Any, argument: str, make: Callable[[], Any]) -> Any:
    """Kind, function and argument of the error; "taken" without one."""
    try:
        public.call(**{**public.proper, argument: make()})
    except errors.QinbaGamesError as error:
        return refusal(error)
    return "taken"


#: Chapter -> what asks, and of how many parts.
WHOLE: dict[str, tuple[Callable[[int], Questions], int]] = {
    "case": (case, 4),
    "claims": (claim, len(claims.CLAIMS)),
    "scenarios": (scenario, len(scenarios.SCENARIOS) + 1),
    "refusals": (functools.partial(refusals, parts=20), 20),
}
