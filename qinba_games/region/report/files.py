"""The files of a report: page, tables as CSV and LaTeX, drawings, and the list of them all."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .latex import as_latex
from .signature import MANIFEST
from .svg import Drawing

if TYPE_CHECKING:
    import pandas

#: The page.
PAGE = "index.html"
_LIBRARIES = ("numpy", "scipy", "pandas", "networkx")


def as_csv(frame: pandas.DataFrame) -> bytes:
    """A table as CSV, six digits, the same bytes everywhere."""
    text: str = frame.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    return text.encode("utf-8")


def table_files(
    frames: Mapping[str, pandas.DataFrame], titles: Mapping[str, str]
) -> dict[str, bytes]:
    """Each table as CSV and as LaTeX, by the name of the file."""
    found = {}
    for name, title in titles.items():
        found[f"{name}.csv"] = as_csv(frames[name])
        found[f"{name}.tex"] = as_latex(frames[name], name, title)
    return found


def drawing_files(drawings: Mapping[str, Drawing]) -> dict[str, bytes]:
    """Each drawing as a file of its own."""
    return {f"{name}.svg": drawing.file() for name, drawing in drawings.items()}


def manifest(files: Mapping[str, bytes], content: Mapping[str, Any]) -> bytes:
    """What the report is about, and what made it; whoever publishes it adds checksums."""
    versions = {"python": platform.python_version()}
    versions |= {name: importlib.metadata.version(name) for name in _LIBRARIES}
    told = {
        **content,
        "versions": {"qinba-games": importlib.metadata.version("qinba-games"), **versions},
        "files": sorted([*files, MANIFEST]),
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
