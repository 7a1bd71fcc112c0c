"""Drawings as SVG, and the look of them and of the page: light, dark and on paper.

Elements have classes that the page colours, or carry their own colours.
"""

from __future__ import annotations

import functools
import html
import importlib.resources
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...types import frozen


@functools.cache
def rules() -> str:
    """Everything that the page needs to know about its look."""
    sheet = importlib.resources.files(__package__).joinpath("templates/page.css")
    return re.sub(r"\n\s*", "", sheet.read_text("utf-8"))


@functools.cache
def tokens() -> dict[str, str]:
    """The light colour of each token: two of a class, of its line and of its area with text."""
    return dict(re.findall(r"--([\w-]+):(#\w+)", rules().partition("@media")[0]))


#: A class -> its colour in the report by day; the order is that of the legend.
FILLS = {name: tokens()[f"f-{name}"] for name in ("strong", "weak", "nominal", "isolated")}


def _light(drawn: str) -> str:
    """A drawing or its rules with light colours in the place of tokens."""
    known = {**tokens(), "sans": "sans-serif", "serif": "serif"}
    return re.sub(r"var\(--([\w-]+)\)", lambda token: known[token[1]], drawn)


@functools.cache
def standalone_rules() -> str:
    """The rules for drawings alone, in light colours."""
    return _light(rules().partition("/* drawings */")[2].partition("/* end */")[0]).strip()


@frozen
class Drawing:
    """A drawing, with what it shows and what one sees in it, for those who do not see it."""

    name: str  #: Identifier on the page, and name of its file.
    kind: str  #: Class of the drawing: which rules of style it follows.
    box: tuple[float, float, float, float]  #: Left, top, width and height, in units.
    title: str
    description: str
    body: str  #: The elements.

    def inline(self) -> str:
        """The drawing as an element of a page."""
        return f'<svg class="{self.kind}" {self.markup()}</svg>'

    def file(self) -> bytes:
        """The drawing alone, in light colours."""
        head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        markup = self.markup(f"<style>{standalone_rules()}</style>")
        return _light(f'{head} class="{self.kind}" {markup}</svg>\n').encode()

    def markup(self, style: str = "") -> str:
        """What follows the name of the element: attributes, texts for readers, elements."""
        box = " ".join(f"{value:g}" for value in self.box)
        return (
            f'viewBox="{box}" role="img" aria-labelledby="{self.name}-t {self.name}-d">'
            f'<title id="{self.name}-t">{html.escape(self.title)}</title>'
            f'<desc id="{self.name}-d">{html.escape(self.description)}</desc>{style}{self.body}'
        )


#: Drawings by the name of their file.
Drawings = Mapping[str, Drawing]


def at(value: float) -> str:
    """A coordinate, one digit."""
    return f"{value + 0.0:.1f}".removesuffix(".0")


def line(points: Iterable[Sequence[float]], kind: str = "", *, closed: bool = False) -> str:
    """A path through points."""
    path = "L".join(f"{at(x)} {at(y)}" for x, y in points)
    shape = f' class="{kind}"' if kind else ""
    return f'<path{shape} d="M{path}{"Z" if closed else ""}"/>'


def text(x: float, y: float, content: Any, kind: str = "") -> str:
    """A label; "m" in its kind centres it, "e" ends it there."""
    shape = f' class="{kind}"' if kind else ""
    return f'<text{shape} x="{at(x)}" y="{at(y)}">{html.escape(str(content))}</text>'


def dot(x: float, y: float, radius: float, kind: str = "") -> str:
    """A disc."""
    shape = f' class="{kind}"' if kind else ""
    return f'<circle{shape} cx="{at(x)}" cy="{at(y)}" r="{at(radius)}"/>'


def box(x: float, y: float, width: float, height: float, kind: str, round_by: float = 0) -> str:
    """A rectangle."""
    corner = f' rx="{at(round_by)}"' if round_by else ""
    return (
        f'<rect class="{kind}" x="{at(x)}" y="{at(y)}" width="{at(width)}" height="{at(height)}"'
        f"{corner}/>"
    )


def node(x: float, y: float, top: bool) -> str:
    """A government: a dot, or a square if others stand below it."""
    return box(x - 3.6, y - 3.6, 7.2, 7.2, "top", 1) if top else dot(x, y, 2.6)


def group(kind: str, *parts: str) -> str:
    """Elements under one class."""
    return f'<g class="{kind}">{"".join(parts)}</g>'
