"""All closed forms by name, and the signs of their derivatives proved."""

from __future__ import annotations

import functools
from collections.abc import Callable

from .. import _check
from .closed_form import FORMS, ClosedForm
from .proofs import CLAIMS, Proof, proved


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


def prove(form: ClosedForm, symbol: str | None, sign: str) -> Proof:
    """Prove the sign of a derivative of a closed form, or refute it.

    Every inequality of the domain is replaced by a free positive number (T > R becomes T = R + y),
    which turns the domain into all positive y. If then all terms of each factor of the derivative
    have one sign, so has the derivative, everywhere. That proves; it cannot refute. A false claim
    is refuted by a point of the domain, found among random rational ones.

    Parameters
    ----------
    form : ClosedForm
    symbol : str or None
        What varies; None for the sign of the value itself.
    sign : {"zero", "positive", "negative", "nonnegative", "nonpositive"}
        "positive": the quantity rises.

    Returns
    -------
    Proof
        `.verdict` is True, False, or None where the method decides nothing. About the interior of
        `form.branch`; on its boundary the weak inequality holds by continuity.

    Raises
    ------
    InputTypeError, UnknownNameError

    Examples
    --------
    >>> from qinba_games import symbolic
    >>> form = symbolic.form("prisoners dilemma")
    >>> proof = symbolic.prove(form, "T", "positive")
    >>> proof
    Proof(prisoners dilemma: delta^* rises with T, proved)
    >>> proof.reduced
    y_R/(y_R + y_T)**2
    >>> symbolic.prove(form, "T", "negative").verdict
    False
    """
    _check.instance("prove", "form", form, ClosedForm)
    if symbol is not None:
        symbol = _check.choice("prove", "symbol", symbol, [s.name for s in form.symbols])
    claim = _check.choice("prove", "sign", sign, tuple(CLAIMS))
    return proved(form, symbol, claim)


@functools.cache
def _authors() -> dict[str, Callable[[], ClosedForm]]:
    from . import institutions, monitoring, relations, repeated, sharing, third_party

    rooms = (repeated, sharing, relations, monitoring, third_party, institutions)
    authors = [author for room in rooms for author in FORMS[room.__name__]]
    return {author.__name__.replace("_", " "): author for author in authors}
