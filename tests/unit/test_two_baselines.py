"""The two readings of "without a coordinator" in studies, draws and windows."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from helpers.marks import EXHAUSTIVE, some
from helpers.partnerships import reference
from helpers.the_case import case_study

import qinba_games as qg
from qinba_games import errors
from qinba_games.common.register import LATER
from qinba_games.third_parties import cheapest_coordinator
from qinba_games.third_parties.results.cheapest import CheapestCoordinator
from qinba_games.third_parties.results.window import NEEDS

KEPT = ["weak", "strong"]


@pytest.fixture(scope="module")
def study():
    return case_study()


def of(study, a, b):
    """The number of a tie."""
    return study.region.tie(a, b).number


@pytest.mark.slow
def test_ten_of_25_ties_need_the_coordinator_in_both_readings(study):
    assert study.counts["needs"] == {
        "no": 15,
        "acting together": 15,
        "in both readings": 10,
        "not even with it": 9,
    }
    assert [*study.counts] == ["without", "with"]
    with pytest.raises(KeyError):
        study.counts["nobody"]


@pytest.mark.parametrize(
    ("a", "b", "value", "share"),
    [
        ("Chengkou", "Ankang", 1.8657, 0.758),
        ("Baoji", "Hanzhong", 1.4039, 0.706),
        ("Xi'an", "Ankang", 1.0833, 0.629),
        ("Wuxi", "Ankang", 1.1299, 0.608),
    ],
)
@pytest.mark.slow
def test_what_ties_reach_alone(study, a, b, value, share):
    k = of(study, a, b)
    assert study.value_any[k] == pytest.approx(value, abs=5e-5)
    assert study.share_any[k] == pytest.approx(share, abs=5e-4)
    assert study.needs_coordinator[k] == "acting together"


@pytest.mark.slow
def test_values_say_what_the_needs_say(study):
    idle = np.maximum(study.without.terms.outside.sum(axis=0), 0)
    more = study.value_any > idle + 1e-6
    for k, need in enumerate(study.needs_coordinator):
        before, after = (name in KEPT for name in study.classes[k])
        assert need in NEEDS
        assert before == (need == "no")
        if after and not before:
            assert need == ("acting together" if more[k] else "in both readings")
        assert study.contributes_alone[k] == (before or more[k])
        assert study.value_any[k] >= study.without.founding_value[k] - 1e-7
        assert study.value_any[k] <= study.helped.founding_value[k] + 1e-7


@pytest.mark.slow
def test_the_frame_has_them(study):
    frame = study.to_frame()
    assert {"value_any", "share_any", "needs_coordinator"} <= {*frame.columns}
    assert frame["needs_coordinator"].tolist() == [*study.needs_coordinator]
    assert "value_any" not in study._repr_html_()


@pytest.mark.slow
def test_priorities_begin_where_only_the_coordinator_keeps(study):
    frame = study.priorities()
    first = frame[frame["gain_per_cost"] == frame["gain_per_cost"].iloc[0]]
    order = [
        {"in both readings": 0, "acting together": 1}.get(
            study.needs_coordinator[of(study, a, b)], 2
        )
        for a, b in zip(first["a"], first["b"], strict=True)
    ]
    assert order == sorted(order)
    assert len({*order}) > 1
    strict = study.priorities("value", baseline="any equilibrium").set_index(["action", "a", "b"])
    plain = study.priorities("value").set_index(["action", "a", "b"])
    row = ("sharing", "Baoji", "Hanzhong")
    gone = study.value_any[of(study, *row[1:])]
    assert strict.loc[row, "gain"] == pytest.approx(plain.loc[row, "gain"] - gone)
    with pytest.raises(qg.errors.NotApplicableError, match="'baseline'"):
        study.priorities("probability", baseline="any equilibrium")
    with pytest.raises(qg.errors.UnknownNameError, match="acting together"):
        study.windows("alone")


def three():
    """Three governments in a row, of which the middle one gains little."""
    who = pd.DataFrame(
        {"lat": [31.0, 31.5, 32.0], "lon": [108.0, 108.4, 109.0], "size": [6, 1, 4]},
        index=["A", "B", "C"],
    )
    ties = pd.DataFrame({"a": ["A", "B"], "b": ["B", "C"]})
    return qg.Region.from_frames(who, ties, delta=0.7)


@pytest.mark.exhaustive
def test_windows_of_any_equilibrium_lie_inside():
    region = three()
    study = region.study(baseline="any equilibrium")
    strict, plain = study.windows(), study.windows("acting together")
    for a, b in (("A", "B"), ("B", "C")):
        inner, outer = (
            frame[(frame["a"] == a) & (frame["b"] == b) & frame["pivotal"]]
            for frame in (strict, plain)
        )
        tie = region.tie(a, b)
        alone = qg.pivotal_window(
            region.model(tie),
            region.coordinator,
            founding=tie.founding,
            baseline="any equilibrium",
        )
        ends = np.array(list(alone.intervals), dtype=float)
        assert inner["from_delta"].min() == pytest.approx(ends.min(), abs=2e-4)
        assert inner["to_delta"].max() == pytest.approx(ends.max(), abs=2e-3)
        assert inner["to_delta"].max() < outer["to_delta"].max()


@pytest.mark.slow
def test_the_window_of_baoji_and_hanzhong(study):
    tie = study.region.tie("Baoji", "Hanzhong")
    model = study.region.model(tie)
    found = qg.pivotal_window(model, study.coordinator, baseline="any equilibrium")
    [(low, high)] = found.intervals
    assert (float(low), float(high)) == pytest.approx((0.505, 0.654), abs=5e-4)


def test_breaches_that_may_go_unnoticed_have_no_set_but_an_answer():
    study = three().replaced(detection=0.9).study()
    assert np.isnan(study.value_any).all()
    assert {*study.needs_coordinator} <= {*NEEDS}


@pytest.mark.slow
def test_draws_say_of_how_many_they_speak():
    region = three()
    found = region.uncertain({"delta": (0.5, 0.8)}, draws=250, rng=3)
    strict = found.strict
    assert len(strict.draws) == 100
    assert (np.diff(strict.draws) > 0).all()
    assert strict.alone.shape == strict.helped.shape == (100, 2)
    together, helped = np.asarray(found.founded)[:, strict.draws] >= 2
    assert (strict.helped == helped).all()
    assert (strict.alone[together] == 1).all()
    assert not (strict.decided & together).any()
    assert strict.open == (strict.alone < 0).sum()
    assert (strict.kept == (strict.alone != 0).sum(axis=1)).all()
    for draw, row in list(zip(strict.draws, strict.alone, strict=True))[::25]:
        again = region.replaced(delta=found.settings["delta"][draw]).study()
        for k, answer in enumerate(row):
            if answer >= 0:
                assert again.contributes_alone[k] == bool(answer)


@EXHAUSTIVE
def test_attribution_beside_any_equilibrium():
    benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(2)[:, None]
    pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.1)
    helper = qg.Coordinator(sharing=True)
    from qinba_games.third_parties import attribute

    plain, strict = (
        attribute(pair, helper, baseline=each) for each in ("acting together", "any equilibrium")
    )
    assert 0 < strict.effect < plain.effect
    assert repr(strict).endswith("; alone: any equilibrium)")
    assert "alone" not in repr(plain)
    assert strict.measures[-1] == plain.measures[-1]
    window = qg.pivotal_window(pair, helper, baseline="any equilibrium")
    assert -strict.measures[0] == pytest.approx(window.kept(0).least)
    with pytest.raises(qg.errors.NotApplicableError, match="'baseline'"):
        attribute(pair, helper, of="speed", delta=0.8, baseline="any equilibrium")
    with pytest.raises(qg.errors.NotApplicableError):
        attribute(qg.prisoners_dilemma(9, 1, 10, 3), helper, baseline="any equilibrium")


SHARING = qg.Coordinator(sharing=True)
SHORT = qg.Partnership([[3.0, 1.3]], 1, promotion=0.6, friction=0.05)


@pytest.mark.exhaustive
def test_taking_turns_replaces_a_part_of_sharing():
    modes = qg.pivotal_window(reference("A"), SHARING)
    every = qg.pivotal_window(reference("A"), SHARING, baseline="any equilibrium")
    [(low, high)] = every.intervals
    assert low == pytest.approx(modes.intervals.least)
    # From outer sets of another programme.
    assert high == pytest.approx(0.7156, abs=1e-4)
    assert "any equilibrium" in repr(every)


@pytest.mark.slow
def test_the_window_beside_any_equilibrium_shows_both_sides():
    modes = qg.pivotal_window(SHORT, SHARING)
    every = qg.pivotal_window(SHORT, SHARING, baseline="any equilibrium")
    assert modes.baseline == "acting together"
    assert not every.proven
    assert every.certificate.outside is None
    assert "nothing better" not in repr(every.certificate)
    for low, high in every.intervals:
        assert any(a - 1e-9 <= low and high <= b + 1e-9 for a, b in modes.intervals)
    assert every.kept(1) == modes.kept(1)
    assert every.side(0).keys() <= {"cooperation", "no cooperation"}
    moved = dataclasses.replace(
        every,
        by_class={
            pair: [(max(low - 0.01, 0), max(high - 0.01, 0.02)) for low, high in spans]
            for pair, spans in every.by_class.items()
        },
    )
    assert not qg.verify(moved).ok


@pytest.mark.parametrize(
    ("model", "helper", "argument"),
    [
        (SHORT, qg.Coordinator(deposit=1), "coordinator"),
        (qg.prisoners_dilemma(9, 1, 10, 3), SHARING, "baseline"),
        (
            qg.Partnership(np.ones((2, 3, 3)) - np.eye(3), 1, promotion=0.5, friction=0),
            SHARING,
            "model",
        ),
    ],
)
def test_what_has_one_baseline_is_refused(model, helper, argument):
    with pytest.raises(qg.errors.NotApplicableError, match=f"'{argument}'"):
        qg.pivotal_window(model, helper, baseline="any equilibrium")


#: One contributes 2.4 to the other, who gives back 1.6, at a cost of 1.
PAIR = qg.Partnership([[2.4, 1.6]], 1, promotion=0, friction=0)
THREE = qg.Partnership([2 * (np.ones((3, 3)) - np.eye(3))], 3, promotion=0, friction=0)
#: With sharing from 1/2 on, by turns from 3.4/(2.4 * 2.6) on, acting together from 1/1.6 on.
EDGES = (0.5, 3.4 / 2.4 / 2.6, 0.625)
WORDS = ("not even with it", "in both readings", "acting together", "no")


def cheapest(model: qg.Partnership, delta: float) -> CheapestCoordinator:
    return cheapest_coordinator(model, delta, {"sharing": 1}, goal="cooperation")


@pytest.mark.parametrize("k", range(3))
def test_what_is_needed_turns_at_the_edges(k: int) -> None:
    below, above = (cheapest(PAIR, EDGES[k] + step) for step in (-2e-3, 2e-3))
    assert (below.needs_coordinator, above.needs_coordinator) == WORDS[k : k + 2]
    assert below.need != above.need
    assert {below.needs_coordinator, above.needs_coordinator} <= {*NEEDS}


def test_the_cheapest_is_the_same_by_either_baseline() -> None:
    costs = [cheapest(PAIR, delta).cost for delta in (0.52, 0.6)]
    assert costs == [1, 1]
    assert cheapest(PAIR, 0.7).cost == 0


def test_it_is_found_when_it_is_asked_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, key = [], (CheapestCoordinator, "needs_coordinator")
    real = LATER[key]
    monkeypatch.setitem(LATER, key, lambda found: asked.append(found) or real(found))
    found = cheapest(PAIR, 0.52)
    assert repr(found)
    assert len(found.to_frame()) == 2
    assert asked == []
    assert found.need == found.need
    assert asked == [found]


@pytest.mark.parametrize("seed", some(range(40), 1, 6))
def test_windows_say_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pair = qg.Partnership(
        [np.sort(rng.uniform(1.1, 3, 2))], 1, promotion=0, friction=rng.uniform(0, 0.2)
    )
    helper = qg.Coordinator(sharing=True)
    both = qg.pivotal_window(pair, helper, baseline="any equilibrium")
    together = qg.pivotal_window(pair, helper)
    for delta in rng.uniform(0.3, 0.95, 2):
        need = cheapest(pair, delta).needs_coordinator
        assert (need == "in both readings") == (delta in both.intervals)
        assert (need in ("in both readings", "acting together")) == (delta in together.intervals)
        assert (need == "no") == (delta in together.kept(0))


@pytest.mark.parametrize(
    ("model", "argument"),
    [
        (dataclasses.replace(PAIR, deposit=(0.1, 0.1)), "deposit"),
        (dataclasses.replace(PAIR, sharing="equal"), "sharing"),
        (
            qg.Partnership([2 * (np.ones((3, 3)) - np.eye(3))], 3, promotion=0, friction=0),
            "n_members",
        ),
    ],
)
def test_what_is_not_known_is_refused_by_name(model: qg.Partnership, argument: str) -> None:
    found = cheapest_coordinator(model, 0.45, {"subsidy": 1}, goal="cooperation")
    assert found.coordinator is not None
    with pytest.raises(errors.NotApplicableError, match=f"'{argument}'"):
        found.need  # noqa: B018


def test_who_contributes_for_nothing_needs_no_coordinator_at_any_patience():
    pair = qg.Partnership([[3, 1 / 6]], [0, 2], promotion=1e-9, friction=7 / 12, drop=2)
    found = qg.pivotal_window(pair, SHARING, baseline="any equilibrium")
    assert [*found.side(0)] == ["cooperation"]
    assert not found.intervals


@pytest.mark.parametrize("unit", [1e-12, 1, 1e12])
def test_units_do_not_decide_who_contributes(unit):
    benefit = unit * np.array([[7 / 3, 3], [10 / 3, 3]])
    pair = qg.Partnership(benefit, 2 * unit, promotion=11 / 12, friction=[0, 1 / 6], founding=1)
    for delta, begun in ((0.6474320408, False), (0.7, True)):
        for founding in (None, 1):
            assert qg.payoff_set(pair, delta, founding=founding).contributes(1) is begun
