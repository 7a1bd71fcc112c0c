"""Independent checks of results: nothing here imports a solver."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, TypeVar

import numpy as np

from .. import errors
from ..common.certificate import Certificate
from ..common.register import CHECKS
from .findings import Finding, verdict
from .finite import not_exact, not_finite, not_searched
from .span import refuse_constant, refuse_span

__all__ = ["certified", "verify"]

R = TypeVar("R")

#: What a check runs into where the parts of a result do not fit together.
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


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
    flaw = not_finite(result) or not_exact(result) or not_searched(result)
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
    return dataclasses.replace(result, certificate=certificate)  # type: ignore[type-var]
