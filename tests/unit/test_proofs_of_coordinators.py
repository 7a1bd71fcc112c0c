"""A stranger checks with nothing but Python that no cheaper coordinator does."""

import copy
import itertools
import json
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from helpers.marks import some
from helpers.proofs import accepted, loaded, refused, signed

import qinba_games as qg
from qinba_games import errors
from qinba_games.third_parties import cheapest_coordinator, subsidy_budget

PAIR = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, detection=0.5)
CAPACITIES = ("sharing", "monitoring", "mediation", "deposit", "subsidy")


def plain(answer):
    """The proof as it stands in a file."""
    return json.loads(json.dumps(answer.proof()))


def changed(told, *path, to):
    """A proof in which something else stands at a path, signed again."""
    other = copy.deepcopy(told)
    place = other
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return signed(other)


def random_answers(seed, count):
    """Cheapest coordinators, and budgets, of random pairs with whatever a pair can have."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        benefit = np.sort(rng.uniform(0.5, 2.5, (int(rng.integers(1, 4)), 2, 2)), axis=0)
        benefit[:, range(2), range(2)] = 0
        options = {
            "promotion": rng.uniform(0, 1),
            "friction": rng.uniform(0, 0.4),
            "detection": rng.choice([1, 0.5, 0.2]),
            "drop": [None, 1][rng.integers(2)],
            "bad_times": [(0.2, 0.5)] if rng.random() < 0.3 else (),
            "mandate": [[], [0], [0, 1]][rng.choice(3, p=[0.7, 0.15, 0.15])],
            "outside": rng.uniform(-0.3, 0.3, 2) * (rng.random() < 0.3),
        }
        pair, delta = qg.Partnership(benefit, 1, **options), rng.uniform(0.2, 0.8)
        names = [name for name in CAPACITIES if rng.random() < 0.35] or ["sharing"]
        prices = {name: (rng.choice([0, 0.2]), rng.uniform(0.2, 2)) for name in names}
        options = {"goal": ["strong", "cooperation"][rng.integers(2)]}
        try:
            if rng.random() < 0.25:
                yield subsidy_budget(pair, delta, **options)
            else:
                options |= {"credibility": rng.choice([1, 0.6])}
                yield cheapest_coordinator(pair, delta, prices, **options)
        except errors.NotApplicableError:
            continue


@pytest.mark.parametrize("seed", some(range(8), 1, 1))
def test_every_proof_is_accepted(seed):
    space, seen = loaded(), Counter()
    for answer in random_answers(seed, 10):
        if answer.certificate.outside:
            space["check"](plain(answer))
            seen[type(answer).__name__] += 1
        else:
            with pytest.raises(errors.NotApplicableError, match="what is left open"):
                answer.proof()
    assert min(seen["CheapestCoordinator"], seen["SubsidyBudget"]) > 0


def test_who_has_to_stay_fears_what_others_do():
    """With -0.1 and -0.2 nobody leaves after a breach; the file shows that first."""
    terms = {"promotion": 0.5, "friction": 0.1, "detection": 0.5}
    for mandate, outside in itertools.product(
        [[0], [0, 1]], [[-0.1, -0.2], [-0.1, 0.2], [0.1, -0.3]]
    ):
        pair = qg.Partnership([[[0, 1.4], [1.5, 0]]], 1, outside=outside, mandate=mandate, **terms)
        answer = cheapest_coordinator(pair, 0.4, {"deposit": (0, 1)}, goal="cooperation")
        if answer.certificate.outside:
            loaded()["check"](plain(answer))
        else:
            assert outside == [0.1, -0.3]


def test_a_file_is_accepted_by_the_scripts_alone(tmp_path):
    told = plain(subsidy_budget(PAIR, 0.4))
    assert accepted(told, tmp_path)
    assert not accepted(changed(told, "goal", to="cooperation") | {"digest": "0"}, tmp_path)


def test_a_bundle_that_does_for_less_is_not_left_out():
    """Half of all breaches go unnoticed, and a deposit of 4/3 does: no less, and 1.4 is dear."""
    space, answer = loaded(), cheapest_coordinator(PAIR, 0.4, {"deposit": 3, "sharing": 1})
    told = plain(answer)
    space["check"](told)
    assert told["bundles"][0]["capacities"] == ["deposit"]
    assert answer.cost == pytest.approx(4)
    dear = {"levels": [(1.4).hex()], "cost": (4.2).hex()}
    best, rest = told["bundles"][0], told["bundles"][1:]
    others = [one | {"cost": None, "levels": [], "least": False} for one in rest]
    assert refused(space, signed(told | {"bundles": [best | dear, *others]}))
    # Nothing is said of bundles that are not there, or of levels that are not excluded.
    assert refused(space, signed(told | {"bundles": [best]}))
    assert refused(space, changed(told, "bundles", 0, "excluded", to=[]))
    low = [[(1.0).hex()], best["excluded"][0][1]]
    assert refused(space, changed(told, "bundles", 0, "excluded", to=[low]))
    high = [[(1.4).hex()], best["excluded"][0][1]]
    assert refused(space, changed(told, "bundles", 0, "excluded", to=[high]))
    # Under these bounds all is as it is with a deposit of 1.4; and all contribute.
    reached = [[(1.4).hex()], {name: told["answer"][name] for name in ("record", "bounds")}]
    with pytest.raises(ValueError, match="it may do with less"):
        space["check"](changed(told, "bundles", 0, "excluded", to=[reached]))


@pytest.mark.parametrize(
    ("path", "other", "reason"),
    [
        (("prices", "deposit"), [0, 2], "what a bundle costs"),
        (("bundles", 0, "cost"), 3, "what a bundle costs"),
        (("bundles", 0, "excluded", 0, 1, "record", 0, 1), [], "more could be hoped for"),
        (("bundles", 2, "capacities"), ["monitoring"], "a capacity is none"),
        (("delta",), (0.3).hex(), "another relation|what falls is kept"),
        (("cost",), [2, 2], "another relation|what falls is kept|it may do with less"),
        (("goal",), "cooperation", ""),
    ],
)
def test_what_is_false_is_refused_for_a_reason(path, other, reason):
    told, space = plain(cheapest_coordinator(PAIR, 0.4, {"deposit": 3, "sharing": 1})), loaded()
    if reason:
        with pytest.raises(ValueError, match=reason):
            space["check"](changed(told, *path, to=other))
    else:  # with one level of trust and no bad times both goals are the same
        space["check"](changed(told, *path, to=other))


def test_a_bundle_is_not_said_to_be_least_where_it_is_not():
    """Deposits beside sharing do as they do alone; twice as much is no least level."""
    told, space = plain(cheapest_coordinator(PAIR, 0.4, {"deposit": 3, "sharing": 1})), loaded()
    (place,) = (k for k, one in enumerate(told["bundles"]) if len(one["capacities"]) == 2)
    assert told["bundles"][place]["least"]
    for name in ("play", "excluded"):
        other = {key: part for key, part in told["bundles"][place].items() if key != name}
        assert refused(space, changed(told, "bundles", place, to=other)), name
    twice = told["bundles"][place] | {"levels": [(8 / 3).hex()], "cost": 9}
    assert refused(space, changed(told, "bundles", place, to=twice))


def test_an_exact_answer_behind_the_cheapest_is_accepted(tmp_path):
    pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0)
    found = cheapest_coordinator(pair, Fraction(9, 10), {"sharing": 1})
    assert found.witness.exact
    assert accepted(plain(found), tmp_path)
