"""Every field of a result changed, one change at a time."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from qinba_games import errors
from qinba_games.common.spans import Spans

#: What a result says of itself in words, what `certified` adds, and what was solved on the way.
_WORDS = {"certificate", "notes", "answers", "hand_overs", "in_fractions"}
#: What a result is about: with another one it is another question.
_ABOUT = {
    *("game", "partnership", "partnerships", "model", "network", "hierarchy", "membership"),
    *("region", "agreement", "issues", "source", "relation", "terms", "sustained", "before"),
}
LEFT = _WORDS | _ABOUT
#: Where rows of answers stand; of records, which stand elsewhere, another one can show as much.
_ROWS = ".results"
#: Places tried of an array, entries of a tuple or of a mapping.
_PLACES = 4


def forgeries(result: Any, seed: int = 0) -> Iterator[tuple[str, str, Any]]:
    """(field, what was done to it, the result with it) for every field."""
    rng = np.random.default_rng(seed)
    # What other kinds have as a witness are answers, which their own checks judge.
    beside = LEFT | ({"witness"} - vars(type(result)).get("__annotations__", {}).keys())
    fields = [field for field in dataclasses.fields(result) if field.name not in beside]
    size = max(1.0, *(_magnitude(getattr(result, field.name)) for field in fields))
    for field in fields:
        value = getattr(result, field.name)
        names = tuple(dict.fromkeys(_names(value)))[:4]
        done = [*_changes(value, size, names, rng)]
        if field.name == "delta" and _numeric(value) and value < 1:
            done += [("half", value / 2), ("half way to one", (1 + value) / 2)]
        for change, other in done:
            yield field.name, change, changed(result, **{field.name: other})


def changed(result: Any, **fields: Any) -> Any:
    """A copy with other fields, whatever its constructor would say of them."""
    other = copy.copy(result)
    for name, value in fields.items():
        object.__setattr__(other, name, value)
    return other


def needing(found: Any, delta: Any) -> Any:
    """A least discount factor that is another one."""
    return dataclasses.replace(found, intervals=Spans.upward(delta))


def _numeric(value: Any) -> bool:
    kinds = (int, float, Fraction, np.number)
    return isinstance(value, kinds) and not isinstance(value, (bool, np.bool_))


def _changes(value: Any, size: float, names: Any, rng: Any) -> Iterator[tuple[str, Any]]:
    """(What was done, the value with it), at some places of every part."""
    if isinstance(value, np.ndarray):
        yield from _array(value, size, names, rng)
    elif isinstance(value, Mapping):
        for key in _some(list(value), rng):
            yield "dropped", {k: v for k, v in value.items() if k != key}
            for done, other in _changes(value[key], size, names, rng):
                yield done, {**value, key: other}
    elif isinstance(value, (frozenset, set)):
        for entry in _some(sorted(value, key=str), rng):
            yield "dropped", type(value)(value - {entry})
    elif hasattr(value, "_fields"):
        rows = value._asdict() if _ROWS in type(value).__module__ else {}
        for name, part in rows.items():
            for done, other in _changes(part, size, names, rng):
                yield f"{name} {done}", value._replace(**{name: other})
    elif isinstance(value, (tuple, list)):
        if value:
            yield "dropped", type(value)(value[:-1])
            yield "twice", type(value)([*value, value[-1]])
        for k in _some(range(len(value)), rng):
            for done, other in _changes(value[k], size, names, rng):
                yield done, type(value)([*value[:k], other, *value[k + 1 :]])
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if field.name in LEFT or not field.init:
                continue
            for done, other in _changes(getattr(value, field.name), size, names, rng):
                try:
                    yield f"{field.name} {done}", dataclasses.replace(value, **{field.name: other})
                except errors.QinbaGamesError:  # cannot even be said
                    continue
    else:
        yield from _leaf(value, size, names)


def _leaf(value: Any, size: float, names: Any) -> Iterator[tuple[str, Any]]:
    """Every way to change one number, name or truth, or to say something where nothing is."""
    if isinstance(value, (bool, np.bool_)):
        yield "flipped", not value
    elif value is None or (_numeric(value) and value != value):
        yield "something", size
    elif _numeric(value):
        yield "nan", float("nan")
        if np.isinf(float(value)):
            yield "finite", size
            return
        yield "inf", float("inf")
        for done, step in (("up", 1e-6 * size), ("down", -1e-6 * size)):
            yield done, value + (Fraction(step) if isinstance(value, Fraction) else step)
        if isinstance(value, (int, np.integer)):
            yield "one more", value + 1
    elif isinstance(value, str):
        yield from (("another name", other) for other in names if other != value)


def _array(value: Any, size: float, names: Any, rng: Any) -> Iterator[tuple[str, Any]]:
    if value.ndim and len(value):
        yield "dropped", value[:-1]
        yield "twice", np.concatenate([value, value[-1:]])
    for flat in _some(range(value.size), rng):
        place = np.unravel_index(flat, value.shape)
        for done, other in _leaf(value[place], size, names):
            copied = value.astype(object) if value.dtype.kind in "ibU" else value.copy()
            copied[place] = other
            yield done, copied


def _some(entries: Any, rng: Any) -> list[Any]:
    entries = list(entries)
    if len(entries) <= _PLACES:
        return entries
    return [entries[k] for k in sorted(rng.choice(len(entries), _PLACES, replace=False))]


def _parts(value: Any) -> Iterator[Any]:
    """Whatever a value is made of, keys included."""
    if isinstance(value, np.ndarray):
        value = value.ravel().tolist()
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    if isinstance(value, (tuple, list, set, frozenset)):
        for entry in value:
            yield from _parts(entry)
    else:
        yield value


def _names(value: Any) -> list[str]:
    return [part for part in _parts(value) if isinstance(part, str)]


def _magnitude(value: Any) -> float:
    numbers = [abs(float(part)) for part in _parts(value) if _numeric(part)]
    return max((one for one in numbers if np.isfinite(one)), default=0.0)
