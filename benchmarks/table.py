"""The comparisons as a table for the documentation."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path

from benchmarks.comparison import Comparison, Missing, seconds_shown, times

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "benchmarks-table.md"
LIBRARIES = ("numpy", "scipy", "quantecon", "coopgame-py")
HEAD = (
    *("task", "beside", "ours", "theirs", "ours is", "in the worst draw", "ours was"),
    *("bar", "results", "runs"),
)
#: Our time over theirs at the last release, by task and peer; `python -m benchmarks --release`.
RELEASED = Path(__file__).parent / "last_release.json"


def write(results: Sequence[Comparison | Missing], page: Path = PAGE) -> None:
    """Write the table, why bars are missed or peers faster, and what it was measured on."""
    before = json.loads(RELEASED.read_text(encoding="utf-8")) if RELEASED.exists() else {}
    rows = [HEAD, ("---",) * len(HEAD), *(_row(result, before) for result in results)]
    parts = ["\n".join("| " + " | ".join(row) + " |" for row in rows)]
    for result in results:
        if isinstance(result, Missing):
            parts.append(f"*Not measured:* {result.task}, {result.peer}: {result.why}.")
        elif result.reason and (not result.reached or result.ratio > 1):
            kind = "Slower" if result.ratio > 1 else "Missed"
            parts.append(f"*{kind}:* {result.task}: {result.reason}.")
    page.write_text("\n\n".join([*parts, f"Measured on {device()}.\n"]), encoding="utf-8")


def device() -> str:
    """Processor and software."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}; "
        f"Python {platform.python_version()}, {versions}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def store_release(results: Sequence[Comparison | Missing]) -> None:
    """Keep the ratios of a release, for the tables after it."""
    ratios = {_key(one): one.ratio for one in results if isinstance(one, Comparison)}
    RELEASED.write_text(json.dumps(ratios, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _key(result: Comparison) -> str:
    return f"{result.task}; {result.peer}"


def _row(result: Comparison | Missing, before: dict[str, float]) -> tuple[str, ...]:
    if isinstance(result, Missing):
        return (result.task, result.peer, *["not measured"] * 2, *["--"] * (len(HEAD) - 4))
    released = before.get(_key(result))
    return (
        result.task,
        result.peer,
        seconds_shown(result.our_seconds),
        seconds_shown(result.peer_seconds),
        f"**{times(result.ratio)}**",
        times(result.worst),
        "none yet" if not before else "a new row" if released is None else times(released),
        f"{times(result.bar)}: {result.verdict}",
        result.results,
        str(result.runs),
    )
