"""Regions from and to graphs, files and tables of network statistics."""

from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from helpers.regions import six_provinces

import qinba_games as qg
from qinba_games import errors


@pytest.fixture(scope="module")
def region():
    tables = six_provinces()
    tables["governments"]["parent"] = ["", "", "", "", "Hubei", ""]
    tables["governments"]["seat"] = ["Chengdu", "", "Wuhan", "Changsha", "Nanchang", "Hefei"]
    tables["ties"]["benefit_a"] = [None, 1.5, None, None, None, 1 / 3, None]
    tables["ties"]["trust"] = [None, 2, None, None, None, None, 0]
    tables["ties"]["note"] = ["river", None, None, None, None, None, "canal"]
    tables["agreements"]["topic"] = "water"
    return qg.Region.from_frames(**tables, delta=0.8, drop=None, sharing=False)


def test_a_graph_is_the_region_again(region) -> None:
    graph = region.to_networkx()
    assert qg.Region.from_networkx(graph) == region
    assert graph.nodes["Hubei"]["seat"] == "Wuhan"
    assert "benefit_a" not in graph.edges["Sichuan", "Chongqing"]
    assert qg.Region.from_networkx(graph, delta=0.6) == region.replaced(delta=0.6)


def test_a_graphml_file_is_the_region_again(region, tmp_path) -> None:
    region.to_graphml(tmp_path / "region.graphml")
    assert qg.Region.from_graphml(tmp_path / "region.graphml") == region
    case = qg.paper.case()
    case.to_graphml(tmp_path / "qinba.graphml")
    assert qg.Region.from_graphml(tmp_path / "qinba.graphml") == case
    (tmp_path / "no.graphml").write_text("<graph")
    with pytest.raises(errors.InvalidInputError, match="cannot be read"):
        qg.Region.from_graphml(tmp_path / "no.graphml")


def test_what_records_say_passes_through_a_graph_and_a_file(region, tmp_path) -> None:
    promises = qg.Promises.from_frame({"threshold": [0.6] * 20, "kept": [True] * 20})
    known = region.with_settings(qg.revealed_patience(promises))
    assert [one.setting for one in known.estimates] == ["delta"]
    graph = known.to_networkx()
    assert qg.Region.from_networkx(graph) == known
    # What is chosen in its place is assumed.
    assert qg.Region.from_networkx(graph, delta=0.7) == region.replaced(delta=0.7)
    known.to_graphml(tmp_path / "known.graphml")
    pd.testing.assert_frame_equal(
        qg.Region.from_graphml(tmp_path / "known.graphml").sources, known.sources
    )
    row = dict(graph.graph["estimates"][0])
    for wrong in ({"setting": "delta"}, {**row, "setting": "patience"}, {**row, "low": "x"}, 3):
        graph.graph["estimates"] = [wrong]
        with pytest.raises(errors.InvalidInputError) as caught:
            qg.Region.from_networkx(graph)
        assert (caught.value.function, caught.value.argument) == ("Region.from_networkx", "graph")


def test_an_edge_list_is_the_region_again(region) -> None:
    again = qg.Region.from_frames(
        region.governments, region.to_edge_list(), region.agreements, **region.settings
    )
    assert again == region
    case = qg.paper.case()
    assert qg.Region.from_frames(case.governments, case.to_edge_list(), case.agreements) == case
    filled = region.to_edge_list(filled=True)
    assert not filled.isna().any(axis=None)
    again = qg.Region.from_frames(region.governments, filled, region.agreements, **region.settings)
    assert again.study().classes == region.study().classes


def test_an_incidence_is_the_agreements_again(region) -> None:
    tables = six_provinces()
    plain = tables["agreements"][["agreement", "member", "year"]]
    one = qg.Region.from_frames(tables["governments"], tables["ties"], plain)
    table = one.to_incidence()
    assert table.shape[0] == 6
    assert table.loc["Anhui"].sum() == 0
    signed = qg.region.agreements_from_incidence(table)
    again = qg.Region.from_frames(tables["governments"], tables["ties"], signed)
    assert again.to_incidence().equals(table)
    assert again == one
    undated = plain[["agreement", "member"]]
    one = qg.Region.from_frames(tables["governments"], tables["ties"], undated)
    assert one.to_incidence().columns.nlevels == 1
    signed = qg.Region.agreements_from_incidence(one.to_incidence())
    assert qg.Region.from_frames(tables["governments"], tables["ties"], signed) == one


def test_a_wave_has_the_ties_with_an_agreement_in_force(region) -> None:
    def pairs(year):
        return set(region.to_edge_list(year)[["a", "b"]].itertuples(index=False, name=None))

    assert pairs(2010) == set()
    assert pairs(2012) == {("Sichuan", "Chongqing"), ("Hubei", "Hunan")}
    # Ended in 2018; the cluster was joined by a third in 2015.
    assert pairs(2018) == {("Hubei", "Hunan"), ("Hubei", "Jiangxi"), ("Hunan", "Jiangxi")}
    assert ("Sichuan", "Chongqing") in pairs(2020)


