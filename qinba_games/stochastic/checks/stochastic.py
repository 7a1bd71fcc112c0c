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
from ...certify.kernel import Gap, Kernel
from ...certify.play import equilibrium
from ...certify.record import BETTER, optimality
from ...common.register import checks
from ...game.table import Table
from ...game.witness import Play
from ...repeated.results.equilibrium import Equilibrium
from ...types import Array, Certificate, IntArray
from ...verify import linear
from ...verify.findings import Deviation, Finding, claim, unasked, verdict, worst
from ..proof import table_of, witness_of
from ..stochastic_game import StochasticGame
from .case import Case, read


@checks(Equilibrium, of=StochasticGame)
def certify_stochastic(result: Equilibrium, policy: Any = None) -> Certificate:
    """Largest joint gain from deviations in any state and phase, or largest error of a value."""
    game = result.game
    table = table_of(game, result.delta, exact=result.exact)
    kernel, (play, tree, code) = Kernel(table), witness_of(result)
    if policy is not None:
        # State to tuple, in place of the agreed one, with the result's punishments behind it.
        play = _valued(result, policy)
        code = code._replace(agreed=play, punishment=play.punishment)
    findings = [_named(game, table, gap) for gap in equilibrium(kernel, play, code)]
    if policy is not None:
        return verdict(findings, exact=result.exact)
    gaps = [gap for gap in optimality(kernel, play, tree, code) if not gap.size <= gap.allowed]
    findings += [_named(game, table, gap) for gap in gaps if gap.what != BETTER]
    findings += [*_wrong_payoffs(result), *unasked(result, "transfers")]  # those of a repeated game
    certificate = verdict(findings, exact=result.exact)
    if not certificate.inside:
        return certificate
    better = max((gap.size for gap in gaps), default=0)
    return dataclasses.replace(certificate, outside=not gaps, gap=better)


def _valued(result: Equilibrium, policy: Any) -> Play:
    """Another policy with what it is worth, and to what its punishments hold members."""
    case, rows = (
        read(result.game, result.delta, exact=result.exact),
        result.game.rows(policy, function="verify"),
    )
    worth = row_values(case, case.reward.sum(axis=1), rows)
    return Play(rows[:, None], worth[:, None, None], punished(case, result)[1][..., None])


def _named(game: StochasticGame, table: Table, gap: Gap) -> Finding:
    """A gap by the names of the game; a reply is numbered as the row to which it leads."""
    if gap.row is None or gap.member is None:
        return Finding(gap.size, gap.allowed, None, None, gap.what)
    action = "refuse to pay"
    if gap.reply is not None and (other := int(table.replies.then[gap.reply])) != gap.row:
        action = f"play {game.profile(other)[gap.member]}"
    phase = "agreed" if gap.against is None else f"in the punishment of {game.players[gap.against]}"
    where = game.players[gap.member], game.states[game.state[gap.row]]
    return Finding(gap.size, gap.allowed, *where, f"{action} ({phase})")


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
    """For every state and phase (agreed first), what deviations bring the members together."""
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


def _wrong_payoffs(result: Equilibrium) -> list[Finding]:
    """Payoffs that do not add up to the joint value, or that members would not pay for."""
    case = read(result.game, result.delta, exact=result.exact)
    joint, v = result.joint_payoff, result.punishment_payoff
    if result.payoffs.shape != v.shape or not all(len(one.rows) for one in result.record[:-1]):
        return [claim(False, "payoffs, or a record in which nothing falls")]
    floor = case.floor(case.game.rows(result.policy, function="verify"))
    together = case.near(floor, joint)
    off = [Deviation(None, "payoffs", abs(result.payoffs.sum(axis=1) - joint), together)]
    for i, name in enumerate(case.game.players):
        own = case.near(floor, v[:, i], of=i)
        refused = v[:, i] - result.payoffs[:, i]
        off.append(Deviation(name, "refuse to pay", refused, own + together))
    return [worst(off, 0, case.game.states.__getitem__)]
