"""Regions as matrices and graphs: nothing is lost on the way, and ends are not exchanged."""

import networkx
import numpy as np
import pandas
import pytest

import qinba_games as qg
from qinba_games import paper
from qinba_games.core import errors

NAMES = list("ABC")
GAINS = pandas.DataFrame([[9, 1.5, 0], [0, 9, 0], [0, 0.5, None]], NAMES, NAMES)


def by_name(region):
    """Ties by their ends, without an order."""
    frame = region.ties.fillna(-1)
    return {(row["a"], row["b"]): row for row in frame.to_dict("records")}


def test_a_tie_is_where_either_gains():
    region = qg.Region.from_matrix(GAINS, cost=2, delta=0.8)
    columns = ["a", "b", "benefit_a", "benefit_b"]
    assert region.ties[columns].to_numpy().tolist() == [["A", "B", 1.5, 0], ["B", "C", 0, 0.5]]
    assert (region.settings["cost"], region.delta) == (2, 0.8)
    turned = qg.Region.from_matrix(GAINS.iloc[::-1, ::-1], cost=2)
    assert turned.partnership("A", "B").benefit[0].tolist() == [[0, 0], [1.5, 0]]


def test_coordinates_are_governments():
    places = pandas.DataFrame({"lat": [33.0] * 4, "lon": [1.0, 2, 3, 4]}, index=[*NAMES, "D"])
    region = qg.Region.from_matrix(GAINS, cost=1, coordinates=places)
    assert region.ties["distance_km"].gt(90).all()
    assert len(region.governments) == 4
    with pytest.raises(errors.UnknownNameError, match=r"Region\.from_matrix: ties, row 2"):
        qg.Region.from_matrix(GAINS, cost=1, coordinates=places.drop("C"))


@pytest.mark.parametrize(
    ("gains", "rule"),
    [
        (GAINS.rename(columns={"C": "D"}), "rows and as columns"),
        (GAINS.set_axis(list("ABB")).set_axis(list("ABB"), axis=1), "distinct"),
        (GAINS.iloc[:2], "rows and as columns"),
        (GAINS.replace(1.5, -1), "at least 0"),
        (GAINS.replace(1.5, np.nan), "finite"),
        (GAINS.astype(object).replace(1.5, "much"), "numbers"),
        (GAINS * 0, "must have a row"),
    ],
)
def test_a_bad_matrix_is_named(gains, rule):
    with pytest.raises(errors.InvalidInputError, match=rule) as caught:
        qg.Region.from_matrix(gains, cost=1)
    assert "Region.from_matrix" in str(caught.value)


def test_the_case_comes_back_from_a_graph_and_from_its_file(tmp_path):
    case = paper.case(delta=0.75, drop=None)
    graph = case.to_networkx()
    assert (len(graph), graph.size()) == (26, 49)
    networkx.write_graphml(graph, tmp_path / "case.graphml")
    for each in (graph, networkx.read_graphml(tmp_path / "case.graphml")):
        again = qg.Region.from_networkx(each)
        assert again.settings == case.settings
        assert by_name(again) == by_name(case)
        assert again.tables.governments.keys() == case.tables.governments.keys()
        assert again.governments.equals(case.governments)
        assert again.agreements.equals(case.agreements)
    assert qg.Region.from_networkx(graph, delta=0.8).delta == 0.8


def test_ends_stay_ends_whatever_the_order_of_nodes():
    graph = networkx.Graph()
    graph.add_nodes_from(["B", "A"], name="another")
    graph.add_edge("A", "B", a="A", benefit_a=2, benefit_b=1)
    assert list(graph.edges) == [("B", "A")]
    region = qg.Region.from_networkx(graph)
    assert region.ties[["a", "b", "benefit_a"]].to_numpy().tolist() == [["A", "B", 2]]
    assert qg.Region.from_networkx(region.to_networkx()) == region


def test_a_bad_graph_is_named():
    graph = networkx.Graph([("A", "B", {"benefit_a": 2, "benefit_b": 1})])
    with pytest.raises(errors.InputTypeError, match="edge A - B must say"):
        qg.Region.from_networkx(graph)
    graph.edges["A", "B"]["a"] = "C"
    with pytest.raises(errors.UnknownNameError, match="edge A - B, a"):
        qg.Region.from_networkx(graph)
    with pytest.raises(errors.InputTypeError, match="graph"):
        qg.Region.from_networkx({"A": ["B"]})
    with pytest.raises(errors.EmptyGameError, match="governments"):
        qg.Region.from_networkx(networkx.Graph())
