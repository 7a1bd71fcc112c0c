"""Figures and Axes that pictures are drawn into: their size, their type, their colours."""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .. import _check, _reading, errors
from .palette import INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Colours and type of every picture; sizes are those of the reader, or of a paper.
_LOOK: dict[Any, Any] = {
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": "medium",
    "hatch.color": MUTED,
    "legend.borderaxespad": 0.2,
    "legend.frameon": False,
    "text.color": INK,
}
#: Type, lines and width of a column of a journal.
_PAPER: dict[Any, Any] = {"font.size": 8, "lines.linewidth": 1.2, "savefig.dpi": 300}
_COLUMN, _LEAST = 3.4, 2.0
#: Narrower than this, in inches, a figure has one panel beside the other below it.
NARROW = 5.0


class _Size(NamedTuple):
    """What a reader asks of a new figure: width and height, or a width alone."""

    wide: float | None = None
    high: float | None = None

    def of(self, wide: float, high: float) -> tuple[float, float]:
        """The size of a figure that would be so wide and high by itself."""
        if self.wide is None:
            return wide, high
        return self.wide, self.high or max(high * self.wide / wide, _LEAST)


_SIZE: ContextVar[_Size | None] = ContextVar("size", default=None)


_AX = """ax : matplotlib Axes, optional
    Where to draw; a new figure by default.
"""
#: What every picture takes.
_PARAMETERS = f"""Parameters
----------
{_AX}figsize : pair of numbers, optional
    Width and height of a new figure, in inches.
style : {{"paper"}}, optional
    As wide and as small as the column of a journal, in a new figure.
**look
    What matplotlib takes, such as `color`; anything else is a named error.

Returns
-------
matplotlib Axes
"""


def _docstring(text: str, *, ax: bool) -> str:
    """The docstring of a picture, which may have a list of parameters of its own."""
    # Without its indentation, which only some versions of Python leave in it.
    own, more = inspect.cleandoc(text), _PARAMETERS if ax else _PARAMETERS.replace(_AX, "")
    listed = re.search("^Parameters$", own, re.MULTILINE)
    return own + ("\n" + more.partition("-\n")[2] if listed else "\n\n" + more)


