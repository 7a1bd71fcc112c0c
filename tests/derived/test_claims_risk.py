"""Arguments where disasters hit: numbers of the theory page, and what the sentences say of them."""

import math

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.agreements import Insurance
from qinba_games.paper import claims
from qinba_games.paper.claims.worlds import risk


def test_the_calmer_it_is_the_more_patience_insurance_needs():
    table = claims.c28().further[risk.CALM]
    least = [0.744563, 0.767198, 0.801775, 0.866586, 0.919925]
    full = [0.907149, 0.920829, 0.938520, 0.964462, 0.980924]
    assert table["any insurance from"] == pytest.approx(least, abs=6e-7)
    assert table["first best insurance from"] == pytest.approx(full, abs=6e-7)


def test_luck_puts_trust_at_risk_where_not_all_is_insured():
    table = claims.c13().further[risk.LUCK]
    time = table["time in which a member is indifferent to leaving"]
    assert table["insurance"] == ["autarky", *["partial"] * 4, "first best"]
    for kind, share, paid in zip(table["insurance"], time, table["largest transfer"], strict=True):
        assert (share == 0) == (kind == "first best")
        assert (paid == 0) == (kind == "autarky")
    # Nobody pays: all of the time both would as soon leave.
    assert time[0] == pytest.approx(1)
    assert all(0 < share <= 1 + 1e-9 for share in time[1:-1])


def test_the_one_that_would_leave_has_the_higher_income():
    table = claims.c31().further[risk.LEAVES]
    income = np.array([table["income of 1"], table["income of 2"]])
    names = [f"time in which {i} is indifferent to leaving" for i in (1, 2)]
    time = np.array([table[name] for name in names])
    assert (time > 0).any(axis=1).all()
    for who, other in ((0, 1), (1, 0)):
        assert (income[who] >= income[other])[time[who] > 1e-9].all()


def test_a_third_party_widens_what_is_insured():
    table = claims.c34().further[risk.THIRD]
    low = table["all is insured from"]
    assert low == sorted(low, reverse=True)
    assert table["without the third party from"] == pytest.approx([0.964462] * 4, abs=6e-7)
    pair = Insurance.independent([[4 / 3, 2 / 3]] * 2, [[0.9, 0.1]] * 2, loss=table["loss"][1])
    assert qg.critical_discount(pair, kind="first best").delta == pytest.approx(low[1], abs=1e-8)
    assert not any(math.isinf(each) for each in low)


def test_every_title_says_what_is_assumed():
    titles = (risk.CALM, risk.LUCK, risk.LEAVES, risk.THIRD)
    assert all(risk.ASSUMED in title for title in titles)
    assert all("chance 0.1" in title for title in titles[1:])
