"""Self-enforcing agreements derived by hand; the derivation is with each number."""

import math
from fractions import Fraction as F

import numpy as np
import pytest

from qinba_games.agreements.abatement import AbatementEconomy
from qinba_games.agreements.agreement_sharing import (
    almost_ideal_sharing,
    chander_tulkens,
    gamma_core,
)
from qinba_games.agreements.examples import (
    barrett_leader,
    diamantoudi_sartzetakis,
    linear_quadratic,
    modest_agreement,
)
from qinba_games.agreements.stability import (
    farsighted_agreements,
    minimum_participation,
    repeated_agreement,
    stable_agreements,
)

NUMBERS = [3, 4, 5, 6, 10, 37, 100, 200]


@pytest.mark.parametrize("n", NUMBERS)
def test_linear_quadratic_payoffs(n):
    """Q = k·k + n - k in units of b/c, so π_s = Q - k²/2 and π_o = Q - 1/2 in units of b²/c."""
    pact = linear_quadratic(n, benefit=3, cost=2)
    for k in range(1, n + 1):
        assert pact.signatory[k] == F(9, 2) * (F(k * k, 2) - k + n)
    for k in range(n):
        assert k == 0 or pact.outsider[k] == F(9, 2) * (k * k - k + n - F(1, 2))


@pytest.mark.parametrize("n", NUMBERS)
@pytest.mark.parametrize("unit", [{}, {"benefit": 0.1, "cost": 0.3}, {"benefit": 1e6, "cost": 7.1}])
def test_two_or_three_sign_however_many_there_are(n, unit):
    """π_s(k) >= π_o(k-1) ⇔ (k-1)(k-3) <= 0; π_o(k) >= π_s(k+1) ⇔ k(k-2) >= 0.

    Equalities at k = 3 and k = 2: exact, or within the tolerance for floats. With three, an
    outsider loses by joining; with two it is indifferent.
    """
    pact = linear_quadratic(n, **unit)
    assert stable_agreements(pact).sizes == (2, 3)
    assert stable_agreements(pact, external="strict").sizes == (3,)
    assert pact.exact == (not unit)


@pytest.mark.parametrize("unit", [{}, {"benefit": 0.1, "cost": 0.3}])
def test_the_same_told_apart(unit):
    found = stable_agreements(linear_quadratic(7, **unit).expand())
    assert found.sizes == (2, 3)
    assert len(found.coalitions) == math.comb(7, 2) + math.comb(7, 3)
    assert stable_agreements(linear_quadratic(7, **unit).expand(), external="strict").sizes == (3,)


def test_farsighted_sizes():
    """From a stable m the next is the least k > m with k²/2 - k >= m² - m - 1/2."""
    assert farsighted_agreements(linear_quadratic(79)).sizes == (2, 3, 5, 8, 12, 18, 26, 38, 55, 79)
    assert farsighted_agreements(linear_quadratic(78)).sizes[-1] == 55
    floats = farsighted_agreements(linear_quadratic(100, benefit=0.1, cost=0.3))
    assert floats.sizes == (2, 3, 5, 8, 12, 18, 26, 38, 55, 79)


def test_if_leaving_ends_it():
    """π_s(k) >= π_o(0) ⇔ (k-1)² >= 0: always; outsiders stay out from k = 2 on. Then all n are
    stable, and so is every smaller number.
    """
    assert stable_agreements(linear_quadratic(6), response="dissolve").sizes == (2, 3, 4, 5, 6)


@pytest.mark.parametrize(("cost", "size"), [(F(1, 4), 4), (F(1, 2), 3), (10, 2), (0.25, 4)])
def test_leaders(cost, size):
    """N = 10, a = 100, b = 1: π_s(k) - π_o(k-1) changes sign behind the one stable number."""
    pact = barrett_leader(10, cost=cost)
    assert pact.n_members == 10
    assert stable_agreements(pact).sizes == (size,)


def leaders_payoffs(n, k, q, a=100.0, b=1.0, c=0.5):
    """What k signatories get if they all abate q and outsiders answer b (a - Q)/n = c q_o."""
    total = (k * q + (n - k) * b * a / (n * c)) / (1 + (n - k) * b / (n * c))
    return b * (a * total - total**2 / 2) / n - c * q**2 / 2


@pytest.mark.parametrize("k", [2, 5, 10])
def test_leaders_choose_the_best_for_themselves(k):
    """The closed form against the best of ten thousand abatements that followers answer."""
    grid = np.linspace(0, 60, 10_001)
    best = leaders_payoffs(10, k, grid).max()
    assert abs(float(barrett_leader(10, cost=F(1, 2)).signatory[k]) - best) < 1e-3


def emission_payoffs(n, k, e, gamma):
    """k signatories emit e, outsiders a = 1 less γE but not less than nothing; b = 1."""
    total = np.maximum((k * e + (n - k)) / (1 + gamma * (n - k)), k * e)
    return e - e**2 / 2 - gamma * total**2 / 2


@pytest.mark.parametrize("gamma", [F(1, 60), F(1, 15), F(1, 2), F(3)])
@pytest.mark.parametrize("k", [2, 4, 7, 10])
def test_emissions_are_the_best_that_are_not_negative(k, gamma):
    grid = np.linspace(0, 1, 10_001)
    best = emission_payoffs(10, k, grid, float(gamma)).max()
    found = diamantoudi_sartzetakis(10, damage=gamma)
    assert best - 1e-12 <= float(found.signatory[k]) <= best + 1e-4


