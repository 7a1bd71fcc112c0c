"""Answers about payoffs too far apart for floats: those that fractions give, and rounded."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from ..common.result import Result
from ..types import Certificate
from .findings import claim, verdict

#: Fields of which both have their own, and those that were given.
_ASIDE = frozenset(("exact", "certificate", "in_fractions", "notes"))
_GIVEN = frozenset(
    ("game", "network", "partnership", "issues", "source", "delta", "shocks", "objective")
)


def as_in_fractions(result: Any, policy: Any, judge: Callable[..., Certificate]) -> Certificate:
    """Whether an answer is that in fractions, rounded, and whether that is right."""
    exact = result.in_fractions
    if exact.exact is not True or exact.in_fractions is not None:
        return verdict([claim(False, "in_fractions")], exact=False)
    names = [f.name for f in dataclasses.fields(result) if f.name not in _ASIDE]
    pairs = [(name, getattr(exact, name), getattr(result, name)) for name in names]
    findings = [claim((_stands_for if n in _GIVEN else _rounds_to)(*two), n) for n, *two in pairs]
    findings += [claim(judge(one).ok, n) for n, _, one in pairs if isinstance(one, Result)]
    certificate = verdict([claim(result.exact is False, "exact"), *findings], exact=False)
    if not certificate.inside:
        return certificate
    there = judge(exact, policy=policy)
    gap = None if there.gap is None else float(there.gap)
    return dataclasses.replace(there, exact=False, gap=gap)


def _stands_for(exact: Any, given: Any) -> bool:
    """Whether fractions are the shortest decimals of floats, or the same numbers."""
    return _alike(exact, given, lambda one, other: one == Fraction(repr(other)))


def _rounds_to(exact: Any, answer: Any) -> bool:
    """Whether floats are those nearest to fractions, and the rest is the same."""

    def near(one: Any, other: float) -> bool:
        return float(one) == other or (one != one and other != other)

    return _alike(exact, answer, near)


def _alike(exact: Any, answer: Any, near: Callable[[Any, float], bool]) -> bool:
    if isinstance(answer, Result):
        return bool(answer == exact or answer.in_fractions == exact)
    if isinstance(answer, np.ndarray):
        answer = answer.tolist()
        exact = exact.tolist() if isinstance(exact, np.ndarray) else exact
    if isinstance(answer, float):
        return isinstance(exact, (int, float, Fraction)) and near(exact, answer)
    if dataclasses.is_dataclass(answer):
        answer, exact = map(_parts, (answer, exact))
    if isinstance(answer, Mapping):
        keys = list(answer) == list(exact)
        return keys and all(_alike(exact[key], answer[key], near) for key in answer)
    if isinstance(answer, (tuple, list)):
        fits = type(answer) is type(exact) and len(answer) == len(exact)
        return fits and all(_alike(*two, near) for two in zip(exact, answer, strict=True))
    return bool(answer is exact or answer == exact)


def _parts(value: Any) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(value)]
    return {"": type(value).__name__, **{name: getattr(value, name) for name in names}}
