"""What every check is made of: plays, thresholds, findings and linear systems."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import sparse

from qinba_games.common import register
from qinba_games.common.spans import Spans
from qinba_games.network import slacks
from qinba_games.repeated.proof import NeedLevels
from qinba_games.stochastic.solvers.decision_process import FloatMoves
from qinba_games.verify import linear
from qinba_games.verify.findings import (
    Deviation,
    Finding,
    FiniteStrategy,
    claim,
    gap,
    returning,
    same,
    verdict,
    worst,
)
from qinba_games.verify.thresholds import cells, holds_and_fails, indifferent

HALF = Fraction(1, 2)


def _chain(size, seed=0):
    rng = np.random.default_rng(seed)
    chance = rng.integers(0, 5, (size, size)) + np.eye(size, dtype=int)
    return [[Fraction(int(v), int(row.sum()) + 1) for v in row] for row in chance]


@pytest.mark.parametrize("size", [1, 2, 5, 9])
def test_systems_are_solved_exactly_and_in_floats(size):
    move = np.array(_chain(size), dtype=object)
    right = np.array([[Fraction(k + 1), Fraction(-k)] for k in range(size)], dtype=object)
    matrix = np.eye(size, dtype=int) - move
    exact = linear.solve(matrix, right)
    assert (matrix @ exact == right).all()
    floats = linear.solve(matrix.astype(float), right.astype(float))
    np.testing.assert_allclose(floats, exact.astype(float), rtol=1e-10)
    many = linear.solve(np.stack([matrix, matrix]), np.stack([right, 2 * right]))
    assert (many[1] == 2 * exact).all()
    x, y = np.divmod(np.arange(size * size), size)
    assert (linear.values(x, y, move.ravel(), right) == exact).all()


def test_large_systems_with_few_moves_are_solved_by_sparse_elimination():
    size = linear.SPARSE + 5
    x = np.concatenate([np.arange(size), np.arange(size)])
    y = np.concatenate([(np.arange(size) + 1) % size, np.arange(size)])
    weight = np.linspace(0.1, 0.4, 2 * size)
    reward = np.arange(2.0 * size).reshape(size, 2)
    found = linear.values(x, y, weight, reward)
    matrix = np.eye(size)
    np.subtract.at(matrix, (x, y), weight)
    np.testing.assert_allclose(found, np.linalg.solve(matrix, reward), rtol=1e-10)
    np.testing.assert_allclose(linear.values(x, y, weight, reward[:, :1]), found[:, :1])


@pytest.mark.parametrize("kind", [np.float64, object])
@pytest.mark.parametrize("rows", [3, 4, 6, 7])
def test_rows_in_blocks_give_what_they_give_together(kind, rows, monkeypatch):
    """One block, one and a part, whole blocks, and a part at the end."""
    monkeypatch.setattr(slacks, "_BLOCK", 3)
    a = np.arange(2 * rows).reshape(rows, 2).astype(kind)
    b = a**2
    found = slacks.in_blocks(lambda x, y: x - y, a, b)
    assert (found == a - b).all()
    assert found.dtype == kind
    one, two = slacks.in_blocks(lambda x, y: (x + 5 * y, (x * y)[:, 0]), a, b)
    assert (one == a + 5 * b).all()
    assert (two == (a * b)[:, 0]).all()
    assert two.shape == (rows,)


def test_large_processes_with_few_moves_are_valued_by_sparse_elimination():
    size, delta = 300, 0.9
    there = (np.arange(size) + 1) % size
    ring = sparse.csr_array((np.full(size, 0.7), (np.arange(size), there)), shape=(size, size))
    chances = (ring + 0.3 * sparse.eye_array(size, format="csr")).tocsr()
    reward = np.arange(float(size)) % 7
    found = FloatMoves(chances).value(reward, delta)
    np.testing.assert_allclose(found, reward + delta * (chances @ found), rtol=1e-10)


def _remaining(joint, best, need, w, delta):
    """What rows reach together, and hold members to, when none is left that breaks an agreement."""
    remaining = np.ones(len(need), dtype=bool)
    while remaining.any():
        v = best[:, remaining].min(axis=1)
        v[: len(w)] = w
        most = joint[remaining].max()
        fine = remaining & ((1 - delta) * need <= delta * (most - v.sum()))
        if (fine == remaining).all():
            return most, v.tolist()
        remaining = fine
    return None


@pytest.mark.parametrize("kind", [int, float])
@pytest.mark.parametrize("leaving", [0, 1, 3])
def test_a_level_upholds_what_elimination_leaves(leaving, kind):
    """Of three members the first so many can leave; odd patience, so that none is at a step."""
    rng = np.random.default_rng(leaving)
    for _ in range(12):
        payoffs, w = rng.integers(0, 9, (2, 3, 2, 3)).astype(kind), rng.integers(0, 6, 3)
        free, exact = np.arange(3) < leaving, kind is int
        levels = NeedLevels(payoffs, w.astype(kind), free, exact=exact)
        best = [np.broadcast_to(payoffs[..., i].max(i, keepdims=True), (2, 3, 2)) for i in range(3)]
        best, joint = np.reshape(best, (3, -1)), payoffs.sum(axis=-1).ravel()
        if leaving:
            best[free] = np.maximum(best[free], w[free, None])
            best, joint = np.column_stack([best, w]), np.append(joint, w.sum())
        need = best.sum(axis=0) - joint
        assert levels.rows.tolist() == need.tolist()
        for top in (0, 7, 23, 41, 67, 89):
            delta = Fraction(top, 101) if exact else top / 101
            at, expected = (
                levels.last(delta, surely=exact),
                _remaining(joint, best, need, w[free], delta),
            )
            assert (at < 0) == (expected is None)
            if expected is not None:
                assert (levels.joint[at], levels.least[at].tolist()) == expected
                below = levels.last(delta, at=False)
                assert below == at or levels.start[at] == delta


def test_what_only_just_holds_in_floats_holds_perhaps():
    """The dilemma 9/1/10/3 is kept from a seventh on; rounding cannot say on which side it is."""
    payoffs = np.array([[[9, 9], [1, 10]], [[10, 1], [3, 3]]])
    exact, floats = (
        NeedLevels(payoffs, None, exact=True),
        NeedLevels(1.0 * payoffs, None, exact=False),
    )
    assert [exact.last(Fraction(1, 7), at=at) for at in (False, True)] == [0, 1]
    assert [floats.last(1 / 7, surely=surely) for surely in (True, False)] == [0, 1]
    assert exact.better(1, 18, np.array([3, 3])) == (False, 0)
    assert exact.better(1, 17, np.array([3, 3])) == (True, 1)
    assert exact.better(0, 18, np.array([3, 4])) == (True, 0)
    assert exact.patience(4, 11) == (Fraction(4, 9), 0)


def test_no_kind_of_answer_has_two_checks():
    key = next(iter(register.CHECKS))
    known = register.CHECKS[key]
    with pytest.raises(ValueError, match="is registered twice"):
        register.checks(key[0], of=key[1])(lambda result: None)
    assert register.CHECKS[key] is known


def test_values_of_a_play_are_what_it_pays_on_and_on():
    half = Fraction(1, 2)
    play = FiniteStrategy(
        half * np.array([[2], [0]], dtype=object), half * np.array([[0, 1], [1, 0]])
    )
    assert play.values().ravel().tolist() == [Fraction(4, 3), Fraction(2, 3)]


def test_the_worst_deviation_is_named_and_the_first_of_equal_ones():
    one = Deviation("A", "idle", np.array([[0.0, 1.0], [0.0, 1.0]]))
    two = Deviation("B", "leave", np.array([[0.0, 1.0], [0.0, 2.0]]))
    where = "state {} of {}".format
    assert worst([one, two], 0, where) == (2.0, 0, "B", "state 1 of 1", "leave")
    assert worst([one, two], np.array([0.0, 1.5]), where)[2:] == ("A", "state 0 of 1", "idle")
    unknown = Deviation(None, "lost", np.array([[-math.inf, math.nan], [0.0, 0.0]]))
    assert worst([one, unknown], 0, where).action == "lost"


def test_a_threshold_is_where_gain_and_loss_are_equal():
    assert indifferent([(2, 12)], Fraction(1, 7), 0) == 0
    assert indifferent([(2, 12)], Fraction(1, 6), 0) > 0
    assert indifferent([(2, 12)], Fraction(1, 8), 0) > 0
    assert indifferent([(-1, 3)], 0, 0) <= 0
    assert indifferent([(1, 3)], 0, 0) == 1
    assert indifferent([(1, 0)], math.inf, 0) == 0
    assert indifferent([(-1, -2)], math.inf, 0) == 0
    assert indifferent([(-1, -2)], 0, 0) == 2
    assert indifferent([(1, 3)], math.inf, 0) == math.inf
    assert indifferent([(1, 3)], math.nan, 0) == math.inf
    assert indifferent([(2, 12), (-9, 1)], Fraction(1, 7), 0) == 0
    assert indifferent([(2, 12), (1, 0)], Fraction(1, 7), 0) > 0
    assert indifferent([(2, 12), (1, 0)], math.inf, 0) == 0
    assert indifferent([(0, 0)], math.inf, 0) == math.inf


def test_an_agreement_holds_at_its_threshold_and_fails_just_below():
    def flaw(delta):
        return Finding((1 - delta) * 2 - delta * 12, 0, action="break")

    failed = Finding(0, 0, action="ask for less patience")
    good = holds_and_fails(flaw, Fraction(1, 7), [Fraction(1, 7) * Fraction(99, 100)], 0, failed)
    assert verdict(good, exact=True, tolerance=0).ok
    late = holds_and_fails(flaw, Fraction(1, 6), [Fraction(1, 6) * Fraction(99, 100)], 0, failed)
    assert late[-1] == (math.inf, 0, None, None, "ask for less patience")
    noisy = holds_and_fails(flaw, 1 / 7, [1 / 7 - 1e-12], 1e-9, failed)
    assert len(noisy) == 2
    never = holds_and_fails(flaw, None, [Fraction(9, 10)], 0, failed)
    assert never[0].gain == math.inf


def test_the_first_node_follows_every_other():
    """Two members: 3, 1 for ever in the first node; in the second 0, 4 once, and then the first."""
    play = returning(np.array([[Fraction(3), Fraction(1)], [Fraction(0), Fraction(4)]]), HALF)
    assert play.values().tolist() == [[3, 1], [Fraction(3, 2), Fraction(5, 2)]]


def test_claims_gaps_and_what_says_the_same():
    assert claim(True, "x").gain == 0
    assert claim(False, "x", member="A") == (1, 0, "A", None, "x")
    assert gap(math.inf, math.inf) == 0
    assert gap(math.inf, 1) == math.inf
    assert not verdict([Finding(gap(math.nan, 1), 1)], exact=False, tolerance=1).ok
    assert same(np.array([Fraction(1, 3)]), np.array([1 / 3]))
    assert not same(np.array([1.0]), np.array([1.0, 1.0]))
    assert not same(np.array([math.nan]), np.array([math.nan]))


def test_between_edges_the_middle_is_asked():
    assert cells([Spans([(HALF, 1)])], 0) == [HALF / 2, 3 * HALF / 2]


def test_the_worst_finding_decides():
    fine, wrong, unknown = Finding(1, 2), Finding(3, 2, "A"), Finding(math.nan, 2, "B")
    assert verdict([fine], exact=False, tolerance=1).ok
    refused = verdict([fine, wrong], exact=False, tolerance=1)
    assert (refused.ok, refused.member) == (False, "A")
    refused = verdict([wrong, unknown], exact=False, tolerance=1)
    assert (refused.ok, refused.member) == (False, "B")
