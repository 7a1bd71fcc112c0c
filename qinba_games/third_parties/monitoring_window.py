"""What does a third party add that may burn money, or audit?"""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

from .. import _check, _tolerance
from ..common.spans import Spans
from ..coordinator import Coordinator
from ..monitoring.public_monitoring import public_monitoring
from ..monitoring.results import MonitoringTable
from ..repeated.audit import audited
from ..repeated.repeated_game import RepeatedGame, publicly_monitored
from ..types import Number
from ..verify.door import certified
from .results.window import PivotalWindow, overlaid, two_classes


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
    publicly_monitored("monitoring_window", game)
    does = ["burns money"] * int(burning) + [f"audits with probability {chance}"] * (chance > 0)
    return certified(_window(game, " and ".join(does) or "does nothing", burning, chance))


def audit_window(game: RepeatedGame, coordinator: Coordinator) -> PivotalWindow:
    """Where the audits of a coordinator make the difference."""
    chance = coordinator.credibility * coordinator.monitoring
    return _window(game, coordinator, False, chance)


def _window(game: RepeatedGame, helper: Any, burning: bool, chance: Number) -> PivotalWindow:
    audited_game = audited(game, chance) if chance > 0 else game
    alone = public_monitoring(game, budget="balanced")
    with_coordinator = public_monitoring(audited_game, budget="burning" if burning else "balanced")
    exact = alone.exact and with_coordinator.exact
    window = overlaid(
        two_classes(_cooperation(alone)),
        two_classes(_cooperation(with_coordinator)),
        model=game,
        coordinator=helper,
        founding=0,
        tolerance=0 if exact else _tolerance.DISCOUNT,
        concept="PPE",
        exact=exact,
        notes=("rows of two tables of public_monitoring",),
    )
    at = window.intervals.least if window.intervals else 0
    return dataclasses.replace(window, witness=((at, alone, with_coordinator),))


def _cooperation(table: MonitoringTable) -> Spans:
    """The discount factors at which a profile with the largest joint payoff is agreed on."""
    joint = table.game.stage.payoffs.sum(axis=-1)
    most = joint.max() - _tolerance.tie(table.game.stage.payoffs)
    rows = zip(itertools.pairwise([*table.delta.tolist(), 1]), table.profile, strict=True)
    return Spans.union(span for span, a in rows if a is not None and joint[a] >= most)
