"""Every notebook is a lesson: goal, minutes, exercises with folded answers, theory, a summary."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import qinba_games as qg
from qinba_games.paper import report, solving
from qinba_games.region.uncertain import sensitivity

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
THEORY = FOLDER.parent / "docs" / "theory"


def cells(path):
    return [
        (cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", []))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]


def words(path):
    return "\n\n".join(text for kind, text, _ in cells(path) if kind == "markdown")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_a_lesson(path):
    text = words(path)
    assert re.search(r"\*Goal:\* \w", text)
    assert re.search(r"\*Time:\*\s\d+\sminutes", text)
    answers = re.findall(
        r"\*\*Exercise \d\.\*\*.+?<details><summary>Answer</summary>\n\n.+?</details>",
        text,
        re.DOTALL,
    )
    assert len(answers) >= 2
    assert "## What we learned" in text
    linked = re.findall(r"\]\(\.\./theory/([\w-]+)\.md\)", text)
    assert linked
    assert all((THEORY / f"{page}.md").is_file() for page in linked)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_checks_are_tagged_away_and_names_are_public(path):
    for kind, text, tags in cells(path):
        if kind != "code":
            continue
        checks = any(line.lstrip().startswith("assert") for line in text.splitlines())
        assert ("remove-cell" in tags) == checks, text
        assert not re.search(r"qinba_games(\.\w+)*\._|import \w*\._", text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_between_notebooks_lead_somewhere(path):
    for other in re.findall(r"\]\((\w+\.ipynb)\)", words(path)):
        assert (FOLDER / other).is_file(), other


def test_the_notebooks_are_listed_among_the_tutorials():
    listed = (FOLDER.parent / "docs" / "tutorials" / "index.md").read_text(encoding="utf-8")
    assert re.findall(r"^(\d\d_\w+)$", listed, re.MULTILINE) == [path.stem for path in NOTEBOOKS]


def asked(call: str) -> dict[str, int]:
    """The numbers that the notebook about uncertainty passes to a method of the case."""
    code = [text for kind, text, _ in cells(FOLDER / "08_how_sure.ipynb") if kind == "code"]
    line = rf"^\w+ = case\.{call}\(draws=(\d+), rng=(\d+)\)$"
    found = re.search(line, "\n".join(code), re.MULTILINE)
    assert found, call
    return {"draws": int(found[1]), "rng": int(found[2])}


class EnoughError(Exception):
    """All that is asked was seen."""


def test_how_sure_draws_as_the_report_does(monkeypatch):
    """The same seed and as many draws: then the numbers of both are the same."""
    told = {}

    def drawn(_, **options):
        told["uncertain"] = {name: options[name] for name in ("draws", "rng")}

    def analysed(_, **options):
        told["sensitivity"] = {name: options[name] for name in ("draws", "rng")}
        raise EnoughError

    case = qg.paper.case()
    monkeypatch.setattr(type(case), "uncertain", drawn)
    monkeypatch.setattr(sensitivity, "analyse", analysed)
    with pytest.raises(EnoughError):
        solving.study(case, draws=report.DRAWS)
    assert told == {name: asked(name) for name in ("uncertain", "sensitivity")}


@pytest.mark.slow
def test_both_ask_for_the_same_indices():
    case, few = qg.paper.case(), {**asked("sensitivity"), "draws": 32}
    mine, own = sensitivity.for_report(case, **few).table(), case.sensitivity(**few)
    pd.testing.assert_frame_equal(mine[list(own)], own)
