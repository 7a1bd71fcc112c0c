"""The Qinba case: its ties, its data with their flags, its settings."""

import csv
import math
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import qinba_games as qg
from qinba_games import errors
from qinba_games.paper import facts
from qinba_games.paper.solving import count_classes
from qinba_games.region.settings import SETTINGS
from qinba_games.region.tables.records import great_circle

DATA = Path(facts.__file__).parent / "data"


@pytest.fixture(scope="module")
def case():
    return qg.paper.case()


def rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_forty_nine_ties_of_twenty_six_governments(case):
    assert len(case.all_ties) == len(case.ties) == 49
    assert case.ties["cross_border"].sum() == 23
    assert len(case.governments) == 26
    counties = set(case.governments.query("level == 'county'")["name"])
    assert sum(bool(counties & set(tie.members)) for tie in case.all_ties) == 8


def test_ties_are_the_borders_in_the_data(case):
    borders = {
        frozenset((row["a"], row["b"]))
        for row in rows("adjacency")
        if row["layer"] in ("prefecture", "prefecture-municipal county")
    }
    assert {frozenset(tie.codes) for tie in case.all_ties} == borders
    crossing = {
        frozenset((r["a"], r["b"])) for r in rows("adjacency") if r["cross_province"] == "yes"
    }
    assert {frozenset(t.codes) for t in case.all_ties if t.cross_border} == crossing & borders


def test_sizes_count_the_listed_counties(case):
    under = Counter(
        row["parent"]
        for row in rows("governments")
        if row["level"] == "county" and row["in_2012_list"] == "yes"
    )
    for row in case.governments.itertuples():
        assert row.size == (1 if row.level == "county" else max(1, under[row.code]))
        assert row.size_status == ("recalled" if under[row.code] else "set to 1")
    # 79 divided by 26, counted in the table by hand.
    assert Fraction(int(case.governments["size"].sum()), 26) == Fraction(79, 26)


def test_flags_are_kept(case):
    assert set(case.governments["status"]) == {"paper", "public geography", "recalled"}
    assert {row["status"] for row in rows("agreements")} == {"paper", "reported elsewhere"}
    assert sum(row["status"] == "paper" for row in rows("agreements")) == 8
    assert {"status_a", "status_b", "size_status"} <= set(case.ties.columns)


@pytest.mark.parametrize(
    ("a", "b", "trust"),
    [
        # the tourism conference (once, though enlarged), the zone of 2014, their own agreement
        ("Bazhong", "Hanzhong", 3),
        # the zones of 1986 and 2014
        ("Shiyan", "Ankang", 2),
        # the conference joined Guangyuan and Longnan in 2008 only, and counts once
        ("Guangyuan", "Longnan", 1),
        ("Guangyuan", "Bazhong", 1),
        # Wanzhou is one of the nine named in 2014
        ("Wanzhou District", "Dazhou", 1),
        # county agreement of 2010: Chengkou signed, but with Wanyuan, not with Dazhou
        ("Chengkou", "Dazhou", 0),
        ("Xi'an", "Baoji", 0),
    ],
)
def test_founding_trust(case, a, b, trust):
    tie = case.tie(a, b)
    assert tie.founding == trust
    assert tie.signed == (trust > 0)
    model = case.partnership(a, b)
    assert model.outside.tolist() == ([-0.05] * 2 if trust else [0, 0])


def test_neither_the_tax_agreement_nor_the_plan_is_trust():
    counted = [members for _, members in facts.counted_agreements()]
    assert len(counted) == 5  # eight, less an enlargement, the plan, and the one without names
    assert "" not in set().union(*counted)
    assert not any("100000" in members for members in counted)


