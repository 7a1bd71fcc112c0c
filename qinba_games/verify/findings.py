"""What a check notes down, and the verdict drawn from it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from .. import errors
from ..common.certificate import Certificate


class Finding(NamedTuple):
    """One deviation and what it would bring, or one number and how far it is off.

    Attributes
    ----------
    gain : Number
    allowed : Number
        The gain that is still accepted.
    member, state, action
        Who, where and by what; None where it does not apply.
    """

    gain: Any
    allowed: Any
    member: Any = None
    state: Any = None
    action: Any = None


def without_policy(policy: Any, *, rule: str, remedy: str) -> None:
    """Say that a result has no policy that could be replaced."""
    if policy is not None:
        raise errors.NotApplicableError(
            function="verify", argument="policy", value=policy, rule=rule, remedy=remedy
        )


def verdict(findings: Iterable[Finding], *, exact: bool, tolerance: Any) -> Certificate:
    """Certificate that names the worst finding."""
    worst = max(findings, key=_excess)
    return Certificate(
        ok=bool(worst.gain <= worst.allowed),
        largest_gain=worst.gain,
        member=worst.member,
        state=worst.state,
        action=worst.action,
        exact=exact,
        tolerance=tolerance,
    )


def _excess(found: Finding) -> Any:
    # Exact checks allow nothing, and arithmetic with Fractions is slow.
    over = found.gain - found.allowed if found.allowed else found.gain
    # What is no number is no proof either, and nothing is worse.
    return over if over >= -math.inf else math.inf
