"""One palette for every picture, and axes to draw on."""

from typing import Any

INK, MUTED = "#17222c", "#54606b"
#: Lines and points by class, the stronger the more salient.
CLASS_LINES = {"isolated": "#767f88", "nominal": "#b06a00", "weak": "#2f86c9", "strong": "#003f73"}
#: Areas by class; text fits on them.
CLASS_AREAS = {"isolated": "#cdd2d6", "nominal": "#f2bf6b", "weak": "#8cc6f3", "strong": "#003f73"}


def text_on(name: str) -> str:
    """The colour of text on the area of a class."""
    return "#ffffff" if name == "strong" else INK


def axes(ax: Any, width: float = 6.4, height: float = 4.0) -> Any:
    """The axes given, or those of a new figure."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]
