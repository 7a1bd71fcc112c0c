"""Small pieces of HTML: every text escaped, every table with headers and a caption."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..partnership.results.evolution import CLASSES

#: A sign for each class, so that nothing is told by colour alone.
SIGNS = {"isolated": "○", "nominal": "◌", "weak": "◐", "strong": "●"}
ROLES = {
    "table": ' role="table"',
    "group": ' role="rowgroup"',
    "tr": ' role="row"',
    "th": ' role="columnheader"',
    "row-th": ' role="rowheader"',
    "td": ' role="cell"',
}


ARROW = ' <span class="arrow">→</span> '


class Raw(str):
    """Markup that is already escaped."""

    __slots__ = ()


def escape(value: Any) -> str:
    """`value` as text of a page."""
    return str(value) if isinstance(value, Raw) else html.escape(str(value), quote=True)


def chip(name: str) -> Raw:
    """A class of ties as a coloured label."""
    return Raw(
        f'<span class="chip {name}"><span aria-hidden="true">{SIGNS[name]}</span> {name}</span>'
    )


def change(before: str, after: str) -> Raw:
    """Two classes with an arrow."""
    arrow = '<span class="arrow" role="img" aria-label="becomes">→</span>'
    return Raw(f"{chip(before)} {arrow} {chip(after)}")


def bar(label: str, counts: Mapping[str, int]) -> str:
    """A bar divided into classes, with the numbers in it."""
    spoken = ", ".join(f"{counts[name]} {name}" for name in CLASSES)
    pieces = "".join(
        f'<span class="piece {name}" style="flex-grow:{counts[name]}"><b>{counts[name]}</b>'
        f"<i>{name}</i></span>"
        for name in CLASSES
        if counts[name]
    )
    return (
        f'<div class="bar-row"><span class="bar-label">{escape(label)}</span>'
        f'<div class="bar" role="img" aria-label="{escape(label)}: {spoken}">{pieces}</div></div>'
    )


def data_table(
    name: str,
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    numbers: Sequence[int] = (),
    stacked: bool = False,
) -> str:
    """A table whose first column heads its rows; `numbers` are the columns set to the right.

    A `stacked` table becomes one card for each row on a narrow screen.
    """
    right = dict.fromkeys(numbers, ' class="number"')
    # A card is no table row to a browser any more; the roles say that it still is one.
    roles = ROLES if stacked else dict.fromkeys(ROLES, "")
    head = "".join(
        f'<th scope="col"{roles["th"]}{right.get(k, "")}>{escape(title)}</th>'
        for k, title in enumerate(columns)
    )
    body = "".join(_row(row, columns, right, roles) for row in rows)
    kind = "stacked" if stacked else "plain"
    return (
        f'<div class="table-box" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table id="{name}" class="{kind}"{roles["table"]}><caption>{escape(caption)}</caption>'
        f"<thead{roles['group']}><tr{roles['tr']}>{head}</tr></thead>"
        f"<tbody{roles['group']}>{body}</tbody></table></div>"
    )


def _row(
    row: Sequence[Any],
    columns: Sequence[str],
    right: Mapping[int, str],
    roles: Mapping[str, str],
) -> str:
    first, *others = row
    cells = "".join(
        f'<td{roles["td"]}{right.get(k, "")} data-label="{escape(columns[k])}">{escape(value)}</td>'
        for k, value in enumerate(others, start=1)
    )
    header = f'<th scope="row"{roles["row-th"]}{right.get(0, "")}>{escape(first)}</th>'
    return f"<tr{roles['tr']}>{header}{cells}</tr>"


def section(name: str, title: str, *parts: str) -> str:
    """A part of the page with a heading."""
    return (
        f'<section id="{name}" aria-labelledby="{name}-heading">'
        f'<h2 id="{name}-heading">{escape(title)}</h2>{"".join(parts)}</section>'
    )


def strong(text: str) -> str:
    """A text that stands out."""
    return f"<strong>{escape(text)}</strong>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph; `text` may hold markup."""
    return f'<p class="{kind}">{text}</p>' if kind else f"<p>{text}</p>"


def figure(drawings: Mapping[str, str], caption: str, *names: str) -> str:
    """The drawings of these names side by side with one caption, and links to their files."""
    boxes = "".join(f'<div class="drawing" tabindex="0">{drawings[name]}</div>' for name in names)
    links = ", ".join(
        f'<a href="{stem}.{form}">{stem}.{form}</a>' for stem in names for form in ("png", "svg")
    )
    return (
        f'<figure><div class="drawings">{boxes}</div>'
        f"<figcaption>{caption} <small>{links}</small></figcaption></figure>"
    )
