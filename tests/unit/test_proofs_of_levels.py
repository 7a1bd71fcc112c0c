"""A stranger checks what levels of government do for every pair, with nothing but Python."""

import copy
import dataclasses
import functools
import json
import re
from collections import Counter
from fractions import Fraction as F

import numpy as np
import pytest
from helpers import ladder
from helpers.marks import some
from helpers.proofs import accepted, float_of, loaded, one_digit_changed, refused, signed
from test_resigned_proofs import alike, forged, given_partnership, numbers

import qinba_games as qg
from qinba_games import errors

TREE = {"N": None, "P": "N", "Q": "N", "p": "P", "q": "Q", "r": "P", "c": "p", "d": "q", "m": "Q"}
PAIRS = (("P", "Q"), ("p", "q"), ("c", "d"), ("p", "r"), ("c", "m"), ("r", "q"))
REGIMES = ("none", "provinces", "national", "three-level", "bottom-up")
RULES = ("none", "equal", "surplus", "proportional", "optimal", "voluntary", (F(1, 3), F(2, 3)))
#: What is no number of a partnership.
PLAIN = (str, bool, type(None))


def hierarchies(seed):
    """A hierarchy with everything that it can have under one regime, exact and in floats."""
    rng = np.random.default_rng(seed)

    def drawn(low, high, *shape):
        found = ladder.decimals(rng, low, high, shape or (1,))
        return found if shape else found[0]

    def often(value, part=0.5):
        return value if rng.random() < part else 0

    levels, bad = int(rng.integers(1, 3)), int(rng.integers(3))
    helper = {
        "sharing": bool(rng.random() < 0.5),
        "mediation": drawn(0, 1),
        "monitoring": often(drawn(0, 1)),
        "deposit": often(drawn(0, 1, 2), 0.4),
        "subsidy": often(drawn(0, 0.4), 0.4),
        "credibility": drawn(0.3, 1),
    }
    rules = ("none", "voluntary") if helper["sharing"] else RULES
    chosen = [pair for pair in PAIRS if rng.random() < 0.8] or PAIRS[:1]
    pairs = {
        pair: {
            "benefit": np.sort(drawn(0, 3, levels, 2), axis=0),
            "cost": drawn(0.2, 1.5, 2),
            "promotion": drawn(0, 1),
            "friction": F(0),
            "outside": drawn(-0.5, 0.5, 2),
            "sharing": rules[int(rng.integers(len(rules)))],
            "drop": (None, 1, 2)[int(rng.integers(3))],
            "detection": (F(1), drawn(0, 1), F(0))[int(rng.integers(3))],
            "deposit": 0 if np.any(helper["deposit"] != 0) else often(drawn(0, 1, 2)),
            "subsidy": 0 if helper["subsidy"] else often(drawn(0, 0.4)),
            "stake": often(drawn(0, 1), 0.3),
            "bad_times": [(drawn(0, 0.3), drawn(0, 2, 2)) for _ in range(bad)],
        }
        for pair in chosen
    }
    low = np.sort(drawn(0, 0.4, levels))[::-1]
    border = [*low, max(low[0], drawn(0, 0.5))]
    around = {"inside": drawn(0, 0.3), "root_friction": drawn(0, 0.4), "border": border}
    founding = {pair: int(rng.integers(levels)) for pair in chosen}
    delta, loss = F(int(rng.integers(30, 98)), 100), often(drawn(0, 1))
    options = {"anticipation": "frozen" if rng.random() < 0.2 else "full"}
    for rounded in (False, True):

        def told(value, rounded=rounded):
            return value if isinstance(value, PLAIN) or not rounded else float_of(value)

        given = {
            pair: qg.Partnership(
                **{name: v if name == "drop" else told(v) for name, v in terms.items()}
            )
            for pair, terms in pairs.items()
        }
        tree = qg.Hierarchy(
            TREE, given, founding=founding, **{name: told(v) for name, v in around.items()}
        )
        yield qg.stabilise(
            tree,
            told(delta),
            REGIMES[seed % 5],
            coordinator=qg.Coordinator(**{name: told(v) for name, v in helper.items()}),
            control_loss=told(loss),
            **options,
        )


