"""One palette for every picture: the light colours of the report's page."""

from __future__ import annotations

INK, MUTED, HAIRLINE, PAGE = "#17222c", "#54606b", "#dcdcd4", "#fbfaf6"
#: Areas of provinces, and their edges.
HULL, HULL_EDGE = "#ebe7dc", "#cfc8b8"
#: What a reader must not miss, and its casing: never a class.
ACCENT, HALO = "#a8321e", "#f0b9ab"
#: What is no class: one quantity, and the one that it is compared with.
MAIN, OTHER = "#00558a", "#767f88"

#: Lines by class, the stronger the more salient.
CLASS_LINES = {
    "isolated": "#767f88",
    "nominal": "#b06a00",
    "weak": "#2f86c9",
    "strong": "#003f73",
}
#: Areas by class, and by what is not cooperation in other models; text fits on them.
CLASS_COLOURS = {
    "isolated": "#cdd2d6",
    "nominal": "#f2bf6b",
    "weak": "#8cc6f3",
    "strong": "#003f73",
    "dissolved": MUTED,
    "no cooperation": "#cdd2d6",
    "cooperation": "#003f73",
}
#: Several quantities side by side, told apart with any kind of colour vision.
SERIES = (MAIN, "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#767f88", INK)


def on(name: str) -> str:
    """The colour of text on the area of a class."""
    return "#ffffff" if name in ("strong", "dissolved", "cooperation") else INK
