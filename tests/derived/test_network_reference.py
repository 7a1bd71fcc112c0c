"""Reference numbers of networks [D]: found by enumeration in exact fractions, with other code."""

from fractions import Fraction as F

import numpy as np
import pytest
from helpers.networks import ladder
from scipy.optimize import linprog

import qinba_games as qg
from qinba_games.network.regimes import REGIMES

WEST_AND_EAST = dict.fromkeys((0, 1, 2), "west") | dict.fromkeys((3, 4, 5), "east")
HALF = F(1, 2)


@pytest.mark.parametrize(
    ("regime", "value"),
    list(zip(REGIMES, (19, 37, 36, 45, 32), strict=True)),
)
def test_the_ladder(regime: str, value: int) -> None:
    for delta in (HALF, 0.5):
        found = qg.sustain(ladder(), delta, regime, jurisdictions=WEST_AND_EAST)
        assert found.value == pytest.approx(value, abs=1e-12)
        assert found.bound == found.value
        assert found.gap == 0
        assert found.proven
        assert found.exact == (delta is HALF)


def test_one_jurisdiction_of_all() -> None:
    assert qg.sustain(ladder(), HALF, "coordinator").value == 46
    assert ladder().worth.sum() == 50


def test_the_multilateral_set() -> None:
    found = qg.sustain(ladder(), HALF, "multilateral")
    assert found.ties == ((1, 3), (1, 4), (3, 5), (4, 5))
    assert found.unique is True


@pytest.mark.parametrize(
    ("leaver", "rounds", "left", "salvage", "stranded"),
    [
        (4, ((1,), (3,)), (), 0, (5,)),
        (1, ((3,),), ((4, 5),), 9, ()),
        (0, (), ((1, 3), (1, 4), (3, 5), (4, 5)), 36, ()),
        (2, (), ((1, 3), (1, 4), (3, 5), (4, 5)), 36, ()),
        (3, (), ((1, 4), (4, 5)), 19, ()),
        (5, (), ((1, 3), (1, 4)), 21, ()),
    ],
)
def test_cascades_of_one_exit(leaver, rounds, left, salvage, stranded) -> None:
    net = ladder()
    found = qg.cascade(net, HALF, "multilateral", exits=[leaver])
    assert found.rounds == rounds
    assert found.followers == tuple(sorted(name for names in rounds for name in names))
    assert tuple(tie for tie, there in zip(net.ties, found.remaining, strict=True) if there) == left
    assert found.salvage == salvage
    assert found.stranded == stranded


def test_strength_of_the_multilateral_set() -> None:
    found = qg.network_measures(qg.sustain(ladder(), HALF, "multilateral"))
    assert found.resiliences[[1, 3, 4, 5]].tolist() == [2, 2, HALF, HALF]
    assert all(np.isnan(float(rise)) for rise in found.resiliences[[0, 2]])
    assert found.resilience == HALF
    assert found.largest_cascade == 2
    assert found.surplus.tolist() == [0, 11, 0, 8, 10, 7]
    assert found.fairness == F(11, 12)
    assert found.from_shapley == F(1, 36)
    assert found.in_core
    assert found.density == F(4, 15)
    assert found.connectivity == pytest.approx(2, abs=1e-12)


def path(ties: int, temptation: F) -> qg.Network:
    """The first government has slack, the last one is tempted, those between only pass money on."""
    zero = [F(0)] * ties
    first, last, tempted = list(zero), list(zero), list(zero)
    first[0], last[-1], tempted[-1] = F(3), F(1), temptation
    return qg.Network(
        range(ties + 1),
        {
            "a": range(ties),
            "b": range(1, ties + 1),
            "value_a": first,
            "value_b": last,
            "temptation_a": first,
            "temptation_b": tempted,
        },
    )


@pytest.mark.parametrize("ties", range(1, 6))
def test_brokers_who_pay_in_rounds(ties: int) -> None:
    """1.5 of slack at one end cover a temptation of 5 at the other, however far it is."""
    held = qg.sustain(path(ties, F(5)), HALF, "multilateral+sharing")
    assert held.sustained.all()
    assert held.transfers.tolist() == [F(3, 2)] * ties
    assert not qg.sustain(path(ties, F(5) + F(1, 100)), HALF, "multilateral+sharing").sustained[-1]


