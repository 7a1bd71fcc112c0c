"""Where the verdict on each claim turns, against closed forms derived here.

The package finds thresholds by asking solvers; no formula below is in it. Every verdict has to turn
within 1e-6 of the closed form, at three random choices of all the other parameters.
"""

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest
from helpers.claim_thresholds import (
    LEVELS,
    NETWORKS,
    THIRD_PARTIES,
    WHOLE,
    Drawn,
    closed_forms,
    deciding,
    derived,
    first_root,
    threshold_is_reported,
    verdict_turns,
)
from helpers.marks import some

from qinba_games.paper import claims


def spillover(rng: np.random.Generator) -> Drawn:
    # A member contributes alone exactly when (1 - s) b >= c; with b > c all together always want
    # it.
    b, n = rng.uniform(1.2, 3), int(rng.integers(2, 5))
    given = {"benefit": b, "cost": 1.0, "members": n}
    return Drawn(claims.c01, given, "spillover", 1 - 1 / b)


def tragedy(rng: np.random.Generator) -> Drawn:
    # Deviating gains 1 - r/n each; cooperation is worth r - 1 each more than the tragedy:
    # (1 - delta) n (1 - r/n) <= delta n (r - 1).
    n = int(rng.integers(3, 7))
    r = rng.uniform(1.2, 0.8 * n)
    given = {"members": n, "multiplier": r}
    return Drawn(claims.c02, given, "delta", (n - r) / (r * (n - 1)))


def patience(rng: np.random.Generator) -> Drawn:
    # V = (1 - delta)(b - c)/(1 - delta (1 - eps)) >= (1 - delta) b at the lowest level, which every
    # higher level needs: friction acts like impatience.
    b, eps, m = rng.uniform(1.5, 3), rng.uniform(0, 0.2), int(rng.integers(1, 4))
    given = {"benefit": b, "cost": 1.0, "friction": eps, "memory": m}
    return Drawn(claims.c06, given, "delta", 1 / b / (1 - eps))


def meetings(rng: np.random.Generator) -> Drawn:
    # Stability is (b/c) exp(-rho/f - nu f); at m f it is larger exactly when
    # rho/f (1 - 1/m) > nu f (m - 1).
    rate, f, m = rng.uniform(0.1, 0.5), rng.uniform(2, 6), rng.uniform(1.5, 3)
    given = {"rate": rate, "frequency": f, "factor": m, "benefit": rng.uniform(1.5, 3), "cost": 1.0}
    return Drawn(claims.c12, given, "noise", rate / (m * f**2))


def signed(rng: np.random.Generator) -> Drawn:
    # A breach gains c now and loses (b - c) - w from then on: (1 - delta) c <= delta (b - c - w).
    b, w = rng.uniform(1.5, 3), -rng.uniform(0.02, 0.3)
    given = {"benefit": b, "cost": 1.0, "outside": w}
    return Drawn(claims.c20, given, "delta", 1 / (b - w))


def wall(rng: np.random.Generator) -> Drawn:
    # Below delta = c/b nobody contributes whatever w < 0 is near 0; idling is worth 0, leaving w.
    b = rng.uniform(1.5, 3)
    given = {"benefit": b, "cost": 1.0, "delta": rng.uniform(0.3, 0.8) / b}
    return Drawn(claims.c20, given, "outside", 0.0)


def calm(rng: np.random.Generator) -> Drawn:
    # As for `patience`, solved for eps; without learning all levels of trust are worth the same.
    b, delta = rng.uniform(1.8, 3), rng.uniform(0.7, 0.95)
    given = {"benefit": b, "cost": 1.0, "delta": delta, "learning": 0, "levels": 2}
    return Drawn(claims.c28, given, "friction", 1 - 1 / b / delta)


def exit_option(rng: np.random.Generator) -> Drawn:
    # (n - 1) b - c >= (1 - delta)(n - 1) b + delta w.
    n, b, delta = int(rng.integers(3, 6)), rng.uniform(0.5, 1), rng.uniform(0.6, 0.9)
    given = {"members": n, "benefit": b, "cost": 0.5, "delta": delta, "others": 0.1}
    return Drawn(claims.c31, given, "outside", (n - 1) * b - 0.5 / delta)


