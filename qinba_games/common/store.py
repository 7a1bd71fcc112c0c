"""A file that keeps what a long run has computed: one line for each answer, appended at once.

A run that is killed leaves at most one torn line, which is passed over; what was computed more than
half a second ago survives the machine as well. The first line says which function the answers are
of and what every label stands for. One run at a time writes to a file.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from .. import errors
from .fingerprint import fingerprint

_FORMAT = "qinba_games sweep 1"
_Labels = tuple[Any, ...]
#: Seconds after which what was written is asked to be on the disk.
_SOON = 0.4


class Store:
    """Answers by labels in a file.

    Parameters
    ----------
    caller, path : str, path
    function : callable
        What the answers are of.
    axes : mapping of str to mapping of labels to values

    Raises
    ------
    NotApplicableError
        If the file holds answers of another function, over other axes, or about something else
        under one of the labels; or is no such file.
    """

    def __init__(
        self, caller: str, path: Any, function: Any, axes: Mapping[str, Mapping[Any, Any]]
    ) -> None:
        from filelock import FileLock, Timeout

        if not isinstance(path, (str, os.PathLike)) or not str(path):
            rule, remedy = "must be the path of a file", "Pass for example 'phase.jsonl'"
            raise errors.InputTypeError(caller, "store", path, rule, remedy)
        self.caller, self.path = caller, Path(path)
        self._cells: dict[tuple[str, ...], dict[str, Any]] = {}
        self.head: dict[str, Any] = {"format": _FORMAT, **described(function, axes)}
        self._lock = FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=0)
        self._syncing: threading.Timer | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            try:
                self._begin()
            except BaseException:
                self._lock.release()
                raise
        except Timeout:
            rule = "is being written by another sweep"
            raise self._refusal(rule, "Wait for its end, or name another file") from None
        except (OSError, ValueError) as error:  # also a name that no file can have
            if isinstance(error, errors.QinbaGamesError):
                raise
            raise self._refusal(f"cannot be written ({error})", "Name another file") from error

    def _begin(self) -> None:
        """Open the file: without the torn line of a killed run, with the labels that are new."""
        kept = self._read() if self.path.exists() else []
        aside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        lines = [json.dumps(self.head), *kept]
        aside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        aside.replace(self.path)
        self.file = self.path.open("a", encoding="utf-8")

    def get(self, labels: _Labels) -> dict[str, Any] | None:
        """The answer kept for these labels, if there is one."""
        return self._cells.get(tuple(map(_text, labels)))

    def add(self, labels: _Labels, cell: Mapping[str, Any]) -> None:
        """Keep one answer; it is with the operating system when this returns."""
        entry = [[_encode(label) for label in labels], {k: _encode(v) for k, v in cell.items()}]
        self.file.write(json.dumps(entry) + "\n")
        self.file.flush()
        if self._syncing is None:
            self._syncing = threading.Timer(_SOON, self._sync)
            self._syncing.daemon = True
            self._syncing.start()

    def close(self) -> None:
        """Close the file, with all that it holds on the disk."""
        syncing = self._syncing
        if syncing is not None:
            syncing.cancel()
        self._sync()
        self.file.close()
        self._lock.release()

    def _sync(self) -> None:
        self._syncing = None  # what is added from here on may come too late for this time
        with contextlib.suppress(OSError, ValueError):  # no disk, or closed meanwhile
            os.fsync(self.file.fileno())

    def _read(self) -> list[str]:
        lines = self.path.read_text(encoding="utf-8").split("\n")
        try:
            head = json.loads(lines[0])
        except ValueError:
            head = None
        if not isinstance(head, dict) or head.get("format") != _FORMAT:
            raise self._refusal("is no file of a sweep", "Name a new file")
        if list(head["axes"]) != list(self.head["axes"]):
            rule = f"is over the axes {', '.join(head['axes'])}"
            raise self._refusal(rule, "Keep the axes, or name a new file")
        why = differs(head, self.head)
        if why:
            raise self._refusal(*why)
        for name, axis in self.head["axes"].items():
            self.head["axes"][name] = {**head["axes"][name], **axis}
        kept = []
        for line in lines[1:]:
            try:
                labels, cell = json.loads(line)
            except ValueError:  # torn when the run was killed, or the end
                continue
            key = tuple(json.dumps(label) for label in labels)
            self._cells[key] = {name: _decode(value) for name, value in cell.items()}
            kept.append(line)
        return kept

    def _refusal(self, rule: str, remedy: str) -> errors.NotApplicableError:
        return errors.NotApplicableError(self.caller, "store", str(self.path), rule, remedy)


def described(function: Any, axes: Mapping[str, Mapping[Any, Any]]) -> dict[str, Any]:
    """What answers are of: fingerprints of the function, and of what every label stands for."""
    return {
        "function": fingerprint(function),
        "name": str(getattr(function, "__qualname__", type(function).__qualname__)),
        "axes": {
            name: {_text(label): fingerprint(value) for label, value in axis.items()}
            for name, axis in axes.items()
        },
    }


def differs(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, str] | None:
    """Why answers described by `old` are none to the question of `new`, and what to do."""
    if old["function"] != new["function"]:
        rule = f"holds the answers of another function, {old['name']}"
        return rule, "Start anew, or ask the function that it is of, with what it was given then"
    for name, axis in new["axes"].items():
        before = old["axes"].get(name, {})
        moved = [label for label in before if label in axis and before[label] != axis[label]]
        if moved:
            rule = f"stands for something else at {name} = {moved[0]}"
            return rule, "Give what is new a label of its own"
    return None


def _text(label: Any) -> str:
    return json.dumps(_encode(label))


def _encode(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Fraction):
        return {"fraction": f"{value.numerator:#x}/{value.denominator:#x}"}
    if isinstance(value, (list, tuple)):
        return {"list": [_encode(part) for part in value], "tuple": isinstance(value, tuple)}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return {"integer": hex(value)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return {"other": fingerprint(value)}


def _decode(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "integer" in value:
        return int(value["integer"], 16)
    if "fraction" in value:
        return Fraction(*(int(part, 16) for part in value["fraction"].split("/")))
    if "list" in value:
        parts = [_decode(part) for part in value["list"]]
        return tuple(parts) if value["tuple"] else parts
    return value["other"]
