"""The exceptions of the package: every one says where, what was received, the rule, and the remedy.

`QinbaGamesError` is the root. Two families descend from it: bad input (`InvalidInputError` and its
kinds, also a `ValueError`) and honest answers that are not a result (`NoEquilibriumError`,
`NotConvergedError`, `CertificateError`, `PayoffSpanError`).
"""

from __future__ import annotations

import reprlib
from fractions import Fraction
from typing import Any

import numpy as np


class _Short(reprlib.Repr):
    """A value as a reader would write it, cut where it gets long."""

    def repr_Fraction(self, value: Fraction, level: int) -> str:
        if value.denominator == 1:
            return self.repr_int(value.numerator, level)
        top, bottom = (self.repr_int(part, level) for part in value.as_integer_ratio())
        return f"{top}/{bottom}"

    def repr_int(self, value: int, level: int) -> str:  # noqa: ARG002 (reprlib's name)
        # Python refuses to write integers of more than 4,300 digits.
        value = int(value)  # of numpy, as in a Fraction made of one
        digits = value.bit_length() * 0.30103
        return str(value) if digits < 60 else f"about {'-' * (value < 0)}10^{digits:.0f}"

    def repr_instance(self, value: Any, level: int) -> str:
        """Show what others cannot show of themselves, too."""
        try:
            return super().repr_instance(value, level)
        except Exception:  # noqa: BLE001 (whatever a value of others raises when it is shown)
            return f"<{type(value).__name__}>"


_short = _Short()
_short.maxstring, _short.maxother = 80, 120


def shown(value: Any) -> str:
    """A value in few words, whatever it is.

    Examples
    --------
    >>> from qinba_games import errors
    >>> errors.shown(list(range(1000)))
    '[0, 1, 2, 3, 4, 5, ...]'
    """
    return _short.repr(value)


class QinbaGamesError(Exception):
    """Root of every exception that the package raises on purpose."""


class InvalidInputError(QinbaGamesError, ValueError):
    """An argument breaks a rule.

    Parameters
    ----------
    function : str
        The public callable that was called.
    argument : str
        The name of the argument at fault.
    value : object
        What was received.
    rule : str
        What has to hold.
    remedy : str
        What to do instead.
    """

    def __init__(self, function: str, argument: str, value: object, rule: str, remedy: str) -> None:
        value = value.item() if isinstance(value, np.generic) else value
        self.function, self.argument, self.value = function, argument, value
        self.rule, self.remedy = rule, remedy
        end = "" if remedy.endswith("?") else "."
        where = f"{function}(): argument '{argument}' = {shown(value)}"
        super().__init__(f"{where}: {rule}. {remedy}{end}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive the way back from a worker process, which by default passes the message only."""
        return (type(self), (self.function, self.argument, self.value, self.rule, self.remedy))


class InputTypeError(InvalidInputError, TypeError):
    """An argument has a type that cannot be read as what is asked for."""


class ShapeError(InvalidInputError):
    """An array has the wrong number of dimensions or the wrong lengths."""


class NotFiniteError(InvalidInputError):
    """A number is NaN or infinite where a finite one is needed."""


class RangeError(InvalidInputError):
    """A number lies outside the interval it has to lie in."""


class DiscountError(RangeError):
    """A discount factor lies outside [0, 1)."""


class ProbabilityError(RangeError):
    """A number is no probability, or probabilities do not sum to one."""


class UnknownNameError(InvalidInputError, LookupError):
    """A player, member, action, state, rule or setting of that name does not exist."""


class EmptyGameError(InvalidInputError):
    """A game without players, actions or states."""


class NotApplicableError(InvalidInputError):
    """The request is well formed but has no meaning for this kind of game or model."""


class NotIdentifiedError(InvalidInputError):
    """The records do not say what is asked of them, however many there are."""


class NoEquilibriumError(QinbaGamesError):
    """No equilibrium of the requested kind exists: an answer, not a failure.

    Parameters
    ----------
    message : str
        What was asked, why there is none, and what can be asked instead.
    """


class NotConvergedError(QinbaGamesError):
    """An iteration stopped before it converged; what it had is in `partial`.

    Parameters
    ----------
    message : str
        What stopped, where, and what to change.
    partial : object
        The last iterate, so that nothing computed is lost.
    """

    def __init__(self, message: str, partial: object = None) -> None:
        super().__init__(message)
        self.partial = partial


class CertificateError(QinbaGamesError):
    """A result failed its independent check and is therefore not returned.

    Parameters
    ----------
    message : str
        Which result, and the largest gain that a deviation would bring.
    certificate : object
        The failed certificate.
    """

    def __init__(self, message: str, certificate: object = None) -> None:
        super().__init__(message)
        self.certificate = certificate


class PayoffSpanError(QinbaGamesError):
    """Payoffs given as floats differ so much in size that rounding could decide the answer."""


class OutputError(QinbaGamesError, OSError):
    """A report could not be written; what was there before is untouched."""


class MissingLibraryError(QinbaGamesError, ImportError):
    """Something optional was asked for whose library is not installed.

    Parameters
    ----------
    function : str
        What was called.
    library : str
        What it needs.
    extra : str
        The extra of this package that brings it.
    """

    def __init__(self, function: str, library: str, extra: str) -> None:
        self.function, self.library, self.extra = function, library, extra
        remedy = f"python -m pip install 'qinba-games[{extra}]'"
        super().__init__(f"{function}() needs {library}: {remedy}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild from the parts."""
        return (type(self), (self.function, self.library, self.extra))
