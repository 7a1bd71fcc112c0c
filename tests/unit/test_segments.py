"""The founding class over all discount factors: a batch is its members, and edges are edges."""

import dataclasses
import itertools
import math

import numpy as np
import pytest
from helpers.marks import SLOW, some
from helpers.partnerships import reference
from hypothesis import given, settings
from hypothesis import strategies as st

import qinba_games as qg
from qinba_games.algorithms.elimination import is_upheld, known_punishment, needs, policy_of
from qinba_games.algorithms.values import Problem
from qinba_games.common.spans import Spans
from qinba_games.paper.solving import scan_all, solve_tie
from qinba_games.partnership import critical_discount, selection
from qinba_games.partnership.compile import best_agreement, table_of
from qinba_games.partnership.critical_discount import (
    TOLERANCE,
    segments,
    segments_many,
    segments_near,
)
from qinba_games.partnership.trust_game import compile_partnerships
from qinba_games.third_parties import attribute, pivotal_window
from qinba_games.third_parties.attribution import bundles

tenths = st.integers(0, 10).map(lambda k: k / 10)


@st.composite
def batches(draw):
    """Partnerships of one shape, each with a founding trust of its own."""
    levels, sharing = draw(st.integers(1, 3)), draw(st.sampled_from(["none", "voluntary"]))
    drop = draw(st.sampled_from([1, None]))
    models = [
        qg.Partnership(
            0.7 + np.cumsum([[draw(tenths), draw(tenths)] for _ in range(levels)], axis=0),
            1,
            outside=[draw(tenths) - 0.5, draw(tenths) - 0.5],
            promotion=draw(tenths),
            friction=draw(tenths) * 0.5,
            drop=drop,
            detection=draw(tenths),
            bad_times=[(draw(tenths) * 0.5, [draw(tenths), draw(tenths)])],
            sharing=sharing,
        )
        for _ in range(draw(st.integers(1, 4)))
    ]
    return models, [draw(st.integers(0, levels - 1)) for _ in models]


@SLOW
@settings(max_examples=12, deadline=None)
@given(batches())
def test_a_batch_is_its_members(batch):
    models, founding = batch
    found = segments_many(models, founding)
    assert found == [segments(m, k) for m, k in zip(models, founding, strict=True)]
    for pieces in found:
        spans = sorted(span for each in pieces.values() for span in each)
        assert (spans[0][0], spans[-1][1]) == (0, 1)
        assert all(one[1] == other[0] for one, other in itertools.pairwise(spans))
        assert all(each == each.merged() for each in pieces.values())


@pytest.mark.slow
def test_whoever_breaks_a_word_is_where_trust_has_fallen():
    """A breach ends it; the first member, who bears more, is bound by its word first."""
    terms = {"outside": 0.4, "deposit": 0.3, "detection": 0.2, "mandate": ["1", "2"]}
    model = qg.Partnership(
        [[2.6, 1], [2.7, 2.5]], [1, 0.2], promotion=0.2, friction=0, drop=None, **terms
    )
    assert qg.critical_discount(model, sharing="none").binding == ("1",)


def test_what_no_patience_reaches_is_shown_beyond_the_scan():
    assert critical_discount.beside(1) == critical_discount.beside(math.inf)
    assert critical_discount.GRID[-1] <= critical_discount.beside(1)[0] < 1


def test_every_span_is_looked_at_beside_its_ends():
    """Just inside both; at 0 and at 1 it does not end, and one without an end has a middle."""
    near = 8 * critical_discount.TOLERANCE
    assert critical_discount.probes([(0.25, 0.5)]) == [0.25 + near, 0.5 - near]
    assert critical_discount.probes([(0, 0.5), (0.5, 1)]) == [0.5 - near, 0.5 + near]
    assert critical_discount.probes([(0, 1)]) == [0.5]


def assert_near(pieces, expected):
    """The same classes in the same places, up to the tolerance of edges."""
    assert list(pieces) == list(expected)
    for label, spans in pieces.items():
        ends = np.array([[float(x) for x in span] for span in spans])
        right = np.array([[float(x) for x in span] for span in expected[label]])
        assert ends == pytest.approx(right, abs=2 * TOLERANCE)


def moved(pieces, by):
    """The same pieces with every edge between them elsewhere."""

    def edge(x):
        return x if x in (0, 1) else x + by

    return {
        label: Spans([(edge(low), edge(high)) for low, high in spans])
        for label, spans in pieces.items()
    }


