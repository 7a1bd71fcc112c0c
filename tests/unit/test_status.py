"""What is shown of an answer is one sentence, and says no more than its certificate."""

import dataclasses
import html
import math
from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from helpers import networks
from helpers.forgery import changed
from helpers.one_of_each import PAIR, RESULTS
from test_results import kinds

import qinba_games as qg
from qinba_games import third_parties
from qinba_games.common.result import Result
from qinba_games.network.checks import sustained as ties_check
from qinba_games.types import Status

WHOLE = {Status.BEST, Status.SAME, Status.OPTIMAL, Status.SEARCHED, Status.EDGES}
APART = {Status.WITHIN, Status.CLAIMED, Status.AT_A_THRESHOLD, Status.ENCLOSED}
EXPECTED = {
    **dict.fromkeys(("Equilibrium", "Evolution", "EvolutionBatch", "EvolutionArrays"), "BEST"),
    **dict.fromkeys(("MembersEvolution", "Sustained", "Levels", "RiskSharing"), "BEST"),
    **dict.fromkeys(("CoreResult", "CorrelatedEquilibrium", "KeyProjects", "Subsidies"), "OPTIMAL"),
    **dict.fromkeys(("Plan", "Schedule"), "OPTIMAL"),
    **dict.fromkeys(("CheapestCoordinator", "SubsidyBudget"), "WITHIN"),
    **dict.fromkeys(("DiscountTable", "MonitoringTable", "RepeatedAgreement"), "EDGES"),
    **dict.fromkeys(("PivotalWindow", "UnsharedDiscount", "LossWindow"), "EDGES"),
    **dict.fromkeys(("Harm", "Study", "Why"), "BRACKETED"),
    **dict.fromkeys(("NashResult", "PayoffSet"), "SAME"),
    **dict.fromkeys(("Waiting", "Uncertain"), "EQUILIBRIUM"),
    "StatePayoffSets": "ENCLOSED",
    "Adoption": "BEHAVIOUR",
}
#: Those that come in more than one kind; an automaton is built, and not checked before it is asked.
SEVERAL = {"CriticalDiscount", "Allocation", "Automaton"}


def says_no_more(result):
    """Whether the sentence follows from what is proved, by the table of the theory page."""
    now, certificate, proven = result.status, result.certificate, bool(np.all(result.proven))
    gap = certificate.gap or 0
    if now in WHOLE:
        whole = now is not Status.EDGES or not result.open
        return certificate.outside is True and gap == 0 and whole
    if now in APART:
        sure = now in (Status.CLAIMED, Status.AT_A_THRESHOLD)
        return 0 < gap < math.inf and (not sure or (proven and certificate.outside is None))
    if now is Status.COMPUTED:
        return proven or certificate.outside is True
    return now is not Status.EQUILIBRIUM or certificate.outside is None


@pytest.mark.parametrize("result", RESULTS, ids=lambda one: type(one).__name__)
def test_every_answer_says_what_is_shown(result):
    name = type(result).__name__
    if result.certificate is None:
        assert name == "Automaton"
        assert (result.status, result.guarantee) == (None, None)
        return
    if name not in SEVERAL:
        assert result.status.name == EXPECTED.get(name, "COMPUTED")
    assert says_no_more(result)
    assert not set("{}") & set(result.guarantee)
    assert result.to_dict()["status"] == result.guarantee
    assert html.escape(result.guarantee) in result._repr_html_()


def test_every_kind_of_answer_is_among_them():
    ours = {one.__name__ for one in kinds(Result) if one.__module__.startswith("qinba_games.")}
    # A scenario holds answers, and says what its claims say.
    assert ours - {"Result", "Scenario"} == {type(result).__name__ for result in RESULTS}


def with_proof(result, *, proven=True, **parts):
    certificate = dataclasses.replace(result.certificate, **parts)
    return changed(result, proven=proven, certificate=certificate)


FOUND = qg.evolve(PAIR, 0.7)
LEAST = next(one for one in RESULTS if one.status is Status.EDGES and one.tolerance > 0)
HARM = next(one for one in RESULTS if type(one).__name__ == "Harm")
SET = next(one for one in RESULTS if one.status is Status.ENCLOSED)
OPEN = {"outside": None, "gap": None}


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (with_proof(FOUND, outside=None, gap=0.25, proven=False), "better by more than 0.25"),
        (with_proof(FOUND, outside=None, gap=math.inf, proven=False), "no search settled it"),
        (with_proof(FOUND, outside=None, gap=math.nan, proven=False), "no search settled it"),
        (with_proof(FOUND, **OPEN, proven=np.array([True, False])), "no search settled it"),
        (with_proof(FOUND, **OPEN), "does not repeat all of it"),
        (with_proof(FOUND, outside=None, gap=Fraction(1, 3)), "reports that it is the best"),
        (with_proof(LEAST, **OPEN), "in part, and not for patience away"),
        (HARM, "in part, and not for intervals between the sizes"),
        (with_proof(SET, gap=0), "the whole set"),
        (dataclasses.replace(LEAST, tolerance=4e-5), "known up to 4e-05"),
    ],
)
def test_the_sentence_follows_from_what_is_left_open(result, sentence):
    assert sentence in result.guarantee
    assert says_no_more(result)


