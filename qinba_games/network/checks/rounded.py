"""Certificate of sustained ties of far apart payoffs: those of the same network in decimals."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

import numpy as np

from ...types import Certificate
from ...verify.door import verify
from ...verify.findings import claim, verdict
from ..results.sustained import Sustained

_GIVEN = ("value", "temptation", "outside", "weight", "friction")
_WORDS = ("regime", "jurisdictions", "unique", "concept", "proven", "tolerance")
_NUMBERS = ("value", "bound", "slack", "transfers", "payments", "price", "sustained")


def certify_rounded(result: Sustained, policy: Any) -> Certificate:
    """Whether an answer is what its evidence, in fractions, says, and whether that is right.

    Parameters
    ----------
    result : Sustained
    policy : bool array, optional
    """
    exact = result.evidence
    if not (isinstance(exact, Sustained) and exact.exact is True and exact.evidence is None):
        return verdict([claim(False, "evidence")], exact=False)
    one, other = result.network, exact.network
    found = [
        claim(result.exact is False, "exact"),
        claim(one.governments == other.governments, "governments"),
        claim(np.array_equal(one.ends, other.ends), "ends"),
        claim(_stands_for(result.delta, exact.delta), "delta"),
        *(claim(_stands_for(getattr(one, n), getattr(other, n)), n) for n in _GIVEN),
        *(claim(getattr(result, n) == getattr(exact, n), n) for n in _WORDS),
        *(claim(_rounds_to(getattr(exact, n), getattr(result, n)), n) for n in _NUMBERS),
    ]
    certificate = verdict(found, exact=False)
    if not certificate.inside:
        return certificate
    found_there = verify(exact, policy=policy)
    gap = None if found_there.gap is None else float(found_there.gap)
    return dataclasses.replace(found_there, exact=False, gap=gap)


def _stands_for(given: Any, fractions: Any) -> bool:
    """Whether these are the shortest decimals of floats, or the same numbers."""
    if given is None or fractions is None:
        return given is fractions
    mine, theirs = np.asarray(given, dtype=object), np.asarray(fractions, dtype=object)
    pairs = zip(mine.ravel(), theirs.ravel(), strict=True) if mine.shape == theirs.shape else ()
    read = [b == (Fraction(repr(float(a))) if isinstance(a, float) else a) for a, b in pairs]
    return mine.shape == theirs.shape and all(read)


def _rounds_to(exact: Any, told: Any) -> bool:
    """Whether floats are those nearest to fractions, entry by entry."""
    kind = bool if np.asarray(told).dtype == bool else float
    return np.array_equal(np.asarray(exact).astype(kind), np.asarray(told))
