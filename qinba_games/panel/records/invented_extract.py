"""Invented extracts: the shape and the traps of files of others, and nothing that is in them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ... import _check

#: Of which files there is an extract.
SOURCES = ("urbact", "ieadb", "huggo", "tfdd", "goldfish")


def invented_extract(source: str) -> Path:
    """Return the path of an invented extract of 40 rows, in the form of a file of others.

    Parameters
    ----------
    source : {"urbact", "ieadb", "huggo", "tfdd", "goldfish"}
        Whose form it has.

    Returns
    -------
    Path
        A CSV file. Every name and every date in it is invented: the files themselves belong to
        those who made them, and nothing of them comes with this package.

    Examples
    --------
    >>> from qinba_games import panel
    >>> panel.invented_extract("tfdd").name
    'tfdd.csv'
    >>> len(panel.invented_extract("tfdd").read_text(encoding="utf-8").splitlines())
    41
    """
    _check.choice("invented_extract", "source", source, SOURCES)
    return Path(str(files(__package__) / "extracts" / f"{source}.csv"))
