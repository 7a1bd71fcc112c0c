"""Labels, legends, steps and classes that the drawings of every chapter share; knows no result.

Every function draws into `ax`, or into a new figure if there is none, and returns the Axes. Colours
are told apart by people with any kind of colour vision (Okabe and Ito 2008).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..types import Array
from .figures import axes, type_size
from .palette import CLASS_COLOURS, INK, SERIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def labelled(ax: Axes, x: str, y: str, **limits: tuple[float, float]) -> Axes:
    """The Axes with both labels, and a legend."""
    named(ax, x, y, **limits)
    return key(ax)


def named(ax: Axes, x: str, y: str, **limits: tuple[float, float]) -> Axes:
    """The Axes with both labels, in lines as long as the axes."""
    box = ax.get_window_extent().transformed(ax.figure.dpi_scale_trans.inverted())
    ax.set(xlabel=wrapped(x, box.width), ylabel=wrapped(y, 0.9 * box.height), **limits)
    return ax


def key(ax: Axes, entries: Any = None, title: str | None = None) -> Axes:
    """The Axes with a legend above them, in as many columns as they are wide."""
    handles, labels = ax.get_legend_handles_labels()
    if entries is not None:
        handles, labels = entries, [entry.get_label() for entry in entries]
    room = _room(ax)
    look = {"loc": "lower left", "bbox_to_anchor": (0, 1), "alignment": "left"}
    title = wrapped(title, room / ax.figure.dpi) if title else None
    _in_columns(ax, handles, labels, room, {**look, "title": title})
    return ax


def key_below(ax: Axes, entries: Sequence[Any]) -> None:
    """A legend for all Axes of a figure at its foot; below given ones that have a layout."""
    figure: Any = ax.figure
    look = {"loc": "lower center", "fontsize": "small", "columnspacing": 1.2, "borderpad": 0}
    if figure.get_layout_engine() is not None:
        look |= {"loc": "upper center", "bbox_to_anchor": (0.5, 0), "bbox_transform": ax.transAxes}
    labels = [entry.get_label() for entry in entries]
    _in_columns(figure, entries, labels, figure.bbox.width, look)


def _in_columns(
    owner: Any, handles: Sequence[Any], labels: Sequence[str], room: float, look: dict[str, Any]
) -> None:
    """A legend with as many columns as its owner has room for, in pixels."""
    for columns in range(len(labels), 0, -1):
        legend = owner.legend(handles, labels, ncols=columns, **look)
        if columns == 1 or legend.get_window_extent().width <= room:
            break
        legend.remove()


def _room(ax: Axes) -> float:
    """How wide a legend above the Axes may be, in pixels."""
    figure: Any = ax.figure
    box = ax.get_window_extent()
    if figure.get_layout_engine() is None or len(figure.axes) > 1:
        return float(box.width)
    beside = ax.yaxis.get_tightbbox(figure.canvas.get_renderer())
    return float(figure.bbox.width - (box.x0 - beside.x0 if beside else 0) - 0.12 * figure.dpi)


def wrapped(text: str, inches: float) -> str:
    """A label in lines that are no longer than so many inches."""
    letters = int(inches * 72 / (0.55 * type_size()))
    return "\n".join(textwrap.wrap(text, max(letters, 8)))


def plain(name: Any) -> str:
    """`name` as it is written: between two dollar signs matplotlib would read a formula."""
    return str(name).replace("$", r"\$")


def draw_steps(
    starts: Any, heights: dict[str, Array], label: str, *, ax: Axes | None = None, **style: Any
) -> Axes:
    """Numbers that change only at some discount factors, each row from its start to the next."""
    ax = axes(ax)
    edges = np.append(np.asarray(starts, dtype=float), 1.0)
    for colour, (name, values) in zip(SERIES, heights.items(), strict=False):
        ends = np.append(values, values[-1:]).astype(float)
        look = {"color": colour, "label": plain(name), **style}
        ax.step(edges[: len(ends)], ends, where="post", **look)
    return labelled(ax, "discount factor", label, xlim=(0, 1))


def colour_cells(ax: Axes, classes: Array, order: Sequence[str], *grid: Array, **look: Any) -> Any:
    """Classes as coloured cells of a grid; the entries of a legend."""
    from matplotlib.colors import ListedColormap

    numbers = np.full(classes.shape, np.nan)
    for k, name in enumerate(order):
        numbers[classes == name] = k
    colours = ListedColormap([CLASS_COLOURS[name] for name in order])
    look = {"vmin": -0.5, "vmax": len(order) - 0.5, "cmap": colours, **look}
    ax.pcolormesh(*grid, numbers, **look)
    return patches(order)


def line(label: str, **look: Any) -> Any:
    """The entry of a legend for a line."""
    from matplotlib.lines import Line2D

    return Line2D([], [], label=label, **look)


def text_casing(width: float, colour: str) -> list[Any]:
    """What gives a text a casing, so that it can be read over lines."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground=colour)]


def patches(names: Iterable[str]) -> list[Any]:
    """The entries of a legend for areas of these classes."""
    from matplotlib.patches import Patch

    return [Patch(color=CLASS_COLOURS[name], label=name) for name in names]


def hatch_cells(ax: Axes, x: Array, y: Array, where: Array, label: str) -> Any:
    """Outline and hatch cells of a grid; the entry of a legend."""
    from matplotlib.collections import LineCollection, PolyCollection
    from matplotlib.patches import Patch

    (x, y), inside = map(edges, (x, y)), np.pad(where, 1)
    cells = [
        [(x[j], y[i]), (x[j + 1], y[i]), (x[j + 1], y[i + 1]), (x[j], y[i + 1])]
        for i, j in np.argwhere(where)
    ]
    filled = PolyCollection(cells, facecolors="none", edgecolors=INK, linewidths=0, hatch="//")
    ax.add_collection(filled)
    upright = np.argwhere(inside[1:-1, 1:] != inside[1:-1, :-1])
    level = np.argwhere(inside[1:, 1:-1] != inside[:-1, 1:-1])
    lines = [[(x[j], y[i]), (x[j], y[i + 1])] for i, j in upright]
    lines += [[(x[j], y[i]), (x[j + 1], y[i])] for i, j in level]
    ax.add_collection(LineCollection(lines, colors=INK, linewidths=1.5, capstyle="round"))
    return Patch(fill=False, hatch="//", label=label, edgecolor=INK)


def edges(centres: Array) -> Array:
    """Where cells end that have these numbers in the middle."""
    if len(centres) == 1:
        return np.asarray(centres[0] + np.array([-0.5, 0.5]) * (abs(centres[0]) or 1))
    between = (centres[1:] + centres[:-1]) / 2
    first, last = 2 * centres[0] - between[0], 2 * centres[-1] - between[-1]
    return np.array([first, *between, last])


def draw_classes(
    classes: Array, order: Sequence[str], *, ax: Axes | None = None, **style: Any
) -> Axes:
    """A table of classes as coloured cells, the first row at the bottom, with a legend above."""
    ax = axes(ax)
    keys = colour_cells(ax, classes, order, **{"edgecolors": "white", "linewidth": 1.5, **style})
    return key(ax, keys)
