"""Which shares keep a relation together: floors, thresholds, and the shares that hold longest.

With rho = delta (1 - eps) and t_i = max(0, d_i - w_i + s - q (s + B_i)), member i keeps the
agreement iff his share is at least w_i - s + lambda t_i, lambda = (1 - rho)/(1 - rho + rho q).
The shares that all accept are therefore a simplex, which shrinks to a point as patience falls.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...common.least_patience import least_patience
from ...types import Array
from ..relation import Relation


def thresholds(relation: Relation, shares: Array) -> list[Any]:
    """Least discount factor at which each member keeps the agreement at these shares.

    Parameters
    ----------
    relation : Relation
    shares : array, shape (n,)
        What he gets per period, subsidy left out.

    Returns
    -------
    list of Number
        Infinite where no patience suffices; Fractions for an exact relation and exact shares.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.repeated import Relation
    >>> from qinba_games.repeated.solvers.stable_shares import thresholds
    >>> print(*thresholds(Relation([4, 3], [5, 7], [1, 1]), np.array([4, 3])))
    1/4 2/3
    """
    q, s = _terms(relation)
    gain = relation.deviation - shares - q * (s + relation.deposit)
    loss = shares + s - relation.outside
    members = zip(gain.tolist(), loss.tolist(), strict=True)
    return [
        math.inf if lost < -relation.tie else _patience(relation, won, q * lost)
        for won, lost in members
    ]


def optimum(relation: Relation) -> tuple[Any, Array]:
    """The least discount factor at which any shares keep the agreement, and such shares.

    delta_opt = (T - S) / (T - S + q S) / (1 - eps) with T = sum t_i and S = G + n s - W, at
    x_i = w_i - s + S t_i / T: the surplus in proportion to temptation.

    Parameters
    ----------
    relation : Relation

    Returns
    -------
    delta : Number
        Infinite if no shares would do at any patience.
    shares : array, shape (n,)
        Adding up to G also then; an equal surplus where nobody is tempted.

    Examples
    --------
    >>> from qinba_games.repeated import Relation
    >>> from qinba_games.repeated.solvers.stable_shares import optimum
    >>> delta, shares = optimum(Relation([4, 3], [5, 7], [1, 1]))
    >>> print(delta, *shares)
    1/2 3 4
    """
    base, tempted = _base(relation), temptation(relation)
    surplus, whole, n = relation.joint - base.sum(), tempted.sum(), relation.n_players
    weights = tempted / whole if whole > n * relation.tie else (0 * base + 1) / n
    need = whole - surplus
    if surplus < -n * relation.tie:
        return math.inf, base + surplus * weights
    return _patience(relation, need, relation.detection * surplus, n), base + surplus * weights


def floors(relation: Relation, delta: Any) -> Array:
    """The least share at which each member keeps the agreement at a discount factor.

    Parameters
    ----------
    relation : Relation
    delta : Number

    Returns
    -------
    array, shape (n,)

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.repeated import Relation
    >>> from qinba_games.repeated.solvers.stable_shares import floors
    >>> print(*floors(Relation([4, 3], [5, 7], [1, 1]), Fraction(3, 4)))
    2 5/2
    """
    rho = delta * (1 - relation.friction)
    part = (1 - rho) / (1 - rho + rho * relation.detection)
    return np.asarray(_base(relation) + part * temptation(relation))


def _base(relation: Relation) -> Array:
    """The least share at which a member does not simply leave."""
    return np.asarray(relation.outside - relation.subsidy)


def temptation(relation: Relation) -> Array:
    """What breaking the agreement brings beyond the outside value, what it forfeits taken off.

    Parameters
    ----------
    relation : Relation

    Returns
    -------
    array, shape (n,)
        t_i, never negative.
    """
    q, s = _terms(relation)
    over = relation.deviation - _base(relation) - q * (s + relation.deposit)
    return np.asarray(np.maximum(over, 0 * over))


def _terms(relation: Relation) -> tuple[Any, Any]:
    """Detection and subsidy."""
    return relation.detection, relation.subsidy


def _patience(relation: Relation, need: Any, room: Any, terms: int = 1) -> Any:
    rho = least_patience(need, room, terms * relation.tie)
    if rho > 0:
        return rho / (1 - relation.friction) if rho + relation.friction < 1 else math.inf
    return rho
