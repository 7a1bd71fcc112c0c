"""Independent checks of results: nothing here imports a solver."""

from __future__ import annotations

import dataclasses
import importlib
from typing import Any, TypeVar

from .. import errors
from ..results.certificate import Certificate

__all__ = ["certified", "verify"]

R = TypeVar("R")

#: Class of the result -> module of this package and function that checks it.
_CHECKS = {
    "Equilibrium": ("repeated", "certify_equilibrium"),
    "DiscountTable": ("discount_table", "certify_table"),
    "CriticalDiscount": ("critical_discount", "certify_critical"),
    "MonitoringTable": ("public_monitoring", "certify_monitoring"),
    "NashResult": ("nash", "certify_nash"),
    "CorrelatedEquilibrium": ("correlated", "certify_correlated"),
    "Evolution": ("partnership", "certify_evolution"),
    "EvolutionBatch": ("partnership_batch", "certify_batch"),
    "PivotalWindow": ("windows", "certify_window"),
    "Attribution": ("attribution", "certify_attribution"),
    "Harm": ("harm", "certify_harm"),
    "CheapestCoordinator": ("cheapest", "certify_cheapest"),
    "SubsidyBudget": ("cheapest", "certify_budget"),
    "Allocation": ("cooperative", "certify_allocation"),
    "CoreResult": ("cooperative", "certify_core"),
    "Dividends": ("cooperative", "certify_dividends"),
    "GameProperties": ("cooperative", "certify_properties"),
    "Honesty": ("credibility", "certify_honesty"),
    "WorkableStakes": ("credibility", "certify_stakes"),
    "HonestTrade": ("institutions", "certify_trade"),
    "ProtectedTrade": ("institutions", "certify_guild"),
    "Inspection": ("institutions", "certify_inspection"),
    "Adoption": ("adoption", "certify_adoption"),
    "Fairness": ("fairness", "certify_fairness"),
    "SharesPath": ("fairness", "certify_path"),
    "StableAgreements": ("agreement", "certify_stable"),
    "MinimumParticipation": ("agreement", "certify_participation"),
    "FarsightedAgreements": ("agreement", "certify_farsighted"),
    "RepeatedAgreement": ("agreement", "certify_repeated"),
    "SharedAgreement": ("shared_agreement", "certify_shared"),
    "LinkedIssues": ("issues", "certify_linked"),
    "RenegotiationProof": ("renegotiation", "certify_renegotiation"),
}
#: The same for a critical discount factor of anything but a repeated game.
_CRITICAL = {
    "Partnership": ("windows", "certify_least_patience"),
    "StochasticGame": ("stochastic_patience", "certify_stochastic_critical"),
    "GovernedGame": ("governed", "certify_governed"),
}


def verify(result: Any, *, policy: Any = None) -> Certificate:
    """Check a result with code that shares nothing with the solver that found it.

    Values are recomputed from the policy by linear solves, then the largest gain of any one-shot
    deviation is sought: another action, leaving, refusing a transfer. By the one-shot deviation
    principle (Blackwell 1965) nothing more is needed.

    Parameters
    ----------
    result : Equilibrium, DiscountTable, CriticalDiscount, NashResult, Evolution, PivotalWindow, ...
        Or how a cooperative game is divided: Allocation, CoreResult, Dividends, GameProperties.
    policy : tuple or dict, optional
        Judge this policy of the same game instead of the result's own; values are recomputed for
        it and the reported ones are left out. For a division, other payoffs.

    Returns
    -------
    Certificate
        `.ok`, `.largest_gain`, and who would gain it, where and how; exact for rational input.

    Raises
    ------
    InputTypeError
        If `result` is none of these.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
    >>> found = qg.evolve(pair, 0.8)
    >>> qg.verify(found).ok
    True
    >>> qg.verify(found, policy={**found.policy, (0, 0): "idle"}).ok
    True
    >>> qg.verify(qg.evolve(pair, 0.1), policy={(0, 0): "contribute", (1, 0): "idle"}).ok
    False
    """
    name = type(result).__name__
    if name not in _CHECKS:
        raise errors.InputTypeError(
            function="verify",
            argument="result",
            value=result,
            rule=f"must be one of {', '.join(_CHECKS)}, not a {name}",
            remedy="Pass what nash, discount_table, critical_discount, solve or evolve returned",
        )
    module, function = _CHECKS[name]
    if name == "Equilibrium" and isinstance(result.policy, dict):
        module, function = "stochastic", "certify_stochastic"
    if name == "CriticalDiscount":
        module, function = _CRITICAL.get(type(result.game).__name__, (module, function))
        if module == "stochastic_patience" and result.sharing == "none":
            module, function = "stochastic_reversion", "certify_reversion"
    check = getattr(importlib.import_module(f".{module}", __name__), function)
    certificate: Certificate = check(result, policy=policy)
    return certificate


def certified(result: R) -> R:
    """`result` with its certificate; a result that fails it is never returned."""
    certificate = verify(result)
    if not certificate.ok:
        raise errors.CertificateError(
            f"{result!r} failed its check: {certificate!r}. Nothing is returned; please report the "
            "game, it shows an error in the package.",
            certificate,
        )
    return dataclasses.replace(result, certificate=certificate)  # type: ignore[type-var]
