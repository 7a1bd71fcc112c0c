"""Plans of regions under a budget: numbers that are known, proofs, and what is refused."""

import dataclasses
import functools
import json
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from helpers.proofs import loaded, refused, signed

import qinba_games as qg
from qinba_games.planning.programme import Block, Points
from qinba_games.planning.solvers.beyond_lists import mean_values
from qinba_games.planning.solvers.undominated_lists import best_of, lists_of
from qinba_games.region.partnerships import CAPACITIES
from qinba_games.region.settings import DRAWN, SETTINGS

PRICES = {"sharing": 2, "mediation": 2, "sharing+mediation": 3}
GROUPS = ("Henan", "Hubei", "Shaanxi", "Sichuan", "Gansu", "Chongqing")
OFFICES = {"across": 6, **dict.fromkeys(GROUPS, 4)}
CASE = qg.paper.case().replaced(delta=0.7)
GAINS = pd.DataFrame([[0, 1.6], [1.2, 0]], index=["A", "B"], columns=["A", "B"])
SMALL = qg.Region.from_matrix(GAINS, cost=1)
SPACE = loaded()


@functools.cache
def solved(objective="kept", horizon=None, offices=False):
    given = OFFICES if offices else None
    return CASE.plan(20, prices=PRICES, objective=objective, horizon=horizon, offices=given)


def planned(objective="kept", budget=20, horizon=None, offices=None):
    found = solved(objective, horizon, offices is not None)
    return found if budget == 20 else found.at(budget)


#: Without a plan, at 6, 12, 20, 40, all, and its least cost (design, table of plans of the case).
KNOWN = {
    ("kept", None): (15, 18, 21, 25, 35, 40, 52),
    ("probability", None): (
        *(14.582278, 17.582278, 20.582278, 24.582278, 34.582278),
        *(38.785215, 56),
    ),
    ("strong", 10): (13.745382, 16.690889, 19.587081, 23.415795, 31.660675, 37.784804, 81),
    ("strong", None): (13.510088, 16.493796, 19.477504, 23.455781, 32.250890, 36.782612, 73),
    ("value", None): (41.069805, 47.979939, 54.000207, 61.094761, 73.323960, 81.169396, 107),
}


@pytest.mark.parametrize(("objective", "horizon"), KNOWN)
def test_plans_of_the_case(objective, horizon):
    found = planned(objective, horizon=horizon)
    last = found.frontier.iloc[-1]
    values = [found.without, *(found.at(b).value for b in (6, 12, 20, 40)), last.value, last.budget]
    assert [round(float(v), 6) for v in values] == [*KNOWN[objective, horizon]]
    assert found.proven
    assert found.status is qg.types.Status.OPTIMAL
    assert (found.gap, found.frontier.budget[0], found.frontier.value[0]) == (0, 0, found.without)


def test_offices_of_the_case():
    found = planned(offices=OFFICES)
    assert [found.at(b).value for b in (10, 20, 40, 60)] == [18, 22, 29, 35]
    assert found.frontier.iloc[-1][["budget", "value"]].tolist() == [78, 40]
    # Three ties of Henan or of Sichuan: of plans as good the first in the order of ties.
    assert (found.at(10).offices, found.at(10).unique) == (("Henan",), False)
    assert found.offices == ("across",)
    assert round(planned("value", offices=OFFICES).value, 6) == 53.551099


def test_what_a_unit_more_brings():
    found = planned("value")
    assert round(found.worth, 6) == 0.729652
    money, gain = found.next
    assert (money, round(gain, 6)) == (1, 0.157373)
    assert planned("value", 107).next is None
    assert planned("value", 107).worth == 0


def test_costs_are_exact_and_decimals_are_what_they_show():
    third = SMALL.plan(Fraction(1, 3), prices={"sharing": Fraction(1, 3)})
    assert (third.value, third.cost, third.left) == (1, Fraction(1, 3), 0)
    many = CASE.plan(0.3, prices={"sharing": 0.1})
    assert (many.value, many.cost, many.left) == (18, 0.3, 0)


def test_default_bundles_cost_the_sum_of_their_parts():
    found = SMALL.plan(9, prices={"sharing": 2, "mediation": 5})
    assert found.programme.prices == ((2, 5, 7),)
    alone = SMALL.plan(9, prices={"sharing": {("b", "A"): 2}})
    assert alone.programme.prices == ((2, None, None),)


