"""Exact numbers of any length: every public verb answers them, and its answer holds."""

import dataclasses
import inspect
import itertools
from fractions import Fraction as F

import numpy as np
import pytest
from helpers.exact_verbs import LEFT_OUT, VERBS

import qinba_games as qg
from qinba_games import cooperative, errors, institutions, sharing, symbolic, third_parties
from qinba_games.common.proof import plain

#: Answers that are searched for, or found in floats.
SEARCHED = {
    *("attribute", "cheapest_coordinator", "evolve_arrays", "evolve_many", "inspection"),
    "watershed_game",
    *(
        "least_regime",
        "pair_thresholds",
        "pivotal_window",
        "protected_trade",
        "subsidy_budget",
        "waiting",
        "when_it_hurts",
    ),
    *("critical_discount", "payoff_set", "fairness", "characteristic_function", "share"),
}
#: Answers that are sets of numbers, or a name.
WINDOWS = {"least_regime", "pair_thresholds"}
#: All calls of some take long, and all but the first of others.
LONG = {"attribute", "audited", "cheapest_coordinator", "monitoring_window", "watershed_game"}
SLOW = {"critical_discount", "fairness", "payoff_set", "pivotal_window"}


def longer():
    """Each number a little smaller, over a denominator of 200 digits that no other one has."""
    count = itertools.count(1)
    return lambda x: F(x) * (1 - F(k := next(count), 10**199 + k * k + 1))


def binary():
    """Each number as the float next to it says."""
    count = itertools.count(1)
    return lambda x: F(float(x) * (1 - next(count) * 1e-7))


def whole():
    """Whole numbers on both sides of 2^63, and chances as they are."""
    count = itertools.count(1)
    return lambda x: F(x) * (2**61 + next(count)) if x > 1 else F(x)


def fractions_of(value):
    """All Fractions of a result."""
    if isinstance(value, F):
        yield value
    elif isinstance(value, np.ndarray) and value.dtype == object:
        yield from fractions_of(value.ravel().tolist())
    elif isinstance(value, (tuple, list)):
        yield from itertools.chain.from_iterable(map(fractions_of, value))
    elif isinstance(value, qg.types.Certificate) or hasattr(value, "certificate"):
        for field in dataclasses.fields(value):
            yield from fractions_of(getattr(value, field.name))


def calls():
    for name, calls in VERBS.items():
        for k, call in enumerate(calls):
            for make in (longer, binary) if name in SEARCHED else (longer, binary, whole):
                marks = []
                if make is not longer or (name in SLOW and k != 0) or name in LONG:
                    twice = name in LONG and make is not longer
                    marks = [pytest.mark.exhaustive if k or twice else pytest.mark.slow]
                yield pytest.param(name, call, make, marks=marks, id=f"{name}-{k}-{make.__name__}")


@pytest.mark.parametrize(("name", "call", "make"), list(calls()))
def test_every_verb_answers_exact_numbers_of_any_length(name, call, make):
    found = call(make())
    if name in WINDOWS:
        return
    assert qg.verify(found).ok
    assert found.exact or name in SEARCHED
    for number in fractions_of(found):  # of Python, whose integers know no end
        assert type(number.numerator) is type(number.denominator) is int
    assert repr(found)
    assert found._repr_html_()
    assert found.to_frame() is not None
    assert found.to_latex()


def test_every_public_verb_is_asked_or_left_out_for_a_reason():
    from bad_input.discovery import _offered  # beside which many models are made

    public = {name for name, value in _offered() if inspect.isfunction(value)}
    asked = {name for name in public if name in VERBS}
    left = {name for name in public if name.startswith(tuple(LEFT_OUT))}
    assert sorted(public - asked - left) == []
    assert sorted(set(VERBS) - public) == []


def test_a_closed_form_takes_numbers_of_any_length():
    f = longer()
    game = qg.RepeatedGame(qg.prisoners_dilemma(f(3), f(0), f(5), f(1)))
    assert symbolic.twin_of(game).value == qg.critical_discount(game).delta


#: Floats cannot tell it from 1.
NEAR = F(10**300 + 1, 10**300 + 7)
ALMOST = qg.Partnership([[3, 2]], 1, promotion=0.5, friction=0.1)
GUILD = institutions.MerchantGuild(0.2, 0.1)
FAIR = institutions.LawMerchant(1.6, 0.8, query=0.1, appeal=0.2)
DILEMMA = qg.prisoners_dilemma(3.0, 0, 5, 1)
LEVELS = qg.Hierarchy(
    {"nation": None, "A": "nation", "B": "nation"},
    {("A", "B"): ALMOST},
    inside=0.1,
    border=[0.2, 0.3],
)


