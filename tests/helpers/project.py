"""The files of the project, for tests that read them."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
IGNORED = [
    line.rstrip("/")
    for line in (ROOT / ".gitignore").read_text().splitlines()
    if line and not line.startswith("#")
]

# Copies of what others wrote, with their licences beside them.
VENDORED = {"mathjax", "axe"}


def project_files(folder: Path = ROOT) -> Iterator[Path]:
    """Every text file of the project that .gitignore does not name and that is its own."""
    for path in sorted(folder.iterdir()):
        place = path.relative_to(ROOT).as_posix()
        if path.name in {".git", *VENDORED} or any(
            fnmatch(path.name, p) or place == p for p in IGNORED
        ):
            continue
        if path.is_dir():
            yield from project_files(path)
        elif path.suffix not in {".png", ".pdf"}:
            yield path