def strengthening(rng: np.random.Generator) -> Drawn:
    # Two levels; all contribute at level 1, at level 0 in good times only (bad times are too dear
    # there at any delta). In units of 1 - delta, before times are known, s = (1 - pi)(1 - eps) p:
    #   X = g0 + delta (s Y + (1 - s) X),          g0 = (1 - pi)(b0 - c),
    #   Y = g1 + delta ((1 - eps) Y + eps X),      g1 = b1 - c - pi h,
    # so that X = (g0 (1 - delta + delta eps) + delta s g1)/D, Y = (g1 (1 - delta + delta s)
    # + delta eps g0)/D with D = (1 - delta)(1 - delta + delta (s + eps)). Idling saves c (+ h) now
    # and loses everything that comes, w = 0. Level 1 in bad times: Y - g1 >= c + h. Level 0 in good
    # times: (X (1 - delta pi) - g0)/(1 - pi) >= c. Both are quadratic in delta after times D.
    b0, gain = rng.uniform(1.2, 1.4), rng.uniform(0.4, 0.6)
    b1, h, pi = b0 + gain, rng.uniform(0.8, 1.0), rng.uniform(0.2, 0.3)
    eps, p = rng.uniform(0.02, 0.1), rng.uniform(0.4, 0.8)
    s, g0, g1 = (1 - pi) * (1 - eps) * p, (1 - pi) * (b0 - 1), b1 - 1 - pi * h
    delta = np.polynomial.Polynomial([0, 1])
    D = (1 - delta) * (1 - delta + delta * (s + eps))
    X, Y = (
        g0 * (1 - delta * (1 - eps)) + delta * s * g1,
        g1 * (1 - delta * (1 - s)) + delta * eps * g0,
    )
    high = Y - (g1 + 1 + h) * D
    low = X * (1 - delta * pi) - (g0 + 1 - pi) * D
    given = {
        "benefit": b0,
        "cost": 1.0,
        "learning": gain,
        "levels": 1,
        "hardship": h,
        "bad_times": pi,
        "friction": eps,
        "promotion": p,
    }
    return Drawn(claims.c32, given, "delta", max(first_root(high), first_root(low)))


def scattered(rng: np.random.Generator) -> Drawn:
    return calm(rng)._replace(claim=claims.c33)


def task(rng: np.random.Generator) -> Drawn:
    # One member does it exactly when the largest capacity reaches the target.
    capacities = rng.uniform(1, 3, 4).tolist()
    return Drawn(claims.c04, {"capacities": capacities}, "target", max(capacities))


def too_large_a_task(rng: np.random.Generator) -> Drawn:
    # Everybody together does it exactly when all capacities add up to the target.
    capacities = rng.uniform(1, 3, 4).tolist()
    return Drawn(claims.c04, {"capacities": capacities}, "target", sum(capacities))


class Divided(NamedTuple):
    """Random members of C13: b_i, c_i and w, and what both contributions are worth together."""

    benefits: tuple[float, float]
    costs: tuple[float, float]
    outside: float
    joint: float


def unequal_pair(rng: np.random.Generator) -> Divided:
    (b, d), (c, e) = rng.uniform(2, 3, 2).tolist(), rng.uniform(0.6, 1, 2).tolist()
    return Divided((b, d), (c, e), rng.uniform(0, 0.2), b + d - c - e)


def given_pair(pair: Divided) -> dict[str, Any]:
    return {"benefits": pair.benefits, "costs": pair.costs, "outside": pair.outside}


def optimal_division(rng: np.random.Generator) -> Drawn:
    # sum x_i = sum [w + (1 - delta)(b_i - w)] = G: the shares that need the same patience.
    pair = unequal_pair(rng)
    lost = sum(pair.benefits) - 2 * pair.outside
    edge = (sum(pair.benefits) - pair.joint) / lost
    return Drawn(claims.c13, given_pair(pair), "delta", edge)


