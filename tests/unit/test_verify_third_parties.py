"""Certificates of what a third party changes: a number that is bent does not pass."""

import dataclasses
import functools
import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.partnerships import reference

import qinba_games as qg
from qinba_games import third_parties as tp
from qinba_games.agreements import linear_quadratic
from qinba_games.partnership.results.evolution import Evolution

DILEMMA = qg.prisoners_dilemma(reward=2, sucker=-2, temptation=4, punishment=0)
FREE = qg.RepeatedGame(qg.prisoners_dilemma(2, -1, 3, 0), outside=[0, 0])
PAIR = reference("A", "none")
ONE = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, drop=None)
BAD_TIMES = dataclasses.replace(reference("B", "none"), detection=0.9, subsidy=0.01)


@functools.cache
def found(name):
    """One result of every kind."""
    return {
        "evolution": lambda: qg.evolve(BAD_TIMES, 0.8),
        "window": lambda: qg.pivotal_window(PAIR, qg.Coordinator(sharing=True)),
        "closed window": lambda: qg.pivotal_window(DILEMMA, qg.Coordinator(deposit=1)),
        "audits": lambda: tp.monitoring_window(tp.noisy_prisoners_dilemma()),
        "agreement": lambda: qg.pivotal_window(linear_quadratic(6), qg.Coordinator(subsidy=1)),
        "threshold": lambda: qg.critical_discount(PAIR),
        "unshared threshold": lambda: qg.critical_discount(PAIR, sharing="none"),
        "mandated threshold": lambda: qg.critical_discount(
            dataclasses.replace(PAIR, mandate=["1"]), sharing="none"
        ),
        "governed": lambda: qg.critical_discount(qg.Coordinator(deposit=1).applied_to(DILEMMA)),
        "attribution": lambda: tp.attribute(PAIR, qg.Coordinator(sharing=True, mediation=0.5)),
        "exact attribution": lambda: tp.attribute(DILEMMA, qg.Coordinator(deposit=1, subsidy=1)),
        "chance": lambda: tp.attribute(
            PAIR, qg.Coordinator(mediation=0.5), of="probability_strong", delta=0.75
        ),
        "cheapest": lambda: tp.cheapest_coordinator(ONE, 0.4, {"deposit": 1}),
        "budget": lambda: tp.subsidy_budget(ONE, 0.4),
        "support": lambda: tp.when_it_hurts(FREE, "support", [0, 1, 2]),
        "stake": lambda: tp.when_it_hurts(ONE, "stake", [0, 0.2]),
    }[name]()


def _richer(*rows):
    """The rows with equilibria whose witness says that all is worth more."""
    return tuple(
        tuple(_with_more(one) if isinstance(one, Evolution) else one for one in row) for row in rows
    )


def _with_more(found):
    play, *rest = found.witness
    return dataclasses.replace(found, witness=(play._replace(worth=play.worth + 1), *rest))


def _weaker(by_class):
    """Cooperation that is said to be weak."""
    return {
        tuple("weak" if label == "strong" else label for label in pair): spans
        for pair, spans in by_class.items()
    }


def _from(low, high):
    """A window said to begin and to end elsewhere."""
    no, yes = "no cooperation", "cooperation"
    spans = {(no, no): [(0, low)], (no, yes): [(low, high)], (yes, yes): [(high, 1)]}
    return {"by_class": spans}


def _as_patient():
    """Another game that needs the patience which the dilemma does with support of 1."""
    other = dataclasses.replace(FREE, outside=[0, 2])
    return qg.critical_discount(other, sharing="voluntary")


def _with_help_twice(delta, _, helped):
    return delta, helped, helped


def _priced(bundle, cost):
    return dataclasses.replace(bundle, cost=cost)


def _claimed(result, deposit, shown):
    """The cheapest coordinator said to need this deposit, beside what is solved for another."""
    best, none = result.bundles
    best = dataclasses.replace(best, levels={"deposit": deposit}, cost=deposit)
    helper = qg.Coordinator(deposit=shown)
    witness = qg.evolve(ONE, 0.4, coordinator=helper)
    return {"bundles": (best, none), "witness": witness}


