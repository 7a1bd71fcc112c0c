"""What a notebook shows of a model: its numbers, under its names, as HTML that is safe."""

import dataclasses
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.agreements import Agreement, Issues
from qinba_games.common.html import SHOWN, table

DILEMMA = qg.prisoners_dilemma(2, -1, 3, 0)
PAIR = qg.Partnership(
    np.array([1.2, 0.7]) + 0.35 * np.arange(3)[:, None],
    1,
    promotion=0.6,
    friction=0.05,
    members=["Ankang", "Shiyan & <co>"],
)
NET = qg.Network(
    ["A", "B"],
    {
        "a": ["A"],
        "b": ["B"],
        **{k: [2] for k in ("value_a", "value_b")},
        "temptation_a": [3],
        "temptation_b": [4],
    },
)
NOUNS = {
    "stage": DILEMMA,
    "three players": qg.public_good(3, 2),
    "repeated": qg.RepeatedGame(DILEMMA, outside=[1, 1]),
    "stochastic": PAIR.to_game(),
    "partnership": PAIR,
    "coordinator": qg.Coordinator(sharing=True, deposit=[1, 2], credibility=0.5),
    "TU game": qg.TUGame([0, 0, 0, 4, 0, 5, 2, 9], players=["A", "B", "C"]),
    "network": NET,
    "hierarchy": qg.paper.hierarchy(),
    "membership": qg.Membership(["A", "B"], [[0, 1], [1, 0]], [1, 1]),
    "agreement": Agreement([[0, 0], [0, 0], [0, 0], [3, 3]], members=["A", "B"]),
    "issues": Issues([[2, 2]], [[3, 3]], [[0, 0]]),
}


def cells(noun):
    whole = ET.fromstring(f"<div>{noun._repr_html_()}</div>")
    return ["".join(cell.itertext()) for cell in whole.iter() if cell.tag in ("td", "th")]


@pytest.mark.parametrize("kind", NOUNS)
def test_a_noun_is_a_table_with_a_caption(kind):
    whole = ET.fromstring(f"<div>{NOUNS[kind]._repr_html_()}</div>")
    assert whole.find(".//caption") is not None
    assert len(whole.findall(".//tr")) > 1


def test_best_replies_are_underlined():
    text = DILEMMA._repr_html_()
    assert "<td><u>0</u>, <u>0</u></td>" in text
    assert "<td>2, 2</td>" in text
    assert text.count("<u>") == 4  # defection is dominant for both


def test_names_are_escaped():
    assert "Shiyan &amp; &lt;co&gt; gains" in PAIR._repr_html_()


def test_the_numbers_are_those_of_the_model():
    assert {"A, C", "5"} <= set(cells(NOUNS["TU game"]))
    assert "1.55" in cells(PAIR)
    assert {"3", "4"} <= set(cells(NET))
    assert "sharing" in cells(NOUNS["coordinator"])


def test_of_a_long_table_the_beginning_is_shown_and_what_is_left_is_counted():
    assert f"and {241 - SHOWN} more rows" in NOUNS["hierarchy"]._repr_html_()
    assert "and 1 more row<" in table("long", {"x": list(range(SHOWN + 1))})
    assert "more row" not in table("short", {"x": list(range(SHOWN))})


def test_a_certificate_is_a_tick_with_its_tolerance():
    holds = qg.solve(DILEMMA, 0.5).certificate
    assert holds._repr_html_().startswith("<p>\u2713 Certificate(holds")
    assert "tolerance" in holds._repr_html_()
    forged = dataclasses.replace(holds, inside=False)
    assert "\u2717" in forged._repr_html_()


def test_a_region_is_its_map_and_its_study_two_with_bars():
    names = ["Sichuan", "Chongqing", "Hubei"]
    governments = {"name": names, "lat": [30.7, 29.6, 30.6], "lon": [104.1, 106.5, 114.3]}
    groups = {"group": ["upper", "upper", "middle"]}
    ties = {"a": ["Sichuan", "Chongqing"], "b": ["Chongqing", "Hubei"]}
    region = qg.Region.from_frames(governments | groups, ties, reach=700)
    shown = region._repr_html_()
    assert shown.count("<circle") == 3
    assert shown.count("<line") == 2
    assert shown.count("stroke-dasharray") == 1  # the tie between groups
    assert all(f">{name}</text>" in shown for name in names)
    assert f'aria-label="map of {region!r}"' in shown
    study = region.study()
    told = study._repr_html_()
    assert told.count("<svg") == 2
    for side in ("without", "with"):
        counted = ", ".join(f"{n} {name}" for name, n in study.counts[side].items() if n)
        assert sorted(counted.split(", ")) == sorted(
            told.split(f"{side} the coordinator<div>")[1]
            .split("<div>")[1]
            .split("</div>")[0]
            .split(", ")
        )
    assert "<details>" in told
