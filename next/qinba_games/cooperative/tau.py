"""Between what members can insist on and the most that they can have: the tau value."""

from typing import Any

import numpy as np

from ..core.errors import NotApplicableError
from ..core.numbers import Numbers, plain
from .allocation import Allocation, allocate, defines
from .coalitions import near, sums_over, with_each
from .tu_game import TUGame, with_table


def tau_value(game: TUGame) -> Allocation:
    r"""Divide by the tau value: between the most that members can have and their rights.

    M_i = v(N) - v(N without i) is the most that others can leave to i, m_i the most that remains
    for i in a coalition that pays all others their M_j. The tau value is the efficient point
    between.

    Parameters
    ----------
    game : TUGame
        Quasi-balanced: m <= M and Σ m <= v(N) <= Σ M. Every game with a core is.

    Returns
    -------
    Allocation

    Raises
    ------
    NotApplicableError
        If the game is not quasi-balanced, or there is no table of all worths.

    Examples
    --------
    >>> from qinba_games.cooperative import TUGame, tau_value
    >>> tau_value(TUGame([0, 0, 0, 1, 0, 2, 1, 3]))
    Allocation(tau: 1 6/5, 2 3/5, 3 6/5)

    References
    ----------
    S. H. Tijs (1981), Bounds for the core of a game and the tau-value, in O. Moeschlin and
    D. Pallaschke (eds.), Game Theory and Mathematical Economics, North-Holland, 123-132.
    """
    values = with_table("tau_value", game).values
    least, most = _bounds(values)
    slack = near(values) * len(least)
    if (least > most + slack).any() or not least.sum() - slack <= values[-1] <= most.sum() + slack:
        rule = "must be quasi-balanced: its rights and hopes contradict each other"
        raise NotApplicableError("tau_value", "game", game, rule, "Ask shapley instead.")
    return allocate(game, "tau", _between(values, least, most))


def _bounds(values: Numbers) -> tuple[Numbers, Numbers]:
    """The least right m and the utopia payoff M of every member."""
    n = len(values).bit_length() - 1
    most = values[-1] - values[len(values) - 1 ^ 1 << np.arange(n)]
    rest = values - sums_over(most)
    return most + np.array([rest[inside].max() for inside in with_each(n)]), most


def _between(values: Numbers, least: Numbers, most: Numbers) -> Numbers:
    span = (most - least).sum()
    if span <= near(values):
        return least
    return np.asarray(least + (most - least) * ((values[-1] - least.sum()) / span))


@defines("tau")
def _tau(allocation: Allocation) -> tuple[Any, Any, Any]:
    """Efficient, and everybody as far, in its own span, from its right to its utopia payoff."""
    values, payoffs = allocation.game.values, allocation.payoffs
    least, most = _bounds(values)
    gains, spans = payoffs - least, most - least
    outside = np.maximum(least - payoffs, payoffs - most)
    size = max(abs(values).max(), 1)
    uneven = abs(gains * spans.sum() - spans * gains.sum()) / size
    gaps = np.maximum(np.maximum(outside, uneven), abs(payoffs.sum() - values[-1]))
    worst = int(gaps.argmax())
    where = f"the payoff of {allocation.players[worst]}"
    return plain(gaps[worst]), where, near(values) * len(payoffs) ** 2
