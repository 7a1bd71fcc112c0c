"""How the report's figures look, and how they become PNG, SVG and inline SVG.

Files are the same bytes for the same input: no date, no version, no random identifiers.
"""

from __future__ import annotations

import html
import io
import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ... import errors
from ...plotting.charts import CLASS_COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MUTED, LINE, PAPER, ACCENT = "#1d2b36", "#5a6873", "#d5dce2", "#ffffff", "#a8321e"
#: What a page may recolour, by the name of its CSS variable.
_VARIABLES = {INK: "--ink", MUTED: "--muted", LINE: "--line", PAPER: "--card", ACCENT: "--accent"}
#: Text that is read on each class colour; not recoloured, as the class colours are not.
ON_CLASS = {"isolated": "#16202a", "nominal": "#16202a", "weak": "#16202a", "strong": "#fefefe"}
#: Width and pattern of a line of each class: readable without colour.
CLASS_LINES: dict[str, tuple[float, Any]] = {
    "isolated": (1.1, (0, (1, 2.2))),
    "nominal": (2.0, (0, (4, 2))),
    "weak": (2.6, "solid"),
    "strong": (4.2, "solid"),
}


def ready() -> None:
    """See that matplotlib can be loaded at all, before anything is solved."""
    try:
        import matplotlib  # noqa: F401
    except ValueError as error:
        name, value = "MPLBACKEND", os.environ.get("MPLBACKEND")
        rule = "this environment variable names no way to draw that matplotlib knows"
        raise errors.InvalidInputError("reproduce", name, value, rule, "Unset it") from error


@contextmanager
def theme() -> Iterator[None]:
    """Drawing and saving inside has the report's look; nothing outside is touched."""
    import matplotlib

    look: Any = {
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": 10,
        "text.color": INK,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "axes.titleweight": "bold",
        "xtick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.color": MUTED,
        "ytick.labelcolor": INK,
        "figure.facecolor": PAPER,
        "savefig.facecolor": PAPER,
        "axes.facecolor": PAPER,
        "hatch.linewidth": 0.6,
        "svg.fonttype": "none",
        "svg.hashsalt": "qinba-games",
    }
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whatever the user's matplotlibrc says
        matplotlib.rcParams.update(look)
        yield


def blank(width: float, height: float, **grid: Any) -> tuple[Figure, Any]:
    """A figure with axes, in inches, without pyplot's global state."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(**grid)


def class_legend(
    target: Axes | Figure, names: list[str], extra: Sequence[Any] = (), **place: Any
) -> None:
    """A legend of classes, by colour and by line, and of what else there is to explain."""
    from matplotlib.lines import Line2D

    handles: list[Any] = []
    for name in names:
        width, pattern = CLASS_LINES[name]
        colour = CLASS_COLOURS[name]
        handles.append(Line2D([], [], color=colour, linewidth=width, linestyle=pattern, label=name))
    target.legend(
        handles=[*handles, *extra],
        frameon=False,
        handlelength=2.2,
        columnspacing=1.4,
        fontsize=9,
        **place,
    )


def named_rows(ax: Axes, places: Any, names: Any, limits: tuple[float, float], **look: Any) -> None:
    """Rows with names and without an axis; `limits` are the lower and the upper end."""
    ax.set_yticks(list(places), list(names), **look)
    ax.set_ylim(*limits)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


def over_patience(ax: Axes, delta: float, height: float) -> None:
    """The axis of discount factors, with the one assumed, which is named at this height."""
    ax.axvline(delta, color=ACCENT, linewidth=1.6, zorder=6)
    ax.annotate(f"assumed: {delta:g}", (delta, height), (5, 0), textcoords="offset points",
                color=ACCENT, fontsize=9, va="center")  # fmt: skip
    ax.set_xlabel("discount factor (patience)")
    ax.set_xlim(0, 1)


def window_legend(figure: Figure, seen: Collection[str], ncols: int, **look: Any) -> None:
    """A legend of the classes seen, and of the pivotal window."""
    from matplotlib.patches import Patch

    classes = [
        Patch(color=CLASS_COLOURS[name], label=name) for name in CLASS_COLOURS if name in seen
    ]
    window = Patch(edgecolor=INK, label="pivotal window", **look)
    figure.legend(
        handles=[*classes, window],
        loc="outside lower center",
        ncols=ncols,
        frameon=False,
        fontsize=9,
    )


def marker(shape: str, label: str) -> Any:
    """A legend entry for a marker."""
    from matplotlib.lines import Line2D

    return Line2D(
        [], [], color="none", marker=shape, mfc=PAPER, mec=MUTED, markersize=5, label=label
    )


def as_png(figure: Figure) -> bytes:
    """The figure as PNG, 200 dots per inch."""
    return _saved(figure, format="png", dpi=200, metadata={"Software": None})


def as_svg(figure: Figure) -> bytes:
    """The figure as SVG with real text."""
    empty = {"Date": None, "Creator": None, "Format": None, "Type": None}
    return _saved(figure, format="svg", metadata=empty)


def _saved(figure: Figure, **options: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, **options)
    return buffer.getvalue()


def inline(svg: bytes, name: str, title: str, description: str) -> str:
    """The drawing as an element of an HTML page: named, described, in the page's colours and font.

    Without prolog, document type, metadata and namespaces, which HTML does not need, it holds no
    address of anything.
    """
    text = svg.decode("utf-8")
    body = text[text.index("<svg") :]
    box = re.search(r'viewBox="([^"]+)"', body)
    inner = body[body.index(">") + 1 : body.rindex("</svg>")]
    inner = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", inner, flags=re.DOTALL)
    inner = inner.replace("xlink:href", "href")
    inner = re.sub(r'\bid="', f'id="{name}-', inner)
    inner = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", inner)
    inner = inner.replace("'DejaVu Sans', sans-serif", "var(--sans)")
    inner = inner.replace("'DejaVu Sans'", "var(--sans)")
    for colour, variable in _VARIABLES.items():
        inner = inner.replace(colour, f"var({variable})")
    return (
        f'<svg class="{name}" viewBox="{box[1] if box else ""}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">'
        f'{html.escape(title)}</title><desc id="{name}-desc">{html.escape(description)}</desc>'
        f"{inner.strip()}</svg>"
    )
