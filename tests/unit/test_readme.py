"""The README keeps what it promises: it runs, its links lead somewhere, its picture is current."""

import doctest
import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest
from helpers.the_case import case_study

import qinba_games as qg

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


def test_the_example_is_ten_lines_and_runs():
    examples = doctest.DocTestParser().get_examples(TEXT)
    ten, region = (section(title) for title in ("Ten lines", "Your own region"))
    assert lines(ten) == 10
    assert lines(region) < 30
    result = doctest.testfile(str(README), module_relative=False, raise_on_error=True)
    assert result.attempted == len(examples)
    assert result.failed == 0


def section(title):
    return re.search(rf"^## {title}\n(.*?)(?=^## )", TEXT, re.DOTALL | re.MULTILINE)[1]


def lines(text):
    """Lines of the examples in a text, answers included."""
    examples = doctest.DocTestParser().get_examples(text)
    return sum(e.source.count("\n") + e.want.count("\n") for e in examples)


def test_three_sentences_and_one_picture():
    first = TEXT.partition("\n\n")[2].partition("\n\n")[0]
    assert len(re.findall(r"\.(?=\s|$)", first)) == 3
    assert TEXT.count("![") == 1


def test_links_lead_to_files():
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert links
    for link in links:
        assert (ROOT / link).is_file(), link


def test_commands_exist():
    (console, install) = re.findall(r"```console\n(.*?)```", TEXT, flags=re.DOTALL)
    targets = re.findall(r"^\$ make (\w+)", console, flags=re.MULTILINE)
    assert targets == ["reproduce", "test"]
    makefile = (ROOT / "Makefile").read_text()
    for target in targets:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)
    assert install == "$ python -m pip install .\n"
    assert TEXT.count("pip install") == 1


def test_picture_is_what_its_script_draws():
    """Same names and the same lines of each class."""
    path = ROOT / "scripts" / "readme_picture.py"
    spec = importlib.util.spec_from_file_location("readme_picture", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    drawn = [script.draw().decode(), script.PICTURE.read_text(encoding="utf-8")]
    names, lines = zip(
        *(
            (
                Counter(re.findall(r">([^<>\s][^<>]*)</text>", svg)),
                Counter(re.findall(r'class="t (\w+)', svg)),
            )
            for svg in drawn
        ),
        strict=True,
    )
    assert names[0] == names[1]
    assert names[0]["Bazhong"] == 2
    # without, with, and the legend
    assert lines[0] == lines[1] == {"strong": 35, "weak": 22, "nominal": 15, "isolated": 30}
    assert "15 ties are weak or strong, with one 40" in TEXT


@pytest.mark.slow
def test_the_range_below_the_picture_is_that_of_the_draws() -> None:
    """With the seed of the report."""
    added = qg.paper.case().uncertain(draws=1000, rng=2020).quantiles()["added"]
    low, middle, high = added.tolist()
    said = f"adds {low} to {high} ties in nine draws of ten, {middle} in the middle"
    assert said in " ".join(TEXT.split())


@pytest.mark.slow
def test_some_ties_hold_by_taking_turns() -> None:
    """As it says below the picture."""
    study = case_study()
    alone, only = study.contributes_alone.count(True), study.counts["needs"]["in both readings"]
    told = f"may also take turns, {alone} ties are kept, and {only} only by the coordinator."
    assert told in " ".join(TEXT.split())
