"""Who is most aggrieved, and how little can it be? The nucleolus and its relatives."""

from __future__ import annotations

import numpy as np

from .. import errors
from ..common.progress import telling
from .decimals import in_decimals, in_floats
from .results import Allocation, Level
from .solvers import nucleolus as lexicographic
from .tu_game import TUGame, require_table
from .values import allocated


def nucleolus(game: TUGame) -> Allocation:
    r"""Divide by the nucleolus: make the most aggrieved coalition as little aggrieved as possible.

    Among all imputations (everybody gets at least v({i})) it minimises the largest excess
    v(S) - x(S), then the second largest, and so on. It is in the core if there is one.

    Parameters
    ----------
    game : TUGame
        v({1}) + ... + v({n}) <= v(N). Fast up to 20 members.

    Returns
    -------
    Allocation
        Exact for rational worths. `.levels` says which coalitions cannot be made less aggrieved
        together, with balancing weights; the certificate is Kohlberg's criterion over all
        coalitions, made without the solver.

    Raises
    ------
    NotApplicableError
        If there is no imputation.
    CertificateError
        If the division fails Kohlberg's criterion. It is then not returned.

    References
    ----------
    D. Schmeidler (1969), "The nucleolus of a characteristic function game", SIAM Journal on Applied
    Mathematics 17, 1163-1170; E. Kohlberg (1971), the same journal 20, 62-66.

    Examples
    --------
    Three creditors who are owed 100, 200 and 300, and an estate of 200:

    >>> from qinba_games.cooperative import ClaimsProblem, claims_game, nucleolus
    >>> found = nucleolus(claims_game(ClaimsProblem(200, [100, 200, 300])))
    >>> found
    Allocation(nucleolus: 1 50, 2 75, 3 75)
    >>> found.levels[0]
    Level(excess -50: {1}, {2, 3})
    """
    return _lexicographic("nucleolus", game, "nucleolus", imputations=True)


def prenucleolus(game: TUGame) -> Allocation:
    r"""Divide by the prenucleolus: as the nucleolus, without a floor under anybody's payoff.

    Parameters
    ----------
    game : TUGame
        Any game has one.

    Returns
    -------
    Allocation
        As for `nucleolus`, to which it is equal where nobody gets less than v({i}).

    References
    ----------
    A. I. Sobolev (1975), "The characterization of optimality principles in cooperative games by
    functional equations", Mathematical Methods in the Social Sciences 6, 94-151.

    Examples
    --------
    >>> from qinba_games.cooperative import TUGame, nucleolus, prenucleolus
    >>> game = TUGame([0, 0, 0, 10, 0, 0, 0, 2])
    >>> prenucleolus(game)
    Allocation(prenucleolus: 1 3, 2 3, 3 -4)
    >>> nucleolus(game)
    Allocation(nucleolus: 1 1, 2 1, 3 0)
    """
    return _lexicographic("prenucleolus", game, "prenucleolus", imputations=False)


def per_capita_nucleolus(game: TUGame) -> Allocation:
    r"""Divide by the per-capita nucleolus: a coalition's grievance counts per member.

    As the nucleolus with the excess (v(S) - x(S)) / size of S. When all get more to divide,
    nobody's share falls, which the nucleolus cannot promise.

    Parameters
    ----------
    game : TUGame
        v({1}) + ... + v({n}) <= v(N).

    Returns
    -------
    Allocation
        As for `nucleolus`.

    Raises
    ------
    NotApplicableError, CertificateError

    References
    ----------
    J. Grotte (1970), "Computation of and observations on the nucleolus, the normalized nucleolus
    and the central games", MSc thesis, Cornell University; H. P. Young, N. Okada and T. Hashimoto
    (1982), "Cost allocation in water resources development", Water Resources Research 18, 463-475.

    Examples
    --------
    >>> from qinba_games.cooperative import TUGame, per_capita_nucleolus
    >>> per_capita_nucleolus(TUGame([0, 0, 0, 6, 0, 0, 0, 9]))
    Allocation(per-capita nucleolus: 1 4, 2 4, 3 1)
    """
    return _lexicographic(
        "per_capita_nucleolus", game, "per-capita nucleolus", imputations=True, per_capita=True
    )


def _lexicographic(
    function: str, game: TUGame, rule: str, *, imputations: bool, per_capita: bool = False
) -> Allocation:
    require_table(function, game)
    original, game = game, in_decimals(game)
    if imputations and not lexicographic.has_imputations(game.values):
        own = original.values[1 << np.arange(original.n_players)].sum()
        rule = f"alone the members have {own}, together {original.values[-1]}: no imputation exists"
        remedy = "Use prenucleolus, which every game has"
        raise errors.NotApplicableError(function, "game", original, rule, remedy)
    with telling(function):
        payoffs, levels = lexicographic.nucleolus(
            game.values, per_capita=per_capita, imputations=imputations
        )
    allocation = allocated(game, rule, payoffs, [as_level(game, level) for level in levels])
    return in_floats(allocation, original)


def as_level(game: TUGame, level: lexicographic.ExcessLevel) -> Level:
    """A level that is settled, by the names of its coalitions."""
    rows = list(zip(level.rows, level.weights, strict=True))
    return Level(
        excess=level.excess,
        coalitions=tuple(game.coalition(row.mask) for row in level.rows if not row.floor),
        weights=tuple(weight for row, weight in rows if not row.floor),
        floor=tuple(game.coalition(row.mask)[0] for row in level.rows if row.floor),
        floor_weights=tuple(weight for row, weight in rows if row.floor),
    )
