"""Answers whose numbers all meet, huge ones too: fractions are taken, or the answer is refused."""

import dataclasses
from fractions import Fraction as F

import numpy as np
import pytest
from helpers.ladder import decimals, floats

import qinba_games as qg
from qinba_games import errors, institutions, sharing
from qinba_games.agreements import (
    AbatementEconomy,
    Agreement,
    Issues,
    almost_ideal_sharing,
    chander_tulkens,
    diamantoudi_sartzetakis,
    link_issues,
    stable_agreements,
)
from qinba_games.common import exact_simplex, linear_programme
from qinba_games.cooperative import (
    BargainingProblem,
    TUGame,
    core,
    dividends,
    per_capita_nucleolus,
    prenucleolus,
    properties,
    tau_value,
)

HUGE = [10**6, 10**8, 10**10, 10**12, 10**15]


def close(one, other, size=1):
    return np.allclose(
        np.asarray(one, float), np.asarray(other, float), rtol=1e-9, atol=1e-9 * size
    )


def two_huge(rng, values, huge):
    """Two entries that are huge."""
    values.flat[rng.choice(values.size, 2, replace=False)] = F(huge)
    return values


def refused(kind, ask, *given):
    """Whether there is no answer of that kind."""
    try:
        ask(*given)
    except kind:
        return True
    return False


@pytest.mark.parametrize("huge", HUGE)
@pytest.mark.parametrize("seed", range(4))
def test_two_huge_worths_change_no_core(seed, huge):
    rng = np.random.default_rng(seed)
    worths = two_huge(rng, decimals(rng, 0, 4, 2 ** int(rng.integers(3, 5)) - 1), huge)
    exact, rounded = (TUGame([0, *given.tolist()]) for given in (worths, floats(worths)))
    one, other = core(exact), core(rounded)
    assert one.empty == other.empty
    assert close(one.payoffs, other.payoffs, huge)
    one, other = properties(exact), properties(rounded)
    assert one.balanced == other.balanced
    assert one.convex == other.convex
    assert close(dividends(exact).values, dividends(rounded).values)
    for rule in (prenucleolus, per_capita_nucleolus, tau_value):
        assert refused(errors.NotApplicableError, rule, exact) == refused(
            errors.NotApplicableError, rule, rounded
        )
        if not refused(errors.NotApplicableError, rule, exact):
            assert close(rule(exact).payoffs, rule(rounded).payoffs)


def test_an_empty_core_far_apart_is_not_called_balanced():
    worths = [0, 2.04, 1.08, 2.2, 0.16, 2.0, 1.4, 3.0, 1e12, 2, 1, 3, 1, 2, 1e12 - 2, 1e12]
    assert core(TUGame([F(repr(x)) if isinstance(x, float) else x for x in worths])).empty
    found = core(TUGame(worths))
    assert found.empty
    assert isinstance(found.in_fractions.slack, int | F)
    for forged in (
        dataclasses.replace(found, least_excess=0.0),
        dataclasses.replace(found, in_fractions=None),
        dataclasses.replace(found, game=TUGame([*worths[:-1], 1e12 + 1])),
        dataclasses.replace(found, payoffs=found.payoffs + 1e-3),
    ):
        assert not qg.verify(forged).ok or forged.in_fractions is None


@pytest.mark.parametrize("huge", HUGE)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("coarse", [False, True])
def test_two_huge_payoffs_change_no_recommendation(seed, huge, coarse):
    rng = np.random.default_rng(seed)
    payoffs = two_huge(rng, decimals(rng, 0, 4, (3, 2, 2)), huge)
    one = qg.correlated(qg.StageGame(payoffs), coarse=coarse)
    other = qg.correlated(qg.StageGame(floats(payoffs)), coarse=coarse)
    assert one.exact
    assert close(one.payoffs, other.payoffs)
    assert close(one.distribution, other.distribution)
    forged = dataclasses.replace(other, distribution=np.full((3, 2), 1 / 6))
    assert not qg.verify(forged).ok


@pytest.mark.parametrize("assumption", ["gamma", "minimax"])
@pytest.mark.parametrize("huge", HUGE)
@pytest.mark.parametrize("seed", range(3))
def test_what_coalitions_reach_when_two_payoffs_are_huge(seed, huge, assumption):
    rng = np.random.default_rng(seed)
    payoffs = two_huge(rng, decimals(rng, 0, 4, (2, 2, 2, 3)), huge)
    exact, rounded = qg.StageGame(payoffs), qg.StageGame(floats(payoffs))

    def worths(game):
        return sharing.characteristic_function(game, assumption).values

    none = refused(errors.NoEquilibriumError, worths, exact)
    assert none == refused(errors.NoEquilibriumError, worths, rounded)
    assert none or close(worths(exact), worths(rounded))


