"""A stranger checks an answer with nothing but Python."""

import ast
import dataclasses
import errno
import itertools
import json
import os
import resource
import sys
from collections import Counter
from fractions import Fraction as F
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from helpers import ladder, one_of_each
from helpers.marks import some
from helpers.proofs import (
    PURCHASES,
    SCRIPT,
    accepted,
    another_digit,
    float_of,
    loaded,
    one_digit_changed,
    refused,
    signed,
)

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

DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)


def partnership(rng):
    """A partnership of two or three members with everything that it can have."""

    def some(low, high, *shape):
        return ladder.decimals(rng, low, high, shape)

    n, levels = int(rng.integers(2, 4)), int(rng.integers(1, 4))
    bound = int(rng.integers(1, n + 1)) if rng.random() < 0.5 else 0
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
        "mandate": list(range(n))[:bound],
        "bad_times": [(some(0, 0.3, 1)[0], some(0, 2, n)) for _ in range(int(rng.integers(3)))],
    }


def both_partnerships(rng, **fixed):
    """The same in Fractions and in floats."""
    given, options = partnership(rng)
    options |= fixed
    close = {
        name: value
        if isinstance(value, str) or value is None or name in ("drop", "mandate")
        else float_of(value)
        for name, value in options.items()
    }
    return qg.Partnership(*given, **options), qg.Partnership(*map(float_of, given), **close)


#: Fixed rules of sharing in a repeated game of two.
RULES = ("none", "equal", "surplus", "optimal", (F(2, 5), F(3, 5)))


def answers(seed):
    """Answers of every kind that has a proof, exact and in floats."""
    rng = np.random.default_rng(seed)
    delta = F(int(rng.integers(20, 98)), 100)
    repeated, rule = ladder.both_repeated(rng, "cell", 1), RULES[seed % len(RULES)]
    models = [
        (qg.solve, repeated),
        (partial(qg.solve, sharing=rule), repeated),
        *((qg.solve, pair) for pair in [ladder.both_stochastic(rng, "cell", 1)]),
        *((qg.evolve, pair) for pair in [both_partnerships(rng)]),
    ]
    coalitions = ladder.both_coalitional(rng, "cell", 1)
    models.append((qg.evolve_members, both_partnerships(rng, mandate=(), stake=0)))
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
    "partnership": ("values", "policy", "founding value", "held"),
    "members": ("surplus", "staying", "acting", "founding value"),
    "core": ("payoffs",),
    "nucleolus": ("payoffs",),
}


def one_number_changed(told, rng):
    """Another answer, signed as if nothing had happened."""
    name = str(rng.choice([name for name in ANSWER[told["kind"]] if told[name]]))
    return signed(told | {name: another_digit(json.dumps(told[name]), rng)})


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
            kind = "mandated partnership" if told.get("mandate") else told["kind"]
            if kind == "game" and told["sharing"] != "voluntary":
                kind = "game at fixed shares"
            seen[kind, found.exact] += 1
    return seen


@pytest.mark.parametrize("seeds", some([range(3), range(10, 20), range(20, 60)], 1, 2))
def test_proofs_are_accepted_and_those_with_a_changed_digit_are_not(seeds):
    seen = check_answers(seeds)
    assert seen.total() > 10 * len(seeds)
    assert len(seen) == 14
    assert min(seen.values()) > len(seeds) / 5


def fixed_rules(seeds):
    """Random repeated games under fixed rules: with and without a way out, in both arithmetics."""
    for seed, rule in itertools.product(seeds, RULES):
        rng = np.random.default_rng(seed)
        kind, huge = (*ladder.STAGES, "none")[seed % 6], 10 ** int(rng.integers(0, 13))
        delta, pair = F(int(rng.integers(0, 98)), 100), ladder.both_repeated(rng, kind, huge)
        for game, patience in zip(pair, (delta, float(delta)), strict=True):
            try:
                yield qg.solve(game, patience, sharing=rule)
            except (errors.NoEquilibriumError, errors.PayoffSpanError):
                continue


