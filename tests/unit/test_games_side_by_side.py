"""Many games solved side by side have the values, policies and ties that each has by itself."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.algorithms.values import Problem, best_policy, evaluate, most
from qinba_games.game.table import MANY, Lotteries
from qinba_games.partnership.compile import table_of
from qinba_games.partnership.trust_game import compile_partnerships

COUNT = MANY + 6
#: Levels of trust, what a fall costs, bad times, and how they share.
SHAPES = [(2, 1, 0, "none"), (4, 2, 1, "voluntary"), (3, None, 2, "equal"), (3, 1, 1, "voluntary")]


def _models(levels, drop, bad, sharing):
    """Pairs whose numbers are fractions, in quarters, so that some choices are equally good."""
    rng = np.random.default_rng(0)
    for _ in range(COUNT):
        gains = np.sort(rng.integers(2, 12, (levels, 2)), axis=0)
        yield qg.Partnership(
            [[Fraction(int(one), 4), Fraction(int(other), 4)] for one, other in gains],
            1,
            promotion=Fraction(int(rng.integers(1, 10)), 10),
            friction=Fraction(int(rng.integers(0, 3)), 10),
            bad_times=[(Fraction(1, 5), Fraction(1, 2))] * bad,
            drop=drop,
            sharing=sharing,
        )


def _tables(*shape):
    """All games in floats, and each of them in fractions."""
    models = [*_models(*shape)]
    deltas = [Fraction(int(k), 20) for k in np.random.default_rng(1).integers(1, 20, COUNT)]
    assert all(model.exact for model in models)
    floats = table_of(compile_partnerships(models).as_floats(), np.array(deltas, dtype=float))
    exact = [
        table_of(compile_partnerships([model]), np.array([delta], dtype=object))
        for model, delta in zip(models, deltas, strict=True)
    ]
    return floats, exact


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("alike", [True, False])
def test_policies_have_their_values(shape, alike):
    """A policy for each agent, or one for all of them."""
    table, exact = _tables(*shape)
    problem = Problem(table, table.sums)
    size, agents = np.diff(table.first_row), problem.paid.shape[1]
    draws = np.random.default_rng(2).random((table.states, 1 if alike else agents, COUNT))
    rows = (draws * size[:, None, None]).astype(int) + table.first_row[:-1, None, None]
    found = evaluate(problem, rows)
    for k, one in enumerate(exact):
        own = evaluate(Problem(one, one.sums), rows[..., [k]])
        assert found[..., k] == pytest.approx(own[..., 0].astype(float), abs=1e-13)


def test_what_goes_on_for_long_loses_no_digits():
    """A relation that is next to never over, to one part in 10^8."""
    table, exact = _tables(4, 1, 1, "none")
    table = dataclasses.replace(table, delta=np.full(COUNT, 1 - 2.0**-26))
    problem = Problem(table, table.sums)
    rows = np.repeat(table.first_row[:-1, None, None], COUNT, axis=2)
    found = evaluate(problem, rows)
    for k, one in enumerate(exact):
        patient = dataclasses.replace(one, delta=np.array([1 - Fraction(1, 2**26)], dtype=object))
        own = evaluate(Problem(patient, one.sums), rows[..., [k]])
        assert found[..., k] == pytest.approx(own[..., 0].astype(float), rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_best_policies_and_the_preferred_of_ties_are_those_of_each(shape):
    table, exact = _tables(*shape)
    found = best_policy(Problem(table, table.sums), table.open)
    worth = Problem(table, table.sums).worth(found.starts)
    top, rows = most(table, worth, table.open)
    for k, one in enumerate(exact):
        own = best_policy(Problem(one, one.sums), one.open)
        assert found.starts[..., k] == pytest.approx(own.starts[..., 0].astype(float), abs=1e-12)
        alone = table.take([k])
        highest, preferred = most(alone, worth[..., [k]], alone.open)
        np.testing.assert_array_equal(top[..., k], highest[..., 0])
        np.testing.assert_array_equal(rows[..., k], preferred[..., 0])


def test_of_equally_good_rows_the_preferred_one_is_named():
    """Leaving comes before idling, though its row comes after."""
    table, _ = _tables(3, 1, 0, "none")
    equal = np.zeros((len(table.state), 2, COUNT))
    equal[::3] = 1
    able = table.open.copy()
    able[::3] = False  # nobody contributes
    many, few = most(table, equal, able)[1], most(table, equal[..., :1], able[:, :1])[1]
    assert (many[:-1] % 3 == 2).all()
    assert (few[:-1] % 3 == 2).all()


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_differences_that_are_rounding_decide_nothing(sharing):
    models = [*_models(3, 1, 1, sharing)]
    noisy = [dataclasses.replace(one, benefit=one.benefit * (1 + 1e-15)) for one in models]
    deltas = np.random.default_rng(1).integers(1, 20, COUNT) / 20
    first, second = qg.evolve_many(models, deltas), qg.evolve_many(noisy, deltas)
    np.testing.assert_array_equal(first.choice, second.choice)


def test_what_is_never_reached_hides_no_small_gain():
    """Where trust never grows it does not matter how much more it would bring."""
    pair = qg.Partnership([[1 + 1e-8] * 2, [1e8] * 2], 1, promotion=0, friction=0)
    table = table_of(compile_partnerships([pair] * COUNT), np.full(COUNT, 0.5))
    idle = np.array([1, 4, 6])[:, None, None] + np.zeros((1, 3, COUNT), dtype=int)
    found = best_policy(Problem(table, table.sums), table.open, idle)
    assert (found.rows == np.array([0, 3, 6])[:, None, None]).all()


def test_moves_may_lead_anywhere():
    """A pattern that is no band, in which elimination fills what was empty."""
    table, _ = _tables(4, 1, 1, "none")
    rng, nodes = np.random.default_rng(0), 5
    rows = np.repeat(table.first_row[:-1, None, None], COUNT, axis=2)
    for _ in range(20):
        to = rng.integers(0, nodes, len(table.lotteries.to))
        other = dataclasses.replace(table, lotteries=table.lotteries._replace(to=to))
        found = evaluate(Problem(other, other.sums), rows)
        for k in (0, COUNT - 1):
            alone = other.take([k])
            own = evaluate(Problem(alone, alone.sums), rows[..., [k]])
            np.testing.assert_allclose(found[..., [k]], own, rtol=1e-12, atol=1e-14)


def test_a_lottery_may_name_a_place_twice():
    table, _ = _tables(3, 1, 0, "none")
    first, to, chance = table.lotteries
    branches = np.repeat(np.arange(len(to)), 2)
    again = dataclasses.replace(
        table, lotteries=Lotteries(2 * first, to[branches], chance[branches] / 2)
    )
    rows = np.repeat(table.first_row[:-1, None, None], COUNT, axis=2)
    same = (evaluate(Problem(one, one.sums), rows) for one in (table, again))
    np.testing.assert_allclose(*same, rtol=1e-14)