@settings(max_examples=5, deadline=None)
@given(batches(), st.sampled_from([0, 4e-9, -4e-9, 1e-3]))
def test_edges_are_found_from_guesses_and_without_them(batch, by):
    """A guess that is nearly right is enough, and one that is wrong does no harm."""
    models, founding = batch
    asked = segments_many(models, founding)
    found = segments_near(models, founding, [moved(pieces, by) for pieces in asked])
    for one, other in zip(found, asked, strict=True):
        assert_near(one, other)


def test_only_what_was_guessed_wrong_is_scanned(monkeypatch):
    models, scan_all = [reference("A")] * 3, []
    asked = segments_many(models, range(3))
    whole = critical_discount.segments_many

    def watched(some, founding):
        scan_all.extend(founding)
        return whole(some, founding)

    monkeypatch.setattr(critical_discount, "segments_many", watched)
    constant = {"strong": Spans([(0, 1)])}
    assert segments_near(models, range(3), [constant, asked[1], asked[2]])[0] == asked[0]
    assert scan_all == [0]


def _pairs(sharing):
    """Pairs as arrays, some of which change their class several times."""
    gains = 0.7 + np.cumsum([[[0.2, 0.9], [0.3, 0.1]], [[0.4, 0.2], [0.8, 0.3]]], axis=1)
    terms = {"cost": 1, "promotion": 0.4, "friction": 0.1, "delta": 0.5}
    return qg.evolve_arrays(benefit=gains, sharing=sharing, bad_times=[(0.3, 0.9)], **terms).terms


def _nowhere(upheld, low, high, *_):
    return low, low + TOLERANCE / 2


@pytest.mark.slow
@pytest.mark.parametrize("sharing", ["none", "equal", "voluntary"])
def test_edges_are_those_of_a_search_that_asks_the_solver_alone(sharing, monkeypatch):
    """What two choices compared alone suggest is an edge if the solver says so, else none."""
    models, founding = [reference(name, sharing) for name in "ABBC"], [0, 0, 1, 1]
    found = []
    for suggest in (critical_discount.switching_points, _nowhere):
        monkeypatch.setattr(critical_discount, "switching_points", suggest)
        found.append(critical_discount.segments_arrays(_pairs(sharing)))
        for one in zip(models, founding, strict=True):
            scan = critical_discount._scan_of(*([each] for each in one))
            found[-1] += critical_discount._classes_by_scan(scan, 1)
    for one, other in zip(*found, strict=True):
        assert_near(one, other)
    compared = [segments(*one) for one in zip(models, founding, strict=True)]
    for one, other in zip(compared, found[1][-4:], strict=True):
        assert_near(one, other)


#: Strong from .33 to .39, weak up to .70 and strong again.
TWICE = qg.Partnership(
    np.array([[[0, 0.8], [2.12, 0]], [[0, 1.08], [2.59, 0]], [[0, 1.35], [2.73, 0]]]),
    [0.7, 0.71],
    promotion=0.25,
    friction=0.3,
    drop=2,
    outside=[-0.03, 0],
    deposit=0.59,
    bad_times=[(0.25, [0.3, 0.25])],
    sharing="voluntary",
)


def test_windows_between_the_patiences_that_are_asked_first_are_found(monkeypatch):
    """The same is selected on both sides of one: a choice that remains is worth more inside."""
    right = segments(TWICE, 0)
    assert len(right["strong"]) == 2
    monkeypatch.setattr(selection, "_FIRST", np.array([0.0]))
    assert_near(segments(TWICE, 0), right)


@pytest.mark.parametrize("sharing", ["none", "equal", "voluntary"])
@pytest.mark.parametrize("name", "BC")
def test_plays_are_upheld_where_the_solver_says_so(name, sharing):
    """Random choices at random patience, judged by what they bring beyond the end, and as ever."""
    rng, one = np.random.default_rng(0), reference(name, sharing)
    other = dataclasses.replace(one, deposit=0.4, outside=[0.3, -0.2])
    game = compile_partnerships([one, other]).as_floats()
    who, delta = rng.integers(2, size=400), rng.uniform(0, 0.99, 400)
    many = game.take(who)
    choices = best_agreement(many, delta).choice
    other = rng.integers(len(game.contributes) + 1, size=choices.shape)
    choices = np.where(rng.random(choices.shape) < 0.15, other, choices)
    table = table_of(many, delta)
    rows = np.zeros((table.states, 400), dtype=int)
    rows[:-1] = choices.reshape(400, -1).T
    problem, need = Problem(table, table.sums), needs(table, known_punishment(table))
    expected = policy_of(problem, rows + table.first_row[:-1, None])
    upheld, values = selection.ChoicesOverPatience(game).upheld(who, choices)(np.arange(400), delta)
    right = is_upheld(problem, need, expected)
    assert 0.2 < right.mean() < 0.8
    assert upheld.tolist() == right.tolist()
    assert values == pytest.approx(expected.starts[: game.levels, -1].T)


