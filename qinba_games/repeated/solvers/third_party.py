r"""Repeated games with deposits, subsidies, a rent-taker, and members who cannot leave.

One profile a is agreed for ever. While it is played members get x_i + s: x = g(a), or, if a third
party takes the part σ of the joint surplus, x = w + (1 - σ)(g(a) - w). Whoever breaks the agreement
gets d_i once, loses the deposit B_i, and ever after gets no more than r_i (without transfers: what
the group reverts to) or v_i(δ) (with them: its worst equilibrium). The agreement holds iff

    without transfers   (1 - δ) max(0, d_i - x_i - s - B_i) <= δ (x_i + s - r_i)    for every i,
    with transfers      (1 - δ) Σ_i max(0, d_i - x_i - s - B_i, w_i - x_i - s) <= δ (X + n s - V),

X = Σ x_i, V = Σ v_i, and the term with w_i for those who are free to leave. For them
d_i = max(c_i, w_i) and v_i = w_i. Those who cannot leave are held to w_i if others leave, or to
less by an equilibrium in which all stay. Whoever alone could leave does so only if it can be held
below w_i when it stays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import _tolerance
from ...stage.solvers.minmax import StageQuantities, stage_quantities
from ...types import Array, BoolArray, Profile
from .fixed_sharing import reversion
from .shares import less_stake
from .thresholds import fixed_shares_threshold
from .voluntary_transfers import critical_delta


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
    """The profiles that may be agreed on (rows), shares x, and d."""

    stage: StageQuantities
    leaving: BoolArray
    profiles: Array
    shares: Array
    deviation: Array


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
    case = _case(payoffs, outside, terms, profile)
    reverted = reversion(payoffs, outside, case.leaving)
    if reverted is None:
        return None
    needed = fixed_shares_threshold(
        case.shares,
        case.deviation,
        reverted,
        deposit=terms.deposit,
        subsidy=terms.subsidy,
        tie=case.stage.number(case.stage.tie),
    )
    best = int(needed.max(axis=-1).argmin())
    return _verdict(case, terms, best, needed[best].max(), needed[best])


def with_transfers(
    payoffs: Array, outside: Array | None, terms: Terms, profile: Profile | None = None
) -> Verdict:
    """Least patience with voluntary transfers.

    Parameters
    ----------
    payoffs, outside, terms, profile
        As for `no_transfers`.
    """
    case = _case(payoffs, outside, terms, profile)
    kept = case.shares + terms.subsidy
    needs = np.maximum(0, case.deviation - kept - terms.deposit)
    if case.leaving.any():
        needs = np.where(case.leaving, np.maximum(needs, np.asarray(outside) - kept), needs)
    needs = needs.sum(axis=-1)
    best = int(needs.argmin())
    # In the units of the stage, as what members can be held to.
    unit = case.stage.denominator or 1
    delta = critical_delta(case.stage, kept[best].sum() * unit, needs[best] * unit)
    return _verdict(case, terms, best, delta, kept[:0, 0])


def _verdict(case: _Case, terms: Terms, best: int, delta: Any, members: Array) -> Verdict:
    profile = tuple(int(a) for a in case.profiles[best])
    return Verdict(delta, profile, case.shares[best] + terms.subsidy, members)


def _case(payoffs: Array, outside: Array | None, terms: Terms, profile: Profile | None) -> _Case:
    leaving = _can_leave(payoffs, outside, terms.mandated)
    stage = stage_quantities(payoffs, outside, leaving)
    profiles = np.array([profile])
    if profile is None:
        profiles = np.argwhere(stage.joint >= stage.joint.max() - stage.tie)
    at = tuple(profiles.T)
    shares = payoffs[at]
    if terms.stake != 0:
        base = outside if outside is not None else reversion(payoffs)
        if base is not None:
            shares = less_stake(shares, base, terms.stake)
    best = [np.broadcast_to(c, stage.joint.shape)[at] for c in stage.best]
    return _Case(stage, leaving, profiles, shares, stage.numbers(np.stack(best, axis=-1)))


def _can_leave(payoffs: Array, outside: Array | None, mandated: BoolArray) -> BoolArray:
    """Members free to leave who might: not one who alone could and is always better off inside."""
    free = ~mandated if outside is not None else np.zeros(len(mandated), dtype=bool)
    if outside is not None and free.sum() == 1:
        i = int(free.argmax())
        held = payoffs[..., i].max(axis=i).min()
        if held > outside[i] + _tolerance.tie(payoffs):
            free = ~free & False
    return np.asarray(free)
