"""The files of a report, the list of them all, and what a report says of itself."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import math
import os
import platform
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ... import _check, errors
from ...common.latex import escape
from ...types import frozen
from .publish import MANIFEST
from .svg import Drawing

if TYPE_CHECKING:
    import pandas


#: The page.
PAGE = "index.html"
_LIBRARIES = ("numpy", "scipy", "pandas", "networkx")


def _as_csv(frame: pandas.DataFrame) -> bytes:
    """A table as CSV, six digits, the same bytes everywhere."""
    text: str = frame.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    return text.encode("utf-8")


def _table_files(
    frames: Mapping[str, pandas.DataFrame], titles: Mapping[str, str]
) -> dict[str, bytes]:
    """Each table as CSV and as LaTeX, by the name of the file."""
    files = {}
    for name, title in titles.items():
        files[f"{name}.csv"] = _as_csv(frames[name])
        files[f"{name}.tex"] = as_latex(frames[name], name, title)
    return files


def _drawing_files(drawings: Mapping[str, Drawing]) -> dict[str, bytes]:
    """Each drawing as a file of its own."""
    return {f"{name}.svg": drawing.file() for name, drawing in drawings.items()}


def report_files(
    page: str,
    frames: Mapping[str, pandas.DataFrame],
    titles: Mapping[str, str],
    drawn: Mapping[str, Drawing],
    program: str | None,
    content: Mapping[str, Any],
) -> dict[str, bytes]:
    """Every file of a report by its name; by a `program` that prints the page on paper, too."""
    files = {
        PAGE: page.encode("utf-8"),
        **_table_files(frames, titles),
        **_drawing_files(drawn),
    }
    if program is not None:
        files[_PDF] = pdf_of(program, files[PAGE])
    return {**files, MANIFEST: _manifest(files, content)}


def _manifest(files: Mapping[str, bytes], content: Mapping[str, Any]) -> bytes:
    """What the report is about, and what made it; whoever publishes it adds checksums."""
    versions = {"python": platform.python_version()}
    versions |= {name: importlib.metadata.version(name) for name in _LIBRARIES}
    record = {
        **content,
        "versions": {"qinba-games": importlib.metadata.version("qinba-games"), **versions},
        "files": sorted([*files, MANIFEST]),
    }
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


#: So many rows fit on a page; longer tables run over several.
_PAGE = 40


def as_latex(frame: pandas.DataFrame, name: str, caption: str) -> bytes:
    """A table with a caption and a label, three digits, numbers to the right."""
    columns = list(frame.columns)
    right = [all(_is_number(value) for value in frame[each]) for each in columns]
    form = "".join("r" if each else "l" for each in right)
    head = " & ".join(escape(str(each).replace("_", " ")) for each in columns)
    rows = [
        " & ".join(_cell(value) for value in row) + r" \\"
        for row in frame.itertuples(index=False, name=None)
    ]
    title = rf"\caption{{{escape(caption)}}}\label{{tab:{name}}}"
    if len(rows) > _PAGE:
        lines = [
            "% needs \\usepackage{booktabs,longtable}",
            rf"\begin{{longtable}}{{{form}}}",
            title + r"\\",
            *(r"\toprule", head + r" \\", r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot"),
            *rows,
            r"\end{longtable}",
        ]
    else:
        lines = [
            "% needs \\usepackage{booktabs}",
            r"\begin{table}",
            title,
            rf"\begin{{tabular}}{{{form}}}",
            *(r"\toprule", head + r" \\", r"\midrule", *rows, r"\bottomrule"),
            r"\end{tabular}",
            r"\end{table}",
        ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _is_number(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, int | float) and not isinstance(value, bool))
        or (hasattr(value, "dtype") and value.dtype.kind in "iuf")
    )


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "--"
    if not _is_number(value):
        return escape(str(value))
    if math.isinf(value):
        return r"$\infty$" if value > 0 else r"$-\infty$"
    text = f"{int(value)}" if value == int(value) else f"{value:.3g}"
    return f"${text}$" if text.startswith("-") else text


#: The file.
_PDF = "report.pdf"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: Seconds after which a browser counts as dead.
_PATIENCE = 120
#: A link to a file beside the page, which paper would keep with the folders of this machine.
_LINK = re.compile(rb'<a href="(?!#|https:)[^"]*">')
#: When it was printed.
_DATE = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}[^)]*\)")


def browser(owner: str) -> str:
    """The Chromium of this machine: that in the variable CHROMIUM, or the first one found."""
    named = os.environ.get("CHROMIUM")
    program = next(filter(None, map(shutil.which, [named] if named else _NAMES)), None)
    if program is None:
        rule = "is printed by a Chromium, and none is found"
        remedy = "Install one, or name it in the environment variable CHROMIUM"
        raise errors.NotApplicableError(owner, "pdf", True, rule, remedy)
    return program


def pdf_of(program: str, page: bytes) -> bytes:
    """A page on paper."""
    with tempfile.TemporaryDirectory(prefix="qinba-games-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "page.html"), Path(folder, _PDF)
        source.write_bytes(_LINK.sub(b"<a>", page))
        command = [
            *(program, "--headless", "--disable-gpu", "--no-first-run"),
            *("--no-pdf-header-footer", f"--user-data-dir={folder}/user"),
            *(f"--print-to-pdf={target}", source.as_uri()),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # a Chromium has no sandbox for root
            command.insert(1, "--no-sandbox")
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)
            pdf = target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise errors.OutputError(
                f"'{program}' does not print the report: {error}. Nothing was changed; leave out "
                "the PDF, or name another Chromium in the environment variable CHROMIUM."
            ) from error
    return _DATE.sub(rb"\g<1>20000101000000+00'00')", pdf)


#: What may be said of a report, by the name of its argument and its option.
SAID = ("title", "author", "source", "date")


@frozen
class Imprint:
    """All of it; empty where nothing was said, so that the same input gives the same bytes."""

    title: str = ""
    author: str = ""
    source: str = ""
    date: str = ""
    #: What each input file holds, its name without folders, and its checksum (SHA-256).
    inputs: tuple[tuple[str, str, str], ...] = ()

    @property
    def signed(self) -> str:
        """Who made it, and when."""
        return ", ".join(filter(None, (self.author, self.date)))

    @property
    def said(self) -> dict[str, str]:
        """What was said, by name."""
        return {name: getattr(self, name) for name in SAID if getattr(self, name)}

    @property
    def options(self) -> str:
        """The same as options of the command."""
        return "".join(f" --{name} {shlex.quote(text)}" for name, text in self.said.items())

    def content(self) -> dict[str, Any]:
        """What the list of the report's files says of it."""
        files = {what: {"name": name, "sha256": one} for what, name, one in self.inputs}
        return {**self.said, **({"inputs": files} if files else {})}


