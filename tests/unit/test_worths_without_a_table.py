"""Games whose worths come from a function, divisions that need few of them, and samples."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from helpers.forgery import changed
from helpers.marks import EXHAUSTIVE

from qinba_games import cooperative, errors, sharing, verify
from qinba_games.cooperative import (
    TUGame,
    airport_game,
    network_game,
    nucleolus,
    sampled_shapley,
    scrb,
    shapley,
    tree_game,
    worths,
)


def test_a_function_is_asked_when_a_worth_is_needed():
    asked = []

    def worth(names):
        asked.append(names)
        return len(names) ** 2

    game = TUGame(worth=worth, members=30)
    assert asked == [game.players]  # whether it is a number
    assert game.exact
    del asked[:]
    assert game.worth(["2", "1"]) == 4
    assert asked == [("1", "2")]
    assert game.worth([]) == 0
    with pytest.raises(errors.NotApplicableError, match="no table of all 2\\^30"):
        nucleolus(game)
    with pytest.raises(errors.NotApplicableError, match="Ask sampled_shapley"):
        shapley(game)


def test_few_members_of_a_function_have_a_table():
    game = TUGame(worth=lambda names: Fraction(len(names), 2), players=["A", "B"])
    assert game == TUGame([0, Fraction(1, 2), Fraction(1, 2), 1], players=["A", "B"])
    assert not game.function
    assert TUGame(worth=len, members=17).values is None


def test_games_of_functions_are_equal_if_functions_and_names_are():
    one, other = TUGame(worth=len, members=17), TUGame(worth=len, members=18)
    assert one == TUGame(worth=len, members=17)
    assert hash(one) == hash(TUGame(worth=len, members=17))
    assert one != other
    assert airport_game(range(30)) == airport_game(range(30))
    assert airport_game(range(30)) != airport_game(range(1, 31))


def random_tree(rng, n):
    above = [None if rng.random() < 0.3 else int(rng.integers(i)) if i else None for i in range(n)]
    return above, rng.integers(0, 9, n)


def test_formulas_are_those_of_tables():
    rng = np.random.default_rng(3)
    for n in rng.integers(1, 7, 12).tolist():
        above, costs = random_tree(rng, n)
        onto = {i: end for i, end in enumerate(above) if end is not None}
        benefits = rng.integers(-4, 9, (n, n))
        names = tuple(map(str, range(1, n + 1)))
        for table, function in (
            (tree_game(above, costs), worths.TreeWorths(names=names, above=onto, costs=costs)),
            (network_game(benefits), worths.PairWorths(names=names, benefits=benefits)),
        ):
            assert list(shapley(table)) == list(function.shapley())
            for size in range(1, n + 1):
                for group in itertools.combinations(names, size):
                    assert function(group) == table.worth(group)


def test_many_members_pay_what_a_formula_says():
    # The k-th of 60 costs k: fees rise by 1 / (60 - k) from the k-th to the next.
    found = shapley(airport_game(range(60)[::-1]))
    assert -found["60"] == 0
    rises = np.diff(-found.payoffs[::-1]).tolist()
    assert rises == [Fraction(1, 60 - k) for k in range(1, 60)]
    assert found.certificate.exact
    ring = np.roll(np.eye(40, dtype=int), 1, axis=0)
    assert set(shapley(network_game(ring))) == {1}
    wrong = changed(found, payoffs=found.payoffs + np.repeat([1, 0, -1], [1, 58, 1]))
    assert not verify(wrong).ok


def test_separable_costs_ask_for_few_worths():
    asked = []

    def worth(names):
        asked.append(names)
        return -10 - len(names)

    game = TUGame(worth=worth, members=40)
    asked.clear()
    assert set(scrb(game)) == {Fraction(-50, 40)}
    assert len(set(asked)) == 81


def test_benefits_limit_what_a_member_saves():
    # s = (2, 4); without benefits remain (4, 4), with those of 4 and 9 remain (2, 4).
    game = TUGame([0, -6, -8, -10])
    assert list(scrb(game)) == [-4, -6]
    found = scrb(game, benefits=[4, 9])
    assert list(found) == [Fraction(-10, 3), Fraction(-20, 3)]
    assert found.concept == "separable costs, remaining benefits"
    assert not verify(changed(found, parameters={})).ok
    assert not verify(changed(found, rule="alternate cost avoided")).ok
    with pytest.raises(errors.NotApplicableError, match="better than with its separable cost"):
        scrb(game, benefits=[1, 9])
    # Nothing remains, and nothing is left over: everybody pays for itself.
    assert list(scrb(TUGame([0, -1, -2, -3]))) == [-1, -2]


def test_net_benefits_are_divided_as_costs_with_benefits_are():
    # A member alone does nothing where it does not pay: v(i) = max(0, b_i - c(i)).
    rng = np.random.default_rng(5)
    for _ in range(20):
        alone, benefits = rng.integers(5, 12, 3), rng.integers(5, 15, 3)
        pairs = [alone[0] + alone[1] - 2, alone[0] + alone[2] - 1, alone[1] + alone[2] - 3]
        costs = np.array([0, alone[0], alone[1], pairs[0], alone[2], pairs[1], pairs[2], 0])
        costs[7] = alone.sum() - 5
        gains = np.array([sum(benefits[k >> np.arange(3) & 1 == 1]) for k in range(8)])
        net = TUGame(np.where(np.arange(8) == 7, gains - costs, np.maximum(gains - costs, 0)))
        try:
            by_costs = scrb(TUGame(-costs), benefits=benefits)
        except errors.NotApplicableError:
            continue
        if (net.values[[3, 5, 6]] == (gains - costs)[[3, 5, 6]]).all():
            assert list(scrb(net)) == [b + x for b, x in zip(benefits, by_costs, strict=True)]


def test_both_have_a_price_in_stability():
    group = cooperative.TUGame([0, 1, 1, 3, 1, 4, 3, 9])
    relation = sharing_of(group)
    found = sharing.fairness(relation, rules=["shapley", "scrb", "alternate cost avoided"])
    assert found["scrb"].shares.tolist() == list(scrb(group))
    assert found["scrb"].price == found["alternate cost avoided"].price >= 0
    assert "scrb" in sharing.fairness(relation).rules


def sharing_of(worths_):
    from qinba_games.repeated import Relation

    return Relation([3, 3, 3], [4, 5, 4], [1, 1, 1], worths=worths_)


def test_a_sample_is_called_one():
    game = cooperative.voting_game([3, 2, 2, 1, 1], 5)
    found = sampled_shapley(game, orders=30, rng=7)
    assert found.concept.startswith("approximation of the Shapley value")
    assert "approximation" in found.notes[0]
    assert not found.exact
    assert found == sampled_shapley(game, orders=30, rng=7)
    assert found.payoffs.sum() == pytest.approx(1, abs=1e-12)
    low, high = found.interval(0.9).T
    assert (low + high) / 2 == pytest.approx(found.payoffs, abs=1e-12)
    assert (found.interval(0.99)[:, 0] < low).all()
    # Student's t with 29 degrees of freedom: 1.699127 at .95, as tables have it.
    assert high - found.payoffs == pytest.approx(1.699127 * found.standard_error, rel=1e-6)
    with pytest.raises(errors.RangeError):
        found.interval(1.5)


def test_means_of_all_orders_are_the_value():
    game = cooperative.voting_game([3, 2, 2, 1], 5)
    found = sampled_shapley(game, orders=2, rng=1)
    orders = np.array(list(itertools.permutations(range(4))))
    from qinba_games.cooperative.solvers.sampled_orders import mean_contributions

    means = np.array([mean_contributions(game.worths, order) for order in orders])
    exact = np.array(shapley(game), dtype=float)
    assert means.mean(axis=0) == pytest.approx(exact, abs=1e-12)
    whole = changed(
        found,
        orders=orders,
        payoffs=exact,
        standard_error=means.std(axis=0, ddof=1) / np.sqrt(24),
    )
    assert verify(whole).ok
    assert not verify(changed(whole, standard_error=whole.standard_error / 2)).ok
    with pytest.raises(errors.RangeError, match=r"0\.95"):
        whole.interval(1)


def covered(games, seed):
    """In how many random games of 6 members an interval at .95 holds the first one's value."""
    rng, count = np.random.default_rng(seed), 0
    for _ in range(games):
        game = TUGame(np.concatenate([[0], rng.gamma(1, size=63)]))
        low, high = sampled_shapley(game, orders=20, rng=rng).interval(0.95)[0]
        count += low <= shapley(game)["1"] <= high
    return count


def test_intervals_cover_at_their_level():
    assert 24 <= covered(30, 1) <= 30  # less than 24 of 30 has a chance of 4 in 1,000


@EXHAUSTIVE
def test_intervals_cover_at_their_level_in_500_games():
    assert 460 <= covered(500, 0) <= 490  # three standard deviations around 475


@pytest.mark.parametrize("masks", [None, "x", 1, [-1], [1 << 40], [0.5], ["a"]])
def test_what_is_no_bits_of_a_coalition_is_refused(masks):
    for game in (TUGame([0, 1, 1, 2]), TUGame(worth=len, members=40)):
        assert game.worths([3, 0]).tolist() == [2, 0]
        with pytest.raises(errors.InvalidInputError, match="masks"):
            game.worths(masks)
