"""Patience that kept promises reveal: published counts, sums by hand, and simulated coverage."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

import qinba_games as qg
from qinba_games.common.spans import Spans
from qinba_games.solvers import promise_counts, tail_bounds

THRESHOLDS = [0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9, 0.9]
KEPT = [1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 0]
ROWS = {"threshold": THRESHOLDS, "kept": KEPT}
ALONE = qg.Promises.from_frame(ROWS)
GROUPED = qg.Promises.from_frame({**ROWS, "unit": list("ABC") * 4})
ONLY = qg.Promises.from_frame(
    {"threshold": [t for t, kept in zip(THRESHOLDS, KEPT, strict=True) if kept], "kept": [1] * 8}
)
#: Rows of promises, and the sets at error rates 0, .05 and .1.
SETS = {
    "all": (ALONE, {}, ["[0.9, 1)", "[0.65, 1)", "[0.55, 1)"]),
    "kept only": (ONLY, {"records": "kept"}, ["[0.9, 1)", "[0.55, 1)", "[0.55, 1)"]),
    "units": (GROUPED, {}, ["[0.9, 1)", "[0.45, 1)", "[0, 1)"]),
    "best": (
        ALONE,
        {"selection": "best", "miss": 0.2},
        ["[0.9, 1)", "[0.55, 0.6) and [0.65, 1)", "[0.5, 1)"],
    ),
}
#: P. Dal Bó and G. R. Fréchette (2011), American Economic Review 101: chosen first rounds late in
#: the sessions, and how many cooperated, at R = 32, 40 and 48.
PUBLISHED = {
    0.5: ((22, 364), (134, 612), (302, 658)),
    0.75: ((94, 330), (174, 264), (367, 376)),
}


def p_at(found, delta):
    piece = np.searchsorted([float(edge) for edge in found.edges], delta, "right") - 1
    return found.p[piece]


@pytest.mark.parametrize("name", SETS)
def test_sets_at_three_error_rates(name):
    promises, terms, sets = SETS[name]
    found = [qg.revealed_patience(promises, error=error, **terms) for error in (0, 0.05, 0.1)]
    assert [one.intervals.words(None) for one in found] == [
        "everywhere" if one == "[0, 1)" else one for one in sets
    ]


def test_tails_and_least_errors():
    alone, grouped = qg.revealed_patience(ALONE), qg.revealed_patience(GROUPED)
    assert p_at(alone, 0.5) == pytest.approx(0.003757, abs=5e-7)
    assert p_at(grouped, 0.5) == pytest.approx(0.1328, abs=5e-5)
    only = qg.revealed_patience(ONLY, records="kept")
    assert p_at(only, 0.5) == pytest.approx(0.005788, abs=5e-7)
    assert alone.least_error(0.5) == pytest.approx(0.12876, abs=5e-6)
    assert grouped.least_error(0.5) == pytest.approx(0.02321, abs=5e-6)
    assert alone.share(0.5) == pytest.approx(0.07668, abs=5e-6)
    # From both sides: at a rate a little lower .5 is refused, at one a little higher it is not.
    rate = alone.least_error(0.5)
    for step, inside in ((-1e-6, False), (1e-6, True)):
        assert (0.5 in qg.revealed_patience(ALONE, error=rate + step).intervals) == inside


def treatments(delta):
    rows = [
        (reward, k < kept)
        for reward, (kept, count) in zip((32, 40, 48), PUBLISHED[delta], strict=True)
        for k in range(count)
    ]
    count = len(rows)
    payoffs = {"sucker": [12] * count, "temptation": [50] * count, "punishment": [25] * count}
    kept = [kept for _, kept in rows]
    return qg.Promises.from_frame({"reward": [r for r, _ in rows], **payoffs, "kept": kept})


@pytest.mark.parametrize(
    ("delta", "starts", "rates"),
    [
        (0.5, [18 / 25, 2 / 5, 2 / 5], [0.26201, 0.14081, 0.04127]),
        (0.75, [18 / 25, 18 / 25, 18 / 25], [0.62869, 0.41699, 0.24403]),
    ],
)
def test_published_experiments(delta, starts, rates):
    promises = treatments(delta)
    assert {spans.least for spans in promises.support} == {
        Fraction(18, 25),
        Fraction(2, 5),
        Fraction(2, 25),
    }
    found = [qg.revealed_patience(promises, error=error) for error in (0, 0.05, 0.1)]
    assert [one.least for one in found] == pytest.approx(starts, abs=1e-15)
    assert [one.intervals.threshold for one in found] == pytest.approx(starts, abs=1e-15)
    least = [found[0].least_error(x) for x in (0.05, 0.2, 0.5)]
    assert least == pytest.approx(rates, abs=5e-6)
    assert qg.revealed_patience(promises, selection="best", miss=0.2, error=0.1).refused


@pytest.mark.slow
def test_partnerships_of_the_model():
    benefit = np.array([1.2, 0.7]) + 0.35 * np.arange(5)[:, None]
    pair = qg.Partnership(benefit, 1, promotion=0.6, friction=0.05)
    helper = qg.Coordinator(sharing=True)
    promises = qg.Promises.from_frame(
        {
            "model": [pair, pair],
            "kept": [True, False],
            "trust": [0, 0],
            "third_party": [True, False],
        },
        sharing="none",
        coordinator=helper,
    )
    found = qg.revealed_patience(promises, error=0, selection="best", miss=0)
    window = qg.pivotal_window(pair, helper)
    assert found.intervals.words(6) == "[0.673094, 0.747347)"
    assert np.allclose(found.intervals, window.intervals, rtol=0, atol=1e-9)


def against(promises, delta, inside=False):
    """By unit, whether each promise that counts went against what is expected there."""
    units = {}
    for spans, kept, unit in zip(promises.support, promises.kept, promises.units, strict=True):
        if (delta in spans) == inside:
            units.setdefault(unit, []).append(bool(kept) != inside)
    return units


def by_hand(units, error):
    """The bound at one discount factor, from the definition in whole sums."""
    total = sum(Fraction(sum(rows), len(rows)) for rows in units.values())
    count = len(units)

    def binomial(least):
        terms = (
            math.comb(count, k) * error**k * (1 - error) ** (count - k)
            for k in range(least, count + 1)
        )
        return math.fsum(terms)

    if total == 0:
        return 1.0
    if all(len(rows) == 1 for rows in units.values()):
        return binomial(int(total))
    bound = math.e * binomial(math.floor(total))
    share = float(total / count)
    if share > error:
        kl = share * math.log(share / error)
        kl += (1 - share) * math.log((1 - share) / (1 - error)) if share < 1 else 0
        bound = min(bound, math.exp(-count * kl))
    return min(1.0, bound)


def test_random_promises_against_sums_by_hand():
    """Supports with holes, empty ones, units of several sizes; every piece, and its two ends."""
    rng = np.random.default_rng(5)
    for _ in range(40):
        count = int(rng.integers(1, 15))
        support = []
        for _ in range(count):
            ends = np.unique(rng.integers(0, 21, 2 * int(rng.integers(0, 3)))) / 20
            pairs = ends[: len(ends) // 2 * 2].reshape(-1, 2).tolist()
            support.append(Spans(pairs))
        promises = qg.Promises(
            kept=rng.uniform(size=count) < 0.6,
            support=tuple(support),
            units=tuple(rng.integers(0, 8, count).tolist()),
        )
        error = float(rng.choice([0.02, 0.1, 0.3]))
        found = qg.revealed_patience(promises, error=error)
        best = qg.revealed_patience(promises, error=error, selection="best", miss=0.2)
        for piece, (low, high) in enumerate(itertools.pairwise(found.edges)):
            for delta in (low, (low + high) / 2):
                units = against(promises, delta)
                counted = found.rows[piece], found.hits[piece], found.units[piece]
                rows = [one for unit in units.values() for one in unit]
                assert counted == (len(rows), sum(rows), len(units))
                expected = by_hand(units, error)
                assert p_at(found, delta) == pytest.approx(expected, abs=1e-12)
                if abs(expected - 0.05) > 1e-9:
                    assert (delta in found.intervals) == (expected > 0.05)
                able = by_hand(against(promises, delta, inside=True), 0.2)
                assert best.p_best[piece] == pytest.approx(able, abs=1e-12)
                assert (delta in best.intervals) == (min(expected, able) > 0.025)
                assert np.isinf(best.least_errors[piece]) == (able <= 0.025)
            rate, units = found.least_errors[piece], against(promises, low)
            assert rate == 0 or by_hand(units, rate - 1e-9) <= 0.05 <= by_hand(units, rate + 1e-9)


#: How promises come about: errors of each by itself or of whole units, patience common or not.
@pytest.mark.slow
@pytest.mark.parametrize("dependent", [False, True])
def test_the_set_holds_the_true_patience_often_enough(dependent):
    """1,000 samples of 60 promises in 20 units; errors of .1, by unit or by promise."""
    rng, true, error, hits = np.random.default_rng(11), 0.6, 0.1, 0
    for _ in range(1000):
        thresholds = rng.uniform(0.2, 0.95, 60).round(3)
        units = np.repeat(np.arange(20), 3) if dependent else np.arange(60)
        wrong = (rng.uniform(size=60) < error)[units]  # one coin for a unit
        willing = rng.uniform(size=60) < 0.8
        kept = np.where(thresholds <= true, willing, wrong)
        edges = {0.0, 1.0, *thresholds.tolist()}
        counts = promise_counts.counts_of(
            [[(t, 1.0)] for t in thresholds.tolist()],
            kept.tolist(),
            units.tolist(),
            sorted(edges),
            inside=False,
        )
        p = tail_bounds.tail(counts.units, counts.sums, counts.whole, np.array(error))
        piece = np.searchsorted(sorted(edges), true, "right") - 1
        hits += p[piece] > 0.05
    assert hits >= 950
    if not dependent:  # and not because the set is everything
        assert p[0] < 0.05
