"""The solver beside brute force that shares nothing with it."""

import warnings
from fractions import Fraction

import numpy as np
import pytest
from oracles import draws, partnership, table

import qinba_games as qg
from qinba_games.core import errors
from qinba_games.table import kernel, search
from qinba_games.table.solver import solve

#: Floats decide nothing where a constraint or a comparison is so close to an edge.
BLUR = (1e-12, 1e-7)


def unclear(margins):
    margins = abs(np.array(margins))
    return bool(((margins > BLUR[0]) & (margins < BLUR[1])).any())


def check_table(rng, exact, change=lambda game: game):
    game = change(draws.random_table(rng, exact))
    play = solve(game)
    answer, margins = table.best(game)
    if unclear(margins):
        return None
    if answer is None:
        assert not play.exists[0]
        assert play.complete[0]
        return "none"
    assert play.exists[0]
    assert play.complete[0]
    assert {x: int(play.rows[(*x, 0)]) for x in answer.policy} == answer.policy
    joint = game.evaluate(play.rows, game.joint[..., None, :])[:, 0, 0]
    assert joint.astype(float) == pytest.approx(answer.joint, abs=1e-8)
    assert kernel.violations(game, play)[0][0] <= kernel.SLACK * game.near[0]
    return "some"


def check_partnership(rng, exact=False, most=30):
    model, delta = draws.random_partnership(rng, exact=exact, most=most)
    answer, truth = qg.evolve(model, delta), partnership.best(model, float(delta))
    if truth.blurred:
        return False
    assert answer.classes == truth.classes
    assert answer.policy == truth.policy
    assert float(answer.founding_value) == pytest.approx(truth.founding_value, abs=1e-8)
    assert float(answer.founding_value_net) == pytest.approx(truth.founding_value_net, abs=1e-8)
    assert answer.probability_strong == pytest.approx(truth.probability_strong, abs=1e-8)
    assert answer.time_to_strong == pytest.approx(truth.time_to_strong, rel=1e-6)
    assert answer.long_run == pytest.approx(truth.long_run, abs=1e-6)
    assert answer.certificate.ok
    assert answer.complete
    return True


@pytest.mark.parametrize("seed", range(200))
def test_tables(seed):
    check_table(np.random.default_rng(seed), exact=seed % 8 == 0)


@pytest.mark.parametrize("seed", range(300))
def test_partnerships(seed):
    check_partnership(np.random.default_rng(seed), exact=seed % 8 == 0)


def coarse(game):
    """The same with few numbers, so that many agreements are worth the same."""
    pays, reply = (np.where(x > -np.inf, np.round(x / 2), x) for x in (game.pays, game.reply))
    return game.replace(pays=pays, reply=reply, delta=np.array([0.5]))


@pytest.mark.parametrize("seed", [*range(40), 1762, 7677, 8560, 11908, 13430, 17919])
def test_of_agreements_that_are_worth_the_same_the_first_rows_are_taken(seed):
    """In the later seeds the search meets the first rows after others that are worth as much."""
    check_table(np.random.default_rng(seed), exact=False, change=coarse)


@pytest.mark.slow
def test_more_of_both():
    rng = np.random.default_rng(7)
    found = [check_table(rng, exact=False) for _ in range(200)]
    assert found.count("none") > 10
    assert found.count("some") > 50
    assert sum(check_partnership(rng, most=81) for _ in range(300)) > 200


def test_broken_policies_are_refused():
    """Another row or another punishment holds only where enumeration says so."""
    refused = upheld = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        game = draws.random_table(rng)
        if not game.feared:
            continue
        play = solve(game)
        every = table.policies(game)
        policy = every[rng.integers(len(every))]
        rows = play.rows.copy()
        for x, row in policy.items():
            rows[(*x, 0)] = row
        values = [table.worth(game, policy, pool) for pool in table.pools_of(game)]
        low = play.low[..., 0]
        slack = min(table.slack(game, y, t, row, values, low) for (y, t), row in policy.items())
        if unclear([slack]):
            continue
        violation = kernel.violations(game, play._replace(rows=rows))[0][0]
        holds = violation <= kernel.SLACK * game.near[0]
        assert holds == (slack >= -1e-9)
        refused, upheld = refused + (not holds), upheld + bool(holds)
        wrong = play._replace(low=play.low - 0.25)
        assert kernel.violations(game, wrong)[0][0] > 0.01
    assert refused > 50
    assert upheld > 20


def outcome(model, delta):
    """The answer, or why there is none; and whether a warning says that there may be better."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            return qg.evolve(model, delta), [str(each.message) for each in said]
        except errors.QinbaGamesError as error:
            return error, []


def test_a_search_that_is_cut_off_never_says_that_nothing_exists(monkeypatch):
    monkeypatch.setattr(search, "ROUNDS", 0)
    seen = {"whole": 0, "cut": 0, "nothing found": 0}
    for seed in range(200):
        rng = np.random.default_rng(seed)
        model, delta = draws.random_partnership(rng)
        answer, said = outcome(model, delta)
        if isinstance(answer, Exception):
            assert type(answer) is errors.NotConvergedError
            assert "There may be one" in str(answer)
            assert not answer.partial.complete
            seen["nothing found"] += 1
        else:
            assert answer.certificate.ok
            assert ("stopped early" in repr(answer)) is not answer.complete
            assert any("may be a better" in each for each in said) is not answer.complete
            seen["whole" if answer.complete else "cut"] += 1
    assert seen["whole"] > 150
    assert seen["cut"] > 0


def test_one_row_everywhere_is_met_before_the_search_begins(monkeypatch):
    monkeypatch.setattr(search, "ROUNDS", 0)
    for seed in range(100):
        model, delta = draws.random_partnership(np.random.default_rng(seed))
        if not model.mandate:  # all can leave, which is an equilibrium
            assert outcome(model, delta)[0].certificate.ok


def test_one_search_that_is_cut_off_does_not_end_a_batch(monkeypatch):
    monkeypatch.setattr(search, "ROUNDS", 0)
    draw = (draws.random_partnership(np.random.default_rng(k)) for k in range(200))
    model, delta = next(each for each in draw if not outcome(*each)[0].complete)
    with pytest.warns(errors.SearchWarning, match="stopped early"):
        batch = qg.evolve_many([model] * 2, [float(delta), 0.0])
    assert batch.complete_each.tolist() == [False, True]
    assert batch.certificate.ok
    with pytest.warns(errors.SearchWarning, match="stopped early"):
        least = qg.critical_discount(model)
    assert not least.complete


def test_a_game_of_which_nothing_is_known_is_no_game_without_equilibrium(monkeypatch):
    monkeypatch.setattr(search, "ROUNDS", 0)
    seen = {True: 0, False: 0}
    for seed in range(400):
        game = draws.random_table(np.random.default_rng(seed))
        play = solve(game)
        if not play.exists[0]:
            answer, margins = table.best(game)
            seen[bool(play.complete[0])] += 1
            assert not play.complete[0] or answer is None or unclear(margins)
    assert min(seen.values()) > 0


def test_fractions_and_floats_agree():
    for seed in range(50):
        model, delta = draws.random_partnership(np.random.default_rng(seed), exact=True, most=30)
        exact, close = qg.evolve(model, delta), qg.evolve(model, float(delta))
        assert isinstance(exact.founding_value, Fraction)
        assert exact.certificate.violation <= 0
        assert exact.classes == close.classes
