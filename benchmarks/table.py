"""The comparisons as a table for the documentation."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Sequence
from pathlib import Path

from benchmarks.comparison import Comparison, seconds_shown, times

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "benchmarks-table.md"
LIBRARIES = ("numpy", "scipy", "quantecon", "coopgame-py")
HEAD = ("task", "beside", "ours", "theirs", "ours is", "bar", "results", "runs")


def write(results: Sequence[Comparison], page: Path = PAGE) -> None:
    """Write the table, the reasons for missed bars, and what it was measured on."""
    rows = [HEAD, ("---",) * len(HEAD), *map(_row, results)]
    parts = ["\n".join("| " + " | ".join(row) + " |" for row in rows)]
    parts += [
        f"*Missed:* {result.task}: {result.reason}."
        for result in results
        if result.reason and not result.reached
    ]
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


def _row(result: Comparison) -> tuple[str, ...]:
    return (
        result.task,
        result.peer,
        seconds_shown(result.our_seconds),
        seconds_shown(result.peer_seconds),
        f"**{times(result.ratio)}**",
        f"{times(result.bar)}: {result.verdict}",
        result.results,
        str(result.runs),
    )