def test_partnership_is_the_gravity_form(case):
    a, b = "Bazhong", "Hanzhong"
    model = case.partnership(a, b)
    assert model.members == (a, b) == case.partnership(b, a).members
    place = {row.name: row for row in case.governments.itertuples()}
    # Spherical law of cosines: another formula for the same distance.
    la, lb = math.radians(place[a].lat), math.radians(place[b].lat)
    turn = math.radians(place[a].lon - place[b].lon)
    angle = math.acos(math.sin(la) * math.sin(lb) + math.cos(la) * math.cos(lb) * math.cos(turn))
    distance = 6371 * angle
    mean = 79 / 26
    near = 2.2 * math.exp(-distance / 400)
    for k in range(4):
        expected = [near * math.sqrt(place[other].size / mean) + 0.3 * k for other in (b, a)]
        np.testing.assert_allclose(model.benefit[k, [0, 1], [1, 0]], expected, rtol=1e-9)
    assert model.cost.tolist() == [1, 1]
    assert model.promotion == 0.5
    assert model.friction.tolist() == [0.25] * 4
    assert model.bad_times[0][0] == 0.2
    assert model.bad_times[0][1].tolist() == [0.6, 0.6]
    assert model.drop == 1
    assert model.sharing == "none"


def test_friction_is_lower_inside_a_province(case):
    assert case.partnership("Hanzhong", "Ankang").friction.tolist() == [0.08] * 4


def test_great_circle_of_a_quarter():
    assert great_circle(0, 0, 0, 90) == pytest.approx(math.pi / 2 * 6371)
    assert great_circle(0, 0, 90, 0) == pytest.approx(math.pi / 2 * 6371)


def test_class_counts(case):
    """Derived by enumeration of policies and by elimination."""
    without, helped = count_classes(case)
    assert list(without.values()) == [22, 12, 3, 12]
    assert list(helped.values()) == [7, 2, 18, 22]


def test_coordinator_settles_shares_and_halves_friction(case):
    model = case.coordinator.applied_to(case.partnership("Bazhong", "Hanzhong"))
    assert model.sharing == "voluntary"
    assert model.friction.tolist() == [0.125] * 4


def test_names_are_forgiving(case):
    assert case.tie("wanzhou", "DAZHOU") is case.tie("Dazhou", "Wanzhou District")
    assert case.tie("511900", "610700") is case.tie("Hanzhong", "Bazhong")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_every_setting_is_checked_and_can_be_moved(setting):
    with pytest.raises(errors.InvalidInputError) as caught:
        qg.paper.case(**{setting.name: "much"})
    assert caught.value.argument == setting.name
    assert caught.value.function == "case"
    with pytest.raises(errors.InvalidInputError):
        qg.paper.case(**{setting.name: float("nan")})
    moved = setting.alternatives(setting.default)
    assert moved
    for value in moved:
        assert value != setting.default
        case = qg.paper.case(**{setting.name: value})
        assert case.settings[setting.name] == value
        assert len(case.all_ties) == 49
        case.coordinator.applied_to(case.model(case.all_ties[0]))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("delta", "0.8", 0.8),
        ("delta", "4/5", 0.8),
        ("levels", "2", 2),
        ("drop", "none", None),
        ("sharing", "False", False),
        ("cost", "1", 1),
    ],
)
def test_settings_are_read_as_typed(name, text, value):
    (setting,) = (s for s in SETTINGS if s.name == name)
    assert setting.parse(text) == value
    assert type(setting.parse(text)) is type(value)


@pytest.mark.parametrize(
    ("name", "text"), [("sharing", "perhaps"), ("levels", "2.5"), ("cost", "1/0"), ("delta", "")]
)
def test_settings_that_cannot_be_read(name, text):
    (setting,) = (s for s in SETTINGS if s.name == name)
    with pytest.raises(errors.InvalidInputError):
        setting.parse(text)


def test_settings_are_read_only(case):
    with pytest.raises(TypeError):
        case.settings["delta"] = 0.1


def test_a_lower_cap_cuts_founding_trust():
    assert qg.paper.case(levels=1).tie("Bazhong", "Hanzhong").founding == 1
