"""What players see of each other's actions."""

from __future__ import annotations

from typing import Any

from .. import _check, _tolerance, errors
from ..types import Array, ArrayLike, fill, frozen


@frozen
class PerfectMonitoring:
    """Every player sees every past action.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.PerfectMonitoring()
    PerfectMonitoring()
    """

    def __repr__(self) -> str:
        return "PerfectMonitoring()"


@frozen
class PublicMonitoring:
    r"""Nobody sees actions; everybody sees the same signal, which depends on them by chance.

    After the profile a the signal y is drawn with probability φ(y|a). A player's own payoff tells
    it no more than the signal does; payoffs of the stage game are expected ones.

    Parameters
    ----------
    signals : sequence of str, or None
        Names of the signals; "1", "2", ... for None.
    probabilities : array_like, shape (m_1, ..., m_n, signals)
        `probabilities[a_1, ..., a_n, y]` is φ(y|a). Ints and `Fraction`s stay exact.

    Attributes
    ----------
    exact : bool
        True if all probabilities are rational.

    Raises
    ------
    ShapeError
        If there is no axis for the players' actions, or not one name per signal.
    ProbabilityError
        If the probabilities of a profile are negative or do not sum to one.
    InputTypeError, NotFiniteError

    References
    ----------
    D. Abreu, D. Pearce and E. Stacchetti (1990), "Toward a theory of discounted repeated games with
    imperfect monitoring", Econometrica 58, 1041-1063.

    Examples
    --------
    One member works or shirks, and things go well with probability 3/4 or 1/4:

    >>> from fractions import Fraction
    >>> from qinba_games.third_parties import PublicMonitoring
    >>> quarter = Fraction(1, 4)
    >>> PublicMonitoring(["good", "bad"], [[3 * quarter, quarter], [quarter, 3 * quarter]])
    PublicMonitoring(signals good, bad; exact)
    """

    signals: tuple[str, ...]
    probabilities: Array

    def __init__(self, signals: Any, probabilities: ArrayLike) -> None:
        owner = "PublicMonitoring"
        chances = _check.array(owner, "probabilities", probabilities)
        if chances.ndim < 2 or chances.size == 0:
            rule = "the shape must be (m_1, ..., m_n, signals): one axis per player before them"
            remedy = "Put the signals on the last axis"
            raise errors.ShapeError(owner, "probabilities", chances.shape, rule, remedy)
        _check.distribution(owner, "probabilities", chances)
        names = _check.labels(owner, "signals", signals, chances.shape[-1])
        fill(self, signals=names, probabilities=chances)

    @property
    def exact(self) -> bool:
        """True if all probabilities are rational numbers held exactly."""
        return _tolerance.is_exact(self.probabilities)

    def __repr__(self) -> str:
        names = ", ".join(self.signals[:6]) + (", ..." if len(self.signals) > 6 else "")
        return f"PublicMonitoring(signals {names}; {'exact' if self.exact else 'float'})"
