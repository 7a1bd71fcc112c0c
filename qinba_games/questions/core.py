"""Can any coalition object? Core, least core and nucleolus, and what kind of game it is."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from .. import _check, _tolerance, errors
from ..games.cooperative import TUGame
from ..results.sharing import Allocation, CoreResult, GameProperties, Level
from ..solvers import core as cores
from ..solvers import game_properties
from ..solvers import nucleolus as lexicographic
from ..types import read_only
from ..verify import certified
from .values import allocated

#: Superadditivity needs 3^n comparisons.
_MAX_PAIRS = 18


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

    >>> from qinba_games.games.claims import ClaimsProblem
    >>> from qinba_games.models.classic_games import claims_game
    >>> from qinba_games.questions.sharing import nucleolus
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
    >>> from qinba_games.games.cooperative import TUGame
    >>> from qinba_games.questions.sharing import nucleolus, prenucleolus
    >>> game = TUGame([0, 0, 0, 10, 0, 0, 0, 2])
    >>> prenucleolus(game)
    Allocation(prenucleolus: 1 3, 2 3, 3 -4)
    >>> nucleolus(game)
    Allocation(nucleolus: 1 1, 2 1, 3 0)
    """
    return _lexicographic("prenucleolus", game, "prenucleolus", imputations=False)


def per_capita_nucleolus(game: TUGame) -> Allocation:
    r"""Divide by the per-capita nucleolus: a coalition's grievance counts per member.

    As the nucleolus with the excess (v(S) - x(S)) / |S|. When all get more to divide, nobody's
    share falls, which the nucleolus cannot promise.

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
    >>> from qinba_games.games.cooperative import TUGame
    >>> from qinba_games.questions.sharing import per_capita_nucleolus
    >>> per_capita_nucleolus(TUGame([0, 0, 0, 6, 0, 0, 0, 9]))
    Allocation(per-capita nucleolus: 1 4, 2 4, 3 1)
    """
    return _lexicographic(
        "per_capita_nucleolus", game, "per-capita nucleolus", imputations=True, per_capita=True
    )


def _lexicographic(
    function: str, game: TUGame, rule: str, *, imputations: bool, per_capita: bool = False
) -> Allocation:
    _check.instance(function, "game", game, TUGame)
    own = game.values[1 << np.arange(game.n_players)].sum()
    if imputations and own > game.values[-1] + _tolerance.tie(game.values):
        raise errors.NotApplicableError(
            function=function,
            argument="game",
            value=game,
            rule=f"alone the members have {own}, together {game.values[-1]}: no imputation exists",
            remedy="Use prenucleolus, which every game has",
        )
    payoffs, levels = lexicographic.nucleolus(
        game.values, per_capita=per_capita, imputations=imputations
    )
    return allocated(game, rule, payoffs, rule, [_level(game, level) for level in levels])


def _level(game: TUGame, level: lexicographic.Settled) -> Level:
    sides: dict[bool, list[Any]] = {True: [], False: []}
    for row, weight in zip(level.rows, level.weights, strict=True):
        sides[row.floor].append((game.coalition(row.mask), weight))
    return Level(
        excess=level.excess,
        coalitions=tuple(coalition for coalition, _ in sides[False]),
        weights=tuple(weight for _, weight in sides[False]),
        floor=tuple(coalition[0] for coalition, _ in sides[True]),
        floor_weights=tuple(weight for _, weight in sides[True]),
    )


def core(game: TUGame, *, vertices: bool = False) -> CoreResult:
    r"""Find the divisions that no coalition can improve upon, or the proof that there are none.

    x(N) = v(N) and x(S) >= v(S) for every S. The core is empty iff some balanced collection of
    coalitions is worth more than everybody together.

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
    >>> from qinba_games.games.cooperative import TUGame
    >>> from qinba_games.questions.sharing import core
    >>> found = core(TUGame([0, 0, 0, 40, 0, 50, 20, 100]), vertices=True)
    >>> found.empty, len(found.vertices)
    (False, 6)
    >>> found.blocking([10, 20, 70])
    (('1', '2'), 10)
    >>> core(TUGame([0, 0, 0, 1, 0, 1, 1, 1])).collection
    {('1', '2'): Fraction(1, 2), ('1', '3'): Fraction(1, 2), ('2', '3'): Fraction(1, 2)}
    """
    _check.instance("core", "game", game, TUGame)
    return _core("core", game, 0, vertices)


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
    >>> from qinba_games.models.classic_games import voting_game
    >>> from qinba_games.questions.sharing import least_core
    >>> least_core(voting_game([1, 1, 1], 2)).slack
    Fraction(1, 3)
    """
    _check.instance("least_core", "game", game, TUGame)
    if game.n_players == 1:
        raise errors.NotApplicableError(
            function="least_core",
            argument="game",
            value=game,
            rule="with one member there is no other coalition that could object",
            remedy="Use core",
        )
    return _core("least_core", game, None, vertices)


def _core(function: str, game: TUGame, slack: Any, vertices: bool) -> CoreResult:
    if _check.flag(function, "vertices", vertices) and game.n_players > cores.MAX_MEMBERS:
        raise errors.RangeError(
            function=function,
            argument="vertices",
            value=game.n_players,
            rule=f"corners are listed for at most {cores.MAX_MEMBERS} members",
            remedy="Leave out vertices; contains and blocking work for any number of members",
        )
    excess: Any = -math.inf
    payoffs: Any = game.values[1:]
    collection: cores.Collection = ((1, Fraction(1)),)
    if game.n_players > 1:
        excess, payoffs, collection = cores.least_core(game.values)
    slack = excess if slack is None else slack
    corners = read_only(cores.core_vertices(game.values, slack)) if vertices else None
    return certified(
        CoreResult(
            game=game,
            slack=slack,
            least_excess=excess,
            payoffs=read_only(payoffs),
            collection={game.coalition(mask): weight for mask, weight in collection},
            vertices=corners,
            concept="core" if function == "core" else "least core",
            exact=game.exact,
            certificate=None,
        )
    )


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
        With a witness for each property that fails.

    Raises
    ------
    RangeError
        If there are more members.

    References
    ----------
    L. S. Shapley (1971), "Cores of convex games", International Journal of Game Theory 1, 11-26.

    Examples
    --------
    >>> from qinba_games.models.classic_games import voting_game
    >>> from qinba_games.questions.sharing import properties
    >>> found = properties(voting_game([1, 1, 1], 2))
    >>> found
    GameProperties(monotone, superadditive, not convex, not balanced)
    >>> found.witness["convex"]
    (('1', '3'), ('2', '3'))
    """
    _check.instance("properties", "game", game, TUGame)
    if game.n_players > _MAX_PAIRS:
        raise errors.RangeError(
            function="properties",
            argument="game",
            value=game.n_players,
            rule=f"3^n comparisons are made, for at most {_MAX_PAIRS} members",
            remedy="Use core, which does without them",
        )
    broken = {
        "monotone": game_properties.not_monotone(game.values),
        "superadditive": game_properties.not_superadditive(game.values),
        "convex": game_properties.not_convex(game.values),
    }
    witness: dict[str, Any] = {
        name: tuple(game.coalition(mask) for mask in pair)
        for name, pair in broken.items()
        if pair is not None
    }
    found = core(game)
    if found.empty:
        witness["balanced"] = found.collection
    return certified(
        GameProperties(
            game=game,
            monotone="monotone" not in witness,
            superadditive="superadditive" not in witness,
            convex="convex" not in witness,
            balanced="balanced" not in witness,
            witness=witness,
            concept="properties of a TU game",
            exact=game.exact,
            certificate=None,
        )
    )
