"""The errors of the package: each says where, what was given, the rule, and what to do.

`QinbaGamesError` is the root of all. Bad input is an `InvalidInputError` and a `ValueError`; an
honest "there is none" or "not finished" is not.
"""

import reprlib
from typing import Any


class QinbaGamesError(Exception):
    """Root of every error that the package raises on purpose."""


class InvalidInputError(QinbaGamesError, ValueError):
    """An argument breaks a rule.

    Attributes
    ----------
    function, argument : str
    value : object
    rule : str
        What has to hold.
    remedy : str
        What to do instead; may be empty.

    Examples
    --------
    >>> print(RangeError("evolve", "delta", 1.2, "must be in [0, 1)"))
    evolve: delta must be in [0, 1), and is 1.2.
    """

    def __init__(
        self, function: str, argument: str, value: object, rule: str, remedy: str = ""
    ) -> None:
        self.function, self.argument, self.value = function, argument, value
        self.rule, self.remedy = rule, remedy
        end = f" {remedy}" if remedy else ""
        super().__init__(f"{function}: {argument} {rule}, and is {shown(value)}.{end}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.function, self.argument, self.value, self.rule, self.remedy)


class InputTypeError(InvalidInputError, TypeError):
    """An argument has a type that cannot be read as what is asked for."""


class ShapeError(InvalidInputError):
    """An array has the wrong dimensions or lengths."""


class NotFiniteError(InvalidInputError):
    """A number is NaN or infinite where a finite one is needed."""


class RangeError(InvalidInputError):
    """A number lies outside its interval."""


class DiscountError(RangeError):
    """A discount factor lies outside [0, 1), or too close to 1 for floats."""


class ProbabilityError(RangeError):
    """A number is no probability, or probabilities do not sum to one."""


class UnknownNameError(InvalidInputError, LookupError):
    """A member, action, state, rule or setting of that name does not exist."""

    __str__ = Exception.__str__


class EmptyGameError(InvalidInputError):
    """A game without players, actions or states."""


class NotApplicableError(InvalidInputError):
    """The request is well formed and has no meaning for this kind of model."""


class NoEquilibriumError(QinbaGamesError):
    """No equilibrium of the requested kind exists: an answer, not a failure."""


class NotConvergedError(QinbaGamesError):
    """A search or an iteration stopped early; what it has is in `partial`."""

    def __init__(self, message: str, partial: object = None) -> None:
        super().__init__(message)
        self.partial = partial

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.partial)


class CertificateError(NotConvergedError):
    """An answer broke its own definition; it is in `partial`, and never returned."""


class SearchWarning(UserWarning):
    """A search was cut off: the answer is right as far as it goes, and may not be the best."""


class OutputError(QinbaGamesError, OSError):
    """A file could not be written; what was there before is untouched."""


def shown(value: object) -> str:
    """A value in at most 80 characters, Fractions as they are written."""
    text = str(value) if hasattr(value, "numerator") else reprlib.repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