@pytest.mark.slow
def test_fixed_rules_have_proofs_unless_floats_leave_something_open():
    space, seen = loaded(), Counter()
    for found in fixed_rules(range(40)):
        if found.certificate.outside is None:
            assert not found.exact
            continue
        told = json.loads(json.dumps(found.proof()))
        space["check"](told)
        seen[found.exact, found.policy is None, found.game.outside is None] += 1
    assert len(seen) == 6  # nobody leaves where nobody can
    assert min(seen.values()) > 3


@pytest.mark.slow
@pytest.mark.parametrize("block", some(range(5), 2, 2))
def test_what_a_fixed_rule_does_not_give_is_refused(block):
    """Every profile, at its shares and at its own payoffs, is accepted just where `verify` does."""
    space, seen = loaded(), Counter()
    for found in fixed_rules(range(6 * block, 6 * block + 6)):
        if not found.exact:
            continue
        told, stage = found.proof(), found.game.stage
        for row, profile in enumerate(np.ndindex(*stage.shape)):
            own = stage.payoffs[profile]
            shares = qg.critical_discount(found.game, profile, sharing=found.sharing).shares
            for paid in [own] if shares is None else [own, shares]:
                other = {"policy": profile, "payoffs": paid, "joint_payoff": sum(own)}
                verdict = qg.verify(dataclasses.replace(found, **other))
                text = {"joint": [str(sum(own))], "payoffs on the path": [[*map(str, paid)]]}
                forged = signed(told | text | {"policy": [row]})
                right = verdict.inside and verdict.outside
                assert refused(space, forged) != right, (found, profile)
                seen[right] += 1
        milder = [[str(F(v) - F(1, 9)) for v in told["punishment"][0]]]
        assert refused(space, signed(told | {"punishment": milder}))
        assert refused(space, signed(told | {"policy": [-1]}))
    assert min(seen.values()) > 10


def test_choices_that_look_better_and_are_not_are_followed_state_by_state():
    """Each member hopes for another future; only branches show that both are not to be had."""
    pair = qg.Partnership(
        [[0, 6], [2, 6]], [3, 2], promotion=1, friction=0, outside=[-1, -1], drop=1
    )
    found, space = qg.evolve(pair, F(9, 10)), loaded()
    told = found.proof()
    assert len(told["branches"]) > 1
    assert found.record["at"] == told["at"]
    assert [str(row) for row in found.record["branches"]] == list(told["branches"])
    space["check"](told)
    assert refused(space, signed({**told, "branches": {}}))
    assert refused(space, signed({name: part for name, part in told.items() if name != "branches"}))
    assert refused(space, signed({**told, "at": 99}))
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
    everything = [[nothing["bounds"], list(range(6))]]
    assert refused(space, signed(nothing | {"delta": "4/5", "record": everything}))


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        ([[3, 3, 18], [0, 0, 0]], "what falls is kept"),
        ([[3, 3, 6], [0, 0, 0]], "more could be hoped for"),
        ([[9, 9, 18], [0, 0, 0]], "less could be feared"),
    ],
)
def test_a_record_whose_bounds_or_deletions_are_wrong_is_refused(bounds, reason):
    """The patient would contribute; a record of ones own says that nobody could uphold it."""
    told, space = qg.solve(DILEMMA, F(1, 10)).proof(), loaded()
    assert told["joint"] == ["6"]
    forged = told | {"delta": "9/10", "record": [[bounds, [0, 1, 2]]]}
    with pytest.raises(ValueError, match=reason):
        space["check"](signed(forged))


