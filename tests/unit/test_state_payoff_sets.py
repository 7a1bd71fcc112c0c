"""Payoff sets of games whose state moves: from both sides, state by state."""

import dataclasses
import pickle
import sys

import numpy as np
import pytest
from helpers.marks import some
from helpers.partnerships import reference
from oracles import state_sets

import qinba_games as qg
from qinba_games.payoff_sets.checks.state_levels import gaps_of
from qinba_games.payoff_sets.polygons import distance, hull
from qinba_games.payoff_sets.solvers import state_levels
from qinba_games.payoff_sets.solvers.fans import COMPASS, corners_at, cutting, merged


def drawn(seed):
    rng = np.random.default_rng(seed)
    states, k = 2 + seed % 2, 2
    payoffs = [rng.random((k, k, 2)) for _ in range(states)]
    moves = [rng.dirichlet(np.ones(states), (k, k)) for _ in range(states)]
    return payoffs, moves


def check_drawn(seed, delta):
    """Inner and outer sets against the definition, by brute force; whether there are any."""
    payoffs, moves = drawn(seed)
    truth = state_sets.payoff_sets(payoffs, moves, delta)
    game = qg.StochasticGame.from_arrays(payoffs, moves)
    if not truth:
        with pytest.raises(qg.errors.NoEquilibriumError, match=f"delta = {delta}"):
            qg.payoff_set(game, delta)
        return False
    found = qg.payoff_set(game, delta)
    assert found.certificate.inside
    assert found.certificate.outside
    for own, corners in zip(found.sets, truth, strict=True):
        for claimed in (own.inner, own.outer, own.vertices):
            assert distance(np.array(corners), claimed) <= 1e-6
            assert distance(claimed, np.array(corners)) <= 1e-6
        assert distance(own.outer, own.inner) <= 1e-9  # inner inside outer
    return True


@pytest.mark.parametrize(("seed", "delta"), [(8, 0.6), (12, 0.6), (5, 0.4), (6, 0.6)])
def test_drawn_games_have_the_sets_of_the_definition(seed, delta):
    check_drawn(seed, delta)


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [range(6)])
def test_more_drawn_games_have_the_sets_of_the_definition(seeds):
    there = sum(check_drawn(seed, round(0.6 - 0.2 * (seed % 2), 1)) for seed in seeds)
    assert there >= len(seeds) / 2


@pytest.mark.parametrize("delta", [0, 0.1, 1 / 7, 0.2, 0.25, 0.5, 0.9, 0.9999])
def test_one_state_is_the_repeated_game(delta):
    dilemma = qg.prisoners_dilemma(9, 1, 10, 3)
    alone = qg.payoff_set(dilemma, delta)
    own = qg.payoff_set(qg.StochasticGame.from_stage(dilemma), delta)["always"]
    assert own.shape == alone.shape
    assert distance(own.vertices, np.asarray(alone.vertices, float)) <= 1e-6
    assert distance(np.asarray(alone.vertices, float), own.vertices) <= 1e-6


def arrays_of(pair):
    """Payoffs and moves of a partnership, state by state."""
    game = pair.to_game()
    shapes = [game.shape(x) for x in range(len(game.states))]
    payoffs, moves = [], []
    for x, shape in enumerate(shapes):
        rows = range(game.first_row[x], game.first_row[x + 1])
        dense = np.zeros((len(rows), len(shapes)))
        for k, row in enumerate(rows):
            start, end = game.first_successor[row : row + 2]
            dense[k, game.successor[start:end]] = game.probability[start:end]
        payoffs.append(game.payoffs[rows].astype(float).reshape(*shape, 2))
        moves.append(dense.reshape(*shape, -1))
    return payoffs, moves


@pytest.mark.slow
def test_a_partnership_against_the_definition():
    pair = qg.Partnership([[3.0, 1.3], [3.3, 1.6]], 1, promotion=0.6, friction=0.05)
    truth = state_sets.payoff_sets(*arrays_of(pair), 0.6)
    found = qg.payoff_set(pair, 0.6)
    for own, corners in zip(found.sets, truth, strict=True):
        assert distance(np.array(corners), own.outer) <= 1e-6
        assert distance(own.inner, np.array(corners)) <= 1e-6


