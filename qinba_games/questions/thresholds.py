"""What a partnership's founding level is at every discount factor at once.

Classes are piecewise constant in the discount factor, but need not change only once: a patient
member may wait where an impatient one contributes. So the whole interval is scanned, in one batch,
and every change found is refined by bisection.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any, NamedTuple

import numpy as np

from .. import _check
from ..models.partnership import RULES, Partnership
from ..results.evolution import Evolution
from ..results.patience import CriticalDiscount
from ..types import Array
from ..verify import verify
from .evolution import best_choices, classify, evolve, float_game

#: Edges are located up to this; windows narrower than a grid step may be missed.
TOLERANCE = 1e-10
GRID = np.concatenate([np.linspace(0, 1, 401)[:-1], 1 - np.logspace(-3, -6, 4)])
COOPERATING = ("weak", "strong")


class Segment(NamedTuple):
    """The founding class on [low, high)."""

    low: Any
    high: Any
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


def critical_discount_partnership(
    model: Partnership, sharing: Any, *, founding: int = 0
) -> CriticalDiscount:
    """Least patience at which the founding level of a partnership is weak or strong."""
    if isinstance(sharing, str):
        _check.choice("critical_discount", "sharing", sharing, RULES)
    model = dataclasses.replace(model, sharing=sharing)
    founding = _check.integer("critical_discount", "founding", founding, high=model.levels - 1)
    intervals = cooperating(segments(model, founding))
    single = len(intervals) == 1 and intervals[0][1] == 1
    delta = intervals[0][0] if single else math.inf
    shown = evolve(model, intervals[0][0] if intervals else 0.0, founding=founding)
    return CriticalDiscount(
        game=model,
        sharing=model.sharing,
        delta=delta,
        profile=shown.profiles if intervals else None,
        binding=_binding(model, shown) if intervals and not shown.game.voluntary else None,
        shares=None,
        intervals=tuple(intervals),
        price_of_fairness=None,
        concept=shown.concept,
        exact=False,
        certificate=shown.certificate,
        tolerance=TOLERANCE,
        notes=("scanned on a grid of 1/400, every change refined by bisection",),
        evidence=shown,
    )


def _binding(model: Partnership, shown: Evolution) -> tuple[str, ...] | None:
    """Who would break the agreement of the threshold if everybody were a little less patient."""
    below = float(shown.delta) - 1e-6
    if below < 0:
        return None
    certificate = verify(evolve(model, below, founding=shown.founding), policy=shown.profiles)
    return None if certificate.ok or certificate.member is None else (certificate.member,)
