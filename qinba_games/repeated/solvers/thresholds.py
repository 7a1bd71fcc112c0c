"""When an agreement is kept: what breaking it brings once against what it costs ever after.

This is the one form of every threshold of an agreement. While it is kept, member i gets its share
x_i and the subsidy s; breaking it brings d_i once; when it is over, i gets w_i per period. A breach
is found out with probability q, which ends the agreement and costs the deposit B_i, collected with
credibility kappa, and the subsidy of that period. Friction ends it with probability eps although
nobody broke it, and acts exactly like impatience: only rho = delta (1 - eps) counts.

Every function takes numbers or arrays and broadcasts, so that a whole grid of profiles or members
is one call; ints and Fractions stay exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from ... import _check, _exact, _tolerance, errors
from ...types import Array, ArrayLike

_PLAIN = (int, float, Fraction)
#: Arguments of every threshold, chances and amounts that are never negative.
_TERMS = ("detection", "friction", "deposit", "subsidy", "credibility")


def least_patience(
    need: Any,  # ints and Fractions give Fractions
    room: Any,
    tie: Any = 0,  # amounts up to this count as 0
) -> Any:
    """Least discount factor below 1 with (1 - delta) need <= delta room.

    `need` is what breaking the agreement brings once, `room` what keeping it is worth in every
    later period. The answer is need / (need + room) where both are positive, 0 where nothing tempts
    and nothing is lost, and infinite otherwise.

    Examples
    --------
    >>> from qinba_games.repeated.solvers.thresholds import least_patience
    >>> print(least_patience(2, 12), least_patience(0, 0), least_patience(1, 0))
    1/7 0 inf
    >>> least_patience([1.0, 3.0], 1.0).tolist()
    [0.5, 0.75]

    A prisoners' dilemma 2/-1/3/0 whose members can leave, each to be worth 1 outside, is kept from
    (D - G) / (D - W) on, with the sums D of max(c_i, w_i), G of the payoffs, and W of the w_i:

    >>> print(least_patience(6 - 4, 4 - 2))
    1/2
    """
    if isinstance(need, _PLAIN) and isinstance(room, _PLAIN):
        return _least_of_one(need, room, tie)
    exact = _tolerance.is_exact(need) and _tolerance.is_exact(room)
    need, room = (_exact.as_numbers(values, exact) for values in (need, room))
    need, room = np.broadcast_arrays(need, room)
    tie = np.broadcast_to(tie, need.shape).ravel() if np.ndim(tie) else tie
    shape, need, room = need.shape, need.ravel(), room.ravel()
    least = np.full(need.shape, math.inf, dtype=need.dtype)
    inside = (need > tie) & (room > tie)
    least[inside] = need[inside] / (need + room)[inside]
    least[(need <= tie) & (room >= -tie)] = _exact.as_numbers(0, exact)
    return least.reshape(shape) if shape else least.item()


def _least_of_one(need: Any, room: Any, tie: Any) -> Any:
    """The same for two plain numbers, without arrays around them: a hundred times faster."""
    exact = not (isinstance(need, float) or isinstance(room, float))
    if need <= tie:
        return (Fraction(0) if exact else 0.0) if room >= -tie else math.inf
    if room <= tie:
        return math.inf
    return Fraction(need, need + room) if exact else float(need / (need + room))


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
    tie: Any = 0,
) -> Any:
    """Least patience at which a member keeps its word at a fixed share.

    gain = max(0, d - x - q (s + kappa B)), rho* = gain / (gain + q (x + s - w)),
    delta* = rho* / (1 - eps).

    Parameters
    ----------
    share, deviation, outside : number or array
        x, what it gets per period; d, what it gets in the period of a breach; w, what it gets per
        period once the relation is over.
    detection, friction, credibility : number or array in [0, 1]
        q, eps, kappa.
    deposit, subsidy : number or array, at least 0
        B, a lump in payoff units; s, per period kept.
    tie : Number
        Amounts up to this count as 0.

    Returns
    -------
    number, or array of the broadcast shape
        Infinite where no patience below 1 suffices. Public perfect equilibrium in which a breach
        found out ends the relation.

    Examples
    --------
    A linear public good among ten, cost 3, benefit 1 to each, first without and then with an
    expected fine of 1 for a breach:

    >>> from qinba_games.repeated.solvers.thresholds import fixed_shares_threshold
    >>> print(fixed_shares_threshold(7, 9, 0), fixed_shares_threshold(7, 9, 0, deposit=1))
    2/9 1/8

    Half of the breaches found out, and friction in one period of ten:

    >>> from fractions import Fraction
    >>> print(fixed_shares_threshold(2, 3, 0, detection=Fraction(1, 2), friction=Fraction(1, 10)))
    5/9
    """
    given = (share, deviation, outside, detection, friction, deposit, subsidy, credibility)
    x, d, w, q, eps, B, s, kappa = _clean("fixed_shares_threshold", "share", given)
    loss = x + s - w
    # Nobody stays below its outside value, however little tempts it and whatever is found out.
    rho = least_patience(d - x - q * (s + kappa * B), q * loss, tie)
    return with_friction(np.where(loss < -tie, math.inf, rho), eps)


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

    Sustained exactly when (1 - rho) sum_i max(0, (d_i - g_i)/q - s - kappa B_i, w_i - g_i - s)
    <= rho (G + n s - W) with rho = delta (1 - eps). Arguments and answer are as for
    `fixed_shares_threshold`, with the members on the last axis of payoffs, deviation, outside and
    deposit; the others have one axis less.

    Examples
    --------
    The dilemma 2/-1/3/0 with half of all breaches found out; a deposit of 1 each undoes that:

    >>> from fractions import Fraction
    >>> from qinba_games.repeated.solvers.thresholds import voluntary_threshold
    >>> half = Fraction(1, 2)
    >>> print(voluntary_threshold([2, 2], [3, 3], [0, 0], detection=half))
    1/2
    >>> print(voluntary_threshold([2, 2], [3, 3], [0, 0], detection=half, deposit=1))
    1/3
    """
    given = (payoffs, deviation, outside, detection, friction, deposit, subsidy, credibility)
    g, d, w, q, eps, B, s, kappa = _clean("voluntary_threshold", "payoffs", given)
    q, s, kappa = (v[..., None] for v in (q, s, kappa))
    # Undetectable temptation cannot be deterred; without temptation detection does not matter.
    hidden = (q <= 0) & (d > g)
    broken = g + (d - g) / np.where(q > 0, q, 1) - kappa * B
    need = joint_need(g + s, broken, w)
    worth = (g + s - w + 0 * broken).sum(axis=-1)
    rho = np.where(hidden.any(axis=-1), math.inf, least_patience(need, worth))
    return with_friction(rho, eps)


