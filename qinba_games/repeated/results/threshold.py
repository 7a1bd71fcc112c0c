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
    below : Equilibrium or None
        The best equilibrium at a little less patience, whose punishments do not uphold the policy;
        None where there is none, or no less patience.
    """

    delta: float
    behind: Equilibrium
    policy: dict[Any, tuple[Any, ...]]
    first_best: bool
    below: Equilibrium | None = None


class Reverting(NamedTuple):
    """A discount factor at which a policy begins to be kept without transfers.

    Attributes
    ----------
    delta : float
    policy : dict of state to tuple
        What is played for ever.
    reversion : tuple of dict of state to tuple
        Markov perfect equilibria to one of which a deviation leads, the worst for the deviator.
    first_best : bool
        Whether no policy whatever is worth more; False where that was not asked.
    """

    delta: float
    policy: dict[Any, tuple[Any, ...]]
    reversion: tuple[dict[Any, tuple[Any, ...]], ...]
    first_best: bool
