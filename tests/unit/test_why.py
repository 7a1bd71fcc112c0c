"""`Region.why`: one tie from all sides, its sentences read back, and what it refuses."""

import dataclasses
import re
from fractions import Fraction

import pandas as pd
import pytest
from helpers.proofs import accepted
from helpers.the_case import case_study

import qinba_games as qg
from qinba_games import errors


@pytest.fixture(scope="module")
def case():
    return qg.paper.case()


@pytest.fixture(scope="module")
def baoji(case):
    return case.why("Hanzhong", "baoji")


def small(**settings):
    gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    return qg.Region.from_matrix(gains, cost=1, delta=0.5, **settings)


@pytest.mark.slow
def test_numbers_are_those_of_the_study(baoji):
    study = case_study()
    k = baoji.tie.number
    assert baoji.classes == study.classes[k]
    assert baoji.needs_coordinator == study.needs_coordinator[k]
    assert baoji.value_any == pytest.approx(study.value_any[k], abs=1e-8)
    assert baoji.share_any == pytest.approx(study.share_any[k], abs=1e-8)
    one, other = baoji.window.intervals, study.pivotal[k].intervals
    assert one.pairs[0] == pytest.approx(other.pairs[0], abs=1e-6)


def test_every_sentence_says_the_numbers_beside_it(baoji):
    text = baoji.text
    assert f"at trust {baoji.tie.founding}. " in text
    gain = float(re.search(r"Hanzhong would gain (\d\.\d\d) by idling", text)[1])
    assert gain == pytest.approx(baoji.binding.gain, abs=0.005)
    worth, part = re.search(r"up to (\d\.\d\d) a period, (\d+)% of what", text).groups()
    assert float(worth) == pytest.approx(baoji.value_any, abs=0.005)
    assert int(part) == pytest.approx(100 * baoji.share_any, abs=0.5)
    for kept in (baoji.window.kept(0), baoji.window.kept(1), baoji.window.intervals):
        assert kept.words() in text
    changes = {change.what: change.at for change in baoji.changes}
    for what in ("patience", "cost"):
        found = float(re.search(rf"a {what} of about (\d\.\d\d) instead", text)[1])
        assert found == pytest.approx(changes[what], abs=0.005)
    assert "sharing alone would be enough" in text
    assert "mediation alone" not in text


def test_what_changes_the_class_does_and_a_little_less_does_not(baoji):
    model = baoji.without.partnership
    changes = {change.what: change.at for change in baoji.changes}
    cost = changes["cost"]
    for factor, kept in ((1 - 1e-5, True), (1 + 1e-5, False)):
        other = dataclasses.replace(model, cost=cost * factor)
        assert qg.evolve(other, 0.7).cooperates is kept
    edge = changes["patience"]
    assert [qg.evolve(model, edge + step).cooperates for step in (-1e-5, 1e-5)] == [False, True]


def test_a_tie_that_is_kept_says_what_would_lose_it(case):
    found = case.why("Bazhong", "Hanzhong")
    assert (found.tie.founding, found.classes[0], found.binding) == (3, "strong", None)
    assert "nobody gains by idling or leaving" in found.text
    assert re.search(r"would be lost with a patience of about 0\.55 .* or with a cost", found.text)
    assert "some equilibrium" not in found.text


def test_trust_that_is_missing_is_named():
    found = small(learning=1, levels=2, bad_times=0).why("A", "B")
    level = next(change.at for change in found.changes if change.what == "trust")
    classes = found.without.classes
    assert classes[0] not in ("weak", "strong")
    assert level == next(k for k, name in enumerate(classes) if name in ("weak", "strong"))
    assert f"from trust {level:g} on" in found.text


def test_trust_at_which_alone_a_tie_is_kept_is_not_said_to_be_enough_from_there_on():
    gains = pd.DataFrame([[0, 0.51], [1.64, 0]], index=["A", "B"], columns=["A", "B"])
    apart = {"bad_times": 0, "outside": -0.2, "outside_signed": -0.2}
    ways = {"learning": 0.1, "levels": 4, "promotion": 1, "friction": 0.5, "drop": 2}
    region = qg.Region.from_matrix(gains, cost=1, delta=0.8735, detection=0.8, **ways, **apart)
    found = region.why("A", "B")
    assert found.without.classes[:3] == ("nominal", "strong", "nominal")
    assert "at trust 1 " in found.text
    assert "from trust" not in found.text


def test_any_equilibrium_is_known_with_breaches_that_go_unnoticed_too():
    found = small(detection=0.8).why("A", "B")
    assert found.payoffs is None
    assert found.value_any is None
    assert found.contributes_alone in (True, False)
    assert "up to" not in found.text


def test_both_edges_stand_up_before_the_stand_alone_checker(baoji, tmp_path):
    assert accepted(baoji.proof(), tmp_path)


def test_a_tie_that_is_worth_next_to_nothing_is_answered_where_sets_are_not_known():
    who = {"name": ["A", "B", "C"], "lat": [30, 31, 45], "lon": [100, 101, 125]}
    ties = {"a": ["A", "A"], "b": ["B", "C"]}
    region = qg.Region.from_frames(who, ties, reach=60, learning=0)
    frame = region.study().to_frame()
    assert frame["value_any"].isna().tolist() == [False, True]
    found = region.why("A", "C")
    assert found.value_any is None
    assert found.contributes_alone is False
    assert "In no equilibrium" in found.text


@pytest.mark.slow
def test_what_is_of_another_tie_or_patience_is_refused(case, baoji):
    other = case.why("Chengkou", "Ankang")
    for changes in (
        {"number": other.number},
        {"delta": 0.71},
        {"coordinator": qg.Coordinator(sharing=True)},
        {"witness": (other.witness[0], baoji.witness[1])},
        {"witness": (baoji.witness[0], other.witness[1])},
        {"region": case.replaced(cost=1.1)},
    ):
        assert not qg.verify(dataclasses.replace(baoji, **changes)).ok
    assert qg.verify(baoji).ok


def test_the_window_beside_any_equilibrium_needs_a_coordinator_that_settles_shares():
    found = small().why("A", "B", coordinator=qg.Coordinator(mediation=0.5))
    with pytest.raises(errors.NotApplicableError, match="settle shares"):
        _ = found.window_any
    with pytest.raises(errors.NotApplicableError, match="no policy"):
        qg.verify(found, policy={})


def test_a_breach_that_nobody_sees_is_said_to_be_one():
    found = small(detection=0).why("A", "B")
    assert found.contributes_alone is False
    assert "If both always contributed, A would gain 0.80 by idling at trust 0" in found.text
    assert "they keep the tie at no patience." in found.text
    assert "and keep the tie at no patience: against" in found.text


def test_a_tie_that_holds_whatever_the_patience_is_kept_at_every_patience():
    text = small(deposit=9).why("A", "B").text
    assert "With the coordinator they are weak, and keep the tie at every patience: against" in text


@pytest.mark.parametrize("delta", [Fraction(1, 7), Fraction(2, 3)])
def test_a_patience_in_fractions_is_asked_about_in_floats(delta) -> None:
    ties = {"a": ["A"], "b": ["B"], "benefit_a": [2], "benefit_b": [11]}
    region = qg.Region.from_frames({"name": ["A", "B"]}, ties, delta=delta)
    found = region.why("A", "B")
    assert found == region.why("A", "B", delta=float(delta))
    assert qg.verify(found).ok
