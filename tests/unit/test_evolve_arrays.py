"""`evolve_arrays` beside `evolve`, pair by pair, and what its certificate notices."""

import dataclasses
import importlib

import numpy as np
import pytest
from helpers.marks import SLOW, some

import qinba_games as qg
from qinba_games.partnership import trust_game
from qinba_games.partnership.checks.arrays import outside_of
from qinba_games.partnership.critical_discount import segments_arrays

MODES = {"contribute": 0, "idle": 1, "leave": 2, "mixed": 3}


def draw(seed, count, sharing):
    rng = np.random.default_rng([seed, len(sharing)])
    levels, times = int(rng.integers(1, 6)), int(rng.integers(0, 3))
    return {
        "benefit": np.sort(rng.uniform(0, 3, (count, levels, 2)), axis=1),
        "cost": rng.uniform(0.3, 1.2, (count, 2)),
        "promotion": rng.uniform(0.2, 1, count),
        "friction": rng.uniform(0, 0.3, (count, levels)),
        "delta": rng.uniform(0.3, 0.97, count),
        "outside": rng.choice([-0.3, -0.05, 0, 0.1, 0.4], (count, 2)),
        "drop": [1, 2, None][rng.integers(3)],
        "detection": rng.choice([1, 0.6, 0.3, 0], count),
        "bad_times": [
            (rng.uniform(0, 0.3, count), rng.uniform(0, 1, (count, 2))) for _ in range(times)
        ],
        "sharing": sharing,
        "deposit": rng.choice([0, 0.4], (count, 2)),
        "subsidy": rng.choice([0, 0.2], count),
        "founding": rng.integers(0, levels, count),
    }


def one_of(terms, i):
    """The partnership, patience and founding of one pair."""
    rows = (
        "benefit",
        "cost",
        "promotion",
        "friction",
        "outside",
        "detection",
        "deposit",
        "subsidy",
    )
    own = {name: terms[name][i] for name in (*rows, "subsidy")}
    bad = [(p[i], extra[i]) for p, extra in terms["bad_times"]]
    pair = qg.Partnership(**own, bad_times=bad, drop=terms["drop"], sharing=terms["sharing"])
    return pair, terms["delta"][i], int(terms["founding"][i])


@pytest.mark.parametrize(
    "sharing", ["none", "voluntary", "equal", "surplus", "optimal", "proportional"]
)
@pytest.mark.parametrize("seed", some(range(5), 1, 3))
def test_every_pair_is_what_evolve_says(seed, sharing):
    terms = draw(seed, 12, sharing)
    found = qg.evolve_arrays(**terms)
    assert found.residual.max() < 1e-9
    assert qg.verify(found).ok
    assert found.residual_of(found.modes).max() < 1e-9
    for i in range(12):
        pair, delta, founding = one_of(terms, i)
        alone = qg.evolve(pair, delta, founding=founding)
        assert alone.classes[founding] == found.founding_class[i]
        assert alone.founding_value == pytest.approx(found.founding_value[i], abs=1e-9)
        assert alone.probability_strong == pytest.approx(found.probability_strong[i], abs=1e-9)
        assert alone.time_to_strong == pytest.approx(found.time_to_strong[i], rel=1e-7)
        modes = [MODES[mode] for mode in alone.policy.values()]
        assert modes == found.modes[i].ravel().tolist()


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_blocks_of_pairs_are_solved_as_all_at_once(sharing, monkeypatch):
    terms = draw(4, 40, sharing)
    whole = qg.evolve_arrays(**terms)
    classes = segments_arrays(whole.terms, np.linspace(0, 0.96, 9))
    rows = whole.acts[0].size * (5 if sharing == "voluntary" else 3)
    monkeypatch.setattr(trust_game, "_AT_ONCE", 7 * rows)
    apart = qg.evolve_arrays(**terms)
    assert [len(part.play.worth[0, 0]) for part in apart.witness] == [7] * 5 + [5]
    assert np.concatenate([part.games for part in apart.witness]).tolist() == [*range(40)]
    assert qg.verify(apart).outside
    assert apart == whole
    for name in ("founding_value", "residual", "probability_strong", "time_to_strong"):
        np.testing.assert_array_equal(getattr(apart, name), getattr(whole, name))
    assert segments_arrays(whole.terms, np.linspace(0, 0.96, 9)) == classes


@SLOW
def test_pairs_whose_interests_cross_are_branched_on():
    """Of forty thousand draws four where the joint optimum of what is left is no equilibrium."""
    rng, count = np.random.default_rng(1), 40_000
    terms = {
        "benefit": np.sort(rng.uniform(0.4, 2.4, (count, 5, 2)), axis=1),
        "promotion": rng.uniform(0.2, 0.9, count),
        "friction": rng.uniform(0, 0.3, count),
        "delta": rng.uniform(0.3, 0.95, count),
    }
    few = [2251, 5054, 5439, 6711]
    terms = {name: values[few] for name, values in terms.items()}
    found = qg.evolve_arrays(**terms, cost=1, bad_times=[(0.2, 0.6)])
    assert found.proven.all()
    for i, delta in enumerate(terms.pop("delta").tolist()):
        own = {name: values[i] for name, values in terms.items()}
        alone = qg.evolve(qg.Partnership(**own, cost=1, bad_times=[(0.2, 0.6)]), delta)
        assert [MODES[mode] for mode in alone.policy.values()] == found.modes[i].ravel().tolist()
        assert alone.founding_value == pytest.approx(found.founding_value[i], abs=1e-12)


