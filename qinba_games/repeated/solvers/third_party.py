r"""Repeated games with deposits, subsidies, a rent-taker, and members who cannot leave.

One profile a is agreed for ever. While it is played members get x_i + s: x = g(a), or, if a third
party takes the part σ of the joint surplus, x = w + (1 - σ)(g(a) - w). Whoever breaks the agreement
gets d_i once, loses the deposit B_i, and ever after gets no more than r_i (without transfers: what
the group reverts to) or v_i(δ) (with them: its worst equilibrium). The agreement holds exactly when

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

from ... import _exact, _tolerance
from ...stage.solvers.minmax import stage_quantities
from ...types import Array, BoolArray, Profile
from ..governed import GovernedGame
from .fixed_sharing import reversion
from .shares import less_stake
from .thresholds import fixed_shares_threshold, joint_need
from .voluntary_transfers import critical_delta


class _ThirdPartyVerdict(NamedTuple):
    """Least patience of an agreement; `shares` are x + s, `members` empty with transfers."""

    delta: Any
    profile: Profile
    shares: Array
    members: Array


def governed_threshold(
    governed: GovernedGame, profile: Profile | None = None
) -> _ThirdPartyVerdict | None:
    """Least patience of an agreement; None if there is nothing to revert to where that counts.

    Without a profile: of those with the largest joint payoff what needs least.
    """
    game, exact = governed.game, governed.exact
    terms = np.array([governed.subsidy, governed.stake], dtype=object)
    payoffs, deposit, terms = _exact.alike(game.stage.payoffs, governed.deposit, terms, exact=exact)
    w = None if game.outside is None else _exact.alike(game.outside, exact=exact)[0]
    mandated = np.array([name in governed.mandate for name in game.stage.players])
    leaving = _can_leave(payoffs, w, mandated)
    stage = stage_quantities(payoffs, w, leaving)
    profiles = stage.top if profile is None else np.array([profile])
    at = tuple(profiles.T)
    base = w if w is not None or terms[1] == 0 else reversion(payoffs)
    if base is None and terms[1] != 0:
        return None
    compliance = payoffs[at] if base is None else less_stake(payoffs[at], base, terms[1])
    compliance = compliance + terms[0]
    best = [np.broadcast_to(c, stage.joint.shape)[at] for c in stage.best]
    broken = stage.numbers(np.stack(best, axis=-1)) - deposit
    if governed.sharing == "voluntary":
        needs = joint_need(compliance, broken, w, leaving)
        row = int(needs.argmin())
        # In the units of the stage, as what members can be held to.
        unit = stage.denominator or 1
        delta = critical_delta(stage, compliance[row].sum() * unit, needs[row] * unit)
        members = compliance[:0, 0]
    else:
        reverted = reversion(payoffs, w, leaving)
        if reverted is None:
            return None
        ties = [stage.near(broken[..., i], reverted[i], of=i) for i in range(len(reverted))]
        near = 0 if stage.exact else np.stack(np.broadcast_arrays(*ties), axis=-1)
        needed = fixed_shares_threshold(compliance, broken, reverted, tie=near)
        row = int(needed.max(axis=-1).argmin())
        delta, members = needed[row].max(), needed[row]
    return _ThirdPartyVerdict(delta, tuple(profiles[row].tolist()), compliance[row], members)


def _can_leave(payoffs: Array, outside: Array | None, mandated: BoolArray) -> BoolArray:
    """Members free to leave who might: not one who alone could and is always better off inside."""
    free = ~mandated & (outside is not None)
    if outside is not None and free.sum() == 1:
        i = int(free.argmax())
        minmax = np.min(payoffs[..., i].max(axis=i))
        near = _tolerance.meeting(_tolerance.TIE, minmax - outside[i], floor=abs(minmax))
        free = free & (minmax <= outside[i] + near)
    return np.asarray(free, dtype=bool)
