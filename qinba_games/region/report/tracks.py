"""Ranges drawn in the cells of tables: what if, where a claim is true, and windows of patience."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .markup import Raw, escape


class Moved(NamedTuple):
    """Counts while one assumption moves: the least, at the assumed value, and the most."""

    low: int
    here: int
    high: int


def what_if(total: int, without: Moved, helped: Moved) -> Raw:
    """Two ranges, without above and with below, and lines at the assumed numbers."""
    lines = "".join(
        f'<b class="mk {kind}" style="left:{100 * each.here / total:.2f}%"></b>'
        for kind, each in (("without", without), ("with", helped))
    )
    ranges = "".join(
        f'<i class="rg {kind}" style="left:{100 * each.low / total:.1f}%;'
        f'width:calc({100 * (each.high - each.low) / total:.1f}% + 2px)"></i>'
        for kind, each in (("without", without), ("with", helped))
    )
    return Raw(f'<span class="track" aria-hidden="true">{lines}{ranges}</span>')


def between(least: float, most: float, low: float, middle: float, high: float) -> Raw:
    """A range with a dot in it, on a scale from `least` to `most`."""
    left, dot, right = (100 * (each - least) / (most - least) for each in (low, middle, high))
    return Raw(
        f'<span class="track range" aria-hidden="true"><i class="er" style="left:{left:.1f}%;'
        f'width:{right - left:.1f}%"></i><b class="dot" style="left:{dot:.1f}%"></b></span>'
    )


def share(total: float, low: float, high: float) -> Raw:
    """A part of one as a bar, and an interval around it as a line; what is beyond is cut off."""
    total, low, high = (min(max(each, 0.0), 1.0) for each in (total, low, high))
    return Raw(
        f'<span class="track share" aria-hidden="true"><i class="sh" style="width:'
        f'{100 * total:.1f}%"></i><i class="er" style="left:{100 * low:.1f}%;'
        f'width:{100 * (high - low):.1f}%"></i></span>'
    )


def axis(low: str, middle: str, high: str) -> Raw:
    """The scale at the head of a column of ranges."""
    texts = "".join(f"<span>{escape(text)}</span>" for text in (low, middle, high) if text)
    return Raw(f'<span class="axis">{texts}</span>')


def interval(
    spans: Sequence[tuple[float, float]], here: float | None, words: str, *, inside: bool = True
) -> Raw:
    """Where something is true between 0 and 1; a diamond at the assumed value, hollow: false."""
    pieces = "".join(
        f'<i class="iv" style="left:{100 * low:.1f}%;'
        f'width:calc({100 * (high - low):.1f}% + 1px)"></i>'
        for low, high in spans
    )
    diamond = ""
    if here is not None:
        hollow = "" if inside else " out"
        diamond = f'<b class="def{hollow}" style="left:{100 * here:.1f}%"></b>'
    return Raw(
        f'<span class="track unit" aria-hidden="true">{pieces}{diamond}</span>'
        f"<small>{escape(words)}</small>"
    )


#: A piece of the scale of patience with one class.
Piece = tuple[float, float, str]


def strip(
    without: Sequence[Piece],
    helped: Sequence[Piece],
    window: Sequence[tuple[float, float]],
    delta: float,
) -> Raw:
    """Classes over patience, without above and with below; a frame around the pivotal window."""
    halves = "".join(
        f'<i class="f {name} {half}" style="left:{100 * low:.2f}%;'
        f'width:{100 * (high - low):.2f}%"></i>'
        for half, pieces in (("up", without), ("lo", helped))
        for low, high, name in pieces
    )
    frames = "".join(
        f'<i class="win" style="left:{100 * low:.2f}%;width:{100 * (high - low):.2f}%"></i>'
        for low, high in window
    )
    line = f'<b class="mk" style="left:{100 * delta:.2f}%"></b>'
    return Raw(f'<span class="track strip" aria-hidden="true">{halves}{frames}{line}</span>')
