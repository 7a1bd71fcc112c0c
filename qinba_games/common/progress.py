"""What takes long says how far it is: one line on standard error, from two seconds on.

A verb is `telling` while it works, and whatever works for it may `tick` now and then, without
knowing who asked. Nothing is shown of what is done sooner, of what runs in worker processes and
threads, of a question inside another one that tells already, and where standard error is a file or
a pipe that nobody watches. The environment variable TQDM_DISABLE=1 silences all.

Work of several named `stages` has one line for all of them, and where nobody watches one line for
each that is done.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

#: Work that takes longer shows how far it is.
SECONDS = 2.0


def watched() -> bool:
    """Standard error is a terminal or a notebook, not a file or a pipe."""
    return sys.stderr.isatty() or type(sys.stderr).__module__.startswith("ipykernel")


class Teller:
    """Counts steps, and shows them once they take long."""

    def __init__(self, what: str, total: int | None, show: bool | None) -> None:
        # `show`, where somebody watches: True at once, and the line stays; False never; None from
        # two seconds on, and the line goes when all is done.
        self.what, self.total, self.shown, self.done = what, total, show, 0
        self._stages = None
        if show is not False and _here.stages is not None:
            self.shown, self._stages = False, None if total is None else _here.stages
        elif show is not False and not watched():
            self.shown = False
        self._bar = self._line() if self.shown else None
        self._start = time.monotonic()

    def __call__(self, by: int = 1) -> None:
        """Count steps that have been taken."""
        self.done += by
        if self._stages is not None:
            self._stages.move(self.done, self.total or 1)
        elif self._bar is not None:
            self._bar.update(by)
        elif self.shown is None and time.monotonic() - self._start > SECONDS:
            self._bar = self._line()

    def close(self) -> None:
        """Nothing more will come."""
        if self._stages is not None:
            self._stages.end_of_part()
        if self._bar is not None:
            self._bar.close()

    def _line(self) -> Any:
        return _bar(
            total=self.total,
            initial=self.done,
            desc=self.what,
            file=sys.stderr,
            leave=bool(self.shown),
            miniters=1,
            mininterval=0.1 if self.shown else 0.5,
            unit="step" if self.total is None else "it",
        )


def _bar(**options: Any) -> Any:
    from tqdm import tqdm

    class Bar(tqdm):  # type: ignore[misc]
        # tqdm's monitor thread waits for ever at exit for a lock that an interrupt left taken.
        monitor_interval = 0

    return Bar(**options)


class _Stages:
    """Work of several stages: which are done, which are to come, and how much time is left."""

    def __init__(self, usual: Mapping[str, float]) -> None:
        # `usual`: what each stage usually takes, in any unit.
        self.usual, self.now, self.parts, self._ended = dict(usual), "", 1, 0
        self._begun = time.monotonic()
        self._line: Any = None
        if watched():
            form = "{percentage:3.0f}%|{bar:10}| {desc}, {remaining} left"
            self._line = _bar(
                total=sum(self.usual.values()),
                bar_format=form,
                smoothing=0,
                leave=False,
                dynamic_ncols=True,
                file=sys.stderr,
            )

    def begin(self, name: str) -> None:
        """The next stage; earlier ones are done."""
        self.end()
        self.now, self.parts, self._ended = name, 1, 0
        self._begun = time.monotonic()
        self.move(0, 1)

    def move(self, done: int, total: int) -> None:
        """So many steps of the part at work have been taken."""
        if self._line is None:
            return
        names = list(self.usual)
        place = names.index(self.now)
        before = sum(self.usual[name] for name in names[:place])
        share = min(1.0, (self._ended + done / total) / self.parts)
        self._line.n = before + share * self.usual[self.now]
        steps = f" {done} of {total}" if total > 1 and self.parts == 1 else ""
        groups = {
            "done": names[:place],
            "now": [f"{self.now}{steps}"],
            "to come": names[place + 1 :],
        }
        phrases = (f"{word}: {', '.join(some)}" for word, some in groups.items() if some)
        self._line.set_description_str("; ".join(phrases))

    def end_of_part(self) -> None:
        """One part of the stage at work is done."""
        self._ended += 1

    def end(self) -> None:
        """The stage at work is done: a line says so where nobody watches."""
        if self.now and self._line is None:
            took = time.monotonic() - self._begun
            place = list(self.usual).index(self.now) + 1
            line = f"{self.now}: done in {took:.0f} s ({place} of {len(self.usual)})\n"
            with contextlib.suppress(OSError, ValueError, AttributeError):  # nobody listens
                sys.stderr.write(line)
                sys.stderr.flush()
        self.now = ""

    def close(self) -> None:
        """Nothing more will come, and the line goes."""
        if self._line is not None:
            self._line.close()


class _Here(threading.local):
    """Who tells in this thread; only the main thread of the first process has somebody to tell."""

    def __init__(self) -> None:
        process = sys.modules.get("multiprocessing.process")  # not there: nobody made another one
        first = process is None or process.parent_process() is None
        self.is_silent = not first or threading.current_thread() is not threading.main_thread()
        self.stages: _Stages | None = None
        self.teller = Teller("", None, False) if self.is_silent else None


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
    before = _here.teller, _here.stages, _here.is_silent
    _here.teller, _here.stages, _here.is_silent = Teller("", None, False), None, True
    try:
        yield
    finally:
        _here.teller, _here.stages, _here.is_silent = before


@contextlib.contextmanager
def stages(usual: Mapping[str, float], show: bool | None) -> Iterator[None]:
    """One line for work of several stages, by what each usually takes, in any unit.

    `show`: False never; None where somebody watches; True also elsewhere, a line for each stage.
    """
    if _here.is_silent or _here.stages is not None or not (watched() if show is None else show):
        yield
        return
    _here.stages = _Stages(usual)
    try:
        yield
        _here.stages.end()
    finally:
        _here.stages.close()
        _here.stages = None


def stage(name: str) -> None:
    """The next stage begins, if somebody wants to know."""
    if _here.stages is not None:
        _here.stages.begin(name)


def parts(count: int) -> None:
    """The stage at work has so many parts of about the same length."""
    if _here.stages is not None:
        _here.stages.parts = count


def tick(by: int = 1) -> None:
    """Tell whoever asked that the work goes on; who knows how much there is counts that instead."""
    if _here.teller is not None and _here.teller.total is None:
        _here.teller(by)
