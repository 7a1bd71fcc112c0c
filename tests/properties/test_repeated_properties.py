"""What must not change, and what can only go one way, for any repeated game."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.marks import SLOW
from hypothesis import given, settings
from hypothesis import strategies as st

import qinba_games as qg

F = Fraction
RULES = ("none", "equal", "surplus", "optimal")
FRACTIONS = st.builds(F, st.integers(-12, 12), st.integers(1, 4))


@st.composite
def games(draw, outside=None):
    """Two or three members, two or three actions, rational payoffs; often with ties."""
    shape = draw(st.sampled_from([(2, 2), (2, 3), (3, 3), (2, 2, 2), (2, 3, 2), (1, 2)]))
    n = len(shape)
    entries = st.integers(-3, 3) if draw(st.booleans()) else FRACTIONS
    size = math.prod(shape) * n
    payoffs = draw(st.lists(entries, min_size=size, max_size=size))
    tensor = np.array([F(p) for p in payoffs], dtype=object).reshape(*shape, n)
    if outside is None:
        outside = draw(st.booleans())
    exits = draw(st.lists(entries, min_size=n, max_size=n)) if outside else None
    return qg.RepeatedGame(qg.StageGame(tensor), outside=exits)


def changed(game, payoffs, outside=None):
    return qg.RepeatedGame(qg.StageGame(payoffs), outside=outside)


def values(game):
    table = qg.discount_table(game)
    return table.delta.tolist(), table.joint_payoff.tolist(), table.punishment_payoff.tolist()


def thresholds(game, rule):
    """Critical discount factors of all profiles; None where there is nothing to revert to."""
    try:
        return [
            qg.critical_discount(game, profile, sharing=rule).delta
            for profile in np.ndindex(*game.stage.shape)
        ]
    except qg.errors.NoEquilibriumError:
        return None


@SLOW
@given(games(), st.data())
def test_adding_constants(game, data):
    """Constants added to what members get, at home and outside, move payoffs and nothing else."""
    n = game.n_players
    shift = np.array(data.draw(st.lists(FRACTIONS, min_size=n, max_size=n)), dtype=object)
    outside = None if game.outside is None else game.outside + shift
    moved = changed(game, game.stage.payoffs + shift, outside)
    delta, joint, v = values(game)
    assert values(moved) == (
        delta,
        [u + shift.sum() for u in joint],
        [list(np.array(row) + shift) for row in v],
    )
    for rule in ("voluntary", "none", "surplus", "optimal"):
        assert thresholds(moved, rule) == thresholds(game, rule)


@SLOW
@given(games(), st.builds(F, st.integers(1, 9), st.integers(1, 5)))
def test_scaling(game, factor):
    outside = None if game.outside is None else game.outside * factor
    scaled = changed(game, game.stage.payoffs * factor, outside)
    delta, joint, v = values(game)
    assert values(scaled) == (
        delta,
        [u * factor for u in joint],
        [[x * factor for x in row] for row in v],
    )
    for rule in ("voluntary", *RULES):
        assert thresholds(scaled, rule) == thresholds(game, rule)


@pytest.mark.slow
@settings(max_examples=30)
@given(games(), st.randoms(use_true_random=False))
def test_permuting_players(game, random):
    n = game.n_players
    order = random.sample(range(n), n)
    payoffs = np.transpose(game.stage.payoffs, [*order, n])[..., order]
    outside = None if game.outside is None else game.outside[order]
    permuted = changed(game, payoffs, outside)
    delta, joint, v = values(game)
    assert values(permuted) == (delta, joint, [[row[i] for i in order] for row in v])
    profile = tuple(m - 1 for m in game.stage.shape)
    for rule in ("voluntary", *RULES):
        if thresholds(game, rule) is not None:
            here = qg.critical_discount(game, profile, sharing=rule)
            there = qg.critical_discount(permuted, [profile[i] for i in order], sharing=rule)
            assert here.delta == there.delta


@pytest.mark.slow
@given(games(), st.data())
def test_duplicating_an_action(game, data):
    i = data.draw(st.integers(0, game.n_players - 1))
    a = data.draw(st.integers(0, game.stage.shape[i] - 1))
    copy = np.take(game.stage.payoffs, [a], axis=i)
    larger = changed(game, np.concatenate([game.stage.payoffs, copy], axis=i), game.outside)
    assert values(larger) == values(game)
    assert qg.critical_discount(larger).delta == qg.critical_discount(game).delta


@given(games())
def test_patience_helps(game):
    """U rises and every v_i falls with the discount factor; rows ascend and are all different."""
    delta, joint, v = values(game)
    assert delta == sorted(set(delta))
    assert joint == sorted(joint)
    for before, after in itertools.pairwise(v):
        assert all(x >= y for x, y in zip(before, after, strict=True))
    assert all(0 <= d < 1 for d in delta)


@SLOW
@given(games(outside=True))
def test_voluntary_transfers_do_no_worse_than_fixed_shares(game):
    voluntary = thresholds(game, "voluntary")
    for rule in RULES:
        fixed = thresholds(game, rule)
        assert all(a <= b for a, b in zip(voluntary, fixed, strict=True))
    # Withdrawal is the punishment on both sides, so that the best shares lose nothing.
    assert thresholds(game, "optimal") == voluntary


@SLOW
@given(games(outside=False))
def test_voluntary_transfers_do_no_worse_than_nash_reversion(game):
    if thresholds(game, "none") is not None:
        voluntary = thresholds(game, "voluntary")
        for rule in RULES:
            fixed = thresholds(game, rule)
            assert all(a <= b for a, b in zip(voluntary, fixed, strict=True))


@pytest.mark.slow
@given(games(outside=True), st.data())
def test_a_better_life_outside_never_helps_the_group(game, data):
    """With withdrawal by dissolution delta* is non-decreasing in every w_i."""
    i = data.draw(st.integers(0, game.n_players - 1))
    better = game.outside.copy()
    better[i] += data.draw(st.builds(F, st.integers(0, 8), st.integers(1, 3)))
    improved = changed(game, game.stage.payoffs, better)
    before, after = thresholds(game, "voluntary"), thresholds(improved, "voluntary")
    assert all(x <= y for x, y in zip(before, after, strict=True))


@given(games(outside=True), st.data())
def test_no_shares_beat_the_stability_optimal_ones(game, data):
    profile = tuple(data.draw(st.integers(0, m - 1)) for m in game.stage.shape)
    joint = sum(game.stage.payoffs[profile])
    best = qg.critical_discount(game, profile, sharing="optimal")
    parts = data.draw(st.lists(FRACTIONS, min_size=game.n_players, max_size=game.n_players))
    if sum(parts) != 0:
        shares = [p / sum(parts) for p in parts]
        other = qg.critical_discount(game, profile, sharing=shares)
        assert other.delta >= best.delta
        assert best.delta == math.inf or other.price_of_fairness == other.delta - best.delta
    if best.shares is not None:
        assert sum(best.shares) == joint
        assert best.price_of_fairness == 0


@pytest.mark.slow
@given(games())
def test_a_solution_is_what_the_table_says(game):
    table = qg.discount_table(game)
    for r, delta in enumerate(table.delta):
        found = qg.solve(game, delta)
        assert found.joint_payoff == table.joint_payoff[r]
        assert list(found.punishment_payoff) == list(table.punishment_payoff[r])
        assert sum(found.payoffs) == found.joint_payoff
        if found.transfers is not None:
            assert not found.transfers.compliance.sum(axis=1).any()
    if len(table.delta) and table.delta[0] > 0:
        with pytest.raises(qg.errors.NoEquilibriumError, match="The table starts at delta"):
            table.at(table.delta[0] / 2)


@given(games(), st.sampled_from(RULES), FRACTIONS)
def test_a_fixed_rule_is_worth_more_with_patience(game, rule, number):
    low, high = sorted([abs(number) / 13, F(1, 2)])
    try:
        first, second = (qg.solve(game, delta, sharing=rule) for delta in (low, high))
    except qg.errors.NoEquilibriumError:
        return
    assert first.joint_payoff <= second.joint_payoff


@pytest.mark.parametrize("seed", range(20))
def test_floats_survive_shifts_and_units(seed):
    """A large constant or a tiny unit of account changes no answer."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 5))
    payoffs = rng.integers(-3, 4, size=(*rng.integers(2, 4, size=n), n)) / 7
    base = qg.discount_table(qg.StageGame(payoffs))
    for moved in (payoffs + 1e4, payoffs * 1e-9, payoffs * 1e9 - 1e9):
        other = qg.discount_table(qg.StageGame(moved))
        assert len(other.delta) == len(base.delta)
        assert other.delta == pytest.approx(base.delta, abs=1e-8)
