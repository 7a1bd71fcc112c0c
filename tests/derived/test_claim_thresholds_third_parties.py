"""Where the verdicts on third parties, plans and rules turn, against closed forms derived here.

As in `test_claim_thresholds.py`: no formula below is in the package.
"""

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from helpers.claim_thresholds import (
    THIRD_PARTIES,
    Drawn,
    closed_forms,
    deciding,
    derived,
    first_root,
    judged,
    threshold_is_reported,
    verdict_turns,
)
from helpers.marks import some

from qinba_games.paper import claims
from qinba_games.paper.claims.parameters import ParameterSetting
from qinba_games.paper.claims.worlds import pairs

Payoffs = dict[str, float]


def dilemma(rng: np.random.Generator) -> Payoffs:
    """T > R > P > S, with R = 3."""
    return {
        "reward": 3.0,
        "sucker": rng.uniform(-0.5, 0.3),
        "temptation": rng.uniform(4.0, 5.0),
        "punishment": rng.uniform(0.5, 1.2),
    }


def letters(given: Payoffs) -> tuple[float, float, float, float]:
    return given["reward"], given["sucker"], given["temptation"], given["punishment"]


def without(given: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key != name}


def patience(rng: np.random.Generator) -> tuple[Payoffs, float]:
    """A dilemma and the patience it takes: (1 - delta) T + delta P <= R."""
    given = dilemma(rng)
    R, _, T, P = letters(given)
    return given, (T - R) / (T - P)


def largest_temptation(rng: np.random.Generator) -> tuple[Payoffs, float]:
    """The same solved for T."""
    given = {**dilemma(rng), "delta": rng.uniform(0.5, 0.8)}
    R, P, delta = given["reward"], given["punishment"], given["delta"]
    return without(given, "temptation"), (R - delta * P) / (1 - delta)


def patient_relation(rng: np.random.Generator) -> Drawn:
    given, edge = patience(rng)
    return Drawn(claims.c08, given, "delta", edge)


def lasting_relation(rng: np.random.Generator) -> Drawn:
    given, edge = largest_temptation(rng)
    return Drawn(claims.c08, given, "temptation", edge)


def several_equilibria(rng: np.random.Generator) -> Drawn:
    # With T <= R both (R, R) and (P, P) are equilibria of one period, with T > R the latter only.
    given, _ = largest_temptation(rng)
    return Drawn(claims.c08, given, "temptation", given["reward"])


def obeyed_rule(rng: np.random.Generator) -> Drawn:
    # Told to contribute, knowing that the other one is told so too: R >= T.
    given = without(dilemma(rng), "temptation")
    return Drawn(claims.c10, given, "temptation", given["reward"])


def least_fine(rng: np.random.Generator) -> Drawn:
    # Without a tomorrow T - f <= R.
    given, needed = patience(rng)
    R, _, T, _ = letters(given)
    return Drawn(claims.c11, {**given, "delta": needed + 0.1}, "fine", T - R)


def least_patience_without_fines(rng: np.random.Generator) -> Drawn:
    given, needed = patience(rng)
    return Drawn(claims.c11, {**given, "fine": 0.5}, "delta", needed)


def unequal_exchange(rng: np.random.Generator) -> tuple[dict[str, Any], float, float]:
    # With transfers and deposits (1 - delta) sum max(0, c_i - B) <= delta (sum (b_i - c_i) - 2w);
    # without (1 - delta) b_i + delta w <= b_i - c_i for both.
    b, c = rng.uniform(1.8, 3.0, 2).tolist(), rng.uniform(0.7, 1.0, 2).tolist()
    w, B = rng.uniform(0, 0.2), rng.uniform(0.1, 0.4)
    tempted = sum(max(0, cost - B) for cost in c)
    low = tempted / (tempted + sum(b) - sum(c) - 2 * w)
    high = max(cost / (benefit - w) for benefit, cost in zip(b, c, strict=True))
    given = {"benefits": tuple(b), "costs": tuple(c), "outside": w, "deposit": B}
    return given, low, high


def of_use(rng: np.random.Generator) -> Drawn:
    given, low, _ = unequal_exchange(rng)
    return Drawn(claims.c14, given, "delta", low)


