"""What claims say of new governments that negotiate again, by formulas derived here."""

import math
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from helpers.claim_thresholds import judged

from qinba_games.paper import claims
from qinba_games.paper.claims.parameters import checked
from qinba_games.paper.claims.worlds.turnover import TERM, TITLE, TURNOVERS, UP_TO

F = Fraction


def through(identifier: str, **given: Any) -> dict[str, list[Any]]:
    """The table of a claim about turnover, without all else that a claim says."""
    argument = claims.CLAIMS[identifier].argument
    case: Any = SimpleNamespace(p=checked("", {**argument.parameters, **given}))
    return dict(argument.further[TITLE](case))


def alike(found: Any, expected: float) -> bool:
    """Whether a turnover is as derived; below 0 it is none, and at most 1."""
    return bool(
        found == (min(expected, 1) if expected > 0 else -math.inf)
    ) or found == pytest.approx(expected, abs=1e-9)


def dilemma(rng: np.random.Generator) -> dict[str, Any]:
    """Payoffs T > R > P > S in which both together get most by working together."""
    s, p, r, t = sorted(F(int(x)) for x in rng.choice(30, 4, replace=False))
    payoffs = {"reward": r, "sucker": s, "temptation": min(t, 2 * r - s - 1), "punishment": p}
    return {**payoffs, "delta": F(int(rng.integers(3, 10)), 10)}


@pytest.mark.parametrize("seed", range(2))
def test_what_binds_through_elections(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given = dilemma(rng)
    t, r, p, delta = (given[name] for name in ("temptation", "reward", "punishment", "delta"))
    agreement, clause, _ = through("C11", **given, fine=0)[UP_TO]
    # A breach brings T - R once and costs R - P from then on, until it is forgiven:
    # (1 - delta (1 - rho)) (T - R) <= delta (1 - rho) (R - P).
    least = (t - r) / (t - p)
    assert alike(agreement, 1 - least / delta)
    # Leaving ends the agreement for ever. Whoever breaks it first meets a new government with
    # chance rho, which pays half of what there is, R: (1 - delta) T + delta (P + rho (R - P)) <= R.
    assert alike(clause, 1 - (1 - delta) * (t - r) / (delta * (r - p)))
    assert clause >= agreement
    assert through("C45", **given)[UP_TO] == [agreement]


def test_an_order_binds_under_every_turnover_once_its_fine_is_enough() -> None:
    table = through("C11", fine=2)
    assert table["what binds"][-1] == "an order with the fine"
    assert (table[UP_TO][-1], table[TERM][-1]) == (1, 1)
    assert through("C11", fine=1.5)[UP_TO][-1] < 1


def test_terms_of_office_are_one_over_turnover() -> None:
    table = through("C45", delta=F(7, 10))
    assert (table[UP_TO], table[TERM]) == ([F(2, 7)], [F(7, 2)])
    table = through("C45", delta=F(1, 10))
    assert (table[UP_TO], table[TERM]) == ([-math.inf], [math.inf])


@pytest.mark.parametrize("seed", range(2))
def test_gifts_through_elections(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given = {"benefit": rng.uniform(1.3, 3), "noise": rng.uniform(0, 0.03), "rate": 0.2}
    table = through("C12", **given, frequency=3)
    for f, most, years in zip(
        table["frequency"], table[UP_TO], table[f"{TERM}, in years"], strict=True
    ):
        # c now against b - c from the next meeting on, if there is one and nobody is new.
        patience = math.exp(-given["rate"] / f) * math.exp(-given["noise"] * f)
        assert alike(most, 1 - 1 / given["benefit"] / patience)
        assert years == pytest.approx(1 / most / f if most > 0 else math.inf)
    assert table["frequency"] == [3, 6]
    assert through("C12", benefit=0.9) == {}


@pytest.mark.parametrize("seed", range(2))
def test_who_withdraws_under_turnover(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, b, c, delta = int(rng.integers(3, 5)), rng.uniform(0.6, 1.2), 0.5, rng.uniform(0.6, 0.9)
    w = [rng.uniform(0.6, 1.3), *[rng.uniform(0.1, 0.6)] * (n - 1)]
    given = {"members": n, "benefit": b, "delta": delta, "outside": w[0], "others": w[1]}
    table = through("C31", **given)
    surplus = n * ((n - 1) * b - c) - sum(w)

    def lacks(rho: float) -> float:
        # The best of idling once and being forgiven, and of leaving, against what all have.
        idle = [(1 - delta) * (n - 1) * b + delta * (own + rho * surplus / n) for own in w]
        return sum(map(max, idle, w)) - n * ((n - 1) * b - c)

    (most,) = table[UP_TO]
    if lacks(0) > 0:
        assert most == -math.inf
    elif lacks(1) <= 0:
        assert most == 1
    else:
        assert lacks(most) == pytest.approx(0, abs=1e-9)
    # Those who are left, of whom the most dissatisfied goes next, stay if together they lose by it.
    rest, stay = sorted(w)[: n - 1], 0
    for k in range(n - 1, 1, -1):
        ideal = k * ((k - 1) * b - c)
        if sum(max((1 - delta) * (k - 1) * b + delta * own, own) for own in rest[:k]) <= ideal:
            stay = k
            break
    assert table["members who leave beyond it, at least"] == [n - stay]


def test_a_weak_network_grows_strong_up_to_some_turnover() -> None:
    plain = judged("C32")
    table = plain.further[TITLE]
    assert table["turnover"] == list(TURNOVERS)
    # Without turnover nothing changes, and equals pay each other nothing.
    row = plain.evidence["delta"].index(0.8)
    for name, column in (("probability", "probability"), ("periods", "periods")):
        assert table[column][0] == pytest.approx(plain.evidence[name][row], rel=1e-9)
        assert table[f"{column} with a clause"] == pytest.approx([table[column][0]] * 4)
    assert table["probability"] == [1, 1, 0, 0]
    assert table["probability with a coordinator"] == [1, 1, 1, 0]
    assert table["class"] == ["weak", "weak", "weak", "isolated"]


def test_time_to_strong_under_turnover_by_hand() -> None:
    # Two levels of trust; at 0 members contribute in good times, and a kept period without friction
    # raises trust with probability p. What idling costs cannot fall below 0.
    given = {"levels": 1, "learning": 0.8, "promotion": 0.5, "friction": 0.04, "bad_times": 0.2}
    table = through("C32", **given, delta=0.85)
    periods = 1 / (0.8 * 0.96 * 0.5)
    assert table["class"][0] == "weak"
    reached = [
        time for time, chance in zip(table["periods"], table["probability"], strict=True) if chance
    ]
    assert reached
    assert reached == pytest.approx([periods] * len(reached))


@pytest.mark.parametrize("given", [{"sucker": -1e12}, {"fine": 1e14}])
def test_numbers_too_far_apart_are_judged_without_the_table(given: dict[str, Any]) -> None:
    found = claims.c11(**given)
    assert found.verdict == "inconsistent"
    assert TITLE not in found.further
