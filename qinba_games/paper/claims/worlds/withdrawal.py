"""A network of equals one of whom could do better elsewhere, and what its leaving sets off."""

from __future__ import annotations

from ....partnership.partnership import Partnership
from ..parameters import Setting
from . import relations


def group(p: Setting) -> Partnership:
    """The network with the member in question first; all others are alike."""
    n = p.members
    gains = [[0 if i == j else p.benefit for j in range(n)] for i in range(n)]
    return Partnership(
        [gains],
        p.cost,
        outside=[p.outside, *[p.others] * (n - 1)],
        promotion=0,
        friction=0,
        sharing=p.sharing,
    )


def cascade(p: Setting) -> int:
    """How many leave, one after the other, until the rest is a network that holds, or nobody."""
    everybody = p.members
    while p.members > 1:
        found = relations.varied(group, p, "delta", [p.delta])
        if found.founding_class[0] != "isolated":
            return int(everybody - p.members)
        # The best alternative goes first; the others are all alike, so one of them is now in front.
        p = p.but(outside=min(p.outside, p.others), members=p.members - 1)
    return int(everybody)
