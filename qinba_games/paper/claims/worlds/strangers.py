"""Two members who do not know whether the other one would keep an agreement."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np

from .... import _exact
from ....stage.nash import nash
from ....stage.results import NashResult
from ....stage.stage_game import StageGame
from ..argument import trusted
from ..parameters import Setting
from .alone import symmetric


class Plan(NamedTuple):
    """A strategy of the repeated game as an automaton that begins in state 0."""

    plays: tuple[int, ...]  #: The action in each state: 0 contribute, 1 do not
    #: The next state, for each state, after the other one's action 0 or 1.
    after: tuple[tuple[int, int], ...]


#: Contribute until the other one does not, and then never again.
CONDITIONAL = Plan((0, 1), ((0, 1), (1, 1)))
#: Never contribute.
REFUSAL = Plan((1,), ((0, 0),))
_PLANS = (CONDITIONAL, REFUSAL)


def worth(p: Setting, mine: Plan, other: Plan) -> Any:
    """Average discounted payoff of the plan `mine` against `other`, by a linear system."""
    # V(x) = (1 - delta) u(x) + delta V(next x), x the states that the two are in.
    payoff = [[p.reward, p.sucker], [p.temptation, p.punishment]]
    states = list(itertools.product(range(len(mine.plays)), range(len(other.plays))))
    exact = all(map(_exact.is_rational, (p.delta, *itertools.chain(*payoff))))
    delta = p.delta if exact else float(p.delta)
    matrix = np.eye(len(states), dtype=object if exact else float)
    now = np.zeros((len(states), 1), dtype=matrix.dtype)
    for row, (x, y) in enumerate(states):
        a, b = mine.plays[x], other.plays[y]
        matrix[row, states.index((mine.after[x][b], other.after[y][a]))] -= delta
        now[row, 0] = (1 - delta) * payoff[a][b]
    return _exact.solve(matrix, now)[0, 0]


def meeting(p: Setting) -> StageGame:
    """The game of plans with one that can choose with probability `prior`, and else refuses."""
    mu = p.prior
    table = [
        [mu * worth(p, mine, other) + (1 - mu) * worth(p, mine, REFUSAL) for other in _PLANS]
        for mine in _PLANS
    ]
    return symmetric(table)


def outcomes(p: Setting) -> NashResult:
    """The pure equilibria of that game."""
    return trusted(nash(meeting(p), pure=True))


def dare(found: NashResult) -> bool:
    """Whether contributing conditionally is an equilibrium."""
    return (0, 0) in found.pure
