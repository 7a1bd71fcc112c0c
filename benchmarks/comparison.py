"""One task done by us and by a peer, in the same run on the same machine."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

#: Measurements of each side, unless one of them takes long.
RUNS = 20


@dataclass(frozen=True)
class Comparison:
    """Seconds for the same work.

    Attributes
    ----------
    task, peer : str
    our_seconds, peer_seconds : float
        Medians.
    worst : float
        Our time over theirs in the draw in which that is largest.
    bound : float
        Our time over theirs, at most; more is a broken promise.
    runs : int
    aim : float, optional
        The ratio that we should like to reach, where we only promise `bound`.
    results : str
        How the two results compare.
    reason : str
        Why the aim is missed, or the peer is faster, where it is so.
    """

    task: str
    peer: str
    our_seconds: float
    peer_seconds: float
    worst: float
    bound: float
    runs: int = RUNS
    aim: float | None = None
    results: str = "equal"
    reason: str = ""

    @property
    def ratio(self) -> float:
        """Our time over theirs."""
        return self.our_seconds / self.peer_seconds

    @property
    def ok(self) -> bool:
        """The promise is kept, and where the peer is faster a sentence says why."""
        return self.ratio <= self.bound and (self.ratio <= 1 or bool(self.reason))

    @property
    def bar(self) -> float:
        """The ratio to reach."""
        return self.bound if self.aim is None else self.aim

    @property
    def reached(self) -> bool:
        """The bar is reached."""
        return self.ratio <= self.bar

    @property
    def verdict(self) -> str:
        """Whether the bar is reached, else by how much it is missed."""
        if self.reached:
            return "reached"
        return f"missed by a factor of {self.ratio / self.bar:.3g}"

    def __str__(self) -> str:
        return (
            f"{self.task}: {seconds_shown(self.our_seconds)}, {self.peer} "
            f"{seconds_shown(self.peer_seconds)}, {times(self.ratio)} "
            f"(bar {times(self.bar)}): {self.verdict if self.ok else 'TOO SLOW'}"
        )


@dataclass(frozen=True)
class Missing:
    """A comparison that could not be made here, and why."""

    task: str
    peer: str
    why: str
    ok: bool = True

    def __str__(self) -> str:
        return f"{self.task}: {self.peer} is not measured: {self.why}"


class Turns(NamedTuple):
    """Medians of both sides, and the largest of our times over theirs."""

    ours: float
    peers: float
    worst: float


def turns(pairs: Iterable[tuple[float, float]]) -> Turns:
    """What pairs of our seconds and theirs say together."""
    ours, peers = zip(*pairs, strict=True)
    worst = max(a / b for a, b in zip(ours, peers, strict=True))
    return Turns(statistics.median(ours), statistics.median(peers), worst)


def times(ratio: float) -> str:
    """Our time over theirs, in words."""
    factor = _digits(max(ratio, 1 / ratio))
    if factor == "1":
        return "as fast"
    return f"{factor} times {'slower' if ratio > 1 else 'faster'}"


def seconds_shown(seconds: float) -> str:
    """A time in a unit that keeps it readable."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{_digits(seconds / size)} {unit}"
    return f"{_digits(seconds / 1e-6)} µs"


def _digits(number: float) -> str:
    """Two digits, or all before the point."""
    return f"{number:.2g}" if number < 10 else f"{number:,.0f}"


def seconds_in_a_fresh_process(code: str) -> float:
    """From the first line of `code` to its last, without the start of the interpreter."""
    timed = f"import time\nstart = time.perf_counter()\n{code}\nprint(time.perf_counter() - start)"
    command = [sys.executable, "-c", timed]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def seconds(call: Callable[[], object], repeats: int = 1) -> float:
    """Processor time of one call, all threads together: what else runs does not count."""
    start = time.process_time()
    for _ in range(repeats):
        call()
    return (time.process_time() - start) / repeats


def alternate(ours: Callable[[], float], peers: Callable[[], float], repeats: int = RUNS) -> Turns:
    """Both, measured in turns so that a busy machine slows both alike."""
    return turns((ours(), peers()) for _ in range(repeats))


def in_turns(
    ours: Callable[[], object], peers: Callable[[], object], *, repeats: int = RUNS, calls: int = 1
) -> Turns:
    """The seconds of both; a turn of ours is the mean of `calls` calls."""
    return alternate(partial(seconds, ours, calls), partial(seconds, peers), repeats)
