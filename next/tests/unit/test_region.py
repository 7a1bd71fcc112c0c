"""A region of tables: what is read, what is built, what is refused."""

import math
import pickle

import pandas
import pytest

import qinba_games as qg
from qinba_games.core import errors

NAMES = ["East", "Middle", "West"]
PLACES = pandas.DataFrame(
    {
        "name": NAMES,
        "lat": [33.0, 33.0, 34.0],
        "lon": [108.0, 107.0, 107.0],
        "size": [4, 1, 1],
        "group": ["P", "P", "Q"],
    }
)
TIES = pandas.DataFrame({"a": ["East", "Middle"], "b": ["Middle", "West"]})
SIGNED = pandas.DataFrame(
    {
        "agreement": ["zone", "zone", "pact", "pact", "pact"],
        "member": ["East", "Middle", "Middle", "West", "East"],
        "end": [None, None, 2001, 2001, 2001],
    }
)


def region(governments=PLACES, ties=TIES, agreements=SIGNED, **settings):
    return qg.Region.from_frames(governments, ties, agreements, **settings)


def km(a, b):
    """The law of cosines on the sphere: another formula than the package's."""
    (p, x), (q, y) = ((math.radians(t) for t in each) for each in (a, b))
    return 6371 * math.acos(math.sin(p) * math.sin(q) + math.cos(p) * math.cos(q) * math.cos(x - y))


def test_what_is_not_given_is_built():
    built, mean = region(benefit=2, reach=300, learning=0.25), 2.0
    first, second = built.ties.to_dict("records")
    far = km((33, 108), (33, 107))
    assert first["distance_km"] == pytest.approx(far)
    assert first["benefit_a"] == pytest.approx(2 * math.exp(-far / 300) * math.sqrt(1 / mean))
    assert first["benefit_b"] == pytest.approx(2 * math.exp(-far / 300) * math.sqrt(4 / mean))
    assert (first["friction"], second["friction"]) == (0.08, 0.25)
    assert (first["trust"], second["trust"]) == (2, 1)
    assert first["agreements"] == "zone; pact"
    assert first["outside_a"] == second["outside_b"] == -0.05
    pair = built.partnership("Middle", "East")
    assert pair.members == ("East", "Middle")
    assert pair.benefit[:, 0, 1] == pytest.approx([first["benefit_a"] + 0.25 * k for k in range(4)])
    assert pair.founding == 2
    assert (pair.friction == 0.08).all()
    (chance, extra), *_ = pair.bad_times
    assert (chance, extra.tolist()) == (0.2, [0.6, 0.6])


def test_the_mean_size_is_of_governments_with_a_tie():
    lonely = pandas.concat([PLACES, pandas.DataFrame({"name": ["Far"], "size": [1000]})])
    assert region(lonely).ties["benefit_a"].tolist() == region().ties["benefit_a"].tolist()


def test_what_is_given_wins():
    given = TIES.assign(
        benefit_a=[9, None], friction=[0.5, None], outside_b=[None, 0.5], trust=[None, 7]
    )
    ties = region(ties=given).ties
    assert ties["benefit_a"][0] == 9
    assert ties["benefit_a"][1] == region().ties["benefit_a"][1]
    assert ties["friction"].tolist() == [0.5, 0.25]
    assert ties["outside_b"].tolist() == [-0.05, 0.5]
    assert ties["trust"].tolist() == [2, 3]
    again = region(ties=ties)
    assert again.replaced(benefit=9, friction=0.9).ties.equals(ties)


def test_without_agreements_there_is_no_trust():
    plain = region(agreements=None)
    assert plain.ties["trust"].tolist() == [0, 0]
    assert plain.ties["outside_a"].tolist() == [0, 0]


def test_rows_columns_ends_and_types_do_not_matter():
    turned = region(
        PLACES.iloc[::-1, ::-1].astype({"group": "category", "name": "string"}).set_index("name"),
        TIES.rename(columns={"a": "b", "b": "a"})[["b", "a"]],
        SIGNED.sample(frac=1, random_state=1),
    )
    first, second = region().ties, turned.ties
    for one, two in (("benefit_a", "benefit_b"), ("trust", "trust"), ("friction", "friction")):
        assert first[one].to_numpy() == pytest.approx(second[two].to_numpy())


def test_regions_are_values():
    assert region() == region()
    assert hash(region()) == hash(region())
    assert region() != region(delta=0.8)
    assert pickle.loads(pickle.dumps(region())) == region()
    own = region()
    sizes = own.governments
    sizes.loc[0, "size"] = 100
    own.settings["delta"] = 0.1
    assert own == region()
    assert own.replaced(delta=0.8).replaced(cost=2).settings["delta"] == 0.8
    assert repr(own) == "Region(3 governments, 2 ties)"


def test_every_default_is_allowed_and_every_bound_named():
    every = qg.Region.all_settings()
    assert region(**region().settings) == region()
    assert region().coordinator == qg.Coordinator(sharing=True, mediation=0.5)
    for name, low in every["low"].dropna().items():
        with pytest.raises(errors.InvalidInputError, match=name):
            region(**{name: type(every.loc[name, "default"] or 0)(low) - 1})
    assert region(drop=None).partnership("East", "Middle").drop is None


def frame(base, row, column, value):
    changed = base.astype(object).reset_index(drop=True)
    changed.loc[row, column] = value
    return changed


