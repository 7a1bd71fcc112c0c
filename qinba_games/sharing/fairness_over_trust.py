"""Sharing rules in partnerships with trust levels or bad times: what they need, numerically."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from .. import errors
from ..common.bisection import bracket
from ..common.progress import telling
from ..partnership.least_patience import critical_discount_partnership
from ..partnership.partnership import RULES, Partnership
from ..partnership.selection import GRID, TOLERANCE
from ..partnership.solvers.trust_shares import may_contribute, relaxed
from ..repeated.relation import Relation
from ..repeated.results.patience import CriticalDiscount
from ..types import Array
from .rules import RULES as RELATION_RULES

#: Rules that a partnership applies to the sum of every state.
_BY_STATE = tuple(rule for rule in RULES if rule != "voluntary")


def by_trust(
    model: Partnership, relation: Relation, parts: dict[str, Array], founding: int, wanted: set[str]
) -> dict[str, CriticalDiscount]:
    """What each division needs so that the founding level cooperates."""
    thresholds = {}
    for name, shares in parts.items():
        by_state = name in _BY_STATE
        if by_state or (relation.joint > 0 and (shares >= 0).all()):
            with telling("fairness"):
                sharing: Any = name if by_state else shares / relation.joint
                thresholds[name] = critical_discount_partnership(model, sharing, founding=founding)
        # It is no rule of a partnership and cannot be carried as fractions: an error if asked for.
        elif name in wanted:
            named = "rules" if name in RELATION_RULES else "shares"
            rule = f"its shares here, {shares.tolist()}, are no fractions of a positive sum"
            remedy = "Ask at another level of trust, or for 'surplus', which is applied state by "
            raise errors.NotApplicableError("fairness", named, name, rule, f"{remedy}state")
    return thresholds


def shares_at(threshold: CriticalDiscount, trust: int) -> Array:
    """What a rule gives each member at a level of trust in good times."""
    return np.asarray(threshold.game.to_trust_game().flow[0, trust, 0, 0])


def least_with_any_shares(model: Partnership, founding: int) -> Any:
    """A bound on what any fixed shares need so that the founding level cooperates."""
    game = relaxed(dataclasses.replace(model, sharing="none").to_trust_game().as_floats())

    def sustained(deltas: Array) -> Array:
        batch = game.take(np.zeros(len(deltas), dtype=int))
        return np.asarray(may_contribute(batch, deltas)[:, founding])

    holds = np.flatnonzero(sustained(GRID))
    if not len(holds):
        return math.inf
    first = int(holds[0])
    low, high = GRID[max(first - 1, 0)], GRID[first]
    _, least = bracket(lambda delta: not sustained(np.array([delta]))[0], low, high, TOLERANCE)
    return float(least)