def unnecessary(rng: np.random.Generator) -> Drawn:
    given, _, high = unequal_exchange(rng)
    return Drawn(claims.c14, given, "delta", high)


def working_stake(rng: np.random.Generator) -> Drawn:
    # The work is done for sigma 2 (R - P) >= e, a stake that members bear and that leaves it
    # credible.
    given, needed = patience(rng)
    R, _, _, P = letters(given)
    delta, e = needed + 0.3, rng.uniform(0.1, 0.2)
    given = {**given, "delta": delta, "effort": e, "income": 9.0, "deposit": 0.5}
    return Drawn(claims.c15, given, "stake", e / (2 * (R - P)))


def bearable_stake(rng: np.random.Generator) -> Drawn:
    # R - sigma (R - P) >= (1 - delta) T + delta P.
    given, needed = patience(rng)
    R, _, T, P = letters(given)
    delta = needed + rng.uniform(0.05, 0.1)
    given = {**given, "delta": delta, "effort": 0.0, "income": 9.0, "deposit": 1.0}
    return Drawn(claims.c15, given, "stake", (delta * (T - P) - (T - R)) / (R - P))


def trust(rng: np.random.Generator) -> Drawn:
    # mu R + (1 - mu)((1 - delta) S + delta P) against mu ((1 - delta) T + delta P) + (1 - mu) P.
    given, needed = patience(rng)
    R, S, T, P = letters(given)
    delta = needed + rng.uniform(0.1, 0.3)
    risk, gain = (1 - delta) * (P - S), R - (1 - delta) * T - delta * P
    return Drawn(claims.c30, {**given, "delta": delta}, "prior", risk / (risk + gain))


def patience_that_trust_needs(rng: np.random.Generator) -> Drawn:
    # mu = 1 in the condition of `trust`.
    given, needed = patience(rng)
    return Drawn(claims.c30, {**given, "prior": 0.1}, "delta", needed)


def patience_instead_of_trust(rng: np.random.Generator) -> Drawn:
    # The condition of `trust` solved for 1 - delta.
    given, mu = dilemma(rng), rng.uniform(0.2, 0.4)
    R, S, T, P = letters(given)
    short = mu * (R - P) / (mu * (T - P) + (1 - mu) * (P - S))
    return Drawn(claims.c30, {**given, "prior": mu}, "delta", 1 - short)


def strong_from(p: dict[str, float], *, mediation: float, deposit: float, subsidy: float) -> float:
    """The patience from which on a relation with two levels of trust becomes strong.

    As for C32 (`strengthening` in the other file), with friction eps (1 - a). A subsidy s comes on
    top of every period in which all contribute; who breaks the agreement loses it, and B.
    """
    pi, h, eps = p["bad_times"], p["hardship"], p["friction"] * (1 - mediation)
    b0, b1 = p["benefit"], p["benefit"] + p["learning"]
    rise = (1 - pi) * (1 - eps) * p["promotion"]
    g0, g1 = (1 - pi) * (b0 - 1 + subsidy), b1 - 1 - pi * h + subsidy
    delta = np.polynomial.Polynomial([0, 1])
    D = (1 - delta) * (1 - delta + delta * (rise + eps))
    X = g0 * (1 - delta * (1 - eps)) + delta * rise * g1
    Y = g1 * (1 - delta * (1 - rise)) + delta * eps * g0
    tempted = 1 - deposit - subsidy
    in_bad_times = Y - (g1 + tempted + h) * D
    at_first = X * (1 - delta * pi) - (g0 + (1 - pi) * tempted) * D
    return max(first_root(in_bad_times), first_root(at_first))


def coordinated(rng: np.random.Generator) -> tuple[dict[str, float], dict[str, float]]:
    model = {
        "benefit": rng.uniform(1.2, 1.4),
        "cost": 1.0,
        "learning": rng.uniform(0.4, 0.6),
        "levels": 1,
        "hardship": rng.uniform(0.8, 1.0),
        "bad_times": rng.uniform(0.2, 0.3),
        "friction": rng.uniform(0.02, 0.1),
        "promotion": rng.uniform(0.4, 0.8),
    }
    helper = {
        "mediation": rng.uniform(0.2, 0.8),
        "deposit": rng.uniform(0.3, 0.4),
        "subsidy": rng.uniform(0.02, 0.05),
    }
    return model, helper


