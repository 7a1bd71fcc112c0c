"""Faults of the system while a report is published: calls that fail, interrupts, kills."""

import builtins
import errno
import io
import os
import sys
import traceback
import warnings
from collections import Counter

from qinba_games import errors
from qinba_games.common import locks
from qinba_games.region import exchange, leftovers, publish, signature

#: What each call can fail with, as POSIX has it.
ERRORS = {
    "open": ("ENOSPC", "EACCES", "EIO", "EMFILE", "EROFS", "EINTR"),
    "write": ("ENOSPC", "EIO", "EDQUOT", "EINTR"),
    "rename": ("EACCES", "EIO", "ENOSPC", "EBUSY", "EXDEV"),
    "swap": ("EACCES", "EIO", "ENOSPC", "EBUSY"),
    "mkdir": ("ENOSPC", "EACCES", "EIO", "EEXIST"),
    "unlink": ("EACCES", "EIO", "EBUSY"),
    "rmdir": ("EACCES", "EIO", "ENOTEMPTY"),
    "link": ("EPERM", "EMLINK", "EIO", "EXDEV"),
    "stat": ("EIO", "ELOOP"),
    "lstat": ("EACCES", "EIO"),
    "chmod": ("EPERM", "EIO"),
    "scandir": ("EACCES", "EIO"),
    "listdir": ("EACCES", "EIO"),
    "flock": ("EIO", "ENOLCK"),
    "kill": ("EPERM",),
}
#: How a run in a process of its own ended.
DONE, REFUSED, RAW, STUCK, ENDED = 0, 3, 4, 5, 6


class Faults:
    """Calls of the system, counted by kind; the one numbered `at` of `kind` fails.

    With `lasting`, all later ones of that kind fail too, as on a full disk.
    """

    def __init__(self, kind="", at=-1, number="EIO", *, lasting=False):
        self.kind, self.at, self.lasting = kind, at, lasting
        self.number = getattr(errno, number)
        self.counts = Counter()
        self.places = [
            (os, name, name)
            for name in ("rename", "mkdir", "unlink", "rmdir", "link", "stat", "lstat")
        ]
        self.places += [(os, name, name) for name in ("chmod", "scandir", "listdir", "kill")]
        self.places += [(os, "open", "open"), (exchange, "_swapped_at_once", "swap")]

    def install(self, patch):
        """From here on calls are counted; `patch` undoes it."""
        import fcntl

        for owner, name, kind in (*self.places, (fcntl, "flock", "flock")):
            patch.setattr(owner, name, self.counted(getattr(owner, name), kind))
        opened = io.open

        def opening(*arguments, **options):
            self.count("open")
            file = opened(*arguments, **options)
            return Failing(file, self) if "write" in dir(file) and file.writable() else file

        patch.setattr(io, "open", opening)
        patch.setattr(builtins, "open", opening)
        fdopen = os.fdopen
        patch.setattr(os, "fdopen", lambda *a, **o: Failing(fdopen(*a, **o), self))
        return self

    def count(self, kind):
        now = self.counts[kind]
        self.counts[kind] += 1
        if kind == self.kind and (now == self.at or (self.lasting and now > self.at >= 0)):
            raise OSError(self.number, os.strerror(self.number))

    def counted(self, function, kind):
        def call(*arguments, **options):
            self.count(kind)
            return function(*arguments, **options)

        return call


class Failing:
    """A file of which half is written before the system says no."""

    def __init__(self, file, faults):
        self.file, self.faults = file, faults

    def write(self, data):
        try:
            self.faults.count("write")
        except OSError:
            self.file.write(data[: len(data) // 2])
            self.file.flush()
            raise
        return self.file.write(data)

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, *why):
        self.file.close()


def in_a_child(job):
    """Run a job in a process of its own: how it ended, or minus the signal that ended it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads that nobody needs here
        child = os.fork()
    if not child:
        status = RAW
        try:
            job()
            status = DONE
        except errors.OutputError as error:
            stuck = isinstance(error.__cause__, leftovers.StuckError)
            status = STUCK if stuck else REFUSED
        finally:
            if status == RAW:
                traceback.print_exc()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


#: The files in which a line may be the last that runs.
LINES = {module.__file__ for module in (exchange, leftovers, locks, publish, signature)}


class Lines:
    """Lines of publishing, counted as they are about to run; at one of them something happens."""

    def __init__(self, at, event):
        self.count, self.at, self.event = 0, at, event

    def __enter__(self):
        sys.settrace(self.trace)
        return self

    def __exit__(self, *why):
        sys.settrace(None)

    def trace(self, frame, what, _):
        if frame.f_code.co_filename not in LINES:
            return None
        if what == "line":
            self.count += 1
            if self.count == self.at:
                sys.settrace(None)
                frame.f_trace = None
                self.event()
        return self.trace
