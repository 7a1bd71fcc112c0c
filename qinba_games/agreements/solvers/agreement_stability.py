r"""Which sets of signatories stay together: internal, external and potential internal stability.

A member who leaves the signatories S expects one of three *responses*:

* "stay": the others remain signatories;
* "dissolve": the agreement is over, nobody signs;
* "next stable": the others fall on, one by one, until nobody else wants to leave. Formally, by
  recursion over sizes: fewer than two signatories are no agreement and stay so; S is stable if no i
  in S gets more at the set to which S without i falls; otherwise the member who gains most from
  leaving, the first of several, leaves, and S falls to where the rest falls.

What i would get is its *claim*. S is internally stable if no claim exceeds a payoff, potentially so
if the claims together do not exceed the payoffs together. It is externally stable if no outsider
would get more by joining; under "next stable" only where the larger set would last. Ties do not
move anybody, except that under strict external stability an indifferent outsider joins.

The three verdicts are about all coalitions at once: each member's column is read as pairs of rows,
with and without it. Arrays of rational payoffs are compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...cooperative.coalitions import coalition_sizes
from ...types import Array, BoolArray, IntArray

RESPONSES = ("stay", "dissolve", "next stable")


class Stability(NamedTuple):
    """Verdicts by mask, or by number of signatories for identical members."""

    internal: BoolArray
    external: BoolArray
    surplus: Array  #: Payoffs of the signatories less their claims
    outcome: IntArray  #: Where a set falls to; itself if it is internally stable


def stability(
    payoffs: Array,  # shape (2^n, n)
    response: str = "stay",  # {"stay", "dissolve", "next stable"}
    *,
    strict: bool = False,  # whether an indifferent outsider joins
    # whether signatories share what they have beyond their claims, so that joint surplus decides:
    # S is internally stable if its surplus is not negative, externally if no outsider would bring
    # about a positive one. Only with "stay"
    transfers: bool = False,
) -> Stability:
    """Judge all sets of signatories."""
    exact, denominator = _tolerance.is_exact(payoffs), 1
    if exact:
        values, denominator = _exact.over_common_denominator(payoffs, payoffs.shape[-1])
    else:  # without a large constant
        values = _tolerance.centred(payoffs)[0]
    rows, n = payoffs.shape
    outcome = _falls_to(values) if response == "next stable" else np.arange(rows)
    internal, surplus = np.ones(rows, dtype=bool), np.zeros(rows, dtype=values.dtype)
    near = np.zeros(rows)
    for i, payoff, claim in _claims(values, response, outcome):
        tie = _near(payoff, claim)
        _with(internal, i)[...] &= claim - payoff <= tie
        _with(surplus, i)[...] += payoff - claim
        _with(near, i)[...] += tie
    external = np.ones(rows, dtype=bool)
    if transfers:
        internal = surplus >= -near
    for i in range(n):
        if transfers:
            gain, tie = _with(surplus, i), _with(near, i)
        else:
            inside, outside = _with(values[:, i], i), _without(values[:, i], i)
            gain, tie = inside - outside, _near(inside, outside)
        content = gain < -tie if strict else gain <= tie
        if response == "next stable":
            content = content | ~_with(internal, i)
        _without(external, i)[...] &= content
    if denominator != 1:
        surplus = _exact.fractions(surplus) / denominator
    return Stability(internal, external, surplus, outcome)


def minimum_participation(payoffs: Array) -> BoolArray:
    """Stable sets of signatories under every rule on how many have to sign.

    With rule m the agreement is in force if at least m sign; otherwise all get what they get
    without agreement. Where exactly m sign, whoever leaves ends it; where more do, the rest stay.

    Parameters
    ----------
    payoffs : array, shape (2^n, n)

    Returns
    -------
    array of bool, shape (n + 1, 2^n)
        `[m, mask]`: in force, internally and externally stable. No rule asks for less than two.
    """
    stay, dissolve = stability(payoffs), stability(payoffs, "dissolve")
    return under_rules(coalition_sizes(payoffs.shape[1]), stay, dissolve)


def under_rules(size: Array, stay: Stability, dissolve: Stability) -> BoolArray:
    """The same where the others stay, and where they dissolve, for numbers of signatories."""
    rules = np.arange(size[-1] + 1)[:, None]
    last = (size == rules) & dissolve.internal
    more = (size > rules) & stay.internal
    return np.asarray((last | more) & stay.external & (rules >= 2))


def _near(one: Array, other: Array) -> Any:
    """What counts as nothing where payoffs are compared entry by entry; 0 if they are exact."""
    return _tolerance.meeting(_tolerance.TIE, one, other) if one.dtype.kind == "f" else 0


def _with(values: Array, i: int) -> Array:
    """The entries of coalitions with member i; a view."""
    return values.reshape(-1, 2, 1 << i)[:, 1]


def _without(values: Array, i: int) -> Array:
    """The entries of the same coalitions without it; a view."""
    return values.reshape(-1, 2, 1 << i)[:, 0]


def _claims(values: Array, response: str, outcome: IntArray) -> Iterator[tuple[int, Array, Array]]:
    """For each member, what it has in every coalition with it and what it would have outside."""
    for i in range(values.shape[1]):
        own = np.ascontiguousarray(values[:, i])
        if response == "dissolve":
            claim = own[:1]
        elif response == "stay":
            claim = _without(own, i)
        else:
            claim = own[_without(outcome, i)]
        yield i, _with(own, i), claim


def _falls_to(values: Array) -> IntArray:
    """Where every set of signatories falls to under "next stable"."""
    n = values.shape[1]
    sizes = coalition_sizes(n)
    outcome = np.zeros(len(values), dtype=np.int64)
    for size in range(2, n + 1):
        masks = np.flatnonzero(sizes == size)
        most = np.zeros(len(masks), dtype=values.dtype)
        then = masks.copy()
        for i in range(n):
            rest = masks & ~(1 << i)
            claim, payoff = values[outcome[rest], i], values[masks, i]
            gain = claim - payoff
            leaves = (rest != masks) & (gain > most + _near(claim, payoff))
            most[leaves], then[leaves] = gain[leaves], outcome[rest[leaves]]
        outcome[masks] = then
    return outcome
