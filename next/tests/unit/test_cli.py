"""The commands: they write pages, and say what is wrong in one line."""

import subprocess
import sys

import pytest

from qinba_games import paper
from qinba_games.paper import main

GOVERNMENTS = "name,lat,lon\nA,33,107\nB,33,108\n"
TIES = "a,b\nA,B\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "g.csv").write_text(GOVERNMENTS)
    (tmp_path / "t.csv").write_text(TIES)
    (tmp_path / "s.csv").write_text("agreement,member\npact,A\npact,B\n")
    return ["--governments", str(tmp_path / "g.csv"), "--ties", str(tmp_path / "t.csv")]


def test_the_case_is_reproduced(tmp_path, capsys):
    assert main(["reproduce", str(tmp_path / "page")]) == 0
    found, page = capsys.readouterr().out.splitlines()
    assert found == repr(paper.case().study())
    assert page == str(tmp_path / "page" / "index.html")
    text = (tmp_path / "page" / "index.html").read_text("utf-8")
    assert "Of 49 ties, 15 are kept alone and 40 with a coordinator." in text
    assert "Qinba mountains" in text


def test_a_region_of_files(files, tmp_path, capsys):
    signed = ["--agreements", str(tmp_path / "s.csv")]
    options = ["--title", "Mine", "--set", "delta=0.75", "--set", "drop=null", "--set=sharing=true"]
    assert main(["report", str(tmp_path / "page"), *files, *signed, *options]) == 0
    text = (tmp_path / "page" / "index.html").read_text("utf-8")
    assert "Mine · 1 tie" in text
    assert "A–B<small>trust 1" in text
    assert "assumed, 0.75:" in text
    assert capsys.readouterr().out.startswith("Study(1 tie; ")


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        (["--set", "detla=0.8"], "Is it delta?"),
        (["--set", "delta=1.5"], "delta must be in [0, 1)"),
        (["--set", "delta"], "delta must be"),
        (["--agreements", "nowhere.csv"], "nowhere.csv"),
        (["--ties"], "expected one argument"),
    ],
)
def test_what_is_wrong_is_said(files, tmp_path, capsys, more, rule):
    with pytest.raises(SystemExit) as caught:
        main(["report", str(tmp_path / "page"), *files, *more])
    assert caught.value.code == 2
    assert rule in capsys.readouterr().err
    assert not (tmp_path / "page").exists()


def test_the_module_runs():
    asked = [sys.executable, "-m", "qinba_games", "--help"]
    assert "reproduce" in subprocess.check_output(asked, text=True)
