"""Sweeps: labelled, the same on any backend, nothing lost."""

import datetime
import os
import pickle
import signal
import subprocess
import sys
import warnings
from fractions import Fraction

import joblib
import numpy as np
import pytest
import xarray
from helpers.marks import some
from helpers.swept import described, dying, interrupting, quiet, ratio, unreliable

import qinba_games as qg
from qinba_games import errors
from qinba_games.common import progress
from qinba_games.sweep import NOT_RUN, Outcome, run


def test_numbers_are_laid_out_by_label():
    found = quiet(ratio, {"a": [1, 2, 4], "b": [2.0, 0.5]})
    assert found["value"].dims == ("a", "b")
    assert found["value"].sel(a=4, b=0.5) == 8
    assert found["value"].dtype == float
    assert (found["error"] == "").all()
    # A notebook shows all of them, in full.
    assert found.attrs == {"function": "ratio", "failed": 0, "not_run": 0}


@pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing"])
def test_every_backend_gives_the_same(backend):
    one = quiet(unreliable, {"a": list(range(7))})
    two = quiet(unreliable, {"a": list(range(7))}, n_jobs=2, backend=backend)
    xarray.testing.assert_identical(one, two)


def test_the_backend_of_a_joblib_context_is_used():
    with joblib.parallel_config(backend="threading", n_jobs=2):
        found = quiet(ratio, {"a": [1, 2]})
    assert found["value"].values.tolist() == [0.5, 1]


def test_failures_are_recorded_and_leave_a_gap():
    found = quiet(unreliable, {"a": [1, 2, 3]})
    assert found["value"].values.tolist()[::2] == [1, 3]
    assert np.isnan(found["value"].sel(a=2).item())
    assert found["error"].values.tolist() == ["", "ValueError: two is not allowed", ""]
    assert found.attrs["failed"] == 1


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_failures_are_raised_on_request(n_jobs):
    with pytest.raises(ValueError, match="two is not allowed"):
        quiet(unreliable, {"a": [1, 2, 3]}, on_error="raise", n_jobs=n_jobs)


def test_named_errors_come_back_from_workers_whole():
    with pytest.raises(errors.RangeError, match="temptation > reward") as caught:
        quiet(
            qg.prisoners_dilemma,
            {"reward": [11], "sucker": [1], "temptation": [10], "punishment": [3]},
            on_error="raise",
            n_jobs=2,
        )
    assert caught.value.value == 11


def test_dicts_become_variables_and_clashes_are_renamed():
    found = quiet(described, {"delta": [0.5, 1]})
    assert set(found.data_vars) == {"name", "half", "delta_result", "error_result", "error"}
    assert found["name"].values.tolist() == ["d0.5", "d1"]
    assert found["delta_result"].sel(delta=1) == 1


def test_names_of_answers_are_none_of_the_axes():
    found = quiet(lambda **point: {"error": 5, 1: point["1"]}, {"error_result": [0], "1": [3]})
    assert set(found.data_vars) == {"error_result_result", "1_result", "error"}


def test_whole_numbers_beside_a_gap_are_the_same_after_they_are_taken_over():
    def answer(a):
        return [{"x": 1}, {"y": np.float64(0.5)}, {"y": "text"}, {"z": Fraction(1, 3)}][a]

    grid = {"a": range(4)}
    first = quiet(answer, grid)
    xarray.testing.assert_identical(quiet(answer, grid, resume=first), first)
    assert type(first["y"].values[1]) is float


def test_results_are_taken_apart():
    def ask(temptation):
        return qg.critical_discount(qg.prisoners_dilemma(2, -1, temptation, 0))

    found = quiet(ask, {"temptation": [3, 4]})
    assert found["delta"].values.tolist() == [Fraction(1, 3), Fraction(1, 2)]
    assert found["concept"].values.tolist() == ["voluntary-transfers SPE"] * 2
    assert found["certified"].dtype == bool
    assert found["delta"].astype(float).values == pytest.approx([1 / 3, 1 / 2])


def test_columns_of_several_rows_stay_whole():
    class Table:
        def to_dict(self):
            return {"one": [1], "two": [1, 2]}

    found = quiet(lambda a: Table(), {"a": [0]})
    assert found["one"].values.tolist() == [1]
    assert found["two"].values.tolist() == [[1, 2]]


