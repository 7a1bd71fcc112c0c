"""Networks against all subsets: values, sets, money, reasons and cascades."""

from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from helpers.marks import some
from helpers.networks import DELTA, network, random_labels, random_ties
from oracles import network as oracle

import qinba_games as qg
from qinba_games.network.regimes import REGIMES
from qinba_games.network.solvers import grim_network, shared_network


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is enumerated: all that the presolve leaves open goes to HiGHS."""
    monkeypatch.setattr(grim_network, "ENUMERATED", 0)
    monkeypatch.setattr(shared_network, "ENUMERATED", 0)


def compare(seed: int, most: int = 12, *, exact: bool = True, weighted: bool = False) -> None:
    rng = np.random.default_rng(seed)
    n, ties = random_ties(rng, most)
    label = random_labels(rng, n)
    weights = [F(int(v)) for v in rng.integers(-2, 6, len(ties))] if weighted else None
    net = network(n, ties, exact=exact, **({"weight": weights} if weights else {}))
    for regime in REGIMES:
        value, first, alone = oracle.best(n, ties, DELTA, regime, label=label, weights=weights)
        found = qg.sustain(net, DELTA if exact else 0.5, regime, jurisdictions=label)
        assert found.value == pytest.approx(value, abs=1e-9)
        assert found.sustained.tolist() == first
        assert found.unique == alone
        assert found.proven
        assert found.value <= found.relaxation + (0 if exact else 1e-9)
        judge_money(n, ties, regime, found, label)
        judge_reasons(n, ties, regime, found, label)


def judge_money(n: int, ties: Any, regime: str, found: Any, label: list[Any]) -> None:
    """After transfers and payments nobody is in deficit, and money comes from somewhere."""
    kept = np.flatnonzero(found.sustained).tolist()
    own = [F(0)] * n
    for e in kept:
        for side, sign in ((0, -1), (1, 1)):
            held = oracle.slack(ties[e], DELTA, side) + sign * found.transfers[e]
            if regime == "bilateral+sharing":
                assert held >= -1e-9
            inside = label[ties[e][0]] is not None and label[ties[e][0]] == label[ties[e][1]]
            if regime == "multilateral+sharing" or (regime == "coordinator" and inside):
                own[ties[e][side]] += held
    assert min(own[i] - found.payments[i] for i in range(n)) >= -1e-9
    for name in {None, *label}:
        total = sum(found.payments[i] for i in range(n) if label[i] == name)
        assert total == pytest.approx(0, abs=1e-9)
    shared = found.sustained & regime.endswith("+sharing")
    assert not found.transfers[~shared].any()
    if regime == "bilateral+sharing":  # no more than what the one who is paid lacks
        less = found.slack[shared].min(axis=1)
        assert (abs(found.transfers[shared]) <= np.maximum(-less, 0) + 1e-9).all()


def judge_reasons(n: int, ties: Any, regime: str, found: Any, label: list[Any]) -> None:
    kept = set(np.flatnonzero(found.sustained).tolist())
    for e, reason in enumerate(found.reasons):
        if e in kept:
            assert reason is None
            continue
        kind, names = reason
        a, b = ties[e][:2]
        fits = oracle.holds(n, ties, DELTA, regime, kept | {e}, label)
        assert fits == (kind == "value")
        if kind == "government":
            for i in (a, b):
                others = kept if regime == "multilateral" else set()
                own = sum(
                    oracle.slack(ties[k], DELTA, ties[k][:2].index(i))
                    for k in others | {e}
                    if i in ties[k][:2]
                )
                assert (i in names) == (own < 0)
        elif kind == "component" and regime == "multilateral+sharing":
            (group,) = (g for g in oracle.parts(n, ties, kept | {e}) if a in g)
            assert set(names) == group
        elif kind == "component":
            assert names == (a, b)
        elif kind == "jurisdiction":
            assert names == (label[a],)


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(300), 10, 43))
def test_the_ladder_equals_all_subsets(seed: int) -> None:
    compare(seed, 9 if seed < 40 else 12)


@pytest.mark.parametrize("seed", some(range(100), 4, 10))
@pytest.mark.parametrize(("exact", "weighted"), [(False, False), (True, True), (False, True)])
def test_floats_and_weights(seed: int, exact: bool, weighted: bool) -> None:
    compare(1000 + seed, 9 if seed < 6 else 12, exact=exact, weighted=weighted)


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize("seed", some(range(100), 3, 10))
@pytest.mark.parametrize(("exact", "weighted"), [(True, False), (False, True)])
def test_the_search_equals_all_subsets(seed: int, exact: bool, weighted: bool) -> None:
    compare(2000 + seed, 9 if seed < 8 else 12, exact=exact, weighted=weighted)


@pytest.mark.parametrize("seed", some(range(200), 5, 20))
def test_cascades_equal_the_definition(seed: int) -> None:
    rng = np.random.default_rng(3000 + seed)
    n, ties = random_ties(rng, 9)
    label = random_labels(rng, n)
    out = set(rng.choice(n, int(rng.integers(1, 3)), replace=False).tolist())
    for regime in REGIMES:
        net = network(n, ties, exact=seed % 2 == 0)
        delta = DELTA if seed % 2 == 0 else 0.5
        found = qg.cascade(net, delta, regime, exits=out, jurisdictions=label)
        kept = set(np.flatnonzero(found.before.sustained).tolist())
        rounds, followers, stranded, left = oracle.cascade(n, ties, DELTA, regime, kept, out, label)
        assert list(found.rounds) == rounds
        assert set(found.followers) == followers
        assert set(found.stranded) == stranded
        assert set(np.flatnonzero(found.remaining).tolist()) == left
        assert found.value == pytest.approx(sum(oracle.worth(ties[e]) for e in left), abs=1e-9)
        among = {e for e, tie in enumerate(ties) if not set(tie[:2]) & out}
        salvage, *_ = oracle.best(n, ties, DELTA, regime, label=label, among=among)
        assert found.salvage == pytest.approx(salvage, abs=1e-9)
        assert found.salvage >= found.value - 1e-9


@pytest.mark.parametrize("seed", some(range(60), 5, 20))
def test_a_shock_is_a_rise_of_outside_values(seed: int) -> None:
    rng = np.random.default_rng(4000 + seed)
    n, ties = random_ties(rng, 8)
    who, rise = int(rng.integers(n)), F(int(rng.integers(1, 5)), 2)
    risen = [
        (a, b, x, d, tuple(v + rise * (i == who) for v, i in zip(w, (a, b), strict=True)))
        for a, b, x, d, w in ties
    ]
    for regime in REGIMES:
        found = qg.cascade(network(n, ties), DELTA, regime, shocks={who: rise})
        kept = set(np.flatnonzero(found.before.sustained).tolist())
        rounds, followers, stranded, left = oracle.cascade(
            n, risen, DELTA, regime, kept, set(), [0] * n
        )
        assert (list(found.rounds), set(found.followers)) == (rounds, followers)
        assert set(np.flatnonzero(found.remaining).tolist()) == left
        assert set(found.stranded) == stranded
        assert found.value == sum(oracle.worth(risen[e]) for e in left)
        assert found.salvage == oracle.best(n, risen, DELTA, regime)[0]
