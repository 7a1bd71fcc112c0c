"""Sweeps that keep what they have computed in a file: killed, resumed, grown, refused."""

import cmath
import dataclasses
import functools
import math
import os
import threading
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import joblib
import numpy as np
import pytest
import xarray
from helpers.partnerships import reference
from helpers.swept import quiet, ratio, slowly, unreliable

import qinba_games as qg
from qinba_games import errors
from qinba_games.common import store
from qinba_games.common.fingerprint import fingerprint
from qinba_games.common.store import Store

#: Points at which `counted` was asked: a global name, which is not part of the function.
CALLS: list[int] = []


def counted(a):
    CALLS.append(a)
    return {"exact": Fraction(a, 3), "large": 2**70 + a, "none": None, "text": "x"}


def test_a_second_run_computes_nothing(tmp_path):
    path = tmp_path / "kept.jsonl"
    CALLS.clear()
    first = quiet(counted, {"a": [1, 2, 4]}, store=path)
    again = quiet(counted, {"a": [1, 2, 4, 5]}, store=path)
    assert CALLS == [1, 2, 4, 5]
    assert again["exact"].values.tolist() == [Fraction(a, 3) for a in (1, 2, 4, 5)]
    assert again["large"].values.tolist()[:3] == first["large"].values.tolist()
    xarray.testing.assert_identical(again, quiet(counted, {"a": [1, 2, 4, 5]}))


def test_failures_are_tried_again(tmp_path):
    path = tmp_path / "kept.jsonl"
    assert quiet(unreliable, {"a": [1, 2]}, store=path).attrs["failed"] == 1
    assert len(path.read_text().splitlines()) == 2


def test_one_file_holds_the_answers_of_many_sweeps(tmp_path):
    """Another function or closure, and another thing under the same label, is another question."""
    path = tmp_path / "kept.jsonl"

    def made(by):
        def times(a):
            CALLS.append(a)
            return a * by

        return times

    games = [qg.prisoners_dilemma(2, -1, temptation, 0) for temptation in (3, 4)]

    def needed(a):
        CALLS.append(a)
        return qg.critical_discount(a).delta

    for again in (False, True):
        CALLS.clear()
        for by in (2, 3):
            assert quiet(made(by), {"a": [1, 2]}, store=path)["value"].values.tolist() == [
                by,
                2 * by,
            ]
        found = [quiet(needed, {"a": {"PD": game}}, store=path)["value"].item() for game in games]
        assert found == [Fraction(1, 3), Fraction(1, 2)]
        assert len(CALLS) == (0 if again else 6)


@pytest.mark.parametrize("text", ["hello\n", "hello", "5", "null\n", "[" * 10**5, '"qinba"\n\n'])
def test_a_file_of_others_stays_as_it_is(tmp_path, text):
    foreign = tmp_path / "foreign.txt"
    foreign.write_text(text)
    with pytest.raises(errors.NotApplicableError, match="no file of a sweep"):
        quiet(ratio, {"a": [1]}, store=foreign)
    assert foreign.read_text() == text


def signed(text):
    return f'["{store._sum(text.encode()).decode()}", {text}]'


LINES = ["5", "null", "{}", '[["a"], {}]', '["0x1/0x0"]', "[" * 10**5, "\x00" * 40, ""]


@pytest.mark.parametrize(
    "line",
    [
        *LINES,
        *map(signed, LINES),
        signed('["key", {"value": {"fraction": "0x1/0x0"}}]'),
        signed('["key", {"value": {"nested": [5]}}]'),
        signed('["key", 5]'),
    ],
)
def test_a_line_that_no_sweep_wrote_is_refused_by_its_number(tmp_path, line):
    path = tmp_path / "kept.jsonl"
    quiet(ratio, {"a": [1, 2]}, store=path)
    head, first, second = path.read_text().splitlines()
    path.write_text(f"{head}\n{first}\n{line}\n{second}\n")
    before = path.read_bytes()
    with pytest.raises(errors.NotApplicableError, match="no sweep wrote, number 3"):
        quiet(ratio, {"a": [1, 2]}, store=path)
    assert path.read_bytes() == before
    path.write_text("\n".join([head, first.replace("0.5", "0.7"), ""]))
    with pytest.raises(errors.NotApplicableError, match="no sweep wrote, number 2"):
        quiet(ratio, {"a": [1, 2]}, store=path)


def test_a_file_that_was_being_begun_is_begun_anew(tmp_path):
    path = tmp_path / "kept.jsonl"
    path.write_text('"qinba_ga')
    assert quiet(counted, {"a": [1]}, store=path).attrs["failed"] == 0
    CALLS.clear()
    quiet(counted, {"a": [1]}, store=path)
    assert CALLS == []