@pytest.mark.parametrize("seed", some(range(200), 4, 16))
def test_what_small_partnerships_reach_in_any_equilibrium(seed):
    """The greatest joint payoff at founding, turns included: it says who needs a coordinator."""
    rng = np.random.default_rng(seed)
    gains = rng.uniform(0.6, 3, 2)
    pair = qg.Partnership(
        [gains + 0.3 * k for k in range(1 + seed % 2)],
        1,
        promotion=0.6,
        friction=round(rng.uniform(0, 0.2), 2),
        outside=[0, 0.2][seed % 3 == 0],
    )
    delta = [0.4, 0.5, 0.6][seed % 3]
    truth = state_sets.payoff_sets(*arrays_of(pair), delta)
    found = qg.payoff_set(pair, delta)
    for k in range(pair.levels):
        most = max(x + y for x, y in truth[k])
        assert found.at_founding(k).support([1, 1]) == pytest.approx(most, abs=1e-6)


@pytest.mark.slow
def test_what_joint_modes_reach_is_reached():
    pair = reference("A")
    alone = qg.evolve(pair, 0.8)
    found = qg.payoff_set(pair, 0.8)
    for trust in range(pair.levels):
        reached = float(np.asarray(alone.values)[trust].sum())
        assert found.at_founding(trust).support([1, 1]) >= reached - 1e-8


def altered(found, state, **changed):
    k = found.states.index(state)
    sets = list(found.sets)
    sets[k] = dataclasses.replace(sets[k], **changed)
    return dataclasses.replace(found, sets=tuple(sets))


@pytest.fixture(scope="module")
def solved():
    return qg.payoff_set(reference("A"), 0.72)


@pytest.mark.parametrize("share", [1e-7, 1e-3])
def test_sets_that_are_too_large_or_too_small_are_refused(solved, share):
    assert qg.verify(solved).ok
    own = solved[2, 0]
    middle = own.inner.mean(axis=0)
    grown = middle + (1 + share) * (own.inner - middle)
    wrong = altered(solved, (2, 0), inner=grown, outer=grown, vertices=grown, gap=1.0)
    told = qg.verify(wrong)
    assert not told.ok
    assert not told.inside
    shrunk = middle + (1 - share) * (own.inner - middle)
    wrong = altered(solved, (2, 0), outer=shrunk, inner=shrunk, vertices=shrunk, gap=1.0)
    told = qg.verify(wrong)
    assert not told.ok
    assert not told.outside


def test_a_corner_less_is_refused(solved):
    own = solved[3, 0]
    fewer = np.delete(own.outer, 2, axis=0)
    told = qg.verify(altered(solved, (3, 0), inner=fewer, outer=fewer, vertices=fewer, gap=1.0))
    assert not told.outside


def without_a_round(tables, k):
    return tables[:k] + tables[k + 1 :]


def lowered(tables, k):
    """One level of one round is lower, and all that it bounds."""
    one, rng = tables[k], np.random.default_rng(k)
    reached, levels = one.reached.copy(), one.levels.copy()
    x = int(rng.integers(len(levels)))
    reached[x, rng.choice(np.flatnonzero(one.facets[x]))] -= 1e-8
    levels[x] = corners_at(one.directions, reached[x], one.facets[x])[1]
    return (*tables[:k], one._replace(reached=reached, levels=levels), *tables[k + 1 :])


def threatened(tables, k):
    one, threats = tables[k], tables[k].threats.copy()
    threats[2, 0] += 1e-8
    return (*tables[:k], one._replace(threats=threats), *tables[k + 1 :])


def unbounded(tables, k):
    """Fewer half-planes than bound the sets."""
    one = tables[k]
    return (
        *tables[:k],
        one._replace(facets=one.facets & (one.directions[:, 0] > 0)),
        *tables[k + 1 :],
    )


@pytest.mark.parametrize("change", [without_a_round, lowered, threatened, unbounded])
def test_tables_that_do_not_follow_from_each_other_are_refused(solved, change):
    assert solved.rounds == solved.certificate.rounds == len(solved.witness) - 1 > 3
    assert solved.certificate.gap == solved.gap
    for k in range(1, len(solved.witness) - 1):
        told = qg.verify(dataclasses.replace(solved, witness=change(solved.witness, k)))
        assert not told.ok, k
        assert told.gap is None


@pytest.mark.parametrize("tables", [None, (), "none", 1.0])
def test_without_tables_nothing_is_shown(solved, tables):
    assert not qg.verify(dataclasses.replace(solved, witness=tables)).ok


def test_tables_begin_at_all_payoffs(solved):
    begun = solved.witness[0]
    less = begun._replace(levels=begun.levels - 1e-6)
    told = qg.verify(dataclasses.replace(solved, witness=(less, *solved.witness[1:])))
    assert not told.ok


