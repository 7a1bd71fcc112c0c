"""Two who can work together or not: in payoffs R, S, T and P, by exchange, or as strangers."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .... import _exact, errors
from ....patience.critical_discount import critical_discount
from ....repeated.repeated_game import RepeatedGame
from ....repeated.results.patience import CriticalDiscount
from ....stage.dilemmas import prisoners_dilemma, resource_exchange
from ....stage.nash import nash
from ....stage.results import NashResult
from ....stage.stage_game import StageGame
from ..argument import World, trusted
from ..parameters import ParameterSetting
from ..search import NOWHERE, Predicate, Turning, asking, first_turning, patient, turning
from .alone import symmetric

PAYOFFS = {"reward": 3, "sucker": 0, "temptation": 5, "punishment": 1}
#: Both work together.
TOGETHER = (0, 0)
#: Two who exchange resources, and the profile in which both contribute.
MEMBERS = {"benefits": (2.4, 1.6), "costs": (1, 1), "outside": 0}
COOPERATION = (1, 1)


def _worth_it(function: str, p: ParameterSetting) -> None:
    if p.punishment >= p.reward:
        rule = f"must be below the reward {p.reward}, or there is nothing to work for"
        remedy = "Lower the punishment P or raise the reward R"
        raise errors.RangeError(function, "punishment", p.punishment, rule, remedy)


def world(solve: Callable[[ParameterSetting], Any], concept: str, *fixed: str) -> World:
    """What two equals who gain by working together are asked; not about `fixed` parameters."""
    return World(solve, concept, fixed=fixed, check=_worth_it)


def game(p: ParameterSetting) -> StageGame:
    """The game of one period: a prisoner's dilemma if T > R > P > S."""
    return symmetric([[p.reward, p.sucker], [p.temptation, p.punishment]])


def dilemma(p: ParameterSetting) -> StageGame:
    """The same where payoffs have to be those of a dilemma, T > R > P > S."""
    return prisoners_dilemma(p.reward, p.sucker, p.temptation, p.punishment)


def cooperation(p: ParameterSetting) -> CriticalDiscount:
    """The least patience that sustains mutual cooperation in a dilemma."""
    return trusted(critical_discount(dilemma(p), TOGETHER))


def one_shot(p: ParameterSetting) -> NashResult:
    """What members can settle on if no relation binds them: the pure stage equilibria."""
    return trusted(nash(game(p), pure=True))


def least(equilibria: NashResult) -> Any:
    """The smallest joint payoff in equilibrium."""
    return equilibria.payoffs.sum(axis=1).min()


def bond(p: ParameterSetting) -> CriticalDiscount:
    """The least patience with which both go on working together."""
    return trusted(critical_discount(game(p), TOGETHER))


def scale(p: ParameterSetting) -> float:
    """What working together is worth: a step in payoffs."""
    return float(p.reward - p.punishment)


def _bearable(p: ParameterSetting) -> Turning:
    """The temptation up to which a relation lasts, looked for from R on."""
    lasting = asking(lambda q: patient(q.delta, bond(q).delta), p, "temptation")
    return first_turning(lasting, float(p.reward), scale(p))


def temptations(p: ParameterSetting) -> tuple[float, float]:
    """A range of temptations, from where there is none to where no relation lasts any more."""
    reward = float(p.reward)
    return reward - scale(p), max((reward, *_bearable(p).points)) + scale(p)


def indifference(question: Predicate, p: ParameterSetting) -> Turning:
    """Where an answer changes with the temptation closely around R."""
    reward, step = float(p.reward), scale(p)
    # R itself is no point of the grid: members are indifferent there, as they are nowhere near it.
    return turning(question, reward - step, reward + 0.9 * step, start=8, parts=2)


def temptation_turning(question: Predicate, p: ParameterSetting) -> Turning:
    """The same up to the temptation that no relation bears."""
    near, (_, high) = indifference(question, p), temptations(p)
    far = turning(question, near.high, high, start=8, parts=2)
    # The impatient bear little more than R, and one alone who gives way may bring more than both:
    # these ends can lie closer than a grid is fine.
    points, close = [*near.points, *far.points], 1e-6 * scale(p)
    for end in (float(p.reward), float(2 * p.reward - p.sucker), *_bearable(p).points):
        if near.low < end < high and all(abs(end - point) > close for point in points):
            points.append(end)
    edges = [near.low, *sorted(points), high]
    sides = question(np.array([(a + b) / 2 for a, b in itertools.pairwise(edges)]))
    turns = [edge for edge, a, b in zip(edges[1:], sides, sides[1:], strict=False) if a != b]
    return Turning(tuple(turns), near.low, high)


def patience_turning(threshold: CriticalDiscount) -> Turning:
    """The discount factor from which on it lasts, if there is one."""
    return Turning((threshold.delta,), 0, 1) if 0 < threshold.delta < 1 else NOWHERE


def exchange(p: ParameterSetting) -> RepeatedGame:
    """Each pays its cost for what brings the other one a benefit, and has `outside` by itself."""
    b, d = p.benefits
    return RepeatedGame(resource_exchange([[0, b], [d, 0]], p.costs), outside=[p.outside] * 2)


class Strategy(NamedTuple):
    """A strategy of the repeated game as an automaton that begins in state 0."""

    plays: tuple[int, ...]  #: The action in each state: 0 contribute, 1 do not
    #: The next state, for each state, after the other one's action 0 or 1.
    after: tuple[tuple[int, int], ...]


#: Contribute until the other one does not, and then never again.
CONDITIONAL = Strategy((0, 1), ((0, 1), (1, 1)))
#: Never contribute.
REFUSAL = Strategy((1,), ((0, 0),))
_PLANS = (CONDITIONAL, REFUSAL)


def worth(p: ParameterSetting, mine: Strategy, other: Strategy) -> Any:
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


def _meeting(p: ParameterSetting) -> StageGame:
    """The game of plans with one that can choose with probability `prior`, and else refuses."""
    mu = p.prior
    table = [
        [mu * worth(p, mine, other) + (1 - mu) * worth(p, mine, REFUSAL) for other in _PLANS]
        for mine in _PLANS
    ]
    return symmetric(table)


def outcomes(p: ParameterSetting) -> NashResult:
    """The pure equilibria of that game."""
    return trusted(nash(_meeting(p), pure=True))


def dare(equilibria: NashResult) -> bool:
    """Whether contributing conditionally is an equilibrium."""
    return (0, 0) in equilibria.pure
