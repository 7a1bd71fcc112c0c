"""One word for each thing: pages and signatures keep to docs/explanation/words.md."""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from helpers.project import ROOT, project_files

import qinba_games as qg

# A government, a member or a coordinator is "it". In the bibliography this is somebody's name.
PRONOUN = re.compile(r"\b([Hh]e|[Hh]im|[Hh]is|[Hh]imself|[Ss]he|[Hh]er|[Hh]ers|[Hh]erself)\b")
# Readable to those who know it only; formulas have a sign of their own.
SHORTHAND = re.compile(r"(?<!\\)\b[Ii]ff\b")
# A stored picture of a notebook is letters without words.
PICTURE = re.compile(r'\s*"image/png": ')
BIBLIOGRAPHY = "qinba_games/common/references.bib"

# Chapters in which whoever chooses is a player, and games of other chapters that are played once.
GAMES = ("stage", "cooperative", "stochastic")
PLAYED_ONCE = ("from_nashpy", "from_quantecon", "noisy_prisoners_dilemma", "watershed_game")
# Words for a member, for conditions and for a threshold that are not ours.
NOT_OURS = ("agent", "agents", "times", "player", "critical_delta")


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Every line of the project in which a pattern is found, with its place."""
    return [
        f"{place}:{number}: {line.strip()}"
        for path in project_files()
        if (place := path.relative_to(ROOT).as_posix()) != BIBLIOGRAPHY
        if path.name != "test_words.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and not PICTURE.match(line)
    ]


def test_governments_are_it() -> None:
    found = lines_with(PRONOUN)
    assert not found, "\n".join(found)


def test_conditions_are_said_in_words() -> None:
    found = lines_with(SHORTHAND)
    assert not found, "say 'exactly when':\n" + "\n".join(found)


def test_shorthand_is_noticed_outside_formulas() -> None:
    assert SHORTHAND.search("it holds iff both stay")
    assert not SHORTHAND.search(r"x \iff y, and a different one")


def test_a_pronoun_is_noticed() -> None:
    assert PRONOUN.search("nobody is asked, and he judges")
    assert not PRONOUN.search("the history")


def public() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public name that can be called, with its public methods, by its label."""
    rooms = [qg, *(room for name in qg.__all__ if inspect.ismodule(room := getattr(qg, name)))]
    for room in rooms:
        for name in getattr(room, "__all__", ()):
            value = getattr(room, name)
            if not callable(value):
                continue
            label = f"{value.__module__.removeprefix('qinba_games.')}.{name}"
            yield label, value
            if inspect.isclass(value):
                for method, function in inspect.getmembers(value, callable):
                    if not method.startswith("_"):
                        yield f"{label}.{method}", function


PUBLIC = dict(public())


def test_the_public_names_are_found() -> None:
    labels = {"stage.nash.nash", "agreements.agreement.Agreement.from_function"}
    assert labels <= set(PUBLIC)


@pytest.mark.parametrize("label", sorted(PUBLIC))
def test_arguments_are_called_by_our_words(label: str) -> None:
    if isinstance(PUBLIC[label], type) and issubclass(PUBLIC[label], BaseException):
        return
    arguments = set(inspect.signature(PUBLIC[label]).parameters)
    wrong = arguments & set(NOT_OURS)
    if not label.startswith(GAMES) and not label.endswith(PLAYED_ONCE):
        wrong |= arguments & {"players"}
    assert not wrong, f"{label} calls an argument {sorted(wrong)}: see docs/explanation/words.md"
