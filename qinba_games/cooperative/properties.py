"""Does it pay to get together? Monotone, superadditive, convex and balanced games."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..verify.door import certified
from .core import core
from .decimals import in_decimals, in_floats
from .results import GameProperties
from .solvers import game_properties as solver
from .tu_game import TUGame, require_table

#: Superadditivity needs 3^n comparisons.
_MAX_PAIRS = 18


def properties(game: TUGame) -> GameProperties:
    r"""Find out which coalitions gain by getting together.

    Monotone: no coalition loses by a new member. Superadditive: no two disjoint coalitions lose by
    joining. Convex: v(S) + v(T) <= v(S or T) + v(S and T), so that it pays more to join the larger
    a coalition is. Balanced: the core is not empty (convex games are balanced).

    Parameters
    ----------
    game : TUGame
        Up to 18 members (superadditivity needs 3^n comparisons).

    Returns
    -------
    GameProperties
        With a witness for each property that fails, and of a balanced game a division in the core.

    Raises
    ------
    RangeError
        If there are more members.

    References
    ----------
    L. S. Shapley (1971), "Cores of convex games", International Journal of Game Theory 1, 11-26.

    Examples
    --------
    >>> from qinba_games.cooperative import properties, voting_game
    >>> found = properties(voting_game([1, 1, 1], 2))
    >>> found
    GameProperties(monotone, superadditive, not convex, not balanced)
    >>> found.witness["convex"]
    (('1', '3'), ('2', '3'))
    """
    require_table("properties", game)
    if game.n_players > _MAX_PAIRS:
        rule = f"3^n comparisons are made, for at most {_MAX_PAIRS} members"
        remedy = "Use core, which does without them"
        raise errors.RangeError("properties", "game", game.n_players, rule, remedy)
    original, game = game, in_decimals(game)
    broken = {
        "monotone": solver.not_monotone(game.values),
        "superadditive": solver.not_superadditive(game.values),
        "convex": solver.not_convex(game.values),
    }
    witness: dict[str, Any] = {n: tuple(map(game.coalition, p)) for n, p in broken.items() if p}
    solution = core(game)
    if solution.empty:
        witness["balanced"] = solution.collection
    answer = GameProperties(
        game=game,
        witness=witness,
        division=None if solution.empty else solution.payoffs,
        exact=game.exact,
    )
    return in_floats(certified(answer), original)
