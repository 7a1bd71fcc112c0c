"""One word for each thing: pages and signatures keep to docs/explanation/words.md."""

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
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
# Names that hold a word of the page's third column in another meaning, each with that meaning.
ANOTHER_MEANING = {
    "actions": "what a player of a game can do",
    "bad_times": "the argument that the page itself names",
    "cascade.exits": "governments that leave a network",
    "from_edge_list": "the field's name of a file format",
    "to_edge_list": "the field's name of a file format",
    "link_issues": "issue linkage, as the literature has it",
    "payoff": "of a game",
    "payoffs": "of a game",
    "payoff_set": "the literature's name of a set",
    "payoff_sets": "the chapter of such sets",
    "phase_diagram": "the physicists' name of a picture",
    "policy": "of a Markov decision problem",
    "Panel.exits": "governments that leave an agreement",
    "Automaton.status": "what is shown of an answer",
}


def not_ours() -> dict[str, str]:
    """Words of the page's third column that say it alone, and the word that stands for each."""
    words = {"critical_delta": "threshold"}
    for line in (ROOT / "docs/explanation/words.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0].startswith("**"):
            phrases = [part.split(" in ")[0].strip() for part in re.split("[,;]", cells[2])]
            words |= {one: cells[0].strip("*") for one in phrases if re.fullmatch("[a-z]+", one)}
    by_chapter = ("player", "member")  # the page says where which of them is right
    return {word: ours for word, ours in words.items() if word not in by_chapter}


NOT_OURS = not_ours()


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


def misnamed(names: Iterable[str], label: str) -> list[str]:
    """Names that hold a word which the page gives another word for."""
    found = []
    for name in names:
        known = {name, f"{label.split('.')[-1]}.{name}"} & set(ANOTHER_MEANING)
        parts = re.findall("[a-z]+", re.sub("([A-Z])", r"_\1", name).lower())
        if not known and any({part, part.removesuffix("s")} & set(NOT_OURS) for part in parts):
            found.append(name)
    return found


def public_parts(label: str) -> set[str]:
    """A public name, its arguments, and its attributes if it is a class."""
    value = PUBLIC[label]
    if isinstance(value, type) and issubclass(value, BaseException):
        return set()
    attributes = dir(value) if isinstance(value, type) else ()
    names = {label.split(".")[-1], *inspect.signature(value).parameters, *attributes}
    return {name for name in names if not name.startswith("_")}


def test_public_names_are_our_words() -> None:
    wrong = {label: found for label in PUBLIC if (found := misnamed(public_parts(label), label))}
    assert not wrong, f"{wrong}: see docs/explanation/words.md"


def test_the_page_is_read() -> None:
    assert {"agent": "member", "noise": "friction", "link": "tie"}.items() <= NOT_OURS.items()
    assert misnamed(["n_agents", "treaty_links", "delta"], "room.verb") == [
        "n_agents",
        "treaty_links",
    ]


@pytest.mark.parametrize("label", sorted(PUBLIC))
def test_whoever_chooses_is_a_player_in_games_alone(label: str) -> None:
    if isinstance(PUBLIC[label], type) and issubclass(PUBLIC[label], BaseException):
        return
    arguments = set(inspect.signature(PUBLIC[label]).parameters)
    games = label.startswith(GAMES) or label.endswith(PLAYED_ONCE)
    wrong = set() if games else arguments & {"player", "players"}
    assert not wrong, f"{label} calls an argument {sorted(wrong)}: see docs/explanation/words.md"


# "The case, solved" of the paper and "a region, solved" are one idea, and users meet them apart.
TWICE = {"Study"}


# A class, or the alias of a type, that a file defines.
TYPE = re.compile(r"^(?:class _*([A-Z]\w*)|_*([A-Z]\w*) = )", re.MULTILINE)


def test_a_type_has_a_name_of_its_own():
    """A reader who finds `Step` or `Row` somewhere need not ask which of them it is."""
    places: dict[str, set[str]] = {}
    for path in (ROOT / "qinba_games").rglob("*.py"):
        for name in map("".join, TYPE.findall(path.read_text(encoding="utf-8"))):
            if name.upper() != name:
                places.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    assert len(places) > 500
    assert {name: files for name, files in places.items() if len(files) > 1}.keys() == TWICE


#: What was done to a thing does not say what it is.
PARTICIPLES = {"asked", "found", "held", "kept", "met", "said", "seen", "shown", "told"}
#: Arguments that users know by such a name.
ARGUMENTS = {
    *("phase: found", "phase_diagram: found", "with_settings: found", "replaced: kept"),
    *("__init__: kept", "p_values: kept", "least_errors: kept"),
}


def local_names(function: ast.FunctionDef) -> set[str]:
    """What a function calls its arguments and its own values."""
    nodes = list(ast.walk(function))
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored | {node.arg for node in nodes if isinstance(node, ast.arg)}


def test_no_participle_is_a_local_name():
    functions = [
        node
        for path in (ROOT / "qinba_games").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert len(functions) > 4000
    names = {f"{f.name}: {name}" for f in functions for name in local_names(f) & PARTICIPLES}
    assert names == ARGUMENTS
