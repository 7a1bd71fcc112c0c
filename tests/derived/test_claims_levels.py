"""Claims on levels: what superiors do for the pair of the paper's second figure."""

from typing import Any

import pytest

import qinba_games as qg
from qinba_games.paper import claims

BAZHONG, HANZHONG = "511900", "610700"


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({}, "fails"),
        ({"delta": 0.5}, "holds"),
        ({"delta": 0.45}, "fails"),
        ({"delta": 0.6}, "fails"),
        ({"delta": 0.6, "drop": None}, "holds"),
        ({"drop": None}, "fails"),
    ],
)
def test_bazhong_and_hanzhong(given: dict[str, Any], verdict: str) -> None:
    assert claims.c38(**given).verdict == verdict


def test_classes_on_both_sides() -> None:
    table = claims.c38().to_frame().set_index("delta")
    names = ["without superiors", "with strong superiors"]
    assert table.loc[0.5, names].tolist() == ["nominal", "weak"]
    assert table.loc[0.7, names].tolist() == ["strong", "strong"]
    values = ["value without superiors", "value with strong superiors"]
    assert table.loc[0.7, values].tolist() == pytest.approx([3.977722, 4.128383], abs=1e-6)


def test_agrees_with_the_hierarchy_about_friction() -> None:
    levels = qg.paper.hierarchy()
    spans = qg.hierarchy.pair_thresholds(levels, BAZHONG, HANZHONG, 0.5, "none", "friction")
    ((_, high),) = spans
    assert levels.border[levels.top] <= high < levels.border[-1]
