"""The study of a region: each tie as it is alone; nothing hangs on how the region is written."""

import numpy as np
import pandas
import pytest
from oracles import partnership

import qinba_games as qg
from qinba_games.core import errors

NAMES = list("ABCD")


def draw(rng, count=6, **settings):
    ties = pandas.DataFrame(
        [(a, b) for k, a in enumerate(NAMES) for b in NAMES[:k]], columns=["a", "b"]
    )
    ties = ties.assign(
        benefit_a=rng.uniform(0.6, 2.4, 6), benefit_b=rng.uniform(0.6, 2.4, 6),
        friction=rng.choice([0.05, 0.2], 6), trust=rng.integers(0, 2, 6),
    )  # fmt: skip
    return qg.Region.from_frames({"name": NAMES}, ties[:count], levels=1, **settings)


@pytest.mark.parametrize("seed", range(4))
def test_classes_are_those_of_enumeration(seed):
    rng = np.random.default_rng(seed)
    own = {"delta": rng.uniform(0.5, 0.8), "deposit": 0.2 * seed, "outside": 0.1}
    region = draw(rng, **own)
    study, sure = region.study(), 0
    for pair, stated in zip(region.partnerships, study.classes):
        truth = [partnership.best(pair, region.delta, c) for c in (None, region.coordinator)]
        if not any(each.blurred for each in truth):
            sure += 1
            assert stated == tuple(each.classes[pair.founding] for each in truth)
    assert sure >= 5


@pytest.mark.parametrize("coordinator", [None, qg.Coordinator(mediation=1, stake=0.1)])
def test_every_tie_is_as_it_is_alone(coordinator):
    region = draw(np.random.default_rng(9), delta=0.7)
    study = region.study(coordinator=coordinator)
    helper = coordinator or region.coordinator
    frame = study.to_frame()
    for k, pair in enumerate(region.partnerships):
        before, after = qg.evolve(pair, 0.7), qg.evolve(pair, 0.7, coordinator=helper)
        assert study.classes[k] == (before.founding_class, after.founding_class)
        assert frame["probability"][k] == pytest.approx(after.probability_strong)
        assert frame["time"][k] == pytest.approx(after.time_to_strong)
        alone = qg.pivotal_window(pair, helper)
        assert np.array(study.windows[k].intervals) == pytest.approx(np.array(alone.intervals))
        assert alone.at(0.7) == study.classes[k]


def test_counts_add_up():
    study = draw(np.random.default_rng(1)).study()
    for side, k in (("without", 0), ("with", 1)):
        names = [pair[k] for pair in study.classes]
        assert study.counts[side] == {name: names.count(name) for name in study.counts[side]}
        kept = names.count("weak") + names.count("strong")
        assert study.count_cooperating(side) == kept
    assert repr(study).startswith("Study(6 ties; without ")
    assert study.certificate.ok
    assert study.unresolved == ()


def test_which_end_is_named_first_does_not_matter():
    region = draw(np.random.default_rng(3))
    other = dict(zip(["a", "b", "benefit_a", "benefit_b"], ["b", "a", "benefit_b", "benefit_a"]))
    ties = region.ties[["b", "a", "benefit_b", "benefit_a", "friction", "trust"]]
    turned = qg.Region.from_frames(
        {"name": NAMES[::-1]}, ties.rename(columns=other).iloc[::-1], levels=1
    )
    one, two = region.study(), turned.study()
    assert one.classes == two.classes[::-1]
    for a, b in region.numbers.pairs:
        spans = (np.array(each.window(a, b).intervals) for each in (one, two))
        assert next(spans) == pytest.approx(next(spans))


def test_patience_and_coordinator_in_place_of_the_settings():
    region = draw(np.random.default_rng(2), 2)
    assert region.study(delta=0.8) == region.replaced(delta=0.8).study()
    idle = region.study(coordinator=qg.Coordinator())
    assert all(before == after for before, after in idle.classes)
    assert not any(window.intervals for window in idle.windows)
    same = region.study(coordinator=qg.Coordinator(sharing=True, mediation=0.5))
    assert same.classes == region.study().classes


def test_a_tie_at_a_knife_edge_is_marked():
    study = draw(np.random.default_rng(2), 2).study()
    window = study.windows[0]
    steps = window.without.steps
    wrong = steps.replace(labels=tuple("weak" if x == "strong" else "strong" for x in steps.labels))
    broken = window.replace(without=window.without.replace(steps=wrong))
    marked = study.replace(windows=(broken, *study.windows[1:])).checked()
    assert marked.unresolved == (study.region.numbers.pairs[0],)
    assert marked.to_frame()["window"].tolist()[:1] == ["unresolved"]
    assert marked.to_frame()["window"].tolist()[1:] == study.to_frame()["window"].tolist()[1:]
    assert "Unresolved windows: 1." in marked.summary()


def test_what_has_no_meaning_is_refused():
    region = draw(np.random.default_rng(0), 1)
    with pytest.raises(errors.NotApplicableError, match="recommendation"):
        region.study(coordinator=qg.Coordinator(recommendation=True))
    with pytest.raises(errors.InputTypeError, match="coordinator"):
        region.study(coordinator={"sharing": True})
    with pytest.raises(errors.DiscountError, match="delta"):
        region.study(delta=1.5)
    with pytest.raises(errors.UnknownNameError, match="side"):
        region.study().count_cooperating("before")
