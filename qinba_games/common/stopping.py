"""Worker processes that are stopped while one of them asks for more work.

A pool that is being stopped refuses new work. Where an answer comes in at that very moment, the
pool itself asks for the next piece of work, and would log its own refusal with a traceback.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

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
