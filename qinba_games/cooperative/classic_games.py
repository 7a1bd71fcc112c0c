"""The cooperative games that every textbook has, by the names under which they are known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .. import _check, errors
from ..types import ArrayLike, Number, read_only
from .claims import ClaimsProblem
from .coalitions import coalition_sums
from .tu_game import MAX_MEMBERS, TUGame, check_size
from .worths import PairWorths, TreeWorths


def claims_game(problem: ClaimsProblem) -> TUGame:
    """Worth of a coalition: what is left of the estate when all others have had their claims.

    v(S) = max(0, estate - claims of those outside S).

    Parameters
    ----------
    problem : ClaimsProblem

    Examples
    --------
    >>> from qinba_games.cooperative import ClaimsProblem, claims_game
    >>> claims_game(ClaimsProblem(200, [100, 200, 300])).values.tolist()
    [0, 0, 0, 0, 0, 0, 100, 200]

    References
    ----------
    B. O'Neill (1982), "A problem of rights arbitration from the Talmud", Mathematical Social
    Sciences 2, 345-371.
    """
    _check.instance("claims_game", "problem", problem, ClaimsProblem)
    check_size("claims_game", "problem", problem.n_players)
    owed = coalition_sums(problem.claims)
    return TUGame(np.maximum(problem.estate - owed[::-1], 0 * owed), players=problem.players)


def airport_game(costs: ArrayLike, *, players: Any = None) -> TUGame:
    """Worth of a coalition: minus the cost of what its most demanding member needs.

    v(S) = -max of costs in S: one runway, dam or road long enough for all. A member's fee is minus
    its payoff.

    Parameters
    ----------
    costs : array_like, shape (n,)
        Non-negative.
    players : sequence of str, optional

    Notes
    -----
    Of more than 24 members there is no table of worths; `shapley` is exact all the same.

    Examples
    --------
    >>> from qinba_games.cooperative import airport_game
    >>> airport_game([1, 2, 3]).values.tolist()
    [0, -1, -2, -2, -3, -3, -3, -3]

    References
    ----------
    S. C. Littlechild and G. Owen (1973), "A simple expression for the Shapley value in a special
    case", Management Science 20, 370-372.
    """
    needs = _check.array("airport_game", "costs", costs, shape=(None,), low=0, names=players)
    if len(needs) > MAX_MEMBERS:  # a tree that is a chain: each link leads on to who needs it
        names = _check.labels("airport_game", "players", players, len(needs))
        order = np.argsort(needs, kind="stable")
        above = dict(zip(order[1:].tolist(), order[:-1].tolist(), strict=True))
        links = np.diff(needs[order], prepend=0 * needs[:1])[np.argsort(order)]
        return TUGame(
            worth=TreeWorths(names=names, above=above, costs=read_only(links)), players=names
        )
    check_size("airport_game", "costs", len(needs))
    return TUGame(0 - coalition_sums(needs, np.maximum), players=players)


def tree_game(above: Iterable[Any], costs: ArrayLike, *, players: Any = None) -> TUGame:
    """Worth of a coalition: minus the cost of all links between its members and the source.

    Pipes, roads or canals form a tree; each member hangs on the one above it.

    Parameters
    ----------
    above : sequence of str, int or None, length n
        The member, by name or index, to which each member's own link leads; None: to the source.
    costs : array_like, shape (n,)
        Of each member's own link; non-negative.
    players : sequence of str, optional

    Raises
    ------
    RangeError
        If somebody has no way to the source.

    Notes
    -----
    Of more than 24 members there is no table of worths; `shapley` is exact all the same.

    Examples
    --------
    >>> from qinba_games.cooperative import shapley, tree_game
    >>> pipes = tree_game([None, "well", "well"], [6, 2, 3], players=["well", "east", "west"])
    >>> pipes.worth(["east"]), shapley(pipes)
    (-8, Allocation(shapley: well -2, east -4, west -5))

    References
    ----------
    N. Megiddo (1978), "Computational complexity of the game theory approach to cost allocation for
    a tree", Mathematics of Operations Research 3, 189-196.
    """
    links = _check.array("tree_game", "costs", costs, shape=(None,), low=0, names=players)
    _check.some("tree_game", "costs", costs, len(links), "link", "member")
    names = _check.labels("tree_game", "players", players, len(links))
    ends = _check.sequence("tree_game", "above", above, "members, or None")
    _check.as_many("tree_game", "above", above, len(ends), len(links), "members")
    onto = {
        i: _check.position("tree_game", "above", end, names)
        for i, end in enumerate(ends)
        if end is not None
    }
    tree = TreeWorths(names=names, above=onto, costs=read_only(links))
    astray = tree.astray()
    if astray is not None:
        rule, remedy = "never comes to the source", "Let the way of every member end at None"
        raise errors.RangeError("tree_game", "above", names[astray], rule, remedy)
    if len(links) > MAX_MEMBERS:
        return TUGame(worth=tree, players=names)
    masks = np.arange(1 << len(links))
    values = 0 * links[:1].repeat(len(masks))
    for i, cost in enumerate(links):
        values[masks & sum(1 << j for j in tree.beyond[i]) != 0] -= cost
    return TUGame(values, players=names)


def glove_game(left: int, right: int, *, players: Any = None) -> TUGame:
    """Worth of a coalition: how many pairs of gloves it can sell.

    The first `left` members have one left glove each, the next `right` members a right one.

    Parameters
    ----------
    left, right : int
    players : sequence of str, optional

    Examples
    --------
    >>> from qinba_games.cooperative import glove_game
    >>> glove_game(1, 2).values.tolist()
    [0, 0, 0, 1, 0, 1, 0, 1]

    References
    ----------
    L. S. Shapley and M. Shubik (1969), "Pure competition, coalitional power, and fair division",
    International Economic Review 10, 337-362.
    """
    a = _check.integer("glove_game", "left", left)
    b = _check.integer("glove_game", "right", right)
    check_size("glove_game", "left", a + b)
    have = np.repeat([1, 0], [a, b])
    return TUGame(np.minimum(coalition_sums(have), coalition_sums(1 - have)), players=players)


def voting_game(weights: ArrayLike, quota: Number, *, players: Any = None) -> TUGame:
    """Worth of a coalition: 1 if its votes reach the quota, else 0.

    Parameters
    ----------
    weights : array_like, shape (n,)
        Votes; non-negative.
    quota : Number
        Positive. For the simple majority of n members: weights [1] * n and quota n // 2 + 1.
    players : sequence of str, optional

    Examples
    --------
    >>> from qinba_games.cooperative import voting_game
    >>> voting_game([1, 1, 1], 2).values.tolist()
    [0, 0, 0, 1, 0, 1, 1, 1]

    References
    ----------
    L. S. Shapley and M. Shubik (1954), "A method for evaluating the distribution of power in a
    committee system", American Political Science Review 48, 787-792.
    """
    votes = _check.array("voting_game", "weights", weights, shape=(None,), low=0, names=players)
    needed = _check.above("voting_game", "quota", quota)  # or the empty coalition would win
    check_size("voting_game", "weights", len(votes))
    return TUGame((coalition_sums(votes) >= needed).astype(np.int64), players=players)


def network_game(benefits: Any, *, players: Any = None, weight: str = "weight") -> TUGame:
    """Worth of a coalition: all benefits that its members bring each other.

    v(S) = Σ_{i, j in S} benefits[i, j]; the diagonal is what a member has on its own.

    Parameters
    ----------
    benefits : array_like, shape (n, n), or networkx graph
        `benefits[i, j]`: to i from the tie with j. Need not be symmetric; negative ones are harm.
        Of a graph the nodes are the members, and each edge brings its two ends its weight.
    players : sequence of str, optional
        The nodes of a graph by default.
    weight : str
        The attribute of a graph's edges; 1 where an edge has none.

    Examples
    --------
    >>> import networkx as nx
    >>> from qinba_games.cooperative import network_game
    >>> network_game(nx.path_graph(["A", "B", "C"])).worth(["A", "B", "C"])
    2
    >>> network_game([[0, 2, 1], [1, 0, 0], [1, 0, 0]]).values.tolist()
    [0, 0, 0, 3, 0, 2, 0, 5]

    References
    ----------
    X. Deng and C. H. Papadimitriou (1994), "On the complexity of cooperative solution concepts",
    Mathematics of Operations Research 19, 257-266.
    """
    _check.instance("network_game", "weight", weight, str)
    if hasattr(benefits, "nodes") and hasattr(benefits, "edges"):
        players = list(map(str, benefits.nodes)) if players is None else players
        benefits = _weights(benefits, weight)
    matrix = _check.array("network_game", "benefits", benefits, shape=(None, None), names=players)
    matrix = _check.array("network_game", "benefits", matrix, shape=(len(matrix),) * 2)
    if len(matrix) > MAX_MEMBERS:
        names = _check.labels("network_game", "players", players, len(matrix))
        return TUGame(worth=PairWorths(names=names, benefits=read_only(matrix)), players=names)
    check_size("network_game", "benefits", len(matrix))
    joint = matrix + matrix.T
    values = np.empty(1 << len(matrix), dtype=matrix.dtype)
    values[0] = 0 * matrix.sum()
    for i in range(len(matrix)):
        new = coalition_sums(joint[i, :i]) if i else values[:1]
        values[1 << i : 2 << i] = values[: 1 << i] + new + matrix[i, i]
    return TUGame(values, players=players)


def _weights(graph: Any, weight: str) -> list[list[Any]]:
    """What every edge brings, counted once: in one of the two cells of its ends."""
    place = {node: k for k, node in enumerate(graph.nodes)}
    matrix: list[list[Any]] = [[0] * len(place) for _ in place]
    for a, b, value in graph.edges(data=weight, default=1):
        matrix[place[a]][place[b]] += value
    return matrix
