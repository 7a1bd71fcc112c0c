"""Renegotiation-proof punishments: closed form beside the strategy played out, phase by phase."""

import dataclasses
import itertools
import math
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pytest
from helpers.marks import some
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import renegotiation as oracle

import qinba_games as qg
from qinba_games import errors
from qinba_games.agreements import renegotiation_proof
from qinba_games.agreements.checks.renegotiation import automaton, dominance
from qinba_games.agreements.solvers import renegotiation as solver
from qinba_games.agreements.solvers.renegotiation import deterrence, willing_punishers
from qinba_games.verify.door import verify

F = Fraction
#: b and c: c/b whole, broken, just above 1, and large.
COSTS = [(1, 2), (1, 3), (2, 7), (F(1, 3), F(1, 2)), (3, 4), (1, F(9, 2)), (F(2, 7), 1)]
DELTAS = [F(1, 20), F(1, 2), F(2, 3), F(5, 6), F(99, 100)]


def grid():
    for (b, c), k in itertools.product(COSTS, range(2, 7)):
        for m in range(1, k):
            yield b, c, k, m


@pytest.mark.slow
def test_closed_form_is_the_automaton_on_a_grid():
    """k members, m punishers: every delta of the grid, the threshold itself, and just below it."""
    held = failed = 0
    for b, c, k, m in grid():
        least = deterrence(m, b, c) if m <= willing_punishers(b, c) else math.inf
        deltas = list(DELTAS)
        if least < 1:
            deltas += [least, least * F(999, 1000)]
        for delta in deltas:
            strategy = automaton([(k, m)], b, c)
            values = strategy.values(delta)
            gain = strategy.gains(delta, values).max()
            ranked = dominance(values)[1] is not None
            assert (gain, ranked) == oracle.flaws(k, m, b, c, delta)
            assert (gain <= 0 and not ranked) == (delta >= least)
            held += delta >= least
            failed += delta < least
    assert held > 50
    assert failed > 300


def test_conditions_one_by_one():
    """Deterrence alone decides who deviates, b m <= c alone whether phases are ranked by all."""
    for b, c, k, m in grid():
        for delta in DELTAS:
            gain, ranked = oracle.flaws(k, m, b, c, delta)
            assert (gain <= 0) == (delta >= deterrence(m, b, c))
            assert ranked == (b * m > c)


def test_grim_trigger_needs_the_same_patience_as_being_paid_back_by_all():
    for (b, c), k in itertools.product(COSTS, range(2, 6)):
        if k * b > c:
            payoffs = np.array(
                [[b * sum(a) - c * ai for ai in a] for a in itertools.product([0, 1], repeat=k)],
                dtype=object,
            ).reshape(*[2] * k, k)
            game = qg.StageGame(payoffs)
            alone = qg.critical_discount(game, (1,) * k, sharing="none").delta
            assert alone == deterrence(k - 1, b, c)


@pytest.mark.parametrize(("b", "c"), COSTS)
def test_every_row_beside_the_automaton(b, c):
    n = max(6, math.floor(F(c) / b) + 2)
    for punishment in ("getting even", "penance"):
        found = renegotiation_proof(n, b, c, punishment=punishment)
        for row in found.regions[0].rows:
            for delta in DELTAS:
                holds = oracle.holds(row.members, row.punishers, b, c, delta)
                assert holds == (delta >= row.delta)
        for delta in DELTAS:
            best = 0
            for k in range(2, n + 1):
                choices = [k - 1] if punishment == "getting even" else range(1, k)
                if any(oracle.holds(k, m, b, c, delta) for m in choices):
                    best = k
            assert found.at(delta) == best
            assert renegotiation_proof(n, b, c, delta, punishment=punishment).largest == best


@pytest.mark.parametrize(("b", "c"), [(1, 2), (2, 5), (3, 4)])
def test_two_regions_beside_the_automaton_of_both(b, c):
    """All pairs of numbers of members, everybody else of the region punishing."""
    found = renegotiation_proof(8, b, c, punishment="regional", regions=(5, 3))
    for delta in (F(1, 2), F(2, 3), F(3, 4), F(9, 10)):
        best = 0
        for first, second in itertools.product([0, 2, 3, 4, 5], [0, 2, 3]):
            groups = [tuple(range(first)), tuple(range(first, first + second))]
            k = first + second
            if k and oracle.holds(k, None, b, c, delta, [g for g in groups if g]):
                best = max(best, k)
        assert found.at(delta) == best


