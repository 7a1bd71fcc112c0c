"""What each member adds to all others, and the rest in proportion to what is left to be gained."""

from __future__ import annotations

from typing import Any

from .. import _check, _exact, errors
from ..types import Array, ArrayLike, read_only
from .results import Allocation
from .solvers import separable_costs as solver
from .tu_game import TUGame
from .values import allocated


def scrb(game: TUGame, benefits: ArrayLike | None = None) -> Allocation:
    r"""Divide by separable costs and remaining benefits, as planners of dams and canals do.

    Member i pays its separable cost s_i = c(N) - c(N without i), and of what is then left to pay a
    part in proportion to its remaining benefit min(b_i, c(i)) - s_i. The worths of `game` are minus
    the costs, v(S) = -c(S), and so are the shares; or they are net of benefits.

    Parameters
    ----------
    game : TUGame
        Only v(N), v(N without i) and v(i) count.
    benefits : array_like, shape (n,), optional
        What the project brings to each member, non-negative, where worths are minus costs. Without
        it a member's benefit covers its cost alone; that is so in a game of what remains of
        benefits, in which it does nothing alone if it does not pay.

    Returns
    -------
    Allocation
        Exact for rational worths and benefits.

    Raises
    ------
    NotApplicableError
        If a member alone would do better than by its separable cost, or if nothing remains in
        whose proportion what is left could be divided.
    ShapeError, RangeError, InputTypeError

    References
    ----------
    H. P. Young, N. Okada and T. Hashimoto (1982), "Cost allocation in water resources development",
    Water Resources Research 18, 463-475.

    Examples
    --------
    Two towns and a well: alone they pay 6 and 8, together 10.

    >>> from qinba_games.cooperative import TUGame, scrb
    >>> scrb(TUGame([0, -6, -8, -10]))
    Allocation(scrb: 1 -4, 2 -6)
    >>> scrb(TUGame([0, -6, -8, -10]), benefits=[4, 9])
    Allocation(scrb: 1 -10/3, 2 -20/3)
    """
    _check.instance("scrb", "game", game, TUGame)
    if benefits is None:
        return _division("scrb", game, None)
    shape = (game.n_players,)
    given = _check.array("scrb", "benefits", benefits, shape=shape, low=0, names=game.players)
    return _division("scrb", game, read_only(given))


def alternate_cost_avoided(game: TUGame) -> Allocation:
    r"""Divide by the alternate cost avoided: what a member saves of the cost of going alone.

    Member i pays s_i = c(N) - c(N without i), and of what is then left to pay a part in proportion
    to c(i) - s_i: `scrb` where benefits do not count.

    Parameters
    ----------
    game : TUGame
        v(S) = -c(S), as for `scrb`.

    Returns
    -------
    Allocation
        Exact for rational worths.

    Raises
    ------
    NotApplicableError, InputTypeError
        As for `scrb`.

    References
    ----------
    P. D. Straffin and J. P. Heaney (1981), "Game theory and the Tennessee Valley Authority",
    International Journal of Game Theory 10, 35-43.

    Examples
    --------
    >>> from qinba_games.cooperative import TUGame, alternate_cost_avoided
    >>> alternate_cost_avoided(TUGame([0, -6, -8, -10]))
    Allocation(alternate cost avoided: 1 -4, 2 -6)
    """
    _check.instance("alternate_cost_avoided", "game", game, TUGame)
    return _division("alternate_cost_avoided", game, None)


def _division(function: str, game: TUGame, benefits: Array | None) -> Allocation:
    together, adds, alone = ends(game)
    if benefits is not None:
        adds, alone, given = _exact.alike(adds, alone, benefits)
        payoffs = solver.separable(together, adds, alone, given)
    else:
        payoffs = solver.separable(together, adds, alone)
    if payoffs is None:
        rule = "a member alone does better than with its separable cost, or nothing remains"
        remedy = "Use nucleolus or shapley, which need no remaining benefits"
        raise errors.NotApplicableError(function, "game", game, rule, remedy)
    more = {} if benefits is None else {"benefits": benefits}
    return allocated(game, function.replace("_", " "), payoffs, **more)


def ends(game: TUGame) -> tuple[Any, Array, Array]:
    """v(N), what each member adds to all others, and what it is worth alone."""
    n = game.n_players
    everybody = (1 << n) - 1
    masks = [everybody, *(everybody ^ 1 << i for i in range(n)), *(1 << i for i in range(n))]
    worths = _exact.as_numbers(game.worths(masks), game.exact)
    return worths[0], worths[0] - worths[1 : n + 1], worths[n + 1 :]
