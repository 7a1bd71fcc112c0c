"""The house: how long a chapter may be, how it is known, and how things in it are named."""

import ast
import importlib
import inspect
import os
import re
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "qinba_games"
FILES = {str(path.relative_to(PACKAGE)): path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
#: Lines with docstrings, at most. The files beside the chapters are "top".
BUDGETS = """
core 1000 table 1100 games 2300 repeated 3500 cooperative 3300 partnership 1800 payoff_sets 3300
coordinator 3000 agreements 3800 network 3300 hierarchy 1900 planning 2300 panel 2300 region 4000
paper 3300 symbolic 1200 top 1000
"""
MOST = {name: int(lines) for name, lines in re.findall(r"(\w+) (\d+)", BUDGETS)}
#: Clear code a tenth above its number beats dense code below it. `table` has more, since play
#: without transfers has two concepts there: worst equilibria, and reversion to Markov equilibria.
#: `core` has more, since programmes prove what they return, by duality in Fractions.
ABOVE, GRANTED = 1.1, {"table": 1.22, "core": 1.22}
PACKAGE_LINES, TEST_LINES, FILE_LINES, MEDIAN, TWICE = 40_000, 22_000, 320, 8, 8
#: Participles and the like, which are no names.
DIALECT = re.compile(
    "told|held|kept|left|met|found|apart|said|hope|hopes|hopeful|felt|lucky|floors|harsh|harshest|"
    "lacks|fell|fallen|looked|foreseen|modest|widened|suggested|room"
)
#: Places on somebody's machine, and governments that are not "it".
BANNED = re.compile(
    r"(?<![\w.~-])/(home|root|Users|work)/\w|\.\./shared\b|\b([Hh]e|[Hh]im|[Hh]is|[Hh]imself)\b"
)
HEAVY = {"scipy", "pandas", "matplotlib", "sympy", "nashpy", "networkx", "jinja2", "tqdm", "xarray"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
WRITTEN = {".py", ".md", ".toml", ".cfg", ".ipynb", ".csv", ".cff", ".html", ".css", ".j2", ""}


def chapter_of(name: str) -> str:
    return Path(name).parts[0] if len(Path(name).parts) > 1 else "top"


def too_long(files: dict[str, str]) -> list[str]:
    """Chapters above their lines, or without any; files above theirs."""
    lengths = {name: len(text.splitlines()) for name, text in files.items()}
    chapters = Counter(chapter_of(name) for name, n in lengths.items() for _ in range(n))
    most = {name: GRANTED.get(name, ABOVE) * lines for name, lines in MOST.items()}
    over = [f"{name}: {n}" for name, n in chapters.items() if n > most.get(name, 0)]
    return over + [f"{name}: {n}" for name, n in lengths.items() if n > FILE_LINES]


def code(text: str) -> dict[int, str]:
    """Lines by number that are no comment, docstring, import or empty line."""
    passed: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        documented = isinstance(node, (ast.Module, ast.ClassDef, *FUNCTIONS))
        if documented and ast.get_docstring(node) is not None:
            passed |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            passed |= set(range(node.lineno, node.end_lineno + 1))
    rows = ((number, row.strip()) for number, row in enumerate(text.splitlines(), 1))
    return {k: row for k, row in rows if row and k not in passed and not row.startswith("#")}


def function_lengths(text: str) -> list[int]:
    """Lines of code of every function, decorators apart."""
    rows = code(text)
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, FUNCTIONS)]
    return [sum(node.lineno <= k <= node.end_lineno for k in rows) for node in functions]


def written_twice(files: dict[str, str]) -> list[str]:
    """Where several lines of code stand that stand somewhere else too."""
    places = defaultdict(list)
    for name, text in files.items():
        rows = list(code(text).items())
        for start in range(len(rows) - TWICE + 1):
            block = tuple(re.sub(r"\s+", "", row) for _, row in rows[start : start + TWICE])
            places[block].append(f"{name}:{rows[start][0]}")
    return [" = ".join(each) for each in places.values() if len(each) > 1]


def dialect(text: str) -> set[str]:
    """Names of classes, functions, arguments and variables that are words of no field."""
    given = (ast.Name, ast.Attribute, ast.arg, ast.ClassDef, *FUNCTIONS)
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, given))
    stored = [node for node in nodes if not isinstance(getattr(node, "ctx", None), ast.Load)]
    names = {getattr(node, key, "") for node in stored for key in ("id", "attr", "arg", "name")}
    return {name for name in names if DIALECT.fullmatch(name.strip("_").lower())}


