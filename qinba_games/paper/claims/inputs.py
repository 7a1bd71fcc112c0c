"""What the parameters of the claims may be: one rule a name, the same wherever the name is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ... import _check, errors
from .. import facts

Rule = Callable[[str, str, Any], Any]
#: The smallest target: a task of size 0 needs nobody.
LEAST = 0.001
MOST_TOPICS = 8


def _number(low: float | None = None, high: float | None = None) -> Rule:
    return lambda function, name, value: _check.number(function, name, value, low=low, high=high)


def _integer(low: int, high: int) -> Rule:
    return lambda function, name, value: _check.integer(function, name, value, low=low, high=high)


def _discount(function: str, name: str, value: Any) -> Any:
    return _check.discount(function, value, name)


def _drop(function: str, name: str, value: Any) -> Any:
    return None if value is None else _check.integer(function, name, value, low=1, high=12)


def _sharing(function: str, name: str, value: Any) -> Any:
    return _check.choice(function, name, _or_none(value), ("none", "voluntary"))


def _division(function: str, name: str, value: Any) -> Any:
    rule = _or_none(value)
    if isinstance(rule, str):
        return _check.choice(function, name, rule, ("optimal", "equal", "surplus", "none"))
    return _check.number(function, name, value, low=0, high=1)


def _or_none(value: Any) -> Any:
    """The rule "none", which a command line passes as None."""
    return "none" if value is None else value


def _yes(function: str, name: str, value: Any) -> bool:
    """True or False, which a command line calls yes and no."""
    if isinstance(value, str) and value in ("yes", "no"):
        return value == "yes"
    return _check.flag(function, name, value)


def _topics(function: str, name: str, value: Any) -> Any:
    """A number of topics; None: as many as the paper lists for one agreement."""
    if value is None:
        _, listed = facts.longest_list_of_topics()
        value = len(listed)
    return _check.integer(function, name, value, low=1, high=MOST_TOPICS)


def _each(low: int, high: int) -> Rule:
    """A non-negative number for each of `low` to `high` members, as a tuple."""
    wanted = str(low) if low == high else f"{low} to {high}"

    def rule(function: str, name: str, value: Any) -> Any:
        given = _check.array(function, name, value)
        if given.ndim != 1 or not low <= len(given) <= high:
            raise errors.ShapeError(
                function=function,
                argument=name,
                value=value,
                rule=f"must be {wanted} numbers, one for each member",
                remedy="Pass a tuple of that many numbers",
            )
        return tuple(_check.number(function, name, number, low=0) for number in given)

    return rule


RULES: dict[str, Rule] = {
    "bad_times": _check.probability,
    "benefit": _number(0),
    "benefits": _each(2, 2),
    "budget": _number(0),
    "capacities": _each(1, 10),
    "complement": _number(),
    "conditional": _number(0, 1),
    "cost": _number(0),
    "costs": _each(2, 2),
    "crowding_out": _number(0, 1),
    "delta": _discount,
    "deposit": _number(0),
    "division": _division,
    "drop": _drop,
    "effort": _number(0),
    "factor": _number(1),
    "favour": _number(0),
    "fine": _number(0),
    "focal": _yes,
    "frequency": _number(0.01),
    "friction": _check.probability,
    "gain": _number(0),
    "hardship": _number(0),
    "income": _number(0),
    "joining": _integer(1, 4),
    "learning": _number(0),
    "levels": _integer(0, 12),
    "mediation": _check.probability,
    "members": _integer(2, 8),
    "memory": _integer(1, 12),
    "multiplier": _number(0),
    "noise": _number(0),
    "others": _number(),
    "outside": _number(),
    "prior": _check.probability,
    "promotion": _check.probability,
    "punishment": _number(),
    "rate": _number(0),
    "reach": _check.probability,
    "renewal": _check.probability,
    "reward": _number(),
    "rivalry": _number(0, 1),
    "sharing": _sharing,
    "softening": _number(0, 1),
    "spillover": _check.probability,
    "spread": _number(0, 1),
    "stake": _number(0, 1),
    "subsidy": _number(0),
    "sucker": _number(),
    "surplus": _number(0),
    "target": _number(LEAST),
    "temptation": _number(),
    "topics": _topics,
    "turnover": _check.probability,
    "weight": _number(0, 1),
}


def checked(function: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a claim under their rules, or a named error that says which is at fault."""
    return {name: RULES[name](f"claims.{function}", name, value) for name, value in given.items()}