#: What no change of one number says, which the walk over all fields makes.
BENT = [
    ("evolution", lambda r: {"partnership": ONE}),
    ("window", lambda r: {"coordinator": qg.Coordinator(deposit=1)}),
    ("window", lambda r: {"model": ONE}),
    ("window", lambda r: {"founding": 3}),
    ("window", lambda r: {"by_class": {("isolated", "strong"): [(0.0, 1.0)]}}),
    ("window", lambda r: {"witness": r.witness[:-1]}),
    ("window", lambda r: {"witness": _richer(*r.witness)}),
    ("window", lambda r: {"by_class": _weaker(r.by_class)}),
    ("closed window", lambda r: {"by_class": {}}),
    ("closed window", lambda _: _from(Fraction(2, 5), Fraction(1, 2))),
    ("closed window", lambda r: {"coordinator": qg.Coordinator(deposit=2)}),
    ("audits", lambda _: _from(Fraction(3, 4), Fraction(5, 6))),
    ("agreement", lambda _: _from(Fraction(1, 4), Fraction(1, 2))),
    ("threshold", lambda r: {"intervals": ((0.1, 1),)}),
    ("threshold", lambda r: {"game": ONE}),
    ("threshold", lambda r: {"game": dataclasses.replace(PAIR, outside=[0.001, 0])}),
    ("threshold", lambda r: {"binding": ("1",)}),
    *(
        (f"{kind} threshold", lambda r, who=who: {"binding": who})
        for kind in ("unshared", "mandated")
        for who in (None, ("1",), ("nobody",), ("1", "2"))
    ),
    ("threshold", lambda r: {"witness": r.witness[:1]}),
    ("threshold", lambda r: {"witness": _richer(*r.witness)}),
    ("governed", lambda r: {"intervals": ((Fraction(2, 5), 1),)}),
    ("governed", lambda r: {"intervals": ((0, 1),)}),
    ("governed", lambda r: {"shares": r.shares + 1}),
    ("governed", lambda r: {"binding": ()}),
    ("attribution", lambda r: {"measures": r.measures + [0, 0, 0, 0.1]}),
    ("attribution", lambda r: {"coordinator": qg.Coordinator(sharing=True, mediation=0.4)}),
    ("attribution", lambda r: {"measures": r.measures + [0, 0, 0, 1e-6]}),
    ("attribution", lambda r: {"witness": tuple(row[:2] for row in r.witness)}),
    ("attribution", lambda r: {"witness": tuple(((), *row[1:]) for row in r.witness)}),
    ("attribution", lambda r: {"witness": r.witness[:-1]}),
    ("attribution", lambda r: {"witness": _richer(*r.witness)}),
    ("exact attribution", lambda r: {"measures": r.measures + [0, 0, 0, Fraction(1, 9)]}),
    ("exact attribution", lambda r: {"coordinator": qg.Coordinator(deposit=2, subsidy=1)}),
    ("exact attribution", lambda r: {"model": FREE}),
    ("chance", lambda r: {"measures": r.measures / 2}),
    ("cheapest", lambda r: _claimed(r, 0.1, 0.1)),
    ("cheapest", lambda r: _claimed(r, 0.5, 0.6)),
    *(
        ("cheapest", lambda r, cost=cost: {"bundles": (r.bundles[0], _priced(r.bundles[1], cost))})
        for cost in (0.0, 5.0)
    ),
    ("cheapest", lambda r: {"witness": _richer([r.witness])[0][0]}),
    ("budget", lambda r: {"subsidy": 0.1}),
    ("budget", lambda r: {"witness": _richer([r.witness])[0][0]}),
    (
        "budget",
        lambda _: {
            "subsidy": 0.1,
            "witness": qg.evolve(dataclasses.replace(ONE, subsidy=0.1), 0.4),
        },
    ),
    ("support", lambda r: {"intervals": []}),
    ("support", lambda r: {"delta": np.array([0, 0, 0], dtype=object)}),
    ("support", lambda r: {"lost": ([], [], [])}),
    ("support", lambda r: {"lost": ([], [(Fraction(1, 4), Fraction(1, 2))], r.lost[2])}),
    (
        "support",
        lambda r: {
            "delta": np.array([Fraction(1, 3), Fraction(2, 5), math.inf], dtype=object),
            "lost": ([], [(Fraction(1, 3), Fraction(2, 5))], r.lost[2]),
        },
    ),
    ("support", lambda r: {"answers": (*r.answers[:2], (1, _as_patient()), r.answers[3])}),
    ("support", lambda r: {"answers": r.answers[:-1]}),
    ("support", lambda r: {"answers": (_with_help_twice(*r.answers[0]), *r.answers[1:])}),
    ("support", lambda r: {"parameters": {"crowding_out": Fraction(1, 2)}}),
    ("stake", lambda r: {"delta": r.delta / 2}),
    ("stake", lambda r: {"model": PAIR}),
    ("stake", lambda r: {"answers": _richer(*r.answers)}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "bend"), BENT)
def test_what_is_bent_does_not_pass(name, bend):
    result = found(name)
    assert not qg.verify(dataclasses.replace(result, **bend(result))).ok


def test_other_intervals_can_be_judged():
    window = found("window")
    assert qg.verify(window, policy=window.intervals).ok
    assert not qg.verify(window, policy=[(0.6, 0.7)]).ok


def test_rare_moves_are_followed_to_the_end():
    """Friction of 1e-200 ends the relation in the long run all the same."""
    last = qg.evolve(dataclasses.replace(ONE, friction=[1e-200]), 0.8)
    assert last.long_run["dissolved"] == pytest.approx(1)


@pytest.mark.slow
@pytest.mark.parametrize("costs", [{"mediation": 1}, {"mediation": 1, "deposit": 1}])
def test_nothing_is_bought_where_mediation_would_hurt(costs):
    """Full mediation without sharing ends cooperation here, which is there without any."""
    pair = qg.Partnership(
        [[0.4, 1.8], [2.2, 1.8]], 1, promotion=0.9, friction=0.4, bad_times=[(0.6, (0, 1.2))]
    )
    best = tp.cheapest_coordinator(pair, 0.93, costs, goal="cooperation")
    assert best.cost == 0
    assert all(bundle.cost < math.inf for bundle in best.bundles)


def test_two_thresholds_that_differ_by_rounding_leave_no_window():
    alike = qg.public_good(11, benefits=[1.6 / 11] * 11)
    window = qg.pivotal_window(alike, qg.Coordinator(sharing=True))
    assert not window.intervals
    assert window.certificate.ok
