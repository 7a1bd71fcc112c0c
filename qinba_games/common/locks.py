"""A lock between processes: a file that is made with `O_EXCL` and names its process.

A lock whose process is dead is stale, and whoever finds it breaks it. Where the system says when a
process began (Linux), the lock does so too, so that another process with the same number is told
from its own; locks of earlier versions name the number and the machine only.
"""

from __future__ import annotations

import contextlib
import os
import time
import zlib
from pathlib import Path
from typing import IO

#: Seconds after which a lock that does not say whose it is counts as left behind.
_UNSIGNED = 10.0
#: Places of the number of threads, and of the beginning, in what Linux says behind the name.
_THREADS, _BEGAN = 17, 19
#: Locks of this process.
_HELD: set[Path] = set()


def host() -> str:
    """A short name of this machine: process numbers of others mean nothing here."""
    import socket  # and all that talks to other machines

    return f"{zlib.crc32(socket.gethostname().encode('utf-8', 'replace')):08x}"


def is_dead(process: int, machine: str, began: str = "") -> bool:
    """Whether a process of this machine has ended; False wherever that cannot be known.

    `began` is what was told of its beginning, if anything was: who has its number now may be
    another one.
    """
    if machine != host() or os.name == "nt":  # there `os.kill(..., 0)` would not ask, but kill
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        pass
    ended, since = _told_of(process)
    return ended or bool(began and since and began != since)


def _told_of(process: int) -> tuple[bool, str]:
    """Whether a process has ended and is not yet buried, and when it began; "": nobody says."""
    try:
        text = Path(f"/proc/{process}/stat").read_bytes().decode("ascii", "replace")
    except OSError:
        return False, ""
    fields = text.rpartition(")")[2].split()  # its name may hold anything, also brackets
    if len(fields) <= _BEGAN:
        return False, ""
    # Of one whose first thread has ended before others the state is the same.
    return fields[0] == "Z" and fields[_THREADS] in "01", fields[_BEGAN]


def taken(lock: Path) -> bool:
    """Take a lock that nobody has, or whose process is dead; whether that was possible."""
    return _make(lock) or (_break_if_stale(lock) and _make(lock))


def given_back(lock: Path) -> None:
    """Let others have it."""
    _HELD.discard(lock)  # first: what stays, by an interrupt or because it cannot go, is then stale
    with contextlib.suppress(OSError):
        lock.unlink()


def _make(lock: Path) -> bool:
    try:
        number = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return False
    _HELD.add(lock)
    try:
        with os.fdopen(number, "w") as file:
            file.write(f"{os.getpid()} {host()} {_told_of(os.getpid())[1]}".rstrip())
            file.flush()
            # Whoever is stopped before it has signed may find that others took it for left behind.
            ours = _is(lock, file)
    except BaseException:  # a full disk: a lock without a name would keep everybody waiting
        given_back(lock)
        raise
    if not ours:
        _HELD.discard(lock)
    return ours


def _break_if_stale(lock: Path) -> bool:
    """Remove a lock whose process is dead; only one of those who see that does it."""
    with contextlib.suppress(FileNotFoundError), lock.open() as file:
        # Whether it is still there is asked last: while it was judged, its process may have given
        # it back, and somebody else made a new one. One that is stale stays, as nobody but us
        # removes it.
        if _guarded(file.fileno()) and _is_stale(lock, file) and _is(lock, file):
            lock.unlink()
            return True
    return not lock.exists()


def _is_stale(lock: Path, file: IO[str]) -> bool:
    process, machine, began, *_ = (*file.read().split(" "), "", "", "")
    if (process, machine) == (str(os.getpid()), host()) and lock not in _HELD:
        return True  # an interrupt can come between making a lock and knowing that it was made
    if process.isdigit():
        return is_dead(int(process), machine, began)
    return time.time() - os.fstat(file.fileno()).st_mtime > _UNSIGNED


def _is(lock: Path, file: IO[str]) -> bool:
    """Whether an open file is the one that is there."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), lock.stat())
    except FileNotFoundError:
        return False


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
