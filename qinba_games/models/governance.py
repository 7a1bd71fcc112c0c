"""What each capacity of a third party does to each kind of model.

`_APPLY` says which function applies a coordinator to which model; a new kind of model is one entry
more. Whatever has no meaning for a model is a named error.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check, errors
from ..games.agreement import Agreement
from ..games.coalitions import coalition_sizes
from ..games.governed import GovernedAgreement, GovernedGame
from ..games.monitoring import PublicMonitoring
from ..games.repeated import RepeatedGame
from ..games.stage import StageGame
from ..games.stochastic import StochasticGame
from ..games.symmetric_agreement import SymmetricAgreement
from ..types import Array, read_only
from .audit import audited
from .partnership import Partnership

if TYPE_CHECKING:
    from .coordinator import Coordinator

_OWNER = "Coordinator.applied_to"
#: What a partnership can have settled itself.
_SETTLED = ("sharing", "deposit", "subsidy", "mandate", "stake")
_ONCE = "Use correlated(stage), which asks what a mediator can recommend in a game played once"


def govern(model: Any, coordinator: Coordinator) -> Any:
    """The model with the coordinator at work; the model itself if he can do nothing."""
    apply = next((function for kind, function in _APPLY.items() if isinstance(model, kind)), None)
    if apply is None:
        return _check.instance(_OWNER, "model", model, tuple(_APPLY))
    return apply(model, coordinator) if coordinator.capacities else model


def _partnership(model: Partnership, coordinator: Coordinator) -> Partnership:
    _only(coordinator, {"recommendation": ("a partnership is no game played once", _ONCE)})
    kappa, changes = coordinator.credibility, dict[str, Any]()
    for name in coordinator.capacities:
        if name in _SETTLED:
            _must_be_free(name, getattr(model, name))
            changes[name] = getattr(coordinator, name)
    if "sharing" in changes:
        changes["sharing"] = "voluntary"
    if "deposit" in changes:
        changes["deposit"] = kappa * coordinator.deposit
    if "mandate" in changes:
        changes["mandate"] = _check.subset(_OWNER, "mandate", coordinator.mandate, model.members)
    if coordinator.monitoring != 0:
        missed = (1 - model.detection) * (1 - kappa * coordinator.monitoring)
        changes["detection"] = 1 - missed
    if coordinator.mediation != 0:
        changes["friction"] = model.friction * (1 - kappa * coordinator.mediation)
    return dataclasses.replace(model, **changes)


def _repeated(model: RepeatedGame, coordinator: Coordinator) -> GovernedGame | RepeatedGame:
    rules = {
        "mediation": ("a repeated game has no friction", "Use a Partnership, or drop mediation"),
        "recommendation": ("a repeated game is not played once", _ONCE),
        "monitoring": (
            "monitoring is perfect: no breach of a repeated game goes unnoticed",
            "Use a Partnership with detection below 1, or PublicMonitoring, or drop it",
        ),
    }
    if isinstance(model.monitoring, PublicMonitoring):
        return _monitored(model, coordinator)
    if model.outside is None:
        remedy = "Say what members get alone, RepeatedGame(stage, outside=...), or drop it"
        rules["mandate"] = ("nobody can leave this game as it is", remedy)
    _only(coordinator, rules)
    names = model.stage.players
    return GovernedGame(
        game=model,
        sharing="voluntary" if coordinator.sharing else "none",
        deposit=_deposits(coordinator, model.n_players),
        subsidy=coordinator.subsidy,
        stake=coordinator.stake,
        mandate=_check.subset(_OWNER, "mandate", coordinator.mandate, names),
    )


def _monitored(model: RepeatedGame, coordinator: Coordinator) -> RepeatedGame:
    """With public signals: audits, and transfers, which the programme for them has anyway."""
    remedy = "Keep only sharing and monitoring, or use PerfectMonitoring"
    others = set(coordinator.capacities) - {"sharing", "monitoring"}
    _only(coordinator, dict.fromkeys(others, ("breaches show in noisy signals only", remedy)))
    chance = coordinator.credibility * coordinator.monitoring
    return audited(model, chance) if chance != 0 else model


def _stage(model: StageGame, coordinator: Coordinator) -> GovernedGame | RepeatedGame:
    return _repeated(RepeatedGame(model), coordinator)


def _stochastic(model: StochasticGame, coordinator: Coordinator) -> StochasticGame:
    remedy = "Use a Partnership, or keep only sharing"
    others = [name for name in coordinator.capacities if name != "sharing"]
    _only(coordinator, dict.fromkeys(others, ("a stochastic game knows sharing only", remedy)))
    return model


def _agreement(model: Any, coordinator: Coordinator) -> GovernedAgreement:
    """Sharing among signatories, and a subsidy for each of them."""
    remedy = "Keep only sharing and subsidy"
    others = set(coordinator.capacities) - {"sharing", "subsidy"}
    _only(coordinator, dict.fromkeys(others, ("an agreement knows sharing and subsidies", remedy)))
    changes: dict[str, Any] = {}
    s: Any = coordinator.subsidy
    if s != 0 and isinstance(model, Agreement):
        mask = np.arange(len(model.payoffs))[:, None]
        signs = (mask >> np.arange(model.n_players)) & 1
        agreed = coalition_sizes(model.n_players)[:, None] >= 2
        changes["payoffs"] = model.payoffs + s * (signs * agreed)
    elif s != 0:
        changes["signatory"] = model.signatory + s * (model.sizes >= 2)
    return GovernedAgreement(dataclasses.replace(model, **changes), coordinator.sharing)


def _deposits(coordinator: Coordinator, n: int) -> Array:
    values = np.asarray(coordinator.credibility * coordinator.deposit)
    if values.ndim == 0:
        values = np.array([values[()]] * n)
    return read_only(_check.array(_OWNER, "deposit", values, shape=(n,)))


def _only(coordinator: Coordinator, rules: dict[str, tuple[str, str]]) -> None:
    """Refuse the capacities for which there is a (rule, remedy)."""
    for name in coordinator.capacities:
        if name in rules:
            rule, remedy = rules[name]
            raise errors.NotApplicableError(
                function=_OWNER,
                argument=name,
                value=getattr(coordinator, name),
                rule=rule,
                remedy=remedy,
            )


def _must_be_free(name: str, own: Any) -> None:
    """Check that the partnership says nothing itself of what the coordinator brings."""
    if name == "sharing":
        free = isinstance(own, str) and own in ("none", "voluntary")
    else:
        free = len(own) == 0 if isinstance(own, tuple) else not np.any(np.asarray(own) != 0)
    if not free:
        raise errors.NotApplicableError(
            function=_OWNER,
            argument=name,
            value=own,
            rule=f"the partnership already has its own {name}",
            remedy=f"Drop {name} from the partnership or from the coordinator",
        )


_APPLY: dict[type, Callable[..., Any]] = {
    Partnership: _partnership,
    RepeatedGame: _repeated,
    StageGame: _stage,
    StochasticGame: _stochastic,
    Agreement: _agreement,
    SymmetricAgreement: _agreement,
}
