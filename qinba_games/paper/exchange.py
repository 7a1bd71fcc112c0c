"""Exchange two folders at once, one process at a time.

The lock is a file beside the folder that is made with `O_EXCL` and names its process. A lock, or a
folder written aside, whose process is dead is stale.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

#: Seconds that one process waits for another to put its report in place.
PATIENCE = 30.0
_STEP = 0.02
#: Locks of this process.
_HELD: set[Path] = set()
#: Seconds after which a lock that does not say whose it is counts as left behind.
_UNSIGNED = 10.0


def host() -> str:
    """A short name of this machine: process numbers of others mean nothing here."""
    return f"{abs(hash_of(socket.gethostname())):08x}"


def hash_of(text: str) -> int:
    """The same number for the same text in every process."""
    number = 0
    for letter in text.encode("utf-8", "replace"):
        number = (number * 131 + letter) % 2**32
    return number


def is_dead(process: int, machine: str) -> bool:
    """Whether a process of this machine has ended; False wherever that cannot be known."""
    if machine != host() or os.name == "nt":  # there `os.kill(..., 0)` would not ask, but kill
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False


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
    while not _take(lock):
        _break_if_stale(lock)
        if time.monotonic() - started > PATIENCE:
            raise TimeoutError(errno.ETIMEDOUT, f"another process keeps '{lock}'")
        time.sleep(_STEP)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        _HELD.discard(lock)


def _take(lock: Path) -> bool:
    try:
        number = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return False
    _HELD.add(lock)
    with os.fdopen(number, "w") as file:
        file.write(f"{os.getpid()} {host()}")
    return True


def _break_if_stale(lock: Path) -> None:
    """Remove a lock whose process is dead; only one of those who see that does it."""
    with contextlib.suppress(FileNotFoundError), lock.open() as file:
        if _guarded(file.fileno()) and os.path.samestat(os.fstat(file.fileno()), lock.stat()):
            process, _, machine = file.read().partition(" ")
            aged = time.time() - lock.stat().st_mtime > _UNSIGNED
            # An interrupt can come between making a lock and knowing that it was made.
            dropped = process == str(os.getpid()) and lock not in _HELD
            if dropped or (is_dead(int(process), machine) if process.isdigit() else aged):
                lock.unlink()


def _guarded(number: int) -> bool:
    """Whether nobody else is about to remove this very lock."""
    try:
        import fcntl
    except ImportError:  # on Windows an open file cannot be removed
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


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
