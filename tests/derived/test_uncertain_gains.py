"""Promises with gains that are known up to a factor: sums by hand, chances by drawing."""

import dataclasses
import itertools
import math

import numpy as np
import pytest
from scipy.stats import norm

import qinba_games as qg
from qinba_games import errors
from qinba_games.panel import uncertain_gains

CHANCE = np.array([[0, 0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.9, 1]])
KEPT = np.array([0, 1, 0, 1, 1, 1, 1, 1, 1, 1])
ONCE = np.ones(10, dtype=int)


def pair(gains, outside=0.0):
    benefit = np.asarray(gains) + 0.35 * np.arange(3)[:, None]
    return qg.Partnership(benefit, 1, promotion=0.5, friction=0.1, outside=outside)


@pytest.mark.parametrize(("error", "p"), [(0.05, 0.026172), (0.2, 0.236817)])
def test_the_reference_table(error, p):
    """Sets of 2, 5, 6 and 8 promises, of which 1, 3, 4 and 6 were kept: four times the least."""
    found = uncertain_gains.p_values(CHANCE, ONCE, KEPT, error)
    assert found.item() == pytest.approx(p, abs=5e-7)
    by_hand = []
    for share in (0, 0.25, 0.5, 0.75):
        here = CHANCE[0] <= share
        rates, least = error + (1 - error) * CHANCE[0][here], KEPT[here].sum()
        hits = itertools.product((0, 1), repeat=len(rates))
        chances = [
            math.prod(r if hit else 1 - r for r, hit in zip(rates, one, strict=True))
            for one in hits
            if sum(one) >= least
        ]
        by_hand.append(sum(chances))
    assert found.item() == pytest.approx(4 * min(by_hand), abs=1e-12)


def test_promises_of_one_kind_count_as_often_as_they_are():
    alone = uncertain_gains.p_values(
        np.array([[0.1, 0.1, 0.6]]), np.ones(3, dtype=int), np.array([1, 1, 0]), 0.1
    )
    together = uncertain_gains.p_values(
        np.array([[0.1, 0.6]]), np.array([2, 1]), np.array([2, 0]), 0.1
    )
    assert alone.item() == pytest.approx(together.item(), abs=1e-12)
    assert uncertain_gains.p_values(np.array([[0.9]]), ONCE[:1], ONCE[:1], 0.1).item() == 1


def test_least_errors_from_both_sides():
    rate = uncertain_gains.least_errors(CHANCE, ONCE, KEPT, 0.05)
    for step, above in ((-1e-8, False), (1e-8, True)):
        assert (uncertain_gains.p_values(CHANCE, ONCE, KEPT, rate + step) > 0.05) == above


PAIRS = [pair(gains) for gains in ([0.9, 0.8], [1.2, 0.7], [1.1, 1.1])]
ROWS = {"model": PAIRS * 8, "kept": [True, False, True, True] * 6, "trust": [0, 1, 0] * 8}
PROMISES = qg.Promises.from_frame(ROWS, sharing="none")
FOUND = qg.revealed_patience(PROMISES, spread=0.4)


def test_chances_against_partnerships_solved_one_by_one():
    """Where each is an equilibrium at 400 quantiles, and each threshold of `critical_discount`."""
    piece = FOUND.to_frame()["low"].searchsorted(0.6)
    delta = FOUND.edges[piece]
    quantiles = (np.arange(400) + 0.5) / 400
    for row, model in enumerate(PAIRS):
        scaled = [
            dataclasses.replace(model, benefit=model.benefit + (f - 1) * model.benefit[0])
            for f in np.exp(0.4 * norm.ppf(quantiles))
        ]
        batch = qg.evolve_many(scaled, delta, founding=ROWS["trust"][row])
        share = np.isin(batch.founding_class, ("weak", "strong")).mean()
        assert FOUND.chances[piece, row] == pytest.approx(share, abs=0.003)
    assert 0.05 < FOUND.chances[piece, :3].min() < FOUND.chances[piece, :3].max() < 0.95


def test_the_set_ends_where_the_bound_passes():
    chance, p = np.asarray(FOUND.chances), np.asarray(FOUND.p)
    at = uncertain_gains.p_values(chance, np.ones(24, dtype=int), np.array(ROWS["kept"]), 0.05)
    assert p == pytest.approx(np.maximum(at, [*at[1:], 0]), abs=1e-10)
    assert [low in FOUND.intervals for low in FOUND.edges[:-1]] == (p > 0.05).tolist()
    inside = chance <= 0.75
    assert FOUND.rows.tolist() == FOUND.units.tolist() == inside.sum(axis=1).tolist()
    assert FOUND.hits.tolist() == (inside & np.array(ROWS["kept"])).sum(axis=1).tolist()
    widths = np.diff(FOUND.edges)[1:]
    ends = np.flatnonzero(np.diff(p > 0.05))
    assert len(ends)
    assert widths[ends].max() <= 2e-4
    # From both sides: a piece is refused at a rate below its least one, and not above.
    for at in (int(ends[0]), int(ends[0]) - 1):
        for step, there in ((-1e-6, False), (1e-6, True)):
            rate = FOUND.least_errors[at] + step
            assert (dataclasses.replace(FOUND, error=rate).p[at] > 0.05) == there
    # Gains that are known say more: nothing is learnt from those that are not.
    exact = qg.revealed_patience(PROMISES, error=0.05)
    assert FOUND.least <= exact.least


@pytest.mark.parametrize(
    "changes",
    [
        {"spread": 0.2},
        {"chances": np.clip(np.asarray(FOUND.chances) + 0.05, 0, 1)},
        {"grid": FOUND.edges[1:]},
        {"chances": FOUND.chances[:, :-1]},
        {"chances": np.zeros_like(FOUND.chances)},
        {"records": "kept"},
        {"miss": 0.1},
        {"witness": ()},
        {"chances": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_forged_answers_are_refused(changes):
    assert qg.verify(FOUND).ok
    assert not qg.verify(dataclasses.replace(FOUND, **changes)).ok


def test_what_gains_that_are_not_known_do_not_go_with():
    rows = qg.Promises.from_frame({"threshold": [0.5], "kept": [True]})
    unit = qg.Promises.from_frame({**ROWS, "unit": ["a"] * 24}, sharing="none")
    for promises, terms, place in (
        (rows, {}, "spread"),
        (unit, {}, "promises"),
        (PROMISES, {"selection": "best", "miss": 0.1}, "selection"),
    ):
        with pytest.raises(errors.NotApplicableError) as caught:
            qg.revealed_patience(promises, spread=0.3, **terms)
        assert caught.value.argument == place
    with pytest.raises(errors.NotApplicableError, match="known"):
        FOUND.share(0.5)
