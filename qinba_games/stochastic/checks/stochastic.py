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

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ... import _exact, _tolerance
from ...common.certificate import Certificate
from ...common.register import checks
from ...repeated.results.equilibrium import Equilibrium
from ...types import Array, IntArray
from ...verify import linear
from ...verify.findings import Finding, verdict
from ...verify.play import Deviation, worst
from ..stochastic_game import StochasticGame


@checks(Equilibrium, of=StochasticGame)
def certify_stochastic(result: Equilibrium, policy: Any = None) -> Certificate:
    """Largest joint gain from deviations in any state and phase, or largest error of a value.

    Parameters
    ----------
    result : Equilibrium
        Of a stochastic game.
    policy : dict of state to tuple, optional
        Judge this agreed policy, with the result's punishments behind it; reported values are left
        out.
    """
    game = result.game
    agreed = game.rows(result.policy if policy is None else policy, function="verify")
    punishments = [game.rows(p, function="verify") for p in result.punishments]
    case = read(game, result.delta, exact=result.exact)
    joint = row_values(case, case.reward.sum(axis=1), agreed)
    v = np.stack([reply_values(case, i, rows) for i, rows in enumerate(punishments)], axis=1)
    findings = phase_findings(case, [agreed, *punishments], joint, v)
    if policy is None:
        findings += _wrong_values(result, case, joint, v)
    return verdict(findings, exact=case.exact, tolerance=case.tolerance)


class Case(NamedTuple):
    """A game as its check reads it: `Fraction`s if `exact`, else floats.

    Attributes
    ----------
    reward : array, shape (rows, n)
        (1 - delta) times the payoffs.
    chance : array, shape (moves,)
        delta times the probabilities.
    """

    game: StochasticGame
    reward: Array
    chance: Array
    exact: bool
    rounding: Any
    tolerance: Any

    def after(self, values: Array) -> Array:
        """Discounted expected value of the next state, after every row."""
        game = self.game
        weighted = self.chance * values[game.successor]
        return np.asarray(np.add.reduceat(weighted, game.first_successor[:-1]))

    def replies(self, row: int, i: int) -> slice:
        """The rows in which i does something else, or the same, and the others play as in `row`."""
        x = self.game.state[row]
        counts = self.game.shape(x)
        step = int(np.prod(counts[i + 1 :], dtype=int))
        base = int(row) - int(self.game.action[row, i]) * step
        return slice(base, base + counts[i] * step, step)


def read(game: StochasticGame, delta: Any, *, exact: bool) -> Case:
    """Convert a game to the arithmetic of the check."""

    def convert(values: Array) -> Array:
        return _exact.as_numbers(values, exact)

    patience = Fraction(delta) if exact else float(delta)
    payoffs = convert(game.payoffs)
    return Case(
        game=game,
        reward=(1 - patience) * payoffs,
        chance=patience * convert(game.probability),
        exact=exact,
        rounding=_tolerance.rounding(payoffs),
        tolerance=_tolerance.check(payoffs),
    )


def row_values(case: Case, reward: Array, rows: IntArray) -> Array:
    """What playing `rows`, one in each state, for ever is worth: a linear solve."""
    starts = case.game.first_successor
    parts = [np.arange(starts[row], starts[row + 1]) for row in rows]
    x, move = np.repeat(np.arange(len(rows)), [len(part) for part in parts]), np.concatenate(parts)
    y, weight = case.game.successor[move], case.chance[move]
    return linear.values(x, y, weight, reward[rows].reshape(len(rows), -1)).reshape(
        reward[rows].shape
    )


def reply_values(case: Case, i: int, rows: IntArray) -> Array:
    """What i gets by its best replies, for ever, to the others playing `rows`."""
    options = [case.replies(row, i) for row in rows]
    chosen, reward = rows.copy(), case.reward[:, i]
    while True:
        values = row_values(case, reward, chosen)
        each = reward + case.after(values)
        changed = False
        for x, option in enumerate(options):
            best = int(np.argmax(each[option]))
            if each[option][best] > values[x] + case.rounding:
                chosen[x] = option.start + best * option.step
                changed = True
        if not changed:
            return values


def better_agreement(case: Case, joint: Array) -> Finding:
    """What the best single change of a policy with these joint values would add to them."""
    game = case.game
    better = case.reward.sum(axis=1) + case.after(joint) - joint[game.state]
    row = int(better.argmax())
    state, action = game.states[game.state[row]], f"agree on {game.profile(row)}"
    return Finding(better[row], case.tolerance, None, state, action)


def phase_findings(case: Case, phases: list[IntArray], joint: Array, v: Array) -> list[Finding]:
    """For every state and phase (agreed first), what deviations bring the members together.

    The most tempted member is named.
    """
    game, findings = case.game, []
    names = ["agreed", *(f"in the punishment of {name}" for name in game.players)]
    agreed = case.reward.sum(axis=1) + case.after(joint)
    alone = case.reward + np.stack([case.after(v[:, i]) for i in range(v.shape[1])], axis=1)
    for name, rows in zip(names, phases, strict=False):
        for x, row in enumerate(rows):
            each = [alone[case.replies(row, i), i] for i in range(alone.shape[1])]
            best = [int(np.argmax(values)) for values in each]
            top = [values[b] for values, b in zip(each, best, strict=True)]
            who = int(np.argmax([t - alone[row, i] for i, t in enumerate(top)]))
            moves = top[who] > alone[row, who]
            action = f"play {game.actions[x][who][best[who]]}" if moves else "refuse to pay"
            where = game.players[who], game.states[x], f"{action} ({name})"
            findings.append(Finding(sum(top) - agreed[row], case.tolerance, *where))
    return findings


def _wrong_values(result: Equilibrium, case: Case, joint: Array, v: Array) -> list[Finding]:
    """Reported values against recomputed ones, and payoffs that members would not pay for."""
    total, held = abs(result.payoffs.sum(axis=1) - joint), abs(result.punishment_payoff - v)
    off = [
        Deviation(None, "joint payoff", abs(result.joint_payoff - joint)),
        Deviation(None, "payoffs", total),
    ]
    for i, name in enumerate(case.game.players):
        off.append(Deviation(name, "punishment payoff", held[:, i]))
        off.append(Deviation(name, "refuse to pay", v[:, i] - result.payoffs[:, i]))
    return [worst(off, case.tolerance, case.game.states.__getitem__)]
