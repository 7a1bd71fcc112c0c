"""Payoffs out of frames, by label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import _check, errors
from ..types import Array


def in_words(frame: Any) -> bool:
    """Whether rows and columns of a frame have words as labels."""
    if not (hasattr(frame, "loc") and hasattr(frame, "columns")):
        return False
    return all(isinstance(label, str) for label in [*frame.index, *frame.columns])


def payoffs_of_frames(
    function: str, frames: Any
) -> tuple[list[str], tuple[list[str], list[str]], Array]:
    """Players, the actions of both, and payoffs of shape (rows, columns, 2)."""
    _check.instance(function, "frames", frames, Mapping)
    if len(frames) != 2:
        rule, remedy = "a bimatrix has two players", "Pass StageGame a tensor for more of them"
        raise errors.ShapeError(function, "frames", tuple(frames), rule, remedy)
    first, second = frames.values()
    for frame in (first, second):
        if not hasattr(frame, "loc") or not hasattr(frame, "columns"):
            rule = f"must map players to frames, not to {_check.kind_of(frame)}"
            remedy = "Pass a DataFrame for each, or StageGame.from_bimatrix two matrices"
            raise errors.InputTypeError(function, "frames", frame, rule, remedy)
    rows = _same(function, "index", list(first.index), list(second.index))
    columns = _same(function, "columns", list(first.columns), list(second.columns))
    # Each frame has every label once, so that `loc` puts both into one order.
    both = [
        _check.array(function, "frames", f.loc[rows, columns].to_numpy()) for f in (first, second)
    ]
    names = ([str(name) for name in rows], [str(name) for name in columns])
    return [str(player) for player in frames], names, np.stack(both, axis=-1)


def _same(function: str, what: str, one: list[Any], other: list[Any]) -> list[Any]:
    """The labels of the first frame, if the second has the same, and each once."""
    if len(set(one)) == len(one) == len(other) and set(one) == set(other):
        return one
    rule = f"both frames must have the same {what}, every label once"
    remedy = f"Give both the same {what}"
    raise errors.ShapeError(function, "frames", (tuple(one), tuple(other)), rule, remedy)
