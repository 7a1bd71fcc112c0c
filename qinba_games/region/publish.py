"""Put the files of a report in place, all or none of them.

Files are written aside, in a hidden folder on the same file system, and put in place when they are
complete: the two folders are exchanged at once, under a lock, and the user's own files go along.
A file of the user's own that is in the way, or one of ours that was changed, is never replaced;
`signature` says which are ours. Whatever goes wrong, also an interrupt, the folder is as it was;
what a killed run has left aside is put right by the next one.

A folder that somebody stands in, or whose parent cannot be written to, is not exchanged: there the
files are moved one by one, `report.json` first out and last in.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from .. import errors
from ..common.locks import host
from . import leftovers
from .exchange import locked, swap
from .signature import MANIFEST, ours, signed, there, why_not

__all__ = ["MANIFEST", "publication"]


@contextlib.contextmanager
def publication(
    folder: Path, names: list[str], *, caller: str = "reproduce"
) -> Iterator[Callable[[Mapping[str, bytes]], None]]:
    """Check that `names` can be written to `folder`; yield a function that does it, all or none.

    The check, and the room aside, come first, so that nobody computes for nothing. `report.json`,
    one of the files, is signed: it gets the checksums of all.

    Raises
    ------
    OutputError
        If the place cannot be written to, or holds a file of such a name that no report wrote, or
        that was changed since.
    """
    with _explained(caller, folder):
        target = _resolved(folder)
        if target.parent.exists():
            leftovers.put_right(target, _room(target))
        _look(caller, target, names)
        made = [parent for parent in target.parents if not parent.exists()]
    try:
        with _explained(caller, folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            room = _room(target)
            prefix = f"{leftovers.PREFIX}{os.getpid()}-{host()}-"
            aside = Path(tempfile.mkdtemp(prefix=prefix, dir=room))
        try:

            def publish(files: Mapping[str, bytes]) -> None:
                with _explained(caller, folder):
                    _publish(caller, target, aside, signed(files), names)
                made.clear()

            yield publish
        finally:
            leftovers.cleared(aside)
    finally:
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()


def _look(caller: str, target: Path, names: Iterable[str]) -> None:
    """Look once; what seems to be in the way may be an exchange by another process."""
    try:
        _refuse_foreign(caller, target, target, names)
    except errors.OutputError:
        if not target.is_dir() or not os.access(_room(target), os.W_OK | os.X_OK):
            raise
        with locked(target, _room(target)):
            _refuse_foreign(caller, target, target, names)


def _publish(
    caller: str, target: Path, aside: Path, files: Mapping[str, bytes], names: Iterable[str]
) -> None:
    """Write everything aside; then, alone, look once more and put it in place."""
    fresh = aside / leftovers.NEW
    fresh.mkdir()
    for name, content in files.items():
        (fresh / name).write_bytes(content)
    leftovers.say_whose(aside, target)
    with locked(target, aside.parent):
        _refuse_foreign(caller, target, target, {*names, *files})
        if not target.exists():
            fresh.rename(target)
        elif aside.parent == target or _stood_in(target):
            _move(target, aside, files)
        else:
            _exchange(caller, target, aside, files)


def _exchange(caller: str, target: Path, aside: Path, files: Mapping[str, bytes]) -> None:
    """Exchange the folders; the user's own files are in both of them before."""
    fresh, spare = aside / leftovers.NEW, aside / leftovers.WAS
    fresh.chmod(target.stat().st_mode & 0o7777)
    outdated = _outdated(target, files)
    for entry in target.iterdir():
        if entry.name not in {*files, *outdated}:
            with contextlib.suppress(OSError):  # folders, and systems without links: moved below
                os.link(entry, fresh / entry.name, follow_symlinks=False)
    after, moved, swapped = fresh.stat().st_ino, [], False
    try:
        swap(fresh, target, spare)
        swapped = True
        # `fresh` is now what was there. Did anything come or change in the last moment?
        _refuse_foreign(caller, target, fresh, files)
        gone = {*files, *_outdated(fresh, files)}
        for entry in list(fresh.iterdir()):
            if entry.name not in gone and not there(target / entry.name):
                moved.append(entry.name)
                entry.rename(target / entry.name)
    except BaseException:
        with leftovers.undoing(aside):
            if there(spare) and not there(target):  # between two moves, and it could not go back
                spare.rename(target)
            at = after if swapped else None
            with contextlib.suppress(OSError):  # also an interrupt just before it was noted
                at = target.stat().st_ino
            if swapped and at != after:
                raise OSError(errno.EBUSY, "somebody else has replaced the folder") from None
            if at == after:
                for name in moved:
                    if there(target / name) and not there(fresh / name):
                        (target / name).rename(fresh / name)
                swap(fresh, target, spare)
        raise


