"""Law merchant, guild, stakes and inspection with derived answers; derivations in the comments."""

import math
from fractions import Fraction

import pytest

import qinba_games as qg
from qinba_games.third_parties import (
    Irrigation,
    LawMerchant,
    MerchantGuild,
    adoption,
    honest_trade,
    inspection,
    protected_trade,
    watershed_game,
    workable_stakes,
)

F = Fraction


def fair(alpha, query, appeal, **more):
    return LawMerchant(alpha, F(4, 5), query=query, appeal=appeal, **more)


@pytest.mark.parametrize(
    ("query", "delta"),
    [(F(1, 10), F(2, 5)), (F(1, 2), F(6, 11))],
)
def test_law_merchant(query, delta):
    """A clean record is worth delta (1 - Q)/(1 - delta) next period, and has to be worth J.

    J has to be at least alpha - 1 = .6, what cheating brings, and at least C = .2: .6 (1 - delta) =
    delta (1 - Q) gives delta = .6/(.6 + 1 - Q), 2/5 and 6/11.
    """
    model = fair(F(8, 5), query, F(1, 5))
    found = honest_trade(model, delta)
    assert found.threshold == delta
    assert found.exact
    assert found.sustained
    assert found.judgments == (F(3, 5), F(3, 5))
    assert not honest_trade(model, delta - F(1, 10**6)).sustained
    assert found.certificate.ok
    assert found.certificate.largest_gain == 0


def test_informed_traders():
    """Cheating brings alpha - 1 now and costs 1 + beta in the next period, to make up for it.

    delta (1 + beta) >= alpha - 1 before, and delta (1 + beta) >= beta while making up, where -beta
    now is to be better than 0 now and making up again later: .8/1.8.
    """
    assert honest_trade(fair(F(8, 5), 0, 0), 0).informed_threshold == F(4, 9)
    assert honest_trade(fair(F(5, 2), 0, 0), 0).informed_threshold == F(3, 2) / F(9, 5)
    # alpha - 1 >= 1 + beta: no patience below 1 suffices.
    assert honest_trade(fair(F(3), 0, 0), 0).informed_threshold == math.inf


def test_costly_appeals_raise_the_judgment():
    """C = .9 > alpha - 1, and paying J costs 1.5 J: m = 1.35, delta* = 1.35/(1.35 + .9) = .6."""
    model = fair(F(8, 5), F(1, 10), F(9, 10), collection=F(1, 2))
    found = honest_trade(model, F(3, 5))
    assert (found.threshold, found.judgment) == (F(3, 5), F(9, 10))
    assert found.judgments == (F(9, 10), F(9, 10))


def test_bribes():
    """Income 2 * 5 * .1 = 1. For a verdict a guilty trader pays up to J = .6, which it saves.

    For being reported clean to one partner who then trades honestly, alpha - Q = 1.5. Refusing
    needs (1 - d) 1.5 <= d, d = 3/5.
    """
    model = fair(F(8, 5), F(1, 10), F(1, 5), fee=F(1, 10), pairs=5)
    found = honest_trade(model, F(2, 5), merchant_delta=F(3, 5))
    assert found.bribes == {"verdict": F(3, 5), "concealment": F(3, 2)}
    assert found.merchant_threshold == F(3, 5)
    assert found.honest_merchant
    assert found.value == F(9, 10)
    assert not honest_trade(model, F(2, 5)).honest_merchant
    assert honest_trade(model, F(2, 5)).value == 0
    # A large judgment makes verdicts the dearest thing: 2 = J > 1.5 needs 2/3.
    assert honest_trade(model, F(4, 5), judgment=2).merchant_threshold == F(2, 3)


def test_guild():
    """f = x(2 - x), x* = 1, kappa = .1 * .1/(.9 * .1) = 1/9.

    x f'/f = (2 - 2x)/(2 - x) = 1/9 at x' = 16/17, where f = 288/289. A boycott costs the city
    kappa <= 1 of what it has; the leaky embargo only 1/289 < 1/9 of it.
    """
    found = protected_trade(MerchantGuild(F(1, 5), F(1, 10)), F(9, 10))
    assert found.kappa == F(1, 9)
    assert found.efficient == pytest.approx(1, abs=1e-12)
    assert found.leak == pytest.approx(16 / 17, abs=1e-12)
    assert found.worth["leaky embargo"] == pytest.approx(288 / 289, abs=1e-12)
    assert found.sustained == {"bilateral": False, "leaky embargo": False, "boycott": True}
    # c <= delta tau, exactly at delta = 1/2.
    assert found.threshold == F(1, 2)
    assert protected_trade(MerchantGuild(F(1, 5), F(1, 10)), F(1, 2)).sustained["boycott"]
    below = protected_trade(MerchantGuild(F(1, 5), F(1, 10)), F(1, 2) - F(1, 10**9))
    assert not below.sustained["boycott"]


