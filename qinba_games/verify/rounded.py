"""Answers about payoffs too far apart for floats: those that fractions give, and rounded."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from ..types import Certificate
from .door import verify
from .findings import Finding, claim, verdict


def as_in_fractions(
    result: Any,
    policy: Any,
    *,
    given: Iterable[tuple[str, Any, Any]],
    words: Iterable[str],
    numbers: Iterable[str],
) -> Certificate:
    """Whether an answer is what its evidence, in fractions, says, and whether that is right.

    Parameters
    ----------
    result : Result
        With the answer of the same kind in fractions as its evidence.
    policy : object
        What is judged in place of what the result says; None for that.
    given : (name, as given, in fractions)
        What both have to be about.
    words, numbers : names
        Fields that say the same; and those that are the nearest floats.
    """
    exact = result.evidence
    if exact.exact is not True or isinstance(exact.evidence, type(result)):
        return verdict([claim(False, "evidence")], exact=False)
    found: list[Finding] = [
        claim(result.exact is False, "exact"),
        *(claim(_stands_for(one, other), name) for name, one, other in given),
        *(claim(_alike(getattr(result, n), getattr(exact, n)), n) for n in words),
        *(claim(_rounds_to(getattr(exact, n), getattr(result, n)), n) for n in numbers),
    ]
    certificate = verdict(found, exact=False)
    if not certificate.inside:
        return certificate
    there = verify(exact, policy=policy)
    gap = None if there.gap is None else float(there.gap)
    return dataclasses.replace(there, exact=False, gap=gap)


def _stands_for(given: Any, fractions: Any) -> bool:
    """Whether these are the shortest decimals of floats, or the same numbers."""
    if isinstance(given, tuple) and isinstance(fractions, tuple):
        return len(given) == len(fractions) and all(map(_stands_for, given, fractions))
    if given is None or isinstance(given, str) or fractions is None:
        return bool(given is fractions or given == fractions)
    mine, theirs = np.asarray(given, dtype=object), np.asarray(fractions, dtype=object)
    if mine.shape != theirs.shape:
        return False
    pairs = zip(mine.ravel(), theirs.ravel(), strict=True)
    return all(b == (Fraction(repr(float(a))) if isinstance(a, float) else a) for a, b in pairs)


def _alike(one: Any, other: Any) -> bool:
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else bool(one == other)


def _rounds_to(exact: Any, told: Any) -> bool:
    """Whether floats are those nearest to fractions, entry by entry."""
    if isinstance(exact, tuple):
        return len(exact) == len(told) and all(map(_rounds_to, exact, told))
    if exact is None or told is None:
        return exact is told
    one, other = np.asarray(exact), np.asarray(told)
    return one.shape == other.shape and np.array_equal(one.astype(float), other, equal_nan=True)
