r"""What repeating an agreement adds: the patience at which signatories keep it.

Signatories S get x_i(S) in every period, without agreement everybody gets w_i. A breach brings i
d_i(S) for one period, after which there is no agreement any more: mutual reversion to the
equilibrium of the single period, thus subgame perfect (grim). Member i keeps its word exactly when
(1 - δ)(d_i - x_i) <= δ (x_i - w_i), so that S holds from

    δ*(S) = max_i (d_i - x_i)/(d_i - w_i),

0 where nobody is tempted, and never where somebody gets less than without agreement, or the same
while tempted. With transfers among signatories, promised for every period and paid on signing, only
sums count: (1 - δ) Σ (d_i - x_i) <= δ Σ (x_i - w_i). Some transfers keep every member exactly when
it holds: pay so that everybody has (1 - δ) d_i + δ w_i and share the rest, with w_i for a d_i below
it, as nobody signs for less than w_i. (A hidden breach comes when all have paid, so that i needs
w_i + (1 - δ)(d_i - x_i)/δ there, which adds up to the same, whatever d_i is beside w_i.)

Two breaches are told apart. *Announced*: i does not sign this time, the others do without it, so
that d_i(S) is its payoff as an outsider to S without i. At δ = 0 that is internal stability, with
transfers potential internal stability. *Hidden*: the others still do their part of S, and d_i is
what the agreement's `breach` says.

References
----------
J. W. Friedman (1971), "A non-cooperative equilibrium for supergames", Review of Economic Studies
38, 1-12, for reversion to a one-period equilibrium.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...cooperative.coalitions import coalition_sizes
from ...repeated.solvers.thresholds import fixed_shares_threshold
from ...types import Array
from .symmetric_stability import without_constant


def thresholds(payoffs: Array, breach: Array | None = None, *, transfers: bool = False) -> Array:
    """Least patience of every set of signatories, by mask; 0 for fewer than two signatories.

    Each is a `Relation`, of every signatory by itself or, with transfers, of all as one member.

    Payoffs have shape (2^n, n), and so has `breach`, what signatories get in the period of a hidden
    breach; if it is None breaches are announced.
    """
    rows, n = payoffs.shape
    given = [payoffs] if breach is None else [payoffs, breach]
    least, near = np.zeros(rows), np.zeros(rows)
    exact = all(map(_tolerance.is_exact, given))
    if exact:
        # Thresholds are ratios, for which whole numbers in a common unit will do.
        tables, _ = _exact.over_common_denominator(np.stack(given), 2 * n)
        least = _exact.fractions(least)
    else:
        tables = _tolerance.centred(np.stack([table.astype(float) for table in given]))[0]
    payoffs, breach = tables[0], None if breach is None else tables[1]
    shares, deviations = np.zeros((2, rows), dtype=payoffs.dtype)
    agreed = coalition_sizes(n) >= 2
    for i in range(n):
        masks = np.flatnonzero(agreed & (np.arange(rows) >> i & 1).astype(bool))
        # Both count from what i has without agreement.
        gain = payoffs[masks, i] - payoffs[0, i]
        tempted = payoffs[masks & ~(1 << i), i]
        if breach is not None:
            tempted = np.maximum(breach[masks, i], payoffs[masks, i])
        tempted = tempted - payoffs[0, i]
        tie: Any = 0
        if not exact:
            # Whoever is nearly indifferent to a breach gets there about what it gets here.
            tie = _tolerance.meeting(_tolerance.TIE, payoffs[masks, i], payoffs[0, i])
            near[masks] += tie
        if transfers:
            # Who would not sign and get less than w is paid w. In a hidden breach it has been paid.
            shares[masks] += gain
            deviations[masks] += np.maximum(tempted, 0) if breach is None else tempted
        else:
            matters = (tempted - gain > tie) | (gain < -tie)
            slack = 0 if exact else tie[matters]
            own = fixed_shares_threshold(gain[matters], tempted[matters], 0, tie=slack)
            least[masks[matters]] = np.maximum(least[masks[matters]], own)
    if transfers:
        together = shares[agreed], deviations[agreed]
        least[agreed] = fixed_shares_threshold(*together, 0, tie=0 if exact else near[agreed])
    return least


def symmetric_thresholds(signatory: Array, outsider: Array, breach: Array | None = None) -> Array:
    """The same by number of signatories; transfers among identical members change nothing."""
    tables = [signatory, outsider] if breach is None else [signatory, outsider, breach]
    signatory, outsider, *hidden = without_constant(*tables)
    tempted = outsider[np.maximum(np.arange(len(signatory)) - 1, 0)]
    for broken in hidden:
        tempted = np.append(signatory[:2], np.maximum(broken, signatory)[2:])
    tie = _tolerance.meeting(_tolerance.TIE, signatory, outsider[0])
    return np.asarray(fixed_shares_threshold(signatory, tempted, outsider[0], tie=tie))
