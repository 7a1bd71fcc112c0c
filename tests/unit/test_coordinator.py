"""Each capacity of a coordinator on each kind of model, and the windows that follow."""

import dataclasses
import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.forgery import needing
from helpers.partnerships import reference

import qinba_games as qg
from qinba_games import errors
from qinba_games.agreements.abatement import AbatementEconomy
from qinba_games.agreements.examples import linear_quadratic
from qinba_games.agreements.governed import GovernedAgreement
from qinba_games.monitoring.noisy_dilemma import noisy_prisoners_dilemma
from qinba_games.repeated.governed import GovernedGame
from qinba_games.repeated.solvers.thresholds import fixed_shares_threshold, voluntary_threshold

DILEMMA = qg.prisoners_dilemma(reward=2, sucker=-1, temptation=3, punishment=0)
EVERYTHING = {
    "sharing": True,
    "monitoring": 0.5,
    "mediation": 0.5,
    "deposit": 1,
    "subsidy": 0.5,
    "recommendation": True,
    "mandate": [0],
    "stake": 0.5,
}


def _two_states():
    third, half = Fraction(1, 3), Fraction(1, 2)
    dilemma = np.array([[[2, 2], [-1, 3]], [[3, -1], [0, 0]]])
    moves = [[[[p, 1 - p], [half, half]], [[half, half], [p, 1 - p]]] for p in (third, 2 * third)]
    return qg.StochasticGame.from_arrays([dilemma, dilemma + 2], moves, states=[1, 2])


MODELS = {
    "StageGame": (DILEMMA, {"sharing", "deposit", "subsidy", "stake"}),
    "RepeatedGame": (
        qg.RepeatedGame(DILEMMA, outside=[0, 0]),
        {"sharing", "deposit", "subsidy", "mandate", "stake"},
    ),
    "PublicMonitoring": (noisy_prisoners_dilemma(), {"sharing", "monitoring"}),
    "Partnership": (reference("A"), set(EVERYTHING) - {"recommendation"}),
    "StochasticGame": (_two_states(), {"sharing"}),
    "Agreement": (AbatementEconomy([1, 2, 3]).to_agreement(), {"sharing", "subsidy"}),
    "SymmetricAgreement": (linear_quadratic(5), {"sharing", "subsidy"}),
}


def test_capacities_are_what_is_switched_on():
    assert qg.Coordinator().capacities == ()
    assert qg.Coordinator(credibility=0.5).capacities == ()
    assert qg.Coordinator(**EVERYTHING).capacities == tuple(EVERYTHING)
    assert qg.Coordinator(mandate="all", deposit=[0, 0]).capacities == ("mandate",)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("capacity", EVERYTHING)
def test_a_capacity_applies_or_says_why_not(name, capacity):
    model, known = MODELS[name]
    helper = qg.Coordinator(**{capacity: EVERYTHING[capacity]})
    if capacity in known:
        changed = helper.applied_to(model)
        assert changed is not model or capacity == "sharing"
        return
    with pytest.raises(errors.NotApplicableError) as caught:
        helper.applied_to(model)
    assert caught.value.function == "Coordinator.applied_to"
    assert caught.value.argument == capacity
    assert caught.value.remedy


@pytest.mark.parametrize("name", [n for n in MODELS if n != "PublicMonitoring"])
def test_a_coordinator_who_can_do_nothing_changes_nothing(name):
    model, _ = MODELS[name]
    for helper in (qg.Coordinator(), qg.Coordinator(credibility=0.5)):
        assert helper.applied_to(model) is model
        window = qg.pivotal_window(model, helper)
        assert window.intervals == []
        assert {without == helped for without, helped in window.by_class} == {True}


def test_audits_stand_for_monitoring_where_signals_are_public():
    game = noisy_prisoners_dilemma()
    helped = qg.Coordinator(monitoring=Fraction(1, 2), credibility=Fraction(1, 2)).applied_to(game)
    audits = [y.startswith("yC, audit") for y in helped.monitoring.signals]
    assert helped.monitoring.probabilities[0, 0][audits].sum() == Fraction(1, 4) * Fraction(7, 10)