def test_order_follows_the_corners_of_the_hull():
    for found in (planned("value"), planned("value", offices=OFFICES)):
        best = found.frontier.set_index("budget").value
        order, total = found.order, found.without
        for step, rows in order.groupby("step"):
            total += rows.gain.sum()
            there = best[rows.total_cost.iloc[-1]]
            assert there == pytest.approx(total, abs=1e-9), step
        assert order.total_cost.iloc[-1] == found.frontier.budget.iloc[-1]
        slopes = order.groupby("step").gain.sum() / order.groupby("step").cost.sum()
        assert (slopes.diff().dropna() < 1e-9).all()


def test_any_equilibrium_is_never_less():
    found = SMALL.plan(9, prices=PRICES, baseline="any equilibrium", delta=0.7)
    assert (found.without, found.cost) == (1, 0)
    together = SMALL.plan(9, prices=PRICES, delta=0.7)
    assert (together.without, together.value, together.cost) == (0, 1, 2)
    asked = {"prices": PRICES, "delta": 0.7, "objective": "value", "baseline": "any equilibrium"}
    worth = SMALL.study(delta=0.7, progress=False).value_any.sum()
    assert SMALL.plan(9, **asked).without == pytest.approx(worth)
    unseen = SMALL.replaced(detection=0.5)
    for region, of, told in ((unseen, {}, "go unnoticed"), (SMALL, {"control_loss": 1}, "region")):
        with pytest.raises(qg.errors.NotApplicableError, match=told):
            region.plan(9, **asked, **of)


def test_a_tie_that_is_only_left_is_not_kept_in_any_equilibrium():
    gains = pd.DataFrame([[0, 0.6], [0.7, 0]], index=["A", "B"], columns=["A", "B"])
    region = qg.Region.from_matrix(gains, cost=1, outside=0.1)
    study = region.study(progress=False)
    assert (study.value_any[0], study.contributes_alone) == (pytest.approx(0.2), (False,))
    assert region.plan(5, prices={"sharing": 2}, baseline="any equilibrium").without == 0


@pytest.mark.parametrize(
    ("baseline", "said"),
    [
        ("acting together", "without help 0 if members act together"),
        ("any equilibrium", "without help 1 if members play any equilibrium, turns included"),
    ],
)
def test_the_sentence_of_a_plan_names_what_without_help_means(baseline, said):
    found = SMALL.plan(9, prices=PRICES, baseline=baseline, delta=0.7)
    assert found.without == int(baseline == "any equilibrium")
    assert said in found.text


def moved(found, place=-1):
    """The same plan with the last point of its frontier a unit higher."""
    stage = found.witness[place]
    value = stage.points.value.copy()
    value[-1] += 1
    stages = [*found.witness]
    stages[place] = stage._replace(points=Points(stage.points.cost, value))
    return dataclasses.replace(found, witness=tuple(stages))


def another(found):
    """The same plan with another tie helped."""
    choice = [*found.choice]
    k, j = choice.index(0), next(k for k, option in enumerate(choice) if option)
    choice[k], choice[j] = choice[j], 0
    return dataclasses.replace(found, choice=tuple(choice))


def cheaper(found):
    prices = tuple((p and p - 1, *more) for p, *more in found.programme.prices)
    return dataclasses.replace(found, programme=dataclasses.replace(found.programme, prices=prices))


def richer(found):
    values = found.programme.values
    first = {help_: v + 1 for help_, v in values[0].items()}
    programme = dataclasses.replace(found.programme, values=(first, *values[1:]))
    return dataclasses.replace(found, programme=programme)


def with_another_row(found):
    prices = (*found.programme.prices, found.programme.prices[0])
    return dataclasses.replace(found, programme=dataclasses.replace(found.programme, prices=prices))


