"""Repeated negotiation by its definition, in fractions: every policy, one after the other.

A game is a dict {state: {profile: (payoffs, {next state: chance})}}. What is written here knows
nothing of the package.
"""

from __future__ import annotations

import itertools
from fractions import Fraction


def solved(rows, right):
    """The solution of a linear system in fractions."""
    size = len(rows)
    table = [[*map(Fraction, row), Fraction(b)] for row, b in zip(rows, right, strict=True)]
    for k in range(size):
        pivot = next(r for r in range(k, size) if table[r][k] != 0)
        table[k], table[pivot] = table[pivot], table[k]
        table[k] = [x / table[k][k] for x in table[k]]
        for r in range(size):
            if r != k and table[r][k] != 0:
                table[r] = [x - table[r][k] * y for x, y in zip(table[r], table[k], strict=True)]
    return [row[-1] for row in table]


def value(game, policy, delta, rho, paid, reward):
    """What a policy is worth in every state, where a negotiation in state y ends all at paid[y]."""
    states = list(game)
    rows, right = [], []
    for x in states:
        now, moves = reward(game[x][policy[x]][0]), game[x][policy[x]][1]
        rows.append([(x == y) - delta * (1 - rho) * moves.get(y, 0) for y in states])
        end = sum(p * paid[y] for y, p in moves.items())
        right.append((1 - delta) * now + delta * rho * end)
    return dict(zip(states, solved(rows, right), strict=True))


def policies(choices):
    states = list(choices)
    for picked in itertools.product(*(choices[x] for x in states)):
        yield dict(zip(states, picked, strict=True))


def replies(game, x, profile, i):
    """What i can make of a profile."""
    return [a for a in game[x] if all(a[j] == profile[j] for j in range(len(a)) if j != i)]


def truncated(game, delta, rho, paid):
    """U and v of the game in which a negotiation in state y pays paid[y] for ever; None if none."""
    n = len(next(iter(next(iter(game.values())))))
    left = {x: list(game[x]) for x in game}
    whole = {y: sum(paid[y]) for y in game}
    while all(left.values()):
        worth = [value(game, one, delta, rho, whole, sum) for one in policies(left)]
        joint = {x: max(each[x] for each in worth) for x in game}
        held = []
        for i in range(n):
            own = {y: paid[y][i] for y in game}
            found = []
            for one in policies(left):
                can = {x: replies(game, x, one[x], i) for x in game}
                best = [
                    value(game, reply, delta, rho, own, lambda g, i=i: g[i])
                    for reply in policies(can)
                ]
                found.append({x: max(each[x] for each in best) for x in game})
            held.append({x: min(each[x] for each in found) for x in game})
        held = {x: [held[i][x] for i in range(n)] for x in game}
        after = {
            y: [(1 - rho) * v + rho * r for v, r in zip(held[y], paid[y], strict=True)]
            for y in game
        }
        ahead = {y: (1 - rho) * joint[y] + rho * whole[y] for y in game}
        kept = {x: [a for a in left[x] if agreed(game, x, a, delta, ahead, after)] for x in game}
        if kept == left:
            return joint, held
        left = kept
    return None


def worth_of(game, x, a, delta, ahead):
    payoffs, moves = game[x][a]
    return (1 - delta) * sum(payoffs) + delta * sum(p * ahead[y] for y, p in moves.items())


def cost(game, x, a, i, delta, after):
    return max(
        (1 - delta) * game[x][b][0][i]
        + delta * sum(p * after[y][i] for y, p in game[x][b][1].items())
        for b in replies(game, x, a, i)
    )


def agreed(game, x, a, delta, ahead, after):
    needed = sum(cost(game, x, a, i, delta, after) for i in range(len(a)))
    return worth_of(game, x, a, delta, ahead) >= needed


def divided(joint, held, weights):
    """What a negotiation pays."""
    return {
        x: [v + w * (joint[x] - sum(held[x])) for v, w in zip(held[x], weights, strict=True)]
        for x in joint
    }


def until(game, delta, rho, weights, horizon):
    """(U, v, r) of periods 1, ..., T of negotiations; None if nothing can be agreed on."""
    n = len(weights)
    last = truncated(game, delta, 0, {x: [0] * n for x in game})
    if last is None:
        return None
    found = [(*last, divided(*last, weights))]
    for _ in range(horizon - 1):
        joint, held, paid = found[-1]
        after = {
            y: [(1 - rho) * v + rho * r for v, r in zip(held[y], paid[y], strict=True)]
            for y in game
        }
        open_to = {x: [a for a in game[x] if agreed(game, x, a, delta, joint, after)] for x in game}
        if not all(open_to.values()):
            return None
        best = {x: max(worth_of(game, x, a, delta, joint) for a in open_to[x]) for x in game}
        least = {
            x: [min(cost(game, x, a, i, delta, after) for a in open_to[x]) for i in range(n)]
            for x in game
        }
        found.append((best, least, divided(best, least, weights)))
    return found[::-1]


def with_clock(game, period):
    """The game whose states hold the clock too."""
    return {
        (k, x): {
            a: (payoffs, {((k + 1) % period, y): p for y, p in moves.items()})
            for a, (payoffs, moves) in rows.items()
        }
        for k in range(period)
        for x, rows in game.items()
    }


def is_equilibrium(game, delta, rho, weights, paid):
    """Whether what the truncated game of paid[k][x] negotiates is paid again."""
    clock = with_clock(game, len(paid))
    ends = {(k, x): paid[k][x] for k, x in clock}
    found = truncated(clock, delta, rho, ends)
    return found is not None and divided(*found, weights) == ends


def stationary(game, delta, rho, weights):
    """What is negotiated in every stationary equilibrium of a game with one state."""
    ((x, rows),) = game.items()
    n, found = len(weights), set()
    for path, *against in itertools.product(rows, repeat=n + 1):
        joint = sum(rows[path][0])
        # v_i = (1 - delta) g_i + delta (v_i + rho beta_i (U - sum v)).
        system = [
            [(i == j) * (1 - delta) + delta * rho * weights[i] for j in range(n)] for i in range(n)
        ]
        right = [
            (1 - delta) * rows[against[i]][0][i] + delta * rho * weights[i] * joint
            for i in range(n)
        ]
        held = solved(system, right)
        paid = {x: [v + w * (joint - sum(held)) for v, w in zip(held, weights, strict=True)]}
        if is_equilibrium(game, delta, rho, weights, [paid]):
            found.add(tuple(paid[x]))
    return found
