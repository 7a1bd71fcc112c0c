"""Frames, graphs, workbooks, borders and events of other programs, in and out."""

import importlib.util
import json

import networkx
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

import qinba_games as qg
from qinba_games.plotting import palette
from qinba_games.region import drawing

WHO = pd.DataFrame(
    {"name": ["A", "B", "C"], "lat": [30.0, 31.0, 30.5], "lon": [105.0, 106.0, 107.5]}
)
TIES = pd.DataFrame({"a": ["A", "B"], "b": ["B", "C"], "benefit_a": [1.6, 1.4]})
TIES["benefit_b"] = [1.2, 1.5]
SIGNED = pd.DataFrame(
    {
        "agreement": ["river", "river", "road", "road"],
        "member": ["A", "B", "B", "C"],
        "year": [2010, 2013, 2014, 2014],
        "end": [2020, 2020, None, None],
    }
)
REGION = qg.Region.from_frames(WHO, TIES, SIGNED)


def test_frames_name_the_actions_and_are_matched_by_label():
    acts = ["protect", "log"]
    one = pd.DataFrame([[8, -1], [9, 0]], index=acts, columns=acts)
    other = pd.DataFrame([[2, 6], [-4, 0]], index=acts, columns=acts)
    game = qg.StageGame.from_bimatrix(one, other.loc[acts[::-1]], players=["down", "up"])
    assert game.actions == (("protect", "log"),) * 2
    assert game.payoff(("log", "protect")) == (9, -4)
    assert game == qg.StageGame.from_bimatrix(
        one.values, other.values, players=["down", "up"], actions=[acts] * 2
    )
    with pytest.raises(qg.errors.ShapeError, match="the same index"):
        qg.StageGame.from_bimatrix(one, other.rename({"log": "cut"}))


def test_edges_have_a_weight_and_are_read_by_it():
    graph = REGION.to_networkx()
    weights = networkx.get_edge_attributes(graph, "weight")
    assert weights == {("A", "B"): pytest.approx(2.8), ("B", "C"): pytest.approx(2.9)}
    assert qg.Region.from_networkx(graph) == REGION
    plain = networkx.Graph()
    plain.add_edge("A", "B", weight=3)
    assert qg.Region.from_networkx(plain).tie("A", "B").gains == (1.5, 1.5)
    plain.edges["A", "B"]["weight"] = "much"
    with pytest.raises(qg.errors.InvalidInputError, match="benefit_a"):
        qg.Region.from_networkx(plain)


def test_members_join_and_leave_as_events():
    found = REGION.to_goldfish()
    assert found.nodes["label"].tolist() == ["A", "B", "C"]
    assert found.second["label"].tolist() == ["river", "road"]
    assert found.events.values.tolist() == [
        [2010, "A", "river", 1],
        [2013, "B", "river", 1],
        [2014, "B", "road", 1],
        [2014, "C", "road", 1],
        [2020, "A", "river", -1],
        [2020, "B", "river", -1],
    ]
    shared = REGION.to_goldfish("one").events
    assert shared.values.tolist() == [
        [2013, "A", "B", 1],
        [2014, "B", "C", 1],
        [2020, "A", "B", -1],
    ]
    # What is in force in a year is what has begun and not ended by then.
    for year in range(2009, 2022):
        now = found.events[found.events["time"] <= year].groupby(["sender", "receiver"])
        open_ = now["increment"].sum().pipe(lambda s: set(s[s == 1].index))
        triples = REGION.to_siena([year]).triples
        names, agreements = REGION.names, found.second["label"].tolist()
        pairs = zip(triples["sender"], triples["receiver"], strict=True)
        assert open_ == {(names[i - 1], agreements[j - 1]) for i, j in pairs}


def geojson(tmp_path, **what):
    path = tmp_path / "borders.geojson"
    path.write_text(json.dumps(what), encoding="utf-8")
    return path


def test_borders_are_drawn_where_governments_are(tmp_path):
    ring = [[105.0, 30.0], [106.0, 31.0], [107.5, 30.5], [105.0, 30.0]]
    shape = {"type": "MultiPolygon", "coordinates": [[ring]]}
    feature = {"type": "Feature", "geometry": shape, "properties": {}}
    path = geojson(tmp_path, type="FeatureCollection", features=[feature])
    axes = REGION.study().plot(outlines=path)
    try:
        for ax in axes:
            dots = next(line for line in ax.lines if line.get_marker() == "o").get_xydata()
            border = next(
                line for line in ax.lines if line.get_color() == palette.HULL_EDGE
            ).get_xydata()
            assert np.allclose(border[:3], dots)
    finally:
        plt.close("all")


@pytest.mark.parametrize(
    ("what", "rule"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "no line and no polygon"),
        ({"type": "Polygon"}, "is no GeoJSON"),
        ({"type": "LineString", "coordinates": [["x", "y"]]}, "is no GeoJSON"),
    ],
)
def test_what_is_no_border_is_named(tmp_path, what, rule):
    with pytest.raises(qg.errors.InvalidInputError, match=rule):
        drawing.read_outlines(geojson(tmp_path, **what))


def test_borders_need_coordinates(tmp_path):
    path = geojson(tmp_path, type="LineString", coordinates=[[1, 2], [3, 4]])
    gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    with pytest.raises(qg.errors.NotApplicableError, match="latitude and longitude"):
        qg.Region.from_matrix(gains, cost=1).study().plot(outlines=path)


def test_a_workbook_is_three_tables(monkeypatch, tmp_path):
    sheets = {"Governments": WHO, "ties": TIES, "agreements ": SIGNED}
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(pd, "read_excel", lambda path, **options: sheets)
    assert qg.Region.from_excel("region.xlsx") == REGION
    del sheets["ties"]
    with pytest.raises(qg.errors.UnknownNameError, match="no sheet 'ties'"):
        qg.Region.from_excel("region.xlsx")


def test_a_workbook_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(qg.errors.NotApplicableError, match="pip install openpyxl"):
        qg.Region.from_excel("region.xlsx")
    with pytest.raises(qg.errors.InputTypeError, match="path of a file"):
        qg.Region.from_excel(3)


if importlib.util.find_spec("openpyxl"):

    def test_a_real_workbook(tmp_path):
        path = tmp_path / "region.xlsx"
        with pd.ExcelWriter(path, engine="openpyxl") as book:
            WHO.to_excel(book, sheet_name="governments", index=False)
            TIES.to_excel(book, sheet_name="ties", index=False)
            SIGNED.to_excel(book, sheet_name="agreements", index=False)
        assert qg.Region.from_excel(path) == REGION
        path.write_text("no workbook")
        with pytest.raises(qg.errors.InvalidInputError, match="cannot be read"):
            qg.Region.from_excel(path)
