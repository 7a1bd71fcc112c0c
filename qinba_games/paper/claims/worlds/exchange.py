"""Two members who exchange contributions that bring them different benefits."""

from __future__ import annotations

from ....repeated.repeated_game import RepeatedGame
from ....stage.dilemmas import resource_exchange
from ..parameters import Setting

MEMBERS = {"benefits": (2.4, 1.6), "costs": (1, 1), "outside": 0}
#: Both contribute.
COOPERATION = (1, 1)


def exchange(p: Setting) -> RepeatedGame:
    """Each pays its cost for what brings the other one a benefit, and has `outside` by itself."""
    b, d = p.benefits
    return RepeatedGame(resource_exchange([[0, b], [d, 0]], p.costs), outside=[p.outside] * 2)
