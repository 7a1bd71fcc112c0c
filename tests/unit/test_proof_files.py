"""A stranger checks an answer with nothing but Python."""

import ast
import hashlib
import json
import subprocess
import sys
from collections import Counter
from fractions import Fraction as F
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from helpers import ladder

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


def signed(told):
    """A proof with the digest that belongs to it."""
    plain = {key: value for key, value in told.items() if key != "digest"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return plain | {"digest": hashlib.sha256(text.encode()).hexdigest()}


def partnership(rng):
    """A partnership of two or three members with everything that it can have."""

    def some(low, high, *shape):
        return ladder.decimals(rng, low, high, shape)

    n, levels = int(rng.integers(2, 4)), int(rng.integers(1, 4))
    benefit = np.sort(some(0, 3, levels, n, n), axis=0)
    benefit[:, range(n), range(n)] = F(0)
    fractions = [F(1, n + 1)] * (n - 1) + [F(2, n + 1)]
    rules = ["none", "equal", "surplus", "proportional", "optimal", "voluntary", fractions]
    once, twice = some(0, 1, 1)[0], some(0, 0.4, 1)[0]
    return (benefit, some(0.2, 1.5, n)), {
        "promotion": some(0, 1, 1)[0],
        "friction": some(0, 0.4, levels),
        "outside": some(-0.5, 0.5, n),
        "sharing": rules[int(rng.integers(7))],
        "drop": [None, 1, 2][int(rng.integers(3))],
        "detection": [F(1), once, F(0)][int(rng.integers(3))],
        "deposit": some(0, 1, n) if rng.random() < 0.5 else 0,
        "subsidy": twice if rng.random() < 0.5 else 0,
        "stake": once if rng.random() < 0.3 else 0,
        "bad_times": [(some(0, 0.3, 1)[0], some(0, 2, n)) for _ in range(int(rng.integers(3)))],
    }


def both_partnerships(rng):
    """The same in Fractions and in floats."""
    given, options = partnership(rng)
    close = {
        name: value
        if isinstance(value, str) or value is None or name == "drop"
        else float_of(value)
        for name, value in options.items()
    }
    return qg.Partnership(*given, **options), qg.Partnership(*map(float_of, given), **close)


def float_of(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(float_of, value))
    return value.astype(float) if isinstance(value, np.ndarray) else float(value)


def answers(seed):
    """Answers of every kind that has a proof, exact and in floats."""
    rng = np.random.default_rng(seed)
    delta = F(int(rng.integers(20, 98)), 100)
    models = [
        *((qg.solve, pair) for pair in [ladder.both_repeated(rng, "cell", 1)]),
        *((qg.solve, pair) for pair in [ladder.both_stochastic(rng, "cell", 1)]),
        *((qg.evolve, pair) for pair in [both_partnerships(rng)]),
    ]
    coalitions = ladder.both_coalitional(rng, "cell", 1)
    divisions = core, least_core, nucleolus, prenucleolus, per_capita_nucleolus
    asked = [
        *(partial(solve, exact, delta) for solve, (exact, _) in models),
        *(partial(solve, close, float(delta)) for solve, (_, close) in models),
        *(partial(divide, game) for divide in divisions for game in coalitions),
    ]
    for ask in asked:
        try:
            yield ask()
        except (errors.NoEquilibriumError, errors.NotApplicableError):
            continue


#: What a proof says in answer, by kind; the rest is the game, or the record.
ANSWER = {
    "game": ("joint", "punishment", "policy"),
    "partnership": ("values", "choice", "founding value", "founding value, net"),
    "core": ("payoffs",),
    "nucleolus": ("payoffs",),
}


def one_number_changed(told, rng):
    """Another answer, signed as if nothing had happened."""
    name = str(rng.choice(ANSWER[told["kind"]]))
    text = json.dumps(told[name])
    places = [k for k, letter in enumerate(text) if letter.isdigit()]
    at = int(rng.choice(places))
    other = str((int(text[at]) + int(rng.integers(1, 10))) % 10)
    return signed(told | {name: json.loads(text[:at] + other + text[at + 1 :])})


def check_answers(seeds):
    """How many proofs of each kind, in floats and exact, were seen to be accepted and refused."""
    space, seen = loaded(), Counter()
    for seed in seeds:
        rng = np.random.default_rng(seed)
        for found in answers(seed):
            told = json.loads(json.dumps(found.proof()))
            space["check"](told)
            assert refused(space, one_digit_changed(told, rng)), (seed, found)
            if found.exact:  # in floats the digit may stand for less than the tolerance
                assert refused(space, one_number_changed(told, rng)), (seed, found)
            seen[type(found).__name__, told["kind"], found.exact] += 1
    return seen


def test_proofs_are_accepted_and_those_with_a_changed_digit_are_not():
    seen = check_answers(range(3))
    assert seen.total() > 30
    assert len(seen) == 8


@pytest.mark.slow
def test_hundreds_of_proofs():
    seen = check_answers(range(10, 60))
    assert seen.total() > 500
    assert min(seen.values()) > 40


def test_choices_that_look_better_and_are_not_are_followed_state_by_state():
    """Each member hopes for another future; only branches show that both are not to be had."""
    pair = qg.Partnership(
        [[0, 6], [2, 6]], [3, 2], promotion=1, friction=0, outside=[-1, -1], drop=1
    )
    told, space = qg.evolve(pair, F(9, 10)).proof(), loaded()
    assert len(told["branches"]) > 1
    space["check"](told)
    assert refused(space, signed({**told, "branches": {}}))
    assert refused(space, signed({name: part for name, part in told.items() if name != "branches"}))
    for row in told["branches"]:
        lost = {key: node for key, node in told["branches"].items() if key != row}
        assert refused(space, signed(told | {"branches": lost}))


def test_a_record_that_forgets_something_better_is_refused():
    """Nobody contributes, which is an equilibrium; that more could be had is not shown away."""
    pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=F(1, 2), friction=0)
    found, space = qg.evolve(pair, F(4, 5)), loaded()
    told, nothing = found.proof(), qg.evolve(pair, F(1, 100)).proof()
    assert told["classes"] == ["strong", "strong"]
    assert nothing["classes"] == ["isolated", "isolated"]
    assert refused(space, signed(nothing | {"delta": "4/5"}))
    assert refused(space, signed(nothing | {"delta": "4/5", "record": [], "bounds": []}))
    everything = [[nothing["bounds"], [str(row) for row in range(6)]]]
    assert refused(space, signed(nothing | {"delta": "4/5", "record": everything}))


