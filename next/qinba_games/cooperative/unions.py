"""What is each member worth if jurisdictions come first? The Owen value."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from ..core import read
from ..core.errors import InputTypeError, RangeError
from ..core.numbers import Numbers, is_exact
from .allocation import Allocation, allocate, beside, defines
from .coalitions import sizes, sums_over
from .dividends import divided, number_of
from .tu_game import TUGame, with_table
from .values import average_gains, orders

Unions = list[list[int]]


def owen_value(game: TUGame, unions: Iterable[Iterable[Any]]) -> Allocation:
    r"""Divide by the Owen value: jurisdictions divide first, then members within each of them.

    The average of what a member adds over the orders of arrival in which a union arrives together.
    What a part of a union adds to other unions, averaged over their orders, is a game on that
    union; the value is the Shapley value of that game.

    Parameters
    ----------
    game : TUGame
    unions : iterable of iterables of members
        Names or places; members who are named in none are unions of one.

    Returns
    -------
    Allocation
        With unions of one, or one union of all, the Shapley value.

    Raises
    ------
    UnknownNameError, RangeError
        If a union names somebody who is no member, or a member is in two unions.
    InputTypeError, NotApplicableError

    Examples
    --------
    Two of three equal voters unite, and the third has nothing:

    >>> from qinba_games.cooperative import TUGame, owen_value
    >>> owen_value(TUGame([0, 0, 0, 1, 0, 1, 1, 1]), [("1", "2")])
    Allocation(owen: 1 1/2, 2 1/2, 3 0)

    References
    ----------
    G. Owen (1977), Values of games with a priori unions, in R. Henn and O. Moeschlin (eds.),
    Mathematical Economics and Game Theory, Springer, 76-88.
    """
    values = with_table("owen_value", game).values
    groups = _partition(game, unions)
    payoffs = np.zeros(game.n_players, dtype=values.dtype)
    for group in groups:
        others = [_bits(each) for each in groups if each is not group]
        within = _game_within(values, group, others)
        payoffs[group] = average_gains(within - within[0], orders(len(group)))
    named = tuple(tuple(game.players[i] for i in group) for group in groups)
    return allocate(game, "owen", payoffs, unions=named)


def _game_within(values: Numbers, group: list[int], others: list[int]) -> Numbers:
    """What parts of a union are worth with those of the others who are there already."""
    joins: Any = np.array(orders(len(others) + 1), dtype=object)
    joins = joins if is_exact(values) else joins.astype(float)
    before = sums_over(np.array(others, dtype=int)) if others else np.zeros(1, dtype=int)
    parts = sums_over(1 << np.array(group))
    return np.asarray(joins[sizes(len(others))] @ values[before[:, None] | parts])


def _bits(group: Iterable[int]) -> int:
    return sum(1 << i for i in group)


def _partition(game: TUGame, unions: Any) -> Unions:
    """The unions as places, and everybody else alone."""
    if isinstance(unions, str) or not isinstance(unions, Iterable):
        raise InputTypeError("owen_value", "unions", unions, "must be lists of members")
    named = [read.subset("owen_value", "unions", each, game.players) for each in unions]
    everybody = [name for group in named for name in group]
    if len(set(everybody)) < len(everybody):
        raise RangeError("owen_value", "unions", everybody, "must name each member once")
    groups = [[game.players.index(name) for name in group] for group in named if group]
    rest = [[i] for i, name in enumerate(game.players) if name not in everybody]
    return groups + rest


@defines("owen")
def _owen(allocation: Allocation) -> tuple[Any, Any, Any]:
    """Unions have equal parts of every dividend, and so have members of theirs."""
    game, n = allocation.game, len(allocation)
    groups = [game.mask(group) for group in allocation.parameters["unions"]]
    unions, masks, counts = number_of(groups, n), np.arange(1 << n), sizes(n)
    parts = []
    for i in range(n):
        own = next(group for group in groups if group >> i & 1)
        shared = np.maximum(unions * counts[masks & own], 1)
        exact = shared.astype(object) * Fraction(1)
        parts.append(1 / exact if is_exact(game.values) else 1 / shared)
    payoffs, allowed = divided(game.values, parts)
    return beside(allocation, payoffs, allowed)
