"""Closed forms of one relation against bisection of the inequalities that define them."""

import math
from fractions import Fraction

import numpy as np
import pytest

from qinba_games import errors
from qinba_games.repeated.relation import Relation
from qinba_games.repeated.solvers.shares import least_shares, less_stake, member_thresholds
from qinba_games.repeated.solvers.thresholds import (
    fixed_shares_threshold,
    least_patience,
    voluntary_threshold,
)

F = Fraction


def bisect(holds):
    """Least delta in [0, 1) that holds, given that all above do; inf if none."""
    if not holds(1 - 1e-12):
        return math.inf
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def member_keeps_his_word(x, d, w, q, eps, B, s, kappa):
    """Value of keeping V = (1 - delta)(x + s) + delta ((1 - eps) V + eps w), deviating once.

    A breach is found out with probability q: then no s, kappa B lost and w for ever; otherwise the
    period's s is paid and the relation goes on as if kept.
    """

    def holds(delta):
        rho = delta * (1 - eps)
        value = ((1 - delta) * (x + s) + delta * eps * w) / (1 - rho)
        goes_on = (1 - eps) * value + eps * w
        now = d + (1 - q) * s - q * kappa * B
        deviate = (1 - delta) * now + delta * (q * w + (1 - q) * goes_on)
        return value >= w - 1e-13 and value >= deviate - 1e-13

    return holds


@pytest.mark.parametrize("seed", range(60))
def test_fixed_shares(seed):
    rng = np.random.default_rng(seed)
    x, w = rng.uniform(-1, 3, size=2)
    d = x + rng.uniform(-0.5, 2)
    q, eps, kappa = rng.uniform(0.05, 1), rng.uniform(0, 0.5), rng.uniform(0, 1)
    B, s = rng.uniform(0, 1, size=2) * (rng.random(2) < 0.5)
    found = fixed_shares_threshold(
        x, d, w, detection=q, friction=eps, deposit=B, subsidy=s, credibility=kappa
    )
    expected = bisect(member_keeps_his_word(x, d, w, q, eps, B, s, kappa))
    assert found == pytest.approx(expected, abs=1e-9)


def test_at_its_floor_a_member_just_keeps_its_word():
    terms = {"subsidy": F(1, 2), "deposit": F(1, 4), "friction": F(1, 5), "detection": F(1, 2)}
    relation, delta = Relation([4, 3], [5, 7], [1, 1], **terms), F(3, 4)
    assert member_thresholds(relation, least_shares(relation, delta)) == [delta, delta]


def test_a_stake_takes_nothing_where_nothing_is_gained_together():
    given, outside = np.array([[1, 3], [2, 4]]), np.array([2, 2])
    assert less_stake(given, outside, F(1, 2)).tolist() == [[1, 3], [2, 3]]


def group_keeps_its_word(g, d, w, q, eps, B, s):
    n = len(g)
    need = [max(0, (d[i] - g[i]) / q - s - B[i], w[i] - g[i] - s) for i in range(n)]

    def holds(delta):
        rho = delta * (1 - eps)
        return (1 - rho) * sum(need) <= rho * (sum(g) + n * s - sum(w)) + 1e-13

    return holds


@pytest.mark.parametrize("seed", range(60))
def test_voluntary(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 5))
    g, w = rng.uniform(0, 3, size=n), rng.uniform(-1, 1.5, size=n)
    d = g + rng.uniform(-0.2, 2, size=n)
    q, eps = rng.uniform(0.2, 1), rng.uniform(0, 0.5)
    kappa, s = rng.uniform(0, 1, size=2)
    B = rng.uniform(0, 1, size=n)
    found = voluntary_threshold(
        g, d, w, detection=q, friction=eps, deposit=B, subsidy=s, credibility=kappa
    )
    expected = bisect(group_keeps_its_word(g, d, w, q, eps, kappa * B, s))
    assert found == pytest.approx(expected, abs=1e-9)