def test_what_cannot_be_a_cell_is_a_recorded_failure():
    found = quiet(lambda a: qg if a else {"x": 1, "y": a}, {"a": [0, 1]})
    assert "the function returned a module for 'value'" in found["error"].values[1]
    assert found["y"].values[0] == 0
    found = quiet(lambda a: {"a": 1, "a_result": 2}, {"a": [0]})
    assert "two values of one name: a_result" in found["error"].values[0]


def test_axes_of_named_things():
    games = {"PD": qg.prisoners_dilemma(9, 1, 10, 3), "hunt": qg.stag_hunt(4, 0, 3, 2)}
    found = quiet(lambda game: len(qg.nash(game).equilibria), {"game": games})
    assert found["value"].sel(game="hunt") == 3
    assert found["value"].dtype == np.int64
    by_itself = quiet(lambda game: game.n_players, {"game": list(games.values())})
    assert by_itself["value"].values.tolist() == [2, 2]


def test_an_interrupt_keeps_what_is_there_and_resume_goes_on():
    with pytest.raises(errors.NotConvergedError, match="after 3 of 5 points") as caught:
        quiet(interrupting, {"a": [0, 1, 2, 3, 4]})
    partial = pickle.loads(pickle.dumps(caught.value.partial))
    assert partial["error"].values.tolist() == [""] * 3 + [NOT_RUN] * 2
    assert partial["value"].values[:3].tolist() == [0, 10, 20]
    assert partial.attrs["not_run"] == 2


#: What `patient` was asked, and whether it is to fail: global names, no part of the function.
ASKED: list[int] = []
ENDS: list[BaseException] = []


def patient(a):
    ASKED.append(a)
    if ENDS and a == 3:
        raise ENDS[0]
    return a * 10


@pytest.mark.parametrize(
    ("end", "options"),
    [
        (KeyboardInterrupt(), {}),
        (SystemExit(3), {}),
        (ValueError("three"), {"on_error": "raise"}),
        (SystemExit(3), {"n_jobs": 2, "backend": "threading"}),
    ],
)
def test_whatever_ends_a_sweep_carries_what_is_there(monkeypatch, end, options):
    grid = {"a": [0, 1, 2, 3, 4, 5]}
    monkeypatch.setattr(sys.modules[__name__], "ENDS", [end])
    kind = errors.NotConvergedError if isinstance(end, KeyboardInterrupt) else type(end)
    with pytest.raises(kind) as caught:
        quiet(patient, grid, **options)
    partial = caught.value.partial
    done = [a for a, error in zip(grid["a"], partial["error"].values, strict=True) if error == ""]
    assert partial.attrs["not_run"] + partial.attrs["failed"] == 6 - len(done)
    ENDS.clear()
    ASKED.clear()
    whole = quiet(patient, grid, resume=partial)
    assert ASKED == [a for a in grid["a"] if a not in done]
    xarray.testing.assert_identical(whole, quiet(patient, grid))


def test_also_while_answers_are_laid_out(monkeypatch):
    """All is computed: a signal that comes now costs nothing, and SIGTERM is still listened to."""
    module, listened = sys.modules["qinba_games.sweep"], []
    real = module._dataset

    def interrupted(*given):
        listened.append(signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL)
        if len(listened) == 1:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(module, "_dataset", interrupted)
    with pytest.raises(errors.NotConvergedError, match="after 2 of 2 points") as caught:
        qg.sweep(ratio, {"a": [1, 2]}, progress=False)
    assert caught.value.partial["value"].values.tolist() == [0.5, 1]
    assert all(listened)


