"""Partnerships whose parameters are arrays, broadcast against each other."""

from typing import Any

import numpy as np

from ..core import read
from ..core.errors import InputTypeError, ProbabilityError, RangeError, ShapeError
from ..core.numbers import TIE, Numbers
from .shares import RULES
from .terms import Terms, needs_cost

_OWNER = "evolve_many"


def terms_of_arrays(
    *,
    benefit: Any,
    cost: Any,
    promotion: Any,
    friction: Any,
    delta: Any,
    outside: Any = 0,
    drop: int | None = 1,
    detection: Any = 1,
    bad_times: Any = (),
    sharing: str = "none",
    deposit: Any = 0,
    subsidy: Any = 0,
    stake: Any = 0,
    founding: Any = 0,
) -> tuple[Terms, Numbers]:
    """The terms of N partnerships, and their patience (N,)."""
    gains = _benefit(read.array(_OWNER, "benefit", benefit).astype(float))
    _, levels, n, _ = gains.shape
    each = {
        "promotion": _spread("promotion", promotion, 0, 0, 1),
        "subsidy": _spread("subsidy", subsidy, 0, 0),
        "stake": _spread("stake", stake, 0, 0, 1),
        "friction": _spread("friction", friction, levels, 0, 1),
        "cost": _spread("cost", cost, n, 0),
        "outside": _spread("outside", outside, n),
        "deposit": _spread("deposit", deposit, n, 0)[None],
        "detection": _spread("detection", detection, 0, 0, 1)[None],
    }
    patience = read.patience(_OWNER, delta, np.shape(delta)).astype(float)
    start = np.atleast_1d(founding)
    for k in start.tolist():
        read.integer(_OWNER, "founding", k, 0, levels - 1)
    chance, extra = _bad_times(bad_times, n)
    gains = np.moveaxis(gains, 0, -1)
    parts = [gains, chance, extra, patience, start, *each.values()]
    count = _count([np.atleast_1d(part).shape[-1] for part in parts])

    def games(part: Numbers) -> Numbers:
        part = np.atleast_1d(part)
        return np.ascontiguousarray(np.broadcast_to(part, (*part.shape[:-1], count)))

    each |= {"benefit": gains, "chance": chance, "extra": extra, "founding": start}
    each["deposit"] = np.repeat(each["deposit"], levels, axis=0)
    each["detection"] = np.repeat(each["detection"], levels, axis=0)
    terms = Terms(
        **{name: games(part) for name, part in each.items()},
        fractions=None,
        rule=read.choice(_OWNER, "sharing", sharing, RULES),
        drop=None if drop is None else read.integer(_OWNER, "drop", drop, 1),
        mandate=np.zeros(n, dtype=bool),
    )
    return needs_cost(terms), games(patience)


def _benefit(gains: Numbers) -> Numbers:
    """Benefits as (N, K + 1, n, n)."""
    if (gains.ndim >= 2 and gains.shape[-1] == 2 and gains.shape[-2:] != (2, 2)) or gains.ndim == 3:
        gains = gains if gains.ndim == 3 else gains[None]
        full = np.zeros((*gains.shape, 2))
        full[..., 0, 1], full[..., 1, 0] = gains[..., 0], gains[..., 1]
        gains = full
    if gains.ndim != 4 or gains.shape[-1] != gains.shape[-2] or not gains.size:
        rule = "must have shape (N, K + 1, 2) or (N, K + 1, n, n)"
        raise ShapeError(_OWNER, "benefit", gains.shape, rule)
    if (np.diff(gains, axis=1) < 0).any():
        raise RangeError(
            _OWNER, "benefit", np.diff(gains, axis=1).min(), "must not fall with trust"
        )
    return gains


def _spread(
    name: str, given: Any, axis: int, low: float | None = None, high: float | None = None
) -> Numbers:
    """One number for all, (N,), or (N, axis): the axis of partnerships last."""
    numbers = read.array(_OWNER, name, given, None, low, high).astype(float)
    if numbers.ndim > (2 if axis else 1):
        raise ShapeError(_OWNER, name, numbers.shape, f"must have shape (N,) or (N, {axis})")
    if not axis:
        return np.atleast_1d(numbers)
    numbers = numbers.T if numbers.ndim == 2 else np.atleast_1d(numbers)[None]
    if len(numbers) not in (1, axis):
        raise ShapeError(_OWNER, name, numbers.T.shape, f"must have shape (N,) or (N, {axis})")
    return np.repeat(numbers, axis, axis=0) if len(numbers) < axis else numbers


def _bad_times(given: Any, n: int) -> tuple[Numbers, Numbers]:
    """Chances of times (T, N) and extra costs (T, n, N), good times first."""
    try:
        pairs = [(chance, extra) for chance, extra in given]
    except (TypeError, ValueError):
        rule = "must be (probability, extra cost) pairs"
        raise InputTypeError(_OWNER, "bad_times", given, rule) from None
    chances = [_spread("bad_times", chance, 0, 0, 1) for chance, _ in pairs]
    extras = [_spread("bad_times", _pair(extra, n), n, 0) for _, extra in pairs]
    rest = np.atleast_1d(1 - sum(chances, np.zeros(1)))
    if (rest < -TIE).any():
        rule = "must have at most probability 1 in all"
        raise ProbabilityError(_OWNER, "bad_times", 1 - rest.min(), rule)
    good = [np.maximum(rest, 0), *chances]
    return (
        np.stack(np.broadcast_arrays(*good)),
        np.stack(np.broadcast_arrays(np.zeros((n, 1)), *extras)),
    )


def _pair(extra: Any, n: int) -> Any:
    """An extra cost of each member, the same for all partnerships, as (1, n)."""
    return np.asarray(extra)[None] if np.shape(extra) == (n,) else extra


def _count(sizes: list[int]) -> int:
    count = max(sizes)
    if any(size not in (1, count) for size in sizes):
        raise ShapeError(_OWNER, "arrays", sizes, "must have one length, or be one number")
    return count