def test_punishments_that_could_be_harsher_are_refused():
    """What is agreed on is the same, and is upheld by the milder ones too."""
    game, space = qg.StageGame(np.random.default_rng(22).integers(0, 9, (3, 3, 2))), loaded()
    mild, best = (qg.solve(game, delta).proof() for delta in (F(2, 5), F(4, 5)))
    assert mild["joint"] == best["joint"]
    record = {name: best[name] for name in ("delta", "record", "bounds")}
    with pytest.raises(ValueError, match="less can be feared"):
        space["check"](signed(mild | record))


def test_a_game_with_rows_or_states_of_nobody_is_refused():
    """Another way out, a profile of somebody who is not there, a state that is not told."""
    space = loaded()
    free = qg.solve(DILEMMA, F(9, 10)).proof()
    leave = qg.solve(qg.RepeatedGame(DILEMMA, outside=[4, 4]), F(1, 100)).proof()
    assert leave["policy"] == [4]
    for told in (free, leave):
        space["check"](told)
    row = {"action": [], "state": 0, "payoffs": [0, 0], "moves": [[0, 1]]}
    more = {name: [*free[name], value] for name, value in row.items()}
    richer = {"payoffs": [*leave["payoffs"][:4], [4, 5]], "joint": [9]}
    for told, reason in (
        (free | more, "a profile is none"),
        (leave | richer | {"payoffs on the path": [[4, 5]]}, "a profile is none"),
        (free | {"action": [[*a, 0] for a in free["action"]]}, "a profile is none"),
        (free | {"moves": [[[1, 1]]] * 4}, "a state is none"),
        (free | {"moves": [[[-1, 1]]] * 4}, "a state is none"),
    ):
        with pytest.raises(ValueError, match=reason):
            space["check"](signed(told))


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_punishments_of_those_who_cannot_leave_are_computed_too(sharing):
    """To which nobody could be held, or which were left out, or are too mild: all is refused."""
    pair = qg.Partnership(
        [[3, 2], [4, 3]],
        1,
        promotion=F(1, 2),
        friction=F(1, 10),
        drop=1,
        deposit=F(1, 3),
        outside=[F(1, 5), 0],
        sharing=sharing,
        mandate=[0],
    )
    told, space = json.loads(json.dumps(qg.evolve(pair, F(1, 2)).proof())), loaded()
    space["check"](told)
    lower = [["-1", own] for _, own in told["held"]]
    for forged in (
        {"held": lower},
        {"held": []},
        {"punishments": told["punishments"][1:]},
        {"mandate": []},
        {"policy": told["policy"][:2]},
        {"policy": [*told["policy"][:2], *told["policy"][:2]]},
    ):
        assert refused(space, signed(told | forged)), forged


def test_a_single_member_keeps_what_there_is():
    space = loaded()
    for worth in (5, F(1, 3), 2.5):
        told = core(TUGame([0, worth])).proof()
        space["check"](told)
        assert refused(space, signed(told | {"payoffs": [4]}))
        assert refused(space, signed(told | {"empty": True}))
    several = core(TUGame([0, 0, 0, 1])).proof()
    assert refused(space, signed(several | {"levels": []}))


def test_floats_beside_fractions_and_payoffs_far_apart_have_a_proof():
    alone = qg.RepeatedGame(qg.StageGame([[0], [F(11, 6)]]), outside=[F(11, 6)])
    loaded()["check"](qg.solve(alone, 0.999).proof())
    huge = [[[-(10**12), 1.0], [-2, 2e12]], [[-1, 2.5], [9, 1e12]]]
    far = qg.RepeatedGame(qg.StageGame(huge), outside=[-(10**12), 1])
    told = qg.solve(far, 1e-12).proof()
    loaded()["check"](told)
    assert told["joint"] == ["1000000000009"]


def test_payoffs_with_many_digits_have_a_proof():
    little = F(1, 10**20)
    game = qg.prisoners_dilemma(9 + little, 1, 10, 3 - little)
    loaded()["check"](qg.solve(game, F(1, 7)).proof())


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
    divided = {"payoffs": [0, 4, 5], "levels": [[[7, 1]]], "slack": 0, "least": 0}
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


