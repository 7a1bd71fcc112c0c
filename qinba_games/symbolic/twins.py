"""All closed forms by name, and the signs of their derivatives proved."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _check, _exact, _tolerance
from ..repeated.monitoring import PerfectMonitoring
from ..repeated.repeated_game import RepeatedGame
from ..repeated.results.patience import CriticalDiscount
from ..stage.stage_game import StageGame
from ..types import Array, frozen
from .closed_form import FORMS, ClosedForm
from .proofs import CLAIMS, Proof, proof_of


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
    return proof_of(form, symbol, claim)


@functools.cache
def _authors() -> dict[str, Callable[[], ClosedForm]]:
    from . import institutions, monitoring, relations, repeated, sharing, third_party

    rooms = (repeated, sharing, relations, monitoring, third_party, institutions)
    authors = [author for room in rooms for author in FORMS[room.__name__]]
    return {author.__name__.replace("_", " "): author for author in authors}


@frozen
class Twin:
    """What `twin_of` returns: a closed form and the numbers of the game.

    Attributes
    ----------
    name : str
        Of the closed form.
    values : dict of str to Number
        The game's numbers by symbol.
    """

    name: str
    values: dict[str, Any]

    @functools.cached_property
    def form(self) -> ClosedForm:
        """The closed form."""
        return form(self.name)

    @property
    def value(self) -> Any:
        """The critical discount factor of the game by the formula."""
        return self.form(**self.values)

    def _repr_latex_(self) -> str:
        return self.form._repr_latex_()

    def __repr__(self) -> str:
        numbers = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        return f"Twin({self.name}: {numbers})"


def twin_of(game: RepeatedGame | StageGame | CriticalDiscount) -> Twin | None:
    """Find the closed form for the critical discount factor of a game, or behind a result.

    Recognised are, under any names: the symmetric prisoners' dilemma of two, T > R > P > S with
    2R > T + S, without a way out or with the same one w < R for both, and the linear public good
    g_i = b sum(x) - c x_i with b < c < bn without one.

    Parameters
    ----------
    game : RepeatedGame, StageGame or CriticalDiscount
        Of a result: the twin of its game, if it is about the best agreement under a named rule.

    Returns
    -------
    Twin or None
        None where no closed form is known. sympy is not needed before its formula is asked for.

    Raises
    ------
    InputTypeError

    Examples
    --------
    >>> import qinba_games as qg
    >>> twin = qg.symbolic.twin_of(qg.prisoners_dilemma(9, 1, 10, 3))
    >>> twin
    Twin(prisoners dilemma: P = 3, R = 9, T = 10)
    >>> found = qg.critical_discount(qg.prisoners_dilemma(9, 1, 10, 3))
    >>> qg.symbolic.twin_of(found) == twin, twin.value == found.delta
    (True, True)
    """
    _check.instance("twin_of", "game", game, (RepeatedGame, StageGame, CriticalDiscount))
    if isinstance(game, CriticalDiscount):
        return twin_of(game.game) if _is_of_the_best(game) else None
    repeated = game if isinstance(game, RepeatedGame) else RepeatedGame(game)
    if not isinstance(repeated.monitoring, PerfectMonitoring):
        return None
    payoffs, outside = repeated.stage.payoffs, repeated.outside
    if _tolerance.is_exact(payoffs):
        payoffs = _exact.fractions(payoffs)
    if set(repeated.stage.shape) != {2}:
        return None
    if repeated.n_players == 2:  # where the public good is a dilemma too
        return _dilemma(payoffs, outside)
    return _public_good(payoffs) if outside is None else None


def _is_of_the_best(threshold: CriticalDiscount) -> bool:
    """Whether a result is about the largest joint payoff of a repeated game, under a named rule."""
    if not (isinstance(threshold.game, RepeatedGame) and isinstance(threshold.sharing, str)):
        return False
    payoffs = threshold.game.stage.payoffs
    joint = payoffs.sum(axis=-1)
    return bool(joint[threshold.profile] >= joint.max() - _tolerance.tie(payoffs))


def _dilemma(payoffs: Array, outside: Array | None) -> Twin | None:
    """Recognise the dilemma with the first or the second action as cooperation."""
    tie = _tolerance.tie(payoffs)
    if np.any(abs(payoffs[..., 0] - payoffs[..., 1].T) > tie):
        return None
    for own in (payoffs[..., 0], payoffs[::-1, ::-1, 0]):
        (R, S), (T, P) = own.tolist()
        if not (T - R > tie and R - P > tie and P - S > tie and 2 * R - T - S > tie):
            continue
        if outside is None:
            return _twin("prisoners dilemma", P=P, R=R, T=T)
        w, other = outside.tolist()
        if abs(w - other) <= tie and R - w > tie:
            return _twin("dilemma with exit", w=w, R=R, T=T)
    return None


def _public_good(payoffs: Array) -> Twin | None:
    """Recognise the public good with the second action as contribution."""
    n, tie = payoffs.shape[-1], _tolerance.tie(payoffs)
    alone = payoffs[(1,) + (0,) * (n - 1)].tolist()
    b = alone[-1]
    c = b - alone[0]
    x = np.moveaxis(np.indices((2,) * n), 0, -1)
    expected = b * x.sum(axis=-1, keepdims=True) - c * x
    dilemma = b > tie and c - b > tie and b * n - c > tie
    if not dilemma or np.any(abs(payoffs - expected) > tie):
        return None
    return _twin("linear public good", N=n, b=b, c=c)


def _twin(name: str, **values: Any) -> Twin:
    whole = {k: int(v) for k, v in values.items() if _exact.is_rational(v) and v.denominator == 1}
    return Twin(name=name, values=values | whole)
