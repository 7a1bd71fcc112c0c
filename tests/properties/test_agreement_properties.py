"""Agreements against loops by the definitions, and what must not matter to them."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import agreements as oracle

from qinba_games.agreements.abatement import AbatementEconomy
from qinba_games.agreements.agreement import Agreement
from qinba_games.agreements.agreement_sharing import (
    almost_ideal_sharing,
    chander_tulkens,
    gamma_core,
)
from qinba_games.agreements.stability import (
    farsighted_agreements,
    minimum_participation,
    repeated_agreement,
    stable_agreements,
)
from qinba_games.agreements.symmetric_agreement import SymmetricAgreement

RESPONSES = ("stay", "dissolve", "next stable")
CASES = [
    *itertools.product(RESPONSES, ("weak", "strict"), (False,)),
    ("stay", "weak", True),
    ("stay", "strict", True),
]


@st.composite
def agreements(draw, low=1, high=5, top=3):
    """Small integers, so that ties are common; sometimes thirds."""
    n = draw(st.integers(low, high))
    unit = draw(st.sampled_from([1, Fraction(1, 3)]))
    row = st.lists(st.integers(-top, top), min_size=n, max_size=n)
    alone = draw(row)
    rows = [draw(row) if m.bit_count() > 1 else alone for m in range(1 << n)]
    breach = [draw(row) for _ in rows]
    scaled = [[[unit * x for x in r] for r in table] for table in (rows, breach)]
    return Agreement(scaled[0], breach=scaled[1])


@st.composite
def symmetric(draw, high=5):
    n = draw(st.integers(2, high))
    number = st.integers(-3, 3)
    alone = draw(number)
    inside = [alone, alone, *(draw(number) for _ in range(n - 1))]
    outside = [alone, alone, *(draw(number) for _ in range(n - 2))]
    return SymmetricAgreement(inside, outside, breach=[draw(number) for _ in inside])


def rows(pact):
    return pact.payoffs.tolist()


@pytest.mark.parametrize(("response", "external", "transfers"), CASES)
@settings(max_examples=20, deadline=None)
@given(pact=agreements())
def test_stability_is_as_defined(response, external, transfers, pact):
    n = pact.n_members
    found = stable_agreements(pact, response=response, external=external, transfers=transfers)
    expected = oracle.stable(rows(pact), n, response, external == "strict", transfers)
    assert list(zip(found.internal.tolist(), found.external.tolist(), strict=True)) == expected
    memo = {}
    for mask in range(1 << n):
        assert found.surplus[mask] == oracle.surplus(rows(pact), mask, n, response, memo)
        if response == "next stable":
            assert found.outcome[mask] == oracle.falls_to(rows(pact), mask, n, {})
    kept = [m for m, both in enumerate(expected) if all(both) and m.bit_count() > 1]
    assert found.stable.tolist() == kept


@pytest.mark.parametrize(("response", "external", "transfers"), CASES)
@settings(max_examples=25, deadline=None)
@given(pact=symmetric())
def test_identical_members_are_the_same_told_apart(response, external, transfers, pact):
    options = {"response": response, "external": external, "transfers": transfers}
    by_number, by_member = (stable_agreements(p, **options) for p in (pact, pact.expand()))
    assert by_number.sizes == by_member.sizes
    sizes = by_member.agreement.sizes
    assert (by_number.internal[sizes] == by_member.internal).all()
    assert (by_number.external[sizes] == by_member.external).all()
    assert (by_number.surplus[sizes] == by_member.surplus).all()
    assert (pact.total[sizes] == pact.expand().total).all()


@settings(max_examples=25, deadline=None)
@given(pact=symmetric())
def test_other_questions_about_identical_members(pact):
    one, other = minimum_participation(pact), minimum_participation(pact.expand())
    for m in range(2, pact.n_members + 1):
        assert one.sizes(m) == other.sizes(m)
    for breach in ("announced", "hidden"):
        for transfers in (False, True):
            told = repeated_agreement(pact.expand(), breach=breach, transfers=transfers)
            same = repeated_agreement(pact, breach=breach, transfers=transfers)
            assert same.delta.tolist() == told.delta.tolist()
            assert same.size.tolist() == told.size.tolist()


@settings(max_examples=40, deadline=None)
@given(pact=agreements())
def test_required_numbers_are_as_defined(pact):
    n = pact.n_members
    found = minimum_participation(pact)
    for m in range(2, n + 1):
        expected = oracle.stable_under_a_minimum(rows(pact), n, m)
        assert set(np.flatnonzero(found.stable[m]).tolist()) == expected


@pytest.mark.parametrize("breach", ["announced", "hidden"])
@pytest.mark.parametrize("transfers", [False, True])
@settings(max_examples=40, deadline=None)
@given(pact=agreements())
def test_patience_is_as_defined(breach, transfers, pact):
    n = pact.n_members
    found = repeated_agreement(pact, breach=breach, transfers=transfers)
    given_breach = pact.breach.tolist() if breach == "hidden" else None
    expected = [
        oracle.repeated_threshold(rows(pact), m, n, given_breach, transfers)
        if m.bit_count() > 1
        else 0
        for m in range(1 << n)
    ]
    assert found.threshold.tolist() == [math.inf if d is None else d for d in expected]
    for delta in (0, Fraction(1, 3), Fraction(1, 2), Fraction(9, 10)):
        kept = [m.bit_count() for m, d in enumerate(expected) if d is not None and d <= delta]
        assert found.at(delta) == max((k for k in kept if k > 1), default=0)


@settings(max_examples=30, deadline=None)
@given(pact=agreements())
def test_once_is_repeated_without_patience(pact):
    """Where nobody gets less than without agreement, δ = 0 is internal stability."""
    for transfers in (False, True):
        once = stable_agreements(pact, transfers=transfers)
        again = repeated_agreement(pact, transfers=transfers)
        for mask in np.flatnonzero(pact.sizes > 1).tolist():
            inside = np.flatnonzero(mask >> np.arange(pact.n_members) & 1)
            room = (pact.payoffs[mask] - pact.payoffs[0])[inside]
            left = [pact.payoffs[mask ^ (1 << i), i] - pact.payoffs[0, i] for i in inside.tolist()]
            if min(room.sum(), *left) >= 0 if transfers else room.min() >= 0:
                assert once.internal[mask] == (again.threshold[mask] == 0)


@pytest.mark.parametrize("membership", ["open", "exclusive"])
@settings(max_examples=25, deadline=None)
@given(pact=agreements(2, 3, 2))
def test_the_largest_consistent_set_is_as_defined(membership, pact):
    found = farsighted_agreements(pact, membership=membership)
    expected = oracle.consistent(rows(pact), pact.n_members, membership == "exclusive")
    assert found.stable.tolist() == expected


@pytest.mark.parametrize("membership", ["open", "exclusive"])
@settings(max_examples=10, deadline=None)
@given(pact=agreements(4, 5))
def test_the_largest_consistent_set_is_never_empty(membership, pact):
    assert farsighted_agreements(pact, membership=membership).sizes


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(pact=agreements(2, 5), scale=st.sampled_from([1e-9, 1.0, 1e9]), shift=st.integers(-5, 5))
def test_units_do_not_matter_to_floats(pact, scale, shift):
    moved = Agreement(scale * (pact.payoffs.astype(float) + shift / 3))
    for response in RESPONSES:
        exact, floats = (stable_agreements(p, response=response) for p in (pact, moved))
        assert (exact.internal == floats.internal).all()
        assert (exact.external == floats.external).all()


@settings(max_examples=30, deadline=None)
@given(pact=agreements(2, 5), seed=st.integers(0, 99))
def test_names_do_not_matter(pact, seed):
    n = pact.n_members
    order = np.random.default_rng(seed).permutation(n)
    masks = np.arange(1 << n)
    renamed = sum((masks >> i & 1) << int(order[i]) for i in range(n))
    payoffs = np.empty_like(pact.payoffs)
    payoffs[renamed[:, None], order] = pact.payoffs
    for options in ({}, {"transfers": True}, {"response": "dissolve"}):
        before = stable_agreements(pact, **options)
        after = stable_agreements(Agreement(payoffs), **options)
        assert (after.internal[renamed] == before.internal).all()
        assert (after.external[renamed] == before.external).all()


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(pact=agreements(2, 5), weights=st.lists(st.integers(1, 5), min_size=5, max_size=5))
def test_sharing_keeps_in_whoever_can_be_kept(pact, weights):
    found = stable_agreements(pact, transfers=True)
    for mask in np.flatnonzero(pact.sizes > 1).tolist():
        names = pact.coalition(mask)
        shared = almost_ideal_sharing(pact, names, weights=weights[: len(names)])
        assert shared.transfers.sum() == 0
        assert shared.surplus == found.surplus[mask]
        assert (shared.payoffs >= shared.claims).all() == found.internal[mask]


ECONOMIES = st.lists(st.integers(0, 6), min_size=2, max_size=5).filter(any)


@settings(max_examples=30, deadline=None)
@given(benefit=ECONOMIES, costs=st.lists(st.integers(1, 4), min_size=5, max_size=5))
def test_nobody_objects_to_chander_and_tulkens(benefit, costs):
    economy = AbatementEconomy(benefit, costs[: len(benefit)])
    shared = chander_tulkens(economy)
    core = gamma_core(economy.to_agreement())
    assert shared.transfers.sum() == 0
    assert core.contains(shared.payoffs)
    assert (shared.payoffs >= shared.claims).all()


@settings(max_examples=20, deadline=None)
@given(benefit=ECONOMIES, costs=st.lists(st.integers(1, 4), min_size=5, max_size=5))
def test_the_economy_is_the_game_it_says(benefit, costs):
    """Payoffs from everybody's abatement, member by member."""
    n = len(benefit)
    pact = AbatementEconomy(benefit, costs[:n]).to_agreement()
    for mask in range(1 << n):
        joint = sum(benefit[i] for i in range(n) if mask >> i & 1)
        q = [Fraction(joint if mask >> i & 1 else benefit[i], costs[i]) for i in range(n)]
        for i in range(n):
            cost = Fraction(costs[i])
            assert pact.payoffs[mask, i] == benefit[i] * sum(q) - cost * q[i] ** 2 / 2
            if mask >> i & 1:
                own = Fraction(benefit[i], costs[i])
                worth = benefit[i] * (sum(q) - q[i] + own) - cost * own**2 / 2
                assert pact.breach[mask, i] == worth


@settings(max_examples=20, deadline=None)
@given(pact=agreements(1, 4))
def test_gamma_worths(pact):
    values = pact.to_game().values
    for mask in range(1 << pact.n_members):
        own = [i for i in range(pact.n_members) if mask >> i & 1]
        assert values[mask] == sum(pact.payoffs[mask, i] for i in own)