def joint_need(comply: Array, breach: Array, outside: Any, free: Any = True) -> Array:
    """What keeps all members (last axis): the sum of max(0, breach_i - comply_i, w_i - comply_i).

    Members who are not `free` to leave do not have the last term.
    """
    needs = np.maximum(0, breach - comply)
    if np.any(free):
        needs = np.where(free, np.maximum(needs, outside - comply), needs)
    return np.asarray(needs.sum(axis=-1))


def with_friction(rho: Any, friction: Any) -> Any:
    """Least patience where the effective one has to be rho: rho / (1 - eps), infinite from 1 on.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from qinba_games.repeated.solvers.thresholds import with_friction
    >>> print(with_friction(Fraction(1, 2), Fraction(1, 4)), with_friction(0.5, 0.5))
    2/3 inf
    """
    rho, eps = np.broadcast_arrays(rho, friction)
    delta = np.where(rho > 0, math.inf, rho)
    lasting = (rho > 0) & (rho + eps < 1)
    delta[lasting] = rho[lasting] / (1 - eps[lasting])
    return delta if delta.ndim else delta.item()


def binding_members(
    names: Iterable[str], least: Iterable[Any], delta: Any, *, exact: bool
) -> tuple[str, ...]:
    """Members whose least patience is that of all together; nobody where that is 0."""
    slack = 0 if exact else _tolerance.DISCOUNT
    members = zip(names, least, strict=False)
    return tuple(name for name, own in members if delta > 0 and own >= delta - slack)


def _clean(owner: str, label: str, given: tuple[ArrayLike, ...]) -> list[Array]:
    """Checked arrays, all of Fractions or all of floats; `label` is the name of the first."""
    named = list(zip((label, "deviation", "outside", *_TERMS), given, strict=True))
    checked = [_check.array(owner, name, value) for name, value in named]
    for (name, value), values in list(zip(named, checked, strict=True))[3:]:
        likely = name not in ("deposit", "subsidy")
        if np.any(values < 0) or (likely and np.any(values > 1)):
            kind = errors.ProbabilityError if likely else errors.RangeError
            rule = "must lie in [0, 1]" if likely else "must not be negative"
            remedy = f"Choose values {'between 0 and 1' if likely else 'of at least 0'}"
            raise kind(owner, name, value, rule, remedy)
    return _exact.alike(*checked)
