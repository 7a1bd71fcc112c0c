"""Certificate of an `Equilibrium` of a stochastic game: every state, every phase, every deviation.

The joint values of the agreed policy and each member's best replies to its punishment are computed
anew by linear solves. Then, in every state x and every phase k (the agreement, and the punishment
of each member, which lasts one period), the members together must not lose by complying:

    (1 - delta) G(x, a_k) + delta E[U | x, a_k]
        >= sum_i max_b { (1 - delta) g_i(x, b, a_k,-i) + delta E[v_i | x, b, a_k,-i] }.

Then there are payments after which nobody gains by another action or by refusing to pay; the agreed
action is among the b, so refusing alone is one of the deviations.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.register import checks
from ...repeated.results.equilibrium import Equilibrium
from ...types import Array, Certificate, IntArray
from ...verify import linear
from ...verify.findings import Deviation, Finding, unasked, verdict, worst
from ..stochastic_game import StochasticGame
from .case import Case, read
from .record import reached, recorded


@checks(Equilibrium, of=StochasticGame)
def certify_stochastic(result: Equilibrium, policy: Any = None) -> Certificate:
    """Largest joint gain from deviations in any state and phase, or largest error of a value.

    `policy`, state to tuple, is judged in place of the agreed one, with the result's punishments
    behind it; reported values are left out.
    """
    game = result.game
    agreed = game.rows(result.policy if policy is None else policy, function="verify")
    case = read(game, result.delta, exact=result.exact)
    joint = row_values(case, case.reward.sum(axis=1), agreed)
    punishments, v = punished(case, result)
    findings = phase_findings(case, [agreed, *punishments], joint, v)
    if policy is not None:
        return verdict(findings, exact=case.exact)
    findings += _wrong_values(result, case, joint, v)
    shown, open_ = recorded(case, result.record, np.concatenate([agreed, *punishments]))
    findings += shown
    findings += unasked(result, "transfers")  # those of a repeated game
    certificate = verdict(findings, exact=case.exact)
    if not certificate.inside:
        return certificate
    gap = reached(case, result.record[-1], joint, v)
    outside = False if gap > 0 else None if open_ else True
    return dataclasses.replace(certificate, outside=outside, gap=max(gap, 0 * gap))


def punished(case: Case, result: Equilibrium) -> tuple[list[IntArray], Array]:
    """The rows played against each member, and what it gets by its best replies to them."""
    played = [case.game.rows(p, function="verify") for p in result.punishments]
    return played, np.stack([reply_values(case, i, p) for i, p in enumerate(played)], axis=1)


def row_values(case: Case, reward: Array, rows: IntArray) -> Array:
    """What playing `rows`, one in each state, for ever is worth: a linear solve."""
    starts = case.game.first_successor
    parts = [np.arange(starts[row], starts[row + 1]) for row in rows]
    x, move = np.repeat(np.arange(len(rows)), [len(part) for part in parts]), np.concatenate(parts)
    y, weight = case.game.successor[move], case.chance[move]
    paid = reward[rows]
    return linear.values(x, y, weight, paid.reshape(len(rows), -1)).reshape(paid.shape)


def reply_values(case: Case, i: int, rows: IntArray) -> Array:
    """What i gets by its best replies, for ever, to the others playing `rows`."""
    options = [case.replies(row, i) for row in rows]
    chosen, reward, step = rows, case.reward[:, i], 0
    floor = 0 if case.exact else abs(case.base[i]) + abs(reward).min()
    while True:
        values = row_values(case, reward, chosen)
        each = reward + case.after(values)
        best = np.array([o.start + int(np.argmax(each[o])) * o.step for o in options])
        near: Any = 0
        if not case.exact:  # no improvement; more of it where an iteration begins to run in circles
            size = abs(values) + abs(each[best]) + floor
            near = _tolerance.meeting(0.0, floor=size) * _tolerance.growth(step)
        better = np.asarray(each[best] > values + near, dtype=bool)
        if not better.any():
            return values
        chosen, step = np.where(better, best, chosen), step + 1


def better_agreement(case: Case, joint: Array) -> Finding:
    """What the best single change of a policy with these joint values would add to them."""
    game = case.game
    better = case.reward.sum(axis=1) + case.after(joint) - joint[game.state]
    row = int(better.argmax())
    state, action = game.states[game.state[row]], f"agree on {game.profile(row)}"
    near = case.near(abs(joint - case.base.sum()).max(), joint[game.state[row]])
    return Finding(better[row], near, None, state, action)


def phase_findings(case: Case, phases: list[IntArray], joint: Array, v: Array) -> list[Finding]:
    """For every state and phase (agreed first), what deviations bring the members together.

    The most tempted member is named.
    """
    game, findings = case.game, []
    names = ["agreed", *(f"in the punishment of {name}" for name in game.players)]
    agreed = case.reward.sum(axis=1) + case.after(joint)
    alone = case.reward + np.stack([case.after(v[:, i]) for i in range(v.shape[1])], axis=1)
    floor = case.floor(*phases)
    members = range(alone.shape[1])
    for name, rows in zip(names, phases, strict=False):
        options = [[case.replies(row, i) for i in members] for row in rows]
        best = np.array([[int(np.argmax(alone[o, i])) for i, o in enumerate(p)] for p in options])
        top = np.array([[alone[o, i].max() for i, o in enumerate(p)] for p in options])
        who = np.argmax(top - alone[rows], axis=1)
        own = sum(case.near(0, top[:, i], of=i) for i in members)
        # A numpy integer cannot be compared with the large integers of a Fraction.
        near = np.broadcast_to(case.near(floor, agreed[rows]) + own, len(rows)).tolist()
        gain = top.sum(axis=1) - agreed[rows]
        for x, (row, i) in enumerate(zip(rows, who, strict=True)):
            moves = top[x, i] > alone[row, i]
            action = f"play {game.actions[x][i][best[x, i]]}" if moves else "refuse to pay"
            where = game.players[i], game.states[x], f"{action} ({name})"
            findings.append(Finding(gain[x], near[x], *where))
    return findings


def _wrong_values(result: Equilibrium, case: Case, joint: Array, v: Array) -> list[Finding]:
    """Reported values against recomputed ones, and payoffs that members would not pay for."""
    total, held = abs(result.payoffs.sum(axis=1) - joint), abs(result.punishment_payoff - v)
    floor = case.floor(case.game.rows(result.policy, function="verify"))
    together = case.near(floor, joint)
    off = [
        Deviation(None, "joint payoff", abs(result.joint_payoff - joint), together),
        Deviation(None, "payoffs", total, together),
    ]
    for i, name in enumerate(case.game.players):
        own = case.near(floor, v[:, i], of=i)
        off.append(Deviation(name, "punishment payoff", held[:, i], own))
        refused = v[:, i] - result.payoffs[:, i]
        off.append(Deviation(name, "refuse to pay", refused, own + together))
    return [worst(off, 0, case.game.states.__getitem__)]
