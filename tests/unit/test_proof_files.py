"""A stranger checks an answer with nothing but Python."""

import json
import subprocess
import sys
from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors
from qinba_games.cooperative import (
    TUGame,
    core,
    least_core,
    nucleolus,
    per_capita_nucleolus,
    prenucleolus,
    shapley,
)

from ..helpers import ladder

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_proof.py"
DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)


def accepted(told, tmp_path):
    """What the stand-alone checker says."""
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert not ran.stderr
    return ran.returncode == 0


def loaded():
    """The checker as a module, so that many proofs are checked in one process."""
    space = {"__name__": "check_proof"}
    exec(compile(SCRIPT.read_text(encoding="utf-8"), str(SCRIPT), "exec"), space)
    return space


def refused(space, told):
    try:
        space["check"](told)
    except (space["RefusedError"], ArithmeticError, LookupError, TypeError, ValueError):
        return True
    return False


def one_digit_changed(told, rng):
    """The text of a proof with one digit in place of another, and the digest as it was."""
    text = json.dumps({key: value for key, value in told.items() if key != "format"})
    places = [k for k, letter in enumerate(text) if letter.isdigit()]
    at = int(rng.choice(places))
    other = str((int(text[at]) + int(rng.integers(1, 10))) % 10)
    return {**json.loads(text[:at] + other + text[at + 1 :]), "format": told["format"]}


def answers(seed):
    """Exact answers of every kind that has a proof."""
    rng = np.random.default_rng(seed)
    delta = F(int(rng.integers(20, 98)), 100)
    repeated, _ = ladder.both_repeated(rng, "cell", 1)
    states, _ = ladder.both_stochastic(rng, "cell", 1)
    coalitions, _ = ladder.both_coalitional(rng, "cell", 1)
    for solve, given in (
        (qg.solve, (repeated, delta)),
        (qg.solve, (states, delta)),
        (core, (coalitions,)),
        (least_core, (coalitions,)),
        (nucleolus, (coalitions,)),
        (prenucleolus, (coalitions,)),
        (per_capita_nucleolus, (coalitions,)),
    ):
        try:
            yield solve(*given)
        except (errors.NoEquilibriumError, errors.NotApplicableError):
            continue


def check_answers(seeds):
    space, seen = loaded(), 0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        for found in answers(seed):
            told = json.loads(json.dumps(found.proof()))
            space["check"](told)
            assert refused(space, one_digit_changed(told, rng)), (seed, found)
            seen += 1
    return seen


def test_proofs_are_accepted_and_those_with_a_changed_digit_are_not():
    assert check_answers(range(4)) > 15


@pytest.mark.slow
def test_two_hundred_proofs():
    assert check_answers(range(10, 50)) > 200


def test_the_script_stands_alone(tmp_path):
    for found in (qg.solve(DILEMMA, F(1, 7)), core(TUGame([0, 0, 0, 1, 0, 1, 1, 1]))):
        told = found.proof(tmp_path / "kept.json")
        assert json.loads((tmp_path / "kept.json").read_text(encoding="utf-8")) == told
        assert accepted(told, tmp_path)
        assert not accepted({**told, "digest": "0" * 64}, tmp_path)
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("joint", "17"), ("punishment", ["3", "2"]), ("policy", ["0", "1"]), ("delta", "1/8")],
)
def test_a_proof_signed_anew_is_computed_anew(field, wrong):
    """Also a digest that fits does not make what is wrong right."""
    told = qg.solve(DILEMMA, F(1, 7)).proof()
    forged = {key: value for key, value in told.items() if key != "digest"} | {field: wrong}
    text = json.dumps(forged, sort_keys=True, separators=(",", ":"))
    space = loaded()
    forged["digest"] = space["hashlib"].sha256(text.encode()).hexdigest()
    assert refused(space, forged)
    assert not refused(space, told)


def test_what_has_no_proof_says_so():
    with pytest.raises(errors.NotApplicableError, match="found in floats"):
        qg.solve(DILEMMA, 0.5).proof()
    with pytest.raises(errors.NotApplicableError, match="fixed rule"):
        qg.solve(DILEMMA, F(1, 2), sharing="equal").proof()
    with pytest.raises(errors.NotApplicableError, match="is no nucleolus"):
        shapley(TUGame([0, 1, 1, 4])).proof()
    with pytest.raises(errors.InputTypeError, match="path of a file"):
        qg.solve(DILEMMA, F(1, 2)).proof(3)
