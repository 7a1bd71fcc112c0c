"""The command on somebody's own tables."""

import errno
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from helpers.marks import SLOW, some

import qinba_games as qg
from qinba_games import errors
from qinba_games.paper import cli


@pytest.fixture
def tables(tmp_path, monkeypatch, capsys):
    """The options that name the template tables, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["init", "own"]) == 0
    names = ("governments", "ties", "agreements")
    assert capsys.readouterr().out.split() == [f"own/{name}.csv" for name in names]
    return [word for name in names for word in (f"--{name}", f"own/{name}.csv")]


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    return qg.Region.from_frames(*qg.region.write_templates(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="module")
def study(region):
    return region.study()


def test_templates_are_never_written_over_a_file(tables, tmp_path, capsys) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.csv")}
    assert cli.main(["init", "own"]) == 1
    assert "is there already. Nothing was changed" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.csv")} == before
    assert cli.main(["init", ""]) == 2
    assert "DIR ''" in capsys.readouterr().err


class Full:
    """A file on a disk that has room for nothing more."""

    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *why):
        self.file.close()

    def write(self, text):
        self.file.write(text[:9])
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("place", ["own", "there/own", "there"])
def test_templates_on_a_full_disk_leave_nothing(place, tmp_path, monkeypatch, capsys) -> None:
    (tmp_path / "there").mkdir()
    opened = Path.open

    def opens(path, *given, **options):
        file = opened(path, *given, **options)
        return Full(file) if path.name == "ties.csv" else file

    monkeypatch.setattr(Path, "open", opens)
    assert cli.main(["init", str(tmp_path / place)]) == 1
    assert "No space left on device. Nothing was changed" in capsys.readouterr().err
    assert list(tmp_path.rglob("*")) == [tmp_path / "there"]


@pytest.mark.slow
def test_a_report_is_written_about_the_tables(tables, region, study, tmp_path, capsys) -> None:
    assert cli.main(["report", *tables, "--draws", "40", "--quiet", "--tie", "Hubei,Anhui"]) == 0
    told = capsys.readouterr().out
    assert told.endswith("The report: report/index.html\n")
    manifest = json.loads((tmp_path / "report/report.json").read_text())
    assert manifest["with"] == study.counts["with"]
    assert (manifest["draws"], manifest["seed"]) == (40, 0)
    page = (tmp_path / "report/index.html").read_text()
    names = {path.name for path in (tmp_path / "report").iterdir()}
    assert names == set(manifest["files"])
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert anchors <= set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="([^"#:]+)"', page)) <= names
    for title in ("Asked", "Assumed", "Found", "How sure", "Hubei–Anhui"):
        assert title in page
    ties = pd.read_csv(tmp_path / "report/ties.csv")
    assert ties["class_with"].tolist() == [after for _, after in study.classes]
    shares = pd.read_csv(tmp_path / "report/uncertain_ties.csv")["decided"]
    asked = region.uncertain(draws=40, rng=0).ties["decided"]
    assert shares.to_numpy() == pytest.approx(asked.to_numpy(), abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("form", some(["csv", "json"], 1, 1))
def test_a_report_prints_its_counts_as_a_table(tables, study, capsys, form) -> None:
    said = ["--title", "Six & more", "--date", "2026"]
    assert cli.main(["report", *tables, "--draws", "0", "--quiet", f"--{form}", *said]) == 0
    told = capsys.readouterr().out
    frame = pd.DataFrame(json.loads(told)) if form == "json" else pd.read_csv(io.StringIO(told))
    counts = study.counts
    assert frame.columns.tolist() == ["class", "without", "with"]
    for side in ("without", "with"):
        assert dict(zip(frame["class"], frame[side], strict=True)) == counts[side]


@pytest.mark.slow
def test_a_plan_is_that_of_the_region(tables, region, capsys) -> None:
    prices = ["--price", "sharing=2", "--price", "mediation=1/2"]
    assert cli.main(["plan", *tables, "--budget", "3", *prices, "--json"]) == 0
    found = region.plan(3, prices={"sharing": 2, "mediation": 0.5})
    rows = json.loads(capsys.readouterr().out)
    assert [row["bundle"] for row in rows] == found.ties.bundle.tolist()
    assert cli.main(["plan", *tables, "--budget", "30", *prices, "--office", "1"]) == 0
    asked = region.plan(30, prices={"sharing": 2, "mediation": 0.5}, offices=1)
    assert capsys.readouterr().out.rstrip().endswith(asked.text)


@pytest.mark.slow
def test_a_calendar_is_that_of_the_region(tables, region, capsys) -> None:
    asked = ["--budgets", "1,2", "--periods", "3", "--price", "sharing+mediation=1"]
    assert cli.main(["schedule", *tables, *asked, "--csv"]) == 0
    found = region.schedule([1, 2], periods=3, prices={"sharing+mediation": 1})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "a,b,bundle,start,ends,at"
    assert [line.split(",")[2] for line in lines[1:]] == found.ties.bundle.tolist()
    assert cli.main(["schedule", *tables, *asked]) == 0
    *head, told = capsys.readouterr().out.splitlines()
    assert told == found.text
    starts = [f"{start:.0f}" for start in found.ties.start if start == start]
    assert [line.split()[-3] for line in head[1:]] == starts
    assert f"{(found.bundle >= 0).sum()} of {len(found.names)} ties helped" in told


def test_priorities_with_prices_are_the_order_of_a_plan(tables, region, study, capsys) -> None:
    prices = {"sharing": 2, "mediation": 1}
    found = study.priorities("value", prices=prices)
    order = region.plan(0, prices=prices, objective="value").order
    for column in ("a", "b", "gain", "cost", "total_cost"):
        assert found[column].tolist() == order[column].tolist()
    assert found["action"].tolist() == order["bundle"].tolist()
    given = ["--price", "sharing=2", "--price", "mediation=1", "--by", "value"]
    assert cli.main(["priorities", *tables, *given, "--csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + len(order)
    with pytest.raises(qg.errors.NotApplicableError, match="Leave out cost or prices"):
        study.priorities(cost={"sharing": 1}, prices=prices)


@pytest.mark.slow
def test_priorities_are_those_of_the_study(tables, study, capsys) -> None:
    assert cli.main(["priorities", *tables, "--json"]) == 0
    asked = study.priorities()
    assert json.loads(capsys.readouterr().out) == asked.to_dict("records")
    assert cli.main(["priorities", *tables, "--csv", "--by", "value", "--first", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == ",".join(asked.columns)
    assert len(lines) == 3
    assert cli.main(["priorities", *tables, "--first", "1"]) == 0
    assert capsys.readouterr().out.split()[:6] == asked.columns.tolist()


def test_verdicts_on_ties_are_those_of_the_region(tables, region, capsys) -> None:
    asked = region.hand_over()
    assert cli.main(["hand-over", *tables, "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "a,b,verdict,least_periods,least_trust"
    assert len(lines) == 1 + len(region.all_ties)
    assert cli.main(["hand-over", *tables]) == 0
    *rows, last = capsys.readouterr().out.splitlines()
    cells = [row.split()[-2:] for row in rows[1:]]
    least = asked.ties[["least_periods", "least_trust"]]
    numbers = least.astype(object).where(least.notna(), -1).to_numpy().tolist()
    assert cells == [["-" if cell < 0 else f"{cell:.0f}" for cell in row] for row in numbers]
    assert last == ", ".join(f"{count} {name}" for name, count in asked.counts.items()) + "."


@SLOW
def test_windows_are_those_of_the_study(tables, study, capsys) -> None:
    assert cli.main(["window", *tables, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    asked = study.to_frame()
    for name in ("a", "b", "trust", "window", "class_without", "class_with"):
        assert [row[name] for row in told] == asked[name].tolist()
    assert cli.main(["window", *tables, "--tie", "Sichuan,Chongqing"]) == 0
    assert "Sichuan–Chongqing" in capsys.readouterr().out


@pytest.mark.slow
def test_settings_are_changed_for_tables_too(tables, region, capsys) -> None:
    assert cli.main(["window", *tables, "--json", "--set", "levels=0"]) == 0
    told = json.loads(capsys.readouterr().out)
    study = region.replaced(levels=0).study()
    assert [(row["class_without"], row["class_with"]) for row in told] == list(study.classes)


def test_levels_need_parents(tables, tmp_path, capsys) -> None:
    assert cli.main(["hierarchy", *tables]) == 2
    assert "--governments: the table of governments names no parents" in (capsys.readouterr().err)
    frame = pd.read_csv(tmp_path / "own/governments.csv", comment="#").astype(object)
    frame["parent"] = ["Sichuan", None, None, None, None, None]
    frame.loc[len(frame)] = ["Nation", None, None, 1, None, ""]
    frame["parent"] = ["Nation"] * 6 + [None]
    frame.to_csv(tmp_path / "own/governments.csv", index=False)
    assert cli.main(["hierarchy", *tables, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["regime"] for row in rows} == {
        "none",
        "provinces",
        "national",
        "three-level",
        "bottom-up",
    }
    assert all(row["pairs"] == 7 for row in rows)
    assert cli.main(["hierarchy", *tables, "--regime", "national", "--csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 8


def test_a_tie_to_a_superior_is_no_pair_of_a_hierarchy() -> None:
    who = {"name": ["A", "B"], "parent": [None, "A"]}
    ties = {"a": ["A"], "b": ["B"], "benefit_a": [2], "benefit_b": [2]}
    with pytest.raises(errors.NotApplicableError, match="a government and one above it"):
        qg.Region.from_frames(who, ties).hierarchy()


def test_levels_of_the_case_are_asked_for_one_pair_by_any_name(capsys) -> None:
    arguments = ["hierarchy", "--tie", "610700,巴中市", "--regime", "none", "--json"]
    assert cli.main(arguments) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["a"], row["b"], row["founding_class"]) == ("Bazhong", "Hanzhong", "strong")
    assert cli.main(["hierarchy", "--tie", "Hanzong,Bazhong"]) == 2
    assert "Did you mean 'Hanzhong'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["priorities", "--ties", "own/ties.csv"], "--governments is missing"),
        (["report"], "made by 'reproduce'"),
        (["window", "--governments", "own/governments.csv"], "--ties is missing"),
        (["priorities", "--governments", "no.csv", "--ties", "own/ties.csv"], "cannot be read"),
        (["priorities", "--json", "--csv"], "not allowed with"),
        (["init"], "DIR"),
        (["priorities", "--frist", "3"], "--first"),
        (["priorities", "--first", "-1"], "--first -1: must lie in [1, inf)"),
        (["why", "Baoji", "Hanzhong", "--proof", "own"], "--proof 'own': cannot be written"),
        (["plan", "--price", "sharing=2"], "--budget"),
        (["plan", "--budget", "3", "--price", "sharing"], "--price 'sharing' must read name=value"),
        (["plan", "--budget", "3", "--price", "shraing=2"], "Did you mean 'sharing'"),
        (["plan", "--budget", "-3", "--price", "sharing=2"], "--budget -3"),
        (["plan", "--budget", "1e400", "--price", "sharing=2"], "--budget about 10^400: "),
        (
            ["plan", "--budget", "3", "--price", "sharing=2", "--price", "sharing=1"],
            "--price sharing is given twice. Give it once.",
        ),
        (["window", "--set", "cost=1", "--set", "cost=2"], "--set cost is given twice. Give"),
        (["plan", "--budget", "3"], "--price"),
        (["schedule", "--periods", "3", "--price", "sharing=2"], "--budgets"),
        (["schedule", "--budgets", "3", "--periods", "0", "--price", "sharing=2"], "--periods"),
    ],
)
def test_a_wrong_command_line_is_told(tables, capsys, arguments, told) -> None:
    assert cli.main(arguments) == 2
    assert told in capsys.readouterr().err


def test_a_defect_is_told_with_its_file_and_line(tables, tmp_path, capsys) -> None:
    path = tmp_path / "own/ties.csv"
    path.write_text(path.read_text().replace("Hunan,Jiangxi", "Hunnan,Jiangxi"))
    assert cli.main(["window", *tables]) == 2
    told = capsys.readouterr().err
    assert "--ties (own/ties.csv), line 11 (label 'Hunnan'), column a 'Hunnan'" in told
    assert "Did you mean 'Hunan'?" in told


def test_claims_are_a_table_too(capsys) -> None:
    assert cli.main(["claims", "C14", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == ["C14"]


def test_the_package_is_the_command(tmp_path) -> None:
    run = [sys.executable, "-m", "qinba_games", "init", str(tmp_path / "own")]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("agreements.csv\n")
    assert (tmp_path / "own" / "ties.csv").exists()


def test_one_tie_is_explained(capsys, tmp_path) -> None:
    proof = tmp_path / "edges.json"
    assert cli.main(["why", "Baoji", "汉中市", "--proof", str(proof)]) == 0
    asked = qg.paper.case().why("Baoji", "Hanzhong")
    assert " ".join(capsys.readouterr().out.split()) == asked.text
    assert json.loads(proof.read_text())["kind"] == "edges"
    assert cli.main(["why", "Hanzhong", "Baoji", "--set", "delta=0.8", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    asked = qg.paper.case(delta=0.8).why("Baoji", "Hanzhong")
    assert [row["class"] for row in rows][::2] == list(asked.classes)
    assert cli.main(["why", "Baoji", "Hanzhog"]) == 2
    told = capsys.readouterr().err
    assert "B 'Hanzhog': is none of the 26 governments. Did you mean 'Hanzhong'?" in told
    assert cli.main(["why", "Baoji"]) == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["window", "--set", "barrier=abc"], "--set barrier 'abc': is no number. Give one"),
        (["window", "--set", "levels=2.5"], "--set levels 2.5: is no whole number. Give one"),
        (["window", "--set", "drop=abc"], "--set drop 'abc': is no whole number. Give one"),
        (["plan", "--budget", "x", "--price", "sharing=1"], "--budget 'x': is no number. Give"),
        (["report", "--draws", "x"], "argument --draws: 'x' is no whole number. Give one"),
        (
            ["schedule", "--budgets", "1", "--periods", "2", "--time-limit", "x"],
            "argument --time-limit: 'x' is no number. Give one",
        ),
    ],
)
def test_what_is_wrong_is_said_without_kinds_of_python(tables, options, message, capsys) -> None:
    assert cli.main([*options[:1], *tables, *options[1:]]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"qinba-games: {message}")
    assert "None" not in said
    assert "str" not in said


def test_where_nothing_is_helped_no_empty_table_is_shown(tables, capsys) -> None:
    asked = [*tables, "--set", "cost=9", "--budget", "1", "--price", "sharing=1"]
    assert cli.main(["plan", *asked]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("0 ties helped for 0 of 1")
    assert cli.main(["priorities", *tables, "--set", "cost=9", "--price", "sharing=1"]) == 0
    assert capsys.readouterr().out == "No budget brings more.\n"
    # What is free is helped, and no money brings more.
    assert cli.main(["priorities", *tables, "--price", "sharing=0"]) == 0
    assert capsys.readouterr().out == "No budget brings more.\n"
    none = ["--set", "sharing=false", "--set", "mediation=0"]
    assert cli.main(["priorities", *tables, *none]) == 0
    assert capsys.readouterr().out == "The coordinator has no capacity.\n"
