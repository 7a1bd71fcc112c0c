"""The pivotal window of a partnership against all that its members can do alone.

In joint modes members who share nothing all contribute, or nobody does. Among all profiles,
lotteries and punishments they can take turns, which replaces a part of what sharing does.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from .. import errors
from ..common.bisection import bracket
from ..common.spans import Spans
from ..coordinator import Coordinator
from ..partnership.evolve import evolve
from ..partnership.partnership import Partnership
from ..payoff_sets.payoff_set import payoff_set
from .overlay import overlaid, two_classes
from .results.window import PivotalWindow

#: Possible error of an edge: every step of the search finds one set of payoffs for each state.
TOLERANCE = 4e-5
#: Points of an interval at which it is looked at first, and the most patience looked at.
_POINTS, _MOST = 5, 0.98
_NOTE = (
    "alone: SPE payoff sets with public randomisation over all profiles, looked for inside the "
    f"window in joint modes and up to {_MOST}; edges refined by bisection"
)


def against_all(modes: PivotalWindow) -> PivotalWindow:
    """The window that is left of one in joint modes if members alone can do anything."""
    # What joint modes reach is an equilibrium among all profiles too, and none without transfers is
    # worth more than one with them; so it is looked for inside the window only. Not certified yet.
    model, coordinator, founding = modes.model, modes.coordinator, modes.founding
    _refuse(model, coordinator)
    begun = [span for low, high in modes.intervals for span in _begun(model, founding, low, high)]
    alone = two_classes(Spans.union([*modes.kept(0), *begun]))
    rows = [*itertools.chain(alone.values(), modes.side(1).values())]
    shown = sorted({delta for spans in rows for delta in _probes(spans)})
    evidence = tuple(
        (
            delta,
            payoff_set(model, delta),
            evolve(model, delta, founding=founding, coordinator=coordinator),
        )
        for delta in shown
    )
    return overlaid(
        alone,
        modes.side(1),
        model=model,
        coordinator=coordinator,
        founding=founding,
        alone="all",
        tolerance=TOLERANCE,
        concept=modes.concept,
        exact=False,
        proven=False,
        notes=(_NOTE,),
        evidence=evidence,
    )


def _refuse(model: Partnership, coordinator: Coordinator) -> None:
    owner = "pivotal_window"
    if not coordinator.sharing:
        rule = "has to settle shares: members alone can do anything but pay"
        remedy = "Give the coordinator sharing, or compare in joint modes (the default)"
        raise errors.NotApplicableError(owner, "coordinator", coordinator, rule, remedy)
    if model.n_members != 2:
        rule = "has two members where all profiles count"
        remedy = "Compare in joint modes (the default)"
        raise errors.NotApplicableError(owner, "model", model, rule, remedy)


def _begun(
    model: Partnership, founding: int, low: float, high: float
) -> Iterator[tuple[float, float]]:
    """Where in an interval members can begin by themselves."""

    def begins(delta: float) -> bool:
        return payoff_set(model, delta).begins(founding) is True

    top = min(high, _MOST)
    inside = min(8 * TOLERANCE, (top - low) / 4)
    if inside <= 0:
        return
    step = (top - low - 2 * inside) / (_POINTS - 1)
    points = [low + inside + k * step for k in range(_POINTS)]
    seen = [begins(delta) for delta in points]
    start = low if seen[0] else None
    for (a, was), (b, now) in itertools.pairwise(zip(points, seen, strict=True)):
        if was != now:
            edge = bracket(lambda d, was=was: begins(d) == was, a, b, TOLERANCE)[1]  # type: ignore[misc]
            if start is not None:
                yield start, edge
            start = edge if now else None
    if start is not None:
        yield start, high


def _probes(spans: Spans) -> Iterator[float]:
    """Discount factors beside both ends of every span; in the middle of one without ends."""
    for low, high in spans:
        step = min(8 * TOLERANCE, (high - low) / 4)
        ends = [low + step] * (low > 0) + [high - step] * (high < 1)
        yield from ends or [(low + high) / 2]
