"""Thresholds and windows of partnerships on file: an answer with its proof beside every edge."""

import copy
from fractions import Fraction as F

import pytest
from helpers.marks import some
from helpers.partnerships import reference
from helpers.proofs import accepted, loaded, refused, signed

import qinba_games as qg
from qinba_games import errors

PAIR = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
OTHER = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.2)
DEPOSIT = qg.Coordinator(deposit=0.5)


@pytest.fixture(scope="module")
def window():
    return qg.pivotal_window(PAIR, DEPOSIT).proof()


@pytest.mark.slow
@pytest.mark.parametrize("name", some("ABC", 1, 2))
@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_thresholds_and_windows_are_accepted(name, sharing, tmp_path):
    pair = reference(name)
    assert accepted(qg.critical_discount(pair, sharing=sharing).proof(), tmp_path)
    helper = qg.Coordinator(sharing=sharing == "voluntary", deposit=0.1)
    assert accepted(qg.pivotal_window(pair, helper).proof(), tmp_path)


def edge_of(told, k):
    """The first change of class of a side."""
    ends = (low for _, spans in told["claims"][k] for low, _ in spans)
    return min(edge for edge in map(float.fromhex, map(str, ends)) if edge > 0)


def moved(told, k, step):
    """The claim of a side with its first edge elsewhere."""
    edge = edge_of(told, k)
    for _, spans in told["claims"][k]:
        spans[:] = [[(edge + step).hex() if e == edge.hex() else e for e in ends] for ends in spans]


def renamed(told, k):
    names = told["claims"][k][0][0]
    names[:] = ["nominal"]


def lost(told, k):
    """Nothing of what was solved just below the first edge of a side."""
    edge, rows = edge_of(told, k), told["rows"]
    rows[:] = [row for row in rows if not 0 < edge - float.fromhex(row[k]["delta"]) < 1e-8]


def gap(told, k):
    told["claims"][k].pop()


def overlap(told, k):
    told["claims"][k].append([["weak"], [["0x1.0p-2", "0x1.0p-1"]]])


def another_model(told, k):
    delta = float.fromhex(told["rows"][0][k]["delta"])
    told["rows"][0][k] = qg.evolve(OTHER, delta, coordinator=(None, DEPOSIT)[k]).proof()


def another_answer(told, k):
    one = told["rows"][0][k]
    one["classes"] = ["strong" if name != "strong" else "weak" for name in one["classes"]]
    told["rows"][0][k] = signed(one)


def wide(told, _):
    told["edges up to"] = (0.01).hex()


FORGED = {
    "an edge that is a little further": lambda told, k: moved(told, k, 1e-7),
    "an edge that is elsewhere": lambda told, k: moved(told, k, -0.01),
    "another class": renamed,
    "nothing below an edge": lost,
    "a gap": gap,
    "an overlap": overlap,
    "another model": another_model,
    "another answer": another_answer,
    "wide edges": wide,
    "one side": lambda told, k: [row.pop(k) for row in told["rows"]],
    "no answers": lambda told, _: told["rows"].clear(),
}


@pytest.mark.parametrize("k", [0, 1])
@pytest.mark.parametrize("name", FORGED)
def test_what_is_forged_is_refused(name, k, window):
    space, told = loaded(), copy.deepcopy(window)
    assert not refused(space, told)
    FORGED[name](told, k)
    assert refused(space, signed(told))


def test_what_rests_on_no_two_answers_says_so():
    dilemma = qg.prisoners_dilemma(2, -2, 4, 0)
    states = qg.StochasticGame.from_stage(dilemma)
    found = [
        qg.critical_discount(dilemma),
        qg.critical_discount(states),
        qg.pivotal_window(dilemma, qg.Coordinator(deposit=F(1))),
    ]
    for one in found:
        with pytest.raises(errors.NotApplicableError, match="Solve"):
            one.proof()
