"""Loaders of files of others: what they take and drop, counted by hand in the extracts."""

import csv
import datetime
import re

import numpy as np
import pandas as pd
import pytest

import qinba_games as qg
from qinba_games import errors, panel
from qinba_games.panel.records.read import UnclearError, year_of
from qinba_games.region.tables import read

LOADERS = {
    "urbact": (panel.read_urbact, {}),
    "ieadb": (panel.read_ieadb, {"columns": {"withdrawal": "cwith"}}),
    "huggo": (panel.read_huggo, {}),
    "tfdd": (panel.read_tfdd, {}),
    "goldfish": (panel.read_goldfish, {}),
}
#: Agreements, entries (a state that returned has two), and lines that are dropped.
COUNTED = {
    "urbact": (6, 29, [8, 14, 15, 20, 22, 28, 34, 37, 38, 40, 41]),
    "ieadb": (9, 28, [5, 12, 17, 19, 20, 21, 24, 25, 30, 35, 36, 40, 41]),
    "huggo": (9, 29, [5, 10, 16, 17, 19, 20, 21, 29, 34, 35, 39, 40, 41]),
    "tfdd": (10, 23, [6, 7, 12, 15, 16, 19, 20, 21, 22, 23, 24, 27, 31, 32, 33, 38, 41]),
    "goldfish": (19, 38, [3, 8, 10, 15, 19, 21, 22, 26, 32, 38]),
}


def loaded(source, **more):
    call, usual = LOADERS[source]
    return call(panel.invented_extract(source), **{**usual, **more})


def lines(found):
    return [int(re.match(r"line (\d+)", row)[1]) for row in found.dropped.row]


def spell(found, a, b):
    """From when to when two members shared agreements, and whether somebody withdrew."""
    table = found.spells
    row = table[table.a.isin([a, b]) & table.b.isin([a, b])].iloc[0]
    end = None if pd.isna(row.end) else int(row.end)
    return int(row.start), end, None if pd.isna(row.kind) else row.kind


def entries(found, member):
    return [entry[2:5] for entry in found.entries if entry.member == member]


@pytest.mark.parametrize("source", COUNTED)
def test_an_extract_gives_what_was_counted(source):
    agreements, members, dropped = COUNTED[source]
    with panel.invented_extract(source).open(encoding="utf-8", newline="") as file:
        assert len([*csv.reader(file)]) == 41
    found = loaded(source)
    assert found.agreements.agreement.nunique() == agreements
    assert len(found.entries) == members
    assert lines(found) == dropped
    assert all(found.dropped.reason)


@pytest.mark.parametrize("source", COUNTED)
def test_spells_and_pairs_are_a_panel(source):
    found = loaded(source)
    pairs = found.pairs.assign(gain_a=1, gain_b=0.5)
    count = found.agreements.member.nunique()
    assert len(pairs) == count * (count - 1) / 2
    made = qg.Panel.from_spells(pairs, found.spells, until=2025)
    never = len(pairs) - len(found.spells)
    assert made.exits == never + (found.spells.kind == "withdrawal").sum()


def test_a_city_that_leaves_before_its_network_withdraws():
    found = loaded("urbact")
    table = found.agreements.set_index(["agreement", "member"])
    assert table.kind["Lantern Streets", "Dunmarrow"] == "withdrawal"
    assert table.kind["Lantern Streets", "Eastwyke"] == "replaced"
    assert table.kind["Lantern Streets", "Bruntholm"] == "expired"
    assert table.kind["Open Looms", "Castelvane"] == "withdrawal"
    assert [member for (_, member), lead in table.lead.items() if lead] == [
        *("Aldermoor", "Greywater", "Castelvane", "Nethercombe", "Bruntholm", "Rookhaven")
    ]
    assert spell(found, "Aldermoor", "Dunmarrow") == (2010, 2011, "withdrawal")
    assert spell(found, "Aldermoor", "Eastwyke") == (2010, 2011, None)
    assert spell(found, "Quarrydene", "Bruntholm") == (2020, None, None)


