"""The project stands alone, and its pages say what the code says."""

import ast
import configparser
import functools
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


MEASURED = '''"""A page of one
line more."""

# A comment.
__all__ = ["public", "Class"]


class Class:
    """What it is."""

    def method(self):
        """In one line."""

        # Above what is done.
        return [
            1,  # beside
        ]


def public():
    return """Text that is
    returned."""


def _own(): ...
'''


@pytest.fixture
def size(tmp_path, monkeypatch) -> ModuleType:
    """The script, over a package of three files and a test."""
    size = script("size")
    monkeypatch.setattr(size, "ROOT", tmp_path)
    for name in ("some.py", "proof.py", "certify/some.py", "../tests/some.py"):
        path = tmp_path / "qinba_games" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MEASURED, encoding="utf-8")
    return size


def test_lines_of_code_are_neither_empty_nor_comments_nor_docstrings(size, tmp_path) -> None:
    source = size.Source(tmp_path / "qinba_games" / "some.py")
    assert len(source.lines) == len(MEASURED.splitlines())
    assert [*source.code] == [5, 8, 11, 15, 16, 17, 20, 21, 22, 25]
    assert sorted(source.lengths()) == [1, 3, 4]
    assert source.defined() == ["Class", "public"]
    assert source.listed() == {"public", "Class"}


def test_lengths_of_package_and_tests_are_printed(size, capsys) -> None:
    size.main()
    rows = re.findall(r"^(\S.*?) {2,}([\d.]+) ", capsys.readouterr().out, flags=re.MULTILINE)
    assert dict(rows) == {
        "package: lines": "75",
        "package: lines of code": "30",
        "certify: lines of code": "10",
        "all that checks: lines of code": "20",
        "tests: lines": "25",
        "tests: lines of code": "10",
        "mean length of a line of code": "18.1",
        "median lines of code of a function": "3",
        "names that no __all__ lists": "0",
    }


MISTAKE = re.compile(r"^\| `([^`]+)` \| .*? \| `([^`]+)` \|$", re.MULTILINE)


def test_mistakes_on_purpose_name_what_exists() -> None:
    page = ROOT / "docs" / "explanation" / "mistakes-on-purpose.md"
    rows = MISTAKE.findall(page.read_text(encoding="utf-8"))
    assert len(rows) >= 40
    for file, test in rows:
        assert (ROOT / "qinba_games" / file).is_file(), file
        path, *names = test.partition("[")[0].split("::")
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


@functools.lru_cache(maxsize=1)
def as_written(file: str) -> tuple[str, str]:
    """A file of the package, and how it is read."""
    text = (ROOT / "qinba_games" / file).read_text(encoding="utf-8")
    return text, ast.dump(ast.parse(text))


@SLOW
def test_mistakes_on_purpose_can_be_made() -> None:
    """Every text is where the list says, once; `make mistakes` sees what becomes of them."""
    mistakes = script("mistakes")
    found = list(mistakes.listed())
    assert len(found) >= 120
    assert len({one.file for one in found}) >= 60
    assert len({one[:4] for one in found}) == len(found)
    for one in found:
        text, right = as_written(one.file)
        assert text.count(one.old) == 1, (
            f"{one.file}: {one.old!r} is there {text.count(one.old)} times"
        )
        assert ast.dump(ast.parse(one.made(text))) != right, one
        assert one.kind in KINDS, one
        assert not (one.reason or "").startswith("open"), one
        assert all((ROOT / "tests" / test.split("::")[0]).is_file() for test in one.tests), one
    text = "run scripts/mistakes.py --page"
    assert mistakes.PAGE.read_text(encoding="utf-8") == mistakes.page(found), text
