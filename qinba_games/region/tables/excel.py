"""The tables of a region from one workbook; openpyxl reads it."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path
from typing import Any

from ... import errors
from ...common.files import named

#: Sheets of a workbook; the last may be missing.
SHEETS = ("governments", "ties", "agreements")


def tables(function: str, path: Any) -> dict[str, Any]:
    """The sheets of a workbook as frames, by the names of the tables."""
    found = workbook(function, "path", named(function, "path", path, "region.xlsx"))
    sheets = {name.strip().lower(): frame for name, frame in found.items()}
    for name in SHEETS[:2]:
        if name not in sheets:
            rule = f"has no sheet '{name}', but {', '.join(found)}"
            remedy = "Name the sheets governments, ties and, if there are any, agreements"
            raise errors.UnknownNameError(function, "path", str(path), rule, remedy)
    return {name: sheets[name] for name in SHEETS if name in sheets}


def workbook(function: str, argument: str, path: Path) -> dict[str, Any]:
    """Every sheet of a workbook as a frame, by its name."""
    import pandas

    if importlib.util.find_spec("openpyxl") is None:
        rule, remedy = "openpyxl is not installed", "Run python -m pip install openpyxl"
        raise errors.NotApplicableError(function, argument, str(path), rule, remedy)
    try:
        found = pandas.read_excel(path, sheet_name=None, engine="openpyxl")
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        rule, remedy = f"cannot be read: {error}", "Pass the name of a workbook (.xlsx)"
        raise errors.InvalidInputError(function, argument, str(path), rule, remedy) from error
    return {str(name): frame for name, frame in found.items()}
