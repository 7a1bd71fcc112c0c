"""How an agreement's payoff is divided: the sharing rules, and the shares that hold longest.

With rho = delta (1 - eps) and t_i = max(0, d_i - w_i + s - q (s + B_i)), member i keeps the
agreement exactly when its share is at least w_i - s + lambda t_i, lambda = (1 - rho)/(1 - rho + rho
q). The shares that all accept are therefore a simplex, which shrinks to a point as patience falls.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...types import Array
from ..relation import Relation
from .thresholds import fixed_shares_threshold, least_patience, with_friction

#: Rules with a name; an array of fractions of the joint payoff is a rule as well.
RULES = ("none", "equal", "surplus", "proportional", "optimal")


def shares(
    # "none": what it has anyway; "equal": the same for all; "surplus": w_i and an equal part of
    # the rest; "proportional": in proportion to cost; "optimal": w_i and a part of the rest in
    # proportion to temptation, equal where nobody is tempted
    rule: Any,
    # g_i, one entry a member; arrays broadcast, so that many agreements are one call
    payoffs: Any,
    # w_i, likewise
    outside: Any,
    *,
    tempted: Any = (),  # for "optimal": what a breach brings beyond w_i
    best: Any = None,  # for "optimal": what a breach brings, if it is known already
    cost: Any = (),  # for "proportional"
    joint: Any = None,  # the sum of the payoffs, if it is known already
    tie: Any = 0,  # for "optimal": a member tempted by no more counts as not tempted
) -> tuple[list[Any], Any]:
    """What each member gets of the joint payoff, as numerators over one divisor.

    Examples
    --------
    >>> from qinba_games.repeated.solvers.shares import shares
    >>> shares("surplus", [4, 3], [1, 2])
    ([6, 8], 2)
    """
    n, total = len(payoffs), sum(payoffs) if joint is None else joint
    if not isinstance(rule, str):
        return [part * total for part in rule], 1
    match rule:
        case "equal":
            return [total] * n, n
        case "surplus":
            return [n * w + total - sum(outside) for w in outside], n
        case "proportional":
            return [total * c for c in cost], sum(cost)
        case "optimal":
            # The same as w_i + surplus * part_i, without w_i, which may be huge.
            if best is None:
                best = [w + t for w, t in zip(outside, tempted, strict=True)]
            lacking, parts = sum(best) - total, _weights(tempted, n * tie)
            return [d - lacking * part for d, part in zip(best, parts, strict=True)], 1
    return list(payoffs), 1


def _weights(tempted: Any, tie: Any) -> list[Any]:
    """Parts in proportion to temptation, equal where it is none together."""
    whole = sum(tempted)
    even = (1 + 0 * whole) / len(tempted)
    if np.ndim(whole) == 0:
        return [own / whole if whole > tie else even for own in tempted]
    mask = np.asarray(whole > tie, dtype=bool)
    over = np.where(mask, whole, 1 + 0 * whole)
    return [np.where(mask, own / over, even) for own in tempted]


def divide(relation: Relation, rule: str) -> Array:
    """What each member of a relation gets by a rule with a name.

    Examples
    --------
    >>> from qinba_games.repeated import Relation
    >>> from qinba_games.repeated.solvers.shares import divide
    >>> print(*divide(Relation([4, 3], [5, 7], [1, 1]), "optimal"))
    3 4
    """
    payoffs, w, more = relation.payoffs, relation.outside, {}
    if rule == "optimal":
        w, more = _base(relation), {"tempted": temptation(relation), "tie": relation.tie}
    elif relation.cost is not None:
        more = {"cost": relation.cost}
    parts, divisor = shares(rule, payoffs, w, **more)
    return np.array([part / divisor for part in parts], dtype=payoffs.dtype)


def member_thresholds(relation: Relation, given: Array) -> list[Any]:
    """Least discount factor at which each member keeps the agreement at these shares.

    Shares are what each gets per period, subsidy left out; a threshold is infinite where no
    patience suffices.

    Examples
    --------
    >>> import numpy as np
    >>> from qinba_games.repeated import Relation
    >>> from qinba_games.repeated.solvers.shares import member_thresholds
    >>> print(*member_thresholds(Relation([4, 3], [5, 7], [1, 1]), np.array([4, 3])))
    1/4 2/3
    """
    deltas: list[Any] = fixed_shares_threshold(
        given, relation.deviation, relation.outside, **relation.terms, tie=relation.tie
    ).tolist()
    return deltas


def optimal_threshold(relation: Relation) -> Any:
    """The least discount factor at which any shares keep the agreement.

    delta_opt = (T - S) / (T - S + q S) / (1 - eps) with T = sum t_i and S = G + n s - W, at the
    "optimal" shares x_i = w_i - s + S t_i / T: the surplus in proportion to temptation. Infinite
    if no shares would do at any patience.

    Examples
    --------
    >>> from qinba_games.repeated import Relation
    >>> from qinba_games.repeated.solvers.shares import optimal_threshold
    >>> print(optimal_threshold(Relation([4, 3], [5, 7], [1, 1])))
    1/2
    """
    tie = relation.n_members * relation.tie
    surplus = relation.joint - _base(relation).sum()
    if surplus < -tie:
        return math.inf
    need = temptation(relation).sum() - surplus
    rho = least_patience(need, relation.detection * surplus, tie)
    return with_friction(rho, relation.friction)


def least_shares(relation: Relation, delta: Any) -> Array:
    """The least share at which each member keeps the agreement at a discount factor.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.repeated import Relation
    >>> from qinba_games.repeated.solvers.shares import least_shares
    >>> print(*least_shares(Relation([4, 3], [5, 7], [1, 1]), Fraction(3, 4)))
    2 5/2
    """
    rho = delta * (1 - relation.friction)
    part = (1 - rho) / (1 - rho + rho * relation.detection)
    return np.asarray(_base(relation) + part * temptation(relation))


def temptation(relation: Relation) -> Array:
    """t_i: what a breach brings beyond the outside value, forfeits taken off; never negative."""
    q: Any = relation.detection
    over = relation.deviation - _base(relation) - q * (relation.subsidy + relation.deposit)
    return np.asarray(np.maximum(over, 0 * over))


def _base(relation: Relation) -> Array:
    """The least share at which a member does not simply leave."""
    return np.asarray(relation.outside - relation.subsidy)


def less_stake(given: Array, outside: Array, stake: Any) -> Array:
    """x_i - sigma (x_i - w_i), what a stake leaves of shares; x_i where there is no joint surplus.

    Members are on the last axis; the rest broadcasts.
    """
    own = given - outside
    gains = np.asarray(own.sum(axis=-1, keepdims=True) > 0)
    return np.asarray(np.where(gains, given - stake * own, given))


def over_one_denominator(rule: Any) -> tuple[list[Any], int]:
    """Rational fractions of a rule as integers over one denominator; floats over 1."""
    if not _tolerance.is_exact(rule):
        return np.asarray(rule).tolist(), 1
    numerators, divisor = _exact.over_common_denominator(np.asarray(rule), 1)
    return numerators.tolist(), divisor