def test_a_lead_partner_that_is_a_partner_too_stays_the_lead():
    rows = {"network": ["x"] * 3, "city": ["A", "A", "B"], "start": [2001] * 3}
    found = panel.read_urbact({**rows, "lead": ["no", "yes", "no"]})
    assert [(one.member, one.lead) for one in found.entries] == [("A", True), ("B", False)]
    assert found.dropped.reason[0] == "A stands in the file twice; first in row 1 (label 0)"


def test_leads_beside_a_gap_are_yes_and_no_as_before():
    rows = {"network": ["x"] * 3, "city": [*"ABC"], "start": [2001] * 3}
    found = panel.read_urbact({**rows, "lead": [1.0, 0.0, None]})
    assert [one.lead for one in found.entries] == [True, False, False]


def test_nobody_is_renamed_to_nothing():
    rows = {"network": ["x"] * 2, "city": [*"AB"], "start": [2001] * 2}
    assert [*panel.read_urbact(rows, names={"A ": " C"}).pairs.a] == ["C"]
    with pytest.raises(errors.InvalidInputError, match="an empty text names nothing"):
        panel.read_urbact(rows, names={"A": " "})


def test_a_city_that_was_renamed_is_one_city():
    names = {"Ivelstad": "Ivelstadt"}
    found = loaded("urbact", names=names)
    quiet = [one for one in found.entries if one[:2] == ("Quiet Harbours", "Ivelstadt")]
    assert [one[2:5] for one in quiet] == [(2012, 2013, "withdrawal"), (2014, 2015, "expired")]
    # What a pair shared after a gap is no part of its spell.
    assert spell(found, "Greywater", "Ivelstadt") == (2012, 2013, "withdrawal")


@pytest.mark.parametrize(("source", "ostria"), [("ieadb", "Ostria"), ("huggo", "OST")])
def test_a_state_that_withdrew_and_returned_is_a_member_twice(source, ostria):
    first = [(1957, 1966, "withdrawal"), (1971, None, None)]
    assert entries(loaded(source), ostria)[:2] == first
    norva = "Norva" if source == "ieadb" else "NVA"
    assert spell(loaded(source), norva, ostria) == (1957, 1966, "withdrawal")


def test_without_a_column_of_withdrawals_nobody_withdraws():
    found = loaded("ieadb", columns=None)
    assert entries(found, "Ostria")[0] == (1957, None, None)
    assert not (found.spells.kind == "withdrawal").any()
    assert entries(found, "Isle of Fenn")[0] == (1996, 2006, "expired")


def test_a_withdrawal_before_the_end_of_the_agreement_counts():
    found = loaded("ieadb")
    assert spell(found, "Norva", "Isle of Fenn") == (1996, 2001, "withdrawal")
    assert loaded("huggo").agreements.year.max() == 2006


def test_signatures_make_members_of_those_for_whom_nothing_came_into_force():
    signed = loaded("huggo", start="signature")
    assert (1954, None, None) in entries(signed, "KLD")
    assert (1955, 1966, "withdrawal") in entries(signed, "OST")
    # Who withdrew and returned signed once.
    assert (1971, None, None) not in entries(signed, "OST")
    assert not [entry for entry in loaded("huggo").entries if entry[1:3] == ("KLD", 1954)]


def test_bilateral_agreements_name_two_also_in_rows_that_are_dropped():
    found = loaded("tfdd", bilateral=True)
    assert set(found.agreements.agreement) == {
        *("7001", "7002", "7004", "7006", "7010", "7013", "7014", "7015")
    }
    rows = {"2016Update ID": [1, 1, 1, 2, 2], "CCODE": [*"ABCAB"]}
    rows["DateSigned"] = ["2001", "2001", "unknown", "2002", "2002"]
    assert {one.agreement for one in panel.read_tfdd(rows, bilateral=True).entries} == {"2"}
    assert {one.agreement for one in panel.read_tfdd(rows).entries} == {"1", "2"}


