r"""Repeated games with deposits, subsidies, a rent-taker, and members who cannot leave.

One profile a is agreed for ever. While it is played members get x_i + s: x = g(a), or, if a third
party takes the part σ of the joint surplus, x = w + (1 - σ)(g(a) - w). Whoever breaks the agreement
gets d_i once, loses the deposit B_i, and ever after gets no more than r_i (without transfers: what
the group reverts to) or v_i(δ) (with them: his worst equilibrium). The agreement holds iff

    without transfers   (1 - δ) max(0, d_i - x_i - s - B_i) <= δ (x_i + s - r_i)    for every i,
    with transfers      (1 - δ) Σ_i max(0, d_i - x_i - s - B_i, w_i - x_i - s) <= δ (X + n s - V),

X = Σ x_i, V = Σ v_i, and the term with w_i for those who are free to leave. For them
d_i = max(c_i, w_i) and v_i = w_i. Who cannot leave is held to w_i by the others' leaving, or to
less by an equilibrium in which all stay. Whoever alone could leave does so only if he can be held
below w_i when he stays.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...stage.solvers.pure_nash import pure_equilibria
from ...types import Array, BoolArray, Profile
from .thresholds import least_patience


class Terms(NamedTuple):
    """What the third party does: B, s, σ, and who cannot leave.

    Attributes
    ----------
    deposit : array, shape (n,)
    subsidy, stake : Number
    mandated : bool array, shape (n,)
    """

    deposit: Array
    subsidy: Any
    stake: Any
    mandated: BoolArray


class Verdict(NamedTuple):
    """Least patience of an agreement.

    Attributes
    ----------
    delta : Number
    profile : tuple of int
    shares : array, shape (n,)
        x + s.
    members : array, shape (n,)
        Least patience of each member without transfers; empty with them.
    """

    delta: Any
    profile: Profile
    shares: Array
    members: Array


class _Case(NamedTuple):
    """The profiles that may be agreed on (rows), and what breaking each would bring."""

    profiles: Array
    shares: Array
    gain: Array
    subsidy: Any
    tie: Any


def no_transfers(
    payoffs: Array, outside: Array | None, terms: Terms, profile: Profile | None = None
) -> Verdict | None:
    """Least patience without transfers; None if there is nothing to revert to.

    Parameters
    ----------
    payoffs : array, shape (m_1, ..., m_n, n)
        All `Fraction`s, or all floats, like everything else.
    outside : array, shape (n,), or None
    terms : Terms
    profile : tuple of int, optional
        What is agreed; None: of the profiles with the largest joint payoff what needs least.
    """
    leaving = can_leave(payoffs, outside, terms.mandated)
    reverted = reversion(payoffs, outside, leaving)
    if reverted is None:
        return None
    case = _case(payoffs, outside, terms, leaving, profile)
    room = case.shares + case.subsidy - reverted
    needed = least_patience(case.gain, room, case.tie)
    needed = np.where(room < -case.tie, math.inf, needed)
    best = int(needed.max(axis=-1).argmin())
    return _verdict(case, best, needed[best].max(), needed[best])


def with_transfers(
    payoffs: Array, outside: Array | None, terms: Terms, profile: Profile | None = None
) -> Verdict:
    """Least patience with voluntary transfers.

    Parameters
    ----------
    payoffs, outside, terms, profile
        As for `no_transfers`.
    """
    leaving = can_leave(payoffs, outside, terms.mandated)
    case = _case(payoffs, outside, terms, leaving, profile)
    need = case.gain
    if leaving.any():
        stays = np.asarray(outside) - case.shares - case.subsidy
        need = np.where(leaving, np.maximum(need, stays), need)
    need = need.sum(axis=-1)
    best = int(need.argmin())
    joint = (case.shares[best] + case.subsidy).sum()
    levels = worst_levels(payoffs, outside, leaving)
    for k, (start, worst) in enumerate(levels):
        end = levels[k + 1][0] if k + 1 < len(levels) else 1
        delta = max(least_patience(need[best], joint - worst.sum(), case.tie), start)
        if delta < end:
            return _verdict(case, best, delta, case.shares[:0, 0])
    return _verdict(case, best, math.inf, case.shares[:0, 0])


def can_leave(payoffs: Array, outside: Array | None, mandated: BoolArray) -> BoolArray:
    """Who is free to leave and might: not who alone could, and is always better off inside.

    Parameters
    ----------
    payoffs : array, shape (m_1, ..., m_n, n)
    outside : array, shape (n,), or None
    mandated : bool array, shape (n,)
    """
    free = ~mandated if outside is not None else np.zeros(len(mandated), dtype=bool)
    if free.sum() == 1:
        i = int(free.argmax())
        held = payoffs[..., i].max(axis=i).min()
        if outside is not None and held > outside[i] + _tolerance.tie(payoffs):
            free = ~free & False
    return np.asarray(free)


def _verdict(case: _Case, best: int, delta: Any, members: Array) -> Verdict:
    profile = tuple(int(a) for a in case.profiles[best])
    return Verdict(delta, profile, case.shares[best] + case.subsidy, members)


def _case(
    payoffs: Array,
    outside: Array | None,
    terms: Terms,
    leaving: BoolArray,
    profile: Profile | None,
) -> _Case:
    joint, tie = payoffs.sum(axis=-1), _tolerance.tie(payoffs)
    best_joint = np.argwhere(joint >= joint.max() - tie)
    profiles = best_joint if profile is None else np.array([profile])
    at = tuple(profiles.T)
    g = payoffs[at]
    best = [np.broadcast_to(c, joint.shape)[at] for c in _best_replies(payoffs)]
    d = np.stack(best, axis=-1)
    if leaving.any():
        d = np.where(leaving, np.maximum(d, np.asarray(outside)), d)
    x = g
    if terms.stake != 0:
        base = outside if outside is not None else reversion(payoffs)
        if base is not None:
            rich = (joint[at] > base.sum())[:, None]
            x = np.where(rich, base + (1 - terms.stake) * (g - base), g)
    gain = d - x - terms.subsidy - terms.deposit
    return _Case(profiles, x, np.where(gain > tie, gain, 0 * gain), terms.subsidy, tie)


def _best_replies(payoffs: Array) -> list[Array]:
    return [payoffs[..., i].max(axis=i, keepdims=True) for i in range(payoffs.shape[-1])]


def reversion(
    payoffs: Array, outside: Array | None = None, leaving: BoolArray | None = None
) -> Array | None:
    """The least each member gets in what the group can revert to: leaving, a stage equilibrium.

    Parameters
    ----------
    payoffs : array, shape (m_1, ..., m_n, n)
    outside : array, shape (n,), or None
    leaving : bool array, shape (n,), optional
        Who is free to leave; nobody by default.

    Returns
    -------
    array, shape (n,), or None
        None if there is no pure stage equilibrium to revert to.
    """
    options = [payoffs[a] for a in pure_equilibria(payoffs)]
    if leaving is not None and leaving.any():
        w = np.asarray(outside)
        options = [w, *(e for e in options if np.all((e >= w) | ~leaving))]
    return np.min(options, axis=0) if options else None


def worst_levels(
    payoffs: Array, outside: Array | None, leaving: BoolArray
) -> list[tuple[Any, Array]]:
    """Discount factors at which harsher punishments begin to hold, and what members are held to.

    Parameters
    ----------
    payoffs : array, shape (m_1, ..., m_n, n)
    outside : array, shape (n,), or None
    leaving : bool array, shape (n,)
        Who is free to leave.

    Returns
    -------
    list of (delta, array of shape (n,)), ascending
        The bare game, voluntary transfers. Empty if it has no pure equilibrium at any patience.
    """
    n = payoffs.shape[-1]
    w = np.asarray(outside)
    if leaving.all():
        return [(0 * payoffs.flat[0], w)]
    joint, tie = payoffs.sum(axis=-1), _tolerance.tie(payoffs)
    best = [np.broadcast_to(c, joint.shape).ravel() for c in _best_replies(payoffs)]
    held, joint = np.stack(best, axis=-1), joint.ravel()
    if leaving.any():
        held = np.where(leaving, np.maximum(held, w), held)
        held, joint = np.vstack([held, w]), np.append(joint, w.sum())
    need = held.sum(axis=-1) - joint
    need = np.where(need > tie, need, 0 * need)
    order = need.argsort(kind="stable")
    most = np.maximum.accumulate(joint[order])
    least = np.minimum.accumulate(held[order], axis=0)
    least = np.where(leaving, w, least) if leaving.any() else least
    last = np.append(np.flatnonzero(need[order][1:] > need[order][:-1] + tie), len(order) - 1)
    room = most[last] - least[last].sum(axis=-1)
    start = np.atleast_1d(least_patience(need[order][last], room, n * tie))
    kept: list[tuple[Any, Array]] = []
    for k in reversed(range(len(last))):
        if start[k] < (kept[-1][0] if kept else 1):
            kept.append((start[k], least[last[k]]))
    return kept[::-1]
