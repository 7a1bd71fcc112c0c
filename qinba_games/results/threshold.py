"""What stands behind one end of an interval of discount factors."""

from __future__ import annotations

from typing import Any, NamedTuple

from .equilibrium import Equilibrium


class Threshold(NamedTuple):
    """A discount factor at which a policy of a stochastic game begins to be self-enforcing.

    Attributes
    ----------
    delta : float
    behind : Equilibrium
        The best equilibrium there, whose punishments a deviation from the policy meets.
    policy : dict of state to tuple
        What is played for ever.
    first_best : bool
        Whether no policy whatever is worth more; False where that was not asked.
    """

    delta: float
    behind: Equilibrium
    policy: dict[Any, tuple[Any, ...]]
    first_best: bool