def given_division(rng: np.random.Generator) -> Drawn:
    # (1 - delta) b_i + delta w <= x_i for both.
    pair, f = unequal_pair(rng), rng.uniform(0.4, 0.6)
    shares = (f * pair.joint, (1 - f) * pair.joint)
    edge = max((b - x) / (b - pair.outside) for b, x in zip(pair.benefits, shares, strict=True))
    return Drawn(claims.c13, {**given_pair(pair), "division": f}, "delta", edge)


def least_share(rng: np.random.Generator) -> Drawn:
    # The same solved for member 1's fraction of G.
    drawn = optimal_division(rng)
    delta = drawn.edge + 0.15
    (b, _), w = drawn.parameters["benefits"], drawn.parameters["outside"]
    joint = sum(drawn.parameters["benefits"]) - sum(drawn.parameters["costs"])
    edge = (w + (1 - delta) * (b - w)) / joint
    return Drawn(claims.c13, {**drawn.parameters, "delta": delta}, "division", edge)


def most_share(rng: np.random.Generator) -> Drawn:
    drawn = least_share(rng)
    delta = drawn.parameters["delta"]
    (_, d), w = drawn.parameters["benefits"], drawn.parameters["outside"]
    joint = sum(drawn.parameters["benefits"]) - sum(drawn.parameters["costs"])
    return drawn._replace(edge=1 - (w + (1 - delta) * (d - w)) / joint)


def inequality(rng: np.random.Generator) -> Drawn:
    # Member 2: (1 - delta) b_2 <= 2 b_2 - c, b_2 = b (1 - s); nobody would contribute alone.
    b = rng.uniform(0.6, 0.75)
    delta = (1 - b) / b + rng.uniform(0.05, 0.15)
    given = {"benefit": b, "cost": 1.0, "delta": delta, "sharing": "none"}
    return Drawn(claims.c16, given, "spread", 1 - 1 / (b * (1 + delta)))


def inequality_with_transfers(rng: np.random.Generator) -> Drawn:
    # Member 1 contributes alone, b (1 + s) > c, so that only member 2 is tempted, by c - b_2, and
    # v = (b_1 - c, 0): (1 - delta)(c - b_2) <= delta (4b - 2c - b_1 + c), or c - b_2 <= 2 b delta.
    b = rng.uniform(0.6, 0.8)
    equals, most = (1 - b) / b, 1 / (2 * b)
    delta = equals + rng.uniform(0.3, 0.8) * (most - equals)
    given = {"benefit": b, "cost": 1.0, "delta": delta, "sharing": "voluntary"}
    return Drawn(claims.c16, given, "spread", 1 - (1 - 2 * b * delta) / b)


def patience_of_equals(rng: np.random.Generator) -> Drawn:
    # Equals need delta = (c - b)/b, with or without sharing; from there on they are ahead.
    b = rng.uniform(0.6, 0.8)
    given = {"benefit": b, "cost": 1.0, "spread": rng.uniform(0.1, 0.2), "sharing": "none"}
    return Drawn(claims.c16, given, "delta", (1 - b) / b)


def patience_of_the_weaker(rng: np.random.Generator) -> Drawn:
    # As for `inequality`, solved for delta: c/b_2 - 1. With less of a spread nobody contributes
    # alone, and with more the weaker one would need a delta above 1.
    b, s = rng.uniform(0.7, 0.8), rng.uniform(0.1, 0.2)
    given = {"benefit": b, "cost": 1.0, "spread": s, "sharing": "none"}
    return Drawn(claims.c16, given, "delta", 1 / (b * (1 - s)) - 1)


def patience_with_transfers(rng: np.random.Generator) -> Drawn:
    # As for `inequality_with_transfers`, solved for delta: (c - b_2)/(2 b), where b_1 > c.
    b = rng.uniform(0.6, 0.8)
    s = 1 / b - 1 + rng.uniform(0.2, 0.8) * (2 - 1 / b)
    given = {"benefit": b, "cost": 1.0, "spread": s, "sharing": "voluntary"}
    return Drawn(claims.c16, given, "delta", (1 - b * (1 - s)) / (2 * b))


