"""What works in C for long, aside: this thread goes on to show progress and to hear Ctrl-C.

HiGHS lets Python run meanwhile. It also prints a line of its own, whatever it is told, where a set
of a mixed integer programme that it has simplified turns out to need a repair; so what C code
prints goes nowhere while it works.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from .progress import tick

#: Seconds between two steps of the progress.
_STEP = 0.5
_LOCK = threading.Lock()
#: Where standard output went, once for each thread that waits now.
_SILENT: list[int | None] = []


def aside(solve: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """What a solver in C gives. After Ctrl-C it works on, unheard, until it is done.

    >>> aside(pow, 2, 3)
    8
    """
    given: list[Any] = []

    def work() -> None:
        try:
            given.append((solve(*args, **options), None))
        except BaseException as error:  # noqa: BLE001 (raised again where it is awaited)
            given.append((None, error))

    thread = threading.Thread(target=work, daemon=True)
    with _silent():
        thread.start()
        while thread.is_alive():
            thread.join(_STEP)
            tick()
    answer, error = given[0]
    if error is not None:
        raise error
    return answer


def mixed_integer(cost: Any, *, deadline: float | None, nodes: int | None, **terms: Any) -> Any:
    """The answer of scipy's `milp`: no gap, and until a time or after so many nodes it stops."""
    from scipy.optimize import milp

    options: dict[str, Any] = {"mip_rel_gap": 0}
    if deadline is not None:
        options["time_limit"] = max(deadline - time.monotonic(), 0.01)
    if nodes is not None:
        options["node_limit"] = nodes
    return aside(milp, cost, options=options, **terms)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Let nothing through that C code prints, in this thread or another."""
    with _LOCK:
        _SILENT.append(_SILENT[0] if _SILENT else _sent_nowhere())
    try:
        yield
    finally:
        with _LOCK:
            before = _SILENT.pop()
            if not _SILENT and before is not None:
                _flush()
                os.dup2(before, 1)
                os.close(before)


def _sent_nowhere() -> int | None:
    """Where standard output went, which now leads nowhere; None if there is none."""
    _flush()
    try:
        before = os.dup(1)
    except OSError:
        return None
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return before


def _flush() -> None:
    """Write out what C code holds back."""
    if os.name == "posix":
        ctypes.CDLL(None).fflush(None)
