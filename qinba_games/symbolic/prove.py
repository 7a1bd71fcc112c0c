"""Is the sign of a derivative of a closed form what it is claimed to be? The verb `prove`."""

from __future__ import annotations

from .. import _check
from .closed_form import ClosedForm
from .proofs import CLAIMS, Proof, proved


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
    sign : str
        "positive" (the quantity rises), "negative", "nonnegative", "nonpositive" or "zero".

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
