"""Axes, colours and steps that the drawings of every chapter share; knows no result.

Every function draws into `ax`, or into a new figure if there is none, and returns the Axes. Colours
are told apart by people with any kind of colour vision (Okabe and Ito 2008).
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _check, _reading, errors
from ..types import Array
from . import looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: One colour for each class of a trust level, and for what is not cooperation in other models.
CLASS_COLOURS = {
    "isolated": "#999999",
    "nominal": "#E69F00",
    "weak": "#56B4E9",
    "strong": "#0072B2",
    "dissolved": "#333333",
    "no cooperation": "#999999",
    "cooperation": "#0072B2",
}


#: Type, lines and width of a column of a journal.
_PAPER: dict[Any, Any] = {
    "font.size": 8,
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.2,
    "savefig.dpi": 300,
}
_COLUMN, _LEAST = 3.4, 1.6


_AX = """    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.
"""
#: What every picture takes.
_PARAMETERS = f"""

    Parameters
    ----------
{_AX}    figsize : pair of numbers, optional
        Width and height of a new figure, in inches.
    style : {{"paper"}}, optional
        As wide and as small as the column of a journal, in a new figure.
    **look
        What matplotlib takes, such as `color`; anything else is a named error.

    Returns
    -------
    matplotlib Axes
    """


def _docstring(said: str, *, ax: bool) -> str:
    """The docstring of a picture, which may have a list of parameters of its own."""
    more = _PARAMETERS if ax else _PARAMETERS.replace(_AX, "")
    return said + ("\n" + more.partition("-\n")[2] if "    Parameters\n" in said else more)


def drawing(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Let a picture have a `figsize`, and `style="paper"`: as wide and as small as a column."""
    # Both are for new figures; Axes that somebody passes keep their size. A picture that takes a
    # result and Axes is the method `plot` of that result.

    @functools.wraps(draw)
    def drawn(*args: Any, figsize: Any = None, style: str | None = None, **look: Any) -> Any:
        # Before the context: on its first import a notebook's backend sets parameters that stay.
        from matplotlib import pyplot

        if style is not None:
            _check.choice("plot", "style", style, ("paper",))
        if figsize is not None:
            sides = _check.array("plot", "figsize", figsize, shape=(2,))
            within = {"low": 0.1, "high": 1000}
            figsize = [float(_check.number("plot", "figsize", v, **within)) for v in sides]
        free = {name: value for name, value in look.items() if name not in own}
        paper = pyplot.rc_context(_PAPER) if style else contextlib.nullcontext()
        with paper, looks.look(free):
            found = draw(*args, **look)
        figure = np.ravel(np.asarray(found, dtype=object))[0].figure
        mine = look.get("ax") is None and not any(hasattr(one, "figure") for one in args)
        if mine and style and figsize is None:
            wide, high = figure.get_size_inches()
            figsize = (_COLUMN, max(high * _COLUMN / wide, _LEAST))
        if mine and figsize is not None:
            figure.set_size_inches(*figsize)
        return found

    asked, given = inspect.signature(draw), inspect.signature(drawn, follow_wrapped=False)
    own = {k: one for k, one in asked.parameters.items() if one.kind != one.VAR_KEYWORD}
    also = [given.parameters[name] for name in ("figsize", "style", "look")]
    told: Any = drawn
    told.__signature__ = asked.replace(parameters=[*own.values(), *also])
    told.__doc__ = _docstring((draw.__doc__ or "").rstrip(), ax="ax" in asked.parameters)
    return drawn


def axes(
    ax: Axes | None, width: float = 6.4, height: float = 4.0, *, projection: str | None = None
) -> Axes:
    """`ax`, or the Axes of a new figure."""
    if ax is not None:
        return _axes(ax, ax)
    from matplotlib import pyplot

    options = {"projection": projection}
    return pyplot.subplots(figsize=(width, height), layout="constrained", subplot_kw=options)[1]


def labelled(ax: Axes, x: str, y: str, **limits: tuple[float, float]) -> Axes:
    """The Axes with both labels and a legend."""
    ax.set(xlabel=x, ylabel=y, **limits)
    ax.legend(frameon=False)
    return ax


def plain(name: Any) -> str:
    """`name` as it is written: between two dollar signs matplotlib would read a formula."""
    return str(name).replace("$", r"\$")


def _axes(one: Any, given: Any) -> Axes:
    if not hasattr(one, "add_line"):
        rule, remedy = "must be Axes of matplotlib", "Pass the Axes of plt.subplots(), or nothing"
        raise errors.InputTypeError("plot", "ax", given, rule, remedy)
    found: Axes = one
    return found


def beside(
    count: int, width: float = 5.5, height: float = 4.5, *, ax: Any = None
) -> Sequence[Axes]:
    """`ax`, or Axes of a new figure, side by side."""
    if ax is not None:
        listed = _reading.entries(ax.ravel() if isinstance(ax, np.ndarray) else ax) or (ax,)
        if len(listed) != count:
            rule, remedy = f"must be {count} Axes", f"Pass those of plt.subplots(1, {count})"
            raise errors.ShapeError("plot", "ax", ax, rule, remedy)
        for one in listed:
            _axes(one, ax)
        return listed if np.ndim(ax) > 1 else ax
    from matplotlib import pyplot

    size = (count * width, height)
    found: Sequence[Axes] = pyplot.subplots(1, count, figsize=size, layout="constrained")[1]
    return found


def draw_steps(
    starts: Any, heights: dict[str, Array], label: str, *, ax: Axes | None = None, **style: Any
) -> Axes:
    """Numbers that change only at some discount factors, each row from its start to the next."""
    ax = axes(ax)
    edges = np.append(np.asarray(starts, dtype=float), 1.0)
    for name, values in heights.items():
        ends = np.append(values, values[-1:]).astype(float)
        ax.step(edges[: len(ends)], ends, where="post", label=plain(name), **style)
    return labelled(ax, "discount factor", label, xlim=(0, 1))


def coloured(ax: Axes, classes: Array, order: Sequence[str], *grid: Array, **look: Any) -> Any:
    """Classes as coloured cells of a grid; the entries of a legend."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    numbers = np.full(classes.shape, np.nan)
    for k, name in enumerate(order):
        numbers[classes == name] = k
    colours = ListedColormap([CLASS_COLOURS[name] for name in order])
    look = {"vmin": -0.5, "vmax": len(order) - 0.5, "cmap": colours, **look}
    ax.pcolormesh(*grid, numbers, **look)
    return [Patch(color=CLASS_COLOURS[name], label=name) for name in order]


def hatched(ax: Axes, x: Array, y: Array, where: Array, label: str) -> Any:
    """Outline and hatch a part of a grid; its entry of a legend."""
    from matplotlib.patches import Patch

    ax.contour(x, y, where.astype(float), levels=[0.5], colors="black", linewidths=1.5)
    ax.contourf(x, y, where, levels=[0.5, 1.5], colors="none", hatches=["//"])
    return Patch(fill=False, hatch="//", label=label)


def draw_classes(
    classes: Array, order: Sequence[str], *, ax: Axes | None = None, **style: Any
) -> Axes:
    """A table of classes as coloured cells, the first row at the bottom, with a legend above."""
    ax = axes(ax)
    keys = coloured(ax, classes, order, **{"edgecolors": "white", "linewidth": 1.5, **style})
    ax.legend(handles=keys, frameon=False, ncols=2, loc="lower left", bbox_to_anchor=(0, 1))
    return ax
