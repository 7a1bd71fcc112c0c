"""What is each member worth to the others? Values of cooperative games."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import _check, _exact, _reading, errors
from ..types import Array, ArrayLike, read_only
from ..verify.door import certified
from .decimals import in_both, in_decimals
from .results import Allocation, Dividends
from .solvers import dividends as by_dividends
from .solvers import marginal_values as marginal
from .solvers import myerson_value as myerson
from .solvers import owen_value as owen
from .tu_game import TUGame, require_table
from .worths import PairWorths, TreeWorths


def shapley(game: TUGame, *, weights: ArrayLike | None = None) -> Allocation:
    r"""Divide by the Shapley value: the average of what a member adds, over all orders of arrival.

    φ_i = Σ_{S without i} s! (n - s - 1)! / n! · (v(S + i) - v(S)), s the size of S.

    Parameters
    ----------
    game : TUGame
        Up to 24 members; any worths, positive or negative. Airport, tree and network games may have
        more. Where worths come from another function of many members, `sampled_shapley` estimates.
    weights : array_like, shape (n,), optional
        Positive. With weights every coalition's dividend is divided in proportion to them (the
        weighted Shapley value); without, equally.

    Returns
    -------
    Allocation
        In units of the worths, adding up to the worth of all; exact for rational input.

    Raises
    ------
    InputTypeError, ShapeError, RangeError
        If `game` is no TUGame, or the weights are not n positive numbers.
    NotApplicableError
        If there is no table of all worths, and the game is none of those named.

    References
    ----------
    L. S. Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II,
    Princeton University Press, 307-317. E. Kalai and D. Samet (1987), "On weighted Shapley values",
    International Journal of Game Theory 16, 205-222.

    Examples
    --------
    Whoever has the only left glove gets most, but not all:

    >>> from qinba_games.cooperative import glove_game, shapley
    >>> shapley(glove_game(1, 2))
    Allocation(shapley: 1 2/3, 2 1/6, 3 1/6)
    """
    _check.instance("shapley", "game", game, TUGame)
    if weights is None and isinstance(game.function, (PairWorths, TreeWorths)):
        return allocated(game, "shapley", game.function.shapley())
    require_table("shapley", game)
    if weights is None:
        return in_both(game, lambda g: allocated(g, "shapley", marginal.shapley(g.values)))
    given = _check.array("shapley", "weights", weights, shape=(game.n_players,), names=game.players)
    given = read_only(_check.positive("shapley", "weights", given))
    payoffs = by_dividends.weighted_shapley(game.values, given)
    return allocated(game, "weighted shapley", payoffs, weights=given)


def banzhaf(game: TUGame) -> Allocation:
    r"""Measure power by the Banzhaf value: what a member adds to a random coalition of the others.

    β_i = 2^(1-n) Σ_{S without i} (v(S + i) - v(S)), not normalised: it need not add up to v(N), so
    that it measures power and divides nothing.

    Parameters
    ----------
    game : TUGame

    Returns
    -------
    Allocation
        Exact for rational worths.

    References
    ----------
    J. F. Banzhaf (1965), "Weighted voting doesn't work", Rutgers Law Review 19, 317-343; G. Owen
    (1975), "Multilinear extensions and the Banzhaf value", Naval Research Logistics Quarterly 22,
    741-750.

    Examples
    --------
    >>> from qinba_games.cooperative import banzhaf, glove_game
    >>> banzhaf(glove_game(1, 2))
    Allocation(banzhaf: 1 3/4, 2 1/4, 3 1/4)
    """
    require_table("banzhaf", game)
    return in_both(game, lambda g: allocated(g, "banzhaf", marginal.banzhaf(g.values)))


def dividends(game: TUGame) -> Dividends:
    r"""Find what each coalition adds to all that its parts have added already.

    v(S) = Σ_{T within S} d(T). The Shapley value divides every dividend equally among its members.

    Parameters
    ----------
    game : TUGame

    Returns
    -------
    Dividends
        `.values[mask]`, and by names `found["A", "B"]`; exact for rational worths.

    References
    ----------
    J. C. Harsanyi (1963), "A simplified bargaining model for the n-person cooperative game",
    International Economic Review 4, 194-220.

    Examples
    --------
    >>> from qinba_games.cooperative import dividends, glove_game
    >>> dividends(glove_game(1, 2)).to_dict()["dividend"]
    [Fraction(1, 1), Fraction(1, 1), Fraction(-1, 1)]
    """
    require_table("dividends", game)

    def find(game: TUGame) -> Dividends:
        added = read_only(by_dividends.harsanyi_dividends(game.values))
        return certified(Dividends(game=game, values=added, exact=game.exact))

    return in_both(game, find)


def owen_value(game: TUGame, unions: Iterable[Iterable[Any]]) -> Allocation:
    r"""Divide by the Owen value: jurisdictions divide first, then members within each of them.

    The average of what a member adds over the orders of arrival in which a union arrives together.

    Parameters
    ----------
    game : TUGame
    unions : iterable of iterables of members
        Names or indices; members who are named in none are unions of one.

    Returns
    -------
    Allocation
        Exact for rational worths. With unions of one, or one union of all, the Shapley value.

    Raises
    ------
    UnknownNameError, RangeError
        If a union names somebody who is no member, or a member is in two unions.

    References
    ----------
    G. Owen (1977), "Values of games with a priori unions", in R. Henn and O. Moeschlin (eds.),
    Mathematical Economics and Game Theory, Springer, 76-88.

    Examples
    --------
    Two of three equal voters unite, and the third is left with nothing:

    >>> from qinba_games.cooperative import owen_value, voting_game
    >>> owen_value(voting_game([1, 1, 1], 2), [("1", "2")])
    Allocation(owen: 1 1/2, 2 1/2, 3 0)
    """
    require_table("owen_value", game)
    parts = _partition(game, unions)
    named = tuple(tuple(game.players[i] for i in part) for part in parts)
    value = owen.owen_value
    return in_both(game, lambda g: allocated(g, "owen", value(g.values, parts), unions=named))


def myerson_value(game: TUGame, network: Any) -> Allocation:
    r"""Divide by the Myerson value: only members with a chain of links between them cooperate.

    The Shapley value of the game in which a coalition is worth the sum of its connected parts.

    Parameters
    ----------
    game : TUGame
    network : networkx.Graph or iterable of pairs
        Nodes are names or indices of members.

    Returns
    -------
    Allocation
        Adds up to what the connected parts of the network are worth. On the complete network, the
        Shapley value. Exact for rational worths.

    Raises
    ------
    UnknownNameError, ShapeError
        If a link names somebody who is no member, or does not have two ends.

    References
    ----------
    R. B. Myerson (1977), "Graphs and cooperation in games", Mathematics of Operations Research 2,
    225-229.

    Examples
    --------
    The one in the middle of a chain of three equal voters:

    >>> from qinba_games.cooperative import myerson_value, voting_game
    >>> myerson_value(voting_game([1, 1, 1], 2), [("1", "2"), ("2", "3")])
    Allocation(myerson: 1 1/6, 2 2/3, 3 1/6)
    """
    require_table("myerson_value", game)
    links = _links(game, network)
    named = tuple((game.players[i], game.players[j]) for i, j in links)
    value = myerson.myerson_value
    return in_both(game, lambda g: allocated(g, "myerson", value(g.values, links), links=named))


def tau_value(game: TUGame) -> Allocation:
    r"""Divide by the tau value: between what members can hope for and what they can insist on.

    M_i = v(N) - v(N without i) is the most that others can leave to i, m_i the most that i keeps in
    a coalition that pays all others their M_j. The tau value is the efficient point between.

    Parameters
    ----------
    game : TUGame
        Quasi-balanced: m <= M and Σ m <= v(N) <= Σ M. Every game with a core is.

    Returns
    -------
    Allocation
        Exact for rational worths.

    Raises
    ------
    NotApplicableError
        If the game is not quasi-balanced.

    References
    ----------
    S. H. Tijs (1981), "Bounds for the core of a game and the tau-value", in O. Moeschlin and
    D. Pallaschke (eds.), Game Theory and Mathematical Economics, North-Holland, 123-132.

    Examples
    --------
    >>> from qinba_games.cooperative import TUGame, tau_value
    >>> tau_value(TUGame([0, 0, 0, 1, 0, 2, 1, 3]))
    Allocation(tau: 1 6/5, 2 3/5, 3 6/5)
    """
    require_table("tau_value", game)
    if not marginal.is_quasi_balanced(in_decimals(game).values):
        rule = "the game is not quasi-balanced: rights and hopes contradict each other"
        remedy = "Use shapley or prenucleolus, which every game has"
        raise errors.NotApplicableError("tau_value", "game", game, rule, remedy)
    return in_both(game, lambda g: allocated(g, "tau", marginal.tau_value(g.values)))


def allocated(
    game: Any,
    rule: str,
    payoffs: Array,
    levels: Any = (),
    witness: Any = None,
    **parameters: Any,
) -> Allocation:
    """Certified allocation of a solver's payoffs."""
    # Adding 0 makes -0.0 a plain 0.0.
    payoffs = _exact.rational(payoffs) + 0
    answer = Allocation(
        game=game,
        rule=rule,
        payoffs=read_only(payoffs),
        parameters=parameters,
        levels=tuple(levels),
        witness=witness,
        exact=payoffs.dtype.kind == "O",
    )
    return certified(answer)


