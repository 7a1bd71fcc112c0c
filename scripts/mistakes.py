"""Make the mistakes of scripts/mistakes.toml, one at a time, and see whether a test notices.

    python scripts/mistakes.py                    all of them; --jobs 2: two at once
    python scripts/mistakes.py network/ verify/   only in files whose path begins like this
    python scripts/mistakes.py --most 60          the files with most arithmetic; mistakes in each
    python scripts/mistakes.py --page             write the table of the page on mistakes on purpose

Every mistake is made in a copy of the package. One that was noticed names the test that does it;
one that survives names files of tests that are run to see that it still does, and the reason.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import gc
import importlib
import os
import py_compile
import shutil
import signal
import sys
import tempfile
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "qinba_games"
PAGE = ROOT / "docs" / "explanation" / "mistakes-on-purpose.md"
#: Where the table stands in the page.
BEGIN, END = "<!-- written by scripts/mistakes.py -->\n", "<!-- end -->"
#: Seconds of processor time after which a test that does not come to its end has noticed.
PATIENCE = 60
#: Imported before the copies are: every test needs them, and no mistake is made in them.
SHARED = "numpy scipy.optimize pandas xarray matplotlib.pyplot sympy networkx hypothesis pytest"


class Mistake(NamedTuple):
    """What is changed in a file, and the tests that notice, or do not for a reason."""

    file: str
    kind: str
    old: str
    new: str
    tests: list[str]
    reason: str | None = None

    def made(self, text: str) -> str:
        """The text of the file with the mistake."""
        if text.count(self.old) != 1:
            raise SystemExit(f"{self.file}: {self.old!r} is there {text.count(self.old)} times")
        return text.replace(self.old, self.new)


def listed() -> Iterator[Mistake]:
    """All mistakes of the list."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for file, found in table.items():
        for kind, old, new, test in found.get("noticed", ()):
            yield Mistake(file, kind, old, new, [test])
        for kind, old, new, reason in found.get("survived", ()):
            yield Mistake(file, kind, old, new, found["tests"], reason)


def arithmetic() -> list[tuple[int, str]]:
    """How many operations and comparisons each file holds, most first."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        count = sum(isinstance(node, (ast.BinOp, ast.Compare)) for node in nodes)
        found.append((count, path.relative_to(PACKAGE).as_posix()))
    return sorted(found, reverse=True)


def table(mistakes: list[Mistake]) -> str:
    """The table of the page."""
    rows = [
        "| file in `qinba_games` | kind | mistake | noticed by, in `tests` |",
        "|---|---|---|---|",
    ]
    for one in mistakes:
        told = f"`{one.tests[0]}`" if one.reason is None else f"*not noticed:* {one.reason}"
        rows.append(f"| `{one.file}` | {one.kind} | {_code(one.old)} → {_code(one.new)} | {told} |")
    return "\n".join(rows) + "\n"


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def page(mistakes: list[Mistake]) -> str:
    """The page with this table in it."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return before + BEGIN + table(mistakes) + END + rest.partition(END)[2]


class _First:
    """Writes down which test failed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.path.write_text(report.nodeid, encoding="utf-8")


def _run(one: Mistake, template: Path, place: Path) -> int:
    """Make the mistake in a copy in `place`, and run its tests; in a process of its own."""
    shutil.copytree(template, place / "qinba_games")
    changed = place / "qinba_games" / one.file
    changed.write_text(one.made(changed.read_text(encoding="utf-8")), encoding="utf-8")
    os.chdir(place)
    sys.path.insert(0, str(place))
    os.environ |= {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    with (place / "told").open("w") as told:
        for number in (1, 2):
            os.dup2(told.fileno(), number)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    import pytest

    options = ["-x", "-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # hypothesis is there already
    by_name = one.reason is None or all("::" in test for test in one.tests)
    options += ["-m", "slow or not slow"] if by_name else []  # of whole files what is not slow
    paths = [str(ROOT / "tests" / test) for test in one.tests]
    return int(pytest.main([*options, *paths], plugins=[_First(place / "first")]))


def outcomes(mistakes: list[Mistake], jobs: int) -> Iterator[tuple[Mistake, str | None]]:
    """Every mistake with the test that noticed it; None if none did."""
    for name in SHARED.split():
        importlib.import_module(name)
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        template, waiting = Path(folder, "template"), list(enumerate(mistakes))
        shutil.copytree(PACKAGE, template, ignore=shutil.ignore_patterns("__pycache__"))
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(template, quiet=1, invalidation_mode=mode)
        running: dict[int, tuple[Mistake, Path]] = {}
        while waiting or running:
            while waiting and len(running) < jobs:
                number, one = waiting.pop(0)
                place = Path(folder, str(number))
                place.mkdir()
                child = os.fork()
                if not child:
                    status = 70
                    try:
                        status = _run(one, template, place)
                    finally:
                        traceback.print_exc()
                        os._exit(status)
                running[child] = one, place
            child, status = os.wait()
            one, place = running.pop(child)
            yield one, _told(place, os.waitstatus_to_exitcode(status))
            shutil.rmtree(place)


def _told(place: Path, status: int) -> str | None:
    if status == 0:
        return None
    if status == -signal.SIGPROF:
        return "no end"
    if status not in (1, 2):
        raise SystemExit((place / "told").read_text()[-2000:] + f"\nended with {status}")
    first = place / "first"
    return (
        first.read_text().partition("tests/")[2] if first.exists() else "what a file asks at once"
    )


def main() -> None:
    """Make the mistakes that were asked for."""
    form = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("files", nargs="*", help="beginnings of paths in qinba_games")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--most", type=int, metavar="N")
    parser.add_argument("--page", action="store_true")
    given = parser.parse_args()
    mistakes = list(listed())
    if given.most:
        made = Counter(one.file for one in mistakes)
        for count, file in arithmetic()[: given.most]:
            print(f"{count:4} operations {made[file]:3} mistakes  {file}")
    elif given.page:
        PAGE.write_text(page(mistakes), encoding="utf-8")
    else:
        begun = tuple(given.files) or ("",)
        sys.exit(tell([one for one in mistakes if one.file.startswith(begun)], given.jobs))


def tell(mistakes: list[Mistake], jobs: int) -> bool:
    """Print what becomes of each mistake; whether any was not as listed."""
    wrong, caught = 0, 0
    for one, test in outcomes(mistakes, jobs):
        expected = (test is None) == (one.reason is not None)
        wrong, caught = wrong + (not expected), caught + (test is not None)
        told = f"caught by {test}" if test else "survived"
        told = told if expected else f"NOT AS LISTED {told}"
        print(f"{told}: {one.file}: {one.old} -> {one.new}", flush=True)
    rest = len(mistakes) - caught
    print(f"{len(mistakes)} mistakes: {caught} caught, {rest} survived, {wrong} not as listed")
    return wrong > 0


if __name__ == "__main__":
    main()