def as_read(found):
    return json.loads(json.dumps(found.proof()))


@pytest.mark.parametrize("seeds", some([range(2), range(100, 120), range(120, 202)], 1, 2))
def test_hierarchies_are_accepted_and_those_with_a_changed_digit_are_not(seeds):
    space, seen = loaded(), Counter()
    for seed in seeds:
        rng = np.random.default_rng(seed)
        for found in hierarchies(seed):
            told = as_read(found)
            space["check"](told)
            assert refused(space, one_digit_changed(told, rng)), seed
            seen[found.exact] += 1
            seen.update({found.regime, found.anticipation})
    assert seen[True] == seen[False] == len(seeds)
    assert len(seen) >= min(len(seeds), 5) + 2


#: What a file says in answer, and what shows it; the rest is the hierarchy.
ANSWER = ("founding value", "classes", "needs", "matters", "policy", "values")
PROOF = ("record", "bounds", "branches", "at", "held", "punishments", "tolerance")


def right_levels(told, exact):
    """Whether the package finds the same of every pair in the hierarchy as told."""
    parents, given, founding = {}, {}, {}
    for one in told["pairs"]:
        for line in one["lines"]:
            parents |= dict(zip(line, [None, *line], strict=False))
        pair = tuple(line[-1] for line in one["lines"])
        given[pair] = given_partnership(one | {"friction": "0"}, exact)
        founding[pair] = one["founding"]
    border, inside, root = (
        numbers(told[key], exact) for key in ("border", "inside", "root friction")
    )
    tree = qg.Hierarchy(
        parents, given, founding=founding, border=border, inside=inside, root_friction=root
    )
    helper = {
        name: numbers(v, exact) if name != "sharing" else v
        for name, v in told["coordinator"].items()
    }
    found = qg.stabilise(
        tree,
        numbers(told["delta"], exact),
        told["regime"],
        coordinator=qg.Coordinator(**helper),
        control_loss=numbers(told["control loss"], exact),
        anticipation="frozen" if told["frozen"] else "full",
    )
    fresh = {json.dumps(one["lines"]): one for one in as_read(found)["pairs"]}
    for one in told["pairs"]:
        other = fresh[json.dumps(one["lines"])]
        if any(one[name] != other[name] for name in ("classes", "needs", "matters")):
            return False
        if not alike(*(numbers(part["founding value"], exact) for part in (one, other)), exact):
            return False
        for kind, answer in other["answers"].items():
            said = one["answers"][kind]
            same = alike(*(numbers(part["values"], exact) for part in (said, answer)), exact)
            if not same or said["policy"] != answer["policy"]:
                return False
    return True


def changed(told, rng):
    """A file with one entry changed: of the whole, of one pair, or of what that pair does."""
    made, where = copy.deepcopy(told), int(rng.integers(3))
    part = made
    if where:
        part = made["pairs"][int(rng.integers(len(made["pairs"])))]
    if where == 2:
        part = part["answers"][str(rng.choice(sorted(part["answers"])))]
    name, other = forged(part, rng)
    part[name] = other[name]
    return name, signed(made)


def check_forgeries(seeds, each):
    """How many changes there were, and of what class those are that are accepted."""
    space, seen = loaded(), Counter()
    for seed in seeds:
        rng = np.random.default_rng(seed)
        for found in hierarchies(seed):
            told = as_read(found)
            for _ in range(each):
                name, made = changed(told, rng)
                seen["changes"] += made != told
                if made == told or refused(space, made):
                    continue
                if without(made, PROOF) == without(told, PROOF):
                    seen["another proof"] += 1
                    continue
                try:
                    assert right_levels(made, found.exact), (seed, name, made)
                except errors.InvalidInputError:  # friction that rises with trust above
                    seen["a hierarchy that is none here"] += 1
                    continue
                answer = without(made, ANSWER) == without(told, ANSWER)
                seen["as good" if answer else "another hierarchy"] += 1
    return seen


def without(told, names):
    """A file without the entries of these names, wherever they stand."""
    if isinstance(told, dict):
        return {k: without(v, names) for k, v in told.items() if k not in (*names, "digest")}
    return [without(v, names) for v in told] if isinstance(told, list) else told


