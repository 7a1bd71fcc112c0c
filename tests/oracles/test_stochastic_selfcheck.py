"""The oracle for stochastic games against hand-derived numbers and against the repeated game."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from helpers.marks import some

from oracles import generators, repeated, stochastic

DILEMMA = np.array([[[2, 2], [-1, 3]], [[3, -1], [0, 0]]])


def two_state_dilemma():
    """After equal actions the other state has probability 2/3, after unequal ones 1/2."""
    game = []
    for x in range(2):
        moves = np.full((2, 2, 2), Fraction(1, 2), dtype=object)
        for a in range(2):
            moves[a, a] = [Fraction(1, 3), Fraction(2, 3)][:: 1 if x == 0 else -1]
        game.append((DILEMMA + 2 * x, moves))
    return game


def test_two_state_dilemma_at_seven_tenths():
    d = Fraction(7, 10)
    found = stochastic.solve_at(two_state_dilemma(), d)
    assert found.joint_payoff == [12 * (1 + d) / (3 + d), 24 / (3 + d)]
    assert found.punishment_payoff == [[4 * d / (3 + d)] * 2, [2 - 4 * d / (3 + d)] * 2]
    numbers = stochastic.solve_at(two_state_dilemma(), 0.7)
    assert numbers.joint_payoff == pytest.approx([5.513514, 6.486486], abs=5e-7)


def test_two_state_dilemma_threshold():
    threshold = (math.sqrt(97) - 7) / 8
    for delta, joint in (
        (threshold + 1e-6, 12 * (1 + threshold) / (3 + threshold)),
        (threshold - 1e-6, 8 * threshold / (3 + threshold)),
    ):
        found = stochastic.solve_at(two_state_dilemma(), delta)
        assert found.joint_payoff[0] == pytest.approx(joint, abs=1e-5)
    policy, grim = {0: (0, 0), 1: (0, 0)}, {0: (1, 1), 1: (1, 1)}
    assert stochastic.policy_ok(two_state_dilemma(), threshold + 1e-6, policy, [grim, grim])
    assert not stochastic.policy_ok(two_state_dilemma(), threshold - 1e-6, policy, [grim, grim])


def test_one_state_is_a_repeated_game():
    rng = np.random.default_rng(6)
    for _ in range(100):
        payoffs, _ = generators.repeated_game(rng, outside=False)
        if payoffs.size > 60:
            continue
        delta = generators.discount(rng)
        game = [(payoffs, np.ones((*payoffs.shape[:-1], 1), dtype=int))]
        one, other = stochastic.solve_at(game, delta), repeated.equilibrium_at(payoffs, delta)
        assert (one is None) == (other is None)
        if one is not None:
            assert one.joint_payoff == [other.joint_payoff]
            assert one.punishment_payoff == [other.punishment_payoffs]
            assert one.profiles == [other.profiles]


@pytest.mark.slow
@pytest.mark.parametrize("block", some(range(2), 1, 1))
def test_policies_and_deletion_agree(block):
    """The best surviving policies are sustained; whatever is sustained survives."""
    rng = np.random.default_rng([7, block])
    empty = sustained = 0
    for _ in range(40):
        game, delta = generators.stochastic_game(rng), generators.discount(rng)
        found = stochastic.solve_at(game, delta)
        n = game[0][0].shape[-1]
        everything = [[*np.ndindex(*payoffs.shape[:-1])] for payoffs, _ in game]
        if found is not None:
            policies = [*product(*(sorted(p) for p in found.profiles))]
            best = next(
                p
                for p in policies
                if stochastic.policy_values(game, delta, p) == found.joint_payoff
            )
            harsh = [
                next(
                    p
                    for p in policies
                    if stochastic.reply_values(game, delta, p, i)
                    == [v[i] for v in found.punishment_payoff]
                )
                for i in range(n)
            ]
            assert stochastic.policy_ok(game, delta, best, harsh)
        for _ in range(10):
            phases = [[p[int(rng.integers(len(p)))] for p in everything] for _ in range(n + 1)]
            if stochastic.policy_ok(game, delta, phases[0], phases[1:]):
                sustained += 1
                assert all(
                    phase[x] in found.profiles[x] for phase in phases for x in range(len(game))
                )
        empty += found is None
    assert 0 < empty < 10
    assert sustained > 0
