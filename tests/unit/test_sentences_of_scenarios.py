"""What scenarios find, sentence by sentence, against their tables at random settings."""

import itertools
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from helpers.marks import some

from qinba_games.paper import scenarios

N = r"(\d+(?:\.\d+)?(?:e[+-]?\d+)?)"


def two(value: Any) -> str:
    return f"{float(value):.2g}"


def xinan(rng: np.random.Generator) -> scenarios.Scenario:
    benefit = Fraction(int(rng.integers(5, 40)), 4)
    return scenarios.xinan(cost=benefit * Fraction(int(rng.integers(1, 20)), 21), benefit=benefit)


def judged_xinan(told: scenarios.Scenario) -> bool:
    found = re.fullmatch(
        rf"Cooperation survives the exit of the centre for a patience in \[{N}, 1\)\. On record "
        rf"the centre paid either way: then its money moves (a|no) threshold\. Had it been paid "
        rf"for clean water only, the two would cooperate from {N} on if the first payment stayed "
        rf"for ever; below {N} they stop when it ends(, and .*)?\.",
        told.finding,
    )
    only, either = told.rows["from delta"], told.rows["from delta, either way"]
    return (
        found[1] == found[4] == two(only[-1])
        and (found[2] == "a") == (len({*either}) > 1)
        and found[3] == two(only[0])
    )


def chishui(rng: np.random.Generator) -> scenarios.Scenario:
    value = rng.uniform([40, 120, 90], [120, 240, 160]).round().tolist()
    return scenarios.chishui(incentive=int(rng.integers(0, 40)), value=value)


def judged_chishui(told: scenarios.Scenario) -> bool:
    start, end = told.rows["agreed shares from delta"]
    found = re.match(
        r"With the incentive the agreed shares need a patience of (\S+), after it of (\S+): "
        r"members in between keep the pool only while the centre pays\. (\w+) is the first to "
        r"waver\. Shares in proportion to temptation would need no more than (\S+)\.",
        told.finding,
    )
    return bool(
        found
        and (found[1], found[2]) == (two(start), two(end))
        and start < end < 1
        and found[3] == told.rows["wavers first"][1]
        and found[4] == two(told.rows["best shares from delta"][1])
    )


def beijing(rng: np.random.Generator) -> scenarios.Scenario:
    moved = sorted(Fraction(int(k), 40) for k in rng.permutation(41)[:9])
    return scenarios.beijing_tianjin_hebei(moved=moved, burden=int(rng.integers(1, 12)))


def line(parts: list[Any], column: list[Any]) -> Any:
    """By how much a column falls with each part; it is a straight line."""
    steps = {
        (column[0] - value) / (part - parts[0])
        for part, value in zip(parts[1:], column[1:], strict=True)
    }
    (slope,) = steps
    return slope


def judged_beijing(told: scenarios.Scenario) -> bool:
    moved, gains = told.rows["moved"], told.rows["Hebei gains"]
    if told.finding == "Hebei loses nothing, however much moves.":
        return all(gain >= 0 for gain in gains)
    found = re.fullmatch(
        rf"Both can be true\. Where more than {N} of the industry moves, Hebei loses by it; all "
        rf"together gain {N} at that point\. Beyond it no patience keeps Hebei in without sharing; "
        rf"with the best shares {N} does there, and the more is needed the more moves\.",
        told.finding,
    )
    slope, fall = (line(moved, column) for column in (gains, told.rows["all gain"]))
    edge = moved[0] + gains[0] / slope
    beyond = [k for k, part in enumerate(moved) if part > edge]
    best = told.rows["from delta, best shares"]
    lost = [told.rows["from delta, no sharing"][k] for k in beyond]
    total = told.rows["all gain"]
    return (
        found[1] == two(edge)
        and found[2] == two(total[0] - fall * (edge - moved[0]))
        and all(gains[k] < 0 for k in beyond)
        and all(delta >= 1 for delta in lost)
        and all(best[j] < best[k] for j, k in itertools.pairwise(beyond))
        and all(best[k] > float(found[3]) - 0.006 for k in beyond)
    )


