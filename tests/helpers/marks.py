"""Which tests run only where the slow ones do."""

from collections.abc import Iterable
from typing import Any

import pytest

SLOW = pytest.mark.slow


def some(values: Iterable[Any], fast: int) -> list[Any]:
    """Parameters of which the first few are always tried, and the others with the slow tests."""
    return [v if k < fast else pytest.param(v, marks=SLOW) for k, v in enumerate(values)]
