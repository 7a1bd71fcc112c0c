"""Help that moves on: reference numbers, every calendar of a small region, and forged answers."""

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest

import qinba_games as qg
from qinba_games import errors
from qinba_games.planning.calendar.offers import BundleTerms
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


def offered(region, horizon):
    """What each tie can be offered, as the solver finds it."""
    ties = region.all_ties
    models, start = [region.model(tie) for tie in ties], [0] * len(ties)
    found = hand_over_ties(models, region.delta, region.coordinator, start, horizon // 2)
    founding = np.array([tie.founding for tie in ties])
    return [*options(found, 0, ("good", "date", "mark"), founding, horizon)]


def enumerated(region, budget, horizon, price):
    """The greatest expected number of ties kept, over all calendars."""
    offers, ties = offered(region, horizon), region.all_ties
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
    assert found.without == pytest.approx(sum(_alone(region, 4)), abs=1e-9)


@pytest.mark.parametrize("objective", ["kept", "alone", "value"])
def test_spending_is_what_is_paid_where_help_is(objective):
    gains = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    one_tie = qg.Region.from_matrix(gains, cost=1)
    region, by_itself = one_tie if objective == "alone" else small(1), []
    terms = {"prices": {"both": 2}, "bundles": {"both": region.coordinator}, "periods": 2}
    found = qg.schedule(region, 3, objective=objective, **terms)
    offers = {option[1:4]: option for option in offered(region, 4)}
    rows = [(k, offers[option[1:]]) for k, option in enumerate(found.options) if option]
    assert rows
    spent = sum(2 * option.spending[k] for k, option in rows)
    assert found.spending == pytest.approx(spent, abs=1e-12)
    for tie in region.all_ties:
        one = qg.evolve(region.model(tie), region.delta, founding=tie.founding)
        by_itself.append(one.founding_value)
    alone = by_itself if objective == "value" else _alone(region, 4)
    assert found.without == pytest.approx(sum(alone), abs=1e-12)
    gained = sum(getattr(option, objective)[k] - alone[k] for k, option in rows)
    assert found.value == pytest.approx(found.without + gained, abs=1e-12)
    read = BundleTerms(found, 0, found.hand_overs[0])
    for offer in read.offers():
        for name in ("spending", "kept", "alone", "value"):
            mine, other = getattr(offer, name), getattr(offers[offer[1:4]], name)
            assert mine == pytest.approx(other, abs=1e-9), (offer[:4], name)
    assert (found.bound, found.gap) == (found.value, 0)
    assert found.names == tuple(tie.members for tie in region.all_ties)


def test_a_search_that_is_cut_off_has_a_bound():
    found = scheduled(qg.paper.case(), ends=["good", "date"], time_limit=0.02)
    assert found.bound >= 20.37
    assert found.value <= found.bound
    assert found.proven is (found.gap == 0)


def moved(found, k, by):
    """The calendar with another number in one place of every option."""
    chosen = tuple(
        option and (*option[:k], option[k] + by, *option[k + 1 :]) for option in found.options
    )
    return dataclasses.replace(found, options=chosen)


@pytest.mark.slow
def test_forged_calendars_are_refused(dated):
    changes = [
        {"most": dated.value + 0.1},
        {"proven": False},
        {"budgets": tuple(0.9 * money for money in dated.budgets)},
        {"duals": -1 - dated.duals},
        {"witness": dated.witness[1:]},
        {"options": dated.options[1:]},
        {"options": ((0, 0, "good", 0),) * len(dated.options)},
    ]
    assert qg.verify(dated).ok
    forged = [dataclasses.replace(dated, **one) for one in changes]
    assert not any(qg.verify(one).ok for one in forged)
    # What is worse and can be paid is another calendar, further from the best.
    for k, by in itertools.product((0, 1, 3), (-1, 1)):
        found = qg.verify(moved(dated, k, by))
        assert not found.ok or found.gap > dated.certificate.gap


def test_columns_say_what_is_chosen(dated):
    for k, option in enumerate(dated.options):
        told = dated.bundle[k], dated.start[k], dated.ends[k], dated.at[k]
        assert told == ((-1, 0, "", 0) if option is None else option)


@pytest.mark.parametrize("number", [-1, np.inf, np.nan])
def test_what_no_price_can_be_is_refused(number):
    region = small(0)
    found = qg.schedule(region, 1, periods=2, prices={"sharing": 1, "mediation": 1})
    assert qg.verify(found).ok
    forged = [
        {"duals": np.full_like(found.duals, number)},
        {"budgets": (number,) * found.horizon},
        {"most": found.value + number},
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


def test_a_calendar_that_would_take_hours_is_refused():
    prices = {"sharing": 1, "mediation": 1}
    with pytest.raises(errors.RangeError, match="periods of all ways to help are too many"):
        qg.schedule(small(0), 1, periods=100, prices=prices)


def test_a_region_of_one_level_of_trust_has_a_calendar_without_marks():
    frame = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    region = qg.Region.from_matrix(frame, cost=1, levels=0)
    found = qg.schedule(region, 1, periods=2, prices={"sharing": 1, "mediation": 1})
    assert found.certificate.ok
    assert "mark" not in found.ties["ends"].tolist()


def test_a_date_of_help_that_changes_nothing_is_as_if_alone():
    gains = [
        [0.0, 4 / 3, 1 / 6, 0.0],
        [0, 0, 1.5, 0],
        [1 / 6, 0, 0, 2 / 3],
        [1.5, 5 / 3, 17 / 6, 0],
    ]
    frame = pd.DataFrame(gains, index=list("ABCD"), columns=list("ABCD"))
    region = qg.Region.from_matrix(frame, cost=0.5, promotion=0.5, friction=0)
    prices = {"sharing": 4, "mediation": 1}  # mediation, where there is no friction
    assert qg.schedule(region, 4, periods=4, prices=prices, objective="alone").certificate.ok


@pytest.mark.parametrize("names", ["AB", "ABC"])
def test_where_marks_alone_may_end_help_and_there_are_none_nobody_is_helped(names):
    gains = 1.6 * (1 - np.eye(len(names)))
    frame = pd.DataFrame(gains, index=list(names), columns=list(names))
    region = qg.Region.from_matrix(frame, cost=1, levels=0)
    found = qg.schedule(region, 1, periods=2, prices={"sharing": 1}, ends="mark")
    assert found.options == (None,) * len(found.names)
    assert qg.verify(found).ok


def test_the_sentence_of_a_calendar_says_so_many_ties_in_which_period():
    frame = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
    found = qg.schedule(qg.Region.from_matrix(frame, cost=1), 1, periods=2, prices={"sharing": 1})
    said = "1 of 1 tie helped, for at most 1 in any period: 1 tie weak or strong in period 4, "
    assert found.text == f"{said}without help 0."
