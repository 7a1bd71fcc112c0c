"""How often the set holds the true patience, by simulation: whatever is selected, and by whom.

With 1,000 samples each it has to be at least the level of .95; the few of a short run only show
that nothing is broken.
"""

import functools

import numpy as np
import pytest
from scipy.special import ndtri

import qinba_games as qg
from qinba_games.common.spans import Spans
from qinba_games.panel import spread, uncertain_gains

TRUE, ERROR, SIGMA = 0.7, 0.05, 0.3
MANY = [
    pytest.param(25, marks=pytest.mark.slow),
    pytest.param(1000, marks=pytest.mark.exhaustive),
]


def enough(hits, samples):
    """At least the level in 1,000 samples, and in fewer ones what three standard errors allow."""
    level = 0.95
    return hits >= samples * level - 3 * (samples < 1000) * (samples * level * (1 - level)) ** 0.5


def promises(able, thresholds, rng, *, units=None, never=0.0):
    """Promises of which those that are able are kept as they like, and others by mistake.

    Of the able a share never agrees, and so has no row.
    """
    here = ~(able & (rng.uniform(size=len(able)) < never))
    units = np.arange(len(able)) if units is None else units
    mistaken = (rng.uniform(size=len(able)) < ERROR)[units]  # one coin for a unit
    kept = np.where(able, rng.uniform(size=len(able)) < 0.9, mistaken)
    return qg.Promises(
        kept=kept[here].tolist(),
        support=[Spans.upward(float(t)) for t in thresholds[here]],
        units=units[here].tolist(),
    )


@pytest.mark.parametrize("samples", MANY)
@pytest.mark.parametrize(
    ("units", "never"),
    [(None, 0.0), (np.repeat(np.arange(20), 3), 0.0), (None, 0.4)],
    ids=["common", "errors of a unit", "some never agree"],
)
def test_one_patience_and_known_gains(units, never, samples):
    rng, hits, least = np.random.default_rng(1), 0, []
    for _ in range(samples):
        thresholds = rng.uniform(0.3, 0.95, 60)
        found = qg.revealed_patience(
            promises(thresholds <= TRUE, thresholds, rng, units=units, never=never), error=ERROR
        )
        hits += TRUE in found.intervals
        least.append(float(found.least))
    assert enough(hits, samples)
    if units is None:  # and not because the set is everything
        assert 0.4 < np.mean(least) < TRUE


@pytest.mark.parametrize("samples", MANY)
def test_patience_that_differs_between_units(samples):
    """Two thirds of the units have a patience of at least a half."""
    rng, hits, shown = np.random.default_rng(2), 0, []
    for _ in range(samples):
        patience = np.repeat(rng.uniform(0.3, 0.9, 80), 3)
        thresholds = rng.uniform(0.3, 0.95, 240)
        units = np.repeat(np.arange(80), 3)
        some = promises(thresholds <= patience, thresholds, rng, units=units)
        shown.append(qg.revealed_patience(some, error=ERROR).share(0.5))
        hits += shown[-1] <= 2 / 3
    assert enough(hits, samples)
    assert np.mean(shown) > 0.1


@functools.cache
def pairs():
    """Pairs as they are read, and whether each is able at many factors of its gains."""
    rng = np.random.default_rng(3)
    models = [
        qg.Partnership(gains + 0.35 * np.arange(3)[:, None], 1, promotion=0.5, friction=0.1)
        for gains in rng.uniform(0.5, 1.6, (30, 2))
    ]
    rows = {"model": models, "kept": [True] * 30, "trust": [0] * 30}
    known = qg.Promises.from_frame(rows, sharing="none")
    factors = np.exp(SIGMA * ndtri((np.arange(300) + 0.5) / 300))
    able = [
        qg.evolve_many(
            [spread.scaled(model, float(f)) for f in factors], TRUE, founding=0
        ).founding_class
        for model in models
    ]
    ways, _ = spread.ways_of("revealed_patience", known, SIGMA)
    return ways.chances(range(30), [TRUE])[0], np.isin(able, ("weak", "strong"))


@pytest.mark.parametrize("samples", MANY[1:])  # thirty pairs at 300 factors take a while
@pytest.mark.parametrize("never", [0.0, 0.4])
def test_gains_known_up_to_a_factor(never, samples):
    """400 pairs, each with a factor of its own; looked at where the true patience is."""
    chance, able = pairs()
    rng, hits = np.random.default_rng(4), 0
    for _ in range(samples):
        kind = rng.integers(0, 30, 400)
        is_able = able[kind, rng.integers(0, able.shape[1], 400)]
        here = ~(is_able & (rng.uniform(size=400) < never))
        kept = np.where(is_able, True, rng.uniform(size=400) < ERROR)
        count = np.bincount(kind[here], minlength=30)
        hit = np.bincount(kind[here & kept], minlength=30)
        hits += uncertain_gains.p_values(chance[None], count, hit, ERROR).item() > 0.05
    assert enough(hits, samples)


def test_units_are_not_ignored():
    """Errors that a whole unit shares, taken for errors of their own, are too many too often."""
    rng, hits = np.random.default_rng(5), 0
    units = np.repeat(np.arange(20), 3)
    for _ in range(60):
        thresholds = rng.uniform(0.3, 0.95, 60)
        some = promises(thresholds <= TRUE, thresholds, rng, units=units)
        alone = qg.Promises(kept=some.kept.tolist(), support=some.support)
        hits += TRUE in qg.revealed_patience(alone, error=ERROR).intervals
    assert hits < 57
