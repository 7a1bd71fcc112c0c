"""Maps of a study: ties as lines between governments, coloured by class.

A map is 400 by 272 units. Every line carries its class in its `gid`, so that the style sheet of a
page can colour it.
"""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.numbers import TIE, Numbers
from ..partnership import CLASSES
from ..plotting import CLASS_LINES, INK
from .labels import places
from .reasons import short

if TYPE_CHECKING:
    from .region import Region
    from .study import Study

WIDE, HIGH, MARGIN = 400, 272, 34
_SIZE, _HULL, _PAPER, _HALO = 8.6, "#ebe7dc", "#fbfaf6", "#f0b9ab"
#: Width and dashes of the line of a class.
_LINES: dict[str, tuple[float, Any]] = {
    "strong": (3.2, "-"),
    "weak": (1.8, "-"),
    "nominal": (1.4, (0, (3.5, 2))),
    "isolated": (1.5, (0, (0.1, 2.4))),
}


def positions(region: "Region") -> tuple[Numbers, Numbers]:
    """Which governments have a tie, and where they are on the map, (n, 2), y downwards.

    Without coordinates of all of them, springs along ties say where.
    """
    own, table = region.numbers, region.tables.governments
    used = np.unique(own.ends)
    flat = np.stack([table["lon"], -table["lat"]], axis=1)[used]
    if np.isnan(flat).any():
        flat = _springs(np.searchsorted(used, own.ends), len(used))
    else:
        flat = flat * [np.cos(np.radians(flat[:, 1].mean())), 1]
    flat = flat - flat.min(axis=0)
    most, frame = flat.max(axis=0), np.array([WIDE, HIGH])
    scale = ((frame - 2 * MARGIN) / np.maximum(most, TIE)).min()
    return used, flat * scale + (frame - most * scale) / 2


def _springs(ends: Numbers, count: int) -> Numbers:
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(ends.tolist())
    spots = networkx.spring_layout(graph, seed=1)
    return np.array([spots[k] for k in range(count)])


def draw_maps(study: "Study", sides: Sequence[int] = (0, 1)) -> Any:
    """The maps without (0) and with (1) the coordinator, side by side; returns the Figure."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(len(sides) * WIDE / 72, HIGH / 72))
    used, dots = positions(study.region)
    ends = dots[np.searchsorted(used, study.region.numbers.ends)]
    names = [short(name) for name in study.region.tables.governments["name"][used]]
    boxes = places(dots, names, ends, _SIZE, (WIDE, HIGH))
    for k, side in enumerate(sides):
        axes = figure.add_axes((k / len(sides), 0, 1 / len(sides), 1))
        axes.set(xlim=(0, WIDE), ylim=(HIGH, 0))
        axes.set_axis_off()
        _draw_groups(axes, study.region, used, dots)
        _draw_ties(axes, study, ends, side)
        axes.scatter(
            dots[:, 0], dots[:, 1], s=20, c=INK, zorder=4, edgecolors=_PAPER, gid=f"dots{side}"
        )
        for name, (x, y, *_) in zip(names, boxes, strict=True):
            axes.text(x, y, name, size=_SIZE, ha="center", va="center", zorder=5, color=INK)
    return figure


def _draw_ties(axes: Any, study: "Study", ends: Numbers, side: int) -> None:
    for k, (pair, added) in enumerate(zip(study.classes, study.added, strict=True)):
        name, (x, y) = pair[side], ends[k].T
        width, dashes = _LINES[name]
        if side and added:
            axes.plot(x, y, lw=8, color=_HALO, solid_capstyle="round", zorder=1.5, gid=f"halo-{k}")
        axes.plot(
            x,
            y,
            lw=width,
            ls=dashes,
            color=CLASS_LINES[name],
            zorder=2 + CLASSES.index(name) / 9,
            gid=f"tie{side}-{name}-{k}",
            solid_capstyle="butt",
            dash_capstyle="round" if name == "isolated" else "butt",
        )


def _draw_groups(axes: Any, region: "Region", used: Numbers, dots: Numbers) -> None:
    """Soft areas round the members of each group: no borders."""
    table = region.tables.governments
    groups = table["group"][used]
    if np.isnan(table["lat"][used]).any() or len({*groups}) < 2:
        return
    for k, group in enumerate(dict.fromkeys(groups)):
        path = _around(dots[groups == group])
        axes.fill(*path.T, color=_HULL, zorder=0, gid=f"hull-fill-{k}", lw=0)
        axes.plot(
            *path.T,
            lw=26,
            color=_HULL,
            zorder=0,
            gid=f"hull-{k}",
            solid_capstyle="round",
            solid_joinstyle="round",
        )


def _around(dots: Numbers) -> Numbers:
    """The convex hull of points, closed; of points in a line the points."""
    from scipy.spatial import ConvexHull

    flat = len(dots) < 3 or np.linalg.matrix_rank(dots - dots[0], tol=1) < 2
    path = dots[np.lexsort(dots.T)] if flat else dots[ConvexHull(dots).vertices]
    return np.concatenate([path, path[:1] + 0.1 * (len(path) == 1)])


def svg_of(figure: Any, title: str, description: str) -> str:
    """A figure as SVG for a page: no size, text as text, with a title for those who listen."""
    from html import escape

    import matplotlib

    file = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": title}):
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    text = re.sub(r"<metadata>.*?</metadata>", "", file.getvalue(), flags=re.DOTALL)
    text = re.sub(r"\n\s*", "\n", re.sub(r"(-?\d+\.\d)\d+", r"\1", text[text.index("<svg") :]))
    frame = "".join(re.findall(r"viewBox=\"[^\"]+\"", text)[:1])
    head = f'<svg class="map" role="img" xmlns:xlink="http://www.w3.org/1999/xlink" {frame}>'
    label = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return head + label + text[text.index(">") + 1 :]
