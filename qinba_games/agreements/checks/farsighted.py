"""Certificates of agreements among members who look ahead."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...types import Array, Certificate
from ...verify.findings import Finding, claim
from ..results.agreement import FarsightedAgreements
from .members import centred
from .stability import MembershipGains, movers, verdict_of


@checks(FarsightedAgreements)
def _certify_farsighted(result: FarsightedAgreements, policy: Any = None) -> Certificate:
    """Check the recursion, or the largest consistent set, by its witness; `policy`: other keys."""
    keys = np.asarray(result.stable if policy is None else policy)
    recursion = result.method == "recursion"
    return verdict_of(result, [*(_recursion if recursion else _consistent)(result, keys)])


def _recursion(result: FarsightedAgreements, keys: Array) -> list[Finding]:
    """From a stable number nobody falls to the next one below it, from others somebody does."""
    moves = MembershipGains(result.agreement)
    lasting = np.isin(moves.sets, keys)
    below = np.maximum.accumulate(np.where(lasting, moves.sets, 0))
    leave = movers(move for _, move in moves.leaving(below))
    stable = np.where(moves.sets < 2, ~leave.sure, lasting)
    return [claim(np.isin(keys, moves.sets[2:]).all(), "set"), moves.refute(leave, stable, "set")]


def _consistent(result: FarsightedAgreements, keys: Array) -> list[Finding]:
    r"""Of whoever looks ahead, what no move can end lasts, and by what order others fall.

    A state that falls has a move that nothing deters which falls no earlier; by induction none of
    these states is in any consistent set. From every state that lasts each move is deterred by one
    that lasts. How far it is to what a move may lead to satisfies a recursion with one solution.
    """
    agreement: Any = result.agreement
    states = np.flatnonzero(agreement.sizes != 1)
    unwilling = _unwilling(agreement, states)
    acting = states[:, None] ^ states
    if result.membership == "exclusive":  # if somebody joins those who stay have to agree
        joins = states & ~states[:, None] != 0
        acting = np.where(joins, states[:, None] | states, acting)
    # The last signatory left is alone, which is no agreement: all but one end it.
    spared = np.where(states[:, None] == 0, 1 << np.arange(agreement.n_members), 0)
    groups = acting[:, :, None] & ~spared  # [s, t, group]
    against = groups[..., None] & unwilling[:, None, None] != 0  # [s, t, group, v]
    moves = states[:, None] != states
    steps, falls = result.witness
    wanted = moves[..., None] & ~against.all(axis=2)
    far = np.where(wanted, steps, np.inf).min(axis=1) + 1
    right = steps == np.where(moves, far, 0)
    follows = np.isfinite(steps) & (falls >= falls[:, None])[:, None]  # [s, t, v]
    deterred = (against & follows[:, :, None]).any(axis=3).all(axis=2)
    lasts = (deterred | ~moves).all(axis=1)
    last = falls == falls.max()
    odd = sorted({*keys.tolist()} ^ {*states[last].tolist()})
    findings = [claim(False, "set", state=key) for key in odd]
    ordered = falls.dtype.kind == "i" and (lasts == last).all()
    return [*findings, claim(right.all(), "steps"), claim(ordered, "falls")]


def _unwilling(agreement: Any, states: Array) -> Array:
    """Who does not get more in one state than in another, as bits: `[s, v]`."""
    payoffs = agreement.payoffs
    worth = payoffs if agreement.exact else centred([payoffs])[0]
    there, here = worth[states], worth[states][:, None]
    more = np.asarray(there - here > _tolerance.meeting(_tolerance.TIE, there, here), dtype=bool)
    return np.asarray((~more << np.arange(worth.shape[1])).sum(axis=2))
