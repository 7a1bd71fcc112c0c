"""Random stochastic games against deletion with every stationary policy enumerated."""

import dataclasses
import functools

import numpy as np
import pytest
from helpers.marks import some
from helpers.stochastic_games import from_raw
from oracles import generators
from oracles import stochastic as oracle

import qinba_games as qg
from qinba_games import errors
from qinba_games.stochastic.solvers.policy_elimination import policy_elimination

BLOCKS = range(10)


def _random(seed):
    rng = np.random.default_rng(seed)
    return generators.stochastic_game(rng), generators.discount(rng)


def _floats(raw):
    return [(np.asarray(g, dtype=float), np.asarray(move, dtype=float)) for g, move in raw]


@functools.cache
def _solved(seed):
    """A random game, its discount factor, and its exact solution (None: no equilibrium)."""
    raw, delta = _random(seed)
    try:
        return raw, delta, qg.solve(from_raw(raw), delta)
    except errors.NoEquilibriumError:
        return raw, delta, None


def _left(game, delta):
    """The profiles that survive, state by state."""
    rows = np.flatnonzero(policy_elimination(game, delta).admissible)
    return [{game.profile(row) for row in rows if game.state[row] == x} for x in game.states]


def _compare(seed):
    raw, delta, found = _solved(seed)
    expected = oracle.solve_at(raw, delta)
    assert (found is None) == (expected is None), seed
    if found is None:
        with pytest.raises(errors.NoEquilibriumError):
            qg.solve(from_raw(_floats(raw)), float(delta))
        return
    assert found.exact
    assert found.certificate.exact
    assert found.certificate.ok
    assert found.joint_payoff.tolist() == expected.joint_payoff, seed
    assert found.punishment_payoff.tolist() == expected.punishment_payoff, seed
    assert _left(found.game, delta) == expected.profiles, seed
    for game in (found.game, from_raw(_floats(raw))):
        close = qg.solve(game, float(delta))
        assert not close.exact
        assert _left(game, float(delta)) == expected.profiles, seed
        for name in ("joint_payoff", "punishment_payoff"):
            exact = getattr(found, name).astype(float)
            np.testing.assert_allclose(getattr(close, name), exact, atol=1e-9, err_msg=str(seed))


@pytest.mark.slow
@pytest.mark.parametrize("block", some(BLOCKS, 1, 3))
def test_solve_finds_what_survives_deletion(block):
    for seed in range(25 * block, 25 * block + 25):
        _compare(seed)


@pytest.mark.parametrize("block", some(range(40), 0, 1))
def test_solve_finds_what_survives_deletion_in_many(block):
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        _compare(seed)


def _flips(game, policy):
    """The policy with one action of one player in one state replaced, in every way."""
    for x, profile in policy.items():
        for i, names in enumerate(game.actions[game.states.index(x)]):
            for other in names:
                if other != profile[i]:
                    yield {**policy, x: (*profile[:i], other, *profile[i + 1 :])}


def _phases(found):
    """The agreed policy and the punishments, and all of these with one action flipped."""
    phases = [found.policy, *found.punishments]
    yield phases
    for k, phase in enumerate(phases):
        for flipped in _flips(found.game, phase):
            yield [flipped if j == k else other for j, other in enumerate(phases)]


def _judged(found, phases):
    """The verdict on other phases of the same game, reported values left out."""
    changed = dataclasses.replace(found, punishments=tuple(phases[1:]))
    return qg.verify(changed, policy=phases[0])


def _flips_are_judged_as_by_the_oracle(seeds):
    accepted = rejected = 0
    for seed in seeds:
        raw, delta, found = _solved(seed)
        if found is None:
            continue
        for phases in _phases(found):
            slack = oracle.policy_slack(raw, delta, phases[0], phases[1:])
            certificate = _judged(found, phases)
            assert certificate.exact
            assert certificate.ok == (slack >= 0), (seed, phases)
            accepted, rejected = accepted + certificate.ok, rejected + (not certificate.ok)
            if not certificate.ok:
                assert certificate.largest_gain == -slack, (seed, phases)
                assert certificate.member in found.game.players
                assert certificate.state in found.game.states
    return accepted, rejected


@pytest.mark.slow
@pytest.mark.parametrize("block", some(BLOCKS, 1, 1))
def test_flipped_policies_are_rejected_exactly_when_the_oracle_rejects_them(block):
    """Of the 250 games some 220 have an equilibrium."""
    accepted, rejected = _flips_are_judged_as_by_the_oracle(range(25 * block, 25 * block + 25))
    assert accepted > 50
    assert rejected > 50


