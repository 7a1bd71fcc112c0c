"""One entry of a proof changed and signed anew: refused, unless what the file says is still so.

What is accepted is put into classes: another proof of the same, a game of which the same answer is
right (the package solves it anew), or an answer that is as good.
"""

import copy
import dataclasses
import json
from collections import Counter
from fractions import Fraction as F

import numpy as np
import pytest
from helpers.proofs import loaded, refused, signed
from test_proof_files import answers

import qinba_games as qg
from qinba_games.cooperative import TUGame, core, nucleolus, per_capita_nucleolus, prenucleolus

PROOF = ("record", "bounds", "branches", "at", "punishments", "levels", "tolerance")
PROOF += ("sets",)
ANSWER = ("joint", "punishment", "payoffs on the path", "policy", "held", "classes", "empty")
ANSWER += ("founding value", "slack", "least")
WORDS = ("none", "equal", "surplus", "optimal", "proportional", "voluntary")
WORDS += (
    "strong",
    "weak",
    "nominal",
    "isolated",
    "game",
    "partnership",
    "members",
    "core",
    "nucleolus",
)
NUCLEOLI = {(0, 1): nucleolus, (0, 0): prenucleolus, (1, 1): per_capita_nucleolus}


def places(value, path=()):
    yield path
    keys = value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    for key in keys:
        yield from places(value[key], (*path, key))


def part_of(value, path):
    for key in path:
        value = value[key]
    return value


def another(value, rng):
    """Another value of the same kind, mostly one that could be meant."""

    def one_of(values):
        return values[int(rng.integers(len(values)))]

    if isinstance(value, bool):
        return not value
    if value is None or isinstance(value, int):
        return one_of([0, 1, 2] if value is None else [value + 1, value - 1, -value, 0, None])
    if isinstance(value, str):
        if not any(letter.isdigit() for letter in value) or " " in value:
            return one_of(WORDS)
        v, step = number(value), F(1, 100)
        others = [v + 1, v - 1, -v, 0 * v, v + step, v - step, v * (1 + step)]
        return float(one_of(others)).hex() if "x" in value else str(one_of(others))
    left = copy.deepcopy(value)
    if isinstance(value, dict):
        left.pop(one_of(sorted(left)), None)
    elif left:
        i, j, how = (int(rng.integers(m)) for m in (len(left), len(left), 3))
        if how == 2:
            left[i], left[j] = left[j], left[i]
        else:
            left[i : i + 1 - how] = [left[j]] * how
    return left


def forged(told, rng):
    """A proof with one entry changed, by the name under which it stands."""
    name = str(rng.choice(sorted(told.keys() - {"digest"})))
    found = [(name, *path) for path in places(told[name])]
    *path, last = found[int(rng.integers(len(found)))]
    made = copy.deepcopy(told)
    part_of(made, path)[last] = another(part_of(told, (*path, last)), rng)
    return name, signed(made)


def number(text):
    return F(float.fromhex(text)) if "x" in str(text) else F(text)


def numbers(value, exact):
    if isinstance(value, list):
        return [numbers(part, exact) for part in value]
    return number(value) if exact else float(number(value))


def alike(one, other, exact):
    one, other = (np.array(value, dtype=object if exact else float) for value in (one, other))
    return np.array_equal(one, other) if exact else np.allclose(one, other, rtol=1e-7, atol=1e-7)


def right_division(told, exact):
    """Whether a division is what it is called, in the game as told."""
    game, x = TUGame(numbers(told["values"], exact)), numbers(told["payoffs"], exact)
    if told["kind"] == "nucleolus":
        return alike(NUCLEOLI[told["per_capita"], told["floors"]](game).payoffs, x, exact)
    found = core(game)
    least, slack = numbers([told["least"], told["slack"]], exact)
    excess = [
        game.values[mask] - sum(v for i, v in enumerate(x) if mask >> i & 1)
        for mask in range(1, 2 ** len(x) - 1)
    ]
    reached = alike(
        [found.least_excess, max(excess), sum(x)], [least, least, game.values[-1]], exact
    )
    plain = not (told["per_capita"] or told["floors"])
    return plain and reached and slack in (0, least) and told["empty"] == (least > slack + 1e-9)


def given_game(told, exact):
    """The game as told, and by row the state and the profile in it."""
    kind, payoffs = object if exact else float, numbers(told["payoffs"], exact)
    tables, moves, rows = [], [], {}
    for x in range(max(told["state"]) + 1):
        here = [
            r
            for r, (y, a) in enumerate(zip(told["state"], told["action"], strict=True))
            if y == x and a
        ]
        names = [sorted(set(own)) for own in zip(*(told["action"][r] for r in here), strict=True)]
        tables.append(np.empty((*map(len, names), len(payoffs[0])), dtype=kind))
        moves.append(np.zeros((*map(len, names), max(told["state"]) + 1), dtype=kind))
        for r in here:
            profile = tuple(own.index(a) for own, a in zip(names, told["action"][r], strict=True))
            rows[r], tables[x][profile] = (x, profile), payoffs[r]
            for y, chance in told["moves"][r]:
                moves[x][(*profile, y)] += numbers(chance, exact)
    return tables, moves, rows


