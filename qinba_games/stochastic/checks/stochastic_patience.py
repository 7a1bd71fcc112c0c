"""Certificate of a `CriticalDiscount` of a stochastic game: it holds where it is said to begin.

At the low end of every interval what a deviation leads to is checked in full, and then the policy.
With transfers that is the equilibrium whose punishments follow, and in no state may the members
together gain by deviating into them. Without, it is an equilibrium in which nobody gains by any
single deviation, and nobody may gain by deviating from the policy into the worst of these.

With transfers it must fail a little below, by the harshest punishments that there are, which the
record of deletions proves; and everywhere outside of the intervals, cell by cell. That it holds all
along an interval rests on the scan: more patience need not help.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ...certify.kernel import Kernel
from ...common.register import checks
from ...game.table import Table
from ...game.witness import Play
from ...repeated.results.patience import CriticalDiscount, Reverting, Threshold
from ...types import Certificate, IntArray
from ...verify.findings import Finding, blanks, claim, same, verdict, with_outside
from ..proof import table_of
from ..stochastic_game import StochasticGame
from .elsewhere import LAST, fails_outside
from .stochastic import better_agreement, certify_stochastic, deviation, play_of

_Judged = tuple[list[Finding], Kernel, Play]
#: How far below an end it may be shown that the policy fails there.
_NEAR = 1e-5
#: Patience up to which an interval can end; what holds beyond holds up to 1.
_SCANNED = 1 - 9.99e-6


@checks(CriticalDiscount, of=StochasticGame)
def _certify_stochastic_critical(result: CriticalDiscount, policy: Any = None) -> Certificate:
    """Whether the policy holds at the low end of every interval; the outside: nowhere else."""
    # A `policy`, state to tuple, is judged in place of the result's own.
    game, ends = result.game, result.witness
    judge = _reverting if result.sharing == "none" else _transferring
    findings = [Finding(0.0, 0.0)]
    if policy is None:
        begins = [end.delta for end in ends] == [low for low, _ in result.intervals]
        first = ends[0].policy if ends else result.profile
        findings += blanks(result, "shares", "binding", "price_of_fairness")
        ends_known = all(high == 1 or high <= _SCANNED for _, high in result.intervals)
        findings += [
            claim(begins and ends_known, "intervals"),
            claim(first == result.profile, "policy"),
        ]
    for end in ends:
        table = table_of(game, end.delta, exact=False)
        rows = game.rows(end.policy if policy is None else policy, function="verify")
        faults, kernel, play = judge(game, table, end, rows)
        findings += faults
        if policy is None and end.first_best:
            findings.append(better_agreement(game, kernel, play))
    certificate = verdict(findings, exact=False)
    if policy is not None or not certificate.inside:
        return certificate
    ends = [end for end in ends if isinstance(end, Threshold)]
    if any(_begins_before(result, end) for end in ends):
        return dataclasses.replace(certificate, outside=False)
    elsewhere, late = None, any(LAST < high < 1 for _, high in result.intervals)
    if result.sharing != "none" and not late:  # nothing is asked beyond `LAST`
        one_policy = result.profile is not None and not any(end.first_best for end in ends)
        rows = game.rows(result.profile, function="verify") if one_policy else None
        elsewhere = fails_outside(game, rows, result.intervals)
    return with_outside(certificate, [elsewhere])


def _begins_before(result: CriticalDiscount, end: Threshold) -> bool:
    """Whether the policy holds a little before an interval, by the best equilibrium there."""
    below = end.below
    if below is None or any(low <= below.delta < high for low, high in result.intervals):
        return False
    if not same(below.game, result.game) or not end.delta - _NEAR <= below.delta < end.delta:
        return True
    proof = certify_stochastic(below)
    if proof.outside is not True:
        return not proof.ok
    game, table = result.game, table_of(result.game, below.delta, exact=False)
    rows = game.rows(below.policy if end.first_best else end.policy, function="verify")
    kernel, play = Kernel(table), play_of(table, rows, below.punishment_payoff)
    if end.first_best:
        better = better_agreement(game, kernel, play)
        return bool(better.gain <= better.allowed)
    gain = deviation(game, kernel, play)
    return bool(gain.gain <= -gain.allowed)


def _transferring(game: StochasticGame, table: Table, end: Threshold, rows: IntArray) -> _Judged:
    """What members gain together by deviating into the punishments of an equilibrium."""
    behind = certify_stochastic(end.behind)
    where = (behind.member, behind.state, behind.action)
    kernel, play = Kernel(table), play_of(table, rows, end.behind.punishment_payoff)
    findings = [Finding(behind.largest_gain, behind.tolerance, *where)]
    return [*findings, deviation(game, kernel, play)], kernel, play


def _reverting(game: StochasticGame, table: Table, end: Reverting, rows: IntArray) -> _Judged:
    """What each member gains alone by deviating into equilibria that go on for ever."""
    table = dataclasses.replace(table, pools=np.arange(game.n_players))
    kernel = Kernel(table)
    stable = [play_of(table, game.rows(one, function="verify")) for one in end.reversion]
    worst = np.min([one.punishment[..., 0] for one in stable], axis=0)
    play = play_of(table, rows, worst)
    return [deviation(game, kernel, one) for one in (*stable, play)], kernel, play
