"""What `solve` returns for stochastic games, and how it is found."""

from functools import cached_property
from typing import Any

import numpy as np

from ..core import read, verbs
from ..core.answer import Answer, Certificate, show
from ..core.errors import NoEquilibriumError, NotConvergedError
from ..core.numbers import Numbers
from ..core.value import value
from . import kernel
from .record import record
from .search import CUT_OFF
from .solver import Play, solve
from .stochastic import StochasticGame
from .table import Table

CONCEPTS = {"voluntary": "voluntary-transfers SPE", "none": "SPE in stationary agreements"}


@value
class Equilibrium(Answer):
    """What `solve` returns: the best equilibrium of a stochastic game.

    Attributes
    ----------
    game : StochasticGame
    delta : number
    sharing : "voluntary" or "none"
    play : Play
        Rows, what deviators are punished with, and by which rows.
    """

    game: StochasticGame
    delta: Any
    sharing: str
    play: Play

    @cached_property
    def table(self) -> Table:
        """The game that is played."""
        return self.game.table(np.array([self.delta]), self.sharing == "voluntary")

    @property
    def concept(self) -> str:
        """With or without transfers."""
        return CONCEPTS[self.sharing]

    @property
    def exact(self) -> bool:
        """Whether every number is a Fraction."""
        return self.table.exact

    @property
    def complete(self) -> bool:
        """False where the search for something better was cut off."""
        return bool(self.play.complete[0])

    @cached_property
    def certificate(self) -> Certificate:
        """The largest gain by one deviation."""

        def place(node: int, _: int, pool: int) -> str:
            alone = "" if self.sharing == "voluntary" else f", player {self.game.players[pool]}"
            return f"state {self.game.states[node]}{alone}"

        return kernel.certificate(self.table, self.play, place)

    @cached_property
    def joint_payoff(self) -> Numbers:
        """What all get together from each state on, shape (states,)."""
        values = self.table.evaluate(self.play.rows, self.table.joint[..., None, :])
        return np.asarray(values[:, 0, 0])

    @property
    def punishment_payoff(self) -> Numbers:
        """What each player is punished with from each state on, shape (states, n)."""
        return np.asarray(self.play.low[..., 0])

    @cached_property
    def payoffs(self) -> Numbers:
        """Value of each player in each state, (states, n).

        With transfers any division of the joint payoff that leaves nobody below its punishment is
        an equilibrium; shown is an equal split of the surplus.
        """
        if self.sharing == "none":
            return np.asarray(self.table.evaluate(self.play.rows, self.table.pays)[..., 0])
        least = self.punishment_payoff
        return least + (self.joint_payoff - least.sum(axis=1))[:, None] / least.shape[1]

    @property
    def policy(self) -> dict[Any, tuple[Any, ...]]:
        """The profile in every state."""
        return self.game.policy(self.play.rows[:, 0, 0])

    @property
    def punishments(self) -> tuple[dict[Any, tuple[Any, ...]], ...]:
        """For each player the profiles played against it: for one period, if members share."""
        return tuple(self.game.policy(code.rows[:, 0, 0]) for code in self.play.codes)

    def columns(self) -> dict[str, Any]:
        """One row for each state."""
        players = self.game.players
        own = {f"payoff {p}": self.payoffs[:, i] for i, p in enumerate(players)}
        least = {f"punishment {p}": self.punishment_payoff[:, i] for i, p in enumerate(players)}
        played = {"state": list(self.game.states), "profile": list(self.policy.values())}
        return {**played, "joint payoff": self.joint_payoff, **own, **least}

    def _played(self) -> dict[str, Any]:
        return record(self.table, self.play, "stochastic game")

    def _text(self) -> str:
        worth = ", ".join(map(show, self.joint_payoff[:6])) + ", ..." * (len(self.joint_payoff) > 6)
        return f"{self.concept}, delta {show(self.delta)}, joint payoff {worth}"


@verbs.solve.register
def _(
    game: StochasticGame, delta: Any, *, sharing: str = "voluntary", coordinator: Any = None
) -> Equilibrium:
    """The best equilibrium of a stochastic game (Goldluecke and Kranz 2018, theorem 1)."""
    read.choice("solve", "sharing", sharing, CONCEPTS)
    model = game if coordinator is None else coordinator.applied_to(game)
    delta = read.patience("solve", delta)
    delta = delta if model.exact else float(delta)
    play = solve(model.table(np.array([delta]), sharing == "voluntary"))
    answer = Equilibrium(model, delta, sharing, play)
    if not play.exists[0] and not answer.complete:
        raise NotConvergedError(f"solve: {CUT_OFF}", answer)
    if not play.exists[0]:
        where = f"in pure actions at delta {show(delta)}"
        raise NoEquilibriumError(f"solve: there is no {CONCEPTS[sharing]} {where}")
    return answer.checked()
