"""Where somebody contributes by itself in some equilibrium: many partnerships of two at once."""

import dataclasses

import numpy as np
import pytest
from helpers.marks import EXHAUSTIVE

import qinba_games as qg
from qinba_games.payoff_sets import of_pairs
from qinba_games.payoff_sets.checks.pair_sets import CornerTable, corners_hold, excludes
from qinba_games.payoff_sets.of_pairs import contributions
from qinba_games.payoff_sets.pair_payoffs import payoffs_of
from qinba_games.payoff_sets.solvers.pair_sets import around, fan, inside, rounds


def drawn(seed, count, *, equal=False, times=True, levels=3, detection=1):
    """Random partnerships of two that share nothing, as `evolve_arrays` solves them."""
    rng = np.random.default_rng(seed)
    gains = rng.uniform(0.6, 2.6, (count, 1, 2))
    gains = gains + rng.uniform(0, 0.6, (count, levels, 1)).cumsum(axis=1)
    cost, outside = rng.uniform(0.6, 1.4, (count, 2)), rng.uniform(-0.15, 0.1, (count, 2))
    extra = rng.uniform(0, 1.5, (count, 2))
    if equal:
        gains[..., 1], cost[:, 1], extra[:, 1], outside[:] = (
            gains[..., 0],
            cost[:, 0],
            extra[:, 0],
            0,
        )
    return qg.evolve_arrays(
        benefit=gains,
        cost=cost,
        outside=outside,
        promotion=rng.uniform(0.2, 1, count),
        friction=rng.uniform(0, 0.3, count),
        delta=rng.uniform(0.2, 0.92, count),
        bad_times=[(rng.uniform(0.1, 0.6, count), extra)] if times else [],
        founding=rng.integers(0, levels, count),
        drop=int(rng.integers(1, 3)),
        detection=detection,
    )


def as_partnership(terms, k):
    """One of them, for `payoff_set`."""
    extra = terms.burden[:, 1:, k] - terms.burden[:, :1, k]
    times = [(terms.chance[1 + j, k], extra[:, j]) for j in range(extra.shape[1])]
    return qg.Partnership(
        terms.received[..., k].T,
        terms.cost[:, k],
        outside=terms.outside[:, k],
        promotion=terms.promotion[k],
        friction=terms.friction[:, k],
        drop=terms.drop,
        bad_times=times,
    )


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 12), pytest.param(2, 200, marks=pytest.mark.exhaustive)]
)
def test_as_payoff_sets_say(seed, count):
    terms = drawn(seed, count).terms
    found = contributions(terms)
    assert (found >= 0).mean() > 0.8
    for k in np.flatnonzero(found >= 0):
        sets = qg.payoff_set(as_partnership(terms, k), float(terms.delta[k]))
        assert sets.contributes(int(terms.founding[k])) == bool(found[k])


def test_both_answers_occur_and_acting_together_is_one_equilibrium():
    every = drawn(3, 75)
    found = contributions(every.terms)
    together = np.isin(every.founding_class, ["weak", "strong"])
    assert (found == 0).sum() > 12
    assert (found[~together] == 1).sum() > 5
    assert not (found[together] == 0).any()


def test_equals_in_constant_conditions_gain_nothing_by_turns():
    """The theorem of the page on the two baselines."""
    every = drawn(4, 100, equal=True, times=False)
    found = contributions(every.terms)
    together = np.isin(every.founding_class, ["weak", "strong"])
    settled = found >= 0
    assert settled.mean() > 0.98
    assert ((found == 1) == together)[settled].all()
    for k in np.flatnonzero(together)[:3]:
        sets = qg.payoff_set(as_partnership(every.terms, k), float(every.terms.delta[k]))
        worth = sets.at_founding(int(every.terms.founding[k])).support([1, 1])
        assert worth == pytest.approx(every.founding_value[k], rel=1e-7)


def test_equals_in_bad_times_can_gain_by_turns():
    """The counterexample beside it: in bad times one of the two contributes, and is paid later."""
    pair = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, bad_times=[(0.5, (0.5, 0.5))])
    assert qg.evolve(pair, 0.65).classes == ("isolated",)
    found = qg.payoff_set(pair, 0.65)
    assert found.contributes()
    assert found.at_founding().support([1, 1]) == pytest.approx(1.25)


@pytest.mark.exhaustive
def test_breaches_that_may_go_unnoticed_make_it_harder():
    for seed in range(3):
        seen, hidden = (contributions(drawn(seed, 100, detection=q).terms) for q in (1, 0.6))
        assert not ((hidden == 1) & (seen == 0)).any()