CLOSE = qg.prisoners_dilemma(9.0, 1.0, 10.0, 3.0)


@pytest.mark.parametrize("lower", [0.0, 1e-13, 1e-9, 1e-8])
def test_what_lacks_nothing_does_not_fall_in_floats(lower):
    """At 1/7 cooperation lacks nothing; with bounds a little too low no more than these are off."""
    space, best, worse = loaded(), *(qg.solve(CLOSE, 1 / d).proof() for d in (7, 8))
    assert best["joint"] == [(18.0).hex()]
    (*held, _), end = best["bounds"]
    record = [[[[*held, (18 - lower).hex()], end], [0, 1, 2]]]
    for told in (best, worse):
        space["check"](told)
    with pytest.raises(ValueError, match="what falls is kept"):
        space["check"](signed(worse | {"delta": best["delta"], "record": record}))


def test_no_state_of_a_record_runs_empty():
    space, told = loaded(), qg.solve(CLOSE, 1 / 8).proof()
    record = [*told["record"], [told["bounds"], [3]]]
    with pytest.raises(ValueError, match="what falls is kept"):
        space["check"](signed(told | {"record": record, "bounds": []}))


def test_what_is_played_does_not_fall():
    """In floats it may lack a little, and then be kept as well as deleted; but not both."""
    space, delta = loaded(), 1 / 7 - 5e-10
    kept, found = (qg.solve(CLOSE, 1 / d).proof() for d in (7, 8))
    assert found["joint"] == [(6.0).hex()]
    space["check"](signed(kept | {"delta": delta.hex()}))
    record = {name: found[name] for name in ("record", "bounds")}
    with pytest.raises(ValueError, match="what falls is kept"):
        space["check"](signed(kept | {"delta": delta.hex()} | record))


@pytest.mark.parametrize("constant", [0.0, 1e8])
@pytest.mark.parametrize("cell", [None, (1e12, -2e12)])
@pytest.mark.parametrize("sharing", ["voluntary", "none", "equal"])
def test_a_number_that_is_never_reached_decides_nothing(sharing, cell, constant):
    """Cooperation needs 1/3; a proof that says so for 0.2 is refused beside 10^12 too."""
    payoffs = np.zeros((3, 3, 2))
    payoffs[0, 0], payoffs[0, 1], payoffs[1, 0] = 2, (-1, 3), (3, -1)
    payoffs[2, :, 0], payoffs[:, 2, 1] = -5, -5
    payoffs[2, 2] = (-5, -5) if cell is None else cell
    game, space = qg.StageGame(payoffs + constant), loaded()
    found = qg.solve(game, 0.5, sharing=sharing)
    assert found.policy == (0, 0)
    told = found.proof()
    space["check"](told)
    for delta in (0.2, 0.333):
        with pytest.raises(ValueError, match="somebody would deviate"):
            space["check"](signed(told | {"delta": delta.hex()}))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"delta": "1e999999999"}, "neither a fraction nor"),
        ({"delta": "1/" + "9" * 5000}, "neither a fraction nor"),
        ({"delta": "0x1.8p+99999"}, "neither a fraction nor"),
        ({"state": [10**18] * 4}, "a state is missing"),
        ({"action": [[*range(k, k + 24)] for k in range(4)]}, "a profile"),
        ({"record": [[[[3, 3, 18], [0, 0, 0]], []]] * 10**7}, "the record is too long"),
    ],
)
def test_what_would_take_for_ever_is_refused_at_once(change, reason):
    space, told = loaded(), qg.solve(DILEMMA, F(1, 7)).proof()
    with pytest.raises(ValueError, match=reason):
        space["check_game"](told | change)


