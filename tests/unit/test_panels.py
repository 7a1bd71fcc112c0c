"""Panels as they are read from tables and regions, and drawn."""

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors

PAIRS = {"a": ["A", "A"], "b": ["B", "C"], "gain_a": [1, 0.3], "gain_b": [0.5, 0.4]}
PAIRS |= {"start": [2000, 2001], "across": [True, None], "founding": [1, None]}
ROWS = [
    ("B", 2000, "implemented"),
    ("B", 2001, "forum"),
    ("B", 2002, "ended"),
    ("C", 2001, "ended"),
]
YEARS = {
    "a": ["A"] * 4,
    **{name: [row[k] for row in ROWS] for k, name in enumerate(("b", "year", "state"))},
}
SPELL = {"a": ["B"], "b": ["A"], "start": [2001], "end": [2004], "kind": ["withdrawal"]}


def drawn(**more):
    pairs = {name: values * 20 for name, values in PAIRS.items()}
    pairs["a"] = [f"g{k}" for k in range(40)]
    return qg.simulate_panel(pairs, 12, delta=0.8, benefit=2.6, **more)


def test_what_is_read_is_what_was_written():
    panel = qg.Panel.from_records(PAIRS, YEARS, until=2002)
    assert repr(panel) == "Panel(2 pairs, 4 years, 2 exits, modes)"
    assert panel.across.tolist() == [True, False]
    assert panel.founding.tolist() == [1, 0]
    again = qg.Panel.from_records(panel.pairs, panel.records, until=2002)
    assert again == panel


@pytest.mark.parametrize(
    ("pairs", "kind", "place", "rule"),
    [
        ({name: [] for name in PAIRS}, errors.EmptyGameError, "pairs", "no pair"),
        ({"b": ["B", "B"]}, errors.ShapeError, "row 2", "twice"),
        ({"b": ["B", "A"]}, errors.InvalidInputError, "row 2", "both sides"),
        ({"gain_a": [1, 0]}, errors.RangeError, "row 2", "above 0"),
        ({"gain_b": [None, 1]}, errors.NotFiniteError, "row 1", "missing"),
        ({"start": [2000, 2003]}, errors.RangeError, "row 2", "after 2002"),
        ({"across": [1, "who"]}, errors.InvalidInputError, "row 2", "true, false"),
        ({"founding": [0.5, 0]}, errors.RangeError, "row 1", "whole number"),
        ({"gains": [1, 2], "gain_b": None}, errors.ShapeError, "gain_b", "missing"),
    ],
)
def test_pairs_that_make_no_sense_are_named(pairs, kind, place, rule):
    rows = {name: values for name, values in (PAIRS | pairs).items() if values is not None}
    with pytest.raises(kind, match=rule) as caught:
        qg.Panel.from_records(rows, YEARS, until=2002)
    assert place in caught.value.argument


@pytest.mark.parametrize(
    ("row", "change", "kind", "rule"),
    [
        (3, {"b": "D"}, errors.UnknownNameError, "no pair"),
        (1, {"state": "idle"}, errors.UnknownNameError, "must be one of"),
        (1, {"year": 2000}, errors.ShapeError, "twice"),
        (1, {"year": 2003}, errors.RangeError, "outside 2000 to 2002"),
        (3, {"year": 2000}, errors.RangeError, "outside 2001 to 2002"),
        (1, {"state": "ended"}, errors.NotApplicableError, "after the pair ended in 2001"),
        (3, {"state": "forum"}, errors.ShapeError, "every year"),
    ],
)
def test_years_that_make_no_sense_are_named(row, change, kind, rule):
    years = {name: list(values) for name, values in YEARS.items()}
    for name, value in change.items():
        years[name][row] = value
    with pytest.raises(kind, match=rule) as caught:
        qg.Panel.from_records(PAIRS, years, until=2002)
    assert caught.value.function == "Panel.from_records"


def test_only_a_withdrawal_is_an_exit():
    for kind, exits in (("withdrawal", 2), ("replaced", 1), (None, 1)):
        panel = qg.Panel.from_spells(PAIRS, SPELL | {"kind": [kind]}, until=2010)
        assert panel.exits == exits
        assert panel.start.tolist() == [2001, 2001]  # a history begins with its spell
        assert (panel.history[0] == 2).sum() == 3
    open_end = qg.Panel.from_spells(PAIRS, SPELL | {"end": [2011]}, until=2010)
    assert (open_end.history[0] == 2).sum() == 10


