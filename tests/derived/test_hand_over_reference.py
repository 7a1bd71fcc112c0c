"""When help may end: reference numbers, found by enumeration before this package asked.

The case with its coordinator, and partnership A of the reference partnerships.
"""

import pytest
from helpers.partnerships import reference

import qinba_games as qg

SHARING = qg.Coordinator(sharing=True)
COUNTS = {"alone": 15, "started": 8, "carried": 17, "lost": 9}


@pytest.fixture(scope="module")
def case():
    return qg.paper.case()


@pytest.fixture(scope="module")
def found(case):
    return qg.hand_over(case)


def tie(found, a, b):
    rows = found.marks
    return rows[(rows["a"] == a) & (rows["b"] == b)]


def test_four_verdicts_on_the_case(found):
    assert found.counts == COUNTS
    ties = found.ties
    started = ties[ties["verdict"] == "started"]
    assert started["least_periods"].notna().sum() == 5
    assert started["least_trust"].notna().all()


def test_shiyan_and_shennongjia_need_two_periods_or_trust_two(found):
    ties = found.ties
    ties = ties[(ties["a"] == "Shiyan") & ties["b"].str.startswith("Shennongjia")].iloc[0]
    assert (ties["verdict"], ties["least_periods"], ties["least_trust"]) == ("started", 2, 2)
    row = tie(found, "Shiyan", ties["b"]).query("trust == 2").iloc[0]
    assert row["periods"] == pytest.approx(2.300347, abs=5e-7)
    assert row["lasts"] == pytest.approx(21.212121, abs=5e-7)


def test_chengkou_and_ankang_stay_below_every_mark(found):
    rows = tie(found, "Chengkou", "Ankang")
    assert rows["value"].tolist() == pytest.approx([2.083439, 2.150839, 2.297097], abs=5e-7)
    assert (rows["reached"] == 0).all()
    assert found.ties.query("a == 'Chengkou' and b == 'Ankang'")["verdict"].item() == "carried"
    dates = found.dates.query("a == 'Chengkou' and b == 'Ankang'")
    assert not dates["class"].isin(["weak", "strong"]).any()


def test_a_date_unravels_where_marks_do_not():
    """Trust rises with .95 * .6 = .57 a period, so that mark 1 takes 1/.57 of them."""
    found = qg.hand_over(reference("A"), 0.7, SHARING)
    assert set(found.dates["class"]) == {"isolated"}
    assert set(found.dates["value"]) == {0}
    marks = found.marks
    assert marks["value"].tolist() == pytest.approx(
        [0.677808, 0.696773, 0.697292, 0.697307], abs=5e-7
    )
    assert marks["periods"].tolist() == pytest.approx(
        [1.754386, 3.662665, 5.584444, 7.507407], abs=5e-7
    )
    assert marks["periods"][0] == pytest.approx(1 / 0.57, rel=1e-12)
    assert marks["lasts"][0] == pytest.approx(32478, abs=0.5)
    assert found.for_good.founding_value == pytest.approx(0.697308, abs=5e-7)
    assert (found.verdict, found.least_periods, found.least_trust) == ("started", None, 1)


def test_ties_are_as_each_by_itself(case, found):
    for k in (0, 9, 21):
        one = case.all_ties[k]
        alone = qg.hand_over(
            case.model(one), case.delta, case.coordinator, founding=one.founding, periods=8
        )
        row = found.ties.iloc[k]
        assert alone.verdict == row["verdict"]
        rows = tie(found, *one.members)
        assert alone.marks["value"].tolist() == pytest.approx(rows["value"].tolist(), abs=1e-12)
