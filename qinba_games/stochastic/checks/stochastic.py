"""Certificate of an `Equilibrium` of a stochastic game: every state, every phase, every deviation.

In every state x and every phase k (the agreement, and the punishment of each member, which lasts
one period), the members together must not lose by complying:

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
from ...certify.kernel import Gap, Kernel, largest
from ...certify.play import Account, equilibrium, temptation, upheld
from ...certify.record import BETTER, optimality
from ...common.register import checks
from ...game.table import Table
from ...game.witness import Play
from ...repeated.results.equilibrium import Equilibrium
from ...types import Array, Certificate, IntArray
from ...verify import linear
from ...verify.findings import Deviation, Finding, blanks, claim, verdict, worst
from ..proof import table_of, witness_of
from ..stochastic_game import StochasticGame


@checks(Equilibrium, of=StochasticGame)
def certify_stochastic(result: Equilibrium, policy: Any = None) -> Certificate:
    """Largest joint gain from deviations in any state and phase, or largest error of a value."""
    game = result.game
    table = table_of(game, result.delta, exact=result.exact)
    kernel, (play, tree, code) = Kernel(table), witness_of(result)
    if policy is not None:
        # State to tuple, in place of the agreed one, with the result's punishments behind it.
        play = play_of(table, game.rows(policy, function="verify"), _replies_against(result, table))
        code = code._replace(agreed=play, punishment=play.punishment)
    findings = [_finding(game, table, gap) for gap in equilibrium(kernel, play, code)]
    if policy is not None:
        return verdict(findings, exact=result.exact)
    gaps = [gap for gap in optimality(kernel, play, tree, code) if not gap.size <= gap.allowed]
    findings += [_finding(game, table, gap) for gap in gaps if gap.what != BETTER]
    findings += _wrong_payoffs(result, kernel, play.rows[:, 0])
    findings += blanks(result, "transfers")  # those of a repeated game
    certificate = verdict(findings, exact=result.exact)
    if not certificate.inside:
        return certificate
    better = max((gap.size for gap in gaps), default=0)
    return dataclasses.replace(certificate, outside=not gaps, gap=better)


def play_of(table: Table, rows: IntArray, punishment: Array | None = None) -> Play:
    """A policy and what it is worth; where nothing else follows, also to deviators."""
    values = _for_ever(table, table.rows.then[rows], table.rows.now[rows, :, 0])
    after = values if punishment is None else punishment
    return Play(rows[:, None], (values @ table.sums)[..., None], after[..., None])


def _for_ever(table: Table, then: IntArray, now: Array) -> Array:
    """What these payoffs and lotteries of states are worth, one after the other for ever."""
    moves, delta = table.lotteries, table.delta[0]
    parts = [np.arange(moves.first[k], moves.first[k + 1]) for k in then]
    x, move = np.repeat(np.arange(len(then)), [len(part) for part in parts]), np.concatenate(parts)
    return linear.values(x, moves.to[move], delta * moves.chance[move, 0], (1 - delta) * now)


def _replies_against(result: Equilibrium, table: Table) -> Array:
    """To what the policies against members hold them, whatever is reported, (states, n)."""
    rows = (result.game.rows(policy, function="verify") for policy in result.punishments)
    return np.stack([_best_replies(table, i, own) for i, own in enumerate(rows)], axis=1)


def _best_replies(table: Table, i: int, rows: IntArray) -> Array:
    """What a member gets by its best replies, for ever, to others who play these rows."""
    options = [np.arange(*table.first[[menu, menu + 1]]) for menu in table.menu[rows, i]]
    now, then, delta = table.replies.now, table.replies.then, table.delta[0]
    taken, step = np.array([few[0] for few in options]), 0
    while True:
        values = _for_ever(table, then[taken], now[taken])
        each = ((1 - delta) * now + delta * table.lotteries.expect(values)[then])[:, 0]
        best = np.array([few[np.argmax(each[few])] for few in options])
        near: Any = 0
        if now.dtype != object:  # more of it where an iteration begins to run in circles
            floor = abs(values[:, 0]) + abs(each[best]) + abs(now).min()
            near = _tolerance.meeting(0.0, floor=floor) * _tolerance.growth(step)
        better = np.asarray(each[best] > values[:, 0] + near, dtype=bool)
        if not better.any():
            return np.asarray(values[:, 0])
        taken, step = np.where(better, best, taken), step + 1


def deviation(game: StochasticGame, kernel: Kernel, play: Play) -> Finding:
    """The most that a pool gains by a deviation from what is played."""
    return _finding(game, kernel.table, upheld(Account(kernel, play), play.rows, "agreed"))


def _finding(game: StochasticGame, table: Table, gap: Gap) -> Finding:
    """A gap by the names of the game; a reply is numbered as the row to which it leads."""
    if gap.row is None or gap.account is None:
        return Finding(gap.size, gap.allowed, None, None, gap.what)
    member, reply = temptation(gap)
    action = "refuse to pay"
    if reply is not None and (other := int(table.replies.then[reply])) != gap.row:
        action = f"play {game.profile(other)[member]}"
    phase = "agreed" if gap.against is None else f"in the punishment of {game.players[gap.against]}"
    where = game.players[member], game.states[game.state[gap.row]]
    return Finding(gap.size, gap.allowed, *where, f"{action} ({phase})")


def better_agreement(game: StochasticGame, kernel: Kernel, play: Play) -> Finding:
    """What the best single change of a policy would add to its joint value."""
    values = kernel.values(play.worth, play.punishment)
    now = values.worth[kernel.table.state, -1]
    more = kernel.worth(values)[:, -1] - now
    of = kernel.ahead(kernel.sizes, play.rows)[:, -1].max()
    near = kernel.rounding(_tolerance.CHECK, now, of=of)
    every = np.arange(len(more))[:, None]
    gap = largest(kernel, values, more, near, "agree on something better", every)
    row = int(gap.row or 0)
    state, action = game.states[game.state[row]], f"agree on {game.profile(row)}"
    return Finding(gap.size, gap.allowed, None, state, action)


def _wrong_payoffs(result: Equilibrium, kernel: Kernel, rows: IntArray) -> list[Finding]:
    """Payoffs that do not add up to the joint value, or that members would not pay for."""
    joint, v, base = result.joint_payoff, result.punishment_payoff, kernel.base[:, 0]
    if result.payoffs.shape != v.shape or not all(len(one.rows) for one in result.record[:-1]):
        return [claim(False, "payoffs, or a record in which nothing falls")]
    of = kernel.own[rows, :, 0].sum(axis=1).max()
    together = kernel.rounding(_tolerance.CHECK, joint - base.sum(), of=of)
    off = [Deviation(None, "payoffs", abs(result.payoffs.sum(axis=1) - joint), together)]
    for i, name in enumerate(result.game.players):
        own = kernel.rounding(_tolerance.CHECK, v[:, i] - base[i], of=of)
        refused = v[:, i] - result.payoffs[:, i]
        off.append(Deviation(name, "refuse to pay", refused, own + together))
    return [worst(off, 0, result.game.states.__getitem__)]
