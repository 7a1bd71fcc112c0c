"""Certificate of a partnership that some members cannot leave: the agreement and what upholds it.

A breach is answered by an equilibrium of the bare game (no deposits, no subsidies) that is claimed
to be bad for the culprit. So that equilibrium is checked like the agreement itself: its values are
recomputed, and no member may gain by one deviation from it, a new punishment following.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from ...types import Array
from ..results.evolution import profile_names
from ..results.punishment import Punishment
from ..trust_game import TrustGame
from .trust_play import Play, unroll, values_of

#: Gain, member, state and action of one deviation, or of a number that is off.
Gain = tuple[Any, Any, Any, str]


class Case(NamedTuple):
    """A game of a batch of one, with or without deposits and subsidies, and its punishments."""

    game: TrustGame
    delta: Any
    worst: Array

    @property
    def free(self) -> list[int]:
        """Members who can leave."""
        return [int(i) for i in np.flatnonzero(~self.game.mandated)]

    def later(self, trust: int, kind: int, values: Array, end: Any) -> Any:
        """Expected value of the next state after a move of trust; `end` if the relation is over."""
        move = self.game.move[0, kind, trust]
        by_level = values.reshape(self.game.levels, self.game.times) @ self.game.chance[0]
        return (move[:-1] * by_level).sum() + move[-1] * end

    def punished(self, i: int, trust: int, kind: int) -> Any:
        """What i can expect after a deviation that moves trust in this way."""
        return self.later(trust, kind, self.worst[:, i], self.game.outside[0, i])

    def stays(self, i: int, trust: int) -> Any:
        """What the only one who could leave gets by idling with the others instead."""
        return self.delta * self.punished(i, trust, 1)


def mandate_findings(
    game: TrustGame,
    punishment: Punishment,
    play: Play,
    values: Array,
    delta: Any,
    division: Array | None,
) -> list[Gain]:
    """What members gain by deviating from the agreement, or from the punishments behind it.

    Parameters
    ----------
    game : TrustGame
        A batch of one.
    punishment : Punishment
        As reported.
    play : Play
        The agreement.
    values : array, shape (states, n)
        What it is worth to each member before transfers.
    delta : Number
    division : array, shape (states, n), or None
        How the next surplus is promised; None: as well as it can be.
    """
    case = Case(game, delta, punishment.values)
    bare = dataclasses.replace(game, deposit=0 * game.deposit, subsidy=0 * game.subsidy)
    behind = case._replace(game=bare)
    shape = game.levels, game.times
    plays = []
    for policy in punishment.policies:
        chosen = {(k, t): profile_names(game, int(policy[k, t])) for k, t in np.ndindex(*shape)}
        plays.append(unroll(bare, chosen))
    if game.voluntary:
        return _pooled(case, play, values.sum(axis=1), division) + _phases(behind, plays)
    return each(case, play, values) + _policies(behind, plays)


def _options(case: Case, play: Play, row: int, i: int) -> list[tuple[str, Any]]:
    """Value of everything i can do, per unit of loss of its future; a punishment follows."""
    game, (k, t), actions = case.game, play.states[row], play.actions[row]
    w, now = game.outside[0, i], 1 - case.delta
    if "leave" in actions:
        return [("leave", w)] + ([("stay", case.stays(i, k))] if case.free == [i] else [])
    kind = 0 if set(actions) == {"contribute"} else 1
    keep = now * play.payoff[row, i] + case.delta * case.punished(i, k, kind)
    options = [("comply", keep)]
    if i in case.free:
        options.append(("leave", w))
    if actions[i] == "contribute":
        q, column = game.detection[0], _column(game, actions)
        saved, flow = game.temptation[0, k, t, column, i], game.flow[0, k, t, column, i]
        if q > 0:
            gain = now * (flow + saved / q - game.deposit[0, i])
            options.append(("idle", gain + case.delta * case.punished(i, k, 1)))
        elif saved > 0:
            options.append(("idle", np.inf))
    elif actions.count("contribute") == len(actions) - 1:
        gain = now * (game.flow[0, k, t, 0, i] + game.subsidy[0])
        options.append(("contribute", gain + case.delta * case.punished(i, k, 0)))
    return options


def _column(game: TrustGame, actions: tuple[str, ...]) -> int:
    who = np.array([action == "contribute" for action in actions])
    return int(np.flatnonzero((game.contributes == who).all(axis=1))[0])


def _pooled(case: Case, play: Play, joint: Array, division: Array | None) -> list[Gain]:
    """Voluntary sharing: what is promised has to cover everybody's best deviation."""
    game = case.game
    findings: list[Gain] = []
    for row, state in enumerate(play.states):
        findings.append((case.worst[row].sum() - joint[row], None, state, "refuse to pay"))
        options = [_options(case, play, row, i) for i in range(len(game.members))]
        best = [max(value for _, value in member) for member in options]
        if "leave" in play.actions[row]:
            agreed = list(game.outside[0]) if case.free else [-np.inf] * len(best)
        elif division is None:
            findings.append((sum(best) - _agreed(case, play, row, joint), None, state, "any"))
            continue
        else:
            agreed = _promised(case, play, row, joint, division[row])
        for i, name in enumerate(game.members):
            for action, value in options[i]:
                findings.append((value - agreed[i], name, state, action))
    return findings


