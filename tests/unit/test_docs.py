"""What the pages and docstrings promise: nothing public is left out, and nothing is misnamed."""

import configparser
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from helpers.project import who_imports_whom

import qinba_games
import qinba_games.paper

DOCS = Path(__file__).parents[2] / "docs"
MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(qinba_games.__path__, "qinba_games.")
]


def public(module):
    """Functions and classes that a module defines and does not hide."""
    for name, value in vars(module).items():
        own = getattr(value, "__module__", None) == module.__name__ and not name.startswith("_")
        if own and (inspect.isroutine(value) or inspect.isclass(value)):
            yield f"{module.__name__}.{name}", value


def methods(label, cls):
    """Methods that a class defines itself and does not hide."""
    for name, value in vars(cls).items():
        plain = getattr(value, "__func__", value)
        if not name.startswith("_") and inspect.isfunction(plain):
            yield f"{label}.{name}", plain


def callables():
    for module in MODULES:
        for label, value in public(module):
            yield label, value
            if inspect.isclass(value):
                yield from methods(label, value)


CALLABLES = dict(callables())
SOLVER = re.compile(r"qinba_games\.(\w+\.solvers\.\w|common\.(linear_programme|markov_chain)\b)")
#: Chapters, each with a reference page of the same name.
NAMESPACES = tuple(
    room
    for name in qinba_games.__all__
    if inspect.ismodule(room := getattr(qinba_games, name)) and name not in ("errors", "paper")
)
#: What `import qinba_games as qg` offers, modules left out.
TOP = {
    name: getattr(qinba_games, name)
    for name in qinba_games.__all__
    if not inspect.ismodule(getattr(qinba_games, name))
}
#: And what its namespaces offer besides.
OFFERED = TOP | {name: getattr(room, name) for room in NAMESPACES for name in room.__all__}


def section(value, title):
    """Lines of a numpydoc section of a docstring; None if there is no such section."""
    lines = (inspect.getdoc(value) or "").splitlines()
    heads = [k for k in range(len(lines) - 1) if re.fullmatch(r"-{3,}", lines[k + 1])]
    for k, after in zip(heads, [*heads[1:], len(lines)], strict=False):
        if lines[k] == title:
            return lines[k + 2 : after]
    return None


def entries(value, title):
    """Names that a section explains, in order; "A, B" explains two."""
    found = []
    for line in section(value, title) or []:
        name = re.match(r"(\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: :.*)?$", line)
        if name:
            found += [one.strip("* ") for one in name[1].split(",")]
    return found


def arguments(value):
    """Names of what is passed; None where Python does not know (exceptions take anything)."""
    if inspect.isclass(value) and not inspect.isfunction(value.__init__):
        return None
    names = list(inspect.signature(value).parameters)
    return [name for name in names if name not in ("self", "cls")]


def listed(page):
    """Names in the autosummaries of a reference page."""
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"autosummary::\n(.*?)```", text, re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [line.lstrip("~") for line in lines if line and not line.startswith(":")]


def page_of(name):
    """The reference page of a public name."""
    if name in TOP:
        return "index.md"
    return next(f"{short(room)}.md" for room in NAMESPACES if name in room.__all__)


def short(room):
    return room.__name__.rpartition(".")[2]


@pytest.mark.parametrize("name", sorted(OFFERED))
def test_public_name_is_documented_and_has_an_example(name):
    assert name in listed(page_of(name))
    assert section(OFFERED[name], "Examples"), f"{name} has no example"
    if inspect.isfunction(OFFERED[name]) and arguments(OFFERED[name]):
        assert section(OFFERED[name], "Parameters"), f"{name} does not explain its parameters"


@pytest.mark.parametrize("name", sorted(qinba_games.paper.__all__))
def test_name_of_the_case_is_documented(name):
    value = getattr(qinba_games.paper, name)
    assert inspect.ismodule(value) or name in listed("case.md")
    if inspect.isfunction(value):
        assert section(value, "Examples"), f"paper.{name} has no example"


def test_index_names_only_what_exists():
    assert sorted(listed("index.md")) == sorted(TOP)


@pytest.mark.parametrize("room", NAMESPACES, ids=short)
def test_the_page_of_a_namespace_names_only_what_exists(room):
    assert sorted(listed(f"{short(room)}.md")) == sorted(set(room.__all__) - set(TOP))
    assert all(getattr(room, name) is TOP[name] for name in set(room.__all__) & set(TOP))


@pytest.fixture(scope="module")
def behind():
    """Modules that what is offered rests on, at any distance."""
    graph = who_imports_whom()
    homes = {value.__module__ for value in OFFERED.values()}
    return homes.union(*(graph.find_upstream_modules(home) for home in homes))


def test_every_result_that_comes_back_is_on_its_page(behind):
    results = [
        label
        for label, value in CALLABLES.items()
        if inspect.isclass(value)
        and re.search(r"\.results\b|\.common\.(result|spans)\.|\.types\.(C|S)\w+$", label)
    ]
    assert set(listed("results.md")) <= set(results)
    offered = {label for label in results if label.rpartition(".")[0] in behind}
    assert "qinba_games.partnership.results.evolution.Evolution" in offered
    assert offered <= set(listed("results.md"))


