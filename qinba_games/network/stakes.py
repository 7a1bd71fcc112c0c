"""Partnerships as ties: what their members get at one level of trust that stays."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from .. import _check, _exact, errors
from ..partnership.partnership import Partnership


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
    number = functools.partial(_exact.as_numbers, exact=model.exact)
    gains = number([model.benefit[trust, 0, 1], model.benefit[trust, 1, 0]])
    good = 1 - sum(p for p, _ in model.bad_times), 0 * model.cost
    drawn = [(p, extra) for p, extra in (good, *model.bad_times) if p > 0]
    costs, outside = (
        [number(model.cost) + number(extra) for _, extra in drawn],
        number(model.outside),
    )
    mean = sum(number([p]) * (gains - cost) for (p, _), cost in zip(drawn, costs, strict=True))
    most = np.maximum.reduce([np.maximum(cost, outside - (gains - cost)) for cost in costs])
    ends = model.friction[trust] if model.drop is None else 0
    numbers = [*mean, *(mean + most), *outside, ends]
    return [_check.number("Network", "ties", value) for value in numbers]
