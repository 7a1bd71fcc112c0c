"""What is agreed on where every turnover of governments opens the agreement again."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from ... import _exact, _tolerance
from ...common.result import FrameColumns, Result, few, show
from ...common.rounded import derived
from ...common.spans import Spans
from ...partnership.partnership import Partnership
from ...partnership.results.evolution import CLASSES
from ...stochastic.stochastic_game import StochasticGame
from ...types import Array, Status, frozen, read_only
from ..drawing import draw_negotiated, draw_turnover
from ..negotiated_game import as_stochastic, contributing, division, leaving

#: What the backward pass can end in, and a last negotiation that is given.
KINDS = ("stationary", "cycle", "limit", "unsettled", "horizon")


@frozen
class Negotiated(Result):
    """What is agreed on, and what a negotiation pays, where agreements are negotiated again.

    Arrays begin with the period: t mod p where things repeat with period p, each followed by the
    next and the last by the first; t = 1, ..., T where T was given.

    Attributes
    ----------
    game : StageGame, RepeatedGame, StochasticGame or Partnership
    delta, turnover : Number
        The discount factor, and how likely a negotiation is in each period.
    weights : array, shape (n,)
        Part of what there is to divide that each member gets in a negotiation.
    clause : bool
        Whether a partnership is dissolved at once where some contribute and others idle.
    kind : str
        "stationary" or "cycle": a repeated negotiation equilibrium of period 1 or more. "limit":
        values settle as the last negotiation moves away, but if they were paid for ever, something
        better could be agreed on. "unsettled": they do not settle in 2,000 periods; what is shown
        is t = 1 of so many. "horizon": the last negotiation is in period T.
    joint_payoff : array, shape (p, states)
        U, largest joint payoff per period.
    punishment_payoff : array, shape (p, states, n)
        v, the lowest payoff that each member can be held to until the next negotiation.
    policy : tuple of dict
        For each period {state: agreed profile}.
    punishments : tuple of tuple of dict
        For each period and member {state: profile that holds this member to v}.
    """

    concept = "repeated negotiation equilibrium"
    _sources = ("goldluecke2023", "goldluecke2018")

    game: Any
    delta: Any
    turnover: Any
    weights: Array
    clause: bool
    kind: str
    joint_payoff: Array
    punishment_payoff: Array
    policy: tuple[dict[Any, Any], ...]
    punishments: tuple[tuple[dict[Any, Any], ...], ...]

    @property
    def status(self) -> Status | None:
        """What is shown of the answer; no equilibrium is claimed of a limit."""
        if self.certificate is None or not self.certificate.ok:
            return None
        return Status.BEHAVIOUR if self.kind in ("limit", "unsettled") else Status.COMPUTED

    @derived
    def negotiated_payoff(self) -> Array:
        """What a negotiation pays, r = v + weights (U - sum v); shape (p, states, n)."""
        parts = self.joint_payoff, self.punishment_payoff, self.weights
        return read_only(division(*(_exact.as_numbers(part, self.exact) for part in parts)))

    @property
    def period(self) -> int:
        """After how many periods everything repeats; with a last negotiation, T."""
        return len(self.joint_payoff)

    @property
    def members(self) -> tuple[str, ...]:
        """Names of the members."""
        return self._played.players

    @functools.cached_property
    def _played(self) -> StochasticGame:
        return as_stochastic("Negotiated", self.game, clause=self.clause)

    @property
    def classes(self) -> tuple[tuple[str, ...], ...] | None:
        """Of a partnership, for each period the class of every trust level.

        "strong": all contribute in all times; "weak": in some; "nominal": in none, but the
        agreement stands in at least one; "isolated": members leave in all. None of other games.
        """
        if not isinstance(self.game, Partnership):
            return None
        return tuple(_classes(self._played, one) for one in self.policy)

    @property
    def founding_class(self) -> str | None:
        """The least class of a partnership in any period, at the trust with which it is founded.

        None of other games, and where nothing that was found is an equilibrium.
        """
        if self.classes is None or self.kind in ("limit", "unsettled"):
            return None
        start: int = self.game.founding
        return min((one[start] for one in self.classes), key=CLASSES.index)

    plot = draw_negotiated

    def _table(self) -> FrameColumns:
        game = self._played
        places = list(np.ndindex(self.negotiated_payoff.shape))
        return {
            "t": [t + 1 for t, _, _ in places],
            "state": [game.states[x] for _, x, _ in places],
            "member": [game.players[i] for _, _, i in places],
            "profile": [self.policy[t][game.states[x]] for t, x, _ in places],
            "negotiated payoff": [self.negotiated_payoff[place] for place in places],
            "punishment payoff": [self.punishment_payoff[place] for place in places],
            "joint payoff": [self.joint_payoff[t, x] for t, x, _ in places],
        }

    def __repr__(self) -> str:
        what = f"{self.kind} of {self.period}" if self.period > 1 else self.kind
        question = f"delta {show(self.delta)}, turnover {show(self.turnover)}"
        joint = self.joint_payoff[0]
        worth = show(joint[0]) if len(joint) == 1 else few(joint)
        return f"Negotiated({what}, {question}, joint payoff {worth})"


def _classes(game: StochasticGame, policy: dict[Any, Any]) -> tuple[str, ...]:
    """The class of every trust level, from what is agreed on at each level in all times."""
    rows = game.rows(policy)
    joint = np.asarray(contributing(game)[rows].all(axis=1))
    leaves = leaving(game)[rows]
    trust = np.array([x[0] if isinstance(x, tuple) else -1 for x in game.states])
    labels = []
    for level in range(int(trust.max()) + 1):
        here = trust == level
        classes = {
            "strong": joint[here].all(),
            "weak": joint[here].any(),
            "isolated": leaves[here].all(),
        }
        labels.append(next((name for name, so in classes.items() if so), "nominal"))
    return tuple(labels)


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
    def open(self) -> tuple[str, ...]:
        """What a grid leaves open."""
        return ("turnover between the points of the grid",) if self.tolerance else ()

    @property
    def intervals(self) -> Spans:
        """Where it holds, within [0, 1]."""
        return Spans(self.ends, (0, 1), closed=True)

    @property
    def turnover(self) -> Any:
        """Up to which turnover it holds from 0 on; -inf if it holds at none above 0."""
        first = self.ends[0] if self.ends else (1, 0)
        return first[1] if first[0] == 0 else -math.inf

    plot = draw_turnover

    def _table(self) -> FrameColumns:
        return {
            "from turnover": [low for low, _ in self.ends],
            "to turnover": [high for _, high in self.ends],
        }

    def __repr__(self) -> str:
        where = str(self.intervals) if self.ends else "at no turnover above 0"
        return f"CriticalTurnover({self.wanted} at delta {show(self.delta)}: {where})"


def goes_on(deal: Negotiated, wanted: str, founding: int) -> bool:
    """Whether what is wanted holds in every period of an equilibrium; never in what is none."""
    if deal.kind not in ("stationary", "cycle"):
        return False
    if isinstance(deal.game, Partnership):
        enough = ("strong",) if wanted == "strong" else _COOPERATES
        levels: Any = deal.classes
        return all(one[founding] in enough for one in levels)
    payoffs = deal.game.stage.payoffs
    best = payoffs.reshape(-1, payoffs.shape[-1]).sum(axis=1).max()
    near = 0 if deal.exact else _tolerance.check(payoffs.astype(float))
    return bool((abs(deal.joint_payoff[:, 0] - best) <= near).all()) and _plays(deal, best, near)


def _plays(deal: Negotiated, best: Any, near: Any) -> bool:
    """Whether a profile of that joint payoff is agreed on in the first state, and to stay."""
    game = as_stochastic("CriticalTurnover", deal.game)
    rows = [game.rows(one)[0] for one in deal.policy]
    stays = not game.successor[game.first_successor[rows]].any()
    return bool(stays and (abs(game.payoffs[rows].sum(axis=1) - best) <= near).all())