def test_nobody_contributes_without_a_future():
    every = drawn(5, 30)
    terms = dataclasses.replace(every.terms, delta=np.zeros(30))
    assert (contributions(terms) == 0).all()


@EXHAUSTIVE
def test_names_and_units_change_nothing():
    terms = drawn(6, 60).terms
    found = contributions(terms)
    other = dataclasses.replace(
        terms,
        **{
            name: np.ascontiguousarray(getattr(terms, name)[::-1])
            for name in ("received", "burden", "cost", "outside", "deposit")
        },
    )
    larger = dataclasses.replace(
        terms,
        **{name: 8 * getattr(terms, name) for name in ("received", "burden", "cost", "outside")},
    )
    for each in (other, larger):
        both = (found >= 0) & (contributions(each) >= 0)
        assert (contributions(each) == found)[both].all()


@pytest.fixture(scope="module")
def solved():
    """Corners of games where somebody contributes."""
    terms = drawn(7, 120).terms
    game, used = payoffs_of(terms), fan(16)
    none, levels = around(game, used, 24)
    found = inside(game, used, levels, 200)
    lines = CornerTable(*found[:-1])
    good = np.flatnonzero(~none & corners_hold(terms, lines))
    assert len(good) > 20
    return terms.block(good), CornerTable(*(part[..., good] for part in lines))


def test_corners_that_are_moved_are_refused(solved):
    terms, lines = solved
    assert corners_hold(terms, lines).all()
    higher = lines._replace(points=lines.points * (1 + 1e-5))
    assert not corners_hold(terms, higher).any()
    share = lines._replace(share=np.clip(lines.share + 0.01, 0, 1))
    assert not corners_hold(terms, share).all()
    everybody = lines._replace(row=np.where(lines.row == 4, 4, (lines.row + 1) % 4))
    assert not corners_hold(terms, everybody).any()
    none = lines._replace(points=0 * lines.points, row=np.full_like(lines.row, 4))
    assert not corners_hold(terms, none).any()
    impatient = dataclasses.replace(terms, delta=0.9 * terms.delta)
    assert not corners_hold(impatient, lines).any()


@pytest.mark.slow
def test_levels_that_are_lowered_are_refused():
    terms = drawn(8, 60).terms
    nobody = np.flatnonzero(contributions(terms) == 0)[:4]
    part, used = terms.block(nobody), fan(16)
    levels = rounds(payoffs_of(part), used, 60)
    assert excludes(part, used.directions, levels).all()
    assert not excludes(part, used.directions, [0.9 * levels[0], *levels[1:]]).any()
    jump = [levels[0], 0 * levels[0], 0 * levels[0]]
    assert not excludes(part, used.directions, jump).any()
    assert not excludes(part, used.directions, levels[:1]).any()


def test_what_is_not_shown_is_left_open(monkeypatch):
    terms = drawn(9, 24).terms
    before = contributions(terms)
    monkeypatch.setattr(of_pairs, "corners_hold", lambda terms, lines: np.zeros(terms.count, bool))
    assert not (contributions(terms) == 1).any()
    monkeypatch.undo()
    monkeypatch.setattr(of_pairs, "_STAGES", of_pairs._STAGES[:1])
    nobody = (contributions(terms) == 0).sum()
    refused = [np.zeros(4, dtype=bool)]
    monkeypatch.setattr(of_pairs, "excludes", lambda *_: refused[0])
    assert (contributions(terms) == 0).sum() == nobody - 4 > 0
    assert (before[contributions(terms) == 0] == 0).all()


@pytest.mark.parametrize("detection", [1, 0.6])
def test_equals_need_as_much_patience_as_the_closed_form_says(detection):
    """Nobody breaches if what is saved until it is found out is worth less than what follows."""
    saved = 1 / detection
    least = saved / (2 - 1 + saved)
    deltas = [least - 1e-3, least + 1e-3]
    found = qg.evolve_arrays(
        benefit=np.full((2, 1, 2), 2.0),
        cost=1,
        promotion=0,
        friction=0,
        delta=deltas,
        detection=detection,
    )
    assert contributions(found.terms).tolist() == [0, 1]


def test_where_no_breach_is_seen_only_what_costs_nothing_is_contributed():
    terms = drawn(1, 6, detection=0).terms
    free = dataclasses.replace(terms, burden=terms.burden * (np.arange(6) % 2))
    with np.errstate(all="raise"):
        assert contributions(free).tolist() == [1, 0] * 3
