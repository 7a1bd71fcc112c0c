"""Put the files of a report in place, all or none of them, under a lock.

They are written to a folder beside that of the report; then two renames take the old one aside and
put the new one in its place. These folders have fixed names. A run that is killed between the
renames leaves the old report whole beside its place, and the next one puts it back.

A folder that holds anything that no report wrote is refused, before anything is computed and again
before the first rename: no file of anybody else is ever replaced, moved or removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ... import errors
from ...common.files import file_bytes, new_folder

__all__ = ["MANIFEST", "publication"]

#: Seconds that one process waits for another to put its report in place.
PATIENCE = 30.0
#: What programs that show folders leave in them.
_NOBODYS = (".DS_Store", "Thumbs.db", "desktop.ini")


@contextlib.contextmanager
def publication(
    folder: Path, *, caller: str = "reproduce"
) -> Iterator[Callable[[Mapping[str, bytes]], None]]:
    """See whether a report can be written to `folder`; yield what writes it, all or nothing."""
    with contextlib.ExitStack() as undo:
        with _output_errors(caller, folder):
            target = _resolved(folder)
            _is_there(target)
            undo.enter_context(new_folder(target.parent, _beside(target, "lock")))
            with _alone(target):
                if not os.access(target.parent, os.W_OK | os.X_OK):
                    raise _RefusedError(f"you may not write to '{target.parent}'")

        def publish(files: Mapping[str, bytes]) -> None:
            with _output_errors(caller, folder), _alone(target):
                # One of the files, `report.json`, is signed: it gets the checksums of all.
                _exchange(target, with_checksums(files))

        yield publish


def _exchange(target: Path, files: Mapping[str, bytes]) -> None:
    """Write everything aside, look once more, and put it in place."""
    new, old = _beside(target, "new"), _beside(target, "old")
    try:
        new.mkdir()
        for name, content in files.items():
            (new / name).write_bytes(content)
        if target.exists():
            new.chmod(target.stat().st_mode & 0o7777)
            _look(target)
            target.rename(old)
        new.rename(target)
    except BaseException:
        _put_right(target)
        raise
    _clear(old)


@contextlib.contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Nobody else writes this report meanwhile, and what a killed run has left is put right."""
    from filelock import FileLock

    with FileLock(_beside(target, "lock"), timeout=PATIENCE):
        _look(target)
        _put_right(target)
        for word in ("old", "new"):
            if _beside(target, word).exists():
                raise _RefusedError(f"'{_beside(target, word)}' holds what no report wrote")
        yield


def _put_right(target: Path) -> None:
    """The old report goes back if its place is empty; what else is left beside it is removed."""
    old = _beside(target, "old")
    if old.exists() and not ours(target):
        _clear(target)
        old.rename(target)
    _clear(old)
    _clear(_beside(target, "new"), whole=False)


def _clear(folder: Path, *, whole: bool = True) -> None:
    """Remove a folder of a report as far as it is ours, what lists its files last."""
    with contextlib.suppress(OSError):  # also what cannot be removed now; the next run tries again
        known = ours(folder) or {MANIFEST: ""}
        for name in (*_NOBODYS, *known):
            place = folder / name
            if _is_file(place) and (
                name in _NOBODYS or not whole or _is_unchanged(place, known[name])
            ):
                place.unlink()
        folder.rmdir()


def _look(target: Path) -> None:
    """Refuse a place that is no folder for a report, or holds anything that no report wrote."""
    if not _is_there(target):
        return
    if not os.access(target, os.W_OK | os.X_OK):
        raise _RefusedError("you may not write to this folder")
    if os.path.ismount(target) or target in (Path.cwd(), *Path.cwd().parents):
        raise _RefusedError("a folder that you stand in, or a disk of its own, cannot be exchanged")
    known = ours(target)
    for name in sorted(place.name for place in target.iterdir()):
        if name not in known and name not in _NOBODYS:
            raise _RefusedError(f"it holds '{name}', which no report wrote")
        if name in known and not _is_unchanged(target / name, known[name]):
            raise _RefusedError(f"it holds '{name}', which was changed after a report wrote it")


def _is_there(target: Path) -> bool:
    """Whether there is such a folder already; refuse a file in its place or above it."""
    nearest = next(one for one in (target, *target.parents) if os.path.lexists(one))
    if not nearest.is_dir():
        raise _RefusedError(f"'{nearest}' is a file, not a folder")
    return nearest == target


class _RefusedError(OSError):
    """Why a report is not written to a folder."""


def _beside(target: Path, word: str) -> Path:
    return target.with_name(f".{target.name}.qinba-games-{word}")


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except RuntimeError as error:  # what Python before 3.13 says of links that go in a circle
        raise OSError(str(error)) from error


@contextlib.contextmanager
def _output_errors(caller: str, folder: Path) -> Iterator[None]:
    """Turn what the operating system says into an error that says what to do."""
    try:
        yield
    except (OSError, ValueError) as error:  # also a name that no folder can have
        reason = getattr(error, "strerror", None) or error
        state = "Nothing was changed; make room, or choose another folder"
        with contextlib.suppress(OSError, ValueError):
            old = _beside(_resolved(folder), "old")
            if ours(old) and not ours(_resolved(folder)):
                state = f"The report of before is in '{old}'; the next run puts it back"
        raise errors.OutputError(
            f"{caller}(): cannot write the report to '{folder}': {reason}. {state}."
        ) from error


#: The file that says what a report consists of.
MANIFEST = "report.json"
_TOOL = "qinba_games"


def with_checksums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files, with the checksums of all in `report.json`, which comes first."""
    content = json.loads(files[MANIFEST])
    checksums = {name: _sum(data) for name, data in sorted(files.items()) if name != MANIFEST}
    content["signed"] = {"tool": _TOOL, "content": _content(content), "sha256": checksums}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return {MANIFEST: text.encode("utf-8")} | {name: files[name] for name in checksums}


def ours(folder: Path) -> dict[str, str]:
    """Files that a report wrote to `folder`, `report.json` last, with their checksums."""
    try:
        text = file_bytes(folder / MANIFEST) if _is_file(folder / MANIFEST) else b""
        content = json.loads(text)
        by = content.pop("signed")
        known = {str(name): str(one) for name, one in by["sha256"].items()}
        right = by["tool"] == _TOOL and by["content"] == _content(content)
        right = right and all(Path(name).name == name for name in known)
    except (FileNotFoundError, ValueError, RecursionError, TypeError, AttributeError, LookupError):
        return {}
    return {**known, MANIFEST: _sum(text)} if right else {}


def _is_file(place: Path) -> bool:
    """Whether a file is there; a link to one is none of ours."""
    try:
        return stat.S_ISREG(place.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _is_unchanged(place: Path, checksum: str) -> bool:
    """Whether a file holds what a report wrote."""
    return _is_file(place) and _sum(place.read_bytes()) == checksum


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _content(content: Mapping[str, Any]) -> str:
    return _sum(json.dumps(content, sort_keys=True, ensure_ascii=True).encode())