@pytest.mark.parametrize(
    "call",
    [
        lambda: qg.evolve_many([ALMOST], NEAR),
        lambda: qg.evolve(ALMOST, NEAR),
        lambda: qg.evolve_members(ALMOST, NEAR),
        lambda: qg.evolving(ALMOST, delta=NEAR),
        lambda: qg.evolving(ALMOST)(delta=NEAR),
        lambda: qg.solve(DILEMMA, NEAR),
        lambda: qg.payoff_set(DILEMMA, NEAR),
        lambda: qg.payoff_set(ALMOST, NEAR),
        lambda: qg.stabilise(LEVELS, NEAR, "none"),
        lambda: qg.least_regime(LEVELS, "A", "B", NEAR),
        lambda: institutions.honesty(1.0, NEAR, [1]),
        lambda: institutions.workable_stakes(DILEMMA, NEAR, 1),
        lambda: institutions.honest_trade(FAIR, NEAR),
        lambda: institutions.protected_trade(GUILD, NEAR),
        lambda: third_parties.subsidy_budget(ALMOST, NEAR),
    ],
)
def test_a_patience_that_floats_round_to_1_is_refused_in_floats(call):
    with pytest.raises(errors.DiscountError):
        call()


def test_it_is_answered_in_fractions():
    exact = qg.prisoners_dilemma(3, 0, 5, 1)
    assert qg.solve(exact, NEAR).joint_payoff == 6


def test_an_estate_may_be_longer_than_what_it_is_compared_with():
    problem = cooperative.ClaimsProblem(NEAR, [100, 200])
    assert sharing.share(problem, "talmud").payoffs.tolist() == [NEAR / 2, NEAR / 2]


@pytest.mark.parametrize("share", [F(1, 10**30), 10**30])
def test_foreign_payoffs_of_any_length_are_judged(share):
    nothing = qg.nucleolus(cooperative.TUGame([0, 0, 0, 0]))
    assert not qg.verify(nothing, policy=[share, -share]).ok


def test_an_integer_beside_long_ones_is_no_float():
    ints = qg.nash(qg.StageGame([[[F(1, 3), 2**63], [2, 3]], [[1, 1], [2**64, 10**30]]]))
    assert ints.payoffs[0].tolist() == [2**64, 10**30]


TIES = {"a": ["A"], "b": ["B"], "benefit_a": [2], "benefit_b": [2]}


def region(size=1, year=2000):
    governments = {"name": ["A", "B"], "lat": [30, 31], "lon": [100, 101], "size": [size, 1]}
    signed = {"agreement": ["x", "x"], "member": ["A", "B"], "year": [year, year]}
    return qg.Region.from_frames(governments, TIES, signed)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"size": 10**400}, {"size": F(10**400)}, {"size": "9" * 400}, {"size": 1e305}),
        *({"size": "1" * 400 + "/3"}, {"size": "9" * 5000}, {"year": 10**400}),
        *({"year": 10**19}, {"year": "1" * 20}, {"year": 2000.5}),
    ],
)
def test_sizes_and_years_of_many_digits_are_refused_when_they_are_read(wrong):
    assert len(region(size=10**30, year="2000").governments) == 2
    with pytest.raises(errors.InvalidInputError, match=next(iter(wrong))):
        region(**wrong)


@pytest.mark.parametrize("cell", ["9" * 400, "9" * 140_000, "x" * 140_000, "1" * 400 + "/3"])
def test_long_cells_of_a_file_are_refused(tmp_path, cell):
    governments, ties = tmp_path / "governments.csv", tmp_path / "ties.csv"
    governments.write_text(f"name,lat,lon,size\nA,30,100,{cell}\nB,31,101,1\n")
    with pytest.raises(errors.InvalidInputError, match=r"governments\.csv"):
        qg.Region.from_frames(governments, TIES)
    ties.write_text(f"a,b,value_a,value_b,temptation_a,temptation_b\nA,B,{cell},2,3,3\n")
    with pytest.raises(errors.InvalidInputError):
        qg.Network.from_edge_list(ties)


def test_numbers_too_long_to_write_are_said_about_or_refused():
    f = longer()
    games = [F(k, 10**199 + k) for k in range(1, 31)]
    found = qg.shapley(cooperative.TUGame([0, *map(f, games), 1000]))
    assert "about" in found.to_latex()
    assert "about" in found._repr_html_()
    assert found.to_latex(digits=3)
    with pytest.raises(errors.RangeError, match="limit_denominator"):
        found.to_json()
    with pytest.raises(errors.RangeError, match="limit_denominator"):
        plain(found.payoffs)


def test_names_that_are_numbers_of_many_digits_are_refused():
    governments = {"name": [10**5000, "B"], "lat": [30, 31], "lon": [100, 101]}
    with pytest.raises(errors.InputTypeError, match="64"):
        qg.Region.from_frames(governments, TIES)
    with pytest.raises(errors.InputTypeError, match="64"):
        qg.prisoners_dilemma(3, 0, 5, 1, players=[10**5000, 1])
