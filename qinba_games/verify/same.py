"""Whether what was solved is what was asked about."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ..types import Array


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; rounding aside, and whether they are kept exactly."""
    if one is other:
        return True
    if dataclasses.is_dataclass(one) and type(one) is type(other):
        names = [field.name for field in dataclasses.fields(one)]
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, (tuple, list)) and len(one) == len(other):
        return all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, np.ndarray):
        a, b = _floats(one), _floats(other)
        return a.shape == b.shape and np.allclose(a, b, rtol=1e-12, atol=1e-12)
    return bool(one == other)


def _floats(values: Any) -> Array:
    return np.asarray(np.asarray(values), dtype=float)
