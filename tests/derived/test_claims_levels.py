"""Claims on levels: what superiors do for the pair of the paper's second figure."""

import csv
import dataclasses
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.claim_thresholds import judged, verdict_at
from helpers.marks import some

import qinba_games as qg
from qinba_games.paper import claims
from qinba_games.paper import levels as levels_of_case
from qinba_games.paper.claims.worlds import money

BAZHONG, HANZHONG = "511900", "610700"


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({}, "fails"),
        ({"delta": 0.5}, "holds"),
        ({"delta": 0.45}, "fails"),
        ({"delta": 0.6}, "fails"),
        ({"delta": 0.6, "drop": None}, "holds"),
        ({"drop": None}, "fails"),
    ],
)
def test_bazhong_and_hanzhong(given: dict[str, Any], verdict: str) -> None:
    assert verdict_at(claims.c38, given) == verdict


@pytest.mark.slow
def test_classes_on_both_sides() -> None:
    table = judged("C38").to_frame().set_index("delta")
    names = ["without superiors", "with strong superiors"]
    assert table.loc[0.5, names].tolist() == ["nominal", "weak"]
    assert table.loc[0.7, names].tolist() == ["strong", "strong"]
    values = ["value without superiors", "value with strong superiors"]
    assert table.loc[0.7, values].tolist() == pytest.approx([3.977722, 4.128383], abs=1e-6)


def test_agrees_with_the_hierarchy_about_friction() -> None:
    levels = qg.paper.hierarchy()
    spans = qg.hierarchy.pair_thresholds(levels, BAZHONG, HANZHONG, 0.5, "none", "friction")
    ((_, high),) = spans
    assert levels.border[levels.top] <= high < levels.border[-1]


@pytest.mark.parametrize("seed", some(range(3), 0, 1))
def test_share_that_needs_its_superiors(seed: int) -> None:
    """Asked of every pair by itself, at the friction of either border."""
    rng = np.random.default_rng(seed)
    delta, drop = rng.uniform(0.45, 0.75), (1, None, 2)[seed]
    levels = qg.paper.hierarchy(drop=drop)
    needing = []
    for pair in filter(lambda pair: levels.superior(*pair), levels.pairs):
        works = [
            qg.evolve(at(levels, pair, friction), delta, founding=levels.founding[pair])
            for friction in (levels.border[-1], levels.border[levels.top])
        ]
        far, near = (one.classes[levels.founding[pair]] in ("weak", "strong") for one in works)
        needing.append(near and not far)
    share = sum(needing) / len(needing)
    assert 0 < share < 1
    for step, verdict in [(-1e-6, "holds"), (1e-6, "fails")]:
        claim = claims.c37(delta=delta, drop=drop, quorum=share + step)
        assert claim.verdict == verdict
        assert claim.threshold["quorum"] == pytest.approx(share, abs=1e-6)


def at(levels: Any, pair: tuple[str, str], friction: float) -> qg.Partnership:
    """The partnership of a pair at one friction for ever."""
    model = levels.partnerships[pair]
    return dataclasses.replace(model, friction=np.full(model.levels, friction))


def test_share_at_the_defaults() -> None:
    # 8 of 108 pairs across borders need their superiors, for 34 these matter.
    told = judged("C37")
    assert told.threshold["quorum"] == pytest.approx(8 / 108)
    assert "8 of 108" in told.condition
    assert "for 34" in told.condition


def test_six_provinces_as_one_network() -> None:
    # Without sharing nobody stays at .6 and .7, and all do at .8; with sharing all from .6 on.
    table = judged("C41").further["the six provinces of the case"]
    keys = zip(table["sharing"], table["delta"], strict=True)
    stay = dict(zip(keys, table["provinces that stay"], strict=True))
    assert [stay["none", delta] for delta in (0.6, 0.7, 0.8)] == [0, 0, 6]
    assert [stay["voluntary", delta] for delta in (0.6, 0.7, 0.8)] == [6, 6, 6]