def test_longer_punishments_are_no_better():
    """Two periods of it need delta^2 >= (c - b)/(b m): the first has to be borne as well."""
    b, c, k, m = 1, 3, 6, 3
    threshold = deterrence(m, b, c)
    for delta in (threshold, F(4, 5), F(5, 6)):
        go = b * k - c
        last = (1 - delta) * (b * (k - m) - c) + delta * go
        first = (1 - delta) * (b * (k - m) - c) + delta * last
        comply_in_first = first >= (1 - delta) * b * (k - m - 1) + delta * first
        assert comply_in_first == (delta**2 >= threshold)
    assert not threshold**2 >= threshold


@given(
    st.integers(2, 7),
    st.integers(1, 6),
    st.integers(1, 40),
    st.sampled_from(["getting even", "penance", "regional"]),
)
@settings(max_examples=20, deadline=None)
def test_units_floats_and_monotonicity(n, b, more, punishment):
    c = F(b) + F(more, 41) * b * (n - 1)
    found = renegotiation_proof(n, b, c, punishment=punishment)
    scaled = renegotiation_proof(n, 7 * b, 7 * c, punishment=punishment)
    assert (found.largest, found.threshold) == (scaled.largest, scaled.threshold)
    floats = renegotiation_proof(n, b / 10, float(c) / 10, punishment=punishment)
    assert floats.largest == found.largest
    assert floats.threshold == pytest.approx(found.threshold)
    sizes = [found.at(F(k, 20)) for k in range(20)]
    assert sizes == sorted(sizes)
    even = renegotiation_proof(n, b, c)
    full = renegotiation_proof(n, b, c, punishment="penance")
    assert even.largest <= full.largest == n
    assert even.largest == math.floor(c / b) + 1
    if punishment == "regional":
        assert found.largest in (0, even.largest, 2 * even.largest)


@pytest.mark.parametrize(("b", "c"), [(0.1, 0.3), (0.1, 0.1 + 0.2), (0.7, 2.1), (1.1, 3.3)])
def test_whole_ratios_survive_rounding(b, c):
    found = renegotiation_proof(9, b, c, punishment="penance")
    assert found.punishers == (3,)
    assert found.threshold == pytest.approx(2 / 3)
    assert not found.exact


def near_a_change():
    """n, b, c where the number of punishers changes, or nearly nothing is to be gained or lost."""
    for k in range(1, 17):
        yield from ((n, 1 - 10**-k, 1.0) for n in (2, 20) if 1 - 10**-k < 1)
    yield from ((200, b, 77 * b * (1 - 1e-12)) for b in (0.1, 1.0))
    yield from ((200, 0.3, 199 * 0.3 * (1 - 1e-14)), (200, 0.3, math.nextafter(0.3, 1)))
    for n, b in itertools.product((3, 9), (0.1, 1.0, 7e-301, 3e290)):
        yield n, b, math.nextafter(b, math.inf)
        yield n, b, math.nextafter(n * b, 0)
        for m, k, sign in itertools.product((2, n - 1), (6, 9, 12, 14, 15), (-1, 1)):
            yield n, b, m * b * (1 + sign * 10**-k)
        yield from ((n, b, (n - 1) * b + s * math.ulp((n - 1) * b)) for s in range(-9, 10))
    rng = np.random.default_rng(5)
    for n in rng.integers(2, 61, 30).tolist():
        b = 10 ** rng.uniform(-5, 5)
        yield n, b, b * rng.uniform(1, n)


def as_they_are(n, b, c):
    """The same in Fractions; what is three times something but for rounding is three times it."""
    whole = round(F(c) / F(b))
    rounded = 1 < whole < n and abs(F(c) - whole * F(b)) <= F(c) / 2**50
    return F(b), whole * F(b) if rounded else F(c)


@pytest.mark.slow
@pytest.mark.parametrize("first", some(range(4), 1, 1))
@pytest.mark.parametrize("punishment", ["getting even", "penance", "regional"])
def test_floats_are_the_fractions_of_the_same_value(punishment, first):
    for n, b, c in itertools.islice(near_a_change(), first, None, 4):
        found = renegotiation_proof(n, b, c, punishment=punishment)
        exact = renegotiation_proof(n, *as_they_are(n, b, c), punishment=punishment)
        rows = [[row._make(map(float, row)) for row in region.rows] for region in exact.regions]
        assert [list(region.rows) for region in found.regions] == rows
        assert (found.largest, found.punishers) == (exact.largest, exact.punishers)
        assert found.threshold == float(exact.threshold)
        assert found.threshold < 1 or found.largest == 0


