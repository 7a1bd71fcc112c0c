"""A short text that changes when a function or a value does, and not from run to run."""

from __future__ import annotations

import dataclasses
import functools
import numbers
import re
import types
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

import numpy as np

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def fingerprint(value: Any) -> str:
    """Fingerprint of a value by its content, of a function by its code.

    >>> fingerprint([1, 2]) == fingerprint([1, 2]) != fingerprint([2, 1])
    True
    """
    # Of a function: module, qualified name, code, defaults and what it encloses; not the globals
    # that it reads.
    return _digest(_content(value, ()))


def _digest(content: Any) -> str:
    import hashlib  # with it comes a library of ciphers

    return hashlib.sha256(repr(content).encode()).hexdigest()


def _content(value: Any, inside: tuple[int, ...]) -> Any:
    if id(value) in inside:
        return "itself"
    deeper = (*inside, id(value))

    def down(part: Any) -> Any:
        return _content(part, deeper)

    if isinstance(value, np.generic):  # before numbers: numpy's floats are floats of another name
        return down(value.item())
    if isinstance(value, int) and not isinstance(value, bool):
        return type(value).__name__, hex(value)  # Python does not write very long ones otherwise
    if value is None or isinstance(value, (str, bytes, bool, numbers.Number)):
        return type(value).__name__, repr(value)
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "biufc":
            data = value.dtype.str, np.ascontiguousarray(value).tobytes()
            return "array", value.shape, _digest(data)
        return "array", value.shape, [down(entry) for entry in value.ravel().tolist()]
    if isinstance(value, types.ModuleType):
        return "module", value.__name__
    if hasattr(value, "to_numpy"):  # pandas: what it shows is cut short
        labels = [getattr(value, name, None) for name in ("index", "columns")]
        return "frame", down(np.asarray(value.to_numpy())), [down(_as_list(one)) for one in labels]
    if isinstance(value, types.FunctionType):
        cells = [down(_cell(cell)) for cell in value.__closure__ or ()]
        defaults = [down(value.__defaults__), down(value.__kwdefaults__)]
        return value.__module__, value.__qualname__, _code(value.__code__), defaults, cells
    if isinstance(value, types.MethodType):
        return down(value.__func__), down(value.__self__)
    if isinstance(value, functools.partial):
        return "partial", down(value.func), down(value.args), down(value.keywords)
    if isinstance(value, type):
        return value.__module__, value.__qualname__
    does: Any = type(value).__call__
    called = down(does) if isinstance(does, types.FunctionType) else None
    name = type(value).__module__, type(value).__qualname__
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return name, called, [(one.name, down(getattr(value, one.name))) for one in fields]
    if isinstance(value, Mapping):
        return name, sorted((repr(down(key)), down(entry)) for key, entry in value.items())
    if isinstance(value, Set):
        return name, sorted(repr(down(entry)) for entry in value)
    if isinstance(value, Sequence):
        return name, [down(entry) for entry in value]
    return name, _ADDRESS.sub("", repr(value)), called, down(_state(value))


def _state(value: Any) -> Any:
    """What a value of others holds, wherever it keeps it; for itself, or for a copy of it."""
    try:
        parts = value.__reduce_ex__(2)
    except Exception:  # noqa: BLE001 (whatever a value raises that cannot be sent elsewhere)
        parts = ""
    if isinstance(parts, str):  # a name, or nothing
        return getattr(value, "__module__", None), parts, getattr(value, "__dict__", None)
    return [list(part) if isinstance(part, Iterator) else part for part in parts]


def _as_list(labels: Any) -> Any:
    return labels.tolist() if hasattr(labels, "tolist") else None


def _cell(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


def _code(code: types.CodeType) -> Any:
    constants = [
        _code(one) if isinstance(one, types.CodeType) else _content(one, ())
        for one in code.co_consts
    ]
    return code.co_code.hex(), code.co_names, code.co_varnames, constants