@pytest.mark.parametrize("sigma", [Fraction(k, 7) for k in range(7)])
@pytest.mark.parametrize("sharing", [True, False])
def test_a_rent_taker_in_a_dilemma(sigma, sharing):
    """(T - R + sigma (R - P)) / (T - P), exactly."""
    R, T, P = 5, 8, 1
    game = qg.prisoners_dilemma(reward=R, sucker=-1, temptation=T, punishment=P)
    helper = qg.Coordinator(stake=sigma, sharing=sharing)
    found = qg.critical_discount(helper.applied_to(game) if helper.capacities else game)
    assert found.delta == (T - R + sigma * (R - P)) / Fraction(T - P)
    assert found.exact


def _random_game(rng, outside):
    n = int(rng.integers(2, 4))
    stage = qg.StageGame(rng.integers(-3, 6, size=(2,) * n + (n,)))
    return qg.RepeatedGame(stage, outside=rng.integers(-3, 3, size=n) if outside else None)


@pytest.mark.slow
def test_deposits_and_subsidies_are_the_closed_forms_of_one_relation():
    rng = np.random.default_rng(5)
    finite = 0
    for _ in range(100):
        game = _random_game(rng, outside=True)
        profile = tuple(int(a) for a in rng.integers(0, 2, size=game.n_players))
        B, s = rng.integers(0, 3, size=game.n_players), Fraction(int(rng.integers(0, 4)), 2)
        kappa = Fraction(int(rng.integers(1, 4)), 3)
        g = game.stage.payoffs[profile]
        line = [
            tuple(slice(None) if j == i else a for j, a in enumerate(profile))
            for i in range(len(g))
        ]
        c = np.array([game.stage.payoffs[at][:, i].max() for i, at in enumerate(line)])
        d, w = np.maximum(c, game.outside), game.outside
        for sharing in (False, True):
            helper = qg.Coordinator(sharing=sharing, deposit=B, subsidy=s, credibility=kappa)
            if not helper.capacities:
                continue
            found = qg.critical_discount(helper.applied_to(game), profile).delta
            terms = {"deposit": B, "subsidy": s, "credibility": kappa}
            if sharing:
                expected = voluntary_threshold(g, d, w, **terms)
            else:
                expected = max(fixed_shares_threshold(g, d, w, **terms))
            assert found == expected
            finite += found < math.inf
    assert finite > 50


def test_without_terms_a_governed_game_is_the_game_itself():
    rng = np.random.default_rng(2)
    for k in range(60):
        game = _random_game(rng, outside=bool(k % 2))
        helped = qg.Coordinator(sharing=True).applied_to(game)
        assert isinstance(helped, GovernedGame)
        assert qg.critical_discount(helped).delta == qg.critical_discount(game).delta
        plain = dataclasses.replace(helped, sharing="none")
        try:
            expected = qg.critical_discount(game, sharing="none").delta
        except errors.NoEquilibriumError:
            with pytest.raises(errors.NoEquilibriumError):
                qg.critical_discount(plain)
            continue
        assert qg.critical_discount(plain).delta == expected


@pytest.mark.parametrize("sharing", [True, False])
def test_when_nobody_can_leave_the_outside_values_do_not_matter(sharing):
    rng = np.random.default_rng(3)
    for _ in range(60):
        game = _random_game(rng, outside=True)
        helper = qg.Coordinator(mandate="all", sharing=sharing)
        rule = "voluntary" if sharing else "none"
        try:
            expected = qg.critical_discount(game.stage, sharing=rule).delta
        except errors.NoEquilibriumError:
            continue
        assert qg.critical_discount(helper.applied_to(game)).delta == expected


def test_a_mandate_helps_where_life_outside_is_good_and_hurts_where_it_is_bad():
    """The dilemma 2/-1/3/0 needs 1/(3 - w), and 1/3 if nobody can leave."""
    for w, expected in ((1, [(Fraction(1, 3), Fraction(1, 2))]), (Fraction(-1, 2), [])):
        game = qg.RepeatedGame(DILEMMA, outside=[w, w])
        window = qg.pivotal_window(game, qg.Coordinator(mandate="all"))
        assert window.intervals == expected
        assert window.exact
    lost = window.by_class["cooperation", "no cooperation"]
    assert lost == [(Fraction(2, 7), Fraction(1, 3))]