def _move(target: Path, aside: Path, files: Mapping[str, bytes]) -> None:
    """Move files one by one; undo the moves if one of them fails."""
    fresh, old = aside / leftovers.NEW, aside / leftovers.OLD
    old.mkdir()
    leftovers.note(aside, files)
    out = sorted({*files, *_outdated(target, files)}, key=lambda name: (name != MANIFEST, name))
    undo: list[tuple[Path, Path]] = []
    try:
        for folder, goal, names in ((target, old, out), (fresh, target, out[::-1])):
            for name in names:
                if there(folder / name):
                    undo.append((goal / name, folder / name))
                    (folder / name).rename(goal / name)
    except BaseException:
        with leftovers.undoing(aside):
            for goal, source in reversed(undo):
                if there(goal) and not there(source):
                    goal.rename(source)
        raise


def _outdated(target: Path, files: Mapping[str, bytes]) -> set[str]:
    """Files of an earlier report, as it wrote them, that this one has no more."""
    known = {name: one for name, one in ours(target, ()).items() if one is not None}
    return {name for name in known if name not in files and not why_not(target, name, known)}


def _refuse_foreign(caller: str, target: Path, place: Path, names: Iterable[str]) -> None:
    """Nothing in `place` that is not ours has one of `names`; `target` is what users call it."""
    nearest = next(one for one in (place, *place.parents) if there(one))
    if not nearest.is_dir():
        raise _refusal(caller, target, f"'{nearest}' is a file, not a folder")
    if place.exists() and not os.access(place, os.W_OK | os.X_OK):
        raise _refusal(caller, target, "you may not write to this folder")
    known = ours(place, names)
    for name in names:
        why = why_not(place, name, known)
        if why is not None:
            raise _refusal(caller, target, why)


def reachable(folder: Path, *, caller: str) -> None:
    """Refuse what no folder can be called, before anything is computed.

    Raises
    ------
    OutputError
    """
    with _explained(caller, folder), contextlib.suppress(FileNotFoundError):
        _resolved(folder).stat()


def _refusal(caller: str, target: Path, why: str) -> errors.OutputError:
    return errors.OutputError(
        f"{caller}(): cannot write the report to '{target}': {why}. Nothing was changed; "
        "choose another folder."
    )


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except RuntimeError as error:  # what Python before 3.13 says of links that go in a circle
        raise OSError(str(error)) from error


def _room(target: Path) -> Path:
    """Where to write aside: next to `target`, or in it if that is another file system."""
    parent = target.parent
    if not target.exists():
        return parent
    same = target.stat().st_dev == parent.stat().st_dev
    return parent if same and os.access(parent, os.W_OK | os.X_OK) else target


def _stood_in(target: Path) -> bool:
    """Whether this process is in `target`: it would find itself in the folder that is removed."""
    here = _resolved(Path.cwd())
    return target == here or target in here.parents


@contextlib.contextmanager
def _explained(caller: str, folder: Path) -> Iterator[None]:
    """Turn what the operating system says into an error that says what to do."""
    try:
        yield
    except errors.OutputError:
        raise
    except leftovers.StuckError as error:
        raise errors.OutputError(
            f"{caller}(): cannot write the report to '{folder}': {error.strerror}. "
            "The next run puts it right; give it back what it needs, and run it again."
        ) from error
    except (OSError, ValueError) as error:  # also a name that no folder can have
        told = getattr(error, "strerror", None) or error
        raise errors.OutputError(
            f"{caller}(): cannot write the report to '{folder}': {told}. "
            "Nothing was changed; make room, or choose another folder."
        ) from error
