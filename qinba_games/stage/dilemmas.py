"""The dilemmas of the literature as stage games: parameters in, named players and actions out.

Ints and `Fraction`s stay exact. Levels of contribution or use are in ascending order as given;
action names are the levels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _check, _exact, _sizes, errors
from ..types import Array, ArrayLike, Number, takes
from .stage_game import StageGame

_FEWER = "Take fewer members or fewer levels"


def prisoners_dilemma(
    reward: Number, sucker: Number, temptation: Number, punishment: Number, *, players: Any = None
) -> StageGame:
    """Two governments that would both gain by cooperating, and each more by not doing so.

    Both cooperate: `reward` R each; both defect: `punishment` P each; a lone defector gets
    `temptation` T and leaves `sucker` S to the other. Defecting is dominant and bad for both
    because T > R > P > S.

    Parameters
    ----------
    reward, sucker, temptation, punishment : Number
        R, S, T and P with T > R > P > S.
    players : sequence of 2 str, optional

    Returns
    -------
    StageGame
        Actions "cooperate" and "defect".

    Raises
    ------
    RangeError
        If T > R > P > S does not hold.

    References
    ----------
    Axelrod, R. (1984). The Evolution of Cooperation. Basic Books, chapter 1.

    Examples
    --------
    >>> import qinba_games as qg
    >>> game = qg.prisoners_dilemma(9, 1, 10, 3)
    >>> game.payoff(("cooperate", "defect"))
    (1, 10)
    >>> qg.nash(game).pure
    ((1, 1),)
    """
    order, actions = "temptation > reward > punishment > sucker", ("cooperate", "defect")
    given = {"reward": reward, "sucker": sucker, "temptation": temptation, "punishment": punishment}
    return _of_two("prisoners_dilemma", order, given, actions, players)


def stag_hunt(
    reward: Number, sucker: Number, temptation: Number, punishment: Number, *, players: Any = None
) -> StageGame:
    """Two governments that gain most together, if each is sure of the other.

    The payoffs are named as in the prisoner's dilemma, but R > T >= P > S: nobody wants to leave
    a common hunt, and nobody wants to hunt the stag alone. Both joint profiles are equilibria.

    Parameters
    ----------
    reward, sucker, temptation, punishment : Number
        R (stag together), S (stag alone), T (hare while the other hunts the stag), P (both hare).
    players : sequence of 2 str, optional

    Returns
    -------
    StageGame
        Actions "stag" and "hare".

    Raises
    ------
    RangeError
        If R > T >= P > S does not hold.

    References
    ----------
    Skyrms, B. (2004). The Stag Hunt and the Evolution of Social Structure. Cambridge University
    Press, chapter 1.

    Examples
    --------
    >>> import qinba_games as qg
    >>> [str(p) for p in qg.nash(qg.stag_hunt(4, 0, 3, 2)).equilibria[2][0]]
    ['2/3', '1/3']
    """
    order = "reward > temptation >= punishment > sucker"
    given = {"reward": reward, "sucker": sucker, "temptation": temptation, "punishment": punishment}
    return _of_two("stag_hunt", order, given, ("stag", "hare"), players)


@takes("Pass n, the number of members, and r, by which all that they contribute is multiplied")
def public_good(
    n: int,
    r: Number | None = None,
    *,
    benefits: ArrayLike | None = None,
    cost: ArrayLike = 1,
    levels: ArrayLike = (0, 1),
    players: Any = None,
) -> StageGame:
    """Governments that pay alone for what all of them enjoy.

    Member i contributes x_i and gets g_i = b_i sum(x) - c_i x_i. The usual linear form multiplies
    all contributions by r and shares them out: b_i = r/n. With 1 < r < n and unit costs nobody
    contributes alone, and all should.

    Parameters
    ----------
    n : int
        Number of members.
    r : Number, optional
        Multiplication factor; give either `r` or `benefits`.
    benefits : Number or array_like, shape (n,), optional
        b_i, what a unit contributed by anybody is worth to member i.
    cost : Number or array_like, shape (n,)
        c_i, what a unit costs the one who contributes it.
    levels : array_like
        What can be contributed.
    players : sequence of str, optional

    Returns
    -------
    StageGame

    Raises
    ------
    NotApplicableError
        If both or neither of `r` and `benefits` are given.
    RangeError
        If the game would have more than 5 million payoffs.

    References
    ----------
    Ledyard, J. (1995). Public goods: a survey of experimental research. In J. Kagel and A. Roth
    (eds), The Handbook of Experimental Economics. Princeton University Press, chapter 2.

    Examples
    --------
    >>> import qinba_games as qg
    >>> from fractions import Fraction
    >>> game = qg.public_good(3, Fraction(8, 5))
    >>> [str(payoff) for payoff in game.payoff((1, 1, 0))]
    ['1/15', '1/15', '16/15']
    >>> qg.public_good(2, benefits=2, cost=3).payoff((1, 0))
    (-1, 2)
    """
    n = _members("public_good", n, 1)
    if (r is None) == (benefits is None):
        rule = "exactly one of 'r' and 'benefits' says what contributions are worth"
        remedy = "Give r (shared out equally) or benefits (what a unit is worth to each member)"
        named, value = ("r", r) if benefits is None else ("benefits", benefits)
        raise errors.NotApplicableError("public_good", named, value, rule, remedy)
    if r is not None:
        (factor,) = _numbers("public_good", r=r)
        benefits = [factor / n] * n
    b = _exact.rational(_check.each("public_good", "benefits", benefits, n, names=players))
    c = _exact.rational(_check.each("public_good", "cost", cost, n, names=players))
    x, own = _levels("public_good", levels, n)
    total = sum(own)
    return _game("public_good", [b[i] * total - c[i] * own[i] for i in range(n)], [x] * n, players)


def commons(
    n: int,
    productivity: Number,
    crowding: Number,
    cost: Number,
    *,
    levels: ArrayLike = (0, 1),
    players: Any = None,
) -> StageGame:
    """Governments that all draw on one resource, which yields less the more is drawn.

    Member i spends effort x_i at `cost` c a unit; a unit yields a - k sum(x), so that
    g_i = x_i (a - k sum(x)) - c x_i. Each ignores what its effort takes from the others: with
    continuous effort all together spend n (a - c)/(k (n + 1)) in equilibrium, and
    (a - c)/(2k) would be best.

    Parameters
    ----------
    n : int
        Number of appropriators.
    productivity, crowding, cost : Number
        a, k >= 0 and c.
    levels : array_like
        Efforts to choose from, none negative.
    players : sequence of str, optional

    Returns
    -------
    StageGame

    Raises
    ------
    RangeError
        If `crowding` or an effort is negative, or the game would have more than 5 million payoffs.

    References
    ----------
    Gordon, H. S. (1954). The economic theory of a common-property resource: the fishery. Journal
    of Political Economy 62, 124-142.

    Ostrom, E., Gardner, R. and Walker, J. (1994). Rules, Games, and Common-Pool Resources.
    University of Michigan Press, chapter 5. (Their endowment adds a constant to every payoff.)

    Examples
    --------
    >>> import qinba_games as qg
    >>> lake = qg.commons(2, 10, 1, 1, levels=range(5))
    >>> lake.payoff(("2", "2")), lake.payoff(("3", "3"))
    ((10, 10), (9, 9))
    >>> (3, 3) in qg.nash(lake).pure
    True
    """
    n = _members("commons", n, 1)
    a, k, c = _numbers("commons", productivity=productivity, crowding=crowding, cost=cost)
    _check.number("commons", "crowding", k, low=0)
    x, own = _levels("commons", levels, n)
    _check.number("commons", "levels", x.min(), low=0)
    total = sum(own)
    return _game("commons", [own[i] * (a - k * total - c) for i in range(n)], [x] * n, players)


def resource_exchange(
    value: ArrayLike,
    cost: ArrayLike,
    *,
    curvature: ArrayLike = 0,
    n: int = 2,
    levels: ArrayLike = (0, 1),
    players: Any = None,
) -> StageGame:
    """Governments that contribute resources to each other: a gift costs the giver.

    Member i gives x_i to every partner and gets g_i = sum over j != i of v_ij x_j, minus
    c_i x_i + q_i x_i^2 / 2. Linear gifts that are worth more than they cost (v > c) are a
    prisoner's dilemma between two; v = 1, c = 0, q = 1 is the mutual-gift game
    g_i = e_j - e_i^2 / 2 of the literature on relational contracts.

    Parameters
    ----------
    value : Number or array_like, shape (n, n)
        v_ij, what a unit given by j is worth to i; the diagonal is not used.
    cost, curvature : Number or array_like, shape (n,)
        c_i and q_i.
    n : int
        Number of members.
    levels : array_like
        Sizes of gifts to choose from.
    players : sequence of str, optional

    Returns
    -------
    StageGame

    Raises
    ------
    ShapeError
        If `value`, `cost` or `curvature` do not fit the number of members.
    RangeError
        If the game would have more than 5 million payoffs.

    References
    ----------
    Yuan, Wen and Zhang (2020). Construction of cross-regional cooperative governance system in
    Qinba mountain area. Strategic Study of CAE 22(1), section 2, for the exchange of governance
    resources.

    Goldluecke, S. and Kranz, S. (2012). Infinitely repeated games with public monitoring and
    monetary transfers. Journal of Economic Theory 147, 1191-1221, for how such games are upheld.

    Examples
    --------
    >>> import qinba_games as qg
    >>> qg.resource_exchange(3, 1).payoff(("1", "0"))
    (-1, 3)
    >>> gifts = qg.resource_exchange(1, 0, curvature=1, levels=[0, 1, 2])
    >>> [str(payoff) for payoff in gifts.payoff(("1", "2"))]
    ['3/2', '-1']
    """
    n = _members("resource_exchange", n, 2)
    v = _exact.rational(_check.each("resource_exchange", "value", value, n, n, names=players))
    c = _exact.rational(_check.each("resource_exchange", "cost", cost, n, names=players))
    q = _exact.rational(_check.each("resource_exchange", "curvature", curvature, n, names=players))
    x, own = _levels("resource_exchange", levels, n)
    received = [sum(v[i, j] * own[j] for j in range(n) if j != i) for i in range(n)]
    paid = [own[i] * (c[i] + q[i] * own[i] / 2) for i in range(n)]
    return _game("resource_exchange", [received[i] - paid[i] for i in range(n)], [x] * n, players)


def _members(function: str, n: Any, low: int) -> int:
    count = _check.integer(function, "n", n, low=low)
    _sizes.fits(function, "n", n, count, _sizes.PLAYERS, "members", _FEWER)
    return count


def _numbers(function: str, **given: Any) -> list[Any]:
    """Checked numbers, rational ones as `Fraction`s so that they can be divided exactly."""
    checked = _check.named_numbers(function, **given).values()
    return [_exact.fraction(v) if _exact.is_rational(v) else v for v in checked]


def _of_two(
    function: str, order: str, given: dict[str, Any], actions: tuple[str, str], players: Any
) -> StageGame:
    """A symmetric game whose four payoffs are in an `order`, such as "reward > temptation"."""
    payoffs, words = _numbers(function, **given), order.split()
    size = dict(zip(given, payoffs, strict=True))
    for high, sign, low in zip(words[::2], words[1::2], words[2::2], strict=False):
        above, below = size[high], size[low]
        if above < below or (sign == ">" and above == below):
            rule = f"{high} {sign} {low} defines this dilemma, but {high} = {above}"
            remedy = f"Lower {low} or raise {high}, or build the game with StageGame"
            raise errors.RangeError(function, low, below, rule, remedy)
    rows = np.array(payoffs).reshape(2, 2)
    return _game(function, [rows, rows.T], [np.array(actions)] * 2, players)


def _levels(function: str, levels: Any, n: int) -> tuple[Array, list[Array]]:
    """Checked levels, distinct and few enough for n players; those of each along its axis."""
    given = list(levels) if isinstance(levels, range) else levels
    x = _check.array(function, "levels", given, shape=(None,))
    if not x.size or len(set(x.tolist())) < len(x):
        rule = "must be distinct levels, at least one"
        remedy = "List every level once, for example levels=[0, 1]"
        raise errors.ShapeError(function, "levels", levels, rule, remedy)
    _sizes.fits(function, "n", n, len(x) ** n * n, _sizes.PAYOFFS, "payoffs", _FEWER)
    x = _exact.rational(x)
    return x, [x.reshape([-1 if j == i else 1 for j in range(n)]) for i in range(n)]


def _game(function: str, payoffs: list[Array], levels: list[Array], players: Any) -> StageGame:
    shape = tuple(len(x) for x in levels)
    tensor = np.stack([np.broadcast_to(g, shape) for g in payoffs], axis=-1)
    whole = (_exact.is_rational(v) and v.denominator == 1 for v in tensor.flat)
    if tensor.dtype == object and all(whole):
        tensor = np.vectorize(int, otypes=[object])(tensor)
    names = _check.labels(function, "players", players, len(levels))
    return StageGame(tensor.tolist(), players=names, actions=[list(map(str, x)) for x in levels])