@pytest.mark.parametrize("constant", [0.0, 1e9, 1e12])
def test_a_constant_moves_no_value_of_a_zero_sum_game(constant):
    own = np.array([[1.0, -1], [-1, 1]]) + constant
    game = qg.StageGame.from_bimatrix(own, -own)
    found = sharing.characteristic_function(game, "minimax").values
    assert found[1] == pytest.approx(constant, abs=1e-4)


@pytest.mark.parametrize("rule", ["nash", "kalai-smorodinsky"])
@pytest.mark.parametrize("unit", [1e-15, 1e-9, 1, 1e9, 1e15])
def test_the_unit_of_account_of_one_member_moves_no_bargain(rule, unit):
    gains = np.array([[3.0, 1, 2], [1, 4, 1], [2, 2, 3], [-1, 5, 5]])
    units = np.array([1, unit, 1])
    plain = sharing.share(BargainingProblem(gains, [0, 0, 0]), rule).payoffs
    found = sharing.share(BargainingProblem(gains * units, [0, 0, 0]), rule).payoffs
    assert np.allclose(plain * units, found, rtol=1e-8, atol=0)


@pytest.mark.parametrize("awful", [10, 10**6, 10**9, 10**12, 10**15])
def test_an_awful_agreement_moves_no_proportional_bargain(awful):
    rows = [[3, 1, 2], [1, 4, 1], [2, 2, 3], [-awful, 5, 5]]
    exact = sharing.share(BargainingProblem(rows, [0, 0, 0]), "kalai-smorodinsky")
    assert exact.exact
    rounded = BargainingProblem(np.array(rows, float), [0, 0, 0])
    assert close(exact.payoffs, sharing.share(rounded, "kalai-smorodinsky").payoffs)
    assert not qg.verify(dataclasses.replace(exact, payoffs=exact.payoffs * F(999, 1000))).ok


@pytest.mark.parametrize("huge", HUGE)
@pytest.mark.parametrize("field", range(3))
def test_one_huge_issue_moves_no_threshold_of_another(huge, field):
    rows = [[[2.1, 2], [3, 3.3]], [[5.2, 3], [3.5, 4]], [[0.1, 0], [0, 0.2]]]
    plain = link_issues(Issues(*rows), 0.7).separate[1]
    rows[field][0][0] = float(huge)
    found = link_issues(Issues(*rows), 0.7)
    assert found.separate[1] == pytest.approx(plain, abs=1e-12)
    exact = link_issues(
        Issues(*([[F(repr(x)) for x in r] for r in part] for part in rows)), F(7, 10)
    )
    assert found.bundles == exact.bundles
    assert close(found.separate, exact.separate)
    if found.in_fractions is not None:
        assert found.steps == tuple(step.rounded() for step in exact.steps)
        *before, (start, held) = found.sustained
        moved = (*before, (start + 1e-12, held))
        assert not qg.verify(dataclasses.replace(found, sustained=moved)).ok


def test_a_constant_on_one_signatory_fails_no_check():
    rows = np.random.default_rng(0).uniform(0, 4, (8, 3))
    rows[[1, 2, 4]] = rows[0]
    plain = almost_ideal_sharing(Agreement(rows), [0, 1, 2])
    moved = almost_ideal_sharing(Agreement(rows + [0, 1000, 0]), [0, 1, 2])
    assert np.allclose(plain.payoffs + [0, 1000, 0], moved.payoffs)


@pytest.mark.parametrize("benefit", [1e6, 1e7, 1e8, 1e10])
def test_large_benefits_make_no_other_sizes_stable(benefit):
    exact = stable_agreements(diamantoudi_sartzetakis(4, benefit=int(benefit), damage=F(9, 2)))
    assert stable_agreements(diamantoudi_sartzetakis(4, benefit=benefit, damage=4.5)).sizes == (
        exact.sizes
    )


@pytest.mark.parametrize("deposit", [3.0, 1e6, 1e9, 1e12, 1e15])
def test_one_huge_deposit_makes_nobody_else_honest(deposit):
    found = institutions.honesty(1.0, 0.7, [deposit, 0.7])
    assert found.threshold[1] == pytest.approx(0.7 / 1.7)
    assert found.honest == (False, True)
    assert not qg.verify(dataclasses.replace(found, threshold=np.array([0.0, 0.0]))).ok


def test_a_query_that_costs_more_than_trade_brings():
    model = institutions.LawMerchant(3, 2, query=5, appeal=F(1, 2), fee=1)
    found = institutions.honest_trade(model, F(1, 2))
    assert not found.sustained
    assert found.judgments[1] == -4
    assert not qg.verify(dataclasses.replace(found, judgments=(found.judgments[0], F(-3)))).ok


