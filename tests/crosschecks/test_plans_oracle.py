"""Plans beside enumeration from the definition: knapsacks with offices, and trees."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from helpers.marks import EXHAUSTIVE, SLOW
from oracles import plans as oracle

from qinba_games.planning.checks import Lists
from qinba_games.planning.lists import NumberOfPlans
from qinba_games.planning.plan import best_of
from qinba_games.planning.programme import Programme
from qinba_games.planning.solvers import beyond_lists as search
from qinba_games.planning.solvers.best_by_draw import best_by_draw
from qinba_games.planning.solvers.undominated_lists import lists_of

KINDS = ["random_knapsack", "random_forest"]


def of(kind, rng):
    """A random programme, and what the oracle needs of it."""
    prices, worth, above, offices, needs = getattr(oracle, kind)(rng)
    programme = Programme(
        ties=tuple((str(k), "x") for k in range(len(prices))),
        bundles=tuple("abc"[: len(prices[0])]),
        prices=tuple(map(tuple, prices)),
        values=tuple(worth),
        above=tuple(above),
        offices=offices,
        needs=tuple(needs),
    )
    return programme, prices, worth, above, offices, needs


def differences(kind, rng):
    """Where a plan, or the frontier, is another one than enumeration finds."""
    programme, prices, worth, above, offices, needs = of(kind, rng)
    lists = lists_of(programme)

    def value(choice):
        return oracle.tree_value(above, worth, choice)

    assert Lists(programme).hold(lists)
    last = lists[-1].points
    parts = programme.money.parts, programme.gain.parts
    found = [
        (c / parts[0], v / parts[1]) for c, v in zip(*map(np.ndarray.tolist, last), strict=True)
    ]
    expected = oracle.frontier(prices, value, offices, needs)
    assert found == [(float(c), float(v)) for c, v in expected]
    for budget in rng.integers(0, 20, size=3).tolist():
        known = oracle.best_plan(prices, value, offices, needs, budget)
        choice = best_of(programme, lists, budget)
        assert (programme.worth(choice), programme.cost(choice), choice) == known
        point = programme.money.whole(known[1]), programme.gain.whole(known[0])
        assert point == programme.point(choice)
        count = NumberOfPlans(programme, lists).at(*point)
        assert count == oracle.number_of_plans(prices, value, offices, needs, *known[:2])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("seed", "count"),
    [pytest.param(26, 150, marks=SLOW), pytest.param(2626, 1000, marks=EXHAUSTIVE)],
)
def test_plans_are_those_of_enumeration(kind, seed, count):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        differences(kind, rng)


def sought(kind, rng, monkeypatch):
    """Where the plan of a search is not one of the best, or not the cheapest of these."""
    programme, prices, worth, above, offices, needs = of(kind, rng)
    monkeypatch.setattr(search, "TOGETHER", 0)
    budget = int(rng.integers(0, 20))

    def value(choice):
        return oracle.tree_value(above, worth, choice)

    known = oracle.best_plan(prices, value, offices, needs, budget)
    found = search.beyond_lists(programme, budget, None, None, None)
    assert (programme.worth(found.choice), programme.cost(found.choice)) == known[:2]
    assert found.proven
    assert found.search.most == known[0]


def worst_sought(rng):
    """The same of the worst draws; and in each draw the value of its best plan."""
    programme, prices, _, _, offices, needs = of("random_knapsack", rng)
    draws, ties, options = int(rng.integers(2, 7)), len(prices), 1 + len(prices[0])
    values = rng.integers(0, 5, size=(draws, ties, options)) / 1.0
    budget, share = int(rng.integers(0, 15)), Fraction(int(rng.integers(1, 9)), 8)
    rows = [[list(map(Fraction, each)) for each in row] for row in values.tolist()]
    known = oracle.best_plan(
        prices, lambda one: oracle.worst_mean(rows, one, share), offices, needs, budget
    )
    means = tuple({(o,): v for o, v in enumerate(r)} for r in values.mean(axis=0).tolist())
    programme = dataclasses.replace(programme, values=means)
    found = search.beyond_lists(programme, budget, values, float(share), None)
    assert oracle.worst_mean(rows, found.choice, share) == known[0]
    assert programme.cost(found.choice) == known[1]
    assert found.proven
    assert found.search.most == pytest.approx(float(known[0]), abs=1e-9)
    shown = lists_of(found.programme)[-1].points
    top = shown.value[shown.cost <= programme.payable(budget)].max()
    assert top / found.programme.gain.parts >= float(known[0]) - 1e-9
    best = [
        oracle.best_plan(
            prices, lambda one, row=row: sum(row[k][o] for k, o in enumerate(one)), *given
        )[0]
        for row in rows
        for given in [(offices, needs, budget)]
    ]
    assert best_by_draw(programme, budget, values) == pytest.approx(np.array(best, dtype=float))
    return top / found.programme.gain.parts <= float(known[0]) + 1e-9


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("seed", "count"), [(12, 40), pytest.param(1212, 1000, marks=EXHAUSTIVE)])
def test_plans_beyond_lists_are_those_of_enumeration(kind, seed, count, monkeypatch):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        sought(kind, rng, monkeypatch)


@pytest.mark.parametrize(("seed", "count"), [(13, 40), pytest.param(1313, 1000, marks=EXHAUSTIVE)])
def test_plans_for_the_worst_draws_are_those_of_enumeration(seed, count):
    rng = np.random.default_rng(seed)
    assert sum(worst_sought(rng) for _ in range(count)) >= count / 2  # shown by lists alone


@pytest.mark.parametrize(("price", "value"), [(1, 3), (10**12, 5)])
def test_a_search_pays_with_its_budget_alone(price, value, monkeypatch):
    """The first tie costs a part in 10^12 too much, which the solver's tolerance lets pass."""
    monkeypatch.setattr(search, "TOGETHER", -1)
    programme = Programme(
        ties=(("0", "x"), ("1", "x")),
        bundles=("a",),
        prices=((10**12 + 1,), (price,)),
        values=({(0,): 0, (1,): 5}, {(0,): 0, (1,): value}),
        above=(None, None),
        offices={},
        needs=((), ()),
    )
    found = search.beyond_lists(programme, 10**12, None, None, None)
    assert (found.choice, found.proven) == ((0, 1), True)
