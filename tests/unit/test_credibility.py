"""Honesty, stakes, law merchant, guild, inspection: by brute force and across thresholds."""

import dataclasses
import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qinba_games as qg
from qinba_games import errors
from qinba_games.institutions.solvers.credibility import guild, stake_limits
from qinba_games.third_parties import (
    Irrigation,
    LawMerchant,
    MerchantGuild,
    credible_deposit,
    honest_trade,
    honesty,
    inspection,
    protected_trade,
    workable_stakes,
)

F = Fraction
PARTS = st.fractions(0, 1, max_denominator=20)
AMOUNTS = st.fractions(0, 5, max_denominator=12)


def crossing(holds, low, high):
    """Where `holds` changes between `low`, where it is true, and `high`, where it is false."""
    assert holds(low)
    assert not holds(high)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


# Honesty


@pytest.mark.slow
@given(AMOUNTS, PARTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_honesty_is_the_inequality(income, delta, deposit, stake, gain, effort):
    delta = delta * F(99, 100)
    found = honesty(income, delta, deposit, stake=stake, gain=gain, effort=effort)
    rent = max(income - effort, 0)
    # Honest for ever, against one false verdict and nothing after it.
    later = delta / (1 - delta) * rent
    assert found.honest == (rent + later >= rent + deposit + stake * gain,)
    assert found.willing == (income >= effort)
    assert found.certificate.exact
    most = credible_deposit(income, delta, stake=stake, gain=gain, effort=effort)
    assert most == max(0, later - stake * gain) == found.largest_deposit[0]
    if most > 0:
        assert honesty(income, delta, most, stake=stake, gain=gain, effort=effort).honest == (True,)
        more = most + F(1, 10**9)
        assert honesty(income, delta, more, stake=stake, gain=gain, effort=effort).honest == (
            False,
        )


def test_an_income_that_just_covers_the_effort_up_to_rounding_is_nothing_to_lose():
    """.7 - (.1 + .2 + .4) is not 0 in floats."""
    found = honesty(0.1 + 0.2 + 0.4, 0.8, 2, effort=0.7)
    assert 0 < found.income - found.effort < 1e-15
    assert found.threshold[0] == math.inf
    assert found.willing
    assert not found.honest[0]
    assert honesty(0.3, 0.8, 2, effort=0.1 + 0.2).willing


# Stakes


@given(st.data())
@settings(max_examples=60)
def test_a_stake_is_a_smaller_reward(data):
    """Taking sigma (R - P) from each is the dilemma with the reward R - sigma (R - P)."""
    P = data.draw(st.integers(0, 5))
    R = P + data.draw(st.integers(2, 8))
    T = R + data.draw(st.integers(1, 8))
    stake = data.draw(st.fractions(F(1, 20), F(19, 20), max_denominator=20))
    dilemma = qg.prisoners_dilemma(R, P - 1, T, P)
    smaller = qg.prisoners_dilemma(R - stake * (R - P), P - 1, T, P)
    delta = qg.critical_discount(smaller, (0, 0), sharing="none").delta
    assert delta == (T - R + stake * (R - P)) / F(T - P)
    found = workable_stakes(dilemma, delta, 0, profile=(0, 0), sharing="none")
    assert found.high == stake
    assert set(found.binding) == {"1", "2"}
    # Effort that needs exactly this stake: the least patience at which some stake works.
    effort = stake * 2 * (R - P)
    found = workable_stakes(dilemma, delta, effort, profile=(0, 0))
    assert found.interval == (stake, stake)
    assert found.threshold == delta


@given(st.integers(0, 10**6), st.sampled_from(["none", "equal", "surplus", "optimal"]))
@settings(max_examples=60)
def test_stakes_of_any_game(seed, rule):
    """Just inside the interval nobody gains by a deviation, just outside somebody does."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 4))
    stage = qg.StageGame(rng.integers(0, 12, (2,) * n + (n,)))
    game = qg.RepeatedGame(stage, outside=rng.integers(-3, 6, n))
    delta, effort = F(int(rng.integers(1, 20)), 20), F(int(rng.integers(0, 5)))
    found = workable_stakes(game, delta, effort, sharing=rule)
    if found.empty or found.shares is None:
        return
    d, w, x = found.deviation, found.outside, found.shares

    def works(stake):
        left = x - stake * (x - w)
        kept = (left >= (1 - delta) * d + delta * w).all()
        return bool(kept and stake * found.surplus >= effort)

    low, high = found.interval
    assert works(low)
    assert works(high)
    step = F(1, 10**6)
    if effort > 0:
        assert not works(low - step)
    if found.binding:
        assert not works(high + step)


def test_a_game_without_anything_to_revert_to_is_named():
    pennies = qg.StageGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    with pytest.raises(errors.NoEquilibriumError, match="workable_stakes"):
        workable_stakes(pennies, 0.5, 1)
    hopeless = qg.RepeatedGame(pennies, outside=[1, 1])
    found = workable_stakes(hopeless, 0.5, 1)
    assert found.empty
    assert found.low == found.threshold == math.inf


# The law merchant


def best_stationary(model, J, delta):
    """The best a trader can do, by trying every stationary strategy from a clean record on.

    It decides whether to ask, whether to be honest, whether to pay, clean or on record.
    """
    alpha, Q, pay = model.temptation, model.query, (1 + model.collection) * J
    values = []
    for ask, honest, paying, asks_later in itertools.product((True, False), repeat=4):
        # Who is on record is cheated for ever, and would only lose by asking or by honesty.
        record = (-Q if asks_later else 0) / (1 - delta)
        if not ask:
            values.append(0)
        elif honest:
            values.append((1 - Q) / (1 - delta))
        elif paying:
            values.append((alpha - Q - pay) / (1 - delta))
        else:
            values.append(alpha - Q + delta * record)
    return max(values)


@pytest.mark.slow
@given(
    st.fractions(F(11, 10), 4, max_denominator=10),
    PARTS,
    AMOUNTS,
    AMOUNTS,
    st.fractions(0, F(19, 20), max_denominator=20),
    st.fractions(0, 1, max_denominator=4),
)
def test_law_merchant_against_all_strategies(alpha, query, appeal, J, delta, collection):
    model = LawMerchant(alpha, 1, query=query, appeal=appeal, collection=collection)
    found = honest_trade(model, delta, judgment=J)
    on_path = best_stationary(model, J, delta) == (1 - query) / (1 - delta)
    # Off the path: who was cheated appeals, who is judged pays.
    pays = (1 + collection) * J <= delta * (1 - query) / (1 - delta)
    assert found.sustained == (on_path and J >= appeal and pays)
    assert found.certificate.exact


def test_law_merchant_flips_where_its_closed_form_says():
    def holds(delta=0.5, **change):
        values = {"temptation": 1.6, "query": 0.1, "appeal": 0.2, "collection": 0.0} | change
        return honest_trade(LawMerchant(loss=0.8, **values), delta).sustained

    # m <= delta (1 - Q)/(1 - delta) with m = max(alpha - 1, (1 + phi) C).
    assert crossing(holds, 0.9, 0.1) == pytest.approx(0.4)
    assert crossing(lambda v: holds(temptation=v), 1.1, 3.0) == pytest.approx(1.9)
    assert crossing(lambda v: holds(query=v), 0.0, 1.0) == pytest.approx(0.4)
    assert crossing(lambda v: holds(appeal=v), 0.0, 3.0) == pytest.approx(0.9)
    assert crossing(lambda v: holds(appeal=0.5, collection=v), 0.0, 3.0) == pytest.approx(0.8)


# The guild


@given(st.floats(0.05, 0.95), st.floats(0.1, 0.9), st.floats(0.1, 0.9), st.floats(0.2, 0.9))
@settings(max_examples=40)
def test_no_number_beyond_the_leak_is_protected(delta, toll, part, power):
    """By brute force over numbers of traders and parts robbed, for f = x^power - power x."""
    service = part * toll
    guild = MerchantGuild(toll, service, trade=lambda x: x**power - power * x)
    found = protected_trade(guild, delta)
    assert found.efficient == pytest.approx(1, abs=1e-6)
    shares = np.linspace(0.001, 1, 400)

    def protected(x):
        now = x**power - power * x
        left = (x * (1 - shares)) ** power - power * x * (1 - shares)
        gain = (1 - delta) * service * shares * now - delta * (toll - service) * (now - left)
        return bool((gain <= 1e-9 * now).all())

    for x in np.linspace(0.01, 1, 100):
        if abs(x - found.leak) > 0.02:
            assert protected(x) == (x < found.leak)
    worth = found.worth
    assert worth["bilateral"] <= worth["leaky embargo"] <= worth["boycott"] or found.kappa > 1


def test_a_city_that_earns_nothing_honestly_robs():
    found = protected_trade(MerchantGuild(0.1, 0.2), 0.99)
    assert found.kappa == math.inf
    assert not any(found.sustained.values())
    assert found.traders == {"bilateral": 0, "leaky embargo": 0, "boycott": 0}
    assert found.threshold == math.inf
    assert protected_trade(MerchantGuild(0.2, 0.1), 0).kappa == math.inf


def test_bilateral_threats_suffice_where_the_last_trader_is_worth_much():
    """f = min(x, 1): the elasticity is 1 up to x* = 1, so kappa < 1 protects all."""
    guild = MerchantGuild(0.2, 0.1, trade=lambda x: min(x, 1.0))
    found = protected_trade(guild, 0.9)
    assert found.sustained == dict.fromkeys(("bilateral", "leaky embargo", "boycott"), True)
    assert found.worth == dict.fromkeys(found.sustained, 1.0)
    assert not protected_trade(guild, 0.4).sustained["bilateral"]


def test_the_best_number_of_traders_may_be_where_trade_has_a_kink():
    guild = MerchantGuild(0.2, 0.1, trade=lambda x: math.sqrt(x) if x < 1 else 2 - x**2)
    assert protected_trade(guild, 0.9).efficient == 1


# Watching


SYSTEMS = st.builds(
    Irrigation,
    st.integers(1, 4),
    benefit=st.floats(0.1, 5),
    penalty=st.floats(0.1, 5),
    cost=st.floats(0.05, 2),
    detection=st.floats(0.1, 1),
    reward=st.floats(0, 3, allow_subnormal=False),
    harm=st.floats(0.1, 3),
    guard_cost=st.floats(0.05, 2),
    guard_detection=st.sampled_from([0, 0.3, 0.7, 1]),
    guard_reward=st.sampled_from([0, 0.5, 2, 8]),
)


@given(SYSTEMS)
@settings(max_examples=80)
def test_every_inspection_equilibrium_is_one_of_the_stage_game(system):
    found = inspection(system)
    assert len(found) or not found.complete
    stage = system.to_game()
    for s, m, g in zip(found.stealing, found.watching, found.guarding, strict=True):
        rates = [s, *[m] * system.waiters, g]
        mixtures = tuple(np.array([1 - rate, rate]) for rate in rates)
        # Regret by the stage game's own payoffs.
        for i, rate in enumerate(rates):
            values = np.moveaxis(stage.payoffs[..., i], i, 0)
            for vector in reversed([v for j, v in enumerate(mixtures) if j != i]):
                values = values @ vector
            assert values.max() - mixtures[i] @ values <= 1e-8 * abs(stage.payoffs).max(), rate
        assert s > 0, "there is always some stealing"
        if system.guard_reward == 0 or system.guard_detection == 0:
            assert g == 0


@pytest.mark.slow
@given(SYSTEMS, st.integers(0, 10**6))
@settings(max_examples=30)
def test_no_inspection_equilibrium_is_missed(system, seed):
    """Symmetric equilibria sought from random points by minimising regret, and by a grid."""
    found = inspection(system)
    if not found.complete:
        return
    known = np.stack([found.stealing, found.watching, found.guarding], axis=1)
    from qinba_games.institutions.checks.institutions import _changes

    def regret(rates):
        gains = [gain for _, gain in _changes(system, *rates)]
        pairs = zip(gains, rates, strict=True)
        return max(max(gain * (1 - rate), -gain * rate) for gain, rate in pairs)

    grid = np.linspace(0, 1, 9)
    best = min(itertools.product(grid, grid, grid), key=regret)
    from scipy.optimize import minimize

    polished = minimize(regret, best, method="Nelder-Mead", bounds=[(0, 1)] * 3, tol=1e-12)
    if polished.fun < 1e-9:
        assert abs(known - polished.x).max(axis=1).min() < 1e-2


def test_without_guard_the_closed_form_of_the_waiters():
    n, b, p, k, q, r, harm = 4, 2, 1, 0.2, 0.5, 0.5, 0.8
    found = inspection(
        Irrigation(n, benefit=b, penalty=p, cost=k, detection=q, reward=r, harm=harm)
    )
    hidden = p / (b + p)
    assert found.watching[0] == pytest.approx((1 - hidden ** (1 / n)) / q)
    assert found.stealing[0] == pytest.approx(k / (q * (r + harm * hidden ** ((n - 1) / n))))
    assert found.hidden[0] == pytest.approx(hidden)


def test_who_watches_flips_with_the_guards_reward():
    """The guard alone exactly when k_g/(q_g r_g) q (r + l p/(b + p)) <= k, the waiters exactly when
    s q_g r_g <= k_g.

    Waiters who watch are more eager than waiters who could join a guard, so that in between there
    are equilibria of either kind, and a third one in which both watch.
    """
    base = {"benefit": 2, "penalty": 1, "cost": 0.2, "detection": 0.5, "reward": 0.5, "harm": 0.8}
    guard = {"guard_cost": 0.3, "guard_detection": 0.9}

    def watchers(reward):
        found = inspection(Irrigation(4, **base, **guard, guard_reward=reward))
        return {found.watchers(k) for k in range(len(found))}

    alone = crossing(lambda v: ("guard",) in watchers(v), 5.0, 0.01)
    assert alone == pytest.approx(0.3 * 0.5 * (0.5 + 0.8 / 3) / (0.9 * 0.2))
    s = 0.2 / (0.5 * (0.5 + 0.8 * (1 / 3) ** 0.75))
    waiters = crossing(lambda v: ("waiters",) in watchers(v), 0.01, 5.0)
    assert waiters == pytest.approx(0.3 / (0.9 * s))
    assert alone < waiters
    both = {("waiters",), ("guard",), ("waiters", "guard")}
    assert watchers((waiters + alone) / 2) == both
    assert watchers(alone - 0.01) == {("waiters",)}
    assert watchers(waiters + 0.01) == {("guard",)}


def test_an_unpaid_guard_changes_nothing():
    base = {"benefit": 2, "penalty": 1, "cost": 0.2, "detection": 0.5, "reward": 0.5, "harm": 0.8}
    without = inspection(Irrigation(3, **base))
    unpaid = inspection(Irrigation(3, **base, guard_detection=1))
    assert without.stealing.tolist() == unpaid.stealing.tolist()
    assert unpaid.watchers() == ("waiters",)
    with pytest.raises(errors.RangeError, match=r"Inspection\.watchers"):
        unpaid.watchers(1)


def test_dear_watching_leaves_all_thefts_hidden():
    found = inspection(Irrigation(3, benefit=2, penalty=1, cost=9, reward=1, harm=1))
    assert (found.stealing[0], found.watching[0], found.hidden[0]) == (1, 0, 1)
    assert found.watchers() == ()


def test_numbers_whose_ratio_floats_do_not_reach_are_refused():
    far = Irrigation(3, benefit=1e-200, penalty=1, cost=1, reward=1e200)
    with pytest.raises(errors.PayoffSpanError, match="too far for floats"):
        inspection(far)


@pytest.mark.parametrize("waiters", [5, 1100, 10**6])
def test_a_guard_of_many_is_a_guard_of_few(waiters):
    terms = {"benefit": 2, "penalty": 3, "cost": 0.5, "reward": 1, "harm": 1, "detection": 0.5}
    guard = {"guard_cost": 0.2, "guard_detection": 1, "guard_reward": 1}
    found = inspection(Irrigation(waiters, **terms, **guard))
    assert (found.stealing[0], found.watching[0], found.guarding[0]) == pytest.approx((0.2, 0, 0.4))


@pytest.mark.parametrize("waiters", [1, 40, 2000])
def test_waiters_without_a_guard_watch_as_the_closed_form_says(waiters):
    found = inspection(Irrigation(waiters, benefit=2, penalty=3, cost=0.5, reward=1, harm=1))
    assert found.watching[0] == pytest.approx(1 - 0.6 ** (1 / waiters))


def test_watching_that_is_worth_nothing_or_just_its_cost():
    """Rounding aside: 3 with probability 0.1 is the cost of 0.3."""
    idle = inspection(Irrigation(3, benefit=2, penalty=1, cost=1))
    assert (idle.stealing.tolist(), idle.watching.tolist()) == ([1], [0])
    just = inspection(Irrigation(1, benefit=2, penalty=1, cost=0.3, detection=0.1, reward=3))
    assert not just.complete


def test_few_traders_of_many_can_be_the_most_valuable_trade():
    best = 1 / 500  # less than a step of the search

    def slope(x):
        return (1 - x / best) * math.exp(-x / best)

    efficient, _ = guild(lambda x: x * math.exp(-x / best), slope, 1 / 9, 1)
    assert efficient == pytest.approx(best)


def test_exact_payoffs_and_size_of_the_stage_game():
    system = Irrigation(1, benefit=2, penalty=1, cost=F(1, 3), detection=F(1, 2), harm=1)
    assert system.to_game().exact
    assert system.to_game().payoff(("steal", "watch", "rest")) == (F(1, 2), F(-5, 6), 0)
    with pytest.raises(errors.RangeError, match=r"Irrigation\.to_game"):
        Irrigation(13, benefit=2, penalty=1, cost=1).to_game()


# Certificates

TRADE = LawMerchant(F(8, 5), F(4, 5), query=F(1, 10), appeal=F(1, 5), fee=F(1, 20))
DILEMMA = qg.prisoners_dilemma(9, 1, 10, 3)
WATCHED = Irrigation(1, benefit=2, penalty=3, cost=0.5, detection=0.8, reward=1)
JUDGED = {
    "honesty": (lambda: honesty(1, F(4, 5), 3, stake=[0, F(1, 2)], gain=4), [4, 2], [[4, 3]]),
    "merchant": (lambda: honest_trade(TRADE, F(1, 2)), F(4, 5), [F(1, 2), 1]),
    "guild": (lambda: protected_trade(MerchantGuild(0.2, 0.1), 0.9), 0.9, [0.95]),
    "stakes": (lambda: workable_stakes(DILEMMA, F(1, 2), 3), F(1, 3), [F(1, 5), F(1, 2)]),
    "inspection": (lambda: inspection(WATCHED), [0.625, 0.5, 0], [[1, 0, 0]]),
}


@pytest.mark.parametrize("name", JUDGED)
def test_terms_of_ones_own_are_judged(name):
    ask, good, bad = JUDGED[name]
    found = ask()
    assert qg.verify(found, policy=good).ok
    for terms in bad:
        assert not qg.verify(found, policy=terms).ok


@pytest.mark.parametrize("wrong", [{"leak": 0.8}, {"leak": 1.0}, {"efficient": 0.99}], ids=str)
def test_a_guild_wrong_throughout_fails(wrong):
    """Too few traders who are protected or efficient, too many protected; all else follows."""
    found = protected_trade(MerchantGuild(0.2, 0.1), 0.9)
    assert not qg.verify(dataclasses.replace(found, **wrong)).ok


def test_what_a_guild_protects_follows_from_its_leak():
    """c (1 - delta) / (delta (tau - c)) = 1/9 with x (2 - x): x' = 16/17, worth 288/289."""
    found = protected_trade(MerchantGuild(0.2, 0.1), 0.9)
    assert found.kappa == pytest.approx(1 / 9)
    assert list(found.sustained.values()) == [False, False, True]
    assert list(found.traders.values()) == pytest.approx([16 / 17, 16 / 17, 1])
    assert list(found.worth.values()) == pytest.approx([288 / 289, 288 / 289, 1])


def test_bribes_and_what_honesty_is_worth():
    """The fair of the docstring: J = 3/5, alpha - Q = 3/2; and 4/5 of 1 against 1/5 of 3 + 2."""
    fair = LawMerchant(F(8, 5), F(4, 5), query=F(1, 10), appeal=F(1, 5), collection=F(1, 2))
    found = honest_trade(fair, F(1, 2), judgment=F(3, 5))
    assert found.bribes == {"verdict": F(9, 10), "concealment": F(3, 2)}
    sold = honesty(1, F(4, 5), 3, stake=[0, F(1, 2)], gain=4)
    assert sold.slack.tolist() == [F(1, 5), F(-1, 5)]
    assert sold.largest_deposit.tolist() == [4, 2]


def test_a_stake_that_more_than_pays_for_the_effort_is_not_the_least():
    """Effort 3 of a surplus of 12 is 1/4; members who give up 1/2 need 4/7."""
    found = workable_stakes(DILEMMA, F(3, 4), 3)
    assert found.low == F(1, 4)
    assert not qg.verify(dataclasses.replace(found, low=F(1, 2), threshold=F(4, 7))).ok


def test_thresholds_that_are_infinite_are_certified_and_no_finite_ones_instead():
    """Trade that is not worth asking, a fee of nothing, a city that earns nothing, and no effort
    that could be repaid."""
    cases = [
        (honest_trade(LawMerchant(4, F(1, 2), query=1), F(1, 2)), "threshold"),
        (honest_trade(LawMerchant(4, F(1, 2), query=1), F(1, 2)), "informed_threshold"),
        (honest_trade(LawMerchant(4, F(1, 2), query=1), F(1, 2)), "merchant_threshold"),
        (protected_trade(MerchantGuild(0.1, 0.2), 0.5), "threshold"),
        (workable_stakes(DILEMMA, F(1, 2), 13), "threshold"),
        (workable_stakes(DILEMMA, F(1, 2), 12), "threshold"),
    ]
    for found, name in cases:
        assert getattr(found, name) == math.inf
        assert not qg.verify(dataclasses.replace(found, **{name: F(99, 100)})).ok, name


def test_a_member_without_surplus_bears_a_stake_only_if_nothing_tempts_him():
    # The coordinator has nothing to give up: any stake will do, or none.
    x, w = np.array([F(1), F(1)]), np.array([F(1), F(1)])
    limits = stake_limits(x, np.array([F(1), F(2)]), w, F(1, 4), 0)
    assert limits.tolist() == [math.inf, -math.inf]


@pytest.mark.parametrize(("gain", "limit"), [(1e-4, math.inf), (1e-3, -math.inf)])
def test_next_to_no_temptation_is_certified_either_way(gain, limit):
    """The first member has 1, inside as outside; next to 3 a gain of 1e-10 is none, 1e-9 is one."""
    stage = qg.StageGame.from_bimatrix([[1.0, 0], [1 + gain, 1]], [[3, 0], [0, 1]])
    game = qg.RepeatedGame(stage, outside=[1, 1])
    found = workable_stakes(game, 1 - 1e-6, 0.1, profile=(0, 0), sharing="none")
    assert found.limits[0] == limit


def test_traders_whose_worth_is_not_said_are_refused():
    def untold(x):
        raise ValueError("no book was kept")

    with pytest.raises(errors.InputTypeError, match=r"gives no number at .*no book was kept"):
        protected_trade(MerchantGuild(0.5, 0.2, trade=untold), 0.9)


def test_who_does_not_work_for_its_income_can_be_trusted_with_nothing_alone():
    answer = honesty(0, Fraction(1, 2), [0, 1], effort=1)
    assert (answer.willing, answer.honest) == (False, (True, False))
    assert answer.largest_deposit.tolist() == [0, 0]


@pytest.mark.parametrize("toll", [2, 1e-9])
def test_a_city_that_just_keeps_its_word_keeps_it_under_stronger_threats_too(toll):
    flat = MerchantGuild(toll, toll / 2 if toll < 1 else 1, trade=lambda x: 1e-9 * x)  # kappa 1
    assert set(protected_trade(flat, F(1, 2)).sustained.values()) == {True}
    for part in (0.1, 0.3, 0.7, 0.9):
        bent = MerchantGuild(0.3 * toll, 0.3 * toll * part)
        at_edge = protected_trade(bent, protected_trade(bent, 0.5).threshold).sustained
        assert at_edge["boycott"]
        assert not at_edge["bilateral"]
    assert not protected_trade(MerchantGuild(2, 1), F(10**12 - 1, 2 * 10**12)).sustained["boycott"]
