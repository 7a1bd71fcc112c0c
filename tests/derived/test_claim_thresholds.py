"""Where the verdict on each claim turns, against closed forms derived here.

The package finds thresholds by asking solvers; no formula below is in it. Every verdict is bisected
over its parameter at three random choices of all the others.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest

from qinba_games.paper import claims


class Drawn(NamedTuple):
    """A claim, its parameters, the one that decides, and where the verdict should turn."""

    claim: Callable[..., claims.Claim]
    parameters: dict[str, Any]
    name: str
    edge: float


def spillover(rng: np.random.Generator) -> Drawn:
    # A member contributes alone iff (1 - s) b >= c; with b > c all together always want it.
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
    # Stability is (b/c) exp(-rho/f - nu f); at m f it is larger iff
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


def first_root(condition: Any) -> float:
    """The root in (0, 1) of a condition that is violated at 0."""
    assert condition(0) < 0
    (root,) = [float(r.real) for r in condition.roots() if abs(r.imag) < 1e-12 and 0 < r.real < 1]
    return root


def scattered(rng: np.random.Generator) -> Drawn:
    return calm(rng)._replace(claim=claims.c33)


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


CASES = [
    spillover,
    tragedy,
    patience,
    meetings,
    signed,
    wall,
    calm,
    exit_option,
    strengthening,
    scattered,
    renewal,
    protection,
    exchange,
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", CASES)
def test_verdict_turns_at_the_closed_form(
    case: Callable[[np.random.Generator], Drawn], seed: int
) -> None:
    claim, parameters, name, edge = case(np.random.default_rng(seed))

    def verdict(value: float) -> str:
        return claim(**parameters, **{name: value}).verdict

    low, high = edge - 2e-5, edge + 2e-5
    before = verdict(low)
    assert {before, verdict(high)} == {"holds", "fails"}
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if verdict(middle) == before else (low, middle)
    assert (low + high) / 2 == pytest.approx(edge, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", CASES)
def test_reported_threshold_is_the_closed_form(
    case: Callable[[np.random.Generator], Drawn], seed: int
) -> None:
    claim, parameters, name, edge = case(np.random.default_rng(seed))
    reach = 0.05 * max(edge, 0.05)
    sides = [claim(**parameters, **{name: edge + step}) for step in (-reach, reach)]
    assert {side.verdict for side in sides} == {"holds", "fails"}
    for side in sides:
        assert side.threshold[name] == pytest.approx(edge, abs=1e-6)


def test_every_claim_has_a_closed_form_here() -> None:
    rng = np.random.default_rng(0)
    assert {case(rng).claim for case in CASES} == set(claims.CLAIMS.values())


@pytest.mark.parametrize("seed", range(3))
def test_deposit_that_makes_a_signed_agreement_hold(seed: int) -> None:
    # (1 - delta)(c - B) <= delta (b - c - w), solved for B: [(T - R) - delta (T - P)]/(1 - delta).
    rng = np.random.default_rng(seed)
    b, w, delta = rng.uniform(1.5, 3), -rng.uniform(0.02, 0.3), rng.uniform(0.05, 0.25)
    found = claims.c20(benefit=b, cost=1.0, outside=w, delta=delta).further["deposit needed"]
    assert found["class"] == ["nominal", "strong"]
    needed = (1 - delta * (b - w)) / (1 - delta)
    assert np.mean(found["deposit"]) == pytest.approx(needed, abs=1e-6)


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