def pair_on_the_river(rng: np.random.Generator) -> Drawn:
    # Neighbours gain b - c from the upper one's effort.
    given = {"members": int(rng.integers(3, 5)), "reach": rng.uniform(0.5, 1), "cost": 1.0}
    return Drawn(claims.c17, given, "benefit", 1.0)


def basin(rng: np.random.Generator) -> Drawn:
    # The effort at the source is worth b (1 + q + ... + q^(n - 2)) to all below.
    n, q = int(rng.integers(3, 5)), rng.uniform(0.5, 1)
    given = {"members": n, "reach": q, "cost": 1.0}
    return Drawn(claims.c17, given, "benefit", 1 / sum(q**k for k in range(n - 1)))


def one_plan(rng: np.random.Generator) -> Drawn:
    # A breach on all topics gains m c and loses m b + (m - 1) g - m c: the mediant of c/b, c/(b+g).
    b, g, m = rng.uniform(1.1, 1.5), rng.uniform(0.5, 1.5), int(rng.integers(2, 6))
    given = {"benefit": b, "gain": g, "topics": m, "cost": 1.0}
    return Drawn(claims.c19, given, "delta", m / (m * b + (m - 1) * g))


def hard_topic(rng: np.random.Generator) -> Drawn:
    drawn = one_plan(rng)
    return drawn._replace(edge=1 / drawn.parameters["benefit"])


def rivalry(rng: np.random.Generator) -> Drawn:
    # delta*(n) = D = (n - r)/(r (n - 1)) is what N members with a total return of R need exactly
    # when N - R = D R (N - 1); and R = r (N/n)^(1 - rho).
    n, k = int(rng.integers(3, 5)), int(rng.integers(1, 3))
    r = rng.uniform(1.5, 0.6 * n)
    D, N = (n - r) / (r * (n - 1)), n + k
    R = N / (1 + D * (N - 1))
    given = {"members": n, "joining": k, "multiplier": r}
    return Drawn(claims.c21, given, "rivalry", 1 - np.log(R / r) / np.log(N / n))


def two_topics(rng: np.random.Generator) -> Drawn:
    # As `one_plan`; with two topics more would do at a delta somewhat below.
    b, g = rng.uniform(1.1, 1.5), rng.uniform(0.7, 1.5)
    given = {"benefit": b, "gain": g, "topics": 2, "cost": 1.0}
    return Drawn(claims.c23, given, "delta", 2 / (2 * b + g))


def renewal(rng: np.random.Generator) -> Drawn:
    # Effective discount factor r delta against (T - R)/(T - P).
    R, P, T = 2.0, rng.uniform(-0.5, 0.5), rng.uniform(2.5, 3.5)
    given = {"reward": R, "punishment": P, "temptation": T, "sucker": -1.0, "delta": 0.9}
    return Drawn(claims.c48, given, "renewal", (T - R) / (T - P) / 0.9)


def protection(rng: np.random.Generator) -> Drawn:
    # delta (T - P) = T - R solved for T.
    R, P, delta = 2.0, rng.uniform(-0.5, 0.5), rng.uniform(0.3, 0.8)
    given = {"reward": R, "punishment": P, "sucker": -1.0, "delta": delta}
    return Drawn(claims.c49, given, "temptation", (R - delta * P) / (1 - delta))


def exchange(rng: np.random.Generator) -> Drawn:
    # With weight a: T - R = c - a b, T - P = b - a c less what is not punished, phi (1 + a)(b - c).
    b, a, phi = rng.uniform(2, 4), rng.uniform(0.05, 0.2), rng.uniform(0, 0.1)
    eased = (1 - a * b) / (b - a - phi * (1 + a) * (b - 1))
    given = {"benefit": b, "cost": 1.0, "weight": a, "softening": phi}
    return Drawn(claims.c50, given, "turnover", 1 - eased * b)