def test_a_single_member_is_the_same_either_way():
    """One member's fixed share is a group of one: both formulas agree where w <= x + s."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        x, d, w = rng.uniform(1, 2), rng.uniform(1, 4), rng.uniform(-1, 1)
        extra = {
            "detection": rng.uniform(0.1, 1),
            "friction": rng.uniform(0, 0.4),
            "deposit": rng.uniform(0, 1),
            "subsidy": rng.uniform(0, 1),
        }
        group = voluntary_threshold([x], [d], [w], **extra)
        assert fixed_shares_threshold(x, d, w, **extra) == pytest.approx(group)


def test_friction_is_impatience():
    assert fixed_shares_threshold(2, 3, 0, friction=F(1, 4)) == F(1, 3) / F(3, 4)
    assert fixed_shares_threshold(2, 3, 0, friction=F(2, 3)) == math.inf
    assert fixed_shares_threshold(2, 3, 0, friction=1) == math.inf
    assert fixed_shares_threshold(3, 3, 0, friction=1) == 0


def test_edges():
    assert fixed_shares_threshold(0, 1, 0) == math.inf  # x = w and tempted
    assert fixed_shares_threshold(0, 0, 0) == 0  # x = w, not tempted
    assert fixed_shares_threshold(0, -1, F(1, 9)) == math.inf  # better off alone
    assert fixed_shares_threshold(2, 3, 0, detection=0) == math.inf
    assert fixed_shares_threshold(2, 2, 0, detection=0) == 0
    assert fixed_shares_threshold(0, 0, 1, detection=0) == math.inf
    assert voluntary_threshold([2, 2], [3, 2], [0, 0], detection=0) == math.inf
    assert voluntary_threshold([2, 2], [2, 2], [0, 0], detection=0) == 0
    assert voluntary_threshold([2, 2], [3, 3], [2, 2]) == math.inf


def test_arrays_broadcast_and_fractions_stay_exact():
    many = fixed_shares_threshold(2, [3, 4, 6], 0)
    assert many.tolist() == [F(1, 3), F(1, 2), F(2, 3)]
    grid = fixed_shares_threshold(2.0, np.array([[3], [4]]), np.array([0, 1]))
    assert grid == pytest.approx(np.array([[1 / 3, 1 / 2], [1 / 2, 2 / 3]]))
    rows = voluntary_threshold([[2, 2], [2, 2]], [3, 3], [[0, 0], [1, 1]])
    assert rows.tolist() == [F(1, 3), F(1, 2)]
    by_detection = voluntary_threshold([2, 2], [3, 3], [0, 0], detection=[1, F(1, 2)])
    assert by_detection.tolist() == [F(1, 3), F(1, 2)]


@pytest.mark.parametrize(
    ("options", "kind", "text"),
    [
        ({"detection": 1.5}, errors.ProbabilityError, "detection"),
        ({"friction": -0.1}, errors.ProbabilityError, "friction"),
        ({"credibility": 2}, errors.ProbabilityError, "credibility"),
        ({"deposit": -1}, errors.RangeError, "deposit"),
        ({"subsidy": -1}, errors.RangeError, "subsidy"),
        ({"subsidy": math.nan}, errors.NotFiniteError, "subsidy"),
        ({"subsidy": "much"}, errors.InputTypeError, "subsidy"),
    ],
)
def test_bad_input(options, kind, text):
    with pytest.raises(kind, match=text):
        fixed_shares_threshold(2, 3, 0, **options)
    with pytest.raises(kind, match=text):
        voluntary_threshold([2, 2], [3, 3], [0, 0], **options)


def test_least_patience():
    assert least_patience(1e-12, 1, tie=1e-10) == 0
    assert least_patience(0, -1) == math.inf  # nothing tempts, but staying is worse than going
    assert least_patience(1, 1e-12, tie=1e-10) == math.inf
    assert least_patience(np.array([1, 2]), np.array([3, 2])).tolist() == [F(1, 4), F(1, 2)]
    assert least_patience(np.array([2.0, 2.0]), np.array([2.0, 0.0])).tolist() == [0.5, math.inf]
