"""Whole numbers as names, in any order: labels that are the same numbers are names, not places."""

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qinba_games as qg
from qinba_games import agreements, cooperative, errors, repeated

NAMES = [2, 0, 1]
TIES = {
    "a": [2, 0],
    "b": [0, 1],
    "value_a": [2, 3],
    "value_b": [2, 1],
    "temptation_a": [3, 5],
    "temptation_b": [3, 4],
}
NET = qg.Network(NAMES, TIES)
INFLUENCE = np.arange(9).reshape(3, 3)
SEEDS = qg.Membership(NAMES, INFLUENCE, [1, 2, 3])


def orders(values: list[Any]) -> list[pd.Series]:
    """The values of 2, 0 and 1 by name: as pandas sorts them, and in every other order."""
    series = pd.Series(values, index=NAMES)
    return [series[list(order)] for order in itertools.permutations(range(3))]


def test_a_series_of_jurisdictions_is_the_mapping_by_name() -> None:
    by_name = {0: "P", 1: "P", 2: "Q"}
    known = qg.sustain(NET, Fraction(1, 2), "coordinator", jurisdictions=by_name)
    for given in orders(["Q", "P", "P"]):
        assert qg.sustain(NET, Fraction(1, 2), "coordinator", jurisdictions=given) == known
    some = pd.Series({1: "P", 0: "P"})
    assert qg.sustain(NET, 0.5, "coordinator", jurisdictions=some).value == known.value


def test_members_and_seeds_are_read_by_name_on_every_axis() -> None:
    frame = pd.DataFrame(INFLUENCE, index=NAMES, columns=NAMES)
    for rows, columns in itertools.product(itertools.permutations(range(3)), repeat=2):
        given = frame.loc[list(rows), list(columns)]
        assert qg.Membership(NAMES, given, orders([1, 2, 3])[0]) == SEEDS
    known = qg.key_projects(SEEDS, [3, 1, 2])
    for cost in orders([3, 1, 2]):
        assert qg.key_projects(SEEDS, cost) == known


@pytest.mark.parametrize(
    "labels", [[0, 1], [0, 1, 2, 3], [0, 0, 1], [0.0, 1.0, 2.0], [False, True], [3, 4, 5]]
)
def test_other_labels_are_refused(labels) -> None:
    series = pd.Series(range(len(labels)), index=labels)
    with pytest.raises(errors.InvalidInputError, match=r"label|not one of"):
        qg.key_projects(SEEDS, series)
    with pytest.raises(errors.InvalidInputError, match=r"label|not one of"):
        qg.sustain(NET, 0.5, "coordinator", jurisdictions=series)


@pytest.mark.parametrize("names", [[10, 20, 30], ["x", "y", "z"]])
def test_places_are_places_where_none_of_them_is_a_name(names) -> None:
    group = qg.Membership(names, pd.DataFrame(INFLUENCE), pd.Series([1, 2, 3]))
    assert group == qg.Membership(names, INFLUENCE, [1, 2, 3])
    with pytest.raises(errors.UnknownNameError, match="does not match the names 1, 2, 3"):
        qg.Membership([1, 2, 3], pd.DataFrame(INFLUENCE), [1, 2, 3])


def test_members_without_names_of_their_own_are_in_places() -> None:
    stage = qg.prisoners_dilemma(9, 1, 10, 3)
    same = qg.RepeatedGame(stage, outside=[0, 1])
    assert qg.RepeatedGame(stage, outside=pd.Series([0, 1])) == same
    with pytest.raises(errors.UnknownNameError):
        qg.RepeatedGame(qg.StageGame(stage.payoffs, players=[2, 1]), outside=pd.Series([0, 1]))


def test_every_verb_reads_by_name() -> None:
    series = orders([1, 2, 4])[-1]
    claims = cooperative.ClaimsProblem(3, series, players=NAMES)
    assert claims.claims.tolist() == [1, 2, 4]
    relation = repeated.Relation([2, 2, 2], series, [0, 0, 0], members=NAMES)
    assert relation.deviation.astype(int).tolist() == [1, 2, 4]
    economy = agreements.AbatementEconomy([1, 2, 3], members=NAMES).to_agreement()
    shared = agreements.almost_ideal_sharing
    assert shared(economy, list("201"), weights=series) == shared(
        economy, list("201"), weights=[1, 2, 4]
    )
    pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
    by_name = qg.evolve_many({2: pair, 0: pair, 1: pair}, pd.Series({0: 0.6, 1: 0.7, 2: 0.5}))
    assert by_name.delta.tolist() == [0.5, 0.6, 0.7]
    game = qg.StageGame(qg.prisoners_dilemma(9, 1, 10, 3).payoffs, players=[1, 0])
    assert game.profile(pd.Series({0: 1, 1: 0})) == (0, 1)
    found = qg.payoff_set(game, 0.75)
    assert found.support(pd.Series({0: 1, 1: 0})) == found.support([0, 1])
    with pytest.raises(errors.InputTypeError, match="does not know the names"):
        qg.Coordinator(deposit=pd.Series([1, 2]))


def test_columns_in_different_orders_are_refused() -> None:
    rows = pd.DataFrame(TIES)[::-1]
    assert qg.Network(NAMES, rows) == qg.Network(NAMES, rows.to_dict("list"))
    mixed = {**{name: pd.Series(column) for name, column in TIES.items()}, "a": rows["a"]}
    for read in (
        lambda: qg.Network(NAMES, mixed),
        lambda: qg.Region.from_frames({"name": ["x", "y"]}, mixed),
    ):
        with pytest.raises(errors.ShapeError, match="different orders"):
            read()


def test_places_on_the_map_are_those_of_the_names() -> None:
    gains = pd.DataFrame([[0, 2, 3], [2, 0, 1.5], [2, 2, 0]], index=NAMES, columns=NAMES)
    where = pd.DataFrame({"lat": [30, 31, 32], "lon": [100, 101, 102]})
    region = qg.Region.from_matrix(gains, coordinates=where, cost=1)
    assert region.records.places[:, 0].tolist() == [32, 30, 31]
