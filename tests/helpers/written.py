"""What commands and reports wrote into a folder."""

import csv
from pathlib import Path


def snapshot(folder: Path) -> dict[str, tuple[int, bytes | None]]:
    """Every path below a folder with its permissions and its content."""
    return {
        path.relative_to(folder).as_posix(): (
            path.lstat().st_mode,
            path.read_bytes() if path.is_file() else None,
        )
        for path in sorted(folder.rglob("*"))
    }


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """A table of a report."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
