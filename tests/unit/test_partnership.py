"""The partnership and the coordinator: parameters in, arrays and new partnerships out."""

from fractions import Fraction

import numpy as np
import pytest
from helpers.partnerships import from_raw, reference
from oracles import generators

import qinba_games as qg
from qinba_games import errors

PAIR = {"benefit": [[3, 2], [4, 3]], "cost": 1, "promotion": 0.5, "friction": 0.1}


def pair(**changes):
    return qg.Partnership(**{**PAIR, **changes})


def test_two_members_may_give_what_each_receives():
    full = np.array([[[0, 3], [2, 0]], [[0, 4], [3, 0]]])
    np.testing.assert_array_equal(pair().benefit, full)
    np.testing.assert_array_equal(pair(benefit=full).benefit, full)


def test_proportional_sharing_needs_a_cost():
    with pytest.raises(errors.NotApplicableError, match="positive cost"):
        qg.evolve(pair(cost=0, sharing="proportional"), 0.5)
    terms = {"benefit": np.ones((2, 1, 2)), "promotion": 1, "friction": 0, "delta": 0.5}
    with pytest.raises(errors.NotApplicableError, match="positive cost") as caught:
        qg.evolve_arrays(**terms, cost=[1, 0], sharing="proportional")
    assert caught.value.function == "evolve_arrays"


def test_arrays_have_no_more_levels_than_partnerships():
    terms = {"cost": 1, "promotion": 1, "friction": 0, "delta": 0.5}
    with pytest.raises(errors.RangeError, match="at most 400"):
        qg.evolve_arrays(benefit=np.ones((2, 401, 2)), **terms)
    with pytest.raises(errors.RangeError, match="at most 400"):
        pair(benefit=np.ones((401, 2)))


def test_shares_add_up_to_what_all_contributing_yields():
    model = pair(cost=[1, 2], outside=[0.1, -0.2], bad_times=[(0.2, (0.5, 1))])
    plain = model.to_trust_game().flow[0, :, :, 0].sum(axis=-1)
    for rule in ("none", "equal", "surplus", "proportional", "optimal", [0.3, 0.7]):
        shared = qg.Partnership(
            PAIR["benefit"],
            [1, 2],
            promotion=0.5,
            friction=0.1,
            outside=[0.1, -0.2],
            bad_times=[(0.2, (0.5, 1))],
            sharing=rule,
        )
        np.testing.assert_allclose(shared.to_trust_game().flow[0, :, :, 0].sum(axis=-1), plain)


def test_one_level_without_a_second_chance_is_the_closed_form_relation():
    """K = 0, drop None: model of one relation, delta* = gain/(gain + x - w)/(1 - friction)."""
    model = qg.Partnership([[3, 3]], 1, promotion=0, friction=Fraction(1, 10), drop=None)
    expected = (1 / (1 + 2)) / 0.9  # gain d - x = 3 - 2, x - w = 2
    for rule in ("none", "voluntary"):
        assert qg.critical_discount(model, sharing=rule).delta == pytest.approx(expected, abs=1e-9)


def test_exact_parameters_give_exact_values_and_certificates():
    model = qg.Partnership(
        [[Fraction(6, 5), Fraction(6, 5)], [Fraction(3, 2), Fraction(3, 2)]],
        1,
        promotion=Fraction(3, 5),
        friction=Fraction(1, 20),
        bad_times=[(Fraction(1, 4), (1, 1))],
    )
    for rule in ("none", "voluntary"):
        found = qg.evolve(model, Fraction(4, 5), sharing=rule)
        assert isinstance(found.founding_value, Fraction)
        assert found.certificate.exact
        assert found.certificate.largest_gain == 0
        again = qg.evolve(model, 0.8, sharing=rule)
        assert again.founding_value == pytest.approx(float(found.founding_value), abs=1e-12)


@pytest.mark.slow
def test_voluntary_sharing_is_policy_elimination_on_the_plain_game():
    for seed in range(25):
        params, delta = generators.partnership(np.random.default_rng(seed), sharing="voluntary")
        plain = {**params, "detection": 1.0, "deposit": 0, "subsidy": 0}
        model = from_raw(plain)
        found, game = qg.evolve(model, delta), model.to_game()
        other = qg.solve(game, delta)
        joint = dict(zip(game.states, other.joint_payoff, strict=True))
        states = list(found.policy)
        np.testing.assert_allclose(
            found.values.sum(axis=1), [joint[s] for s in states], atol=1e-8, err_msg=str(seed)
        )
        punished = other.punishment_payoff[[game.states.index(s) for s in states]]
        np.testing.assert_allclose(punished, np.tile(model.outside, (len(states), 1)), atol=1e-8)


