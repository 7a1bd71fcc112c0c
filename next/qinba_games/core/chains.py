"""Markov chains: what is reached and when, the long run, and what happens first.

Moves may be rarer than rounding: nothing is subtracted. States are eliminated one by one
(Grassmann, Taksar and Heyman 1985), which adds and multiplies chances only, so that a chain that
needs 10**9 periods is solved as well as one that needs ten.
"""

import numpy as np

from .numbers import Numbers


def reach(moves: Numbers, goal: Numbers) -> tuple[Numbers, Numbers]:
    """Chance of reaching a goal and expected time given that, from every state, both (N, S).

    `moves` (N, S, S + 1), the last column the end; `goal` (N, S) bool. Chances of staying are
    never read. Time is inf where the chance is 0.

    Examples
    --------
    >>> moves = np.array([[[0.0, 0.5, 0.5], [0.0, 1.0, 0.0]]])
    >>> reach(moves, np.array([[False, True]]))
    (array([[0.5, 1. ]]), array([[1., 0.]]))
    """
    count, states = goal.shape
    leave = np.zeros((count, states, states + 2))  # to states, the goal, the end
    leave[..., :states] = np.where(goal[:, None], 0, moves[..., :-1])
    leave[..., states] = np.where(goal[:, None], moves[..., :-1], 0).sum(axis=-1)
    leave[..., states + 1] = moves[..., -1]
    leave[goal] = 0
    able = _able(leave[..., :states], leave[..., states] > 0)
    leave[..., states + 1] += np.where(able[:, None], 0, leave[..., :states]).sum(axis=-1)
    leave[..., :states] = np.where(able[:, None] & able[..., None], leave[..., :states], 0)
    chance, time = _absorb(leave, able)
    chance, time = np.where(goal, 1.0, chance), np.where(goal, 0.0, time)
    return chance, np.where(able | goal, time, np.inf)


def _able(moves: Numbers, able: Numbers) -> Numbers:
    """From where states that are able can be reached."""
    for _ in range(moves.shape[-1]):
        able = able | ((moves > 0) & able[:, None]).any(axis=-1)
    return able


def _absorb(leave: Numbers, able: Numbers) -> tuple[Numbers, Numbers]:
    """Chance and conditional time of absorption at the goal, by elimination of states.

    Chances of the goal are harmonic; with them the chain given success has the moves
    p(x, y) h(y) / h(x), whose expected time is the sum of expected visits.
    """
    states = able.shape[1]
    goal, end = states, states + 1
    chance = _solve(leave, np.where(able, leave[..., goal], 0))
    given = np.zeros_like(leave)
    scale = np.where(able, chance, 1)[..., None]
    given[..., :states] = leave[..., :states] * chance[:, None] / scale
    given[..., goal] = np.where(able, leave[..., goal] / scale[..., 0], 0)
    given[..., end] = 0
    return chance, _solve(given, np.where(able, 1.0, 0.0))


def _solve(leave: Numbers, reward: Numbers) -> Numbers:
    """X = reward + moves x where every row's chances of leaving are summed, never 1 - staying."""
    own, income = leave.copy(), reward.astype(float)
    states = reward.shape[1]
    pivots = []
    for k in reversed(range(states)):
        out = own[:, k, :k].sum(axis=1) + own[:, k, states:].sum(axis=1)
        pivots.append(out)
        share = own[:, :k, k] / np.where(out > 0, out, 1)[:, None]
        own[:, :k, :k] += share[..., None] * own[:, None, k, :k]
        own[:, :k, states:] += share[..., None] * own[:, None, k, states:]
        income[:, :k] += share * income[:, None, k]
    totals = np.zeros_like(income)
    for k, out in zip(range(states), reversed(pivots), strict=True):
        known = income[:, k] + (own[:, k, :k] * totals[:, :k]).sum(axis=1)
        totals[:, k] = np.where(out > 0, known / np.where(out > 0, out, 1), 0)
    return totals


def long_run(moves: Numbers, start: Numbers) -> Numbers:
    """Shares of time in every state of a chain (S, S), from a distribution over states (S,).

    Cesaro limits: the chance of ending in each closed class times its stationary distribution.

    Examples
    --------
    >>> long_run(np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([1.0, 0.0])).round(6)
    array([0.333333, 0.666667])
    """
    from scipy.sparse.csgraph import connected_components

    classes, label = connected_components(moves > 0, directed=True, connection="strong")
    shares = np.zeros(len(moves))
    for each in range(classes):
        inside = label == each
        if (moves[np.ix_(inside, ~inside)] > 0).any():
            continue
        chance = _arrival(moves, start, inside)
        shares[inside] = chance * stationary(moves[np.ix_(inside, inside)])
    return shares / shares.sum()


def _arrival(moves: Numbers, start: Numbers, inside: Numbers) -> float:
    with_end = np.concatenate([moves, np.zeros((len(moves), 1))], axis=1)
    chance, _ = reach(with_end[None], inside[None])
    return float(start @ chance[0])


def stationary(moves: Numbers) -> Numbers:
    """The stationary distribution of an irreducible chain (S, S), without a subtraction."""
    own = moves.astype(float)
    states = len(own)
    for k in range(states - 1, 0, -1):
        own[:k, k] /= own[k, :k].sum()
        own[:k, :k] += own[:k, [k]] * own[[k], :k]
    weight = np.ones(states)
    for k in range(1, states):
        weight[k] = weight[:k] @ own[:k, k]
    return weight / weight.sum()


def after(moves: Numbers, start: Numbers, periods: int) -> Numbers:
    """The distribution after some periods, by squaring: 10**9 periods are 30 products."""
    power, now = moves, start
    while periods:
        if periods & 1:
            now = now @ power
        power, periods = power @ power, periods >> 1
        power = power / power.sum(axis=1, keepdims=True)  # rounding doubles with every square
    return now