def _partition(game: TUGame, unions: Iterable[Iterable[Any]]) -> list[tuple[int, ...]]:
    parts: list[tuple[int, ...]] = []
    free = set(range(game.n_players))
    for union in _check.sequence("owen_value", "unions", unions, "lists of members"):
        alone = isinstance(union, str) or not isinstance(union, Iterable)
        members = (union,) if alone else _check.several("owen_value", "unions", union)
        part = _check.positions("owen_value", "unions", members, game.players)
        for i in part:
            if i not in free:
                rule, remedy = "a member belongs to one union only", "Name every member once"
                raise errors.RangeError("owen_value", "unions", game.players[i], rule, remedy)
            free.discard(i)
        if part:
            parts.append(tuple(part))
    return parts + [(i,) for i in sorted(free)]


def _links(game: TUGame, network: Any) -> list[tuple[int, int]]:
    given = network.edges() if hasattr(network, "edges") else network
    links, remedy = [], "Pass pairs of members, or a networkx graph"
    for pair in _check.sequence("myerson_value", "network", given, "links", remedy, sets=True):
        ends = tuple(pair) if isinstance(pair, (set, frozenset)) else _reading.entries(pair)
        if ends is None or len(ends) != 2:
            rule = "a link has two ends"
            raise errors.ShapeError("myerson_value", "network", pair, rule, remedy)
        i, j = _check.positions("myerson_value", "network", ends, game.players)
        if i != j:
            links.append((i, j))
    return links
