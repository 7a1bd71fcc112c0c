"""Promises as they are read from tables and regions, and what a check of their answers refuses."""

import dataclasses
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import qinba_games as qg
from qinba_games import errors
from qinba_games.common.spans import Spans
from qinba_games.partnership import least_patience
from qinba_games.types import make

ROWS = {"threshold": [0.2, 0.6, 1.2], "kept": ["kept", "broken", "kept"]}
PAIR = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
HELPER = qg.Coordinator(sharing=True)


@pytest.mark.parametrize(
    ("changes", "kind", "place", "rule"),
    [
        ({"threshold": [], "kept": []}, errors.EmptyGameError, "rows", "no promise"),
        ({"kept": [1, 2, 0]}, errors.InvalidInputError, "row 2", "kept, broken"),
        ({"threshold": [0.2, -1, 2]}, errors.RangeError, "row 2", "at least 0"),
        ({"threshold": [0.2, None, 2]}, errors.InvalidInputError, "row 2", "does not say"),
        ({"reward": [None, 3, None]}, errors.InvalidInputError, "row 2", "in two ways"),
        ({"model": [None, PAIR, None]}, errors.InvalidInputError, "row 2", "in two ways"),
        ({"third_party": [None, True, None]}, errors.NotApplicableError, "row 2", "what it can do"),
        ({"third_party": [None, "who", None]}, errors.InvalidInputError, "row 2", "true, false"),
        ({"keptt": [1, 2, 3], "kept": None}, errors.ShapeError, "rows", "is missing"),
    ],
)
def test_rows_that_say_nothing_are_named(changes, kind, place, rule):
    rows = {name: column for name, column in {**ROWS, **changes}.items() if column is not None}
    with pytest.raises(kind, match=rule) as caught:
        qg.Promises.from_frame(rows)
    assert place in caught.value.argument
    assert caught.value.function == "Promises.from_frame"


@pytest.mark.parametrize(
    ("rows", "kind", "rule"),
    [
        ({"model": [PAIR], "trust": [2]}, errors.RangeError, "above the highest level"),
        ({"threshold": [0.5], "trust": [1.5]}, errors.RangeError, "whole number"),
        (
            {"model": [qg.prisoners_dilemma(2, -1, 3, 0)], "trust": [1]},
            errors.NotApplicableError,
            "only a partnership has trust",
        ),
        ({"model": [3]}, errors.InputTypeError, "must be"),
        ({"reward": [3], "sucker": [0], "temptation": [4]}, errors.NotFiniteError, "is missing"),
        (
            {"model": [qg.prisoners_dilemma(2, -1, 3, 0)], "profile": [(0, 7)]},
            errors.UnknownNameError,
            "is not one of",
        ),
    ],
)
def test_stakes_that_make_no_sense_are_named(rows, kind, rule):
    with pytest.raises(kind, match=rule):
        qg.Promises.from_frame({**rows, "kept": [True]})


def test_what_is_not_known_widens_the_support():
    """Without the rule, the trust or the third party: the union over all that they may be."""

    def support(model, **terms):
        row = {name: [terms.pop(name)] for name in ("trust", "third_party") if name in terms}
        found = qg.Promises.from_frame({"model": [model], "kept": [True], **row}, **terms)
        return found.support[0]

    parts = [support(PAIR, trust=k, sharing=s) for k in (0, 1) for s in ("none", "voluntary")]
    whole = Spans.union(pair for part in parts for pair in part)
    assert support(PAIR) == whole
    helped = qg.critical_discount(HELPER.applied_to(PAIR), founding=0).intervals
    assert support(PAIR, trust=0, third_party=True, coordinator=HELPER) == helped
    either = Spans.union([*parts[0], *parts[1], *helped])
    assert support(PAIR, trust=0, coordinator=HELPER) == either


def test_stage_games_with_help_and_with_a_way_out():
    game = qg.prisoners_dilemma(2, -1, 3, 0)
    rows = {"reward": [2], "sucker": [-1], "temptation": [3], "punishment": [0], "kept": [1]}
    alone = qg.Promises.from_frame(rows).support[0]
    assert alone == qg.critical_discount(game, (0, 0)).intervals
    leaving = qg.Promises.from_frame({**rows, "outside": [1]}).support[0]
    assert leaving == qg.critical_discount(qg.RepeatedGame(game, outside=[1, 1]), (0, 0)).intervals
    # A good way out makes keeping dearer, so that a kept promise tells more.
    assert leaving.least > alone.least
    helper = qg.Coordinator(deposit=0.5)
    helped = qg.Promises.from_frame({**rows, "third_party": [True]}, coordinator=helper).support[0]
    assert helped.least < alone.least