def test_fingerprints_see_code_defaults_and_closures():
    def made(by, *, default=1):
        def times(a, b=default):
            return a * b * by

        return times

    assert fingerprint(made(2)) == fingerprint(made(2))
    assert fingerprint(made(2)) != fingerprint(made(3))
    assert fingerprint(made(2)) != fingerprint(made(2, default=5))
    assert fingerprint(lambda a: a + 1) != fingerprint(lambda a: a - 1)
    one, two = (qg.evolving(reference(name, "none")) for name in "AB")
    assert fingerprint(one) == fingerprint(qg.evolving(reference("A", "none")))
    assert fingerprint(one) != fingerprint(two)


class Slotted:
    __slots__ = ("cost",)

    def __init__(self, cost):
        self.cost = cost


def test_fingerprints_see_what_values_of_others_hold():
    assert fingerprint(Slotted([1])) == fingerprint(Slotted([1])) != fingerprint(Slotted([2]))
    first, again, other = (fingerprint(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert fingerprint(math.sqrt) != fingerprint(cmath.sqrt)
    assert fingerprint(functools.lru_cache(ratio)) != fingerprint(functools.lru_cache(quiet))
    assert isinstance(fingerprint(threading.Lock()), str)


@pytest.mark.parametrize("decorated", [lambda kind: kind, dataclasses.dataclass])
def test_fingerprints_see_what_a_value_does_when_it_is_called(decorated):
    of = []
    for sign in (1, -1):
        code = f"class Ask:\n    def __call__(self, a):\n        return {sign} * a"
        exec(code, names := {"__name__": "one"})
        of += [fingerprint(decorated(names["Ask"])()) for _ in range(2)]
    assert of[0] == of[1] != of[2] == of[3]


def test_a_torn_line_is_passed_over(tmp_path):
    path = tmp_path / "kept.jsonl"
    quiet(slowly, {"a": [1, 2, 3]}, store=path)
    text = path.read_text()
    path.write_text(text[:-4])
    again = quiet(slowly, {"a": [1, 2, 3]}, store=path)
    assert again["value"].values.tolist() == [3, 6, 9]


class Asked(threading.Timer):
    """A timer that says how long it was asked to wait."""

    seconds: ClassVar[list[float]] = []

    def __init__(self, interval, function):
        super().__init__(interval, function)
        self.seconds.append(interval)


def test_an_answer_is_asked_to_be_on_the_disk_within_half_a_second(tmp_path, monkeypatch):
    """Also one that comes while those before it are on their way there."""
    begun, goes_on = threading.Semaphore(0), threading.Semaphore(0)

    def slow_disk(_):
        begun.release()
        assert goes_on.acquire(timeout=60)

    monkeypatch.setattr(threading, "Timer", Asked)
    monkeypatch.setattr(Asked, "seconds", [])
    monkeypatch.setattr(os, "fsync", slow_disk)
    kept = Store("sweep", tmp_path / "kept.jsonl")
    for key in ("one", "two"):
        kept.add(key, {"value": 2})
        assert begun.acquire(timeout=60), key
    assert len(Asked.seconds) == 2
    assert max(Asked.seconds) < 0.5
    goes_on.release(3)
    kept.close()


def test_one_run_at_a_time_writes_to_a_file(tmp_path):
    path = tmp_path / "kept.jsonl"
    first = Store("sweep", path)
    with pytest.raises(errors.NotApplicableError, match="being written by another sweep"):
        quiet(ratio, {"a": [1]}, store=path)
    first.close()
    assert quiet(ratio, {"a": [1]}, store=path).attrs["failed"] == 0
    assert {one.name for one in tmp_path.iterdir()} == {"kept.jsonl", ".kept.jsonl.lock"}


def test_numbers_come_back_as_they_were(tmp_path):
    path = tmp_path / "kept.jsonl"
    answers = {"a": 2**70, "b": -(10**5000), "c": Fraction(10**30, 3), "d": [1, (2.5, None)]}

    def answer(x):
        return answers

    first = quiet(answer, {"x": [1]}, store=path)
    again = quiet(answer, {"x": [1]}, store=path)
    for name, value in answers.items():
        assert first[name].values.tolist() == again[name].values.tolist() == [value]


def test_workers_of_dask_fill_the_same_file(tmp_path):
    from distributed import Client

    path, grid = tmp_path / "kept.jsonl", {"a": list(range(6))}
    options = {"processes": False, "n_workers": 2, "threads_per_worker": 1}
    with Client(**options, dashboard_address=None), joblib.parallel_config(backend="dask"):
        found = quiet(ratio, grid, store=path)
    assert len(path.read_text().splitlines()) == 7
    xarray.testing.assert_identical(found, quiet(ratio, grid, store=path))


def test_a_phase_diagram_goes_on_where_it_was(tmp_path):
    path = Path(tmp_path) / "phase.jsonl"
    grid = {"delta": np.linspace(0.4, 0.9, 20), "friction": np.linspace(0, 0.4, 20)}
    question = qg.evolving(reference("C", "none"))
    half = {**grid, "delta": grid["delta"][:10]}
    quiet(question, half, store=path)
    again = quiet(qg.evolving(reference("C", "none")), grid, store=path)
    xarray.testing.assert_identical(again, quiet(question, grid))
