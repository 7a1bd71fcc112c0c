"""Plans beside enumeration from the definition: knapsacks with offices, and trees."""

import numpy as np
import pytest
from helpers.marks import EXHAUSTIVE
from oracles import plans as oracle

from qinba_games.planning.checks import Lists
from qinba_games.planning.number_of_plans import NumberOfPlans
from qinba_games.planning.plan import best_of
from qinba_games.planning.programme import Programme
from qinba_games.planning.solvers.undominated_lists import lists_of


def differences(kind, rng):
    """Where a plan, or the frontier, is another one than enumeration finds."""
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
        choice, count = best_of(programme, lists, budget)
        assert (programme.worth(choice), programme.cost(choice), choice) == known
        point = programme.money.whole(known[1]), programme.gain.whole(known[0])
        assert count == NumberOfPlans(programme, lists).at(*point)
        assert count == oracle.number_of_plans(prices, value, offices, needs, *known[:2])


@pytest.mark.parametrize("kind", ["random_knapsack", "random_forest"])
def test_plans_are_those_of_enumeration(kind):
    rng = np.random.default_rng(26)
    for _ in range(150):
        differences(kind, rng)


@EXHAUSTIVE
@pytest.mark.parametrize("kind", ["random_knapsack", "random_forest"])
def test_a_thousand_plans_are_those_of_enumeration(kind):
    rng = np.random.default_rng(2626)
    for _ in range(1000):
        differences(kind, rng)
