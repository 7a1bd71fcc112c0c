"""Withdrawal by dissolution: any member can leave, and then everybody is on his own."""

from __future__ import annotations

from typing import Any

from ...common.least_patience import least_patience


def dissolution_threshold(deviation: Any, joint: Any, outside: Any, tie: Any = 0) -> Any:
    """Least patience at which benefit sharing can keep the group together on one agreement.

    delta* = (D - G) / (D - W): leaving by all is an equilibrium, hence the harshest punishment, and
    transfers pool the members' incentives. It is also what the stability-optimal shares
    x_i = w_i + (1 - delta*) (d_i - w_i) attain, and no other shares do better.

    Parameters
    ----------
    deviation : number or array
        D, the sum of d_i = max(c_i, w_i).
    joint : number or array
        G, the joint payoff of the agreement.
    outside : number or array
        W, the sum of what members get on their own.
    tie : Number
        Amounts up to this count as 0.

    Returns
    -------
    number, or array of the broadcast shape
        Infinite where no patience suffices; exact for ints and Fractions.

    Examples
    --------
    A prisoners' dilemma 2/-1/3/0 in which each member is worth 1 outside:

    >>> from qinba_games.repeated.solvers.withdrawal import dissolution_threshold
    >>> print(dissolution_threshold(6, 4, 2))
    1/2
    """
    return least_patience(deviation - joint, joint - outside, tie)