def test_two_roundings_more_are_no_whole_ratio():
    """Half of a millionth of a millionth below three punishers are two, who need patience."""
    found = renegotiation_proof(4, 1.0, 3 - 5e-13, punishment="penance")
    assert (found.punishers, found.largest) == ((2,), 4)
    assert found.threshold == pytest.approx(1 - 2.5e-13, abs=1e-16)


def test_punishers_who_lose_next_to_nothing_lose():
    """Of ten contributions forgone three are worth 1e-8 more than what the punishers save."""
    assert renegotiation_proof(10, 1.0, 3 - 1e-8, punishment="penance", punishers=3).largest == 0


def test_nobody_below_the_threshold():
    found = renegotiation_proof(10, 1, 3, F(1, 2))
    assert (found.largest, found.threshold, found.punishers) == (0, math.inf, ())
    assert "nobody of 10 at delta 1/2" in repr(found)
    five = renegotiation_proof(10, 1, 3, punishment="penance", punishers=5)
    assert "nobody of 10 at any delta" in repr(five)
    assert [row.members for row in five.regions[0].rows] == [6, 7, 8, 9, 10]


def test_what_the_result_shows():
    found = renegotiation_proof(10, 1, 3, punishment="penance")
    frame = found.to_frame()
    assert frame["members"].tolist() == list(range(2, 11))
    assert frame["punisher gains"].tolist()[-1] == 0
    assert found.concept == "weakly renegotiation-proof SPE"
    assert found.certificate.exact
    ax = found.plot()
    assert [line.get_label() for line in ax.lines] == ["renegotiation-proof", "grim trigger"]
    assert ax.get_ylabel() == "members that contribute"
    assert [max(line.get_ydata()) for line in ax.lines] == [10, 10]
    plt.close(ax.figure)


def test_a_large_region_is_checked_too():
    found = renegotiation_proof(60, 1, F(57, 2))
    assert (found.largest, found.punishers) == (29, (28,))
    assert found.certificate.exact


@pytest.mark.parametrize("n", [7, 12])
@pytest.mark.parametrize("told", [F(3, 5), F(3, 4), math.inf])
def test_certificate_sees_a_threshold_that_is_not_the_least(monkeypatch, told, n):
    """It must hold there, and fail just below."""
    found = renegotiation_proof(n, 1, 3)
    assert found.threshold == F(2, 3)
    monkeypatch.setattr(solver, "deterrence", lambda m, b, c: told)
    assert not verify(dataclasses.replace(found)).ok


def test_what_a_row_says_beside_its_patience():
    """c - b m, and the patience that k members need of each other for ever, (c - b)/(b (k - 1))."""
    found = renegotiation_proof(5, 1, 3, punishment="penance", punishers=2)
    rows = found.regions[0].rows
    assert [row.members for row in rows] == [3, 4, 5]
    assert [row.gain for row in rows] == [1, 1, 1]
    assert [row.grim for row in rows] == [math.inf, F(2, 3), F(1, 2)]
    assert [row.gain for row in renegotiation_proof(5, 1, 3).regions[0].rows] == [2, 1, 0, -1]


@pytest.mark.parametrize(
    "other",
    [
        {"cost": 1},
        {"cost": 7},
        {"sizes": (3, 3)},
        {"sizes": (4, 4)},
        {"sizes": (7, 0)},
        {"m": 2},
        {"punishment": "penance", "m": 7},
        {"punishment": "something else"},
    ],
)
def test_what_cannot_be_asked_has_no_answer(other):
    found = renegotiation_proof(7, 1, 3, punishment="regional")
    assert verify(found).ok
    assert not verify(dataclasses.replace(found, **other)).ok


def test_a_float_at_the_threshold_is_at_the_threshold():
    found = renegotiation_proof(10, 1, 3)
    assert (found.threshold, found.at(2 / 3), found.at(F(2, 3))) == (F(2, 3), 4, 4)
    assert found.at(F(2, 3) - F(1, 10**12)) == 0
    assert renegotiation_proof(10, 1, 3, 2 / 3).largest == 4


def test_nothing_else_can_be_judged():
    with pytest.raises(errors.NotApplicableError, match="other punishers"):
        verify(renegotiation_proof(4, 1, 2), policy={})
