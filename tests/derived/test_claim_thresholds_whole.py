"""Where claims on development, on the unknown and on the whole system turn, derived here."""

import itertools
from typing import Any

import numpy as np
import pytest
from helpers.claim_thresholds import (
    WHOLE,
    Drawn,
    closed_forms,
    deciding,
    derived,
    threshold_is_reported,
    verdict_turns,
)
from helpers.marks import some

from qinba_games.paper import claims


def displacement(rng: np.random.Generator) -> Drawn:
    # The weakest gains s b/2 from each abatement and loses h x; all gain b - c - h x > 0 there.
    b, s, h = rng.uniform(1.6, 2), rng.uniform(0.52, 0.6), rng.uniform(0.8, 1.2)
    given = {"benefit": b, "cost": 1.0, "spillover": s, "harm": h}
    return Drawn(claims.c03, given, "doubt", s * b / (2 * h))


def conflict(rng: np.random.Generator) -> Drawn:
    # 2 (b - c) + g >= b - c: neither of two departments wants to stop.
    b = rng.uniform(1.3, 1.9)
    return Drawn(claims.c05, {"benefit": b, "cost": 1.0}, "complement", 1 - b)


def adaptation(rng: np.random.Generator) -> Drawn:
    # Idle in bad times, and up one level with (1 - eps) p else: geometric, so that the mean time is
    # 1/((1 - pi)(1 - eps) p); a fall below the founding level is impossible.
    p, eps = rng.uniform(0.6, 0.7), rng.uniform(0.02, 0.05)
    given = {"promotion": p, "friction": eps, "bad_times": 0.25, "delta": 0.8}
    return Drawn(claims.c07, given, "doubt", 0.75 * (1 - eps) * p)


def substitutes(rng: np.random.Generator) -> Drawn:
    # c/(b (1 + g x)) < c/b exactly when g x > 0.
    given = {"benefit": rng.uniform(1.5, 3), "cost": 1.0, "similarity": rng.uniform(0.3, 0.9)}
    return Drawn(claims.c09, given, "complement", 0.0)


def office(rng: np.random.Generator) -> Drawn:
    # As for C41 with n = 11 provinces: (n - r)/(r (n - 1)) with an office.
    r, s = rng.uniform(1.4, 2), rng.uniform(0.2, 0.3)
    return Drawn(claims.c18, {"multiplier": r, "spread": s}, "delta", (11 - r) / (10 * r))


def no_office_needed(rng: np.random.Generator) -> Drawn:
    # The weakest, b_n = (1 - s) r/n, goes on alone: (1 - b_n)/((n - 1) b_n).
    drawn = office(rng)
    weakest = (1 - drawn.parameters["spread"]) * drawn.parameters["multiplier"] / 11
    return drawn._replace(edge=(1 - weakest) / (10 * weakest))


def support(rng: np.random.Generator) -> Drawn:
    # A unit brings r/n to its author and costs 1 - s.
    n = int(rng.integers(3, 6))
    r = rng.uniform(1.3, 0.7 * n)
    given = {"members": n, "multiplier": r, "delta": 0.95}
    return Drawn(claims.c24, given, "support", 1 - r / n)


def supported_network(rng: np.random.Generator) -> Drawn:
    # (1 - delta)(1 - s - r/n) <= delta (r - 1 + s).
    n = int(rng.integers(3, 6))
    r = rng.uniform(1.3, 0.6 * n)
    s = rng.uniform(0, 0.5) * (1 - r / n)
    given = {"members": n, "multiplier": r, "support": s}
    return Drawn(claims.c24, given, "delta", (n * (1 - s) - r) / (r * (n - 1)))


def meetings(rng: np.random.Generator) -> Drawn:
    # As for C12: rho/f (1 - 1/m) > nu f (m - 1).
    rate, f, m = rng.uniform(0.2, 0.4), rng.uniform(3, 5), rng.uniform(1.5, 2.5)
    given = {"rate": rate, "frequency": f, "factor": m, "benefit": rng.uniform(1.5, 3), "cost": 1.0}
    return Drawn(claims.c27, given, "noise", rate / (m * f**2))


def system(rng: np.random.Generator) -> Drawn:
    given = instruments(rng)
    # Across the border coordination lasts as long as the trust between the provinces.
    eps = given["friction"] * (1 - given["mediation"])
    return Drawn(claims.c51, given, "delta", patience(given, (True,) * 5) / (1 - eps))


def instruments(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "benefits": tuple(rng.uniform(1.8, 2.6, 2).tolist()),
        "costs": (1.0, 1.0),
        "friction": rng.uniform(0.05, 0.15),
        "detection": rng.uniform(0.5, 0.7),
        "mediation": rng.uniform(0.3, 0.6),
        "monitoring": rng.uniform(0.3, 0.6),
        "deposit": rng.uniform(0.1, 0.3),
        "subsidy": rng.uniform(0.05, 0.15),
    }


def patience(given: dict[str, Any], on: tuple[bool, ...]) -> float:
    # A hidden breach saves c and the deposit, and costs s; found out with q it ends everything:
    # (1 - rho)(c/q - s - B) <= rho (b - c + s) for each, or for the sums if money moves first.
    sharing, mediation, monitoring, deposit, subsidy = on
    q = 1 - (1 - given["detection"]) * (1 - monitoring * given["monitoring"])
    eps = given["friction"] * (1 - mediation * given["mediation"])
    less = deposit * given["deposit"] + subsidy * given["subsidy"]
    gains = [1 / q - less] * 2
    kept = [b - 1 + subsidy * given["subsidy"] for b in given["benefits"]]
    if sharing:
        gains, kept = [sum(gains)], [sum(kept)]
    return max(a / (a + b) for a, b in zip(gains, kept, strict=True)) / (1 - eps)


CASES = closed_forms(globals())


@pytest.mark.parametrize("seed", some(range(3), 1))
@pytest.mark.parametrize("case", CASES)
def test_verdict_turns_at_the_closed_form(case, seed):
    verdict_turns(case(np.random.default_rng(seed)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(3), 1, 1))
@pytest.mark.parametrize("case", some(CASES, 3))
def test_verdict_turns_at_the_closed_form_and_names_it(case, seed):
    threshold_is_reported(case(np.random.default_rng(seed)), near=True)


def test_every_threshold_has_a_closed_form_here() -> None:
    assert derived(CASES) == deciding(WHOLE)


@pytest.mark.slow
def test_every_combination_of_instruments() -> None:
    given = instruments(np.random.default_rng(5))
    found = claims.c51(**given).further["every combination"]
    names = ("sharing", "mediation", "monitoring", "deposit", "subsidy")
    rows = list(zip(*(found[name] for name in names), strict=True))
    assert sorted(rows) == list(itertools.product((False, True), repeat=5))
    needed = {on: patience(given, on) for on in rows}
    assert found["patience needed"] == pytest.approx(list(needed.values()), abs=1e-6)
    for on, binding in zip(rows, found["binding"], strict=True):
        moves = {}
        for k, name in enumerate(names):
            other = (*on[:k], not on[k], *on[k + 1 :])
            moves[name] = abs(needed[other] - needed[on])
        assert binding == max(moves, key=lambda name: moves[name])
