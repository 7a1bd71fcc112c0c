"""A region and its study in a notebook: a small map and bars, drawn without any library."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from ..tables.records import Records
from .maps import framed, height, positions
from .svg import tokens

#: A class -> its colour in the report by day; the order is that of the legend.
FILLS = {name: tokens()[f"f-{name}"] for name in ("strong", "weak", "nominal", "isolated")}
_INK, _WIDTH, _EDGE = "#54606b", 360, 20
#: So many governments have their names beside them; the others show theirs under the pointer.
_NAMED = 12


def small_map(records: Records, label: str, classes: Any = None) -> str:
    """Governments as dots and ties as lines, by class; without classes dashed between groups."""
    ends = [(a, b) for a, b in records.ends.tolist()]
    latitude, longitude = records.places.T
    points = framed(positions(latitude, longitude, ends), _WIDTH, _EDGE)
    x, y = points.T
    names = [html.escape(name) for name in records.names]
    lines = []
    for k, (a, b) in enumerate(ends):
        told = "" if classes is None else f": {classes[k]}"
        lines.append(
            f'<line x1="{x[a]:.0f}" y1="{y[a]:.0f}" x2="{x[b]:.0f}" y2="{y[b]:.0f}" '
            f"{_look(records, k, classes)}><title>{names[a]} and {names[b]}{told}</title></line>"
        )
    dots = [
        f'<circle cx="{x[k]:.0f}" cy="{y[k]:.0f}" r="2.5"><title>{name}</title></circle>'
        for k, name in enumerate(names)
    ]
    if len(names) <= _NAMED:
        dots += [
            f'<text x="{x[k] + 4:.0f}" y="{y[k] - 4:.0f}" font-size="10">{name}</text>'
            for k, name in enumerate(names)
        ]
    return (
        f'<svg width="{_WIDTH}" height="{height(points, _EDGE):.0f}" role="img" '
        f'aria-label="{html.escape(label)}">{"".join(lines)}{"".join(dots)}</svg>'
    )


def _look(records: Records, tie: int, classes: Any) -> str:
    if classes is None:
        dashes = ' stroke-dasharray="4 3"' if records.across[tie] else ""
        return f'stroke="{_INK}" stroke-width="1.6"{dashes}'
    width = 3 if classes[tie] == "strong" else 1.6
    return f'stroke="{FILLS[str(classes[tie])]}" stroke-width="{width}"'


def legend() -> str:
    """The classes with their colours."""
    keys = "".join(
        f'<span style="background:{fill};padding:0 .6em;margin-right:.4em"></span>{name}&emsp;'
        for name, fill in FILLS.items()
    )
    return f"<p>{keys}</p>"


def bar(counts: Mapping[str, int]) -> str:
    """How many ties are in each class, strong first, as one bar."""
    many = sum(counts.values()) or 1
    pieces = "".join(
        f'<span style="display:inline-block;width:{_WIDTH * counts[name] / many:.0f}px;'
        f'background:{fill};height:1em" title="{counts[name]} {name}"></span>'
        for name, fill in FILLS.items()
    )
    told = ", ".join(f"{counts[name]} {name}" for name in FILLS if counts[name])
    return f"<div>{pieces}</div><div>{told}</div>"


def of_region(records: Records, told: str) -> str:
    """A region as its map."""
    across = int(records.across.sum())
    note = f"; the {across} between groups are dashed" if across else ""
    return f"<p>{html.escape(told)}{note}</p>{small_map(records, f'map of {told}')}"


def of_study(records: Records, study: Any, told: str) -> str:
    """A study as two bars and two maps, without the coordinator and with it."""
    columns = [
        f"<td>{side} the coordinator{bar(study.counts[side])}"
        f"{small_map(records, f'map {side} the coordinator', classes)}</td>"
        for side, classes in zip(("without", "with"), zip(*study.classes, strict=True), strict=True)
    ]
    return f"<p>{html.escape(told)}</p>{legend()}<table><tr>{''.join(columns)}</tr></table>"
