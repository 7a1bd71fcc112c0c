"""A file that keeps what a long run has computed: one line for each answer, appended at once.

A run that is killed leaves at most one torn line, which is passed over. The first line says which
function the answers are of and what every label stands for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from .. import errors
from .fingerprint import fingerprint

_FORMAT = "qinba_games sweep 1"
_Labels = tuple[Any, ...]


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
        if not isinstance(path, (str, os.PathLike)) or not str(path):
            rule, remedy = "must be the path of a file", "Pass for example 'phase.jsonl'"
            raise errors.InputTypeError(caller, "store", path, rule, remedy)
        self.caller, self.path = caller, Path(path)
        self._cells: dict[tuple[str, ...], dict[str, Any]] = {}
        self.head: dict[str, Any] = {
            "format": _FORMAT,
            "function": fingerprint(function),
            "name": str(getattr(function, "__qualname__", type(function).__qualname__)),
            "axes": {
                name: {_text(label): fingerprint(value) for label, value in axis.items()}
                for name, axis in axes.items()
            },
        }
        try:
            self._begin()
        except (OSError, ValueError) as error:  # also a name that no file can have
            if isinstance(error, errors.QinbaGamesError):
                raise
            raise self._refusal(f"cannot be written ({error})", "Name another file") from error

    def _begin(self) -> None:
        """Open the file: without the torn line of a killed run, with the labels that are new."""
        kept = self._read() if self.path.exists() else []
        self.path.parent.mkdir(parents=True, exist_ok=True)
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

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def _read(self) -> list[str]:
        lines = self.path.read_text(encoding="utf-8").split("\n")
        try:
            head = json.loads(lines[0])
        except ValueError:
            head = None
        if not isinstance(head, dict) or head.get("format") != _FORMAT:
            raise self._refusal("is no file of a sweep", "Name a new file")
        if head["function"] != self.head["function"]:
            rule = f"holds the answers of another function, {head['name']}"
            raise self._refusal(rule, "Name a new file, or ask the function that it is of")
        if list(head["axes"]) != list(self.head["axes"]):
            rule = f"is over the axes {', '.join(head['axes'])}"
            raise self._refusal(rule, "Keep the axes, or name a new file")
        for name, axis in self.head["axes"].items():
            old = head["axes"][name]
            moved = [label for label in old if label in axis and old[label] != axis[label]]
            if moved:
                rule = f"stands for something else at {name} = {moved[0]}"
                raise self._refusal(rule, "Give what is new a label of its own")
            self.head["axes"][name] = {**old, **axis}
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


def _text(label: Any) -> str:
    return json.dumps(_encode(label))


def _encode(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, (list, tuple)):
        return {"list": [_encode(part) for part in value], "tuple": isinstance(value, tuple)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return {"other": fingerprint(value)}


def _decode(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "fraction" in value:
        return Fraction(value["fraction"])
    if "list" in value:
        parts = [_decode(part) for part in value["list"]]
        return tuple(parts) if value["tuple"] else parts
    return value["other"]
