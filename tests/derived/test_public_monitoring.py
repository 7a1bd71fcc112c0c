"""The noisy prisoner's dilemma in closed form, with and without a third party.

*Cooperation.* Let Q(y) be what both members together keep of the liquidity L after signal y, and
let an audit take place with probability A. When (C, C) is to be played, a breach of member i makes
yC less likely by μ+β, yD more likely by μ, y_i more likely by β, and changes nothing else; if an
audit takes place it names i. Adding both action constraints,

    A Q(audit: C C) + (1-A) [(μ+β) Q(yC) - μ Q(yD) - β (q_1(y1) + q_2(y2))] >= 2d        (*)

and shares of one half make this sufficient. The other member can have all of L after y1, y2 or an
audit that names somebody, so nothing is lost by q_1(y1) = q_2(y2) = 0, and Q = L after yC and after
an audit that finds (C, C). What is left is K = Q(yD), and L - K is burned with probability (1-A) λ:

    [A + (1-A)(μ+β)] L - (1-A) μ K >= 2d,    U = 2 - (1-A) λ (L - K).

*With a budget breaker* the least L has K = 0: L = 2d / (A + (1-A)(β+μ)). Above it K is as large as
(*) allows, so that U = 2 - (λ/μ) [2d - (A + (1-A) β) L] rises with slope (λ/μ)(A + (1-A) β), until
K = L: nothing is burned any more. *Without one* K = L at once: L = 2d / (A + (1-A) β), U = 2.

*Punishments.* (D, D) needs no liquidity and leaves both with 0, their minmax payoff. So v = 0, and
δ(L) = L / (L + U(L)). Between the two levels U is a line with intercept 2 - 2dλ/μ, so δ(L) rises
if μ > λd, and then the least L is the cheapest; it falls if μ < λd, and burning does not help:

    with     δ* = d / (d + A + (1-A) (β + max(0, μ - λd)))
    without  δ* = d / (d + A + (1-A) β)

With A = 1 both are d/(d+1), the threshold of perfect monitoring. If 1 + d <= s no agreement in
which one of them defects is worth anything, so that δ* begins the row of (C, C).
"""

from fractions import Fraction

import numpy as np
import pytest
from oracles.public_monitoring import burning_threshold

import qinba_games as qg
from qinba_games.third_parties import (
    PublicMonitoring,
    audited,
    monitoring_window,
    noisy_prisoners_dilemma,
    public_monitoring,
)

F = Fraction
AUDITS = (F(0), F(1, 10), F(1, 4), F(1, 2), F(1))


def threshold(d, lam, mu, beta, audits, *, burning):
    saved = max(0, mu - lam * d) if burning else 0
    power = audits + (1 - audits) * (beta + saved)
    return F(d) / (d + power) if power else None


def first_cooperation(table):
    return next((d for d, a in zip(table.delta, table.profile, strict=True) if a == (0, 0)), None)


@pytest.mark.parametrize("burning", [True, False])
def test_thresholds_fall_with_audits(burning):
    """d = 1, λ = α = 1/10, β = μ = 1/5."""
    found = []
    for chance in AUDITS:
        game = audited(noisy_prisoners_dilemma(), chance)
        table = public_monitoring(game, budget="burning" if burning else "balanced")
        assert table.exact
        found.append(first_cooperation(table))
        wanted = threshold(1, F(1, 10), F(1, 5), F(1, 5), chance, burning=burning)
        assert found[-1] == wanted
    assert found == sorted(found, reverse=True)
    with_breaker = [F(10, 13), F(100, 137), F(40, 59), F(20, 33), F(1, 2)]
    without = [F(5, 6), F(25, 32), F(5, 7), F(5, 8), F(1, 2)]
    assert found == (with_breaker if burning else without)


@pytest.mark.parametrize("chance", [0.1, 0.25, 0.5])
def test_a_grid_of_budgets_finds_nothing_lower(chance):
    wanted = threshold(1, F(1, 10), F(1, 5), F(1, 5), F(chance), burning=True)
    assert burning_threshold(1, 0.1, 0.2, 0.2, chance) == pytest.approx(float(wanted), abs=1e-12)