def test_divisions_and_partnerships_of_too_many_are_refused_at_once():
    space, told = loaded(), nucleolus(TUGame([0, 0, 0, 1])).proof()
    for n in (17, 24, 1000):
        with pytest.raises(ValueError, match="sizes"):
            space["check"](signed(told | {"payoffs": [1] * n}))
    with pytest.raises(ValueError, match="sizes"):
        space["check"](signed(told | {"levels": [[[1, 1]]] * 3}))
    pair = qg.evolve(qg.Partnership([[0, 6], [2, 6]], [3, 2], promotion=1, friction=0), F(9, 10))
    many = {"benefit": [[[0] * 40] * 40], "bad_times": []}
    many |= {"sharing": "voluntary"} | {name: [1] * 40 for name in ("cost", "outside", "deposit")}
    with pytest.raises(ValueError, match="too many choices"):
        space["check"](signed(pair.proof() | many | {"friction": ["1/2"], "mandate": []}))


def test_files_that_are_no_proofs_are_refused_at_once(tmp_path):
    space, deep = loaded(), tmp_path / "deep.json"
    deep.write_text("[" * 10**6 + "]" * 10**6, encoding="utf-8")
    for path, reason in ((deep, "too deep"), ("/dev/zero", "too long")):
        space["BYTES"] = 10**7
        with pytest.raises(ValueError, match=reason):
            space["read"](path)


def writes_of_both():
    yield qg.solve(DILEMMA, F(1, 7)).proof
    yield qg.payoff_set(DILEMMA, F(1, 2)).proof


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_disk_that_is_full_costs_no_earlier_proof(call, tmp_path, monkeypatch):
    """At any moment the old file is there, or the new one; and nothing else is left."""

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    path, link = tmp_path / "kept.json", tmp_path / "link.json"
    link.symlink_to(path)
    for proof in writes_of_both():
        told = proof(link)
        before = path.read_text(encoding="utf-8")
        assert json.loads(before) == told
        with monkeypatch.context() as broken:
            if call == "write":
                resource.setrlimit(resource.RLIMIT_FSIZE, (16, resource.RLIM_INFINITY))
            else:
                broken.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[call], full)
            with pytest.raises(errors.InvalidInputError, match="cannot be written"):
                proof(link)
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        assert path.read_text(encoding="utf-8") == before
        assert sorted(tmp_path.iterdir()) == [path, link]


def test_a_file_that_may_not_be_written_and_a_device_are_not_replaced(tmp_path):
    path, proof = tmp_path / "kept.json", qg.solve(DILEMMA, F(1, 7)).proof
    proof("/dev/null")
    assert Path("/dev/null").is_char_device()
    for wrong in ("/dev/full", tmp_path, tmp_path / "nowhere" / "kept.json"):
        with pytest.raises(errors.InvalidInputError, match="cannot be written"):
            proof(wrong)
    path.touch(mode=0o640)
    proof(path)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("rule", ["voluntary", "none", "equal"])
def test_sets_of_members_that_do_worse_are_refused(rule):
    """Where three go on, nothing else is taken for the best: not even that nobody does."""
    space, benefit = loaded(), [[[0, 3, 2], [3, 0, 2], [2, 2, 0]]]
    model = qg.Partnership(benefit, 1, promotion=0, friction=F(1, 10), sharing=rule)
    found = qg.evolve_members(model, F(4, 5))
    told = found.proof()
    assert found.stay("all") == ("1", "2", "3")
    space["check"](told)
    last = {"staying": [[0]] * 8, "acting": [[-1]] * 8, "surplus": [[0]] * 8}
    last = {name: [[row] for row in rows] for name, rows in last.items()}
    assert refused(space, signed(told | last | {"founding value": 0}))
    lone = {**told["sets"], "7": told["sets"]["7"] | {"policy": [7 if rule == "voluntary" else 1]}}
    assert refused(space, signed(told | {"sets": lone}))
    # A set brings its record, and no numbers of the game.
    dear = {**told["sets"], "7": told["sets"]["7"] | {"friction": [0]}}
    assert refused(space, signed(told | {"sets": dear}))
    for name in ("staying", "acting", "surplus"):
        for mask in range(8):
            wrong = json.loads(json.dumps(told[name]))
            wrong[mask][0][0] = 6 if wrong[mask][0][0] != 6 else 5
            assert refused(space, signed(told | {name: wrong})), (name, mask)
    for mask in range(8):
        fewer = json.loads(json.dumps(told["values"]))
        fewer[mask][0][0] = fewer[mask][0][0][:2]
        assert refused(space, signed(told | {"values": fewer})), mask


