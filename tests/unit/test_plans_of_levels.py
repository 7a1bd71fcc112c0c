"""Plans of a hierarchy: what a pair gains by its own help and through that of its superiors."""

import dataclasses
import functools

import pytest
from helpers.marks import EXHAUSTIVE, SLOW
from helpers.proofs import accepted, loaded, refused, signed
from helpers.regions import two_levels

import qinba_games as qg

PRICES = {"sharing": 2, "mediation": 2, "sharing+mediation": 3}
MEDIATOR = qg.Coordinator(sharing=True, mediation=0.5)


@functools.cache
def small():
    return qg.Region.from_frames(**two_levels()).hierarchy()


@functools.cache
def planned(objective="kept", offices=None, budget=6):
    return qg.plan(small(), budget, prices=PRICES, delta=0.7, objective=objective, offices=offices)


#: Without a plan, at 30, at 60, all, and its least cost (design, three levels of the case).
KNOWN = {
    "kept": (184, 201, 216, 218, 65),
    "probability": (182.956995, 199.956995, 214.582278, 219.246753, 76),
    "value": (None, 306.262172, None, None, None),
}
MARKS = {"kept": SLOW}


@pytest.mark.parametrize(
    "objective", [pytest.param(name, marks=MARKS.get(name, EXHAUSTIVE)) for name in KNOWN]
)
def test_three_levels_of_the_case(objective):
    found = qg.plan(qg.paper.hierarchy(), 30, prices=PRICES, delta=0.7, objective=objective)
    cost, value = found.corners[-1]
    parts = found.programme.money.parts, found.programme.gain.parts
    values = found.without, found.value, found.at(60).value, value / parts[1], cost / parts[0]
    known = KNOWN[objective]
    assert len(found.programme.ties) == 241
    assert sum(map(len, found.programme.values)) == 4564
    for one, other in zip(values, known, strict=True):
        assert other is None or round(float(one), 6) == other


@pytest.mark.parametrize("objective", ["kept", "probability", "strong", "value"])
def test_nobody_helped_and_everybody_helped_are_regimes(objective):
    """At a budget that pays the whole bundle for all, what stabilise finds."""
    both = {"sharing+mediation": 3}
    found = qg.plan(small(), 99, prices=both, delta=0.7, objective=objective)
    bundle = found.programme.bundles.index("sharing+mediation") + 1
    count = len(small().pairs)
    for regime, choice in (("none", (0,) * count), ("three-level", (bundle,) * count)):
        levels = qg.stabilise(small(), 0.7, regime, coordinator=MEDIATOR)
        worth = {
            "kept": [float(one.founding_class in ("weak", "strong")) for one in levels.pairs],
            "probability": [one.probability_strong for one in levels.pairs],
            "strong": [one.long_run["strong"] for one in levels.pairs],
            "value": [float(one.founding_value) for one in levels.pairs],
        }[objective]
        values = [found.programme.value(k, choice) for k in range(count)]
        assert values == pytest.approx(worth, abs=1e-9)


def test_parts_of_a_gain_add_up():
    gains = {**PRICES, "sharing": 5}
    found = qg.plan(small(), 99, prices=gains, delta=0.85, objective="value")
    frame = found.to_frame()
    assert frame.gain.sum() == pytest.approx(found.value - found.without)
    assert (frame.own + frame.through).tolist() == pytest.approx(frame.gain.tolist())
    assert (frame.through[frame.level == "depth 1"] == 0).all()
    assert frame.through.abs().max() > 0.01


def test_offices_are_those_of_superiors():
    found = planned("value", offices=1, budget=20)
    needs = dict(zip(found.programme.ties, found.programme.needs, strict=True))
    assert needs["Sichuan", "Shaanxi"] == ("China",)
    assert needs["Hanzhong", "Ankang"] == ("Shaanxi",)
    assert needs["Hanzhong", "Bazhong"] == ("Shaanxi", "Sichuan")
    assert found.value <= planned("value", budget=20).value
    assert found.cost <= 20
    assert qg.verify(found).ok


@pytest.mark.parametrize("offices", [None, 1])
def test_a_stranger_reads_the_proof_of_levels(offices):
    told, space = planned("value", offices).proof(), loaded()
    assert not refused(space, told)
    for place, tie in enumerate(told["ties"]):
        for row, (help_, value) in enumerate(tie["values"]):
            values = [*tie["values"]]
            values[row] = [help_, value + 10**14]
            ties = [*told["ties"]]
            ties[place] = {**tie, "values": values}
            if row % 7 == 0:
                assert refused(space, signed({**told, "ties": ties}))


def test_a_forged_plan_of_levels_is_refused():
    found = planned("value")
    assert found.concept == "Markov SPE, joint modes or voluntary-transfers SPE"
    assert found.levels == (*["depth 1"] * 5, *["depth 2"] * 7)
    choice = (0,) * len(found.choice)
    assert qg.verify(found).ok
    assert not qg.verify(dataclasses.replace(found, choice=choice)).ok
    assert not qg.verify(dataclasses.replace(found, control_loss=0.5)).ok
    stages = (found.witness[0]._replace(openings=()), *found.witness[1:])
    assert not qg.verify(dataclasses.replace(found, witness=stages)).ok


def test_what_is_not_offered_is_named():
    with pytest.raises(qg.errors.NotApplicableError, match="regions alone"):
        qg.plan(small(), 3, prices=PRICES, delta=0.7, baseline="any equilibrium")
    with pytest.raises(qg.errors.InputTypeError, match="delta"):
        qg.plan(small(), 3, prices=PRICES)


def test_sums_of_prices_in_floats_are_proved_to_the_last_digit(tmp_path):
    pair = qg.Partnership([[2.0, 1.2]], 1.0, promotion=0.5, friction=0)
    tree = {"nation": None, "A": "nation", "B": "nation", "C": "nation"}
    pairs = dict.fromkeys([("A", "B"), ("A", "C")], pair)
    levels = qg.Hierarchy(tree, pairs, inside=0.1, border=[0.1, 0.1])
    found = qg.plan(levels, 2, prices={"sharing": 0.8333333333333334}, delta=0.7)
    assert len(found.helped) == 2
    assert accepted(found.proof(), tmp_path)
