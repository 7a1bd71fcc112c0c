"""All closed forms by name."""

from __future__ import annotations

import functools
from collections.abc import Callable

from .. import _check
from .closed_form import FORMS, ClosedForm


def catalogue() -> tuple[ClosedForm, ...]:
    """List every closed form of the package, with its derivation and its comparative statics.

    Returns
    -------
    tuple of ClosedForm
        From the plain repeated game to the coordinator.

    Examples
    --------
    >>> from qinba_games import symbolic
    >>> for form in symbolic.catalogue()[:3]:
    ...     print(form)
    ClosedForm(prisoners dilemma: delta^* = (T - R)/(T - P))
    ClosedForm(voluntary transfers: delta^* = L/(L + U - v))
    ClosedForm(dissolution: delta^* = (D - G)/(D - W))
    """
    return tuple(made() for made in _authors().values())


def form(name: str) -> ClosedForm:
    """Look up a closed form by its name.

    Parameters
    ----------
    name : str
        For example "prisoners dilemma", "public good" or "relation"; `catalogue` has them all.

    Returns
    -------
    ClosedForm

    Raises
    ------
    UnknownNameError
        With the closest name that exists.

    Examples
    --------
    A public good among five that multiplies contributions by 2:

    >>> from qinba_games import symbolic
    >>> symbolic.form("public good")(n=5, r=2)
    Fraction(3, 8)
    """
    authors = _authors()
    return authors[_check.choice("form", "name", name, tuple(authors))]()


@functools.cache
def _authors() -> dict[str, Callable[[], ClosedForm]]:
    from . import institutions, monitoring, relations, repeated, sharing, third_party

    rooms = (repeated, sharing, relations, monitoring, third_party, institutions)
    authors = [author for room in rooms for author in FORMS[room.__name__]]
    return {author.__name__.replace("_", " "): author for author in authors}
