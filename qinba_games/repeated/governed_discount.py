"""`critical_discount` for a repeated game with a third party at work."""

from __future__ import annotations

import dataclasses

from .. import errors
from ..common.spans import Spans
from ..types import Profile, read_only
from ..verify.door import certified
from .governed import GovernedGame
from .repeated_game import centred
from .results.patience import CriticalDiscount
from .solvers.third_party import governed_threshold
from .solvers.thresholds import binding_members

_NOTE = "closed form; the agreement is one profile, played for ever"

#: By the rule of sharing: what needs a pure stage equilibrium, which, and what else helps.
_REVERSION = {
    "none": (
        "without sharing an agreement is kept by reverting to a pure stage equilibrium",
        "none that those who can leave accept",
        "without a mandate, or let members share",
    ),
    "voluntary": (
        "a stake is a part of the surplus over what members revert to, a pure stage equilibrium",
        "none",
        "or drop the stake",
    ),
}


def critical_discount_governed(
    governed: GovernedGame, profile: Profile | None = None
) -> CriticalDiscount:
    """Find the least patience that keeps an agreement when a third party is at work."""
    # Without a profile, of those with the largest joint payoff what needs least is agreed on.
    game, constant = centred(governed.game, governed.sharing, exact=governed.exact)
    inner = governed if game is governed.game else dataclasses.replace(governed, game=game)
    threshold = governed_threshold(inner, profile)
    if threshold is None:
        why, which, remedy = _REVERSION[governed.sharing]
        raise errors.NoEquilibriumError(
            f"critical_discount(): {why}, and this game has {which}. Say what members get alone, "
            f"RepeatedGame(stage, outside=...), {remedy}."
        )
    fixed, exact, names = governed.sharing == "none", governed.exact, governed.game.stage.players
    binding = binding_members(names, threshold.members, threshold.delta, exact=exact)
    answer = CriticalDiscount(
        game=governed,
        sharing=governed.sharing,
        profile=threshold.profile,
        binding=binding if fixed else None,
        shares=read_only(threshold.shares + constant) if fixed else None,
        intervals=Spans.upward(threshold.delta),
        exact=exact,
        notes=(_NOTE,),
    )
    return certified(answer)
