"""The look of the page: one file of style, colours as tokens, light, dark and on paper."""

from __future__ import annotations

import functools
import importlib.resources
import re


@functools.cache
def rules() -> str:
    """Everything that the page needs to know about its look."""
    sheet = importlib.resources.files(__package__).joinpath("templates/page.css")
    return re.sub(r"\n\s*", "", sheet.read_text("utf-8"))


@functools.cache
def tokens() -> dict[str, str]:
    """The light colour of each token: two of a class, of its line and of its area with text."""
    return dict(re.findall(r"--([\w-]+):(#\w+)", rules().partition("@media")[0]))


def light(drawn: str) -> str:
    """A drawing or its rules with light colours in the place of tokens."""
    known = {**tokens(), "sans": "sans-serif", "serif": "serif"}
    return re.sub(r"var\(--([\w-]+)\)", lambda token: known[token[1]], drawn)


@functools.cache
def standalone_rules() -> str:
    """The rules for drawings alone, in light colours."""
    return light(rules().partition("/* drawings */")[2].partition("/* end */")[0]).strip()
