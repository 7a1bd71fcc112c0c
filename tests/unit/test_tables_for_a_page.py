"""Tables for a page: chosen columns and rows, a note on how they were found, no sentences."""

import re
import shutil
import subprocess

import numpy as np
import pytest
from helpers.one_of_each import APART, DILEMMA, HALF, HELPER, PAIR
from helpers.the_case import case_study

import qinba_games as qg

STUDY = APART.study()
DRAWN = APART.uncertain({"delta": (0.5, 0.9)}, draws=20, rng=3)


def body(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.endswith(r" \\")]


def test_columns_rows_and_headings_are_chosen():
    table = qg.discount_table(DILEMMA)
    text = table.to_latex(columns={"delta": "patience", "joint payoff": "together"}, rows=1)
    assert body(text) == [r"patience & together \\", r"0 & 0 \\"]
    assert body(table.to_latex(columns=["joint payoff"], rows=[1])) == [r"joint payoff \\", r"4 \\"]
    for wrong, rule in (
        ({"columns": ["delt"]}, "Did you mean 'delta'"),
        ({"columns": "delta"}, "must be names of columns"),
        ({"columns": []}, "must be names of columns"),
        ({"rows": [2]}, "'rows' = 2"),
        ({"rows": 0}, "'rows' = 0"),
        ({"note": 3}, "'note'"),
        ({"columns": [["delta"]]}, "'columns'"),
    ):
        with pytest.raises(qg.errors.InvalidInputError, match=rule):
            table.to_latex(**wrong)
    with pytest.raises(qg.errors.UnknownNameError, match="'columns'"):
        STUDY.to_latex(**wrong)


def test_sentences_are_left_out_unless_they_are_asked_for():
    assert "reason" not in STUDY.to_latex()
    assert STUDY.reasons[0].split()[0] in STUDY.to_latex(columns=["a", "reason"])


def test_a_note_says_baseline_draws_seed_and_ranges():
    assert "Baseline without a coordinator: acting together" in STUDY.to_latex()
    text = DRAWN.to_latex(caption="Ties kept", label="tab:kept")
    assert r"\footnotesize 20 draws, seed 3: delta 0.5 to 0.9. Baseline" in text
    assert (
        text.index(r"\bottomrule") < text.index(r"\parbox{\linewidth}") < text.index(r"\end{table}")
    )
    assert "parbox" not in DRAWN.to_latex(note=False)
    assert r"\footnotesize 5\% more" in DRAWN.to_latex(note="5% more")
    assert "parbox" not in qg.discount_table(DILEMMA).to_latex()


def test_windows_and_priorities_of_a_study_are_tables_too():
    windows = STUDY.to_latex(of="windows")
    assert len(body(windows)) == 1 + len(STUDY.windows())
    first = STUDY.to_latex(of="priorities", columns=["action", "gain"], rows=1)
    assert body(first)[1].startswith(STUDY.priorities()["action"].iloc[0])
    with pytest.raises(qg.errors.UnknownNameError, match="windows"):
        STUDY.to_latex(of="window")


def test_a_summary_has_thresholds_as_rows_and_the_certificate_below():
    found = qg.critical_discount(DILEMMA)
    lines = found.summary().splitlines()
    assert re.fullmatch(r"delta +1/3", next(line for line in lines if line.startswith("delta")))
    assert lines[0] == found._headline()
    assert lines[-1] == f"{found.concept}; {found.certificate!r}"
    window = qg.pivotal_window(PAIR, HELPER).summary()
    assert "Certificate(holds" in window.splitlines()[-1]
    assert "reason" not in STUDY.summary()


def test_ranges_go_to_maketables():
    table = DRAWN.__maketables_coef_table__
    assert {"b", "se", "p"} <= set(table.columns)
    assert table["b"].to_dict() == DRAWN.quantiles().loc[0.5].to_dict()
    assert (table["ci90l"] <= table["b"]).all()
    assert np.isnan(table["se"]).all()
    assert (DRAWN.__maketables_stat__("N"), DRAWN.__maketables_stat__("r2")) == (20, None)
    assert DRAWN.__maketables_depvar__ == "ties kept"


def page(columns: str) -> str:
    """An article of tables: as they are, or across both of its columns."""
    few = ["a", "b", "class_without", "window"]
    wide = columns == "twocolumn"
    tables = [
        case_study().to_latex(caption="Ties", label="tab:ties", rows=20, wide=wide),
        case_study().to_latex(caption="Ties", rows=20, wide=True),
        STUDY.to_latex(columns=few, caption="Few columns"),
        *(STUDY.to_latex(of=of, caption=of, wide=wide) for of in ("windows", "priorities")),
        DRAWN.to_latex(caption="Ranges"),
        DRAWN.to_latex(),
        qg.solve(DILEMMA, HALF).to_latex(caption="Payoffs"),
    ]
    letter = r"\usepackage[letterpaper,margin=1in]{geometry}\usepackage{booktabs}"
    return "\n".join(
        [rf"\documentclass[{columns}]{{article}}{letter}", r"\begin{document}", *tables]
        + [r"\end{document}"]
    )


@pytest.mark.slow
def test_wide_tables_of_the_case_are_on_a_page_of_two_columns():
    assert r"\begin{table*}" in page("twocolumn")


def test_a_wide_table_spans_the_columns_of_a_page():
    assert r"\begin{table*}" in STUDY.to_latex(wide=True)
    assert r"\end{table*}" in STUDY.to_latex(wide=True)
    with pytest.raises(qg.errors.InvalidInputError, match="'wide'"):
        STUDY.to_latex(wide=2)


TEX = next(filter(None, map(shutil.which, ("pdflatex", "lualatex", "xelatex", "tectonic"))), None)
if TEX:

    @pytest.mark.slow
    @pytest.mark.parametrize("columns", ["onecolumn", "twocolumn"])
    def test_tables_fit_a_page(tmp_path, columns):
        (tmp_path / "page.tex").write_text(page(columns), encoding="utf-8")
        run = [TEX, *([] if "tectonic" in TEX else ["-interaction=nonstopmode"]), "page.tex"]
        run = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "Overfull" not in run.stdout + run.stderr
