"""What every result can do: export itself without losing or distorting anything."""

from fractions import Fraction

import qinba_games as qg
from qinba_games.common.result import Result, show
from qinba_games.types import frozen


@frozen
class Odd(Result):
    def _table(self):
        return {"50% & more_{x}": ["a\\b", "~x^2", Fraction(-3, 7), (Fraction(1, 2), None)]}


def test_latex_escapes_what_is_special():
    text = Odd(concept="none", exact=True).to_latex()
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