def imprint(owner: str, inputs: Any, **lines: Any) -> Imprint:
    """Everything that was said, checked; the files are read."""
    remedy = "Pass a line of text"
    texts = {
        name: _check.name(owner, name, value, remedy).strip()
        for name, value in lines.items()
        if value is not None
    }
    what = "what each file holds to its path"
    remedy = "Pass for example {'governments': 'governments.csv'}"
    files = _check.mapping(owner, "inputs", inputs, what, remedy, default={})
    return Imprint(**texts, inputs=tuple(_checksums(owner, files, remedy)))


def _checksums(owner: str, files: Mapping[Any, Any], remedy: str) -> list[tuple[str, str, str]]:
    rows = []
    for what, path in files.items():
        name = _check.name(owner, "inputs", what, remedy)
        if not isinstance(path, (str, os.PathLike)):
            rule = f"a path is a string or a Path, not {_check.kind_of(path)}"
            raise errors.InputTypeError(owner, "inputs", path, rule, remedy)
        try:
            data = Path(path).read_bytes()
        except (OSError, ValueError) as error:
            rule = f"cannot be read: {getattr(error, 'strerror', None) or error}"
            raise errors.InputTypeError(owner, "inputs", path, rule, remedy) from error
        rows.append((name, Path(path).name, hashlib.sha256(data).hexdigest()))
    return rows
