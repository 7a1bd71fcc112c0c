"""Who may import whom, and what `import qinba_games` costs."""

import ast
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
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


GROUND = ("common", "game", "algorithms", "certify", "verify", "plotting")


def test_the_ground_floor_names_no_class_of_a_floor_above() -> None:
    """A string with the name of a class is an import in disguise."""
    package, ground, above = ROOT / "qinba_games", list[ast.Module](), set[str]()
    for path in package.rglob("*.py"):
        room, tree = path.relative_to(package).parts[0], ast.parse(path.read_text("utf-8"))
        if room in GROUND or room.startswith("_") or room in ("types.py", "errors.py"):
            ground += [tree] if room != "__init__.py" else []
        else:
            above |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    assert len(above) > 400
    said = {
        node.value
        for tree in ground
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(text for text in said if re.split(r"[.(]", text)[0] in above) == []


def test_import_loads_no_heavy_library() -> None:
    loaded = run("import qinba_games, sys; print(*sys.modules)").split()
    assert "qinba_games" in loaded
    assert HEAVY.isdisjoint(name.partition(".")[0] for name in loaded)
    later = ("hierarchy", "network", "paper", "payoff_sets", "region", "symbolic")
    assert not {f"qinba_games.{room}" for room in later} & set(loaded)


def test_formulas_are_a_leaf() -> None:
    """Nobody knows them but the package's list, which imports them when they are asked for."""
    graph = grimp.build_graph("qinba_games", cache_dir=None)
    room = {"qinba_games.symbolic", *graph.find_descendants("qinba_games.symbolic")}
    known = {who for one in room for who in graph.find_modules_that_directly_import(one)}
    assert known - room == {"qinba_games"}
    files = (ROOT / "qinba_games").rglob("*.py")
    named = {path for path in files if "symbolic" in path.read_text(encoding="utf-8")}
    assert {path for path in named if path.parent.name != "symbolic"} == {
        ROOT / "qinba_games" / "__init__.py"
    }


# The ground floor, which no chapter is to be named on.
GROUND = ("algorithms", "certify", "common", "game", "plotting", "verify")
# What tables of `verify` say of answers of chapters by their kind; it may only become less.
STILL_NAMED = """
Adoption Allocation Attribution Automaton Cascade CheapestCoordinator ClaimsProblem CoreResult
CorrelatedEquilibrium CriticalDiscount DiscountTable Dividends Equilibrium Evolution
EvolutionArrays EvolutionBatch Fairness FarsightedAgreements GameProperties Harm HonestTrade
Honesty Inspection KeyProjects Levels LinkedIssues MembersEvolution MembershipEquilibria
MinimumParticipation MonitoringTable NashResult Partnership PayoffSet PivotalWindow
ProtectedTrade RenegotiationProof RepeatedAgreement SharedAgreement SharesPath StableAgreements
StatePayoffSets StochasticGame Strength Study Subsidies SubsidyBudget Sustained Uncertain
UnsharedDiscount Waiting WorkableStakes
"""
LIST_OF_NAMES = re.compile(r"[A-Z]\w*(\.\w+)*(\s+[A-Z]\w*(\.\w+)*)*")


def nodes(room: Path) -> Iterator[ast.AST]:
    for path in room.rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def words(room: Path) -> set[str]:
    """Words of all strings that list names and say nothing else."""
    texts = [str(node.value) for node in nodes(room) if isinstance(node, ast.Constant)]
    return set(re.findall(r"\w+", " ".join(filter(LIST_OF_NAMES.fullmatch, texts))))


def test_the_ground_floor_names_no_class_of_a_chapter() -> None:
    """Who finds what it needs by the name of a class knows the chapter in disguise."""
    package = ROOT / "qinba_games"
    chapters = {room for room in package.iterdir() if room.is_dir() and room.name not in GROUND}
    texts = (path.read_text(encoding="utf-8") for room in chapters for path in room.rglob("*.py"))
    classes = {name for text in texts for name in re.findall(r"^ *class (\w+)", text, re.MULTILINE)}
    found = {room: words(package / room) & classes for room in GROUND}
    assert found.pop("verify") <= set(STILL_NAMED.split())
    assert not any(found.values()), found


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
