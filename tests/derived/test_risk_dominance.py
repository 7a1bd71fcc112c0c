"""Risk dominance of grim: numbers derived by hand, and strategies against each other."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors


def dilemma(reward):
    """Dal Bó and Fréchette (2011): 50/12/25."""
    return qg.prisoners_dilemma(reward, 12, 50, 25)


@pytest.mark.parametrize(
    ("reward", "delta", "least", "basins"),
    [
        # (T + P - R - S)/(T - S) = (63 - R)/38, (T - R)/(T - P) = (50 - R)/25; the basin is
        # (1 - d) 13/((1 - d)(-12) + R - 25) at 1/2 and 3/4.
        (32, Fraction(31, 38), Fraction(18, 25), (1, Fraction(13, 16))),
        (40, Fraction(23, 38), Fraction(2, 5), (Fraction(13, 18), Fraction(13, 48))),
        (48, Fraction(15, 38), Fraction(2, 25), (Fraction(13, 34), Fraction(13, 80))),
    ],
)
def test_published_dilemmas(reward, delta, least, basins):
    found = qg.risk_dominant_discount(dilemma(reward))
    assert (found.delta, found.least, found.exact) == (delta, least, True)
    assert qg.critical_discount(dilemma(reward), (0, 0), sharing="none").delta == least
    at = [found.basin(x) for x in (Fraction(1, 2), Fraction(3, 4), delta)]
    assert at == [*basins, Fraction(1, 2)]
    floats = qg.risk_dominant_discount(qg.StageGame(dilemma(reward).payoffs.astype(float)))
    assert not floats.exact
    assert floats.delta == pytest.approx(float(delta), abs=1e-15)


@pytest.mark.parametrize(
    ("belief", "delta"), [("independent", Fraction(28, 37)), ("together", Fraction(14, 23))]
)
def test_three_members_of_a_public_good(belief, delta):
    """l_i = 1 - 8/15 = 7/15, s_i = 3/5: (7/15)/(7/15 + q 3/5) with q = 1/4 or 1/2."""
    found = qg.risk_dominant_discount(qg.public_good(3, Fraction(8, 5)), belief=belief)
    assert (found.delta, found.least) == (delta, Fraction(7, 16))
    assert found.basin(delta) == pytest.approx(0.5, abs=1e-12)
    assert found.basin(Fraction(2, 5)) == 1


def worth(payoffs, grim, delta):
    """What each of some members gets, period by period, who play grim or always defect."""
    total, cooperates = 0, list(grim)
    for t in range(400):
        total = total + (1 - delta) * delta**t * payoffs[tuple(0 if c else 1 for c in cooperates)]
        cooperates = list(grim) if all(cooperates) else [False] * len(grim)
    return total


def less_risky(payoffs, delta, belief):
    n = payoffs.ndim - 1
    value = {s: worth(payoffs, s, delta) for s in itertools.product((False, True), repeat=n)}

    def more(i, others):
        return (
            value[(*others[:i], True, *others[i:])][i] - value[(*others[:i], False, *others[i:])][i]
        )

    full, others = (True,) * (n - 1), list(itertools.product((False, True), repeat=n - 1))
    if any(more(i, full) < 0 for i in range(n)):
        return False
    if n == 2:
        return more(0, (True,)) * more(1, (True,)) >= more(0, (False,)) * more(1, (False,))
    if belief == "together":
        others = [one for one in others if len(set(one)) == 1]
    return all(sum(more(i, one) for one in others) >= 0 for i in range(n))


@pytest.mark.slow
def test_random_games_against_strategies_played_out():
    """Unequal members; just above the answer grim is less risky, just below it is not."""
    rng, tried = np.random.default_rng(4), 0
    while tried < 30:
        n = int(rng.integers(2, 4))
        payoffs = rng.normal(size=(2,) * n + (n,))
        payoffs[(0,) * n] += 2
        for i in range(n):  # that all defect is an equilibrium
            alone = tuple(0 if j == i else 1 for j in range(n))
            payoffs[(1,) * n][i] = payoffs[alone][i] + rng.uniform(0, 1)
        belief = ("independent", "together")[tried % 2]
        found = qg.risk_dominant_discount(qg.StageGame(payoffs), (0,) * n, belief=belief)
        if not 0.01 < found.delta < 0.95:
            continue
        tried += 1
        assert less_risky(payoffs, found.delta + 1e-6, belief)
        assert not less_risky(payoffs, found.delta - 1e-6, belief)


LOSES = [[3, -1], [4, 1]]
STAGS = [[[2, 1], [0, 2]], [[2, 1], [2, 2]], [[2, 2], [0, 2]], [[2, 0], [1, 2]]]


@pytest.mark.parametrize("second", STAGS)
@pytest.mark.parametrize("first", [LOSES, *STAGS])
def test_members_who_lose_nothing(first, second):
    """Who has as much where all defect as where all cooperate."""
    payoffs = np.stack([first, np.transpose(second)], axis=-1)
    for each in (payoffs, payoffs.transpose(1, 0, 2)[..., ::-1]):
        delta = qg.risk_dominant_discount(qg.StageGame(each), (0, 0)).delta
        assert delta == 0 or not less_risky(each, min(float(delta), 0.97) - 1e-6, "together")
        assert delta > 1 or less_risky(each, float(delta) + 1e-6, "together")


def test_two_who_differ():
    """a = 1, 2; s = 3, 4; b = 2, 1: 12 x^2 - 10 x + 2 = 2, so that x = 5/6 and delta = 5/11."""
    game = qg.StageGame.from_bimatrix([[3, -2], [4, 0]], [[4, 6], [-1, 0]])
    found = qg.risk_dominant_discount(game)
    assert (found.delta, found.exact) == (Fraction(5, 11), True)
    # With b = 1, 1: 12 x^2 - 10 x + 1 = 0, x = (5 + sqrt 13)/12.
    other = qg.risk_dominant_discount(
        qg.StageGame.from_bimatrix([[3, -1], [4, 0]], [[4, 6], [-1, 0]])
    )
    x = (5 + 13**0.5) / 12
    assert other.delta == pytest.approx(x / (1 + x), abs=1e-15)
    assert not other.exact
    assert other.least == Fraction(1, 3)  # as 2/(2 + 4) = 1/(1 + 2)


def test_hunts_and_members_who_lose():
    hunt = qg.risk_dominant_discount(qg.stag_hunt(4, 0, 3, 2))
    assert (hunt.least, hunt.delta) == (0, Fraction(1, 3))
    # The first has less where all cooperate: it never plays grim.
    worse = qg.StageGame.from_bimatrix([[0, -1], [2, 1]], [[9, 10], [-1, 0]])
    found = qg.risk_dominant_discount(worse, (0, 0))
    assert (found.delta, found.least) == (np.inf, np.inf)
    assert found.basin(0.9) == 1
    with pytest.raises(errors.NotApplicableError, match="no stage equilibrium"):
        qg.risk_dominant_discount(worse, (1, 1))
    with pytest.raises(errors.NotApplicableError, match="two actions"):
        qg.risk_dominant_discount(qg.public_good(2, 1.5, levels=[0, 1, 2]))
