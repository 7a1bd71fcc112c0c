"""Templates of pages with names and numbers in them, every one of them escaped."""

from __future__ import annotations

import functools
import html
import importlib.resources
import re
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from ...common.show import many
from . import words
from .svg import FILLS


def quoted(text: str) -> str:
    """Text with quotation marks written as notebooks have stored them."""
    return html.escape(text)


_FILTERS = (
    *(words.listed, many, words.patience, words.percent, words.plain),
    *(words.part, words.signed, words.whole),
    *(words.plain_name, words.spoken, quoted),
)
_CALLED = (*(words.confidence, words.periods, words.show_all, words.span, words.span_words),)


def _source(package: str, name: str) -> str | None:
    """A template: its own, or that of every region."""
    places = (
        importlib.resources.files(each) / "templates" / name for each in (package, __package__)
    )
    text = next((place.read_text("utf-8") for place in places if place.is_file()), None)
    # A line that begins with a tag follows the one before it at once, any other after a space.
    return text and re.sub(r"\n\s*", " ", re.sub(r"\n\s*(?=<|\{[%#]|$)", "", text))


@functools.cache
def _environment(package: str) -> Environment:
    environment = Environment(
        loader=FunctionLoader(functools.partial(_source, package)),
        autoescape=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {each.__name__: each for each in _FILTERS}
    environment.globals |= {each.__name__: each for each in _CALLED}
    environment.globals |= {"ORDER": words.ORDER, "MEANING": words.MEANING, "MOST": words.MOST}
    environment.globals["FILLS"] = FILLS
    return environment


def render(template: str, package: str = __package__, **values: Any) -> str:
    """A template of a package with these values, every one of them escaped."""
    return _environment(package).get_template(template).render(values)
