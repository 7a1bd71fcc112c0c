"""Pieces of a page: every text escaped, every table with a caption and headers."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

#: Classes of a tie in the order of every legend: what is kept stands first.
ORDER = ("strong", "weak", "nominal", "isolated")
#: What each class means, said wherever it is shown first.
MEANING = {
    "strong": "Both contribute, in good times and in bad.",
    "weak": "Both contribute, but only in some periods, usually the good ones.",
    "nominal": "Something is signed, or both stay; they do not both contribute.",
    "isolated": "Nothing holds them: they go apart.",
}


class Raw(str):
    """Markup that is escaped already."""

    __slots__ = ()


def escape(value: Any) -> str:
    """A value as text of a page."""
    return str(value) if isinstance(value, Raw) else html.escape(str(value), quote=True)


def chip(name: str) -> Raw:
    """A class as a coloured label."""
    return Raw(f'<span class="chip {name}">{escape(name)}</span>')


def code(text: str) -> Raw:
    """A name of the program."""
    return Raw(f"<code>{escape(text)}</code>")


def small(text: str) -> Raw:
    """A remark under a name."""
    return Raw(f"<small>{escape(text)}</small>")


def paragraph(text: str) -> str:
    """A paragraph; what is no markup is escaped."""
    return f"<p>{escape(text)}</p>"


def section(name: str, title: str, *parts: str) -> str:
    """A part of the page with a heading, reached by its name."""
    return (
        f'<section id="{name}" aria-labelledby="{name}-h"><h2 id="{name}-h">{escape(title)}</h2>'
        f"{''.join(parts)}</section>"
    )


def figure(body: str, caption: str, kind: str = "") -> str:
    """A drawing with its caption; a kind of `bleed` uses the margins of a phone too."""
    shape = f' class="{kind}"' if kind else ""
    return f"<figure{shape}>{body}<figcaption>{escape(caption)}</figcaption></figure>"


def pair(*drawn: tuple[str, str, str]) -> str:
    """Drawings side by side, on a phone one above the other: title, remark, drawing of each."""
    boxes = "".join(
        f"<div><h3>{escape(title)} <span>{escape(remark)}</span></h3>{body}</div>"
        for title, remark, body in drawn
    )
    return f'<div class="two">{boxes}</div>'


def table(
    name: str | None,
    caption: str,
    columns: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    numbers: Sequence[int] = (),
    optional: Sequence[int] = (),
    track: int | None = None,
    kind: str = "",
    marks: Sequence[str] = (),
    anchors: Sequence[str] = (),
    shown: bool = False,
) -> str:
    """A table whose first column heads its rows.

    `numbers` are columns set to the right, `optional` those that a phone leaves out, `track` the
    one that holds a drawing; `marks` are words by which a filter finds each row, and `anchors` its
    address. The caption is read aloud, and `shown` where nothing above the table says the same.
    """
    looks = {k: _looks(k, numbers, optional, track) for k in range(len(columns))}
    head = "".join(
        f'<th scope="col"{looks[k]}>{escape(title)}</th>' for k, title in enumerate(columns)
    )
    body = "".join(
        f"<tr{_mark(marks, i)}{_anchor(anchors, i)}>{_cells(row, looks)}</tr>"
        for i, row in enumerate(rows)
    )
    named = f' id="{name}"' if name else ""
    shape = f' class="{kind}"' if kind else ""
    hidden = "" if shown else ' class="vh"'
    return (
        f"<table{named}{shape}><caption{hidden}>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _looks(k: int, numbers: Sequence[int], optional: Sequence[int], track: int | None) -> str:
    words = ["n"] * (k in numbers) + ["opt"] * (k in optional) + ["trk"] * (k == track)
    return f' class="{" ".join(words)}"' if words else ""


def _mark(marks: Sequence[str], i: int) -> str:
    return f' data-f="{marks[i]}"' if marks else ""


def _anchor(anchors: Sequence[str], i: int) -> str:
    return f' id="{anchors[i]}"' if anchors else ""


def _cells(row: Sequence[Any], looks: Mapping[int, str]) -> str:
    first, *others = row
    cells = "".join(f"<td{looks[k]}>{escape(v)}</td>" for k, v in enumerate(others, start=1))
    return f'<th scope="row"{looks[0]}>{escape(first)}</th>{cells}'


#: How many rows of a long table are seen before it is opened.
FEW = 5


def fold(
    name: str,
    caption: str,
    columns: Sequence[Any],
    rows: Sequence[Sequence[Any]],
    *,
    summary: str,
    filters: Mapping[str, str] | None = None,
    kind: str = "",
    **options: Any,
) -> str:
    """A table of which five rows are seen, and all after a click that needs no script.

    `filters` are buttons: the word in `marks` of each, and what it says; "" shows every row.
    """
    if len(rows) <= FEW + 1:
        return f'<div class="fold {kind}">{table(name, caption, columns, rows, **options)}</div>'
    few = {k: v for k, v in options.items() if k not in ("anchors", "marks")}
    start = table(None, f"{caption}: the first {FEW}", columns, rows[:FEW], kind="pre", **few)
    full = table(name, caption, columns, rows, **options)
    return (
        f'<div class="fold {kind}">{start}<details><summary>{escape(summary)}</summary>'
        f"{_filters(name, filters)}{full}</details></div>"
    )


def _filters(name: str, filters: Mapping[str, str] | None) -> str:
    if not filters:
        return ""
    buttons = "".join(
        f'<label><input type="radio" name="{name}-show" data-show="{word}"'
        f"{'' if word else ' checked'}>{escape(text)}</label>"
        for word, text in filters.items()
    )
    return f"<fieldset><legend>Show</legend>{buttons}</fieldset>"


def filter_rules(words: Iterable[str]) -> str:
    """The rules of style by which a chosen button hides the rows without its word."""
    return "".join(
        f'.fold:has(input[data-show="{word}"]:checked) tr[data-f]:not([data-f~="{word}"])'
        "{display:none}"
        for word in words
    )
