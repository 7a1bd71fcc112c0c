"""Numbers as a reader wants to see them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np


def show(value: Any, *, digits: int = 6) -> str:
    """`value` as a reader wants to see it: short, exact fractions kept."""
    if isinstance(value, (bool, np.bool_, str)) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.{digits}g}"
    if isinstance(value, (Sequence, np.ndarray)):
        return "(" + ", ".join(show(v, digits=digits) for v in value) + ")"
    return str(value)
