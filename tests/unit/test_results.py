"""What every result can do: export itself without losing or distorting anything."""

import importlib
import json
import math
import pkgutil
import re
from fractions import Fraction

import pytest

import qinba_games as qg
from qinba_games.common.citations import entries
from qinba_games.common.result import Result, show
from qinba_games.types import frozen


@frozen
class Odd(Result):
    concept = "none"

    def _table(self):
        return {"50% & more_{x}": ["a\\b", "~x^2", Fraction(-3, 7), (Fraction(1, 2), None)]}


def test_latex_escapes_what_is_special():
    text = Odd(exact=True).to_latex()
    assert r"50\% \& more\_\{x\}" in text
    assert r"a\textbackslash{}b" in text
    assert r"\textasciitilde{}x\textasciicircum{}2" in text
    assert r"$-\frac{3}{7}$" in text


def test_fractions_survive_the_way_into_a_dict_and_a_frame():
    table = qg.discount_table(qg.prisoners_dilemma(9, 1, 10, 3))
    assert table.to_dict()["delta"] == [0, Fraction(1, 7)]
    assert table.to_frame()["delta"].tolist() == [0, Fraction(1, 7)]


def test_numbers_are_shown_short():
    assert show(0.1 + 0.2) == "0.3"
    assert show((Fraction(1, 3), "x", None)) == "(1/3, x, )"


def test_html_escapes_names():
    stage = qg.StageGame([[[0, 0]]], players=["<b>", "&"])
    assert "&lt;b&gt;" in qg.solve(stage, 0.5)._repr_html_()


TABLE = qg.discount_table(qg.prisoners_dilemma(9, 1, 10, 3))


def test_latex_has_the_rules_of_booktabs_and_floats_when_it_has_a_caption():
    text = TABLE.to_latex(caption="Patience & payoffs", label="tab:patience", digits=2)
    assert text.startswith(r"\begin{table}")
    assert text.endswith(r"\end{table}")
    for part in (
        r"\toprule",
        r"\midrule",
        r"\caption{Patience \& payoffs}",
        r"\label{tab:patience}",
    ):
        assert part in text
    assert "0.14" in text
    assert r"\frac" not in text
    assert r"\frac{1}{7}" in TABLE.to_latex()
    assert "table}" not in TABLE.to_latex()


def test_json_keeps_fractions_and_infinity_as_text():
    back = json.loads(TABLE.to_json())
    assert back["delta"] == ["0", "1/7"]
    endless = Odd2(exact=False)
    assert json.loads(endless.to_json())["x"] == ["inf", "nan", None, [1, 0.5]]


@frozen
class Odd2(Result):
    concept = "none"

    def _table(self):
        return {"x": [math.inf, math.nan, None, (1, 0.5)]}


def test_a_numeric_frame_can_be_computed_with():
    frame = TABLE.to_frame(numeric=True)
    assert frame["delta"].dtype == float
    assert frame["delta"].iloc[1] == pytest.approx(1 / 7)


def kinds(cls):
    yield cls
    for below in cls.__subclasses__():
        yield from kinds(below)


def test_every_kind_of_answer_cites_entries_of_the_bibliography():
    ours = [c for c in kinds(Result) if c.__module__.startswith("qinba_games.")]
    for cls in ours:
        assert set(cls._sources) <= set(entries()), cls
    silent = {c.__name__ for c in ours if not c._sources}
    assert silent <= {"Result", "Allocation"}


def test_an_answer_cites_what_it_rests_on():
    text = TABLE.cite()
    assert re.findall(r"^@\w+\{(\w+),", text, re.MULTILINE) == [
        "goldluecke2012",
        "abreu1988",
        "qinba_games",
    ]
    nucleolus = qg.nucleolus(qg.TUGame([0, 0, 0, 1]))
    assert "schmeidler1969" in nucleolus.cite()
    assert f"version = {{{qg.__version__}}}" in text


def test_every_answer_becomes_json():
    """Whatever has a table; of a map of verdicts, where they are."""
    modules = (m.name for m in pkgutil.walk_packages(qg.__path__, "qinba_games."))
    named = {
        one
        for module in map(importlib.import_module, modules)
        for one in vars(module).values()
        if isinstance(one, type) and one.__module__.startswith("qinba_games")
    }
    assert [one for one in named if hasattr(one, "to_frame") and not hasattr(one, "to_json")] == []
    found = qg.paper.claims.c14.map("delta", "outside", steps=3)
    told = json.loads(found.to_json())
    assert told["verdicts"] == found.verdicts.tolist()
    assert (told["x"], told["y_values"]) == ("delta", list(found.y_values))