def test_a_single_member_who_could_leave_does_not_if_he_is_better_off_inside():
    """Its value is -1 outside and at least 0 inside: a member that leaves threatens nobody."""
    game = qg.RepeatedGame(DILEMMA, outside=[-1, -1])
    alone = qg.critical_discount(game).delta
    assert alone == Fraction(1, 4)
    helped = qg.critical_discount(qg.Coordinator(mandate=["1"], sharing=True).applied_to(game))
    assert helped.delta == Fraction(1, 3)
    tempted = qg.RepeatedGame(DILEMMA, outside=[1, 1])
    # Member 2 takes max(3, 1) and 1 for ever; member 1 takes 3 and is held to 0 inside.
    helped = qg.critical_discount(qg.Coordinator(mandate=["1"], sharing=True).applied_to(tempted))
    assert helped.delta == Fraction(2, 2 + 4 - 1)


@pytest.mark.slow
@pytest.mark.parametrize("number", [int, float, Fraction])
@pytest.mark.parametrize("capacity", [{"deposit": 1}, {"mandate": "all", "subsidy": 1}])
def test_a_government_alone_is_governed_at_any_patience(number, capacity):
    stage = qg.StageGame([[number(1)], [number(3)]])
    for outside in ([number(2)], [number(0)]):
        game = qg.Coordinator(**capacity).applied_to(qg.RepeatedGame(stage, outside=outside))
        found = qg.critical_discount(game)
        assert (found.delta, found.profile) == (0, (1,))


def test_the_profile_can_be_chosen():
    window = qg.pivotal_window(
        qg.RepeatedGame(DILEMMA, outside=[0, 0]), qg.Coordinator(sharing=True), profile=(0, 1)
    )
    # D = 0 + 3, G = 2, W = 0; without sharing member 1 gets -1, less than outside.
    assert window.intervals == [(Fraction(1, 3), 1)]
    policy = {1: (0, 0), 2: (0, 0)}
    found = qg.pivotal_window(_two_states(), qg.Coordinator(sharing=True), profile=policy)
    assert found.intervals == []
    with pytest.raises(errors.NotApplicableError, match="founding level"):
        qg.pivotal_window(reference("A"), qg.Coordinator(), profile=(0, 0))


@pytest.mark.slow
def test_sharing_is_pivotal_in_a_stochastic_game_of_unequal_members():
    """One state only: the flagship public good, full cooperation from 13/34, never without."""
    stage = qg.public_good(3, benefits=[0.9, 0.6, 0.2])
    found = qg.pivotal_window(qg.StochasticGame.from_stage(stage), qg.Coordinator(sharing=True))
    ((low, high),) = found.intervals
    assert low == pytest.approx(13 / 34, abs=1e-8)
    assert high == 1


@pytest.mark.slow
def test_reversion_without_transfers_is_the_repeated_game_where_there_is_one_state():
    for seed in range(8):
        stage = qg.StageGame(np.random.default_rng(seed).integers(-3, 5, size=(2, 3, 2)))
        try:
            expected = float(qg.critical_discount(stage, sharing="none").delta)
        except errors.NoEquilibriumError:
            expected = math.inf
        game = qg.StochasticGame.from_stage(stage)
        assert qg.critical_discount(game, sharing="none").delta == pytest.approx(expected, abs=1e-8)


def test_a_false_reversion_is_rejected():
    found = qg.critical_discount(_two_states(), sharing="none")
    (end,) = found.witness
    lower = dataclasses.replace(found, witness=(end._replace(delta=end.delta - 1e-3),))
    assert not qg.verify(lower).ok
    no_equilibrium = end._replace(reversion=({1: (0, 1), 2: (0, 0)},))
    assert not qg.verify(dataclasses.replace(found, witness=(no_equilibrium,))).ok


