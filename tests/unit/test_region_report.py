"""The report about anybody's region: its levels, its map, and which assumption decides."""

import hashlib
import html
import json
import re
import shlex

import pandas as pd
import pytest
from helpers.regions import six_provinces, two_levels
from helpers.written import rows

import qinba_games as qg
from qinba_games import errors
from qinba_games.hierarchy.worlds import REGIMES
from qinba_games.region.uncertain import sensitivity

#: The fewest with which a report says what the parts of assumptions are.
DRAWS = 32
COUNTS = ("without", "with", "added")


@pytest.fixture(scope="module")
def region():
    return qg.Region.from_frames(**two_levels())


@pytest.fixture(scope="module")
def pair():
    """As few as have a report, for what is the same whoever they are."""
    who = {"name": ["A", "B"], "lat": [30, 31], "lon": [105, 106], "size": [2, 3]}
    return qg.Region.from_frames(pd.DataFrame(who), pd.DataFrame({"a": ["A"], "b": ["B"]}))


@pytest.fixture(scope="module")
def folder(region, tmp_path_factory):
    place = tmp_path_factory.mktemp("levels") / "report"
    region.report(place, draws=DRAWS, rng=3)
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


@pytest.mark.slow
def test_two_layers_show_what_apart_and_together_change(region, text) -> None:
    levels = part(text, "levels")
    found = qg.stabilise(region.hierarchy(), region.delta, "none").pairs
    turned = sum(bool(one.matters) for one in found if one.superior is not None)
    assert levels.count('class="changed"') == 2 * turned > 0


@pytest.mark.slow
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
    assert '<table id="variants"' in told
    assert '<table id="ranges"' not in told
    assert "rank" not in part(told, "sure").lower()
    assert not (tmp_path / "report" / "levels.csv").exists()
    assert not (tmp_path / "report" / "indices.csv").exists()


@pytest.mark.slow
def test_parts_of_assumptions_are_those_of_sensitivity(region, folder, text) -> None:
    asked = region.sensitivity(draws=DRAWS, rng=3)
    told = rows(folder, "indices")
    assert [row["setting"] for row in told] == asked["setting"].tolist()
    for name in ("first", "total", "total_se"):
        given = [float(row[name]) for row in told]
        assert given == pytest.approx(asked[name].tolist(), rel=1e-5, abs=1e-9)
    for row in told:
        low, total, high = (float(row[f"total{end}"]) for end in ("_low", "", "_high"))
        assert 0 <= low <= total <= high
    ends = {
        row["setting"]: (float(row["total_low"]), float(row["total_high"]))
        for row in told
        if row["of"] == "added"
    }
    shown, before = cells(text, "variants"), (0, 0)
    table = re.search('<table id="variants".*?</table>', text, flags=re.DOTALL)[0]
    named = [re.findall("<code>(.*?)</code>", row) for row in table.split("<tr")[2:]]
    for row, names in zip(shown, named, strict=True):
        of = next((each for each in ends if {*names} & {*each.split(", ")}), None)
        if of is None:
            assert row[-1] == "–"
            continue
        low, high = ends[of]
        place = 1 + sum(other > high for other, _ in ends.values())
        last = len(ends) - sum(other < low for _, other in ends.values())
        assert row[-1] == (f"{place}" if place == last else f"{place}–{last}")
        assert before <= (place, last)
        before = place, last
    assert sum(row[-1] != "–" for row in shown) >= len(ends)


@pytest.mark.slow
def test_what_capacities_do_is_what_attribute_says(region, folder, text) -> None:
    told = rows(folder, "attribution")
    assert len(told) == 2 * len(region.all_ties)
    assert 'id="capacities"' in text
    for row in told[2:6]:
        of, model = row["measure"], region.partnership(row["a"], row["b"])
        at = {} if of == "delta" else {"delta": region.delta}
        found = qg.attribute(model, region.coordinator, of=of, **at)
        sign = -1 if of == "delta" else 1
        ends = [sign * float(found.measures[k]) for k in (0, -1)]
        assert [float(row["without"]), float(row["with"])] == pytest.approx(ends, abs=1e-6)
        parts = [float(row[name]) for name in found.capacities]
        assert parts == pytest.approx(found.values.tolist(), abs=1e-6)
        together = found.dividends["sharing", "mediation"]
        assert float(row["sharing and mediation"]) == pytest.approx(together, abs=1e-6)


@pytest.mark.slow
def test_one_tie_is_no_ties(tmp_path) -> None:
    """Two members of two superiors: one tie on each level, and one that a capacity changes."""
    who = {"name": ["P", "Q", "A", "B"], "parent": [None, None, "P", "Q"]}
    ties = {"a": ["P", "A"], "b": ["Q", "B"], "benefit_a": [1.6, 1.5], "benefit_b": [1.7, 1.2]}
    for name, rows_of in (("both", slice(0, 2)), ("one", slice(1, 2))):
        names = {key: [*entries] for key, entries in who.items() if name == "both" or key == "name"}
        few = {key: entries[rows_of] for key, entries in ties.items()}
        region = qg.Region.from_frames(pd.DataFrame(names), pd.DataFrame(few))
        region.report(tmp_path / name, draws=DRAWS)
        page = (tmp_path / name / "index.html").read_text("utf-8")
        words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
        assert re.findall(r"(?<!to )\b1 (?:ties|pairs|governments|members)\b", words) == []
        assert re.search(r"\b1 tie\b", words)
        assert name == "both" or re.search(r"so that [01] of 1 tie is kept", words)


