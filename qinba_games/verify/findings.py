r"""What every check consists of: findings, the verdict drawn from them, and strategies as plays.

A finding is a number that is off, or something that could be done instead. Every check of an
equilibrium has one form: its strategy is unrolled into nodes; in each the members get something and
the play goes on to others, so that their values solve a linear system,

    V = reward + move V.

Nobody may gain by one deviation, whatever it is that follows it; by the one-shot deviation
principle (Blackwell 1965) nobody then gains by any other.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, NamedTuple

import numpy as np

from ..common.markov_chain import total_reward
from ..types import Array, Certificate, make
from . import linear

#: The most that a certificate accepts in payoffs: a hundredth of what those mostly differ by.
MOST: ContextVar[float] = ContextVar("MOST", default=math.inf)
#: Whether somebody asks; or a solver, which has had all judged that its answer rests on.
ASKED: ContextVar[bool] = ContextVar("ASKED", default=True)


class Finding(NamedTuple):
    """One deviation and what it would bring, or one number and how far it is off."""

    gain: Any
    allowed: Any  #: the gain that is still accepted
    member: Any = None  #: who, where and by what; None where it does not apply
    state: Any = None
    action: Any = None


def claim(holds: Any, action: Any = None, *, member: Any = None, state: Any = None) -> Finding:
    """Something that is so or is not: no amount of it is accepted."""
    return Finding(int(not holds), 0, member, state, action)


def by_member(names: Any, gains: Any, allowed: Any, action: Any = None) -> list[Finding]:
    """What each member gains, or how far its number is off."""
    pairs = zip(names, gains, strict=True)
    return [Finding(gain, allowed, name, None, action) for name, gain in pairs]


def blanks(result: Any, *names: str) -> list[Finding]:
    """Fields in which nothing stands, as they have no meaning for this question."""
    return [claim(getattr(result, name) is None, name) for name in names]


def gap(one: Any, other: Any) -> Any:
    """How far two numbers are apart; not at all where both are infinite."""
    return 0 if one == other else abs(one - other)


def differences(
    pairs: Mapping[str, tuple[Any, Any]], allowed: Any, *, member: Any = None, state: Any = None
) -> list[Finding]:
    """What is reported beside what was found, by name: numbers, or arrays of one shape."""
    return [
        Finding(np.max(abs(report - value)), allowed, member, state, name)
        for name, (report, value) in pairs.items()
    ]


def verdict(
    findings: Iterable[Finding],
    *,
    exact: bool,
    tolerance: Any = None,
    besides: Iterable[Finding] = (),
) -> Certificate:
    """Certificate that names the worst finding in payoffs; those `besides` are chances or times."""
    gains = [_sharp(one) for one in findings]
    # What would accept anything accepts nothing.
    failed = [one for one in (*gains, *besides) if not _passes(one)]
    paid = [one for one in gains if exact or one.allowed > 0]
    worst = max(failed or paid or gains, key=_excess)
    return make(
        Certificate,
        inside=not failed,
        largest_gain=worst.gain,
        member=worst.member,
        state=worst.state,
        action=worst.action,
        exact=exact,
        tolerance=worst.allowed if tolerance is None else min(tolerance, MOST.get()),
        **_OPEN,
    )


#: What a verdict on the inside leaves open.
_OPEN = dict.fromkeys(("outside", "gap", "proven", "residual"))


def extended(certificate: Certificate, **more: Any) -> Certificate:
    """A certificate that says something more."""
    return make(Certificate, **{**vars(certificate), **more})


def with_outside(certificate: Certificate, sides: Iterable[bool | None]) -> Certificate:
    """A verdict on the inside, and what was found of whether something better exists."""
    if not certificate.inside:
        return certificate
    verdicts = set(sides)
    outside = False if False in verdicts else None if None in verdicts or not verdicts else True
    return extended(certificate, outside=outside, gap=0 if outside else None)


def _sharp(entry: Finding) -> Finding:
    """A finding of which no more is accepted than any certificate accepts."""
    allowed = entry.allowed
    return (
        entry._replace(allowed=MOST.get()) if allowed and MOST.get() < allowed < math.inf else entry
    )


# Exact checks allow nothing, and arithmetic with Fractions is slow.
def _passes(finding: Finding) -> bool:
    allowed = finding.allowed or 0  # a whole number of numpy overflows beside those of any length
    return bool(finding.gain <= allowed and (not allowed or allowed < math.inf))


def _excess(finding: Finding) -> Any:
    # Whole numbers of numpy overflow beside those of any length.
    gain = finding.gain.item() if isinstance(finding.gain, np.generic) else finding.gain
    over = gain - finding.allowed if finding.allowed else gain
    # What is no number is no proof either, and nothing is worse.
    return math.inf if isinstance(over, float) and math.isnan(over) else over


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; rounding aside, and whether they are kept exactly."""
    if one is other:
        return True
    if dataclasses.is_dataclass(one) and type(one) is type(other):
        names = one.__dataclass_fields__
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, (tuple, list)) and len(one) == len(other):
        return all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, np.ndarray):
        a, b = (np.asarray(np.asarray(values), dtype=float) for values in (one, other))
        if np.array_equal(a, b) or a.shape != b.shape:
            return bool(a.shape == b.shape)
        scale = np.maximum(abs(a), abs(b))  # of the numbers in each line
        if scale.ndim:
            scale = scale.max(axis=-1, keepdims=True, initial=0.0)
        # What is endless differs endlessly, and is no unit.
        return bool((abs(a - b) < 1e-12 * np.maximum(scale, 1)).all())
    return bool(one == other)