def _agreed(case: Case, play: Play, row: int, joint: Array) -> Any:
    later = play.chain[row, :-1] @ joint + play.chain[row, -1] * case.game.outside[0].sum()
    return (1 - case.delta) * play.payoff[row].sum() + case.delta * later


def _promised(case: Case, play: Play, row: int, joint: Array, parts: Array) -> list[Any]:
    """Value of complying when the next surplus is divided in these parts."""
    k, kind = play.states[row][0], 0 if set(play.actions[row]) == {"contribute"} else 1
    members = range(len(parts))
    least = [
        (1 - case.delta) * play.payoff[row, i] + case.delta * case.punished(i, k, kind)
        for i in members
    ]
    surplus = _agreed(case, play, row, joint) - sum(least)
    return [least[i] + parts[i] * surplus for i in members]


def _phases(case: Case, plays: list[Play]) -> list[Gain]:
    """The bare game: what follows a punishment, and each punishment, which lasts one period."""
    first = plays[0]
    joint = values_of(first, case.game.outside[0], case.delta).sum(axis=1)
    findings = _pooled(case, first, joint, None)
    for i, play in enumerate(plays[1:]):
        for row, state in enumerate(play.states):
            best = [
                max(value for _, value in _options(case, play, row, j))
                for j in range(len(case.game.members))
            ]
            agreed = _agreed(case, play, row, joint)
            findings.append((sum(best) - agreed, None, state, "deviate from a punishment"))
            off = abs(best[i] - case.worst[row, i])
            findings.append((off, case.game.members[i], state, "punishment value"))
    return findings


def each(case: Case, play: Play, values: Array) -> list[Gain]:
    """Fixed shares: no member gains by leaving, or by a breach that may be found out."""
    game, w, q = case.game, case.game.outside[0], case.game.detection[0]
    findings: list[Gain] = []
    for row, (k, t) in enumerate(play.states):
        for i, name in enumerate(game.members):
            where = (name, (k, t))
            if i in case.free:
                findings.append((w[i] - values[row, i], *where, "leave"))
            if play.actions[row][i] == "leave":
                excess = np.inf if not case.free else case.delta * 0
                if case.free == [i]:
                    excess = case.stays(i, k) - w[i]
                findings.append((excess, *where, "stay"))
            if play.actions[row][i] == "contribute":
                kept = case.later(k, 0, values[:, i], w[i])
                now = game.flow[0, k, t, 0, i] + game.temptation[0, k, t, 0, i]
                now = now + (1 - q) * game.subsidy[0] - q * game.deposit[0, i]
                later = q * case.punished(i, k, 1) + (1 - q) * kept
                breach = (1 - case.delta) * now + case.delta * later
                findings.append((breach - values[row, i], *where, "idle"))
    return findings


def _policies(case: Case, plays: list[Play]) -> list[Gain]:
    """Each punishment under fixed shares is an equilibrium, and worth what is reported."""
    findings: list[Gain] = []
    times = case.game.times
    for number, play in enumerate(plays):
        i, level = divmod(number, case.game.levels)
        values = values_of(play, case.game.outside[0], case.delta)
        findings += each(case, play, values)
        here = slice(level * times, (level + 1) * times)
        off = abs(values[here, i] - case.worst[here, i]).max()
        findings.append((off, case.game.members[i], (level, None), "punishment value"))
    return findings