def test_every_solver_behind_a_question_is_documented(behind):
    solvers = [name for name in behind if SOLVER.match(name)]
    assert "qinba_games.stochastic.solvers.decision_process" in solvers
    pages = "".join(page.read_text(encoding="utf-8") for page in (DOCS / "theory").glob("*.md"))
    for name in solvers:
        assert name in listed("solvers.md")
        assert f"`{name}`" in pages, f"no theory page is about {name}"


def test_every_theory_page_says_what_a_reader_needs():
    for page in (DOCS / "theory").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        if not re.match(r"# .*\n+(- .*\n)+\nSolvers?: ", text):
            continue
        heads = re.findall(r"^## (.*)", text, re.MULTILINE)
        for head in ("Formula", "Assumptions", "Algorithm and cost", "Example", "References"):
            assert head in heads, f"{page.name} lacks '{head}'"


THREE_LINES = re.compile(
    r"^# .*\n\n- \*Question:\* .*\?\n- \*Answer:\* .*\n- \*When:\* .*\n\n", re.MULTILINE
)


def test_every_theory_page_begins_with_three_plain_lines():
    pages = [page for page in (DOCS / "theory").glob("*.md") if page.name != "index.md"]
    assert len(pages) >= 41
    for page in pages:
        head = page.read_text(encoding="utf-8")
        start = THREE_LINES.search(head)
        assert start, f"{page.name} does not begin with question, answer and when"
        assert head.index("\n# ") + 1 == start.start() if head[0] == "-" else start.start() == 0
        assert not re.search(r"[$\\{]", start[0].partition("\n")[2]), page.name


def is_public(label):
    """Whether a reader of the reference meets it: then no parameter may be left out."""
    owner = CALLABLES.get(label.rpartition(".")[0], CALLABLES[label])
    offered = [*OFFERED.values(), *vars(qinba_games.paper).values()]
    return bool(SOLVER.match(label) or ".results." in label) or any(
        owner is value for value in offered
    )


def matches(label, value):
    """Whether a docstring explains what is passed, and nothing else."""
    explained, passed = entries(value, "Parameters"), arguments(value)
    if label.endswith(".plot") and passed[0] != "ax":
        passed = passed[1:]  # the result, in a drawing that is a method
    if not explained or passed is None:
        return True
    each_once = len(explained) == len(set(explained)) and set(explained) <= set(passed)
    return each_once and (not is_public(label) or set(explained) == set(passed))


def test_docstrings_match_the_signatures():
    assert [label for label, value in CALLABLES.items() if not inspect.getdoc(value)] == []
    assert [label for label, value in CALLABLES.items() if not matches(label, value)] == []


#: How a docstring writes what a signature says; a class under its name.
WRITTEN = {
    "bool": "bool",
    "int": "int",
    "str": r"str|\{|name|hashable",
    **dict.fromkeys(("Number", "float"), "Number|float|int"),
}
#: Names of several kinds, or of what can be called.
ALIASES = {
    "_Reached",
    "Any",
    "AnyAgreement",
    "Choice",
    "Curve",
    "Endpoints",
    "Path",
    "Profile",
    "Solve",
}


def mistyped(value):
    """Arguments whose type a docstring writes as another one than the signature does."""
    lines = [line.partition(" : ") for line in section(value, "Parameters") or []]
    written = {name: kind for names, _, kind in lines for name in names.split(", ") if kind}
    found = []
    for name, parameter in inspect.signature(value).parameters.items():
        kind = str(parameter.annotation).removesuffix(" | None")
        plain = kind.isidentifier() and kind not in ALIASES and "Array" not in kind
        if plain and not re.search(WRITTEN.get(kind, kind), written.get(name, kind)):
            found.append((name, kind, written[name]))
    return found


def test_docstrings_write_the_types_of_the_signatures():
    typed = {k: v for k, v in CALLABLES.items() if arguments(v) is not None}
    assert [(label, *found) for label, v in typed.items() for found in mistyped(v)] == []


def missing(cls):
    """Attributes that a docstring names and a class lacks."""
    fields = {name for base in cls.__mro__ for name in getattr(base, "__annotations__", {})}
    named = entries(cls, "Attributes")
    return [name for name in named if name not in fields and not hasattr(cls, name)]


def test_attributes_in_a_docstring_exist():
    classes = {k: v for k, v in CALLABLES.items() if inspect.isclass(v)}
    assert [(label, missing(cls)) for label, cls in classes.items() if missing(cls)] == []


def test_the_picture_of_the_levels_is_the_contract():
    contract = configparser.ConfigParser()
    contract.read(DOCS.parent / "setup.cfg", encoding="utf-8")
    layers = contract["importlinter:contract:floors"]["layers"]
    rooms = [
        room.strip()
        for line in layers.split("\n")
        for room in re.split(r"[|:]", line)
        if not room.strip().startswith("(")  # a chapter to come
    ]
    picture = (DOCS / "explanation" / "layers.svg").read_text(encoding="utf-8")
    words = set(re.findall(r"\w+", " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture))))
    page = (DOCS / "explanation" / "design.md").read_text(encoding="utf-8")
    for room in filter(None, rooms):
        assert room in words, "run scripts/layers_picture.py"
        assert f"`{room}`" in page
