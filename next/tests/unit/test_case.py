"""The Qinba case: what the paper and its tables say, and the numbers known of it."""

import csv
import re
from importlib.resources import files

import pytest

from qinba_games import paper
from qinba_games.core import errors

CASE = paper.case()


def rows(name):
    with (files("qinba_games.paper") / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def study():
    return CASE.study()


def test_governments_of_the_case():
    frame = CASE.governments.set_index("name")
    assert (len(frame), len(CASE.ties)) == (26, 49)
    sizes = {"Hanzhong": 10, "Ankang": 10, "Longnan": 9, "Shiyan": 6, "Xi'an": 1, "Wuxi": 1}
    assert frame.loc[[*sizes], "size"].to_dict() == sizes
    assert set(frame["size_status"]) == {"recalled", "set to 1"}
    assert frame.loc["Jingmen", "size_status"] == "set to 1"
    assert frame.loc["Wuxi", "group"] == "Chongqing"
    layers = ("prefecture", "prefecture-municipal county")
    borders = [row["cross_province"] for row in rows("adjacency") if row["layer"] in layers]
    assert (CASE.ties["cross_border"].sum(), len(borders)) == (borders.count("yes"), 49)


def test_members_of_agreements_are_those_of_the_paper_and_none_else():
    listed = {row["name"]: row for row in rows("agreements")}
    codes = CASE.governments.set_index("name")["code"]
    for name, members in CASE.agreements.groupby("agreement")["member"]:
        whole = [row for row in listed.values() if name in (row["name"], row["enlarges"])]
        assert all(row["status"] == "paper" for row in whole)
        assert {codes[m] for m in members} <= {c for r in whole for c in r["members"].split(";")}
    topics = "Technological", "Tourism", "Demonstration", "Bazhong", "Coordinated Pilot"
    found = CASE.agreements["agreement"].unique()
    assert all(any(topic in name for name in found) for topic in topics)
    assert not any("Tax" in name or "2011-2020" in name for name in found)


def test_an_enlargement_is_no_second_agreement():
    trust = {frozenset(p): k for p, k in zip(CASE.numbers.pairs, CASE.ties["trust"], strict=True)}
    assert trust[frozenset(["Bazhong", "Hanzhong"])] == 3
    assert trust[frozenset(["Guangyuan", "Hanzhong"])] == 1
    assert trust[frozenset(["Shiyan", "Ankang"])] == 2
    joined = CASE.agreements.set_index("member")["year"]
    assert joined["Tianshui"] == 2008
    assert sum(trust.values()) == 30


def test_classes_of_the_case(study):
    """Computed by another implementation too, which searches in another way."""
    counts = study.counts
    assert counts["without"] == {"isolated": 22, "nominal": 12, "weak": 3, "strong": 12}
    assert counts["with"] == {"isolated": 7, "nominal": 2, "weak": 18, "strong": 22}
    assert (study.count_cooperating("without"), study.count_cooperating("with")) == (15, 40)
    assert study.unresolved == ()


#: (least patience with the coordinator, least patience without it), two digits; found likewise.
WINDOWS = """
Luoyang-Pingdingshan .64 .79  Nanyang-Shiyan .51 .58  Shiyan-Ankang .40 .50  Wuxi-Ankang .52 .87
Xiangyang-Jingmen .70 .71  Wanzhou District-Dazhou .66 .77  Baoji-Longnan .64 .94
Nanchong-Guang'an .67 .68  Bazhong-Hanzhong .39 .55  Xi'an-Baoji .80 .81  Tianshui-Longnan .48 .74
"""


@pytest.mark.parametrize("text", re.findall(r"(\S[^.]*? \.\d\d \.\d\d)", WINDOWS))
def test_windows_of_the_case(study, text):
    names, *ends = text.rsplit(" ", 2)
    ((low, high),) = study.window(*names.split("-")).intervals
    assert (low, high) == pytest.approx(tuple(map(float, ends)), abs=0.00501)


REASONS = {
    ("Shiyan", "Ankang"): "Both gain enough: patience of about 0.51 keeps it even in bad times.",
    (
        "Nanyang",
        "Shangluo",
    ): "Kept in good times. Bad times cost 1.6, which takes patience of "
    "about 0.70. With the coordinator about 0.62 is enough.",
    (
        "Xiangyang",
        "Jingmen",
    ): "Signed but not implemented. Each gains only 1.25 for a cost of 1: "
    "it takes patience of about 0.71. With the coordinator it takes a little more than 0.7.",
    ("Luoyang", "Sanmenxia"): "Luoyang gains only 0.95 for a cost of 1: it takes patience of about "
    "0.78. With the coordinator about 0.62 is enough, in bad times too from about 0.75.",
}


def test_reasons_of_the_case(study):
    stated = dict(zip(CASE.numbers.pairs, study.to_frame()["reason"], strict=True))
    assert {pair: stated[pair] for pair in REASONS} == REASONS


def test_settings_of_the_case():
    assert paper.case(delta=0.8) == CASE.replaced(delta=0.8)
    with pytest.raises(errors.UnknownNameError, match="friction"):
        paper.case(frictions=0.2)
