"""The look of the page: one file of style, colours as tokens, light, dark and on paper."""

from __future__ import annotations

import functools
import importlib.resources
import re

#: Tokens with their light and dark values. Two for a class: of its line, of its area with text.
TOKENS = {
    "page": ("#fbfaf6", "#0f161c"),
    "card": ("#fff", "#151e26"),
    "ink": ("#17222c", "#e7ecf0"),
    "muted": ("#54606b", "#a6b2bc"),
    "line": ("#dcdcd4", "#2f3c47"),
    "wash": ("#f2f0e9", "#1b2630"),
    "hull": ("#ebe7dc", "#1d2933"),
    "hull-edge": ("#cfc8b8", "#3a4956"),
    "accent": ("#a8321e", "#ff9783"),
    "halo": ("#f0b9ab", "#7a3528"),
    "link": ("#00558a", "#86c8f7"),
    "isolated": ("#767f88", "#84909b"),
    "nominal": ("#b06a00", "#eda63a"),
    "weak": ("#2f86c9", "#4c9fdf"),
    "strong": ("#003f73", "#c4e6ff"),
    "f-isolated": ("#cdd2d6", "#3c4853"),
    "f-nominal": ("#f2bf6b", "#8f5f13"),
    "f-weak": ("#8cc6f3", "#25659c"),
    "f-strong": ("#003f73", "#c4e6ff"),
    "on": ("#17222c", "#fff"),
    "on-strong": ("#fff", "#0c1822"),
}
#: Values that differ on white paper.
_PRINT = {
    "page": "#fff",
    "ink": "#000",
    "muted": "#444",
    "line": "#bbb",
    "wash": "#f4f4f2",
    "hull": "#eee",
    "accent": "#8a2415",
    "link": "#000",
    "on": "#000",
}


@functools.cache
def rules() -> str:
    """Everything that the page needs to know about its look."""
    light, dark = (
        ";".join(f"--{name}:{values[side]}" for name, values in TOKENS.items()) for side in (0, 1)
    )
    paper = ";".join(f"--{k}:{_PRINT.get(k, values[0])}" for k, values in TOKENS.items())
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"{_sheet()}@media print{{:root{{{paper}}}}}"
    )


@functools.cache
def standalone_rules() -> str:
    """The rules for drawings, with light colours in the place of tokens."""
    drawings = re.search(r"/\* drawings \*/(.*?)/\* end \*/", _sheet(), flags=re.DOTALL)
    found = "" if drawings is None else drawings[1]
    for name, (light, _) in TOKENS.items():
        found = found.replace(f"var(--{name})", light)
    return found.replace("var(--sans)", "sans-serif").replace("var(--serif)", "serif").strip()


def _sheet() -> str:
    sheet = importlib.resources.files(__package__).joinpath("page.css").read_text("utf-8")
    return re.sub(r"\n\s*", "", sheet)
