"""Sharing rules of a repeated game as they are asked for, checked, and shown."""

from __future__ import annotations

from typing import Any

from .. import _check, _tolerance, errors
from ..types import read_only
from .solvers.shares import RULES

#: A stage game knows no costs.
_RULES = tuple(rule for rule in RULES if rule != "proportional")


def sharing_rule(function: str, sharing: Any, players: tuple[str, ...]) -> Any:
    """`sharing` as "voluntary", the name of a fixed rule, or an array of fractions."""
    if isinstance(sharing, str):
        if sharing == "proportional":
            rule = "needs the cost of each member, which a stage game does not have"
            remedy = "Use a Partnership, or pass the fractions as an array"
            raise errors.NotApplicableError(function, "sharing", sharing, rule, remedy)
        return _check.choice(function, "sharing", sharing, ("voluntary", *_RULES))
    fractions = _check.array(function, "sharing", sharing, shape=(len(players),), names=players)
    slack = 0 if _tolerance.is_exact(fractions) else _tolerance.PROBABILITY
    if abs(fractions.sum() - 1) > slack:
        rule, remedy = "fractions of the joint payoff sum to 1", "Divide them by their sum"
        raise errors.ProbabilityError(function, "sharing", fractions.tolist(), rule, remedy)
    return read_only(fractions)


def rule_is_exact(rule: Any) -> bool:
    """True for a named rule and for rational fractions."""
    return isinstance(rule, str) or _tolerance.is_exact(rule)


def shown_rule(rule: Any) -> Any:
    """A rule as results carry it: a name or a tuple of fractions."""
    return rule if isinstance(rule, str) else tuple(rule.tolist())