def test_a_leaky_embargo_never_suffices_for_the_parabola():
    """1 - f(x') = (kappa/(2 - kappa))^2 >= kappa ⇔ (kappa - 1)(kappa - 4) <= 0: not below 1."""
    for delta in (0.51, 0.6, 0.75, 0.9, 0.99):
        assert not protected_trade(MerchantGuild(0.2, 0.1), delta).sustained["leaky embargo"]


def test_a_leaky_embargo_that_suffices_leaks_more_if_the_city_is_patient():
    """f = sqrt(x) - x/2: x' = ((1 - 2 kappa)/(1 - kappa))^2.

    1 - f(x')/f(1) = (kappa/(1 - kappa))^2 is at least kappa ⇔ kappa >= (3 - sqrt 5)/2 = .381966.
    With tau = 2c, kappa = (1 - d)/d: the embargo holds from d = 1/2 up to 1/(1 + .381966) only.
    """
    guild = MerchantGuild(0.2, 0.1, trade=lambda x: math.sqrt(x) - x / 2)
    low, high = 0.5, 0.99
    assert protected_trade(guild, 0.55).sustained["leaky embargo"]
    low = 0.55
    while high - low > 1e-9:
        middle = (low + high) / 2
        if protected_trade(guild, middle).sustained["leaky embargo"]:
            low = middle
        else:
            high = middle
    assert low == pytest.approx(2 / (5 - math.sqrt(5)), abs=1e-7)
    at = protected_trade(guild, 1 / 1.25)
    assert at.leak == pytest.approx((0.5 / 0.75) ** 2, abs=1e-7)


def test_stakes_of_a_dilemma():
    """9/1/10/3: sigma <= (7 delta - 1)/6 and sigma 12 >= e.

    With e = 3, sigma >= 1/4: at delta = 1/2 the interval is [1/4, 5/12]; it closes where
    (7 delta - 1)/6 = 1/4, at 5/14.
    """
    dilemma = qg.prisoners_dilemma(9, 1, 10, 3)
    found = workable_stakes(dilemma, F(1, 2), 3)
    assert found.interval == (F(1, 4), F(5, 12))
    assert found.threshold == F(5, 14)
    assert found.exact
    assert workable_stakes(dilemma, F(5, 14), 3).interval == (F(1, 4), F(1, 4))
    empty = workable_stakes(dilemma, F(5, 14) - F(1, 10**6), 3)
    assert empty.interval is None
    assert "repays the effort" in empty.reason
    # Without a stake they need 1/7.
    assert "even without the coordinator" in workable_stakes(dilemma, F(1, 8), 3).reason
    assert "whole surplus" in workable_stakes(dilemma, F(1, 2), 13).reason
    # Ten such pairs repay ten times the effort.
    assert workable_stakes(dilemma, F(1, 2), 30, relations=10).low == F(1, 4)


def test_one_waiter():
    """Hidden with p/(b + p) = 3/5: m = (2/5)/(4/5) = 1/2; s = .5/(.8 (1 + .25)) = 1/2."""
    village = Irrigation(1, benefit=2, penalty=3, cost=0.5, detection=0.8, reward=1, harm=0.25)
    found = inspection(village)
    rates = [found.stealing[0], found.watching[0], found.guarding[0]]
    assert rates == pytest.approx([0.5, 0.5, 0], abs=1e-12)
    assert found.watchers() == ("waiters",)


@pytest.mark.slow
def test_cooperation_of_three_levels():
    """Strict ⇔ credit > cost + subsidy, 1 + 2 + 2 + 2 > protection cost, fine > compensation."""
    terms = {
        "protection_cost": 6,
        "own_benefit": 1,
        "water_benefit": 5,
        "compensation": 2,
        "subsidy": 2,
        "upstream_fine": 2,
        "downstream_fine": 3,
        "coordination_cost": 1,
        "credit": 4,
    }
    found = adoption(watershed_game(**terms), starts=8)
    assert found.stable == ((0, 0, 0),)
    assert found.eigenvalues[0].tolist() == [-1, -1, -1]
    for name, edge in (("credit", 3), ("protection_cost", 7), ("downstream_fine", 2)):
        assert adoption(watershed_game(**{**terms, name: edge}), starts=1).kinds[0] == "degenerate"


def test_a_tiny_cost_of_watching_keeps_who_gains_nothing_from_it():
    tiny = {"cost": 1e-12, "guard_reward": 1 / 3, "guard_cost": 1e-12}
    game = Irrigation(2, benefit=1, penalty=3, detection=0.5, **tiny)
    found = inspection(game)
    assert found.certificate.ok
    assert not found.guarding.any()  # who detects nothing is paid nothing
