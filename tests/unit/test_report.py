"""The report: complete, alone, and saying on its page what its tables say."""

import csv
import dataclasses
import html
import io
import json
import os
import re
import shlex
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from helpers.claim_thresholds import judged
from helpers.marks import SLOW, some
from helpers.once import FOLDER, once
from helpers.written import rows

import qinba_games as qg
from qinba_games.common.spans import Spans
from qinba_games.paper import report as reporting
from qinba_games.paper.claims import CLAIMS
from qinba_games.paper.levels import on_levels, sample, solve_levels
from qinba_games.paper.levels_page import link_agencies
from qinba_games.paper.report import FIGURES, FILES, TABLES, render
from qinba_games.paper.tie_study import POSITIONS, kind, position
from qinba_games.partnership.results.evolution import CLASSES
from qinba_games.region.report.capacities import average_tie, interaction_words
from qinba_games.region.report.evolution import strong_by
from qinba_games.region.report.publish import with_checksums
from qinba_games.region.report.words import percent, plain_name
from qinba_games.region.settings import BY_NAME

#: Solving the whole case takes minutes.
pytestmark = SLOW
# The one address that a reader, and no browser by itself, may follow.
RESOLVER = "https://doi.org/"
# Said apart from the address, as in the README.
NUMBER = "10.15302/J-SSCAE-2020.01.005"
DOI = RESOLVER + NUMBER
VOID = {"meta", "link", "br", "wbr", "img", "hr", "input"}
ADDRESS = re.compile(r"\w+://|//\w|url\(\s*[\"']?(?!#)|@import")