def test_what_was_not_checked_or_is_refused_has_no_status():
    refused = {"inside": False}, {"outside": False}
    bare = dataclasses.replace(FOUND, certificate=None)
    for one in (bare, *(with_proof(FOUND, **parts) for parts in refused)):
        assert one.status is None
        assert one.guarantee is None
        assert "equilibrium, and" not in one._repr_html_()


def test_floats_at_a_threshold_are_left_to_fractions():
    close = qg.RepeatedGame(qg.prisoners_dilemma(9.0, 1.0, 10.0, 3.0))
    found = qg.solve(close, 1 / 7 - 5e-10, sharing="none")
    assert found.status is Status.AT_A_THRESHOLD
    assert says_no_more(found)
    exact = qg.prisoners_dilemma(9, 1, 10, 3)
    assert qg.solve(exact, Fraction(1, 7), sharing="none").status is Status.BEST


def test_ties_that_only_a_solver_calls_the_best(monkeypatch):
    monkeypatch.setattr(ties_check, "_SETS", 1)
    _, ties = networks.random_ties(np.random.default_rng(10), 16)
    found = qg.sustain(networks.network(10, ties), networks.DELTA, "multilateral")
    assert found.status is Status.CLAIMED
    assert says_no_more(found)


def test_a_list_that_may_lack_equilibria_is_not_the_whole_set():
    flat = qg.nash(qg.StageGame.from_bimatrix([[1, 1], [0, 2]], [[1, 1], [0, 2]]))
    assert not flat.complete
    assert flat.status is Status.EQUILIBRIUM


def test_of_many_pairs_only_a_part_is_looked_at(monkeypatch):
    monkeypatch.setitem(qg.evolve_arrays.__globals__, "_SAMPLE", 1)
    given = {"benefit": [[[2, 3], [3, 3]]] * 2, "cost": 1, "promotion": 0.5, "friction": 0.1}
    found = qg.evolve_arrays(**given, delta=[0.4, 0.7])
    assert found.proven.all()
    assert found.status is Status.EQUILIBRIUM
    whole = changed(found, certificate=qg.verify(found))
    assert whole.status is Status.BEST


def test_how_much_harsher_punishments_could_be_bounds_no_gap():
    found = qg.evolve(dataclasses.replace(PAIR, mandate=["2"]), 0.7)
    play, tree, code = found.witness
    bounds = code.record.bounds
    record = code.record._replace(bounds=bounds._replace(punishment=bounds.punishment - 1))
    code = code._replace(record=record, rises=())
    unsure = changed(found, witness=(play, tree, code), proven=False)
    judged = qg.verify(unsure)
    assert (judged.inside, judged.outside, judged.gap) == (True, None, math.inf)
    assert changed(unsure, certificate=judged).status is Status.EQUILIBRIUM
    both = qg.evolve_many([dataclasses.replace(PAIR, mandate=["2"])], [0.7])
    (part,) = both.witness
    part = part._replace(code=code)
    judged = qg.verify(changed(both, witness=(part,), proven=np.array([False])))
    assert judged.gap == math.inf


def test_what_a_coordinator_costs_is_known_up_to_what_is_not_noticed():
    found = third_parties.cheapest_coordinator(PAIR, 0.4, {"monitoring": 1})
    assert 0 < found.cost < 1
    assert found.certificate.gap == 1e-6
    never = third_parties.cheapest_coordinator(PAIR, 0.01, {"monitoring": 1})
    assert never.cost == math.inf
    assert never.certificate.gap in (0, None)


def test_seeds_say_whether_a_bound_or_a_search_shows_that_none_are_cheaper():
    graph = nx.random_regular_graph(4, 14, seed=1)
    searched = nx.to_numpy_array(graph, weight=None).astype(int)
    ring = np.roll(np.eye(14, dtype=int), 1, axis=0)
    kinds = (searched, 3), (ring, 1)
    both = [qg.key_projects(qg.Membership(range(14), t, [h] * 14)) for t, h in kinds]
    assert [found.status for found in both] == [Status.SEARCHED, Status.OPTIMAL]
    assert [bool(found.rounds) for found in both] == [True, False]
    assert "makes this search again" in both[0].guarantee


@pytest.mark.parametrize("count", [10, 11, 16])
def test_subsidies_are_shown_to_be_the_cheapest(count):
    ring = np.roll(np.eye(count, dtype=int), 1, axis=0)
    found = qg.cheapest_subsidies(qg.Membership(range(count), ring, [1] * count))
    assert found.status is Status.OPTIMAL
