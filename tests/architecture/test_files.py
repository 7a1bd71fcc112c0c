"""The project stands alone, and its pages say what the code says."""

import ast
import configparser
import fnmatch
import importlib.util
import re
from types import ModuleType

import pytest
from helpers.marks import SLOW
from helpers.project import ROOT, project_files

import qinba_games

# Where a file lies on somebody's machine, or beside the project.
FOREIGN = re.compile(r"(?<![\w.~-])/(?:home|root|Users|work)/\w|\b[A-Z]:\\\\?Users\b|\.\./shared\b")


def test_no_file_points_outside_the_project() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in project_files()
        for line in path.read_text(encoding="utf-8").splitlines()
        if FOREIGN.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text", ["see ../" + "shared/facts", "/home" + "/me/x.csv", "(/work" + "/a)"]
)
def test_pointing_outside_is_noticed(text: str) -> None:
    assert FOREIGN.search(text)


@pytest.mark.parametrize("page", ["design.md", "layers.svg"])
def test_the_picture_has_every_room_of_the_contract(page: str) -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / "setup.cfg")
    layers = contracts["importlinter:contract:floors"]["layers"]
    rooms = re.findall(r"\w+", re.sub(r"\(\w+\)", "", layers))  # without chapters to come
    drawn = re.findall(r"\w+", (ROOT / "docs" / "explanation" / page).read_text())
    assert rooms
    assert set(rooms) <= set(drawn)


def test_the_reference_lists_every_public_name() -> None:
    reference = ROOT / "docs" / "reference"
    names = re.findall(r"^   (\w+)$", (reference / "index.md").read_text(), flags=re.MULTILINE)
    pages = "".join(page.read_text() for page in reference.glob("*.md"))
    modules = re.findall(r"module:: qinba_games\.(\w+)$", pages, flags=re.MULTILINE)
    assert len(names) == len(set(names))
    assert set(qinba_games.__all__) <= {*names, *modules}


def script(name: str) -> ModuleType:
    place = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    found = importlib.util.module_from_spec(place)
    place.loader.exec_module(found)
    return found


@SLOW
def test_what_counts_as_new_since_the_first_version_exists() -> None:
    """The list behind the count of lines names files and definitions that are there."""
    size = script("size")
    names = list(size.counted())
    listed = [pattern for new in size.NEW.values() for pattern in new]
    assert len(listed) == len(set(listed))
    assert not [one for one in listed if not fnmatch.filter(names, one)]
    text = (ROOT / "qinba_games" / "common" / "proof.py").read_text()
    assert size.lines(text)[0] == len(text.splitlines())
    assert size.lines('"""Told."""\n\n# said\nx = 1  # done\n') == (4, 1)


MISTAKE = re.compile(r"^\| `([^`]+)` \| .*? \| `([^`]+)` \|$", re.MULTILINE)


def test_mistakes_on_purpose_name_what_exists() -> None:
    page = ROOT / "docs" / "explanation" / "mistakes-on-purpose.md"
    rows = MISTAKE.findall(page.read_text(encoding="utf-8"))
    assert len(rows) >= 40
    for file, test in rows:
        assert (ROOT / "qinba_games" / file).is_file(), file
        path, *names = test.split("::")
        text = (ROOT / "tests" / path).read_text(encoding="utf-8")
        for name in names:
            assert re.search(rf"\b(?:def|class) {name}\b", text), test


KINDS = {
    "sign",
    "index",
    "boundary",
    "omitted term",
    "wrong member",
    "wrong state",
    "wrong tolerance",
}


@SLOW
def test_mistakes_on_purpose_can_be_made() -> None:
    """Every text is where the list says, once; `make mistakes` sees what becomes of them."""
    mistakes = script("mistakes")
    found = list(mistakes.listed())
    assert len(found) >= 120
    assert len({one.file for one in found}) >= 60
    assert len({one[:4] for one in found}) == len(found)
    for one in found:
        text = (ROOT / "qinba_games" / one.file).read_text(encoding="utf-8")
        assert text.count(one.old) == 1, (
            f"{one.file}: {one.old!r} is there {text.count(one.old)} times"
        )
        assert ast.dump(ast.parse(one.made(text))) != ast.dump(ast.parse(text)), one
        assert one.kind in KINDS, one
        assert not (one.reason or "").startswith("open"), one
        assert all((ROOT / "tests" / test.split("::")[0]).is_file() for test in one.tests), one
    text = "run scripts/mistakes.py --page"
    assert mistakes.PAGE.read_text(encoding="utf-8") == mistakes.page(found), text
