"""`critical_discount` for stochastic games: at which discount factors a policy is self-enforcing.

More patience need not help here: it changes which states are worth reaching, for those who keep the
agreement and for those who break it. So the whole interval is scanned, and what holds may be
several intervals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _tolerance, errors
from ..common.bisection import bracket
from ..common.spans import Spans
from ..repeated.results.equilibrium import Equilibrium
from ..repeated.results.patience import CriticalDiscount, Reverting, Threshold
from ..types import IntArray
from ..verify.door import certified
from .solve import solve_stochastic
from .solvers.markov_reversion import POLICIES, Policies, all_policies, count_policies, find_policy
from .solvers.policy_elimination import (
    RemainingProfiles,
    first_best,
    median,
    policy_elimination,
    policy_surplus,
)
from .stochastic_game import StochasticGame

#: Ends of intervals are located up to this; the last step of the bisection is ten times finer.
_TOLERANCE = 10 * _tolerance.DISCOUNT
#: What holds by a tie at one discount factor only seems to hold on an interval shorter than this.
_POINT = 1e-7
#: How much less patience has to show that the policy fails.
_LESS = 1e-6
_STEPS = 200
_GRID = np.concatenate([np.linspace(0, 1, _STEPS + 1)[:-1], 1 - np.logspace(-3, -5, 3)])
_NOTE = (
    f"scanned on a grid of 1/{_STEPS} up to {_GRID[-1]:.5f}, every change refined by bisection to "
    f"{_TOLERANCE:.0e}"
)


def critical_discount_stochastic(
    game: StochasticGame, policy: Any = None, sharing: Any = "voluntary"
) -> CriticalDiscount:
    """Find the discount factors at which playing a policy for ever is self-enforcing."""
    # With transfers: where its joint value satisfies in every state the inequality by which
    # policies are eliminated (Goldluecke and Kranz 2018). Without: a deviation leads to the pure
    # Markov perfect equilibrium that is worst for its player. No policy asks for the first best:
    # whether the largest joint payoff is reached in every state, whichever policies give it.
    if not isinstance(sharing, str) or sharing not in ("voluntary", "none"):
        rule = "stochastic games are solved with voluntary transfers, or without any"
        remedy = 'Leave it out or pass "voluntary" or "none"'
        raise errors.NotApplicableError("critical_discount", "sharing", sharing, rule, remedy)
    rows = None if policy is None else game.rows(policy, function="critical_discount")
    witness: tuple[Any, ...]
    if sharing == "none":
        if count_policies(game) > POLICIES:
            rule = f"without transfers all policies are compared, here {count_policies(game):,}"
            remedy = f"Ask about a game with at most {POLICIES:,} policies, or let members share"
            raise errors.NotApplicableError("critical_discount", "sharing", "none", rule, remedy)
        policies = all_policies(game)
        intervals = _intervals(lambda delta: find_policy(policies, delta, rows) is not None)
        witness = tuple(_reverting(policies, rows, low) for low, _ in intervals)
    else:
        intervals = _intervals(lambda delta: _is_self_enforcing(game, rows, delta))
        witness = tuple(_threshold(game, rows, low) for low, _ in intervals)
    best = witness[0].policy if witness else None
    answer = CriticalDiscount(
        game=game,
        sharing=sharing,
        profile=best if rows is None else game.policy(rows),
        intervals=intervals,
        exact=False,
        proven=False,
        tolerance=_TOLERANCE,
        notes=(_NOTE,),
        witness=witness,
    )
    return certified(answer)


def _threshold(game: StochasticGame, rows: IntArray | None, delta: float) -> Threshold:
    behind = solve_stochastic(game, delta)
    policy = behind.policy if rows is None else game.policy(rows)
    return Threshold(delta, behind, policy, rows is None, _below(game, delta - _LESS))


def _below(game: StochasticGame, delta: float) -> Equilibrium | None:
    """The best equilibrium at less patience; None if there is none."""
    try:
        return solve_stochastic(game, delta) if delta >= 0 else None
    except errors.NoEquilibriumError:
        return None


def _reverting(policies: Policies, rows: IntArray | None, delta: float) -> Reverting:
    agreement = find_policy(policies, delta, rows)
    if agreement is None:
        raise errors.NotConvergedError(f"critical_discount(): lost what held at delta = {delta}")
    game = policies.game
    reversion = np.unique(agreement.reversion.reshape(-1, len(game.states)), axis=0)
    worst = tuple(map(game.policy, reversion))
    return Reverting(delta, game.policy(agreement.rows), worst, first_best=rows is None)


def _is_self_enforcing(game: StochasticGame, rows: IntArray | None, delta: float) -> bool:
    """Whether the policy, or the first best, is self-enforcing at `delta`."""
    try:
        survivors: RemainingProfiles = policy_elimination(game, delta)
    except errors.NoEquilibriumError:
        return False
    if rows is not None:
        return bool((policy_surplus(game, delta, rows, survivors.punishment) >= 0).all())
    most = first_best(game, delta)
    middle = median(game.payoffs.astype(float)).sum()
    sizes = abs(most - middle), abs(survivors.joint - middle)
    near = _tolerance.meeting(game.n_players * _tolerance.TIE, *sizes, floor=abs(most))
    return bool((most - survivors.joint <= near).all())


def _intervals(holds: Callable[[float], bool]) -> Spans:
    """Maximal intervals [low, high) on which `holds`, as far as the grid shows them."""

    def edge(low: float, high: float, rises: bool) -> float:
        """The upper end of the last bracket of a change."""
        return bracket(lambda delta: holds(delta) != rises, low, high, _tolerance.DISCOUNT)[1]

    flags = [holds(delta) for delta in _GRID]
    return Spans.scanned(_GRID.tolist(), flags, edge, (0.0, 1.0), ignore=_POINT)
