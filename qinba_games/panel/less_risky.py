"""Where keeping a promise begins to be the less risky of two equilibria, for the picture."""

from __future__ import annotations

import math

from ..common.register import finds
from ..errors import QinbaGamesError
from ..repeated.risk_dominance import risk_dominant_discount
from .promises import Promises
from .results import RevealedPatience


@finds(RevealedPatience, "less_risky")
def less_risky(promises: Promises) -> list[float]:
    """From which patience on, promise by promise; infinite where that has no meaning."""
    known: list[float] = []
    for one in promises.evidence:
        try:
            known.append(float(risk_dominant_discount(one.game, one.profile).delta))
        except QinbaGamesError:  # no game of two actions each that members cannot leave
            known.append(math.inf)
    return [min((known[k] for k in places), default=math.inf) for places in promises.sources]