class FiniteStrategy(NamedTuple):
    """A strategy of one game, or of many of one shape on leading axes."""

    #: Shape (..., nodes, members): what each member gets in a period, times 1 - delta.
    reward: Array
    #: Shape (..., nodes, nodes): chances of the next node, times delta (times 1 if it is reached
    #: within the period).
    move: Array
    #: Shape (..., nodes): what remains of every row of `move`, where it may be next to nothing.
    over: Array | None = None

    def values(self) -> Array:
        """What playing on from each node is worth to each member."""
        if self.over is not None and self.over.dtype != object:
            return total_reward(self.move, self.over, self.reward)
        if self.move.dtype == object:
            return linear.solve(np.eye(self.move.shape[-1], dtype=int) - self.move, self.reward)
        return np.asarray(np.linalg.solve(np.eye(self.move.shape[-1]) - self.move, self.reward))


def returning(now: Array, delta: Any) -> FiniteStrategy:
    """A strategy that goes to node 0 after one period in any node; `now`: (nodes, members)."""
    move = np.zeros((len(now), len(now)), dtype=now.dtype)
    move[:, 0] = delta
    return FiniteStrategy((1 - delta) * now, move)


class Deviation(NamedTuple):
    """One thing that can be done instead, in every node."""

    member: Any  #: Whose it is; None if all have a part in it
    action: str
    #: Shape (..., nodes): what it adds to the value of the node; -inf where it cannot be done.
    gain: Array
    allowed: Any = None  #: Gains up to this are rounding; None: what is allowed for all


def worst(deviations: Sequence[Deviation], allowed: Any, where: Callable[..., Any]) -> Finding:
    """The deviation furthest beyond what is allowed; of equal ones the first of the first node."""
    # `where` names a node by its indices.
    gains = np.stack([deviation.gain for deviation in deviations], axis=-1)
    general, shape = np.asarray(allowed)[..., None], gains.shape[:-1]
    each = [general if deviation.allowed is None else deviation.allowed for deviation in deviations]
    accepted = np.stack([np.broadcast_to(own, shape) for own in each], axis=-1)
    over = gains - accepted if np.any(accepted != 0) else gains
    # What is no number is no proof either, and nothing is worse.
    most = int(np.argmax(np.where(over >= -math.inf, over, math.inf)))
    index = np.unravel_index(most, over.shape)
    *node, kind = (int(k) for k in index)
    chosen = deviations[kind]
    # A numpy integer cannot be compared with the large integers of a Fraction.
    slack = np.asarray(accepted[index]).item()
    return Finding(gains[index], slack, chosen.member, where(*node), chosen.action)
