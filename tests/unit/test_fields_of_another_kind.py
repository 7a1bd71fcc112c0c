"""What is about floats is not exact, and numbers that nobody can mean are refused."""

import dataclasses
from fractions import Fraction as F

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import sharing, third_parties
from qinba_games.agreements import Agreement, almost_ideal_sharing, repeated_agreement
from qinba_games.agreements import stable_agreements as stable
from qinba_games.cooperative import BargainingProblem
from qinba_games.institutions import workable_stakes

DILEMMA = qg.prisoners_dilemma(2.5, -1, 3.25, 0)
AWAY = qg.RepeatedGame(DILEMMA, outside=[0.5, 0.25])
PACT = Agreement(np.array([[1.0, 1], [1, 1], [1, 1], [2.5, 3]]))
PAIR = qg.Partnership([[3.0, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
FOUND = {
    "window": qg.pivotal_window(AWAY, qg.Coordinator(sharing=True)),
    "harm": third_parties.when_it_hurts(AWAY, "support", [0, 1]),
    "evolution": qg.evolve(PAIR, 0.8),
    "stable": stable(PACT),
    "repeated": repeated_agreement(PACT),
    "shared": almost_ideal_sharing(PACT, [0, 1]),
    "stakes": workable_stakes(AWAY, 0.9, 0),
}


def forged(name, **fields):
    return qg.verify(dataclasses.replace(FOUND[name], **fields))


@pytest.mark.parametrize("name", ["window", "harm", "stable", "repeated", "shared", "evolution"])
def test_what_is_about_floats_is_not_exact(name):
    assert not forged(name, exact=True).ok


def test_a_bargain_in_floats_is_not_exact():
    problem = BargainingProblem([[2, 6, 5], [3, 5, 2], [5, 3, 0], [6, 1, 4]], [0, 0, 0])
    found = sharing.share(problem, "nash")
    assert not found.exact
    assert not qg.verify(dataclasses.replace(found, exact=True)).ok


def test_other_numbers_that_nobody_means():
    assert not forged("evolution", founding=-1).ok
    assert not forged("stakes", effort=-1.0).ok
    assert not forged("stakes", relations=np.inf).ok
    nobody = np.array(FOUND["stable"].internal)
    nobody[0] = False
    assert not forged("stable", internal=nobody).ok


def test_one_member_of_a_bargain_far_from_the_others():
    gains = np.array([[3.0, 1e12, 2], [1, 4e12, 1], [2, 2e12, 3]])
    found = sharing.share(BargainingProblem(gains, [0, 0, 0]), "nash")
    payoffs = found.payoffs.copy()
    payoffs[0] *= 1 + F(1, 1000)
    assert not qg.verify(dataclasses.replace(found, payoffs=payoffs)).ok
