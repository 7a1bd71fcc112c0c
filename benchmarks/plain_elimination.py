"""Policy elimination as one would first write it: lists and loops, no arrays.

Step by step the same as `qinba_games.stochastic.solvers.policy_elimination`, from
the same prepared lists.
"""

from __future__ import annotations

import itertools
import time
from typing import NamedTuple

from qinba_games import StochasticGame

#: Improvements up to this are rounding; payoffs are of the order of one.
SLACK = 1e-12


class Lists(NamedTuple):
    """A game as lists: one entry for every row, that is, state and action profile.

    Attributes
    ----------
    rewards : list of list
        Per player, weighted by 1 - delta.
    moves : list of list of (state, probability times delta)
    rows : list of list
        Rows of each state.
    group : list of list
        Per player the number of the state and of the others' actions.
    members : list of list of list
        Per player the rows of each group.
    """

    rewards: list[list[float]]
    moves: list[list[tuple[int, float]]]
    rows: list[list[int]]
    group: list[list[int]]
    members: list[list[list[int]]]


class Found(NamedTuple):
    """U by state, v by player and state, and how many rows are left.

    Also how often rows were swept over and linear systems solved.
    """

    joint: list[float]
    punishment: list[list[float]]
    left: int
    sweeps: int
    systems: int


def prepare(game: StochasticGame, delta: float) -> Lists:
    """Lay out the lists."""
    rows: list[list[int]] = [[] for _ in game.states]
    for row, x in enumerate(game.state.tolist()):
        rows[x].append(row)
    successors, chances = game.successor.tolist(), (delta * game.probability).tolist()
    ends = game.first_successor.tolist()
    moves = [
        list(zip(successors[a:b], chances[a:b], strict=True)) for a, b in itertools.pairwise(ends)
    ]
    groups, members = [], []
    for i in range(game.n_players):
        numbers: dict[tuple[int, ...], int] = {}
        others = [game.state.tolist(), *game.action.T.tolist()]
        del others[i + 1]
        group = [numbers.setdefault(key, len(numbers)) for key in zip(*others, strict=True)]
        alike: list[list[int]] = [[] for _ in numbers]
        for row, k in enumerate(group):
            alike[k].append(row)
        groups.append(group)
        members.append(alike)
    return Lists(((1 - delta) * game.payoffs).T.tolist(), moves, rows, groups, members)


