"""The form of every check of a threshold: the agreement holds there, and fails just below."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from .findings import Finding

#: Where an agreement that no patience can save is looked at.
NEVER = (Fraction(999, 1000), Fraction(1, 2), Fraction(9, 10))


def indifferent(need: Any, room: Any, delta: Any, allowed: Any) -> Any:
    """How far `delta` is from the least with (1 - delta) need <= delta room, as an amount.

    At a least patience above 0 gain and loss are equal, at 0 nothing is gained; where it is
    infinite the loss is none although something is gained, or what is kept is worse than nothing.

    Parameters
    ----------
    need, room : Number
        What breaking the agreement brings once, and what keeping it is worth in every later period.
    delta : Number
        The least patience that is claimed; 1 or more: there is none.
    allowed : Number
        Amounts up to this are none.
    """
    if not delta < 1:
        never = room < 0 or (room <= allowed and need > -allowed)
        return 0 if never and delta >= 1 else math.inf
    gap = (1 - delta) * need - delta * room
    # Nobody keeps what is worse than no agreement, however little there is to gain at once.
    return max(abs(gap) if delta > 0 else gap, -room, -delta)


def holds_and_fails(
    flaw: Callable[[Any], Finding],
    threshold: Any,
    below: Iterable[Any],
    noise: Any,
    failed: Finding,
) -> list[Finding]:
    """The agreement holds at its threshold, if there is one, and fails at every patience `below`.

    Parameters
    ----------
    flaw : callable
        The most that breaking the agreement brings at a discount factor.
    threshold : Number or None
        Where it is looked at; None if no patience is enough.
    below : iterable of Number
        Where nothing may hold it together.
    noise : Number
        Gains up to this may be rounding and show nothing.
    failed : Finding
        What to say if nobody gains there; its gain is replaced by infinity.
    """
    found = [] if threshold is None else [flaw(threshold)]
    never = failed._replace(gain=math.inf)
    return found + [never for delta in below if not flaw(delta).gain > noise]
