"""Partnerships as ties: what their members get at one level of trust that stays."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, errors
from ..partnership.partnership import Partnership
from ..types import Number


def fits(owner: str, pair: Any, model: Partnership, trust: int) -> None:
    """Refuse a partnership that has at home what is a matter of the regime in a network."""
    if trust >= model.levels:
        rule = f"the partnership {pair} has trust 0 to {model.levels - 1}"
        raise errors.RangeError(owner, "trust", trust, rule, "Choose a level that all have")
    own = {
        "more than two members": model.n_members != 2,
        "shares of its own": not isinstance(model.sharing, str)
        or model.sharing not in ("none", "voluntary"),
        "imperfect detection": model.detection != 1,
        "a deposit": bool(np.any(model.deposit != 0)),
        "a subsidy": model.subsidy != 0,
        "a mandate": bool(model.mandate),
        "a stake": model.stake != 0,
    }
    for what, there in own.items():
        if there:
            rule, remedy = f"a tie must not have {what}", "Leave that to the regime of the network"
            raise errors.NotApplicableError(owner, "pairs", pair, rule, remedy)


def stakes(model: Partnership, trust: int) -> list[Any]:
    """x, d, w of both members, and friction, at one level of trust."""
    exact = model.exact
    number = _exact.fractions if exact else (lambda values: np.asarray(values, dtype=float))
    gains = number([model.benefit[trust, 0, 1], model.benefit[trust, 1, 0]])
    chances: list[Number] = [1 - sum(p for p, _ in model.bad_times)]
    extras = [0 * model.cost]
    for chance, extra in model.bad_times:
        chances.append(chance)
        extras.append(extra)
    costs = [number(model.cost) + number(extra) for extra in extras]
    outside = number(model.outside)
    flows = [gains - cost for cost in costs]
    possible = [k for k, chance in enumerate(chances) if chance > 0]
    mean = sum(_ratio(chances[k], exact) * flows[k] for k in possible)
    tempted = [np.maximum(costs[k], outside - flows[k]) for k in possible]
    most = np.maximum.reduce(tempted)
    ends = model.friction[trust] if model.drop is None else 0
    numbers = [*mean, *(mean + most), *outside, ends]
    return [_check.number("Network", "ties", value) for value in numbers]


def _ratio(value: Any, exact: bool) -> Any:
    return _exact.fraction(value) if exact else float(value)
