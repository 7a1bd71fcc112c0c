"""What a report says of itself: title, author, source, date, and the files it was made from."""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ... import _check, errors
from ...types import frozen

#: What may be said of a report, by the name of its argument and its option.
SAID = ("title", "author", "source", "date")


@frozen
class Imprint:
    """All of it; empty where nothing was said, so that the same input gives the same bytes."""

    title: str = ""
    author: str = ""
    source: str = ""
    date: str = ""
    #: What each input file holds, its name without folders, and its checksum (SHA-256).
    inputs: tuple[tuple[str, str, str], ...] = ()

    @property
    def signed(self) -> str:
        """Who made it, and when."""
        return ", ".join(filter(None, (self.author, self.date)))

    @property
    def said(self) -> dict[str, str]:
        """What was said, by name."""
        return {name: getattr(self, name) for name in SAID if getattr(self, name)}

    @property
    def options(self) -> str:
        """The same as options of the command."""
        return "".join(f" --{name} {shlex.quote(text)}" for name, text in self.said.items())

    def content(self) -> dict[str, Any]:
        """What the list of the report's files says of it."""
        files = {what: {"name": name, "sha256": one} for what, name, one in self.inputs}
        return {**self.said, **({"inputs": files} if files else {})}


def imprint(owner: str, inputs: Any, **said: Any) -> Imprint:
    """Everything that was said, checked; the files are read."""
    remedy = "Pass a line of text"
    texts = {
        name: _check.name(owner, name, value, remedy).strip()
        for name, value in said.items()
        if value is not None
    }
    what = "what each file holds to its path"
    remedy = "Pass for example {'governments': 'governments.csv'}"
    files = _check.mapping(owner, "inputs", inputs, what, remedy, default={})
    return Imprint(**texts, inputs=tuple(_read(owner, files, remedy)))


def _read(owner: str, files: Mapping[Any, Any], remedy: str) -> list[tuple[str, str, str]]:
    found = []
    for what, path in files.items():
        name = _check.name(owner, "inputs", what, remedy)
        if not isinstance(path, (str, os.PathLike)):
            rule = f"a path is a string or a Path, not {_check.kind_of(path)}"
            raise errors.InputTypeError(owner, "inputs", path, rule, remedy)
        try:
            data = Path(path).read_bytes()
        except (OSError, ValueError) as error:
            rule = f"cannot be read: {getattr(error, 'strerror', None) or error}"
            raise errors.InputTypeError(owner, "inputs", path, rule, remedy) from error
        found.append((name, Path(path).name, hashlib.sha256(data).hexdigest()))
    return found