def drawing(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Let a picture have a `figsize`, and `style="paper"`: as wide and as small as a column."""
    # Both are for new figures; Axes that somebody passes keep their size. A picture that takes a
    # result and Axes is the method `plot` of that result.

    @functools.wraps(draw)
    def drawn(*args: Any, figsize: Any = None, style: str | None = None, **look: Any) -> Any:
        if style is not None:
            _check.choice("plot", "style", style, ("paper",))
        if figsize is not None:
            sides = _check.array("plot", "figsize", figsize, shape=(2,))
            within = {"low": 0.1, "high": 1000}
            figsize = [float(_check.number("plot", "figsize", v, **within)) for v in sides]
        free = {name: value for name, value in look.items() if name not in own}
        asked_for = figsize if figsize is not None else (_COLUMN if style else None, None)
        before = _SIZE.set(_Size(*asked_for))
        try:
            with _parameters(_LOOK | (_PAPER if style else {})), _with_look(free):
                picture = draw(*args, **look)
                if look.get("ax") is None and not any(hasattr(one, "figure") for one in args):
                    _set_ticks(np.ravel(np.asarray(picture, dtype=object))[0].figure)
        finally:
            _SIZE.reset(before)
        return picture

    signature, given = inspect.signature(draw), inspect.signature(drawn, follow_wrapped=False)
    own = {k: one for k, one in signature.parameters.items() if one.kind != one.VAR_KEYWORD}
    also = [given.parameters[name] for name in ("figsize", "style", "look")]
    wrapper: Any = drawn
    wrapper.__signature__ = signature.replace(parameters=[*own.values(), *also])
    wrapper.__doc__ = _docstring(draw.__doc__ or "", ax="ax" in signature.parameters)
    return drawn


@contextlib.contextmanager
def _parameters(look: dict[Any, Any]) -> Iterator[None]:
    """Draw with parameters of matplotlib, and set these back alone."""
    # A notebook's backend sets others for good when the first figure is made.
    from matplotlib import rcParams

    before = {name: rcParams[name] for name in look}
    rcParams.update(look)
    try:
        yield
    finally:
        rcParams.update(before)


def _set_ticks(figure: Any) -> None:
    """Give the ticks of a new figure their type: they are made when it is drawn."""
    for ax in figure.axes:
        if "labelsize" not in ax.xaxis.get_tick_params():  # else the picture has its own
            ax.tick_params(colors=MUTED, labelcolor=INK, labelsize=type_size())


def size(wide: float, high: float) -> tuple[float, float]:
    """Width and height of a new figure, by what the reader asks."""
    request = _SIZE.get()
    return request.of(wide, high) if request else (wide, high)


def axes(
    ax: Axes | None, width: float = 6.4, height: float = 4.0, *, projection: str | None = None
) -> Axes:
    """`ax`, or the Axes of a new figure."""
    if ax is not None:
        return _axes(ax, ax)
    from matplotlib import pyplot

    options = {"projection": projection}
    shape = size(width, height)
    # A cube has room for its labels in itself.
    layout = None if projection else "constrained"
    return pyplot.subplots(figsize=shape, layout=layout, subplot_kw=options)[1]


def axes_at(shape: tuple[float, float], boxes: Sequence[Sequence[float]]) -> tuple[Axes, ...]:
    """Axes in a new figure: each by its left and lower edge, width and height, in inches."""
    from matplotlib import pyplot

    figure, (wide, high) = pyplot.figure(figsize=shape), shape
    return tuple(
        figure.add_axes((x / wide, y / high, across / wide, tall / high))
        for x, y, across, tall in boxes
    )


def type_size() -> float:
    """The size of type, in points."""
    from matplotlib import rcParams

    return float(rcParams["font.size"])


def _axes(one: Any, given: Any) -> Axes:
    if not hasattr(one, "add_line"):
        rule, remedy = "must be Axes of matplotlib", "Pass the Axes of plt.subplots(), or nothing"
        raise errors.InputTypeError("plot", "ax", given, rule, remedy)
    ax: Axes = one
    return ax


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

    wide = size(count * width, height)[0]
    rows = count if wide < NARROW else 1
    high = size(wide, rows * height * wide * rows / (count * width))[1]
    panels: Sequence[Axes]
    _, panels = pyplot.subplots(rows, count // rows, figsize=(wide, high), layout="constrained")
    return panels


@contextlib.contextmanager
def _with_look(given: Mapping[str, Any]) -> Iterator[None]:
    """Draw with this look: what matplotlib does not take of it is a named error."""
    from matplotlib import pyplot

    for name, value in given.items():
        if name not in _names():
            near = _check.nearest(name, sorted(_names()))
            raise errors.UnknownNameError("plot", name, value, "is no look of a picture", near)
    before = set(pyplot.get_fignums())
    try:
        yield
    except Exception as error:
        # Figures that were begun for it.
        for number in set(pyplot.get_fignums()) - before:
            pyplot.close(number)
        if isinstance(error, errors.QinbaGamesError) or not given:
            raise
        raise _refusal(given, str(error)) from error


def _refusal(given: Mapping[str, Any], text: str) -> errors.InvalidInputError:
    """Which part of a look was not taken, as far as matplotlib's words tell."""
    at = next((name for name in re.findall(r"'(\w+)'", text) if name in given), next(iter(given)))
    if "multiple values" in text:
        rule, remedy = "is set by the picture itself", "Leave it out"
        return errors.UnknownNameError("plot", at, given[at], rule, remedy)
    if "unexpected keyword" in text:
        kind = text.split(".")[0]
        rule = f"does not belong to what this picture is made of ({kind})"
        near = _check.nearest(at, sorted(_of(kind)))
        return errors.UnknownNameError("plot", at, given[at], rule, near)
    at = at if len(given) == 1 or f"'{at}'" in text else ", ".join(given)
    rule = f"matplotlib does not take it ({text.splitlines()[0][:100]})"
    return errors.InputTypeError(
        "plot", at, given.get(at, dict(given)), rule, "Pass what matplotlib takes"
    )


@functools.cache
def _of(kind: str) -> frozenset[str]:
    """The properties of a kind of artist, by all their names."""
    from matplotlib import artist, collections, lines, patches

    for module in (lines, patches, collections):
        if hasattr(module, kind):
            inspector = artist.ArtistInspector(getattr(module, kind))
            also = [name for names in inspector.aliasd.values() for name in names]
            return frozenset([*inspector.get_setters(), *also])
    return frozenset()


@functools.cache
def _names() -> frozenset[str]:
    """Every name that some picture takes."""
    from matplotlib.axes import Axes

    names = set().union(*map(_of, ("Line2D", "Rectangle", "PathCollection", "QuadMesh")))
    for draw in (Axes.step, Axes.bar, Axes.scatter, Axes.pcolormesh):
        taken = inspect.signature(draw).parameters.values()
        names |= {one.name for one in taken if one.default is not one.empty}
    return frozenset(names - {"data"})


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
