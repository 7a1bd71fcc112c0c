"""The page around its parts: one file without script, font or address to load from.

What it says and looks like stands in `templates`; names and numbers come from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...types import frozen
from . import headline
from .facts import Facts
from .svg import rules
from .templating import render


@frozen
class PagePart:
    """A part of the page."""

    name: str  #: Its address on the page, and its template.
    link: str  #: What the list of parts calls it.
    title: str
    body: str  #: What stands under the title, as markup.


def part(
    name: str, link: str, title: str, *, package: str = __package__, **values: Any
) -> PagePart:
    """A part of the page from the template of its name."""
    body = render(f"{name}.html", package, **values)
    return PagePart(name=name, link=link, title=title, body=body)


def document(
    facts: Facts,
    parts: Sequence[PagePart],
    advice: Sequence[headline.Advice],
    package: str = __package__,
    **values: Any,
) -> str:
    """The whole page."""
    sentences = (headline.headline, headline.question, headline.found, headline.how_sure)
    values |= {each.__name__: each(facts) for each in sentences}
    values |= {"facts": facts, "parts": parts, "advice": advice, "rules": rules()}
    return render("page.html", package, **values)
