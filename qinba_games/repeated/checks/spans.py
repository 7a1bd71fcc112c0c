"""Whether a least discount factor and the intervals reported with it say the same."""

from __future__ import annotations

import itertools
import math

from ...verify.findings import Finding
from ..results.patience import CriticalDiscount


def one_interval(result: CriticalDiscount) -> Finding:
    """Where patience always helps: from the least discount factor up to 1, or nowhere."""
    spans = ((result.delta, 1),) if result.delta < 1 else ()
    return Finding(int(tuple(result.intervals) != spans), 0, action="intervals")


def several_intervals(result: CriticalDiscount) -> list[Finding]:
    """Where it need not: intervals in order, and a least discount factor if there is one of them.

    Each begins where something was solved.
    """
    spans = tuple(result.intervals)
    edges = [edge for span in spans for edge in span]
    sorted_up = all(a < b for a, b in itertools.pairwise([-math.inf, *edges]))
    inside = all(0 <= edge <= 1 for edge in edges)
    least = spans[0][0] if len(spans) == 1 and spans[0][1] >= 1 else math.inf
    return [
        Finding(int(not (sorted_up and inside)), 0, action="intervals"),
        Finding(int(result.delta != least), 0, action="least patience"),
    ]


def begun(result: CriticalDiscount) -> list[Finding]:
    """The low ends of the intervals are those at which something was solved, for this policy."""
    lows = [low for low, _ in result.intervals]
    wrong = [end.delta for end in result.evidence] != lows
    first = result.evidence[0].policy if result.evidence else result.profile
    return [
        *several_intervals(result),
        Finding(int(wrong), 0, action="intervals"),
        Finding(int(first != result.profile), 0, action="policy"),
    ]