@pytest.mark.parametrize(
    ("delta", "end", "other"),
    [
        (0.3, {}, {}),  # too early
        (0.3, {"reversion": [{1: (0, 1), 2: (0, 1)}, {1: (1, 0), 2: (1, 0)}]}, {}),  # no equilibria
        (0.0, {"policy": {1: (1, 1), 2: (1, 1)}}, {"profile": {1: (1, 1), 2: (1, 1)}}),  # not best
        (0.5, {}, {"intervals": ((0.5, 1.5),)}),
    ],
)
def test_a_reversion_that_is_false_throughout_is_rejected(delta, end, other):
    """From 0.356 on both cooperate for fear of what is an equilibrium at any patience."""
    found = qg.critical_discount(_two_states(), sharing="none")
    (true,) = found.witness
    false = true._replace(delta=delta, **end)
    forged = dataclasses.replace(needing(found, delta), witness=(false,), **other)
    assert not qg.verify(forged).ok


def test_agreements_gain_by_sharing_and_by_subsidies():
    pact = AbatementEconomy([1, 1, 1, 6]).to_agreement()
    helped = qg.Coordinator(sharing=True, subsidy=Fraction(1, 2)).applied_to(pact)
    assert isinstance(helped, GovernedAgreement)
    assert helped.transfers
    gain = helped.agreement.payoffs - pact.payoffs
    assert gain[3].tolist() == [Fraction(1, 2), Fraction(1, 2), 0, 0]
    assert not np.any(gain[[0, 1, 2, 4, 8]])
    window = qg.pivotal_window(pact, qg.Coordinator(sharing=True))
    assert window.exact
    assert window.intervals == [(0, 1)]  # alone nobody would sign; sharing is enough even once


def test_identical_members_need_less_patience_with_a_subsidy():
    """All six sign from 3/8; with s each the loss of staying out grows by s, the surplus too."""
    window = qg.pivotal_window(linear_quadratic(6), qg.Coordinator(subsidy=1))
    ((low, high),) = window.intervals
    assert high == Fraction(3, 8)
    need, room = Fraction(15, 2), Fraction(25, 2)
    assert need / (need + room) == high
    assert low == (need - 1) / (need + room)


@pytest.mark.slow
def test_windows_are_partitions_of_the_unit_interval():
    for model, known in MODELS.values():
        if isinstance(model, qg.RepeatedGame) and "monitoring" in known:
            continue
        helper = qg.Coordinator(
            **{name: EVERYTHING[name] for name in known & {"sharing", "subsidy"}}
        )
        window = qg.pivotal_window(model, helper)
        spans = sorted(span for spans in window.by_class.values() for span in spans)
        assert spans[0][0] == 0
        assert spans[-1][1] == 1
        assert all(a[1] == b[0] for a, b in itertools.pairwise(spans))


def test_a_stake_in_a_partnership_is_taken_from_each_in_proportion():
    free, taken = reference("A"), dataclasses.replace(reference("A"), stake=0.25)
    before, after = free.to_trust_game(), taken.to_trust_game()
    # At trust 0 there is no joint surplus, hence no rent.
    np.testing.assert_allclose(after.flow[:, 1:, :, 0], 0.75 * before.flow[:, 1:, :, 0])
    np.testing.assert_allclose(after.flow[:, 0], before.flow[:, 0])
    # A member that breaches gets what it got before.
    now = after.flow + after.temptation
    np.testing.assert_allclose(now, before.flow + before.temptation)
    poor = dataclasses.replace(free, stake=0.25, outside=[5, 5])  # no surplus, no rent
    np.testing.assert_allclose(poor.to_trust_game().flow, before.flow)


@pytest.mark.slow
def test_mandated_windows_and_thresholds():
    """C without sharing: nobody is worth anything outside, so a mandate changes nothing."""
    window = qg.pivotal_window(reference("C"), qg.Coordinator(mandate="all", sharing=True))
    plain = qg.pivotal_window(reference("C"), qg.Coordinator(sharing=True))
    np.testing.assert_allclose(window.intervals, plain.intervals, atol=1e-9)
    assert qg.evolve(reference("A"), 0.5, coordinator=qg.Coordinator(mandate="all")).notes


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chance", "low"), [((1, 10), (25, 32)), ((1, 4), (5, 7)), ((1, 2), (5, 8))]
)
def test_with_public_signals_the_window_is_that_of_audits(chance, low):
    """Least patience with audits: the closed form of the noisy dilemma, 5/6 without."""
    game = noisy_prisoners_dilemma()
    helper = qg.Coordinator(monitoring=2 * Fraction(*chance), credibility=Fraction(1, 2))
    window = qg.pivotal_window(game, helper)
    assert window.intervals == [(Fraction(*low), Fraction(5, 6))]
    assert window.coordinator is helper
    assert window.exact
    assert qg.pivotal_window(game, qg.Coordinator()).intervals == []
    with pytest.raises(errors.NotApplicableError, match="Leave sharing out"):
        qg.pivotal_window(game, qg.Coordinator(sharing=True))


