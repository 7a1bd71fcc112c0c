"""Independent checks of results: nothing here imports a solver.

A check compares what is reported with what it finds, and a comparison with what is no number says
nothing. So every number of every field of a result has to be a number first; infinity only where it
is an answer.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import numpy as np

from .. import errors
from .._sizes import refuse_constant, refuse_span
from ..common.register import CHECKS
from ..types import Certificate, read_only
from .findings import Finding, verdict

__all__ = ["certified", "verify"]

R = TypeVar("R")

#: What a check runs into where the parts of a result do not fit together.
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

#: What a result rests on, and has its own checks or refused such numbers when it was made.
_GIVEN = frozenset(
    ("game", "partnership", "partnerships", "coordinator", "certificate", "evidence", "terms")
)
#: Where infinity says that no patience is enough, or that something never happens; checks
#: recompute it as such.
_INFINITE = frozenset(
    ("delta", "time_to_strong", "price_of_fairness", "least_excess", "slack", "intervals")
)
#: Chapters in which nothing else is an answer; elsewhere a gap may say that nothing is asked.
_STRICT = ("partnership", "repeated", "stochastic", "cooperative", "patience")
#: Kinds of results in which nothing is searched for.
_CLOSED = frozenset(
    (
        *("Allocation", "CoreResult", "DiscountTable", "Dividends", "Equilibrium"),
        *("Evolution", "EvolutionBatch", "GameProperties"),
    )
)


def verify(result: Any, *, policy: Any = None) -> Certificate:
    """Check a result with code that shares nothing with the solver that found it.

    Values are recomputed from the policy by linear solves, then the largest gain of any one-shot
    deviation is sought: another action, leaving, refusing a transfer. By the one-shot deviation
    principle (Blackwell 1965) nothing more is needed.

    Parameters
    ----------
    result : Equilibrium, DiscountTable, CriticalDiscount, NashResult, Evolution, PivotalWindow, ...
        Or how a cooperative game is divided: Allocation, CoreResult, Dividends, GameProperties.
    policy : tuple or dict, optional
        Judge this policy of the same game instead of the result's own; values are recomputed for
        it and the reported ones are left out. For a division, other payoffs.

    Returns
    -------
    Certificate
        `.ok`, `.largest_gain`, and who would gain it, where and how; exact for rational input.

    Raises
    ------
    InputTypeError
        If `result` is none of these.

    Examples
    --------
    >>> import qinba_games as qg
    >>> pair = qg.Partnership([[3, 2], [4, 3]], 1, promotion=0.5, friction=0.1)
    >>> found = qg.evolve(pair, 0.8)
    >>> qg.verify(found).ok
    True
    >>> qg.verify(found, policy={**found.policy, (0, 0): "idle"}).ok
    True
    >>> qg.verify(qg.evolve(pair, 0.1), policy={(0, 0): "contribute", (1, 0): "idle"}).ok
    False
    """
    kind, model = type(result), type(getattr(result, "game", None))
    check = CHECKS.get((kind, model)) or CHECKS.get((kind, None))
    if check is None:
        kinds = ", ".join(dict.fromkeys(known.__name__ for known, _ in CHECKS))
        rule = f"must be one of {kinds}, not a {type(result).__name__}"
        remedy = "Pass what nash, discount_table, critical_discount, solve or evolve returned"
        raise errors.InputTypeError("verify", "result", result, rule, remedy)
    flaw = _not_finite(result) or _not_exact(result) or _not_searched(result)
    if flaw is not None:
        return verdict([Finding(math.inf, 0, action=flaw)], exact=False)
    try:
        with np.errstate(all="ignore"):
            certificate: Certificate = check(result, policy=policy)
    except (errors.NotApplicableError, errors.CertificateError, errors.NotConvergedError):
        raise
    except _UNREADABLE as error:
        if policy is not None:
            raise
        # The parts of the result do not fit together, so that it says nothing.
        return verdict([Finding(math.inf, 0, action=f"cannot be read: {error}")], exact=False)
    # That nothing is missing was not proved here; what was searched for has an error of its own.
    said = bool(np.all(getattr(result, "proven", False))) and certificate.outside is None
    searched = getattr(result, "tolerance", 0) != 0
    unchecked = ("proven",) * said + ("tolerance",) * searched
    return dataclasses.replace(certificate, unchecked=(*certificate.unchecked, *unchecked))


def certified(result: R) -> R:
    """`result` with its certificate; a result that fails it is never returned."""
    if hasattr(result, "delta") and not getattr(result, "exact", True):
        refuse_constant(result)
    certificate = verify(result)
    if not certificate.ok:
        if not certificate.exact:
            refuse_span(result)
        raise errors.CertificateError(
            f"{result!r} failed its check: {certificate!r}. Nothing is returned; please report the "
            "game, it shows an error in the package.",
            certificate,
        )
    # What the certificate leaves open the result does not call proven.
    known: Any = {"certificate": certificate}
    if certificate.proven is not None and not np.all(certificate.proven):
        known["proven"] = _both(result, certificate.proven)
        left = tuple(name for name in certificate.unchecked if name != "proven")
        known["certificate"] = dataclasses.replace(certificate, unchecked=left)
    return dataclasses.replace(result, **known)  # type: ignore[type-var]


def _both(result: Any, proven: Any) -> Any:
    """What the solver and the certificate both prove."""
    found = np.logical_and(result.proven, proven)
    return read_only(found) if found.ndim else bool(found)


def _not_finite(result: Any) -> str | None:
    """Which field of a result holds what is no number; None if none does."""
    chapter = type(result).__module__.split(".")[1:2]
    if not chapter or chapter[0] not in _STRICT:
        return None
    for field in dataclasses.fields(result):
        if field.name in _GIVEN:
            continue
        for number in _numbers(getattr(result, field.name)):
            never = np.isnan(number) if field.name in _INFINITE else ~np.isfinite(number)
            if np.any(never):
                return f"{field.name} is not finite"
    return None


def _numbers(value: Any) -> Iterator[Any]:
    """Floats in a value, arrays of them as arrays."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, np.ndarray):
        if value.dtype.kind == "f":
            yield value
        elif value.dtype == object:
            yield from (float(v) for v in value.ravel() if isinstance(v, float))
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from _numbers(entry)
    elif isinstance(value, (tuple, list)):
        for entry in value:
            yield from _numbers(entry)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if field.name not in _GIVEN:
                yield from _numbers(getattr(value, field.name))


def _not_exact(result: Any) -> str | None:
    """Whether a result is said to be exact although its model or its patience is not."""
    if getattr(result, "exact", None) is not True:
        return None
    model = getattr(result, "partnership", getattr(result, "game", None))
    given = getattr(model, "exact", True)
    rounded = given is False or isinstance(getattr(result, "delta", None), float)
    by_hand = "patience" if given else "model"
    delta = getattr(result, "delta", None)
    never = isinstance(delta, float) and delta == np.inf and given  # it is what a check finds
    return f"exact, of a {by_hand} that is not" if rounded and not never else None


def _not_searched(result: Any) -> str | None:
    """Whether the error of a search is given where nothing was searched for."""
    error = getattr(result, "tolerance", 0)
    silent = getattr(result, "evidence", None) is None and type(result).__name__ in _CLOSED
    return "tolerance" if error < 0 or (error != 0 and silent) else None
