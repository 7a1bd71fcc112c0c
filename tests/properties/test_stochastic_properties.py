"""What must not change when a stochastic game is told differently."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from helpers.stochastic_games import from_raw
from oracles import generators

import qinba_games as qg
from qinba_games import errors

SEEDS = range(40)


def _random(seed):
    rng = np.random.default_rng(7000 + seed)
    return generators.stochastic_game(rng), generators.discount(rng), rng


def _values(raw, delta):
    """U and v as plain lists, None where there is no equilibrium."""
    try:
        found = qg.solve(from_raw(raw), delta)
    except errors.NoEquilibriumError:
        return None
    return found.joint_payoff, found.punishment_payoff


def _same(one, other, change_joint=lambda u: u, change_v=lambda v: v):
    if one is None or other is None:
        assert one is other is None
        return
    assert other[0].tolist() == change_joint(one[0]).tolist()
    assert other[1].tolist() == change_v(one[1]).tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_adding_constants_and_scaling_move_values_alike(seed):
    raw, delta, rng = _random(seed)
    n = raw[0][0].shape[-1]
    shift = np.array([Fraction(int(s), 7) for s in rng.integers(-20, 20, size=n)], dtype=object)
    factor = Fraction(int(rng.integers(1, 9)), 5)
    told = [(g * factor + shift, move) for g, move in raw]
    _same(
        _values(raw, delta),
        _values(told, delta),
        lambda u: u * factor + shift.sum(),
        lambda v: v * factor + shift,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_players_states_and_actions_does_not_matter(seed):
    raw, delta, rng = _random(seed)
    n = raw[0][0].shape[-1]
    who, where = rng.permutation(n), rng.permutation(len(raw))
    told = []
    for x in where:
        g, move = raw[x]
        for i in range(n):
            order = rng.permutation(g.shape[i])
            g, move = g.take(order, axis=i), move.take(order, axis=i)
        g, move = np.transpose(g, [*who, n])[..., who], np.transpose(move, [*who, n])
        told.append((g, move[..., where]))
    _same(_values(raw, delta), _values(told, delta), lambda u: u[where], lambda v: v[where][:, who])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_second_name_for_an_action_changes_nothing(seed):
    raw, delta, rng = _random(seed)
    x, i = int(rng.integers(len(raw))), int(rng.integers(raw[0][0].shape[-1]))
    told = list(raw)
    g, move = raw[x]
    order = [*range(g.shape[i]), int(rng.integers(g.shape[i]))]
    told[x] = (g.take(order, axis=i), move.take(order, axis=i))
    _same(_values(raw, delta), _values(told, delta))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_state_may_be_split_in_two(seed):
    raw, delta, rng = _random(seed)
    x, part = int(rng.integers(len(raw))), Fraction(int(rng.integers(1, 4)), 4)
    told = []
    for g, move in [*raw, raw[x]]:
        twin = np.concatenate([move, move[..., [x]] * (1 - part)], axis=-1)
        twin[..., x] = move[..., x] * part
        told.append((g, twin))
    extend = [*range(len(raw)), x]
    _same(_values(raw, delta), _values(told, delta), lambda u: u[extend], lambda v: v[extend])


@pytest.mark.parametrize("seed", SEEDS)
def test_floats_do_not_mind_a_distant_origin(seed):
    """Payoffs around a million: the same profiles survive, values move by the constant."""
    raw, delta, _ = _random(seed)
    near = [(g.astype(float), move.astype(float)) for g, move in raw]
    far = [(g + 1e6, move) for g, move in near]
    one, other = _values(near, float(delta)), _values(far, float(delta))
    assert (one is None) == (other is None)
    if one is not None:
        n = raw[0][0].shape[-1]
        np.testing.assert_allclose(other[0] - n * 1e6, one[0], atol=1e-7)
        np.testing.assert_allclose(other[1] - 1e6, one[1], atol=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_when_nothing_carries_over_every_state_is_a_repeated_game_of_its_own(seed):
    """States that play never leaves: each has the value of its own repeated game."""
    raw, delta, _ = _random(seed)
    told, stages = [], [qg.StageGame(g) for g, _ in raw]
    for x, (g, move) in enumerate(raw):
        stuck = np.zeros_like(move)
        stuck[..., x] = 1
        told.append((g, stuck))
    found = _values(told, delta)
    try:
        rows = [qg.discount_table(stage).at(delta) for stage in stages]
    except errors.NoEquilibriumError:
        assert found is None
        return
    assert found[0].tolist() == [row.joint_payoff for row in rows]
    assert found[1].tolist() == [row.punishment_payoff.tolist() for row in rows]


@pytest.mark.parametrize("seed", SEEDS)
def test_planning_before_the_state_is_drawn_is_worth_no_less(seed):
    """If play does not move the state, the repeated game in plans enforces on average over states.

    Averaging the conditions of all states shows that plans made of admissible profiles support
    themselves, so the plan game's joint payoff is at least the average of U.
    """
    raw, delta, _ = _random(seed)
    size, n = len(raw), raw[0][0].shape[-1]
    chance = [Fraction(1, size)] * size
    told = []
    for g, move in raw:
        drawn = np.empty_like(move)
        drawn[...] = np.array(chance, dtype=object)
        told.append((g, drawn))
    found = _values(told, delta)
    plans = [list(itertools.product(*(range(g.shape[i]) for g, _ in raw))) for i in range(n)]
    payoffs = np.empty((*map(len, plans), n), dtype=object)
    for index in np.ndindex(*map(len, plans)):
        picked = [plan[a] for plan, a in zip(plans, index, strict=True)]
        payoffs[index] = sum(
            Fraction(1, size) * np.array([Fraction(p) for p in g[tuple(p[x] for p in picked)]])
            for x, (g, _) in enumerate(raw)
        )
    if found is None:
        return
    row = qg.discount_table(qg.StageGame(payoffs)).at(delta)
    assert found[0].sum() / size <= row.joint_payoff
