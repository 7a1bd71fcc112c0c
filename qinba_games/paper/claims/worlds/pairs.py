"""Two equals who can work together or not, in payoffs R, S, T and P: a dilemma or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .... import errors
from ....patience.critical_discount import critical_discount
from ....repeated.results.patience import CriticalDiscount
from ....stage.nash import nash
from ....stage.results.nash import NashResult
from ....stage.stage_game import StageGame
from ....types import BoolArray
from ..inputs import checked
from ..judgement import trusted
from ..search import Asked, Turning, first_turning, patient, turning

#: Both work together.
TOGETHER = (0, 0)
#: No discount factor changes the verdict.
NOWHERE = Turning((), 0, 1)


def payoffs(function: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a claim about two equals who gain by working together."""
    p = checked(function, given)
    if p["punishment"] >= p["reward"]:
        raise errors.RangeError(
            function=f"claims.{function}",
            argument="punishment",
            value=p["punishment"],
            rule=f"must be below the reward {p['reward']}, or there is nothing to work for",
            remedy="Lower the punishment P or raise the reward R",
        )
    return p


def game(p: dict[str, Any]) -> StageGame:
    """The game of one period: a prisoner's dilemma if T > R > P > S."""
    own = [[p["reward"], p["sucker"]], [p["temptation"], p["punishment"]]]
    return StageGame.from_bimatrix(own, [list(row) for row in zip(*own, strict=True)])


def apart(p: dict[str, Any]) -> NashResult:
    """What members can settle on if no relation binds them: the pure stage equilibria."""
    found: NashResult = trusted(nash(game(p), pure=True))
    return found


def least(found: NashResult) -> Any:
    """The smallest joint payoff in equilibrium."""
    return found.payoffs.sum(axis=1).min()


def bond(p: dict[str, Any]) -> CriticalDiscount:
    """The least patience with which both go on working together."""
    found: CriticalDiscount = trusted(critical_discount(game(p), TOGETHER))
    return found


def lasts(p: dict[str, Any]) -> bool:
    """Whether members are as patient as that."""
    return patient(p["delta"], bond(p).delta)


def scale(p: dict[str, Any]) -> float:
    """What working together is worth: a step in payoffs."""
    return float(p["reward"] - p["punishment"])


def bearable(p: dict[str, Any]) -> Turning:
    """The temptation up to which a relation lasts, looked for from R on."""

    def lasting(temptations: Any) -> BoolArray:
        return np.array([lasts({**p, "temptation": t}) for t in temptations])

    return first_turning(lasting, float(p["reward"]), scale(p))


def temptations(p: dict[str, Any]) -> tuple[float, float]:
    """A range of temptations, from where there is none to where no relation lasts any more."""
    reward = float(p["reward"])
    return reward - scale(p), max((reward, *bearable(p).points)) + scale(p)


def indifference(asked: Asked, p: dict[str, Any]) -> Turning:
    """Where an answer changes with the temptation closely around R.

    R itself is no point of the grid: members are indifferent there, as they are nowhere near it.
    """
    reward, step = float(p["reward"]), scale(p)
    return turning(asked, reward - step, reward + 0.9 * step, start=8, parts=2)


def temptation_turning(asked: Asked, p: dict[str, Any]) -> Turning:
    """The same up to the temptation that no relation bears."""
    near, (_, high) = indifference(asked, p), temptations(p)
    far = turning(asked, near.high, high, start=8, parts=2)
    return Turning((*near.points, *far.points), near.low, high)


def patience_turning(p: dict[str, Any]) -> Turning:
    """The discount factor from which on it lasts, if there is one."""
    needed = bond(p).delta
    return Turning((needed,), 0, 1) if 0 < needed < 1 else NOWHERE