@pytest.mark.parametrize("n", [5, 8, 13, 30])
def test_nobody_is_driven_to_nothing_below_the_bound(n):
    """γ <= 4/(n(n-4)): two, three or four sign, as if emissions could be negative."""
    sizes = stable_agreements(diamantoudi_sartzetakis(n, damage=F(4, n * (n - 4)))).sizes
    assert sizes
    assert set(sizes) <= {2, 3, 4}


@pytest.mark.parametrize("ambition", [1, F(9, 10), F(3, 4), F(1, 2), F(1, 3), F(1, 5), F(1, 10)])
def test_modesty_brings_more_to_the_table(ambition):
    """α²k²/2 - 2αk + α + 1/2 <= 0 ⇔ k <= (2 + √(3 - 2α))/α (the lower root is below 1/α)."""
    bound = int((2 + math.sqrt(3 - 2 * ambition)) / ambition + 1e-12)
    pact = modest_agreement(50, ambition)
    assert stable_agreements(pact).sizes[-1] == bound
    internal = stable_agreements(pact).internal
    assert internal[math.ceil(1 / ambition) : bound + 1].all()
    assert not internal[bound + 1 :].any()


def test_full_ambition_is_the_linear_quadratic_model():
    modest, plain = modest_agreement(9, 1), linear_quadratic(9)
    for name in ("signatory", "outsider", "breach"):
        assert (getattr(modest, name) == getattr(plain, name)).all()


@pytest.mark.parametrize("benefit", [[1, 1, 1, 1, 1], [1, 2, 3, 4, 5], [1, 1, 2, 9, 30]])
def test_potential_internal_stability(benefit):
    """π_i = d_i Q - q_i²/2. Let D = Σd_i over the k signatories, who abate k D together. If i
    leaves, the others abate (k - 1)(D - d_i) and it d_i, so that it loses benefits
    d_i (D + (k - 2) d_i) and saves (D² - d_i²)/2. Summed over all:
    D² + (k - 3/2) Σd_i² - k D²/2 >= 0 ⇔ Σd_i²/(Σd_i)² >= (k - 2)/(2k - 3).
    """
    found = stable_agreements(AbatementEconomy(benefit).to_agreement(), transfers=True)
    for mask in range(1, len(found.internal)):
        d = [x for i, x in enumerate(benefit) if mask >> i & 1]
        k = len(d)
        if k >= 2:
            expected = F(sum(x * x for x in d), sum(d) ** 2) >= F(k - 2, 2 * k - 3)
            assert found.potential[mask] == expected == found.internal[mask]


def test_chander_and_tulkens():
    """d = (1,2,3), c = 1. Alone q = d, Q = 6: 6 - 1/2, 12 - 2, 18 - 9/2. Together q = 6, Q = 18:
    0, 18, 36; additional costs 35/2, 16, 27/2, in all 47, borne as 1 : 2 : 3.
    """
    economy = AbatementEconomy([1, 2, 3])
    found = chander_tulkens(economy)
    assert list(found.claims) == [F(11, 2), 10, F(27, 2)]
    assert list(found.payoffs) == [F(29, 3), F(55, 3), 26]
    assert list(found.transfers) == [F(35, 2) - F(47, 6), 16 - F(47, 3), F(27, 2) - F(47, 2)]
    core = gamma_core(economy.to_agreement())
    assert core.contains(found.payoffs)
    assert not core.contains([0, 18, 36])


def test_almost_ideal_sharing_of_two():
    """d = (1, 3): alone Q = 4: 7/2 and 15/2; together q = 4 each, Q = 8: 0 and 16; surplus 5."""
    pact = AbatementEconomy([1, 3]).to_agreement()
    assert list(almost_ideal_sharing(pact, [0, 1]).payoffs) == [6, 10]
    weighted = almost_ideal_sharing(pact, [0, 1], weights=[4, 1])
    assert list(weighted.payoffs) == [F(15, 2), F(17, 2)]


def test_required_numbers():
    """With m = k a leaver ends the agreement, which nobody wants. With k > m the sizes of old."""
    found = minimum_participation(linear_quadratic(8))
    assert [found.sizes(m) for m in range(2, 9)] == [(2, 3), *((m,) for m in range(3, 9))]
    assert found.best == 8


@pytest.mark.parametrize("n", [3, 6, 20])
def test_repetition(n):
    """Announced: d - x = (k-1)(k-3)/2 and x - w = (k-1)²/2, so δ* = (k-3)/(2k-4) from k = 3 on.

    Hidden: d = k² - 2k + n + 1/2, so d - x = (k-1)²/2 = x - w: δ* = 1/2 for every k.
    """
    pact = linear_quadratic(n)
    announced = repeated_agreement(pact)
    assert announced.delta.tolist() == [F(k - 3, 2 * k - 4) for k in range(3, n + 1)]
    assert announced.size.tolist() == list(range(3, n + 1))
    hidden = repeated_agreement(pact, breach="hidden")
    assert set(hidden.threshold[2:]) == {F(1, 2)}
    assert hidden.size.tolist() == [0, n]
    assert hidden.at(F(1, 2)) == n
    assert hidden.at(F(49, 100)) == 0
