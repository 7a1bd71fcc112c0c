"""Worker processes that are stopped, also by the sudden end of the process that began them.

A pool that is being stopped refuses new work. Where an answer comes in at that very moment, the
pool itself asks for the next piece of work, and would log its own refusal with a traceback.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator

#: Seconds between two looks of a worker at whether it has become an orphan.
_LOOK = 0.5
#: Where pools log what their callbacks raise, and what a stopped one raises.
_LOGGER, _REFUSAL = "concurrent.futures", "ShutdownExecutorError"


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