def test_programmes_in_whole_numbers():
    rng = np.random.default_rng(5)
    seen = set()
    for _ in range(150):
        m, n = rng.integers(1, 6, 2)
        matrix = rng.integers(-4, 6, (m, n)).astype(object) * F(1, 3)
        right = rng.integers(-5, 6, m).astype(object) * F(1, 2)
        cost = rng.integers(-1, 6, n).astype(object)
        try:
            found = exact_simplex.solve(cost, matrix, right)
        except exact_simplex.UnboundedError:
            seen.add("unbounded")  # of which nobody here asks floats
            continue
        same = linear_programme.minimise(cost, matrix, right)
        assert (found is None) == (same is None)
        seen.add(found is None)
        if found is not None:
            x, y = found
            assert (x >= 0).all()
            assert (matrix @ x >= right).all()
            assert (y >= 0).all()
            assert (y @ matrix <= cost).all()
            assert cost @ x == y @ right == same.value
    assert seen == {True, False, "unbounded"}


def test_a_point_that_floats_do_not_see():
    matrix = np.array([[1, -(10**15)], [0, 1]], dtype=object)
    found = linear_programme.minimise(np.array([1, 0]), matrix, np.array([0, F(1, 10**14)]))
    assert found.value == 10


@pytest.mark.parametrize("huge", HUGE)
def test_one_huge_threshold_makes_nobody_else_join(huge):
    influence = [[0, 0.7, 0.2], [0.4, 0, 0.3], [0.1, 0.2, 0]]
    found = qg.membership_equilibria(qg.Membership(list("abc"), influence, [0.5, 0.3, float(huge)]))
    assert found.greatest.tolist() == [True, True, False]
    assert found.least.tolist() == [False, False, False]
    forged = dataclasses.replace(found, least=np.array([True, True, False]))
    assert not qg.verify(forged).ok


@pytest.mark.parametrize("huge", [10, 10**6, 10**8, 10**10, 10**12, 10**15])
@pytest.mark.parametrize("field", range(3))
@pytest.mark.parametrize("sign", [1, -1])
def test_one_huge_number_in_a_relation_is_told_or_refused(huge, field, sign):
    rows = [[2.1, 3.2, 2.7], [5.3, 4.1, 3.9], [0.3, 0.1, 0.6]]
    rows[field][0] = float(sign * huge)
    exact = [[F(repr(x)) for x in row] for row in rows]
    try:
        found = sharing.fairness(qg.repeated.Relation(*rows))
    except errors.PayoffSpanError:
        assert huge > 10**8
        return
    rows = sharing.fairness(qg.repeated.Relation(*exact)).rows
    for one, other in zip(rows, found.rows, strict=True):
        assert close(one.delta, other.delta)


@pytest.mark.parametrize("rule", ["voluntary", "equal", "optimal"])
@pytest.mark.parametrize("huge", [10, 10**6, 10**12, 10**15])
@pytest.mark.parametrize("seed", range(4))
def test_two_huge_payoffs_make_no_other_least_patience(seed, huge, rule):
    rng = np.random.default_rng(seed)
    payoffs, outside = two_huge(rng, decimals(rng, 0, 4, (2, 2, 2)), huge), decimals(rng, 0, 1, 2)
    exact = qg.RepeatedGame(qg.StageGame(payoffs), outside=outside)
    rounded = qg.RepeatedGame(qg.StageGame(floats(payoffs)), outside=floats(outside))
    try:
        found = qg.critical_discount(rounded, sharing=rule).delta
    except errors.PayoffSpanError:
        assert huge > 10**8
        return
    assert close(qg.critical_discount(exact, sharing=rule).delta, found)


@pytest.mark.parametrize("rule", [core, prenucleolus])
def test_a_proof_far_apart_is_that_in_fractions(rule):
    found = rule(TUGame([0, 0.3, 0.2, 1e12, 0.1, 2.5, 1e12, 3e12]))
    proof = found.proof()
    assert not any("x" in text for text in proof["payoffs"])
    assert [float(F(text)) for text in proof["payoffs"]] == found.payoffs.tolist()


@pytest.mark.parametrize("benefit", [[1e9, 3.3e9], [0, 5e12, 1e12, 3e12]])
def test_benefits_far_above_costs_are_shared(benefit):
    found = chander_tulkens(AbatementEconomy(benefit))
    exact = chander_tulkens(AbatementEconomy([int(x) for x in benefit]))
    assert not found.exact
    assert found.payoffs.tolist() == [float(x) for x in exact.payoffs]
    moved = dataclasses.replace(found, source=AbatementEconomy([2 * x for x in benefit]))
    assert not qg.verify(moved).ok
