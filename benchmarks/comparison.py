"""One task done by us and by a peer, in the same run on the same machine."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Seconds for the same work; `bound` is the ratio that we promise not to exceed."""

    task: str
    peer: str
    our_seconds: float
    peer_seconds: float
    bound: float

    @property
    def ratio(self) -> float:
        """Our time over theirs."""
        return self.our_seconds / self.peer_seconds

    @property
    def ok(self) -> bool:
        """The promise is kept."""
        return self.ratio <= self.bound

    def __str__(self) -> str:
        verdict = "ok" if self.ok else "TOO SLOW"
        return (
            f"{self.task}: {self.our_seconds:.3g} s, {self.peer} {self.peer_seconds:.3g} s, "
            f"ratio {self.ratio:.3f} (at most {self.bound:g}): {verdict}"
        )


def seconds_in_a_fresh_process(code: str) -> float:
    """From the first line of `code` to its last, without the start of the interpreter."""
    timed = f"import time\nstart = time.perf_counter()\n{code}\nprint(time.perf_counter() - start)"
    command = [sys.executable, "-c", timed]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def alternate(
    ours: Callable[[], float], peers: Callable[[], float], repeats: int
) -> tuple[float, float]:
    """Medians of both, measured in turns so that a busy machine slows both alike."""
    pairs = [(ours(), peers()) for _ in range(repeats)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