@pytest.mark.slow
@pytest.mark.parametrize("seeds", some([range(5), range(5, 12)], 1, 1))
def test_what_is_accepted_is_still_so(seeds):
    seen = check_forgeries(seeds, 30)
    assert seen["changes"] > 40 * len(seeds)
    assert min(seen["another proof"], seen["another hierarchy"]) > 3


@pytest.mark.exhaustive
def test_thousands_of_changes():
    seen = check_forgeries(range(300, 360), 60)
    assert seen["changes"] > 5000
    assert min(seen["another proof"], seen["another hierarchy"]) > 100


def small(regime="three-level", **options):
    """Two provinces with two governments in each, and one below both of the first; exact."""
    gains = [[F(3, 2), F(6, 5)], [2, F(8, 5)]]
    pair = qg.Partnership(gains, 1, promotion=F(1, 2), friction=0, detection=F(9, 10), drop=1)
    better = dataclasses.replace(pair, benefit=pair.benefit * F(11, 10))
    tree = {"N": None, "P": "N", "Q": "N", "p": "P", "q": "Q", "r": "P", "s": "Q"}
    tree |= {"u": "p", "v": "r"}
    pairs = {("P", "Q"): pair, ("p", "q"): pair, ("r", "s"): better}
    pairs |= {("p", "r"): pair, ("u", "v"): pair}
    border = [F(3, 10), F(1, 10), F(2, 5)]
    levels = qg.Hierarchy(tree, pairs, inside=F(1, 20), border=border, root_friction=F(1, 4))
    helper = qg.Coordinator(
        sharing=True, mediation=F(1, 2), deposit=F(1, 10), credibility=F(4, 5), monitoring=F(1, 2)
    )
    given = {"coordinator": helper, "control_loss": F(1, 5)}
    return qg.stabilise(levels, F(7, 10), regime, **given | options)


def changes(told):
    """Changes of a file, each with the reason for which it is refused."""
    first, second, *more, last = told["pairs"]
    here, other = first["answers"]["here"], second["answers"]["here"]
    helper = told["coordinator"]

    def of_first(**parts):
        return {"pairs": [first | parts, second, *more, last]}

    def answered(**parts):
        return of_first(answers=first["answers"] | {"here": here | parts})

    assert first["lines"] == [["N", "P"], ["N", "Q"]]
    assert second["lines"] == [["N", "P", "p"], ["N", "Q", "q"]]
    crowded = second | {"lines": [["N", "P", "p"], ["N", "P", "q"]]}
    above = second | {"lines": [["N", "P", "p"], ["N", "P"]]}
    return {
        "another class": (of_first(classes=["isolated"] * 2), "a class"),
        "another value": (of_first(**{"founding value": "9"}), "the founding value"),
        "no superiors are needed": (of_first(needs=False), "who needs superiors"),
        "superiors come later": ({"pairs": [second, first, *more, last]}, "frozenset"),
        "a pair twice": ({"pairs": [first, second, *more, last, last]}, "the pairs"),
        "no superiors": ({"pairs": [second, *more, last]}, "."),
        "a government in two places": (
            {"pairs": [first, second, *more, last, crowded]},
            "two lines",
        ),
        "one above the other": ({"pairs": [first, above, *more, last]}, "above the other"),
        "another regime": ({"regime": "federal"}, "regime"),
        "regime of nobody": ({"regime": "none"}, "."),
        "more than sure": ({"coordinator": helper | {"credibility": "2"}}, "a coord"),
        "an answer of its own numbers": (answered(cost=["0", "0"]), "another game"),
        "somebody who is held": (answered(held=[["0", "0"]]), "nobody is held"),
        "no policy": (answered(policy=[]), "."),
        "the policy of another": (answered(policy=other["policy"]), "."),
        "no answer": (of_first(answers={}), "here"),
        "no record": (answered(record=[], bounds=[]), "."),
        "no number where nothing reads it": ({"pairs": [first], "inside": "no"}, "a number is"),
        "no share where nothing reads it": ({"pairs": [first], "inside": "2"}, "a coord"),
        "a subsidy below nothing": ({"coordinator": helper | {"subsidy": "-1"}}, "a coord"),
        "levels of trust": ({"border": told["border"][:-1]}, "."),
        "another tolerance": ({"tolerance": "1"}, "the tolerance"),
    }


