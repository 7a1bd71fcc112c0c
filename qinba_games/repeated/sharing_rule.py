"""Sharing rules as they are asked for, checked, and read against a repeated game."""

from __future__ import annotations

from typing import Any

from .. import _check, _tolerance, errors
from ..stage.solvers.minmax import StageQuantities, stage_quantities
from ..types import read_only
from .perfect_monitoring import perfectly_monitored
from .repeated_game import RepeatedGame
from .solvers.shares import RULES
from .solvers.third_party import reversion

#: A stage game knows no costs.
_RULES = tuple(rule for rule in RULES if rule != "proportional")


def sharing_rule(function: str, sharing: Any, n: int) -> Any:
    """`sharing` as "voluntary", the name of a fixed rule, or an array of fractions."""
    if isinstance(sharing, str):
        if sharing == "proportional":
            rule = "needs the cost of each member, which a stage game does not have"
            remedy = "Use a Partnership, or pass the fractions as an array"
            raise errors.NotApplicableError(function, "sharing", sharing, rule, remedy)
        return _check.choice(function, "sharing", sharing, ("voluntary", *_RULES))
    fractions = _check.array(function, "sharing", sharing, shape=(n,))
    slack = 0 if _tolerance.is_exact(fractions) else _tolerance.PROBABILITY
    if abs(fractions.sum() - 1) > slack:
        rule, remedy = "fractions of the joint payoff sum to 1", "Divide them by their sum"
        raise errors.ProbabilityError(function, "sharing", fractions.tolist(), rule, remedy)
    return read_only(fractions)


def grim_stage(game: RepeatedGame, rule: Any, *, exact: bool, function: str) -> StageQuantities:
    """Stage quantities with what members revert to when the agreement ends as outside values."""
    perfectly_monitored(function, game)
    payoffs = game.stage.payoffs if exact else game.stage.payoffs.astype(float)
    w = game.outside
    if w is None:
        w = reversion(payoffs)
    if w is None:
        raise errors.NoEquilibriumError(
            f"{function}(): sharing '{rule}' is kept by reverting to a pure stage equilibrium, and "
            "this game has none. Say what members get alone: RepeatedGame(stage, outside=...)."
        )
    return stage_quantities(payoffs, w if exact else w.astype(float))


def rule_is_exact(rule: Any) -> bool:
    """True for a named rule and for rational fractions."""
    return isinstance(rule, str) or _tolerance.is_exact(rule)


def shown_rule(rule: Any) -> Any:
    """A rule as results carry it: a name or a tuple of fractions."""
    return rule if isinstance(rule, str) else tuple(rule.tolist())
