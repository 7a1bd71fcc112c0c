"""What a run that was killed has left beside the folder of its report, and how it is put right.

A folder aside is named after its process. Once that is dead, what was moved out of the report's
folder and not replaced goes back, and the rest is removed.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..common.locks import is_dead
from .exchange import locked
from .signature import ours, there, why_not

PREFIX = ".qinba-games-"
#: In a folder aside: the report to be, or after the exchange what was there; what was there, for
#: the moment between two moves; what was moved out file by file; whose it is, and what was to come.
NEW, WAS, OLD, TARGET, NAMES = "new", "was", "old", "target", "names.json"


#: Folders aside that hold what this process could not put back.
_STUCK: set[Path] = set()


class StuckError(OSError):
    """What was there could not be put back now. It stays aside, for the next run."""


@contextlib.contextmanager
def undoing(aside: Path) -> Iterator[None]:
    """Put back what was there; where even that fails, it stays aside."""
    try:
        yield
    except BaseException as error:
        _STUCK.add(aside)
        if isinstance(error, OSError):
            told = f"what was there could not be put back ({error.strerror}): it is in '{aside}'"
            raise StuckError(error.errno, told) from error
        raise


def cleared(aside: Path) -> None:
    """Remove a folder aside, unless something in it has to go back."""
    if aside in _STUCK:
        return
    try:
        # First of all: whoever is killed now leaves a part, of which nothing has to go back.
        (aside / TARGET).unlink(missing_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        # Interrupted while it closes a folder, rmtree closes it twice, and that is all it says.
        reason: BaseException | None = error
        while isinstance(reason, OSError):
            reason = reason.__context__
        if isinstance(reason, KeyboardInterrupt):
            raise reason from None


def say_whose(aside: Path, target: Path) -> None:
    """Write down whose a folder aside is, all of it or nothing: nobody else would clear it."""
    draft = aside / f"{TARGET}.draft"
    draft.write_text(target.name, encoding="utf-8")
    draft.rename(aside / TARGET)


def note(aside: Path, names: Iterable[str]) -> None:
    """Write down which files are about to be moved in."""
    (aside / NAMES).write_text(json.dumps(sorted(names)), encoding="utf-8")


def put_right(target: Path, room: Path) -> None:
    """Undo and remove what dead runs have left aside for `target`."""
    found = [one for one in room.glob(f"{PREFIX}*-*-*") if _is_left(one) and _is_for(one, target)]
    if found:
        with locked(target, room):
            for aside in found:
                _undo(target, aside)
                if target.is_dir() or not _holds_others(aside):
                    _STUCK.discard(aside)
                    cleared(aside)


def _is_left(aside: Path) -> bool:
    if aside in _STUCK:
        return True
    process, machine = aside.name.removeprefix(PREFIX).split("-")[:2]
    return process.isdigit() and is_dead(int(process), machine)


def _is_for(aside: Path, target: Path) -> bool:
    """Whether it was for this folder, or for none yet."""
    try:
        return (aside / TARGET).read_text(encoding="utf-8") == target.name
    except (OSError, ValueError):
        return True


def _holds_others(aside: Path) -> bool:
    """Whether there is something in it that no report wrote, and that has no folder to go to."""
    folders = [folder for folder in (aside / NEW, aside / WAS) if folder.is_dir()]
    return any(
        {one.name for one in folder.iterdir()} - ours(folder, ()).keys() for folder in folders
    )


def _undo(target: Path, aside: Path) -> None:
    if not (aside / TARGET).exists():  # it was still writing, and nothing had moved
        return
    if (aside / WAS).is_dir() and not target.exists():
        (aside / WAS).rename(target)
    if (aside / OLD).is_dir():
        _back_one_by_one(target, aside)
    elif target.is_dir():
        for folder in (aside / NEW, aside / WAS):
            _back(target, folder)


def _back_one_by_one(target: Path, aside: Path) -> None:
    """Files that came are taken out again, and those that were there go back."""
    try:
        names = json.loads((aside / NAMES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    pending = [name for name in names if there(aside / NEW / name)]
    if not pending:  # all had come: the report is complete
        return
    known = ours(aside / NEW, names)  # `report.json` would have come last
    for name in known.keys() - set(pending):
        if why_not(target, name, known) is None:
            (target / name).unlink(missing_ok=True)
    for entry in list((aside / OLD).iterdir()):
        if not there(target / entry.name):
            entry.rename(target / entry.name)


def _back(target: Path, folder: Path) -> None:
    """The user's own files that had not come along yet."""
    if not folder.is_dir():
        return
    known = ours(folder, ())
    for entry in folder.iterdir():
        if entry.name not in known and not there(target / entry.name):
            entry.rename(target / entry.name)
