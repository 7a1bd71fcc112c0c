"""Help that moves on: reference numbers, every calendar of a small region, and forged answers."""

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest

import qinba_games as qg
from qinba_games.planning.calendar.programme import options
from qinba_games.planning.endings.hand_over import hand_over_ties

BOTH = {"both": 1}


def scheduled(case, **options):
    helper = {"both": case.coordinator}
    return qg.schedule(case, 4, periods=8, prices=BOTH, bundles=helper, **options)


@pytest.fixture(scope="module")
def dated():
    return scheduled(qg.paper.case(), ends=["date"])


@pytest.mark.parametrize(
    ("ends", "value"),
    [
        ("good", 18.521045),
        pytest.param("mark", 20.447730, marks=pytest.mark.slow),
        pytest.param(("good", "date", "mark"), 20.882151, marks=pytest.mark.exhaustive),
    ],
)
def test_reference_numbers_of_the_case(ends, value):
    found = scheduled(qg.paper.case(), ends=ends)
    assert found.value == pytest.approx(value, abs=1e-6)
    assert found.proven


@pytest.mark.exhaustive
@pytest.mark.parametrize(("objective", "value"), [("alone", 19.524618), ("value", 58.190777)])
def test_reference_numbers_of_other_objectives(objective, value):
    found = scheduled(qg.paper.case(), objective=objective)
    assert found.value == pytest.approx(value, abs=5e-7)


def test_dates_only(dated):
    assert dated.value == pytest.approx(16.706987, abs=5e-7)
    assert (dated.spending <= 4 + 1e-9).all()
    assert set(dated.ties["ends"]) == {"", "date"}
    assert dated.guarantee.startswith("an equilibrium; a solver reports that it is the best")


def small(seed):
    rng = np.random.default_rng(seed)
    names = list("ABC")
    gains = rng.uniform(0.9, 2.2, size=(3, 3)).round(2) * (1 - np.eye(3))
    frame = pd.DataFrame(gains, index=names, columns=names)
    return qg.Region.from_matrix(frame, cost=1, delta=float(rng.choice([0.7, 0.8])), levels=2)


def enumerated(region, budget, horizon, price):
    """The greatest expected number of ties kept, over all calendars."""
    ties = region.all_ties
    models, names = [region.model(tie) for tie in ties], [tie.members for tie in ties]
    found = hand_over_ties(
        models, names, region.delta, region.coordinator, [0] * len(ties), horizon // 2
    )
    founding = np.array([tie.founding for tie in ties])
    offers = [*options(found, 0, ("good", "date", "mark"), founding, horizon)]
    rows, alone, best = [[None, *range(len(offers))] for _ in ties], _alone(region, horizon), 0.0
    for chosen in itertools.product(*rows):
        spent = sum(
            (price * offers[o].spending[k] for k, o in enumerate(chosen) if o is not None),
            np.zeros(horizon),
        )
        if (spent <= budget + 1e-9).all():
            kept = (alone[k] if o is None else offers[o].kept[k] for k, o in enumerate(chosen))
            best = max(best, sum(kept))
    return best


def _alone(region, horizon):
    """The chance that each tie is weak or strong by itself in period `horizon`."""
    found = []
    for tie in region.all_ties:
        one = qg.evolve(region.model(tie), region.delta, founding=tie.founding)
        now = one.initial @ np.linalg.matrix_power(one.chain, horizon)
        times = len(one.game.chance[0])
        found.append(
            sum(
                now[k * times : (k + 1) * times].sum()
                for k, name in enumerate(one.classes)
                if name in ("weak", "strong")
            )
        )
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_no_calendar_of_a_small_region_is_better(seed):
    region = small(seed)
    both = {"both": region.coordinator}
    found = qg.schedule(region, 1.5, periods=2, prices=BOTH, bundles=both)
    assert found.value == pytest.approx(enumerated(region, 1.5, 4, 1.0), abs=1e-9)


def test_a_search_that_is_cut_off_has_a_bound():
    found = scheduled(qg.paper.case(), ends=["good", "date"], time_limit=0.02)
    assert found.bound >= 20.37
    assert found.value <= found.bound
    assert found.proven is (found.gap == 0)


@pytest.mark.slow
def test_forged_calendars_are_refused(dated):
    changes = [
        {"value": dated.value + 1e-4},
        {"without": dated.without - 0.1},
        {"bound": dated.bound - 0.1},
        {"bound": dated.bound + 0.1},
        {"start": dated.start + 1},
        {"at": dated.at + 1},
        {"spending": dated.spending * 0.9},
        {"budgets": tuple(0.9 * money for money in dated.budgets)},
        {"duals": -1 - dated.duals},
        {"witness": dated.witness[1:]},
        {"founding": tuple(3 - k for k in dated.founding)},
    ]
    assert qg.verify(dated).ok
    assert not any(qg.verify(dataclasses.replace(dated, **one)).ok for one in changes)


@pytest.mark.parametrize("number", [-1, np.inf, np.nan])
def test_what_no_price_can_be_is_refused(number):
    region = small(0)
    found = qg.schedule(region, 1, periods=2, prices={"sharing": 1, "mediation": 1})
    assert qg.verify(found).ok
    forged = [
        {"duals": np.full_like(found.duals, number)},
        {"budgets": (number,) * found.horizon},
        {"bound": found.value + abs(number), "proven": False} if number != -1 else {"bound": -1},
    ]
    for bundle in range(len(found.bundles)):
        rows = [[number if b == bundle else p for b, p in enumerate(r)] for r in found.prices]
        forged.append({"prices": tuple(map(tuple, rows))})
    assert not any(qg.verify(dataclasses.replace(found, **one)).ok for one in forged)


def test_prices_that_show_less_leave_a_larger_gap(dated):
    doubled = dataclasses.replace(dated, duals=2 * dated.duals)
    assert qg.verify(doubled).gap > dated.certificate.gap


def test_a_budget_of_nothing_buys_nothing():
    region = small(0)
    found = qg.schedule(region, [0, 0], periods=2, prices={"sharing": 1, "mediation": 1})
    assert set(found.ties["bundle"]) == {""}
    assert found.value == found.without
