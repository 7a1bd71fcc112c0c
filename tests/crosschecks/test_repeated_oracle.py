"""Repeated games against the definition: deletion at a given discount factor."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from helpers.marks import some
from oracles import generators, repeated

import qinba_games as qg

RULES = ("none", "equal", "surplus", "optimal")


def random_game(seed, **options):
    payoffs, outside = generators.repeated_game(np.random.default_rng(seed), **options)
    return payoffs, outside, qg.RepeatedGame(qg.StageGame(payoffs), outside=outside)


def as_floats(game):
    outside = None if game.outside is None else game.outside.astype(float)
    return qg.RepeatedGame(qg.StageGame(game.stage.payoffs.astype(float)), outside=outside)


def neighbourhood(starts):
    """Just below, at and above every threshold, and in between."""
    tiny = Fraction(1, 10**12)
    ends = [*starts, 1]
    points = {0, *starts}
    for start, end in zip(starts, ends[1:], strict=True):
        points |= {start - tiny, start + tiny, (start + end) / 2}
    return sorted(p for p in points if 0 <= p < 1)


def compare_table(seed):
    payoffs, outside, game = random_game(seed)
    table = qg.discount_table(game)
    rows = [
        (d, u, list(v))
        for d, u, v in zip(table.delta, table.joint_payoff, table.punishment_payoff, strict=True)
    ]
    assert rows == repeated.thresholds(payoffs, outside)
    assert table.exact
    assert table.certificate.ok
    for delta in neighbourhood([Fraction(d) for d in table.delta]):
        expected = repeated.equilibrium_at(payoffs, delta, outside)
        if expected is None:
            with pytest.raises(qg.errors.NoEquilibriumError):
                table.at(delta)
            continue
        row = table.at(delta)
        assert row.joint_payoff == expected.joint_payoff
        assert list(row.punishment_payoff) == expected.punishment_payoffs
        assert {row.profile, *row.punishment_profile} <= expected.profiles
    compare_floats(game, table)


def compare_floats(game, table):
    found = qg.discount_table(as_floats(game))
    assert found.delta.astype(float) == pytest.approx(table.delta.astype(float), abs=1e-9)
    assert found.joint_payoff == pytest.approx(table.joint_payoff.astype(float), abs=1e-9)
    v = table.punishment_payoff.astype(float)
    assert found.punishment_payoff == pytest.approx(v, abs=1e-9)
    assert found.certificate.ok


def compare_solution(seed):
    """Payments hold up under every deviation that the oracle tries."""
    payoffs, outside, game = random_game(seed)
    for delta in neighbourhood([Fraction(d) for d in qg.discount_table(game).delta])[:8]:
        expected = repeated.equilibrium_at(payoffs, delta, outside)
        if expected is None:
            with pytest.raises(qg.errors.NoEquilibriumError):
                qg.solve(game, delta)
            continue
        found = qg.solve(game, delta)
        assert found.joint_payoff == expected.joint_payoff
        assert list(found.punishment_payoff) == expected.punishment_payoffs
        if found.policy is None:
            continue
        strategy = (found.policy, found.punishments, *paid(found))
        judged = repeated.simple_strategy_gain(payoffs, delta, *strategy, outside)
        assert judged.gain <= 0
        assert judged.balanced
        assert judged.values[0] == list(found.payoffs)


def paid(found):
    return found.transfers.compliance.tolist(), found.transfers.deviation.tolist()


def compare_profiles(seed):
    """Critical discount factors of all profiles, voluntary and under every fixed rule."""
    payoffs, outside, game = random_game(seed)
    rng = np.random.default_rng(seed)
    assert qg.critical_discount(game).delta == repeated.critical_discount(payoffs, None, outside)
    profiles = list(product(*(range(m) for m in game.stage.shape)))
    compare_best_profile(payoffs, outside, game, RULES[seed % 4], profiles)
    for profile in [profiles[k] for k in rng.permutation(len(profiles))[:6]]:
        found = qg.critical_discount(game, profile)
        assert found.delta == repeated.critical_discount(payoffs, profile, outside)
        rules = [*RULES, generators.share_fractions(rng, game.n_players)]
        for rule in rules:
            compare_rule(payoffs, outside, game, profile, rule)


def compare_best_profile(payoffs, outside, game, rule, profiles):
    """Of several profiles with the largest joint payoff the least demanding one is found."""
    if outside is None and repeated.worst_stage_equilibrium(payoffs) is None:
        return
    top = max(sum(payoffs[profile]) for profile in profiles)
    best = [profile for profile in profiles if sum(payoffs[profile]) == top]
    thresholds = [repeated.fixed_sharing_critical(payoffs, a, rule, outside).delta for a in best]
    assert qg.critical_discount(game, sharing=rule).delta == min(thresholds)


def compare_rule(payoffs, outside, game, profile, rule):
    if outside is None and repeated.worst_stage_equilibrium(payoffs) is None:
        with pytest.raises(qg.errors.NoEquilibriumError, match="outside"):
            qg.critical_discount(game, profile, sharing=rule)
        return
    expected = repeated.fixed_sharing_critical(payoffs, profile, rule, outside)
    found = qg.critical_discount(game, profile, sharing=rule)
    assert found.delta == expected.delta
    assert found.certificate.ok
    if not isinstance(rule, str) or rule != "optimal":
        binding = tuple(game.stage.players[i] for i in expected.binding)
        assert found.binding == binding
    if expected.shares is not None:
        assert list(found.shares) == list(expected.shares)
    approx = qg.critical_discount(as_floats(game), profile, sharing=floats_of(rule))
    assert float(approx.delta) == pytest.approx(float(expected.delta), abs=1e-9)


def floats_of(rule):
    return rule if isinstance(rule, str) else [float(f) for f in rule]


@pytest.mark.slow
@pytest.mark.parametrize("block", some(range(10), 1, 2))
def test_tables(block):
    for seed in range(100 * block, 100 * block + 100):
        compare_table(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", some(range(5), 1, 1))
def test_solutions(block):
    for seed in range(40 * block, 40 * block + 40):
        compare_solution(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", some(reversed(range(10)), 1, 1))
def test_profiles_and_rules(block):
    for seed in range(20 * block, 20 * block + 20):
        compare_profiles(seed)


@pytest.mark.parametrize("block", some(range(150), 0, 1))
def test_many_more(block):
    for seed in range(10_000 + 20 * block, 10_020 + 20 * block):
        compare_table(seed)
        compare_solution(seed)
        compare_profiles(seed)


@pytest.mark.parametrize("games", some([20, 80], 0, 1))
def test_a_flipped_action_is_rejected_exactly_when_the_definition_rejects_it(games):
    judged = 0
    for seed in range(games):
        payoffs, outside, game = random_game(seed)
        delta = generators.discount(np.random.default_rng(seed))
        if repeated.equilibrium_at(payoffs, delta, outside) is None:
            continue
        found = qg.solve(game, delta)
        base = found.policy or (0,) * game.n_players
        for i, actions in enumerate(game.stage.shape):
            for b in range(actions):
                flipped = (*base[:i], b, *base[i + 1 :])
                least = repeated.critical_discount(payoffs, flipped, outside)
                assert qg.verify(found, policy=flipped).ok == (least <= delta)
                judged += 1
    assert judged > 5 * games


def is_stage_equilibrium(payoffs, profile):
    return all(
        payoffs[(*profile[:i], b, *profile[i + 1 :])][i] <= payoffs[profile][i]
        for i, actions in enumerate(payoffs.shape[:-1])
        for b in range(actions)
    )


@pytest.mark.slow
@pytest.mark.parametrize("block", some(range(4), 1, 1))
def test_a_flip_under_a_fixed_rule(block):
    judged = 0
    for seed in range(50 * block, 50 * block + 50):
        payoffs, outside, game = random_game(seed)
        if outside is None and repeated.worst_stage_equilibrium(payoffs) is None:
            continue
        delta = generators.discount(np.random.default_rng(seed))
        rule = RULES[seed % 4]
        found = qg.solve(game, delta, sharing=rule)
        for flipped in product(*(range(m) for m in game.stage.shape)):
            least = repeated.fixed_sharing_critical(payoffs, flipped, rule, outside).delta
            nash = outside is None and is_stage_equilibrium(payoffs, flipped)
            assert qg.verify(found, policy=flipped).ok == (least <= delta or nash)
            judged += 1
            if least <= delta or nash:
                assert found.joint_payoff >= sum(Fraction(x) for x in payoffs[flipped])
    assert judged > 250


@pytest.mark.slow
def test_no_critical_discount_is_infinite_by_mistake():
    """Both answers occur, so that comparing them means something."""
    deltas = [
        qg.critical_discount(game, profile).delta
        for game in (random_game(seed)[2] for seed in range(50))
        for profile in np.ndindex(*game.stage.shape)
    ]
    never, at_once = deltas.count(math.inf), deltas.count(0)
    assert min(never, at_once, len(deltas) - never - at_once) > len(deltas) / 20
