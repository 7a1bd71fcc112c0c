"""Why a tie is kept or not: what is said to change it does, and nothing nearer does."""

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import paper
from qinba_games.core import errors
from qinba_games.region.why import POINTS

CASE = paper.case()
SOME = CASE.numbers.pairs[::7]


def cooperates(pair, delta=CASE.delta, **more):
    return qg.evolve(pair, delta, **more).cooperates


def change(answer, what):
    return next(each for each in answer.changes if each.what == what)


@pytest.mark.parametrize("ends", SOME)
def test_what_changes_it_changes_it_and_nothing_nearer(ends):
    answer, pair = CASE.why(*ends), CASE.partnership(*ends)
    now = cooperates(pair)
    rng = np.random.default_rng(0)
    for what, ask in (
        ("patience", lambda x: cooperates(pair, x)),
        ("cost", lambda x: cooperates(pair.replace(cost=x))),
    ):
        found = change(answer, what)
        assert found.at is not None
        step = 1e-5 * np.sign(found.at - found.now)
        assert ask(found.at + step) != now
        assert (found.makes in ("weak", "strong")) != now
        near = abs(found.at - found.now) - 2e-5
        for x in found.now + near * rng.uniform(-1, 1, 20):
            if 0 <= x < (1 if what == "patience" else np.inf):
                assert ask(x) == now
    trust = change(answer, "trust")
    flips = [k for k in range(4) if cooperates(pair, founding=k) != now]
    assert (trust.at is None) == (not flips)
    if flips:
        assert abs(trust.at - trust.now) == min(abs(k - trust.now) for k in flips)


@pytest.mark.parametrize("ends", SOME)
def test_capacities_alone_are_tried(ends):
    answer, pair = CASE.why(*ends), CASE.partnership(*ends)
    for name in ("sharing", "mediation"):
        alone = cooperates(pair, coordinator=CASE.coordinator.only([name]))
        assert (change(answer, name).at == "given") == (alone != cooperates(pair))


def test_it_says_what_the_study_says():
    study = CASE.study()
    for k, ends in enumerate(CASE.numbers.pairs[:6]):
        answer = CASE.why(*ends)
        assert answer.classes == study.classes[k]
        assert answer.members == ends
        spans = np.array(study.windows[k].intervals)
        assert np.array(answer.window.intervals) == pytest.approx(spans)
        assert answer.certificate.ok
        assert f"they are {study.classes[k][0]} at patience 0.7" in answer.text


def test_a_tie_in_sentences():
    answer = CASE.why("Hanzhong", "Baoji")
    assert repr(answer) == "Why(Baoji and Hanzhong, trust 0: isolated -> weak)"
    assert "they keep the tie at patience [0.80, 1.00)" in answer.text
    assert "Hanzhong would gain 0.39 by idling at trust 0 in bad times" in answer.text
    assert "it decides at patience [0.51, 0.80)" in answer.text
    assert "cost of about 0.78 instead of 1." in answer.text
    assert "Of what the coordinator does, sharing alone would be enough." in answer.text
    assert answer.to_frame()["what"].tolist()[:3] == ["patience", "trust", "cost"]
    assert f"at {POINTS} points" in answer.summary()


def test_where_nothing_changes_it():
    ties = {"a": ["A"], "b": ["B"], "benefit_a": [0], "benefit_b": [0]}
    region = qg.Region.from_frames({"name": ["A", "B"]}, ties, learning=0, cost=0.5)
    answer = region.why("A", "B", coordinator=qg.Coordinator(mediation=1))
    assert change(answer, "patience").at is None
    assert "they keep the tie at no patience" in answer.text
    assert "it decides at no patience" in answer.text
    free = region.replaced(cost=0, hardship=0).why("A", "B")
    assert change(free, "cost") == ("cost", 0, None, "")


def test_patience_and_coordinator_in_place_of_the_settings():
    one, two = CASE.numbers.pairs[0]
    assert CASE.why(one, two, delta=0.9) == CASE.replaced(delta=0.9).why(one, two)
    idle = CASE.why(one, two, coordinator=qg.Coordinator())
    assert idle.classes[0] == idle.classes[1]
    assert [each.what for each in idle.changes] == ["patience", "trust", "cost"]
    with pytest.raises(errors.UnknownNameError, match="has ties with"):
        CASE.why("Hanzhong", "Nanyang")
    with pytest.raises(errors.DiscountError, match="delta"):
        CASE.why(one, two, delta=1)
    with pytest.raises(errors.InputTypeError, match="coordinator"):
        CASE.why(one, two, coordinator=True)


def test_an_unresolved_window_is_marked():
    answer = CASE.why(*CASE.numbers.pairs[0])
    steps = answer.window.without.steps
    wrong = steps.replace(labels=tuple("weak" if x == "strong" else "strong" for x in steps.labels))
    window = answer.window.replace(without=answer.window.without.replace(steps=wrong))
    broken = answer.replace(window=window).checked()
    assert "it decides at unresolved patience" in broken.text
    assert "unresolved" in broken.summary()
