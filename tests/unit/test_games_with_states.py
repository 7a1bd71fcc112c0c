"""Payoff sets of random games with states: proved from both sides, or that there are none."""

import dataclasses
import sys

import numpy as np
import pytest
from helpers.games_with_states import KINDS, drawn
from helpers.marks import some
from oracles import state_sets

import qinba_games as qg
from qinba_games.payoff_sets.by_state import StatePayoffSets
from qinba_games.payoff_sets.checks.state_levels import gaps_of
from qinba_games.payoff_sets.moves import moves_of
from qinba_games.payoff_sets.polygons import distance
from qinba_games.payoff_sets.solvers.fans import corners_at


def lowered(found: StatePayoffSets, rng: np.random.Generator) -> StatePayoffSets:
    """One level of one round is lower by 1e-8, and all that it bounds."""
    k = int(rng.integers(1, len(found.witness)))
    one = found.witness[k]
    reached, levels = one.reached.copy(), one.levels.copy()
    x = int(rng.integers(len(levels)))
    reached[x, rng.choice(np.flatnonzero(one.facets[x]))] -= 1e-8
    levels[x] = corners_at(one.directions, reached[x], one.facets[x])[1]
    tables = [*found.witness]
    tables[k] = one._replace(reached=reached, levels=levels)
    return dataclasses.replace(found, witness=tuple(tables))


def grown(found: StatePayoffSets, rng: np.random.Generator) -> StatePayoffSets:
    """One corner of the sets of one state stands out by 1e-7 of the range of payoffs."""
    unit = np.ptp(found.game.payoffs.astype(float), axis=0)
    k = int(rng.integers(len(found.sets)))
    own, sets = found.sets[k], list(found.sets)
    corners = own.inner.copy()
    j = int(rng.integers(len(corners)))
    away = (corners[j] - corners.mean(axis=0)) / np.where(unit > 0, unit, 1)
    size = np.hypot(*away)
    corners[j] += 1e-7 * unit * (away / size if size > 1e-6 else np.sqrt([0.5, 0.5]))
    sets[k] = dataclasses.replace(own, inner=corners, outer=corners, vertices=corners)
    return dataclasses.replace(found, sets=tuple(sets))


@pytest.mark.parametrize("seed", some(range(300), 12, 60))
def test_random_games_are_proved_from_both_sides(seed: int) -> None:
    game, delta = drawn(seed)
    try:
        found = qg.payoff_set(game, delta)
    except qg.errors.NoEquilibriumError:  # raised once tables show it
        return
    rng = np.random.default_rng(seed)
    assert found.certificate.inside
    assert found.certificate.outside
    assert found.gap <= 2e-9 * np.ptp(game.payoffs.astype(float))
    assert not qg.verify(lowered(found, rng)).ok
    if np.ptp(game.payoffs.astype(float), axis=0).min() > 0:
        assert not qg.verify(grown(found, rng)).ok


def test_games_of_every_kind_have_sets_or_none() -> None:
    assert len(KINDS) == 6
    none = set()
    for seed in range(18):
        try:
            qg.payoff_set(*drawn(seed))
        except qg.errors.NoEquilibriumError:
            none.add(KINDS[seed % 6])
    assert "constant sum" in none
    assert "flat" not in none


def test_three_half_planes_without_a_common_point_show_that_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (game, delta), seen = drawn(2), []
    verb = sys.modules["qinba_games.payoff_sets.of_states"]
    monkeypatch.setattr(verb, "gaps_of", lambda *given: seen.append(given[1]) or gaps_of(*given))
    with pytest.raises(qg.errors.NoEquilibriumError):
        qg.payoff_set(game, delta)
    ((*before, last),) = seen
    moves = moves_of(game, delta)
    state, a, b, c = last.void
    assert gaps_of(moves, (*before, last)).empty
    for changed in (
        {"void": ()},
        {"void": (state, a, b, b)},
        {"void": (state, 0, 1, 2)},  # they do not face each other
        {"void": (state, 2, 1, 0)},
        {"void": (state, c, b, a)},
        {"reached": last.reached + 1},  # so high that they meet
    ):
        assert not gaps_of(moves, (*before, last._replace(**changed))).empty, changed
    assert gaps_of(moves, (*before, last._replace(reached=last.reached - 1e-8))).over > 0


def twins(seed: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Payoffs and moves of two states where many profiles bring the same and lead to the same."""
    rng = np.random.default_rng(seed)
    payoffs = [rng.integers(0, 3, (2, 2, 2)).astype(float) for _ in range(2)]
    moves = [np.eye(2)[rng.integers(0, 2, (2, 2))] for _ in range(2)]
    if not seed % 2:
        payoffs[0][...] = 1
    return payoffs, moves


def test_which_of_equal_profiles_punishes_depends_on_what_follows() -> None:
    """Player 1 leads the other from 1 to 0 and back, whatever it does: 1 / (1 + delta)."""
    # Where player 1 does the first instead, player 2 stays where it gets 1: until it is known
    # that this is worth more, the three profiles that lead away look the same.
    payoffs = np.ones((2, 2, 2, 2))
    payoffs[1] = [[[0, 0], [2, 0]], [[1, 2], [0, 2]]]
    moves = np.eye(2)[[[[0, 1], [1, 1]], [[0, 0], [1, 1]]]]
    game, delta = qg.StochasticGame.from_arrays(list(payoffs), list(moves)), 0.8125
    found = qg.payoff_set(game, delta)
    assert found.sets[0].punishment[1] == pytest.approx(1 / (1 + delta), abs=1e-9)
    assert found.sets[1].punishment[1] == pytest.approx(delta / (1 + delta), abs=1e-9)
    first, one, *rest = found.witness
    more = one.threats.copy()
    more[:, 1] = 0.5 * np.array([1, delta]) - 1e-12  # as if player 2 could stay
    assert gaps_of(moves_of(game, delta), (first, one._replace(threats=more), *rest)).over > 0.05


@pytest.mark.parametrize("seed", some(range(200), 12, 60))
def test_games_with_equal_profiles_have_the_sets_of_the_definition(seed: int) -> None:
    payoffs, moves = twins(seed)
    truth = state_sets.payoff_sets(payoffs, moves, 0.5)
    game = qg.StochasticGame.from_arrays(payoffs, moves)
    if not truth:
        with pytest.raises(qg.errors.NoEquilibriumError):
            qg.payoff_set(game, 0.5)
        return
    for own, corners in zip(qg.payoff_set(game, 0.5).sets, truth, strict=True):
        assert distance(np.array(corners), own.outer) <= 1e-6
        assert distance(own.inner, np.array(corners)) <= 1e-6
