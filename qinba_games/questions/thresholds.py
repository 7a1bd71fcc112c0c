"""What a partnership's founding level is at every discount factor at once.

Classes are piecewise constant in the discount factor, but need not change only once: a patient
member may wait where an impatient one contributes. So the whole interval is scanned, in one batch,
and every change found is refined by bisection.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..models.partnership import Partnership
from ..types import Array
from .evolution import best_choices, classify, float_game

#: Edges are located up to this; windows narrower than a grid step may be missed.
TOLERANCE = 1e-10
GRID = np.concatenate([np.linspace(0, 1, 401)[:-1], 1 - np.logspace(-3, -6, 4)])
COOPERATING = ("weak", "strong")


class Segment(NamedTuple):
    """The founding class on [low, high)."""

    low: float
    high: float
    label: str


def founding_classes(model: Partnership, founding: int, deltas: Array) -> Array:
    """Class of the founding trust level at each discount factor, solved as one batch."""
    game = float_game(model).take(np.zeros(len(deltas), dtype=int))
    choice, _ = best_choices(game, np.asarray(deltas, dtype=float))
    return np.asarray(classify(game, choice)[:, founding])


def segments(model: Partnership, founding: int) -> list[Segment]:
    """Maximal intervals of discount factors with one founding class, in order."""
    labels = founding_classes(model, founding, GRID)
    edges: list[tuple[float, str]] = [(0.0, str(labels[0]))]
    jumps = np.flatnonzero(labels[1:] != labels[:-1])
    low, high = GRID[jumps].copy(), GRID[jumps + 1].copy()
    old, new = labels[jumps].copy(), labels[jumps + 1]
    while len(low):
        first, label = _first_change(model, founding, low, high, old)
        edges += list(zip(first.tolist(), label.tolist(), strict=True))
        # Between two grid points there may be several changes: go on from the one just found.
        more = label != new
        low, high, old, new = first[more], high[more], label[more], new[more]
    edges.sort()
    ends = [low for low, _ in edges[1:]] + [1.0]
    return [Segment(low, high, label) for (low, label), high in zip(edges, ends, strict=True)]


def _first_change(
    model: Partnership, founding: int, low: Array, high: Array, old: Array
) -> tuple[Array, Array]:
    """Bisect every bracket to where the class stops being `old`; the class just there."""
    low, high = low.copy(), high.copy()
    while (high - low).max() > TOLERANCE:
        middle = (low + high) / 2
        same = founding_classes(model, founding, middle) == old
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return high, founding_classes(model, founding, high)


def cooperating(found: list[Segment]) -> list[tuple[float, float]]:
    """Where the founding level is weak or strong: merged intervals [low, high)."""
    return merged([(s.low, s.high) for s in found if s.label in COOPERATING])


def merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Adjacent intervals joined."""
    joined: list[tuple[float, float]] = []
    for low, high in sorted(intervals):
        if joined and joined[-1][1] == low:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined
