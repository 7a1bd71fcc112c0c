"""The report about anybody's region: its levels, its map, and which assumption decides."""

import re

import pytest
from helpers.regions import six_provinces, two_levels
from helpers.written import rows

import qinba_games as qg
from qinba_games.hierarchy.regimes import REGIMES
from qinba_games.region.report.numbers import percent
from qinba_games.region.uncertain import sensitivity

COUNTS = ("without", "with", "added")


@pytest.fixture(scope="module")
def region():
    return qg.Region.from_frames(**two_levels())


@pytest.fixture(scope="module")
def folder(region, tmp_path_factory):
    place = tmp_path_factory.mktemp("levels") / "report"
    region.report(place, draws=64, rng=3)
    return place


@pytest.fixture(scope="module")
def text(folder):
    return (folder / "index.html").read_text(encoding="utf-8")


def part(text, name):
    """A part of the page, by its name."""
    return re.search(rf'<section id="{name}".*?</section>', text, flags=re.DOTALL)[0]


def cells(text, name):
    """A table of the page as rows of text."""
    table = re.search(rf'<table id="{name}".*?</table>', text, flags=re.DOTALL)[0]
    found = [re.findall(r"<t[hd].*?</t[hd]>", row) for row in table.split("<tr")[2:]]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in found]


@pytest.mark.slow
def test_every_regime_is_what_stabilise_says(region, folder) -> None:
    tree = region.hierarchy()
    told = rows(folder, "levels")
    assert {row["regime"] for row in told} == set(REGIMES)
    for regime in ("none", "three-level"):
        found = qg.stabilise(tree, region.delta, regime, coordinator=region.coordinator)
        for row in (each for each in told if each["regime"] == regime):
            pairs = [
                one.founding_class
                for one in found.pairs
                if one.level == row["level"] and one.crosses is (row["border"] == "across")
            ]
            assert int(row["pairs"]) == len(pairs) > 0
            assert int(row["strong"]) == pairs.count("strong")
            assert int(row["isolated"]) == pairs.count("isolated")


@pytest.mark.slow
def test_the_page_names_the_ties_that_need_their_superiors(region, text) -> None:
    found = qg.stabilise(region.hierarchy(), region.delta, "none").pairs
    below = [one for one in found if one.superior is not None]
    needing = [one for one in below if one.needs]
    assert 0 < len(needing) < len(below)
    told = cells(text, "needing")
    assert [row[0] for row in told] == ["–".join(one.pair) for one in needing]
    assert [row[3] for row in told] == [one.founding_class for one in needing]
    title = f"Which level decides? {len(needing)} of {len(below)} ties wait for their superiors"
    assert title in text
    assert f"Of {len(below)} pairs under different superiors, {len(needing)} need them" in text


def test_two_layers_show_what_apart_and_together_change(region, text) -> None:
    levels = part(text, "levels")
    found = qg.stabilise(region.hierarchy(), region.delta, "none").pairs
    turned = sum(bool(one.matters) for one in found if one.superior is not None)
    assert levels.count('class="changed"') == 2 * turned > 0


def test_who_has_no_tie_is_left_off_the_map(text) -> None:
    drawn = part(text, "map")
    assert ">China<" not in drawn
    assert "Left out because they have no tie: 1." in drawn
    assert drawn.count('class="top"') == 2 * 4  # the provinces, on both maps
    assert ">Shaanxi</text>" in drawn


@pytest.mark.slow
def test_a_region_without_parents_says_nothing_of_levels(tmp_path) -> None:
    qg.Region.from_frames(**six_provinces()).report(tmp_path / "report", draws=0)
    told = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert 'id="levels"' not in told
    assert 'id="sure"' not in told
    assert not (tmp_path / "report" / "levels.csv").exists()
    assert not (tmp_path / "report" / "indices.csv").exists()


@pytest.mark.slow
def test_parts_of_assumptions_are_those_of_sensitivity(region, folder, text) -> None:
    asked = region.sensitivity(draws=64, rng=3)
    told = rows(folder, "indices")
    assert [row["setting"] for row in told] == asked["setting"].tolist()
    for name in ("first", "total", "total_se"):
        given = [float(row[name]) for row in told]
        assert given == pytest.approx(asked[name].tolist(), rel=1e-5, abs=1e-9)
    for row in told:
        low, total, high = (float(row[f"total{end}"]) for end in ("_low", "", "_high"))
        assert 0 <= low <= total <= high
    shown = cells(text, "shares")
    by_name = {(row["setting"], row["of"]): row for row in told}
    totals = [float(row["total"]) for row in told if row["of"] == "added"]
    assert [row[4].split(" (")[0] for row in shown] == [
        percent(min(total, 1)) for total in sorted(totals, reverse=True)
    ]
    for row in shown:
        setting = next(name for name, _ in by_name if row[0].endswith(name))
        for cell, of in zip(row[2:], COUNTS, strict=True):
            total = float(by_name[setting, of]["total"])
            assert cell.startswith(percent(min(total, 1)) + " (")


def test_ranges_are_quantiles_with_their_intervals(folder, text) -> None:
    told = rows(folder, "quantiles")
    for row, of in zip(cells(text, "ranges"), COUNTS, strict=True):
        for cell, each in zip(row[2:], [one for one in told if one["of"] == of], strict=True):
            low, high = each["low"], each["high"]
            ends = low if low == high else f"{low}–{high}"
            assert cell.replace("−", "-") == f"{each['quantile']} ({ends})"


def test_what_would_take_too_long_is_not_asked(region, monkeypatch) -> None:
    assert sensitivity.for_report(region, 31) is None
    assert sensitivity.for_report(region, 33, rng=1).draws == 32
    monkeypatch.setattr(sensitivity, "_MOST", 31 * 12 * 16)
    assert sensitivity.for_report(region, 1000) is None


@pytest.mark.slow
def test_another_coordinator_is_not_drawn(region) -> None:
    helper = qg.Coordinator(deposit=0.4)
    found = sensitivity.for_report(region, 32, rng=1, coordinator=helper)
    assert "mediation" not in {row.setting for row in found.rows}
    with_it = region.uncertain(draws=20, rng=1, coordinator=helper).settings.columns
    assert {name for row in found.rows for name in row.setting.split(", ")} == set(with_it)


#: What somebody writes who has read nothing but the README.
NEWCOMER = """\
import pathlib, pandas as pd, qinba_games as qg
names = ["Sichuan", "Chongqing", "Hubei", "Hunan", "Jiangxi", "Anhui"]
governments = pd.DataFrame(
    {"lat": [30.7, 29.6, 30.6, 28.2, 28.7, 31.8],
     "lon": [104.1, 106.5, 114.3, 112.9, 115.9, 117.2],
     "size": [8.4, 3.2, 5.8, 6.6, 4.5, 6.1]}, index=names,
)
borders = [("Sichuan", "Chongqing"), ("Chongqing", "Hubei"), ("Hubei", "Hunan"),
           ("Hubei", "Jiangxi"), ("Hunan", "Jiangxi"), ("Jiangxi", "Anhui"), ("Hubei", "Anhui")]
region = qg.Region.from_frames(governments, pd.DataFrame(borders, columns=["a", "b"]), reach=800)
study = region.study()
classes = study.to_frame()
windows, priorities = study.windows(), study.priorities()
study.plot()[0].figure.savefig("map.svg")
pathlib.Path("table.tex").write_text(study.to_latex())
sure = region.uncertain(draws=100, rng=1).quantiles()
study.report("report", draws=40)
"""


@pytest.mark.slow
def test_a_newcomer_needs_less_than_thirty_lines(tmp_path, monkeypatch) -> None:
    assert len(NEWCOMER.splitlines()) < 30
    monkeypatch.chdir(tmp_path)
    made = {}
    exec(NEWCOMER, made)
    assert made["classes"]["class_with"].tolist() == [b for _, b in made["study"].classes]
    assert (made["priorities"]["gain"].iloc[0], len(made["windows"])) > (0, 7)
    assert made["sure"].loc[0.5, "added"] >= 0
    for name in ("map.svg", "table.tex", "report/index.html", "report/ties.tex"):
        assert (tmp_path / name).stat().st_size > 500