def test_days_of_workbooks_are_dates():
    found = loaded("tfdd")
    assert entries(found, "TRN") == [(1955, None, None), (2008, None, None)]
    assert entries(found, "NVA")[0] == (1888, None, None)
    assert len(loaded("tfdd", names={"TARN": "TRN"}).pairs) == 28


def test_events_are_counted_pair_by_pair():
    found = loaded("goldfish")
    assert spell(found, "NVA", "SND") == (1960, 1967, None)
    assert spell(found, "MRW", "NVA") == (1963, 1968, None)
    assert spell(found, "FEN", "SND") == (1962, 1966, None)
    assert spell(found, "UTN", "KLD") == (1970, None, None)
    # Two began on one day, and one of them ended.
    assert spell(found, "NVA", "KLD") == (1961, None, None)
    assert ("KLD – NVA 1", "KLD", 1961, 1966, None, False) in found.entries


def test_events_of_a_region_are_read_again():
    signed = {"agreement": ["x", "x"], "member": ["A", "B"], "year": [2001, 2003]}
    ties = {"a": ["A"], "b": ["B"], "benefit_a": [1], "benefit_b": [1]}
    region = qg.Region.from_frames({"name": ["A", "B"]}, ties, {**signed, "end": [None, 2009]})
    found = panel.read_goldfish(region.to_goldfish("one").events)
    assert spell(found, "A", "B") == (2003, 2009, None)


def test_counts_of_events_may_be_written_as_decimals():
    rows = {"time": ["1960-03-19", "1964-01-01"], "sender": ["FIN"] * 2, "receiver": ["SWE"] * 2}
    found = panel.read_goldfish({**rows, "increment": ["1.0", "-1.0"]})
    assert found == panel.read_goldfish({**rows, "increment": [1, -1]})
    assert panel.read_goldfish({**rows, "increment": ["1.0", "-1.5"]}).dropped.shape == (1, 2)


def test_the_sheet_of_members_is_found(monkeypatch):
    frame = pd.DataFrame({"network": ["x"] * 3, "city": [*"ABC"]})
    frame["start"] = [datetime.datetime(2001, 5, 1), pd.Timestamp("2002-01-01"), pd.NaT]
    book = {"cities": frame}
    monkeypatch.setattr(read, "workbook", lambda *_: book)
    found = panel.read_urbact("cities.xlsx")
    assert entries(found, "A") == [(2001, None, None)]
    assert [*found.dropped.reason] == ["start is empty: it was never a member"]
    # Other sheets and columns may hold what they like, signs that are not shown too.
    frame["remark"] = "two\nlines\x80"
    book["notes"] = pd.DataFrame({"cite\n": ["as"]})
    assert panel.read_urbact("cities.xlsx") == found
    book["notes"] = frame
    with pytest.raises(errors.ShapeError, match="has 2 sheets, and 2 of them have the columns"):
        panel.read_urbact("cities.xlsx")
    frame["city"] = ["A\n\x80", *"BC"]
    with pytest.raises(errors.InvalidInputError, match="not shown"):
        panel.read_urbact({name: frame[name].tolist() for name in frame})


def test_a_year_that_stands_for_an_unknown_date_is_dropped():
    rows = {"mitch_id": [1] * 4, "country": [*"ABCD"], "tterm": [pd.NaT] * 4}
    far = [datetime.datetime(1990, 1, 1)] * 2 + [datetime.datetime(2899, 1, 1)]
    found = panel.read_ieadb({**rows, "ceif3": [*far, datetime.datetime(9999, 1, 1)]})
    assert [entry.member for entry in found.entries] == ["A", "B"]
    assert [*found.dropped.reason] == [
        "'2899-01-01 00:00:00' names no year from 1000 to 2200",
        "ceif3 is empty: it was never a member",
    ]


