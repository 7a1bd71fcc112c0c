"""The prisoner's dilemma in payoffs T > R > P > S."""

from __future__ import annotations

from ....patience.critical_discount import critical_discount
from ....repeated.results.patience import CriticalDiscount
from ....stage.dilemmas import prisoners_dilemma
from ....stage.stage_game import StageGame
from ..argument import trusted
from ..parameters import Setting


def game(p: Setting) -> StageGame:
    """The game of one period."""
    return prisoners_dilemma(p.reward, p.sucker, p.temptation, p.punishment)


def cooperation(p: Setting) -> CriticalDiscount:
    """Least patience that sustains mutual cooperation."""
    return trusted(critical_discount(game(p), (0, 0)))
