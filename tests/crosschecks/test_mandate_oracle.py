"""Members who cannot leave, beside an enumeration of every policy and the plain stochastic game."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from helpers.partnerships import from_raw
from oracles import generators, mandate

import qinba_games as qg
from qinba_games.algorithms import branching

BOUND = [(0, 1), (0,), (1,)]


def _small(first, last):
    """Partnerships of two with at most two trust levels and few kinds of times."""
    for seed in range(first, last):
        params, delta = generators.partnership(np.random.default_rng(seed))
        levels, n = params["benefit"].shape[:2]
        if n == 2 and levels * (1 + len(params["bad_times"])) <= 4:
            yield seed, params, delta


def _held_to(found):
    values = found.punishment.values.reshape(found.partnership.levels, -1, 2)
    return np.einsum("ktn,t->nk", values, found.game.chance[0])


@pytest.mark.slow
@pytest.mark.parametrize("bound", BOUND)
@pytest.mark.parametrize("stake", [0.3, pytest.param(0.0, marks=pytest.mark.slow)])
def test_classes_values_and_punishments_are_those_of_the_enumeration(bound, stake):
    classes = set()
    for seed, params, delta in _small(0, 60):
        model = dataclasses.replace(from_raw(params), mandate=bound, stake=stake)
        found = qg.evolve(model, delta)
        expected = mandate.best_equilibrium({**params, "mandate": bound, "stake": stake}, delta)
        assert found.classes == expected.classes, seed
        assert found.founding_value == pytest.approx(expected.founding_values[0], abs=1e-7), seed
        np.testing.assert_allclose(_held_to(found), expected.held_to, atol=1e-7)
        classes |= set(found.classes)
    assert {"nominal", "weak", "strong"} <= classes


@pytest.mark.slow
def test_a_free_member_who_is_better_off_outside_leaves_rather_than_idles():
    """Then the bound on what a member can be held to is no equilibrium; policies are compared."""
    beyond = 0
    for seed, params, delta in _small(0, 60):
        if not isinstance(params["sharing"], str) or params["sharing"] == "voluntary":
            continue
        params["outside"] = np.random.default_rng(seed).uniform(-0.2, 0.9, size=2).round(2)
        for bound in ((0,), (1,)):
            found = qg.evolve(dataclasses.replace(from_raw(params), mandate=bound), delta)
            expected = mandate.best_equilibrium({**params, "mandate": bound}, delta)
            assert found.classes == expected.classes, seed
            assert found.proven
            np.testing.assert_allclose(_held_to(found), expected.held_to, atol=1e-7)
            beyond += np.min(expected.held_to) > 0
    assert beyond > 10


@pytest.mark.slow
def test_voluntary_sharing_is_the_stochastic_game_without_leaving():
    for seed in range(12):
        params, delta = generators.partnership(np.random.default_rng(seed), sharing="voluntary")
        n = params["benefit"].shape[1]
        params.update(detection=1.0, subsidy=0.0, deposit=np.zeros(n))
        for bound in ("all", (0,)):
            model = dataclasses.replace(from_raw(params), mandate=bound, stake=0.2)
            found, game = qg.evolve(model, delta), qg.solve(model.to_game(), delta)
            np.testing.assert_allclose(
                game.punishment_payoff[:-1], found.punishment.values, atol=1e-7
            )
            np.testing.assert_allclose(game.joint_payoff[:-1], found.values.sum(axis=1), atol=1e-7)


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
@pytest.mark.parametrize(
    ("deposit", "subsidy", "least"),
    [(0, 0, (1, 2)), (2, 0, (1, 3)), (0, 2, (1, 4)), (1, 1, (2, 7))],
)
def test_deposits_and_subsidies_end_with_the_agreement(deposit, subsidy, least, sharing):
    """Equals with benefit 2 and cost 1: (1 - s - B)/(1 - s - B + 1 + s), and 1/2 in the bare game.

    Deposit and subsidy in quarters.
    """
    pair = qg.Partnership(
        [[2, 2]],
        1,
        promotion=0,
        friction=0,
        deposit=Fraction(deposit, 4),
        subsidy=Fraction(subsidy, 4),
        mandate="all",
        sharing=sharing,
    )
    edge = Fraction(*least)
    assert qg.evolve(pair, edge - Fraction(1, 100)).classes == ("nominal",)
    found = qg.evolve(pair, edge)
    assert found.classes == ("strong",)
    if sharing == "voluntary" and edge < Fraction(1, 2):  # after a breach all idle for ever
        assert not found.game.contributes[found.punishment.policies[0]].any()
    assert not found.punishment.values.any()


def test_two_who_are_free_can_leave_together_though_either_alone_would_stay():
    """The third is bound; outside is worse than idling for one of the two, better for the other."""
    trio = qg.Partnership(
        np.ones((1, 3, 3)) - np.eye(3),
        3,
        members=["a", "b", "c"],
        outside=[0, -1, 1],
        promotion=0,
        friction=0,
        mandate=["a"],
    )
    assert qg.evolve(trio, 0.5).classes == ("isolated",)
    assert qg.evolve(dataclasses.replace(trio, mandate=["a", "c"]), 0.5).classes == ("nominal",)


@pytest.mark.slow
def test_a_batch_gives_the_same_numbers_one_by_one():
    for _, params, delta in _small(0, 25):
        model = dataclasses.replace(from_raw(params), mandate=[1])
        batch = qg.evolve_many([model, model], [delta, delta / 2])
        for n, patience in enumerate((delta, delta / 2)):
            found = qg.evolve(model, patience)
            assert tuple(batch.classes[n]) == found.classes
            assert batch.founding_value[n] == pytest.approx(found.founding_value, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_false_policies_and_punishments_are_rejected(sharing):
    """Flipped choices, and punishments claimed to be harsher than they are."""
    rejected = 0
    for _, params, delta in _small(0, 35):
        model = dataclasses.replace(from_raw({**params, "sharing": sharing}), mandate="all")
        found = qg.evolve(model, delta)
        spread = max(float(np.ptp(found.game.flow)), 1e-3)
        harsher = dataclasses.replace(
            found.punishment, values=found.punishment.values - 1e-3 * spread
        )
        assert not qg.verify(dataclasses.replace(found, punishment=harsher)).ok
        for state in found.policy:
            if found.policy[state] == "idle":
                flipped = {**found.profiles, state: ("contribute", "contribute")}
                rejected += not qg.verify(found, policy=flipped).ok
        assert not qg.verify(found, policy={**found.profiles, (0, 0): ("leave", "leave")}).ok
    assert rejected > 10


@pytest.mark.slow
def test_what_is_searched_in_part_only_is_said_not_to_be_proven(monkeypatch):
    """With outside values above zero the free member would leave rather than idle."""
    unsettled = qg.Partnership(
        [[0.9, 1.6], [1.4, 2.0]],
        [1, 1],
        outside=[0.3, -0.2],
        promotion=0.6,
        friction=0.1,
        detection=0.6,
        mandate=[0],
        drop=None,
    )
    found = [qg.evolve(unsettled, delta) for delta in np.linspace(0.3, 0.95, 14)]
    assert all(f.proven for f in found)
    monkeypatch.setattr(branching, "NODES", 1)
    cut = [qg.evolve(unsettled, delta) for delta in np.linspace(0.3, 0.95, 14)]
    for whole, part in zip(found, cut, strict=True):
        assert part.certificate.ok
        assert part.founding_value <= whole.founding_value + 1e-9
        assert np.all(part.punishment.values >= whole.punishment.values - 1e-9)


def test_rational_parameters_stay_exact():
    model = qg.Partnership(
        [[3, 2], [4, 3]],
        1,
        promotion=Fraction(1, 2),
        friction=Fraction(1, 10),
        bad_times=[(Fraction(1, 4), (1, 1))],
        detection=Fraction(9, 10),
        deposit=Fraction(1, 3),
        mandate=[1],
        stake=Fraction(1, 5),
    )
    for sharing in ("none", "voluntary"):
        found = qg.evolve(model, Fraction(7, 10), sharing=sharing)
        assert found.certificate.exact
        assert all(isinstance(v, Fraction) for v in found.punishment.values.ravel())


@pytest.mark.slow
@pytest.mark.parametrize("levels", [2, 5])
def test_punishments_in_ten_states_are_proved_as_well(levels):
    """Ten states with two modes or three each have more policies than could be compared."""
    more = {"outside": [0, 0.27], "promotion": 0.6, "friction": 0.1, "bad_times": [(0.3, (1, 1))]}
    helper = qg.Coordinator(mandate=["1"])
    benefit = np.array([1.4, 1.9]) + 0.4 * np.arange(levels)[:, None]
    found = qg.evolve(qg.Partnership(benefit, 1, **more), 0.66, coordinator=helper)
    assert found.proven
    assert found.certificate.ok