def test_pairs_that_leave_in_bad_times_become_strong_before_these_or_never():
    benefit, bad = [[[0.5, 0.7], [0.9, 1.0], [3.0, 2.2]]], [(0.2, (0.8, 0.8))]
    terms = {"cost": 1, "promotion": 0.5, "friction": 0.1, "delta": 0.8, "outside": [[0.3, 0]]}
    found = qg.evolve_arrays(benefit=benefit, bad_times=bad, **terms)
    assert found.modes[0].tolist() == [[0, 2], [0, 0], [0, 0]]
    rise = 0.8 * 0.9 * 0.5
    assert found.probability_strong == pytest.approx(rise / (1 - (0.8 - rise)))


def test_numbers_broadcast():
    benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(3)[:, None]
    one = qg.evolve_arrays(
        benefit=[benefit] * 2,
        cost=1,
        promotion=0.6,
        friction=0.05,
        delta=0.8,
        bad_times=[(0.1, (0.5, 0.2))],
    )
    other = qg.evolve_arrays(
        benefit=[benefit] * 2,
        cost=[[1, 1]] * 2,
        promotion=[0.6] * 2,
        friction=[[0.05] * 3] * 2,
        delta=[0.8] * 2,
        bad_times=[([0.1] * 2, [[0.5, 0.2]] * 2)],
    )
    assert one == other


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_what_is_changed_is_refused(sharing):
    found = qg.evolve_arrays(**draw(1, 40, sharing))
    acts = np.where(found.acts == 4, 0, found.acts)
    lying = dataclasses.replace(found, acts=acts)
    assert not qg.verify(lying).ok
    assert lying.modes.tolist() == np.array([0, 3, 3, 1, 2])[acts].tolist()
    assert (lying.residual_of(lying.modes) > 1e-6).any()


@pytest.mark.parametrize("choice", [0, 2])
def test_a_mistaken_solver_is_refused(choice, monkeypatch):
    """One that finds that all contribute everywhere, and one that finds that all leave."""
    module = importlib.import_module("qinba_games.partnership.evolve_arrays")
    right = module.best_agreement

    def mistaken(game, delta):
        found = right(game, delta)
        return found._replace(choice=np.full_like(found.choice, choice))

    monkeypatch.setattr(module, "best_agreement", mistaken)
    with pytest.raises(qg.errors.CertificateError):
        qg.evolve_arrays(**draw(2, 60, "none"))


def moved(found, game, by):
    """The witness of an answer with other bounds of one of its pairs."""
    for part in found.witness:
        bounds = part.tree.bounds
        worth = bounds.worth + by * (part.games == game)
        worth[-1] = bounds.worth[-1]
        yield part._replace(tree=part.tree._replace(bounds=bounds._replace(worth=worth)))


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_a_false_record_refuses_its_own_pair(sharing):
    found = qg.evolve_arrays(**draw(2, 20, sharing))
    side = outside_of(found.terms, found.acts, moved(found, 7, -0.2))
    assert side.better.tolist() == [k == 7 for k in range(20)]
    assert side.outside is False


def test_a_record_is_of_no_other_agreement():
    """Where nobody contributes although both could, the record of the best play shows nothing."""
    found = qg.evolve_arrays(**draw(2, 20, "none"))
    side = outside_of(found.terms, np.full_like(found.acts, 4), found.witness)
    some = (found.acts == 0).any(axis=(1, 2))
    assert side.better.any()
    assert (side.gap[some] > 0).all()


def test_a_pair_alone_may_have_a_false_record():
    found = qg.evolve_arrays(**draw(2, 1, "none"))
    side = outside_of(found.terms, found.acts, moved(found, 0, -0.2))
    assert side.better.tolist() == [True]
    assert side.gap.tolist() == [np.inf]


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_a_record_that_leaves_something_open_proves_nothing(sharing):
    found = qg.evolve_arrays(**draw(2, 20, sharing))
    side = outside_of(found.terms, found.acts, moved(found, 7, 0.5))
    assert (side.gap > 0).tolist() == [k == 7 for k in range(20)]
    assert not side.better.any()
    assert side.outside is None
    assert side.against(np.arange(20) == 7).outside is False
    assert side.against(np.arange(20) == 6).outside is None


@pytest.mark.parametrize("detection", [0, 0.5])
def test_whoever_saves_nothing_by_a_breach_nobody_sees_commits_none(detection):
    terms = {"promotion": 0.5, "friction": 0, "delta": 0.5, "sharing": "voluntary"}
    found = qg.evolve_arrays(benefit=np.full((1, 2, 2), 1.3), cost=0, detection=detection, **terms)
    assert found.founding_class == ["strong"]


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_of_many_pairs_each_is_proved_to_be_the_best(sharing):
    found = qg.evolve_arrays(**draw(2, 100, sharing))
    assert "the check does not repeat all of it" in found.guarantee
    certificate = qg.verify(found)
    assert certificate.outside is True
    assert certificate.proven.all()
    # A single pair that leaves although it could stay together is found among them.
    apart = qg.evolve_arrays(**(draw(2, 100, sharing) | {"delta": 0.0}))
    stay, leave = (found.acts != 4).any(axis=(1, 2)), (apart.acts == 4).all(axis=(1, 2))
    row = int(np.flatnonzero(stay & leave)[-1])
    acts = found.acts.copy()
    acts[row] = apart.acts[row]
    worse = qg.verify(dataclasses.replace(found, acts=acts))
    assert worse.inside
    assert worse.outside is False
