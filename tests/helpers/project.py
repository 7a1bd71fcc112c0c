"""The files of the project, for tests that read them."""

import functools
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
IGNORED = [
    line.rstrip("/")
    for line in (ROOT / ".gitignore").read_text().splitlines()
    if line and not line.startswith("#")
]

# Copies of what others wrote, with their licences beside them.
VENDORED = {"mathjax", "axe"}


def ignored(path: Path) -> bool:
    """Whether .gitignore names a path: anywhere, or where the line starts with / at the root."""
    place = path.relative_to(ROOT).as_posix()
    return any(
        place == line[1:] if line.startswith("/") else fnmatch(path.name, line) or place == line
        for line in IGNORED
    )


def project_files(folder: Path = ROOT) -> Iterator[Path]:
    """Every text file of the project that .gitignore does not name and that is its own."""
    for path in sorted(folder.iterdir()):
        if path.name in {".git", *VENDORED} or ignored(path):
            continue
        if path.is_dir():
            yield from project_files(path)
        elif path.suffix not in {".png", ".pdf"}:
            yield path


@functools.cache
def who_imports_whom(*, types: bool = True) -> grimp.ImportGraph:
    """Modules of the package, and their imports; without `types` those of types alone are left out.

    It is the same for all who ask, so that nobody may change it.
    """
    return grimp.build_graph("qinba_games", cache_dir=None, exclude_type_checking_imports=not types)
