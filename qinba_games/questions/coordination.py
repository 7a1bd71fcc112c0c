"""When does a third party matter? The pivotal window."""

from __future__ import annotations

from typing import Any

from .. import _check, errors
from ..games.repeated import RepeatedGame
from ..games.stage import StageGame
from ..models.coordinator import Coordinator
from ..models.partnership import Partnership
from ..results.window import PivotalWindow
from ..types import Number
from ..verify import certified
from .evolution import concept_of, evolve
from .patience import critical_discount
from .thresholds import TOLERANCE, Segment, cooperating, merged, segments

_ACHIEVED, _NOT = "cooperation", "no cooperation"


def pivotal_window(
    model: RepeatedGame | StageGame | Partnership, coordinator: Coordinator, *, founding: int = 0
) -> PivotalWindow:
    """Find the discount factors at which a coordinator turns no cooperation into cooperation.

    Cooperation means: in a repeated game, that a profile with the largest joint payoff is played
    for ever; in a partnership, that the founding level is weak or strong. Without the capacity
    `sharing`, members share nothing on either side (sharing "none", or the partnership's own rule).

    Parameters
    ----------
    model : RepeatedGame, StageGame or Partnership
    coordinator : Coordinator
        For a repeated game only its capacity `sharing` has a meaning.
    founding : int
        Trust at the start of a partnership.

    Returns
    -------
    PivotalWindow
        `.intervals` [low, high); high is 1 if there is never cooperation without. Closed form for
        repeated games; for partnerships scanned on a grid and refined to `.tolerance`, so that
        windows narrower than 1/400 can be missed.

    Raises
    ------
    NotApplicableError
        If a capacity has no meaning for the model.

    Examples
    --------
    Two unequal governments that need a third one to settle shares, if they are not very patient:

    >>> import numpy as np, qinba_games as qg
    >>> benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    >>> pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    >>> qg.pivotal_window(pair, qg.Coordinator(sharing=True))
    PivotalWindow(Coordinator(sharing=True) is pivotal on [0.673094, 0.747347))
    """
    _check.instance("pivotal_window", "coordinator", coordinator, Coordinator)
    kinds = (RepeatedGame, StageGame, Partnership)
    _check.instance("pivotal_window", "model", model, kinds)
    if isinstance(model, Partnership):
        founding = _check.integer("pivotal_window", "founding", founding, high=model.levels - 1)
        return certified(_partnership_window(model, coordinator, founding))
    if founding != 0:
        raise errors.NotApplicableError(
            function="pivotal_window",
            argument="founding",
            value=founding,
            rule="has no meaning for a repeated game",
            remedy="Leave it out: a repeated game has no trust",
        )
    game = RepeatedGame(model) if isinstance(model, StageGame) else model
    return certified(_repeated_window(game, coordinator))


def _partnership_window(
    model: Partnership, coordinator: Coordinator, founding: int
) -> PivotalWindow:
    without = segments(model, founding)
    helped = _aligned(segments(coordinator.applied_to(model), founding), without)
    by_class = _by_class(without, helped)
    alone = cooperating(without)
    intervals = _minus(cooperating(helped), alone)
    evidence = []
    for low, high in intervals:
        middle = (low + high) / 2
        pair = (
            evolve(model, middle, founding=founding),
            evolve(model, middle, founding=founding, coordinator=coordinator),
        )
        evidence.append((middle, *pair))
    return PivotalWindow(
        model=model,
        coordinator=coordinator,
        founding=founding,
        intervals=intervals,
        by_class=by_class,
        tolerance=TOLERANCE,
        concept=concept_of(coordinator.applied_to(model).to_trust_game()),
        exact=False,
        notes="scanned on a grid of 1/400, every change refined by bisection",
        evidence=tuple(evidence),
        certificate=None,
    )


def _aligned(found: list[Segment], reference: list[Segment]) -> list[Segment]:
    """Edges that differ from one of `reference` by no more than their error, moved onto it."""
    edges = [s.low for s in reference] + [1.0]

    def snap(edge: float) -> float:
        close = min(edges, key=lambda other: abs(other - edge))
        return close if abs(close - edge) <= 4 * TOLERANCE else edge

    return [Segment(snap(s.low), snap(s.high), s.label) for s in found]


def _repeated_window(game: RepeatedGame, coordinator: Coordinator) -> PivotalWindow:
    for capacity in coordinator.capacities:
        if capacity != "sharing":
            raise errors.NotApplicableError(
                function="pivotal_window",
                argument="coordinator",
                value=coordinator,
                rule=f"{capacity} has no meaning for a repeated game",
                remedy="Ask about a Partnership, or keep only sharing",
            )
    alone = critical_discount(game, sharing="none")
    helped = critical_discount(game) if coordinator.sharing else alone
    low, high = min(helped.delta, 1), min(alone.delta, 1)
    first, second = _steps(high), _steps(low)
    return PivotalWindow(
        model=game,
        coordinator=coordinator,
        founding=0,
        intervals=[(low, high)] if low < high else [],
        by_class=_by_class(first, second),
        tolerance=0,
        concept=helped.concept,
        exact=game.exact,
        notes="closed form",
        evidence=((low, alone, helped),),
        certificate=None,
    )


def _steps(threshold: Number) -> list[Segment]:
    found = [Segment(0, threshold, _NOT), Segment(threshold, 1, _ACHIEVED)]
    return [s for s in found if s.low < s.high]


def _by_class(
    without: list[Segment], helped: list[Segment]
) -> dict[tuple[str, str], list[tuple[Any, Any]]]:
    overlay: dict[tuple[str, str], list[tuple[Any, Any]]] = {}
    for a in without:
        for b in helped:
            low, high = max(a.low, b.low), min(a.high, b.high)
            if low < high:
                overlay.setdefault((a.label, b.label), []).append((low, high))
    return {labels: merged(spans) for labels, spans in overlay.items()}


def _minus(
    inside: list[tuple[float, float]], outside: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Points of `inside` that are not in `outside`, as intervals [low, high)."""
    left = list(inside)
    for a, b in outside:
        pieces = [((low, min(high, a)), (max(low, b), high)) for low, high in left]
        left = [piece for both in pieces for piece in both if piece[0] < piece[1]]
    return merged(left)
