"""Who may import whom, and what `import qinba_games` costs."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

import grimp
import importlinter.cli
import pytest

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


def rooms_known(*, exclude_type_checking_imports: bool) -> set[tuple[str, ...]]:
    """Which room of the house imports from which other one."""
    graph = grimp.build_graph(
        "qinba_games",
        cache_dir=None,
        exclude_type_checking_imports=exclude_type_checking_imports,
    )
    pairs = {
        tuple(".".join(module.split(".")[:2]) for module in (importer, imported))
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    # The table of contents opens the paper when it is asked for, and names it for its type.
    return {pair for pair in pairs if pair[0] not in (pair[1], "qinba_games")}


def test_no_room_is_entered_for_the_name_of_a_type_only() -> None:
    """The contracts leave out imports under TYPE_CHECKING; between rooms there must be none."""
    assert rooms_known(exclude_type_checking_imports=False) == rooms_known(
        exclude_type_checking_imports=True
    )


def test_import_loads_no_heavy_library() -> None:
    loaded = run("import qinba_games, sys; print(*sys.modules)").split()
    assert "qinba_games" in loaded
    assert HEAVY.isdisjoint(name.partition(".")[0] for name in loaded)
    later = ("hierarchy", "network", "paper", "payoff_sets", "region")
    assert not {f"qinba_games.{room}" for room in later} & set(loaded)


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
    seconds = statistics.median(float(run(code)) for _ in range(5))
    assert seconds <= 0.4
