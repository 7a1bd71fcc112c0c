"""Printed divisions of the costs of water projects, at the printed digits."""

import pytest

from qinba_games.cooperative import (
    alternate_cost_avoided,
    nucleolus,
    per_capita_nucleolus,
    scrb,
    shapley,
    skane,
    tennessee_valley,
)


@pytest.mark.parametrize(
    ("rule", "printed"),
    [
        (shapley, ["20.01", "10.71", "6.61", "10.37", "16.95", "19.18"]),
        (nucleolus, ["20.35", "12.06", "5.00", "8.61", "18.32", "19.49"]),
        (per_capita_nucleolus, ["20.03", "12.52", "3.94", "9.07", "18.54", "19.71"]),
        (scrb, ["19.54", "13.29", "5.61", "10.90", "16.65", "17.82"]),
        (alternate_cost_avoided, ["19.54", "13.29", "5.61", "10.90", "16.65", "17.82"]),
    ],
)
def test_municipalities_of_skane(rule, printed):
    """H. P. Young, N. Okada and T. Hashimoto (1982), Water Resources Research 18, 463-475.

    Million Swedish crowns for A, H, K, L, M, T; their weak nucleolus counts per member. No benefits
    are given, so that separable costs with remaining benefits are the alternate cost avoided.
    """
    assert [f"{float(-share):.2f}" for share in rule(skane())] == printed


@pytest.mark.parametrize(
    ("rule", "printed"),
    [(shapley, [117829, 100756.5, 193998.5]), (nucleolus, [116234, 93540, 202810])],
)
def test_purposes_of_the_tennessee_valley(rule, printed):
    """P. D. Straffin and J. P. Heaney (1981), International Journal of Game Theory 10, 35-43.

    Thousand dollars for navigation, flood control and power; costs by J. S. Ransmeier (1942).
    """
    assert [-share for share in rule(tennessee_valley())] == printed