def test_a_tolerance_of_ones_own_is_refused():
    space, told = loaded(), qg.solve(DILEMMA, 0.5).proof()
    space["check"](told)
    assert refused(space, signed(told | {"tolerance": "1/1000"}))
    assert not refused(space, signed(told | {"joint": [(18 + 1e-9).hex()]}))
    assert refused(space, signed(told | {"joint": [(18 + 1e-5).hex()]}))


def test_everybody_together_is_no_coalition_that_objects():
    """With it any largest excess of 0 would look like the least."""
    game = TUGame([0, 0, 0, 3, 0, 3, 3, 9])
    space, told = loaded(), core(game).proof()
    level = {"excess": "0", "coalitions": [["7", "1"]], "floor": []}
    divided = {"payoffs": ["0", "4", "5"], "levels": [level], "slack": "0"}
    space["check"](told)
    assert refused(space, signed(told | divided))


def test_the_script_stands_alone(tmp_path):
    pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
    game = TUGame([0, 0, 0, 1, 0, 1, 1, 1])
    for found in (qg.solve(DILEMMA, F(1, 7)), core(game), nucleolus(game), qg.evolve(pair, 0.8)):
        told = found.proof(tmp_path / "kept.json")
        assert json.loads((tmp_path / "kept.json").read_text(encoding="utf-8")) == told
        assert accepted(told, tmp_path)
        assert not accepted({**told, "digest": "0" * 64}, tmp_path)


def test_the_script_is_short_and_knows_no_library():
    """Three hundred lines of code: without empty ones, comments and docstrings."""
    text = SCRIPT.read_text(encoding="utf-8")
    tree = ast.parse(text)
    said = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, node.end_lineno + 1)
    }
    coded = {
        k
        for k, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.strip().startswith("#")
    }
    assert len(coded - said) <= 300
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("joint", ["17"]), ("punishment", [["3", "2"]]), ("policy", ["1"]), ("delta", "1/8")],
)
def test_a_proof_signed_anew_is_computed_anew(field, wrong):
    """Also a digest that fits does not make what is wrong right."""
    told = qg.solve(DILEMMA, F(1, 7)).proof()
    space = loaded()
    assert refused(space, signed(told | {field: wrong}))
    assert not refused(space, told)


def test_what_has_no_proof_says_so():
    pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0, mandate="all")
    with pytest.raises(errors.NotApplicableError, match="cannot leave"):
        qg.evolve(pair, F(1, 2)).proof()
    with pytest.raises(errors.NotApplicableError, match="fixed rule"):
        qg.solve(DILEMMA, F(1, 2), sharing="equal").proof()
    with pytest.raises(errors.NotApplicableError, match="is no nucleolus"):
        shapley(TUGame([0, 1, 1, 4])).proof()
    with pytest.raises(errors.InputTypeError, match="path of a file"):
        qg.solve(DILEMMA, F(1, 2)).proof(3)
