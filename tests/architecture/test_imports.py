"""Who may import whom, and what `import qinba_games` costs."""

import ast
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import importlinter.cli
import pytest
from helpers.project import who_imports_whom

ROOT = Path(__file__).parents[2]
HEAVY = {
    "IPython",
    "joblib",
    "matplotlib",
    "nashpy",
    "networkx",
    "pandas",
    "scipy",
    "sympy",
    "tqdm",
    "xarray",
}
# Compiled once and kept, as for whoever uses the package.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def run(code: str) -> str:
    """What a fresh Python prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT)
    return done.stdout


def test_import_contracts(capfd: pytest.CaptureFixture[str]) -> None:
    status = importlinter.cli.lint_imports(config_filename=str(ROOT / "setup.cfg"), no_cache=True)
    assert status == 0, capfd.readouterr().out


def rooms_known(*, types: bool) -> set[tuple[str, ...]]:
    """Which room of the house imports from which other one."""
    graph = who_imports_whom(types=types)
    pairs = {
        tuple(".".join(module.split(".")[:2]) for module in (importer, imported))
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    # The table of contents opens the paper when it is asked for, and names it for its type.
    return {pair for pair in pairs if pair[0] not in (pair[1], "qinba_games")}


def test_no_room_is_entered_for_the_name_of_a_type_only() -> None:
    """The contracts leave out imports under TYPE_CHECKING; between rooms there must be none."""
    assert rooms_known(types=True) == rooms_known(types=False)


# The ground floor, which no chapter is to be named on.
GROUND = ("algorithms", "certify", "common", "game", "plotting", "verify")
LIST_OF_NAMES = re.compile(r"[A-Z]\w*(\.\w+)*(\s+[A-Z]\w*(\.\w+)*)*")


def strings(text: str) -> Iterator[str]:
    """Every string of a file."""
    constants = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    return (node.value for node in constants if isinstance(node.value, str))


def names_in(said: str) -> set[str]:
    """What a string names that says nothing else: a list of names, or one with more behind it."""
    words = re.findall(r"\w+", said) if LIST_OF_NAMES.fullmatch(said) else []
    return {*words, re.split(r"[.(]", said)[0]}


def test_the_ground_floor_names_no_class_of_a_floor_above() -> None:
    """Who finds what it needs by the name of a class knows the chapter in disguise."""
    package, said, above = ROOT / "qinba_games", set[str](), set[str]()
    for path in package.rglob("*.py"):
        room, text = path.relative_to(package).parts[0], path.read_text(encoding="utf-8")
        if room in GROUND or room.startswith("_") or room in ("types.py", "errors.py"):
            said |= set(strings(text)) if room != "__init__.py" else set()
        else:
            above |= set(re.findall(r"^ *class (\w+)", text, flags=re.MULTILINE))
    assert len(above) > 400
    assert {text for text in said if names_in(text) & above} == set()


@pytest.mark.parametrize("said", ["Evolution", "Evolution.agreement", "Levels(", "Study\n Levels"])
def test_a_name_in_disguise_is_noticed(said: str) -> None:
    assert names_in(said) & {"Evolution", "Levels"}
    assert not names_in("Of the Levels that are solved") & {"Evolution", "Levels"}


def test_import_loads_no_heavy_library() -> None:
    loaded = run("import qinba_games, sys; print(*sys.modules)").split()
    assert "qinba_games" in loaded
    assert HEAVY.isdisjoint(name.partition(".")[0] for name in loaded)
    later = ("hierarchy", "network", "paper", "payoff_sets", "region", "symbolic")
    assert not {f"qinba_games.{room}" for room in later} & set(loaded)


def test_formulas_are_a_leaf() -> None:
    """Nobody knows them but the package's list, which imports them when they are asked for."""
    graph = who_imports_whom()
    room = {"qinba_games.symbolic", *graph.find_descendants("qinba_games.symbolic")}
    known = {who for one in room for who in graph.find_modules_that_directly_import(one)}
    assert known - room == {"qinba_games"}
    files = (ROOT / "qinba_games").rglob("*.py")
    named = {path for path in files if "symbolic" in path.read_text(encoding="utf-8")}
    assert {path for path in named if path.parent.name != "symbolic"} == {
        ROOT / "qinba_games" / "__init__.py"
    }


def test_a_chapter_that_is_read_later_does_not_take_the_name_of_its_verb() -> None:
    code = (
        "import qinba_games as qg; import qinba_games.explore.sliders; print(callable(qg.explore))"
    )
    assert run(code).split() == ["True"]


def test_import_costs_little_more_than_numpy() -> None:
    code = """
import time
import numpy
start = time.process_time()
import qinba_games
print(time.process_time() - start)
"""
    seconds = statistics.median(float(run(code)) for _ in range(3))
    assert seconds <= 0.4