def tolerances(text: str) -> list[float]:
    """Floats below a millionth."""
    values = (getattr(node, "value", None) for node in ast.walk(ast.parse(text)))
    return [each for each in values if isinstance(each, float) and 0 < each < 1e-6]


def behind_faces(name: str, text: str, faces: dict[str, list[str]]) -> list[str]:
    """Imports of what another chapter does not list; core and table are open."""
    bad = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            home = Path(name).parts[: -node.level] if node.level else ()
            chapter, *inside = [*home, *(node.module or "").split(".")]
            if chapter in {*faces} - {"core", "table", chapter_of(name)}:
                listed = [] if inside else faces[chapter]
                bad += [f"{chapter}: {each.name}" for each in node.names if each.name not in listed]
    return bad


def all_faces() -> dict[str, list[str]]:
    """The names that each chapter lists."""
    folders = sorted({chapter_of(name) for name in FILES} - {"top"})
    modules = {name: importlib.import_module(f"qinba_games.{name}") for name in folders}
    return {name: list(getattr(module, "__all__", [])) for name, module in modules.items()}


def bare(thing: object, name: str) -> bool:
    """Whether a class or function has no docstring; a dataclass writes its signature instead."""
    text = inspect.getdoc(thing) or ""
    return callable(thing) and (not text or text.startswith(f"{name}("))


def pages() -> Iterator[tuple[Path, str]]:
    """What people wrote, not what tools made; pictures in notebooks are no text."""
    for folder, folders, files in os.walk(ROOT):
        made = r"\.(?!ci$).*|build|_build|.*\.egg-info|__pycache__"
        folders[:] = [each for each in folders if not re.fullmatch(made, each)]
        for path in (Path(folder) / each for each in files if Path(each).suffix in WRITTEN):
            yield path, re.sub(r'"image/png": ".*"', "", path.read_text("utf-8"))


def test_lengths() -> None:
    assert too_long(FILES) == []
    assert sum(len(text.splitlines()) for text in FILES.values()) <= PACKAGE_LINES
    assert statistics.median(n for text in FILES.values() for n in function_lengths(text)) <= MEDIAN
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    assert len(tests.splitlines()) <= TEST_LINES
    assert too_long({"core/a.py": "\n" * 321, "new/a.py": "1"}) == ["new: 1", "core/a.py: 321"]
    assert too_long({f"core/{k}.py": "\n" * 300 for k in range(5)}) == ["core: 1500"]
    assert function_lengths('def f():\n    """What."""\n\n    # Why.\n    return 1\n') == [2]


def test_nothing_is_written_twice() -> None:
    assert written_twice(FILES) == []
    rows = "\n".join(f"x{k} = {k}" for k in range(TWICE))
    other = "import os\n# Why.\n" + rows.replace(" ", "").replace("\n", "\n\n")
    assert written_twice({"a.py": rows, "b.py": other}) == ["a.py:1 = b.py:3"]


def test_names_are_words_of_the_field() -> None:
    assert {name: bad for name, text in FILES.items() if (bad := dialect(text))} == {}
    broken = "def f(_held, x, y=1): x.met, told = 1, 2\nclass Felt: pass\nf(left=1)"
    assert dialect(broken) == {"Felt", "_held", "met", "told"}


def test_tolerances_stand_in_one_file() -> None:
    assert {name for name, text in FILES.items() if tolerances(text)} <= {"core/numbers.py"}
    assert tolerances("x = 1e-9 * 2.5e-5") == [1e-9]


def test_chapters_are_known_by_their_faces() -> None:
    faces = all_faces()
    assert [bad for name, text in FILES.items() for bad in behind_faces(name, text, faces)] == []
    broken = "from ..b import f, g\nfrom ..b.c import f\nfrom . import x\nfrom ..core.read import y"
    assert behind_faces("a/x.py", broken, {"a": [], "b": ["f"], **faces}) == ["b: g", "b: f"]


def test_public_names_have_docstrings() -> None:
    for chapter, names in all_faces().items():
        module = importlib.import_module(f"qinba_games.{chapter}")
        assert [name for name in names if bare(getattr(module, name), name)] == []
    assert bare(lambda: 1, "f")


def test_import_is_light() -> None:
    ask = "import sys, qinba_games; print(*{name.split('.')[0] for name in sys.modules})"
    modules = subprocess.check_output([sys.executable, "-c", ask], text=True).split()
    assert "qinba_games" in modules
    assert HEAVY & {*modules} == set()


def test_texts_name_no_machine_and_no_government_he() -> None:
    here = Path(__file__).resolve()
    assert [path for path, text in pages() if BANNED.search(text) and path != here] == []
    assert all(map(BANNED.search, ["see ../" + "shared/x", "what he signs", "(/home" + "/me)"]))
