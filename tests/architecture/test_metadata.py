"""The version, the licence and the names are said once and agree wherever they are repeated."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

import qinba_games

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
INSTALLED = importlib.metadata.metadata("qinba-games")


def first(pattern: str, file: str) -> str:
    """The first group of the first match of `pattern` in `file`."""
    match = re.search(pattern, (ROOT / file).read_text(), flags=re.MULTILINE)
    assert match, f"{file} has nothing like {pattern}"
    return match[1]


def test_version_is_the_installed_one() -> None:
    assert qinba_games.__version__ == INSTALLED["Version"] == PROJECT["version"]


@pytest.mark.parametrize(
    ("pattern", "file"),
    [(r"^version: (\S+)", "CITATION.cff"), (r"^## (\d\S*)", "CHANGELOG.md")],
)
def test_version_is_repeated_rightly(pattern: str, file: str) -> None:
    assert first(pattern, file) == PROJECT["version"]


def test_authors_and_license_agree() -> None:
    (author,) = PROJECT["authors"]
    assert author == {"name": "The qinba_games developers"}
    assert first(r'name: "(The .*)"', "CITATION.cff") == author["name"]
    assert first(r"^Copyright \(c\) \d+ (.*)", "LICENSE") == author["name"]
    assert INSTALLED["License-Expression"] == PROJECT["license"] == "MIT"
    assert first(r"^license: (\S+)", "CITATION.cff") == "MIT"


def test_the_paper_is_cited() -> None:
    doi = "10.15302/J-SSCAE-2020.01.005"
    assert first(r"^    doi: (\S+)", "CITATION.cff") == doi
    assert doi in (ROOT / "README.md").read_text()


def test_what_is_left_out_of_a_run_has_a_run_of_its_own() -> None:
    """Each kind of test that needs time or a program is asked for by a step that CI takes."""
    pytest_settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]
    kinds = {one.partition(":")[0] for one in pytest_settings["ini_options"]["markers"]}
    steps = (ROOT / ".ci/run").read_text()
    rules = dict(
        re.findall(r"^(\w+):.*((?:\n\t.*)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    run = steps + "".join(rule for name, rule in rules.items() if f"make {name}" in steps)
    assert kinds == {"slow", "browser", "kernel", "exhaustive"}
    (asked,) = re.findall(r"all='-m \"(not \w+(?: and not \w+)*)\"'", steps)
    # Everything that a plain run looks for is asked for, and with the same words.
    folders = " ".join(re.findall(r'make test ARGS="(?:-n 0 )?\$all ([^"]+)"', steps)).split()
    assert folders.count("tests/architecture") == 2  # left out once, and asked for by itself
    apart = {"--ignore", "tests/architecture"}
    assert {*folders} - apart == {*pytest_settings["ini_options"]["testpaths"]}
    left_out = kinds & set(asked.split())
    draws = (ROOT / "scripts" / "reliability.py").read_text()
    assert '"-m", "not browser and not kernel"' in draws
    assert 'tested("-m", "exhaustive"' in draws
    assert [kind for kind in left_out - {"exhaustive"} if f"-m {kind}" not in run] == []


def test_links_lead_to_files_until_there_is_an_address() -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", (ROOT / "README.md").read_text())
    inside = [link for link in links if not link.startswith("https://")]
    assert len(inside) > 5
    assert [link for link in inside if not (ROOT / link.partition("#")[0]).exists()] == []
    # With an address the links of README are absolute: see CONTRIBUTING.md.
    assert set(PROJECT["urls"]) == {"Paper"}


def test_what_reviewers_of_repositories_miss_is_argued() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["repo-review"]
    argued = (ROOT / "CONTRIBUTING.md").read_text()
    assert [rule for rule in settings["ignore"] if rule not in argued] == []


def test_command_is_installed() -> None:
    (command,) = importlib.metadata.entry_points(group="console_scripts", name="qinba-games")
    assert callable(command.load())


def test_requirements_have_a_floor_and_no_cap() -> None:
    extras = PROJECT["optional-dependencies"].values()
    for requirement in [*PROJECT["dependencies"], *(r for extra in extras for r in extra)]:
        name = requirement.partition(";")[0].strip()
        assert re.fullmatch(r"[\w-]+>=[\d.]+|qinba-games\[\w+\]", name), requirement
    assert PROJECT["requires-python"] == ">=3.11"


def test_every_file_of_the_package_is_installed() -> None:
    """Says something when the wheel is tested, as `make lowest` does."""
    installed = Path(qinba_games.__file__).parent
    package = ROOT / "qinba_games"
    names = [p.relative_to(package) for p in package.rglob("*") if p.is_file()]
    missing = [n for n in names if n.suffix != ".pyc" and not (installed / n).is_file()]
    assert len(names) > 50
    assert not missing
