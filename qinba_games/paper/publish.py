"""Put the files of a report in place, all or none of them.

Files are written aside, in a temporary folder on the same file system, and moved when they are
complete. A file of the user's own that is in the way is never replaced: what belongs to a report is
what the list of files in its `report.json` says. Whatever goes wrong, also an interrupt, the folder
is as it was.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from .. import errors

#: The file whose list says what a report consists of.
MANIFEST = "report.json"


@contextlib.contextmanager
def publication(folder: Path, names: list[str]) -> Iterator[Callable[[Mapping[str, bytes]], None]]:
    """Check that `names` can be written to `folder`; yield a function that does it, all or none.

    The check, and the room aside, come first, so that nobody computes for nothing.

    Raises
    ------
    OutputError
        If the place cannot be written to, or holds a file of such a name that no report wrote.
    """
    target = folder.resolve()
    with _explained(folder):
        _refuse_foreign(target, names)
        made = _missing_parents(target)
    try:
        with _explained(folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            aside = Path(tempfile.mkdtemp(prefix=".qinba-games-", dir=_room(target)))
        try:

            def publish(files: Mapping[str, bytes]) -> None:
                with _explained(folder):
                    _publish(target, aside, files)
                made.clear()

            yield publish
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    finally:
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()


def _publish(target: Path, aside: Path, files: Mapping[str, bytes]) -> None:
    """Write everything aside, then move it; undo the moves if one of them fails."""
    fresh, old = aside / "new", aside / "old"
    fresh.mkdir()
    for name, content in files.items():
        (fresh / name).write_bytes(content)
    if not target.exists():
        fresh.rename(target)
        return
    old.mkdir()
    undo: list[tuple[Path, Path]] = []
    try:
        for name in sorted(_listed(target) | set(files)):
            for source, goal in ((target / name, old / name), (fresh / name, target / name)):
                if os.path.lexists(source):
                    undo.append((goal, source))
                    source.rename(goal)
    except BaseException:
        for goal, source in reversed(undo):
            if os.path.lexists(goal) and not os.path.lexists(source):
                goal.rename(source)
        raise


def _refuse_foreign(target: Path, names: list[str]) -> None:
    nearest = next(place for place in (target, *target.parents) if place.exists())
    if not nearest.is_dir():
        raise _refusal(target, f"'{nearest}' is a file, not a folder")
    if target.exists() and not os.access(target, os.W_OK | os.X_OK):
        raise _refusal(target, "you may not write to this folder")
    ours = _listed(target)
    for name in names:
        if os.path.lexists(target / name) and name not in ours:
            raise _refusal(target, f"it holds '{name}', which no earlier report wrote")


def _refusal(target: Path, why: str) -> errors.OutputError:
    return errors.OutputError(
        f"reproduce(): cannot write the report to '{target}': {why}. Nothing was changed; "
        "choose another folder."
    )


def _listed(target: Path) -> set[str]:
    """Names of the files of an earlier report in `target`."""
    try:
        listed = json.loads((target / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {name for name in listed if Path(name).name == name}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _missing_parents(target: Path) -> list[Path]:
    """Folders above `target` that do not exist yet, the innermost first."""
    return [parent for parent in target.parents if not parent.exists()]


def _room(target: Path) -> Path:
    """Where to write aside: next to `target`, or in it if that is another file system."""
    parent = target.parent
    if not target.exists():
        return parent
    same = target.stat().st_dev == parent.stat().st_dev
    return parent if same and os.access(parent, os.W_OK | os.X_OK) else target


@contextlib.contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn what the operating system says into an error that says what to do."""
    try:
        yield
    except errors.OutputError:
        raise
    except OSError as error:
        raise errors.OutputError(
            f"reproduce(): cannot write the report to '{folder}': {error.strerror or error}. "
            "Nothing was changed; make room, or choose another folder."
        ) from error
