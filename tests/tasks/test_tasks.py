"""Common tasks, each a script of few lines that needs README and the documentation alone."""

import re
import runpy
import sys

import pytest
from helpers.marks import SLOW
from helpers.project import ROOT
from matplotlib import pyplot

#: What each task is to print, at the least.
PRINTED = {
    "figure_2": ["0.7 strong needs its provinces: False", "0.5 nominal needs its provinces: True"],
    "find_help": ["Did you mean 'monitoring'?", "voluntary-transfers SPE"],
    "make_games": ["exact) 1/7", "outside=(4, 4)) 1/6"],
    "noise_and_audits": ["burnt 10/13 or not 5/6", "probability 1/2 20/33"],
    "one_tie_for_a_referee": ["in bad times", "tie.json: accepted"],
    "other_libraries": ["Ankang", "0.5"],
    "own_region_from_csv": ["isolated     strong  [0.62, 0.73)"],
    "own_two_levels": ["none isolated needs", "national strong needs", "[0.747013, 1)"],
    "payoffs_without_transfers": ["with payments 10 without 35/4", "True"],
    "region_to_signed_report": ["True"],
    "results_section_in_latex": [r"\begin{table}", "draws, seed 1", "of 3 ties", "booktabs"],
    "sweep_and_resume": ["0.8              strong    strong  isolated"],
    "three_designs_compared": ["pivotal on [0.745798, 0.861027)", "CheapestCoordinator"],
    "ties_that_trigger_ties": ["multilateral (('Hanzhong',),)", "multilateral+sharing () ()"],
    "where_a_verdict_flips": ["holds {'delta': Spans([0.5, 0.625))}", "0.3 fails", "0.55 holds"],
}
DEAR = {"figure_2", "region_to_signed_report"}
FOLDER = ROOT / "tests" / "tasks"
NO_TASKS = {"conftest", "test_tasks"}


@pytest.mark.parametrize("task", [pytest.param(t, marks=[SLOW] * (t in DEAR)) for t in PRINTED])
def test_a_task_is_done_in_a_few_lines(task, tmp_path, monkeypatch, capsys):
    script = FOLDER / f"{task}.py"
    assert len(script.read_text(encoding="utf-8").splitlines()) < 25
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(script), str(ROOT)])
    runpy.run_path(str(script), run_name="__main__")
    pyplot.close("all")
    printed = capsys.readouterr().out
    assert [text for text in PRINTED[task] if text not in printed] == []


def test_every_task_is_done():
    assert {path.stem for path in FOLDER.glob("*.py")} - NO_TASKS == set(PRINTED)


@pytest.mark.parametrize("task", PRINTED)
def test_a_task_uses_public_names_alone(task):
    text = (FOLDER / f"{task}.py").read_text(encoding="utf-8")
    assert not re.search(r"\._[^_]", text)
    assert "from qinba_games." not in text
