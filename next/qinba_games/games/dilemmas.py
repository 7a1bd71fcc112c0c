"""The dilemmas of the literature as stage games: parameters in, players and actions with names out.

Levels are in the order in which they are given, and name the actions. Rational numbers stay exact.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..core import read
from ..core.errors import NotApplicableError, RangeError, ShapeError
from ..core.numbers import Numbers
from .stage_game import StageGame

#: Payoffs of all players at all profiles, at most.
_MOST = 5_000_000
#: Payoffs of games of two, row by row.
_PAYOFFS = ("reward", "sucker", "temptation", "punishment")


def prisoners_dilemma(
    reward: Any, sucker: Any, temptation: Any, punishment: Any, *, players: Any = None
) -> StageGame:
    """Two governments that would both gain by cooperation, and each more without its own.

    Both cooperate: reward R each; both defect: punishment P each; who defects alone gets the
    temptation T and leaves the sucker's payoff S to the other. To defect is dominant, and bad for
    both, because T > R > P > S.

    Parameters
    ----------
    reward, sucker, temptation, punishment : numbers R, S, T, P with T > R > P > S
    players : two names

    Returns
    -------
    StageGame
        With actions "cooperate" and "defect".

    Raises
    ------
    RangeError
        Unless T > R > P > S.

    References
    ----------
    Axelrod, R. (1984). The Evolution of Cooperation. Basic Books, chapter 1.

    Examples
    --------
    >>> print(*prisoners_dilemma(9, 1, 10, 3).payoff(("cooperate", "defect")))
    1 10
    """
    order, actions = "temptation > reward > punishment > sucker", ("cooperate", "defect")
    payoffs = reward, sucker, temptation, punishment
    return _symmetric("prisoners_dilemma", order, payoffs, actions, players)


def stag_hunt(
    reward: Any, sucker: Any, temptation: Any, punishment: Any, *, players: Any = None
) -> StageGame:
    """Two governments that gain most together, if each is sure of the other.

    Payoffs are named as in the prisoner's dilemma, but R > T >= P > S: nobody wants to leave a
    common hunt, and nobody wants to hunt the stag alone. Both joint profiles are equilibria.

    Parameters
    ----------
    reward, sucker, temptation, punishment : numbers
        R (stag together), S (stag alone), T (hare, while the other hunts the stag), P (both hare).
    players : two names

    Returns
    -------
    StageGame
        With actions "stag" and "hare".

    Raises
    ------
    RangeError
        Unless R > T >= P > S.

    References
    ----------
    Skyrms, B. (2004). The Stag Hunt and the Evolution of Social Structure. Cambridge University
    Press, chapter 1.

    Examples
    --------
    >>> print(*stag_hunt(4, 0, 3, 2).payoff(("stag", "hare")))
    0 3
    """
    order, actions = "reward > temptation >= punishment > sucker", ("stag", "hare")
    payoffs = reward, sucker, temptation, punishment
    return _symmetric("stag_hunt", order, payoffs, actions, players)


def public_good(
    n: int,
    r: Any = None,
    *,
    benefits: Any = None,
    cost: Any = 1,
    levels: Any = (0, 1),
    players: Any = None,
) -> StageGame:
    """Governments that pay alone for what all of them enjoy.

    Member i contributes x_i and gets g_i = b_i sum(x) - c_i x_i. The usual form multiplies all
    contributions by r and shares them out: b_i = r/n. With 1 < r < n and costs of 1 nobody
    contributes alone, and all should.

    Parameters
    ----------
    n : int
    r : number, by which contributions are multiplied; give it or `benefits`
    benefits : number, or array, shape (n,)
        b_i: what a unit that anybody contributes is worth to member i.
    cost : number, or array, shape (n,)
        c_i: what a unit costs who contributes it.
    levels : array of what can be contributed
    players : n names

    Raises
    ------
    NotApplicableError
        With both `r` and `benefits`, or with neither.
    RangeError
        If there are more than 5 million payoffs.

    References
    ----------
    Ledyard, J. (1995). Public goods: a survey of experimental research. In J. Kagel and A. Roth
    (eds), The Handbook of Experimental Economics. Princeton University Press, chapter 2.

    Examples
    --------
    >>> from fractions import Fraction
    >>> print(*public_good(3, Fraction(8, 5)).payoff((1, 1, 0)))
    1/15 1/15 16/15
    """
    n = read.integer("public_good", "n", n, 1)
    if (r is None) == (benefits is None):
        rule = "or 'benefits' must say what contributions are worth, and not both"
        raise NotApplicableError("public_good", "r", r, rule)
    worth = benefits if r is None else read.number("public_good", "r", r) / n
    b = read.array("public_good", "benefits", worth, (n,))
    c = read.array("public_good", "cost", cost, (n,))
    x, own = _levels("public_good", levels, n)
    together = own.sum(axis=0)
    gains = [b[i] * together - c[i] * own[i] for i in range(n)]
    return _game("public_good", gains, x.tolist(), players)


def commons(
    n: int,
    productivity: Any,
    crowding: Any,
    cost: Any,
    *,
    levels: Any = (0, 1),
    players: Any = None,
) -> StageGame:
    """Governments that all draw on one resource, which yields less the more is drawn.

    Member i spends effort x_i at cost c a unit; a unit yields a - k sum(x), so that it gets
    g_i = x_i (a - k sum(x)) - c x_i. Each ignores what its effort takes from others: with
    continuous effort all together spend n (a - c)/(k (n + 1)) in equilibrium, and (a - c)/(2k)
    would be best.

    Parameters
    ----------
    n : int
    productivity, crowding, cost : numbers a, k >= 0 and c
    levels : array of efforts to choose from, none below 0
    players : n names

    Raises
    ------
    RangeError
        If `crowding` or an effort is below 0, or there are more than 5 million payoffs.

    References
    ----------
    Gordon, H. S. (1954). The economic theory of a common-property resource: the fishery. Journal
    of Political Economy 62, 124-142.

    Ostrom, E., Gardner, R. and Walker, J. (1994). Rules, Games, and Common-Pool Resources.
    University of Michigan Press, chapter 5; its endowment adds a constant to every payoff.

    Examples
    --------
    >>> lake = commons(2, 10, 1, 1, levels=range(5))
    >>> print(*lake.payoff(("2", "2")), *lake.payoff(("3", "3")))
    10 10 9 9
    """
    n = read.integer("commons", "n", n, 1)
    a = read.number("commons", "productivity", productivity)
    k = read.number("commons", "crowding", crowding, 0)
    c = read.number("commons", "cost", cost)
    x, own = _levels("commons", levels, n, 0)
    gains = own * (a - k * own.sum(axis=0)) - c * own
    return _game("commons", list(gains), x.tolist(), players)


def resource_exchange(
    value: Any,
    cost: Any,
    *,
    curvature: Any = 0,
    n: int = 2,
    levels: Any = (0, 1),
    players: Any = None,
) -> StageGame:
    """Governments that contribute resources to each other: a gift costs the giver.

    Member i gives x_i to every partner and gets g_i = sum over j != i of v_ij x_j, minus
    c_i x_i + q_i x_i^2 / 2. Linear gifts that are worth more than they cost (v > c > 0) are a
    prisoner's dilemma of two; v = 1, c = 0, q = 1 is the mutual-gift game g_i = e_j - e_i^2 / 2.

    Parameters
    ----------
    value : number, or array, shape (n, n)
        v_ij: what a unit given by j is worth to i; the diagonal is not used.
    cost, curvature : numbers, or arrays, shape (n,), c_i and q_i
    n : int
    levels : array of sizes of gifts to choose from
    players : n names

    Raises
    ------
    ShapeError
    RangeError
        If there are more than 5 million payoffs.

    References
    ----------
    Yuan, Wen and Zhang (2020). Construction of cross-regional cooperative governance system in
    Qinba mountain area. Strategic Study of CAE 22(1), section 2, on the exchange of governance
    resources.

    Goldluecke, S. and Kranz, S. (2012). Infinitely repeated games with public monitoring and
    monetary transfers. Journal of Economic Theory 147, 1191-1221, on how such games are upheld.

    Examples
    --------
    >>> gifts = resource_exchange(1, 0, curvature=1, levels=[0, 1, 2])
    >>> print(*gifts.payoff(("1", "2")))
    3/2 -1
    """
    n = read.integer("resource_exchange", "n", n, 2)
    v = read.array("resource_exchange", "value", value, (n, n))
    c = read.array("resource_exchange", "cost", cost, (n,))
    q = read.array("resource_exchange", "curvature", curvature, (n,))
    x, own = _levels("resource_exchange", levels, n)
    gifts = [sum(v[i, j] * own[j] for j in range(n) if j != i) for i in range(n)]
    gains = [gifts[i] - own[i] * (c[i] + q[i] * own[i] / 2) for i in range(n)]
    return _game("resource_exchange", gains, x.tolist(), players)


def _symmetric(
    function: str, order: str, given: tuple[Any, ...], actions: tuple[str, str], players: Any
) -> StageGame:
    """A symmetric game of two whose four payoffs are in an order, such as "reward > sucker"."""
    pairs = zip(_PAYOFFS, given, strict=True)
    payoffs = {name: read.number(function, name, each) for name, each in pairs}
    words = order.split()
    for high, sign, low in zip(words[::2], words[1::2], words[2::2], strict=False):
        above, below = payoffs[high], payoffs[low]
        if above < below or (sign == ">" and above == below):
            rule = f"must keep {order}, where {high} is {above}"
            raise RangeError(function, low, below, rule)
    rows = np.array(list(payoffs.values()), dtype=object).reshape(2, 2)
    return _game(function, [rows, rows.T], actions, players)


def _levels(function: str, given: Any, n: int, low: float | None = None) -> tuple[Numbers, Numbers]:
    """Distinct levels, and those of each player at every profile, (n, m, ..., m)."""
    x = read.array(function, "levels", given, low=low)
    if x.ndim != 1 or not x.size or len(set(x.tolist())) < len(x):
        raise ShapeError(function, "levels", given, "must be distinct, and at least one")
    if n > 32 or len(x) ** n * n > _MOST:
        rule = f"makes more than {_MOST} payoffs with {len(x)} levels"
        raise RangeError(function, "n", n, rule, "Take fewer members or levels.")
    return x, np.stack(np.meshgrid(*[x] * n, indexing="ij"))


def _game(function: str, gains: list[Any], levels: Sequence[Any], players: Any) -> StageGame:
    names = read.names(function, "players", players, len(gains))
    return StageGame(np.stack(gains, axis=-1), names, [list(map(str, levels))] * len(gains))
