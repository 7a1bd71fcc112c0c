"""Stochastic games that several tests play."""

from fractions import Fraction

import numpy as np

import qinba_games as qg

DILEMMA = np.array([[[2, 2], [-1, 3]], [[3, -1], [0, 0]]])


def two_state_dilemma():
    """A dilemma that pays 2 more in state 2; equal actions change the state with chance 2/3."""
    third, half = Fraction(1, 3), Fraction(1, 2)
    moves = [
        [[[same, 1 - same], [half, half]], [[half, half], [same, 1 - same]]]
        for same in (third, 2 * third)
    ]
    names = [[["C", "D"], ["C", "D"]]] * 2
    return qg.StochasticGame.from_arrays(
        [DILEMMA, DILEMMA + 2], moves, states=[1, 2], actions=names
    )


def cournot_reserves():
    """Two firms with up to 20 units sell at the price 20 - q1 - q2; each gets 3 or 4 new units."""
    top = 20

    def actions(x):
        return [range(own + 1) for own in x]

    def payoffs(x, q):
        price = max(top - sum(q), 0)
        return [float(price * own) for own in q]

    def transitions(x, q):
        after = {}
        for first in (3, 4):
            for second in (3, 4):
                y = (min(x[0] - q[0] + first, top), min(x[1] - q[1] + second, top))
                after[y] = after.get(y, 0) + 0.25
        return after

    states = [(first, second) for first in range(top + 1) for second in range(top + 1)]
    return qg.StochasticGame.from_functions(states, actions, payoffs, transitions)


def from_raw(game):
    """A StochasticGame from the oracles' list of (payoffs, transitions)."""
    return qg.StochasticGame.from_arrays([g for g, _ in game], [move for _, move in game])


def one_player(choices):
    """A decision: {state: {action: (payoff, next state)}}, every move certain."""
    return qg.StochasticGame.from_functions(
        list(choices),
        lambda x: [list(choices[x])],
        lambda x, a: [choices[x][a[0]][0]],
        lambda x, a: {choices[x][a[0]][1]: 1},
    )