def test_liquidity_and_slope():
    """L = 2d/(β+μ) and 2d/β; the slope between them is λβ/μ; burned λL at the first."""
    table = public_monitoring(noisy_prisoners_dilemma())
    assert table.liquidity.tolist() == [0, F(2) / F(2, 5), F(2) / F(1, 5)]
    assert table.joint_slope.tolist() == [0, F(1, 10), 0]
    assert table.row(1, table.delta[1]).burned == F(1, 10) * 5
    assert table.row(2, table.delta[2]).burned == 0


def test_payments():
    """At δ = 10/13 each could be made to pay 5/2: it keeps it, or loses it, as the signal says."""
    table = public_monitoring(noisy_prisoners_dilemma())
    assert table.payments[1].tolist() == [
        [0, F(5, 2), F(5, 2), -F(5, 2)],
        [0, F(5, 2), -F(5, 2), F(5, 2)],
    ]
    row = table.at(F(10, 13))
    assert row.payoffs.tolist() == [F(3, 4), F(3, 4)]
    assert row.punishment_payoff.tolist() == [0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_closed_form_on_random_dilemmas(seed):
    rng = np.random.default_rng(seed)
    d = F(int(rng.integers(1, 9)), 4)
    lam, alpha, mu, beta = (F(int(k), 40) for k in rng.integers([0, 0, 1, 0], [9, 5, 10, 9]))
    chance = F(int(rng.integers(0, 4)), 8)
    game = noisy_prisoners_dilemma(d=d, s=d + 1, lam=lam, mu=mu, alpha=alpha, beta=beta)
    for burning in (True, False):
        table = public_monitoring(
            audited(game, chance), budget="burning" if burning else "balanced"
        )
        wanted = threshold(d, lam, mu, beta, chance, burning=burning)
        assert table.exact
        assert first_cooperation(table) == wanted


def test_window_of_a_budget_breaker():
    found = monitoring_window(noisy_prisoners_dilemma())
    assert found.intervals == [(F(10, 13), F(5, 6))]
    assert found.exact
    assert found.certificate.ok


@pytest.mark.slow
def test_window_of_audits():
    game = noisy_prisoners_dilemma()
    only = monitoring_window(game, burning=False, audits=F(1, 2))
    both = monitoring_window(game, audits=F(1, 2))
    assert only.intervals == [(F(5, 8), F(5, 6))]
    assert both.intervals == [(F(20, 33), F(5, 6))]
    assert monitoring_window(game, burning=False).intervals == []


def test_never_without_a_budget_breaker():
    """β = 0: nothing points at the culprit, so without burning nobody can be made to lose."""
    game = noisy_prisoners_dilemma(beta=0)
    assert first_cooperation(public_monitoring(game, budget="balanced")) is None
    # d / (d + μ - λd) = 1 / (1 + 1/5 - 1/10)
    assert monitoring_window(game).intervals == [(F(10, 11), 1)]


def test_principal_and_agent():
    """The agent's effort costs it c and is worth b to the principal, who does nothing itself.

    "good" has probability h with effort and l without. The agent must be rewarded by
    q(good) - q(bad) = c/(h-l) =: L, the principal gets the pot after "bad": nothing is burned,
    U = b - c, v = 0, δ = L/(L + b - c), with and without a budget breaker.
    """
    b, c, h, low = 3, 1, F(3, 4), F(1, 4)
    stage = qg.StageGame(np.array([[[-c, b]], [[0, 0]]]), actions=[["effort", "none"], ["pay"]])
    seen = PublicMonitoring(["good", "bad"], [[[h, 1 - h]], [[low, 1 - low]]])
    for budget in ("burning", "balanced"):
        table = public_monitoring(qg.RepeatedGame(stage, monitoring=seen), budget=budget)
        need = c / (h - low)
        assert table.delta.tolist() == [0, need / (need + b - c)]
        assert table.joint_payoff.tolist() == [0, b - c]