@pytest.mark.slow
def test_bridges_of_the_case_act_at_every_control_loss() -> None:
    # Strong pairs across borders, of 9 + 23 provinces and prefectures: 1 + 8 under nobody.
    table = judged("C42").further["the case, provinces and prefectures"]
    rows = zip(table["regime"], table["control loss"], table["level"], table["strong"], strict=True)
    strong = {(regime, loss, level): count for regime, loss, level, count in rows}
    assert strong["none", 0, "prefecture"] == strong["national", 0, "prefecture"] == 8
    assert strong["three-level", 0, "prefecture"] == 11
    assert all(strong["three-level", loss, "prefecture"] > 8 for loss in (0.5, 1))
    assert strong["none", 0, "province"] == 1
    assert strong["national", 0, "province"] == strong["three-level", 0, "province"] == 4


def test_money_on_each_level_of_the_case_buys_what_regimes_are() -> None:
    # Nobody helped is "none"; whoever "national" or "three-level" helps can be bought as well.
    found, levels = money.bought(), money.of_levels()
    strong = {
        regime: sum(
            one.long_run["strong"]
            for one in qg.stabilise(levels, 0.7, regime, coordinator=money.BOTH).pairs
        )
        for regime in ("none", "national", "three-level")
    }
    near = 1e-6
    assert all(one.without == pytest.approx(strong["none"]) for one in found.values())
    assert found[money.NATIONAL].value >= strong["national"] - near
    assert found[money.LINKED].value >= strong["three-level"] - near
    assert found[money.LINKED].cost <= 3 * len(levels.pairs)
    # Bridges need superiors that are together: beside plans for these they bring more than alone.
    alone = found[money.LINKED].value - found[money.NATIONAL].value
    assert alone > found[money.BRIDGES].adds + 1


def test_claims_say_what_plans_for_the_case_bring() -> None:
    table = judged("C42").further[money.TITLE]
    for name, by_unit in zip(table["helped"], table["added by a unit of money"], strict=True):
        assert name == money.NATIONAL or f"{by_unit:.3g} {name}"[:4] in judged("C42").condition
    without, value, cost = (
        dict(zip(table["helped"], table[column], strict=True))
        for column in ("strong without help", "strong with help", "cost")
    )
    more, step = (
        value[money.LINKED] - value[money.NATIONAL],
        cost[money.LINKED] - cost[money.NATIONAL],
    )
    assert f"bridges beside it {more:.3g} for {step}" in judged("C44").condition
    alone = value[money.BRIDGES] - without[money.BRIDGES]
    assert f"bridges alone {alone:.3g} for {cost[money.BRIDGES]}" in judged("C44").condition
    assert f"{without[money.LINKED]:.3g} are strong" in judged("C40").condition
    assert f"adds {value[money.LINKED] - without[money.LINKED]:.3g}" in judged("C47").condition


def test_first_agreement_of_the_record() -> None:
    path = Path(qg.__file__).parent / "paper" / "data" / "agreements.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    first = min(int(r["year"]) for r in rows if (r["status"], r["kind"]) == ("paper", "agreement"))
    assert first == 1986
    for step, verdict in [(-1e-6, "holds"), (1e-6, "fails")]:
        told = claims.c29(year=first + step)
        assert told.verdict == verdict
        assert told.threshold["year"] == first
    assert judged("C29").evidence["agreements so far"][-1] == 5


@pytest.mark.slow
@pytest.mark.parametrize("delta", some([0.7, 0.5, 0.85], 1, 2))
def test_loss_by_weakness(delta: float) -> None:
    levels = qg.paper.hierarchy()
    now = best = 0.0
    for pair in (pair for pair in levels.pairs if levels.levels[pair] == "prefecture"):
        model = levels.partnerships[pair]
        friction = 0.25 if levels.crosses(*pair) else levels.friction(pair)[-1]
        alone = dataclasses.replace(model, friction=np.full(4, friction))
        now += qg.evolve(alone, delta, founding=levels.founding[pair]).founding_value
        ((chance, extra),) = model.bad_times
        best += model.benefit[-1].sum() - model.cost.sum() - chance * sum(extra)
    loss = 1 - now / best
    for step, verdict in [(-1e-6, "holds"), (1e-6, "empirical")]:
        told = claims.c39(delta=delta, doubt=loss + step)
        assert told.verdict == verdict
        assert told.threshold["doubt"] == pytest.approx(loss, abs=1e-6)


