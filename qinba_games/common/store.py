"""A file that keeps what a long run has computed: one line for each answer, appended at once.

A line is found by a fingerprint of what was asked: the function, what it encloses, and what every
label stands for. So one file may hold the answers of many sweeps, and a question that differs in
anything is a new one. A run that is killed leaves at most one torn line, the last, which is taken
out; what was computed more than half a second ago survives the machine as well. One run at a time
writes to a file.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from .. import errors
from .fingerprint import fingerprint

#: The first line of a file.
_HEAD = b'"qinba_games sweep 2"\n'
#: Seconds after which what was written is asked to be on the disk.
_SOON = 0.4

_StoreRow = dict[str, Any]


class Store:
    """Answers by labels in a file, of one function over the same axes; others are refused."""

    def __init__(self, caller: str, path: Any) -> None:
        from filelock import FileLock, Timeout

        if not isinstance(path, (str, os.PathLike)) or not str(path):
            rule, remedy = "must be the path of a file", "Pass for example 'phase.jsonl'"
            raise errors.InputTypeError(caller, "store", path, rule, remedy)
        self.caller, self.path = caller, Path(path)
        self.cells: dict[str, _StoreRow] = {}
        self._syncing: threading.Timer | None = None
        with contextlib.ExitStack() as undo:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                lock = FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=0)
                undo.enter_context(lock)
                self.file = undo.enter_context(self.path.open("a+b"))
                self._read()
            except Timeout:
                rule = "is being written by another sweep"
                raise self._refusal(rule, "Wait for its end, or name another file") from None
            except (OSError, ValueError) as error:  # also a name that no file can have
                if isinstance(error, errors.QinbaGamesError):
                    raise
                raise self._refusal(f"cannot be written ({error})", "Name another file") from error
            self._end = undo.pop_all()

    def add(self, key: str, cell: Mapping[str, Any]) -> None:
        """Keep one answer; it is with the operating system when this returns."""
        text = json.dumps([key, {name: _encode(value) for name, value in cell.items()}]).encode()
        self.file.write(b'["%b", %b]\n' % (_sum(text), text))
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
        self._end.close()

    def _sync(self) -> None:
        self._syncing = None  # what is added from here on may come too late for this time
        with contextlib.suppress(OSError, ValueError):  # no disk, or closed meanwhile
            os.fsync(self.file.fileno())

    def _read(self) -> None:
        """Take what is there, without the torn line of a killed run; begin a new file."""
        self.file.seek(0)
        head = self.file.readline(len(_HEAD))
        if not _HEAD.startswith(head):
            raise self._refusal("is no file of a sweep", "Name a new file")
        end = len(head) if head == _HEAD else 0
        for number, line in enumerate(self.file, start=2):
            if line.endswith(b"\n"):
                end += len(line)
                self.cells |= self._entry(number, line)
        self.file.truncate(end)
        if not end:
            self.file.write(_HEAD)

    def _entry(self, number: int, line: bytes) -> dict[str, _StoreRow]:
        text = line[21:-2]
        if line == b'["%b", %b]\n' % (_sum(text), text):
            with contextlib.suppress(Exception):  # whatever somebody has signed
                key, cell = json.loads(text)
                return {key: {name: _decode(value) for name, value in cell.items()}}
        rule = f"holds a line that no sweep wrote, number {number}"
        raise self._refusal(rule, "Take that line out, or name a new file")

    def _refusal(self, rule: str, remedy: str) -> errors.NotApplicableError:
        return errors.NotApplicableError(self.caller, "store", str(self.path), rule, remedy)


def _sum(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:16].encode()


def fingerprints(function: Any, axes: Mapping[str, Mapping[Any, Any]]) -> dict[str, Any]:
    """What answers are of: fingerprints of the function, and of what every label stands for."""
    meant = {
        name: {_of_label(label): fingerprint(value) for label, value in axis.items()}
        for name, axis in axes.items()
    }
    return {"function": fingerprint(function), "axes": meant}


def _of_label(label: Any) -> str:
    """Fingerprint of a label; a whole number beside others is a float in a Dataset."""
    return fingerprint(int(label) if isinstance(label, float) and label.is_integer() else label)


def keys(of: Mapping[str, Any], axes: Mapping[str, Iterable[Any]]) -> Iterator[str]:
    """By what the answer at every point of a grid of labels is found."""
    meant = [
        [(name, digest, of["axes"][name][digest]) for digest in map(_of_label, labels)]
        for name, labels in axes.items()
    ]
    for point in itertools.product(*meant):
        yield fingerprint((of["function"], sorted(point)))


def _encode(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Fraction):
        return {"fraction": f"{value.numerator:#x}/{value.denominator:#x}"}
    if isinstance(value, (list, tuple)):
        return {"list": [_encode(part) for part in value], "tuple": isinstance(value, tuple)}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return {"integer": hex(value)}
    return value if value is None or isinstance(value, (bool, int, str)) else float(value)


def _decode(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "integer" in value:
        return int(value["integer"], 16)
    if "fraction" in value:
        return Fraction(*(int(part, 16) for part in value["fraction"].split("/")))
    parts = [_decode(part) for part in value["list"]]
    return tuple(parts) if value["tuple"] else parts
