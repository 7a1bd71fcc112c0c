"""Whether a pair cooperates by itself in some equilibrium of its environment."""

from __future__ import annotations

from .. import errors
from ..common.register import finds
from ..payoff_sets.payoff_set import payoff_set
from .results import LevelPair, Levels


@finds(Levels, "by_itself")
def _contributes(levels: Levels, one: LevelPair) -> bool | None:
    """Whether some equilibrium without payments is worth more than leaving and idling bring."""
    model, (trust, around) = one.helped, one.founding
    if not isinstance(model.sharing, str) or model.sharing != "none":
        rule, remedy = "and any equilibrium is one in which nobody pays", "Set sharing='none'"
        raise errors.NotApplicableError("Levels.by_itself", "sharing", model.sharing, rule, remedy)
    sets = payoff_set(levels.flat(*one.pair), levels.delta)
    label = one.environment[around] if one.environment else ()
    bad = [float(chance) for chance, _ in model.bad_times]
    inner = outer = 0.0
    for conditions, chance in enumerate([1 - sum(bad), *bad]):
        own = sets[trust, label, conditions]
        inner += chance * float(own.inner.sum(axis=1).max())
        outer += chance * float(own.outer.sum(axis=1).max())
    idle = max(float(model.outside.sum()), 0.0)
    idle += max(10 * sets.gap, 1e-9 * (1 + idle))
    if inner > idle:
        return True
    return False if outer <= idle else None
