"""What a coordinator does to a partnership, when it matters, and which part of it works."""

from fractions import Fraction

import numpy as np
import pytest
from oracles import draws, partnership

import qinba_games as qg
from qinba_games.core import errors

TRUST = np.arange(5)[:, None]
A = qg.Partnership(np.array([1.2, 0.7]) + 0.35 * TRUST, 1, promotion=0.6, friction=0.05)


def random_coordinator(rng, n):
    deposit = rng.integers(0, 5, n) / 4 if rng.random() < 0.5 else int(rng.integers(0, 2))
    bound = rng.random() < 0.2
    return qg.Coordinator(
        sharing=bool(rng.random() < 0.4),
        monitoring=rng.integers(0, 3) / 2,
        mediation=rng.integers(0, 3) / 2,
        deposit=deposit,
        subsidy=rng.integers(0, 2) / 4,
        mandate=[0] if bound else (),
        credibility=1 if bound else rng.integers(1, 5) / 4,
        stake=rng.integers(0, 2) / 8,
    )


def random_pair(rng):
    free = {"deposit": 0, "subsidy": 0, "stake": 0, "mandate": (), "sharing": "none"}
    terms, delta = draws.random_terms(rng, most=12)
    return qg.Partnership(**{**terms, **free, "detection": 0.5}), delta


@pytest.mark.parametrize("seed", range(40))
def test_capacities_do_what_enumeration_says(seed):
    rng = np.random.default_rng(seed)
    pair, delta = random_pair(rng)
    helper = random_coordinator(rng, pair.n_members)
    truth = partnership.best(pair, delta, helper)
    if not truth.blurred:
        answer = qg.evolve(pair, delta, coordinator=helper)
        assert answer.classes == truth.classes
        assert answer.founding_value == pytest.approx(truth.founding_value, abs=1e-8)


@pytest.mark.parametrize("seed", range(15))
def test_windows_say_the_classes_of_both_sides(seed):
    rng = np.random.default_rng(seed)
    pair, _ = random_pair(rng)
    helper = random_coordinator(rng, pair.n_members).replace(mandate=())
    window = qg.pivotal_window(pair, helper)
    for delta in (0.15, 0.45, 0.65, 0.85, 0.97):
        sides = qg.evolve(pair, delta), qg.evolve(pair, delta, coordinator=helper)
        before, after = (answer.founding_class for answer in sides)
        assert window.at(delta) == (before, after)
        pivotal = after in ("weak", "strong") and before not in ("weak", "strong")
        assert (delta in window.intervals) == pivotal
    assert window.certificate.ok


def test_the_window_of_the_reference_pair():
    window = qg.pivotal_window(A, qg.Coordinator(sharing=True))
    ((low, high),) = window.intervals
    assert (low, high) == pytest.approx((0.673094, 0.747347), abs=1e-6)
    assert window.at(0.7) == ("isolated", "strong")
    assert window.to_frame()["without"].tolist()[-1] == "strong"
    assert not window.harmful
    later = qg.pivotal_window(A, qg.Coordinator(sharing=True), founding=3)
    assert later.intervals.least < low


def test_a_stake_is_harmful():
    pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, drop=None)
    window = qg.pivotal_window(pair, qg.Coordinator(stake=0.5))
    assert not window.intervals
    ((low, high),) = window.harmful
    assert low == pytest.approx(0.5)
    assert high == pytest.approx(0.75)  # (1 - delta) 2 <= (1 - sigma) 1
    assert "never pivotal, harmful on" in repr(window)


def test_parts_add_up_and_measures_are_those_of_the_sets():
    pair = A.replace(benefit=A.benefit[:3], friction=0.05, detection=0.7)
    helper = qg.Coordinator(sharing=True, monitoring=0.9, mediation=0.5)
    for of, delta in (("delta", None), ("probability_strong", 0.72), ("speed", 0.8)):
        answer = qg.attribute(pair, helper, of=of, delta=delta)
        assert answer.values.sum() == pytest.approx(answer.effect)
        assert sum(answer.dividends.values()) == pytest.approx(answer.effect)
        half = sum(
            part / len(names) for names, part in answer.dividends.items() if "sharing" in names
        )
        assert answer["sharing"] == pytest.approx(half)
    few = qg.critical_discount(pair, coordinator=helper.only(["monitoring"])).delta
    whole = qg.attribute(pair, helper)
    assert -whole.measures[("monitoring",)] == pytest.approx(few)


