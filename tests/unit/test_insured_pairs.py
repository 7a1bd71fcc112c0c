"""Governments of a region that are hit by disasters: states, chances, who insures whom, a map."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from helpers.pictures import faults
from matplotlib import pyplot as plt

import qinba_games as qg
from qinba_games import errors
from qinba_games.agreements import Insurance, insure

WHO = {
    "name": ["upper", "lower", "delta"],
    "lat": [33.0, 32.0, 31.0],
    "lon": [106.0, 107.0, 108.0],
    "size": [1.0, 2.0, 1.0],
    "group": ["hills", "hills", "plain"],
    "hazard": [0.2, 0.1, 0.3],
    "damage": [0.5, 0.3, 0.4],
    "common": [0.05, 0.05, None],
}
TIES = {"a": ["upper", "upper"], "b": ["lower", "delta"]}


def region(delta=0.9, **columns):
    return qg.Region.from_frames(WHO | columns, TIES, delta=delta)


def test_a_state_for_every_set_that_is_hit_and_its_chance():
    model = region().insurance("upper", "lower", "delta")
    assert model.states[0] == "nobody hit"
    assert model.states[-1] == "upper and lower and delta hit"
    # By events: the hills are hit as a whole with .05, else each by itself.
    chance = dict.fromkeys(itertools.product((0, 1), repeat=3), 0.0)
    for whole, one, two, three in itertools.product((0, 1), repeat=4):
        alone = [0.15 / 0.95, 0.05 / 0.95, 0.3]
        weight = [0.05 if whole else 0.95]
        weight += [p if up else 1 - p for p, up in zip(alone, (one, two, three), strict=True)]
        chance[max(one, whole), max(two, whole), three] += np.prod(weight)
    assert model.probability[3] == pytest.approx(list(chance.values()))
    hits = np.array(list(chance))
    assert model.probability[0] @ hits == pytest.approx([0.2, 0.1, 0.3])
    assert model.income == pytest.approx(np.array([1, 2, 1]) * (1 - hits * [0.5, 0.3, 0.4]))


def test_a_group_that_is_hit_as_a_whole_has_no_other_states():
    always = region(common=[0.1, 0.1, None], hazard=[0.1, 0.1, 0.3])
    model = always.insurance("upper", "lower")
    assert model.states == ("nobody hit", "upper and lower hit")
    income = region(income=[3, None, 1]).insurance("upper", "lower").income
    assert income[0].tolist() == [3, 2]


def test_pairs_are_insured_as_the_model_is():
    found = region(0.98).insure_pairs(aversion=2)
    assert repr(found) == "InsuredPairs(2 first best at delta 0.98; illustrative)"
    less = region(0.5).insure_pairs()
    assert less.kinds == ("autarky", "autarky")
    some = region(0.9).insure_pairs()
    table = some.to_frame()
    assert json.loads(some.to_json())["kind"] == table.kind.tolist()
    model = region().insurance("upper", "lower")
    alone = insure(model, 0.9)
    assert table.kind[0] == alone.kind == "partial"
    first = model.probability[0]
    certain = [np.exp(0.1 * first @ v) for v in (alone.values_from_start, alone.autarky)]
    assert table.gain_a[0] == pytest.approx(certain[0][0] - certain[1][0])
    assert table.gain_b[0] == pytest.approx(certain[0][1] - certain[1][1])
    assert table.from_delta[0] == pytest.approx(qg.critical_discount(model).delta)
    time = alone.long_run.sum(axis=0)
    assert table.binds[0] == ("upper" if time[0] > time[2] else "lower")
    assert less.to_frame().binds.tolist() == ["patience", "patience"]
    assert found.to_frame().binds.tolist() == ["nothing", "nothing"]


def test_the_map_says_who_is_insured():
    found = region(0.9).insure_pairs()
    for look in ({"style": "paper"}, {"figsize": (6.5, 5.5)}):
        figure = found.plot(**look).figure
        shown = {text.get_text() for text in figure.findobj(plt.Text)}
        assert {"Who could insure whom (illustrative)", "upper", "lower"} <= shown
        assert ("in part" in shown) == ("partial" in found.kinds)
        assert ("not" in shown) == ("autarky" in found.kinds)
        assert faults(figure) == []
    plt.close("all")


def test_arrows_lead_to_the_one_that_is_hit():
    found = region(0.95).insure_pairs()
    paid = found.paid("upper")
    assert set(paid) == {"lower", "delta"}
    contract = found.contracts[0]
    state = contract.insurance.states.index("upper hit")
    spent = contract.consumption_at(state)[0]
    assert paid["lower"] == pytest.approx(spent - contract.insurance.income[state, 0])
    assert region(0.5).insure_pairs().paid("upper") == {}
    for look in ({"style": "paper"}, {"figsize": (6.5, 5.5)}):
        ax = found.plot(hit="upper", **look)
        arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None) is not None]
        heads = {tuple(arrow.xy) for arrow in arrows}
        widths = [arrow.arrow_patch.get_linewidth() for arrow in arrows]
        assert (len(arrows), len(heads)) == (2, 1)
        assert (widths[0] > widths[1]) == (paid["lower"] > paid["delta"])
        assert ax.get_title(loc="left") == "Who pays if upper alone is hit (illustrative)"
        assert faults(ax.figure) == []
    plt.close("all")


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        ({"income": [1, 0, 1]}, errors.RangeError, "above 0"),
        ({"hazard": [0.2, 1.1, 0.3]}, errors.ProbabilityError, "row 2 .*hazard"),
        ({"damage": [0.5, 1, 0.3]}, errors.RangeError, "a part of income"),
        ({"common": [0.05, 0.06, None]}, errors.RangeError, "another chance than the first"),
        ({"common": [0.3, 0.3, None]}, errors.RangeError, "above the hazard"),
        ({"damage": ["much", 1, 0.3]}, errors.InputTypeError, "must be a number"),
        ({"hazzard": [1, 1, 1], "hazard": None}, errors.UnknownNameError, "'hazard'"),
    ],
)
def test_defects_are_named(columns, error, message):
    given = {name: column for name, column in (WHO | columns).items() if column is not None}
    with pytest.raises(error, match=message):
        qg.Region.from_frames(given, TIES)


def test_governments_without_disasters_are_named():
    with pytest.raises(errors.NotApplicableError, match="what damage lower has"):
        region(damage=[0.5, None, 0.4]).insure_pairs()
    with pytest.raises(errors.NotApplicableError, match="two or more different"):
        region().insurance("upper", "UPPER")
    with pytest.raises(errors.UnknownNameError, match="Did you mean 'lower'"):
        region().insurance("upper", "lowr")


def test_what_is_said_of_disasters_is_carried_along(tmp_path):
    path = tmp_path / "region.graphml"
    region().to_graphml(path)
    assert qg.Region.from_graphml(path) == region()
    frame = region().governments
    assert frame.hazard.tolist() == WHO["hazard"]
    assert isinstance(region().insurance("lower", "delta"), Insurance)
    assert pd.isna(frame.common[2])