@pytest.mark.slow
def test_effects_of_the_office_that_fit_the_record() -> None:
    # 959 + 402 wharves, and 77.3 - 74.3 points of water quality.
    def effects(**given: Any) -> list[list[float]]:
        table = claims.c18(**given).further["effects of the office that fit the record"]
        return [table[name] for name in ("on record", "least", "most")]

    assert effects() == [[1361, 3], [0, 0], [1361, 3]]
    assert effects(delta=0.7) == [[1361, 3]] * 3
    assert np.isnan(effects(delta=0.3)[1:]).all()


@pytest.mark.slow
def test_friction_that_the_pair_bears() -> None:
    # With drop 1 no friction stops it; where friction ends it: strong to .290545 and cooperating to
    # .351661 without sharing, .389243 and .454732 with it.
    table = judged("C38").further["friction that the pair bears"]
    assert table["strong up to"][:2] == table["works together up to"][:2] == [1, 1]
    assert table["strong up to"][2:] == pytest.approx([0.290545, 0.389243], abs=1e-6)
    assert table["works together up to"][2:] == pytest.approx([0.351661, 0.454732], abs=1e-6)


@pytest.mark.parametrize("sharing", some(["none", "voluntary"], 1))
@pytest.mark.slow
def test_nobody_waits_at_the_gains_of_the_case(sharing: str) -> None:
    # Who earns more than it spends loses by waiting; trust built at a loss can wait.
    table = claims.c38(sharing=sharing).further["who waits for its superiors"]
    rows = list(zip(table["benefit"], table["delta"], table["pairs that wait"], strict=True))
    assert [count for benefit, _, count in rows if benefit == 2.2] == [0, 0, 0]
    assert {delta: count for benefit, delta, count in rows if benefit == 1}[0.95] > 0
    assert not any(table["Bazhong and Hanzhong wait"])


@pytest.mark.slow
def test_where_the_pair_needs_its_provinces() -> None:
    # It needs them where it works together at the least friction of the border, and not at the
    # largest: asked of every pair one by one, on both sides of every end that is told. The same of
    # working together in bad times as well.
    table = judged("C38").further["where it holds"]
    levels = qg.paper.hierarchy()
    pair = levels.partnerships[levels.key(BAZHONG, HANZHONG)]

    def found(friction: float, delta: float, drop: int | None, sharing: str) -> str:
        model = dataclasses.replace(pair, friction=np.full(4, friction), drop=drop, sharing=sharing)
        return str(qg.evolve(model, delta, founding=3).classes[3])

    for column, wanted in {
        "holds for delta": ("weak", "strong"),
        "in bad times as well": ("strong",),
    }.items():
        for drop, sharing, told in zip(table["drop"], table["sharing"], table[column], strict=True):
            ends = [float(end) for end in re.findall(r"\d\.\d+", told)]
            assert ends
            given = (None if drop == "none" else drop, sharing)
            for k, end in enumerate(ends):
                for step in (-2e-4, 2e-4):
                    of = [found(float(levels.border[i]), end + step, *given) for i in (-1, 3)]
                    holds = [one in wanted for one in of] == [False, True]
                    assert holds == ((step > 0) == (k % 2 == 0)), (told, end)


@pytest.mark.slow
def test_trust_that_the_pair_had_before_its_provinces_began() -> None:
    # 2002, 2014 and 2019; bureaus of the provinces signed in 2008.
    told = judged("C38")
    table = told.further["by trust"]
    assert table["on record since"] == ["", 2002, 2014, 2019]
    levels = qg.paper.hierarchy()
    pair = levels.partnerships[levels.key(BAZHONG, HANZHONG)]
    for name, friction in (("without", levels.border[-1]), ("with strong", levels.border[3])):
        model = dataclasses.replace(pair, friction=np.full(4, friction))
        assert table[f"{name} superiors"] == list(qg.evolve(model, 0.7).classes)
    assert "an agreement of 2019" in told.condition
    assert "with trust 1, from before, it is strong either way" in told.condition
    assert levels_of_case.from_before(qg.paper.case(levels=0)) == ""
    less = levels_of_case.from_before(qg.paper.case(delta=0.52))
    assert less.endswith("nominal with them apart, and weak with them together.")
    # With less patience it matters which trust it starts from.
    assert "with trust 1, from before, it is nominal or weak" in claims.c38(delta=0.52).condition