def yangtze(rng: np.random.Generator) -> scenarios.Scenario:
    return scenarios.yangtze(delta=float(rng.uniform(0.4, 0.9)), cost=float(rng.uniform(0.8, 1.3)))


def judged_yangtze(told: scenarios.Scenario) -> bool:
    found = re.fullmatch(
        r"Of (\d+) ties between neighbours (\d+) are kept without the office and (\d+) with it, "
        r"(\d+) of them in bad times as well\.",
        told.finding,
    )
    rows = told.to_frame().set_index("class")
    kept = rows.loc[["strong", "weak"], ["without", "with"]].sum()
    total = rows["with"].sum()
    return [int(each) for each in found.groups()] == [*(total, *kept, rows.loc["strong", "with"])]


def levels(rng: np.random.Generator) -> scenarios.Scenario:
    return scenarios.qinba_levels(delta=float(rng.uniform(0.45, 0.85)))


def judged_levels(told: scenarios.Scenario) -> bool:
    found = re.findall(r"\d+", told.finding)
    rows = told.to_frame().set_index("regime")
    below = rows["strong below the provinces"]
    total = rows.loc["none", ["strong", "weak", "nominal", "isolated"]].sum()
    ends = [rows.loc["none", "strong"], rows.loc["three-level", "strong"]]
    return [int(each) for each in found] == [total, *ends, *below]


def terms(rng: np.random.Generator) -> scenarios.Scenario:
    delta, cost = float(rng.uniform(0.6, 0.85)), float(rng.uniform(0.8, 1.2))
    return scenarios.five_year_terms(turnover=0.2, levels=1, delta=delta, cost=cost)


def judged_terms(told: scenarios.Scenario) -> bool:
    rows = told.to_frame().set_index("agreement")
    kept = rows["strong"] + rows["weak"]
    order = ["as it is", "reopened", "with a clause", "reopened, with a clause"]
    counts = [int(one[name]) for name in order for one in (rows["strong"], kept)]
    total = int(rows.loc["as it is"].sum())
    numbers = [float(one.rstrip(".")) for one in re.findall(r"\d+\.?\d*", told.finding)]
    return numbers == [total, *counts[:2], 0.2, *counts[2:]]


EVERY = {
    xinan: judged_xinan,
    chishui: judged_chishui,
    beijing: judged_beijing,
    yangtze: judged_yangtze,
    levels: judged_levels,
}


def saying(told: scenarios.Scenario, text: str) -> scenarios.Scenario:
    """The same table with another sentence."""
    changed: scenarios.Scenario = object.__new__(type(told))
    vars(changed).update(vars(told), finding=text)
    return changed


@pytest.mark.parametrize("seed", some(range(50), 1, 6))
@pytest.mark.parametrize("make", some(EVERY, 3))
def test_what_is_found_is_in_the_table(make: Any, seed: int) -> None:
    told = make(np.random.default_rng(seed))
    assert EVERY[make](told), told.finding


@pytest.mark.parametrize("make", some(EVERY, 3))
def test_another_number_is_noticed(make: Any) -> None:
    told = make(np.random.default_rng(4))
    assert EVERY[make](told)
    notices(told, EVERY[make])


def notices(told: scenarios.Scenario, judged: Any) -> None:
    """Every number of what is found is read."""
    text = told.finding
    numbers = [one for one in re.finditer(r"\d+\.?\d*", text) if one[0] != "1"]
    assert numbers
    for one in numbers:
        other = two(float(one[0].rstrip(".")) * 1.5 + 1)
        assert not judged(saying(told, text[: one.start()] + other + text[one.end() :]))


