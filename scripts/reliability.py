"""Measure every promise of docs/explanation/reliability.md and write its table of figures.

`make reliability` runs it; it takes some minutes. Random inputs have fixed seeds.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "unit")]
os.environ["MPLBACKEND"] = "Agg"

import qinba_games as qg  # noqa: E402
from qinba_games import agreements, cooperative, errors, third_parties  # noqa: E402

Row = tuple[str, str, str]
FIGURES = ROOT / "docs" / "explanation" / "reliability-figures.md"


def module(path: str) -> Any:
    """A file of tests, as a module."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def against_brute_force() -> Iterator[Row]:
    """Exact answers, and the same by going through everything."""
    from oracles import agreements as groups
    from oracles import cooperative as divisions
    from oracles import repeated

    random = np.random.default_rng(1)
    asked: Counter[str] = Counter()
    wrong: Counter[str] = Counter()

    def compare(what: str, ours: Any, theirs: Any) -> None:
        asked[what] += 1
        wrong[what] += ours != theirs

    for _ in range(300):
        n = int(random.integers(2, 6))
        worths = [0, *random.integers(-5, 20, 2**n - 1).tolist()]
        found = cooperative.shapley(cooperative.TUGame(worths)).payoffs.tolist()
        compare("Shapley values, by all orders", found, list(divisions.shapley(worths)))
        table = random.integers(-4, 6, (2, 2, 2))
        game = qg.RepeatedGame(qg.StageGame(table.tolist()))
        try:
            delta: Any = qg.critical_discount(game).delta
        except errors.NoEquilibriumError:
            delta = None
        best = repeated.critical_discount(table)
        compare("least patience of repeated games, by deletion", delta, best)
        rows = [random.integers(-3, 4, 3).tolist() for _ in range(8)]
        for mask in (1, 2, 4):
            rows[mask] = rows[0]
        pact = agreements.Agreement(rows)
        for transfers in (False, True):
            again = agreements.repeated_agreement(pact, transfers=transfers)
            least = [groups.repeated_threshold(rows, m, 3, None, transfers) for m in (3, 5, 6, 7)]
            told = [
                None if again.threshold[m] == np.inf else again.threshold[m] for m in (3, 5, 6, 7)
            ]
            compare("least patience of agreements, by definition", told, least)
    for what, count in asked.items():
        yield f"Exact: {what}", f"{count:,} random, {wrong[what]} different", "`tests/oracles`"
    bargains = module("tests/properties/test_nash_bargains.py")
    total = sum(map(bargains.check, bargains.problems(2000, seed=5)))
    figure = (
        f"2,000 random problems of 2–5 members, {total:,} with a bargain, 0 miss their conditions"
    )
    yield "Nash bargains: the conditions of Karush, Kuhn and Tucker", figure, "`test_nash_bargains`"


def ladders() -> Iterator[Row]:
    """One huge number beside small ones: floats against exact arithmetic."""

    def strained(cost: float) -> float:
        benefit = np.repeat(1.2 + 0.35 * np.arange(3)[:, None], 2, axis=1)
        given: dict[str, Any] = {"promotion": 0.6, "friction": 0.05}
        pair = qg.Partnership(benefit, 1, **given, bad_times=[(0.25, (cost, cost))])
        return float(qg.critical_discount(pair).delta)

    # From 10 on nobody contributes in bad times, so that what it would cost decides nothing.
    flat = strained(10.0)

    def punished(cell: Any) -> Any:
        rows = [[2, -1, cell], [3, 0, cell], [cell, cell, cell]]
        number = Fraction if isinstance(cell, Fraction) else float
        own = [[number(v) for v in row] for row in rows]
        game = qg.StageGame.from_bimatrix(own, [list(column) for column in zip(*own, strict=True)])
        return float(qg.critical_discount(game, profile=(0, 0)).delta)

    cases: list[tuple[str, Callable[[float], float], Callable[[int], float]]] = [
        ("cost of bad times", strained, lambda _: flat),
        (
            "a cell of a stage game",
            lambda x: punished(-x),
            lambda power: punished(Fraction(-(10**power))),
        ),
    ]
    for name, ask, truth in cases:
        told: Counter[str] = Counter()
        for power in range(1, 16):
            try:
                same = abs(ask(10.0**power) - truth(power)) < 1e-7
                told["right" if same else "wrong"] += 1
            except errors.QinbaGamesError as error:
                told[f"refused ({type(error).__name__})"] += 1
        shown = ", ".join(f"{count} {what}" for what, count in told.items())
        yield (
            f"Range: {name} from 10 to 10^15",
            f"of 15: {shown}",
            "what it is without the huge number",
        )