def test_the_set_that_goes_on_is_the_best_there_is():
    """The third adds nothing and has more outside: with transfers its exit changes no value."""
    space, benefit = loaded(), [[[0, 4, 0], [4, 0, 0], [0, 0, 0]]]
    options = {"promotion": 0, "friction": F(1, 10), "sharing": "voluntary", "outside": [0, 0, 2]}
    found = qg.evolve_members(qg.Partnership(benefit, 1, **options), F(4, 5))
    told = json.loads(json.dumps(found.proof()))
    assert found.stay("all") == ("1", "2")
    space["check"](told)
    for other in (0, 5, 6):
        wrong = [*told["staying"][:7], [[other]]]
        assert refused(space, signed(told | {"staying": wrong})), other


@pytest.mark.parametrize(("script", "most"), [(SCRIPT, 650), (PURCHASES, 250)])
def test_the_scripts_are_short_and_know_no_library(script, most):
    text = script.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= most
    tree = ast.parse(text)
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert names <= {*sys.stdlib_module_names, SCRIPT.stem, PURCHASES.stem}


def many_partnerships(seed):
    """The same partnerships twice: together and each alone; and pairs as arrays."""
    rng = np.random.default_rng(seed)
    _, model = both_partnerships(rng)
    models = [model, dataclasses.replace(model, promotion=model.promotion / 2), model]
    delta = rng.uniform(0.2, 0.97, 3)
    yield (
        qg.evolve_many(models, delta),
        [qg.evolve(*one) for one in zip(models, delta, strict=True)],
    )
    terms = {
        "promotion": rng.random(3),
        "friction": rng.uniform(0, 0.4, (3, 2)),
        "outside": rng.uniform(-0.5, 0.5, (3, 2)),
        "detection": rng.random(3) if seed % 2 else np.ones(3),
        "deposit": rng.random((3, 2)),
        "subsidy": rng.uniform(0, 0.4, 3),
        "founding": rng.integers(0, 2, 3),
    }
    fixed = {"sharing": list(RULES)[seed % 4], "drop": [None, 1, 2][seed % 3]}
    bad, extra = float(rng.uniform(0, 0.3)), rng.random(2)
    benefit, cost = np.sort(rng.uniform(0, 3, (3, 2, 2)), axis=1), rng.random((3, 2))
    given = terms | fixed | {"bad_times": [(bad, extra)]}
    arrays = qg.evolve_arrays(benefit=benefit, cost=cost, delta=delta, **given)
    founding = terms.pop("founding")
    alone = []
    for k in range(3):
        own = {name: value[k] for name, value in terms.items()}
        pair = qg.Partnership(benefit[k], cost[k], **own, **fixed, bad_times=[(bad, extra)])
        alone.append(qg.evolve(pair, delta[k], founding=int(founding[k])))
    yield arrays, alone


