"""A part of a table, and a table as a page of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .. import _check, _reading, _sizes, errors
from . import latex
from .show import show

#: A table is written across while it has so few columns; else each number has a row.
_ACROSS = 6


class Look(NamedTuple):
    """What a reader asks of a table in LaTeX; see `Result.to_latex`."""

    columns: Any = None
    rows: Any = None
    caption: str | None = None
    label: str | None = None
    note: str | bool = True
    digits: int | None = None
    wide: bool = False


def latex_part(table: Mapping[str, Sequence[Any]], look: Look, note: Callable[[], str]) -> str:
    """A part of a table in LaTeX, with a note below."""
    for name in ("caption", "label"):
        _check.optional("to_latex", name, getattr(look, name), str)
    digits, below = look.digits, look.note
    if digits is not None:
        digits = _check.integer("to_latex", "digits", digits, low=1, high=_sizes.DIGITS)
    if not isinstance(below, str):
        below = note() if _check.flag("to_latex", "note", below) else ""
    wide = _check.flag("to_latex", "wide", look.wide)
    few = _selection("to_latex", table, look.columns, look.rows)
    return latex.table(
        few, caption=look.caption, label=look.label, digits=digits, note=below, wide=wide
    )


def _selection(
    function: str, table: Mapping[str, Sequence[Any]], columns: Any, rows: Any
) -> dict[str, Sequence[Any]]:
    """The columns and rows that are asked for, by default all without sentences."""
    if columns is None:
        choice: Any = tuple(latex.without_sentences(table))
    else:
        choice = columns if isinstance(columns, Mapping) else _names(function, columns)
    for name in choice:
        _check.choice(function, "columns", name, tuple(table))
    names = dict(choice) if isinstance(choice, Mapping) else {name: name for name in choice}
    count = len(next(iter(table.values()), ()))
    numbers = _numbers(function, rows, count)
    return {str(names[name]): [table[name][k] for k in numbers] for name in names}


def _names(function: str, columns: Any) -> tuple[Any, ...]:
    names = None if isinstance(columns, str) else _reading.entries(columns)
    if not names:
        rule, remedy = "must be names of columns", 'Write ["a", "b"], or {"a": "heading"}'
        raise errors.InputTypeError(function, "columns", columns, rule, remedy)
    return names


def _numbers(function: str, rows: Any, count: int) -> list[int]:
    if rows is None:
        return list(range(count))
    listed = _reading.entries(rows)
    if listed is None:
        return list(range(min(_check.integer(function, "rows", rows, low=1), count)))
    return [_check.integer(function, "rows", one, low=0, high=count - 1) for one in listed]


def summary(headline: str, table: Mapping[str, Sequence[Any]], concept: str, note: Any) -> str:
    """Text: the answer, its table (of one row each number in a row of its own), and a footnote."""
    table = latex.without_sentences(table)
    texts = {name: [show(value) for value in column] for name, column in table.items()}
    count = len(next(iter(texts.values()), ()))
    if count == 1 or len(texts) > _ACROSS > count:
        rows = [[name, *column] for name, column in texts.items()]
    else:
        rows = [list(texts), *map(list, zip(*texts.values(), strict=True))]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, wide)).rstrip() for row in rows]
    rule = "-" * max(map(len, [*lines, ""]))
    return "\n".join([headline, rule, *lines, rule, f"{concept}; {note!r}"])