def test_a_file_of_which_no_row_can_be_used_is_refused():
    rows = {"network": ["x", "x"], "city": ["A", "B"], "start": ["soon", None]}
    with pytest.raises(errors.EmptyGameError, match="dropped: 2, the first because 'soon' names"):
        panel.read_urbact(rows)


@pytest.mark.parametrize(
    ("date", "year"),
    [
        *((None, None), ("NA", None), ("9999-12-31", None), (9999, None)),
        *((1962, 1962), ("1962", 1962), ("4/12/1962", 1962), ("12.4.1962", 1962)),
        *(("4 December 1962", 1962), ("1962-12-04", 1962), ("1962-12-??", 1962)),
        *(("~1962", 1962), ("1962?", 1962), ("1962-01-01:1962-12-31", 1962)),
        *((datetime.date(1962, 12, 4), 1962), (pd.Timestamp("1962-12-04"), 1962)),
        *((22_919, 1962), ("22919", 1962), (22_919.0, 1962), ("1000", 1000), ("2200", 2200)),
    ],
)
def test_the_year_of_a_date(date, year):
    assert year_of(date) == year


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("4/12/62", "names no year"),
        ("unknown", "names no year"),
        ("8000", "names no year"),
        ("19621204", "names no year"),
        ("0999", "names no year"),
        ("9" * 400, "names no year"),
        ("1962-12-31..1963-01-05", "can be 1962 or 1963"),
        ("{1962,1966}", "can be 1962 or 1966"),
        ("1962..", "before or after"),
        ("..1962-12-04", "before or after"),
    ],
)
def test_a_date_that_does_not_tell_its_year_says_why(date, reason):
    with pytest.raises(UnclearError, match=reason):
        year_of(date)


def test_agreements_are_those_of_a_region():
    found = loaded("huggo")
    ties = found.pairs[["a", "b"]].assign(benefit_a=1.5, benefit_b=1.2)
    names = {"name": found.agreements.member.unique()}
    region = qg.Region.from_frames(names, ties, found.agreements)
    assert len(region.agreements) == 29 - 2  # two states withdrew and returned
    pairs = found.pairs.assign(gain_a=1, gain_b=1)
    spells = qg.Panel.from_spells(pairs, found.spells, until=2020)
    again = qg.Panel.from_region(region, until=2020)
    assert (again.a, again.b) == (spells.a, spells.b)
    assert np.array_equal(again.history, spells.history)
    assert np.array_equal(again.start, spells.start)


def test_of_a_member_that_came_back_a_region_has_its_first_time():
    rows = [("x", "A", 2009), ("x", "A", 2001, 2005), ("x", "B", 2001)]
    found = panel.AgreementRecords(source="a file", entries=rows).agreements
    assert found[["member", "year"]].to_numpy().tolist() == [["A", 2001], ["B", 2001]]


def test_what_a_file_lacks_is_said_by_name():
    path = panel.invented_extract("ieadb")
    with pytest.raises(errors.ShapeError) as caught:
        panel.read_tfdd(path)
    assert caught.value.remedy == "Pass columns={'agreement': the name of the column}"
    with pytest.raises(errors.UnknownNameError, match="Did you mean 'cwith'"):
        panel.read_ieadb(path, columns={"withdrawal": "cwit"})
    with pytest.raises(errors.UnknownNameError, match="Did you mean 'withdrawal'"):
        panel.read_ieadb(path, columns={"withdrawl": "cwith"})


