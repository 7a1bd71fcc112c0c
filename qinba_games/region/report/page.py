"""The page around the parts: one file without script, font or address to load from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...types import frozen
from .markup import escape, filter_rules
from .style import rules

#: Nothing is loaded from anywhere; style stands in the page.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@frozen
class Part:
    """A part of the page.

    Attributes
    ----------
    name : str
        Its address on the page.
    link : str
        What the list of parts calls it.
    body : str
        The section, as markup.
    """

    name: str
    link: str
    body: str

    def __repr__(self) -> str:
        return f"Part({self.name})"


def document(
    title: str, header: str, parts: Sequence[Part], footer: str, words: Iterable[str] = ()
) -> str:
    """The whole page; `words` are those by which tables can be filtered."""
    links = "".join(f'<a href="#{part.name}">{escape(part.link)}</a>' for part in parts)
    body = "".join(part.body for part in parts)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="referrer" content="no-referrer"><meta name="generator" content="qinba_games">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,">'
        f"<style>{rules()}{filter_rules(words)}</style></head><body>"
        f'<a class="skip" href="#{parts[0].name}">Skip to the results</a>'
        f'<header>{header}<nav aria-label="Parts of this page">{links}</nav></header>'
        f"<main>{body}</main><footer>{footer}</footer></body></html>\n"
    )
