"""Stochastic games beside enumeration; all discount factors of a policy; files; refusals."""

import importlib.util
import pathlib
from fractions import Fraction

import numpy as np
import pytest
from oracles import draws, table

import qinba_games as qg
from qinba_games.core import errors

STAGE = [[[2, 2], [-1, 3]], [[3, -1], [0, 0]]]
#: A dilemma that is played for ever: the only state.
DILEMMA = qg.StochasticGame.from_arrays([STAGE], [np.ones((2, 2, 1), dtype=int)])


def unclear(margins):
    margins = abs(np.array(margins))
    return bool(((margins > 1e-12) & (margins < 1e-7)).any())


def outcome(game, delta, sharing):
    try:
        return qg.solve(game, delta, sharing=sharing)
    except errors.NoEquilibriumError:
        return None


@pytest.mark.parametrize("sharing", ["voluntary", "none"])
@pytest.mark.parametrize("seed", range(50))
def test_solutions_are_those_of_enumeration(seed, sharing):
    rng = np.random.default_rng(seed)
    exact = seed % 5 == 0
    game = draws.random_stochastic(rng, exact)
    delta = Fraction(int(rng.integers(0, 10)), 10) if exact else rng.integers(0, 20) / 20
    answer = outcome(game, delta, sharing)
    truth, margins = table.best(game.table(np.array([delta]), sharing == "voluntary"))
    if unclear(margins):
        return
    if truth is None:
        assert answer is None
        return
    assert answer.exact is exact
    assert answer.joint_payoff.astype(float) == pytest.approx(truth.joint, abs=1e-8)
    assert answer.play.rows[:, 0, 0].tolist() == [
        truth.policy[y, 0] for y in range(len(game.states))
    ]
    assert answer.punishment_payoff.astype(float) == pytest.approx(truth.low, abs=1e-8)
    assert answer.certificate.ok


@pytest.mark.parametrize("seed", range(12))
def test_intervals_of_a_policy_are_where_it_is_an_equilibrium(seed):
    rng = np.random.default_rng(seed)
    game = draws.random_stochastic(rng)
    policy = outcome(game, 0.9, "voluntary")
    if policy is None:
        return
    intervals = qg.critical_discount(game, policy.policy).intervals
    rows = game.rows(policy.policy)
    for delta in (0.13, 0.37, 0.55, 0.71, 0.9):
        each = game.table(np.array([delta]))
        truth, margins = table.best(each)
        slack = -1.0
        if truth is not None:
            plan = {(y, 0): row for y, row in enumerate(rows.tolist())}
            joint = [table.worth(each, plan, range(len(game.players)))]
            slacks = (table.slack(each, y, 0, plan[y, 0], joint, truth.low) for y, _ in plan)
            slack = min(slacks)
        if not unclear([*margins, slack]):
            assert (delta in intervals) == (slack >= -1e-9)


def test_the_dilemma_needs_the_patience_of_the_books():
    both = {0: (0, 0)}
    assert qg.critical_discount(DILEMMA, both).delta == pytest.approx(1 / 3, abs=1e-9)
    assert qg.critical_discount(DILEMMA, both, sharing="none").delta == pytest.approx(
        1 / 3, abs=1e-9
    )
    assert qg.critical_discount(DILEMMA, {0: (1, 1)}).delta == 0
    never = qg.StochasticGame.from_arrays(
        [[[[1, 1], [0, 4]], [[4, 0], [1, 1]]]], [np.ones((2, 2, 1))]
    )
    assert qg.critical_discount(never, {0: (0, 0)}).delta == np.inf


def test_a_game_in_which_only_pure_play_is_looked_for_may_have_no_equilibrium():
    pennies = [[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]
    game = qg.StochasticGame.from_arrays([pennies], [np.ones((2, 2, 1))])
    with pytest.raises(errors.NoEquilibriumError, match="pure"):
        qg.solve(game, 0.5)


def test_a_partnership_is_a_stochastic_game():
    rng = np.random.default_rng(3)
    for _ in range(20):
        terms, delta = draws.random_terms(rng, most=81)
        free = {"deposit": 0, "subsidy": 0, "detection": 1, "sharing": "voluntary", "mandate": ()}
        pair = qg.Partnership(**{**terms, **free})
        game = qg.solve(pair.to_game(), delta)
        answer = qg.evolve(pair, delta)
        start = [game.joint_payoff[k] for k, x in enumerate(game.game.states) if x != "dissolved"]
        states = np.reshape(start, (pair.levels, -1))
        chance = answer.table.chance[0, :, 0].astype(float)
        assert states[pair.founding] @ chance == pytest.approx(float(answer.founding_value))
    with pytest.raises(errors.NotApplicableError, match="sharing"):
        pair.replace(sharing="equal").to_game()


def test_broken_answers_are_refused(tmp_path):
    answer = qg.solve(DILEMMA, Fraction(1, 2))
    assert answer.policy == {0: (0, 0)}
    hungry = qg.solve(DILEMMA, Fraction(1, 4))
    with pytest.raises(errors.CertificateError):
        hungry.replace(play=answer.play).checked()
    script = pathlib.Path(__file__).parents[2] / "scripts" / "check_equilibrium.py"
    spec = importlib.util.spec_from_file_location("check_equilibrium", script)
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    assert check.main(answer.to_file(tmp_path / "good.json")) == 0
    broken = hungry.replace(play=answer.play)
    assert check.main(broken.to_file(tmp_path / "bad.json")) == 1


def test_many_states_are_solved_as_a_sparse_system(monkeypatch):
    """A stock that falls by one if somebody takes too much: sparse and dense systems agree."""
    top = 210

    def moves(k, a):
        return {min(k + 1, top) if a == ("spare", "spare") else max(k - 1, 0): 1}

    game = qg.StochasticGame.from_functions(
        range(top + 1),
        lambda k: [["spare", "take"]] * 2,
        lambda k, a: [k * (1 + 0.2 * (own == "take")) for own in a],
        moves,
    )
    answer = qg.solve(game, 0.5)
    assert answer.certificate.ok
    assert (np.diff(answer.joint_payoff) > -1e-9).all()
    assert answer.policy[3] == ("spare", "spare")
    monkeypatch.setattr("qinba_games.table.table.SPARSE_NODES", 10**6)
    assert qg.solve(game, 0.5).joint_payoff == pytest.approx(answer.joint_payoff)


@pytest.mark.parametrize(
    ("pays", "moves", "error"),
    [
        ([[[1, 2, 3]]], [[[1]]], errors.ShapeError),
        ([[[1], [2]]], [[[0.5], [1]]], errors.ProbabilityError),
        ([[[1], [2]]], [[[1], [-1]]], errors.RangeError),
        ([[[1], ["a"]]], [[[1], [1]]], errors.InputTypeError),
        ([], [], errors.EmptyGameError),
    ],
)
def test_bad_games_are_named(pays, moves, error):
    with pytest.raises(error):
        qg.StochasticGame.from_arrays(pays, moves)


def test_bad_questions_are_named():
    with pytest.raises(errors.UnknownNameError):
        qg.solve(DILEMMA, 0.5, sharing="equal")
    with pytest.raises(errors.DiscountError):
        qg.solve(DILEMMA, 1)
    with pytest.raises(errors.NotApplicableError):
        qg.solve("a game", 0.5)
    with pytest.raises(errors.UnknownNameError):
        qg.critical_discount(DILEMMA, {0: (0, 7)})
    with pytest.raises(errors.InputTypeError):
        qg.critical_discount(DILEMMA, (0, 0))