CASES = closed_forms(globals())


@pytest.mark.parametrize("seed", some(range(3), 1))
@pytest.mark.parametrize("case", CASES)
def test_verdict_turns_at_the_closed_form(case, seed):
    verdict_turns(case(np.random.default_rng(seed)))


@pytest.mark.parametrize("near", some([False, True], 1, 1))
@pytest.mark.parametrize("seed", some(range(3), 1, 1))
@pytest.mark.parametrize("case", some(CASES, 5))
def test_reported_threshold_is_the_closed_form(case, seed, near):
    threshold_is_reported(case(np.random.default_rng(seed)), near)


def test_every_threshold_has_a_closed_form_here() -> None:
    elsewhere = {*THIRD_PARTIES, *LEVELS, *NETWORKS, *WHOLE}
    assert derived(CASES) == deciding(set(claims.CLAIMS) - elsewhere)


@pytest.mark.parametrize("seed", range(5))
def test_number_of_topics_that_is_enough(seed: int) -> None:
    # m c <= delta (m b + (m - 1) g) solved for m; "too few" below it.
    rng = np.random.default_rng(seed)
    b, g = rng.uniform(1.1, 1.4), rng.uniform(0.5, 1.2)
    delta = rng.uniform(8 / (8 * b + 7 * g) + 0.005, 1 / b)
    enough = math.ceil(g / (b + g - 1 / delta))
    found = claims.c23(benefit=b, gain=g, cost=1.0, delta=delta, topics=1)
    few = [verdict == "holds" for verdict in found.evidence["verdict"]]
    assert few == [m < enough for m in range(1, 9)]
    # The paper lists five topics for one agreement.
    assert set(found.evidence["verdict"][enough - 1 :]) == {
        "inconsistent" if enough <= 5 else "fails"
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_deposit_that_makes_a_signed_agreement_hold(seed: int) -> None:
    # (1 - delta)(c - B) <= delta (b - c - w), solved for B: [(T - R) - delta (T - P)]/(1 - delta).
    rng = np.random.default_rng(seed)
    b, w, delta = rng.uniform(1.5, 3), -rng.uniform(0.02, 0.3), rng.uniform(0.05, 0.25)
    found = claims.c20(benefit=b, cost=1.0, outside=w, delta=delta).further["deposit needed"]
    assert found["class"] == ["nominal", "strong"]
    needed = (1 - delta * (b - w)) / (1 - delta)
    assert np.mean(found["deposit"]) == pytest.approx(needed, abs=1e-6)


@pytest.mark.slow
def test_rational_parameters_give_rational_thresholds() -> None:
    half, fifth = Fraction(1, 2), Fraction(1, 5)
    tragedy_of_six = claims.c02(members=6, multiplier=8 * fifth, delta=half)
    assert tragedy_of_six.threshold == {"delta": Fraction(11, 20)}
    assert claims.c02(members=6, multiplier=8 * fifth, delta=Fraction(11, 20)).verdict == "fails"
    # delta* = 1/3, so that r* = (1/3)/(1/2).
    assert claims.c48(delta=half).threshold == {"renewal": Fraction(2, 3)}
    assert claims.c48(delta=half, renewal=Fraction(2, 3)).verdict == "holds"
    # (1 - 3/5)/(3 - 1/5) = 1/7 against 1/3.
    assert claims.c50(weight=fifth, turnover=half).threshold == {"turnover": Fraction(4, 7)}
    assert claims.c50(weight=fifth, turnover=Fraction(4, 7)).verdict == "fails"
    # (D - G)/(D - W) = 2/4, and the mediant of 4/5 and 1/2.
    pair = claims.c13(benefits=(12 * fifth, 8 * fifth), delta=half)
    assert (pair.verdict, pair.threshold) == ("fails", {"delta": half})
    plan = claims.c19(benefit=5 * half / 2, gain=3 * half / 2, delta=Fraction(8, 13))
    assert (plan.verdict, plan.threshold) == ("holds", {"delta": Fraction(8, 13)})