@pytest.mark.slow
@pytest.mark.parametrize("block", some(range(2), 1, 1))
def test_flips_in_floats_are_judged_alike(block):
    for seed in range(20 * block, 20 * block + 20):
        raw, delta, found = _solved(seed)
        if found is None:
            continue
        close = qg.solve(found.game, float(delta))
        for phases in _phases(found):
            slack = oracle.policy_slack(raw, delta, phases[0], phases[1:])
            certificate = _judged(close, phases)
            assert not certificate.exact
            assert certificate.ok == (slack >= 0), (seed, phases)


def _results(block):
    """Results of 25 games, exact and in floats in turn."""
    for seed in range(25 * block, 25 * block + 25):
        _, delta, found = _solved(seed)
        if found is not None:
            yield found if seed % 2 else qg.solve(found.game, float(delta))


@pytest.mark.slow
@pytest.mark.parametrize("block", some(BLOCKS, 1, 1))
@pytest.mark.parametrize("name", ["joint_payoff", "punishment_payoff", "payoffs"])
def test_every_value_that_is_off_is_rejected(name, block):
    checked = 0
    for found in _results(block):
        payoffs = found.game.payoffs
        spread = payoffs.max() - payoffs.min()
        off = spread / type(spread)(10**6) if found.exact else float(spread) * 1e-6
        values = getattr(found, name)
        for index in np.ndindex(values.shape):
            for step in (-off, off):
                wrong = values.copy()
                wrong[index] += step
                certificate = qg.verify(dataclasses.replace(found, **{name: wrong}))
                assert not certificate.ok, (found.game, index)
                assert certificate.largest_gain == pytest.approx(float(off), rel=1e-3)
        checked += 1
    assert checked >= 20


def test_payoffs_below_the_punishment_are_rejected():
    """Somebody would refuse to pay, although the members together get what they should."""
    _, _, found = _solved(0)
    payoffs = found.payoffs.copy()
    gap = payoffs[0, 0] - found.punishment_payoff[0, 0] + 1
    payoffs[0, 0] -= gap
    payoffs[0, 1] += gap
    certificate = qg.verify(dataclasses.replace(found, payoffs=payoffs))
    assert not certificate.ok
    assert (certificate.member, certificate.action) == ("1", "refuse to pay")
    assert certificate.largest_gain == 1


def _sustained(raw, delta, policy):
    """The definition: the policy for ever, with the harshest punishments of the game behind it."""
    behind = oracle.solve_at(raw, delta)
    if behind is None:
        return -np.inf
    v = np.array(behind.punishment_payoff)
    values = oracle.policy_values(raw, delta, policy)
    slack = []
    for x, a in policy.items():
        payoffs, moves = raw[x]
        total = 0
        for i in range(len(a)):
            replies = [(*a[:i], b, *a[i + 1 :]) for b in range(payoffs.shape[i])]
            total += max((1 - delta) * payoffs[r][i] + delta * moves[r] @ v[:, i] for r in replies)
        slack.append(float(values[x] - total))
    return min(slack)


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(8), 2, 4))
def test_critical_discount_finds_the_deltas_at_which_the_definition_holds(seed):
    raw, _ = _random(seed)
    raw = _floats(raw)
    rng = np.random.default_rng(5000 + seed)
    game = from_raw(raw)
    policy = {x: tuple(int(rng.integers(m)) for m in game.shape(x)) for x in game.states}
    found = qg.critical_discount(game, policy)
    assert found.certificate.ok
    ends = [end for pair in found.intervals for end in pair if 0 < end < 1]
    deltas = [*rng.uniform(0, 0.995, 12), *(e + s for e in ends for s in (-1e-6, 1e-6))]
    for delta in deltas:
        slack = _sustained(raw, delta, policy)
        if abs(slack) > 1e-8 or not np.isfinite(slack):
            inside = any(low <= delta < high for low, high in found.intervals)
            assert inside == (slack > 0), (seed, delta, slack)


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(8, 14), 1, 3))
def test_first_best_is_sustained_where_elimination_reaches_it(seed):
    raw, _ = _random(seed)
    raw = _floats(raw)
    found = qg.critical_discount(from_raw(raw))
    for delta in np.random.default_rng(6000 + seed).uniform(0, 0.99, 12):
        behind = oracle.solve_at(raw, delta)
        tables = [[(g[a].sum(), move[a]) for a in np.ndindex(*g.shape[:-1])] for g, move in raw]
        best = oracle._best_over(tables, delta, exact=False)
        reached = behind is not None and np.allclose(best, behind.joint_payoff, atol=1e-7)
        inside = any(low <= delta < high for low, high in found.intervals)
        assert inside == reached, (seed, delta)
