"""What can be agreed on when nobody sees what the others do?"""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np

from .. import _check, _exact, errors
from ..repeated.monitoring import PublicMonitoring
from ..repeated.repeated_game import RepeatedGame, as_repeated
from ..stage.stage_game import StageGame
from ..verify.door import certified
from .results import MonitoringTable
from .solvers.public_monitoring import LiquidityRow, monitoring_rows

_BUDGETS = ("burning", "balanced")


def public_monitoring(
    game: RepeatedGame | StageGame, *, budget: str = "burning"
) -> MonitoringTable:
    r"""Find every discount factor at which a better agreement holds although nobody sees actions.

    After a public signal y members pay p_i(y). With total liquidity L a profile a can be played
    exactly when there are payments such that g_i(a) - E[p_i|a] >= g_i(b, a_-i) - E[p_i|b, a_-i] for
    every b, p_i(y) <= λ_i L with Σ λ_i = 1, and Σ p_i(y) >= 0, or = 0 without a budget breaker. Let
    U(L) be the largest joint payoff G(a) - E Σ p_i of such a profile, and v_i(L) the lowest payoff
    g_i(a) - E p_i, with p_i <= 0, to which one holds player i. The best equilibrium at δ is that of
    the largest L with L <= δ/(1-δ) (U(L) - Σ v_i(L)).

    Parameters
    ----------
    game : RepeatedGame or StageGame
        With any monitoring and any number of players. With `outside`, leaving is one more
        deviation, dissolution the punishment (v = w), and "all leave" a path too.
    budget : {"burning", "balanced"}
        "burning": payments may add up to more than zero; a third party takes, or burns, the rest.
        "balanced": members can only pay each other.

    Returns
    -------
    MonitoringTable
        Concept "PPE": perfect public equilibrium in pure strategies with transfers that anybody can
        refuse to pay. `.at(delta)` has the payments. Exact `Fraction`s if payoffs and probabilities
        are rational and the corners of all programmes could be proved in rational arithmetic.

    Raises
    ------
    NotApplicableError
        For another model, and for "balanced" with a single player, who has nobody to pay.
    NotConvergedError
        If a linear programme is not solved.
    CertificateError
        If the independent check of the result fails.

    Notes
    -----
    (n + 1) linear programmes per profile, each followed through all L at once; meant for games with
    up to some hundred profiles.

    References
    ----------
    S. Goldluecke and S. Kranz (2012), "Infinitely repeated games with public monitoring and
    monetary transfers", Journal of Economic Theory 147, 1191-1221.

    Examples
    --------
    Some money has to be burned after the anonymous bad signal; patience makes that superfluous:

    >>> from qinba_games.third_parties import noisy_prisoners_dilemma, public_monitoring
    >>> table = public_monitoring(noisy_prisoners_dilemma())
    >>> table
    MonitoringTable(burning, delta (0, 10/13, 5/6), joint payoff up to 2)
    >>> print(*table.joint_payoff, *table.liquidity)
    0 3/2 2 0 5 10
    >>> [str(p) for p in table.payments[1][0]]
    ['0', '5/2', '5/2', '-5/2']
    """
    repeated = as_repeated("public_monitoring", game)
    _check.choice("public_monitoring", "budget", budget, _BUDGETS)
    if budget == "balanced" and repeated.n_players == 1:
        rule = "a single player has nobody to pay"
        remedy = 'Use budget="burning", or add the player who is paid'
        raise errors.NotApplicableError("public_monitoring", "budget", budget, rule, remedy)
    signals = _signals(repeated)
    model = RepeatedGame(repeated.stage, outside=repeated.outside, monitoring=signals)
    return certified(_table(model, budget))


def _signals(game: RepeatedGame) -> PublicMonitoring:
    """The signals of the game; if everything is seen, the profiles themselves."""
    if isinstance(game.monitoring, PublicMonitoring):
        return game.monitoring
    profiles = [" ".join(actions) for actions in itertools.product(*game.stage.actions)]
    chances = np.eye(len(profiles), dtype=np.int64).reshape(*game.stage.shape, -1)
    return PublicMonitoring(profiles, chances)


def _table(game: RepeatedGame, budget: str) -> MonitoringTable:
    if game.exact:
        try:
            return _result(game, budget, exact=True)
        except errors.NotConvergedError:
            pass  # no rational corner could be proved; floats do, and the table says so
    return _result(game, budget, exact=False)


def _result(game: RepeatedGame, budget: str, *, exact: bool) -> MonitoringTable:
    number = functools.partial(_exact.as_numbers, exact=exact)
    payoffs, chances = number(game.stage.payoffs), number(_signals(game).probabilities)
    outside = None if game.outside is None else number(game.outside)
    balanced = budget == "balanced"
    rows, bounds = monitoring_rows(payoffs, chances, outside, balanced=balanced)
    parts: dict[str, Any] = {
        k: tuple(getattr(row, k) for row in rows) for k in LiquidityRow._fields
    }
    for name in LiquidityRow._fields[:6]:
        numbers = np.array(parts[name], dtype=object if exact else float)
        parts[name] = numbers.reshape((-1, game.n_players) if name.startswith("punishment") else -1)
    parts["bounds"] = tuple(sorted(bounds, key=lambda one: one.place))
    return MonitoringTable(**parts, game=game, budget=budget, exact=exact)
