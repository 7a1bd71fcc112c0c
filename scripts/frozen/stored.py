"""Answers as plain JSON: exact numbers as text ("=1/3"), floats to twelve digits."""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence, Set
from fractions import Fraction
from typing import Any

import networkx
import numpy as np
import pandas
import xarray

import qinba_games as qg
from qinba_games import errors

DIGITS, DEEPEST, LONGEST, SOME = 12, 5, 1_000, 100
#: What an answer is about is the question; what was solved on the way is not what was asked.
QUESTION = {
    *(
        "agreement",
        "before",
        "case",
        "answers",
        "witness",
        "game",
        "hierarchy",
        "issues",
        "membership",
    ),
    *("model", "network", "partnership", "partnerships", "region", "relation", "source"),
    *("sustained", "terms", "figure", "picture", "extent"),
}
#: What takes long where it is computed when it is asked for.
LONG = {"record"}
CERTIFICATE = ("inside", "outside", "gap", "exact", "proven", "ok")
#: What answers are asked besides: by the name of the method, arguments of each call.
CALLS: dict[str, list[tuple[Any, ...]]] = {
    "to_frame": [()],
    "survival": [(0,), (1,), (7,)],
    "hazard": [(0,), (3,)],
    "expected_size": [(3,)],
    "at": [(0.3,), (Fraction(9, 10),)],
    "row": [(0, 0.5)],
    "needed": [([0, 1],)],
    "watchers": [()],
    "sizes": [(2,)],
    "coalitions": [(2,)],
    "kept": [(0,)],
    "side": [(0,)],
    "strips": [(0,)],
    "bundle": [(1,)],
    "counts": [(), (None, True)],
    "layers": [()],
    "stay": [([0, 1],)],
    "joint_value": [([0, 1],)],
    "class_of": [([0, 1],)],
    "cascade": [(0,)],
    "to_tu": [()],
    "at_founding": [()],
    "begins": [()],
    "support": [([1] * n,) for n in (2, 3)],
    "strategy": [()],
    "residual_of": [],
    "windows": [()],
    "path": [(5,)],
    "priorities": [()],
    "quantiles": [()],
}


def answered(ask: Callable[[], Any]) -> dict[str, Any]:
    """What a question gives: an answer and whether it is verified, or how it was refused."""
    try:
        value = ask()
    except errors.QinbaGamesError as error:
        return {"refused": refusal(error)}
    except Exception as error:  # noqa: BLE001 (a raw exception is an answer, too)
        return {"raw": type(error).__name__}
    found = {"answer": stored(value)}
    if is_answer(value):
        try:
            found["verify"] = stored(qg.verify(value))
        except errors.QinbaGamesError as error:
            found["verify"] = {"refused": refusal(error)}
        for name, calls in CALLS.items():
            method = getattr(value, name, None)
            for given in calls if callable(method) else ():
                found[f"{name}{given}"] = _called(method, given)
    return found


def refusal(error: errors.QinbaGamesError) -> list[Any]:
    """Kind of an error, and the function and argument that it names."""
    blamed = (getattr(error, name, None) for name in ("function", "argument"))
    return [type(error).__name__, *(None if b is None else str(b) for b in blamed)]


def _called(method: Callable[..., Any], given: tuple[Any, ...]) -> Any:
    try:
        return stored(method(*given))
    except errors.QinbaGamesError as error:
        return {"refused": refusal(error)}
    except Exception as error:  # noqa: BLE001
        return {"raw": type(error).__name__}


def is_answer(value: Any) -> bool:
    """Whether something is a result of the package."""
    return hasattr(value, "concept") and hasattr(value, "certificate")


def stored(value: Any, above: tuple[int, ...] = ()) -> Any:
    """A value in what JSON knows; `above` are the objects that it is a part of."""
    if value is None or isinstance(value, (bool, np.bool_)):
        return None if value is None else bool(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (int, np.integer, Fraction)):
        return f"={value}"
    if isinstance(value, (float, np.floating)):
        return _float(float(value))
    if id(value) in above or len(above) > DEEPEST:
        return "..."
    return _group(value, (*above, id(value)))


def _float(value: float) -> Any:
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else f"~{value}"


def _group(value: Any, above: tuple[int, ...]) -> Any:
    """What has parts."""
    if isinstance(value, np.ndarray):
        return _array(value, above)
    if isinstance(value, pandas.DataFrame):
        columns = {str(name): stored(list(value[name]), above) for name in value.columns}
        return {"index": stored(list(value.index), above), **columns}
    if isinstance(value, pandas.Series):
        return {str(name): stored(entry, above) for name, entry in value.items()}
    if isinstance(value, xarray.Dataset):
        return {str(name): stored(value[name].values, above) for name in value}
    if isinstance(value, networkx.Graph):
        edges = [[str(a), str(b), stored(more, above)] for a, b, more in value.edges(data=True)]
        return {"nodes": sorted(map(str, value)), "edges": sorted(edges, key=str)}
    if is_answer(value):
        return _attributes(value, above)
    if isinstance(value, Mapping):
        return {str(stored(key)): stored(entry, above) for key, entry in value.items()}
    if isinstance(value, Set):
        return sorted((stored(entry, above) for entry in value), key=str)
    if isinstance(value, Sequence) and not hasattr(value, "_fields"):
        return [stored(entry, above) for entry in value]
    if type(value).__module__.startswith("qinba_games"):
        return _attributes(value, above)
    return str(value) if type(value).__module__.startswith("sympy") else type(value).__name__


def _array(value: Any, above: tuple[int, ...]) -> Any:
    """Of a long array the shape and some entries."""
    if value.size <= LONGEST:
        return (
            [stored(entry, above) for entry in value.tolist()] if value.ndim else stored(value[()])
        )
    some = value.ravel()[:: value.size // SOME]
    return {"shape": stored(value.shape), "some": stored(some, above)}


def _attributes(value: Any, above: tuple[int, ...]) -> dict[str, Any]:
    """Everything public of an object of the package that is no method."""
    if {"inside", "outside"} <= set(dir(value)):
        return {name: stored(getattr(value, name), above) for name in CERTIFICATE}
    fields = (
        {f.name for f in dataclasses.fields(value)} if dataclasses.is_dataclass(value) else set()
    )
    left_out = (QUESTION | LONG - fields) if is_answer(value) else {"figure"}
    found = {"class": type(value).__name__}
    for name in sorted({*dir(value), *fields}):
        with contextlib.suppress(AttributeError):
            if name.startswith("_") or name in left_out:
                continue
            found |= _attribute(value, name, above)
    return found


def _attribute(value: Any, name: str, above: tuple[int, ...]) -> dict[str, Any]:
    try:
        part = getattr(value, name)
    except errors.QinbaGamesError as error:
        return {name: {"refused": refusal(error)}}
    return {} if callable(part) else {name: stored(part, above)}
