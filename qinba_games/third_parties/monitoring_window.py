"""What does a third party add that may burn money, or audit?"""

from __future__ import annotations

import itertools
from typing import Any

from .. import _check, _tolerance, errors
from ..coordinator import Coordinator
from ..monitoring.public_monitoring import public_monitoring
from ..monitoring.results import MonitoringTable
from ..partnership.critical_discount import merged
from ..repeated.audit import audited
from ..repeated.monitoring import PublicMonitoring
from ..repeated.repeated_game import RepeatedGame
from ..types import Number
from ..verify.door import certified
from .results.window import PivotalWindow

_ACHIEVED, _NOT = "cooperation", "no cooperation"


def monitoring_window(
    game: RepeatedGame, *, burning: bool = True, audits: Number = 0
) -> PivotalWindow:
    """Find the discount factors at which a third party that burns money or audits is pivotal.

    Cooperation means that a profile with the largest joint stage payoff is what the best
    equilibrium agrees on. Without the third party members can only pay each other (budget
    "balanced") and nobody audits.

    Parameters
    ----------
    game : RepeatedGame
        With `PublicMonitoring` and at least two players.
    burning : bool
        Whether the third party takes money that members lose after bad signals (budget "burning").
    audits : Number
        Probability with which it reveals what was really done (`audited`).

    Returns
    -------
    PivotalWindow
        `.intervals` [low, high): cooperation with the third party and none without it; high is 1 if
        there never is any without. Concept "PPE". Exact for rational games and audits.

    Raises
    ------
    NotApplicableError
        If the game is monitored perfectly, or has a single player.
    ProbabilityError, InputTypeError

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.third_parties import monitoring_window, noisy_prisoners_dilemma
    >>> game = noisy_prisoners_dilemma()
    >>> monitoring_window(game)
    PivotalWindow('burns money' is pivotal on [10/13, 5/6))
    >>> monitoring_window(game, burning=False, audits=Fraction(1, 4))
    PivotalWindow('audits with probability 1/4' is pivotal on [5/7, 5/6))
    """
    _check.instance("monitoring_window", "game", game, RepeatedGame)
    _check.flag("monitoring_window", "burning", burning)
    chance = _check.probability("monitoring_window", "audits", audits)
    if not isinstance(game.monitoring, PublicMonitoring):
        rule = "has perfect monitoring: there is nothing to audit, and no money need be burned"
        remedy = "Give the game a PublicMonitoring, or ask pivotal_window about other capacities"
        raise errors.NotApplicableError("monitoring_window", "game", game, rule, remedy)
    return certified(_window(game, _named(burning, chance), burning, chance))


def audit_window(game: RepeatedGame, coordinator: Coordinator) -> PivotalWindow:
    """Where the audits of a coordinator make the difference."""
    chance = coordinator.credibility * coordinator.monitoring
    return _window(game, coordinator, False, chance)


def _window(game: RepeatedGame, helper: Any, burning: bool, chance: Number) -> PivotalWindow:
    seen = audited(game, chance) if chance > 0 else game
    alone = public_monitoring(game, budget="balanced")
    helped = public_monitoring(seen, budget="burning" if burning else "balanced")
    by_class = _by_class(alone, helped)
    intervals = by_class.get((_NOT, _ACHIEVED), [])
    exact = alone.exact and helped.exact
    return PivotalWindow(
        model=game,
        coordinator=helper,
        founding=0,
        intervals=intervals,
        by_class=by_class,
        tolerance=0 if exact else _tolerance.DISCOUNT,
        concept="PPE",
        exact=exact,
        notes=("rows of two tables of public_monitoring",),
        evidence=((intervals[0][0] if intervals else 0, alone, helped),),
    )


def _named(burning: bool, chance: Number) -> str:
    does = ["burns money"] * burning + [f"audits with probability {chance}"] * (chance > 0)
    return " and ".join(does) or "does nothing"


def _by_class(
    alone: MonitoringTable, helped: MonitoringTable
) -> dict[tuple[str, str], list[tuple[Any, Any]]]:
    """For every pair (without, with) the discount factors where it occurs."""
    slack = 0 if alone.exact and helped.exact else _tolerance.DISCOUNT
    edges = sorted({0, 1, *alone.delta.tolist(), *helped.delta.tolist()})
    edges = [low for low, high in itertools.pairwise(edges) if high - low > slack] + [1]
    overlay: dict[tuple[str, str], list[tuple[Any, Any]]] = {}
    for low, high in itertools.pairwise(edges):
        overlay.setdefault((_class(alone, low), _class(helped, low)), []).append((low, high))
    return {labels: merged(spans) for labels, spans in overlay.items()}


def _class(table: MonitoringTable, delta: Any) -> str:
    r = _tolerance.last_reached(table.delta, delta, exact=table.exact)
    agreed = None if r is None else table.profile[r]
    if agreed is None:
        return _NOT
    joint = table.game.stage.payoffs.sum(axis=-1)
    best = joint[agreed] >= joint.max() - _tolerance.tie(table.game.stage.payoffs)
    return _ACHIEVED if best else _NOT
