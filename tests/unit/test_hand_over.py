"""When help may end: words, exact numbers, what is refused, and forged answers."""

import dataclasses
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from helpers.partnerships import reference

import qinba_games as qg
from qinba_games import errors
from qinba_games.planning.endings.paths import lasting, path

HALF = Fraction(1, 2)
SHARING = qg.Coordinator(sharing=True)
EXACT = qg.Partnership(
    [[Fraction(6, 5), Fraction(7, 10)], [2, Fraction(3, 2)]],
    1,
    promotion=Fraction(3, 5),
    friction=Fraction(1, 20),
)


@pytest.fixture(scope="module")
def found():
    return qg.hand_over(reference("A"), 0.7, SHARING, periods=4)


def test_rational_models_have_exact_answers():
    answer = qg.hand_over(EXACT, HALF, SHARING, periods=2)
    assert answer.exact
    assert all(isinstance(value, Fraction | int) for value in answer.marks["value"])
    rounded = qg.hand_over(EXACT, 0.5, SHARING, periods=2)
    assert not rounded.exact
    np.testing.assert_allclose(rounded.until_date.value, answer.until_date.value.astype(float))


def test_one_period_of_help_is_rewarded_by_nothing_but_what_follows():
    """Alone trust 1 is worth g = (2, 2) - 1 each for ever, trust 0 nothing: 1 - d against d p 1.

    With benefits of .5 at trust 0 each loses .5 (1 - d) there to gain d at trust 1, reached for
    sure. It is worth it from d = 1/3 on, and leaving at once never pays the other side better.
    """
    pair = qg.Partnership([[HALF, HALF], [2, 2]], 1, promotion=1, friction=0)
    for delta, kept in ((Fraction(51, 100), True), (Fraction(32, 100), False)):
        answer = qg.hand_over(pair, delta, qg.Coordinator(subsidy=HALF), periods=1)
        assert (answer.until_date.classes[0, 0] == "strong") is kept, delta


def test_help_that_changes_nothing_is_as_if_alone():
    pair = dataclasses.replace(reference("A"), friction=0)
    answer = qg.hand_over(pair, 0.75, qg.Coordinator(mediation=0.5), periods=3)
    assert answer.verdict == "alone"
    assert set(answer.until_date.value[:, 0]) == {answer.alone.founding_value}


def test_a_partnership_at_the_top_has_no_marks():
    answer = qg.hand_over(reference("B"), 0.8, SHARING, founding=2, periods=1)
    assert answer.marks.empty
    assert list(answer.marks) == ["trust", "class", "value", "reached", "periods", "lasts"]
    assert answer.least_trust is None


def test_verdicts(found):
    assert repr(found) == "HandOver(started: least mark 1)"
    assert qg.hand_over(reference("A"), 0.8, SHARING, periods=1).verdict == "alone"
    assert qg.hand_over(reference("A"), 0.2, SHARING, periods=1).verdict == "lost"
    assert found.to_frame()["ends"].tolist() == ["alone", *["date"] * 4, *["mark"] * 4, "for good"]


def test_what_one_and_many_can_be_asked(found):
    region = qg.paper.case().hand_over(periods=1)
    assert len(region.ties) == 49
    for name in ("verdict", "least_periods", "least_trust"):
        with pytest.raises(errors.NotApplicableError, match="Ask for ties"):
            getattr(region, name)
    with pytest.raises(errors.NotApplicableError, match="Ask for verdict"):
        _ = found.ties


def test_a_chance_that_is_almost_one_is_not_one():
    """Trust rises with .3, stays, or the relation ends with a tiny chance, if at all."""
    for tiny in (0, 1e-10):
        chain = np.array([[0.7 - tiny, 0.3, tiny], [0, 1, 0], [0, 0, 1]])
        reached, periods = path(chain, np.zeros((2, 1), bool), np.ones(1), 1, 0)
        assert reached == pytest.approx(0.3 / (0.3 + tiny), rel=1e-15)
        assert (reached == 1) == (tiny == 0)
        assert periods == pytest.approx(1 / (0.3 + tiny))


def test_whoever_never_gets_to_a_mark_is_helped_for_ever_unless_somebody_leaves():
    still, nobody = np.eye(3), np.zeros((2, 1), bool)
    assert path(still, nobody, np.ones(1), 1, 0) == (0, np.inf)
    assert path(still, np.array([[True], [False]]), np.ones(1), 1, 0) == (0, 0)


def test_help_lasts_until_trust_is_first_at_a_level_that_is_not_kept():
    """From the upper level trust falls with .1 in a period, or the relation ends with .15."""
    moves, kept = np.array([[1, 0, 0], [0.1, 0.75, 0.15]]), np.array([False, True])
    assert lasting(moves, kept, 1) == pytest.approx(4)
    assert lasting(moves, kept, 0) == 0
    assert lasting(np.eye(2, 3), kept, 1) == np.inf


def test_what_is_agreed_on_is_not_another_thing(found):
    first = found.date_choice.copy()
    first[0, 0, 0, 0] += 1
    part = found.witness[0]
    rows = part._replace(play=part.play._replace(rows=part.play.rows[::-1]))
    for forged in ({"date_choice": first}, {"witness": (rows,)}, {"witness": ()}, {"exact": True}):
        assert not qg.verify(dataclasses.replace(found, **forged)).ok, forged


@pytest.mark.slow
def test_verdicts_in_draws_are_those_of_each_draw():
    """Settings, one of the coordinator too, sizes and founding trust: a region for each draw."""
    names = ["North", "East", "South", "West"]
    ties = pd.DataFrame(
        {"a": names, "b": names[1:] + names[:1], "benefit_a": [1.6, 1.3, 1.7, 1.25]}
        | {"benefit_b": [1.2, 1.4, 1.1, 1.5], "trust": [0, 1, 0, 2]}
    )
    region = qg.Region.from_frames({"name": names}, ties)
    ranges = {"delta": (0.5, 0.9), "mediation": (0.2, 0.9), "learning": (0.1, 0.4)}
    found = region.uncertain(ranges, draws=6, rng=3)
    verdicts = found.endings.verdicts
    assert len({*verdicts.ravel().tolist()}) >= 3
    for k, settings in zip(found.endings.draws, found.settings.to_dict("records"), strict=True):
        expected = region.replaced(**settings).hand_over().verdicts
        assert (*verdicts[k].tolist(),) == expected
    counts = sorted((verdicts == "alone").sum(axis=1).tolist())
    assert found.endings.range("alone") == (counts[0], counts[2], counts[5])


def test_where_all_are_kept_alone_nobody_is_handed_over():
    gains = pd.DataFrame([[0, 9.0], [9.0, 0]], index=["A", "B"], columns=["A", "B"])
    found = qg.Region.from_matrix(gains, cost=1).uncertain({"delta": (0.7, 0.9)}, draws=3, rng=1)
    assert set(found.endings.verdicts.ravel().tolist()) == {"alone"}
