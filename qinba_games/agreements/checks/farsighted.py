"""The largest consistent set by loops over states, groups and sequences of moves."""

from __future__ import annotations

from typing import Any

from ... import _tolerance
from .agreement_views import View


def consistent_states(look: View, *, exclusive: bool) -> list[int]:
    """Masks of the largest consistent set; 0 is no agreement."""
    states = [s for s in range(len(look.payoffs)) if s.bit_count() != 1]
    columns = range(look.payoffs.shape[1])
    rows = [[look.signs(s, i) for i in columns] for s in range(len(look.payoffs))]
    # Of each set and another one, who has more in the second.
    more = [[[*map(is_more, other, row)] for other in rows] for row in rows]

    def movers(s: int, t: int) -> list[list[int]]:
        """Groups that can make T of S, none larger than needed."""
        acting = s ^ t | (s & t if exclusive and t & ~s else 0)
        group = [i for i in columns if acting >> i & 1]
        # The last signatory left is alone, which is no agreement.
        return [[i for i in group if i != last] for last in group] if t == 0 else [group]

    groups = {(s, t): movers(s, t) for s in states for t in states if s != t}

    def want(s: int, group: list[int], v: int) -> bool:
        return all(more[s][v][i] for i in group)

    def dominated(v: int) -> set[int]:
        """States from which moves lead to v, each wanted for the sake of v; v if it is one."""
        reached: set[int] = set()
        frontier = [v]
        while frontier:
            t = frontier.pop()
            for s in states:
                if s != t and s not in reached and any(want(s, g, v) for g in groups[s, t]):
                    reached.add(s)
                    frontier.append(s)
        return reached

    after: dict[int, set[int]] = {t: {t} for t in states}
    for v in states:
        for t in dominated(v):
            after[t].add(v)
    inside = set(states)
    while True:
        kept = {
            s
            for s in inside
            if all(
                any(v in inside and not want(s, group, v) for v in after[t])
                for t in states
                if t != s
                for group in groups[s, t]
            )
        }
        if kept == inside:
            return sorted(kept)
        inside = kept


def is_more(one: Any, other: Any) -> bool:
    """Whether one number is larger than another one, rounding aside."""
    near = _tolerance.TIE * (abs(one) + abs(other)) if isinstance(one, float) else 0
    return bool(one - other > near)