def strong_with_a_coordinator(rng: np.random.Generator) -> Drawn:
    # Fifty times as fast can only be infinitely fast: at one level the speeds are much alike.
    model, helper = coordinated(rng)
    edge = strong_from(model, **helper)
    return Drawn(claims.c34, {**model, **helper, "factor": 50.0}, "delta", edge)


def strong_without(rng: np.random.Generator) -> Drawn:
    model, helper = coordinated(rng)
    edge = strong_from(model, mediation=0, deposit=0, subsidy=0)
    return Drawn(claims.c34, {**model, **helper, "factor": 50.0}, "delta", edge)


def office(rng: np.random.Generator) -> Drawn:
    # (1 - delta) B <= delta (F - e), which makes F >= e.
    delta, e, B = rng.uniform(0.6, 0.9), rng.uniform(0.2, 0.6), rng.uniform(0.5, 1.5)
    given = {"delta": delta, "effort": e, "deposit": B, "stake": 0.3, "surplus": 4.0}
    return Drawn(claims.c35, given, "income", e + (1 - delta) * B / delta)


def provinces(rng: np.random.Generator) -> tuple[dict[str, Any], float, float]:
    # A province that stops saves 1 - b_i and loses n b_i - 1, both for all provinces together with
    # transfers. The b_i add up to r; the smallest is (1 - s) r/n.
    n, r, s = int(rng.integers(4, 8)), rng.uniform(1.5, 2.0), rng.uniform(0.1, 0.2)
    weakest = (1 - s) * r / n
    given = {"members": n, "multiplier": r, "spread": s}
    return given, (n - r) / (r * (n - 1)), (1 - weakest) / ((n - 1) * weakest)


def nation_of_use(rng: np.random.Generator) -> Drawn:
    given, low, _ = provinces(rng)
    return Drawn(claims.c41, given, "delta", low)


def nation_unnecessary(rng: np.random.Generator) -> Drawn:
    given, _, high = provinces(rng)
    return Drawn(claims.c41, given, "delta", high)


def conditions(rng: np.random.Generator) -> Drawn:
    # (T - R - f y)/(T - P - k (1 - f) y) < (T - R)/(T - P), where y cancels.
    given, k = dilemma(rng), rng.uniform(0.3, 1)
    R, _, T, P = letters(given)
    edge = k * (T - R) / (T - P + k * (T - R))
    given = {**given, "crowding_out": k, "budget": rng.uniform(0.3, 0.6)}
    return Drawn(claims.c43, given, "conditional", edge)


def kept_plan(rng: np.random.Generator) -> Drawn:
    given, edge = patience(rng)
    return Drawn(claims.c45, given, "delta", edge)


def credible_plan(rng: np.random.Generator) -> Drawn:
    given, edge = largest_temptation(rng)
    return Drawn(claims.c45, given, "temptation", edge)


def issues(rng: np.random.Generator) -> tuple[float, float]:
    """b and g, with c = 1: both issues together bring 2b + g and cost 2."""
    return rng.uniform(1.1, 1.4), rng.uniform(0.4, 0.8)


def complements(rng: np.random.Generator) -> Drawn:
    # 2 <= delta (2b + g) at a delta below 1/b.
    b, _ = issues(rng)
    delta = 1 / b - rng.uniform(0.05, 0.15)
    given = {"benefit": b, "cost": 1.0, "delta": delta}
    return Drawn(claims.c46, given, "complement", 2 * (1 / delta - b))


def one_agency(rng: np.random.Generator) -> Drawn:
    b, g = issues(rng)
    given = {"benefit": b, "cost": 1.0, "complement": g}
    return Drawn(claims.c46, given, "delta", 2 / (2 * b + g))


def departments(rng: np.random.Generator) -> Drawn:
    drawn = one_agency(rng)
    return drawn._replace(edge=1 / drawn.parameters["benefit"])


CASES = closed_forms(globals())


@pytest.mark.parametrize("seed", some(range(3), 1))
@pytest.mark.parametrize("case", CASES)
def test_verdict_turns_at_the_closed_form(case, seed):
    verdict_turns(case(np.random.default_rng(seed)))


