"""Changes to the fields of a result, one at a time."""

import dataclasses
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from qinba_games import errors

#: What a result is about; what it says of itself in words; and what `certified` adds.
LEFT = {"game", "partnership", "partnerships", "certificate", "notes", "concept", "evidence"}


def numeric(value):
    return isinstance(value, (int, float, Fraction, np.number)) and not isinstance(
        value, (bool, np.bool_)
    )


def changed(number, step):
    """A number that is off: by a step, or no number at all."""
    if step in ("nan", "inf"):
        return float(step)
    return number + (Fraction(step) if isinstance(number, Fraction) else step)


def forged(value, step, rng):
    """Every way to change one number in a value; arrays at one place drawn at random."""
    if numeric(value) and np.isfinite(float(value)):
        yield changed(value, step)
    elif isinstance(value, np.ndarray) and value.size and value.dtype.kind in "fO":
        place = tuple(int(rng.integers(size)) for size in value.shape)
        if not numeric(value[place]) or not np.isfinite(float(value[place])):
            return
        copy = value.copy()
        copy[place] = changed(value[place], step)
        yield copy
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            for other in forged(entry, step, rng):
                yield {**value, key: other}
    elif isinstance(value, tuple) and not hasattr(value, "_fields"):
        for k, entry in enumerate(value):
            for other in forged(entry, step, rng):
                yield (*value[:k], other, *value[k + 1 :])
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if field.name not in LEFT:
                for other in forged(getattr(value, field.name), step, rng):
                    try:
                        yield dataclasses.replace(value, **{field.name: other})
                    except errors.InvalidInputError:  # cannot even be said
                        continue


def spoilt(value):
    """An entry dropped, or one twice; another name."""
    if isinstance(value, np.ndarray) and value.ndim and len(value):
        yield value[:-1]
        yield np.concatenate([value, value[-1:]])
    elif isinstance(value, Mapping) and value:
        yield dict(list(value.items())[:-1])
    elif isinstance(value, tuple) and value and not hasattr(value, "_fields"):
        yield value[:-1]
        yield (*value, value[-1])
    elif isinstance(value, bool):
        yield not value


def forgeries(result, size, seed=0):
    """(field, kind of change, result with it) of every field."""
    rng = np.random.default_rng(seed)
    for field in dataclasses.fields(result):
        if field.name in LEFT:
            continue
        value = getattr(result, field.name)
        for step in ("nan", "inf", 1e-6 * size, -1e-6 * size):
            for other in forged(value, step, rng):
                yield field.name, str(step), dataclasses.replace(result, **{field.name: other})
        for other in spoilt(value):
            yield field.name, "entry", dataclasses.replace(result, **{field.name: other})