@pytest.mark.parametrize("seed", some(range(8), 1, 1))
def test_what_is_found_of_terms_is_in_the_table(seed: int) -> None:
    told = terms(np.random.default_rng(seed))
    assert judged_terms(told), told.finding
    notices(told, judged_terms)


def floods(rng: np.random.Generator) -> scenarios.Scenario:
    hazard, damage = float(rng.uniform(0.1, 0.4)), float(rng.uniform(0.2, 0.6))
    return scenarios.mountain_floods(hazard=hazard, damage=damage, loss=0.02, delta=0.88)


def judged_floods(told: scenarios.Scenario) -> bool:
    rows = told.to_frame().set_index("floods")
    ends = rows[["all", "nothing"]].to_numpy()
    total = int(rows.iloc[0].sum())
    numbers = [float(one.rstrip(".")) for one in re.findall(r"\d+\.?\d*", told.finding)]
    if numbers != [total, *ends[:3].ravel().tolist(), 0.02, *ends[3].tolist()]:
        return False
    (all_, none), (calm, without) = ends[:2].tolist()
    fewer = (calm, -without) != (all_, -none) and calm <= all_ and without >= none
    same = (calm, without) == (all_, none)
    return (
        ("has less reason" in told.finding) == fewer
        and ("makes no difference" in told.finding) == same
        and ("does not suffer" in told.finding) == (not fewer and not same)
    )


@pytest.mark.parametrize("seed", some(range(8), 1, 1))
def test_what_is_found_of_floods_is_in_the_table(seed: int) -> None:
    told = floods(np.random.default_rng(seed))
    assert judged_floods(told), told.finding
    text = told.finding
    for one in re.finditer(r"\d+\.?\d*", text):
        other = two(float(one[0].rstrip(".")) * 1.5 + 1)
        assert not judged_floods(saying(told, text[: one.start()] + other + text[one.end() :]))


def test_sentences_that_were_false_are_refused() -> None:
    air, river = scenarios.beijing_tianjin_hebei(), scenarios.xinan()
    assert judged_beijing(air)
    assert judged_xinan(river)
    assert not judged_beijing(saying(air, air.finding.replace("more than 0.25", "more than 0.5")))
    money = river.finding.replace("moves no threshold", "moves a threshold")
    assert not judged_xinan(saying(river, money))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"value": (45, 180, 120), "incentive": 0}, "With the incentive and after it the agreed"),
        ({"value": (270, 300, 243)}, "patience of 0. Shares in proportion"),
        ({"value": (12, 278, 135), "incentive": 19}, "after it none is enough: members keep"),
        ({"value": (0, 0, 300)}, "Yunnan and Guizhou are the first to waver"),
        (
            {"value": (0, 0, 0)},
            "At no patience do the agreed shares keep the pool, with the incentive or after it. ",
        ),
        ({"value": (0, 0, 0)}, "After it no shares keep the pool."),
    ],
)
def test_pools_that_last_for_everybody_or_for_nobody(given: dict[str, Any], words: str) -> None:
    found = scenarios.chishui(**given).finding
    assert words in found
    assert "inf" not in found


def test_a_patience_next_to_one_is_told_from_it():
    assert "in [0.998, 1)" in scenarios.xinan(cost=Fraction(599, 100), benefit=6).finding
    assert "more than 0.9995 of" in scenarios.beijing_tianjin_hebei(burden=2.001).finding


def test_no_year_comes_earlier_where_every_payment_covers_the_cost():
    assert "foresee" in scenarios.xinan().finding
    assert "they stop when it ends." in scenarios.xinan(cost=2).finding


def test_rounding_moves_no_threshold():
    assert "moves no threshold" in scenarios.xinan(cost=0.15887748928786283).finding


def test_settings_of_the_yangtze_may_be_fractions():
    told = scenarios.yangtze(delta=Fraction(7, 10), reach=Fraction(1601, 2))
    assert told.assumed["patience"] == "0.7"
    assert told.assumed["reach"].startswith("800.5 km")
