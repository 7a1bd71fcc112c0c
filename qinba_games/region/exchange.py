"""Exchange two folders at once, one process at a time."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ..common.locks import given_back, taken

#: Seconds that one process waits for another to put its report in place.
PATIENCE = 30.0
_STEP = 0.02


@contextlib.contextmanager
def locked(target: Path, room: Path) -> Iterator[None]:
    """Nobody else exchanges `target` meanwhile.

    Raises
    ------
    TimeoutError
        If another process that lives keeps the lock for half a minute.
    """
    lock = room / f".{target.name}.qinba-games-lock"
    started = time.monotonic()
    while not taken(lock):
        if time.monotonic() - started > PATIENCE:
            raise TimeoutError(errno.ETIMEDOUT, f"another process keeps '{lock}'")
        time.sleep(_STEP)
    try:
        yield
    finally:
        given_back(lock)


def swap(one: Path, other: Path, spare: Path) -> None:
    """Exchange two folders: at once where the system can, else by three moves over `spare`."""
    if _swapped_at_once(one, other):
        return
    try:
        other.rename(spare)
        one.rename(other)
        spare.rename(one)
    except BaseException:
        if spare.exists():  # not all of them were made
            if not one.exists():
                other.rename(one)
            spare.rename(other)
        raise


def _swapped_at_once(one: Path, other: Path) -> bool:
    """By `renameat2` of Linux or `renamex_np` of macOS; False where there is neither."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(os.fsencode(one), os.fsencode(other), 2)
        else:
            failed = library.renameat2(-100, os.fsencode(one), -100, os.fsencode(other), 2)
    except (AttributeError, OSError, TypeError):
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(number, os.strerror(number))
