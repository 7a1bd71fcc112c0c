"""What governments do when each decides by itself, against what all together could have."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .... import _tolerance
from ....cooperative.coalitions import coalition_sizes
from ....cooperative.results import Dividends
from ....cooperative.tu_game import TUGame
from ....cooperative.values import dividends
from ....errors import NoEquilibriumError
from ....stage.nash import nash
from ....stage.results import NashResult
from ....stage.stage_game import StageGame
from ....types import IntArray
from ..argument import trusted


def choices(members: int) -> IntArray:
    """Who acts, 1, and who does not, 0, in every profile; shape (2, ..., 2, members)."""
    return np.stack(np.meshgrid(*[[0, 1]] * members, indexing="ij"), axis=-1)


def contributing(members: int, pays: Callable[[int, int], Any]) -> StageGame:
    """Equals of whom each has what `pays` says of its choice and of how many others act."""
    acts = choices(members)
    others = acts.sum(axis=-1, keepdims=True) - acts
    return StageGame(np.frompyfunc(pays, 2, 1)(acts, others).tolist())


def symmetric(own: Sequence[Sequence[Any]]) -> StageGame:
    """The game of two alike, of whom the first gets `own` for its action and the other one's."""
    return StageGame.from_bimatrix(own, [list(column) for column in zip(*own, strict=True)])


def stage_equilibria(stage: StageGame) -> NashResult:
    """The certified equilibria of the game played once: no verdict without any."""
    solution: NashResult = trusted(nash(stage))
    if not solution.equilibria:
        raise NoEquilibriumError(
            f"{stage!r} has no pure stage equilibrium, and mixed ones were not sought: no verdict."
        )
    return solution


def falls_short(equilibria: NashResult) -> bool:
    """True if every stage equilibrium leaves joint payoff unused."""
    return bool(best(equilibria) < most(equilibria.game) - _tolerance.tie(equilibria.game.payoffs))


def best(equilibria: NashResult) -> Any:
    """The largest joint payoff in equilibrium."""
    return equilibria.payoffs.sum(axis=1).max()


def most(stage: StageGame) -> Any:
    """The largest joint payoff of all."""
    return stage.payoffs.sum(axis=-1).max()


def additions(game: TUGame) -> Dividends:
    """What each coalition adds to all that its parts can do; certified."""
    return trusted(dividends(game))


def smallest(gains: Dividends) -> float:
    """Members of the smallest coalition that adds anything; infinite if none does."""
    # Where no worth is negative that is the smallest coalition that is worth anything: it adds all
    # of its worth, and its parts add nothing.
    something = abs(gains.values) > _tolerance.tie(gains.game.values)
    sizes = coalition_sizes(gains.game.n_players)[something.astype(bool)]
    return int(np.min(sizes)) if sizes.size else math.inf