@pytest.mark.parametrize("kind", ["all", "twice", "fewer"])
def test_profiles_that_are_played_are_those_that_can_be(solved, kind):
    every = tuple(
        tuple(solved.game.to_game().profile(row) for row in rows)
        for rows in (
            np.flatnonzero(solved.game.to_game().state == x) for x in range(len(solved.states))
        )
    )
    told = {
        "all": every,
        "twice": (solved.playable[0] * 2, *solved.playable[1:]),
        "fewer": (solved.playable[0][1:], *solved.playable[1:]),
    }[kind]
    assert not qg.verify(dataclasses.replace(solved, playable=told)).ok


def test_edges_that_turn_around_a_corner_are_found():
    rng = np.random.default_rng(27)
    payoffs = [rng.integers(0, 4, (2, 2, 2)).astype(float) for _ in range(2)]
    moves = [np.eye(2)[rng.integers(0, 2, (2, 2))] for _ in range(2)]
    found = qg.payoff_set(qg.StochasticGame.from_arrays(payoffs, moves), 0.6)
    assert found.certificate.outside


def constant_sum(rows):
    rng = np.random.default_rng(3)
    first = [rng.random((rows, 3)) for _ in range(2)]
    payoffs = [np.stack([one, 1 - one], axis=-1) for one in first]
    moves = [rng.dirichlet(np.ones(2), (rows, 3)) for _ in range(2)]
    return qg.StochasticGame.from_arrays(payoffs, moves)


def test_constant_sums_have_a_point_or_none():
    assert all(own.shape == "point" for own in qg.payoff_set(constant_sum(1), 0.8).sets)
    with pytest.raises(qg.errors.NoEquilibriumError, match="at delta"):
        qg.payoff_set(constant_sum(3), 0.8)


def test_an_absorbing_state_has_the_set_of_its_repeated_game():
    stage = qg.prisoners_dilemma(9, 1, 10, 3)
    payoffs = [np.asarray(stage.payoffs, float), np.zeros((2, 2, 2))]
    moves = [np.broadcast_to(np.eye(2)[0], (2, 2, 2)), np.full((2, 2, 2), 0.5)]
    found = qg.payoff_set(qg.StochasticGame.from_arrays(payoffs, moves), 0.75)
    alone = np.asarray(qg.payoff_set(stage, 0.75).vertices, float)
    assert distance(found.sets[0].vertices, alone) <= 1e-9
    assert distance(alone, found.sets[0].vertices) <= 1e-9


def test_one_action_each_is_worth_its_chain():
    payoffs = np.array([[1.0, 2.0], [3.0, 0.0]])
    moves = np.array([[0.2, 0.8], [0.5, 0.5]])
    game = qg.StochasticGame.from_arrays(payoffs.reshape(2, 1, 1, 2), moves.reshape(2, 1, 1, 2))
    worth = 0.3 * np.linalg.solve(np.eye(2) - 0.7 * moves, payoffs)
    for own, value in zip(qg.payoff_set(game, 0.7).sets, worth, strict=True):
        assert own.shape == "point"
        assert own.vertices[0] == pytest.approx(value, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0, 0.5, 0.999999])
def test_a_gap_by_state_is_not_smaller_than_it_is(solved, share):
    k = max(range(len(solved.sets)), key=lambda x: solved.sets[x].gap)
    own = dataclasses.replace(solved.sets[k], gap=share * solved.sets[k].gap)
    sets = (*solved.sets[:k], own, *solved.sets[k + 1 :])
    assert not qg.verify(dataclasses.replace(solved, sets=sets)).ok


def test_one_state_alone_is_not_judged(solved):
    with pytest.raises(qg.errors.NotApplicableError, match="covers all states"):
        qg.verify(solved[0, 0])


@pytest.mark.parametrize(
    ("changed", "argument"),
    [
        ({"sharing": "voluntary"}, "sharing"),
        ({"sharing": "equal"}, "sharing"),
        ({"detection": 0.9}, "detection"),
        ({"deposit": 1}, "deposit"),
        ({"subsidy": 0.1}, "subsidy"),
    ],
)
def test_partnerships_with_more_than_actions_are_refused(changed, argument):
    pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1, **changed)
    with pytest.raises(qg.errors.NotApplicableError, match=f"'{argument}'.*evolve"):
        qg.payoff_set(pair, 0.8)