@pytest.mark.parametrize("sharing", ["none", "equal", "voluntary"])
def test_an_edge_that_is_not_where_two_choices_suggest_is_searched_for(sharing, monkeypatch):
    """No edge is believed: where the solver selects the same on both sides, it is asked alone."""
    model, suggest = reference("A", sharing), selection.switching_points
    right = segments(model, 0)

    def elsewhere(*given, **more):
        below, above = suggest(*given, **more)
        return below + 5e-10, above + 5e-10

    monkeypatch.setattr(selection, "switching_points", elsewhere)
    assert_near(segments(model, 0), right)


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(batches())
def test_the_class_changes_at_the_edges_and_nowhere_in_between(batch):
    models, founding = batch
    for model, k, pieces in zip(models, founding, segments_many(models, founding), strict=True):
        for label, spans in pieces.items():
            # Edges are known up to a tolerance, and batches take what is nearly tied their own way.
            inside = [
                [
                    low and low + 100 * TOLERANCE,
                    (low + high) / 2,
                    min(high - 100 * TOLERANCE, 1 - 1e-6),
                ]
                for low, high in spans
            ]
            wide = [x for three in inside for x in three if x in spans]
            found = qg.evolve_many([model] * len(wide), wide, founding=k)
            assert set(found.founding_class) == {label}


@pytest.mark.parametrize("sharing", ["none", "voluntary"])
def test_reference_partnership_a(sharing):
    """From the table of partnership A: by founding trust, the least patience lies in between."""
    between = {
        "none": [(0.7, 0.8), (0.6, 0.7), (0.5, 0.6)],
        "voluntary": [(0.6, 0.7), (0.5, 0.6), (0.5, 0.6)],
    }
    found = segments_many([reference("A", sharing=sharing)] * 3, range(3))
    for pieces, (low, high) in zip(found, between[sharing], strict=True):
        assert list(pieces) == ["isolated", "strong"]
        assert low < pieces["strong"].threshold <= high


@pytest.mark.parametrize("number", some([5, 37], 0, 1))
def test_three_capacities_of_one_tie(number):
    """Window and attributions that the report makes of scans are those of the verbs."""
    case = qg.paper.case(levels=1, detection=0.6, monitoring=0.5)
    helpers = bundles(case.coordinator)
    assert [helper.capacities for helper in helpers] == [
        (),
        ("sharing",),
        ("monitoring",),
        ("sharing", "monitoring"),
        ("mediation",),
        ("sharing", "mediation"),
        ("monitoring", "mediation"),
        ("sharing", "monitoring", "mediation"),
    ]
    tie = case.all_ties[number]
    model, founding = case.model(tie), tie.founding
    scans = [
        scan_all(case, helper)[number]._replace(
            classes=segments(helper.applied_to(model), founding)
        )
        for helper in helpers
    ]
    one = solve_tie(case, tie, tuple(scans))
    window = pivotal_window(model, case.coordinator, founding=founding)
    assert one.window.intervals == window.intervals
    for of, delta in (("delta", None), ("probability_strong", case.delta)):
        alone = attribute(model, case.coordinator, of=of, delta=delta, founding=founding)
        assert one.attributions[of].measures.tolist() == alone.measures.tolist()
        assert one.attributions[of].values.tolist() == alone.values.tolist()
        assert one.attributions[of].dividends == alone.dividends


def test_of_choices_worth_the_same_the_preferred_one_takes_over_where_it_is_kept():
    group = qg.Partnership(
        [[[0, 1, 3], [13 / 6, 0, 1], [1, 0, 0]]],
        [0.5, 0, 4],
        promotion=0,
        friction=25 / 96,
        outside=[1, -7 / 6, 4 / 3],
        sharing="voluntary",
    )
    found = qg.critical_discount(group)
    assert found.delta == pytest.approx(29 / 44)
    assert found.certificate.outside is True