def region(agreements, levels=3):
    where = {"name": ["A", "B", "C"], "lat": [0, 0, 0.5], "lon": [0, 0.5, 0]}
    ties = {"a": ["A", "A"], "b": ["B", "C"]}
    return qg.Region.from_frames(where, ties, agreements, benefit=3, levels=levels)


AGREEMENTS = {
    "agreement": ["x", "x", "y", "y", "z", "z"],
    "member": ["A", "B", "A", "B", "A", "C"],
    "year": [2000, 2002, 2005, 2005, 2010, 2010],
}


def test_promises_of_a_region_year_by_year():
    found = qg.Promises.from_region(region(AGREEMENTS), until=2012, sharing="none")
    rows = found.frame[["a", "b", "agreement", "year", "trust", "kept"]].to_numpy().tolist()
    assert rows == [
        ["A", "B", "x", 2002, 0, True],
        ["A", "B", "y", 2005, 1, True],
        ["A", "C", "z", 2010, 0, True],
    ]
    assert found.units == ("A – B", "A – B", "A – C")
    ended = {**AGREEMENTS, "end": [None, 2004, None, None, 2011, None]}
    kinds = {"kind": [None, "withdrawal", None, None, "replaced", None]}
    # A withdrawal after two years: kept for one and two, broken for three; then a second row.
    for lasting, kept in ((1, [True, False, True, True]), (3, [False, True])):
        terms = {"until": 2012, "lasting": lasting, "sharing": "none"}
        some = qg.Promises.from_region(region({**ended, **kinds}), **terms)
        assert some.kept.tolist() == kept
    # Three years from 2010 on are over by 2012, but it was replaced after one: no row, and a note.
    assert some.notes[-1].startswith("1 joint agreement")
    again = qg.Promises.from_region(region({**ended, **kinds}), until=2012, sharing="none")
    assert again.frame[["year", "trust"]].to_numpy().tolist()[:2] == [[2002, 0], [2004, 1]]


@pytest.mark.parametrize("yes", [True, 1.0])
def test_help_that_nobody_describes_is_named(yes):
    """Else no way to have kept the agreement would be left, and every patience be refused."""
    helped = region({**AGREEMENTS, "third_party": [None, yes, None, None, None, None]})
    with pytest.raises(errors.NotApplicableError, match="what it can do"):
        qg.Promises.from_region(helped, until=2012)
    found = qg.Promises.from_region(helped, until=2012, coordinator=HELPER, sharing="none")
    assert all(spans for spans in found.support)


def test_agreements_that_cannot_be_dated_are_named():
    no_year = {name: AGREEMENTS[name] for name in ("agreement", "member")}
    with pytest.raises(errors.NotFiniteError, match="no year"):
        qg.Promises.from_region(region(no_year), until=2012)
    with pytest.raises(errors.EmptyGameError, match="known by 1999"):
        qg.Promises.from_region(region(AGREEMENTS), until=1999)
    wrong = region({**AGREEMENTS, "end": [2011] * 6, "kind": ["withdrawl"] * 6})
    with pytest.raises(errors.UnknownNameError, match="Did you mean"):
        qg.Promises.from_region(wrong, until=2012)


def test_tables_files_and_frames_say_the_same(tmp_path):
    frame = pd.DataFrame({"threshold": [0.25, 0.5], "kept": [True, False], "unit": ["a", "b"]})
    frame.to_csv(tmp_path / "rows.csv", index=False)
    one, two = (qg.Promises.from_frame(rows) for rows in (frame, tmp_path / "rows.csv"))
    assert [float(x) for x in one.least] == [float(x) for x in two.least] == [0.25, 0.5]
    assert one.units == two.units
    assert one.kept.tolist() == two.kept.tolist()