def right_game(told, exact):
    """Whether the package finds as much in the game as told, and what is played reaches it."""
    (tables, moves, rows), w = given_game(told, exact), numbers(told["outside"], exact)
    rule, delta = told["sharing"], numbers(told["delta"], exact)
    rule = numbers(rule, exact) if isinstance(rule, list) else rule
    names = "joint", "punishment", "payoffs on the path"
    joint, low, path = (np.array(numbers(told[name], exact)) for name in names)
    played = dict(rows.get(r, (0, None)) for r in told["policy"])
    if len(tables) > 1:
        found = qg.solve(qg.StochasticGame.from_arrays(tables, moves), delta)
        verdict = qg.verify(dataclasses.replace(found, policy=played))
    else:
        game = qg.RepeatedGame(qg.StageGame(tables[0]), outside=w or None)
        found, policy = qg.solve(game, delta, sharing=rule), played[0]
        if rule != "voluntary":
            verdict = qg.verify(dataclasses.replace(found, policy=policy, payoffs=path[0]))
        else:
            verdict = qg.verify(found, policy=policy or found.policy)
            total = sum(w if policy is None else tables[0][policy])
            joint = joint if alike([total], joint, exact) else 0 * joint - 1
    same = alike(np.ravel(found.joint_payoff), joint, exact)
    same = same and alike(np.reshape(found.punishment_payoff, low.shape), low, exact)
    enough = alike(path.sum(axis=1), joint, exact) and (path >= low - (0 if exact else 1e-7)).all()
    return same and enough and verdict.ok


def given_partnership(told, exact):
    """The partnership as told."""
    names = ("outside", "promotion", "friction", "detection", "deposit", "subsidy", "stake")
    options = {name: numbers(told[name], exact) for name in names}
    rule = told["sharing"] if isinstance(told["sharing"], str) else numbers(told["sharing"], exact)
    plain = {name: told[name] for name in ("drop", "mandate") if name in told}
    times = [tuple(numbers(part, exact) for part in one) for one in told["bad_times"]]
    given = (numbers(told[name], exact) for name in ("benefit", "cost"))
    return qg.Partnership(*given, sharing=rule, bad_times=times, **plain, **options)


def right_members(told, exact):
    """Whether the package finds that the same sets go on, do the same, and are worth as much."""
    model, delta = given_partnership(told, exact), numbers(told["delta"], exact)
    fresh = qg.evolve_members(model, delta, founding=told["founding"]).proof()
    fresh = json.loads(json.dumps(fresh))
    alike_ = [
        alike(numbers(fresh[name], exact), numbers(told[name], exact), exact)
        for name in ("surplus", "founding value", *["values"] * (told["values"] is not None))
    ]
    return all(alike_) and all(fresh[name] == told[name] for name in ("staying", "acting"))


def right_partnership(told, exact):
    """Whether the package finds the same values, punishments and classes, and the same policy."""
    pair = given_partnership(told, exact)
    found = qg.evolve(pair, numbers(told["delta"], exact), founding=told["founding"])
    fresh = json.loads(json.dumps(found.proof()))
    alike_ = [
        alike(numbers(fresh[name], exact), numbers(told[name], exact), exact)
        for name in ("values", "held", "founding value")
    ]
    return all(alike_) and all(fresh[name] == told[name] for name in ("classes", "policy"))


RIGHT = {"game": right_game, "partnership": right_partnership, "members": right_members}


def check_forgeries(seeds, each):
    """How many changes there were, and of what class those are that are accepted."""
    space, seen = loaded(), Counter()
    for seed in seeds:
        rng = np.random.default_rng(seed)
        for found in answers(seed):
            told = json.loads(json.dumps(found.proof()))
            for _ in range(each):
                name, made = forged(told, rng)
                seen["changes"] += made != told
                if made == told or refused(space, made):
                    continue
                if name in PROOF:
                    seen["another proof"] += 1
                    continue
                judge = RIGHT.get(made["kind"], right_division)
                assert judge(made, found.exact), (seed, name, made)
                sets = ("staying", "acting", "surplus", "values")
                own = {"partnership": ("values",), "game": (), "members": sets}
                own = own.get(told["kind"], ("payoffs",))
                seen["as good" if name in (*ANSWER, *own) else "another game"] += 1
    return seen


@pytest.mark.slow
def test_what_is_accepted_is_still_so():
    seen = check_forgeries(range(3), 15)
    assert seen["changes"] > 500
    assert min(seen["another proof"], seen["another game"]) > 5


@pytest.mark.exhaustive
def test_thousands_of_changes():
    seen = check_forgeries(range(10, 70), 20)
    assert seen["changes"] > 10000
    assert min(seen["another proof"], seen["another game"]) > 100
    assert seen["as good"] > 3
