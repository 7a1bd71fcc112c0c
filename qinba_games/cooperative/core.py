"""Can any coalition object? The core and the least core."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from .. import _check, errors
from ..types import read_only
from ..verify.door import certified
from .decimals import in_decimals, in_floats
from .results import CoreResult
from .solvers import core as cores
from .tu_game import TUGame, require_table


def core(game: TUGame, *, vertices: bool = False) -> CoreResult:
    r"""Find the divisions that no coalition can improve upon, or the proof that there are none.

    x(N) = v(N) and x(S) >= v(S) for every S. The core is empty exactly when some balanced
    collection of coalitions is worth more than everybody together.

    Parameters
    ----------
    game : TUGame
    vertices : bool
        Whether to list the corners; up to 6 members.

    Returns
    -------
    CoreResult
        `.empty`, `.payoffs` (a division whose largest excess is least, thus in the core if there is
        one), `.collection` (the proof if not), `.contains(x)`, `.blocking(x)`, `.vertices`. Exact
        for rational worths.

    Raises
    ------
    RangeError
        If corners are asked for and there are more than 6 members.

    References
    ----------
    D. B. Gillies (1959), "Solutions to general non-zero-sum games", Contributions to the Theory of
    Games IV, Princeton University Press, 47-85. L. S. Shapley (1967), "On balanced sets and cores",
    Naval Research Logistics Quarterly 14, 453-460, for the theorem of Bondareva and Shapley.

    Examples
    --------
    >>> from qinba_games.cooperative import TUGame, core
    >>> found = core(TUGame([0, 0, 0, 40, 0, 50, 20, 100]), vertices=True)
    >>> found.empty, len(found.vertices)
    (False, 6)
    >>> found.blocking([10, 20, 70])
    (('1', '2'), 10)
    >>> core(TUGame([0, 0, 0, 1, 0, 1, 1, 1])).collection
    {('1', '2'): Fraction(1, 2), ('1', '3'): Fraction(1, 2), ('2', '3'): Fraction(1, 2)}
    """
    require_table("core", game)
    return slack_core("core", game, 0, vertices, concept="core")


def least_core(game: TUGame, *, vertices: bool = False) -> CoreResult:
    r"""Find the divisions at which the most aggrieved coalition is as little aggrieved as possible.

    The smallest e for which {x: x(N) = v(N), x(S) >= v(S) - e for all other S} is not empty, and
    that set.

    Parameters
    ----------
    game : TUGame
        At least two members.
    vertices : bool
        Whether to list the corners; up to 6 members.

    Returns
    -------
    CoreResult
        `.slack` is e, negative if the core has room to spare. Exact for rational worths.

    Raises
    ------
    NotApplicableError
        If there is only one member.
    RangeError
        If corners are asked for and there are more than 6 members.

    References
    ----------
    M. Maschler, B. Peleg and L. S. Shapley (1979), "Geometric properties of the kernel, nucleolus,
    and related solution concepts", Mathematics of Operations Research 4, 303-338.

    Examples
    --------
    >>> from qinba_games.cooperative import least_core, voting_game
    >>> least_core(voting_game([1, 1, 1], 2)).slack
    Fraction(1, 3)
    """
    require_table("least_core", game)
    if game.n_players == 1:
        rule, remedy = "with one member there is no other coalition that could object", "Use core"
        raise errors.NotApplicableError("least_core", "game", game, rule, remedy)
    return slack_core("least_core", game, None, vertices, concept="least core")


def slack_core(owner: str, game: TUGame, slack: Any, vertices: bool, *, concept: str) -> CoreResult:
    """The divisions at which nobody is short by more than `slack`; None: by the least possible."""
    if _check.flag(owner, "vertices", vertices) and game.n_players > cores.MAX_MEMBERS:
        rule = f"corners are listed for at most {cores.MAX_MEMBERS} members"
        remedy = "Leave out vertices; contains and blocking work for any number of members"
        raise errors.RangeError(owner, "vertices", game.n_players, rule, remedy)
    original, game = game, in_decimals(game)
    excess: Any = -math.inf
    payoffs: Any = game.values[1:]
    collection: cores.Collection = ((1, Fraction(1)),)
    if game.n_players > 1:
        excess, payoffs, collection = cores.least_core(game.values)
    slack = excess if slack is None else slack
    corners = read_only(cores.core_vertices(game.values, slack)) if vertices else None
    answer = CoreResult(
        game=game,
        least_excess=excess,
        payoffs=read_only(payoffs),
        collection={game.coalition(mask): weight for mask, weight in collection},
        vertices=corners,
        concept=concept,
        exact=game.exact,
    )
    return in_floats(certified(answer), original)