@pytest.mark.parametrize("near", some([False, True], 1, 1))
@pytest.mark.parametrize("seed", some(range(3), 1, 1))
@pytest.mark.parametrize("case", some(CASES, 6))
def test_reported_threshold_is_the_closed_form(case, seed, near):
    threshold_is_reported(case(np.random.default_rng(seed)), near)


def test_every_threshold_has_a_closed_form_here() -> None:
    assert derived(CASES) == deciding(THIRD_PARTIES)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_rule_is_needed_only_where_there_is_another_equilibrium(seed: int) -> None:
    # Refusing alone is worth P to both as long as the one who tries gets less: S < P.
    given = dilemma(np.random.default_rng(seed))
    P = given["punishment"]
    verdicts = [
        claims.c10(**{**given, "temptation": 2.0, "sucker": P + step}).verdict
        for step in (-1e-6, 1e-6)
    ]
    assert verdicts == ["holds", "fails"]


@pytest.mark.parametrize("seed", range(3))
def test_least_stake_that_repays_the_effort(seed: int) -> None:
    # Members have 2 (R - P) to share: sigma 2 (R - P) >= e; above the harmless stakes nobody works.
    drawn = bearable_stake(np.random.default_rng(seed))
    surplus = 2 * (drawn.parameters["reward"] - drawn.parameters["punishment"])
    for effort, verdict in [
        (0.0, "holds"),
        (1e-6, "inconsistent"),
        (surplus * drawn.edge - 1e-6, "inconsistent"),
        (surplus * drawn.edge + 1e-6, "fails"),
    ]:
        assert claims.c15(**{**drawn.parameters, "effort": effort}, stake=0.0).verdict == verdict


@pytest.mark.parametrize("seed", range(3))
def test_income_from_which_a_stake_makes_up_for_the_rest(seed: int) -> None:
    # (1 - delta)(B + sigma g) <= delta (F + sigma G - e).
    drawn = office(np.random.default_rng(seed))
    p = {**drawn.parameters, "surplus": 1.0, "favour": 0.5, "stake": 0.1}
    edge = drawn.edge - 0.1 + (1 - p["delta"]) * 0.1 * 0.5 / p["delta"]
    verdicts = [claims.c35(**p, income=edge + step).verdict for step in (-1e-6, 1e-6)]
    assert verdicts == ["fails", "inconsistent"]


@pytest.mark.parametrize("seed", range(3))
def test_number_of_provinces_that_need_a_coordinator(seed: int) -> None:
    given, low, high = provinces(np.random.default_rng(seed))
    r, s, delta = given["multiplier"], given["spread"], (low + high) / 2
    found = claims.c41(**given, delta=delta).further["number of provinces"]
    for n, with_him, alone, verdict in zip(*found.values(), strict=True):
        weakest = (1 - s) * r / n
        if (1 + s) * r / n < 1:
            assert with_him == pytest.approx((n - r) / (r * (n - 1)))
            assert alone == pytest.approx((1 - weakest) / ((n - 1) * weakest))
        assert (verdict == "holds") == (with_him <= delta < alone)


@pytest.mark.parametrize("seed", range(3))
def test_budgets_of_several_sizes(seed: int) -> None:
    # (T - R - y)/(T - P) if all of y is conditional, (T - R)/(T - P - k y) if nothing is.
    drawn = conditions(np.random.default_rng(seed))
    R, _, T, P = letters(drawn.parameters)
    k = drawn.parameters["crowding_out"]
    found = claims.c43(**drawn.parameters, conditional=1.0).further["size of the budget"]
    for y, earned, given, hurts in zip(*found.values(), strict=True):
        assert earned == pytest.approx((T - R - y) / (T - P))
        assert given == pytest.approx((T - R) / (T - P - k * y))
        assert hurts == (y > 0)


def automata() -> list[pairs.Strategy]:
    """Every automaton with two states that begins in the first."""
    steps = list(itertools.product(range(2), repeat=2))
    return [
        pairs.Strategy(plays, (first, second))
        for plays in itertools.product(range(2), repeat=2)
        for first in steps
        for second in steps
    ]


