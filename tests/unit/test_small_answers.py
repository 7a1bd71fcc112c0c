"""Small answers: what is said, shown and given back in cases that few questions reach."""

import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.regions import six_provinces

import qinba_games as qg
from qinba_games import errors
from qinba_games.common import spans
from qinba_games.common.store import _decode, _encode
from qinba_games.cooperative.checks.games import _pairs
from qinba_games.network.regimes import labels_of
from qinba_games.paper.claims.regions import VerdictMap
from qinba_games.partnership.drawing import _outlook

DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)


def test_a_repeated_game_that_nobody_can_leave_is_shown_as_its_stage():
    assert qg.RepeatedGame(DILEMMA)._repr_html_() == DILEMMA._repr_html_()
    assert qg.RepeatedGame(DILEMMA, outside=[3, 3])._repr_html_() != DILEMMA._repr_html_()


@pytest.mark.parametrize("least", [1, Fraction(5, 4), math.inf])
def test_no_patience_is_above_one(least):
    assert spans.Spans.upward(least) == spans.Spans()
    assert spans.Spans.upward(Fraction(1, 2)).pairs == ((Fraction(1, 2), 1),)


def test_a_number_is_rounded_by_hand_and_infinity_is_not():
    assert spans._rounded(0.625, 2) == "0.63"
    assert spans._rounded(math.inf, 2) == spans.show(math.inf)


@pytest.mark.parametrize(
    ("probability", "time", "said"),
    [
        (0, math.inf, "never becomes strong"),
        (1, 0, "strong from the start"),
        (0.9999, 2.5, "becomes strong for certain, in 2.5 periods on average"),
        (0.25, 12, "becomes strong with probability 0.25, in 12 periods on average"),
    ],
)
def test_what_becomes_of_a_partnership_is_said_in_words(probability, time, said):
    assert _outlook(probability, time) == said


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


@pytest.mark.parametrize("value", [np.float64(0.5), np.int64(3), (1, [2, None]), Fraction(1, 3)])
def test_what_is_kept_in_a_file_comes_back(value):
    assert _decode(_encode(value)) == value


def test_of_many_coalitions_pairs_are_drawn_that_are_there():
    for n in (2, 10, 11, 14):
        first, second = _pairs(n)
        assert first.shape == second.shape
        assert min(first.min(), second.min()) >= 0
        assert max(first.max(), second.max()) < 1 << n
    assert len(set(zip(*(side.tolist() for side in _pairs(3)), strict=True))) == 64


def test_a_map_of_verdicts_has_a_row_for_every_point():
    drawn = object.__new__(VerdictMap)
    fields = {"x": "delta", "y": "stake", "x_values": (0.1, 0.2), "y_values": (1, 2)}
    verdicts = np.array([["holds", "fails"], ["fails", "holds"]])
    for name, value in {**fields, "verdicts": verdicts}.items():
        object.__setattr__(drawn, name, value)
    assert drawn._table() == {
        "stake": [1, 1, 2, 2],
        "delta": [0.1, 0.2, 0.1, 0.2],
        "verdict": ["holds", "fails", "fails", "holds"],
    }


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
