r"""Stability of agreements among identical members: everything by the number of signatories.

The definitions of `agreement_stability`. Under "next stable" they become a recursion on one number:
0 and 1 signatories are no agreement; k is stable exactly when a signatory gets no less than an
outsider to the largest stable number below k. Transfers add nothing here, as identical members have
equal payoffs and claims.
"""

from __future__ import annotations

import functools

import numpy as np

from ... import _tolerance
from ...types import Array, BoolArray, IntArray
from .agreement_stability import Stability, under_rules

_near = functools.partial(_tolerance.meeting, _tolerance.TIE)


def stability(
    signatory: Array, outsider: Array, response: str = "stay", *, strict: bool = False
) -> Stability:
    """Judge every number of signatories, from what n + 1 numbers of them bring each, and outsiders.

    Responses and strictness are those of `agreement_stability`; arrays are by number.
    """
    signatory, outsider = without_constant(signatory, outsider)
    n = len(outsider)
    outcome = np.arange(n + 1)
    if response == "next stable":
        outcome[1] = 0
        for k in range(2, n + 1):
            lower = outcome[k - 1]
            if outsider[lower] - signatory[k] > _near(outsider[lower], signatory[k]):
                outcome[k] = lower
    rest = np.maximum(np.arange(n + 1) - 1, 0)
    rest = 0 * rest if response == "dissolve" else outcome[rest]
    surplus = np.arange(n + 1) * (signatory - outsider[rest])
    internal = outsider[rest] - signatory <= _near(outsider[rest], signatory)
    gain, near = signatory[1:] - outsider, _near(signatory[1:], outsider)
    content = gain < -near if strict else gain <= near
    if response == "next stable":
        content = content | ~internal[1:]
    return Stability(internal.astype(bool), np.append(content, True).astype(bool), surplus, outcome)


def without_constant(*tables: Array) -> list[Array]:
    """The same payoffs, in floats without a constant in which their differences would drown."""
    if all(map(_tolerance.is_exact, tables)):
        return list(tables)
    base = _tolerance.centred(np.concatenate(tables).astype(float)[:, None])[2]
    return [table.astype(float) - base for table in tables]


def minimum_participation(signatory: Array, outsider: Array) -> BoolArray:
    """Stable numbers of signatories under every rule on how many have to sign.

    `[m, k]`: with k signatories the agreement is in force and stable if m have to sign.
    """
    stay, dissolve = (stability(signatory, outsider, then) for then in ("stay", "dissolve"))
    return under_rules(np.arange(len(signatory)), stay, dissolve)


def recursion(signatory: Array, outsider: Array) -> IntArray:
    """Farsightedly stable numbers of signatories, two and more."""
    status = stability(signatory, outsider, "next stable")
    return np.flatnonzero(status.internal & (np.arange(len(signatory)) >= 2))
