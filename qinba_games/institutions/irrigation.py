"""Water in turns: one may steal, those who wait may watch, and so may a guard."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from .. import _check, _sizes
from ..stage.stage_game import StageGame
from ..types import Array, Number, fill, frozen, read_only
from .law_merchant import field_repr


@frozen
class Irrigation:
    r"""Water in turns: one may take too much, those who wait may watch, and so may a guard.

    The turn-taker takes its own part (0) or steals: b if not found out, -p if found out. Each of
    the n turn-waiters may watch at cost k and then finds out a theft with probability q; who does
    earns r. All waiters bear l from a theft that nobody finds out. The guard may watch at cost k_g,
    finds out with probability q_g, and earns r_g for that; its wage does not depend on it.

    Parameters
    ----------
    waiters : int
        n, at least 1.
    benefit : Number
        b, above 0.
    penalty : Number
        p, at least 0.
    cost : Number
        k, above 0.
    detection : Number
        q in [0, 1].
    reward : Number
        r, at least 0.
    harm : Number
        l, what each waiter loses by an undiscovered theft; at least 0.
    guard_cost : Number
        k_g, above 0.
    guard_detection : Number
        q_g in [0, 1]; 0 for a system without a guard.
    guard_reward : Number
        r_g, at least 0.

    Raises
    ------
    RangeError, ProbabilityError, InputTypeError

    References
    ----------
    F. Weissing and E. Ostrom (1991), "Irrigation institutions and the games irrigators play: rule
    enforcement without guards", in R. Selten (ed.), Game Equilibrium Models II, Springer. The
    payoffs here are the basic inspection game of that kind, not a copy of theirs.

    Examples
    --------
    >>> from qinba_games.third_parties import Irrigation
    >>> Irrigation(4, benefit=2, penalty=3, cost=0.5, detection=0.4, reward=1, harm=1)
    Irrigation(waiters=4, benefit=2, penalty=3, cost=0.5, detection=0.4, reward=1, harm=1)
    """

    waiters: int = dataclasses.field(kw_only=False)
    benefit: Number
    penalty: Number
    cost: Number
    detection: Number = 1
    reward: Number = 0
    harm: Number = 0
    guard_cost: Number = 1
    guard_detection: Number = 0
    guard_reward: Number = 0

    def __post_init__(self) -> None:
        fill(
            self,
            waiters=_check.integer(
                "Irrigation", "waiters", self.waiters, low=1, high=_sizes.WATCHERS
            ),
        )
        for name in ("benefit", "cost", "guard_cost"):
            fill(self, **{name: _check.above("Irrigation", name, getattr(self, name))})
        for name in ("detection", "guard_detection"):
            fill(self, **{name: _check.probability("Irrigation", name, getattr(self, name))})
        for name in ("penalty", "reward", "harm", "guard_reward"):
            fill(self, **{name: _check.number("Irrigation", name, getattr(self, name), low=0)})

    def to_game(self) -> StageGame:
        """Return the stage game of turn-taker, waiters and guard, in this order.

        Raises
        ------
        RangeError
            With more than 12 waiters: the payoff tensor would be too large.
        """
        _check.number("Irrigation.to_game", "waiters", self.waiters, high=_sizes.WAITERS)
        n = self.waiters
        acts: Any = np.stack(np.meshgrid(*[[0, 1]] * (n + 2), indexing="ij"), axis=-1)
        steal, watch, guard = acts[..., 0], acts[..., 1:-1], acts[..., -1]
        missed: Array = np.array([(1 - self.detection) ** j for j in range(n + 1)])
        hidden = missed[watch.sum(axis=-1)] * (1 - self.guard_detection * guard)
        taker = steal * (hidden * self.benefit - (1 - hidden) * self.penalty)
        theft = steal[..., None]
        gain = theft * self.detection * self.reward - self.cost
        waiting = watch * gain - theft * hidden[..., None] * self.harm
        watched = guard * (steal * self.guard_detection * self.guard_reward - self.guard_cost)
        payoffs = np.concatenate([taker[..., None], waiting, watched[..., None]], axis=-1)
        names = ["turn-taker", *(f"waiter {i + 1}" for i in range(n)), "guard"]
        actions = [["take", "steal"], *[["rest", "watch"]] * (n + 1)]
        return StageGame(read_only(payoffs), players=names, actions=actions)

    def __repr__(self) -> str:
        always = ("waiters", "benefit", "penalty", "cost", "detection", "reward", "harm")
        guard = ("guard_cost", "guard_detection", "guard_reward")
        return field_repr(self, always, guard if self.guard_detection else ())


def hidden(n: int, q: Any, q_g: Any, watching: float, guarding: float) -> float:
    """The probability that a theft stays hidden where n watch at a rate, and so may a guard."""
    return float((1 - q * watching) ** n * (1 - q_g * guarding))
