"""Small answers: what is said, shown and given back in cases that few questions reach."""

import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.regions import six_provinces

import qinba_games as qg
from qinba_games import errors
from qinba_games.common import spans
from qinba_games.network.regimes import labels_of

DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)


def test_a_repeated_game_that_nobody_can_leave_is_shown_as_its_stage():
    assert qg.RepeatedGame(DILEMMA)._repr_html_() == DILEMMA._repr_html_()
    assert qg.RepeatedGame(DILEMMA, outside=[3, 3])._repr_html_() != DILEMMA._repr_html_()


@pytest.mark.parametrize("least", [1, Fraction(5, 4), math.inf])
def test_no_patience_is_above_one(least):
    assert spans.Spans.upward(least) == spans.Spans()
    assert spans.Spans.upward(Fraction(1, 2)).pairs == ((Fraction(1, 2), 1),)


def test_a_network_gives_back_weights_that_it_was_given():
    table = {"a": ["A", "B"], "b": ["B", "C"], "weight": [2, 1]}
    sides = {f"{what}_{side}": [3, 2] for what in ("value", "temptation") for side in "ab"}
    net = qg.Network(["A", "B", "C"], {**table, **sides})
    assert net.columns()["weight"] == [2, 1]
    assert qg.Network(net.governments, net.columns()) == net


def test_labels_of_numpy_and_of_python_are_the_same_labels():
    pair = qg.Partnership([[3, 2]], 1, promotion=1, friction=0)
    net = qg.Network.from_partnerships({("A", "B"): pair})
    mixed = labels_of("f", net, [np.int64(1), 1])
    assert mixed == (1, 1)
    assert set(map(type, mixed)) == {int}


def test_a_region_names_the_governments_of_its_ties():
    tables = six_provinces()
    region = qg.Region.from_frames(**tables)
    ties = tables["ties"]
    assert region.records.pairs == list(zip(ties["a"], ties["b"], strict=True))
    assert region.records.pairs_of(2) == region.records.pairs[2]


def test_templates_are_refused_where_no_folder_can_be(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(errors.OutputError, match="cannot write to"):
        qg.region.write_templates(tmp_path / "file" / "inside")
