"""The dilemmas: payoffs by their formulas, names, exactness, and the thresholds known for them."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors


def _by_formula(game, levels, formula):
    """Compare every payoff with `formula(x, i)`."""
    for a in product(range(len(levels)), repeat=game.n_players):
        x = [levels[k] for k in a]
        assert list(game.payoffs[a]) == [formula(x, i) for i in range(game.n_players)], x


def test_prisoners_dilemma_is_the_bimatrix_of_its_payoffs():
    game = qg.prisoners_dilemma(9, 1, 10, 3, players=["Ankang", "Dazhou"])
    assert game.payoffs.tolist() == [[[9, 9], [1, 10]], [[10, 1], [3, 3]]]
    assert game.exact
    assert game.players == ("Ankang", "Dazhou")
    assert game.actions == (("cooperate", "defect"),) * 2
    assert qg.nash(game).pure == ((1, 1),)


def test_floats_stay_floats_and_fractions_exact():
    assert not qg.prisoners_dilemma(2.5, -1, 3, 0).exact
    assert qg.prisoners_dilemma(Fraction(5, 2), -1, 3, 0).payoff((0, 0)) == (
        Fraction(5, 2),
        Fraction(5, 2),
    )
    assert not qg.public_good(3, 1.6).exact
    assert qg.commons(2, 10, 0.5, 1).exact is False


def test_stag_hunt_has_both_joint_profiles_and_a_mixture():
    game = qg.stag_hunt(4, 0, 3, 2)
    found = qg.nash(game)
    assert found.complete
    assert {game.label(a) for a in found.pure} == {("stag", "stag"), ("hare", "hare")}
    # Indifferent at p with 4p = 3p + 2(1 - p).
    assert found.equilibria[2][0].tolist() == [Fraction(2, 3), Fraction(1, 3)]
    assert qg.stag_hunt(4, 0, 3, 3).payoff((1, 1)) == (3, 3)


def test_a_stag_hunt_with_a_temptation_is_none():
    with pytest.raises(errors.RangeError, match="defines this dilemma"):
        qg.stag_hunt(4, 0, 4, 2)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_public_good_by_its_formula(n):
    r, levels = Fraction(8, 5), [0, Fraction(1, 2), 2]
    game = qg.public_good(n, r, levels=levels)
    assert game.exact
    assert game.actions[0] == ("0", "1/2", "2")
    _by_formula(game, levels, lambda x, i: r * sum(x) / n - x[i])


def test_public_good_with_benefits_and_costs_of_each_member():
    b, c = [Fraction(9, 10), Fraction(3, 5), Fraction(1, 5)], [1, 2, Fraction(1, 2)]
    game = qg.public_good(3, benefits=b, cost=c)
    _by_formula(game, [0, 1], lambda x, i: b[i] * sum(x) - c[i] * x[i])


def test_commons_by_its_formula():
    levels = [0, 1, Fraction(5, 2)]
    _by_formula(
        qg.commons(3, 10, Fraction(1, 2), 1, levels=levels),
        levels,
        lambda x, i: x[i] * (10 - Fraction(1, 2) * sum(x)) - x[i],
    )


def test_commons_are_overused_in_equilibrium():
    # Continuous: n(a - c)/(k(n + 1)) = 6 in equilibrium, (a - c)/(2k) = 4.5 at the optimum.
    game = qg.commons(2, 10, 1, 1, levels=range(6))
    joint = game.payoffs.sum(axis=-1)
    assert joint.max() == 20
    best = max(joint[a] for a in qg.nash(game).pure)
    assert best < joint.max()


def test_resource_exchange_by_its_formula():
    rng = np.random.default_rng(0)
    v, c, q = rng.integers(1, 9, (3, 3)), rng.integers(0, 4, 3), rng.integers(0, 4, 3)
    levels = [0, 1, 3]
    game = qg.resource_exchange(v, c, curvature=q, n=3, levels=levels)
    assert game.exact
    _by_formula(
        game,
        levels,
        lambda x, i: (
            sum(int(v[i, j]) * x[j] for j in range(3) if j != i)
            - int(c[i]) * x[i]
            - Fraction(int(q[i]) * x[i] ** 2, 2)
        ),
    )


def test_linear_gifts_are_a_prisoners_dilemma():
    game = qg.resource_exchange(3, 1, players=["A", "B"])
    expected = qg.prisoners_dilemma(2, -1, 3, 0).payoffs[::-1, ::-1]
    assert game.payoffs.tolist() == expected.tolist()
    assert game.players == ("A", "B")
    assert game.payoffs.dtype.kind == "i"