def test_coverage_is_counted_in_the_case() -> None:
    table = judged("C21").further["coverage of the case"]
    rows = dict(zip(table["coverage"], zip(*list(table.values())[1:], strict=True), strict=True))
    levels = qg.paper.hierarchy()
    pairs = [pair for pair in levels.pairs if levels.levels[pair] == "prefecture"]
    trust = [levels.founding[pair] for pair in pairs]
    for name, k in (("no agreement", [0] * 49), ("as on record", trust)):
        together = 0
        for pair, start in zip(pairs, k, strict=True):
            model = levels.partnerships[pair]
            alone = dataclasses.replace(model, friction=np.full(4, levels.friction(pair)[-1]))
            together += qg.evolve(alone, 0.7).classes[start] in ("weak", "strong")
        assert rows[name] == (49, sum(one > 0 for one in k), together)
    assert rows["every two have one"][1] == 49


@pytest.mark.slow
def test_equal_friction_leaves_what_the_superior_does() -> None:
    # (c/b)/(1 - eps) without it, (c/b)/(1 - eps (1 - a)) with it.
    told = judged("C36")
    table, row = told.evidence, told.evidence["barrier"].index(0.25)
    assert table["patience across the border"][row] == pytest.approx(0.5 / 0.75, abs=1e-6)
    assert table["inside, if it did nothing"][row] == pytest.approx(0.5 / 0.75, abs=1e-6)
    assert table["patience under one superior"][row] == pytest.approx(0.5 / 0.875, abs=1e-6)
    assert "the superior alone: 0.666667" in told.condition
    assert "superior alone" not in claims.c36(mediation=0).condition


def test_no_equilibrium_is_behind_a_record() -> None:
    told = judged("C29")
    assert told.certificate is None
    assert "record decides" in told.concept
    assert list(told.evidence) == ["year", "agreements so far", "neighbours with one", "verdict"]
    assert told.further["what the payoffs of the case say"]["who work together"][0] > 0


@pytest.mark.slow
def test_whole_system_keeps_most_pairs_of_the_case_and_not_all() -> None:
    table = judged("C51").further["the case"]
    levels = qg.paper.hierarchy()
    office = qg.Coordinator(sharing=True, mediation=0.5, monitoring=0.5, deposit=0.2, subsidy=0.1)
    for name, regime in (("with nobody", "none"), ("with the whole system", "three-level")):
        found = qg.hierarchy.stabilise(levels, 0.7, regime, coordinator=office)
        kept = {level: found.counts(level) for level in table["level"]}
        assert table[name] == [one["weak"] + one["strong"] for one in kept.values()]
    assert sum(table["with the whole system"]) < sum(table["pairs"]) == 241


@pytest.mark.parametrize("seed", some(range(3), 0, 0))
def test_patience_at_which_the_pair_needs_its_provinces(seed: int) -> None:
    """From where it works next to strong provinces to where it works without: by `evolve`."""
    rng = np.random.default_rng(seed)
    drop, sharing = (
        [(1, None, 2)[i] for i in rng.permutation(3)][seed],
        ("none", "voluntary")[seed % 2],
    )
    levels = qg.paper.hierarchy(drop=drop)
    pair = levels.partnerships[levels.key(BAZHONG, HANZHONG)]

    def least(friction: float) -> float:
        model = dataclasses.replace(pair, friction=np.full(4, friction), sharing=sharing)
        low, high = 0.3, 0.8
        while high - low > 1e-9:
            middle = (low + high) / 2
            works = qg.evolve(model, middle, founding=3).classes[3] in ("weak", "strong")
            low, high = (low, middle) if works else (middle, high)
        return high

    for edge, inside in ((least(levels.border[levels.top]), 1), (least(levels.border[-1]), -1)):
        for step in (-1e-6, 1e-6):
            given = {"delta": edge + step, "drop": drop, "sharing": sharing}
            assert verdict_at(claims.c38, given) == ("holds" if step * inside > 0 else "fails")
        assert claims.c38(**given).threshold["delta"] == pytest.approx(edge, abs=1e-6)
