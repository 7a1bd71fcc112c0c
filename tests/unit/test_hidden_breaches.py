"""Where no breach is ever found out: who gains by one, and how much."""

from fractions import Fraction

import numpy as np
import pytest

import qinba_games as qg

BENEFIT = np.array([[2, 2.5], [2.2, 3]])
SHARED = (*("none", "equal", "surplus", "proportional", "optimal"), [0.3, 0.7])


def pair(detection, sharing, cost=(1, 1.5)):
    times = [(0.2, [0.5, 0.1])]
    chances = {"promotion": 0.5, "friction": 0.1, "detection": detection}
    return qg.Partnership(BENEFIT, cost, sharing=sharing, bad_times=times, **chances)


@pytest.mark.parametrize("sharing", SHARED, ids=str)
def test_a_breach_that_nobody_finds_out_gains_what_a_hardly_seen_one_does(sharing):
    none, hardly = (qg.evolve(pair(q, sharing), 0.5).binding for q in (0, 1e-6))
    assert none[:3] == hardly[:3]
    assert none.gain == pytest.approx(hardly.gain, rel=1e-4)


def test_a_breach_saves_the_cost_of_the_period():
    exact = qg.Partnership([[3, 2]], [1, Fraction(3, 2)], promotion=0, friction=0, detection=0)
    found = qg.evolve(exact, Fraction(1, 2))
    assert found.binding == ("2", (0, 0), "idle", Fraction(3, 4))
    everybody = qg.verify(found, policy={(0, 0): "contribute"})
    assert (everybody.ok, everybody.largest_gain) == (False, Fraction(3, 4))
    assert qg.verify(found, policy={(0, 0): "idle"}).ok


def test_of_members_who_pay_each_other_what_all_save_counts():
    found = qg.evolve(pair(0, "voluntary"), 0.5).binding
    assert found == (None, (0, 1), "any", pytest.approx(0.5 * (1 + 0.5 + 1.5 + 0.1)))


def test_what_costs_nothing_is_contributed_all_the_same():
    free = qg.evolve(qg.Partnership([[3, 2]], 0, promotion=0, friction=0, detection=0), 0.5)
    assert (free.classes, free.binding) == (("strong",), None)
