"""SIGTERM as an exception in this process, and as the end of any that is forked from it.

A forked process would inherit the handler, and lose what is sent to it before Python is ready
there: whoever ends its workers by SIGTERM would wait for one of them for ever.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from typing import Any

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
