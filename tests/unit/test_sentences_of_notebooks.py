"""Where ties lie, as the lesson about the case says it: each sentence is counted once more."""

import json
import re
from collections.abc import Callable

import pytest
from helpers.project import ROOT
from helpers.the_case import case_study

import qinba_games as qg

N = r"(\d+)"
LESSON = ROOT / "notebooks" / "02_qinba_case.ipynb"
#: Sentences about where something lies, or about most of it.
ASKED = re.compile(
    r"\bcross(?:es)?\b|\bacross\b|\bmost of\b|\bedges\b|\bthe middle\b", re.IGNORECASE
)


@pytest.fixture(scope="module")
def study():
    return case_study()


def added(study) -> list[bool]:
    """For each tie that is kept only with the coordinator whether it crosses a border."""
    kept = ("weak", "strong")
    return [
        tie.cross_border
        for tie, (before, after) in zip(study.region.all_ties, study.classes, strict=True)
        if after in kept and before not in kept
    ]


def counted(study, all_: str, across: str, inside: str) -> bool:
    lies = added(study)
    return [int(all_), int(across), int(inside)] == [len(lies), sum(lies), len(lies) - sum(lies)]


def alone(study, **capacity: object) -> int:
    counts = study.region.study(coordinator=qg.Coordinator(**capacity)).counts["with"]
    return counts["weak"] + counts["strong"]


MEANT: dict[str, Callable[..., bool]] = {
    rf"Of the {N} ties that are then kept only with the coordinator {N} cross the border of a "
    rf"province and {N} do not\.": counted,
    r"[Mm]ost of (?:the ties|what) (?:it|the coordinator) adds lies? across the borders? of "
    r"provinces\.?": lambda study: 2 * sum(added(study)) > len(added(study)),
    r"Sharing does most of the work\.": lambda study: (
        2 * (alone(study, sharing=True) - 15) > alone(study, sharing=True, mediation=0.5) - 15
        and alone(study, sharing=True) > alone(study, mediation=0.5)
    ),
}


def told() -> list[str]:
    """The sentences of the lesson that are asked about."""
    found = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    text = " ".join("".join(c["source"]) for c in found if c["cell_type"] == "markdown")
    sentences = re.split(r"(?<=[.:])\s+", " ".join(text.split()))
    return [sentence for sentence in sentences if ASKED.search(sentence)]


def true(study, sentence: str) -> bool:
    for pattern, means in MEANT.items():
        if found := re.fullmatch(pattern, sentence):
            return bool(means(study, *found.groups()))
    raise ValueError(f"nobody computes: {sentence}")


@pytest.mark.slow
def test_every_sentence_is_counted(study) -> None:
    sentences = told()
    assert len(sentences) == 2
    assert all(true(study, sentence) for sentence in sentences)


@pytest.mark.slow
def test_the_false_sentence_is_found_when_it_is_put_back(study) -> None:
    assert not true(
        study, "Most of what the coordinator adds lies across the borders of provinces."
    )
    other = told()[0].replace("11 cross", "14 cross").replace("14 do not", "11 do not")
    assert other != told()[0]
    assert not true(study, other)


@pytest.mark.parametrize(
    "sentence", ["The coordinator reaches the edges.", "The middle holds by itself."]
)
def test_a_sentence_about_places_that_nobody_computes_is_refused(sentence: str) -> None:
    assert ASKED.search(sentence)
    with pytest.raises(ValueError, match="nobody computes"):
        true(None, sentence)
