"""How many states a pair between levels has, before anything is solved."""

from __future__ import annotations

from .. import errors
from .hierarchy import Hierarchy

#: States (trust, environment) up to which a pair is solved.
MOST = 1000


def check_size(levels: Hierarchy) -> None:
    """Refuse trees in which trust on trust gives a pair more states than can be solved."""
    # From below the same chains of pairs are gone through the other way round.
    states, steps = 1, levels.tallest
    for _ in range(steps):
        states = (levels.top + 1) * states + 1
    states *= levels.top + 1
    if states > MOST:
        rule = f"{steps} pairs above one another with trust 0..{levels.top} make {states} states"
        remedy = f"Use fewer trust levels or fewer levels of government, at most {MOST} states"
        raise errors.RangeError("stabilise", "hierarchy", states, rule, remedy)