@pytest.mark.parametrize(
    ("change", "kind", "rule"),
    [
        ({"start": [1999]}, errors.RangeError, "outside 2000 to 2010"),
        ({"end": [2001]}, errors.RangeError, "not after the start"),
        ({"kind": ["withdrawl"]}, errors.UnknownNameError, "must be one of"),
        ({"b": ["D"]}, errors.UnknownNameError, "no pair"),
    ],
)
def test_spells_that_make_no_sense_are_named(change, kind, rule):
    with pytest.raises(kind, match=rule):
        qg.Panel.from_spells(PAIRS, SPELL | change, until=2010)


def region(rows):
    towns = {"name": list("ABC"), "lat": [0, 0, 0.3], "lon": [0, 0.5, 0], "group": list("xyx")}
    names = ("agreement", "member", "year", "end", "kind")
    signed = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return qg.Region.from_frames(towns, {"a": ["A", "A"], "b": ["B", "C"]}, signed)


def test_a_spell_lasts_until_no_joint_agreement_stands():
    rows = [("p", member, 2001, 2004, "replaced") for member in "AB"]
    rows += [("q", member, 2003, 2006, "withdrawal") for member in "AB"]
    rows += [("r", member, 2008, None, None) for member in "AB"]
    panel = qg.Panel.from_region(region(rows), until=2010, since=2000)
    assert panel.start.tolist() == [2001, 2000]
    assert panel.history.tolist() == [[2] * 5 + [3], [3] + [-1] * 5]
    assert panel.across.tolist() == [True, False]
    tie = region(rows).tie("A", "B")
    assert panel.gains[0] * region(rows).settings["benefit"] == pytest.approx(tie.gains)
    known = {name: region(rows).settings[name] for name, _ in panel.settings}
    assert panel.loglik(observed="spells") == panel.loglik(observed="spells", **known)
    assert panel.loglik(observed="spells", delta=0.3) != panel.loglik(observed="spells")
    rows = [(*row[:4], "ceased") for row in rows]
    assert qg.Panel.from_region(region(rows), until=2010).exits == 1


def test_one_seed_gives_the_same_bytes():
    one, again = drawn(rng=3), drawn(rng=3)
    assert one == again
    assert one.truth.to_csv() == again.truth.to_csv()
    assert drawn(rng=4) != one


def test_what_is_drawn_obeys_the_model():
    """Trust moves one up or `drop` down, and who ends does not come back."""
    panel = drawn(rng=3, noise=0, drop=2)
    truth = panel.truth
    assert truth["state"].tolist() == panel.records["state"].tolist()
    for _, rows in truth.groupby(["a", "b"]):
        trust, states = rows["trust"].to_numpy(), rows["state"].to_numpy()
        moves = np.diff(trust)
        assert moves.max(initial=0) <= 1
        assert set(moves[moves < 0]) <= {-1, -2}
        assert (states[:-1] != "ended").all()
        assert rows["u"].nunique() == 1
    ends = drawn(rng=3, drop=None, friction=0.9, barrier=0.9).records
    assert ends.groupby("a")["year"].count().max() < 12


def test_more_trust_than_levels_is_refused():
    with pytest.raises(errors.RangeError, match="founding trust"):
        drawn(rng=1, levels=0)
    with pytest.raises(errors.RangeError, match="could first agree"):
        qg.simulate_panel(PAIRS, 1, rng=1)
    with pytest.raises(errors.RangeError, match="not known exactly"):
        drawn(rng=1, spread=0)


@pytest.mark.parametrize(
    ("joined", "left", "kind", "history", "promised"),
    [
        # One that left when the other joined, or before, promised nothing to it.
        ((2001, 2003), 2002, "withdrawal", [2001, "ended"], []),
        ((2001, 2003), 2003, "withdrawal", [2001, "ended"], []),
        # Who joined last and left in that year has broken its promise, or is not heard of again.
        ((2003, 2001), 2003, "withdrawal", [2003, "ended"], [2003]),
        ((2003, 2001), 2003, "replaced", [2003, "stands"], []),
    ],
)
def test_members_of_an_agreement_are_its_members_at_once(joined, left, kind, history, promised):
    signed = {"agreement": [*"xxyy"], "member": [*"ABAC"], "year": [*joined, 2001, 2001]}
    signed |= {"end": [left, None, None, None], "kind": [kind, None, None, None]}
    ties = {"a": ["A", "A"], "b": ["B", "C"], "benefit_a": [2, 2], "benefit_b": [2, 2]}
    region = qg.Region.from_frames({"name": [*"ABC"]}, ties, signed)
    records = qg.Panel.from_region(region, until=2010).records
    assert records[records.b == "B"][["year", "state"]].to_numpy().tolist() == [history]
    found = qg.Promises.from_region(region, until=2010).frame
    assert found[found.b == "B"].year.tolist() == promised
