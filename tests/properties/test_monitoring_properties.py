"""What must not change, and what can only go one way, if nobody sees actions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qinba_games as qg
from qinba_games import errors
from qinba_games.third_parties import PublicMonitoring, audited, public_monitoring

F = Fraction
PATIENCE = [F(k, 8) for k in range(8)]
BUDGETS = st.sampled_from(["burning", "balanced"])


@st.composite
def games(draw):
    """Two members, two actions each, two or three signals, rational; often with ties."""
    signals = draw(st.integers(2, 3))
    payoffs = draw(st.lists(st.integers(-3, 4), min_size=8, max_size=8))
    weights = st.lists(st.integers(0, 3), min_size=signals, max_size=signals).filter(any)
    chances = [[F(w, sum(row)) for w in row] for row in (draw(weights) for _ in range(4))]
    return built(
        np.array(payoffs).reshape(2, 2, 2), np.array(chances, dtype=object).reshape(2, 2, signals)
    )


def built(payoffs, chances, outside=None):
    seen = PublicMonitoring(None, chances)
    return qg.RepeatedGame(qg.StageGame(payoffs), outside=outside, monitoring=seen)


def values(table):
    return table.delta.tolist(), table.joint_payoff.tolist(), table.punishment_payoff.tolist()


def assert_no_worse(better, worse):
    """At every patience U is no lower and no v_i higher; and there is one if there was one."""
    for delta in PATIENCE:
        try:
            before = worse.at(delta)
        except errors.NoEquilibriumError:
            continue
        after = better.at(delta)
        assert after.joint_payoff >= before.joint_payoff
        assert (after.punishment_payoff <= before.punishment_payoff).all()


few = settings(max_examples=4, deadline=None)


@few
@given(games())
def test_burning_never_hurts(game):
    assert_no_worse(public_monitoring(game), public_monitoring(game, budget="balanced"))


@pytest.mark.slow
@few
@given(games(), BUDGETS, st.sampled_from([F(1, 5), F(1, 2)]))
def test_audits_never_hurt(game, budget, chance):
    tables = [public_monitoring(audited(game, a), budget=budget) for a in (0, chance, F(3, 4))]
    assert_no_worse(tables[1], tables[0])
    assert_no_worse(tables[2], tables[1])


@few
@given(games(), BUDGETS)
def test_an_audit_in_every_period_is_perfect_monitoring(game, budget):
    found = public_monitoring(audited(game, 1), budget=budget)
    wanted = qg.discount_table(game.stage)
    assert values(found) == values(wanted)


@few
@given(games(), BUDGETS, st.tuples(st.integers(-5, 5), st.integers(-5, 5)))
def test_constants_shift_payoffs_and_nothing_else(game, budget, constants):
    moved = built(game.stage.payoffs + np.array(constants), game.monitoring.probabilities)
    table, found = (public_monitoring(g, budget=budget) for g in (game, moved))
    delta, joint, punishment = values(table)
    assert values(found) == (
        delta,
        [u + sum(constants) for u in joint],
        [[v + c for v, c in zip(row, constants, strict=True)] for row in punishment],
    )


@few
@given(games(), BUDGETS, st.sampled_from([F(1, 3), F(5, 2)]))
def test_the_unit_of_account_does_not_matter(game, budget, unit):
    moved = built(game.stage.payoffs * unit, game.monitoring.probabilities)
    table, found = (public_monitoring(g, budget=budget) for g in (game, moved))
    assert found.delta.tolist() == table.delta.tolist()
    assert found.liquidity.tolist() == (table.liquidity * unit).tolist()
    assert found.joint_payoff.tolist() == (table.joint_payoff * unit).tolist()


@few
@given(games(), BUDGETS)
def test_names_of_players_and_signals_do_not_matter(game, budget):
    payoffs = game.stage.payoffs.swapaxes(0, 1)[..., ::-1]
    chances = game.monitoring.probabilities.swapaxes(0, 1)[..., ::-1]
    table, found = (public_monitoring(g, budget=budget) for g in (game, built(payoffs, chances)))
    delta, joint, punishment = values(table)
    assert values(found) == (delta, joint, [row[::-1] for row in punishment])


@few
@given(games(), BUDGETS)
def test_a_signal_split_at_random_says_no_more(game, budget):
    """The first signal comes in two colours that mean nothing."""
    chances = game.monitoring.probabilities
    split = np.concatenate([chances[..., :1] * F(1, 3), chances[..., :1] * F(2, 3)], axis=-1)
    finer = built(game.stage.payoffs, np.concatenate([split, chances[..., 1:]], axis=-1))
    table, found = (public_monitoring(g, budget=budget) for g in (game, finer))
    assert values(found) == values(table)


@few
@given(games(), BUDGETS)
def test_signals_that_are_confused_say_no_more(game, budget):
    """With probability 1/2 the first signal is read as the second one."""
    chances = game.monitoring.probabilities
    lost = chances[..., :1] * F(1, 2)
    coarser = np.concatenate(
        [chances[..., :1] - lost, chances[..., 1:2] + lost, chances[..., 2:]], axis=-1
    )
    found = public_monitoring(built(game.stage.payoffs, coarser), budget=budget)
    assert_no_worse(public_monitoring(game, budget=budget), found)


@few
@given(games(), BUDGETS)
def test_floats_give_the_same(game, budget):
    exact = public_monitoring(game, budget=budget)
    floats = built(game.stage.payoffs.astype(float), game.monitoring.probabilities.astype(float))
    found = public_monitoring(floats, budget=budget)
    assert exact.exact
    assert not found.exact
    for delta in (0.05, 0.33, 0.61, 0.87):
        if any(abs(delta - float(d)) < 1e-6 for d in exact.delta):
            continue
        try:
            wanted = exact.at(delta)
        except errors.NoEquilibriumError:
            with pytest.raises(errors.NoEquilibriumError):
                found.at(delta)
            continue
        assert found.at(delta).joint_payoff == pytest.approx(wanted.joint_payoff, abs=1e-7)
        assert found.at(delta).punishment_payoff == pytest.approx(
            wanted.punishment_payoff.astype(float), abs=1e-7
        )


@few
@given(games(), BUDGETS, st.tuples(st.integers(-3, 1), st.integers(-3, 1)))
def test_worse_lives_outside_never_hurt(game, budget, outside):
    payoffs, chances = game.stage.payoffs, game.monitoring.probabilities
    good = public_monitoring(built(payoffs, chances, outside), budget=budget)
    bad = public_monitoring(built(payoffs, chances, np.array(outside) - 1), budget=budget)
    for delta in PATIENCE:
        profile, low = good.at(delta).profile, bad.at(delta)
        if profile is not None:
            assert low.joint_payoff >= good.at(delta).joint_payoff
