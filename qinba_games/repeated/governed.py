"""Repeated games as they are when a third party is at work."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _tolerance
from ..common import concepts
from ..coordinator import Coordinator, governs, refuse, refuse_all_but
from ..stage.stage_game import StageGame
from ..types import Array, Number, frozen, read_only
from .audit import audited
from .monitoring import PublicMonitoring
from .repeated_game import RepeatedGame

_OWNER = "Coordinator.applied_to"
_ONCE = "Use correlated(stage), which asks what a mediator can recommend in a game played once"


@frozen
class GovernedGame:
    """A repeated game with deposits, subsidies, a rent, and members who cannot leave.

    Made by `Coordinator.applied_to`; `critical_discount` and `pivotal_window` know what to do with
    it. Whatever is agreed is one profile, played for ever.

    Attributes
    ----------
    game : RepeatedGame
    sharing : str
        "voluntary" if members can pay each other, else "none".
    deposit : array, shape (n,)
        Lost by whoever breaks the agreement, a lump in payoff units.
    subsidy : Number
        Paid to each member in every period in which the agreed profile is played.
    stake : Number
        Part that the third party takes of the joint surplus over the outside values (without them:
        over what members revert to) in these periods, from each in proportion to its own surplus.
    mandate : tuple of str
        Members who cannot leave.
    """

    _unshared = concepts.GRIM

    game: RepeatedGame
    sharing: str
    deposit: Array
    subsidy: Number
    stake: Number
    mandate: tuple[str, ...]

    @property
    def n_players(self) -> int:
        """Number of players."""
        return self.game.n_players

    @property
    def exact(self) -> bool:
        """True if every number is rational."""
        terms = [self.deposit, self.subsidy, self.stake]
        return self.game.exact and all(map(_tolerance.is_exact, terms))

    def __repr__(self) -> str:
        terms: dict[str, Any] = {"sharing": self.sharing}
        for name in ("deposit", "subsidy", "stake"):
            value = getattr(self, name)
            if np.any(value != 0):
                terms[name] = value.tolist() if name == "deposit" else value
        if self.mandate:
            terms["mandate"] = self.mandate
        text = ", ".join(f"{name}={value!r}" for name, value in terms.items())
        return f"GovernedGame({self.game!r}, {text})"


@governs(RepeatedGame)
def _governed_game(model: RepeatedGame, coordinator: Coordinator) -> GovernedGame | RepeatedGame:
    rules = {
        "mediation": ("a repeated game has no friction", "Use a Partnership, or drop mediation"),
        "recommendation": ("a repeated game is not played once", _ONCE),
        "monitoring": (
            "monitoring is perfect: no breach of a repeated game goes unnoticed",
            "Use a Partnership with detection below 1, or PublicMonitoring, or drop it",
        ),
    }
    if isinstance(model.monitoring, PublicMonitoring):
        return _with_audits(model, coordinator)
    if model.outside is None:
        remedy = "Say what members get alone, RepeatedGame(stage, outside=...), or drop it"
        rules["mandate"] = ("nobody can leave this game as it is", remedy)
    refuse(coordinator, rules)
    deposit = coordinator.credibility * coordinator.deposit
    names, n = model.stage.players, model.n_players
    return GovernedGame(
        game=model,
        sharing="voluntary" if coordinator.sharing else "none",
        deposit=read_only(_check.each(_OWNER, "deposit", deposit, n)),
        subsidy=coordinator.subsidy,
        stake=coordinator.stake,
        mandate=_check.subset(_OWNER, "mandate", coordinator.mandate, names),
    )


def _with_audits(model: RepeatedGame, coordinator: Coordinator) -> RepeatedGame:
    """With public signals: audits, and transfers, which the programme for them has anyway."""
    remedy = "Keep only sharing and monitoring, or use PerfectMonitoring"
    rule = "breaches show in noisy signals only"
    refuse_all_but(coordinator, {"sharing", "monitoring"}, rule, remedy)
    chance = coordinator.credibility * coordinator.monitoring
    return audited(model, chance) if chance != 0 else model


@governs(StageGame)
def _stage(model: StageGame, coordinator: Coordinator) -> GovernedGame | RepeatedGame:
    return _governed_game(RepeatedGame(model), coordinator)
