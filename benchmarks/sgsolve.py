"""Sets of equilibrium payoffs beside SGSolve, built from a checkout that the user names.

    SGSOLVE=path/to/SGSolve make bench

It takes a compiler g++ and Boost with its serialization library; where these are not in their usual
places, the compiler's own variables CPLUS_INCLUDE_PATH, LIBRARY_PATH and LD_LIBRARY_PATH name them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.comparison import Comparison, Missing, turns
from benchmarks.payoff_sets import apart, solved
from benchmarks.random_games import CALLS, cases
from qinba_games.payoff_sets.polygons import hull

PEER = "SGSolve"
SIZES = (2, 5, 10)
REASON = "ours proves the set from both sides, which is most of its time; SGSolve stops near it"


def compare() -> Iterator[Comparison | Missing]:
    """One comparison for each number of actions, or a row that says why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        programme = Path(folder) / "sgsolve"
        why = _built(os.environ.get("SGSOLVE"), programme)
        for k in SIZES:
            task = f"payoff sets, {k} actions each"
            yield Missing(task, PEER, why) if why else _beside(task, k, programme)


def _built(checkout: str | None, programme: Path) -> str:
    """Compile SGSolve and the few lines that ask it; why that fails, or nothing."""
    if not checkout:
        return "no checkout is named by the variable SGSOLVE"
    compiler, source = shutil.which("g++"), Path(checkout) / "src"
    if compiler is None:
        return "there is no compiler g++"
    files = [str(Path(__file__).with_suffix(".cpp")), *map(str, sorted(source.glob("cpp/*.cpp")))]
    flags = ["-O2", "-DNDEBUG", "-std=gnu++11", "-w", f"-I{source / 'hpp'}"]
    command = [compiler, *flags, *files, "-lboost_serialization", "-o", str(programme)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    if "boost" in done.stderr:
        return "Boost, or its serialization library, is not found"
    return "the checkout does not compile"


def _beside(task: str, k: int, programme: Path) -> Comparison | Missing:
    games = list(cases(k))
    told = [str(CALLS)]
    for payoffs, delta in games:
        told.append(f"{k} {delta} " + " ".join(map(repr, payoffs.ravel().tolist())))
    # It leaves a log in the folder where it runs.
    done = subprocess.run(
        [programme],
        input="\n".join(told),
        capture_output=True,
        text=True,
        check=False,
        cwd=programme.parent,
    )
    pairs, off = [], []
    for (payoffs, delta), line in zip(games, done.stdout.splitlines(), strict=False):
        taken, _, *numbers = map(float, line.split())
        ours, corners = solved(payoffs, delta)
        if taken > 0 and numbers and corners is not None:
            pairs.append((ours, taken))
            off.append(apart(corners, hull(np.array(numbers).reshape(-1, 2), 1e-9)))
    if not pairs:
        return Missing(task, PEER, "it answers none of the games")
    results = f"{len(pairs)} of {len(games)} answered there, at most {max(off):.1g} apart"
    return Comparison(
        task, PEER, *turns(pairs), bound=20, runs=CALLS, aim=1, results=results, reason=REASON
    )


if __name__ == "__main__":
    for comparison in compare():
        print(comparison)
