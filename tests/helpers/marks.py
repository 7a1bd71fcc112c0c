"""Which tests run only where the slow ones do."""

from collections.abc import Iterable
from typing import Any

import pytest

SLOW = pytest.mark.slow
EXHAUSTIVE = pytest.mark.exhaustive
#: Names of marks that this run leaves out; see `conftest.py`.
LEFT_OUT: set[str] = set()


def some(values: Iterable[Any], fast: int, slow: int | None = None) -> list[Any]:
    """Parameters: the first few always, then slow ones, then what only an exhaustive run tries.

    `slow` counts those of the first two kinds; None: all. Whatever this run leaves out is not even
    collected: that would be most of all tests, in both processes.
    """
    every = list(values)
    last = len(every) if slow is None else slow
    rest = [(v, SLOW) for v in every[fast:last]] + [(v, EXHAUSTIVE) for v in every[last:]]
    made = [(v, mark) for v, mark in rest if mark.name not in LEFT_OUT]
    if not every[:fast]:  # a test without a case would be one that is skipped
        made = made or rest[:1]
    return [*every[:fast], *(pytest.param(v, marks=mark) for v, mark in made)]