class Page(HTMLParser):
    """Tables by id as lists of rows of text, and everything that a page could load or link to."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.addresses, self.open, self.ids = {}, [], [], []
        self.headings, self.cell, self.table = [], None, None
        self.attributes = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.attributes.append((tag, attrs))
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.addresses += [v for k, v in attrs.items() if k in ("src", "href", "srcset", "action")]
        if tag == "table":
            self.table = self.tables.setdefault(attrs["id"], []) if "id" in attrs else []
        elif tag == "tr" and self.table is not None:
            self.table.append([])
        elif tag in ("td", "th"):
            self.cell = []
        elif re.fullmatch(r"h\d", tag):
            self.headings.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag in ("td", "th"):
            self.table[-1].append("".join(self.cell).strip())
            self.cell = None
        elif tag == "table":
            self.table = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)


def answers(claims):
    """In place of what asks all calls of a report: these claims; the case is solved as it is."""
    listed = [*claims]
    return lambda calls, *_: {
        name: listed if name == "claims" else [call() for call in some]
        for name, some in calls.items()
    }


@pytest.fixture(scope="module")
def report():
    """The default report, made once: the folder, and what Python got back."""

    def made():
        folder = Path(os.environ[FOLDER], f"files-{os.getpid()}", "deep", "down")
        return folder, qg.paper.reproduce(folder, draws=100, jobs=2, progress=False)

    with pytest.MonkeyPatch.context() as context:
        context.setattr(reporting, "answers_to", answers(map(judged, CLAIMS)))
        return once("report", made)


@pytest.fixture(scope="module")
def text(report):
    return (report[0] / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def label(row):
    """A tie as the page calls it."""
    short = (row[end].removesuffix(" Forestry District").removesuffix(" District") for end in "ab")
    return "–".join(short)


def start(cell, ties):
    """The tie with whose name a cell starts."""
    (found,) = (label(row) for row in ties if cell.startswith(label(row)))
    return found


def test_exactly_the_files_that_are_listed(report):
    folder, _ = report
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert json.loads((folder / "report.json").read_text())["files"] == sorted(FILES)
    # An empty lock file stays: whoever waits for it may hold it already.
    assert all(path.name.endswith(".qinba-games-lock") for path in folder.parent.glob(".*"))


def test_page_is_well_formed(page):
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == "h1"
    assert page.headings.count("h1") == 1


def test_forty_nine_rows(page):
    for name in ("all-ties", "strips", "payoffs"):
        head, *body = page.tables[name]
        assert len(body) == 49
        assert {len(row) for row in body} == {len(head)}
        assert len({row[0] for row in body}) == 49


def test_no_external_address(text, page):
    assert not ADDRESS.search(text.replace(f'href="{DOI}"', ""))
    for address in page.addresses:
        assert address.startswith(("#", "data:")) or address in {*FILES, DOI}
    anchors = {address[1:] for address in page.addresses if address.startswith("#")}
    assert anchors <= set(page.ids)
    assert not {"script", "iframe", "object", "embed", "base"} & {tag for tag, _ in page.attributes}


@pytest.mark.parametrize("text", ['src="http://a.b"', "url(x.png)", "@import 'a'", "//a.b/c"])
def test_an_external_address_would_be_noticed(text):
    assert ADDRESS.search(text)
    assert not ADDRESS.search("url(#clip) data:,")


def test_counts_are_those_of_the_csv(report, page, text):
    folder, found = report
    counts = {
        row["class"]: (int(row["without"]), int(row["with"])) for row in rows(folder, "counts")
    }
    # derived by enumeration and elimination
    assert counts == {"isolated": (22, 7), "nominal": (12, 2), "weak": (3, 18), "strong": (12, 22)}
    ties = rows(folder, "ties")
    for side, key in enumerate(("class_without", "class_with")):
        counted = Counter(row[key] for row in ties)
        assert {name: counted[name] for name in CLASSES} == {k: v[side] for k, v in counts.items()}
    on_page = sorted((start(row[0], ties), row[1], row[2]) for row in page.tables["all-ties"][1:])
    known = sorted((label(row), row["class_without"], row["class_with"]) for row in ties)
    assert on_page == known
    totals = [[int(row[f"with_{name}"]) for name in CLASSES] for row in rows(folder, "moves")]
    assert [sum(row) for row in totals] == [counts[name][0] for name in CLASSES]
    assert [sum(column) for column in zip(*totals, strict=True)] == [
        counts[name][1] for name in CLASSES
    ]
    verdicts = (
        r"15 ties \(\d+–\d+\) keep themselves acting together, 30 by turns; 8 \(\d+–\d+\) once "
        r"started by help, 17 \(\d+–\d+\) only while helped, 9 \(\d+–\d+\) never\."
    )
    assert re.search(verdicts, text)  # the counts of the table of endings of the case
    assert found.without == {k: v[0] for k, v in counts.items()}
    assert found.helped == {k: v[1] for k, v in counts.items()}


def test_names_and_reasons_are_those_of_the_csv(report, page):
    ties = {label(row): row for row in rows(report[0], "ties")}
    for row in page.tables["all-ties"][1:]:
        tie = ties[start(row[0], ties.values())]
        assert row[0].endswith(f"founding trust {tie['trust']}")
        assert row[-1] == tie["why"]


def test_patience_in_the_csv_separates_the_classes(report):
    """Just below the least patience the tie is not kept, just above it is: solved afresh."""
    case = report[1].case
    for row in rows(report[0], "ties")[::8]:
        tie = case.tie(row["a"], row["b"])
        for side, coordinator in (("without", None), ("with", case.coordinator)):
            least = float(row[f"least_delta_kept_{side}"])
            for delta, kept in ((least - 1e-4, False), (least + 1e-4, True)):
                result = qg.evolve(
                    case.model(tie), delta, founding=tie.founding, coordinator=coordinator
                )
                assert (result.classes[tie.founding] in ("weak", "strong")) is kept


def test_reason_is_about_the_one_who_gains_least(report):
    for row in rows(report[0], "ties"):
        gains = [float(row["founding_gain_a"]), float(row["founding_gain_b"])]
        if " gains only " in row["why"] and abs(gains[0] - gains[1]) > 1e-6:
            poorer = row["ab"[gains.index(min(gains))]]
            assert (
                f"{poorer.removesuffix(' Forestry District')} gains only {min(gains):.2f}"
                in row["why"]
            )


def test_chosen_tie_crosses_a_border_and_changes_most(report):
    found = report[1]
    changes = [abs(t.gain_in_probability) for t in found.ties if t.tie.cross_border]
    assert found.chosen.tie.cross_border
    assert abs(found.chosen.gain_in_probability) >= max(changes) - 1e-9


def test_probability_over_time_fits_its_mean(report):
    """E[T] = sum of P(T > t): the curve of the figure against the linear solve."""
    for one in report[1].ties:
        result = one.helped
        curve = np.array(strong_by(result, 400))
        assert np.all(np.diff(curve) >= -1e-12)
        assert curve[-1] == pytest.approx(result.probability_strong, abs=1e-6)
        if result.probability_strong > 0:
            mean = (1 - curve / result.probability_strong).sum()
            assert mean == pytest.approx(result.time_to_strong, abs=1e-4)


def test_phase_table_agrees_with_the_verb(report):
    found = report[1]
    model = found.case.model(found.chosen.tie)
    for row in rows(report[0], "phase")[::4]:
        middle = (float(row["from_delta"]) + float(row["to_delta"])) / 2
        trust = int(row["founding_trust"])
        assert qg.evolve(model, middle, founding=trust).classes[trust] == row["without"]
        helped = qg.evolve(model, middle, founding=trust, coordinator=found.case.coordinator)
        assert helped.classes[trust] == row["with"]


def test_words_on_what_capacities_do_together_count_the_ties(report):
    found = report[1]
    pattern = r"\(more in (\d+) ties, less in (\d+); most of all for ([^,]+),"
    told = re.findall(pattern, interaction_words(found.ties))
    for of, (more, less, most) in zip(("delta", "probability_strong"), told, strict=True):
        together = {
            one.tie.name: one.attributions[of].dividends["sharing", "mediation"]
            for one in found.ties
        }
        assert int(more) == sum(value > 1e-9 for value in together.values())
        assert int(less) == sum(value < -1e-9 for value in together.values())
        assert abs(together[most]) == max(map(abs, together.values()))


def test_windows_in_the_csv_are_those_of_the_study(report, page):
    folder, found = report
    table = rows(folder, "windows")
    assert len(table) == len(page.tables["strips"]) - 1 == 49
    ties = {one.tie.members: one for one in found.ties}
    shown = {start(cells[0], table): cells for cells in page.tables["strips"][1:]}
    for row in table:
        cells = shown[label(row)]
        one = ties[row["a"], row["b"]]
        edges = [edge for interval in one.window.intervals for edge in interval]
        assert float(row["window_from"]) == pytest.approx(edges[0], abs=1e-6)
        assert float(row["window_to"]) == pytest.approx(edges[-1], abs=1e-6)
        assert int(row["intervals"]) == len(one.window.intervals)
        assert row["kind"] == kind(one.tie)
        assert cells[0] == f"{one.tie.name}founding trust {row['founding_trust']}"
        assert cells[2] == f"{edges[0]:.2f}–{edges[-1]:.2f}"
    pieces = rows(folder, "window_classes")
    for row in pieces[::20]:
        middle = (float(row["from_delta"]) + float(row["to_delta"])) / 2
        one = ties[row["a"], row["b"]]
        model, trust = found.case.model(one.tie), one.tie.founding
        assert qg.evolve(model, middle, founding=trust).classes[trust] == row["without"]
        helped = qg.evolve(model, middle, founding=trust, coordinator=found.case.coordinator)
        assert helped.classes[trust] == row["with"]
    assert len({(row["a"], row["b"]) for row in pieces}) == 49


def test_position_is_what_the_classes_say(report, page, text):
    """Inside the window: kept with the coordinator, not without, as solved at that patience."""
    folder, _ = report
    table, kept = rows(folder, "windows"), ("weak", "strong")
    for row in table:
        sides = [row[f"class_{side}"] in kept for side in ("without", "with")]
        expected = {(False, True): "inside", (True, True): "above", (False, False): "below"}
        assert row["position"] == expected[tuple(sides)]
    counted = Counter(row["position"] for row in table)
    # from the counts of the classes: 40 kept with, 15 without
    assert counted == {"inside": 25, "above": 15, "below": 9}
    assert "At the assumed patience of 0.7, the coordinator decides 25 of 49 ties" in text
    assert "15 ties can do without it there, and 9 need more patience" in text
    listed = json.loads((folder / "report.json").read_text())["windows"]
    assert listed == {name: counted[name] for name in POSITIONS}


@pytest.mark.parametrize(
    ("delta", "where"),
    [
        (0.1, "below"),
        (0.2, "inside"),
        (0.2 - 1e-11, "inside"),
        (0.3, "inside"),
        (0.4, "between"),
        (0.5, "between"),
        (0.7, "inside"),
        (0.8, "above"),
        (0.9, "above"),
    ],
)
def test_position_in_a_union_of_intervals(delta, where):
    window = SimpleNamespace(intervals=Spans([(0.2, 0.4), (0.6, 0.8)]), tolerance=1e-10)
    assert position(window, delta) == where
    assert position(SimpleNamespace(intervals=Spans(), tolerance=1e-10), delta) == "never"


def test_attribution_by_hand(report):
    """Two capacities: each is worth the mean of what it adds first and what it adds last."""
    for row in rows(report[0], "attribution"):
        none, whole = float(row["without"]), float(row["with"])
        a, b = float(row["sharing"]), float(row["mediation"])
        sign = -1 if row["measure"] == "delta" else 1
        assert a + b == pytest.approx(sign * (whole - none), abs=3e-6)
        assert (row["changes"] == "True") == (max(abs(a), abs(b)) > 1e-8)
        # the dividend is what the two do together less what each does alone
        one = next(t for t in report[1].ties if t.tie.members == (row["a"], row["b"]))
        m = one.attributions[row["measure"]].measures
        assert float(row["sharing and mediation"]) == pytest.approx(
            m[3] - m[1] - m[2] + m[0], abs=1e-6
        )
        assert a == pytest.approx((m[1] - m[0] + m[3] - m[2]) / 2, abs=1e-6)


def test_least_patience_and_chance_are_those_of_the_ties_table(report):
    ties = {(row["a"], row["b"]): row for row in rows(report[0], "ties")}
    columns = {"delta": "least_delta_kept", "probability_strong": "probability_strong"}
    for row in rows(report[0], "attribution"):
        for side in ("without", "with"):
            known = ties[row["a"], row["b"]][f"{columns[row['measure']]}_{side}"]
            assert float(row[side]) == pytest.approx(float(known or 1), abs=1e-6)


def test_averages_are_means_of_the_ties(report, page, text):
    folder, found = report
    single, means = rows(folder, "attribution"), rows(folder, "attribution_averages")
    groups = {
        "all ties": ("True", "False"),
        "across provinces": ("True",),
        "inside a province": ("False",),
    }
    assert [row["group"] for row in means] == [name for name in groups for _ in range(2)]
    for row in means:
        part = [
            one
            for one in single
            if one["measure"] == row["measure"] and one["cross_border"] in groups[row["group"]]
        ]
        assert int(row["ties"]) == len(part)
        assert int(row["changed"]) == sum(one["changes"] == "True" for one in part)
        for name in ("without", "with", "sharing", "mediation", "sharing and mediation"):
            mean = np.mean([float(one[name]) for one in part])
            assert float(row[name]) == pytest.approx(mean, abs=2e-6)
    listed = json.loads((folder / "report.json").read_text())["attribution"]
    for row in means[:2]:
        for name, value in listed[row["measure"]].items():
            assert float(row[name]) == pytest.approx(value, abs=1e-5)
        assert f"{float(row['without']):.2f} to {float(row['with']):.2f} (sharing" in text
    assert len(page.tables["averages"]) == len(means) + 1
    changed = {(row["a"], row["b"]) for row in single if row["changes"] == "True"}
    assert len(page.tables["attribution"]) == len(changed) + 1
    for each in average_tie(found.ties):
        (bundle,) = each.strongest
        assert bundle == ("sharing", "mediation")


def test_tables_of_the_study_are_the_files(report):
    folder, found = report
    for name in ("windows", "window_classes", "attribution", "attribution_averages"):
        frame = getattr(found, name)
        assert list(frame.columns) == list(rows(folder, name)[0])
        assert len(frame) == len(rows(folder, name))


def test_what_agreements_reveal_is_what_the_verb_says(report, text):
    """The sentence on data, from the promises: their number, years, and the bound."""
    case = report[1].case
    promises = qg.Promises.from_region(case, until=2020, coordinator=case.coordinator)
    found = qg.revealed_patience(promises)
    years = promises.frame["year"]
    span = f"{len(promises)} promises of {promises.frame['agreement'].nunique()} agreements"
    assert f"{span}, {min(years)}–{max(years)}, of which {promises.kept.sum()} were kept" in text
    assert f"they reveal patience of {found.least:.2f} and more (confidence 95%" in text
    assert found.p[[low >= found.least for low in found.edges[:-1]]].min() > 0.05
    assert found.p[[high <= found.least for high in found.edges[1:]]].max() <= 0.05 + 1e-12


def test_three_claims_come_first(page):
    """The one that is true most widely, one within its range, and one that hardly ever is."""
    told = page.tables["arguments"][1:]
    computed = [row for row in told if CLAIMS[row[0].split()[0]].argument.kind == "computed"]
    shares = {row[0]: int(row[2].removesuffix("\N{NO-BREAK SPACE}%")) for row in computed}
    holding = [row[0] for row in computed if row[3] == "holds"]
    most, middle, least = (row[0] for row in page.tables["examples"][1:])
    assert shares[most] == max(shares[name] for name in holding)
    assert abs(shares[middle] - 50) == min(abs(shares[name] - 50) for name in holding)
    assert shares[least] == min(share for name, share in shares.items() if name not in holding)


def test_all_claims_are_listed(report, page):
    assert sorted(row[0].split()[0] for row in page.tables["arguments"][1:]) == list(CLAIMS)
    assert [row["id"] for row in rows(report[0], "claims")] == list(CLAIMS)


def test_every_setting_is_moved_and_listed(report, page):
    folder, found = report
    names = set(found.case.settings)
    sensitivity = rows(folder, "sensitivity")
    assert {row["setting"] for row in sensitivity} == names | {"as chosen", "size"}
    for row in sensitivity:
        for side in ("without", "with"):
            assert sum(int(row[f"{name}_{side}"]) for name in CLASSES) == 49
    cells = [row[0] for row in page.tables["settings"][1:]]
    assert cells == [f"{plain_name(name)}{name}" for name in found.case.settings]
    assert {row["status"] for row in rows(folder, "settings")} == {"illustrative"}
    assert len(page.tables["variants"]) == len(names | {"size", "trust"}) + 1
    kept = [
        [
            sum(int(row[f"{name}_{side}"]) for name in ("weak", "strong"))
            for side in ("without", "with")
        ]
        for row in sensitivity
        if row["setting"] in ("as chosen", "delta")
    ]
    (cells,) = (row for row in page.tables["variants"][1:] if "delta" in row[0])
    added = [b - a for a, b in kept]
    assert cells[2:5] == [f"{min(c)}–{max(c)}" for c in (*zip(*kept, strict=True), added)]
    assert cells[5].split("–")[0] == "1"
    assert (min(added), max(added)) == (15, 25)


@pytest.mark.slow
def test_a_variant_is_what_the_case_gives(report):
    for variant in report[1].variants[::18]:
        case = qg.paper.case(**{variant.setting.name: variant.value})
        counted = Counter()
        for tie in case.all_ties:
            result = qg.evolve(case.model(tie), case.delta, founding=tie.founding)
            counted[result.classes[tie.founding]] += 1
        assert {name: counted[name] for name in CLASSES} == variant.without


def test_payoffs_are_called_illustrative_and_flags_are_shown(page, text):
    header = text[: text.index("<main>")]
    assert "All payoffs are illustrative" in header
    for word in ("Asked", "Assumed", "Found", "How sure", "What the model suggests"):
        assert f">{word}<" in header
    assert "recalled, not verified" in text
    assert {row[-1] for row in page.tables["governments"][1:]} == {"recalled", "set to 1"}
    assert {row[-1] for row in page.tables["agreements"][1:]} == {"paper"}


def test_accessible(page, text):
    assert '<html lang="en">' in text
    figures = [
        attrs for tag, attrs in page.attributes if tag == "svg" and "aria-hidden" not in attrs
    ]
    assert len(figures) == len(FIGURES)
    for attrs in figures:
        assert attrs["role"] == "img"
        assert set(attrs["aria-labelledby"].split()) <= set(page.ids)
    scopes = [attrs.get("scope") for tag, attrs in page.attributes if tag == "th"]
    assert set(scopes) == {"col", "row"}
    tables = sum(tag == "table" for tag, _ in page.attributes)
    assert sum(tag == "caption" for tag, _ in page.attributes) == tables > len(page.tables)


def test_figures_are_pictures(report):
    folder, _ = report
    for name in FIGURES:
        root = ET.fromstring((folder / f"{name}.svg").read_bytes())
        assert root.tag.endswith("svg")
        assert "var(" not in (folder / f"{name}.svg").read_text("utf-8")
    labels = "".join(ET.parse(folder / "map_with.svg").getroot().itertext())
    for name in ("Bazhong", "Hanzhong", "Shennongjia", "Wanzhou"):
        assert name in labels
    steps = list(ET.parse(folder / "stairs_with.svg").getroot().itertext())
    for k, name in enumerate(report[1].chosen.helped.classes):
        assert f"trust {k}" in steps
        assert name in steps


def test_tables_are_plain_csv(report):
    for name in TABLES:
        raw = (report[0] / f"{name}.csv").read_bytes()
        assert b"\r" not in raw
        lines = list(csv.reader(io.StringIO(raw.decode("utf-8"))))
        assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize("anew", some([False, True], 0, 1))
def test_same_input_same_bytes(report, anew, monkeypatch):
    """Also where all claims are judged once more."""
    folder, found = report
    if not anew:
        monkeypatch.setattr(reporting, "answers_to", answers(map(judged, CLAIMS)))
    again = with_checksums(render(found))
    assert set(again) == set(FILES)
    for name, content in again.items():
        assert (folder / name).read_bytes() == content, name


def test_other_settings_and_another_tie(tmp_path, monkeypatch):
    """Claims have settings of their own: one of them stands for all."""
    monkeypatch.setattr(reporting, "answers_to", answers([CLAIMS["C14"]()]))
    found = qg.paper.reproduce(
        tmp_path / "r",
        tie=("Hanzhong", "Bazhong"),
        draws=20,
        progress=False,
        levels=0,
        sharing=False,
        mediation=0,
        drop=None,
    )
    assert found.chosen.tie.members == ("Bazhong", "Hanzhong")
    assert found.without == found.helped
    assert all(not one.window.intervals for one in found.ties)
    assert not found.attribution["changes"].any()
    assert "decides 0 of 49 ties" in (tmp_path / "r" / "index.html").read_text("utf-8")
    text = (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    assert Page(text).open == []
    assert "does nothing" in text
    command = shlex.split(html.unescape(re.search("<pre><code>(.*?)</code>", text)[1]))
    assert command[:3] == ["qinba-games", "reproduce", "--set"]
    typed = dict(word.split("=") for word in command[3:-2])
    settings = qg.paper.case(**{k: BY_NAME[k].parse(v) for k, v in typed.items()}).settings
    assert settings == found.case.settings
    assert command[-2:] == ["--tie", "Bazhong,Hanzhong"]


def test_levels_are_told_as_they_were_solved(report, page, text):
    folder, found = report
    told = {(row["regime"], row["level"], row["border"]): row for row in rows(folder, "levels")}
    counts = told["three-level", "prefecture", "across"]
    # from two independent implementations of the model
    assert [counts[name] for name in CLASSES] == ["5", "0", "7", "11"]
    counts = told["none", "county", "inside"]
    assert [counts[name] for name in CLASSES] == ["6", "0", "37", "92"]
    assert len(told) == 25
    assert len(page.tables["needing"]) == 1 + 8
    assert "8 need them" in text
    assert "The class of 34 depends" in text
    assert "The computation disagrees with the paper’s example" in text
    for side, (regime, kept) in enumerate((("none", 16), ("three-level", 39))):
        pairs = next(one for one in found.levels.regimes if one.regime == regime)
        here = {one.tie.name: pairs.pair(*one.tie.codes).founding_class for one in found.ties}
        there = {one.tie.name: one.classes[side] for one in found.ties}
        assert sum(name in ("weak", "strong") for name in here.values()) == kept
        differing = re.search(
            rf"{kept} ties of cities are kept here, and (\d+) in .*?: (.*?)\.", text
        )
        assert int(differing[1]) == sum(name in ("weak", "strong") for name in there.values())
        for tie in here:
            said = f"{tie} is {here[tie]} here and {there[tie]} there"
            differ = (here[tie] in ("weak", "strong")) != (there[tie] in ("weak", "strong"))
            assert (said in differing[2]) == differ
    assert "signed one in 2008: with a trust of 1, from before, the cities’ tie is strong" in text
    one = found.levels.dependence
    assert (one[0].absent, one[0].strong) == ("strong", "strong")
    assert (one[1].absent, one[1].strong) == ("nominal", "weak")


def test_linked_agencies_are_as_sure_as_the_draws_say(report, text):
    """The third sentence: the share of draws in which it is true, counted again."""
    folder, found = report
    told = [tuple(map(int, row.values())) for row in rows(folder, "levels_drawn")]
    assert len(told) == 10
    assert "add ties of cities; a national office alone adds none" in text
    assert "only tried at the assumed numbers." in text  # of so few draws no share is said
    share = sum(nation <= nobody < linked for nobody, nation, linked in told) / len(told)
    often = dataclasses.replace(
        found, levels=dataclasses.replace(found.levels, drawn=found.levels.drawn * 10)
    )
    assert link_agencies(often)[1:3] == (share, f"true in {percent(share)} of 100 draws.")
    # Counties change nothing for cities: one draw, with all three levels.
    settings = sample(found.uncertain)[-1]
    assert settings == found.uncertain.settings.iloc[-1].to_dict()
    case = found.case.replaced(**settings)
    whole = solve_levels(case, on_levels(case), "three-level")
    counts = whole.counts("prefecture", crosses=True)
    assert told[-1][2] == counts["weak"] + counts["strong"]


def test_how_sure_is_what_the_draws_say(report, page, text):
    """The ranges of the first screen and the shares of the ties, counted once more."""
    folder, found = report
    kept = found.uncertain.kept
    assert len(kept) == 100
    told = {(row["of"], row["level"]): int(row["quantile"]) for row in rows(folder, "quantiles")}
    for name in ("without", "with", "added"):
        ordered = sorted(kept[name])
        for level in ("0.05", "0.5", "0.95"):
            # the least number that a share of at least `level` of the draws does not exceed
            assert told[name, level] == ordered[int(np.ceil(float(level) * 100 - 1e-9)) - 1]
    low, high = told["added", "0.05"], told["added", "0.95"]
    assert f"<h1>With a coordinator, {low} to {high} more of 49 ties" in text
    assert f"the coordinator adds {low} to {high} ties in nine draws of ten" in text
    for name, column in (("Acting together", "without"), ("With a coordinator", "with")):
        span = f"{told[column, '0.05']} to {told[column, '0.95']}"
        middle = f"in the middle one {told[column, '0.5']}"
        said = f'aria-label="{name}: [^"]*in nine draws of ten {span}, {middle}"'
        assert re.search(said, text)
    shares = {label(row): row for row in rows(folder, "uncertain_ties")}
    for cells in page.tables["all-ties"][1:]:
        row = shares[start(cells[0], shares.values())]
        assert cells[3] == percent(float(row["decided_in_both"]))
        assert cells[4] == percent(float(row[f"with_{cells[2]}"]))
    decided = [float(row["decided_in_both"]) for row in shares.values()]
    listed = [cells[3] for cells in page.tables["all-ties"][1:]]
    assert [percent(share) for share in sorted(decided, reverse=True)] == listed


def test_one_sentence_each_on_the_first_screen(text):
    header = text[text.index("<header>") : text.index("</header>")]
    cards = dict(re.findall(r"<div><h2>([^<]+)</h2><p>(.*?)</p></div>", header))
    assert list(cards) == ["Asked", "Assumed", "Found", "How sure"]
    for card in cards.values():
        assert re.search(r"[.?](</span>)?$", card)
    told = 'a period. <span class="opt">A discount factor of 0.7: a</span>'
    assert told in cards["Assumed"]
    assert "benefit next year counts 70\N{NO-BREAK SPACE}% of one now." in cards["Assumed"]
    assert "<em>Kept</em>: both contribute, at least in good times" in cards["Found"]
    assert "assumptions moved at once" in cards["How sure"]
    advice = re.findall(
        r"<li>(.*?) <span><b class=\"dots\"[^>]*>(.{3})</b> (.*?)</span></li>", header
    )
    assert len(advice) == 3
    for sentence, _, sure in advice:
        assert sentence.endswith(".")
        assert re.match("(Robust in the model|Mostly|Open): .*[.]$", sure)


def test_tables_are_latex_too(report):
    for name in TABLES:
        text = (report[0] / f"{name}.tex").read_text("utf-8")
        body = [line for line in text.splitlines() if line.endswith(r" \\")]
        width = len(rows(report[0], name)[0])
        assert {len(re.findall(r"(?<!\\)&", line)) for line in body} == {width - 1}
        assert r"\toprule" in text
        assert text.count(r"\begin{") == text.count(r"\end{")
        assert len(body) == len(rows(report[0], name)) + 1