def test_shares_of_patient_units_count_the_easiest_promise():
    rows = {
        "unit": ["a", "a", "a", "b", "b", "c"],
        "threshold": [0.5, 0.5, 0.9, 0.6, 0.7, 0.3],
        "kept": [True, False, True, True, False, True],
    }
    found = qg.revealed_patience(qg.Promises.from_frame(rows), error=0)
    # a: two tie, one was broken; b: .6 kept; c: none from .4 on. One of three.
    assert found.share(0.4) == pytest.approx(1 - 0.95 ** (1 / 3))
    assert found.share(0.95) == 0
    assert found.share(np.longdouble(0.95)) == 0


def test_what_is_learnt_is_said_in_words():
    def status(**terms):
        rows = {"threshold": [0.5] * 20, "kept": [True] * 20}
        return qg.revealed_patience(qg.Promises.from_frame(rows), **terms)

    assert status().identified["status"].item() == "lower bound"
    assert "nothing learnt" in repr(status(error=0.9))
    never = qg.Promises.from_frame({"threshold": [1.5] * 20, "kept": [True] * 20})
    refused = qg.revealed_patience(never)
    assert (refused.refused, refused.least, refused.binding) == (True, np.inf, ())
    assert refused.identified["status"].item() == "refused"
    broken = qg.Promises.from_frame({"threshold": [0.5] * 20, "kept": [False] * 20})
    found = qg.revealed_patience(broken, selection="best", miss=0.1)
    assert found.intervals == [(0, 0.5)]
    assert found.identified["status"].item() == "interval"


FOUND = qg.revealed_patience(
    qg.Promises.from_frame(
        {"model": [PAIR] * 8, "kept": [True] * 6 + [False] * 2, "trust": [0, 1] * 4}
    ),
    selection="best",
    miss=0.3,
)


def changed(**fields):
    """The promises with other fields, as only a hand could write them."""
    return make(qg.Promises, **{**vars(FOUND.promises), **fields})


@pytest.mark.parametrize(
    "changes",
    [
        {"records": "kept"},
        {"promises": changed(support=(Spans([(0.1, 1)]), *FOUND.promises.support[1:]))},
        {
            "promises": changed(
                thresholds=tuple(
                    dataclasses.replace(one, intervals=Spans([(0.1, 1)]))
                    for one in FOUND.promises.thresholds
                )
            )
        },
    ],
    ids=str,
)
def test_forged_answers_are_refused(changes):
    assert qg.verify(FOUND).ok
    assert not qg.verify(dataclasses.replace(FOUND, **changes)).ok


def test_a_broken_promise_among_kept_records_is_named():
    promises = qg.Promises.from_frame(ROWS)
    with pytest.raises(errors.NotApplicableError, match="broken promise"):
        qg.revealed_patience(promises, records="kept")
    with pytest.raises(errors.NotApplicableError, match="belongs to"):
        qg.revealed_patience(promises, selection="best")


def test_ten_thousand_promises():
    """Counts in one pass over the ends: not a look at every promise for every piece."""
    rng = np.random.default_rng(3)
    count = 10_000
    rows = {
        "threshold": rng.uniform(0, 1, count),
        "kept": rng.uniform(size=count) < 0.5,
        "unit": rng.integers(0, 3000, count),
    }
    found = qg.revealed_patience(qg.Promises.from_frame(rows))
    assert found.rows.tolist() == list(range(count, -1, -1))


def test_the_picture_has_a_bar_for_each_promise():
    axes = FOUND.plot()
    assert len(axes.patches) >= len(FOUND.promises)
    assert axes.get_xlabel() == "discount factor"


def test_the_picture_shows_where_keeping_is_less_risky():
    rows = {"reward": [40], "sucker": [12], "temptation": [50], "punishment": [25], "kept": [True]}
    axes = qg.revealed_patience(qg.Promises.from_frame(rows)).plot()
    (mark,) = axes.collections
    assert mark.get_offsets().tolist() == [[pytest.approx(23 / 38), 0]]
    assert not FOUND.plot().collections  # a partnership is no game of two actions each


def test_promises_solved_together_are_as_if_alone():
    """Two shapes, two rules, two levels of trust."""
    other = qg.Partnership([[2, 2], [2.5, 2.5]], 1, promotion=0.4, friction=0.2, drop=None)
    models = [PAIR, other, PAIR, dataclasses.replace(other, sharing="voluntary")]
    together = least_patience.critical_discounts(models, [0, 1, 1, 0])
    for found, model, founding in zip(together, models, [0, 1, 1, 0], strict=True):
        alone = qg.critical_discount(model, founding=founding)
        assert np.allclose(found.intervals, alone.intervals, rtol=0, atol=1e-9)
        assert found.binding == alone.binding
        assert qg.verify(found).ok


