"""Tables as HTML, for notebooks."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from .show import show

#: Rows that a notebook shows of a table; `to_frame` has all.
SHOWN = 60
#: A narrow table has a caption in wide lines all the same, as wide as a page at most.
_CAPTION = '<caption style="text-align:left;min-width:min(44em,85vw)">'


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def table(caption: str, columns: Mapping[str, Sequence[Any]], *, size: int | None = None) -> str:
    """Return columns as a table with a caption; of a long one the beginning, and how much is left.

    >>> table("Two", {"a": [0.5]}).partition("<thead>")[2]
    '<tr><th>a</th></tr></thead><tbody><tr><td>0.5</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{_cell(name)}</th>" for name in columns)
    rows = list(zip(*columns.values(), strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(v)}</td>" for v in row) + "</tr>" for row in rows[:SHOWN]
    )
    # `size` is the number of all rows, where the columns are the first ones only.
    rest = (len(rows) if size is None else size) - len(rows[:SHOWN])
    if rest > 0:
        left_out = f"and {rest} more row{'s' * (rest > 1)}"
        body += f'<tr><td colspan="{len(columns)}">{left_out}</td></tr>'
    return (
        f"<table>{_CAPTION}{_cell(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _cell(value: Any) -> str:
    return value if isinstance(value, Markup) else html.escape(show(value))
