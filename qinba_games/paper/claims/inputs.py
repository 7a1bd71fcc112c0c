"""What the parameters of the claims may be: one rule a name, the same wherever the name is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ... import _check

Rule = Callable[[str, str, Any], Any]


def _number(low: float | None = None, high: float | None = None) -> Rule:
    return lambda function, name, value: _check.number(function, name, value, low=low, high=high)


def _integer(low: int, high: int) -> Rule:
    return lambda function, name, value: _check.integer(function, name, value, low=low, high=high)


def _discount(function: str, name: str, value: Any) -> Any:
    return _check.discount(function, value, name)


def _drop(function: str, name: str, value: Any) -> Any:
    return None if value is None else _check.integer(function, name, value, low=1, high=12)


def _sharing(function: str, name: str, value: Any) -> Any:
    return _check.choice(function, name, value, ("none", "voluntary"))


RULES: dict[str, Rule] = {
    "bad_times": _check.probability,
    "benefit": _number(0),
    "cost": _number(0),
    "delta": _discount,
    "drop": _drop,
    "factor": _number(1),
    "frequency": _number(0.01),
    "friction": _check.probability,
    "hardship": _number(0),
    "learning": _number(0),
    "levels": _integer(0, 12),
    "members": _integer(2, 8),
    "memory": _integer(1, 12),
    "multiplier": _number(0),
    "noise": _number(0),
    "others": _number(),
    "outside": _number(),
    "promotion": _check.probability,
    "punishment": _number(),
    "rate": _number(0),
    "renewal": _check.probability,
    "reward": _number(),
    "sharing": _sharing,
    "softening": _number(0, 1),
    "spillover": _check.probability,
    "sucker": _number(),
    "temptation": _number(),
    "turnover": _check.probability,
    "weight": _number(0, 1),
}


def checked(function: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a claim under their rules, or a named error that says which is at fault."""
    return {name: RULES[name](f"claims.{function}", name, value) for name, value in given.items()}
