"""One relation with friction, detection, deposit and subsidy: closed forms.

With probability eps per period friction ends the relation although nobody cheated. A breach is
found out with probability q, which ends the relation too and costs the deposit B, collected with
credibility kappa, and the subsidy s of that period. Friction acts exactly like impatience: only
rho = delta (1 - eps) counts. Every function takes numbers or arrays and broadcasts; ints and
Fractions stay exact.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance, errors
from ...common.least_patience import least_patience
from ...types import Array, ArrayLike


def fixed_shares_threshold(
    share: ArrayLike,
    deviation: ArrayLike,
    outside: ArrayLike,
    *,
    detection: ArrayLike = 1,
    friction: ArrayLike = 0,
    deposit: ArrayLike = 0,
    subsidy: ArrayLike = 0,
    credibility: ArrayLike = 1,
) -> Any:
    """Least patience at which a member keeps his word at a fixed share.

    gain = max(0, d - x - q (s + kappa B)), rho* = gain / (gain + q (x + s - w)),
    delta* = rho* / (1 - eps).

    Parameters
    ----------
    share, deviation, outside : number or array
        x, what he gets per period; d, what he gets in the period of a breach; w, what he gets per
        period once the relation is over.
    detection, friction, credibility : number or array in [0, 1]
        q, eps, kappa.
    deposit, subsidy : number or array, at least 0
        B, a lump in payoff units; s, per period kept.

    Returns
    -------
    number, or array of the broadcast shape
        Infinite where no patience below 1 suffices. Public perfect equilibrium in which a breach
        found out ends the relation.

    Raises
    ------
    ProbabilityError, RangeError
        If a probability is none, or a deposit or subsidy negative.

    Examples
    --------
    A linear public good among ten, cost 3, benefit 1 to each, first without and then with an
    expected fine of 1 for a breach:

    >>> from qinba_games.repeated.solvers.one_relation import fixed_shares_threshold
    >>> print(fixed_shares_threshold(7, 9, 0), fixed_shares_threshold(7, 9, 0, deposit=1))
    2/9 1/8

    Half of the breaches found out, and friction in one period of ten:

    >>> from fractions import Fraction
    >>> print(fixed_shares_threshold(2, 3, 0, detection=Fraction(1, 2), friction=Fraction(1, 10)))
    5/9
    """
    owner = "fixed_shares_threshold"
    x, d, w, q, eps, B, s, kappa = _clean(
        owner,
        {"share": share, "deviation": deviation, "outside": outside},
        {"detection": detection, "friction": friction},
        {"deposit": deposit, "subsidy": subsidy},
        {"credibility": credibility},
    )
    gain = np.maximum(0, d - x - q * (s + kappa * B))
    loss = x + s - w
    # Nobody stays below his outside value, however little tempts him and whatever is found out.
    rho = np.where(loss < 0, math.inf, least_patience(gain, q * loss))
    return _with_friction(rho, eps)


def voluntary_threshold(
    payoffs: ArrayLike,
    deviation: ArrayLike,
    outside: ArrayLike,
    *,
    detection: ArrayLike = 1,
    friction: ArrayLike = 0,
    deposit: ArrayLike = 0,
    subsidy: ArrayLike = 0,
    credibility: ArrayLike = 1,
) -> Any:
    """Least patience of a group that shares by voluntary transfers, paid before play.

    Sustained iff (1 - rho) sum_i max(0, (d_i - g_i)/q - s - kappa B_i, w_i - g_i - s)
    <= rho (G + n s - W) with rho = delta (1 - eps).

    Parameters
    ----------
    payoffs, deviation, outside : array, shape (..., n)
        g_i, d_i, w_i of the members, on the last axis.
    detection, friction, credibility : number or array, shape (...)
        q, eps, kappa in [0, 1].
    deposit : number or array, shape (..., n)
        B_i, lumps in payoff units.
    subsidy : number or array, shape (...)
        s per member and period kept.

    Returns
    -------
    number, or array
        Infinite where no patience below 1 suffices. Public perfect equilibrium in which a breach
        found out ends the relation.

    Raises
    ------
    ProbabilityError, RangeError
        If a probability is none, or a deposit or subsidy negative.

    Examples
    --------
    The dilemma 2/-1/3/0 with half of all breaches found out; a deposit of 1 each undoes that:

    >>> from fractions import Fraction
    >>> from qinba_games.repeated.solvers.one_relation import voluntary_threshold
    >>> half = Fraction(1, 2)
    >>> print(voluntary_threshold([2, 2], [3, 3], [0, 0], detection=half))
    1/2
    >>> print(voluntary_threshold([2, 2], [3, 3], [0, 0], detection=half, deposit=1))
    1/3
    """
    g, d, w, q, eps, B, s, kappa = _clean(
        "voluntary_threshold",
        {"payoffs": payoffs, "deviation": deviation, "outside": outside},
        {"detection": detection, "friction": friction},
        {"deposit": deposit, "subsidy": subsidy},
        {"credibility": credibility},
    )
    q, s, kappa = (v[..., None] for v in (q, s, kappa))
    tempted = d - g
    # Undetectable temptation cannot be deterred; without temptation detection does not matter.
    hidden = (q <= 0) & (tempted > 0)
    ratio = tempted / np.where(q > 0, q, 1)
    need = np.maximum(np.maximum(0, ratio - s - kappa * B), w - g - s)
    worth = (g + s - w + 0 * need).sum(axis=-1)
    rho = np.where(hidden.any(axis=-1), math.inf, least_patience(need.sum(axis=-1), worth))
    return _with_friction(rho, eps)


def _with_friction(rho: Array, eps: Array) -> Any:
    """delta* = rho* / (1 - eps), infinite at 1 and above."""
    rho, eps = np.broadcast_arrays(rho, eps)
    delta = np.where(rho > 0, math.inf, rho)
    lasting = (rho > 0) & (rho + eps < 1)
    delta[lasting] = rho[lasting] / (1 - eps[lasting])
    return delta if delta.ndim else delta.item()


def _clean(
    owner: str,
    payoffs: dict[str, Any],
    chances: dict[str, Any],
    amounts: dict[str, Any],
    last: dict[str, Any],
) -> list[Array]:
    """Checked arrays, all of Fractions or all of floats."""
    checked = [_check.array(owner, name, value) for name, value in payoffs.items()]
    for name, value in {**chances, **amounts, **last}.items():
        values = _check.array(owner, name, value)
        likely = name in chances or name in last
        if np.any(values < 0) or (likely and np.any(values > 1)):
            raise (errors.ProbabilityError if likely else errors.RangeError)(
                function=owner,
                argument=name,
                value=value,
                rule="must lie in [0, 1]" if likely else "must not be negative",
                remedy=f"Choose values {'between 0 and 1' if likely else 'of at least 0'}",
            )
        checked.append(values)
    if all(_tolerance.is_exact(values) for values in checked):
        return [_exact.fractions(values) for values in checked]
    return [values.astype(float) for values in checked]
