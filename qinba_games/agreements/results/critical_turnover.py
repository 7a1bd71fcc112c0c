"""Up to which turnover an agreement holds that every new government reopens."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import _tolerance
from ...common.result import Result, Table, show
from ...common.spans import Spans
from ...partnership.partnership import Partnership
from ...types import Array, Status, frozen
from ..drawing import draw_turnover
from ..negotiated_game import played
from .negotiation import Negotiated

#: Classes of a trust level at which all contribute, in some times or in all.
_COOPERATES = ("weak", "strong")


@frozen
class CriticalTurnover(Result):
    """At which turnover members cooperate, or are strong, although every negotiation forgives.

    Attributes
    ----------
    game : RepeatedGame or Partnership
    delta : Number
        The discount factor.
    weights : array, shape (n,)
        Bargaining weights.
    clause : bool
        Whether a partnership is dissolved where some contribute and others idle.
    founding : int
        The level of trust that is asked about; 0 for a game with one state.
    wanted : str
        "cooperates" or "strong".
    ends : tuple of (low, high)
        The ends of the intervals of turnover where it holds. Of a game with one state the upper
        one belongs to it; what holds at 0 alone is no interval.
    tolerance : Number
        How near edges are located; 0 where they follow from a formula.
    """

    concept = "repeated negotiation equilibrium"
    _sources = ("goldluecke2023",)

    game: Any
    delta: Any
    weights: Array
    clause: bool
    founding: int
    wanted: str
    ends: tuple[tuple[Any, Any], ...]
    tolerance: Any = 0

    @property
    def status(self) -> Status | None:
        """What is shown: all of it by a formula, or what a grid sees."""
        if self.certificate is None or not self.certificate.ok:
            return None
        return Status.BRACKETED if self.tolerance else Status.COMPUTED

    @property
    def intervals(self) -> Spans:
        """Where it holds, within [0, 1]."""
        return Spans(self.ends, (0, 1), closed=True)

    @property
    def turnover(self) -> Any:
        """Up to which turnover it holds from 0 on; -inf if it does not hold at 0."""
        first = self.ends[0] if self.ends else (1, 0)
        return first[1] if first[0] == 0 else -math.inf

    plot = draw_turnover

    def _table(self) -> Table:
        return {
            "from turnover": [low for low, _ in self.ends],
            "to turnover": [high for _, high in self.ends],
        }

    def __repr__(self) -> str:
        where = str(self.intervals) if self.ends else "at no turnover"
        return f"CriticalTurnover({self.wanted} at delta {show(self.delta)}: {where})"


def goes_on(found: Negotiated, wanted: str, founding: int) -> bool:
    """Whether what is wanted holds in every period of an equilibrium; never in what is none."""
    if found.kind not in ("stationary", "cycle"):
        return False
    if isinstance(found.game, Partnership):
        enough = ("strong",) if wanted == "strong" else _COOPERATES
        levels: Any = found.classes
        return all(one[founding] in enough for one in levels)
    payoffs = found.game.stage.payoffs
    best = payoffs.reshape(-1, payoffs.shape[-1]).sum(axis=1).max()
    near = 0 if found.exact else _tolerance.check(payoffs.astype(float))
    return bool((abs(found.joint_payoff[:, 0] - best) <= near).all()) and _plays(found, best, near)


def _plays(found: Negotiated, best: Any, near: Any) -> bool:
    """Whether what is agreed on in the first state is a profile of that joint payoff."""
    game = played("CriticalTurnover", found.game)
    paid = np.array([game.payoffs[game.rows(one)[0]].sum() for one in found.policy])
    return bool((abs(paid - best) <= near).all())