@pytest.mark.parametrize(("ties", "most"), [(1, 5), (2, 5), (3, 3.5), (4, 3.5), (5, 2.75)])
def test_brokers_who_pay_all_at_once(ties: int, most: float) -> None:
    """Payments before (p) and after play (q), all at once: a linear programme in p, q and d.

    A government that does not pay still gets what others pay at that moment, and nothing after it.
    Money may flow both ways along a tie, before play one way and after play the other.
    """
    delta, n = 0.5, ties + 1
    columns = 4 * ties + 1  # p and q, forward and backward, then d
    value = np.zeros(n)
    value[0], value[-1] = 3, 1

    def flows(i: int, kind: int) -> tuple[np.ndarray, np.ndarray]:
        inward, outward = np.zeros(columns), np.zeros(columns)
        for e in range(ties):
            forward, backward = 4 * e + 2 * kind, 4 * e + 2 * kind + 1
            if e == i:
                outward[forward] = inward[backward] = 1
            if e + 1 == i:
                inward[forward] = outward[backward] = 1
        return inward, outward

    rows, right = [], []
    for i in range(n):
        (in_p, out_p), (in_q, out_q) = flows(i, 0), flows(i, 1)
        net = in_p - out_p + in_q - out_q
        before = (1 - delta) * (-out_p + in_q - out_q) + delta * net
        after = -(1 - delta) * out_q + delta * net
        play = (1 - delta) * (in_q - out_q) + delta * net
        rows += [-before, -after, -play]
        right += [value[i], delta * value[i], value[i]]
        if i == ties:
            rows[-1] = rows[-1].copy()
            rows[-1][-1] = 1 - delta
        else:
            right[-1] -= (1 - delta) * value[i]
    objective = np.zeros(columns)
    objective[-1] = -1
    found = linprog(objective, A_ub=np.array(rows), b_ub=right, bounds=(0, None))
    assert -found.fun == pytest.approx(most, abs=1e-9)


def test_ties_kept_every_other_period_beat_constant_ones() -> None:
    """i has one good tie a and two bad ones; it can bear one and a half of these, not two."""
    delta = F(9, 10)
    half = F(-1, 2)
    net = qg.Network(
        ["i", "a", "b", "c"],
        {
            "a": ["i"] * 3,
            "b": ["a", "b", "c"],
            "value_a": [1, half, half],
            "value_b": [2, 2, 2],
            "temptation_a": [1, half, half],
            "temptation_b": [2, 2, 2],
        },
    )
    found = qg.sustain(net, delta, "multilateral")
    assert found.ties == (("i", "a"), ("i", "b"))
    assert found.value == F(9, 2)
    assert net.slack(delta)[:, 0].sum() == F(-1, 10)
    # With c kept in every other period: what i has of it, and of shirking on all bad ties at once.
    with_c, without_c = F(0), F(1, 2)
    now = ((1 - delta) * with_c + delta * (1 - delta) * without_c) / (1 - delta**2)
    later = (1 - delta) * without_c + delta * now
    assert min(now, later) >= (1 - delta) * 1
    assert F(9, 2) + F(3, 2) * delta / (1 + delta) > found.value


def test_bilateral_clique_of_ali_and_miller() -> None:
    """Stakes f with temptation f + f^2 need f/(1 + f) of patience: f = 2 at 2/3, whatever n."""
    n = 4
    pairs = [(i, j) for i in range(n) for j in range(i)]
    for stake, holds in ((F(2), True), (F(201, 100), False)):
        each = [stake] * len(pairs)
        tempted = [stake + stake**2] * len(pairs)
        table = {"a": [i for i, _ in pairs], "b": [j for _, j in pairs]}
        table |= {
            "value_a": each,
            "value_b": each,
            "temptation_a": tempted,
            "temptation_b": tempted,
        }
        net = qg.Network(range(n), table)
        found = qg.sustain(net, F(2, 3), "bilateral")
        assert found.sustained.all() == found.sustained.any() == holds
        assert set(found.threshold.tolist()) == {stake / (1 + stake)}
        # Whoever breaks one tie breaks all at once: with equal ties the network adds nothing.
        assert qg.sustain(net, F(2, 3), "multilateral").sustained.any() == holds
