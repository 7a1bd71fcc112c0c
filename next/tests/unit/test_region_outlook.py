"""What follows from a study: it agrees with the chain of every tie, and with what each is worth."""

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import paper
from qinba_games.core import errors

CLASSES = ["isolated", "nominal", "weak", "strong"]
ENDS = {"name": list("ABC"), "lat": [33.0, 33.4, 34], "lon": [107.0, 108, 108.5]}
TIES = {"a": ["A", "B"], "b": ["B", "C"], "trust": [1, 0]}


def region(**settings):
    return qg.Region.from_frames(ENDS, TIES, **settings)


@pytest.fixture(scope="module")
def study():
    return paper.case().study()


def test_a_path_begins_as_the_study_and_ends_as_it_says(study):
    path = study.path(400).set_index(["coordinator", "period"])
    for side, answer in (("without", study.without), ("with", study.governed)):
        own = path.loc[side]
        first = {name: own.loc[0, name] for name in CLASSES}
        assert first == pytest.approx(study.counts[side])
        assert own[[*CLASSES, "dissolved"]].sum(axis=1).to_numpy() == pytest.approx(49)
        assert own.loc[400, "ever_strong"] == pytest.approx(answer.probability_strong.sum())
        assert (own["ever_strong"].diff().dropna() > -1e-9).all()
        assert (own["dissolved"].diff().dropna() > -1e-9).all()


def test_a_path_is_what_draws_of_one_tie_do():
    pair = region(delta=0.75).study()
    answers = [
        qg.evolve(model, 0.75, coordinator=pair.coordinator) for model in pair.region.partnerships
    ]
    rng, draws, periods = np.random.default_rng(0), 4000, 5
    counts = np.zeros((periods + 1, 4))
    for answer in answers:
        steps = answer.chain.cumsum(axis=1)
        classes = [CLASSES.index(answer.classes[k]) for k, _ in answer.states]
        now = (rng.random(draws)[:, None] > answer.initial.cumsum()).sum(axis=1)
        for period in range(periods + 1):
            for state in now[now < len(classes)]:
                counts[period, classes[state]] += 1 / draws
            now = (rng.random(draws)[:, None] > steps[now]).sum(axis=1)
    path = pair.path(periods)
    frame = path[path["coordinator"] == "with"][CLASSES].to_numpy()
    assert abs(frame - counts).max() < 0.05


@pytest.mark.parametrize("by", ["probability", "value"])
def test_priorities_are_differences_of_single_ties(by):
    study = region(delta=0.72, deposit=0.2).study()
    cost = {"mediation": 2, "deposit": 0.5}
    frame = study.priorities(by, cost)
    assert len(frame) == 3 * 2
    assert (frame["gain_per_cost"].diff().dropna() <= 1e-9).all()
    field = {"probability": "probability_strong", "value": "founding_value"}[by]
    for row in frame.itertuples():
        pair = study.region.partnership(row.a, row.b)
        only = qg.evolve(pair, 0.72, coordinator=study.coordinator.only([row.action]))
        gain = getattr(only, field) - getattr(qg.evolve(pair, 0.72), field)
        assert row.gain == pytest.approx(gain)
        assert row.cost == cost.get(row.action, 1)
        assert row.gain_per_cost == pytest.approx(gain / row.cost)


def test_equal_priorities_stand_by_name():
    frame = region(benefit=0).study().priorities()
    assert frame["gain"].tolist() == [0] * 4
    assert frame[["a", "action"]].to_numpy().tolist() == [
        ["A", "mediation"], ["A", "sharing"], ["B", "mediation"], ["B", "sharing"],
    ]  # fmt: skip
    assert region().study(coordinator=qg.Coordinator()).priorities().empty


def test_what_has_no_meaning_is_refused():
    study = region().study()
    for given in (-1, 2.5, "3", 10**6):
        with pytest.raises(errors.InvalidInputError, match="periods"):
            study.path(given)
    with pytest.raises(errors.UnknownNameError, match="by must be"):
        study.priorities("chance")
    with pytest.raises(errors.UnknownNameError, match="Is it mediation"):
        study.priorities(cost={"meditation": 1})
    for price in (0, -1, float("nan"), "much"):
        with pytest.raises(errors.InvalidInputError, match="cost of mediation"):
            study.priorities(cost={"mediation": price})
