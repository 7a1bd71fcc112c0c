"""A table by enumeration: every policy, values by one linear solve, every one-shot deviation.

A policy says one row for every state. Loops over plain arrays; nothing of the package is used.
"""

from itertools import product
from types import SimpleNamespace

import numpy as np

NEAR = 1e-9


def policies(table):
    """All policies of open rows, each a dict {(node, times): row}."""
    nodes, times = table.chance.shape[:2]
    states = list(product(range(nodes), range(times)))
    rows = [np.flatnonzero(table.open[y, t, :, 0]).tolist() for y, t in states]
    return [dict(zip(states, each)) for each in product(*rows)]


def expected(table, y, lottery, values):
    """What values by node are expected to be after a lottery of node y."""
    ways = zip(table.to[y, lottery], table.odds[y, lottery, :, 0])
    return sum(odds * values[to] for to, odds in ways)


def worth(table, policy, members):
    """What some members get together at every node, (Y,)."""
    nodes, times = table.chance.shape[:2]
    delta, matrix, right = table.delta[0], np.eye(nodes), np.zeros(nodes)
    for y, t in product(range(nodes), range(times)):
        row, chance = policy[y, t], table.chance[y, t, 0]
        right[y] += chance * (1 - delta) * sum(table.pays[y, t, row, i, 0] for i in members)
        for to, odds in zip(table.to[y, table.kind[row]], table.odds[y, table.kind[row], :, 0]):
            matrix[y, to] -= delta * chance * odds
    return np.linalg.solve(matrix, right)


def reply(table, y, t, row, i, low):
    """What the best deviation of i is worth, if low[:, i] follows."""
    delta = table.delta[0]
    options = zip(table.reply[y, t, row, i, :, 0], table.leads[row, i])
    return max(
        (1 - delta) * paid + delta * expected(table, y, way, low[:, i])
        for paid, way in options
        if paid > -np.inf
    )


def pools_of(table):
    return [[i for i, p in enumerate(table.pools) if p == pool] for pool in sorted({*table.pools})]


def slack(table, y, t, row, values, low):
    """By how much the tightest constraint of a row holds; values: pool by pool, by node."""
    each = []
    for members, value in zip(pools_of(table), values):
        now = sum(table.pays[y, t, row, i, 0] for i in members)
        later = expected(table, y, table.kind[row], value)
        due = sum(reply(table, y, t, row, i, low) for i in members)
        each.append((1 - table.delta[0]) * now + table.delta[0] * later - due)
    return min(each)


def reply_values(table, policy, i):
    """What i gets at every node if it replies as it likes to a policy against it, (Y,)."""
    nodes, times = table.chance.shape[:2]
    low = np.zeros((nodes, table.pays.shape[3]))
    while True:
        new = low.copy()
        for y in range(nodes):
            each = (reply(table, y, t, policy[y, t], i, low) for t in range(times))
            new[y, i] = sum(c * x for c, x in zip(table.chance[y, :, 0], each))
        if abs(new - low).max() < 1e-13:
            return new[:, i]
        low = new


def best(table):
    """The best equilibrium: policy, joint values, punishments; None where there is none.

    `feared` 0: deviations lead to any node, and what follows is played by the same members: with
    transfers one period against the deviator (Goldlücke and Kranz 2018, section 4), without the
    worst equilibrium. Else deviations lead to the last node, which is an end.
    """
    every, n = policies(table), table.pays.shape[3]
    together = len({*table.pools}) == 1
    nodes = len(table.chance)
    if table.feared:
        low = np.stack([worth(table, every[0], [i]) for i in range(n)], axis=1)
    margins = []
    while True:
        if not every:
            return None, margins
        values = [[worth(table, policy, pool) for pool in pools_of(table)] for policy in every]
        if not table.feared:
            against = reply_values if together else lambda t, p, i: worth(t, p, [i])
            own = [[against(table, policy, i) for policy in every] for i in range(n)]
            low = np.stack([np.min(each, axis=0) for each in own], axis=1)
        top = [np.max(values, axis=0)[0]] if together else None
        slacks = [
            min(slack(table, y, t, policy[y, t], top or own, low) for y, t in policy)
            for policy, own in zip(every, values)
        ]
        margins += slacks
        fine = [k for k, each in enumerate(slacks) if each >= -NEAR]
        if len(fine) == len(every):
            break
        every = [every[k] for k in fine]
    joint = np.array([worth(table, policy, range(n)) for policy in every])
    left = np.arange(len(every))
    for y in range(min(table.starts, nodes)):
        most = joint[left, y].max()
        margins += (joint[left, y] - most).tolist()
        left = left[joint[left, y] >= most - NEAR]
    answer = SimpleNamespace(policy=every[left[0]], joint=joint[left[0]], low=low)
    return answer, margins
