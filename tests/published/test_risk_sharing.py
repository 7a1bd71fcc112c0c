"""Insurance without commitment: numbers of Ligon, Thomas and Worrall, and those computed beyond.

E. Ligon, J. P. Thomas and T. Worrall (2002), Review of Economic Studies 69, 209-244, section 3 and
figures: log utility, incomes 4/3 with chance .9 or 2/3, on a grid of 2,000 weights. Digits beyond
those are of a second formulation, which was computed apart from this package.
"""

import math

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.agreements import Insurance, insure

VILLAGE = Insurance.independent([[4 / 3, 2 / 3]] * 2, [[0.9, 0.1]] * 2)
GRID = math.log(4) / 2000  # a step between ratios of incomes

#: delta, lower edge where member 1 alone has high income, growth.
EDGES = [
    (0.88, 0.57536, 0.98536),
    (0.90, 0.39607, 0.96645),
    (0.94, 0.059078, 0.945149),
    (0.95, 0.039891, 0.953480),
    (0.96, 0.014437, 0.961256),
    (0.964, 0.001607, 0.964139),
    (0.966, -0.000918, 0.966),
]
PRINTED = {0.94: 0.0589, 0.95: 0.0397, 0.96: 0.0142, 0.964: 0.0014, 0.966: -0.0009}


@pytest.mark.parametrize(("delta", "low", "growth"), EDGES)
def test_edges_of_ligon_thomas_and_worrall(delta, low, growth):
    found = insure(VILLAGE, delta)
    assert found.proven
    assert found.intervals[1] == pytest.approx(
        [low, math.log(2)], abs=6e-6 if delta < 0.94 else 6e-7
    )
    assert found.growth == pytest.approx(growth, abs=6e-6 if delta < 0.94 else 6e-7)
    if delta in PRINTED:
        assert abs(found.intervals[1, 0] - PRINTED[delta]) <= GRID / 2


@pytest.mark.parametrize(
    ("kind", "delta"), [("any", 0.8665856538), ("static", 1 / 1.09), ("first best", 0.9644616376)]
)
def test_thresholds_of_ligon_thomas_and_worrall(kind, delta):
    found = qg.critical_discount(VILLAGE, kind=kind)
    assert found.delta == pytest.approx(delta, abs=1e-10)


@pytest.mark.parametrize(
    ("delta", "most", "printed"),
    [
        (0.94, 0.145080, 0.1450),
        (0.95, 0.217963, 0.2179),
        (0.96, 0.296460, 0.2964),
        (0.964, 0.329465, 0.3294),
    ],
)
def test_static_transfers_of_ligon_thomas_and_worrall(delta, most, printed):
    found = insure(VILLAGE, delta, dynamic=False)
    assert found.transfers.max() == pytest.approx(most, abs=5e-7)
    assert found.transfers.max() == pytest.approx(printed, abs=1e-4)  # printed cut, not rounded


FLOOD = [[1, 1], [0.4, 1], [1, 0.7]]
PERSISTENT = [[0.8, 0.1, 0.1], [0.5, 0.4, 0.1], [0.5, 0.1, 0.4]]


@pytest.mark.parametrize(
    ("aversion", "delta", "kind"),
    [
        *((1, 0.7, "autarky"), (1, 0.8, "autarky"), (1, 0.9, "partial")),
        *((2, 0.7, "autarky"), (2, 0.8, "partial"), (2, 0.9, "partial"), (2, 0.95, "first best")),
    ],
)
def test_a_flood_for_one_and_a_drought_for_the_other(aversion, delta, kind):
    found = insure(Insurance(FLOOD, PERSISTENT, aversion=aversion), delta)
    assert (found.kind, found.proven) == (kind, True)
    if (aversion, delta) == (2, 0.7):
        assert found.growth == pytest.approx(0.9877, abs=5e-5)
    if (aversion, delta) == (1, 0.9):
        edges = [[-0.0528, 0.0347], [-0.9163, -0.6388], [0.1349, 0.3567]]
        assert found.intervals == pytest.approx(np.array(edges), abs=5e-5)


@pytest.mark.parametrize(
    ("aversion", "least", "full"),
    [(1, 0.6425704479, 0.9253633746), (2, 0.3567571878, 0.8389261745)],
)
def test_three_members(aversion, least, full):
    three = Insurance.independent([[1, 0.4]] * 3, [[0.8, 0.2]] * 3, aversion=aversion)
    assert qg.critical_discount(three).delta == pytest.approx(least, abs=1e-10)
    assert qg.critical_discount(three, kind="first best").delta == pytest.approx(full, abs=1e-10)


def test_a_static_contract_of_three_members():
    three = Insurance.independent([[1, 0.4]] * 3, [[0.8, 0.2]] * 3)
    paid = insure(three, 0.75, dynamic=False).transfers
    assert paid[4] == pytest.approx([-0.114843, 0.114843 / 2, 0.114843 / 2], abs=6e-7)
    assert paid[6] == pytest.approx([-0.028711, -0.028711, 2 * 0.028711], abs=1.2e-6)


@pytest.mark.parametrize(
    ("chance", "least", "full"),
    [
        (0.5, 0.744563, 0.907149),
        (0.7, 0.767198, 0.920829),
        (0.8, 0.801775, 0.938520),
        (0.9, 0.866586, 0.964462),
        (0.95, 0.919925, 0.980924),
    ],
)
def test_the_calmer_the_environment_the_more_patience_insurance_needs(chance, least, full):
    pair = Insurance.independent([[4 / 3, 2 / 3]] * 2, [[chance, 1 - chance]] * 2)
    assert qg.critical_discount(pair).delta == pytest.approx(least, abs=6e-7)
    assert qg.critical_discount(pair, kind="first best").delta == pytest.approx(full, abs=6e-7)