def test_triples_of_the_last_wave_sum_to_the_incidence() -> None:
    tables = six_provinces()
    lasting = tables["agreements"].drop(columns="end")
    one = qg.Region.from_frames(tables["governments"], tables["ties"], lasting)
    triples = one.to_siena([2012, 2016, 2021]).triples
    assert triples.columns.tolist() == ["sender", "receiver", "value", "wave"]
    table = one.to_incidence().T.groupby(level="agreement", sort=False).sum().T
    last = np.zeros(table.shape, dtype=int)
    for row in triples.query("wave == 3").itertuples():
        last[row.sender - 1, row.receiver - 1] += row.value
    assert last.tolist() == table.to_numpy().tolist()


def test_triples_forget_what_has_ended(region) -> None:
    found = region.to_siena([2012, 2019])
    of_sichuan = found.triples.query("sender == 1")
    assert of_sichuan["wave"].tolist() == [1]
    assert found.behaviour.query("sender == 1")["agreements"].tolist() == [1, 0]
    one = region.to_siena([2016], mode="one").triples
    pairs = set(one[["sender", "receiver"]].itertuples(index=False, name=None))
    assert pairs == {(b, a) for a, b in pairs}
    assert (3, 5) in pairs
    dyads = found.dyadic.set_index(["sender", "receiver"])
    assert dyads.loc[(2, 3), "gain"] == 1.5
    assert dyads.loc[(1, 2), "same_group"] == 1


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (pd.DataFrame({"zone": [1, 2]}, index=["A", "B"]), "row B, column zone"),
        (pd.DataFrame({"zone": pd.array([1, None], "Int64")}, index=["A", "B"]), "row B, column"),
        (pd.DataFrame({("zone", 2012.5): [1, 1]}, index=["A", "B"]), "column zone"),
        (pd.DataFrame({("zone", "soon"): [1, 1]}, index=["A", "B"]), "column zone"),
    ],
)
def test_an_incidence_that_is_none_is_refused(frame, told) -> None:
    with pytest.raises(errors.RangeError, match=told):
        qg.region.agreements_from_incidence(frame)


def test_years_above_an_incidence_may_be_text_as_in_a_file() -> None:
    table = pd.DataFrame({("zone", "2012"): [1, 1], ("park", "2015.0"): [1, 0]}, index=["A", "B"])
    assert qg.region.agreements_from_incidence(table)["year"].tolist() == [2012, 2012, 2015]


@pytest.mark.parametrize("weight", [3, 3.0, np.int64(3), np.float32(3), Fraction(3), "3"])
def test_a_weight_of_any_kind_of_number_is_halved(weight) -> None:
    graph = nx.Graph([("A", "B", {"weight": weight})])
    assert qg.Region.from_networkx(graph).tie("A", "B").gains == (1.5, 1.5)


def test_an_undirected_edge_says_which_end_is_a() -> None:
    graph = nx.Graph([("A", "B", {"benefit_a": 1.6, "benefit_b": 1.2})])
    with pytest.raises(errors.NotApplicableError, match="which of its ends is a"):
        qg.Region.from_networkx(graph)
    graph.edges["A", "B"]["a"] = "B"
    assert qg.Region.from_networkx(graph).tie("A", "B").members == ("B", "A")
    graph.edges["A", "B"]["a"] = "C"
    with pytest.raises(errors.UnknownNameError, match="nodes of their edge"):
        qg.Region.from_networkx(graph)


def test_fractions_and_empty_columns_pass_through_a_graph_and_a_file(tmp_path) -> None:
    who = {"name": ["A", "B"], "note": [None, None], "seat": ["x", None]}
    ties = {"a": ["A"], "b": ["B"], "benefit_a": [2], "benefit_b": [1.5]}
    third = Fraction(1, 3)
    region = qg.Region.from_frames(who, ties, delta=third, mediation=third)
    region.to_graphml(tmp_path / "region.graphml")
    for again in (
        qg.Region.from_networkx(region.to_networkx()),
        qg.Region.from_graphml(tmp_path / "region.graphml"),
    ):
        assert again == region
        assert again.delta == third
        assert isinstance(again.delta, Fraction)
    for value in (third, [1]):
        odd = qg.Region.from_frames(who, {**ties, "note": [value]})
        with pytest.raises(errors.NotApplicableError, match="GraphML cannot hold"):
            odd.to_graphml(tmp_path / "odd.graphml")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("settings", "delta"),
        ("settings", [1]),
        ("columns", 3),
        ("columns", {"ties": 1}),
        ("agreements", 3),
        ("agreements", "x"),
        ("agreements", [1]),
    ],
)
def test_an_attribute_of_a_graph_that_is_no_table_is_named(region, name, value) -> None:
    graph = region.to_networkx()
    graph.graph[name] = value
    with pytest.raises(errors.InputTypeError, match=f"graph, attribute {name}"):
        qg.Region.from_networkx(graph)
    graph.graph[name] = None
    qg.Region.from_networkx(graph)