def test_a_table_of_survival_has_a_row_for_each_year_at_risk():
    pairs = {"a": ["A"] * 3, "b": [*"BCD"], "gain_a": [1, 2, 3], "gain_b": [1, 2, 3]}
    spells = {"a": ["A", "A"], "b": ["B", "C"], "start": [2001, 2003], "end": [2004, None]}
    made = qg.Panel.from_spells(
        {**pairs, "start": [2000] * 3, "across": [0, 1, 0]},
        {**spells, "kind": ["withdrawal", None]},
        until=2005,
    )
    table = made.hazard
    columns = ["pair", "year", "start", "stop", "exit", "gain_a", "across"]
    assert table[columns].to_numpy().tolist() == [
        [0, 2002, 0, 1, 0, 1.0, False],
        [0, 2003, 1, 2, 0, 1.0, False],
        [0, 2004, 2, 3, 1, 1.0, False],
        [1, 2004, 0, 1, 0, 2.0, True],
        [1, 2005, 1, 2, 0, 2.0, True],
    ]
    assert set(table.b) == {"B", "C"}


def test_a_simulated_table_of_survival_counts_every_exit():
    pairs = {"a": ["A"] * 40, "b": [f"b{k}" for k in range(40)], "gain_a": [0.6] * 40}
    made = qg.simulate_panel(
        {**pairs, "gain_b": [0.6] * 40, "start": [2000] * 40}, 8, rng=1, delta=0.8
    )
    never = (made.history[:, 0] == 3).sum()
    assert made.hazard.exit.sum() == made.exits - never > 0
    assert len(made.hazard) == (made.history >= 0).sum() - len(made)


def test_cells_that_are_no_words_drop_their_row():
    odd = {"network": ["x"] * 4, "city": [*"ABCD"], "start": [2001, 2001, [2001, 2002], 2001]}
    odd |= {"lead": [None, None, None, [1]], "kind": [None] * 4}
    found = panel.read_urbact(odd)
    assert [one.member for one in found.entries] == ["A", "B"]
    reasons = ["'[2001, 2002]' can be 2001 or 2002", "lead is '[1]', and neither yes nor no"]
    assert [*found.dropped.reason] == reasons


def test_who_leaves_first_says_how_it_ended():
    rows = [("x", "A", 2001, 2003, "replaced"), ("x", "B", 2001, 2005, "withdrawal")]
    found = panel.AgreementRecords(source="a file", entries=rows)
    assert spell(found, "A", "B") == (2001, 2003, None)
    assert repr(found) == "AgreementRecords(a file: 1 agreement, 2 members; 0 rows dropped)"
    assert list(found.dropped.columns) == ["row", "reason"]


def test_who_returns_in_the_year_of_its_end_is_a_member_twice_and_no_pair_of_its_own():
    rows = {"network": ["x"] * 3, "city": ["A", "A", "B"], "start": [2001, 2005, 2001]}
    found = panel.read_urbact({**rows, "end": [2005, None, None]})
    assert entries(found, "A") == [(2001, 2005, "withdrawal"), (2005, None, None)]
    together = [("x", "A", 2001), ("x", "A", 2002), ("x", "B", 2001)]
    found = panel.AgreementRecords(source="a file", entries=together)
    assert found.spells[["a", "b", "start"]].to_numpy().tolist() == [["A", "B", 2001]]


def test_a_second_date_of_force_is_a_return_after_a_withdrawal_alone():
    rows = {"treatyID": ["x"] * 4, "stateID": [*"ABCD"], "StateForce": [2001] * 4}
    rows["StateForce2"] = [2003, 2003, 2007, 2007]
    rows["StateEnd"] = [None, 2005, 2005, 2005]
    found = panel.read_huggo({**rows, "StateEnd2": [None, None, 2009, 2006]})
    assert entries(found, "A") == [(2001, None, None)]
    assert entries(found, "B") == [(2001, 2005, "withdrawal")]
    assert entries(found, "C") == [(2001, 2005, "withdrawal"), (2007, 2009, "withdrawal")]
    # Nothing of a row that is dropped counts.
    assert not entries(found, "D")
    assert [*found.dropped.reason] == ["it ends in 2006, and begins in 2007"]