@pytest.mark.parametrize("seed", range(3))
def test_nothing_does_better_than_the_two_plans(seed: int) -> None:
    drawn = trust(np.random.default_rng(seed))
    p, mu = drawn.parameters, drawn.edge
    faces = (pairs.CONDITIONAL, pairs.REFUSAL)
    for prior, best in [(mu + 0.01, pairs.CONDITIONAL), (mu - 0.01, pairs.REFUSAL)]:

        def mean(plan: pairs.Strategy, prior: float = prior) -> float:
            met = [pairs.worth(ParameterSetting(p), plan, other) for other in faces]
            return float(prior * met[0] + (1 - prior) * met[1])

        assert max(map(mean, automata())) == pytest.approx(mean(best))


@pytest.mark.parametrize("seed", range(3))
def test_worth_of_a_plan_is_the_discounted_sum(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = {**dilemma(rng), "delta": 0.8}
    payoff = [[p["reward"], p["sucker"]], [p["temptation"], p["punishment"]]]
    mine, other = (automata()[k] for k in rng.integers(0, 64, 2))
    x = y = 0
    total = 0.0
    for t in range(200):
        a, b = mine.plays[x], other.plays[y]
        total += 0.2 * 0.8**t * payoff[a][b]
        x, y = mine.after[x][b], other.after[y][a]
    assert pairs.worth(ParameterSetting(p), mine, other) == pytest.approx(total)


def test_members_who_take_turns_need_less_patience() -> None:
    # b = (2.4, 1.6), c = 1, w = 0. Who contributes must be promised kappa = (1 - delta)/delta. Both
    # do today, and from tomorrow on with weight a, else member 1 alone (-1, 1.6): member 2 is
    # promised .6 a + 1.6 (1 - a) = kappa, member 1 1.4 a - (1 - a) >= kappa, or 3.4 kappa <= 2.84.
    least = 1 / (1 + 2.84 / 3.4)
    for delta in (least - 1e-3, least + 1e-3, 0.55):
        table = claims.c14(delta=delta).further["without a third party"]
        row = table["delta"].index(delta)
        kappa = (1 - delta) / delta
        a = 1.6 - kappa
        joint = (1 - delta) * 2 + delta * (2 * a + 0.6 * (1 - a))
        expected = joint if delta > least else 0
        assert table["any equilibrium"][row] == pytest.approx(expected, abs=1e-6)
        assert table["acting together"][row] == 0


@pytest.mark.slow
def test_rational_parameters_give_rational_thresholds() -> None:
    half, fifth = Fraction(1, 2), Fraction(1, 5)
    assert judged("C08").threshold["delta"] == judged("C45").threshold["delta"] == half
    # (c_1 + c_2)/(b_1 + b_2), and the larger c_i/b_i.
    pair = {"benefits": (12 * fifth, 8 * fifth), "costs": (1, 1)}
    assert claims.c14(**pair, delta=half).threshold == {"delta": half}
    assert claims.c14(**pair, delta=half).verdict == "holds"
    assert claims.c14(**pair, delta=Fraction(5, 8)).threshold == {"delta": Fraction(5, 8)}
    assert claims.c14(**pair, delta=Fraction(5, 8)).verdict == "fails"
    # (6 - 8/5)/(8/5 * 5) = 11/20, and 4/5 of 8/30 to the weakest: (1 - 16/75)/(5 * 16/75).
    country = {"members": 6, "multiplier": 8 * fifth, "spread": fifth}
    for edge, verdict in [(Fraction(11, 20), "holds"), (Fraction(59, 80), "fails")]:
        nation = claims.c41(**country, delta=edge)
        assert (nation.threshold, nation.verdict) == ({"delta": edge}, verdict)
    # 2/(5/2 + 1/2) and 1/(5/4).
    agency = {"benefit": 5 * half / 2, "complement": half}
    assert claims.c46(**agency, delta=Fraction(2, 3)).threshold["delta"] == Fraction(2, 3)
    assert claims.c46(**agency, delta=Fraction(2, 3)).verdict == "holds"
    assert claims.c46(**agency, delta=4 * fifth).verdict == "fails"
    # mu* = (3/10)/(3/10 + 8/10) at delta 7/10.
    at = {"delta": Fraction(7, 10)}
    assert claims.c30(**at, prior=Fraction(3, 11)).verdict == "fails"
    assert claims.c30(**at, prior=Fraction(3, 11) - Fraction(1, 10**9)).verdict == "holds"