BAD = [
    ("governments", frame(PLACES, 1, "name", "East"), "row 2 (East), column name", "once"),
    ("governments", frame(PLACES, 1, "name", ""), "row 2 (), column name", "must have a name"),
    ("governments", frame(PLACES, 1, "lat", 91), "row 2 (Middle), column lat", "-90 to 90"),
    ("governments", frame(PLACES, 1, "lat", None), "row 2 (Middle), column lat", "coordinate"),
    ("governments", frame(PLACES, 1, "size", 0), "row 2 (Middle), column size", "above 0"),
    ("governments", frame(PLACES, 1, "size", "big"), "row 2 (Middle), column size", "a number"),
    ("governments", frame(PLACES, 1, "size", True), "row 2 (Middle), column size", "a number"),
    ("governments", frame(PLACES, 1, "size", math.inf), "row 2 (Middle), column size", "finite"),
    ("governments", PLACES.assign(parent=["Est", "", ""]), "column parent", "Is it East?"),
    ("governments", PLACES.assign(parent=["West", "East", "East"]), "column parent", "circle"),
    ("governments", PLACES.rename(columns={"name": "names"}), "column name", "Is it names?"),
    ("governments", PLACES.rename(columns={"size": "sizes"}), "sizes", "Is it size?"),
    ("governments", PLACES[:0], "governments", "must have a row"),
    ("ties", frame(TIES, 1, "b", "Wst"), "row 2 (Middle, Wst), column b", "Is it West?"),
    ("ties", frame(TIES, 1, "b", "Middle"), "row 2 (Middle, Middle)", "another government"),
    ("ties", frame(TIES, 1, "b", "East"), "row 2 (Middle, East)", "once (it does in row 1 too)"),
    ("ties", TIES.assign(friction=[0.1, 1.5]), "row 2 (Middle, West), column friction", "[0, 1]"),
    ("ties", TIES.assign(trust=[1, 1.5]), "column trust", "whole"),
    ("ties", TIES.assign(trust=[1, -1]), "column trust", "whole number from 0 on"),
    ("ties", TIES.assign(benefit_b=[1, -1]), "column benefit_b", "at least 0"),
    ("ties", TIES[["a"]], "ties", "must have a column b"),
    ("ties", TIES[:0], "ties", "must have a row"),
    ("agreements", frame(SIGNED, 0, "member", "Eastt"), "row 1 (zone, Eastt)", "Is it East?"),
    ("agreements", frame(SIGNED, 1, "member", "East"), "row 2 (zone, East)", "once"),
    ("agreements", SIGNED.assign(year=[1, 2, 3, 4, 5.5]), "row 5 (pact, East)", "whole"),
]


@pytest.mark.parametrize(("table", "given", "where", "rule"), BAD)
def test_a_defect_is_named(table, given, where, rule):
    with pytest.raises(errors.InvalidInputError) as caught:
        region(**{table: given})
    text = str(caught.value)
    assert text.startswith("Region.from_frames: " + table)
    assert where in text
    assert rule in text


def test_gains_must_be_given_without_coordinates():
    bare = PLACES.drop(columns=["lat", "lon"])
    with pytest.raises(errors.InvalidInputError, match="no coordinates"):
        region(bare)
    assert region(bare, TIES.assign(benefit_a=1, benefit_b=2)).ties["distance_km"].isna().all()


def test_settings_and_ties_that_do_not_exist():
    with pytest.raises(errors.UnknownNameError, match="barrier"):
        region(bariers=0.2)
    for bad in ({"bad_times": 1.5}, {"delta": 1}, {"levels": 2.5}, {"sharing": 2}):
        with pytest.raises(errors.InvalidInputError, match=next(iter(bad))):
            region(**bad)
    with pytest.raises(errors.UnknownNameError, match="West has ties with Middle"):
        region().partnership("West", "East")


def write(folder, texts):
    for name, text in texts.items():
        (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return [folder / f"{name}.csv" for name in texts]


TEXTS = {
    "governments": PLACES.to_csv(index=False),
    "ties": TIES.to_csv(index=False),
    "agreements": SIGNED.to_csv(index=False),
}


def test_files_say_the_same_as_frames(tmp_path):
    assert qg.Region.from_csv(*write(tmp_path, TEXTS), delta=0.8) == region(delta=0.8)
    remark = "\ufeff# a remark, with commas\n"
    paths = write(tmp_path, {name: remark + text for name, text in TEXTS.items()})
    assert qg.Region.from_csv(*paths) == region()
    noted = 'a,b,note\nEast,Middle,"one\n# two"\nMiddle,West,\n'
    assert len(qg.Region.from_csv(*write(tmp_path, {**TEXTS, "ties": noted})).ties) == 2
    assert qg.Region.from_csv(*write(tmp_path, TEXTS)[:2]) == region(agreements=None)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "must have a header"),
        ("a;b\nEast;Middle\n", "commas"),
        ("a,b\nEast\n", "row 2 (East) must have 2 cells"),
        ("a,b\nEast,Middle,1\n", "row 2 (East) must have 2 cells"),
        ("a,b\nEast,Mïddle\n".encode("latin-1"), "UTF-8"),
        ("a,b\nEast,Midlle\n", "Is it Middle?"),
    ],
)
def test_a_bad_file_is_named(tmp_path, text, rule):
    paths = write(tmp_path, {**TEXTS, "ties": text})
    with pytest.raises(errors.InvalidInputError) as caught:
        qg.Region.from_csv(*paths)
    assert str(paths[1]) in str(caught.value)
    assert rule in str(caught.value)