#: Of how many random models the larger kinds are; 200 of the others.
FEWER = {"large networks": 10, "many members": 4, "large games": 20}


def random_ladders() -> Iterator[Row]:
    """200 random models of most kinds with one huge number on every rung, some 40 minutes."""
    from tests.helpers.ladder import RUNGS
    from tests.properties.test_ladder import MODELS

    for model, (same, kinds) in MODELS.items():
        told: Counter[str] = Counter()
        count = FEWER.get(model, 200)
        for seed in range(1000, 1000 + count):
            for kind in kinds:
                for huge in RUNGS:
                    try:
                        same(np.random.default_rng(seed), kind, huge)
                        told["same"] += 1
                    except errors.PayoffSpanError:
                        told[f"refused ({kind} of 10^{len(str(huge)) - 1})"] += 1
                    except (AssertionError, errors.QinbaGamesError):
                        told["different"] += 1
        wrong = told.pop("different", 0)
        shown = ", ".join(f"{count:,} {what}" for what, count in told.items())
        figure = f"of {wrong + sum(told.values()):,}: {shown}, {wrong} different"
        yield f"Range: {count} random models ({model})", figure, "`test_ladder`"


def wrong_values() -> Iterator[Row]:
    """The table of wrong values, all of it; whatever is not as it should be is printed."""
    from bad_input import table

    calls, kinds, late = 0, Counter[str](), set[str]()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, public in table.CALLABLES.items():
            asked = [(a, v) for a in table.arguments(name, public) for v in _labels(public, a)]
            calls += len(asked)
            for argument, label, found in table.faults(name):
                print(name, argument, label, found, sep=" | ", file=sys.stderr, flush=True)
                kinds.update({found.split()[0], found.split()[-1]})
                late |= {f"`{name}`"} if found.endswith("late") else set()
    figure = (
        f"{calls:,} calls of {len(table.CALLABLES)} rows: {kinds['raw']} raw exceptions, "
        f"{kinds['taken']} taken, {kinds['late']} late "
        f"(refusals over one second, answers over ten): {', '.join(sorted(late)) or 'none'}"
    )
    yield "Bad input: one list for every argument", figure, "`test_wrong_values`"


def _labels(public: Any, argument: str) -> list[str]:
    from bad_input import table

    return [label for label, _, _ in table.wrong_values(public, argument)]


def by_tests() -> Iterator[Row]:
    """What is tested by making it go wrong."""
    for name, files, chosen in (
        ("Report: an error or an interrupt at any step", "test_publishing", "fails"),
        ("Report: SIGKILL and interrupts at any line", "test_publishing", "killed or line"),
        ("Report: two writers at once, 210 times", "test_publishing", "mix"),
        (
            "Report: signals, full disks, closed output",
            "test_cli",
            "signal or full or closed or disk",
        ),
        ("Sweeps: other functions, torn files", "test_sweep_store", ""),
        (
            "Sweeps: SIGINT, SIGTERM and SIGKILL, with workers and a file and without",
            "test_sweep_signals",
            "",
        ),
        (
            "Sweeps: whatever ends one carries what is there",
            "test_sweep",
            "ends or resume or nothing",
        ),
        ("Sizes: refused before anything is allocated", "test_sizes", ""),
    ):
        yield name, tested(f"tests/unit/{files}.py", "-k", chosen), f"`{files}`"