@pytest.mark.slow
@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_what_holds_at_one_discount_factor_only_is_no_interval(sharing):
    """At delta = 0 two profiles of state b tie, and only there is the stable one a first best."""
    game = qg.StochasticGame.from_arrays(
        payoffs=[[[[2, 3], [3, 0]], [[-2, -2], [-2, 2]]], [[[-1, 1], [3, 0]], [[3, 0], [2, -1]]]],
        transitions=[
            [[[0.25, 0.75], [0.75, 0.25]], [[1, 0], [0.75, 0.25]]],
            [[[0.25, 0.75], [0.75, 0.25]], [[0.25, 0.75], [0.25, 0.75]]],
        ],
        states=["a", "b"],
    )
    found = qg.critical_discount(game, sharing=sharing)
    assert len(found.intervals) == 1
    assert found.delta == found.intervals[0][0] > 0.4


def test_a_surplus_that_is_none_but_for_rounding_is_kept_at_any_patience():
    """Outside 0.1 + 0.2, inside 0.3, and a deposit that outweighs temptation."""
    game = qg.RepeatedGame(qg.prisoners_dilemma(0.3, -1, 0.5, 0), outside=[0.1 + 0.2] * 2)
    assert qg.critical_discount(qg.Coordinator(deposit=1).applied_to(game)).delta == 0


def test_a_stake_needs_something_over_which_there_is_a_surplus():
    # Without a pure stage equilibrium and outside values it was left out of account.
    stage = qg.StageGame.from_bimatrix([[3, 0], [0, 1]], [[0, 1], [1, 0]])
    helper = qg.Coordinator(sharing=True, stake=Fraction(1, 2))
    with pytest.raises(errors.NoEquilibriumError, match="drop the stake"):
        qg.critical_discount(helper.applied_to(stage))
    alone = qg.RepeatedGame(stage, outside=[0, 0])
    assert qg.critical_discount(helper.applied_to(alone)).delta == Fraction(5, 8)


def test_a_rent_taker_takes_nothing_where_there_is_no_surplus():
    """Both get 2, outside 3; the stake is half of what is above, and the subsidy is theirs."""
    game = qg.RepeatedGame(DILEMMA, outside=[3, 3])
    helper = qg.Coordinator(stake=Fraction(1, 2), subsidy=2)
    found = qg.critical_discount(helper.applied_to(game))
    assert found.shares.tolist() == [4, 4]
    assert found.delta == 0


@pytest.mark.parametrize(
    ("coordinator", "said"),
    [
        (qg.Coordinator(deposit=1), "sharing='none', deposit=[1, 1])"),
        (
            qg.Coordinator(sharing=True, subsidy=1, stake=Fraction(1, 4)),
            "sharing='voluntary', subsidy=1, stake=Fraction(1, 4))",
        ),
        (qg.Coordinator(mandate=["2"]), "sharing='none', mandate=('2',))"),
    ],
)
def test_a_governed_game_says_what_is_done_to_it(coordinator, said):
    game = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[1, 1])
    governed = coordinator.applied_to(game)
    assert governed.n_players == 2
    assert repr(governed) == f"GovernedGame({game!r}, {said}"


def test_a_coordinator_that_is_not_believed_says_so():
    helper = qg.Coordinator(sharing=True, credibility=Fraction(1, 2))
    assert repr(helper) == "Coordinator(sharing=True, credibility=1/2)"


def test_fractions_are_shown_as_fractions():
    helper = qg.Coordinator(mediation=Fraction(1, 6), deposit=[Fraction(1, 3), 2], stake=0.25)
    assert repr(helper) == "Coordinator(mediation=1/6, deposit=[1/3, 2], stake=0.25)"
