"""Which tests run only where the slow ones do."""

from collections.abc import Iterable
from typing import Any

import pytest

SLOW = pytest.mark.slow
EXHAUSTIVE = pytest.mark.exhaustive


def some(values: Iterable[Any], fast: int, slow: int | None = None) -> list[Any]:
    """Parameters: the first few always, then slow ones, then what only an exhaustive run tries.

    `slow` counts those of the first two kinds; None: all.
    """
    every = list(values)
    last = len(every) if slow is None else slow
    rest = [pytest.param(v, marks=SLOW) for v in every[fast:last]]
    return [*every[:fast], *rest, *(pytest.param(v, marks=EXHAUSTIVE) for v in every[last:])]
