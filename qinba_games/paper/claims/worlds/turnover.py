"""What is left of the agreement of a claim if every new government negotiates it again."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .... import errors
from ....agreements.critical_turnover import critical_turnover
from ....agreements.negotiated_game import as_stochastic
from ....agreements.negotiation import negotiated
from ....agreements.results.negotiation import Negotiated
from ....common.markov_chain import expected_hitting_time, hitting_probability
from ....common.result import FrameColumns
from ....coordinator import Coordinator
from ....partnership.partnership import Partnership
from ....types import FloatArray
from ..argument import trusted
from ..parameters import ParameterSetting

#: The table of a claim that says it; members pay each other, as a negotiation divides.
TITLE = "if every new government negotiates again"
#: Turnover per period, and the mean number of periods that governments stay, one over it.
UP_TO, TERM = "up to a turnover of", "mean term of office, at least"
#: How likely a new government is in a period, and what a coordinator resolves of friction.
TURNOVERS, MEDIATED = (0, 0.2, 0.25, 0.5), 0.5


def unless_far(
    make: Callable[[ParameterSetting], FrameColumns], p: ParameterSetting
) -> FrameColumns:
    """What it makes of these parameters; nothing where floats do not do, or nothing settles."""
    try:
        return make(p)
    except (errors.PayoffSpanError, errors.NotConvergedError):
        return {}


def largest(games: Iterable[tuple[Any, Any]]) -> FrameColumns:
    """Up to which turnover the largest joint payoff is agreed on, for games with their patience.

    It is minus infinity where it is not agreed on without turnover either.
    """
    most = [trusted(critical_turnover(game, delta)).turnover for game, delta in games]
    return {UP_TO: most, TERM: [_term(each) for each in most]}


def _term(turnover: Any) -> Any:
    """How many periods a government stays in the mean if so much turnover is the most."""
    return 1 / turnover if turnover > 0 else math.inf


def weak_to_strong(pair: Partnership, delta: Any) -> FrameColumns:
    """Whether two that share voluntarily grow strong under each turnover, by who helps them."""
    pair = dataclasses.replace(pair, sharing="voluntary")
    with_coordinator = Coordinator(mediation=MEDIATED).applied_to(pair)
    kinds = {
        "": (pair, False),
        " with a clause": (pair, True),
        " with a coordinator": (with_coordinator, False),
    }
    table: FrameColumns = {"turnover": list(TURNOVERS)}
    for name, (model, clause) in kinds.items():
        agreements = [trusted(negotiated(model, delta, rho, clause=clause)) for rho in TURNOVERS]
        ways = list(map(_to_strong, agreements))
        table |= {
            f"class{name}": [one.founding_class for one in agreements],
            f"probability{name}": [chance for chance, _ in ways],
            f"periods{name}": [time for _, time in ways],
        }
    return table


def _to_strong(agreement: Negotiated) -> tuple[float, float]:
    """How likely a pair becomes strong from its founding on, and in how many periods if it does.

    Neither is known where what is agreed on differs by period, or is no equilibrium.
    """
    if agreement.kind != "stationary":
        return math.nan, math.nan
    model = agreement.game
    game = as_stochastic("claims", model, clause=agreement.clause)
    moves = _chain(game, game.rows(agreement.policy[0]))
    trust = np.array([x[0] if isinstance(x, tuple) else -1 for x in game.states])
    strong = [k for k, name in enumerate((agreement.classes or ((),))[0]) if name == "strong"]
    hit, time = (
        of(moves, np.isin(trust, strong)) for of in (hitting_probability, expected_hitting_time)
    )
    bad = [float(chance) for chance, _ in model.bad_times]
    start = np.flatnonzero(trust == model.founding)
    reached = np.array([1 - sum(bad), *bad]) * hit[start]
    if not reached.any():
        return 0.0, math.inf
    some = reached > 0
    return float(reached.sum()), float(reached[some] @ time[start][some] / reached.sum())


def _chain(game: Any, rows: Any) -> FloatArray:
    """Chances from state to state under one row of each."""
    moves = np.zeros((len(game.states),) * 2)
    for x, row in enumerate(rows):
        part = slice(*game.first_successor[row : row + 2])
        np.add.at(moves[x], game.successor[part], game.probability[part].astype(float))
    return moves
