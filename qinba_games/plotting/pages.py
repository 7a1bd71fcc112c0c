"""A picture as SVG for a page, the same bytes every time."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

_SAID_BY_NOBODY = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def as_svg(ax: Any, name: str) -> tuple[float, float, str]:
    """Width, height and elements of a picture, whose figure is closed; `name` begins each id."""
    from matplotlib import pyplot, rc_context

    written = io.StringIO()
    # Text stays text, in the type of the page.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": name}), warnings.catch_warnings():
        # The page has signs that the type of the picture has not.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        ax.figure.savefig(written, format="svg", transparent=True, metadata=_SAID_BY_NOBODY)
    pyplot.close(ax.figure)
    head, _, body = written.getvalue().partition("<svg")[2].partition(">")
    wide, high = re.findall(r"[\d.]+", head.partition("viewBox=")[2])[2:4]
    for pattern, by in (
        (r"<!--.*?-->|<metadata>.*?</metadata>|</svg>|\n *", ""),
        (r'<g id="[^"]*"', "<g"),
        (r'(\bid="|href="#|url\(#)', rf"\1{name}-"),
        (r"font-family: [^;\"]*; ", ""),
    ):
        body = re.sub(pattern, by, body, flags=re.DOTALL)
    return float(wide), float(high), body
