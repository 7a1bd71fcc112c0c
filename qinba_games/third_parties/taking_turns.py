"""The pivotal window of a partnership whose members can play any equilibrium alone.

Members who act together all contribute, or nobody does. Among all profiles, lotteries and
punishments they can also take turns, which replaces a part of what sharing does.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from .. import errors
from ..common.bisection import bracket
from ..common.spans import Spans
from ..coordinator import Coordinator
from ..partnership.critical_discount import probes
from ..partnership.evolve import evolve
from ..partnership.partnership import Partnership
from ..partnership.results.evolution import COOPERATING
from ..payoff_sets.payoff_set import payoff_set
from .results.window import ANY_EQUILIBRIUM, PivotalWindow, overlaid, two_classes

#: Possible error of an edge: every step of the search finds one set of payoffs for each state.
TOLERANCE = 4e-5
#: Points of an interval at which it is looked at first, and the most patience looked at.
_POINTS, _MOST = 5, 0.98
_NOTE = (
    "alone: SPE payoff sets with public randomisation over all profiles, looked for where members "
    f"who act together need the coordinator, up to {_MOST}; edges refined by bisection"
)


def beside_any_equilibrium(modes: PivotalWindow) -> PivotalWindow:
    """What is left of a window beside acting together if members can play any equilibrium."""
    # What acting together reaches is an equilibrium among all profiles too, and none without
    # transfers is worth more than one with them: so only where these are worth something. Not
    # certified yet.
    model, coordinator, founding = modes.model, modes.coordinator, modes.founding
    _refuse(model, coordinator)
    pieces = [
        span
        for (without, with_coordinator), spans in modes.by_class.items()
        if without not in COOPERATING and with_coordinator != "isolated"
        for low, high in spans
        for span in begun(model, founding, low, high)
    ]
    alone = two_classes(Spans.union([*modes.kept(0), *pieces]))
    rows = [*itertools.chain(alone.values(), modes.side(1).values())]
    deltas = sorted({delta for spans in rows for delta in probes(spans, TOLERANCE)})
    witness = tuple(
        (
            delta,
            payoff_set(model, delta, founding=founding),
            evolve(model, delta, founding=founding, coordinator=coordinator),
        )
        for delta in deltas
    )
    return overlaid(
        alone,
        modes.side(1),
        model=model,
        coordinator=coordinator,
        founding=founding,
        baseline=ANY_EQUILIBRIUM,
        tolerance=TOLERANCE,
        concept=modes.concept,
        exact=False,
        proven=False,
        notes=(_NOTE,),
        witness=witness,
    )


def _refuse(model: Partnership, coordinator: Coordinator) -> None:
    owner = "pivotal_window"
    if not coordinator.sharing:
        rule = "has to settle shares: members alone can do anything but pay"
        remedy = "Give the coordinator sharing, or compare with acting together, the default"
        raise errors.NotApplicableError(owner, "coordinator", coordinator, rule, remedy)
    if model.n_members != 2:
        rule = "has two members where all profiles count"
        remedy = "Compare with acting together, the default"
        raise errors.NotApplicableError(owner, "model", model, rule, remedy)


def begun(
    model: Partnership, founding: int, low: float, high: float
) -> Iterator[tuple[float, float]]:
    """Where in an interval members contribute by themselves in some equilibrium."""

    def begins(delta: float) -> bool:
        return payoff_set(model, delta, founding=founding).contributes(founding) is True

    top = min(high, _MOST)
    inside = min(8 * TOLERANCE, (top - low) / 4)
    if inside <= 0:
        return
    step = (top - low - 2 * inside) / (_POINTS - 1)
    points = [low + inside + k * step for k in range(_POINTS)]
    answers = [begins(delta) for delta in points]
    start = low if answers[0] else None
    for (a, was), (b, now) in itertools.pairwise(zip(points, answers, strict=True)):
        if was != now:
            edge = bracket(lambda d, was=was: begins(d) == was, a, b, TOLERANCE)[1]  # type: ignore[misc]
            if start is not None:
                yield start, edge
            start = edge if now else None
    if start is not None:
        yield start, high
