"""Every notebook is a lesson: goal, minutes, exercises with folded answers, theory, a summary."""

import json
import re
import runpy
import uuid
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from helpers.project import ROOT

import qinba_games as qg
from qinba_games.paper import report, solving
from qinba_games.region.uncertain import sensitivity

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
#: What stores them, and compares.
STORED = SimpleNamespace(**runpy.run_path(str(ROOT / "scripts" / "stored_notebooks.py")))
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
def test_checks_stand_out_of_sight_in_one_cell_at_the_end_and_names_are_public(path):
    *before, (kind, text, tags) = cells(path)
    assert (kind, tags) == ("code", ["remove-cell"])
    assert "assert " in text
    for _, text, tags in before:
        assert "assert " not in text
        assert "remove-cell" not in tags
        assert not re.search(r"qinba_games(\.\w+)*\._|import \w*\._", text)
    last = json.loads(path.read_text(encoding="utf-8"))["cells"][-1]
    assert last["metadata"]["jupyter"] == {"source_hidden": True}
    assert last["outputs"] == []


#: Letters across a page of the documentation.
WIDE = 118


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_shows_is_stored_and_fits_a_page(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    shown = STORED.texts(notebook)
    assert any(shown)
    assert notebook == STORED.stripped(json.loads(json.dumps(notebook)))
    for cell in shown:
        assert not any(text.startswith(("Traceback", "<Axes")) for text in cell)
        plain = [text for text in cell if not text.startswith(("<", "$", "image/"))]
        lines = [line for text in plain for line in text.splitlines()]
        # A frame that is too wide is cut by pandas, with dots between its columns.
        assert not any(" ... " in line for line in lines), lines
        assert not any("<th>...</th>" in text for text in cell)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and not any("to_latex" in line for line in cell["source"]):
            texts = [text for text in STORED.texts({"cells": [cell]})[0] if "<" not in text]
            frames = [text for text in texts if "\n" in text and "  " in text]
            assert all(len(line) <= WIDE for text in frames for line in text.splitlines())


def _printing(text):
    output = {"output_type": "stream", "name": "stdout", "text": text}
    return {"cells": [{"cell_type": "code", "outputs": [output]}]}


@pytest.mark.parametrize("gain", ["0", "2e-16", "1.3e-15"])
def test_a_gain_that_is_rounding_depends_on_the_machine(gain):
    """One below 1e-12 is not compared, and a larger one is."""
    shown = STORED.texts(_printing(f"largest gain {gain}, x"))
    assert shown == [["largest gain …, x"]]
    assert STORED.texts(_printing("largest gain 2e-10, x")) != shown


def test_another_output_than_the_stored_one_is_found(tmp_path):
    for path in NOTEBOOKS:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    # Tables of xarray have ids by chance.
    sure = tmp_path / "08_how_sure.ipynb"
    by_chance = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    text, count = by_chance.subn(str(uuid.uuid4()), sure.read_text(encoding="utf-8"))
    assert count
    sure.write_text(text, encoding="utf-8")
    assert STORED.differences(tmp_path) == []
    one, other = (tmp_path / path.name for path in NOTEBOOKS[:2])
    changed = one.read_text(encoding="utf-8").replace("1/7", "1/8")
    one.write_text(changed, encoding="utf-8")
    other.unlink()
    first, *_, last = STORED.differences(tmp_path)
    assert "CriticalDiscount(delta 1/7" in first
    assert last == f"{other.name}: was not run"


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


@pytest.mark.exhaustive
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
