"""Files whose names users pass: what is no name, and what cannot be read or written, is said so."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import _check, _sizes, errors


def path_of(function: str, argument: str, path: Any, example: str) -> Path:
    """A path that somebody named; a number would be a file that is open already."""
    if not isinstance(path, (str, Path)) or not str(path).strip():
        rule = f"must be the path of a file, not {_check.kind_of(path)}"
        raise errors.InputTypeError(function, argument, path, rule, f"Pass for example '{example}'")
    return Path(path)


def folder(function: str, argument: str, given: Any) -> Path:
    """The folder that somebody named."""
    path: Any = os.fspath(_check.instance(function, argument, given, (str, os.PathLike)))
    if not isinstance(path, str) or not path.strip():
        rule, remedy = "must be the path of a folder", "Pass for example 'report'"
        raise errors.InputTypeError(function, argument, path, rule, remedy)
    return Path(path)


def text_of(function: str, argument: str, path: Path, what: str) -> str:
    """What is written in a file, in UTF-8."""
    try:
        return file_bytes(path).decode("utf-8-sig")
    except (OSError, ValueError) as error:  # also of a name that no file can have
        rule, remedy = f"cannot be read: {error}", f"Pass the name of {what} in UTF-8"
        raise errors.InvalidInputError(function, argument, str(path), rule, remedy) from error


def file_bytes(path: Path) -> bytes:
    """What is in a file; a `ValueError` of what has no end, such as a device."""
    with path.open("rb") as file:
        raw = file.read(_sizes.FILE + 1)
    if len(raw) > _sizes.FILE:
        raise ValueError(f"it holds more than {_sizes.FILE:,} bytes")
    return raw


@contextlib.contextmanager
def new_folder(folder: Path, *files: Path) -> Iterator[None]:
    """A folder that is there; if what is done with it fails, what was made of it goes again."""
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        # A folder that was there before stays, with its files.
        for one in (*files, *new) if new else ():
            with contextlib.suppress(OSError):
                (one.unlink if one in files else one.rmdir)()
        raise


def replace_file(path: Path, text: str) -> None:
    """Write a file aside and put it in place once it is on the disk: failing costs no old file."""
    path = path.resolve()  # a link stays one
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")  # a device or a pipe
        return
    if path.exists():
        path.open("r+b").close()  # what may not be written is not replaced either
    aside = path.with_name(f".{os.getpid()}-{path.name}"[:200])
    try:
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@contextlib.contextmanager
def write_errors(function: str, path: Path) -> Iterator[None]:
    """Say by name that `path` cannot be written."""
    try:
        yield
    except (OSError, ValueError) as error:  # also of a name that no file can have
        rule = f"cannot be written: {getattr(error, 'strerror', None) or error}"
        remedy = "Pass the name of a file in a folder that can be written to"
        raise errors.InvalidInputError(function, "path", str(path), rule, remedy) from error
