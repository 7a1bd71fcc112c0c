"""Processes that are stopped: SIGTERM as an exception, and workers that end with their parent.

A forked process would inherit the handler, and lose what is sent to it before Python is ready
there: whoever ends its workers by SIGTERM would wait for one of them for ever. A pool that is being
stopped refuses new work. Where an answer comes in at that very moment, the pool itself asks for the
next piece of work, and would log its own refusal with a traceback.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

#: Seconds between two looks of a worker at whether it has become an orphan.
_LOOK = 0.5
#: Where pools log what their callbacks raise, and what a stopped one raises.
_LOGGER, _REFUSAL = "concurrent.futures", "ShutdownExecutorError"
#: One entry for each that listens.
_LISTENING: list[bool] = []
#: In each thread the signals that were held back before it forked.
_BEFORE = threading.local()


@contextlib.contextmanager
def sigterm_raises() -> Iterator[None]:
    """Let SIGTERM end what runs here as `SystemExit` would, if nobody else listens to it."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return

    def end(number: int, frame: Any) -> None:
        del frame
        raise SystemExit(128 + number)

    _LISTENING.append(True)
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        _LISTENING.pop()


def _hold_back() -> None:
    _BEFORE.mask = None
    if _LISTENING:
        _BEFORE.mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def _let_through() -> None:
    if _BEFORE.mask is not None:
        signal.pthread_sigmask(signal.SIG_SETMASK, _BEFORE.mask)


def _end_as_always() -> None:
    if _BEFORE.mask is not None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _LISTENING.clear()
        _let_through()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_hold_back, after_in_parent=_let_through, after_in_child=_end_as_always
    )


@contextlib.contextmanager
def stopped_quietly() -> Iterator[None]:
    """Let a pool that is stopped in here log no refusal of its own; all else is logged."""
    logger = logging.getLogger(_LOGGER)

    def is_more(record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        return kind is None or kind.__name__ != _REFUSAL

    logger.addFilter(is_more)
    try:
        yield
    finally:
        logger.removeFilter(is_more)


@functools.cache
def ends_with_its_parent(worker: int) -> None:
    """From here on this process, a worker, ends when that which began it has, even if killed."""
    parent = os.getppid()

    def wait() -> None:
        while os.getppid() == parent:  # another one adopts orphans
            time.sleep(_LOOK)
        os._exit(1)

    if worker == os.getpid() and multiprocessing.parent_process() is not None:
        threading.Thread(target=wait, daemon=True).start()
