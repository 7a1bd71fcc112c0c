"""What takes long says how far it is: one line on standard error, from two seconds on.

A verb is `telling` while it works, and whatever works for it may `tick` now and then, without
knowing who asked. Nothing is shown of what is done sooner, of what runs in worker processes and
threads, of a question inside another one that tells already, and where standard error is a file or
a pipe that nobody watches. The environment variable TQDM_DISABLE=1 silences all.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

#: Work that takes longer shows how far it is.
SECONDS = 2.0


def watched() -> bool:
    """Standard error is a terminal or a notebook, not a file or a pipe."""
    return sys.stderr.isatty() or type(sys.stderr).__module__.startswith("ipykernel")


class Teller:
    """Counts steps, and shows them once they take long."""

    def __init__(self, what: str, total: int | None, shown: bool | None) -> None:
        # `shown`: True at once, and the line stays; False never; None from two seconds on where
        # somebody watches, and the line goes when all is done.
        self.what, self.total, self.shown, self.done = what, total, shown, 0
        self._bar = self._line() if shown else None
        self._start = time.monotonic()

    def __call__(self, by: int = 1) -> None:
        """Count steps that have been taken."""
        self.done += by
        if self._bar is not None:
            self._bar.update(by)
        elif self.shown is None and time.monotonic() - self._start > SECONDS:
            if watched():
                self._bar = self._line()
            else:
                self.shown = False

    def close(self) -> None:
        """Nothing more will come."""
        if self._bar is not None:
            self._bar.close()

    def _line(self) -> Any:
        from tqdm import tqdm

        class Bar(tqdm):  # type: ignore[misc]
            # tqdm's monitor thread waits for ever at exit for a lock that an interrupt left taken.
            monitor_interval = 0

        return Bar(
            total=self.total,
            initial=self.done,
            desc=self.what,
            file=sys.stderr,
            leave=bool(self.shown),
            miniters=1,
            mininterval=0.1 if self.shown else 0.5,
            unit="step" if self.total is None else "it",
        )


class _Here(threading.local):
    """Who tells in this thread; only the main thread of the first process has somebody to tell."""

    def __init__(self) -> None:
        process = sys.modules.get("multiprocessing.process")  # not there: nobody made another one
        first = process is None or process.parent_process() is None
        main = threading.current_thread() is threading.main_thread()
        self.teller = None if first and main else Teller("", None, False)


_here = _Here()


@contextlib.contextmanager
def telling(what: str, total: int | None = None) -> Iterator[Teller]:
    """Show how far the work inside is, once it takes long; also to be put on a verb.

    If `total`, the number of steps, is known, only calls of what is returned count.

    >>> with telling("adding") as teller:
    ...     for _ in range(3):
    ...         tick()
    >>> teller.done
    3
    """
    outer = _here.teller
    # Steps of a question inside another one are none of its own, if it knows how many it has.
    inner = Teller(what, total, None if outer is None else False)
    _here.teller = inner if outer is None or outer.total is not None else outer
    try:
        yield inner
    finally:
        _here.teller = outer
        inner.close()


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """Show nothing of the work inside, however long it takes."""
    outer, _here.teller = _here.teller, Teller("", None, False)
    try:
        yield
    finally:
        _here.teller = outer


def tick(by: int = 1) -> None:
    """Tell whoever asked that the work goes on; who knows how much there is counts that instead."""
    if _here.teller is not None and _here.teller.total is None:
        _here.teller(by)
