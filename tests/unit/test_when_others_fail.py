"""What is done where a solver, a lock, a file or a value of others fails."""

import dataclasses
import functools
import math
import pickle
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from helpers.partnerships import reference

import qinba_games as qg
from qinba_games import errors
from qinba_games.algorithms import branching
from qinba_games.common import files
from qinba_games.common.fingerprint import fingerprint
from qinba_games.network.solvers import grim_network
from qinba_games.network.solvers.binary_programme import IncumbentTies
from qinba_games.network.solvers.first_optimum import first_optimum
from qinba_games.stage.solvers import correlated
from qinba_games.stochastic.solvers import decision_process

SETS = np.array([[0, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=bool)
WORTH = np.array([1, 2, 2])


def best(fixed, *, missed=(), proven=True):
    """The best of the sets that fit, those left out that a solver misses."""
    fits = [s for s in SETS if all((fixed < 0) | (fixed == s)) and s.tolist() not in missed]
    if not fits:
        return None
    found = max(fits, key=lambda s: int(s @ WORTH))
    return IncumbentTies(found, int(found @ WORTH), int(found @ WORTH), proven)


def test_a_better_set_that_a_solver_had_missed_is_taken():
    calls = []

    def forgetful(fixed):
        calls.append(fixed.copy())
        return best(fixed, missed=[[False, True, True]] if len(calls) == 1 else [])

    found, unique = first_optimum(forgetful, 3, 0)
    assert found.chosen.tolist() == [False, True, True]
    assert found.value == 4
    assert unique

    # It is kept where the solver goes on missing it unless it is told what to choose.
    found, unique = first_optimum(
        lambda fixed: best(fixed, missed=[[False, True, True]] if fixed[0] < 0 else []), 3, 0
    )
    assert found.chosen.tolist() == [False, True, True]
    assert unique


def test_of_a_search_that_was_cut_off_nothing_is_said_to_be_the_only_one():
    found, unique = first_optimum(functools.partial(best, proven=False), 3, 0)
    assert found.value == 4
    assert unique is None


def test_a_search_that_meets_no_equilibrium_before_it_is_cut_off_excludes_none(monkeypatch):
    terms = {"outside": [0, 0.3], "promotion": 1, "friction": 0.3, "mandate": [0]}
    pair = qg.Partnership([[1.5, 1.2], [2.4, 1.6]], 1.1, **terms)
    assert qg.evolve(pair, 0.94).proven
    monkeypatch.setattr(branching, "NODES", 0)
    with pytest.raises(errors.NotConvergedError, match="none is excluded"):
        qg.evolve(pair, 0.94)


def test_who_can_leave_has_an_equilibrium_wherever_a_search_is_cut_off(monkeypatch):
    pair, deltas = reference("C"), [0.9, 0.94]
    whole = qg.evolve_many([pair, pair], deltas)
    assert whole.proven.all()
    monkeypatch.setattr(branching, "NODES", 0)
    cut = qg.evolve(pair, 0.94)
    assert cut.certificate.ok
    assert cut.certificate.gap > 0
    assert not cut.proven
    assert set(cut.classes) == {"isolated"}
    several = qg.evolve_many([pair, pair], deltas)
    assert several.proven.tolist() == [True, False]
    np.testing.assert_array_equal(several.choice[0], whole.choice[0])
    np.testing.assert_array_equal(several.choice[1], cut.choice)


def test_interests_may_cross_so_often_that_only_leaving_is_met():
    outside, friction = [-0.2606, 0.4128], 0.2812
    benefit = [[0.75, 1.29], [1.1, 1.71], [1.51, 2.05], [1.56, 2.08], [2.11, 2.23]]
    bad = [(0.118, [0.577, 0.053]), (0.1445, [1.144, 0.865])]
    terms = {"promotion": 0.3023, "friction": friction, "bad_times": bad, "drop": 3}
    found = qg.evolve(qg.Partnership(benefit, [1.447, 0.866], outside=outside, **terms), 0.924)
    assert found.founding_value == pytest.approx(sum(outside))
    assert found.certificate.ok
    assert not found.proven


def test_a_solver_that_finds_not_even_the_empty_set_is_told():
    with pytest.raises(errors.NotConvergedError, match="although the empty one holds"):
        first_optimum(lambda fixed: None, 3, 0)


def test_out_of_time_nothing_is_chosen_and_everything_is_the_bound(monkeypatch):
    monkeypatch.setattr(grim_network, "ENUMERATED", 0)
    monkeypatch.setattr(grim_network, "maximise", lambda *given: None)
    rows, entries = np.array([0, 0]), np.array([1.0, -0.5])
    worth = np.array([3.0, -1.0])
    part = grim_network.ConstraintBlock(
        rows, np.array([0, 1]), entries, np.array([-1.0]), worth, 0, 0
    )
    found, unique = grim_network._best_set(part, True, 0.0)
    assert found.chosen.tolist() == [False, False]
    assert (found.value, found.bound, found.proven) == (0, 3, False)
    assert unique is None


def test_a_cut_excludes_the_set_that_breaks_it_and_no_set_that_holds():
    entries = np.array([2.0, -3.0, -1.0, 1.0])
    columns, rows = np.arange(4), np.zeros(4, dtype=int)
    part = grim_network.ConstraintBlock(rows, columns, entries, np.zeros(1), np.ones(4), 0, 0)
    sets = np.array([[k >> e & 1 for e in range(4)] for k in range(16)], dtype=bool)
    for chosen in sets[sets @ entries < 0]:
        coefficients, least = grim_network._cut(part, 0, chosen)
        assert coefficients @ chosen < least
        assert all(coefficients @ one >= least for one in sets[sets @ entries >= 0])


def test_a_correlated_equilibrium_without_a_rational_corner_is_found_in_floats(monkeypatch):
    solved = correlated._solution

    def only_floats(g, objective, coarse, exact):
        if exact:
            raise errors.NotConvergedError("no rational corner")
        return solved(g, objective, coarse, exact)

    monkeypatch.setattr(correlated, "_solution", only_floats)
    chicken = np.array([[[6, 6], [2, 7]], [[7, 2], [0, 0]]])
    found = correlated.best_recommendation(chicken, "sum")
    assert not found.exact
    # Aumann (1974): one half on (6, 6), one quarter on each of the two others.
    np.testing.assert_allclose(found.distribution, [[0.5, 0.25], [0.25, 0]], atol=1e-9)
    monkeypatch.setattr(correlated, "_solution", lambda *given: only_floats(*given[:3], True))
    with pytest.raises(errors.NotConvergedError):
        correlated.best_recommendation(chicken.astype(float), "sum")


def test_a_policy_iteration_that_goes_round_is_told(monkeypatch):
    """Staying brings 1 now; going brings nothing now, and 10 for ever after."""
    chances, there, first = np.ones(3), np.array([0, 1, 1]), np.arange(4)
    moves = decision_process.moves_of(chances, there, first, 2)
    rewards = 0.5 * np.array([1.0, 0, 10])
    process = decision_process.Process(rewards, moves, np.array([0, 2]), 0.5)
    values, policy = decision_process.best_policy(process)
    np.testing.assert_allclose(values, [5, 10])
    assert policy.tolist() == [1, 2]
    monkeypatch.setattr(decision_process, "MAX_STEPS", 1)
    with pytest.raises(errors.NotConvergedError, match="did not settle in 1 steps") as caught:
        decision_process.best_policy(process)
    np.testing.assert_allclose(caught.value.partial, [1, 10])


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    path = tmp_path / "none" / "proof.json"
    with (
        pytest.raises(errors.InvalidInputError, match="cannot be written: No such file") as caught,
        files.write_errors("f", path),
    ):
        path.write_text("")
    assert (caught.value.function, caught.value.argument) == ("f", "path")


class Silent:
    """It shows neither itself nor of which kind it is."""

    def __repr__(self):
        raise RuntimeError

    @property
    def __class__(self):
        raise AttributeError


def test_an_error_names_the_kind_of_what_cannot_show_itself():
    assert "= <Silent>: no" in str(errors.RangeError("f", "x", Silent(), "no", "Yes"))


@pytest.mark.parametrize(
    "error",
    [
        errors.RangeError("f", "x", Fraction(1, 3), "is too small", "Pass more"),
        errors.MissingLibraryError("f", "quantecon", "quantecon"),
    ],
)
def test_errors_come_back_from_other_processes_as_they_were(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


class Counter:
    def __init__(self, start):
        self.start = start

    def add(self, x):
        return self.start + x


def _later():
    def first():
        return second

    told = fingerprint(first)
    second = 3
    return told, fingerprint(first), second


def test_fingerprints_tell_apart_what_differs_and_only_that():
    circle = [1]
    circle.append(circle)
    other = [2]
    other.append(other)
    frame = pd.DataFrame({"a": range(200)})
    changed = frame.copy()
    changed.loc[100, "a"] = -1  # in the part that pandas does not show
    pairs = [
        (circle, other),
        (np.array([Fraction(1, 3), 2], dtype=object), np.array([Fraction(1, 3), 3], dtype=object)),
        (math, np),
        (frame, changed),
        (frame, frame.rename(columns={"a": "b"})),
        (Counter(1).add, Counter(2).add),
        (functools.partial(max, 1), functools.partial(max, 2)),
        ({1, 2}, {1, 3}),
    ]
    for one, another in pairs:
        assert fingerprint(one) != fingerprint(another)
    assert fingerprint(Counter(1).add) == fingerprint(Counter(1).add)
    assert fingerprint(frame) == fingerprint(frame.copy())
    assert fingerprint({"b", "a", "c"}) == fingerprint({"c", "b", "a"})
    before, after, _ = _later()
    assert before != after


def test_a_coordinator_that_nobody_could_have_made_is_refused():
    model = qg.Partnership([[2, 2]], 1, promotion=0, friction=0)
    found = qg.evolve(model, 0.5, coordinator=qg.Coordinator(deposit=1))
    helper = dataclasses.replace(found.coordinator)
    object.__setattr__(helper, "deposit", -1)
    assert qg.verify(found).ok
    refused = qg.verify(dataclasses.replace(found, coordinator=helper))
    assert not refused.ok
    assert "action coordinator" in repr(refused)


class Table:
    """Labelled, as those of pandas are, and unreadable."""

    index = ("a", "b")

    def to_numpy(self):
        raise RuntimeError("gone")


def test_a_table_that_cannot_be_read_is_refused_by_name():
    with pytest.raises(errors.InputTypeError, match=r"RuntimeError: gone") as caught:
        qg.StageGame(Table())
    assert caught.value.argument == "payoffs"


def test_what_fails_while_it_is_gone_through_is_no_sequence():
    def names():
        yield "A"
        raise RuntimeError

    with pytest.raises(errors.InputTypeError) as caught:
        qg.StageGame(np.ones((2, 2, 2)), players=names())
    assert caught.value.argument == "players"