@pytest.mark.parametrize("seeds", some([range(4), range(10, 20), range(20, 70)], 1, 2))
def test_each_of_many_has_its_proof(seeds):
    """The proof of one of many is about that one, and says what is said of it alone."""
    space, seen = loaded(), Counter()
    for seed, (many, alone) in ((s, both) for s in seeds for both in many_partnerships(s)):
        rng = np.random.default_rng(seed)
        for k, one in enumerate(alone):
            try:
                told = json.loads(json.dumps(many.proof(index=k)))
            except errors.NotApplicableError:
                seen["open"] += 1
                continue
            space["check"](told)
            assert refused(space, one_digit_changed(told, rng))
            same = json.loads(json.dumps(one.proof()))
            assert [told[name] for name in ("classes", "policy", "founding")] == [
                same[name] for name in ("classes", "policy", "founding")
            ]
            numbers = (
                np.array([float.fromhex(v) for row in part["values"] for v in row])
                for part in (told, same)
            )
            np.testing.assert_allclose(*numbers, rtol=1e-8, atol=1e-8)
            seen[type(many).__name__] += 1
    assert min(seen[name] for name in ("EvolutionBatch", "EvolutionArrays")) > 2 * len(seeds)
    assert seen["open"] <= len(seeds) / 5


def test_there_is_a_proof_of_those_there_are_only(tmp_path):
    pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0)
    terms = {"benefit": [pair.benefit[:, [0, 1], [1, 0]]] * 2, "cost": 1, "promotion": 0.5}
    for many in (
        qg.evolve_many([pair, pair], [0.1, 0.8]),
        qg.evolve_arrays(**terms, friction=0, delta=[0.1, 0.8]),
    ):
        told = many.proof(tmp_path / "one.json")
        assert told == json.loads((tmp_path / "one.json").read_text()) == many.proof(index=0)
        assert accepted(many.proof(index=1), tmp_path)
        for index in (-1, 2):
            with pytest.raises(errors.RangeError, match="index"):
                many.proof(index=index)
        with pytest.raises(errors.InputTypeError, match="index"):
            many.proof(index="first")


#: Answers with a witness of another kind, and why no stranger's file is made of it.
WITHOUT = {
    "Attribution": "windows, each of which has its own",
    "Cascade": "ties before and after, which have their own",
    "CriticalTurnover": "negotiations, which no stranger's file knows",
    "GameProperties": "a coalition that lacks a property, of which everybody sees the sum",
    "Harm": "windows, each of which has its own",
    "HandOver": "answers about one partnership each, which have their own",
    "LinkedIssues": "into how many agreements each set divides, of which everybody sees the sums",
    "Negotiated": "a game with states, which has its own",
    "RiskSharing": "values on grids, in floats",
    "Schedule": "a linear programme over answers that have their own",
    "StatePayoffSets": "levels in many directions, in floats",
    "Strength": "ties and partnerships, which have their own",
    "Study": "pairs of many, each of which has its own",
    "Subsidies": "what every set of governments costs, which everybody can add up",
    "Uncertain": "pairs of many, each of which has its own",
}


def test_each_answer_with_a_witness_has_a_proof_or_a_reason():
    shown = ((one, getattr(one, "regimes", None)) for one in one_of_each.RESULTS)
    brings = {type(one) for one, known in shown if known or one.witness is not None}
    assert {kind.__name__ for kind in brings if not hasattr(kind, "proof")} == {*WITHOUT}


@pytest.mark.slow
def test_what_has_no_proof_says_so():
    close = qg.RepeatedGame(qg.prisoners_dilemma(9.0, 1.0, 10.0, 3.0))
    open_ = qg.solve(close, 1 / 7 - 5e-10, sharing="none")
    assert open_.certificate.outside is None
    with pytest.raises(errors.NotApplicableError, match="only fractions decide"):
        open_.proof()
    bound, _ = both_partnerships(np.random.default_rng(31))
    compared = qg.evolve(bound, F(29, 50))
    assert compared.certificate.outside is True
    with pytest.raises(errors.NotApplicableError, match="punishments compared one by one"):
        compared.proof()
    with pytest.raises(errors.NotApplicableError, match="is no nucleolus"):
        shapley(TUGame([0, 1, 1, 4])).proof()
    with pytest.raises(errors.InputTypeError, match="path of a file"):
        qg.solve(DILEMMA, F(1, 2)).proof(3)