class Plain:
    """One run; it counts its work and the seconds in `solving` linear systems."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.total = [sum(each) for each in zip(*lists.rewards, strict=True)]
        self.admissible = [True] * len(lists.moves)
        self.sweeps = self.systems = 0
        self.solving = 0.0

    def run(self) -> Found:
        """Delete rows until nothing more can be deleted."""
        n = len(self.lists.rewards)
        joint, policy = self.cooperate(None)
        held = [self.punish(i, None, None) for i in range(n)]
        while self.delete(joint, [deviation for *_, deviation in held]):
            joint, policy = self.cooperate(policy)
            held = [self.punish(i, held[i][1], held[i][2]) for i in range(n)]
        punishment = [values for values, *_ in held]
        return Found(joint, punishment, sum(self.admissible), self.sweeps, self.systems)

    def delete(self, joint: list[float], deviations: list[list[float]]) -> bool:
        """Whether any row went whose deviations bring more than it is worth."""
        gone = False
        for row, agreed in enumerate(self.row_values(self.total, range(len(self.total)), joint)):
            needed = 0.0
            for deviation in deviations:
                needed += deviation[row]
            if self.admissible[row] and agreed - needed < -SLACK:
                self.admissible[row] = False
                gone = True
        return gone

    def row_values(
        self, reward: list[float], rows: list[int] | range, v: list[float]
    ) -> list[float]:
        """Value of each of `rows` when v follows."""
        self.sweeps += 1
        values = []
        for row in rows:
            value = reward[row]
            for state, chance in self.lists.moves[row]:
                value += chance * v[state]
            values.append(value)
        return values

    def policy_value(self, reward: list[float], policy: list[int]) -> list[float]:
        """Value of playing `policy` for ever, by elimination in sparse rows."""
        start = time.process_time()
        system = []
        for x, row in enumerate(policy):
            line = {x: 1.0}
            for state, chance in self.lists.moves[row]:
                line[state] = line.get(state, 0.0) - chance
            system.append(line)
        values = eliminate(system, [reward[row] for row in policy])
        self.systems += 1
        self.solving += time.process_time() - start
        return values

    def best_policy(
        self, reward: list[float], options: list[list[int]], policy: list[int]
    ) -> tuple[list[float], list[int]]:
        """Policy iteration over the rows `options` of each state."""
        while True:
            values, better = self.policy_value(reward, policy), False
            each = iter(self.row_values(reward, [row for own in options for row in own], values))
            for x, own in enumerate(options):
                best, top = policy[x], values[x] + SLACK
                for row in own:
                    value = next(each)
                    if value > top:
                        best, top, better = row, value, True
                policy[x] = best
            if not better:
                return values, policy

    def left(self) -> list[list[int]]:
        """Admissible rows of each state."""
        return [[row for row in own if self.admissible[row]] for own in self.lists.rows]

    def cooperate(self, policy: list[int] | None) -> tuple[list[float], list[int]]:
        """U, and the rows that reach it."""
        options = self.left()
        start = [max(own, key=self.total.__getitem__) for own in options]
        if policy is not None:
            start = [p if self.admissible[p] else s for p, s in zip(policy, start, strict=True)]
        return self.best_policy(self.total, options, start)

    def punish(
        self, i: int, chosen: list[int] | None, reply: list[int] | None
    ) -> tuple[list[float], list[int], list[int], list[float]]:
        """v_i, the rows that hold i to it, i's reply, and what deviations from every row bring."""
        reward, options = self.lists.rewards[i], self.left()
        group, members = self.lists.group[i], self.lists.members[i]
        now = self.best_replies(i, reward)
        start = [min(own, key=now.__getitem__) for own in options]
        if chosen is not None:
            start = [c if self.admissible[c] else s for c, s in zip(chosen, start, strict=True)]
        chosen = start
        while True:
            replies = [members[group[row]] for row in chosen]
            if reply is None:
                own = [max(range(len(r)), key=[reward[k] for k in r].__getitem__) for r in replies]
            else:
                own = reply
            policy = [rows[a] for rows, a in zip(replies, own, strict=True)]
            values, policy = self.best_policy(reward, replies, policy)
            reply = [rows.index(row) for rows, row in zip(replies, policy, strict=True)]
            deviation = self.best_replies(i, self.row_values(reward, range(len(reward)), values))
            harsher = False
            for x, rows in enumerate(options):
                least = min(rows, key=deviation.__getitem__)
                if deviation[least] < values[x] - SLACK:
                    chosen[x], harsher = least, True
            if not harsher:
                return values, chosen, reply, deviation

    def best_replies(self, i: int, values: list[float]) -> list[float]:
        """For every row the largest of the `values` in its group."""
        top = [max([values[row] for row in rows]) for rows in self.lists.members[i]]
        return [top[k] for k in self.lists.group[i]]


def eliminate(system: list[dict[int, float]], right: list[float]) -> list[float]:
    """Gaussian elimination and substitution; zeros are neither stored nor touched."""
    size = len(right)
    below: list[set[int]] = [set() for _ in range(size)]
    for r, line in enumerate(system):
        for c in line:
            if c < r:
                below[c].add(r)
    for k in range(size):
        pivot = system[k]
        for r in below[k]:
            line = system[r]
            factor = line.pop(k) / pivot[k]
            for c, value in pivot.items():
                if c > k:
                    if c not in line and c < r:
                        below[c].add(r)
                    line[c] = line.get(c, 0.0) - factor * value
            right[r] -= factor * right[k]
    for k in reversed(range(size)):
        for c, value in system[k].items():
            if c > k:
                right[k] -= value * right[c]
        right[k] /= system[k][k]
    return right
