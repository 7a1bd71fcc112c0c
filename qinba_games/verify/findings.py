"""What a check notes down, the verdict drawn from it, and whether two things say the same."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from .. import errors
from ..common.certificate import Certificate
from ..types import Array


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


def claim(holds: Any, action: Any = None, *, member: Any = None, state: Any = None) -> Finding:
    """Something that is so or is not: no amount of it is accepted."""
    return Finding(int(not holds), 0, member, state, action)


def gap(one: Any, other: Any) -> Any:
    """How far two numbers are apart; not at all where both are infinite."""
    return 0 if one == other else abs(one - other)


def recomputed(
    pairs: Mapping[str, tuple[Any, Any]], allowed: Any, *, member: Any = None, state: Any = None
) -> list[Finding]:
    """What is reported beside what was found, by name: numbers, or arrays of one shape."""
    return [
        Finding(np.max(abs(told - found)), allowed, member, state, name)
        for name, (told, found) in pairs.items()
    ]


def without_policy(policy: Any, *, rule: str, remedy: str) -> None:
    """Say that a result has no policy that could be replaced."""
    if policy is not None:
        raise errors.NotApplicableError("verify", "policy", policy, rule, remedy)


def verdict(
    findings: Iterable[Finding],
    *,
    exact: bool,
    tolerance: Any = None,
    besides: Iterable[Finding] = (),
) -> Certificate:
    """Certificate that names the worst finding.

    Parameters
    ----------
    findings : iterable of Finding
    exact : bool
    tolerance : Number, optional
        By default what the worst finding in payoffs is allowed.
    besides : iterable of Finding, optional
        Such as are not in payoffs but in chances or times.
    """
    found = list(findings)
    # What would accept anything accepts nothing.
    failed = [one for one in (*found, *besides) if not one.gain <= one.allowed < math.inf]
    paid = [one for one in found if exact or one.allowed > 0]
    worst = max(failed or paid or found, key=_excess)
    return Certificate(
        inside=not failed,
        largest_gain=worst.gain,
        member=worst.member,
        state=worst.state,
        action=worst.action,
        exact=exact,
        tolerance=worst.allowed if tolerance is None else tolerance,
    )


def _excess(found: Finding) -> Any:
    # Exact checks allow nothing, and arithmetic with Fractions is slow.
    over = found.gain - found.allowed if found.allowed else found.gain
    # What is no number is no proof either, and nothing is worse.
    return over if over >= -math.inf else math.inf


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; rounding aside, and whether they are kept exactly."""
    if one is other:
        return True
    if dataclasses.is_dataclass(one) and type(one) is type(other):
        names = [field.name for field in dataclasses.fields(one)]
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, (tuple, list)) and len(one) == len(other):
        return all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, np.ndarray):
        a, b = _floats(one), _floats(other)
        return bool(np.array_equal(a, b) or (a.shape == b.shape and _close(a, b)))
    return bool(one == other)


def _close(one: Array, other: Array) -> bool:
    """Whether arrays are equal up to rounding of the numbers in each line."""
    scale = np.maximum(abs(one), abs(other))
    if scale.ndim:
        scale = scale.max(axis=-1, keepdims=True, initial=0.0)
    return bool((abs(one - other) <= 1e-12 * np.maximum(scale, 1)).all())


def _floats(values: Any) -> Array:
    return np.asarray(np.asarray(values), dtype=float)