@pytest.mark.slow
def test_nothing_is_said_of_capacities_that_nobody_has(tmp_path) -> None:
    idle = qg.Region.from_frames(**six_provinces(), sharing=False, mediation=0)
    idle.report(tmp_path / "report", draws=0)
    assert 'id="capacities"' not in (tmp_path / "report" / "index.html").read_text("utf-8")
    assert not (tmp_path / "report" / "attribution.csv").exists()


@pytest.mark.slow
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
study.report("report", draws=0)
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


SAID = {
    "title": "Ties <of> the hills",
    "author": "A. & B. Author",
    "source": "Tables of an office",
    "date": "30 November 2026",
}
#: A Chromium that prints a page as a line of text, with the date of today.
PRINTER = """#!/bin/sh
for word in "$@"; do case $word in
  --print-to-pdf=*) echo "/CreationDate (D:$(date +%Y%m%d%H%M%S)+01'00') $#" > "${word#*=}";;
esac; done
"""


@pytest.mark.slow
def test_a_report_can_be_signed(pair, tmp_path):
    table = tmp_path / "own & governments.csv"
    table.write_text("name\nA\n")
    told = {"draws": 0, "inputs": {"governments": table}, **SAID}
    for name in ("one", "other"):
        pair.report(tmp_path / name, **told)
    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "other")
    )
    assert one == other
    page, content = one["index.html"].decode(), json.loads(one["report.json"])
    head, foot = page.split("<main>")[0], page.split("<footer>")[1]
    assert "<title>Ties &lt;of&gt; the hills</title>" in head
    assert '<meta name="author" content="A. &amp; B. Author">' in head
    assert "A. &amp; B. Author, 30 November 2026. Source: Tables of an office." in foot
    checksum = hashlib.sha256(table.read_bytes()).hexdigest()
    row = ["governments", html.escape(table.name), checksum]
    assert cells(page, "inputs") == [row]
    assert content["inputs"] == {"governments": {"name": table.name, "sha256": checksum}}
    assert {name: content[name] for name in SAID} == SAID
    assert str(tmp_path) not in page + one["report.json"].decode()
    typed = shlex.split(html.unescape(re.search("<pre><code>(.*?)</code>", page)[1]))
    assert typed[2:4] == ["--governments", table.name]
    assert dict(zip(typed[-8::2], typed[-7::2], strict=True)) == {
        f"--{name}": text for name, text in SAID.items()
    }


@pytest.mark.slow
def test_nothing_is_said_by_default(folder, text):
    assert "inputs" not in text
    assert text.split("<footer>")[1].startswith("<p>Every number")
    assert not {*SAID, "inputs"} & set(json.loads((folder / "report.json").read_text()))


@pytest.mark.parametrize(
    ("said", "argument"),
    [
        ({"title": 3.5}, "title"),
        ({"date": "\ud800"}, "date"),
        ({"inputs": "ties.csv"}, "inputs"),
        ({"inputs": {"ties": 3}}, "inputs"),
        ({"inputs": {"ties": "nowhere.csv"}}, "inputs"),
        ({"pdf": 1}, "pdf"),
    ],
)
def test_what_a_report_cannot_say_of_itself(region, tmp_path, said, argument):
    with pytest.raises(errors.InvalidInputError) as caught:
        region.report(tmp_path / "report", draws=0, **said)
    assert (caught.value.function, caught.value.argument) == ("Region.report", argument)
    assert not (tmp_path / "report").exists()


def printer(place, monkeypatch, script):
    place.write_text(script)
    place.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(place))


@pytest.mark.slow
def test_a_report_is_printed_where_a_chromium_is_found(pair, tmp_path, monkeypatch):
    printer(tmp_path / "chromium", monkeypatch, PRINTER)
    pair.report(tmp_path / "report", draws=0, pdf=True)
    printed = (tmp_path / "report" / "report.pdf").read_text()
    assert printed.startswith("/CreationDate (D:20000101000000+00'00')")
    assert "report.pdf" in json.loads((tmp_path / "report/report.json").read_text())["files"]


@pytest.mark.slow
def test_where_no_chromium_prints_nothing_is_written(pair, tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(errors.NotApplicableError, match="and none is found"):
        pair.report(tmp_path / "report", draws=0, pdf=True)
    printer(tmp_path / "chromium", monkeypatch, "#!/bin/sh\nexit 3\n")
    with pytest.raises(errors.OutputError, match="does not print the report"):
        pair.report(tmp_path / "report", draws=0, pdf=True)
    assert not (tmp_path / "report").exists()