def test_three_players_are_refused_where_the_state_moves():
    game = qg.StochasticGame.from_stage(qg.public_good(3, 0.5))
    with pytest.raises(qg.errors.NotApplicableError, match="has 3 players"):
        qg.payoff_set(game, 0.8)


def test_too_few_rounds_say_what_they_reached():
    with pytest.raises(qg.errors.NotConvergedError, match="max_rounds") as caught:
        qg.payoff_set(reference("A"), 0.72, max_rounds=3)
    assert len(caught.value.partial.sets) == 6
    assert caught.value.partial[0, 0].outer.shape[1] == 2


def test_a_mapping_from_states_to_sets(solved):
    assert list(solved) == list(solved.states)
    assert solved["dissolved"].shape == "point"
    assert (0, 0) in solved
    assert len(solved.to_frame()) == 6
    assert pickle.loads(pickle.dumps(solved)) == solved
    assert ("contribute", "contribute") in solved.playable[0]
    with pytest.raises(qg.errors.UnknownNameError, match="state"):
        solved[7, 0]


def test_founding_needs_a_level_of_a_partnership(solved):
    with pytest.raises(qg.errors.RangeError, match="trust"):
        solved.at_founding(5)
    stage = qg.StochasticGame.from_stage(qg.prisoners_dilemma(9, 1, 10, 3))
    for name in ("at_founding", "begins", "contributes"):
        with pytest.raises(qg.errors.NotApplicableError, match=f"{name}.* only a partnership"):
            getattr(qg.payoff_set(stage, 0.5), name)()


@pytest.mark.slow
def test_founding_averages_over_conditions():
    found = qg.payoff_set(reference("B"), 0.8)
    begun = found.at_founding()
    for direction in ([1, 1], [-1, 0], [1, -2]):
        parts = [found[0, t].support(direction) for t in (0, 1)]
        assert begun.support(direction) == pytest.approx(0.75 * parts[0] + 0.25 * parts[1])


@pytest.mark.parametrize(("name", "delta"), [("A", 0.7155), ("C", 0.8459), ("A", 0.72)])
def test_whether_anything_begins_is_known_before_the_sets_are(name, delta):
    pair = reference(name)
    full, asked = qg.payoff_set(pair, delta), qg.payoff_set(pair, delta, founding=0)
    begins = delta == 0.72
    assert asked.contributes() is full.contributes() is begins
    assert asked.certificate.inside
    assert asked.certificate.outside
    if begins:
        assert asked == full
        return
    # The other sets are left as they are, and what is said of this one is shown all the same.
    assert asked.rounds < full.rounds
    assert asked.gap > 1e-3
    assert asked.guarantee.startswith("between an inner and an outer set")
    assert asked.contributes(pair.levels - 1) is None
    assert not qg.verify(dataclasses.replace(asked, witness=asked.witness[:-1])).ok
    assert not qg.verify(dataclasses.replace(asked, witness=lowered(asked.witness, 2))).ok


def test_who_leaves_for_nothing_can_idle_and_who_is_paid_to_leave_cannot():
    # All that can be shared is 1 in a period; to leave brings both -.1, or .1.
    for outside, begins in ((-0.1, None), (0.1, False)):
        pair = qg.Partnership([[3, 2]], 4, outside=outside, promotion=0.5, friction=0.1)
        found = qg.payoff_set(pair, 0.5, founding=0)
        assert found.begins() is begins
        assert found.contributes() is False


def test_pictures_show_every_state(solved):
    ax = solved.plot()
    assert len(ax.get_legend_handles_labels()[1]) == 6
    assert solved[2, 0].plot().get_xlabel() == "payoff to 1"


def test_half_planes_that_cut_nothing_off_are_left_out():
    turns = np.linspace(-np.pi, np.pi, 40, endpoint=False) + 0.01
    every = np.concatenate([COMPASS, np.stack([np.cos(turns), np.sin(turns)], axis=1)])
    every = every[merged(every)]
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    levels = (square @ every.T).max(axis=0) + 1e-3 * (abs(every) < 1).all(axis=1)
    kept = cutting(every, levels)
    assert sorted(every[kept].tolist()) == [[-1, 0], [0, -1], [0, 1], [1, 0]]
    corners, tight = corners_at(every, levels, kept)
    assert hull(corners, 1e-9).round(9).tolist() == square[[0, 1, 2, 3]].tolist()
    assert tight == pytest.approx((square @ every.T).max(axis=0), abs=1e-12)


