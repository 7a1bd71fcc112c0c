"""What holds for every network: how regimes are ranked, and what patience and rises do."""

from fractions import Fraction as F

import numpy as np
import pytest
from helpers.marks import some
from helpers.networks import DELTA, network, random_labels, random_ties
from oracles import network as oracle

import qinba_games as qg
from qinba_games.network.regimes import REGIMES

#: Every pair of regimes of which one permits all that the other does; a coordinator of everybody.
RANKED = [
    ("bilateral", "bilateral+sharing"),
    ("bilateral", "multilateral"),
    ("bilateral+sharing", "multilateral+sharing"),
    ("multilateral", "multilateral+sharing"),
    ("multilateral+sharing", "coordinator"),
]


@pytest.mark.parametrize("seed", range(20))
def test_what_one_regime_permits_the_next_one_does(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, ties = random_ties(rng)
    net = network(n, ties)
    held = {regime: qg.sustain(net, DELTA, regime) for regime in REGIMES}
    for lower, upper in RANKED:
        assert held[lower].value <= held[upper].value
        for _ in range(4):
            kept = rng.random(len(ties)) < 0.5
            if qg.verify(held[lower], policy=kept).ok:
                assert qg.verify(held[upper], policy=kept).ok
    for regime, found in held.items():
        kept = rng.random(len(ties)) < 0.3
        chosen = set(np.flatnonzero(kept).tolist())
        holds = oracle.holds(n, ties, DELTA, regime, chosen, [0] * n)
        assert qg.verify(found, policy=kept).ok == holds


@pytest.mark.parametrize("seed", range(20))
def test_merging_jurisdictions_never_hurts(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    n, ties = random_ties(rng)
    net, label = network(n, ties), random_labels(rng, n)
    merged = ["one" if name else None for name in label]
    values = [
        qg.sustain(net, DELTA, "coordinator", jurisdictions=labels).value
        for labels in ([None] * n, label, merged, None)
    ]
    # A tie between jurisdictions is bilateral; merged, it is pooled with the others.
    assert values == sorted(values)
    assert values[0] == qg.sustain(net, DELTA, "bilateral").value


def pair(x, d, more=()):
    """Two or three governments; every tie is a row (a, b, x, d)."""
    rows = [(0, 1, x, d), *more]
    zero = (F(0), F(0))
    ties = [(a, b, tuple(map(F, v)), tuple(map(F, s)), zero) for a, b, v, s in rows]
    return network(1 + max(max(t[:2]) for t in ties), ties)


def values(net: qg.Network, **labels: object) -> dict[str, F]:
    return {r: qg.sustain(net, DELTA, r, **labels).value for r in REGIMES}


def test_regimes_that_are_not_ranked() -> None:
    # One end has slack and the other a deficit: money helps, a network of one tie does not.
    money = pair((4, 1), (4, 3))
    # Everybody has slack on one tie and a deficit on another, always towards the same neighbour,
    # so that nobody could pay: between equal deficits only the whole network helps.
    ring = pair((2, 2), (2, 2), [(1, 2, (2, 2), (5, 5)), (2, 0, (4, 4), (4, 4))])
    only_money, only_ring = values(money), values(ring)
    assert only_money["bilateral+sharing"] > only_money["multilateral"]
    assert only_ring["multilateral"] > only_ring["bilateral+sharing"]
    # A coordinator of two groups does what no money along ties can: it pools what is not connected.
    apart = pair((6, 6), (6, 6), [(2, 3, (2, 2), (5, 5))])
    inside = values(apart)
    for regime in ("bilateral+sharing", "multilateral", "multilateral+sharing"):
        assert inside["coordinator"] > inside[regime]
    # And of two groups that all ties cross it does nothing but what the ends do without money.
    crossed = values(money, jurisdictions=["west", "east"])
    assert crossed["coordinator"] < crossed["bilateral+sharing"]
    crossed = values(ring, jurisdictions=["west", "east", None])
    assert crossed["coordinator"] < crossed["multilateral"]
    assert crossed["coordinator"] < crossed["multilateral+sharing"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(15), 4))
def test_patience_helps_and_every_tie_has_its_threshold(seed: int) -> None:
    n, ties = random_ties(np.random.default_rng(200 + seed))
    net = network(n, ties)
    deltas = [F(k, 8) for k in range(8)]
    for regime in REGIMES:
        found = [qg.sustain(net, delta, regime) for delta in deltas]
        # Where x >= w, slack rises with patience; a tie worth less than nothing never helps alone.
        totals = [one.value for one in found]
        if min(net.worth) >= 0 and (net.value >= net.outside).all():
            assert totals == sorted(totals)
        least = found[0].threshold
        if regime not in ("bilateral", "bilateral+sharing"):
            assert least is None
            continue
        for e, tie in enumerate(ties):
            for delta in (*deltas, *([least[e]] if least[e] < 1 else [])):
                held = oracle.holds(n, [tie], delta, regime, {0}, [0] * n)
                assert held == (delta >= least[e])


@pytest.mark.parametrize("seed", range(12))
def test_resilience_is_the_largest_rise(seed: int) -> None:
    rng = np.random.default_rng(300 + seed)
    n, ties = random_ties(rng, 9)
    label, delta = random_labels(rng, n), F(4, 5)
    for regime in REGIMES:
        held = qg.sustain(network(n, ties), delta, regime, jurisdictions=label)
        found = qg.network_measures(held)
        kept = set(np.flatnonzero(held.sustained).tolist())
        for i, rise in enumerate(found.resiliences):
            if not any(i in ties[e][:2] for e in kept):
                assert np.isnan(float(rise))
                continue
            for more, holds in ((rise, True), (rise + F(1, 10**6), False)):
                risen = [
                    (a, b, x, d, (w[0] + more * (a == i), w[1] + more * (b == i)))
                    for a, b, x, d, w in ties
                ]
                assert oracle.holds(n, risen, delta, regime, kept, label) == holds


def surplus_of(held, ties, i):
    """What i has of its ties above its outside values, less what it pays."""
    total = -held.payments[i]
    for e in np.flatnonzero(held.sustained).tolist():
        for side, sign in ((0, -1), (1, 1)):
            if ties[e][side] == i:
                total += ties[e][2][side] - ties[e][4][side] + sign * held.transfers[e]
    return total


@pytest.mark.parametrize("seed", range(25))
def test_the_core_equals_all_groups(seed: int) -> None:
    rng = np.random.default_rng(400 + seed)
    n, ties = random_ties(rng)
    for regime in ("multilateral+sharing", "coordinator"):
        held = qg.sustain(network(n, ties), DELTA, regime)
        found = qg.network_measures(held)
        groups = [{i for i in range(n) if mask >> i & 1} for mask in range(1, 2**n)]
        leads = [
            sum(
                oracle.worth(tie)
                for e, tie in enumerate(ties)
                if held.sustained[e] and set(tie[:2]) <= group
            )
            - sum(found.surplus[i] for i in group)
            for group in groups
        ]
        if not held.sustained.any():
            assert found.in_core is None
            continue
        assert found.in_core == (max(leads) <= 0)
        if not found.in_core:
            assert leads[groups.index(set(found.objecting))] > 0
        assert found.surplus.sum() == held.value
        assert found.surplus.tolist() == [surplus_of(held, ties, i) for i in range(n)]


@pytest.mark.slow
def test_random_networks_of_which_regimes_differ() -> None:
    """Over many networks money, the network, both and a coordinator all add something."""
    counts = np.zeros(4, dtype=int)
    for seed in range(60):
        n, ties = random_ties(np.random.default_rng(seed))
        v = values(network(n, ties))
        counts += [
            v["bilateral+sharing"] > v["bilateral"],
            v["multilateral"] > v["bilateral"],
            v["multilateral+sharing"] > max(v["multilateral"], v["bilateral+sharing"]),
            v["coordinator"] > v["multilateral+sharing"],
        ]
    assert (counts > 0).all()
