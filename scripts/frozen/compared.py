"""Where two frozen files differ."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

#: Floats may differ by this part of the largest number that meets in them; all models have numbers
#: of about 1.
NEAR = 1e-9
#: Words of an answer, which may improve.
WORDS = {"notes"}
MISSING = "(not there)"


class Difference(NamedTuple):
    """An attribute of a case, and its two values."""

    case: str
    attribute: str
    before: Any
    after: Any


def read(path: Path) -> dict[str, Any]:
    """All cases of a frozen file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {found.pop("case"): found for found in map(json.loads, lines)}


def differences(one: dict[str, Any], two: dict[str, Any]) -> Iterator[Difference]:
    """All of them, in the order of cases."""
    for case in sorted({*one, *two}):
        if case not in one or case not in two:
            there = (MISSING if case not in found else "(there)" for found in (one, two))
            yield Difference(case, "", *there)
            continue
        for attribute, before, after in _unlike(one[case], two[case], "", 1.0):
            yield Difference(case, attribute, before, after)


def _unlike(one: Any, two: Any, at: str, scale: float) -> Iterator[tuple[str, Any, Any]]:
    """(attribute, one, two) of whatever is not the same in two stored values."""
    if isinstance(one, dict) and isinstance(two, dict):
        for name in dict.fromkeys([*one, *two]):
            if name not in WORDS:
                parts = (found.get(name, MISSING) for found in (one, two))
                yield from _unlike(*parts, f"{at}.{name}".removeprefix("."), scale)
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        scale = max(scale, _size(one), _size(two))
        for k, (first, second) in enumerate(zip(one, two, strict=True)):
            yield from _unlike(first, second, f"{at}[{k}]", scale)
    elif not _same(one, two, scale):
        yield at, one, two


def _same(one: Any, two: Any, scale: float) -> bool:
    """Whether two leaves are: exact numbers and names to the digit, floats nearly."""
    if isinstance(one, float) and isinstance(two, float):
        return abs(one - two) <= NEAR * max(scale, abs(one), abs(two))
    return type(one) is type(two) and one == two


def _size(value: Any) -> float:
    """The largest number of a stored value."""
    if isinstance(value, list):
        return max(map(_size, value), default=0.0)
    if isinstance(value, str) and value.startswith("="):
        return _exact(value)
    return abs(value) if isinstance(value, float) and math.isfinite(value) else 0.0


def _exact(text: str) -> float:
    try:
        return abs(float(Fraction(text[1:])))
    except (ValueError, OverflowError):
        return 0.0