def test_capacities_change_the_parameters_that_they_are_said_to_change():
    pair = A.replace(detection=0.6, friction=0.2)
    given = {"monitoring": 0.5, "mediation": 0.25, "deposit": [1, 2], "subsidy": 0.3, "stake": 0.1}
    changed = qg.Coordinator(sharing=True, credibility=0.8, **given).applied_to(pair)
    assert changed.detection == pytest.approx(1 - 0.4 * (1 - 0.8 * 0.5))
    assert changed.friction == pytest.approx(0.2 * (1 - 0.8 * 0.25))
    assert changed.deposit == pytest.approx([0.8, 1.6])
    assert (changed.subsidy, changed.stake, changed.sharing) == (0.3, 0.1, "voluntary")
    bound = qg.Coordinator(mandate=[1]).applied_to(pair)
    assert bound.mandate == ("2",)
    assert bound == pair.replace(mandate="2")


def test_a_stochastic_game_knows_sharing():
    pays, moves = [[[2, 2], [-1, 3]], [[3, -1], [0, 0]]], np.ones((2, 2, 1))
    game = qg.StochasticGame.from_arrays([pays], [moves])
    helper = qg.Coordinator(sharing=True)
    assert qg.solve(game, 0.5, coordinator=helper).joint_payoff == pytest.approx(4)
    with pytest.raises(errors.NotApplicableError, match="stake"):
        qg.critical_discount(game, coordinator=qg.Coordinator(stake=0.5))


def test_fractions_go_through():
    half = Fraction(1, 2)
    pair = qg.Partnership([[3, 2]], 1, promotion=half, friction=half / 2)
    changed = qg.Coordinator(mediation=half, credibility=half).applied_to(pair)
    assert changed.friction[0] == Fraction(3, 16)
    assert qg.evolve(pair, half, coordinator=qg.Coordinator(deposit=1)).exact


@pytest.mark.parametrize(
    ("given", "error", "argument"),
    [
        ({"monitoring": 1.2}, errors.ProbabilityError, "monitoring"),
        ({"credibility": -1}, errors.ProbabilityError, "credibility"),
        ({"deposit": -1}, errors.RangeError, "deposit"),
        ({"deposit": [[1]]}, errors.ShapeError, "deposit"),
        ({"subsidy": "much"}, errors.InputTypeError, "subsidy"),
        ({"sharing": "yes"}, errors.UnknownNameError, "sharing"),
        ({"mandate": None}, errors.InputTypeError, "mandate"),
        ({"mandate": "all", "credibility": 0.5}, errors.NotApplicableError, "mandate"),
    ],
)
def test_bad_coordinators_are_named(given, error, argument):
    with pytest.raises(error) as caught:
        qg.Coordinator(**given)
    assert caught.value.function == "Coordinator"
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    ("pair", "helper"),
    [
        (A.replace(sharing="equal"), qg.Coordinator(sharing=True)),
        (A.replace(deposit=1), qg.Coordinator(deposit=1)),
        (A.replace(mandate="all"), qg.Coordinator(mandate="all")),
        (A, qg.Coordinator(recommendation=True)),
        ("no model", qg.Coordinator(sharing=True)),
    ],
)
def test_what_a_model_has_already_is_refused(pair, helper):
    with pytest.raises(errors.NotApplicableError):
        helper.applied_to(pair)


def test_bad_questions_are_named():
    helper = qg.Coordinator(sharing=True)
    with pytest.raises(errors.InputTypeError, match="coordinator"):
        qg.pivotal_window(A, "a friend")
    with pytest.raises(errors.NotApplicableError, match="model"):
        qg.pivotal_window("a pair", helper)
    with pytest.raises(errors.UnknownNameError, match="baseline"):
        qg.pivotal_window(A, helper, baseline="alone")
    with pytest.raises(errors.NotApplicableError, match="delta"):
        qg.attribute(A, helper, of="speed")
    with pytest.raises(errors.UnknownNameError, match="capacities"):
        helper.only(["monitoring"])
    assert helper.only([]).applied_to(A) is A
