"""The cheapest coordinator, the least subsidy, and measures that hurt: beside grids of levels."""

import numpy as np
import pytest
from oracles import draws, partnership

import qinba_games as qg
from qinba_games.coordinator import cheapest_coordinator, subsidy_budget, when_it_hurts
from qinba_games.core import errors

PLAIN = qg.Partnership([[2, 2]], 1, promotion=0, friction=0, drop=None)


def random_pair(rng):
    free = {"deposit": 0, "subsidy": 0, "stake": 0, "mandate": (), "sharing": "none"}
    terms, delta = draws.random_terms(rng, most=9)
    return qg.Partnership(**{**terms, **free, "detection": 0.5}), float(delta)


def is_strong(pair, delta, **capacities):
    truth = partnership.best(pair, delta, qg.Coordinator(**capacities))
    return truth.founding_class == "strong"


@pytest.mark.parametrize("seed", range(12))
def test_the_least_subsidy_is_just_enough(seed):
    pair, delta = random_pair(np.random.default_rng(seed))
    budget = subsidy_budget(pair, delta)
    if budget.subsidy == np.inf:
        assert not any(is_strong(pair, delta, subsidy=s) for s in (0, 1, 5, 20))
        assert "no subsidy" in repr(budget)
    else:
        assert is_strong(pair, delta, subsidy=budget.subsidy + 1e-6)
        assert budget.subsidy == 0 or not is_strong(pair, delta, subsidy=budget.subsidy - 1e-5)
        assert budget.per_period == pytest.approx(pair.n_members * budget.subsidy)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(k, marks=pytest.mark.slow) for k in range(1, 6))]
)
def test_no_level_of_a_grid_is_cheaper(seed):
    rng = np.random.default_rng(seed)
    pair, delta = random_pair(rng)
    prices = {"monitoring": 1, "deposit": (0.1, 0.5), "sharing": 0.75}
    answer = cheapest_coordinator(pair, delta, prices, limits={"deposit": 4})
    levels = np.linspace(0, 1, 5)
    for m in levels:
        for b in 4 * levels:
            for sharing in (False, True):
                cost = m + (b > 0) * 0.1 + 0.5 * b + 0.75 * sharing
                if cost < answer.cost - 1e-6:
                    assert not is_strong(pair, delta, monitoring=m, deposit=b, sharing=sharing)
    assert answer.certificate.ok
    if answer.coordinator:
        assert answer.evolution.founding_class == "strong"
        spent = answer.to_frame()["cost"]
        assert spent.is_monotonic_increasing


def test_what_nothing_reaches_is_said():
    answer = cheapest_coordinator(PLAIN, 0.0, {"mediation": 1})
    assert answer.coordinator is None
    assert answer.cost == np.inf
    assert "no set of capacities reaches" in repr(answer)
    assert subsidy_budget(PLAIN, 0.9).subsidy == 0
    free = cheapest_coordinator(PLAIN, 0.9, {"mediation": 1, "deposit": 1})
    assert free.coordinator.capacities == ()
    assert free.equally_good == 3  # other sets, at levels of nothing


def test_other_capacities_at_work_besides():
    helper = qg.Coordinator(deposit=0.1)
    alone, besides = subsidy_budget(PLAIN, 0.4), subsidy_budget(PLAIN, 0.4, coordinator=helper)
    assert alone.subsidy == pytest.approx(0.2)
    assert besides.subsidy == pytest.approx(0.14)  # (1 - delta)(1 - s - B) = delta
    assert alone.expected == pytest.approx(0.4)


def test_support_and_stakes_raise_the_patience_that_is_needed():
    """Of one relation: (d - x) / (d - w), a stake takes its part of x - w."""
    sizes = [0, 0.25, 0.5]
    support = when_it_hurts(PLAIN, "support", sizes)
    assert support.delta == pytest.approx([1 / (2 - w) for w in sizes])
    stake = when_it_hurts(PLAIN, "stake", sizes)
    assert stake.delta == pytest.approx([(1 + s) / 2 for s in sizes])
    assert stake.hurts
    assert stake.witness["least patience with"] == pytest.approx(0.75)
    assert not when_it_hurts(PLAIN, "support", sizes, crowding_out=0).hurts


def test_bias_is_harmless_while_the_other_still_has_enough():
    pair = qg.Partnership([[3, 2]], 1, promotion=0, friction=0, drop=None, sharing="equal")
    answer = when_it_hurts(pair, "bias", [0, 0.1, 0.4], favoured="1")
    gains = (3.0, 2.0)
    for size, delta in zip(answer.sizes, answer.delta, strict=True):
        parts = (1 - size) / 2 + size, (1 - size) / 2
        least = max((d - 3 * part) / d for d, part in zip(gains, parts, strict=True))
        assert delta == pytest.approx(max(least, 0))
    assert answer.lost[1] == ()
    assert answer.lost[2] != ()
    ((low, high),) = answer.intervals
    assert low == pytest.approx(1 / 3, abs=1e-5)  # where .25 + .75 size is 1/2
    assert high == 0.4


def test_bad_questions_are_named():
    for wrong, error in (
        ({"prices": {}}, errors.InputTypeError),
        ({"prices": {"power": 1}}, errors.UnknownNameError),
        ({"prices": {"sharing": (1, 2, 3)}}, errors.ShapeError),
        ({"prices": {"deposit": -1}}, errors.RangeError),
        ({"prices": {"deposit": 1}, "limits": {"mediation": 2}}, errors.RangeError),
        ({"prices": {"deposit": 1}, "goal": "weak"}, errors.UnknownNameError),
        ({"prices": {"deposit": 1}, "credibility": 2}, errors.ProbabilityError),
    ):
        with pytest.raises(error):
            cheapest_coordinator(PLAIN, 0.5, **wrong)
    with pytest.raises(errors.NotApplicableError):
        subsidy_budget(PLAIN, 0.5, coordinator=qg.Coordinator(subsidy=1))
    with pytest.raises(errors.UnknownNameError):
        when_it_hurts(PLAIN, "praise", [1])
    with pytest.raises(errors.RangeError):
        when_it_hurts(PLAIN, "stake", [2])
    with pytest.raises(errors.EmptyGameError):
        when_it_hurts(PLAIN, "stake", [])
    with pytest.raises(errors.NotApplicableError):
        when_it_hurts(PLAIN.replace(sharing="surplus"), "bias", [0.1])
