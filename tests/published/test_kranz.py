"""Printed results of the packages repgame and RelationalContracts (R), at the printed digits.

S. Kranz (2012), "Interactively Solving Repeated Games: A Toolbox", version 0.2, sections 3.2, 3.3
and 4.1; S. Kranz, vignette "Specifying Games" of RelationalContracts, first example.
"""

import numpy as np
import pytest

import qinba_games as qg


def cournot():
    g1 = np.array([[10, 3, 0], [15, 7, -4], [7, 5, -15]])
    return qg.StageGame.from_bimatrix(g1, g1.T, actions=[["L", "M", "H"]] * 2)


def public_goods(k1, k2):
    x1, x2 = np.meshgrid(np.arange(11), np.arange(11), indexing="ij")
    return qg.StageGame.from_bimatrix((x1 + x2) / 2 - k1 * x1, (x1 + x2) / 2 - k2 * x2)


def test_simple_cournot_game():
    """Section 3.2, the matrix m$opt.mat with optimal rows only."""
    table = qg.discount_table(cournot())
    printed = [(0.0, 0, 14, 7, 7), (0.25, 6, 18, 0, 0), (0.3333333, 10, 20, 0, 0)]
    columns = [table.delta, table.liquidity, table.joint_payoff, *table.punishment_payoff.T]
    found = [[float(v) for v in row] for row in zip(*columns, strict=True)]
    assert found == [pytest.approx(row, abs=5e-8) for row in printed]
    # The printed optimal action plans are unique here up to the players' names.
    plans = [(table.profile[r], *table.punishment_profile[r]) for r in (0, 2)]
    assert plans == [((1, 1), (1, 1), (1, 1)), ((0, 0), (1, 2), (2, 1))]


def test_between_the_rows():
    """Section 3.2, the row shown after a click at delta = 0.297."""
    row = qg.discount_table(cournot()).at(0.297)
    assert (row.liquidity, row.joint_payoff, *row.punishment_payoff) == (6, 18, 0, 0)


def test_grim_trigger():
    """Section 3.3: L|L needs 0.625, for each player."""
    found = qg.critical_discount(cournot(), ("L", "L"), sharing="none")
    assert float(found.delta) == 0.625
    assert found.binding == ("1", "2")
    assert list(found.shares) == [10, 10]


def test_public_goods_game():
    """Section 4.1, k1 = k2 = 0.75."""
    table = qg.discount_table(public_goods(0.75, 0.75))
    columns = [table.delta, table.liquidity, table.joint_payoff, *table.punishment_payoff.T]
    found = list(zip(*columns, strict=True))
    printed = [(0.0, 0, 0, 0, 0), (0.5, 5, 5, 0, 0)]
    assert found == [pytest.approx(row, abs=1e-9) for row in printed]
    assert table.profile == ((0, 0), (10, 10))


def test_mutual_gift_game():
    """Vignette "Specifying Games": efforts 0.6 and 0.6 at delta = 0.3."""
    effort = np.arange(11) / 10
    e1, e2 = np.meshgrid(effort, effort, indexing="ij")
    game = qg.StageGame.from_bimatrix(e2 - 0.5 * e1**2, e1 - 0.5 * e2**2)
    found = qg.solve(game, 0.3)
    assert [effort[a] for a in found.policy] == [0.6, 0.6]