class TestCoordinator:
    def test_every_capacity_alone(self):
        model = pair(detection=0.5, friction=[0.1, 0.2])
        half = {"credibility": 0.5}
        np.testing.assert_allclose(
            qg.Coordinator(mediation=0.4, **half).applied_to(model).friction, [0.08, 0.16]
        )
        assert qg.Coordinator(monitoring=0.4, **half).applied_to(model).detection == pytest.approx(
            1 - 0.5 * 0.8
        )
        np.testing.assert_allclose(
            qg.Coordinator(deposit=[1, 2], **half).applied_to(model).deposit, [0.5, 1]
        )
        assert qg.Coordinator(subsidy=0.3, **half).applied_to(model).subsidy == 0.3
        assert qg.Coordinator(sharing=True).applied_to(model).sharing == "voluntary"

    def test_without_capacity_nothing_changes(self):
        model = pair()
        after = qg.Coordinator().applied_to(model)
        for name, value in vars(model).items():
            np.testing.assert_array_equal(getattr(after, name), value)

    @pytest.mark.parametrize(
        ("capacity", "own"),
        [
            ({"subsidy": 1}, {"subsidy": 0.5}),
            ({"mandate": [0]}, {"mandate": [1]}),
            ({"stake": 0.1}, {"stake": 0.2}),
        ],
    )
    def test_a_model_that_says_otherwise_is_an_error(self, capacity, own):
        with pytest.raises(errors.NotApplicableError, match="already has its own"):
            qg.Coordinator(**capacity).applied_to(pair(**own))


class TestEvolution:
    def test_subsidy_is_not_forfeited_in_periods_in_which_it_is_not_paid(self):
        """A subsidy is paid when all contribute, so it cannot deter a breach in a mixed period.

        One level, benefits (4, .1), cost 1, breaches found out half the time: only member 2
        contributes, joint value 3. It saves 1, that is 1/q = 2 per unit of expected loss, against
        a future worth 3 to it: delta >= 2/5. Counting a subsidy of .3 would give .3617; but at
        .38 complying yields at most .62 (-1) + .38 * 3 = .52 and breaching .38 * 3/2 = .57.
        """
        model = qg.Partnership(
            [[4, 0.1]], 1, promotion=0, friction=0, detection=0.5, subsidy=0.3, sharing="voluntary"
        )
        one_sided = {(0, 0): ("idle", "contribute")}
        assert qg.evolve(model, 0.38).classes == ("isolated",)
        assert not qg.verify(qg.evolve(model, 0.38), policy=one_sided).ok
        assert qg.evolve(model, 0.41).profiles == one_sided

    def test_survival_and_hazard_without_a_second_chance(self):
        """Friction .1 ends the relation: in place in period t with probability .9 ** t."""
        model = qg.Partnership([[3, 3]], 1, promotion=0, friction=0.1, drop=None)
        found = qg.evolve(model, 0.9)
        t = np.arange(1, 8)
        np.testing.assert_allclose(found.survival(t), 0.9 ** (t - 1))
        assert found.survival(0) == 1
        np.testing.assert_allclose(found.hazard(t), 0.1)
        assert found.hazard(0) == 0
        assert found.long_run["dissolved"] == pytest.approx(1)

    def test_hazard_is_nan_once_nobody_survives(self):
        found = qg.evolve(reference("A"), 0.5)
        assert found.survival(1) == 0
        assert found.hazard(0) == 1
        assert np.isnan(found.hazard(1))

    def test_founding_value_with_and_without_the_subsidy(self):
        model = qg.Partnership([[3, 3]], 1, promotion=0, friction=0, subsidy=0.25)
        found = qg.evolve(model, 0.9)
        assert found.founding_value == pytest.approx(4.5)
        assert found.founding_value_net == pytest.approx(4)

    def test_times_that_never_come_decide_nothing(self):
        """In times of chance 0 contributing costs too much; trust that never meets them is strong.

        The benefit is 3 and the cost 1: all gain 2 in good times and would lose 97 in bad ones.
        """
        model = qg.Partnership([[3, 3]], 1, promotion=0, friction=0, bad_times=[(0, (99, 99))])
        found = qg.evolve(model, 0.9)
        assert found.policy[0, 0] == "contribute"
        assert found.policy[0, 1] != "contribute"
        assert found.classes == ("strong",)

    def test_nothing_undetected_is_enforceable_without_any_detection(self):
        model = pair(detection=0)
        for rule in ("none", "voluntary"):
            assert set(qg.evolve(model, 0.99, sharing=rule).classes) == {"isolated"}


def test_equal_parts_of_an_exact_surplus_are_exact():
    group = [[[0, 2, 3], [2, 0, 3], [1, 2, 0]]]
    trio = qg.Partnership(group, 1, promotion=1, friction=0, sharing="voluntary")
    found = qg.evolve(trio, 0)
    assert set(found.division.ravel().tolist()) == {Fraction(1, 3)}
    assert {type(part) for part in found.division.ravel()} == {Fraction}
