"""What readers may say of the look of a picture: names and values that matplotlib takes."""

from __future__ import annotations

import contextlib
import functools
import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .. import _check, errors


@contextlib.contextmanager
def look(given: Mapping[str, Any]) -> Iterator[None]:
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
        raise _refused(given, str(error)) from error


def _refused(given: Mapping[str, Any], said: str) -> errors.InvalidInputError:
    """Which part of a look was not taken, as far as matplotlib's words tell."""
    at = next((name for name in re.findall(r"'(\w+)'", said) if name in given), next(iter(given)))
    if "multiple values" in said:
        rule, remedy = "is set by the picture itself", "Leave it out"
        return errors.UnknownNameError("plot", at, given[at], rule, remedy)
    if "unexpected keyword" in said:
        kind = said.split(".")[0]
        rule = f"does not belong to what this picture is made of ({kind})"
        near = _check.nearest(at, sorted(_of(kind)))
        return errors.UnknownNameError("plot", at, given[at], rule, near)
    at = at if len(given) == 1 or f"'{at}'" in said else ", ".join(given)
    rule = f"matplotlib does not take it ({said.splitlines()[0][:100]})"
    return errors.InputTypeError(
        "plot", at, given.get(at, dict(given)), rule, "Pass what matplotlib takes"
    )


@functools.cache
def _of(kind: str) -> frozenset[str]:
    """The properties of a kind of artist, by all their names."""
    from matplotlib import artist, collections, lines, patches

    for module in (lines, patches, collections):
        if hasattr(module, kind):
            found = artist.ArtistInspector(getattr(module, kind))
            also = [name for names in found.aliasd.values() for name in names]
            return frozenset([*found.get_setters(), *also])
    return frozenset()


@functools.cache
def _names() -> frozenset[str]:
    """Every name that some picture takes."""
    from matplotlib.axes import Axes

    found = set().union(*map(_of, ("Line2D", "Rectangle", "PathCollection", "QuadMesh")))
    for draw in (Axes.step, Axes.bar, Axes.scatter, Axes.pcolormesh):
        taken = inspect.signature(draw).parameters.values()
        found |= {one.name for one in taken if one.default is not one.empty}
    return frozenset(found - {"data"})
