"""How far apart the payoffs of a model are in size, and the refusal where that is too far.

Doubles keep sixteen digits. What is compared is compared relative to the terms that meet, so that a
huge number that is never reached does no harm. Where it is reached, or where all payoffs are huge
and differ little, rounding may decide; then the answer is refused and not guessed.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import errors
from ..types import FloatArray

#: Up to so many powers of ten between payoffs nothing is refused.
POWERS = 8
#: Chances and counts, which are no payoffs.
_NO_PAYOFFS = frozenset(
    ("probability", "probabilities", "friction", "promotion", "detection", "stake", "chance")
)


def refuse_constant(result: Any) -> None:
    """Refuse payoffs of which a constant hides most digits.

    Raises
    ------
    PayoffSpanError
    """
    found = [p for p in _payoffs(getattr(result, "game", None)) if p.size]
    if found:
        high, low = max(float(p.max()) for p in found), min(float(p.min()) for p in found)
        spread, most = high - low, max(abs(high), abs(low))
        if 0 < spread * 10.0**POWERS < most:
            _refuse(result, most / spread)


def refuse_span(result: Any) -> None:
    """Refuse a model whose payoffs are too far apart, if they are.

    Raises
    ------
    PayoffSpanError
    """
    names = ("partnership", "partnerships", "game")
    model = next((vars(result)[name] for name in names if name in vars(result)), None)
    sizes = [abs(p[p != 0]) for p in _payoffs(model)]
    found = np.concatenate([np.zeros(0), *(size.ravel() for size in sizes)])
    if len(found) and found.max() > 10.0**POWERS * found.min():
        _refuse(result, float(found.max() / found.min()))


def _refuse(result: Any, span: float) -> None:
    raise errors.PayoffSpanError(
        f"{type(result).__name__}: payoffs span 10^{round(math.log10(span))}, too far for floats, "
        "whose rounding could decide the answer; pass ints or Fractions, which are exact."
    )


def _payoffs(model: Any) -> Iterator[FloatArray]:
    """The arrays of floats that a model consists of, chances left out."""
    if isinstance(model, np.ndarray):
        if model.dtype.kind == "f":
            yield model
    elif isinstance(model, float):
        yield np.array(model)
    elif isinstance(model, tuple):
        for part in model:
            yield from _payoffs(part)
    elif dataclasses.is_dataclass(model):
        for field in dataclasses.fields(model):
            if field.name not in _NO_PAYOFFS:
                yield from _payoffs(getattr(model, field.name))