def test_parameters_in_fractions_are_those_in_floats() -> None:
    pairs = {"a": ["A", "A"], "b": ["B", "C"], "gain_a": [1, 0.3], "gain_b": [1, 2]}
    pairs["start"] = [2000, 2001]
    exact = {"delta": Fraction(4, 5), "cost": Fraction(1, 2), "promotion": Fraction(1, 2)}
    exact |= {"benefit": Fraction(11, 5), "bad_times": Fraction(1, 5), "learning": Fraction(3, 10)}
    floats = {name: float(value) for name, value in exact.items()}
    panel = qg.simulate_panel(pairs, 6, rng=1, **exact)
    assert panel == qg.simulate_panel(pairs, 6, rng=1, **floats)
    for sharing in ("none", "voluntary"):
        assert panel.loglik(sharing=sharing, **exact) == panel.loglik(sharing=sharing, **floats)


def test_one_promise_is_said_to_be_one() -> None:
    one = qg.Promises.from_frame({"threshold": [0.6], "kept": [True]})
    assert repr(one) == "Promises(1, 1 of them kept, 1 unit)"
    assert qg.revealed_patience(one).basis == "1 promise of 1 unit"


def test_a_set_with_a_hole_is_said_as_it_is() -> None:
    """What was kept and broken excludes patience between, or above; not what `miss` is about."""
    spans = [Spans([(0.5, 1)])] * 60 + [Spans([(0.9, 1)])] * 5
    found = qg.revealed_patience(qg.Promises([False] * 60 + [True] * 5, spans))
    assert found.intervals == [(0, 0.5), (0.9, 1)]
    assert "delta in [0.00, 0.50) and [0.90, 1.00)" in repr(found)
    assert "not every one above" in found.identified["why"].item()
    short = qg.revealed_patience(qg.Promises([True] * 5, [Spans([(0.2, 0.5)])] * 5))
    assert "miss" not in short.identified["why"].item()
    both = [Spans([(0.5, 1)])] * 20 + [Spans([(0.9, 1)])] * 20
    mixed = qg.Promises([False] * 20 + [True] * 20, both)
    refused = qg.revealed_patience(mixed, selection="best", miss=0.1)
    assert "with what was broken" in refused.identified["why"].item()


def test_the_least_error_of_a_fraction_is_that_of_its_own_piece() -> None:
    """2/5 lies below the float .4."""
    spans = [Spans([(Fraction(2, 5), 1)]), Spans([(0.4, 1)])]
    found = qg.revealed_patience(qg.Promises([True, True], spans))
    assert found.least_error(Fraction(2, 5)) == found.least_errors[1] > 0


def test_years_are_read_as_numbers() -> None:
    """A frame that a file made writes 2001.0 beside a gap."""
    rows = {"threshold": [0.6] * 3, "kept": [True] * 3, "year": ["2001.0", None, 2003]}
    promises = qg.Promises.from_frame(rows)
    assert promises.frame["year"].tolist()[::2] == [2001, 2003]
    assert qg.revealed_patience(promises).basis == "3 promises of 3 units, 2001–2003"
    one = qg.Promises.from_frame({**rows, "year": [2001] * 3})
    assert qg.revealed_patience(one).basis == "3 promises of 3 units, 2001"
    with pytest.raises(errors.InputTypeError, match="column year"):
        qg.Promises.from_frame({**rows, "year": ["soon", None, None]})


def test_trust_that_no_pair_can_have_is_refused() -> None:
    pairs = {"a": ["A"], "b": ["B"], "gain_a": [1], "gain_b": [1], "start": [1]}
    with pytest.raises(errors.RangeError, match="from 0 to 9999"):
        qg.simulate_panel({**pairs, "founding": [1e30]}, 2)


def test_supports_that_are_known_have_a_picture() -> None:
    found = qg.revealed_patience(qg.Promises([True, False], [Spans([(0.3, 1)]), Spans()]))
    assert found.plot().get_xlabel() == "discount factor"