def reason(space, told):
    """Why a file is refused; nothing if it is accepted."""
    try:
        space["check"](told)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return f"{type(error).__name__} {error}"
    return ""


def test_what_is_refused_is_refused_for_its_reason():
    space, told = loaded(), as_read(small())
    for name, (change, why) in changes(told).items():
        assert re.search(why, reason(space, signed(told | change))), name


def test_a_file_is_accepted_by_the_script_alone(tmp_path):
    found = small()
    assert accepted(found.proof(tmp_path / "levels.json"), tmp_path)
    assert as_read(found) == json.loads((tmp_path / "levels.json").read_text(encoding="utf-8"))


@functools.cache
def proof_text(regime, anticipation):
    return json.dumps(small(regime, anticipation=anticipation).proof())


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("anticipation", ["full", "frozen"])
def test_the_best_that_another_regime_brings_is_none_here(regime, anticipation):
    """Whose help, and whose trust, surrounds a pair follows from the regime that is told."""
    space = loaded()
    told = json.loads(proof_text(regime, anticipation))
    space["check"](told)
    for other in REGIMES:
        fresh = json.loads(proof_text(other, anticipation))
        if [one["classes"] for one in fresh["pairs"]] != [one["classes"] for one in told["pairs"]]:
            assert refused(space, signed(told | {"regime": other})), other


def test_what_is_open_has_no_proof():
    found = small()
    open_ = dataclasses.replace(
        found, certificate=dataclasses.replace(found.certificate, outside=None)
    )
    with pytest.raises(errors.NotApplicableError, match="has no proof"):
        open_.proof()


def test_governments_that_are_called_the_same_are_told_apart():
    pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0)
    tree = {"N": None, 1: "N", "1": "N"}
    levels = qg.Hierarchy(tree, {(1, "1"): pair}, inside=0, border=[0, 0])
    told = as_read(qg.stabilise(levels, F(1, 2), "none"))
    assert told["pairs"][0]["lines"] == [["N 0", "1 1"], ["N 0", "1 2"]]
    loaded()["check"](told)


def test_the_best_of_two_below_is_followed():
    pair = qg.Partnership([[2, 2], [3, 3]], 1, promotion=F(1, 2), friction=0)
    better = dataclasses.replace(pair, benefit=pair.benefit * 2, promotion=F(9, 10))
    tree = {"N": None, "P": "N", "Q": "N", "p": "P", "q": "Q", "r": "P", "s": "Q"}
    pairs = {("P", "Q"): pair, ("p", "q"): pair, ("r", "s"): better}
    border = [F(3, 10), F(1, 10), F(2, 5)]
    found = qg.stabilise(qg.Hierarchy(tree, pairs, inside=0, border=border), F(4, 5), "bottom-up")
    assert found.pair("P", "Q").pilot == ("r", "s")
    assert found.pair("p", "q").founding_class == "strong"
    loaded()["check"](as_read(found))


def test_what_a_coordinator_holds_can_be_lost():
    """Without the deposit somebody would deviate."""
    pair = qg.Partnership([[F(3, 2), F(3, 2)]], 1, promotion=0, friction=0)
    tree = {"N": None, "A": "N", "B": "N"}
    levels = qg.Hierarchy(tree, {("A", "B"): pair}, inside=0, border=[0, 0])
    helper = qg.Coordinator(deposit=[F(3, 5), F(7, 10)], credibility=F(9, 10))
    space, found = loaded(), qg.stabilise(levels, F(1, 2), "national", coordinator=helper)
    assert found.pair("A", "B").founding_class == "strong"
    told = as_read(found)
    space["check"](told)
    for deposit in (["1/2", "7/10"], ["3/5", "1/2"]):
        other = told["coordinator"] | {"deposit": deposit}
        assert "somebody would deviate" in reason(space, signed(told | {"coordinator": other}))