def test_policies_that_go_in_a_circle_come_to_rest(monkeypatch):
    payoffs, moves = drawn(8)
    game = qg.StochasticGame.from_arrays(payoffs, moves)
    before = qg.payoff_set(game, 0.6)
    monkeypatch.setattr(state_levels, "_FREE", 1)
    after = qg.payoff_set(game, 0.6)
    for one, other in zip(before.sets, after.sets, strict=True):
        assert one.vertices == pytest.approx(other.vertices, abs=1e-9)


@pytest.mark.parametrize("delta", some([0.7202, 0.7205, 0.74], 2))
def test_equals_gain_nothing_by_taking_turns(delta):
    # The relation of the claims C32 and C34. At .74 edges turn around a corner: bounds in fixed
    # directions rise again if older ones are forgotten.
    benefit = [[1.2 + 0.35 * k] * 2 for k in range(3)]
    pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05, bad_times=[(0.25, 1)])
    found, modes = qg.payoff_set(pair, delta), qg.evolve(pair, delta)
    assert found.certificate.outside
    assert found.begins() == (modes.classes[0] != "isolated") == (delta > 0.720333)
    most = float(found.at_founding().outer.sum(axis=1).max())
    assert most == pytest.approx(float(modes.founding_value), abs=1e-8)


def test_a_corner_that_nothing_generates_is_found_out(monkeypatch):
    solver = sys.modules["qinba_games.payoff_sets.solvers.state_sets"]
    game = qg.StochasticGame.from_arrays(*drawn(8))
    right = qg.payoff_set(game, 0.6)

    def wider(_, start, *__):
        return [hull(np.concatenate([own, own.min(axis=0, keepdims=True) - 1e-6])) for own in start]

    monkeypatch.setattr(solver, "inner_sets", wider)
    for own, known in zip(qg.payoff_set(game, 0.6).sets, right.sets, strict=True):
        assert distance(own.inner, known.inner) <= 1e-9
        assert distance(known.inner, own.inner) <= 1e-9


@pytest.mark.parametrize("seed", some([493, 173, 174, 250, 285], 1, 1))
def test_rounding_decides_no_corner_where_edges_are_nearly_parallel(seed):
    """Patient games: extrapolated directions come within 1e-11 of those of the edges."""
    rng = np.random.default_rng(seed)
    states, shape, delta = rng.integers(2, 5), rng.integers(2, 4, 2), rng.uniform(0.97, 0.99)
    profiles = list(np.ndindex(*shape))
    payoffs, moves = (np.zeros((states, *shape, k)) for k in (2, states))
    for x in range(states):
        for a, b in profiles:
            payoffs[x, a, b] = rng.uniform(-3, 3, 2).round(1)
            moves[x, a, b] = rng.dirichlet(np.full(states, 0.5))
    found = qg.payoff_set(qg.StochasticGame.from_arrays(list(payoffs), list(moves)), delta)
    assert found.gap <= 1e-9 * np.ptp(payoffs)


def without_any():
    for seed in range(40):
        payoffs, moves = drawn(seed)
        game = qg.StochasticGame.from_arrays(payoffs, moves)
        try:
            qg.payoff_set(game, 0.3)
        except qg.errors.NoEquilibriumError:
            return game
    raise AssertionError("every game drawn has an equilibrium")


def test_what_is_left_over_where_emptiness_is_not_proved(monkeypatch):
    game = without_any()
    verb = sys.modules["qinba_games.payoff_sets.of_states"]
    monkeypatch.setattr(verb, "gaps_of", lambda *found: gaps_of(*found)._replace(over=1e-9))
    with pytest.raises(qg.errors.NotConvergedError, match="could not be proved") as told:
        qg.payoff_set(game, 0.3)
    assert all(len(own.inner) == 0 and len(own.outer) for own in told.value.partial.values())


def test_a_set_settles_whichever_member_is_named_first():
    # Where lines that are nearly parallel meet rounding moves corners by more than levels.
    benefit = np.add.outer(0.35 * np.arange(5), [1.51, 1.28])
    worth = [
        qg.payoff_set(
            qg.Partnership(
                benefit[:, order], 1, outside=outside, promotion=0.6, friction=0.2, drop=None
            ),
            0.782,
        )
        .at_founding()
        .support([1, 1])
        for order, outside in (([0, 1], [-0.2, 0]), ([1, 0], [0, -0.2]))
    ]
    assert worth == pytest.approx([0.7594024035855] * 2, abs=1e-10)