def tested(*what: str) -> str:
    """How many tests pass and fail, slow ones and all draws included."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-m", "not browser and not kernel", *what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    passed = re.search(r"(\d+) passed", done.stdout)
    failed = re.search(r"(\d+) failed", done.stdout)
    return f"{passed[1] if passed else 0} tests, {failed[1] if failed else 0} fail"


def all_draws() -> Iterator[Row]:
    """Draws of which slow tests make a part."""
    named = (
        ("Range: one far from the others", "unit/test_one_far_from_the_others"),
        ("Names: whole numbers in random order", "properties/test_whole_number_properties"),
        ("Exact: numbers of any length", "unit/test_many_digits"),
        ("Exact: networks, by all subsets", "crosschecks/test_network_oracle"),
        ("Exact: networks of members, by all policies", "crosschecks/test_members_oracle"),
        ("Fairness: no shares do better", "properties/test_fairness_properties"),
    )
    for name, files in named:
        yield name, tested(f"tests/{files}.py"), f"`{Path(files).name}`"
    apart = [f"--ignore=tests/{files}.py" for _, files in named]
    yield "All other draws, and the longest examples", tested("-m", "exhaustive", *apart), "all"


def same_bytes() -> Iterator[Row]:
    """The report under other hash seeds, locales and time zones."""
    sums = set()
    places = (("0", "C", "UTC"), ("1", "C.UTF-8", "Asia/Shanghai"), ("77", "POSIX", "America/Lima"))
    for seed, locale, zone in places:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "qinba_games.paper.cli", "reproduce", "--quiet"]
            command += ["--set", "levels=1", "--out", f"{folder}/report"]
            world = {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone, "PYTHONPATH": str(ROOT)}
            subprocess.run(command, env={**os.environ, **world}, check=True, capture_output=True)
            files = sorted(Path(folder, "report").iterdir())
            total = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
            sums.add((len(files), total))
    figure = f"{len(places)} runs, {len(sums)} outcome{'s' * (len(sums) != 1)}"
    yield (
        "Report: same bytes for any hash seed, locale, time zone",
        figure,
        "checksums of all files",
    )


def sizes() -> Iterator[Row]:
    """Time and memory at the limits."""
    benefit = np.array([1.2, 0.7]) + 0.01 * np.arange(400)[:, None]
    levels = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    ones = np.tile(1.0 - np.eye(14), (1, 1, 1))
    group = qg.Partnership(ones, 1, promotion=0.6, friction=0.05, sharing="voluntary")
    dilemma = qg.prisoners_dilemma(2, -1, 3, 0)
    short = qg.evolve(qg.Partnership(benefit[:5], 1, promotion=0.6, friction=0.05), 0.7)
    for name, call in (
        ("400 levels of trust, `evolve`", lambda: qg.evolve(levels, 0.7)),
        ("14 members with voluntary sharing, `evolve`", lambda: qg.evolve(group, 0.9)),
        ("10,000 members alike, `linear_quadratic`", lambda: agreements.linear_quadratic(10_000)),
        ("survival after 10^18 periods", lambda: short.survival(10**18)),
        (
            "20,000 starting points, `adoption`",
            lambda: third_parties.adoption(dilemma, starts=20_000),
        ),
    ):
        seconds, megabytes = measured(call)
        figure = f"{seconds:.1f} s of processor time, {megabytes:.0f} MB"
        yield f"Sizes: {name}", figure, "`qinba_games/_sizes.py`"


def measured(call: Callable[[], Any]) -> tuple[float, float]:
    """Processor time of a call, and the most memory that it held."""
    start = time.process_time()
    call()
    seconds = time.process_time() - start
    tracemalloc.start()
    call()
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return seconds, most


def mistakes() -> Iterator[Row]:
    """How many mistakes made on purpose were noticed."""
    page = (ROOT / "docs" / "explanation" / "mistakes-on-purpose.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    unseen = sum("*not noticed:*" in line for line in rows)
    figure = f"{len(rows)} made, {len(rows) - unseen} noticed by a test, {unseen} explained"
    yield "Mistakes on purpose", figure, "[list](mistakes-on-purpose.md)"


PARTS = (
    against_brute_force,
    ladders,
    wrong_values,
    by_tests,
    all_draws,
    same_bytes,
    sizes,
    mistakes,
)
#: Measured only where it is asked for by name.
LONG = (random_ladders,)


def main() -> None:
    """Measure, print as it goes, and write what is new into the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    names = [part.__name__ for part in PARTS]
    more = [part.__name__ for part in LONG]
    told = f"some of: {', '.join(names)} (default: these), {', '.join(more)}"
    parser.add_argument("parts", nargs="*", help=told)
    asked = parser.parse_args().parts or names
    table = (
        known() if asked != names else {k: v for k, v in known().items() if "`test_ladder`" in v}
    )
    for part in (*PARTS, *LONG):
        if part.__name__ in asked:
            for promise, figure, source in part():
                print(f"{promise} | {figure} | {source}", flush=True)
                table[promise] = f"| {promise} | {figure} | {source} |"
    head = ["| promise | figure | from |", "|---|---|---|"]
    FIGURES.write_text("\n".join([*head, *table.values()]) + "\n", encoding="utf-8")


def known() -> dict[str, str]:
    """The rows that the table has, by their promises."""
    lines = FIGURES.read_text(encoding="utf-8").splitlines()[2:] if FIGURES.exists() else []
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines}


if __name__ == "__main__":
    main()
