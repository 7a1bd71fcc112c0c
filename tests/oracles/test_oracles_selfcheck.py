"""The oracle for repeated games against numbers derived by hand and against closed forms."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from oracles import generators, repeated

TINY = Fraction(1, 10**9)
COURNOT = np.array([[10, 3, 0], [15, 7, -4], [7, 5, -15]])
COURNOT = np.stack([COURNOT, COURNOT.T], axis=-1)


def prisoners_dilemma(r, s, t, p):
    return np.array([[[r, r], [s, t]], [[t, s], [p, p]]])


def game_of(function, *counts):
    payoffs = np.empty((*counts, len(counts)), dtype=object)
    for a in np.ndindex(*counts):
        payoffs[a] = function(a)
    return payoffs


def test_abreu_cournot():
    rows = [(0, 14, [7, 7]), (Fraction(1, 4), 18, [0, 0]), (Fraction(1, 3), 20, [0, 0])]
    assert repeated.thresholds(COURNOT) == rows
    assert repeated.fixed_sharing_critical(COURNOT, (0, 0)).delta == Fraction(5, 8)
    floats = repeated.thresholds(COURNOT.astype(float))
    assert [[d, U, *v] for d, U, v in floats] == [pytest.approx([d, U, *v]) for d, U, v in rows]


def test_payments_of_the_cournot_punishments():
    keep, own = [[0, 0], [6, -6], [-6, 6]], [[5, 5], [10, -4], [-4, 10]]
    judged = repeated.simple_strategy_gain(
        COURNOT, Fraction(1, 2), (0, 0), [(1, 2), (2, 1)], keep, own
    )
    assert judged.gain <= 0
    assert judged.balanced
    assert judged.values[0] == [10, 10]
    assert judged.values[1][0] == judged.values[2][1] == 0

    def ok(keep, own, delta=Fraction(1, 2), punishments=((1, 2), (2, 1))):
        return repeated.simple_strategy_ok(COURNOT, delta, (0, 0), punishments, keep, own)

    assert ok(keep, own)
    assert not ok(keep, own, delta=Fraction(1, 3) - TINY)
    assert not ok(keep, own, punishments=((2, 1), (1, 2)))
    assert not ok([[0, 0], [6, -5], [-6, 6]], own)  # not balanced
    assert not ok([[0, 0], [7, -7], [-7, 7]], own)  # refusing the heavier payment pays
    for k, i, step in product(range(3), range(2), (-TINY, TINY)):
        # fines a bit too low invite a deviation; a bit too high, refusing them at their maximum
        changed = [
            [p + step * ((r, j) == (k, i)) for j, p in enumerate(row)] for r, row in enumerate(own)
        ]
        maximum = {(1, 0), (2, 1)}
        bad = step < 0 or (k, i) in maximum
        assert ok(keep, changed) != bad


def test_prisoners_dilemmas():
    for pay, delta in (
        ((9, 1, 10, 3), Fraction(1, 7)),
        ((2, -1, 3, 0), Fraction(1, 3)),
        ((2, -3, 4, 0), Fraction(1, 2)),
    ):
        game = prisoners_dilemma(*pay)
        assert repeated.thresholds(game)[-1][:2] == (delta, 2 * pay[0])
        assert repeated.critical_discount(game) == delta
    assert repeated.critical_discount(prisoners_dilemma(9, 1, 10, 3), (0, 1)) == Fraction(2, 7)
    assert repeated.thresholds(prisoners_dilemma(9, 1, 10, 3))[0] == (0, 6, [3, 3])
    two_best = np.array([[[2, 2], [-1, 5]], [[3, -1], [0, 0]]])
    assert repeated.critical_discount(two_best) == Fraction(1, 5)
    assert repeated.critical_discount(two_best, (0, 0)) == Fraction(1, 2)


@pytest.mark.parametrize("n", [2, 3, 4, 6, 8, 10])
def test_public_goods(n):
    r = Fraction(8, 5)
    game = game_of(lambda x: [r * sum(x) / n - x_i for x_i in x], *[2] * n)
    assert repeated.critical_discount(game) == (n - r) / (r * (n - 1))
    if n <= 4:
        game = game_of(lambda x: [2 * sum(x) - 3 * x_i for x_i in x], *[2] * n)
        assert repeated.critical_discount(game, (1,) * n) == Fraction(1, 2 * n - 2)


def test_weak_to_strong_flagship():
    b = (Fraction(9, 10), Fraction(6, 10), Fraction(2, 10))
    game = game_of(lambda x: [b_i * sum(x) - x_i for b_i, x_i in zip(b, x, strict=True)], 2, 2, 2)
    rows = [(delta, U) for delta, U, _ in repeated.thresholds(game)]
    assert rows == [
        (0, 0),
        (Fraction(1, 8), Fraction(7, 10)),
        (Fraction(5, 19), Fraction(14, 10)),
        (Fraction(13, 34), Fraction(21, 10)),
    ]
    assert repeated.fixed_sharing_critical(game, (1, 1, 0)).delta == Fraction(2, 3)
    never = repeated.fixed_sharing_critical(game, (1, 1, 1))
    assert never.delta == math.inf
    assert never.binding == (2,)


def test_two_players_with_eleven_levels():
    cases = (
        ((Fraction(3, 4), Fraction(3, 4)), [(Fraction(1, 2), 5)]),
        (
            (Fraction(3, 5), Fraction(3, 4)),
            [
                (Fraction(1, 5), 4),
                (Fraction(3, 10), Fraction(21, 4)),
                (Fraction(7, 20), Fraction(13, 2)),
            ],
        ),
    )
    for k, steps in cases:
        game = game_of(
            lambda x, k=k: [Fraction(sum(x), 2) - k_i * x_i for k_i, x_i in zip(k, x, strict=True)],
            11,
            11,
        )
        for delta, joint in steps:
            assert repeated.equilibrium_at(game, delta).joint_payoff == joint
            assert repeated.equilibrium_at(game, delta - TINY).joint_payoff < joint
    assert repeated.fixed_sharing_critical(game, (10, 10)).delta == Fraction(1, 2)


def test_withdrawal_and_its_closed_form():
    game = prisoners_dilemma(2, -1, 3, 0)
    for w in (Fraction(-1, 2), Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2)):
        assert repeated.critical_discount(game, (0, 0), [w, w]) == 1 / (3 - w)
    rng = np.random.default_rng(1)
    for _ in range(100):
        payoffs, w = generators.repeated_game(rng, outside=True)
        a = tuple(int(rng.integers(m)) for m in payoffs.shape[:-1])
        G, W, D = sum(payoffs[a].tolist()), sum(w), Fraction(0)
        for i, w_i in enumerate(w):
            column = payoffs[a[:i] + (slice(None),) + a[i + 1 :] + (i,)]
            D += max([w_i, *column.tolist()])
        if D == W:
            closed = 0 if G >= W else math.inf
        else:
            closed = (D - G) / (D - W) if G > W else math.inf
        assert repeated.critical_discount(payoffs, a, w) == closed
        best = repeated.fixed_sharing_critical(payoffs, a, "optimal", w)
        assert best.delta == closed
        if G != 0:
            some = generators.share_fractions(rng, len(a))
            assert repeated.fixed_sharing_critical(payoffs, a, some, w).delta >= closed


def test_thresholds_are_where_deletion_changes():
    rng = np.random.default_rng(2)
    for _ in range(60):
        payoffs, w = generators.repeated_game(rng)
        rows = repeated.thresholds(payoffs, w)
        before = None
        for delta, joint, worst in rows:
            now = repeated.equilibrium_at(payoffs, delta, w)
            assert (now.joint_payoff, now.punishment_payoffs) == (joint, worst)
            if delta > 0:
                less = repeated.equilibrium_at(payoffs, delta - TINY, w)
                assert (less and (less.joint_payoff, less.punishment_payoffs)) == before
            before = joint, worst


@pytest.mark.slow
def test_critical_discount_is_where_the_inequality_starts_to_hold():
    rng = np.random.default_rng(8)
    punishment_decides = 0
    for _ in range(150):
        payoffs, _ = generators.repeated_game(rng, outside=False)
        a = tuple(int(rng.integers(m)) for m in payoffs.shape[:-1])
        G = sum(payoffs[a].tolist())
        D = sum(max(payoffs[(*a[:i], slice(None), *a[i + 1 :], i)].tolist()) for i in range(len(a)))

        def holds(delta, payoffs=payoffs, G=G, D=D):
            found = repeated.equilibrium_at(payoffs, delta)
            room = -1 if found is None else G - sum(found.punishment_payoffs)
            return found is not None and (1 - delta) * (D - G) <= delta * room

        critical = repeated.critical_discount(payoffs, a)
        if critical == math.inf:
            assert not holds(1 - TINY)
            continue
        assert holds(Fraction(critical))
        assert critical == 0 or not holds(critical - TINY)
        harsh = sum(repeated.equilibrium_at(payoffs, Fraction(critical)).punishment_payoffs)
        punishment_decides += 0 < critical != (D - G) / Fraction(D - harsh)
    assert punishment_decides > 0
