"""Where trust goes while help lasts and after it, read once more: chances and times of marks."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...partnership.checks.agreed import ending, settled
from ...types import Array, FloatArray, IntArray


def path_of(model: Any, choice: IntArray, mark: int, start: int) -> tuple[float, float]:
    """The probability that trust gets from `start` to a mark, and the expected helped periods.

    `choice`, shape (L, T), is agreed on below the mark.
    """
    leaving, chance = _leaving(model), _times(model)
    levels, times = choice.shape
    onward, ends = np.zeros((levels, times, levels)), np.zeros((levels, times, 2))
    for k in range(levels):
        for t in range(times):
            if k >= mark:
                ends[k, t, 0] = 1
            elif choice[k, t] == leaving:
                ends[k, t, 1] = 1
            else:
                onward[k, t], ends[k, t, 1] = _next(model, k, full=choice[k, t] == 0)
    helped = (np.arange(levels)[:, None] < mark) & (choice != leaving)
    spread = (onward[..., None] * chance).reshape(levels * times, levels * times)
    chain = ending(spread[None], ends.reshape(1, -1, 2))
    first = np.zeros(chain.shape[1])
    first[start * times : (start + 1) * times] = chance
    passing = np.append(helped.ravel(), [False, False]).astype(float)[None]
    rest, periods = settled(chain, passing)
    sure, over = (_surely(chain[0], first > 0, ends) for ends in ([-2], [-2, -1]))
    reached = 1.0 if sure else float(first @ rest[0, :, -2])
    return reached, float(first @ periods[0]) if over else float("inf")


def lasting(model: Any, choice: IntArray, cooperates: Array, mark: int) -> float:
    """Expected periods from a level of trust until the first that is not weak or strong."""
    leaving, chance = _leaving(model), _times(model)
    levels, times = choice.shape
    onward, ends = np.zeros((levels, levels)), np.ones(levels)
    for k in np.flatnonzero(cooperates).tolist():
        ends[k] = 0
        for t in range(times):
            if choice[k, t] == leaving:
                ends[k] += chance[t]
                continue
            to, over = _next(model, k, full=choice[k, t] == 0)
            onward[k] += chance[t] * to
            ends[k] += chance[t] * over
    chain = ending(onward[None], ends[None, :, None])
    first = np.zeros(levels + 1)
    first[mark] = 1
    if not _surely(chain[0], first > 0, [-1]):
        return float("inf")
    return float(settled(chain, np.append(cooperates, False).astype(float)[None])[1][0, mark])


def _leaving(model: Any) -> int:
    """The number of leaving among choices."""
    pooled = isinstance(model.sharing, str) and model.sharing == "voluntary"
    return 2**model.n_members if pooled else 2


def _times(model: Any) -> FloatArray:
    """The chance of good times, and of each of the bad ones."""
    bad = [float(chance) for chance, _ in model.bad_times]
    return np.array([max(1 - sum(bad), 0.0), *bad])


def _next(model: Any, k: int, *, full: bool) -> tuple[FloatArray, float]:
    """Chances of the next trust, and that the relation ends, whether all contribute or not."""
    to, over = np.zeros(model.levels), 0.0
    back = float(model.friction[k]) if full else 1.0
    if model.drop is None:
        over = back
    else:
        to[max(k - model.drop, 0)] += back
    if full:
        rise = float(model.promotion)
        to[min(k + 1, model.levels - 1)] += (1 - back) * rise
        to[k] += (1 - back) * (1 - rise)
    return to, over


def _surely(chain: FloatArray, first: Array, ends: list[int]) -> bool:
    """Whether a chain that starts in one of `first` gets to one of the ends, come what may."""
    reach = (chain > 0) | np.eye(len(chain), dtype=bool)
    for _ in range(len(chain).bit_length()):
        reach = reach @ reach
    there = reach[first].any(axis=0)
    return bool(reach[there][:, ends].any(axis=1).all())