FORGED = {
    "another tie": another,
    "a lower cost": cheaper,
    "a frontier point moved": moved,
    "a list in the middle moved": lambda found: moved(found, 2),
    "more value": richer,
    "less budget": lambda found: dataclasses.replace(found, budget=19),
    "more budget": lambda found: dataclasses.replace(found, budget=23),
    "a list left out": lambda found: dataclasses.replace(found, witness=found.witness[:-1]),
    "an end that nobody asked of": lambda found: dataclasses.replace(found, horizon=3),
    "a loss of control": lambda found: dataclasses.replace(found, control_loss=0.1),
    "prices of a tie too many": with_another_row,
    "a patience": lambda found: dataclasses.replace(found, delta=0.71),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_plan_is_refused(name):
    found = planned("value", offices=OFFICES)
    assert found.concept == "Markov SPE, joint modes or voluntary-transfers SPE"
    assert qg.verify(found).ok
    assert not qg.verify(FORGED[name](found)).ok


@pytest.mark.parametrize("offices", [None, OFFICES])
def test_a_stranger_reads_the_proof(offices):
    told = planned(offices=offices).proof()
    assert not refused(SPACE, told)
    plan, last = told["plan"], told["blocks"][-1]["points"]
    k, j = plan.index(0), next(k for k, option in enumerate(plan) if option)
    forged = [
        {**told, "plan": [*plan[:k], 1, *plan[k + 1 :]]},
        {**told, "plan": [0 if i == j else option for i, option in enumerate(plan)]},
        {**told, "cost": "19"},
        {**told, "value": told["value"] + 1},
        {**told, "budget": "23"},
        {**told, "frontier": [*told["frontier"][:-1], [last[-1][0], last[-1][1] + 1]]},
        {**told, "frontier": told["frontier"][:-1]},
        {**told, "blocks": told["blocks"][:-1]},
        {**told, "ties": told["ties"][:-1]},
        {
            **told,
            "blocks": [
                *told["blocks"][:-1],
                {**told["blocks"][-1], "points": [*last[:-1], [last[-1][0], last[-1][1] + 1]]},
            ],
        },
    ]
    assert [refused(SPACE, signed(one)) for one in forged] == [True] * len(forged)


def test_every_point_of_a_list_that_moves_is_noticed():
    told = planned(budget=6).proof()
    for place, block in enumerate(told["blocks"][::16]):
        for k in range(len(block["points"])):
            for change in (-1, 1):
                points = [[*point] for point in block["points"]]
                points[k][1] += change
                blocks = [*told["blocks"]]
                blocks[16 * place] = {**block, "points": points}
                assert refused(SPACE, signed({**told, "blocks": blocks}))


def test_a_plan_is_written_and_drawn(tmp_path):
    found = planned("value")
    path = tmp_path / "plan.json"
    found.proof(path)
    assert json.loads(path.read_text(encoding="utf-8"))["kind"] == "plan"
    axes = found.plot()
    assert axes.get_xlabel() == "budget"
    assert "bundle" in found.to_latex()
    assert json.loads(found.to_json())["proven"] is True
    assert found.ties.gain.sum() == pytest.approx(found.value - found.without)
    assert np.array_equal(found.ties.bundle != "", np.array(found.choice) > 0)


def test_why_a_tie_is_helped():
    found = planned("value").why("Ankang", "Chengkou")
    assert (found.tie, found.helped, found.bundle) == (("Chengkou", "Ankang"), True, "sharing")
    assert (round(found.loss, 6), found.entry_price["sharing"]) == (0.906470, 2)
    named = planned().why("Baoji", "Hanzhong").binding
    assert named == ("Hanzhong", pytest.approx(0.392, abs=5e-4))
    why = planned().why("Baoji", "Hanzhong")
    said = f"If both always contributed without help, Hanzhong would gain {why.binding[1]:.2f} by"
    assert said in why.text


@pytest.mark.parametrize(("budget", "k"), [(20, 0), (20, 21), (20, 26), (107, 21)])
def test_why_is_what_plans_with_other_prices_say(budget, k):
    """Forced the other way by prices; and just above the entry price it is not helped."""
    found = planned("value", budget)
    pair = found.programme.ties[k]
    told = found.why(*pair)
    if told.helped:
        ties = [tie for tie in found.programme.ties if tie != pair]
        others = {name: dict.fromkeys(ties, price) for name, price in PRICES.items()}
        again = CASE.plan(budget, prices=others, objective="value")
        assert found.value - again.value == pytest.approx(told.loss, abs=1e-9)
    name = told.bundle or "sharing"
    entry, option = told.entry_price[name], found.programme.bundles.index(name) + 1
    for price, helped in ((entry - 0.01, True), (entry + 0.01, False)):
        if price >= 0:
            others = {**dict.fromkeys(found.programme.ties, PRICES[name]), pair: price}
            again = CASE.plan(budget, prices={**PRICES, name: others}, objective="value")
            assert (again.choice[k] == option) is helped


def test_a_tie_that_nothing_keeps_is_said_to_lose():
    found = planned()
    told = found.why("Luoyang", "Nanyang")
    assert (told.helped, told.bundle, told.price, told.gain) == (False, "", 0, 0)
    assert told.loss == 1
    assert len(told.instead) >= 1
    poor = planned(budget=1).why("Luoyang", "Nanyang")
    assert poor.loss == float("inf")
    assert "No plan of this budget helps it" in poor.text


@functools.cache
def drawn(worst=None):
    """Settings alone are drawn, each within one step of its value."""
    steps = {setting.name: setting.step for setting in SETTINGS if setting.name in DRAWN}
    given = {name: CASE.settings[name] for name in steps if name not in CAPACITIES}
    ranges = {name: (value - steps[name], value + steps[name]) for name, value in given.items()}
    ranges["detection"] = (ranges["detection"][0], 1)
    return CASE.plan(20, prices=PRICES, draws=200, ranges=ranges, rng=7, worst=worst)


@pytest.mark.slow
def test_plans_for_the_mean_of_draws():
    found = drawn()
    assert found.value == pytest.approx(25.485)
    assert found.by_draw.mean() == pytest.approx(found.value)
    assert found.worst(1) == pytest.approx(found.value)
    assert found.worst(0.1) == pytest.approx(np.sort(found.by_draw)[:20].mean())
    half = np.sort(found.by_draw)[:3]
    assert found.worst(0.0125) == pytest.approx((half[0] + half[1] + half[2] / 2) / 2.5)
    assert qg.verify(found).ok
    values = found.answers.values + 0.01
    forged = dataclasses.replace(found, answers=dataclasses.replace(found.answers, values=values))
    assert not qg.verify(forged).ok


def test_a_plan_for_the_worst_draws():
    found = drawn(0.1)
    assert found.value == pytest.approx(16.8)
    assert (found.bound, found.gap, found.unique) == (found.value, 0, None)
    assert found.status is qg.types.Status.OPTIMAL
    assert found.value == pytest.approx(np.sort(found.by_draw)[:20].mean())
    assert drawn().worst(0.1) <= found.value
    assert found.cost <= 20
    assert "kept 16.8 on average in the worst 10 % of draws" in found.text
    for name in ("frontier", "order", "order_loss", "worth", "next"):
        with pytest.raises(qg.errors.NotApplicableError, match="leave worst out"):
            getattr(found, name)
    for ask in (lambda: found.why("Ankang", "Chengkou"), lambda: found.at(3), found.proof):
        with pytest.raises(qg.errors.NotApplicableError, match="leave worst out"):
            ask()


@functools.cache
def of_few():
    """Four ties of a square, of which a budget helps some, in 30 draws."""
    names = ["North", "East", "South", "West"]
    table = [(1.6, 1.2), (1.3, 1.4), (1.7, 1.1), (1.25, 1.5)]
    rows = [(names[k], names[k - 1], *table[k]) for k in range(4)]
    ties = pd.DataFrame(rows, columns=["a", "b", "benefit_a", "benefit_b"])
    region = qg.Region.from_frames({"name": names}, ties, delta=0.7)
    return region.plan(4, prices=PRICES, objective="value", draws=30, rng=1, worst=0.2)


def with_search(found, **changes):
    return dataclasses.replace(found, search=dataclasses.replace(found.search, **changes))


def with_all_in_one_draw(found):
    return with_search(found, weights=np.eye(len(found.search.weights))[0])


FORGED_SEARCHES = {
    "another tie": another,
    "a frontier point moved": moved,
    "another share": lambda found: with_search(found, share=0.4),
    "all weight in one draw": with_all_in_one_draw,
    "other weights": lambda found: with_search(found, weights=found.search.weights[::-1]),
    "a bound below the plan": lambda found: with_search(found, most=found.value - 1),
    "a bound above the plan": lambda found: with_search(found, most=found.value + 1),
    "no lists": lambda found: dataclasses.replace(found, witness=()),
    "no search": lambda found: dataclasses.replace(found, search=None),
    "less budget": lambda found: dataclasses.replace(found, budget=found.cost - 1),
}


@pytest.mark.parametrize("name", FORGED_SEARCHES)
def test_a_forged_plan_for_the_worst_draws_is_refused(name):
    assert qg.verify(of_few()).outside
    forged = qg.verify(FORGED_SEARCHES[name](of_few()))
    assert not (forged.ok and forged.outside)


def test_weights_on_fewer_draws_than_count_prove_nothing():
    """In a bad draw alone the lists let no plan bring more than a worse one does on average."""
    found, weights = of_few(), np.eye(30)
    for draw in weights:
        values = mean_values(found.values_by_draw, draw)
        programme = dataclasses.replace(found.programme, values=values)
        witness = lists_of(programme)
        forged = with_search(
            dataclasses.replace(found, programme=programme, witness=witness, choice=(1, 0, 0, 1)),
            weights=draw,
        )
        most = float(programme.worth(best_of(programme, witness, found.budget)))
        if most <= forged.value:
            break
    else:
        raise AssertionError("no draw is as bad")
    assert forged.value < found.value / 2
    assert not qg.verify(with_search(forged, most=forged.value)).ok


def test_a_worse_plan_for_the_worst_draws_is_not_the_best():
    """It can be paid, and the lists show that more may be had."""
    found = of_few()
    fewer = dataclasses.replace(found, choice=(0,) * len(found.choice), proven=False)
    side = qg.verify(with_search(fewer, most=found.search.most))
    assert side.ok
    assert side.outside is None
    assert side.gap == pytest.approx(found.value - found.without)


def test_more_offices_together_than_lists_open():
    """One plan by a search, of which only a solver says that nothing is better."""
    names = {tie: (f"office {k}", "all") for k, tie in enumerate(planned().programme.ties)}
    found = CASE.plan(20, prices=PRICES, office_of=names, offices=1)
    assert len(found.programme.offices) > 12
    assert (found.value, found.proven, found.status.name) == (21, True, "EQUILIBRIUM")
    assert found.cost <= 20
    assert qg.verify(found).ok
    assert not qg.verify(dataclasses.replace(found, budget=18)).ok
    with pytest.raises(qg.errors.NotApplicableError, match="fewer offices together"):
        found.why("Ankang", "Chengkou")


def test_a_search_that_is_cut_off_says_how_good_any_plan_can_be():
    names = {tie: (f"office {k}", "all") for k, tie in enumerate(planned().programme.ties)}
    found = CASE.plan(
        20, prices=PRICES, office_of=names, offices=1, objective="value", time_limit=0
    )
    assert found.bound >= found.value
    assert found.proven or found.gap > 0


def test_regret_is_what_the_best_plan_of_each_draw_adds():
    found = SMALL.plan(2, prices=PRICES, draws=30, rng=1, delta=0.7)
    best = found.answers.values[:, 0, [0, 1, 2]].max(axis=1)
    assert found.regret == pytest.approx(best - found.by_draw)
    assert drawn().regret.min() >= 0
    again = SMALL.plan(2, prices=PRICES, draws=9, rng=5, delta=0.7)
    assert found.again(9, rng=5) == pytest.approx(again.answers.values[:, 0, found.choice[0]])


def test_what_draws_do_not_offer_is_named():
    with pytest.raises(qg.errors.NotApplicableError, match="knows no draws"):
        SMALL.plan(2, prices=PRICES).worst(0.5)
    with pytest.raises(qg.errors.NotApplicableError, match="any equilibrium"):
        SMALL.plan(2, prices=PRICES, draws=2, baseline="any equilibrium")


def test_lists_that_open_no_office_are_refused(monkeypatch):
    """They follow from each other, and know nothing of what offices would bring."""
    found = planned(offices=OFFICES)
    with monkeypatch.context() as patch:
        patch.setattr(Block, "openings", lambda self: [frozenset()])
        lists = lists_of(found.programme)
    choice = (0,) * len(found.choice)
    assert not qg.verify(dataclasses.replace(found, witness=lists, choice=choice)).ok


def test_why_a_tie_is_not_helped_whose_office_is_closed():
    found = SMALL.plan(2, prices={"sharing": 2}, offices=1)
    told = found.why("A", "B")
    assert (told.helped, told.loss, told.entry_price) == (False, float("inf"), {"sharing": 1})
    forced = SMALL.plan(0, prices={"sharing": 0}, offices=0.5).at(1).why("B", "A")
    assert (forced.helped, forced.loss) == (True, 1)


def test_what_is_kept_is_counted_by_weight():
    found = SMALL.plan(2, prices={"sharing": 2}, weights={("B", "A"): 2.5})
    assert repr(found) == "Plan(kept 2.5 of 2.5 by weight for 2 of 2; without 0)"


@pytest.mark.parametrize("objective", ["kept", "value"])
def test_a_plan_of_another_budget_is_the_one_that_plan_finds(objective):
    asked = {"prices": {"sharing": 2, "mediation": 2}, "objective": objective}
    assert SMALL.plan(5, **asked).at(3) == SMALL.plan(3, **asked)