def test_also_when_nothing_was_computed(monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ENDS", [SystemExit(1)])
    with pytest.raises(SystemExit) as caught:
        quiet(patient, {"a": [3, 4]})
    assert caught.value.partial["error"].values.tolist() == [NOT_RUN] * 2


def test_resume_tries_failures_again(monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ENDS", [ValueError("three")])
    first = quiet(patient, {"a": [1, 3]})
    assert first.attrs["failed"] == 1
    ENDS.clear()
    ASKED.clear()
    assert quiet(patient, {"a": [3, 1]}, resume=first)["value"].values.tolist() == [30, 10]
    assert ASKED == [3]


def test_resume_takes_no_answers_of_others():
    first = quiet(ratio, {"a": [1, 2]})
    assert quiet(unreliable, {"a": [1, 3]}, resume=first)["value"].values.tolist() == [1, 3]

    def made(by):
        return lambda a: ASKED.append(a) or a * by

    first = quiet(made(2), {"a": [1, 2]})
    ASKED.clear()
    assert quiet(made(2), {"a": [1, 2, 3]}, resume=first)["value"].values.tolist() == [2, 4, 6]
    assert ASKED == [3]
    assert quiet(made(3), {"a": [1, 2]}, resume=first)["value"].values.tolist() == [3, 6]
    games = [qg.prisoners_dilemma(2, -1, temptation, 0) for temptation in (3, 4)]

    def most(game):
        return game.payoffs.max()

    first = quiet(most, {"game": {"PD": games[0]}})
    again = quiet(most, {"game": {"PD": games[1], "other": games[0]}}, resume=first)
    assert again["value"].values.tolist() == [4, 3]


def test_resume_takes_part_of_a_sweep_in_any_order():
    def made(a, b):
        ASKED.append((a, b))
        return 10 * a + b

    whole = quiet(made, {"a": [1, 2, 3], "b": [0, 5]})
    ASKED.clear()
    again = quiet(made, {"b": [5, 0], "a": [2, 4]}, resume=whole.sel(a=[3, 2]).transpose())
    assert again["value"].values.tolist() == [[25, 45], [20, 40]]
    assert ASKED == [(4, 5), (4, 0)]


@pytest.mark.parametrize("first", [[0, 0.5], [0, 1], [0.0, 1], [datetime.date(2000, 1, 1)]])
def test_resume_knows_labels_of_one_kind_among_another(first):
    def made(a):
        ASKED.append(a)
        return repr(a)

    found = quiet(made, {"a": first})
    ASKED.clear()
    again = quiet(made, {"a": [*first, 2.5]}, resume=found)
    assert again["value"].values.tolist() == [*map(repr, first), "2.5"]
    assert ASKED == [2.5]


@pytest.mark.parametrize("batch", [[], [1], [1, 2, 3], None])
def test_batches_of_another_length_are_asked_one_by_one(batch):
    class Asked:
        def __call__(self, a):
            return 10 * a

        def batch(self, points):
            del points
            return batch

    assert quiet(Asked(), {"a": [1, 2]})["value"].values.tolist() == [10, 20]


def test_a_single_number_is_no_axis():
    with pytest.raises(errors.ShapeError, match="distinct values"):
        quiet(ratio, {"a": np.array(3)})


@pytest.mark.parametrize("of", [None, "5", "null", "{}", "[]", "[" * 10**5, '{"function": 1}'])
def test_what_comes_from_no_sweep_is_refused(of):
    bare = quiet(ratio, {"a": [1]})
    for told in (bare, *bare.variables.values()):
        told.attrs.clear()
    bare["error"].attrs |= {} if of is None else {"of": of}
    with pytest.raises(errors.ShapeError, match="must come from a sweep"):
        quiet(ratio, {"a": [1]}, resume=bare)


LARGE = 2**64 + 1


def repr_of(a):
    return repr(a)


@pytest.mark.parametrize(
    "labels",
    [
        [None, 1, 2.5],
        [LARGE, 1],
        [Fraction(1, 3), Fraction(1, 2)],
        ["a", 1],
        [2**53 + 1, 0.5],
        [(1, 2), (3, 4)],
        [True, 2],
    ],
)
def test_labels_stay_what_they_are(labels):
    found = quiet(repr_of, {"a": labels})
    assert found["a"].values.tolist() == labels
    assert list(map(type, found["a"].values.tolist())) == list(map(type, labels))
    assert found["value"].values.tolist() == [repr(label) for label in labels]


def test_an_axis_cannot_be_called_error():
    asked = []
    with pytest.raises(errors.ShapeError, match="that a Dataset would change"):
        quiet(lambda **point: asked.append(point), {"error": [1, 2]})
    assert asked == []


def test_numbers_stay_what_they_are():
    whole = quiet(lambda a: LARGE + a, {"a": [0, 1]})
    assert whole["value"].values.tolist() == [LARGE, LARGE + 1]
    mixed = quiet(lambda a: 2**53 + 1 if a else 0.5, {"a": [0, 1]})
    assert mixed["value"].values.tolist() == [0.5, 2**53 + 1]
    gap = quiet(lambda a: 2**53 + 1 if a else 1 / a, {"a": [0, 1]})
    assert gap["value"].values[1] == 2**53 + 1
    ratios = quiet(lambda a: Fraction(1, a), {"a": [0, 3]})
    assert ratios["value"].values[1] == Fraction(1, 3)


def test_a_function_that_cannot_be_sent_to_a_worker_is_named():
    import threading

    held = threading.Lock()
    with pytest.raises(errors.InputTypeError, match="cannot be sent to a worker") as caught:
        quiet(lambda a: held.locked(), {"a": [1, 2]}, n_jobs=2)
    assert caught.value.partial["error"].values.tolist() == [NOT_RUN] * 2
    assert quiet(lambda a: held.locked(), {"a": [1, 2]}).attrs["failed"] == 0


def test_a_dead_worker_loses_nothing_else():
    with pytest.raises(errors.NotConvergedError, match=r"resume=error\.partial") as caught:
        quiet(dying, {"a": [0, 1]}, n_jobs=2)
    assert caught.value.partial.attrs["failed"] == 0
    assert caught.value.partial["error"].sel(a=1) == NOT_RUN


SCRIPT = """
import signal, sys, time
import qinba_games as qg
from qinba_games.common import progress

progress.watched = lambda: True
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it

def slow(a):
    time.sleep(0.13 * (a + 1) if a < 4 else 30)
    return a

try:
    qg.sweep(slow, {"a": list(range(8))}, n_jobs=int(sys.argv[1]))
except qg.errors.NotConvergedError as error:
    print((error.partial["error"] == "").sum().item(), error.partial.attrs["not_run"])
"""


@pytest.mark.parametrize("n_jobs", some(["1", "2"], 1))
def test_ctrl_c_at_the_terminal(n_jobs, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    with subprocess.Popen(
        [sys.executable, script, n_jobs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:
        bar = ""
        while "4/8" not in bar:
            piece = process.stderr.read(1)
            assert piece, bar
            bar += piece
        os.killpg(process.pid, signal.SIGINT)  # the whole foreground group, as a terminal does
        out, _ = process.communicate(timeout=30)
    assert out.split() == ["4", "4"]
    assert process.returncode == 0


@pytest.mark.slow
def test_the_bar_has_no_thread_that_could_wait_for_ever_at_exit():
    """An interrupt can leave tqdm's lock taken, and its monitor thread then never ends."""
    script = (
        "import threading, qinba_games as qg; from qinba_games.common import progress; "
        "progress.watched = lambda: True; qg.sweep(lambda a: a, {'a': [1, 2]}); "
        "print([type(t).__name__ for t in threading.enumerate()])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['_MainThread']"
    assert "2/2" in done.stderr


def test_the_bar_is_on_standard_error(monkeypatch, capsys):
    monkeypatch.setattr(progress, "watched", lambda: True)
    qg.sweep(ratio, {"a": [1, 2]})
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "ratio" in shown.err
    assert "2/2" in shown.err
    quiet(ratio, {"a": [1, 2]})
    assert capsys.readouterr().err == ""


def test_run_hands_out_outcomes_as_they_come():
    tasks = [{"a": 1}, {"a": 2}, {"a": 3}]
    assert sorted(run(unreliable, tasks, progress=False)) == [
        Outcome(0, 1, ""),
        Outcome(1, None, "ValueError: two is not allowed"),
        Outcome(2, 3, ""),
    ]
    assert list(run(unreliable, [], progress=False)) == []


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_run_can_be_left_early(n_jobs):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outcomes = run(ratio, [{"a": k} for k in range(50)], progress=False, n_jobs=n_jobs)
        assert next(outcomes).error == ""
        outcomes.close()
