"""Punishments of a linear public good that nobody would talk the others out of.

Every period each of k members contributes (at cost c, with benefit b to everybody from each
contribution) or withholds; b < c < nb. After member j alone broke the rule, m of the others
withhold for one period while j and the rest contribute; then all go on. Breaking the rule in that
period starts it anew against whoever broke it. Three conditions, from one-shot deviations:

* In every phase a contributor gains c - b by withholding, and the punishment that follows costs
  it m contributions: it complies exactly when (1 - delta)(c - b) <= delta (b m - (c - b)), which is
  delta >= (c - b)/(b m). It is the same when all cooperate, for a bystander and for j itself.
* A punisher who contributes loses c - b at once and is punished: it never does.
* A punisher saves c by withholding and misses m contributions. It prefers the punishment to
  starting anew exactly when b m <= c; all others prefer to start anew. So there is somebody who
  would object to calling the punishment off (*weak renegotiation-proofness*) exactly when b m <= c.

Together c/b - 1 < m <= c/b for some delta < 1: exactly one m, the integer part of c/b.
"""

from __future__ import annotations

from typing import Any

from ...repeated.solvers.thresholds import least_patience


def willing_punishers(benefit: Any, cost: Any) -> int:
    """Largest number of punishers who do not hurt themselves: the integer part of c/b.

    Examples
    --------
    >>> from qinba_games.agreements.solvers.renegotiation import willing_punishers
    >>> willing_punishers(1, 3), willing_punishers(2, 7)
    (3, 3)
    """
    return int(cost // benefit)


def deterrence(punishers: int, benefit: Any, cost: Any) -> Any:
    """Least patience at which m punishers deter: (c - b)/(b m), infinite if that is not below 1.

    With all the others as punishers it is also the least patience under the threat to withhold for
    ever: one period in which the deviator contributes alone deters as well as that.

    Examples
    --------
    >>> from qinba_games.agreements.solvers.renegotiation import deterrence
    >>> print(deterrence(3, 1, 3), deterrence(9, 1, 3), deterrence(2, 1, 3))
    2/3 2/9 inf
    """
    need = cost - benefit
    return least_patience(need, benefit * punishers - need)
